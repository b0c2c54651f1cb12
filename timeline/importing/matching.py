"""Find rows that an import repeats, and rows whose entries an earlier import has stored.

An entry is known by its uid, else by its dataset and identifier. A row that differs from its entry changes it, unless a
person has edited the entry since the last import. Then the edit stays, and the row is a conflict if it has also changed
since that import (:mod:`timeline.importing.editing`).
"""

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from timeline.importing.staging import PLAIN

#: list → its table, and SQL for one of its members as text: of the staged row, and of the stored one
_STAGED = {
    "people": ("staged_people", "names.id || ' ' || m.role"),
    "topics": ("staged_topics", "names.id"),
    "places": ("staged_places", "names.id"),
}
_STORED = {
    "people": ("participants", "speaker_id || ' ' || role"),
    "topics": ("entry_topics", "topic_id"),
    "places": ("entry_places", "place_id"),
}
CITED = (
    "source_id", "via_id", "snapshot_id", "exact", "prefix", "suffix", '"start"', '"end"', "date", "date_text",
    "date_start", "date_end", "stance", "note",
)  # fmt: skip
_FIELD_OF = {"people": ("participant", "speaker"), "topics": ("topic",), "places": ("place",)}


class MappedFields(NamedTuple):
    """The columns, by kind of entry, and the lists that the rows of a file fill."""

    columns: dict[str, tuple[str, ...]]
    lists: tuple[str, ...]
    #: whether the rows cite sources, and whether they list all citations
    cites: bool
    cites_all: bool = False


def mapped_fields(has: frozenset[str]) -> MappedFields:
    """Return the columns and lists that a mapping of these fields fills."""
    dates = ("date", "date_earliest", "date_latest", "time", "date_text") if has & {"date", "until", "time"} else ()
    plain: tuple[str, ...] = ("date_text",) if "date_text" in has and not dates else ()
    plain += tuple(f for f in ("original_text", "setting", "lang", "note") if f in has)
    words = ("title", "text") if has & {"title", "text"} else ()
    columns = {
        "event": (*dates, *plain, *words),
        "statement": (
            *dates, *plain, *words, *("mode",) * bool(words), *("role",) * ("role" in has),
            *("speaker_id",) * ("speaker" in has),
        ),
    }  # fmt: skip
    lists = tuple(name for name, fields in _FIELD_OF.items() if has & set(fields))
    return MappedFields(columns, lists, "source" in has)


def all_fields() -> MappedFields:
    """Return all columns and lists, which whole records fill."""
    columns = tuple(c for c in PLAIN if c not in ("kind", "uid", "external_id"))
    own = ("dataset", "external_id")
    return MappedFields(
        {"event": columns + own, "statement": (*columns, *own, "speaker_id")}, tuple(_FIELD_OF), True, True
    )


