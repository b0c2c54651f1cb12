"""Read the history of a file, and undo changesets.

Only undoing needs the models; reading needs only a connection.
"""

import sqlite3
from collections.abc import Callable, Iterable
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from timeline.desk.values import Outcome, outcome
from timeline.errors import NoEntryError, RefusedError
from timeline.history import past
from timeline.history.past import Action, Change, ChangesetRecord, TableRow, TouchedChangeset
from timeline.reading import filters
from timeline.reading.filters import MomentRead, Today
from timeline.words.numbers import LARGEST_NUMBER, row_number

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from timeline.history.undo import Undone

#: returns the name of a row, from its table and number
Name = Callable[[str, int], str]
#: columns that can name a row; the first one with a value does
_NAMING = ("name", "title", "text", "url", "publisher")


class Difference(NamedTuple):
    """The changes between two moments, each named by its last changeset."""

    first: int
    last: int
    changes: tuple[Change, ...]


class ChangesetRead(NamedTuple):
    """A changeset, and the changes between the moment before it and the moment after it."""

    changeset: ChangesetRecord
    difference: Difference


class ChangeRecord(TypedDict):
    """A row before and after a change, for other programs, with bytes in hexadecimal digits."""

    table: str
    id: int
    action: Action
    before: TableRow | None
    after: TableRow | None


def log(
    connection: sqlite3.Connection, *, entry: int | None = None, limit: int | None = None, before: int | None = None
) -> list[TouchedChangeset]:
    """Return changesets with the numbers of rows they touched, the latest first.

    With ``entry``, only those that touched that entry; with ``before``, only those with a lower number. Raises
    NoEntryError if the entry never existed.
    """
    if entry is not None and not 0 < entry <= LARGEST_NUMBER:
        raise NoEntryError(entry)
    listed = past.changesets(connection, entry=entry, limit=limit, before=before)
    counts = past.touched_counts(connection, [changeset["id"] for changeset in listed])
    return [{**changeset, "touched": counts[changeset["id"]]} for changeset in listed]


def read_changeset(connection: sqlite3.Connection, typed: str) -> ChangesetRead:
    """Return the changeset with a number, and its changes. Raises NotFoundError, at ``changeset``."""
    number = row_number(typed) or 0
    changeset = _changeset(connection, number, typed)
    return ChangesetRead(changeset, difference(connection, number - 1, number))


def _changeset(connection: sqlite3.Connection, number: int, typed: object) -> ChangesetRecord:
    changeset = next(iter(past.changesets(connection, number=number)), None) if number <= LARGEST_NUMBER else None
    if changeset is None:
        raise past.no_changeset(typed).at("changeset")
    return changeset


def difference(connection: sqlite3.Connection, first: int, last: int | None = None) -> Difference:
    """Return the changes between two moments, each named by its last changeset; without ``last``, until now.

    Raises RefusedError if ``first`` comes after ``last``.
    """
    end = past.last_changeset(connection) if last is None else last
    if first > end:
        raise RefusedError(f"changeset {first} comes after changeset {end}; exchange them")
    return Difference(first, end, tuple(past.changes(connection, first, end)))


def names_at(connection: sqlite3.Connection, changes: Iterable[Change], number: int) -> Name:
    """Return a function that names a row: by its name as of a changeset, else now, else before the changes.

    A row without a name is called by its number.
    """
    tables = past.tables(connection)
    before = {(change.table, change.id): change.before for change in changes if change.before}

    def name(table: str, row: int) -> str:
        columns = tables[table]
        values = (
            past.row_as_of(connection, table, columns, row, number)
            or past.row_now(connection, table, columns, row)
            or before.get((table, row))
            or {}
        )
        return str(next((values[column] for column in _NAMING if values.get(column)), row))

    return name


def record_of(change: Change) -> ChangeRecord:
    """Return a change as a record for other programs."""
    return {
        "table": change.table,
        "id": change.id,
        "action": change.action,
        "before": _plain(change.before),
        "after": _plain(change.after),
    }


def _plain(row: TableRow | None) -> TableRow | None:
    return row and {column: value.hex() if isinstance(value, bytes) else value for column, value in row.items()}


def read_as_of(
    connection: sqlite3.Connection, text: str, today: Today, *, field: str = "as_of", order: str | None = None
) -> MomentRead:
    """Make a connection read the file as it was at a moment: a day, a day with a time, or the number of a changeset.

    Raises NotFoundError or DateError, at ``field``, if the text is none of these.
    """
    moment = filters.changeset(connection, field, text, today, order)
    past.show_as_of(connection, moment.changeset)
    return moment


def to_undo(connection: sqlite3.Connection, number: int | None = None) -> ChangesetRecord:
    """Return the changeset to undo: the one with a number, else the last in force.

    That is the last one that changed anything and is neither undone nor an undo. Raises NotFoundError if there is
    none.
    """
    from timeline.history import undo as undoing

    chosen = undoing.to_undo(connection) if number is None else number
    return _changeset(connection, chosen, chosen)


def written_so_far(session: "Session", most: int) -> tuple[list[Change], Name, int]:
    """Return what the changeset of a session has changed so far: the first changes, at most ``most``, and how many.

    The function names their rows as long as the session is open.
    """
    from timeline.store.naming import driver

    connection, here = driver(session), session.info["changeset"]
    changes = list(islice(past.changes(connection, here - 1, here), most))
    total = sum(past.touched_counts(connection, [here])[here].values())
    return changes, names_at(connection, changes, here), total


def preview_undo(session: "Session", number: int, most: int) -> "tuple[list[Change], Name, Undone]":
    """Undo a changeset in a session that stores nothing.

    Returns the first changes, at most ``most``, a function that names their rows as long as the session is open, and
    how many rows the undo restores and removes. Raises like :func:`undo`.
    """
    undone = undo(session, number).value
    changes, name, _ = written_so_far(session, most)
    return changes, name, undone


def read_some(connection: sqlite3.Connection, typed: str, most: int) -> tuple[TouchedChangeset, list[Change]]:
    """Return a changeset with the numbers of rows it touched, and its first changes. Raises NotFoundError."""
    number = row_number(typed) or 0
    changeset = _changeset(connection, number, typed)
    counts = past.touched_counts(connection, [number])
    changes = list(islice(past.changes(connection, number - 1, number), most))
    return {**changeset, "touched": counts[number]}, changes


def undo(session: "Session", number: int) -> "Outcome[Undone]":
    """Undo a changeset, in one that :func:`timeline.desk.changesets.opened` opened for that.

    Raises:
        NotFoundError: there is no such changeset.
        RefusedError: later changesets build on it; the message names them, and nothing changes.

    """
    from timeline.history import undo as undoing

    if not 0 < number <= LARGEST_NUMBER:
        raise past.no_changeset(number)
    return outcome(session, undoing.undo(session, number))
