"""Write partial dates in English words.

The words leave nothing out: they show a qualifier at its part, and show or name unspecified digits. Days of the month
have no leading zero. Ranges have an en dash, without spaces between bare numbers and with spaces otherwise.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from timeline.dates.days import GROUPS, MONTHS
from timeline.dates.edtf import OPEN, UNKNOWN, read_sides, reported_day
from timeline.dates.single import Single, read_single

_PLAIN_DAY = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_ZONED_TIME = r"([0-9:]+)(Z|[+-].*)"
_TRAILING_X = r"[0-9]+X+"

_SEASONS = ("spring", "summer", "autumn", "winter")
_ORDINALS = ("first", "second", "third")
_DOUBT = {"?": "uncertain", "~": "approximate", "%": "uncertain and approximate"}


class _Element(NamedTuple):
    """One part of a date in words; `joint` separates it from the next part."""

    noun: str
    words: str
    qualifier: str
    joint: str = " "


def human_date(date: str, time: str | None = None) -> str:
    """Return a valid EDTF date, and a time of day if there is one, in English words on one line."""
    if (day := reported_day(date)) is not None:
        return f"reported {_single(read_single(day, date))}"
    words = _interval(date) if "/" in date else _single(read_single(date, date))
    return words if time is None else f"{words}, {_time(time)}"


def _time(time: str) -> str:
    match = re.fullmatch(_ZONED_TIME, time)
    if match is None:
        return time
    return f"{match[1]} {'UTC' if match[2] == 'Z' else match[2]}"


def _interval(date: str) -> str:
    start_text, _, end_text = date.partition("/")
    first, last = re.fullmatch(_PLAIN_DAY, start_text), re.fullmatch(_PLAIN_DAY, end_text)
    if first and last:
        return _days(first, last)
    start, end = read_sides(date)
    if start == OPEN:
        return "any time" if end == OPEN else f"until {_side(end, 'an unknown date')}"
    if end == OPEN:
        return f"since {_side(start, 'an unknown date')}"
    return f"{_side(start, '?')} – {_side(end, '?')}"


def _days(first: re.Match[str], last: re.Match[str]) -> str:
    end = _day(last)
    if first[1] != last[1]:
        return f"{_day(first)} – {end}"
    if first[2] != last[2]:
        return f"{int(first[3])} {_month(first[2])} – {end}"
    return f"{int(first[3])}–{end}"


def _day(match: re.Match[str]) -> str:
    return f"{int(match[3])} {_month(match[2])} {match[1]}"


def _month(number: str) -> str:
    return MONTHS[int(number) - 1][:3]


def _side(side: Single | str, unknown: str) -> str:
    if isinstance(side, Single):
        return _single(side)
    return unknown if side == UNKNOWN else side


def _single(single: Single) -> str:
    parts = [part for part in (single.year, single.month, single.day) if part is not None]
    qualifiers = single.qualifiers()
    whole = qualifiers[0] if len(set(qualifiers[: len(parts)])) == 1 else ""
    own = ("", "", "") if whole else qualifiers
    if single.group is not None:
        elements, after = _group_elements(single, single.group, own)
        unknown: list[str] = []
    else:
        unknown = _unknown(single, own)
        if whole and len(unknown) == len(parts):
            unknown = []  # the qualifier needs a part to be shown at
        elements, after = _elements(single, own, unknown), ""
    if not elements:
        return f"{_listed(unknown)} unknown"
    words = _marked(_joined(elements), whole) + after
    if unknown:
        words += f", {_listed(unknown)} unknown"
    return words + _note(elements)


def _unknown(single: Single, own: tuple[str, str, str]) -> list[str]:
    """Return the parts that are wholly unknown; a part with its own qualifier is shown as XX instead."""
    parts = (("month", single.month, own[1]), ("day", single.day, own[2]), ("year", single.year, own[0]))
    return [noun for noun, text, qualifier in parts if text is not None and not qualifier and not text.strip("X")]


def _elements(single: Single, own: tuple[str, str, str], unknown: Sequence[str]) -> list[_Element]:
    year = _Element("year", single.year, own[0])
    month = None if single.month is None else _Element("month", single.month, own[1])
    day = None if single.day is None else _Element("day", single.day, own[2])
    if month and "X" not in month.words:
        parts = [month._replace(words=_month(month.words)), year]
        if day:
            parts.insert(0, day._replace(words=day.words if "X" in day.words else str(int(day.words))))
        return [part for part in parts if part.noun not in unknown]
    # Without the name of a month, each number needs the name of its part.
    parts = [year._replace(joint=", ")]
    parts += [part._replace(words=_numbered(part), joint=", ") for part in (month, day) if part]
    parts = [part for part in parts if part.noun not in unknown]
    if len(parts) == 1 and parts[0].noun == "year":
        return [parts[0]._replace(words=_span_of_years(single.year))]
    return parts


def _numbered(part: _Element) -> str:
    return f"{part.noun} {part.words if 'X' in part.words else int(part.words)}"


def _span_of_years(year: str) -> str:
    if not re.fullmatch(_TRAILING_X, year):
        return year
    if year.count("X") == 1:
        return f"{year[:3]}0s"
    return f"{year.replace('X', '0')}–{year.replace('X', '9')}"


def _group_elements(single: Single, code: int, own: tuple[str, str, str]) -> tuple[list[_Element], str]:
    """Return the elements of a season, quarter, third or half, and the words after them."""
    noun, name, joint, after = _group_words(code)
    return [_Element(noun, name, own[1], joint), _Element("year", _group_year(single.year, code), own[0])], after


def _group_words(code: int) -> tuple[str, str, str, str]:
    if code <= 24:
        return "season", _SEASONS[code - 21], " ", ""
    if code <= 32:
        return "season", _SEASONS[(code - 25) % 4], " ", " (northern)" if code <= 28 else " (southern)"
    if code <= 36:
        return "quarter", f"Q{code - 32}", " ", ""
    if code <= 39:
        return "third", f"{_ORDINALS[code - 37]} third", " of ", ""
    return "half", f"{_ORDINALS[code - 40]} half", " of ", ""


def _group_year(year: str, code: int) -> str:
    first, length = GROUPS[code]
    if "X" in year or first + length <= 13:
        return year
    after = int(year) + 1
    return f"{year}–{after:04d}" if after % 100 == 0 else f"{year}–{after % 100:02d}"


def _marked(words: str, qualifier: str) -> str:
    before = "c. " if qualifier in ("~", "%") else ""
    after = "?" if qualifier in ("?", "%") else ""
    return f"{before}{words}{after}"


def _joined(elements: Sequence[_Element]) -> str:
    words = ""
    for element in elements:
        words += _marked(element.words, element.qualifier) + element.joint
    return words.removesuffix(elements[-1].joint)


def _note(elements: Sequence[_Element]) -> str:
    """Name the one qualified part if its mark would otherwise seem to qualify the whole date."""
    qualified = [element for element in elements if element.qualifier]
    if len(qualified) != 1:
        return ""
    part = qualified[0]
    leads = part is elements[0] and part.qualifier == "~"
    closes = part is elements[-1] and part.qualifier == "?"
    return f", {part.noun} {_DOUBT[part.qualifier]}" if leads or closes or len(elements) == 1 else ""


def _listed(nouns: Sequence[str]) -> str:
    return nouns[0] if len(nouns) == 1 else f"{', '.join(nouns[:-1])} and {nouns[-1]}"
