"""Find where words begin and end, so that a citation does not cut off a “not”.

“undeniable” does not contain the word ``deniable``, nor “non-negotiable” ``negotiable``, “we can’t” ``we can``,
“1.5 million” ``5 million`` or “−5 degrees” ``5 degrees``. Invisible characters (soft hyphens, joiners) are ignored.
Scripts without spaces between words have no such ends, but a mark is never cut off its letter.
"""

import unicodedata

_HYPHENS = "-‐‑–־᠆⁃﹣－"
_MINUS = "-−–﹣－"
_APOSTROPHES = "'’ʼ＇`´′‘‛ʹ"
#: characters inside numbers, between digits
_IN_NUMBERS = ".,\u00a0\u2007\u2009\u202f'’٫٬·:/⁄"
#: characters that writers and editors put inside words: [un]deniable, **un**deniable
_INSIDE = "])*_·״"
#: characters that look blank, but are not white space
_BLANKS = "\u115f\u1160\u3164\uffa0"
#: first and last code points of scripts without spaces between words: Thai, Lao, Burmese, Khmer, Chinese, Japanese
_UNSPACED = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0xA4CF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F),
    (0x20000, 0x3FFFF),
)  # fmt: skip
#: the first code point that Unicode counts as a mark
_FIRST_MARK = "\u0300"


def whole(text: str, start: int, end: int) -> bool:
    """Return whether a span, which is not empty, begins and ends with whole words."""
    return not (_cut_before(text, start) or _cut_after(text, end))


def _cut_before(text: str, start: int) -> bool:
    first = text[start]
    if start and text[start - 1] == " " and _is_plain_letter(first):  # a shortcut for nearly all cases; the rules agree
        return False
    if _is_mark(first):
        return True
    at = _to_visible(text, start - 1, -1)
    before, further = _at(text, at), _at(text, _to_visible(text, at - 1, -1))
    if not before or not _in_words(first):
        return False
    if before in "\r\n":  # a word may be divided at the end of a line
        at = _past(text, at, -1, " \t\r\n")
        return _at(text, at) in (*_HYPHENS, "\u00ad") and _joins(_at(text, _to_visible(text, at - 1, -1)))
    if before in _INSIDE:
        return _joins(_at(text, _past(text, at, -1, _INSIDE)))
    if before in _APOSTROPHES and _joins(further):
        french = further in "nN" and not _joins(_at(text, _to_visible(text, at - 2, -1)))  # n’est
        return french or (_cyrillic(further) and _cyrillic(first))
    if _joins(before) or (before in _HYPHENS and _joins(further) and not (further.isdigit() and before == "–")):
        return not _unspaced(before)
    return first.isdigit() and _in_number_before(text, start, before, further)


def _in_number_before(text: str, start: int, before: str, further: str) -> bool:
    blank = not further or further in " \t\r\n(\u00a0"
    if before in _MINUS or before == ".":
        return blank or (before == "." and further.isdigit())
    if before == " " and further.isdigit():  # 10 000
        return text[start : start + 3].isdigit() and not _at(text, start + 3).isdigit()
    return before in _IN_NUMBERS and further.isdigit()


def _cut_after(text: str, end: int) -> bool:
    last = text[end - 1]
    if text[end : end + 1] == " " and _is_plain_letter(last):
        return False
    at = _to_visible(text, end, 1)
    after, further = _at(text, at), _at(text, _to_visible(text, at + 1, 1))
    if _is_mark(_at(text, end)) or (after and _is_mark(after)):
        return True
    if not (_in_words(last) or _is_mark(last)) or not after:
        return False
    if _joins(after):
        return not _unspaced(after)
    if after in _HYPHENS:
        divided = further != "" and further in "\r\n" and _joins(_at(text, _past(text, at + 1, 1, " \t\r\n")))
        return divided or (_joins(further) and not _unspaced(further) and not (last.isdigit() and after == "–"))
    if after in "[(*_·״":
        return after not in "[(" and _joins(_at(text, _past(text, at, 1, "*_·״")))
    if after in _APOSTROPHES:  # can’t, won’t
        english = further in ("t", "T") and not _joins(_at(text, _to_visible(text, at + 2, 1)))
        return english or (further != "" and _cyrillic(further) and _cyrillic(last))
    if not last.isdigit() or not further.isdigit():
        return False
    if after == " ":
        return text[at + 1 : at + 4].isdigit() and not _at(text, at + 4).isdigit()
    return after in _IN_NUMBERS


def _at(text: str, position: int) -> str:
    return text[position] if 0 <= position < len(text) else ""


def _to_visible(text: str, position: int, step: int) -> int:
    """Return the position of the next visible character."""
    while 0 <= position < len(text) and _invisible(text[position]):
        position += step
    return position


def _past(text: str, position: int, step: int, characters: str) -> int:
    """Return the position of the next character that is not one of ``characters``."""
    while 0 <= position < len(text) and text[position] in characters:
        position += step
    return position


def _is_plain_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _invisible(character: str) -> bool:
    if " " <= character <= "~":
        return False
    category = unicodedata.category(character)
    return category in ("Cf", "Co") or character in _BLANKS or (category == "Cc" and not character.isspace())


def _cyrillic(character: str) -> bool:
    return "\u0400" <= character <= "\u052f"


def _is_mark(character: str) -> bool:
    return character >= _FIRST_MARK and unicodedata.category(character)[0] == "M"


def _joins(character: str) -> bool:
    """Return whether a character is part of a word: a letter, a digit or a mark on one."""
    return character.isalnum() or _is_mark(character)


def _in_words(character: str) -> bool:
    """Return whether a character is a letter or digit of a script that puts spaces between words."""
    return character.isalnum() and not _unspaced(character)


def _unspaced(character: str) -> bool:
    return ord(character) >= _UNSPACED[0][0] and any(first <= ord(character) <= last for first, last in _UNSPACED)
