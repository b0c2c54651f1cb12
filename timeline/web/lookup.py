"""Find the entry, speaker, topic, place or source of an address, by uid or number; report one that was deleted."""

import sqlite3

from timeline.errors import GoneError, NotFoundError
from timeline.history import past
from timeline.schema.vocabulary import EntityKind
from timeline.words.numbers import row_number


def entry_number(connection: sqlite3.Connection, text: str) -> int:
    """Return the number of an entry, given its uid or number. Raises NotFoundError."""
    number = row_number(text)
    column, value = ("uid", text) if number is None else ("id", number)
    row = connection.execute(f"SELECT id FROM entries WHERE {column} = ?", (value,)).fetchone()
    if row is None:
        raise missing(connection, "entry", "entries", text)
    return int(row[0])


def entry_uid(connection: sqlite3.Connection, text: str) -> str:
    """Return the uid of an entry, given its uid or number. Raises NotFoundError."""
    number = entry_number(connection, text)
    return str(connection.execute("SELECT uid FROM entries WHERE id = ?", (number,)).fetchone()[0])


def entity(connection: sqlite3.Connection, kind: EntityKind, text: str) -> sqlite3.Row:
    """Return the row of a speaker, topic, place or source, given its uid or number. Raises NotFoundError."""
    number = row_number(text)
    column, value = ("uid", text) if number is None else ("id", number)
    row: sqlite3.Row | None = connection.execute(f"SELECT * FROM {kind}s WHERE {column} = ?", (value,)).fetchone()
    if row is None:
        raise missing(connection, kind, f"{kind}s", text)
    return row


def missing(connection: sqlite3.Connection, kind: str, table: str, text: str) -> NotFoundError:
    """Return the error for a uid or number that no row has; it says how the row was deleted, if there was one."""
    if deletion := past.deletion(connection, table, text.removeprefix("#")):
        return GoneError(f"{kind} {deletion.sentence}", changeset=deletion.changeset)
    return NotFoundError(f"there is no {kind} {text[:60]}")
