"""The file as it was: what changed when, any row at an earlier moment, and all of it laid over the file to be read.

The axis of time is the number of the changeset, not the clock. As of changeset N, a row that was created at or before N
is the first ``before`` that a later changeset wrote down, else what it is now (:mod:`timeline.schema.triggers` tells
how that is kept). Needs only :mod:`sqlite3`.
"""

import heapq
import json
import sqlite3
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypedDict, cast

from timeline.errors import DatabaseError, NotFoundError
from timeline.schema.views import VIEWS, view
from timeline.words.numbers import row_number

#: what happened to a row
Action = Literal["added", "changed", "deleted"]
#: a row of any table of facts, by column
TableRow = dict[str, object]


class ChangesetRecord(TypedDict):
    """What one command changed, or what was changed from outside at one time: who, when, with which command and why."""

    id: int
    uid: str
    at: str
    actor: str
    command: str | None
    message: str | None


class TouchedChangeset(ChangesetRecord):
    """A changeset with the number of rows that it created, changed or deleted, by their table."""

    touched: dict[str, int]


class Change(NamedTuple):
    """One row before and after; None where there was or is none."""

    table: str
    id: int
    before: TableRow | None
    after: TableRow | None

    @property
    def action(self) -> Action:
        """What happened to the row."""
        if self.before is None:
            return "added"
        return "changed" if self.after is not None else "deleted"


def tables(connection: sqlite3.Connection) -> dict[str, dict[str, str]]:
    """Return every table of facts, owners before what they own: its columns and their types."""
    names = connection.execute(
        "SELECT m.name FROM sqlite_schema AS m WHERE m.type = 'table' AND m.name NOT IN ('revisions', 'writing')"
        " AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'changeset_id') ORDER BY m.rowid"
    ).fetchall()
    return {
        row[0]: {c[1]: c[2] for c in connection.execute(f"SELECT * FROM pragma_table_info('{row[0]}')")}
        for row in names
    }


def last_changeset(connection: sqlite3.Connection, moment: str | None = None) -> int:
    """Return the number of the last changeset, or of the last at or before a moment (ISO 8601, UTC); 0 for none."""
    where = "" if moment is None else " WHERE at <= :moment"
    return int(
        connection.execute(f"SELECT coalesce(max(id), 0) FROM changesets{where}", {"moment": moment}).fetchone()[0]
    )


def show_as_of(connection: sqlite3.Connection, number: int) -> None:
    """Lay the tables and the public views as of a changeset over those of the file, for this connection alone.

    A temporary table hides the one of its name, so that whatever reads the file now reads it as it was. They are tables
    and not views because a record is put together from many look-ups, and a view over two tables has no index.
    """
    connection.execute("PRAGMA query_only = OFF")
    connection.execute("BEGIN")  # all of them as the file is at one moment
    for table, whole in tables(connection).items():
        columns = {name: kind for name, kind in whole.items() if kind != "BLOB"}  # bytes are large, and shown nowhere
        defined = (f"{_quoted(name)} {kind}{' PRIMARY KEY' * (name == 'id')}" for name, kind in columns.items())
        connection.execute(f"CREATE TEMP TABLE {table} ({', '.join(defined)})")
        connection.execute(f"INSERT INTO temp.{table} {_as_of(table, list(columns), number)}")
        for index, of in _indexes(connection, table):
            connection.execute(f"CREATE INDEX temp.{index} ON {table} ({of})")
    for name in VIEWS:
        connection.execute(f"CREATE TEMP VIEW {name} AS {view(name)}")
    connection.execute("COMMIT")
    connection.execute("PRAGMA query_only = ON")


def row_as_of(
    connection: sqlite3.Connection, table: str, columns: dict[str, str], row: int, number: int
) -> TableRow | None:
    """Return one row as it was as of a changeset, or None where there was none."""
    later = connection.execute(
        "SELECT before FROM main.revisions WHERE table_name = ? AND row_id = ? AND changeset_id > ?"
        " ORDER BY id LIMIT 1",
        (table, row, number),
    ).fetchone()
    found = _from_json(later[0], columns) if later else row_now(connection, table, columns, row)
    return found if found is not None and cast("int", found["changeset_id"]) <= number else None


