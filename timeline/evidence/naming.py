"""Tell whether the sentence of a citation, or the one before, names the speaker of its entry.

That words stand in a source does not show who says them. A sentence that does not name the speaker deserves a look: the
words may be somebody else's. Sentences are found by their closing marks; a quotation, however many sentences it has, is
part of the sentence around it. Names are compared by their keys, so that script, case and spelling do not matter.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, Self

from timeline.words import names

_OPENING, _CLOSING, _STRAIGHT = "“«„", "”»", '"'
_MARK = re.compile(r"\n\s*\n|[.!?…。！？]+[\"”’»“)\]]*(?=\s|$)|[“«„”»\"]")
#: “Mr.”, “U.S.”, “S. V. Lavrov”: a stop after so few letters mostly ends no sentence
_SHORT = re.compile(r"(?:^|[\s.(“«\"])[^\W\d_]{1,3}$")
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
#: countries in which the family name comes first: Xi Jinping, Kim Jong Un, Orbán Viktor
_FAMILY_FIRST = ("CN", "HK", "HU", "JP", "KP", "KR", "TW", "VN")
#: a first name this short may be a family name: Xi Jinping, whose country may not be known
_MOST_SHORT_LETTERS = 3
#: letters that an inflected name may have more than its first form: Лавров, Лавровым
_MOST_ENDING_LETTERS = 3
_LEAST_INFLECTED_LETTERS = 4
#: by how many letters names are grouped to be found quickly
_GROUP_LETTERS = 3


class Named(NamedTuple):
    """How a speaker can be named: the keys of all their names, and what kind of speaker it is."""

    keys: tuple[str, ...]
    is_person: bool
    country: str | None = None

    @classmethod
    def of(cls, written: Iterable[str], is_person: bool, country: str | None = None) -> Self:
        """Return the keys of names; of “Norwegian government”, the capitalized words say who it is."""
        return cls(tuple(names.key(_capitalized(name)) for name in written), is_person, country)


def _capitalized(name: str) -> str:
    return " ".join(word for word in name.split() if not word[0].islower()) or name


@lru_cache(4_096)
def _choices(speaker: Named) -> tuple[tuple[str, ...], ...]:
    """Return the words that name a speaker: a family name, or all longer words of a name that is not a person's."""
    choices = []
    for words in filter(None, map(str.split, speaker.keys)):
        if not speaker.is_person:
            choices.append(tuple(word for word in words if len(word) > _MOST_SHORT_LETTERS) or tuple(words))
            continue
        choices.append((words[-1],))
        if speaker.country in _FAMILY_FIRST or len(words[0]) <= _MOST_SHORT_LETTERS:
            choices.append((words[0],))
    return tuple(dict.fromkeys(choices))


class NamedText:
    """A text with the ends of its sentences, and the places of its names."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.ends = list(_ends(text))
        #: first letters of a key → the key and place of each word that may be a name, because it is not in lower case
        self.words: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for match in _WORD.finditer(text):
            if not match[0][0].islower():
                for word in _keys(match[0]):
                    self.words[word[:_GROUP_LETTERS]].append((word, match.start()))

    def sentences(self, start: int, end: int) -> tuple[int, int | None]:
        """Return where the sentences of a passage begin, with the one before, and where they end."""
        before, after = bisect_right(self.ends, start) - 2, bisect_left(self.ends, end)
        return self.ends[before] if before >= 0 else 0, self.ends[after] if after < len(self.ends) else None

    def is_named(self, start: int, end: int, speaker: Named) -> bool:
        """Return whether the sentences of a passage, ``start`` to ``end``, or the one before name a speaker."""
        first, last = self.sentences(start, end)
        choices = _choices(speaker)
        if any(all(self._has(word, first, last) for word in words) for words in choices):
            return True
        if speaker.is_person:
            return False
        here = set(names.key(self.text[first:last]).split())  # “the ministry” may be written in lower case
        return any(here.issuperset(words) for words in choices)

    def _has(self, name: str, first: int, last: int | None) -> bool:
        """Return whether a name, perhaps inflected, stands between two places."""
        stem = name[:-1] if len(name) >= _LEAST_INFLECTED_LETTERS else name
        longest = len(name) + (_MOST_ENDING_LETTERS if stem != name else 1)
        return any(
            first <= place
            and (last is None or place < last)
            and word.startswith(stem)
            and (word in (name, f"{name}s") or (stem != name and len(word) <= longest))
            for word, place in self.words.get(name[:_GROUP_LETTERS], ())
        )


@lru_cache(65_536)
def _keys(word: str) -> tuple[str, ...]:
    return tuple(names.key(word).split())


def _ends(text: str) -> Iterator[int]:
    """Yield where sentences end, except within quotations."""
    is_german = "„" in text
    depth, is_straight, after = 0, False, 0
    for match in _MARK.finditer(text):
        mark = match[0]
        if mark[0] == "\n":
            if text[after : match.start()].strip():
                yield match.start()
            depth, is_straight, after = 0, False, match.end()
            continue
        for sign in mark:
            if sign in _CLOSING or (sign == "“" and is_german):
                depth = max(0, depth - 1)
            elif sign in _OPENING:
                depth += 1
            elif sign == _STRAIGHT:
                is_straight = not is_straight
        if mark[0] in _OPENING + _CLOSING + _STRAIGHT or depth or is_straight or _goes_on(text, match):
            continue
        yield match.end()
        after = match.end()


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """Return whether a sentence goes on after a closing mark: after an abbreviation, or “Will they?” he asked."""
    if match[0] == ".":
        return _SHORT.search(text, max(0, match.start() - 5), match.start()) is not None
    return match[0][0] in "!?" and len(match[0]) > 1 and match[0][-1] not in "!?…"
