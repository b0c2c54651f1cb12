"""Undo a changeset, in a new changeset.

Undo compares contents: it restores a row that is still as the changeset left it, and leaves a row alone that is already
as it was before. If any other row has been changed since, or if something newer refers to a row that undo would delete,
it changes nothing. An import can have made a million rows, so undo works table by table; it looks one by one only at
rows that were touched again later.
"""

import re
import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from timeline.errors import NotFoundError, RefusedError
from timeline.history import past
from timeline.schema.vocabulary import OWNERS, ROWS

_UNDOES = "undoes changeset {}"
#: the rows to change: each with the revision that holds the row before, NULL if there was no row, and with the first
#: revision since, which holds the row as the changeset left it
_UNDOING = """CREATE TEMP TABLE undoing (
  table_name TEXT, id INTEGER, revision INTEGER, since INTEGER, PRIMARY KEY (table_name, id)) WITHOUT ROWID"""
#: the rows to restore, each with the revision that holds the row before
_BEFORE = "temp.undoing AS u JOIN main.revisions AS r ON r.id = u.revision"


def message(number: int, why: str | None) -> str:
    """Return the message of a changeset that undoes another one."""
    purpose = _UNDOES.format(number)
    return f"{purpose}: {why}" if why else purpose


def to_undo(connection: sqlite3.Connection) -> int:
    """Return the last changeset in force: not an undo, not undone and not void. Raises NotFoundError for none."""
    undone: set[int] = set()
    for changeset in past.changesets(connection):
        number = int(changeset["id"])
        if number in undone:
            continue
        undoes = re.match(_UNDOES.format("([0-9]+)(?::|$)"), changeset["message"] or "")
        if undoes and re.search(r"\bundo\b", changeset["command"] or ""):
            undone.add(int(undoes[1]))
        elif not _is_void(connection, number):
            return number
    raise NotFoundError("there is nothing to undo")


def _is_void(connection: sqlite3.Connection, number: int) -> bool:
    """Tell whether every row is as it was before a changeset, so that undoing it would change nothing."""
    connection.execute("PRAGMA query_only = OFF")  # for a temporary table; the file itself does not change
    try:
        return _find(connection, number) == 0
    except RefusedError:
        return False
    finally:
        connection.execute("PRAGMA query_only = ON")


class Undone(NamedTuple):
    """How many rows of each table an undo changed or gave back, and how many it took away.

    If only rows that belong to others changed, such as the topics of an entry, the owners are counted.
    """

    restored: dict[str, int]
    removed: dict[str, int]


def undo(session: Session, number: int) -> Undone:
    """Undo a changeset and return what that changed.

    Raises:
        NotFoundError: there is no such changeset.
        RefusedError: later changesets build on it; the message names them, and nothing changes.

    """
    connection: Any = session.connection().connection.driver_connection
    if not connection.execute("SELECT 1 FROM changesets WHERE id = ?", (number,)).fetchone():
        raise past.no_changeset(number)
    if not _find(connection, number):
        raise RefusedError(f"nothing to undo: every row that changeset {number} changed is as it was before")
    _refuse_orphans(connection, number)
    undone = _counts(connection)
    connection.execute("PRAGMA defer_foreign_keys = ON")
    connection.execute("UPDATE writing SET restoring = 1")
    try:
        _restore(connection)
    except sqlite3.IntegrityError as error:
        raise _conflict(connection, number, str(error)) from error
    connection.execute("UPDATE writing SET restoring = 0")
    _verify(connection, number)
    return undone


def _counts(connection: sqlite3.Connection) -> Undone:
    """Count the rows to change; rows that belong to others are counted only if the undo changes none of the owners.

    Checks count for themselves: they are what somebody has said of an entry, which does not change.
    """
    parts = {table: owner for table, owner in OWNERS.items() if table != "checks"}
    restored: dict[str, int] = {}
    removed: dict[str, int] = {}
    rows = "SELECT table_name, revision IS NULL, count(*) FROM temp.undoing GROUP BY 1, 2"
    for table, is_removed, count in connection.execute(rows).fetchall():
        if table not in parts:
            (removed if is_removed else restored)[table] = count
    owners: dict[str, list[str]] = {}
    for table, (owner, column) in parts.items():
        if owner not in {**restored, **removed}:
            owners.setdefault(owner, []).append(
                f"SELECT t.{column} FROM temp.undoing AS u JOIN main.{table} AS t ON t.id = u.id"
                f" WHERE u.table_name = '{table}'"
                f" UNION SELECT r.before ->> '{column}' FROM {_BEFORE} WHERE u.table_name = '{table}'"
            )
    for owner, queries in owners.items():
        if count := connection.execute(f"SELECT count(*) FROM ({' UNION '.join(queries)})").fetchone()[0]:
            restored[owner] = count
    return Undone(*({name: counts[name] for name in ROWS if name in counts} for counts in (restored, removed)))