def row_now(connection: sqlite3.Connection, table: str, columns: dict[str, str], row: int) -> TableRow | None:
    """Return one row as it is, or None where there is none."""
    found = connection.execute(
        f"SELECT {', '.join(map(_quoted, columns))} FROM main.{table} WHERE id = ?", (row,)
    ).fetchone()
    return dict(zip(columns, found, strict=True)) if found else None


def gone(connection: sqlite3.Connection, table: str, named: str) -> str | None:
    """Word when and how a row came to be no more that had a uid or number; None where there never was one."""
    number = row_number(named)
    column = "r.before ->> 'uid'" if number is None else "r.row_id"
    row = connection.execute(
        "SELECT r.row_id, c.id, substr(c.at, 1, 10), coalesce(c.command, c.message, '') FROM revisions AS r"
        " JOIN changesets AS c ON c.id = r.changeset_id"
        f" WHERE r.table_name = ? AND {column} = ? AND r.before IS NOT NULL"
        " ORDER BY r.id DESC LIMIT 1",
        (table, named if number is None else number),
    ).fetchone()
    return None if row is None else f"{row[0]} is no more since changeset {row[1]} of {row[2]}: {row[3]}"


def changes(connection: sqlite3.Connection, after: int, until: int) -> Iterator[Change]:
    """Yield what differs between two moments, row by row, owners before what they own."""
    known = tables(connection)
    span = {"after": after, "until": until}
    found: dict[str, set[int]] = {table: set() for table in known}
    for table, row in connection.execute(
        "SELECT table_name, row_id FROM main.revisions WHERE changeset_id > :after AND changeset_id <= :until"
        # created then, and changed or deleted since
        " UNION SELECT table_name, row_id FROM main.revisions WHERE changeset_id > :until"
        " AND before ->> 'changeset_id' > :after AND before ->> 'changeset_id' <= :until",
        span,
    ):
        found[table].add(int(row))
    for table, columns in known.items():
        yield from heapq.merge(
            _created(connection, table, columns, span, found[table]),
            _changed(connection, table, columns, span, sorted(found[table])),
            key=lambda change: change.id,
        )


def _created(
    connection: sqlite3.Connection, table: str, columns: dict[str, str], span: dict[str, int], others: set[int]
) -> Iterator[Change]:
    """Yield the rows that were created between two moments and are as they were then: an import can make a million."""
    rows = connection.execute(
        f"SELECT {', '.join(map(_quoted, columns))} FROM main.{table}"
        " WHERE changeset_id > :after AND changeset_id <= :until ORDER BY id",
        span,
    )
    for values in rows:
        row = dict(zip(columns, values, strict=True))
        if row["id"] not in others:
            yield Change(table, row["id"], None, row)


def _changed(
    connection: sqlite3.Connection, table: str, columns: dict[str, str], span: dict[str, int], rows: list[int]
) -> Iterator[Change]:
    for row in rows:
        before, now = (row_as_of(connection, table, columns, row, span[number]) for number in ("after", "until"))
        if before != now:
            yield Change(table, row, before, now)


def changesets(
    connection: sqlite3.Connection, *, number: int | None = None, entry: int | None = None, limit: int | None = None
) -> list[ChangesetRecord]:
    """Return changesets, the latest first: the one of a number, or those that touched an entry or a part of it."""
    where, values = "", {"limit": -1 if limit is None else limit, "number": number}
    if number is not None:
        where = " WHERE id = :number"
    elif entry is not None:
        numbers = _changesets_of(connection, entry)
        where = f" WHERE id IN ({', '.join(map(str, sorted(numbers)))})"
    rows = connection.execute(
        f"SELECT id, uid, at, actor, command, message FROM changesets{where} ORDER BY id DESC LIMIT :limit", values
    )
    columns = [column[0] for column in rows.description]
    return [cast("ChangesetRecord", dict(zip(columns, row, strict=True))) for row in rows]


