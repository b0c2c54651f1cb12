"""Tell whether the sentence of a citation, or the one before, names the speaker of the entry.

That words stand in a source does not show who says them. A sentence that does not name the speaker deserves a look: the
words may be somebody else's. Names are compared by their keys, so that script, case and spelling do not matter.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, Self

from timeline.evidence.sentences import Sentences
from timeline.words import names
from timeline.words.family_names import LEADING
from timeline.words.first_names import MEN, WOMEN

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
#: countries in which the family name comes first: Xi Jinping, Kim Jong Un, Orbán Viktor
_FAMILY_FIRST = ("CN", "HK", "HU", "JP", "KP", "KR", "TW", "VN")
_SON_OF = frozenset(("bin", "ibn", "ben", "bint"))
_ROMAN = re.compile("[ivx]+")
#: a last name as short as that, after a family name that comes first, is a given name: Wang Yi, Kim Jong Un
_MOST_GIVEN_LETTERS = 4
#: so few letters may be initials, such as UN; a last name after a first one such as Kim or Lee has more
_MOST_INITIALS = 2
#: letters that an inflected name may have more than its first form: Лавров, Лавровым
_MOST_ENDING_LETTERS = 3
_LEAST_INFLECTED_LETTERS = 4
#: by how many letters names are grouped to be found quickly
_GROUP_LETTERS = 3
#: words of the names of organizations that have fewer letters say little: of, the, for
_LEAST_ORGANIZATION_LETTERS = 4
#: the first letter of other scripts than Latin
_BEYOND_LATIN = "\u0250"


class Named(NamedTuple):
    """A speaker, by the keys of all names."""

    keys: tuple[str, ...]
    is_person: bool
    country: str | None = None
    #: “WHO” for the World Health Organization
    acronyms: tuple[str, ...] = ()

    @classmethod
    def of(cls, written: Iterable[str], is_person: bool, country: str | None = None) -> Self:
        """Return the keys of names; of “Norwegian government”, the capitalized words say who it is."""
        spelled = list(written)
        if is_person:
            return cls(tuple(map(names.key, spelled)), True, country)
        capitalized = [" ".join(word for word in name.split() if not word[0].islower()) or name for name in spelled]
        initials = ("".join(word[0] for word in name.split() if word[0].isupper()) for name in capitalized)
        return cls(
            tuple(map(names.key, capitalized)), False, country, tuple(text for text in initials if len(text) > 1)
        )


class _Word(NamedTuple):
    """A word of a text that may be a name, because it is not in lower case, and the word right before it."""

    key: str
    place: int
    is_latin: bool
    before: str


class NamedText:
    """A text with its sentences, and the places of its names."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sentences = Sentences(text)
        #: first letters of a key → the words with that key
        self.words: defaultdict[str, list[_Word]] = defaultdict(list)
        before, end = "", -2
        for match in _WORD.finditer(text):
            if not match[0][0].islower():
                adjacent = before if match.start() == end + 1 else ""
                for key in _keys(match[0]):
                    word = _Word(key, match.start(), match[0][0] < _BEYOND_LATIN, adjacent)
                    self.words[key[:_GROUP_LETTERS]].append(word)
                    before = key
                end = match.end()

    def is_named(self, start: int, end: int, speaker: Named) -> bool:
        """Return whether the sentences of a passage, the one before, or a label in front of it name a speaker."""
        spans = [self.sentences.around(start, end)]
        if label := self.sentences.label(start):
            spans.append(label)
        has = self._has_person if speaker.is_person else self._has_organization
        return any(has(speaker, *span) for span in spans)

    def _has_person(self, speaker: Named, first: int, last: int) -> bool:
        own = _own_words(speaker)
        return any(
            first <= word.place < last
            and _fits(name, word.key, is_latin=word.is_latin)
            and not _is_other(word.before, own)
            for name in _families(speaker)
            for word in self.words.get(name[:_GROUP_LETTERS], ())
        )

    def _has_organization(self, speaker: Named, first: int, last: int) -> bool:
        here = {key for match in _WORD.finditer(self.text, first, last) for key in _keys(match[0])}
        for name in map(str.split, speaker.keys):
            words = [word for word in name if len(word) >= _LEAST_ORGANIZATION_LETTERS] or name
            known = sum(any(_fits(word, other) for other in here) for word in words)
            if words and (known == len(words) or (known >= 2 and 2 * known >= len(words))):
                return True
        return any(_acronym(letters).search(self.text, first, last) for letters in speaker.acronyms)


@lru_cache(4_096)
def _families(speaker: Named) -> tuple[str, ...]:
    """Return the words each of which names a person: family names, or the only name."""
    return tuple(dict.fromkeys(word for key in speaker.keys for word in _families_in(key, speaker.country)))


def _families_in(key: str, country: str | None) -> Iterator[str]:
    parts = [word for word in names.untitled(key).split() if word not in names.PARTICLES]
    if len(parts) > 1 and _ROMAN.fullmatch(parts[-1]):
        parts.pop()
    if len(parts) < 2:
        yield from parts
        return
    first, *middle, last = parts
    if country in _FAMILY_FIRST or first in _leading():
        yield first
        if len(last) > (_MOST_INITIALS if first in _given() else _MOST_GIVEN_LETTERS):
            yield last
        return
    is_reversed = first not in _given() and last in _given()
    if first not in _given() or _SON_OF & set(key.split()):
        yield first
    if not is_reversed:
        yield last
        yield from (word for word in middle if word not in _given() and len(word) > 1)


@lru_cache(1)
def _given() -> frozenset[str]:
    """Return the keys of given names."""
    return frozenset(map(names.key, MEN | WOMEN))


@lru_cache(1)
def _leading() -> frozenset[str]:
    """Return the keys of family names that come first."""
    return frozenset(map(names.key, LEADING))


@lru_cache(4_096)
def _own_words(speaker: Named) -> frozenset[str]:
    return frozenset(word for key in speaker.keys for word in key.split())


def _is_other(before: str, own: frozenset[str]) -> bool:
    """Return whether the word before a family name is the given name of somebody else: Hillary, not Bill, Clinton."""
    return before in _given() and not any(word[0] == before[0] for word in own)


def _fits(name: str, word: str, *, is_latin: bool = False) -> bool:
    """Return whether a word is a name, perhaps inflected; in Latin script, an ending -a makes another person."""
    name, word = name.replace("z", "s"), word.replace("z", "s")
    if word in (name, f"{name}s"):
        return True
    if len(name) < _LEAST_INFLECTED_LETTERS or (is_latin and word.endswith("a") and not name.endswith("a")):
        return False
    return word.startswith(name[:-1]) and len(word) <= len(name) + _MOST_ENDING_LETTERS


@lru_cache(4_096)
def _acronym(letters: str) -> re.Pattern[str]:
    return re.compile(r"\b" + r"\.?".join(map(re.escape, letters)) + r"(?![^\W_])")


@lru_cache(65_536)
def _keys(word: str) -> tuple[str, ...]:
    return tuple(names.key(word).split())
