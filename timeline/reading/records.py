"""Turn rows into records: the typed dicts that all outputs, exporters and importers share.

A record has every column of the public view, in its order, with lists for its joined texts and its count:
``topics`` and ``places`` (names), ``place_uids`` (of these, in the same order), ``participants`` (name, uid, role),
``citations`` (each with its ``source`` and its ``via``), ``checks``, ``links`` (relation, to, to_uid, note) and
``linked_from`` (relation, from, from_uid, note). An unknown value is None and never left out.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypedDict, cast

from timeline.reading.dating import dated_by
from timeline.schema.vocabulary import EntryKind, Mode, Relation, SourceKind, Stance


class SourceLabel(TypedDict):
    """The fields that identify a source to a reader."""

    title: str | None
    publisher: str | None
    author: str | None
    url: str | None
    published: str | None


class SourceRecord(SourceLabel):
    """A source as a citation names it."""

    id: int
    uid: str
    kind: SourceKind
    archive_url: str | None
    lang: str | None


class Dated(TypedDict):
    """A date in EDTF, perhaps with a time of day."""

    date: str | None
    time: str | None


class Worded(TypedDict):
    """The words of an entry."""

    kind: EntryKind
    title: str | None
    text: str | None
    mode: Mode | None


class CitationRecord(TypedDict):
    """A citation of an entry: its source, the outlet cited through, and the words."""

    id: int
    source: SourceRecord
    via: SourceRecord | None
    snapshot_id: int | None
    retrieved_at: str | None
    exact: str | None
    prefix: str | None
    suffix: str | None
    start: int | None
    end: int | None
    date: str | None
    date_text: str | None
    date_start: int | None
    date_end: int | None
    stance: Stance
    note: str | None


class ParticipantRecord(TypedDict):
    """A participant of an entry, with a role."""

    name: str
    uid: str
    role: str


class LinkRecord(TypedDict):
    """A link from an entry to another one."""

    relation: Relation
    to: int
    to_uid: str
    note: str | None


class CheckRecord(TypedDict):
    """The word of a person that an entry is right, or why they doubt it; ``seen`` is what they saw, as JSON."""

    uid: str
    checked_by: str
    checked_at: str
    doubt: str | None
    #: whether the entry still is as it was seen
    holds: bool
    seen: str


#: a link to an entry from another one; ``from`` is a keyword of Python
LinkedFromRecord = TypedDict(
    "LinkedFromRecord", {"relation": Relation, "from": int, "from_uid": str, "note": str | None}
)


class Record(Dated, Worded):
    """Everything about one entry; ``docs/record.md`` gives the meaning of each key."""

    id: int
    uid: str
    date_earliest: str | None
    date_latest: str | None
    date_text: str | None
    speaker_id: int | None
    speaker: str | None
    country: str | None
    office: str | None
    role: str | None
    original_text: str | None
    setting: str | None
    lang: str | None
    note: str | None
    dataset: str | None
    external_id: str | None
    changeset_id: int | None
    #: who wrote the date in these words, if no cited source has them
    dated_by: str | None
    topics: list[str]
    places: list[str]
    place_uids: list[str]
    participants: list[ParticipantRecord]
    citations: list[CitationRecord]
    checks: list[CheckRecord]
    links: list[LinkRecord]
    linked_from: list[LinkedFromRecord]


#: entries whose lists are read at a time: enough to spread the cost of a query, few enough to stream
BATCH_ENTRIES = 200

_SOURCE = ("id", "uid", "kind", "title", "publisher", "author", "url", "archive_url", "published", "lang")
_CITATION = (
    "exact",
    "prefix",
    "suffix",
    "start",
    "end",
    "date",
    "date_text",
    "date_start",
    "date_end",
    "stance",
    "note",
)
_CITATION_COLUMNS = ", ".join(f'c."{column}"' for column in _CITATION)
_SOURCE_COLUMNS = ", ".join(f"{alias}.{column} AS {alias}_{column}" for alias in ("s", "v") for column in _SOURCE)


def records(connection: sqlite3.Connection, rows: Iterable[sqlite3.Row]) -> Iterator[Record]:
    """Yield the record of every row of a public view, in the rows' order, reading in batches."""
    source = iter(rows)
    lists = [(key, sql, shape) for key, sql, shape in _LISTS if _any(connection, sql)]
    while batch := list(islice(source, BATCH_ENTRIES)):
        made = {row["id"]: _bare(row) for row in batch}
        for number, actor in dated_by(connection, [row["id"] for row in batch if row["date_text"] is not None]).items():
            made[number]["dated_by"] = actor
        for key, sql, shape in lists:
            marks = ", ".join("?" * len(made))
            cursor = connection.cursor()
            cursor.row_factory = sqlite3.Row
            for row in cursor.execute(sql.format(marks=marks), tuple(made)):
                made[row[0]][key].append(shape(row))
        yield from (cast("Record", record) for record in made.values())


