"""Read the file as it was: the changes between two moments, a row at an earlier moment, or all rows at that moment.

The axis of time is the number of the changeset, not the clock. As of changeset N, a row that was created at or before N
is the first ``before`` that a later changeset stored, or else the row as it is now (:mod:`timeline.schema.triggers`
explains how the history is kept). Needs only :mod:`sqlite3`.
"""

import heapq
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from typing import Literal, NamedTuple, TypedDict, cast

from timeline.errors import DatabaseError, NoEntryError, NotFoundError
from timeline.schema.durations import LISTED
from timeline.schema.views import CHECK_VIEWS, VIEWS, view
from timeline.schema.vocabulary import HISTORY, OWNERS, ROWS
from timeline.words.numbers import row_number, shown

#: the kind of change to a row
Action = Literal["added", "changed", "deleted"]
#: a row of any table of facts, by column
TableRow = dict[str, object]


class ChangesetRecord(TypedDict):
    """One act of changing, by a command or from outside: who, when, with which command and why."""

    id: int
    uid: str
    at: str
    actor: str
    command: str | None
    message: str | None
    #: the digest that seals it and everything before; None as long as it has no seal
    digest: str | None


class TouchedChangeset(ChangesetRecord):
    """A changeset with the number of rows that it created, changed or deleted in each table."""

    touched: dict[str, int]


class Change(NamedTuple):
    """One row before and after; None if it did not or does not exist."""

    table: str
    id: int
    before: TableRow | None
    after: TableRow | None

    @property
    def action(self) -> Action:
        """The kind of change."""
        if self.before is None:
            return "added"
        return "changed" if self.after is not None else "deleted"


def owner_of(change: Change) -> tuple[str, int]:
    """Return the table and number of the row to which a changed row belongs: its entry, say, or itself."""
    row = change.after or change.before or {}
    if change.table not in OWNERS:
        return change.table, change.id
    table, column = OWNERS[change.table]
    return table, cast("int", row[column])


def tables(connection: sqlite3.Connection) -> dict[str, dict[str, str]]:
    """Return every table of facts, owners before the rows they own, with its columns and their types."""
    names = connection.execute(
        f"SELECT m.name FROM sqlite_schema AS m WHERE m.type = 'table' AND m.name NOT IN {HISTORY}"
        " AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'changeset_id') ORDER BY m.rowid"
    ).fetchall()
    present = {row[0] for row in names}
    known = [table for table in ROWS if table in present]  # a table of somebody's own may have such a column, too
    return {
        table: {c[1]: c[2] for c in connection.execute(f"SELECT * FROM pragma_table_info('{table}')")}
        for table in known
    }


def last_changeset(connection: sqlite3.Connection, moment: str | None = None) -> int:
    """Return the number of the last changeset, or of the last at or before a moment (ISO 8601, UTC); 0 for none."""
    where = "" if moment is None else " WHERE at <= :moment"
    return int(
        connection.execute(f"SELECT coalesce(max(id), 0) FROM changesets{where}", {"moment": moment}).fetchone()[0]
    )


def show_as_of(connection: sqlite3.Connection, number: int) -> None:
    """Hide the tables and public views of the file behind their state as of a changeset, for this connection only.

    A temporary view hides each table that has changed since, so that all queries of this connection read the file as
    it was. The view has two parts: the table itself without the rows that were touched since, and these as they were.
    SQLite then walks both, each along an index (https://sqlite.org/optoverview.html#subquery_flattening). Bytes are
    large, and not shown.
    """
    connection.execute("PRAGMA query_only = OFF")
    connection.execute("BEGIN")  # so that all tables show the file at the same moment
    for table, columns in tables(connection).items():
        if "BLOB" in columns.values() or _has_changed(connection, table, number):
            _hide(connection, table, columns, number)
    for name in VIEWS:
        connection.execute(f"CREATE TEMP VIEW {name} AS {view(name)}")
    for name, select in CHECK_VIEWS.items():
        connection.execute(f"CREATE TEMP VIEW {name} AS {select}")
    connection.execute("COMMIT")
    connection.execute("PRAGMA query_only = ON")


def row_as_of(
    connection: sqlite3.Connection, table: str, columns: dict[str, str], row: int, number: int
) -> TableRow | None:
    """Return one row as of a changeset, or None if it did not exist then."""
    later = connection.execute(
        "SELECT before FROM main.revisions WHERE table_name = ? AND row_id = ? AND changeset_id > ?"
        " ORDER BY id LIMIT 1",
        (table, row, number),
    ).fetchone()
    values = _from_json(later[0], columns) if later else row_now(connection, table, columns, row)
    return values if values is not None and cast("int", values["changeset_id"]) <= number else None


def row_now(connection: sqlite3.Connection, table: str, columns: dict[str, str], row: int) -> TableRow | None:
    """Return one row as it is now, or None if it does not exist."""
    values = connection.execute(
        f"SELECT {', '.join(map(_quoted, columns))} FROM main.{table} WHERE id = ?", (row,)
    ).fetchone()
    return dict(zip(columns, values, strict=True)) if values else None


