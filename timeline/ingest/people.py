"""Find the people named in a text: full names, titles and roles before or behind them, women and men."""

import re
from bisect import bisect_left
from collections import Counter
from typing import NamedTuple

from timeline.ingest.first_names import MEN, WOMEN
from timeline.ingest.reporting import listed
from timeline.ingest.values import Paragraph, Span
from timeline.words import names

_CAPITAL = "[A-ZÀ-ÖØ-ÞŁŚŠŽČĐ]"
_WORD = rf"(?:{_CAPITAL}[\w’'-]{{0,3}}\.|{_CAPITAL}[\w’'-]*)(?<![’']s)"
_PARTICLE = rf"(?:{'|'.join(sorted(names.PARTICLES))})"
_NAME = re.compile(rf"(?<![\w’']){_WORD}(?:[ \u00a0]+(?:{_PARTICLE}[ \u00a0]+){{0,2}}(?:{_WORD}))*")
_SPACES = re.compile(r"\s+")
_SAYS = (
    r"(?:said|says|told|tells|added|adds|wrote|writes|argued|argues|explained|recalled|noted|continued|asked|insisted)"
)
#: nouns for roles, in addition to the titles of `timeline.words.names`
ROLES = listed(
    """
    adviser advisor aide analyst archbishop attorney author bishop boss candidate captain cardinal ceo chair
    chairman chairperson chairwoman chancellor chief coach co-chair co-chairman co-founder columnist commander
    commentator commissioner coordinator correspondent counsel counselor co-host delegate deputy director economist
    editor emir envoy executive expert founder general governor head historian host imam investigator journalist
    judge justice lawmaker lawyer leader lecturer legislator lieutenant manager mayor mediator minister moderator
    monarch mp nominee negotiator officer official operative organizer owner pastor performer philanthropist
    politician pollster pope premier president president-elect presenter professor prosecutor rabbi rapper
    reporter representative researcher resident rival scholar scientist secretary secretary-general senator sheriff
    singer speaker speechwriter spokesman spokesperson spokeswoman strategist student superintendent supporter
    surgeon teacher treasurer veteran volunteer warden whip writer ambassador activist actor actress agent
    billionaire businessman businesswoman commissar congressman congresswoman councilman councilwoman critic
    diplomat doctor dr mr mrs ms miss sen rep gov gen lt col prof rev reps sens sgt capt adm maj hon amb king queen
    prince princess lady ally consultant friend wife husband son daughter brother sister mother father widow
    mogul tycoon magnate
    """
)
_FEMALE = re.compile(
    r"\b(?:mrs|ms|miss|madam|queen|princess|lady|\w+woman|actress|mother|wife|daughter|sister|widow|businesswoman|duchess)\b",
    re.I,
)
_MALE = re.compile(
    r"\b(?:mr|king|prince|lord|sir|(?:spokes|chair|congress|business|council|alder|states|police|country|gun)man|actor|father|husband|son|brother|pope|sheikh|emir|duke)\b",
    re.I,
)
_NO_NAME = listed(
    """
    the a an in on at for but and or if as when while after before since by from with of to this that these those it
    he she they we i his her their our my your its what who why how where there here yes no not all some many most
    both one two three four five monday tuesday wednesday thursday friday saturday sunday january february march
    april may june july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec
    today yesterday tomorrow also still yet so then however according asked speaking earlier later last first former
    new under over during despite although though because even just advertisement photo republican democratic
    democrat conservative liberal
    """
)
_THINGS = listed(
    """
    party house senate congress parliament ministry department office agency council committee court commission
    union bank group university institute college school church company corporation corp inc association federation
    foundation center centre campaign news times post journal press magazine tv radio network street avenue road
    city county state states kingdom republic north south east west america europe africa asia kingdom nations army
    forces navy bureau guard street square river sea island islands act bill law treaty agreement league club team
    international international national security today convention poll airport hotel resort stadium hall building
    award prize day week show administration government cabinet board authority organization organisation coalition
    alliance movement front fund trust project initiative service services police assembly
    """
)


#: words for things that are also surnames
_SURNAMES = listed("bill west hall north day law court journal post times bank banks may april june august")
_DIRECTIONS = listed("northern southern eastern western central upper lower greater mainland inner outer")


#: how many people with one surname are checked for a mention
_NAMESAKES = 50
_NEAR_CHARACTERS = 4000
HONORIFICS = ("Mr", "Mrs", "Ms", "Miss", "Dr")
#: verbs next to a lone surname, and endings of words for groups
_SPEAKS = re.compile(rf"\s(?:also\s|then\s|later\s|has\s|had\s)?{_SAYS}\b")
_SPOKEN = re.compile(rf"[,”\"’']\s{_SAYS}\s$")
_MANY = ("cans", "ians", "crats", "ists")


