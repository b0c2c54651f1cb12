"""Which entry, speaker, topic, place or source an address names, by uid or number; what is no more is told apart."""

import sqlite3

from timeline.errors import GoneError, NotFoundError
from timeline.history import past
from timeline.schema.vocabulary import EntityKind
from timeline.words.numbers import row_number


def entry_number(connection: sqlite3.Connection, typed: str) -> int:
    """Return the number of an entry that is named by its uid or number. Raises NotFoundError."""
    number = row_number(typed)
    column, value = ("uid", typed) if number is None else ("id", number)
    row = connection.execute(f"SELECT id FROM entries WHERE {column} = ?", (value,)).fetchone()
    if row is None:
        raise _missing(connection, "entry", "entries", typed)
    return int(row[0])


def entry_uid(connection: sqlite3.Connection, typed: str) -> str:
    """Return the uid of an entry that is named by its uid or number. Raises NotFoundError."""
    number = entry_number(connection, typed)
    return str(connection.execute("SELECT uid FROM entries WHERE id = ?", (number,)).fetchone()[0])


def entity(connection: sqlite3.Connection, kind: EntityKind, named: str) -> sqlite3.Row:
    """Return the row of a speaker, topic, place or source that is named by its uid or number. Raises NotFoundError."""
    number = row_number(named)
    column, value = ("uid", named) if number is None else ("id", number)
    row: sqlite3.Row | None = connection.execute(f"SELECT * FROM {kind}s WHERE {column} = ?", (value,)).fetchone()
    if row is None:
        raise _missing(connection, kind, f"{kind}s", named)
    return row


def _missing(connection: sqlite3.Connection, kind: str, table: str, named: str) -> NotFoundError:
    if deletion := past.deletion(connection, table, named.removeprefix("#")):
        return GoneError(f"{kind} {deletion}")
    return NotFoundError(f"there is no {kind} {named[:60]}")
