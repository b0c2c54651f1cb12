"""Make the date conditions of a filter, and the ordered index ranges that satisfy them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from timeline.reading.members import Values
from timeline.schema.durations import CLASS, CLASS_YEARS, SPANNING, first_start

if TYPE_CHECKING:
    from timeline.reading.filter import Filter


class Key(NamedTuple):
    """The place of an entry in the order. An undated entry has no days, and an unknown time of day is empty."""

    earliest: str | None
    latest: str | None
    time: str
    id: int


def conditions(filter_: "Filter", values: Values, *, indexed: bool = True) -> Iterator[str]:
    """Yield the conditions on dates. Unless ``indexed``, a plus keeps SQLite from using the index for them."""
    plus = "" if indexed else "+"
    after, before = ("date_earliest", "date_latest") if filter_.certainly else ("date_latest", "date_earliest")
    if filter_.since is not None:
        yield f"{plus}e.{after} >= {values.one(filter_.since)}"
    if filter_.until is not None:
        yield f"{plus}e.{before} <= {values.one(filter_.until)}"
    if filter_.on:
        days = (f"({plus}e.{after} >= {values.one(a)} AND {plus}e.{before} <= {values.one(b)})" for a, b in filter_.on)
        yield "(" + " OR ".join(days) + ")"


def beyond(key: Key, values: Values, *, reverse: bool, dated: bool) -> str:
    """Return SQL for the entries after a place in the order; undated entries come last in both directions."""
    past = "<" if reverse else ">"
    number = f"e.id {past} {values.one(key.id)}"
    if key.earliest is None:
        return f"(e.date_earliest IS NULL AND {number})"
    first, last, time = (values.one(part) for part in key[:3])
    later = (
        f"(e.date_earliest {past}= {first} AND (e.date_earliest {past} {first} OR e.date_latest {past} {last}"
        f" OR e.date_latest = {last} AND (ifnull(e.time, '') {past} {time} OR ifnull(e.time, '') = {time}"
        f" AND {number})))"
    )
    return later if dated else f"({later} OR e.date_earliest IS NULL)"


def groups(filter_: "Filter", values: Values, key: Key | None, order: str) -> Iterator[list[tuple[list[str], str]]]:
    """Yield the index ranges one after the other, each as pieces to merge: conditions and their order.

    If entries that reach into the range count, there are two ranges: entries that begin before it, in pieces by
    duration, and entries that begin within it. Undated entries are a range of their own.
    """
    bounds = [*conditions(filter_, values)]
    if key is not None and key.earliest is not None:
        bounds.append(beyond(key, values, reverse=filter_.reverse, dated=True))
    since = max(filter(None, [filter_.since, min((a for a, _ in filter_.on), default=None)]), default=None)
    until = min(filter(None, [filter_.until, max((b for _, b in filter_.on), default=None)]), default=None)
    if until is not None:
        bounds.append(f"e.date_earliest <= {values.one(until)}")
    ranges = []
    if since is None:
        ranges.append([(["e.date_earliest IS NOT NULL", *bounds], order)])
    else:
        start = values.one(since)
        within = [([f"e.date_earliest >= {start}", *bounds], order)]
        before = [
            (
                [
                    f"{CLASS} = {most} AND {SPANNING} AND e.date_earliest >= {values.one(first_start(since, most))}",
                    f"e.date_earliest < {start} AND e.date_latest >= {start}",
                    *bounds,
                ],
                "date_earliest DESC, date_latest DESC, id DESC"
                if filter_.reverse
                else "date_earliest, date_latest, id",
            )
            for most in CLASS_YEARS
        ]
        ranges += [within] if filter_.certainly else [within, before] if filter_.reverse else [before, within]
    if key is None or key.earliest is not None:
        yield from ranges
    if not filter_.dated:
        undated = ["e.date_earliest IS NULL"]
        if key is not None and key.earliest is None:
            undated.append(beyond(key, values, reverse=filter_.reverse, dated=True))
        yield [(undated, "id DESC" if filter_.reverse else "id")]
