"""Parse dates with the names of months, seasons and weekdays, and periods that the calendar numbers.

A year may be in figures or relative to the reference date (`of last year`). A date without a year is the nearest such
date.
"""

import calendar
import datetime
import re
from collections.abc import Iterable
from dataclasses import replace

from timeline.dates.lexicon import MONTHS, SEASONS, WEEKDAYS
from timeline.dates.numeric import full_year, near_days, on_weekday, weekday_of, wrong_weekday
from timeline.dates.partial import PartialDate
from timeline.dates.scope import Parts, Rule, Scope, day_text, month_text, step, week_text
from timeline.errors import DateError


def _year(parts: Parts, scope: Scope) -> int | None:
    """Return the year in a phrase, in figures or relative to the reference date, or None if it has none."""
    text = parts["year"]
    if not text:
        return None
    if text.isdigit():
        return full_year(text, scope)
    ago = re.fullmatch("(?:([0-9]+) )?year ago", text)
    return scope.day.year - int(ago[1] or 1) if ago else scope.day.year + step(text.removesuffix(" year"))


def _read_day(parts: Parts, scope: Scope) -> str:
    month, number, year = MONTHS.index(parts["month"]) + 1, int(parts["d"]), _year(parts, scope)
    weekday = parts["weekday"]
    if year is not None:
        day = day_text(year, month, number)
        if weekday and weekday_of(day) not in (None, weekday):
            raise wrong_weekday(day, scope)
        return day
    days = near_days(month, number, scope)
    if step(parts["which"]):
        day = _directed(days, parts["which"], scope)
        if weekday and weekday_of(day) != weekday:
            raise wrong_weekday(day, scope)
        return day
    return on_weekday(days, weekday, scope) if weekday else scope.nearest(days)


def _directed(days: list[str], which: str, scope: Scope) -> str:
    """Return the day that `last` or `next` means, counted from the reference date."""
    here, steps = str(scope.day), step(which)
    existing = [day for day in days if weekday_of(day) is not None]
    lying = sorted(day for day in existing if (day > here if steps > 0 else day < here))
    place = steps - 1 if steps > 0 else steps
    if not -len(lying) <= place < len(lying):
        raise scope.refused("no year near the reference date has such a day")
    return lying[place]


def _read_day_of_month(parts: Parts, scope: Scope) -> str:
    """Parse a day by its number, in a month relative to the reference date or in the nearest one that fits."""
    here, number = scope.day, int(parts["d"])
    if parts["which"]:
        return f"{month_text(here.year, here.month + step(parts['which']))}-{number:02d}"
    days = [f"{month_text(here.year, here.month + k)}-{number:02d}" for k in (-1, 0, 1)]
    return on_weekday(days, parts["weekday"], scope) if parts["weekday"] else scope.nearest(days)


def _read_month(parts: Parts, scope: Scope) -> str:
    month, year, which = MONTHS.index(parts["month"]) + 1, _year(parts, scope), parts["which"]
    if year is not None:
        return month_text(year, month)
    near = [month_text(y, month) for y in range(max(scope.day.year - 2, 0), min(scope.day.year + 2, 9999) + 1)]
    if which in ("last", "past", "next", "coming"):
        return _relative(near, which, scope)
    return month_text(scope.day.year + step(which), month) if which else scope.nearest(near)


_AUTUMN, _WINTER = 23, 24


def _read_season(parts: Parts, scope: Scope) -> str:
    code, year, which = 21 + SEASONS.index(parts["season"]), _year(parts, scope), parts["which"]
    if year is not None:
        return f"{year:04d}-{code}"
    near = [f"{y:04d}-{code}" for y in range(max(scope.day.year - 2, 0), min(scope.day.year + 2, 9999) + 1)]
    if which == "this" and code != _WINTER and not scope.ahead:
        # `this fall` in May is not the fall of last year, but in January it is.
        return f"{scope.day.year - (scope.day.month <= 2 and code == _AUTUMN):04d}-{code}"
    if which == "this" and scope.ahead is False:
        scope = replace(scope, ahead=None)
    return _relative(near, which, scope) if which and which != "this" else scope.nearest(near)


