"""Parse one EDTF date, without interval or time of day: its parts, its qualifiers, and the days it may mean."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import product
from typing import NamedTuple

from timeline.dates.days import GROUPS, MONTHS, MOST_DAYS, Day, days_in_month, group_end
from timeline.dates.wording import invalid

# A qualifier may come before or after each part. The character classes are spelt out: \d matches Arabic digits too.
_SINGLE = (
    r"([?~%])?(-)?([0-9X]{4})([?~%])?"
    r"(?:-([?~%])?([0-9X]{2})([?~%])?"
    r"(?:-([?~%])?([0-9X]{2})([?~%])?)?)?"
)

_REASONS = (
    # The most common slips, in the order in which they are tried.
    (r"\A(?=.*\s)(?=.*[0-9])[\s0-9X?~%:TZ+-]*\Z", "an EDTF date has no blanks inside or around it"),
    (r"[^\x00-\x7f]", "an EDTF date has only plain digits and signs, with - and not a longer dash"),
    (r"[()]", "an EDTF date has no round brackets; put a qualifier next to its part, as in 2004-06~-11"),
    (r"\A\.\.\Z", "an open end needs a date on its other side, as in 2014/.. or ../2014"),
    (r"\A[?~%]?[+-]?[0-9X]{5,}", "a year has four digits"),
    (r"\A[?~%]?[+-]?[0-9X]{1,3}(?![0-9Xx])", "a year has four digits and comes first"),
    (r"\A[0-9-]+[tz]|[0-9]z\Z", "T and Z are upper case"),
    (r"\A[?~%]?[0-9X]*-?[0-9]?x", "an unspecified digit is an upper-case X"),
    (r"-[?~%]?[0-9X](?![0-9Xx])", "a month and a day have two digits each, as in 2025-02-03"),
)
_NOT_A_DATE = "this is not an EDTF date; it should look like 2025-02-26, 2022-09, 2014 or 2014~"


class Single(NamedTuple):
    """The parts of one date as they are written, and the first and last day it may mean.

    A month part above 20 is a sub-year grouping (season, quarter, third, half).
    """

    negative: bool
    year: str
    month: str | None
    day: str | None
    marks: tuple[tuple[str | None, str | None], ...]
    """The qualifiers before and after year, month and day."""
    earliest: Day
    latest: Day

    @property
    def unspecified(self) -> bool:
        """Whether any digit is an X."""
        return "X" in self.year or "X" in (self.month or "") or "X" in (self.day or "")

    @property
    def group(self) -> int | None:
        """The code of the sub-year grouping, if the date is one."""
        if self.month is None or "X" in self.month or int(self.month) not in GROUPS:
            return None
        return int(self.month)

    def qualifiers(self) -> tuple[str, str, str]:
        """Return the qualifiers of year, month and day: `""`, `?`, `~`, or `%` for both.

        A qualifier before a part belongs to that part; a qualifier after it belongs to that part and all parts left of
        it.
        """
        effective = ["", "", ""]
        inherited = ""
        for place in (2, 1, 0):
            before, after = self.marks[place]
            inherited = _together(inherited, after or "")
            effective[place] = _together(inherited, before or "")
        return effective[0], effective[1], effective[2]


def _together(one: str, other: str) -> str:
    if not one or not other or one == other:
        return one or other
    return "%"


def read_single(text: str, whole: str) -> Single:
    """Parse one date; `whole` is the text that contains it, which an error will name.

    A year before 0000 sets `negative`, for the caller to refuse.

    Raises:
        DateError: the text breaks the grammar, or no day of the calendar matches it.

    """
    match = re.fullmatch(_SINGLE, text)
    if match is None:
        raise invalid(whole, _reason(text))
    before_year, sign, year, after_year, before_month, month, after_month, before_day, day, after_day = match.groups()
    marks = ((before_year, after_year), (before_month, after_month), (before_day, after_day))
    for part, (before, after) in zip((year, month, day), marks, strict=True):
        if before and after:
            raise invalid(whole, f"{part} has a qualifier both before and after it")
    negative = sign is not None
    if negative and year == "0000":
        raise invalid(whole, "there is no year -0000")
    if month is not None:
        _check_month(month, day, whole)
    if "X" in text:
        earliest, latest = _bounds_of_mask(negative, year, month, day, whole)
    else:
        earliest, latest = _bounds(-int(year) if negative else int(year), month, day, whole)
    return Single(negative, year, month, day, marks, earliest, latest)


def day_flaw(year: int, month: int, day: int) -> str | None:
    """Say why there is no such day, or return None if there is one."""
    length = days_in_month(year, month)
    if 1 <= day <= length:
        return None
    if not 1 <= day <= 31:
        return f"there is no day {day:02d}"
    sign = "-" if year < 0 else ""
    return f"{MONTHS[month - 1]} {sign}{abs(year):04d} has {length} days"


def _reason(text: str) -> str:
    if not text:
        return "an empty text is not a date"
    return next((reason for pattern, reason in _REASONS if re.search(pattern, text)), _NOT_A_DATE)


def _check_month(month: str, day: str | None, whole: str) -> None:
    if "X" in month:
        if not _matching(month, 12):
            raise invalid(whole, f"no month matches {month}")
        return
    number = int(month)
    if number in GROUPS:
        if day is not None:
            raise invalid(whole, f"{month} is a season or another part of a year, which has no days")
    elif not 1 <= number <= 12:
        raise invalid(whole, f"there is no month {month}")


def _bounds(year: int, month: str | None, day: str | None, whole: str) -> tuple[Day, Day]:
    if month is None:
        return (year, 1, 1), (year, 12, 31)
    number = int(month)
    if number > 12:
        return (year, GROUPS[number][0], 1), group_end(year, number)
    if day is None:
        return (year, number, 1), (year, number, days_in_month(year, number))
    flaw = day_flaw(year, number, int(day))
    if flaw is not None:
        raise invalid(whole, flaw)
    only = (year, number, int(day))
    return only, only


def _bounds_of_mask(negative: bool, year: str, month: str | None, day: str | None, whole: str) -> tuple[Day, Day]:
    if month is not None and "X" not in month and int(month) > 12:
        first = next(_years(year, negative, descending=False))
        last = next(_years(year, negative, descending=True))
        return (first, GROUPS[int(month)][0], 1), group_end(last, int(month))
    months = _matching(month or "XX", 12)
    days = _matching(day or "XX", 31)
    if day is not None and not any(possible <= MOST_DAYS[number] for number in months for possible in days):
        raise invalid(whole, "no day of the calendar matches it")
    earliest = _first_real_day(_years(year, negative, descending=False), months, days)
    latest = _first_real_day(_years(year, negative, descending=True), months[::-1], days[::-1])
    if earliest is None or latest is None:
        raise invalid(whole, "no day of the calendar matches it")
    return earliest, latest


def _years(mask: str, negative: bool, *, descending: bool) -> Iterator[int]:
    """Yield the years that match, one by one: the first few are nearly always enough."""
    # Before the year 0000, the larger number is the earlier year.
    digits = "9876543210" if descending != negative else "0123456789"
    for chars in product(*(digits if char == "X" else char for char in mask)):
        number = int("".join(chars))
        if not negative:
            yield number
        elif number:
            yield -number


@cache
def _matching(mask: str, highest: int) -> Sequence[int]:
    """Return the numbers from 1 to `highest` that match two digits or X; there are only 242 possible calls."""
    tens, ones = mask[0], mask[1]
    return tuple(
        number
        for number in range(1, highest + 1)
        if tens in ("X", str(number // 10)) and ones in ("X", str(number % 10))
    )


def _first_real_day(years: Iterable[int], months: Sequence[int], days: Sequence[int]) -> Day | None:
    for year in years:
        for month in months:
            length = days_in_month(year, month)
            for day in days:
                if day <= length:
                    return year, month, day
    return None