def touched_counts(connection: sqlite3.Connection, numbers: list[int]) -> dict[int, dict[str, int]]:
    """Count for each changeset the rows it created, changed or deleted, by their table."""
    if not numbers:
        return {}
    span = {"least": min(numbers), "most": max(numbers)}
    created = "".join(
        f" UNION ALL SELECT changeset_id, '{table}', id FROM main.{table} WHERE changeset_id BETWEEN :least AND :most"
        for table in tables(connection)
    )
    rows = connection.execute(
        "SELECT number, name, count(DISTINCT row_id) FROM ("
        "SELECT changeset_id AS number, table_name AS name, row_id FROM main.revisions"
        " WHERE changeset_id BETWEEN :least AND :most"
        " UNION ALL SELECT before ->> 'changeset_id', table_name, row_id FROM main.revisions"
        " WHERE changeset_id > :least AND before ->> 'changeset_id' BETWEEN :least AND :most"
        f"{created}) GROUP BY number, name",
        span,
    )
    counts: dict[int, dict[str, int]] = {number: {} for number in numbers}
    for number, table, count in rows:
        if number in counts:
            counts[number][table] = count
    return counts


#: table of what belongs to an entry → the columns that say to which
OF_AN_ENTRY = {
    "entries": ("id",),
    "participants": ("entry_id",),
    "entry_topics": ("entry_id",),
    "entry_places": ("entry_id",),
    "citations": ("entry_id",),
    "links": ("from_id", "to_id"),
}


def _changesets_of(connection: sqlite3.Connection, entry: int) -> set[int]:
    """Find the changesets that touched an entry or what belongs to it. Raises NotFoundError where it never was."""
    found: set[int] = set()
    for table, columns in OF_AN_ENTRY.items():
        now = " OR ".join(f"{column} = :entry" for column in columns)
        then = "row_id = :entry" if table == "entries" else " OR ".join(f"before ->> '{c}' = :entry" for c in columns)
        rows = connection.execute(
            f"WITH own AS (SELECT id FROM main.{table} WHERE {now}"
            f" UNION SELECT row_id FROM main.revisions WHERE table_name = '{table}' AND ({then}))"
            f" SELECT changeset_id FROM main.{table} WHERE id IN (SELECT id FROM own)"
            f" UNION SELECT changeset_id FROM main.revisions WHERE table_name = '{table}'"
            " AND row_id IN (SELECT id FROM own)"
            f" UNION SELECT before ->> 'changeset_id' FROM main.revisions WHERE table_name = '{table}'"
            " AND row_id IN (SELECT id FROM own)",
            {"entry": entry},
        )
        found |= {int(row[0]) for row in rows if row[0] is not None}
    if not found:
        raise NotFoundError(f"there never was an entry {entry}; timeline show lists the numbers")
    return found


def _indexes(connection: sqlite3.Connection, table: str) -> list[tuple[str, str]]:
    """Return names and columns for indexes like those of a table, also those that only keep values unique."""
    rows = connection.execute(
        "SELECT l.seq, json_group_array(i.name) FROM pragma_index_list(?, 'main') AS l"
        " JOIN pragma_index_info(l.name, 'main') AS i WHERE NOT l.partial AND l.origin <> 'pk'"
        " GROUP BY l.seq ORDER BY l.seq",
        (table,),
    ).fetchall()
    return [(f"{table}_{seq}", ", ".join(map(_quoted, json.loads(names)))) for seq, names in rows]


def _as_of(table: str, columns: list[str], number: int) -> str:
    now = ", ".join(f"t.{_quoted(column)}" for column in columns)
    then = ", ".join(f"r.before ->> '{column}'" for column in columns)
    return f"""SELECT {now} FROM main.{table} AS t WHERE t.changeset_id <= {number} AND NOT EXISTS (
    SELECT 1 FROM main.revisions AS r
    WHERE r.table_name = '{table}' AND r.row_id = t.id AND r.changeset_id > {number})
  UNION ALL SELECT {then} FROM main.revisions AS r
    WHERE r.table_name = '{table}' AND r.changeset_id > {number} AND r.before ->> 'changeset_id' <= {number}
      AND r.id = (SELECT min(x.id) FROM main.revisions AS x
        WHERE x.table_name = '{table}' AND x.row_id = r.row_id AND x.changeset_id > {number})"""


def _from_json(text: str | None, columns: dict[str, str]) -> TableRow | None:
    if text is None:
        return None
    try:
        row: TableRow = json.loads(text)
    except ValueError as error:
        raise DatabaseError("what was changed cannot be read; timeline db check tells where and what to do") from error
    # A column that a later schema added was empty then.
    whole = ((column, kind, row.get(column)) for column, kind in columns.items())
    return {c: bytes.fromhex(value) if kind == "BLOB" and isinstance(value, str) else value for c, kind, value in whole}


def _quoted(column: str) -> str:
    return f'"{column}"'