def _relative(texts: Iterable[str], which: str, scope: Scope) -> str:
    """Return the last of the dates that is over, or the first that has not begun."""
    spans, here = [PartialDate.parse(text) for text in texts], scope.day.isoformat()
    if which in ("last", "past", "last last"):
        return max(span for span in spans if span.latest < here).date
    return min(span for span in spans if span.earliest > here).date


def _read_part_of_year(parts: Parts, scope: Scope) -> str:
    number, year = int(parts["n"]), _year(parts, scope)
    unit = parts["unit"]
    most, first = (4, 33) if unit == "quarter" else (2, 40)
    if not 1 <= number <= most:
        raise scope.refused(f"a year has {most} {'quarters' if most == 4 else 'halves'}")
    code = first + number - 1
    if year is not None:
        return f"{year:04d}-{code}"
    # Reports name quarters that have begun, unless they say that they look ahead.
    begun = scope if scope.ahead else replace(scope, ahead=False, sure=True)
    return begun.nearest(f"{y:04d}-{code}" for y in scope.years)


def _read_winter(parts: Parts, scope: Scope) -> str:
    """Parse `winter 2021-22`, which EDTF names by its first year."""
    if (int(parts["a"]) + 1) % 10 ** len(parts["b"]) != int(parts["b"]):
        raise scope.refused("a winter lies in two consecutive years")
    return f"{parts['a']}-24"


def _read_week_of_month(parts: Parts, scope: Scope) -> str:
    """Parse `first week of March`: seven days counted from the beginning or the end, approximately."""
    month = PartialDate.parse(scope.inner("this month" if parts["inside"] == "month" else parts["inside"]))
    last = int(month.latest[8:])
    first = last - 6 if parts["last"] else 7 * int(parts["n"]) - 6
    if not 1 <= first <= last:
        raise scope.refused("that month has no such week")
    return f"{month.date}-{first:02d}~/{month.date}-{min(first + 6, last):02d}~"


def _read_week(parts: Parts, scope: Scope) -> str:
    year = _year(parts, scope)
    if year is None:
        return scope.nearest(_iso_week(y, int(parts["n"])) for y in scope.years)
    return _iso_week(year, int(parts["n"]))


def _iso_week(year: int, number: int) -> str:
    try:
        return week_text(datetime.date.fromisocalendar(year, number, 1))
    except ValueError:
        raise DateError(f"the year {year} has no week {number}") from None


def _read_year(parts: Parts, scope: Scope) -> str:
    return f"{full_year(parts['y'], scope):04d}"


def _read_decade(parts: Parts, scope: Scope) -> str:
    figures = parts["decade"]
    if figures.endswith("00") and figures != "2000":
        raise scope.refused(
            f"this can be the ten years {figures[:3]}X or the hundred years {figures[:2]}XX; write one of the two"
        )
    if len(figures) == 4:
        return f"{figures[:3]}X"
    tens = scope.day.year // 10
    return f"{tens - (tens - int(figures[0])) % 10:03d}X"


def _read_century(parts: Parts, scope: Scope) -> str:
    if not 1 <= int(parts["n"]) <= 100:
        raise scope.refused("timeline keeps the years 0000 to 9999")
    return f"{int(parts['n']) - 1:02d}XX"


def _read_nth(parts: Parts, scope: Scope) -> str:
    """Parse `first Friday of July` or `last day of October 2015`: first the month, then the day in it."""
    month = scope.inner("this month" if parts["inside"] == "month" else parts["inside"])
    year, number = int(month[:4]), int(month[5:7])
    days = [day_text(year, number, d) for d in range(1, calendar.monthrange(year or 2000, number)[1] + 1)]
    fitting = [day for day in days if parts["day"] in ("day", weekday_of(day))]
    place = -1 if parts["last"] else int(parts["n"]) - 1
    if parts["last"] and parts["n"]:
        place = -int(parts["n"])
    if not -len(fitting) <= place < len(fitting) or parts["n"] == "0":
        raise scope.refused("that month has no such day")
    return fitting[place]