def _bare(row: sqlite3.Row) -> dict[str, Any]:
    """Return the columns of a row, with an empty list for each of the lists to come."""
    columns = {name: value for name, value in zip(row.keys(), row, strict=True) if name != "date_sort"}
    return columns | {"dated_by": None} | {key: [] for key in _KEYS}


def _any(connection: sqlite3.Connection, sql: str) -> bool:
    """Return whether the first table of a query has any rows."""
    table = sql.split(" FROM ")[1].split(" ")[0]
    return connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None


def _source(row: sqlite3.Row, alias: str) -> SourceRecord | None:
    if row[f"{alias}_id"] is None:
        return None
    return cast("SourceRecord", {column: row[f"{alias}_{column}"] for column in _SOURCE})


def _citation(row: sqlite3.Row) -> CitationRecord:
    own = {column: row[column] for column in ("id", "snapshot_id", "retrieved_at", *_CITATION)}
    ordered = {"id": own.pop("id"), "source": _source(row, "s"), "via": _source(row, "v"), **own}
    return cast("CitationRecord", ordered)


def _check(row: sqlite3.Row) -> CheckRecord:
    return cast("CheckRecord", {**_pick(CheckRecord.__annotations__)(row), "holds": bool(row["holds"])})


def _pick(columns: Iterable[str]) -> Any:
    return lambda row: {column: row[column] for column in columns}


# The columns of the order are among those of the result, so that SQLite can walk the views of the past (history/past).
_LISTS: tuple[tuple[str, str, Any], ...] = (
    (
        "topics",
        "SELECT et.entry_id, t.name, et.id FROM entry_topics AS et JOIN topics AS t ON t.id = et.topic_id"
        " WHERE et.entry_id IN ({marks}) ORDER BY et.id",
        lambda row: row["name"],
    ),
    (
        "places",
        "SELECT ep.entry_id, p.name, ep.id FROM entry_places AS ep JOIN places AS p ON p.id = ep.place_id"
        " WHERE ep.entry_id IN ({marks}) ORDER BY ep.id",
        lambda row: row["name"],
    ),
    (
        "place_uids",
        "SELECT ep.entry_id, p.uid, ep.id FROM entry_places AS ep JOIN places AS p ON p.id = ep.place_id"
        " WHERE ep.entry_id IN ({marks}) ORDER BY ep.id",
        lambda row: row["uid"],
    ),
    (
        "participants",
        "SELECT pt.entry_id, s.name, s.uid, pt.role, pt.id"
        " FROM participants AS pt JOIN speakers AS s ON s.id = pt.speaker_id"
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
        "checks",
        "SELECT k.entry_id, k.uid, k.checked_by, k.checked_at, k.doubt, k.seen = n.seen AS holds, k.seen, k.id"
        " FROM checks AS k JOIN seen AS n ON n.entry_id = k.entry_id"
        " WHERE k.entry_id IN ({marks}) ORDER BY k.checked_at, k.id",
        _check,
    ),
    (
        "links",
        'SELECT l.from_id, l.relation, l.to_id AS "to", e.uid AS to_uid, l.note, l.id FROM links AS l'
        " JOIN entries AS e ON e.id = l.to_id WHERE l.from_id IN ({marks}) ORDER BY l.id",
        _pick(("relation", "to", "to_uid", "note")),
    ),
    (
        "linked_from",
        'SELECT l.to_id, l.relation, l.from_id AS "from", e.uid AS from_uid, l.note, l.id FROM links AS l'
        " JOIN entries AS e ON e.id = l.from_id WHERE l.to_id IN ({marks}) ORDER BY l.from_id, l.id",
        _pick(("relation", "from", "from_uid", "note")),
    ),
)
_KEYS = tuple(key for key, _, _ in _LISTS)
