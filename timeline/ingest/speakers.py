"""Resolve the words for a speaker in an attribution: names, roles, pronouns, bodies."""

import re

from timeline.ingest.outlets import is_kind_of_outlet, is_outlet
from timeline.ingest.people import People
from timeline.ingest.pronouns import GENDERS, Pronouns
from timeline.ingest.reporting import DOCUMENTS, listed
from timeline.ingest.roles import HONORIFICS, THINGS, cleaned, is_role, role_behind, split_role
from timeline.ingest.surface import sentence_start
from timeline.ingest.values import Confidence, Mention, Span
from timeline.ingest.years import MONTH
from timeline.words import bodies
from timeline.words.first_names import MEN, WOMEN
from timeline.words.names import PARTICLES

_SPACES = re.compile(r"\s+")
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_PLURAL = frozenset(["they", "their", "both", "themselves", "them"])
_ITSELF = frozenset(["it", "itself", "its"])
_FIRST = listed("i we you one this that which who what some many others those all nobody none everyone everybody me us")
_OFFICE = (
    r"(?:vice |first |crown |prime )?(?:president|prime minister|minister|chancellor|king|prince|secretary|advisor"
    r"|premier)"
)
#: everybody who took part in a readout: the two leaders, the President and Prime Minister
_LEADERS = re.compile(
    r"(?:the )?(?:two |both |three )?(?:leaders|presidents|sides|officials|ministers|advisors|advisers|principals"
    r"|parties|national security advisors|counterparts)|both|they|each (?:leader|side)"
    r"|both (?:leaders|sides|officials|presidents)"
    rf"|(?:the )?{_OFFICE} and (?:the )?{_OFFICE}",
    re.IGNORECASE,
)
_SOME = listed(
    """
    a an one some another many several two three four five six no any each every both most more other others few dozens
    hundreds thousands scores numerous various certain half only such everything anything nothing whatever
    republicans democrats conservatives liberals americans russians ukrainians germans israelis palestinians europeans
    participants attendees members lawmakers leaders delegates residents witnesses journalists reporters
    muslims christians catholics jews critics supporters opponents allies analysts experts officials observers voters
    """
)
#: things that happen and cannot speak, as the last word of a name
_OCCASIONS = listed(
    "war wars revolution summit crisis pandemic election elections act bill day week agreement treaty deal"
)
#: where a body has its seat, before its name
_BASED = re.compile(r"^(?:[Tt]he\s)?(?:[A-Z][\w.’'-]*\s?){1,3}-based\s(?=[A-Z])")
#: a body with a list of what it is for: Ministry of Agriculture, Forestry and Fisheries
_LISTED = re.compile(
    r"((?:[Tt]he\s)?[^,]*\b(?:of|for|on)\s[A-Z][^,]*)(?:,\s[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)*)+,?\sand\s[A-Z][\w\s’'-]+"
)
#: words between a noun and what it belongs to
_JOINT = re.compile(r"\s(?:of|for|from|in|at|to|on|by|with)\s")
_ASKING = re.compile(
    r"^(?:will|would|can|could|should|shall|may|might|must|does|did|do|has|have|had|is|are|was|were|if|when|let|why|how)\s+"
    r"(?=(?:the\s)?[A-Z])",
    re.IGNORECASE,
)
_PARTICIPLE = re.compile(r"^[A-Z][a-z]+ing\b.*(?:\s[–—-]|,)\s+(?=[A-Z])")
_OWNER = re.compile(r"^(.+?)[’']s?\s+(?=[A-Z])")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)|\s*\([^()]*$|^[^()]*\)\s*|\s*\[[^\[\]]*(?:\]|$)")
_BEFORE_OBJECT = re.compile(r"\b(?:in|at|of|from|during|with|on|against|into|than|like)\s+(?:the\s+)?$")
_FULL = re.compile(
    r"\b((?:[A-Z][\w’'-]+)(?:\s(?:of|the|for|and|on|in|to|de|[A-Z][\w’'-]+)){1,10})\s\(([A-Z][A-Z&]{1,6})\)"
)
#: a name, and a clause about it up to the next comma
_WITH_CLAUSE = re.compile(r"((?:[A-Z][\w.’'-]*\s?){1,6}),\s(?:who|whose|which)\s[^,;.“”\"]*$")
_ACRONYM = re.compile(r"[A-Z]{3,6}")
_NAMED_BEHIND = re.compile(r",\s((?:[A-Z][\w’'-]*\.?\s){1,4}[A-Z][\w’'-]+)(?=[.,;])")
_JOINT_STATEMENT = re.compile(r"(?:the|their) joint (?:statement|declaration|communiqu[eé])", re.IGNORECASE)
#: a clause behind the names of joint speakers
_DASHED = re.compile(r"\s[–—-]\s.*$")
_MONTH = re.compile(rf"^{MONTH}\s(?=[A-Z])")
_FAR_CHARACTERS = 1500
_NEAR_CHARACTERS = 600
#: nouns that may mean whoever just spoke
_ANYBODY = listed(
    "official diplomat politician leader lawmaker spokesman spokeswoman spokesperson head chief expert analyst"
)
#: `the spokesman`, without what he speaks for
_BARE_WORDS = 2
#: how many sentences before `it` name the body that it means
_BODY_SENTENCES = 2
_LEADING = re.compile(
    r"(?:[A-Z][a-z]+(?:ly)?,\s)?((?:[Tt]he\s)?[A-Z][\w.’'&-]*(?:\s(?:(?:of|for|and|the|on)\s)*[A-Z][\w.’'&-]*)*)"
)


