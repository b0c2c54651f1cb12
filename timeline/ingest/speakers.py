"""Resolve the words for a speaker in an attribution: names, roles, pronouns."""

import re
from bisect import bisect_right

from timeline.ingest.people import HONORIFICS, People, Person, is_role, role_behind, split_role
from timeline.ingest.reporting import listed
from timeline.ingest.surface import is_abbreviated
from timeline.ingest.values import Mention, Span

_SPACES = re.compile(r"\s+")
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_GENDER = {"he": "m", "she": "f", "himself": "m", "herself": "f", "his": "m", "her": "f"}
_PLURAL = frozenset(["they", "their", "both", "themselves"])
_FIRST = listed("i we you it one this that which who what some many others those all nobody none everyone everybody")
_LEADERS = re.compile(
    r"(?:the )?(?:two |both |three )?(?:leaders|presidents|sides|officials|ministers|advisors|principals)|both|they",
    re.IGNORECASE,
)
_SOME = listed("a an one some another many several two three no any each every")
_STOP = re.compile(r"[.!?][\"”’']*\s|\n")
_FAR_CHARACTERS = 1500
_NEAR_CHARACTERS = 600
#: nouns that may mean whoever just spoke
_ANYBODY = listed(
    "official diplomat politician leader lawmaker spokesman spokeswoman spokesperson head chief expert analyst"
)
_BODIES = listed(
    """
    administration agency alliance army assembly association authority bank board bureau cabinet campaign city
    commission committee company congress council court department embassy federation force forces foundation
    government group house institute journal kremlin league magazine military ministry mission movement network news
    newspaper office organization organisation outlet parliament party police press regime secretariat senate
    service state station team times union university website
    """
)
#: names of governments and of others that speak but are not persons
_CAPITALS = listed(
    """
    ankara athens beijing berlin bern brussels budapest cairo canberra damascus delhi doha helsinki islamabad jerusalem
    kiev kyiv london madrid minsk moscow nato oslo ottawa paris prague pyongyang riyadh rome seoul stockholm taipei
    tbilisi tehran tokyo vienna warsaw washington pentagon reuters tass bloomberg hamas hezbollah
    afghanistan albania algeria america argentina armenia australia austria azerbaijan bangladesh belarus belgium
    brazil britain bulgaria canada chile china colombia croatia cuba cyprus denmark egypt england estonia ethiopia
    europe finland france georgia germany greece hungary iceland india indonesia iran iraq ireland israel italy japan
    jordan kazakhstan kenya kosovo kuwait latvia lebanon libya lithuania malaysia mexico moldova mongolia montenegro
    morocco myanmar nepal netherlands nigeria norway oman pakistan palestine peru philippines poland portugal qatar
    romania russia scotland serbia singapore slovakia slovenia somalia spain sudan sweden switzerland syria taiwan
    thailand tunisia turkey uganda ukraine uzbekistan venezuela vietnam yemen zimbabwe
    """
)


