"""Make the date conditions of a filter, and the ordered index ranges that satisfy them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from timeline.reading.members import Values
from timeline.schema.durations import CLASS, CLASS_YEARS, LISTED, OPENS, REPORTED, SPANNING, first_start, of

if TYPE_CHECKING:
    from timeline.reading.filter import Filter


#: SQL for the day under which an entry ``e`` is listed, and for an interval with an open start
LISTED_DAY, _OPENS = of("e", LISTED), of("e", OPENS)


class Key(NamedTuple):
    """The place of an entry in the order. An undated entry has no days, and an unknown time of day is empty."""

    #: the day under which it is listed
    listed: str | None
    latest: str | None
    time: str
    id: int


def conditions(filter_: "Filter", values: Values, *, indexed: bool = True, opened: bool | None = None) -> Iterator[str]:
    """Yield the conditions on dates. Unless ``indexed``, a plus keeps SQLite from using the index for them.

    ``opened`` chooses among what fits ``until``: entries listed in the range, those with an open start that are listed
    after it, or None for both.
    """
    plus = "" if indexed else "+"

    def since(day: str) -> str:
        first = values.one(day)
        if filter_.certainly:
            return f"{plus}{LISTED_DAY} >= {first} AND e.date_earliest >= {first}"
        return f"{plus}e.date_latest >= {first}"

    def until(day: str, *, opened: bool | None = None) -> str:
        last = values.one(day)
        if filter_.certainly:
            return f"{plus}{LISTED_DAY} <= {last} AND e.date_latest <= {last}"
        if opened is None:
            return f"({plus}{LISTED_DAY} <= {last} OR e.id IN (SELECT id FROM entries WHERE {OPENS}))"
        return f"{_OPENS} AND e.date_latest > {last}" if opened else f"{plus}{LISTED_DAY} <= {last}"

    if filter_.since is not None:
        yield since(filter_.since)
    if filter_.until is not None:
        yield until(filter_.until, opened=opened)
    if filter_.on:
        yield "(" + " OR ".join(f"({since(first)} AND {until(last)})" for first, last in filter_.on) + ")"


def reported_later(day: str, values: Values) -> str:
    """Return SQL for the entries reported after a day, which may be of any day before."""
    return f"{of('e', REPORTED)} AND e.date_latest > {values.one(day)}"


def beyond(key: Key, values: Values, *, reverse: bool, dated: bool) -> str:
    """Return SQL for the entries after a place in the order; undated entries come last in both directions."""
    past = "<" if reverse else ">"
    number = f"e.id {past} {values.one(key.id)}"
    if key.listed is None:
        return f"({LISTED_DAY} IS NULL AND {number})"
    first, last, time = (values.one(part) for part in key[:3])
    later = (
        f"({LISTED_DAY} {past}= {first} AND ({LISTED_DAY} {past} {first} OR e.date_latest {past} {last}"
        f" OR e.date_latest = {last} AND (ifnull(e.time, '') {past} {time} OR ifnull(e.time, '') = {time}"
        f" AND {number})))"
    )
    return later if dated else f"({later} OR {LISTED_DAY} IS NULL)"


def groups(filter_: "Filter", values: Values, key: Key | None, order: str) -> Iterator[list[tuple[list[str], str]]]:
    """Yield the index ranges one after the other, each as pieces to merge: conditions and their order.

    If entries that reach into the range count, there are three ranges: entries that are listed before it, in pieces by
    duration, entries that are listed within it, and entries with an open start that are listed after it. Undated
    entries are a range of their own.
    """
    bounds = [*conditions(filter_, values)]
    if key is not None and key.listed is not None:
        bounds.append(beyond(key, values, reverse=filter_.reverse, dated=True))
    since = max(filter(None, [filter_.since, min((a for a, _ in filter_.on), default=None)]), default=None)
    until = min(filter(None, [filter_.until, max((b for _, b in filter_.on), default=None)]), default=None)
    after = []
    if until is not None:
        last = values.one(until)
        if not filter_.certainly:
            backwards = "date_latest DESC, id DESC" if filter_.reverse else "date_latest, id"
            after = [([_OPENS, f"e.date_latest > {last}", *bounds], backwards)]
        bounds = [*bounds, f"{LISTED_DAY} <= {last}"]
    ranges = []
    if since is None:
        ranges.append([([f"{LISTED_DAY} IS NOT NULL", *bounds], order)])
    else:
        start = values.one(since)
        within = [([f"{LISTED_DAY} >= {start}", *bounds], order)]
        direction = " DESC" if filter_.reverse else ""
        before_order = ", ".join(f"{column}{direction}" for column in ("date_earliest", "date_latest", "id"))
        before = [
            (
                [
                    f"{CLASS} = {most} AND {SPANNING} AND e.date_earliest >= {values.one(first_start(since, most))}",
                    f"e.date_earliest < {start} AND e.date_latest >= {start}",
                    *bounds,
                ],
                before_order,
            )
            for most in CLASS_YEARS
        ]
        ranges += [within] if filter_.certainly else [within, before] if filter_.reverse else [before, within]
    if after:
        ranges = [after, *ranges] if filter_.reverse else [*ranges, after]
    if key is None or key.listed is not None:
        yield from ranges
    if not filter_.dated:
        undated = [f"{LISTED_DAY} IS NULL"]
        if key is not None and key.listed is None:
            undated.append(beyond(key, values, reverse=filter_.reverse, dated=True))
        yield [(undated, "id DESC" if filter_.reverse else "id")]
