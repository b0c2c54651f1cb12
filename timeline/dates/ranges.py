"""Parse spans and doubts: `between X and Y`, `since X`, `before X`, `early X`, `about X`."""

import datetime
import re

from timeline.dates.lexicon import MONTHS, SEASONS
from timeline.dates.partial import PartialDate
from timeline.dates.scope import Parts, Rule, Scope
from timeline.errors import DateError, ReferenceNeededError, UnsupportedDateError

_DAY_NUMBER = r"(?<![0-9])[0-9]{1,2}(?:st)?(?![0-9s])"

#: `since` in the languages that people write, which looks back
_SINCE = r"\s*(?:since|со?|з|із|від)\b"
_YEARLESS = re.compile("|".join((*MONTHS, *SEASONS, "quarter", "half")))


def _read_between(parts: Parts, scope: Scope) -> str:
    first, last = parts["first"], parts["last"]
    last_day = re.fullmatch(rf"({_DAY_NUMBER})( [0-9]{{4}})?", last)
    if re.fullmatch(_DAY_NUMBER, first) and re.search(_DAY_NUMBER, last) and not last_day:
        first = re.sub(_DAY_NUMBER, first, last, count=1)
    elif last_day and re.search(_DAY_NUMBER, first):
        year = last_day[2] or ""
        last, first = re.sub(_DAY_NUMBER, last_day[1], first, count=1) + year, first + year
    return _joined(first, last, scope)


def _joined(first: str, last: str, scope: Scope) -> str:
    """Parse both ends; if only the end has a year, use it for the beginning too."""
    year = re.search(r" ([0-9]{4}|(?:last|this|next) year)$", last)
    place = len(scope.trail)
    if year and _YEARLESS.search(first) and not re.search(r"[0-9]{4}|year", first):
        try:
            return _interval(scope.inner(f"{first} {year[1]}"), scope.inner(last), scope)
        except ReferenceNeededError:
            raise
        except DateError:
            del scope.trail[place:]
            if year[1].isdigit():
                return _interval(scope.inner(f"{first} {int(year[1]) - 1:04d}"), scope.inner(last), scope)
            raise
    start, place = scope.inner(first), len(scope.trail)
    begun = re.search(r"(?<![0-9])([0-9]{4})$", first)
    if begun and _YEARLESS.search(last) and not re.search(r"[0-9]{4}|year", last):
        try:
            return _interval(start, scope.inner(f"{last} {begun[1]}"), scope)
        except DateError:
            del scope.trail[place:]
            return _interval(start, scope.inner(f"{last} {int(begun[1]) + 1:04d}"), scope)
    try:
        return _interval(start, scope.inner(last), scope)
    except DateError:
        del scope.trail[place:]
        anchor = PartialDate.parse(start).earliest
        if re.search(r"[0-9]{4}", last) or anchor == "0000-01-01":
            raise
        later = datetime.date.fromisoformat(anchor)
        return _interval(start, scope.inner(last, reference=later, ahead=True), scope)


def _interval(start: str, end: str, scope: Scope) -> str:
    text = f"{start.partition('/')[0]}/{end.rpartition('/')[2]}"
    try:
        return PartialDate.parse(text).date
    except DateError:
        raise scope.refused("it ends before it begins") from None


def _read_days(parts: Parts, scope: Scope) -> str:
    """Parse `Feb. 24-26, 2025` and `24-26 February`, in which a hyphen joins two days of one month."""
    before, after = parts["before"] or "", parts["after"] or ""
    return _interval(scope.inner(f"{before}{parts['a']}{after}"), scope.inner(f"{before}{parts['b']}{after}"), scope)


def _read_years(parts: Parts, scope: Scope) -> str:
    end = parts["b"] if len(parts["b"]) == 4 else parts["a"][:2] + parts["b"]
    return _interval(parts["a"], end, scope)


def _read_since(parts: Parts, scope: Scope) -> str:
    """Parse `since June`, which has begun, and `starting in June`, which may not."""
    has_begun = scope.ahead is None and re.match(_SINCE, scope.phrase.lower()) is not None
    looks = {"ahead": False, "sure": True} if has_begun else {}
    return f"{scope.inner(parts['inside'], **looks).partition('/')[0]}/.."


def _read_until(parts: Parts, scope: Scope) -> str:
    return f"../{scope.inner(parts['inside'], ahead=True).rpartition('/')[2]}"


def _read_reported(parts: Parts, scope: Scope) -> str:
    try:
        return PartialDate.parse(f"[..{scope.inner(parts['inside']).rpartition('/')[2]}]").date
    except UnsupportedDateError:
        raise scope.refused("only a day, month or year can be that of a report; write a date") from None


