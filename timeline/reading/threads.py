"""Threads: all entries that hang together by links, each hung under the earlier one that it has most to do with.

The tree goes by time, not by which way a link points: an entry hangs under one that comes before it in the order of the
timeline, so that no circle of links can be one here. Among those before it, one that it reaffirms, contradicts, answers
and so on comes before one that it is merely about, and the latest comes first. What has nothing before it begins a tree
of its own; what else an entry is linked to is told beside it.
"""

import datetime
import sqlite3
from typing import NamedTuple

from timeline.errors import NoEntryError
from timeline.reading.query import ORDER
from timeline.schema.vocabulary import RELATIONS, EntryKind, Mode, Relation, relation_words


class Node(NamedTuple):
    """One entry of a thread."""

    id: int
    uid: str
    kind: EntryKind
    date: str | None
    time: str | None
    speaker: str | None
    mode: Mode | None
    #: what happened, or what was said
    words: str
    #: the entry it hangs under, and how that one relates to it, read downwards: ``reaffirmed by``
    parent: int | None
    relation: str | None
    #: the least and the most days that lie between the two; None where a date is open or unknown
    days: tuple[int, int] | None
    #: other links to earlier entries, read from this one: ``("about", 3)``
    also: tuple[tuple[str, int], ...]


class Thread(NamedTuple):
    """Entries that hang together, in the order of the timeline, and the links among them as they were made."""

    asked: int
    nodes: list[Node]
    #: from, to, relation
    links: list[tuple[int, int, Relation]]


def thread(connection: sqlite3.Connection, number: int) -> Thread:
    """Return the whole thread that an entry belongs to. Raises NotFoundError where there is no such entry."""
    rows = connection.execute(
        "WITH RECURSIVE inside (id) AS (SELECT id FROM entries WHERE id = :number"
        " UNION SELECT l.to_id FROM links AS l JOIN inside AS i ON l.from_id = i.id"
        " UNION SELECT l.from_id FROM links AS l JOIN inside AS i ON l.to_id = i.id)"
        " SELECT id, uid, kind, date, time, speaker, mode, coalesce(iif(kind = 'event', title, text), '') AS words,"
        f" date_earliest, date_latest FROM timeline WHERE id IN (SELECT id FROM inside) ORDER BY {ORDER}",
        {"number": number},
    ).fetchall()
    if not rows:
        raise NoEntryError(number)
    place = {row["id"]: i for i, row in enumerate(rows)}
    before: dict[int, list[tuple[int, Relation, bool]]] = {row["id"]: [] for row in rows}
    links = _links(connection, place)
    for start, end, relation in links:
        earlier, later = (start, end) if place[start] < place[end] else (end, start)
        before[later].append((earlier, relation, later == start))
    nodes = []
    for row in rows:
        linked = before[row["id"]]
        parent = max(((relation != "about", place[n], n) for n, relation, _ in linked), default=(False, 0, None))[2]
        own = [_downwards(relation, points_back=back) for n, relation, back in linked if n == parent]
        also = tuple((_upwards(relation, points_back=back), n) for n, relation, back in linked if n != parent)
        days = _days(rows[place[parent]], row) if parent is not None else None
        fields = {name: row[name] for name in Node._fields[:8]}
        nodes.append(Node(**fields, parent=parent, relation="; ".join(own) or None, days=days, also=also))
    return Thread(number, nodes, links)


def _links(connection: sqlite3.Connection, inside: dict[int, int]) -> list[tuple[int, int, Relation]]:
    """Return the links between entries: where from, where to, and the relation."""
    rows = connection.execute(
        "WITH inside (id) AS (SELECT value FROM json_each(:numbers))"
        " SELECT from_id, to_id, relation FROM links WHERE from_id IN (SELECT id FROM inside) ORDER BY id",
        {"numbers": f"[{', '.join(map(str, inside))}]"},
    )
    return [(row[0], row[1], row[2]) for row in rows if row[1] in inside]


def _downwards(relation: Relation, *, points_back: bool) -> str:
    return RELATIONS[relation] if points_back else relation_words(relation)


def _upwards(relation: Relation, *, points_back: bool) -> str:
    return relation_words(relation) if points_back else RELATIONS[relation]


def _days(earlier: sqlite3.Row, later: sqlite3.Row) -> tuple[int, int] | None:
    bounds = [_ordinal(row[f"date_{bound}"]) for row in (earlier, later) for bound in ("earliest", "latest")]
    if None in bounds:
        return None
    first, last, begins, ends = (bound or 0 for bound in bounds)
    return max(0, begins - last), max(0, ends - first)


def _ordinal(day: str | None) -> int | None:
    """Number a day; one that stands for an open or unknown end has no number."""
    if day is None or day <= "0001-01-01" or day == "9999-12-31":
        return None
    try:
        return datetime.date.fromisoformat(day).toordinal()
    except ValueError:  # plain SQL can write bounds that are no days
        return None
