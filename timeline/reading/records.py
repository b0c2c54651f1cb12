"""From rows to records: the plain dicts that every output, every exporter and every importer shares.

A record has every column of the public view, in its order; the joined texts and the count of it are lists here:
``topics`` and ``places`` (names), ``place_uids`` (of these, in the same order), ``participants`` (name, uid, role),
``citations`` (each with its ``source`` and its ``via``), ``links`` (relation, to, to_uid, note) and ``linked_from``
(relation, from, from_uid, note). What is unknown is None and never left out.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

Record = dict[str, Any]

#: entries whose lists are read at a time: enough to spread the cost of a query, few enough to stream
BATCH = 200

_SOURCE = ("id", "uid", "kind", "title", "publisher", "author", "url", "archive_url", "published", "lang")
_CITATION = ("exact", "prefix", "suffix", "start", "end", "date", "date_text", "stance", "note")
_CITATION_COLUMNS = ", ".join(f'c."{column}"' for column in _CITATION)
_SOURCE_COLUMNS = ", ".join(f"{alias}.{column} AS {alias}_{column}" for alias in ("s", "v") for column in _SOURCE)


def records(connection: sqlite3.Connection, rows: Iterable[sqlite3.Row]) -> Iterator[Record]:
    """Yield the record of every row of a public view, in the rows' order, reading in batches."""
    source = iter(rows)
    lists = [(key, sql, shape) for key, sql, shape in _LISTS if _any(connection, sql)]
    while batch := list(islice(source, BATCH)):
        made: dict[int, Record] = {row["id"]: _bare(row) for row in batch}
        for key, sql, shape in lists:
            marks = ", ".join("?" * len(made))
            cursor = connection.cursor()
            cursor.row_factory = sqlite3.Row
            for row in cursor.execute(sql.format(marks=marks), tuple(made)):
                made[row[0]][key].append(shape(row))
        yield from made.values()


def _bare(row: sqlite3.Row) -> Record:
    record: Record = dict(zip(row.keys(), row, strict=True))
    for key in _KEYS:
        record[key] = []
    return record


def _any(connection: sqlite3.Connection, sql: str) -> bool:
    """Tell whether there is anything at all of what a query lists."""
    table = sql.split(" FROM ")[1].split(" ")[0]
    return connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None


def _source(row: sqlite3.Row, alias: str) -> Record | None:
    if row[f"{alias}_id"] is None:
        return None
    return {column: row[f"{alias}_{column}"] for column in _SOURCE}


def _citation(row: sqlite3.Row) -> Record:
    return {
        "id": row["id"],
        "source": _source(row, "s"),
        "via": _source(row, "v"),
        "snapshot_id": row["snapshot_id"],
        "retrieved_at": row["retrieved_at"],
        **{column: row[column] for column in _CITATION},
    }


def _pick(columns: Sequence[str]) -> Any:
    return lambda row: {column: row[column] for column in columns}


_LISTS: tuple[tuple[str, str, Any], ...] = (
    (
        "topics",
        "SELECT et.entry_id, t.name FROM entry_topics AS et JOIN topics AS t ON t.id = et.topic_id"
        " WHERE et.entry_id IN ({marks}) ORDER BY et.id",
        lambda row: row["name"],
    ),
    (
        "places",
        "SELECT ep.entry_id, p.name FROM entry_places AS ep JOIN places AS p ON p.id = ep.place_id"
        " WHERE ep.entry_id IN ({marks}) ORDER BY ep.id",
        lambda row: row["name"],
    ),
    (
        "place_uids",
        "SELECT ep.entry_id, p.uid FROM entry_places AS ep JOIN places AS p ON p.id = ep.place_id"
        " WHERE ep.entry_id IN ({marks}) ORDER BY ep.id",
        lambda row: row["uid"],
    ),
    (
        "participants",
        "SELECT pt.entry_id, s.name, s.uid, pt.role FROM participants AS pt JOIN speakers AS s ON s.id = pt.speaker_id"
        " WHERE pt.entry_id IN ({marks}) ORDER BY pt.id",
        _pick(("name", "uid", "role")),
    ),
    (
        "citations",
        f"SELECT c.entry_id, c.id, c.snapshot_id, n.retrieved_at, {_CITATION_COLUMNS}, {_SOURCE_COLUMNS}"
        " FROM citations AS c JOIN sources AS s ON s.id = c.source_id LEFT JOIN sources AS v ON v.id = c.via_id"
        " LEFT JOIN snapshots AS n ON n.id = c.snapshot_id"
        " WHERE c.entry_id IN ({marks}) ORDER BY c.id",
        _citation,
    ),
    (
        "links",
        'SELECT l.from_id, l.relation, l.to_id AS "to", e.uid AS to_uid, l.note FROM links AS l'
        " JOIN entries AS e ON e.id = l.to_id WHERE l.from_id IN ({marks}) ORDER BY l.id",
        _pick(("relation", "to", "to_uid", "note")),
    ),
    (
        "linked_from",
        'SELECT l.to_id, l.relation, l.from_id AS "from", e.uid AS from_uid, l.note FROM links AS l'
        " JOIN entries AS e ON e.id = l.from_id WHERE l.to_id IN ({marks}) ORDER BY l.from_id, l.id",
        _pick(("relation", "from", "from_uid", "note")),
    ),
)
_KEYS = tuple(key for key, _, _ in _LISTS)
