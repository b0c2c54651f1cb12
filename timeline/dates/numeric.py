"""Parse dates in figures: `26.02.2025`, `2/15`, `2015/08/12`, `10/2014`.

With dots, the day comes first, as in all countries that use dots. Otherwise the figures decide the order of day and
month, or the caller does; nothing is guessed, and figures with two possible orders are refused with both readings. Two
figures for a year mean the one from 89 years before to ten years after the reference date.
"""

import calendar
import datetime
from collections.abc import Iterator
from contextlib import suppress

from timeline.dates.lexicon import MONTHS, WEEKDAYS
from timeline.dates.partial import PartialDate
from timeline.dates.scope import Parts, Rule, Scope, day_text
from timeline.errors import DateError

#: the longest months are those of a leap year
_LEAP_YEAR = 2000


def full_year(figures: str, scope: Scope) -> int:
    """Return the year that two or four figures mean."""
    if len(figures) == 4:
        return int(figures)
    first = scope.day.year - 89
    return first + (int(figures) - first) % 100


def near_days(month: int, day: int, scope: Scope) -> list[str]:
    """Return a day and month in the years around the reference date; for 29 February, in leap years further away.

    Raises DateError if no year has such a day.
    """
    if day > (length := calendar.monthrange(_LEAP_YEAR, month)[1]):
        raise scope.refused(f"{MONTHS[month - 1].capitalize()} has at most {length} days")
    reach = 8 if (month, day) == (2, 29) else 1
    years = range(max(scope.day.year - reach, 0), min(scope.day.year + reach, 9999) + 1)
    return [day_text(year, month, day) for year in years]


def weekday_of(day: str) -> str | None:
    """Return the weekday of a day in EDTF, or None if the calendar has no such day."""
    try:
        return WEEKDAYS[datetime.date.fromisoformat(day).weekday()]
    except ValueError:
        return None


def on_weekday(days: list[str], weekday: str, scope: Scope) -> str:
    """Return the nearest of some days that falls on a weekday.

    If the nearest day is less than a month away and falls on another weekday, the source is wrong about one of them.

    Raises:
        DateError: no day fits the weekday.

    """
    nearest = scope.nearest(days)
    fitting = [day for day in days if weekday_of(day) == weekday]
    if weekday_of(nearest) == weekday or (fitting and scope.distance(PartialDate.parse(nearest)) > 31):
        return scope.nearest(fitting)
    raise wrong_weekday(nearest, scope)


def wrong_weekday(day: str, scope: Scope) -> DateError:
    """Return the error for a day that falls on another weekday than the words say."""
    stated = "that day" if day[:4] in scope.phrase else PartialDate.parse(day).human()
    return scope.refused(f"{stated} is a {str(weekday_of(day)).capitalize()}; correct the day or the weekday")


def _read_day(parts: Parts, scope: Scope) -> str:
    readings = [*_readings(parts, scope)]
    if weekday := parts.get("weekday"):
        fitting = [day for day in readings if weekday_of(day) == weekday]
        if readings and not fitting:
            raise wrong_weekday(readings[0], scope)
        readings = fitting
    return _only(readings, scope)


def _readings(parts: Parts, scope: Scope) -> Iterator[str]:
    """Yield the possible dates, one for each order of day and month that has to be considered."""
    figures = [parts[name] for name in "abc" if parts[name]]
    for order in _orders(parts, scope):
        letters = order if len(figures) == 3 else order.replace("y", "")
        figure = dict(zip(letters, figures, strict=True))
        month, day = int(figure["m"]), int(figure["d"])
        if 1 <= month <= 12 and 1 <= day <= 31:
            year = figure.get("y")
            yield day_text(full_year(year, scope), month, day) if year else _yearless(month, day, parts, scope)


def _yearless(month: int, day: int, parts: Parts, scope: Scope) -> str:
    days = near_days(month, day, scope)
    is_sure = day > 12 or month == day or bool(scope.order) or parts["mark"] == "."
    if is_sure and (weekday := parts.get("weekday")):  # with two orders, a weekday fits one of them too easily
        with suppress(DateError):  # of another weekday, which the caller reports
            return on_weekday(days, weekday, scope)
    return scope.nearest(days)


def _orders(parts: Parts, scope: Scope) -> tuple[str, ...]:
    if len(parts["a"]) == 4:
        return ("ymd",)
    if scope.order:
        return (scope.order,)
    if parts["mark"] == "." and int(parts["b"]) <= 12:
        return ("dmy",)
    if parts["mark"] == "-" and len(parts["a"]) == len(parts["c"]) == 2:
        return ("dmy", "mdy", "ymd")
    return ("dmy", "mdy")


def _only(readings: list[str], scope: Scope) -> str:
    """Return the only reading. Raises DateError if there is none or more than one."""
    different = list(dict.fromkeys(readings))
    if not different:
        reason = f"it is not a date in the order {scope.order}" if scope.order else "it is not a date in any order"
        raise scope.refused(f"{reason}; write it as in 2025-04-03")
    if len(different) == 1:
        return different[0]
    one, other = (PartialDate.parse(text).human() for text in different)
    raise scope.refused(
        f"this can be {one} or {other}; write it out, or give the order of figures, dmy or mdy", "date-order"
    )


def _read_month(parts: Parts, scope: Scope) -> str:
    if not 1 <= int(parts["m"]) <= 12:
        raise scope.refused(f"there is no month {parts['m']}")
    # A spreadsheet turns 2020.10 into 2020.1, and 2020.5 may be the middle of the year.
    if parts["mark"] and len(parts["m"]) == 1:
        raise scope.refused("this can be a number with a decimal point; write a month as in 2025-04")
    return f"{parts['y']}-{int(parts['m']):02d}"


_FIGURES = "|".join(
    rf"(?P<a>[0-9]{{1,2}}|[0-9]{{4}})(?P<mark>{mark})(?P<b>[0-9]{{1,2}}){mark}(?P<c>[0-9]{{4}}|[0-9]{{1,2}})"
    for mark in (r"\.", "/", "-", " ")
)
RULES = (
    Rule(
        "day in figures",
        "in the order that the figures allow, or in the order you give; with dots the day comes first",
        f"(?:<weekday> )?(?:{_FIGURES})",
        _read_day,
    ),
    Rule(
        "day in figures without a year",
        "the nearest such day to the reference date that the context allows",
        r"(?:<weekday> )?(?P<a>[0-9]{1,2})(?P<mark>[./-])(?P<b>[0-9]{1,2})(?P<c>)",
        _read_day,
    ),
    Rule(
        "month in figures",
        "the whole month",
        r"(?P<y>[0-9]{4})(?:(?P<mark>\.)|[/-])(?P<m>[0-9]{1,2})|(?P<m>[0-9]{1,2})[./-](?P<y>[0-9]{4})(?P<mark>)",
        _read_month,
    ),
)
