"""Parse dates relative to the reference date: weekdays, `last week`, `three days ago`, `next month`.

A date counted in days is a day. A date counted in weeks is an approximate day (`~`). A date counted in months,
quarters, years or decades is that whole period, because the words say no more.
"""

import datetime
import re

from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped]  # it ships no types

from timeline.dates.lexicon import WEEKDAYS
from timeline.dates.partial import PartialDate
from timeline.dates.scope import Parts, Rule, Scope, month_text, step, week_text

_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}


def _read_today(parts: Parts, scope: Scope) -> str:
    return str(scope.day + relativedelta(days=_DAYS[parts["word"]]))


def _read_weekday(parts: Parts, scope: Scope) -> str:
    here, weekday = scope.day, WEEKDAYS.index(parts["weekday"])
    if scope.ahead:
        return str(here + relativedelta(days=(weekday - here.weekday()) % 7))
    return str(here - relativedelta(days=(here.weekday() - weekday) % 7))


def _read_weekday_of_week(parts: Parts, scope: Scope) -> str:
    here = scope.day
    away, which = WEEKDAYS.index(parts["weekday"]) - here.weekday(), parts["which"]
    if which == "past":
        return str(here - relativedelta(days=-away % 7 or 7))
    if which == "coming":
        return str(here + relativedelta(days=away % 7 or 7))
    if which == "this" and scope.ahead and away < 0:
        return str(here + relativedelta(days=away % 7))
    return str(here + relativedelta(days=away, weeks=step(which)))


def _read_unit(parts: Parts, scope: Scope) -> str:
    which = parts.get("which")
    if parts["unit"] == "weekend" and which in ("past", "coming"):
        begun = scope.day.weekday() >= 5
        return _period("weekend", scope, int(begun) if which == "coming" else int(begun) - 1)
    return _period(parts["unit"], scope, step(which) if which else -1)


def _read_side(parts: Parts, scope: Scope) -> str:
    """Parse `earlier this month` as the month; on its first day it has no earlier part."""
    text, is_later = _period(parts["unit"], scope, 0), parts["side"] == "later"
    period = PartialDate.parse(text)
    if scope.day.isoformat() == (period.latest if is_later else period.earliest):
        end = "last" if is_later else "first"
        raise scope.refused(f"{scope.day} is the {end} day of that {parts['unit']}; write a date")
    return text


def _period(unit: str, scope: Scope, steps: int) -> str:
    """Return the period of a unit that is some steps away from the one that holds the reference date."""
    here = scope.day
    if unit == "day":
        return str(here + relativedelta(days=steps))
    if unit == "week":
        return week_text(here, steps)
    if unit == "fortnight":
        return str(here + relativedelta(weeks=2 * steps)) + "~"
    if unit == "weekend":
        saturday = here + relativedelta(days=5 - here.weekday(), weeks=steps)
        return f"{saturday}/{saturday + relativedelta(days=1)}"
    if unit == "month":
        return month_text(here.year, here.month + steps)
    if unit in ("quarter", "half"):
        each, first = (4, 33) if unit == "quarter" else (2, 40)
        place = here.year * each + (here.month - 1) * each // 12 + steps
        return f"{place // each:04d}-{first + place % each}"
    if unit == "year":
        return f"{here.year + steps:04d}"
    if unit == "decade":
        return f"{here.year // 10 + steps:03d}X"
    return f"{here.year // 100 + steps:02d}XX"


def _read_weekend(_parts: Parts, scope: Scope) -> str:
    here = scope.day
    begun = here.weekday() >= 5 or bool(scope.ahead)
    return _period("weekend", scope, 0 if begun else -1)


def _read_counted(parts: Parts, scope: Scope) -> str:
    lengths = re.findall(r"(?:([0-9]+) )?(day|week|fortnight|month|quarter|half|year|decade|century)", parts["lengths"])
    sign = 1 if parts["way"] == "later" else -1
    if len(lengths) == 1:
        number, unit = int(lengths[0][0] or 1), lengths[0][1]
        if unit == "week":
            return str(scope.day + relativedelta(weeks=sign * number)) + "~"
        if unit == "half":
            raise scope.refused("it does not say half of what; write a date")
        return _period(unit, scope, sign * number)
    total = relativedelta()
    for number, unit in lengths:
        if unit not in ("day", "week", "month", "year"):
            raise scope.refused("it adds units other than days, weeks, months and years; write a date")
        total += relativedelta(**{f"{unit}s": int(number or 1)})
    return str(scope.day + sign * total)


def _read_counted_weekdays(parts: Parts, scope: Scope) -> str:
    number, weekday, here = int(parts["n"]), WEEKDAYS.index(parts["weekday"]), scope.day
    if parts["way"] == "later":
        return str(here + relativedelta(days=(weekday - here.weekday()) % 7 or 7, weeks=number - 1))
    return str(here - relativedelta(days=(here.weekday() - weekday) % 7 or 7, weeks=number - 1))