class Person(NamedTuple):
    """A person in a text: the fullest form of the name, woman (f) or man (m), and the first role."""

    name: str
    gender: str | None
    role: str | None


class People:
    """The people of one text and their mentions. `known` names keep their own spelling."""

    def __init__(
        self, text: str, paragraphs: list[Paragraph], known: tuple[str, ...] = (), title: str | None = None
    ) -> None:
        self._known = {names.key(name): name for name in known}
        self._known_surnames: dict[str, list[str]] = {}
        for key in self._known:
            self._known_surnames.setdefault(key.split()[-1] if key else "", []).append(key)
        self._by_key: dict[str, Person] = {}
        self._surnames: dict[str, list[str]] = {}
        self._times: Counter[str] = Counter()
        """How often the text names each in full."""
        self.mentions: list[tuple[int, int, str]] = []
        """Begin, end and key of each mention of a person, in order."""
        spans = [span for paragraph in paragraphs if paragraph.kind != "furniture" for span in _names(text, paragraph)]
        for begin, end in spans:
            self._add(text, begin, end)
        surnames = _lone_surnames(text, spans)
        for begin, end in spans:
            self._add_called(text, begin, end, surnames)
        for begin, end in _names(title, Paragraph(0, len(title), "heading")) if title else ():
            words = split_role(title[begin:end])[1].split() if title else []
            if len(words) in (2, 3) and words[0].casefold() in MEN | WOMEN and not words[-1].endswith("ing"):
                self._add(title or "", begin, end)
        recent: dict[str, str] = {}
        for begin, end in spans:
            whose = self._key_of(text[begin:end], recent)
            if whose is not None:
                self.mentions.append((begin, end, whose))
                recent[whose.split()[-1]] = whose
        self._begins = [begin for begin, _, _ in self.mentions]

    def _add(self, text: str, begin: int, end: int) -> None:
        role, name = split_role(_role_before(text, begin) + text[begin:end])
        role = role or role_behind(text, end)
        words = name.split()
        if words and _is_person(words, role):
            self._add_person(words, role)

    def _add_called(self, text: str, begin: int, end: int, surnames: set[str]) -> None:
        """Add a name without a known given name or role, if its surname alone speaks elsewhere."""
        role, name = split_role(text[begin:end])
        words = name.split()
        if len(words) not in (2, 3) or words[-1] not in surnames or any(map(_is_thing, words)):
            return
        if not any(" " in key for key in self._surnames.get(names.key(words[-1]), [])):
            self._add_person(words, role or role_behind(text, end))

    def _add_person(self, words: list[str], role: str | None) -> None:
        """Add a person, or complete a known one. A lone surname with an honorific completes the person it fits."""
        name = " ".join(words)
        key = names.key(name)
        if not key:
            return
        if len(words) == 1 and key in self._surnames:
            alike = [other for other in self._surnames[key] if self._may_be(other, _gender(words, role))]
            key = alike[0] if len(alike) == 1 else key
        self._times[key] += 1
        if key in self._by_key:
            old = self._by_key[key]
            self._by_key[key] = Person(
                old.name, old.gender or _gender(words, role), old.role or _unless_honorific(role)
            )
        elif len(words) > 1 or key not in self._surnames:
            self._by_key[key] = Person(self._spelling(key, name), _gender(words, role), _unless_honorific(role))
            self._surnames.setdefault(key.split()[-1], []).append(key)

    def _spelling(self, key: str, name: str) -> str:
        return self._known.get(key, name)

    def _key_of(self, name: str, recent: dict[str, str]) -> str | None:
        """Return the key of the person whose name ends with a name; `_namesake` chooses among several."""
        role, bare = split_role(name)
        key = names.key(bare)
        if not key:
            return None
        if " " in key and key in self._by_key:
            return key
        longer = [other for other in self._surnames.get(key.split()[-1], [])[-_NAMESAKES:] if names.tails(key, other)]
        gender = _gender([bare], role) if role is not None else None
        full = [other for other in longer if " " in other and self._may_be(other, gender)]
        if len(full) == 1:
            return full[0]
        if key in self._by_key:
            return key
        if full:
            return self._namesake(full, recent.get(key))
        return longer[0] if len(longer) == 1 else None

    def _may_be(self, key: str, gender: str | None) -> bool:
        return gender is None or self._by_key[key].gender in (gender, None)

    def _namesake(self, several: list[str], last: str | None) -> str | None:
        """Return the one of several namesakes whom the text names far more often, else the last one mentioned."""
        times = sorted(((self._times[key], key) for key in several), reverse=True)
        if times[0][0] > 2 * times[1][0]:
            return times[0][1]
        return last if last in several else None

    def find(self, name: str, position: int | None = None, role: str | None = None) -> Person | None:
        """Return the person with this name or surname, perhaps behind a role; None if nobody has it.

        Of several people, return the one mentioned last before the position, or None without a position.
        """
        near = self.before(position, _NEAR_CHARACTERS) if position is not None else []
        key = self._key_of(f"{role or ''} {name}", {whose.split()[-1]: whose for _, _, whose in near})
        if key is not None:
            return self._by_key[key]
        bare = names.key(split_role(name)[1])
        if not bare:
            return None
        known = [other for other in self._known_surnames.get(bare.split()[-1], []) if names.tails(bare, other)]
        return Person(self._known[known[0]], None, None) if len(known) == 1 else None

    def named(self, key: str) -> Person:
        """Return the person behind the key of a mention."""
        return self._by_key[key]

    def before(self, position: int, how_far: int) -> list[tuple[int, int, str]]:
        """Return the mentions that end before a position, at most `how_far` characters away, in order."""
        first = bisect_left(self._begins, position - how_far)
        return [
            mention for mention in self.mentions[first : bisect_left(self._begins, position)] if mention[1] <= position
        ]

    def first_with_role(self, noun: str) -> Person | None:
        """Return the first person of the text whose role ends with this noun."""
        people = (self._by_key[key] for _, _, key in self.mentions)
        return next(
            (one for one in people if one.role is not None and one.role.casefold().endswith(noun.casefold())), None
        )

    def with_role(self, noun: str, position: int) -> Person | None:
        """Return the last person mentioned before a position whose role has this noun: the president."""
        for _, _, key in reversed(self.before(position, _NEAR_CHARACTERS)):
            role = self._by_key[key].role
            if role is not None and noun.casefold().rstrip(".") in _SPACES.split(role.casefold().replace(".", "")):
                return self._by_key[key]
        return None