def _find(connection: sqlite3.Connection, number: int) -> int:
    """Fill ``temp.undoing`` with the rows to change, and return their number. Raises RefusedError."""
    connection.create_function("bytes_of", 1, lambda text: text and bytes.fromhex(text), deterministic=True)
    connection.execute("DROP TABLE IF EXISTS temp.undoing")
    connection.execute(_UNDOING)
    known = past.tables(connection)
    created = "".join(
        f" UNION ALL SELECT '{table}', id, NULL FROM main.{table} WHERE changeset_id = :number" for table in known
    )
    connection.execute(
        "INSERT INTO temp.undoing (table_name, id, revision)"
        " SELECT r.table_name, r.row_id, iif(r.before ->> 'changeset_id' < :number, r.id, NULL)"
        " FROM main.revisions AS r WHERE r.id IN (SELECT min(id) FROM main.revisions WHERE changeset_id = :number"
        f" GROUP BY table_name, row_id){created} UNION ALL SELECT table_name, row_id, NULL FROM main.revisions"
        " WHERE changeset_id > :number AND before ->> 'changeset_id' = :number ON CONFLICT DO NOTHING",
        {"number": number},
    )
    connection.execute(
        "UPDATE temp.undoing SET since = (SELECT r.id FROM main.revisions AS r WHERE r.table_name = undoing.table_name"
        " AND r.row_id = undoing.id AND r.changeset_id > ? ORDER BY r.changeset_id, r.id LIMIT 1)",
        (number,),
    )
    for table, columns in known.items():
        connection.execute(
            f"DELETE FROM temp.undoing WHERE table_name = '{table}' AND id IN"
            f" (SELECT u.id FROM {_as_before(table, columns)})"
        )
    for table, columns in known.items():
        left = f"iif(s.before ->> 'changeset_id' <= :number, {_same(columns, 's')}, t.id IS NULL)"
        row = connection.execute(
            f"SELECT u.id FROM temp.undoing AS u JOIN main.revisions AS s ON s.id = u.since"
            f" LEFT JOIN main.{table} AS t ON t.id = u.id WHERE u.table_name = '{table}' AND NOT {left} LIMIT 1",
            {"number": number},
        ).fetchone()
        # A row that was deleted and made again under the same number has no revision since.
        row = (
            row
            or connection.execute(
                f"SELECT u.id FROM temp.undoing AS u JOIN main.{table} AS t ON t.id = u.id"
                f" WHERE u.table_name = '{table}' AND u.since IS NULL AND t.changeset_id > ? LIMIT 1",
                (number,),
            ).fetchone()
        )
        if row:
            raise _built_upon(connection, number, table, int(row[0]))
    return int(connection.execute("SELECT count(*) FROM temp.undoing").fetchone()[0])


def _as_before(table: str, columns: dict[str, str], *, negate: bool = False) -> str:
    """Return SQL for the rows ``u`` of a table that are as they were before, or with ``negate`` for the others."""
    return (
        "temp.undoing AS u LEFT JOIN main.revisions AS r ON r.id = u.revision"
        f" LEFT JOIN main.{table} AS t ON t.id = u.id WHERE u.table_name = '{table}'"
        f" AND iif(u.revision IS NULL, t.id IS NULL, {_same(columns, 'r')}) IS {'NOT TRUE' if negate else 'TRUE'}"
    )


def _built_upon(connection: sqlite3.Connection, number: int, table: str, row: int) -> RefusedError:
    later = connection.execute(
        "SELECT changeset_id FROM revisions WHERE table_name = :table AND row_id = :row AND changeset_id > :number"
        f" UNION SELECT changeset_id FROM {table} WHERE id = :row AND changeset_id > :number ORDER BY 1",
        {"table": table, "row": row, "number": number},
    ).fetchall()
    return RefusedError(
        f"changeset {number} cannot be undone: {ROWS[table]} {row} was changed again by {_listed(later)}; "
        "undo that first, or edit it instead"
    )


def _conflict(connection: sqlite3.Connection, number: int, message: str) -> RefusedError:
    """Return the error for a row that cannot be restored because a newer one has a unique value, such as its name."""
    table, columns = message.rpartition(": ")[2].split(".")[0], re.findall(r"\.(\w+)", message)
    if table in ROWS and columns:
        same = " AND ".join(f"o.\"{column}\" = r.before ->> '{column}'" for column in columns)
        row = connection.execute(
            f"SELECT o.id, o.changeset_id, u.id FROM {_BEFORE} JOIN main.{table} AS o ON o.id <> u.id AND {same}"
            f" WHERE u.table_name = '{table}' LIMIT 1"
        ).fetchone()
        if row:
            return RefusedError(
                f"changeset {number} cannot be undone: {ROWS[table]} {row[0]}, from changeset {row[1]}, now has the "
                f"{' and '.join(columns).replace('_', ' ')} of {ROWS[table]} {row[2]}; "
                "undo that first, or edit that"
            )
    if "ck_sources_" in message:
        return RefusedError(
            f"changeset {number} cannot be undone: it would restore an address that is not one of the web, which is no "
            "longer stored; undo another changeset by its number"
        )
    return RefusedError(f"changeset {number} cannot be undone: {message}")


def _listed(rows: list[Any]) -> str:
    numbers = [str(row[0]) for row in rows]
    return f"changeset{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}"