def _read_after(parts: Parts, scope: Scope) -> str:
    return f"{_neighbour(scope.inner(parts['inside']), scope, 1)}/.."


def _read_before(parts: Parts, scope: Scope) -> str:
    return f"../{_neighbour(scope.inner(parts['inside'], ahead=True), scope, -1)}"


def _neighbour(text: str, scope: Scope, way: int) -> str:
    """Return the next or previous date: a year for a year, a month for a month, or else a day.

    An approximate date stays, because its real bounds are unknown.
    """
    if "~" in text or "%" in text:
        return text.rpartition("/")[2] if way < 0 else text.partition("/")[0]
    side = text.strip("?")
    if re.fullmatch(r"[0-9]{4}", side):
        neighbour = f"{int(side) + way:04d}"
    else:
        date = PartialDate.parse(text)
        edge = datetime.date.fromisoformat(date.latest if way > 0 else date.earliest)
        day = edge + datetime.timedelta(way)
        neighbour = str(day)[:7] if re.fullmatch(r"[0-9]{4}-(?:0[0-9]|1[0-2])", side) else str(day)
    return neighbour + text[len(side) :] if len(text) == len(side) + 1 else neighbour


def _qualified(text: str, mark: str) -> str:
    """Add a qualifier to a date, at both ends of a span; together with the other qualifier it becomes ``%``."""
    if text.startswith("["):
        return f"[{_qualified(text[1:-1], mark)}]"
    other = {"~": "?", "?": "~"}[mark]
    sides = [
        side if side in ("", "..") or side[-1] in (mark, "%") else side[:-1] + "%" if side[-1] == other else side + mark
        for side in text.split("/")
    ]
    return "/".join(sides)


def _read_part(parts: Parts, scope: Scope) -> str:
    """Parse `early March`, approximate but not narrower; `early Thursday` is about the hour and means the whole day."""
    text = scope.inner(parts["inside"])
    return text if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else _qualified(text, "~")


def _read_about(parts: Parts, scope: Scope) -> str:
    return _qualified(scope.inner(parts["inside"]), "~")


def _read_maybe(parts: Parts, scope: Scope) -> str:
    return _qualified(scope.inner(parts["inside"]), "?")


def _refuse_two(parts: Parts, scope: Scope) -> str:
    scope.inner(parts["last"] if re.search(r"[a-z0-9]{4}", parts["last"]) else parts["first"])
    raise scope.refused("these are two dates; write a span, as in 2014/2022, or add an entry for each")


_FROM_TO = "from the beginning of the first to the end of the second"
RULES = (
    Rule(
        "years",
        _FROM_TO,
        r"(?:since |between )?(?P<a>[0-9]{4})(?:-| – )(?P<b>[0-9]{4}|(?:1[3-9]|[2-9][0-9]))"
        r"|(?:between )?(?P<a>[0-9]{4})(?:-| – )(?P<b>[0-9]{2})",
        _read_years,
    ),
    Rule(
        "days of a month",
        "from the first day to the second",
        r"(?:since |between )?(?P<before>.* )?(?P<a>[0-9]{1,2})-(?P<b>[0-9]{1,2})(?:st)?(?P<after> .*)?",
        _read_days,
    ),
    Rule("span", _FROM_TO, "between (?P<first>.+?) and (?P<last>.+)", _read_between),
    Rule("span", _FROM_TO, "(?:(?:since|between) )?(?P<first>.+?) (?:to|–) (?P<last>.+)", _read_between),
    Rule(
        "reported",
        "on or before its last day: when it happened or was said is not known more exactly",
        "reported (?P<inside>.+)",
        _read_reported,
    ),
    Rule("since", "from its beginning, with an open end", "since (?P<inside>.+)", _read_since),
    Rule("until", "up to its end, with an open beginning", "(?:to|by) (?P<inside>.+)", _read_until),
    Rule("after", "from the day, month or year after it, with an open end", "after (?P<inside>.+)", _read_after),
    Rule("before", "up to the day, month or year before it", "before (?P<inside>.+)", _read_before),
    Rule("early, mid or late", "the whole of it, approximate", "(?:early|mid|late) (?P<inside>.+)", _read_part),
    Rule("about", "the date, approximate", "about (?P<inside>.+)", _read_about),
    Rule("maybe", "the date, uncertain", "maybe (?P<inside>.+)", _read_maybe),
    Rule("two dates", "refused", "(?P<first>.+) (?:and|or) (?P<last>.+)", _refuse_two),
)