class Speakers:
    """Resolves mentions of speakers, in the order of the text, because a pronoun means the person named last."""

    def __init__(self, text: str, people: People, quoted: list[Span], principals: tuple[str, ...] = ()) -> None:
        """Begin a text. `quoted` has its quotations in order; a pronoun outside does not mean people in them.

        `principals` are the participants of a readout, the host first.
        """
        self._text = text
        self._people = people
        self._quoted = quoted
        self._principals = principals
        self._last: tuple[int, Mention] | None = None

    def resolve(self, span: Span | None) -> Mention:
        """Return the speaker of a mention. Call this in the order of the text."""
        if span is None:
            return Mention(None, None, "low")
        words = _SPACES.sub(" ", self._text[span[0] : span[1]]).strip(' ,“”"')
        words = re.sub(r",?\s(?:who|which|that|whom)$|[’']s$", "", words)
        mention = self._resolve(words, span[0])
        if mention.name is not None and "," not in words and words.casefold() not in _GENDER:
            mention = mention._replace(role=role_behind(self._text, span[1]) or mention.role)
        if mention.name is not None:
            self._last = (span[0], mention)
        return mention

    def _resolve(self, words: str, position: int) -> Mention:
        lower = words.casefold()
        if lower in _GENDER:
            return self._pronoun(_GENDER[lower], position)
        if lower in _PLURAL and self._principals:
            return Mention(self._principals[0], None, "high", self._principals[1:])
        if lower in _PLURAL:
            return self._last_body(position)
        if lower in _FIRST or not words:
            return Mention(None, None, "low")
        joint = self._together(words, position)
        if joint is not None:
            return joint
        head, _, behind = re.sub(r",\s*(?=[JS]r\b)", " ", words).partition(",")
        head = re.sub(r"\s*\([^)]*\)", "", head).strip()
        if not head:
            return Mention(None, None, "low")
        role, name = split_role(head)
        if name:
            return self._named(head, role, name, behind, position)
        called = behind.split(",")[0].strip()
        if called and all(part[:1].isupper() for part in called.split()) and split_role(called)[1]:
            return self._named(called, _ARTICLE.sub("", head), split_role(called)[1], "", position)
        return self._described(head, position)

    def _together(self, words: str, position: int) -> Mention | None:
        """Resolve `X and Y` if both are known: the first is the speaker, the other joins."""
        first, joint, second = words.partition(" and ")
        if not joint or "," in words or " and " in second or " of " in first or " for " in first:
            return None
        one, other = self._resolve(first, position), self._resolve(second, position)
        if one.name is None or other.name is None or one.name == other.name:
            return None
        return one._replace(others=(other.name,)) if _is_person_like(first) and _is_person_like(second) else None

    def _named(self, head: str, role: str | None, name: str, behind: str, position: int) -> Mention:
        name = re.split(r"\s(?:of|from|in|at|for|on|with|and)\s", name)[0]
        person = self._people.find(name, position, role)
        role = None if role is not None and role.rstrip(".") in HONORIFICS else role
        if person is None and role is not None and not any(is_role(part) for part in role.split()):
            # The words before the name are not a role, so all of them may be the name of a body.
            return Mention(_ARTICLE.sub("", head), None, "medium") if _is_name(head) else Mention(None, role, "medium")
        behind_role = _apposition(behind)
        if person is None:
            return Mention(_ARTICLE.sub("", name), role or behind_role, "high")
        return Mention(person.name, role or behind_role or person.role, "high")

    def _described(self, head: str, position: int) -> Mention:
        """Resolve `the minister` to the last person with that role; a body keeps its words as its name."""
        parts = head.split()
        noun = parts[-1].strip(".,")
        if self._principals and _LEADERS.fullmatch(head):
            return Mention(self._principals[0], None, "high", self._principals[1:])
        definite = parts[0].casefold() in ("the", "this", "that")
        if definite and is_role(noun) and not noun.endswith("s"):
            host = self._people.find(self._principals[0]) if self._principals else None
            if host is not None and host.role is not None and host.role.casefold().endswith(noun.casefold()):
                return Mention(host.name, host.role, "high")
            person = self._people.with_role(noun, position)
            if person is not None:
                return Mention(person.name, person.role, "medium")
            if self._last is not None and position - self._last[0] < _NEAR_CHARACTERS and noun.casefold() in _ANYBODY:
                return self._last[1]._replace(confidence="medium")
        is_one = definite or (parts[0][:1].isupper() and parts[0].casefold() not in _SOME)
        if is_one and noun.casefold() in _BODIES and any(part[:1].isupper() for part in parts[1 - (not definite) :]):
            return Mention(_ARTICLE.sub("", head), None, "high")
        return Mention(None, _ARTICLE.sub("", head), "medium")

    def _pronoun(self, gender: str, position: int) -> Mention:
        """Resolve a pronoun to the last speaker or first fitting person of the nearest sentence that has one."""
        fitting: list[tuple[int, int, Person]] = []
        for begin, end, key in self._people.before(position, _FAR_CHARACTERS):
            person = self._people.named(key)
            if person.gender in (gender, None) and not self._is_quoted(begin):
                fitting.append((begin, end, person))
        stranger = self._stranger(fitting[-1][0] if fitting else 0, position)
        if not fitting or stranger is not None:
            return stranger or Mention(None, None, "low")
        nearest = fitting[-1]
        start = self._sentence_start(nearest[0])
        together = [one for one in fitting if one[0] >= start]
        leading = [one for one in together if not self._text.startswith(("’s", "'s", "’ ", "' "), one[1])] or together
        chosen = leading[0][2]
        if self._last is not None and self._last[1].name is not None:
            speaker = self._people.find(self._last[1].name)
            here = self._last[0] >= start and speaker is not None and speaker.gender in (gender, None)
            known = chosen.gender is None and position - self._last[0] < _NEAR_CHARACTERS
            if speaker is not None and (here or (known and speaker.gender == gender)):
                chosen = speaker
        others = {one[2].name for one in together} - {chosen.name}
        spoke = (
            self._last is not None and self._last[1].name == chosen.name and position - self._last[0] < _NEAR_CHARACTERS
        )
        sure = (spoke or not others) and position - nearest[0] < _FAR_CHARACTERS // 2 and chosen.gender == gender
        return Mention(chosen.name, chosen.role, "high" if sure else "medium")

    def _stranger(self, known: int, position: int) -> Mention | None:
        """Return the last speaker if only an unknown surname named them and nobody known was named since."""
        if self._last is None or not known < self._last[0] or position - self._last[0] > _NEAR_CHARACTERS:
            return None
        name = self._last[1].name
        is_lone = name is not None and len(name.split()) == 1 and name.casefold() not in _BODIES | _CAPITALS
        begins = self._text.startswith(name or "\n", self._last[0])
        if not is_lone or not begins or self._people.find(name or "") is not None:
            return None
        return Mention(name, None, "low")

    def _is_quoted(self, position: int) -> bool:
        place = bisect_right(self._quoted, (position, len(self._text)))
        return place > 0 and position < self._quoted[place - 1][1]

    def _sentence_start(self, position: int) -> int:
        before = self._text[max(0, position - 400) : position]
        stops = [match.end() for match in _STOP.finditer(before) if not is_abbreviated(before, match.start())]
        return position - len(before) + (stops[-1] if stops else 0)

    def _last_body(self, position: int) -> Mention:
        """Resolve `they` to a body that spoke just before; several people have no name."""
        if (
            self._last is not None
            and position - self._last[0] < _FAR_CHARACTERS // 2
            and self._last[1].name is not None
        ):
            name = self._last[1].name
            if self._people.find(name) is None:
                return Mention(name, self._last[1].role, "medium")
        return Mention(None, None, "low")


def _is_person_like(words: str) -> bool:
    """Return whether words can be one of two joint speakers: `the Crown Prince`, `Lavrov`, but not `Trade`."""
    parts = words.split()
    return any(is_role(part) for part in parts) or (len(parts) < 4 and all(part[:1].isupper() for part in parts))


def _is_name(head: str) -> bool:
    """Return whether a whole phrase is a name: its last word has a capital, or is a kind of body."""
    last = head.split()[-1]
    return last[:1].isupper() or last.casefold() in _BODIES


def _apposition(behind: str) -> str | None:
    """Return the role behind a name: `, a spokesman for the ministry`."""
    for part in behind.split(","):
        words = part.strip()
        first = words.split()[0] if words else ""
        is_clause = first.endswith("ing") or first in ("who", "which", "whose") or first[:1].isdigit()
        if words and any(is_role(word) for word in words.split()[:6]) and not is_clause:
            return re.sub(r"^(?:who is|the|a|an|his|her|its|their)\s+", "", words, flags=re.IGNORECASE)
    return None
