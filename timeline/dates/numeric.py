"""Dates in figures: `26.02.2025`, `2/15`, `2015/08/12`, `10/2014`.

Written with dots, the day comes first, as everywhere where dots are used; otherwise the order of day and month is taken
from the figures where they settle it and is never guessed: what can be read in two ways is refused with both readings.
Two figures for a year mean the one from 89 years before to ten after the reference date.
"""

from collections.abc import Iterator

from timeline.dates.partial import PartialDate
from timeline.dates.scope import Parts, Rule, Scope, day_text


def full_year(figures: str, scope: Scope) -> int:
    """Return the year that two or four figures mean."""
    if len(figures) == 4:
        return int(figures)
    first = scope.day.year - 89
    return first + (int(figures) - first) % 100


def yearless_day(month: int, day: int, scope: Scope) -> str:
    """Choose the year for a day and month; 29 February is looked for in leap years further off."""
    reach = 8 if (month, day) == (2, 29) else 1
    years = range(max(scope.day.year - reach, 0), min(scope.day.year + reach, 9999) + 1)
    return scope.nearest(day_text(year, month, day) for year in years)


def _read_day(parts: Parts, scope: Scope) -> str:
    return _only([*_readings(parts, scope)], scope)


def _readings(parts: Parts, scope: Scope) -> Iterator[str]:
    """Yield what the figures can mean in the orders of day and month that have to be considered."""
    figures = [parts[name] for name in "abc" if parts[name]]
    for order in _orders(parts, scope):
        letters = order if len(figures) == 3 else order.replace("y", "")
        figure = dict(zip(letters, figures, strict=True))
        month, day = int(figure["m"]), int(figure["d"])
        if 1 <= month <= 12 and 1 <= day <= 31:
            year = figure.get("y")
            yield day_text(full_year(year, scope), month, day) if year else yearless_day(month, day, scope)


def _orders(parts: Parts, scope: Scope) -> tuple[str, ...]:
    if len(parts["a"]) == 4:
        return ("ymd",)
    if scope.order:
        return (scope.order,)
    if parts["mark"] == "." and int(parts["b"]) <= 12:
        return ("dmy",)
    return ("dmy", "mdy")


def _only(readings: list[str], scope: Scope) -> str:
    """Return the one reading. Raises DateError where there is none or more than one."""
    different = list(dict.fromkeys(readings))
    if not different:
        tried = f"the order {scope.order} makes no date" if scope.order else "no order of day and month makes a date"
        raise scope.refused(f"{tried} of it; write it as in 2025-04-03")
    if len(different) == 1:
        return different[0]
    one, other = (PartialDate.parse(text).human() for text in different)
    raise scope.refused(
        f"this can be {one} or {other}; write it out, or give the order of figures, dmy or mdy", "date-order"
    )


def _read_month(parts: Parts, scope: Scope) -> str:
    if not 1 <= int(parts["m"]) <= 12:
        raise scope.refused(f"there is no month {parts['m']}")
    if (
        parts["mark"] and len(parts["m"]) == 1
    ):  # 2020.1 is what a spreadsheet makes of 2020.10, and half a year is 2020.5
        raise scope.refused("this can be a number with a decimal point; write a month as in 2025-04")
    return f"{parts['y']}-{int(parts['m']):02d}"


_FIGURES = "|".join(
    rf"(?P<a>[0-9]{{1,2}}|[0-9]{{4}})(?P<mark>{mark})(?P<b>[0-9]{{1,2}}){mark}(?P<c>[0-9]{{4}}|[0-9]{{1,2}})"
    for mark in (r"\.", "/", "-", " ")
)
RULES = (
    Rule(
        "day in figures",
        "in the order that the figures allow, or as their order is given; with dots the day comes first",
        f"(?:<weekday> )?(?:{_FIGURES})",
        _read_day,
    ),
    Rule(
        "day in figures without a year",
        "the nearest such day to the reference date, the context permitting",
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
