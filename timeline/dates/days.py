"""Compute days of the calendar: proleptic Gregorian with a year 0000, as in ISO 8601.

Days are plain tuples: `datetime.date` has neither the year 0000 nor those before it. These years are needed to tell an
unsupported interval from one that ends before it begins.
"""

from typing import TypeAlias

Day: TypeAlias = tuple[int, int, int]
"""Year, month and day; tuples of this kind sort as the days do."""

EARLIEST = "0000-01-01"
"""The lower bound of a range with an open or unknown start."""

LATEST = "9999-12-31"
"""The upper bound of a range with an open or unknown end."""

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

MOST_DAYS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""The most days that each month can have, by its number."""

GROUPS: dict[int, tuple[int, int]] = {
    # Seasons without a hemisphere count as northern ones.
    21: (3, 3),
    22: (6, 3),
    23: (9, 3),
    24: (12, 3),
    # Northern spring, summer, autumn, winter
    25: (3, 3),
    26: (6, 3),
    27: (9, 3),
    28: (12, 3),
    # Southern spring, summer, autumn, winter
    29: (9, 3),
    30: (12, 3),
    31: (3, 3),
    32: (6, 3),
    # Quarters
    33: (1, 3),
    34: (4, 3),
    35: (7, 3),
    36: (10, 3),
    # Groups of four months
    37: (1, 4),
    38: (5, 4),
    39: (9, 4),
    # Halves
    40: (1, 6),
    41: (7, 6),
}
"""The sub-year groupings of ISO 8601-2:2019, 4.8: code to first month and number of months."""


def is_leap(year: int) -> bool:
    """Tell whether `year` has a 29 February; the year 0000 does."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """Return the number of days in `month` of `year`."""
    return 28 if month == 2 and not is_leap(year) else MOST_DAYS[month]


def group_end(year: int, code: int) -> Day:
    """Return the last day of a sub-year grouping; one that begins in December ends in the next year."""
    first, length = GROUPS[code]
    month = first + length - 1
    if month > 12:
        year, month = year + 1, month - 12
    return year, month, days_in_month(year, month)


def written(day: Day) -> str:
    """Return `day` as `YYYY-MM-DD`, or the last day of 9999 if it is later."""
    return "{:04d}-{:02d}-{:02d}".format(*day) if day[0] <= 9999 else LATEST
