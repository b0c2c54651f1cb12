"""Build threads: trees of all entries connected by links, each below the earlier entry that it is closest to.

The tree follows time, not the direction of links: the parent of an entry comes before it in the order of the timeline,
so that a circle of links makes no circle here. An earlier entry that it reaffirms, contradicts, answers and so on comes
before one that it is merely about, and a later one before an earlier one. An entry without an earlier link begins a
tree of its own; ``also`` has its other links.
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
    #: the title of an event, or the text of a statement
    words: str
    #: the entry above it, and the relation read downwards: ``reaffirmed by``
    parent: int | None
    relation: str | None
    #: the least and the most days between the two; None if a date is open or unknown
    days: tuple[int, int] | None
    #: other links to earlier entries, read upwards: ``("about", 3)``
    also: tuple[tuple[str, int], ...]


class Thread(NamedTuple):
    """Connected entries in the order of the timeline, and the stored links among them."""

    #: the number of the entry that the thread was built for
    start: int
    nodes: list[Node]
    #: from, to, relation
    links: list[tuple[int, int, Relation]]


def thread(connection: sqlite3.Connection, number: int) -> Thread:
    """Return the whole thread of an entry. Raises NotFoundError if the entry does not exist."""
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
    """Return the links among entries: from, to and relation."""
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
    """Return the ordinal of a day; None for a day that means an open or unknown end."""
    if day is None or day <= "0001-01-01" or day == "9999-12-31":
        return None
    try:
        return datetime.date.fromisoformat(day).toordinal()
    except ValueError:  # plain SQL can write bounds that are not days
        return None
