"""Read what was changed and how the file was before, and take changesets back.

Only undoing needs the models: what reads here needs no more than a connection.
"""

import sqlite3
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from timeline.desk.values import Outcome, outcome
from timeline.errors import NotFoundError, RefusedError
from timeline.history import past
from timeline.history.past import Action, Change, ChangesetRecord, TableRow, TouchedChangeset
from timeline.reading import filters
from timeline.reading.filters import MomentRead, Today
from timeline.words.numbers import LARGEST, row_number

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: returns what a row of a table is called, by its number
Name = Callable[[str, int], str]
#: columns that say what a row is called: the first of them that says anything
_NAMING = ("name", "title", "text", "url", "publisher")


class Difference(NamedTuple):
    """What differs between two moments, each given as the changeset that was the last one then."""

    first: int
    last: int
    changes: tuple[Change, ...]


class ChangesetRead(NamedTuple):
    """A changeset, and what differs between the moment before it and the one after."""

    changeset: ChangesetRecord
    difference: Difference


class ChangeRecord(TypedDict):
    """A row before and after, as other programs read it: bytes in hexadecimal digits."""

    table: str
    id: int
    action: Action
    before: TableRow | None
    after: TableRow | None


def log(
    connection: sqlite3.Connection, *, entry: int | None = None, limit: int | None = None
) -> list[TouchedChangeset]:
    """Return changesets with counts of the rows they touched, the latest first; of an entry those that touched it.

    Raises NotFoundError if there never was such an entry.
    """
    if entry is not None and not 0 < entry <= LARGEST:
        raise NotFoundError(f"there never was an entry {entry}; timeline show lists the numbers")
    listed = past.changesets(connection, entry=entry, limit=limit)
    counts = past.touched_counts(connection, [changeset["id"] for changeset in listed])
    return [{**changeset, "touched": counts[changeset["id"]]} for changeset in listed]


def read_changeset(connection: sqlite3.Connection, typed: str) -> ChangesetRead:
    """Return the changeset of a number, and what it changed. Raises NotFoundError, at ``changeset``."""
    number = row_number(typed) or 0
    changeset = next(iter(past.changesets(connection, number=number)), None)
    if changeset is None:
        raise NotFoundError(f"there is no changeset {typed[:20]}; timeline log lists them", field="changeset")
    return ChangesetRead(changeset, difference(connection, number - 1, number))


def difference(connection: sqlite3.Connection, first: int, last: int | None = None) -> Difference:
    """Return what differs between a moment and a later one, which is now if it is not given; both are changesets.

    Raises RefusedError if the first is the later one.
    """
    end = past.last_changeset(connection) if last is None else last
    if first > end:
        raise RefusedError(f"changeset {first} comes after {end}")
    return Difference(first, end, tuple(past.changes(connection, first, end)))


def names_at(connection: sqlite3.Connection, changes: Iterable[Change], number: int) -> Name:
    """Return what names a row: as it was called at a changeset, else is called now, else was before the changes.

    A row that says nothing of the kind is called by its number.
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
    """Return a change as other programs read it."""
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
    """Let a connection read the file as it was at a moment: a day, a day with a time, or the number of a changeset.

    Raises NotFoundError or DateError, at ``field``, if the text is none of these.
    """
    moment = filters.changeset(connection, field, text, today, order)
    past.show_as_of(connection, moment.changeset)
    return moment


def last_in_force(connection: sqlite3.Connection) -> int:
    """Return the changeset that is undone if nobody names one.

    That is the last one that is neither undone nor itself an undo, and that has changed anything. Raises NotFoundError
    if there is none.
    """
    from timeline.history import undo as undoing

    return undoing.to_undo(connection)


class Undone(NamedTuple):
    """A changeset that was undone, and how many rows are as before."""

    number: int
    rows: int


def undo(session: "Session", number: int) -> Outcome[Undone]:
    """Take a changeset back, in one that :func:`timeline.desk.changesets.opened` opened to undo it.

    Raises:
        NotFoundError: there is no such changeset.
        RefusedError: later changesets build on it; they are named, and nothing is changed.

    """
    from timeline.history import undo as undoing

    if not 0 < number <= LARGEST:
        raise NotFoundError(f"there is no changeset {number}; timeline log lists them")
    return outcome(session, Undone(number, undoing.undo(session, number)))