def find_repeated(connection: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """Mark rows that repeat an earlier one; yield rows that share only its identifier, and why they are refused."""
    has_keys = connection.execute(
        "SELECT max(uid) IS NOT NULL, max(external_id) IS NOT NULL FROM temp.staged"
    ).fetchone()
    for key in (key for key, has_key in zip(("uid", "external_id"), has_keys, strict=True) if has_key):
        where = "uid IS NOT NULL" if key == "uid" else "external_id IS NOT NULL"
        of = "NULL" if key == "uid" else "dataset"
        connection.execute(
            f"CREATE TEMP TABLE twice AS SELECT {of} AS dataset, {key} AS key, min(n) AS first FROM temp.staged"
            f" WHERE {where} AND fate IS NULL GROUP BY {of}, {key} HAVING count(*) > 1"
        )
        connection.execute("CREATE INDEX temp.ix_twice ON twice (key)")
        pairs = connection.execute(
            f"SELECT s.n, d.first, s.{key} FROM temp.staged AS s"
            f" JOIN temp.twice AS d ON d.key = s.{key} AND s.n <> d.first"
            f"{'' if key == 'uid' else ' AND d.dataset IS s.dataset'} WHERE s.fate IS NULL ORDER BY s.n"
        ).fetchall()
        connection.execute("DROP TABLE temp.twice")
        for n, first, identifier in pairs:
            if _contents(connection, n) == _contents(connection, first):
                connection.execute("UPDATE temp.staged SET fate = 'repeated' WHERE n = ?", (n,))
            else:
                place = connection.execute("SELECT place FROM temp.staged WHERE n = ?", (first,)).fetchone()[0]
                at = f"line {place}" if isinstance(place, int) else place
                yield n, f"{at} already has the identifier “{identifier}”, with other contents"


def _contents(connection: sqlite3.Connection, n: int) -> tuple[object, ...]:
    """Return all contents of a staged row."""
    row = connection.execute(f"SELECT speaker, {', '.join(PLAIN)} FROM temp.staged WHERE n = ?", (n,)).fetchone()
    lists = (
        connection.execute(f"SELECT * FROM temp.{table} WHERE n = ? ORDER BY rowid", (n,)).fetchall()
        for table in ("staged_people", "staged_topics", "staged_places", "staged_cited", "staged_links")
    )
    return (*row, *(tuple(tuple(member[1:]) for member in members) for members in lists))


def find_known(connection: sqlite3.Connection) -> int:
    """Set the number of every row's known entry, and return how many rows have one."""
    if connection.execute("SELECT 1 FROM entries LIMIT 1").fetchone() is None:
        return 0
    connection.execute(
        "UPDATE temp.staged SET entry_id = (SELECT e.id FROM entries AS e WHERE e.uid = staged.uid)"
        " WHERE uid IS NOT NULL AND fate IS NULL"
    )
    for (dataset,) in connection.execute(
        "SELECT DISTINCT dataset FROM temp.staged WHERE dataset IS NOT NULL"
    ).fetchall():
        if connection.execute("SELECT 1 FROM entries WHERE dataset = ? LIMIT 1", (dataset,)).fetchone():
            connection.execute(
                "UPDATE temp.staged SET entry_id = (SELECT e.id FROM entries AS e"
                " WHERE e.dataset = :dataset AND e.external_id = staged.external_id)"
                " WHERE dataset = :dataset AND entry_id IS NULL AND external_id IS NOT NULL AND fate IS NULL",
                {"dataset": dataset},
            )
    return int(
        connection.execute("SELECT count(*) FROM temp.staged WHERE entry_id IS NOT NULL AND fate IS NULL").fetchone()[0]
    )


def find_unfit(connection: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """Yield rows that lack a field a new entry needs, or do not fit their entry, with the reason to refuse them."""
    yield from connection.execute(
        "SELECT n, missing FROM temp.staged WHERE missing IS NOT NULL AND entry_id IS NULL AND fate IS NULL"
    ).fetchall()
    for n, number, kind, other in connection.execute(
        "SELECT s.n, e.id, e.kind, s.kind FROM temp.staged AS s JOIN entries AS e ON e.id = s.entry_id"
        " WHERE e.kind <> s.kind AND s.fate IS NULL"
    ).fetchall():
        yield n, f"entry {number} is of kind {kind}, but this row is of kind {other}"
    for n, number in connection.execute(
        "SELECT n, entry_id FROM temp.staged WHERE entry_id IS NOT NULL AND fate IS NULL"
        " AND n NOT IN (SELECT min(n) FROM temp.staged WHERE entry_id IS NOT NULL AND fate IS NULL GROUP BY entry_id)"
    ).fetchall():
        yield n, f"another row is also about entry {number}"


def compare(connection: sqlite3.Connection, file: int, mapped: MappedFields) -> None:
    """Mark the rows of a file about known entries: ``updated`` if they differ, else ``unchanged``."""
    for kind, columns in mapped.columns.items():
        differs = [_column_differs(column) for column in columns]
        differs += [f"({_members(name)}) IS NOT ({_stored_members(name)})" for name in mapped.lists]
        if mapped.cites_all:
            differs += [f"({_cited(staged=True)}) IS NOT ({_cited(staged=False)})", _links_differ()]
        elif mapped.cites:
            differs.append(
                "EXISTS (SELECT 1 FROM temp.staged_cited AS c WHERE c.n = s.n AND (c.source_id IS NULL OR NOT EXISTS"
                " (SELECT 1 FROM citations AS o WHERE o.entry_id = e.id AND o.source_id = c.source_id)))"
            )
        connection.execute(
            "UPDATE temp.staged SET fate = CASE WHEN n IN (SELECT s.n FROM temp.staged AS s"
            " JOIN entries AS e ON e.id = s.entry_id LEFT JOIN temp.names AS p ON p.code = s.speaker"
            f" WHERE s.file = :file AND s.kind = :kind AND ({' OR '.join(differs) or '0'}))"
            " THEN 'updated' ELSE 'unchanged' END"
            " WHERE entry_id IS NOT NULL AND fate IS NULL AND file = :file AND kind = :kind",
            {"file": file, "kind": kind},
        )


def _column_differs(column: str) -> str:
    return "p.id IS NOT e.speaker_id" if column == "speaker_id" else f"s.{column} IS NOT e.{column}"


def _members(name: str) -> str:
    table, member = _STAGED[name]
    return (
        f"SELECT group_concat(x, ';') FROM (SELECT DISTINCT {member} AS x FROM temp.{table} AS m"
        " JOIN temp.names ON names.code = m.code WHERE m.n = s.n ORDER BY 1)"
    )


def _stored_members(name: str) -> str:
    table, member = _STORED[name]
    return f"SELECT group_concat(x, ';') FROM (SELECT {member} AS x FROM {table} WHERE entry_id = e.id ORDER BY 1)"


def cited_key(alias: str) -> str:
    """Return SQL for all columns of a citation, as one text."""
    return f"json_array({', '.join(f'{alias}.{column}' for column in CITED)})"


def _cited(*, staged: bool) -> str:
    table, where = ("temp.staged_cited", "c.n = s.n") if staged else ("citations", "c.entry_id = e.id")
    return f"SELECT group_concat(x, ';') FROM (SELECT {cited_key('c')} AS x FROM {table} AS c WHERE {where} ORDER BY 1)"


def _links_differ() -> str:
    return """(SELECT group_concat(x, ';') FROM (SELECT json_array(l.relation, l.to_uid, l.note) AS x
      FROM temp.staged_links AS l WHERE l.n = s.n ORDER BY 1)) IS NOT
    (SELECT group_concat(x, ';') FROM (SELECT json_array(l.relation, o.uid, l.note) AS x
      FROM links AS l JOIN entries AS o ON o.id = l.to_id WHERE l.from_id = e.id ORDER BY 1))"""