#: marks that separate a name from words before it: Geneva — The minister; a reporter asked. “No,” Holm said
_APART = re.compile(r"[—–:;()\n\"“”!?]|\s-\s|(?<=[a-z]{4})\.\s")


def _role_before(text: str, begin: int) -> str:
    """Return the role right before a name: `former Kremlin spokesperson `."""
    before = _APART.split(text[max(0, begin - 70) : begin])[-1]
    parts = re.findall(r"[\w.’'-]+\s+$|[\w.’'-]+\s+(?=[\w.’'-]+\s)", before)
    words: list[str] = []
    for part in reversed(parts):
        word = part.strip()
        if not words and not is_role(word):
            break
        if word[-1] in ".’'" and not is_role(word):
            break
        if not is_role(word) and not word[0].isupper() and word not in _MODIFIERS:
            break
        words.insert(0, word)
    return " ".join(words) + " " if words else ""


_MODIFIERS = listed(
    """
    former foreign prime deputy vice press then acting senior chief defence defense interior finance national
    security policy affairs trade energy campaign government opposition party economy human rights intelligence
    general
    """
)


def _lone_surnames(text: str, spans: list[Span]) -> set[str]:
    """Return the surnames that speak or have an honorific without a given name."""
    surnames = set()
    for begin, end in spans:
        role, name = split_role(text[begin:end]) if text.count(" ", begin, end) < 2 else (None, "")
        if not name or " " in name or name.endswith(_MANY) or name.casefold() in MEN | WOMEN:
            continue
        is_honoured = role is not None and role.rstrip(".") in HONORIFICS
        if is_honoured or (role is None and _speaks_alone(text, begin, end)):
            surnames.add(name)
    return surnames


def _speaks_alone(text: str, begin: int, end: int) -> bool:
    """Return whether a name without an article is next to a verb of saying: `Petrov said`, `said Petrov,`."""
    if text[max(0, begin - 4) : begin].casefold() == "the ":
        return False
    if _SPEAKS.match(text, end):
        return True
    return text[end : end + 1] in (",", ".", ";") and _SPOKEN.search(text[max(0, begin - 14) : begin]) is not None


def _names(text: str, paragraph: Paragraph) -> list[Span]:
    """Return the spans of capitalised words of a paragraph that may be names."""
    spans = []
    for match in _NAME.finditer(text, paragraph.begin, paragraph.end):
        begin, end = match.span()
        words = match[0]
        while words:
            first = _SPACES.split(words)[0]
            if first.casefold().rstrip(".") not in _NO_NAME:
                break
            rest = words[len(first) :]
            begin += len(first) + len(rest) - len(rest.lstrip())
            words = rest.lstrip()
        while end > begin and text[end - 1] in "’'-":
            end -= 1
        if words.endswith(".") and not re.search(r"\b(?:[A-Z]|Jr|Sr)\.$", words):
            end -= 1
        if words and end > begin and end - begin < 80:
            spans.append((begin, end))
    return spans