class Speakers:
    """Resolves mentions of speakers, in the order of the text, because a pronoun means the person named last."""

    def __init__(
        self,
        text: str,
        people: People,
        quoted: list[Span],
        principals: tuple[str, ...] = (),
        headings: tuple[Span, ...] = (),
    ) -> None:
        """Begin a text. `quoted` has its quotations in order; a pronoun outside does not mean people in them.

        `principals` are the participants of a readout, the host first. A pronoun does not look across `headings`.
        """
        self._text = text
        self._people = people
        self._principals = principals
        self._pronouns = Pronouns(text, people, quoted, list(headings))
        self._full = {
            match[2]: _ARTICLE.sub("", match[1])
            for match in _FULL.finditer(text)
            if _initials(match[1]).endswith(match[2].replace("&", ""))
        }
        self._last: tuple[int, Mention] | None = None

    def resolve(self, span: Span | None, verb: int | None = None) -> Mention:
        """Return the speaker of a mention; `verb` is where its verb begins. Call this in the order of the text."""
        if span is None:
            return Mention(None, None, "low")
        span = self._with_name(self._before_clause(span, verb))
        words = _SPACES.sub(" ", self._text[span[0] : span[1]]).strip(' ,“”"')
        words = re.sub(r",?\s(?:who|which|that|whom)$|[’']s$", "", words)
        if self._text[max(0, span[0] - 2) : span[0]].strip().isdigit():  # 4 March Anna Berg
            words = _MONTH.sub("", words)
        mention = self._resolve(words, span[0])
        if mention.name is not None and "," not in words and words.casefold() not in GENDERS:
            mention = mention._replace(role=role_behind(self._text, span[1]) or mention.role)
        is_person = mention.name is not None and mention.is_person
        mention = mention._replace(role=cleaned(mention.role) if is_person or mention.name is None else None)
        if _BEFORE_OBJECT.search(self._text[max(0, span[0] - 20) : span[0]]) and words.casefold() not in GENDERS:
            mention = mention._replace(confidence="low")
        if mention.name is not None or mention.role is not None:
            self._last = (span[0], mention)
        return mention

    def _before_clause(self, span: Span, verb: int | None) -> Span:
        """Return the name before a clause that a wrong subject ends: `Holm, who flew in Operation Storm, said`."""
        if verb is None or self._text[span[1] : verb].strip() != ",":
            return span
        start = sentence_start(self._text, span[0])
        name = _WITH_CLAUSE.search(self._text[start : span[1]])
        if name is None or start + name.end(1) >= span[0]:
            return span
        return start + name.start(1), start + name.end(1)

    def _with_name(self, span: Span) -> Span:
        """Return a description with the name behind its comma: `a navy captain, Sen. Mark Holm`."""
        name = _NAMED_BEHIND.match(self._text, span[1])
        if name is None or not is_role(name[1].split()[0]) or self._text[span[0] : span[1]].split()[-1].endswith("s"):
            return span
        role, own = split_role(self._text[slice(*span)])
        return (span[0], name.end(1)) if role is None or not own else span

    def _resolve(self, words: str, position: int) -> Mention:
        bare = _IN_BRACKETS.sub("", words)
        words = _PARTICIPLE.sub("", _ASKING.sub("", bare, count=1) if _is_asking(words) else bare).strip(" ,")
        without_name = self._without_name(words, position)
        if without_name is not None:
            return without_name
        words = _BASED.sub("", words)
        listed_body = _LISTED.fullmatch(words)
        if listed_body is not None and self._is_proper_body(listed_body[1]):
            return Mention(_ARTICLE.sub("", words), None, "high")
        joint = self._together(_DASHED.sub("", words), position)
        if joint is not None:
            return joint
        head, _, behind = re.sub(r",\s*(?=[JS]r\b)", " ", words).partition(",")
        return self._nobody(head, position) or self._phrase(head, behind, position)

    def _without_name(self, words: str, position: int) -> Mention | None:
        """Resolve a pronoun, or a phrase for all who took part in a readout; None for other words."""
        lower = words.casefold()
        if lower in GENDERS:
            return self._pronoun(lower, position)
        if self._principals and (lower in _PLURAL or _LEADERS.fullmatch(words)):
            return Mention(self._principals[0], None, "high", self._principals[1:], is_person=True)
        if lower in _PLURAL:
            return self._last_joint(position) or self._last_body(position)
        if _JOINT_STATEMENT.fullmatch(words):
            return self._last_joint(position)
        if lower in _ITSELF:
            return self._body_before(position)
        return Mention(None, None, "low") if lower in _FIRST or not words else None

    def _nobody(self, head: str, position: int) -> Mention | None:
        """Resolve words that name nobody: a kind of outlet, a document, some people, an occasion; None for others."""
        parts = head.split()
        if not parts:
            return Mention(None, None, "low")
        about = _JOINT.split(head)[0].split()[-1].strip(".,").casefold()
        if about in DOCUMENTS and not is_kind_of_outlet(head):
            return Mention(None, None, "medium")
        is_some = parts[0].casefold() in _SOME or (len(parts) == 1 and self._is_common(head, position))
        if is_some or is_kind_of_outlet(head):
            return Mention(None, head, "medium")
        is_occasion = parts[-1].casefold().strip(".") in _OCCASIONS and parts[-1][:1].isupper()
        return Mention(None, None, "low") if is_occasion and not bodies.is_organization(head) else None

    def _phrase(self, head: str, behind: str, position: int) -> Mention:
        """Resolve a name, perhaps with a role before or behind it, or a description."""
        role, name = split_role(head)
        if name and any(part[:1].isupper() for part in name.split()):
            return self._named(head, role, name, behind, position)
        called = behind.split(",")[0].strip()
        if called and all(part[:1].isupper() or part in PARTICLES for part in called.split()) and split_role(called)[1]:
            return self._named(called, _ARTICLE.sub("", head), split_role(called)[1], "", position)
        return self._described(head, position)

    def _pronoun(self, pronoun: str, position: int) -> Mention:
        last = self._last
        if last is not None and last[1].name is None and not _is_somebody(last[1].role):
            last = None
        if self._principals and (last is None or last[1].name is None):
            host = self._people.find(self._principals[0])
            if host is not None and host.gender in (GENDERS[pronoun], None):
                return Mention(host.name, host.role, "medium", is_person=True)
        mention = self._pronouns.person(pronoun, position, last)
        return mention._replace(is_person=mention.name is not None)

    def _together(self, words: str, position: int) -> Mention | None:
        """Resolve `X and Y` if both are known: the first is the speaker, the other joins."""
        several = re.split(r",\s(?:and\s)?|\sand\s", words)
        if len(several) > 2 and all(map(self._is_proper_body, several)):
            return Mention(
                _ARTICLE.sub("", several[0]), None, "high", tuple(_ARTICLE.sub("", one) for one in several[1:])
            )
        first, joint, second = words.partition(" and ")
        bare = _ARTICLE.sub("", first)
        if not joint or "," in words or " and " in second:
            return None
        if (" of " in bare or " for " in bare) and not self._is_proper_body(first):
            return None
        two_bodies = self._is_proper_body(first) and self._is_proper_body(second) and self._stands_alone(second)
        one_body = not two_bodies and (self._is_proper_body(second) or self._is_proper_body(words))
        two_people = self._is_somebody(first) and self._is_somebody(second)
        if bodies.is_state(words) or one_body or not (two_bodies or two_people):
            return None
        first = re.sub(r"^both\s+", "", first, flags=re.IGNORECASE)
        one, other = self._resolve(first, position), self._resolve(second, position)
        if one.name is None or other.name is None or one.name == other.name:
            return None
        return one._replace(others=(other.name,))

    def _named(self, head: str, role: str | None, name: str, behind: str, position: int) -> Mention:
        if self._is_body(name):
            return Mention(self._whole(name), None, "high")
        owner = _OWNER.match(name)
        if owner is not None and len(name[owner.end() :].split()) > 1:  # The Northern Herald’s Anna Berg
            name = name[owner.end() :]
        name = re.split(r"\s(?:of|from|in|at|for|on|with|and)\s", name)[0]
        person = self._people.find(name, position, role)
        role = None if role is not None and role.rstrip(".") in HONORIFICS else role
        last = role.split()[-1] if role is not None else ""
        described = last.islower() and last not in ("and", "of", "for") and len(name.split()) > 1
        if person is None and role is not None and not described and not any(is_role(part) for part in role.split()):
            # The words before the name are not a role, so all of them may be the name of a body.
            return Mention(_ARTICLE.sub("", head), None, "medium") if _is_name(head) else Mention(None, role, "medium")
        behind_role = _apposition(behind)
        if person is None:
            return Mention(_ARTICLE.sub("", name), role or behind_role, "high", is_person=True)
        sure: Confidence = "medium" if " " not in name and self._people.is_shared(name, position) else "high"
        return Mention(person.name, role or behind_role or person.role, sure, is_person=True)

    def _is_body(self, name: str) -> bool:
        """Return whether a name is a state's or a body's, by its words or because the text gives its initials."""
        if not any(part[:1].isupper() for part in name.split()):
            return False
        if name in self._full or is_outlet(name) or bodies.is_state(name) or bodies.is_organization(name):
            return True
        return name.split()[-1].casefold() in THINGS and not (
            len(name.split()) == 2 and name.split()[0].casefold() in MEN | WOMEN
        )

    def _whole(self, name: str) -> str:
        """Return the name that the text spells out for initials, with or without brackets; else the name itself."""
        if not _ACRONYM.fullmatch(name) or bodies.is_state(name):
            return name
        if name not in self._full:
            words = r"[\s\u00a0](?:(?:of|the|for|and|on|in|to)[\s\u00a0])*".join(
                rf"{letter}[a-z][\w’'-]+" for letter in name
            )
            spelled = re.search(rf"\b{words}\b", self._text)
            self._full[name] = " ".join(spelled[0].split()) if spelled is not None else name
        return self._full[name]

    def _stands_alone(self, words: str) -> bool:
        """Return whether words are a body of their own, not the end of another name: `and the Bank`, `and NATO`."""
        return words.startswith("the ") or len(words.split()) == 1 or bodies.is_state(words) or " of " in words

    def _is_somebody(self, words: str) -> bool:
        """Return whether words can be one of two joint speakers: `the Crown Prince`, `Lavrov`, but not `Trade`."""
        if not _is_person_like(words):
            return False
        parts = words.split()
        is_known = self._people.find(words) is not None or any(map(is_role, parts)) or bodies.is_state(words)
        return is_known or len(parts) == 1 or parts[0].casefold() in MEN | WOMEN

    def _is_proper_body(self, words: str) -> bool:
        """Return whether words are the whole name of a body or state."""
        name = _ARTICLE.sub("", words)
        is_known = bodies.is_state(name) or bodies.is_organization(name)
        return is_known and name[:1].isupper() and split_role(name)[0] is None

    def _is_common(self, word: str, position: int) -> bool:
        """Return whether the first word of a sentence is a common noun, because the text also has it in lower case."""
        if self._people.find(word) is not None or bodies.is_state(word) or bodies.is_organization(word):
            return False
        lower = word.casefold()
        return word.islower() or is_role(word) or re.search(rf"\b{re.escape(lower)}\b", self._text) is not None

    def _described(self, head: str, position: int) -> Mention:
        """Resolve `the minister` to the one person with that role; a body keeps its words as its name."""
        parts = head.split()
        noun = parts[-1].strip(".,")
        about = _JOINT.split(head)[0].split()[-1].strip(".,")
        definite = parts[0].casefold() in ("the", "this", "that")
        if is_role(about) and not about.endswith("s") and (definite or _OWNER.match(head) or about != noun):
            mention = self._holder(head, about, position)
            if mention is not None:
                return mention
        is_one = definite or (parts[0][:1].isupper() and parts[0].casefold() not in _SOME)
        if (
            is_one
            and noun.casefold() in bodies.NOUNS
            and any(part[:1].isupper() for part in parts[1 - (not definite) :])
        ):
            return Mention(_ARTICLE.sub("", head), None, "high")
        if noun.casefold() in bodies.NOUNS and definite:
            return self._same_body(noun, position) or Mention(None, _ARTICLE.sub("", head), "medium")
        return Mention(None, _ARTICLE.sub("", head), "medium")

    def _holder(self, head: str, noun: str, position: int) -> Mention | None:
        """Return the one person who holds the office of a phrase; open if two do."""
        host = self._people.find(self._principals[0]) if self._principals else None
        if host is not None and host.role is not None and host.role.casefold().endswith(noun.casefold()):
            return Mention(host.name, host.role, "high", is_person=True)
        holders = self._people.holders(_ARTICLE.sub("", head), noun, position)
        if len(holders) == 1:
            spoke = self._last is not None and self._last[1].name == holders[0].name
            spoke = spoke and self._last is not None and position - self._last[0] < _NEAR_CHARACTERS
            return Mention(holders[0].name, holders[0].role, "high" if spoke else "medium", is_person=True)
        if holders:
            names = " or ".join(one.name for one in holders[:3])
            return Mention(None, _ARTICLE.sub("", head), "low", reason=f"the {noun.casefold()} may be {names}")
        last = self._last
        is_near = last is not None and position - last[0] < _NEAR_CHARACTERS and last[1].is_person
        if last is not None and is_near and noun.casefold() in _ANYBODY and len(head.split()) == _BARE_WORDS:
            return last[1]._replace(confidence="medium")
        return None

    def _same_body(self, noun: str, position: int) -> Mention | None:
        """Return the last speaker if `the ministry` is the last word of its name."""
        if self._last is None or position - self._last[0] > _FAR_CHARACTERS or self._last[1].name is None:
            return None
        name = self._last[1].name
        return Mention(name, None, "medium") if noun.casefold() in name.casefold().split() else None

    def _last_joint(self, position: int) -> Mention | None:
        """Resolve `they` to the people or bodies that spoke jointly just before; None if somebody else spoke last."""
        last = self._last
        if last is None or position - last[0] > _FAR_CHARACTERS or not last[1].others:
            return None
        return last[1]._replace(confidence="medium")

    def _last_body(self, position: int) -> Mention:
        """Resolve `they` to a body that spoke just before; several people have no name."""
        last = self._last
        if last is None or position - last[0] > _FAR_CHARACTERS // 2 or last[1].is_person or _is_somebody(last[1].role):
            return Mention(None, None, "low")
        return last[1]._replace(confidence="medium")

    def _body_before(self, position: int) -> Mention:
        """Resolve `it` to the body that leads one of the sentences before, or that spoke in them."""
        at = sentence_start(self._text, position)
        for _ in range(_BODY_SENTENCES + 1):
            last = self._last
            if last is not None and at <= last[0] < position and not (last[1].is_person or _is_somebody(last[1].role)):
                return last[1]._replace(confidence="medium")
            leading = _LEADING.match(self._text, at)
            if leading is not None and at < position and leading.end() < position:
                name = split_role(leading[1])[1]
                if name and self._is_body(name):
                    return Mention(self._whole(name), None, "medium")
                if not self._text.startswith(("It ", "The "), at):
                    break
            if not at:
                break
            at = sentence_start(self._text, at - 1)
        return Mention(None, None, "low")


