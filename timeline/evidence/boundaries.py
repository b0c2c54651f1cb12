"""Where words begin and end: a citation must not cut the “not” off.

``deniable`` does not stand in “undeniable”, nor ``negotiable`` in “non-negotiable”, ``we can`` in “we can’t”,
``5 million`` in “1.5 million” or ``5 degrees`` in “−5 degrees”. Characters that cannot be seen (soft hyphens, joiners)
are looked through. Scripts without spaces between words have no such ends, but a mark is never cut off its letter.
"""

import unicodedata

_HYPHENS = "-‐‑־᠆"
_APOSTROPHES = "'’ʼ＇"
_IN_NUMBERS = ".,\u00a0\u2009\u202f'’٫٬"
#: first and last code points of scripts without spaces between words: Thai, Lao, Burmese, Khmer, Chinese, Japanese
_UNSPACED = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0xA4CF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F),
    (0x20000, 0x3FFFF),
)  # fmt: skip


def whole(text: str, start: int, end: int) -> bool:
    """Tell whether a span, which is not empty, begins and ends with whole words."""
    return not (_cut_before(text, start) or _cut_after(text, end))


def _cut_before(text: str, start: int) -> bool:
    first = text[start]
    if _is_mark(first):
        return True
    at = _seen(text, start - 1, -1)
    before, further = _at(text, at), _at(text, _seen(text, at - 1, -1))
    if not before or not _in_words(first):
        return False
    if _joins(before) or (before in _HYPHENS and _joins(further)):
        return not _unspaced(before)
    if first.isdigit():
        return (before in _IN_NUMBERS and further.isdigit()) or (
            before in "-−" and (not further or further in " \t\n(\u00a0")
        )
    return False


def _cut_after(text: str, end: int) -> bool:
    last = text[end - 1]
    at = _seen(text, end, 1)
    after, further = _at(text, at), _at(text, _seen(text, at + 1, 1))
    if _is_mark(_at(text, end)) or (after and _is_mark(after)):
        return True
    if not (_in_words(last) or _is_mark(last)) or not after:
        return False
    if _joins(after) or (after in _HYPHENS and _joins(further)):
        return not _unspaced(after)
    if after in _APOSTROPHES and further in ("t", "T"):  # can’t, won’t
        return not _joins(_at(text, _seen(text, at + 2, 1)))
    return last.isdigit() and after in _IN_NUMBERS and further.isdigit()


def _at(text: str, position: int) -> str:
    return text[position] if 0 <= position < len(text) else ""


def _seen(text: str, position: int, step: int) -> int:
    """Move on to a character that can be seen."""
    while 0 <= position < len(text) and unicodedata.category(text[position]) == "Cf":
        position += step
    return position


def _is_mark(character: str) -> bool:
    return character != "" and unicodedata.category(character)[0] == "M"


def _joins(character: str) -> bool:
    """Tell whether a character is part of a word: a letter, a digit or a mark on one."""
    return character.isalnum() or _is_mark(character)


def _in_words(character: str) -> bool:
    """Tell whether a character is a letter or digit of a script that puts spaces between words."""
    return character.isalnum() and not _unspaced(character)


def _unspaced(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in _UNSPACED)
