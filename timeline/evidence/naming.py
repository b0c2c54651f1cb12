"""Tell whether the sentence of a citation, or the one before, names the speaker of its entry.

That words stand in a source does not show who says them. A sentence that does not name the speaker deserves a look: the
words may be somebody else's. Sentences are found by their closing marks; a quotation, however many sentences it has, is
part of the sentence around it.
"""

import re
from typing import NamedTuple

from timeline.words import names

#: how much text is searched for the beginning and the end of a sentence
_BEFORE_CHARACTERS, _AFTER_CHARACTERS = 2_000, 1_000
_CLOSING = '"”’»“)\\]'
_END = re.compile(rf"\n\s*\n|[.!?…。！？]+[{_CLOSING}]*(?=\s|$)")
#: “Mr.”, “U.S.”, “S. V. Lavrov”: a stop after so few letters mostly ends no sentence
_SHORT = re.compile(r"(?:^|[\s.(“«\"])[^\W\d_]{1,3}$")
#: countries in which the family name comes first: Xi Jinping, Kim Jong Un, Orbán Viktor
_FAMILY_FIRST = ("CN", "HK", "HU", "JP", "KP", "KR", "TW", "VN")
#: a first name this short may be a family name: Xi Jinping, whose country may not be known
_MOST_SHORT_LETTERS = 3
#: letters that an inflected name may have more than its first form: Лавров, Лавровым
_MOST_ENDING_LETTERS = 3
_LEAST_INFLECTED_LETTERS = 4


class Named(NamedTuple):
    """How a speaker can be named: the keys of all their names, and what kind of speaker it is."""

    keys: tuple[str, ...]
    is_person: bool
    country: str | None


def is_named(text: str, start: int, end: int, speaker: Named) -> bool:
    """Return whether the sentences of a passage, ``start`` to ``end``, or the one before name a speaker."""
    here = names.key(sentences(text, start, end)).split()
    return any(_is_in(key.split(), here, speaker) for key in speaker.keys)


def sentences(text: str, start: int, end: int) -> str:
    """Return the sentence or sentences of a passage, with the one before."""
    first, last = max(0, start - _BEFORE_CHARACTERS), min(len(text), end + _AFTER_CHARACTERS)
    ends = [first + place for place in _ends(text[first:last])]
    before = [place for place in ends if place <= start]
    after = [place for place in ends if place >= end]
    return text[before[-2] if len(before) > 1 else first : after[0] if after else last]


def _ends(text: str) -> list[int]:
    """Return where sentences end, except within quotations."""
    ends: list[int] = []
    paragraph = 0
    for match in _END.finditer(text):
        if match[0].startswith("\n"):
            if not ends or text[ends[-1] : match.start()].strip():
                ends.append(match.start())
            paragraph = match.end()
        elif not (_is_open(text[paragraph : match.end()]) or _goes_on(text, match)):
            ends.append(match.end())
    return ends


def _is_open(text: str) -> bool:
    """Return whether a quotation that begins in a text is still open at its end."""
    return text.count("“") + text.count("«") > text.count("”") + text.count("»") or text.count('"') % 2 == 1


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """Return whether a sentence goes on after a closing mark: after an abbreviation, or “Will they?” he asked."""
    if match[0] == ".":
        return _SHORT.search(text, max(0, match.start() - 5), match.start()) is not None
    return match[0][0] in "!?" and match[0][-1] in _CLOSING


def _is_in(name: list[str], here: list[str], speaker: Named) -> bool:
    if not name:
        return False
    if not speaker.is_person:
        return all(_has(here, word) for word in name)
    is_family_first = speaker.country in _FAMILY_FIRST or len(name[0]) <= _MOST_SHORT_LETTERS
    family = [name[-1], *(name[:1] if is_family_first else ())]
    return any(_has(here, word) for word in family)


def _has(here: list[str], name: str) -> bool:
    """Return whether a name stands among words, perhaps inflected; all of them are keys."""
    if name in here or f"{name}s" in here:
        return True
    stem = name[:-1]
    return len(name) >= _LEAST_INFLECTED_LETTERS and any(
        word.startswith(stem) and len(word) <= len(name) + _MOST_ENDING_LETTERS for word in here
    )
