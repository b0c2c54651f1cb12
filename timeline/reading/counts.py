"""Count entries by period, or by the entities that they refer to, under any filter.

A period counts the entries that are listed in it. ``beyond`` counts those that may not lie in it whole, because they
last longer, their beginning is open or their date is less exact. What was reported on a day counts as that day. Nothing
is given a day: by month, an entry of "2014" counts under 2014 itself.

Years and months are counted one range of the index on dates after the other, which takes an eighth of the time of
grouping all entries. Entries that span days have an index of their own (see :mod:`timeline.schema.durations`).
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from timeline.reading.filter import Filter
from timeline.reading.index_ranges import LISTED_DAY
from timeline.reading.members import Values, members
from timeline.reading.query import fitting
from timeline.schema.durations import CLASS, OPENS, REPORTED, SPANNING

PERIODS = {"year": 4, "month": 7}
UNDATED = "undated"
#: empty periods are added only if there are then at most this many times as many periods
_MOST_PERIODS_RATIO = 2
#: SQL condition that is true of every entry
_ALL = "1"


class Count(NamedTuple):
    """The number of entries under a label, and the number of those that may not lie in it whole."""

    label: str
    entries: int
    beyond: int = 0
    #: the number of the entity, if the label is one
    id: int | None = None


def by_period(connection: sqlite3.Connection, filter_: Filter, period: str) -> list[Count]:
    """Count by ``year`` or ``month``, in order, undated entries last. Entries of no month count under their year."""
    length = PERIODS[period]
    values = Values()
    is_set = bool(filter_.numbers) or any(members(filter_, Values()))
    fits = _fits(filter_, values, indexed=not is_set)
    begun = (_grouped if is_set else _ranges)(connection, filter_, values, fits, length)
    counts = begun if length == PERIODS["year"] else _split(begun)
    return [*counts, *_undated(connection, filter_)]


def without_gaps(counts: list[Count], period: str) -> list[Count]:
    """Add the empty years or months between others, unless most periods would then be empty."""
    length = PERIODS[period]
    dated = [count for count in counts if count.label[:4].isdigit()]
    known = {count.label for count in dated if len(count.label) == length}
    if not known:
        return counts
    first, last = (int(label[:4]) * 12 + int(label[5:] or 1) - 1 for label in (min(known), max(known)))
    steps = range(first, last + 1, 12 if period == "year" else 1)
    if len(steps) > _MOST_PERIODS_RATIO * len(known):
        return counts
    labels = (f"{month // 12:04}-{month % 12 + 1:02}"[:length] for month in steps)
    gaps = [Count(label, 0) for label in labels if label not in known]
    rest = [count for count in counts if not count.label[:4].isdigit()]
    return [*sorted([*dated, *gaps]), *rest]


def by_entity(connection: sqlite3.Connection, filter_: Filter, kind: str) -> list[Count]:
    """Count by ``speaker``, ``topic``, ``place`` or ``source``, the most first: as many as ``show`` prints for each."""
    values = Values()
    fits = _fits(filter_, values)
    named = {"source": "coalesce(n.title, n.url, n.publisher)"}.get(kind, "n.name")
    pairs, with_ = _pairs(kind, fits, bare=fits == _ALL)
    rows = connection.execute(
        f"{with_}SELECT {named}, sum(c.entries), n.id FROM ({pairs}) AS c JOIN {kind}s AS n ON n.id = c.entity"
        " GROUP BY n.id ORDER BY 2 DESC, 1, n.id",
        values,
    )
    return [Count(row[0], row[1], id=row[2]) for row in rows]


def _fits(filter_: Filter, values: Values, *, indexed: bool = True) -> str:
    return " AND ".join(fitting(filter_, values, indexed=indexed)) or _ALL


def _grouped(connection: sqlite3.Connection, _filter: Filter, values: Values, fits: str, length: int) -> list[Count]:
    """Count a set of entries, reading it once."""
    begun, ended = (f"substr({day}, 1, {length})" for day in (LISTED_DAY, "e.date_latest"))
    rows = connection.execute(
        f"SELECT {begun}, count(*), sum({begun} <> {ended} OR {_without_beginning(length)}) FROM entries AS e"
        f" WHERE {fits} AND +{LISTED_DAY} IS NOT NULL GROUP BY 1 ORDER BY 1",
        values,
    )
    return [Count(*row) for row in rows]


def _ranges(connection: sqlite3.Connection, filter_: Filter, values: Values, fits: str, length: int) -> list[Count]:
    """Count ranges of the index, going from each period to the next one with an entry of the kind."""
    of_kind = _fits(Filter(kinds=filter_.kinds), values)
    last = {4: "-12-31", 7: "-31"}[length]
    first = f"SELECT substr(min({LISTED_DAY}), 1, {length}) FROM entries AS e WHERE {of_kind}"
    # Skip everything that begins like the period: an invalid date from plain SQL would be found again for ever.
    rows = connection.execute(
        f"WITH RECURSIVE periods (p) AS ({first} UNION ALL"
        f" SELECT ({first} AND {LISTED_DAY} > p || char(1114111)) FROM periods WHERE p IS NOT NULL)"
        " SELECT p, (SELECT count(*) FROM entries AS e"
        f" WHERE {fits} AND {LISTED_DAY} BETWEEN p || '{'-01' if length == 7 else '-01-01'}' AND p || '{last}')"
        " FROM periods WHERE p IS NOT NULL",
        values,
    ).fetchall()
    begun, ended = (f"substr({day}, 1, {length})" for day in (LISTED_DAY, "e.date_latest"))
    reaches = f"{SPANNING} AND {CLASS} > 0" if length == PERIODS["year"] else f"{SPANNING} AND {begun} <> {ended}"
    beyond: Counter[str] = Counter()
    for condition in (reaches, _without_beginning(length)):
        sql = f"SELECT {begun}, count(*) FROM entries AS e WHERE {fits} AND {condition} GROUP BY 1"
        beyond.update(dict(connection.execute(sql, values).fetchall()))
    return [Count(period, count, beyond[period]) for period, count in rows if count]


def _without_beginning(length: int) -> str:
    """Return SQL for a date that may lie before its period: an open start, or by month a report of a whole year."""
    of_year = "" if length == PERIODS["year"] else f" OR ({REPORTED} AND length(e.date) < {len('[..2024-05]')})"
    return f"({OPENS}{of_year})"


def _split(months: list[Count]) -> Iterator[Count]:
    """Move entries that may not lie in one month to their year, which comes before its months."""
    years: dict[str, list[Count]] = {}
    for month in months:
        years.setdefault(month.label[:4], []).append(month)
    for year, those in years.items():
        if beyond := sum(month.beyond for month in those):
            yield Count(year, beyond, beyond)
        yield from (Count(m.label, m.entries - m.beyond) for m in those if m.entries > m.beyond)


def _undated(connection: sqlite3.Connection, filter_: Filter) -> Iterator[Count]:
    if filter_.dated:
        return
    values = Values()
    fits = _fits(filter_, values)
    sql = f"SELECT count(*) FROM entries AS e WHERE {fits} AND {LISTED_DAY} IS NULL"
    if entries := connection.execute(sql, values).fetchone()[0]:
        yield Count(UNDATED, entries)


def _pairs(kind: str, fits: str, *, bare: bool) -> tuple[str, str]:
    """Return SQL for the number of each entity and of its entries, and the WITH clause in front of it."""
    if kind == "speaker":
        took_part = "(m.role = 'speaker' OR e.kind = 'event') AND m.speaker_id IS NOT e.speaker_id"
        return (
            "SELECT e.speaker_id AS entity, count(*) AS entries FROM entries AS e"
            f" WHERE e.speaker_id IS NOT NULL AND {fits} GROUP BY 1"
            " UNION ALL SELECT m.speaker_id, count(DISTINCT m.entry_id) FROM participants AS m"
            f" JOIN entries AS e ON e.id = m.entry_id WHERE {took_part} AND {fits} GROUP BY 1",
            "",
        )
    joined = "" if bare else " JOIN entries AS e ON e.id = m.entry_id"
    if kind == "topic":
        return (
            f"SELECT m.topic_id AS entity, count(*) AS entries FROM entry_topics AS m{joined} WHERE {fits} GROUP BY 1",
            "",
        )
    if kind == "source":
        arms = (
            f"SELECT m.{column} AS entity, m.entry_id FROM citations AS m{joined}"
            f" WHERE m.{column} IS NOT NULL AND {fits}"
            for column in ("source_id", "via_id")
        )
        return f"SELECT entity, count(*) AS entries FROM ({' UNION '.join(arms)}) GROUP BY 1", ""
    around = (
        "WITH RECURSIVE around (id, outer_id) AS (SELECT id, id FROM places"
        " UNION SELECT a.id, p.parent_id FROM around AS a JOIN places AS p ON p.id = a.outer_id"
        " WHERE p.parent_id IS NOT NULL) "
    )
    return (
        "SELECT a.outer_id AS entity, count(DISTINCT m.entry_id) AS entries FROM entry_places AS m"
        f" JOIN around AS a ON a.id = m.place_id{joined} WHERE {fits} GROUP BY 1",
        around,
    )