class Deletion(NamedTuple):
    """How a row was deleted: its number, the changeset, the day, and its author and command."""

    row: int
    changeset: int
    day: str
    actor: str
    how: str

    @property
    def sentence(self) -> str:
        """All of it in words, to stand behind the kind of the row."""
        return f"{self.row} was deleted in changeset {self.changeset} by {self.actor} on {self.day}: {self.how}"


def deletion(connection: sqlite3.Connection, table: str, identifier: str) -> Deletion | None:
    """Return how a row with this uid or number was deleted; None if there never was one."""
    number = row_number(identifier)
    column = "r.before ->> 'uid'" if number is None else "r.row_id"
    row = connection.execute(
        "SELECT r.row_id, c.id, substr(c.at, 1, 10), c.actor, coalesce(c.command, c.message, '') FROM revisions AS r"
        " JOIN changesets AS c ON c.id = r.changeset_id"
        f" WHERE r.table_name = ? AND {column} = ? AND r.before IS NOT NULL"
        " ORDER BY r.id DESC LIMIT 1",
        (table, identifier if number is None else number),
    ).fetchone()
    return Deletion(*row) if row else None


def changes(connection: sqlite3.Connection, after: int, until: int) -> Iterator[Change]:
    """Yield the rows that differ between two moments, owners before the rows they own."""
    known = tables(connection)
    span = {"after": after, "until": until}
    touched: dict[str, set[int]] = {table: set() for table in known}
    for table, row in connection.execute(
        "SELECT table_name, row_id FROM main.revisions WHERE changeset_id > :after AND changeset_id <= :until"
        # created between the two, and changed or deleted since
        " UNION SELECT table_name, row_id FROM main.revisions WHERE changeset_id > :until"
        " AND before ->> 'changeset_id' > :after AND before ->> 'changeset_id' <= :until",
        span,
    ):
        touched[table].add(int(row))
    for table, columns in known.items():
        yield from heapq.merge(
            _created(connection, table, columns, span, touched[table]),
            _changed(connection, table, columns, span, sorted(touched[table])),
            key=lambda change: change.id,
        )


def _created(
    connection: sqlite3.Connection, table: str, columns: dict[str, str], span: dict[str, int], others: set[int]
) -> Iterator[Change]:
    """Yield the rows created between two moments and unchanged since, in one query: an import can make a million."""
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
    connection: sqlite3.Connection,
    *,
    number: int | None = None,
    entry: int | None = None,
    limit: int | None = None,
    before: int | None = None,
) -> list[ChangesetRecord]:
    """Return changesets, the latest first: the one with a number, or those that touched an entry or a part of it.

    With ``before``, only those with a lower number.
    """
    where, values = "", {"limit": -1 if limit is None else limit, "number": number, "before": before}
    if number is not None:
        where = " WHERE id = :number"
    elif entry is not None:
        numbers = _changesets_of(connection, entry)
        where = f" WHERE id IN ({', '.join(map(str, sorted(numbers)))})"
    if before is not None:
        where += f" {'AND' if where else 'WHERE'} id < :before"
    rows = connection.execute(
        "SELECT id, uid, at, actor, command, message, (SELECT digest FROM seals WHERE changeset_id = changesets.id)"
        f" AS digest FROM changesets{where} ORDER BY id DESC LIMIT :limit",
        values,
    )
    columns = [column[0] for column in rows.description]
    return [cast("ChangesetRecord", dict(zip(columns, row, strict=True))) for row in rows]


def touched_counts(connection: sqlite3.Connection, numbers: list[int]) -> dict[int, dict[str, int]]:
    """Count the rows that each changeset created, changed or deleted, by table."""
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


#: table whose rows belong to entries → its columns for the entry
OF_AN_ENTRY = {
    "entries": ("id",),
    "participants": ("entry_id",),
    "entry_topics": ("entry_id",),
    "entry_places": ("entry_id",),
    "citations": ("entry_id",),
    "checks": ("entry_id",),
    "links": ("from_id", "to_id"),
}


def no_changeset(typed: object, more: str = "") -> NotFoundError:
    """Return the error for a number that no changeset has; ``more`` says what to do, instead of how to list them."""
    advice = "" if more else "; timeline log lists them"
    return NotFoundError(f"there is no changeset {shown(str(typed))}{more}", advice=advice)


def _changesets_of(connection: sqlite3.Connection, entry: int) -> set[int]:
    """Return the changesets that touched an entry or its parts. Raises NoEntryError if it never existed."""
    numbers: set[int] = set()
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
        numbers |= {int(row[0]) for row in rows if row[0] is not None}
    if not numbers:
        raise NoEntryError(entry)
    return numbers