def split_role(words: str) -> tuple[str | None, str]:
    """Split a role from the name behind it: `Kremlin spokesperson Dmitry Peskov`. Without a name it is ''.

    Words behind the name, such as `of France`, are left out; `President of France Emmanuel Macron` works, too.
    """
    parts = _SPACES.split(words.strip(" ,"))
    joint = next((place for place, part in enumerate(parts) if place and part in _JOINTS), len(parts))
    first = _name_start(parts[:joint])
    name = parts[first:joint]
    if any(part.casefold() in _THINGS for part in name):  # the whole is the name of a body
        return None, _ARTICLE.sub("", words.strip(" ,"))
    if not name and joint < len(parts) and parts[joint] == "of" and is_role(parts[joint - 1]):
        given_names = (place for place in range(joint + 2, len(parts)) if parts[place].casefold() in MEN | WOMEN)
        first = next(given_names, len(parts))
        name = parts[first:] if first < len(parts) - 1 else []
        first = first if name else len(parts)
    role = _ARTICLE.sub("", " ".join(parts[:first]).strip(" ,"))
    return role or None, " ".join(name)


def role_behind(text: str, end: int) -> str | None:
    """Return the role behind a name: `, a spokesman for the ministry`."""
    behind = _BEHIND.match(text, end)
    if behind is None or not any(is_role(word) for word in behind[1].split()[:6] if not word.endswith(("’s", "'s"))):
        return None
    return _ARTICLE.sub("", behind[1]).removeprefix("who is ").strip()


def _name_start(parts: list[str]) -> int:
    """Return the beginning of the name: behind the last word that is a role, or has no capital."""
    last = max((place for place, part in enumerate(parts) if is_role(part)), default=-1)
    first = last + 1
    for place in range(len(parts) - 1, last, -1):
        if not parts[place][:1].isupper() and parts[place].casefold() not in names.PARTICLES:
            first = place + 1
            break
    while first < len(parts) and parts[first].casefold() in _NOT_FIRST:
        first += 1
    return first


_BEHIND = re.compile(
    r",\s((?:(?:an?|the|his|her|its|their|who is|former|head|director|chief|chairman|president|minister|professor)\s"
    r"|[\w’'-]+(?:’s|'s)\s)[^,.;:“”\"«»]{3,90})[,.;:]"
)
_ARTICLE = re.compile(r"^(?:the|a|an|his|her|their|its|then)(?:\s+|$)", re.IGNORECASE)
#: words that are only part of a title
_HALF = names.HALF_TITLES | {"state", "affairs", "elect"}
_JOINTS = listed("of from for in at on with to by as")
_NOT_FIRST = (names.PARTICLES - {"al", "el"}) | {"the", "a", "an"}


def is_role(word: str) -> bool:
    """Return whether a word is a role: minister, spokeswoman, Sen."""
    bare = word.casefold().strip(".,").removesuffix("’s").removesuffix("'s")
    if bare in ROLES or bare.removesuffix("s") in ROLES:
        return True
    return bare.isascii() and bare in names.titles() and bare not in _HALF


def _is_thing(word: str) -> bool:
    bare = word.casefold().strip(".,")
    return bare in _THINGS or bare in _DIRECTIONS or bare in _NO_NAME or bare.isdigit()


def _is_person(words: list[str], role: str | None) -> bool:
    bare = [word.casefold().strip(".,") for word in words]
    is_given = bare[0] in WOMEN or bare[0] in MEN
    if len(words) > 5 or any(_is_thing(word) and not (is_given and word in _SURNAMES) for word in bare):
        return False
    if is_given:
        return len(words) > 1 or role is not None
    if role is not None and any(is_role(part) for part in role.split()):
        return not (len(words) == 1 and words[0].isupper() and len(words[0]) > 1)
    return False


def _unless_honorific(role: str | None) -> str | None:
    return None if role is not None and role.rstrip(".") in HONORIFICS else role


def _gender(words: list[str], role: str | None) -> str | None:
    """Return woman or man by title, given name, or a Slavic surname; None if it is unknown."""
    if role is not None:
        if _FEMALE.search(role):
            return "f"
        if _MALE.search(role):
            return "m"
    first = words[0].casefold()
    if len(words) > 1 and first in WOMEN:
        return "f"
    if len(words) > 1 and first in MEN:
        return "m"
    return "f" if re.search(r"(?:ova|eva|ovna|skaya|ska|enkova|yeva)$", words[-1]) else None