_MONTH = f"(?:{'|'.join(MONTHS)})"
_INSIDE = rf"(?P<inside>(?:[0-9]{{4}} )?{_MONTH}(?: .*)?|(?:(?:last|this|next) )?month)"
_PART = "(?P<n>[0-9])(?:st)? (?P<unit>quarter|half)"
_NEAREST = "the nearest to the reference date that the context allows"


def _refuse_month_or_year(_parts: Parts, scope: Scope) -> str:
    raise scope.refused("the figures can be a day or a year; write 22 Feb or Feb 2022")


RULES = (
    Rule(
        "month and two figures", "refused", "<month> -(?P<d>[0-9]{2})|<month> - (?P<d>[0-9]{2})", _refuse_month_or_year
    ),
    Rule(
        "day",
        f"that day; without a year {_NEAREST}",
        r"(?:<which> )?(?:<weekday> )?(?:<month> (?P<d>[0-9]{1,2})(?:st)?(?: <weekday>)?(?: <year>)?"
        r"|<year:> <month> (?P<d>[0-9]{1,2})(?:st)?)",
        _read_day,
    ),
    Rule(
        "day",
        f"that day; without a year {_NEAREST}",
        r"(?:<which> )?(?:<weekday> )?(?P<d>[0-9]{1,2})(?:st day|st)? <month>(?: <year>)?(?: <weekday>)?",
        _read_day,
    ),
    Rule(
        "day of a month",
        f"the day of that number, in the last, this or next month, or {_NEAREST}",
        r"(?:<weekday> )?(?P<d>[0-9]{1,2})(?:st|(?:st(?: day)?)? <which> month)",
        _read_day_of_month,
    ),
    Rule(
        "month",
        f"the whole month; without a year {_NEAREST}",
        r"(?:month )?(?:<which> )?(?:<year:> )?<month>(?: <year>|(?: year) (?P<year>[0-9]{2}))?",
        _read_month,
    ),
    Rule(
        "season",
        f"the northern season; without a year {_NEAREST}; last is the latest that is over",
        r"(?:<which> )?(?:<year:> )?(?P<season>spring|summer|autumn|winter)(?: <year>)?",
        _read_season,
    ),
    Rule(
        "part of a year",
        f"the calendar quarter or half; without a year {_NEAREST}",
        rf"{_PART}(?: year)?(?: <year>)?|<year:> {_PART}",
        _read_part_of_year,
    ),
    Rule("year", "the whole year", "(?P<y>[0-9]{4})|year (?P<y>[0-9]{2})", _read_year),
    Rule(
        "decade",
        "the ten years; with two figures the latest that has begun at the reference date",
        r"(?P<decade>[0-9]{3}0|[0-9]0)s",
        _read_decade,
    ),
    Rule(
        "century",
        "the hundred years that begin with the same two figures",
        r"(?P<n>[0-9]{1,3})st century",
        _read_century,
    ),
    Rule(
        "winter of two years",
        "the northern winter, from December of the first year into the second",
        r"winter (?P<a>[0-9]{4})(?:[-/]| – )(?P<b>[0-9]{4}|[0-9]{2})",
        _read_winter,
    ),
    Rule(
        "day counted in a month",
        "the day counted from the beginning or the end of its month",
        rf"(?:(?P<n>[0-9]{{1,2}})st (?P<last>last )?|(?P<last>last ))(?P<day>day|{'|'.join(WEEKDAYS)}) {_INSIDE}",
        _read_nth,
    ),
    Rule(
        "week counted in a month",
        "seven days counted from the beginning or the end of the month, approximately",
        rf"(?:(?P<n>[1-5])st|(?P<last>last)) week {_INSIDE}",
        _read_week_of_month,
    ),
    Rule(
        "numbered week",
        "the week, Monday to Sunday, of that number in the year (ISO 8601)",
        "week (?P<n>[0-9]{1,2})(?: <year>)?",
        _read_week,
    ),
)