def _indexes(connection: sqlite3.Connection, table: str) -> list[tuple[str, str]]:
    """Return names and columns for indexes like those of a table, including the indexes that keep values unique."""
    rows = connection.execute(
        "SELECT l.seq, json_group_array(i.name), m.sql FROM pragma_index_list(?, 'main') AS l"
        " JOIN pragma_index_info(l.name, 'main') AS i LEFT JOIN main.sqlite_schema AS m ON m.name = l.name"
        " WHERE NOT l.partial AND l.origin <> 'pk' GROUP BY l.seq ORDER BY l.seq",
        (table,),
    ).fetchall()
    # An index with an expression gives no name for it, but has a definition: CREATE INDEX name ON table (columns).
    return [
        (
            f"{table}_{seq}",
            sql.partition("(")[2].rpartition(")")[0] if sql else ", ".join(map(_quoted, json.loads(names))),
        )
        for seq, names, sql in rows
    ]


#: columns of indexes by which no page finds or sorts rows
_NO_KEYS = frozenset(("id", "uid", "kind", "time", "changeset_id", "dataset", "external_id", "key"))
#: a table with more than this share of all later revisions is read through in order, not along its index
_FEW = 4


def _has_changed(connection: sqlite3.Connection, table: str, number: int) -> bool:
    """Tell whether a row of a table was made, changed or deleted after a changeset."""
    query = (
        f"SELECT 1 FROM main.{table} WHERE changeset_id > :number"
        " UNION ALL SELECT 1 FROM main.revisions WHERE table_name = :table AND changeset_id > :number LIMIT 1"
    )
    return connection.execute(query, {"table": table, "number": number}).fetchone() is not None


def _hide(connection: sqlite3.Connection, table: str, columns: dict[str, str], number: int) -> None:
    """Hide a table behind a temporary view of it as of a changeset.

    ``TABLE_touched`` has a row for each row that was touched since: the first revision, and the columns by which rows
    are found or sorted, as they were. The other columns come from the revision when somebody asks for them.
    """
    kept = [name for name, kind in columns.items() if kind != "BLOB"]
    indexes = _indexes(connection, table)
    keys = [name for name in kept if any(re.search(rf"\b{name}\b", by) for _, by in indexes) and name not in _NO_KEYS]
    definitions = "".join(f", {_quoted(name)} {columns[name]}" for name in keys)
    connection.execute(f"CREATE TEMP TABLE {table}_touched (id INTEGER PRIMARY KEY, first INTEGER, born{definitions})")
    then = ", ".join(f"before ->> '{column}'" for column in ("changeset_id", *keys))
    later = "FROM main.revisions WHERE table_name = :table AND changeset_id > :number"
    of_table = {"table": table, "number": number}
    (own,) = connection.execute(f"SELECT count(*) {later}", of_table).fetchone()
    (all_,) = connection.execute("SELECT count(*) FROM main.revisions WHERE changeset_id > ?", (number,)).fetchone()
    if own * _FEW > all_:  # read them as they are stored: the first one of a row stays
        each = f"SELECT row_id, id, {then} {later.replace('table_name', '+table_name')} ORDER BY changeset_id, id"
    else:  # with min(), SQLite takes the other columns from the same row
        each = f"SELECT row_id, min(id), {then} {later} GROUP BY row_id"
    connection.execute(f"INSERT OR IGNORE INTO temp.{table}_touched {each}", of_table)
    for index, indexed in indexes:
        if table == "entries":  # a page needs the index on the listed day; the others cost more than they save
            if not indexed.startswith(LISTED):
                continue
            indexed = LISTED
        with suppress(sqlite3.OperationalError):  # a column that is not there, or an index of somebody's own
            connection.execute(f"CREATE INDEX temp.{index} ON {table}_touched ({indexed})")
    now = ", ".join(map(_quoted, kept))
    then = ", ".join(_then(name, columns[name], name in keys) for name in kept)
    connection.execute(
        f"CREATE TEMP VIEW {table} AS SELECT {now} FROM main.{table} WHERE +changeset_id <= {number:d}"
        f" AND id NOT IN (SELECT id FROM temp.{table}_touched) UNION ALL SELECT {then} FROM temp.{table}_touched AS t"
        f" JOIN main.revisions AS r ON r.id = t.first WHERE t.born <= {number:d}"
    )


def _then(column: str, kind: str, is_key: bool) -> str:
    """Return SQL for a column as it was; SQLite merges both parts of the view only if their types are equal."""
    if column == "id":
        return "t.id AS id"
    value = f"t.{_quoted(column)}" if is_key else f"CAST(r.before ->> '{column}' AS {kind})"
    return f"{value} AS {_quoted(column)}"


def _from_json(text: str | None, columns: dict[str, str]) -> TableRow | None:
    if text is None:
        return None
    try:
        row: TableRow = json.loads(text)
    except ValueError as error:
        advice = "; timeline db check says which one and how to fix it"
        raise DatabaseError("a revision cannot be read", advice=advice) from error
    # A column that a later schema added was empty then.
    cells = ((column, kind, row.get(column)) for column, kind in columns.items())
    return {c: bytes.fromhex(value) if kind == "BLOB" and isinstance(value, str) else value for c, kind, value in cells}


def _quoted(column: str) -> str:
    return f'"{column}"'
