"""Taking a changeset back, in a changeset of its own.

By content: what still is as the changeset left it goes back to what it was before; what is so already is left alone;
anything else has been changed since, and then nothing is taken back. The same where something newer refers to a row
that would go. An import can have made a million rows, so they are taken back by the table; only those that were touched
again later are looked at one by one.
"""

import re
import sqlite3
from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from timeline.errors import NotFoundError, RefusedError
from timeline.history import past
from timeline.schema.vocabulary import ROWS

_UNDOES = "undoes changeset {}"
#: what has to be changed: each row, the revision that holds what it was before, which is none where there was no row,
#: and the first revision since, which holds what the changeset left
_UNDOING = """CREATE TEMP TABLE undoing (
  table_name TEXT, id INTEGER, revision INTEGER, since INTEGER, PRIMARY KEY (table_name, id)) WITHOUT ROWID"""
#: the row itself, what it is to be, and the revision that says so
_BEFORE = "temp.undoing AS u JOIN main.revisions AS r ON r.id = u.revision"


def message(number: int, why: str | None) -> str:
    """Word what a changeset is for that takes another one back."""
    said = _UNDOES.format(number)
    return f"{said}: {why}" if why else said


def to_undo(connection: sqlite3.Connection) -> int:
    """Return the last changeset that is in force: no undo, not undone, and not void. Raises NotFoundError for none."""
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
    """Tell whether everything is as it was before a changeset, so that taking it back would change nothing."""
    connection.execute("PRAGMA query_only = OFF")  # for a temporary table; the file itself is not written to
    try:
        return _find(connection, number) == 0
    except RefusedError:
        return False
    finally:
        connection.execute("PRAGMA query_only = ON")


def undo(session: Session, number: int) -> int:
    """Take a changeset back and return how many rows were changed for it.

    Raises:
        NotFoundError: there is no such changeset.
        RefusedError: later changesets build on it; they are named, and nothing is changed.

    """
    connection: Any = session.connection().connection.driver_connection
    if not connection.execute("SELECT 1 FROM changesets WHERE id = ?", (number,)).fetchone():
        raise NotFoundError(f"there is no changeset {number}; timeline log lists them")
    count = _find(connection, number)
    if not count:
        raise RefusedError(f"there is nothing to undo: all that changeset {number} changed is as it was before it")
    _refuse_orphans(connection, number)
    connection.execute("PRAGMA defer_foreign_keys = ON")
    connection.execute("UPDATE writing SET restoring = 1")
    try:
        _restore(connection)
    except sqlite3.IntegrityError as error:
        raise _taken_meanwhile(connection, number, str(error)) from error
    connection.execute("UPDATE writing SET restoring = 0")
    _verify(connection, number)
    return count


def _find(connection: sqlite3.Connection, number: int) -> int:
    """Note in ``temp.undoing`` what has to be changed, and return how many rows that is."""
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
        if row:
            raise _built_upon(connection, number, table, int(row[0]))
    return int(connection.execute("SELECT count(*) FROM temp.undoing").fetchone()[0])


def _as_before(table: str, columns: dict[str, str], *, so: bool = True) -> str:
    """SQL for the rows of a table that are as they were before (or are not), as ``u``."""
    return (
        "temp.undoing AS u LEFT JOIN main.revisions AS r ON r.id = u.revision"
        f" LEFT JOIN main.{table} AS t ON t.id = u.id WHERE u.table_name = '{table}'"
        f" AND iif(u.revision IS NULL, t.id IS NULL, {_same(columns, 'r')}) IS {'TRUE' if so else 'NOT TRUE'}"
    )


def _built_upon(connection: sqlite3.Connection, number: int, table: str, row: int) -> RefusedError:
    later = connection.execute(
        "SELECT changeset_id FROM revisions WHERE table_name = :table AND row_id = :row AND changeset_id > :number"
        f" UNION SELECT changeset_id FROM {table} WHERE id = :row AND changeset_id > :number ORDER BY 1",
        {"table": table, "row": row, "number": number},
    ).fetchall()
    return RefusedError(
        f"changeset {number} cannot be undone: {ROWS[table]} {row} was changed again by {_listed(later)}; "
        "undo that first, or change by hand what is wrong"
    )


def _taken_meanwhile(connection: sqlite3.Connection, number: int, said: str) -> RefusedError:
    """Word that a row cannot go back because a newer one has what must be unique, such as its name."""
    table, columns = said.rpartition(": ")[2].split(".")[0], re.findall(r"\.(\w+)", said)
    if table in ROWS and columns:
        same = " AND ".join(f"o.\"{column}\" = r.before ->> '{column}'" for column in columns)
        row = connection.execute(
            f"SELECT o.id, o.changeset_id, u.id FROM {_BEFORE} JOIN main.{table} AS o ON o.id <> u.id AND {same}"
            f" WHERE u.table_name = '{table}' LIMIT 1"
        ).fetchone()
        if row:
            return RefusedError(
                f"changeset {number} cannot be undone: {ROWS[table]} {row[0]}, from changeset {row[1]}, has the "
                f"{' and '.join(columns).replace('_', ' ')} of {ROWS[table]} {row[2]} now; "
                "undo that first, or change it by hand"
            )
    return RefusedError(f"changeset {number} cannot be undone: {said}")


