"""Reading entries: one frozen :class:`Filter`, turned into SQL text with named parameters over the public views.

A filter by date keeps what *may* lie in the range: ``since`` compares with the last day an entry may mean, ``until``
with the first, so that ``until 2014`` holds all of 2014. ``certainly`` swaps the two columns. Undated entries fit no
date filter. The order is total: first day, last day, time of day, number; undated entries come last either way.
"""

import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from timeline.views import COLUMNS

ORDER = "date_earliest NULLS LAST, date_latest, time, id"
_COLUMNS = ", ".join(column for column in COLUMNS if column not in ("topics", "places", "sources"))
REVERSED = "date_earliest DESC NULLS LAST, date_latest DESC, time DESC, id DESC"


class Filter(NamedTuple):
    """What to show. The values within a field mean or, different fields mean and; an empty field means all."""

    numbers: tuple[int, ...] = ()
    #: days, ``YYYY-MM-DD``
    since: str | None = None
    until: str | None = None
    #: pairs of first and last day
    on: tuple[tuple[str, str], ...] = ()
    certainly: bool = False
    kinds: tuple[str, ...] = ()
    speakers: tuple[int, ...] = ()
    countries: tuple[str, ...] = ()
    topics: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    sources: tuple[int, ...] = ()
    limit: int | None = None
    reverse: bool = False

    @property
    def dated(self) -> bool:
        """Whether a date filter is set."""
        return bool(self.since or self.until or self.on)


class _Values(dict[str, Any]):
    """Named parameters, numbered as they are added."""

    def one(self, value: object) -> str:
        name = f"p{len(self)}"
        self[name] = value
        return f":{name}"

    def many(self, values: tuple[Any, ...]) -> str:
        return "(" + ", ".join(self.one(value) for value in values) + ")"


def entries(connection: sqlite3.Connection, wanted: Filter) -> Iterator[sqlite3.Row]:
    """Yield the rows of the public view that fit, in order; its columns of joined names, which cost much, stay out."""
    values = _Values()
    where = _where(wanted, values)
    order = REVERSED if wanted.reverse else ORDER
    limit = f" LIMIT {values.one(wanted.limit)}" if wanted.limit is not None else ""
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    yield from cursor.execute(f"SELECT {_COLUMNS} FROM {_view(wanted)}{where} ORDER BY {order}{limit}", values)


def count(connection: sqlite3.Connection, wanted: Filter) -> int:
    """Count the entries that fit, whatever the limit."""
    values = _Values()
    where = _where(wanted, values)
    return int(connection.execute(f"SELECT count(*) FROM {_view(wanted)}{where}", values).fetchone()[0])


def count_undated(connection: sqlite3.Connection, wanted: Filter) -> int:
    """Count the undated entries that only the date filters leave out."""
    values = _Values()
    where = _where(wanted._replace(since=None, until=None, on=()), values)
    undated = f"{where} AND date IS NULL" if where else " WHERE date IS NULL"
    return int(connection.execute(f"SELECT count(*) FROM {_view(wanted)}{undated}", values).fetchone()[0])


def _view(wanted: Filter) -> str:
    kinds = set(wanted.kinds)
    return f"{kinds.pop()}s" if len(kinds) == 1 else "timeline"


def _where(wanted: Filter, values: _Values) -> str:
    conditions = [*_about_dates(wanted, values), *_about_people(wanted, values), *_about_things(wanted, values)]
    if wanted.numbers:
        conditions.append(f"id IN {values.many(wanted.numbers)}")
    return " WHERE " + " AND ".join(conditions) if conditions else ""


def _about_dates(wanted: Filter, values: _Values) -> Iterator[str]:
    after, before = ("date_earliest", "date_latest") if wanted.certainly else ("date_latest", "date_earliest")
    if wanted.since is not None:
        yield f"{after} >= {values.one(wanted.since)}"
    if wanted.until is not None:
        yield f"{before} <= {values.one(wanted.until)}"
    if wanted.on:
        days = (f"({after} >= {values.one(a)} AND {before} <= {values.one(b)})" for a, b in wanted.on)
        yield "(" + " OR ".join(days) + ")"


def _about_people(wanted: Filter, values: _Values) -> Iterator[str]:
    """Whom a statement is attributed to, alone or jointly, and who took part in an event."""
    if wanted.speakers:
        ids = values.many(wanted.speakers)
        yield (
            f"(speaker_id IN {ids} OR id IN (SELECT p.entry_id FROM participants AS p"
            " JOIN entries AS x ON x.id = p.entry_id"
            f" WHERE p.speaker_id IN {ids} AND (p.role = 'speaker' OR x.kind = 'event')))"
        )
    if wanted.countries:
        codes = values.many(wanted.countries)
        yield (
            f"(country IN {codes} OR kind = 'statement' AND id IN (SELECT p.entry_id FROM participants AS p"
            f" JOIN speakers AS x ON x.id = p.speaker_id WHERE p.role = 'speaker' AND x.country IN {codes}))"
        )


def _about_things(wanted: Filter, values: _Values) -> Iterator[str]:
    if wanted.topics:
        yield f"id IN (SELECT entry_id FROM entry_topics WHERE topic_id IN {values.many(wanted.topics)})"
    if wanted.places:
        yield (
            "id IN (WITH RECURSIVE inside (id) AS ("
            f"SELECT id FROM places WHERE id IN {values.many(wanted.places)}"
            " UNION SELECT p.id FROM places AS p JOIN inside AS i ON p.parent_id = i.id)"
            " SELECT entry_id FROM entry_places WHERE place_id IN (SELECT id FROM inside))"
        )
    if wanted.sources:
        ids = values.many(wanted.sources)
        yield f"id IN (SELECT entry_id FROM citations WHERE source_id IN {ids} OR via_id IN {ids})"