def _read_stretch(parts: Parts, scope: Scope) -> str:
    """Parse `the past three weeks`: up to the day before the reference date, or from the day after it."""
    number, unit, here = int(parts["n"]), parts["unit"], scope.day
    sign = 1 if parts["which"] in ("next", "coming") else -1
    if unit in ("day", "week"):
        one, other = here + relativedelta(days=sign), here + relativedelta(**{f"{unit}s": sign * number})
        return f"{min(one, other)}/{max(one, other)}"
    one, other = (_period(unit, scope, sign * steps) for steps in (1 if unit == "decade" else 0, number))
    return "/".join(sorted((one, other)))


def _read_shifted(parts: Parts, scope: Scope) -> str:
    """Parse `two days before yesterday`: first the day at the end."""
    # A week from Monday is a week from the next Monday.
    start = scope.inner(parts["anchor"], ahead=True if parts["way"] == "since" else scope.ahead)
    try:
        day = datetime.date.fromisoformat(start)
    except ValueError:
        raise scope.refused("it is not counted from a single day; write a date") from None
    way = "later" if parts["way"] in ("since", "after", "later") else "ago"
    return scope.inner(f"{parts['lengths']} {way}", reference=day)


def _read_week_of(parts: Parts, scope: Scope) -> str:
    day = scope.inner(parts["day"])
    try:
        return week_text(datetime.date.fromisoformat(day))
    except ValueError:
        raise scope.refused("it does not name a day of the week; write a date") from None


def _read_overnight(parts: Parts, scope: Scope) -> str:
    """Parse a night, which has parts of two days, by the day it leads to."""
    day = scope.inner(parts["day"])
    try:
        before = datetime.date.fromisoformat(day) - datetime.timedelta(1)
    except ValueError:
        raise scope.refused("it does not name the day that the night leads to; write a date") from None
    return f"{before}/{day}"


def _refuse_pointer(_parts: Parts, scope: Scope) -> str:
    raise scope.refused("it points to something else in the text; write a full date")


def _refuse_few(_parts: Parts, scope: Scope) -> str:
    raise scope.refused("it does not say how many; write a date, or unknown")


_LENGTH = "(?:[0-9]+ )?(?:day|week|fortnight|month|quarter|half|year|decade|century)"
RULES = (
    Rule(
        "day relative to the reference",
        "yesterday, today or tomorrow, relative to the reference date",
        r"(?P<word>yesterday|today|tomorrow)",
        _read_today,
    ),
    Rule(
        "weekday",
        "the latest such day up to and including the reference date; if the context looks ahead, the next",
        r"<weekday>",
        _read_weekday,
    ),
    Rule(
        "weekday of a week",
        "the day in the week, Monday to Sunday, before, with or after the reference date",
        r"<which> <weekday>|<weekday> (?:since )?<which> week|<which> week <weekday>",
        _read_weekday_of_week,
    ),
    Rule(
        "period relative to the reference",
        "the whole week, month, quarter or year, relative to the reference date",
        r"<which> (?P<unit>day|week|weekend|month|quarter|half|year|decade|century)",
        _read_unit,
    ),
    Rule(
        "part of a period",
        "the whole week, month, quarter or year; refused on its first day (earlier) or last day (later)",
        r"(?P<side>ago|later) (?:on |in )?this (?P<unit>week|month|quarter|year|decade)",
        _read_side,
    ),
    Rule("latest quarter", "the latest quarter that is over at the reference date", r"(?P<unit>quarter)", _read_unit),
    Rule(
        "weekend",
        "the latest weekend that has begun; if the context looks ahead, the next",
        "weekend",
        _read_weekend,
    ),
    Rule(
        "counted from the reference",
        "counted from the reference date, as precise as the unit; weeks approximately",
        rf"(?P<lengths>{_LENGTH}(?: (?:and )?{_LENGTH})*) (?P<way>ago|later)",
        _read_counted,
    ),
    Rule(
        "counted weekdays",
        "that number of weekdays from the reference date",
        r"(?P<n>[0-9]{1,3}) <weekday> (?P<way>ago|later)",
        _read_counted_weekdays,
    ),
    Rule(
        "stretch",
        "that number of units up to the day before the reference date, or from the day after it",
        r"<which> (?P<n>[0-9]{1,3}) (?P<unit>day|week|month|year|decade)",
        _read_stretch,
    ),
    Rule(
        "counted from a day",
        "counted from that day",
        rf"(?P<lengths>{_LENGTH}(?: (?:and )?{_LENGTH})*) (?P<way>since|after|later|before) (?P<anchor>.+)",
        _read_shifted,
    ),
    Rule(
        "night to a day", "the day that the night leads to and the day before", "nightto (?P<day>.+)", _read_overnight
    ),
    Rule("week of a day", "the week, Monday to Sunday, that holds the day", r"week (?P<day>.+)", _read_week_of),
    Rule("pointer", "refused", "(?:the )?(?:that|same|then|those|these)(?: .*)?", _refuse_pointer),
    Rule("without a number", "refused", r"(?:.* )?few .*", _refuse_few),
)
