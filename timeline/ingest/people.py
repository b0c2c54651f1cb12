"""Find the people named in a text: full names, titles and roles before or behind them, women and men."""

import re
from bisect import bisect_left
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from timeline.ingest.reporting import listed
from timeline.ingest.roles import HONORIFICS, THINGS, cleaned, is_role, role_before, role_behind, split_role
from timeline.ingest.values import Paragraph, Span
from timeline.words import bodies, names
from timeline.words.first_names import MEN, WOMEN

_CAPITAL = "[A-ZÀ-ÖØ-ÞŁŚŠŽČĐ]"
_SHORT = (
    r"(?:[A-Z]|[A-Z]\.[A-Z]|Mr|Mrs|Ms|Dr|Sens?|Reps?|Gov|Gen|Lt|Col|St|Jr|Sr|Prof|Rev|Sgt|Capt|Adm|Maj|Hon|Amb|Brig"
    r"|Cpl)\."
)
_WORD = rf"(?:{_SHORT}|{_CAPITAL}[\w’'-]*)(?<![’']s)"
_PARTICLE = rf"(?:{'|'.join(sorted(names.PARTICLES))})"
_NAME = re.compile(rf"(?<![\w’']){_WORD}(?:[ \u00a0]+(?:{_PARTICLE}[ \u00a0]+){{0,2}}(?:{_WORD}))*")
_SPACES = re.compile(r"\s+")
_SAYS = (
    r"(?:said|says|told|tells|added|adds|wrote|writes|argued|argues|explained|recalled|noted|continued|asked|insisted)"
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
    outside inside near around above behind between within without against
    the a an in on at for but and or if as when while after before since by from with of to this that these those it
    he she they we i his her their our my your its what who why how where there here yes no not all some many most
    both one two three four five monday tuesday wednesday thursday friday saturday sunday january february march
    april may june july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec
    today yesterday tomorrow also still yet so then however according asked speaking earlier later last first former
    new under over during despite although though because even just advertisement photo republican democratic
    suppose imagine other others such like unlike participants attendees members
    democrat conservative liberal will would should could can does did has have is was are were may might
    """
)
#: words for people of a country, party or faith, which name nobody
_DEMONYMS = listed(
    """
    american british chinese czech danish dutch english finnish french german greek irish israeli iraqi italian japanese
    korean norwegian pakistani polish portuguese russian scottish serbian spanish swedish swiss thai turkish ukrainian
    vietnamese welsh arab muslim jewish catholic orthodox republicans democrats republican democrat americans russians
    ukrainians germans israelis palestinians palestinian europeans european asian african canadian mexican cuban iranian
    """
)
#: words for things that are also surnames
_SURNAMES = listed("bill west hall north day law court journal post times bank banks may april june august")
_DIRECTIONS = listed("northern southern eastern western central upper lower greater mainland inner outer")


#: surnames of languages that put them first, in keys
_FAMILIES_FIRST = listed(
    """
    xi hu wang li zhang chen liu yang huang zhao wu zhou xu sun ma zhu lin he guo luo deng mao jiang kim lee park moon
    yoon choi jung kang cho han nguyen tran le pham tsai lai ban ho abe
    """
)
#: how many people with one surname are checked for a mention
_NAMESAKES = 50
_NEAR_CHARACTERS = 4000
_SHARED_CHARACTERS = 400
#: how close to each other two people stand in one sentence
_BESIDE_CHARACTERS = 120
_AGE = re.compile(r",\s\d{1,3},|\s\(\d{1,3}\)")
_BEFORE_NAME = re.compile(r"((?:[\w’'-]+\s){0,7}[\w’'-]+),\s$")
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
        self._aliases: dict[str, str] = {}
        """Key of another form of a name → key of the person: Joseph R. Biden, Joe Biden."""
        self._surnames: dict[str, list[str]] = {}
        self._firsts: dict[str, str | None] = {}
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
        self._firsts.clear()
        recent: dict[str, str] = {}
        for begin, end in spans:
            begin = _name_start(text, begin, end)
            whose = self._key_of(text[begin:end], recent)
            if whose is not None:
                self.mentions.append((begin, end, whose))
                recent[_family(whose)] = whose
        self._begins = [begin for begin, _, _ in self.mentions]

    def _add(self, text: str, begin: int, end: int) -> None:
        role, name = split_role(role_before(text, begin) + text[begin:end])
        role = role or role_behind(text, end) or _apposed(text, begin, end)
        words = name.split()
        if words and (_is_person(words, role) or (_AGE.match(text, end) and _is_person(words, "resident"))):
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
        key = self._one_person(key)
        self._times[key] += 1
        if key in self._by_key:
            old = self._by_key[key]
            self._by_key[key] = Person(
                name if old.name.isupper() and " " in name and not name.isupper() else old.name,
                old.gender or _gender(words, role),
                old.role or _unless_honorific(role),
            )
        elif len(words) > 1 or key not in self._surnames:
            self._by_key[key] = Person(self._spelling(key, name), _gender(words, role), _unless_honorific(role))
            self._surnames.setdefault(_family(key), []).append(key)

    def _one_person(self, key: str) -> str:
        """Return the key of the person whom a full name means in another form; else the key itself."""
        if " " not in key or key in self._by_key:
            return key
        if key not in self._aliases:
            family = self._surnames.get(_family(key), [])
            alike = [other for other in family if " " in other and _is_same_given(other, key)]
            self._aliases[key] = alike[0] if len(alike) == 1 else key
        return self._aliases[key]

    def _spelling(self, key: str, name: str) -> str:
        return self._known.get(key, name)

    def _key_of(self, name: str, recent: dict[str, str]) -> str | None:
        """Return the key of the person whose name ends with a name; `_namesake` chooses among several."""
        role, bare = split_role(name)
        key = names.key(bare)
        if not key:
            return None
        key = self._aliases.get(key, key)
        if " " in key and key in self._by_key:
            return key
        longer = [other for other in self._surnames.get(_family(key), [])[-_NAMESAKES:] if _ends(other, key)]
        gender = _gender([bare], role) if role is not None else None
        full = [other for other in longer if " " in other and self._may_be(other, gender)]
        if len(full) == 1:
            return full[0]
        if key in self._by_key and (full or not self._family_first(key)):
            return key
        if full:
            return self._namesake(full, recent.get(key))
        if self._family_first(key):
            return self._family_first(key)
        return longer[0] if len(longer) == 1 else None

    def _family_first(self, key: str) -> str | None:
        """Return the key of the one person whose name begins with a surname, as in Chinese and Korean: Xi Jinping."""
        if " " in key:
            return None
        if key not in self._firsts:
            may_lead = key in _FAMILIES_FIRST or key not in MEN | WOMEN
            first = [other for other in self._by_key if may_lead and other.startswith(f"{key} ")]
            self._firsts[key] = first[0] if len(first) == 1 and len(first[0].split()) < 4 else None
        return self._firsts[key]

    def _may_be(self, key: str, gender: str | None) -> bool:
        return gender is None or self._by_key[key].gender in (gender, None)

    def is_shared(self, surname: str, position: int) -> bool:
        """Return whether two people with a surname were just named, so that the surname alone may mean either."""
        key = names.key(surname)
        near = {whose for _, _, whose in self.before(position, _SHARED_CHARACTERS) if " " in whose}
        return sum(_family(one) == key or (key in _FAMILIES_FIRST and one.startswith(f"{key} ")) for one in near) > 1

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
        key = self._key_of(f"{role or ''} {name}", {_family(whose): whose for _, _, whose in near})
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

    def holders(self, phrase: str, noun: str, position: int) -> list[Person]:
        """Return the people whom `the foreign minister` may mean: those with the noun in their role, the nearest first.

        People named before in one sentence are equally near. Another country or portfolio in the phrase excludes a
        person. Without anybody before the position, people named later count.
        """
        bare = noun.casefold().rstrip(".")
        near: list[tuple[int, Person]] = []
        for begin, _, key in reversed(self.before(position, _NEAR_CHARACTERS)):
            person = self._by_key[key]
            if person not in [one for _, one in near] and _holds(person.role, phrase, bare):
                near.append((begin, person))
        if near:
            return [one for begin, one in near if near[0][0] - begin < _BESIDE_CHARACTERS]
        everybody = dict.fromkeys(self._by_key[key] for _, _, key in self.mentions)
        later = [one for one in everybody if _holds(one.role, phrase, bare)]
        return later if len(later) == 1 and " " in phrase else []


def _name_start(text: str, begin: int, end: int) -> int:
    """Return where a name begins if its first word ends an office: `Secretary of State Anna Berg`."""
    if not text.startswith(("of ", "the "), max(0, begin - 4)) and not text.startswith("of ", max(0, begin - 3)):
        return begin
    name = split_role(role_before(text, begin) + text[begin:end])[1]
    return end - len(name) if name and text.endswith(name, begin, end) else begin


def _apposed(text: str, begin: int, end: int) -> str | None:
    """Return the role before a name in commas: `his lawyer, Petra Novak, said`."""
    if not text.startswith((", ", "."), end) and text[end : end + 1] != ",":
        return None
    before = _BEFORE_NAME.search(text[max(0, begin - 80) : begin])
    if before is None or not any(is_role(word) for word in before[1].split()):
        return None
    return cleaned(re.split(r"\b(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir)\s", before[1])[-1])


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


def _is_thing(word: str) -> bool:
    bare = word.casefold().strip(".,")
    return (
        bare in THINGS
        or bare in _DEMONYMS
        or bare in bodies.SEATS
        or bare in _DIRECTIONS
        or bare in _NO_NAME
        or bare.isdigit()
    )


def _is_person(words: list[str], role: str | None) -> bool:
    bare = [word.casefold().strip(".,") for word in words]
    is_given = bare[0] in WOMEN or bare[0] in MEN
    if len(words) > 5 or any(_is_thing(word) and not (is_given and word in _SURNAMES) for word in bare):
        return False
    if bodies.is_state(" ".join(words)) or bodies.is_organization(" ".join(words)):
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
    if len(words) > 1 and (first in WOMEN) != (first in MEN):
        return "f" if first in WOMEN else "m"
    return "f" if re.search(r"(?:ova|eva|ovna|skaya|ska|enkova|yeva)$", words[-1]) else None


# A short form of a given name, then the full ones.
_SHORT_FORMS = """
    bill william, bob robert, dick richard, jim james, jack john, ted edward theodore, tony anthony antony antonio, mike
    michael mikhail, joe joseph, tom thomas, liz elizabeth, beth elizabeth, betty elizabeth, peggy margaret, kate
    katherine catherine kathryn, sasha aleksandr alexander, volodya vladimir, misha mikhail, vova volodymyr vladimir,
    gene eugene, hank henry, harry henry harold, chuck charles, charlie charles, rick richard, rob robert, ron ronald,
    andy andrew, steve stephen steven, jeff jeffrey, ken kenneth, tim timothy, terry terence, bernie bernard, lou louis,
    larry lawrence, jerry gerald jerome, drew andrew, nick nicholas, bibi benjamin, pat patrick patricia, sue susan,
    jake jacob, kolya nikolai, seryozha sergei, dima dmitry, zhenya yevgeny, fred frederick alfred, max maximilian
"""
#: how many first letters of a given name and its short form agree
_AGREEING_CHARACTERS = 3


@lru_cache(maxsize=1)
def _full_forms() -> dict[str, frozenset[str]]:
    """Return the keys of the full forms of each short form of a given name."""
    rows = [[names.key(word) for word in row.split()] for row in _SHORT_FORMS.split(",")]
    return {short: frozenset(full) for short, *full in rows}


def _family(key: str) -> str:
    """Return the surname in a key, without `jr` behind it."""
    parts = key.split()
    return parts[-2] if len(parts) > 1 and parts[-1] in ("jr", "sr") else parts[-1]


def _ends(key: str, name: str) -> bool:
    return names.tails(name, key) or (key.endswith((" jr", " sr")) and names.tails(name, key[:-3]))


def _is_same_given(one: str, other: str) -> bool:
    """Return whether two keys with one surname may be one person's: Joseph R. Biden Jr. is Joe Biden."""
    first, second = ([part for part in key.split()[:-1] if len(part) > 1] for key in (one, other))
    first, second = ([part for part in parts if part != _family(key)] for parts, key in ((first, one), (second, other)))
    if not first or not second or (len(first) > 1 and len(second) > 1):
        return first == second != []
    a, b = first[0], second[0]
    shared = a[:_AGREEING_CHARACTERS] == b[:_AGREEING_CHARACTERS] and (a.startswith(b) or b.startswith(a))
    return a == b or shared or b in _full_forms().get(a, ()) or a in _full_forms().get(b, ())


def _holds(role: str | None, phrase: str, noun: str) -> bool:
    """Return whether a role has the noun of a phrase, and nothing in the phrase names another office or country."""
    if role is None:
        return False
    own = [word.strip(".,()").removesuffix("’s").removesuffix("'s") for word in role.casefold().split()]
    if noun not in own:
        return False
    others = [word.strip(".,()") for word in phrase.split()]
    others = [
        word.removesuffix("’s").removesuffix("'s").casefold() for word in others if word.casefold() not in _FILLING
    ]
    if len(own) == 1 or others == [noun]:
        return True
    return all(word == noun or any(word[:4] == other[:4] for other in own) for word in others)


_FILLING = listed("the of for a an and former then")