def _refuse_orphans(connection: sqlite3.Connection, number: int) -> None:
    """Raise RefusedError if undo would delete a row that another row refers to."""
    for table in _tables_undone(connection, deleting=True):
        for other, column in _references(connection, table):
            holder = OWNERS.get(other, (other, "id"))
            holder = (other, "id") if holder[0] == table else holder
            row = connection.execute(
                f"SELECT o.{holder[1]}, o.changeset_id, u.id FROM temp.undoing AS u"
                f" JOIN main.{other} AS o ON o.{column} = u.id"
                f" WHERE u.table_name = '{table}' AND u.revision IS NULL AND NOT EXISTS ("
                "SELECT 1 FROM temp.undoing AS v LEFT JOIN main.revisions AS r ON r.id = v.revision"
                f" WHERE v.table_name = '{other}' AND v.id = o.id"
                f" AND (v.revision IS NULL OR r.before ->> '{column}' IS NOT o.{column})) LIMIT 1"
            ).fetchone()
            if row:
                raise RefusedError(
                    f"changeset {number} cannot be undone: {ROWS[holder[0]]} {row[0]}, since changeset {row[1]}, "
                    f"refers to {ROWS[table]} {row[2]}; undo that first, or edit that"
                )


def _tables_undone(connection: sqlite3.Connection, *, deleting: bool) -> Iterator[str]:
    """Yield the tables in which undo deletes rows, or those in which it restores rows, owners first."""
    names = connection.execute(
        f"SELECT DISTINCT table_name FROM temp.undoing WHERE revision IS {'' if deleting else 'NOT '}NULL"
    ).fetchall()
    return (table for table in past.tables(connection) if (table,) in names)


def _references(connection: sqlite3.Connection, target: str) -> list[tuple[str, str]]:
    return [
        (table, key[3])
        for table in past.tables(connection)
        for key in connection.execute(f"SELECT * FROM pragma_foreign_key_list('{table}')").fetchall()
        if key[2] == target
    ]


def _restore(connection: sqlite3.Connection) -> None:
    """Update rows, then delete rows from the leaves up, then insert deleted rows from the owners down."""
    known = past.tables(connection)
    restored = [(table, known[table]) for table in _tables_undone(connection, deleting=False)]
    for table, columns in restored:
        sets = ", ".join(f'"{column}" = {_then(column, kind)}' for column, kind in columns.items() if column != "id")
        connection.execute(
            f"UPDATE main.{table} SET {sets} FROM {_BEFORE} WHERE u.table_name = '{table}' AND u.id = {table}.id"
        )
    for table in reversed(list(_tables_undone(connection, deleting=True))):
        inside = [column for other, column in _references(connection, table) if other == table]
        leaf = "".join(f" AND id NOT IN (SELECT {column} FROM main.{table} WHERE {column} > 0)" for column in inside)
        ids = f"SELECT id FROM temp.undoing WHERE table_name = '{table}' AND revision IS NULL"
        while connection.execute(f"DELETE FROM main.{table} WHERE id IN ({ids}){leaf}").rowcount:
            pass
    for table, columns in restored:
        names = ", ".join(f'"{column}"' for column in columns)
        values = ", ".join(_then(column, kind) for column, kind in columns.items())
        connection.execute(
            f"INSERT INTO main.{table} ({names}) SELECT {values} FROM {_BEFORE}"
            f" WHERE u.table_name = '{table}' AND u.id NOT IN (SELECT id FROM main.{table}) ORDER BY u.id"
        )


def _then(column: str, kind: str, revision: str = "r") -> str:
    """Return SQL for a column as it was; a column that a later schema added was empty then."""
    value = f"{revision}.before ->> '{column}'"
    return f"bytes_of({value})" if kind == "BLOB" else value


def _same(columns: dict[str, str], revision: str) -> str:
    """Return SQL that tells whether a row ``t`` equals a revision."""
    return (
        "(" + " AND ".join(f't."{column}" IS {_then(column, kind, revision)}' for column, kind in columns.items()) + ")"
    )


def _verify(connection: sqlite3.Connection, number: int) -> None:
    """Raise RefusedError, which undoes everything, if a row is not as it was or refers to nothing."""
    for table, columns in past.tables(connection).items():
        row = connection.execute(f"SELECT u.id FROM {_as_before(table, columns, negate=True)} LIMIT 1").fetchone()
        if row:
            raise RefusedError(f"changeset {number} cannot be undone: {ROWS[table]} {row[0]} would differ from before")
    for table in _tables_undone(connection, deleting=False):
        row = connection.execute(
            f"SELECT f.rowid, f.parent FROM pragma_foreign_key_check('{table}') AS f"  # CROSS: SQLite runs it once
            f" CROSS JOIN temp.undoing AS u ON u.table_name = '{table}' AND u.id = f.rowid LIMIT 1"
        ).fetchone()
        if row:
            reason = f"{ROWS[table]} {row[0]} would refer to a deleted {ROWS[row[1]]}"
            raise RefusedError(f"changeset {number} cannot be undone: {reason}")