def _listed(rows: list[Any]) -> str:
    numbers = [str(row[0]) for row in rows]
    return f"changeset{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}"


def _refuse_orphans(connection: sqlite3.Connection, number: int) -> None:
    """Refuse where a row would go that something else refers to."""
    for table in _tables_undone(connection, gone=True):
        for other, column in _references(connection, table):
            row = connection.execute(
                f"SELECT o.id, o.changeset_id, u.id FROM temp.undoing AS u JOIN main.{other} AS o ON o.{column} = u.id"
                f" WHERE u.table_name = '{table}' AND u.revision IS NULL AND NOT EXISTS ("
                "SELECT 1 FROM temp.undoing AS v LEFT JOIN main.revisions AS r ON r.id = v.revision"
                f" WHERE v.table_name = '{other}' AND v.id = o.id"
                f" AND (v.revision IS NULL OR r.before ->> '{column}' IS NOT o.{column})) LIMIT 1"
            ).fetchone()
            if row:
                raise RefusedError(
                    f"changeset {number} cannot be undone: {ROWS[other]} {row[0]}, from changeset {row[1]}, "
                    f"refers to {ROWS[table]} {row[2]}; undo that first, or change it by hand"
                )


def _tables_undone(connection: sqlite3.Connection, *, gone: bool) -> Iterator[str]:
    """Yield the tables that lose rows, or those in which rows are put back, owners before what they own."""
    found = connection.execute(
        f"SELECT DISTINCT table_name FROM temp.undoing WHERE revision IS {'' if gone else 'NOT '}NULL"
    ).fetchall()
    return (table for table in past.tables(connection) if (table,) in found)


def _references(connection: sqlite3.Connection, target: str) -> list[tuple[str, str]]:
    return [
        (table, key[3])
        for table in past.tables(connection)
        for key in connection.execute(f"SELECT * FROM pragma_foreign_key_list('{table}')").fetchall()
        if key[2] == target
    ]


def _restore(connection: sqlite3.Connection) -> None:
    """Change rows, then remove them from the leaves up, then put them back from the owners down."""
    known = past.tables(connection)
    back = [(table, known[table]) for table in _tables_undone(connection, gone=False)]
    for table, columns in back:
        sets = ", ".join(f'"{column}" = {_then(column, kind)}' for column, kind in columns.items() if column != "id")
        connection.execute(
            f"UPDATE main.{table} SET {sets} FROM {_BEFORE} WHERE u.table_name = '{table}' AND u.id = {table}.id"
        )
    for table in reversed(list(_tables_undone(connection, gone=True))):
        inside = [column for other, column in _references(connection, table) if other == table]
        leaf = "".join(f" AND id NOT IN (SELECT {column} FROM main.{table} WHERE {column} > 0)" for column in inside)
        of_these = f"SELECT id FROM temp.undoing WHERE table_name = '{table}' AND revision IS NULL"
        while connection.execute(f"DELETE FROM main.{table} WHERE id IN ({of_these}){leaf}").rowcount:
            pass
    for table, columns in back:
        names = ", ".join(f'"{column}"' for column in columns)
        values = ", ".join(_then(column, kind) for column, kind in columns.items())
        connection.execute(
            f"INSERT INTO main.{table} ({names}) SELECT {values} FROM {_BEFORE}"
            f" WHERE u.table_name = '{table}' AND u.id NOT IN (SELECT id FROM main.{table}) ORDER BY u.id"
        )


def _then(column: str, kind: str, revision: str = "r") -> str:
    """SQL for a column as it was; one that a later schema added was empty then."""
    value = f"{revision}.before ->> '{column}'"
    return f"bytes_of({value})" if kind == "BLOB" else value


def _same(columns: dict[str, str], revision: str) -> str:
    """SQL that tells whether a row ``t`` is as a revision holds it."""
    return (
        "(" + " AND ".join(f't."{column}" IS {_then(column, kind, revision)}' for column, kind in columns.items()) + ")"
    )


def _verify(connection: sqlite3.Connection, number: int) -> None:
    """Refuse, which takes all of it back, where a row is not as it was or refers to nothing."""
    for table, columns in past.tables(connection).items():
        row = connection.execute(f"SELECT u.id FROM {_as_before(table, columns, so=False)} LIMIT 1").fetchone()
        if row:
            raise RefusedError(f"changeset {number} cannot be undone: {ROWS[table]} {row[0]} would not be as it was")
    for table in _tables_undone(connection, gone=False):
        row = connection.execute(
            f"SELECT f.rowid, f.parent FROM pragma_foreign_key_check('{table}') AS f"  # CROSS: it is to be run once
            f" CROSS JOIN temp.undoing AS u ON u.table_name = '{table}' AND u.id = f.rowid LIMIT 1"
        ).fetchone()
        if row:
            said = f"{ROWS[table]} {row[0]} would refer to no {ROWS[row[1]]}"
            raise RefusedError(f"changeset {number} cannot be undone: {said}")
