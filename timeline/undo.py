"""Taking a changeset back, in a changeset of its own.

Row by row, by content: what still is as the changeset left it goes back to what it was before; what is so already is
left alone; anything else has been changed since, and then nothing is taken back. The same where something newer refers
to a row that would go.
"""

import re
import sqlite3
from typing import Any

from sqlalchemy.orm import Session

from timeline import past
from timeline.errors import NotFoundError, RefusedError
from timeline.past import Change, Row
from timeline.vocabulary import ROWS

_UNDOES = "undoes changeset {}"


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
    try:
        return not _plan(connection, number)
    except RefusedError:
        return False


def undo(session: Session, number: int) -> list[Change]:
    """Take a changeset back and return what was changed for it.

    Raises:
        NotFoundError: there is no such changeset.
        RefusedError: later changesets build on it; they are named, and nothing is changed.

    """
    connection: Any = session.connection().connection.driver_connection
    if not connection.execute("SELECT 1 FROM changesets WHERE id = ?", (number,)).fetchone():
        raise NotFoundError(f"there is no changeset {number}; timeline log lists them")
    plan = _plan(connection, number)
    if not plan:
        raise RefusedError(f"there is nothing to undo: all that changeset {number} changed is as it was before it")
    _refuse_orphans(connection, number, plan)
    connection.execute("PRAGMA defer_foreign_keys = ON")
    connection.execute("UPDATE writing SET restoring = 1")
    try:
        _restore(connection, plan)
    except sqlite3.IntegrityError as error:
        raise _taken_meanwhile(connection, number, plan, str(error)) from error
    connection.execute("UPDATE writing SET restoring = 0")
    _verify(connection, number, plan)
    return plan


def _plan(connection: sqlite3.Connection, number: int) -> list[Change]:
    """Return what has to be changed, each row as it is and as it was before the changeset."""
    known = past.tables(connection)
    plan = []
    for table, row in past.touched(connection, number - 1, number):
        columns = known[table]
        before = past.row_as_of(connection, table, columns, row, number - 1)
        left = past.row_as_of(connection, table, columns, row, number)
        now = past.row_now(connection, table, columns, row)
        if now == before:
            continue
        if now != left:
            raise _built_upon(connection, number, table, row)
        plan.append(Change(table, row, now, before))
    return plan


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


def _taken_meanwhile(connection: sqlite3.Connection, number: int, plan: list[Change], said: str) -> RefusedError:
    """Word that a row cannot go back because a newer one has what must be unique, such as its name."""
    table, columns = said.rpartition(": ")[2].split(".")[0], re.findall(r"\.(\w+)", said)
    for change in plan:
        if change.table == table and change.after and columns:
            where = " AND ".join(f'"{column}" = ?' for column in columns)
            row = connection.execute(
                f"SELECT id, changeset_id FROM {table} WHERE id <> ? AND {where}",
                (change.id, *(change.after[column] for column in columns)),
            ).fetchone()
            if row:
                return RefusedError(
                    f"changeset {number} cannot be undone: {ROWS[table]} {row[0]}, from changeset {row[1]}, has the "
                    f"{' and '.join(columns).replace('_', ' ')} of {ROWS[table]} {change.id} now; "
                    "undo that first, or change it by hand"
                )
    return RefusedError(f"changeset {number} cannot be undone: {said}")


def _listed(rows: list[Any]) -> str:
    numbers = [str(row[0]) for row in rows]
    return f"changeset{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}"


def _refuse_orphans(connection: sqlite3.Connection, number: int, plan: list[Change]) -> None:
    """Refuse where a row would go that something else refers to."""
    planned = {(change.table, change.id): change.after for change in plan}
    for change in plan:
        if change.after is not None:
            continue
        for table, column in _references(connection, change.table):
            for row, since in connection.execute(
                f"SELECT id, changeset_id FROM {table} WHERE {column} = ?", (change.id,)
            ).fetchall():
                then = planned.get((table, row), {column: change.id})
                if then is not None and then[column] == change.id:
                    raise RefusedError(
                        f"changeset {number} cannot be undone: {ROWS[table]} {row}, from changeset {since}, "
                        f"refers to {ROWS[change.table]} {change.id}; undo that first, or change it by hand"
                    )


def _references(connection: sqlite3.Connection, target: str) -> list[tuple[str, str]]:
    return [
        (table, key[3])
        for table in past.tables(connection)
        for key in connection.execute(f"SELECT * FROM pragma_foreign_key_list('{table}')").fetchall()
        if key[2] == target
    ]


def _restore(connection: sqlite3.Connection, plan: list[Change]) -> None:
    """Change rows, then remove them from the leaves up, then put them back from the owners down."""
    for change in plan:
        if change.before and change.after:
            columns = [column for column in change.after if column != "id"]
            assignments = ", ".join(f'"{column}" = CAST(? AS {_type(change.after[column])})' for column in columns)
            values = [_bound(change.after[column]) for column in columns]
            connection.execute(f"UPDATE {change.table} SET {assignments} WHERE id = ?", (*values, change.id))
    for change in reversed(plan):
        if change.after is None:
            connection.execute(f"DELETE FROM {change.table} WHERE id = ?", (change.id,))
    for change in plan:
        if change.before is None and change.after:
            columns = [f'"{column}"' for column in change.after]
            marks = ", ".join(f"CAST(? AS {_type(value)})" for value in change.after.values())
            connection.execute(
                f"INSERT INTO {change.table} ({', '.join(columns)}) VALUES ({marks})",
                tuple(map(_bound, change.after.values())),
            )


def _type(value: Any) -> str:
    return {str: "TEXT", int: "INTEGER", float: "REAL"}.get(type(value), "BLOB")


def _bound(value: Any) -> Any:
    """Return a text as its bytes, which need not be UTF-8 where plain SQL wrote them."""
    return value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value


def _verify(connection: sqlite3.Connection, number: int, plan: list[Change]) -> None:
    """Refuse, which takes all of it back, where a row is not as it was or refers to nothing."""
    known = past.tables(connection)
    for change in plan:
        now: Row | None = past.row_now(connection, change.table, known[change.table], change.id)
        if now != change.after:
            raise RefusedError(
                f"changeset {number} cannot be undone: {ROWS[change.table]} {change.id} would not be as it was"
            )
    changed = {(change.table, change.id) for change in plan}
    for table in sorted({change.table for change in plan}):
        for broken in connection.execute(f"SELECT * FROM pragma_foreign_key_check('{table}')").fetchall():
            if (table, broken[1]) in changed:
                row = f"{ROWS[table]} {broken[1]}"
                raise RefusedError(f"changeset {number} cannot be undone: {row} would refer to no {ROWS[broken[2]]}")