def _is_asking(words: str) -> bool:
    """Return whether a question has lent its first word to a name: `Will Ukraine`, but not `Will Smith`."""
    match = _ASKING.match(words)
    if match is None:
        return False
    return (
        match[0].strip() != "Will"
        or bodies.is_state(words[match.end() :])
        or bodies.is_organization(words[match.end() :])
    )


def _is_somebody(role: str | None) -> bool:
    """Return whether a role without a name is one person's: `senior official`, but not `officials` or `ministry`."""
    if role is None:
        return False
    about = _JOINT.split(role)[0].split()[-1]
    return is_role(about) and not about.endswith("s")


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.replace("-", " ").split() if word[0].isupper())


def _is_person_like(words: str) -> bool:
    """Return whether words can be one of two joint speakers: `the Crown Prince`, `Lavrov`, but not `Trade`."""
    parts = words.split()
    return any(is_role(part) for part in parts) or (len(parts) < 5 and all(part[:1].isupper() for part in parts))


def _is_name(head: str) -> bool:
    """Return whether a whole phrase is a name: its last word has a capital, or is a kind of body."""
    last = head.split()[-1]
    return last[:1].isupper() or last.casefold() in bodies.NOUNS


def _apposition(behind: str) -> str | None:
    """Return the role behind a name: `, a spokesman for the ministry`."""
    for part in behind.split(","):
        words = part.strip()
        first = words.split()[0] if words else ""
        is_clause = first.endswith("ing") or first in ("who", "which", "whose") or first[:1].isdigit()
        if words and any(is_role(word) for word in words.split()[:6]) and not is_clause:
            return re.sub(r"^(?:who is|the|a|an|his|her|its|their)\s+", "", words, flags=re.IGNORECASE)
    return None
