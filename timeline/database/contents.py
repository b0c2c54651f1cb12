"""Count the rows of a file, load the worked example, rebuild the index for search."""

import sqlite3

from timeline.database import opening
from timeline.database.opening import File
from timeline.errors import RefusedError
from timeline.history import seals
from timeline.schema import fulltext, shipped

#: the uid of the changeset that seed.sql opens
_EXAMPLE = "0195475d-7a00-7000-8000-000000000001"
#: tables whose rows :func:`counts` counts
COUNTED = ("entries", "speakers", "sources", "changesets")


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the number of rows of each table in :data:`COUNTED`."""
    return {table: _count(connection, table) for table in COUNTED}


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def head(connection: sqlite3.Connection) -> str:
    """Return the head of a file with the current schema, and what it does not cover, in a few words."""
    return str(seals.state(connection))


def load_example(path: File) -> int | None:
    """Load the worked example into a file without entries; return how many it has, or None if it is already loaded.

    Raises RefusedError if the file holds other entries.
    """
    with opening.explained(path):
        connection = opening.connect_to_write(path)
        try:
            if connection.execute("SELECT 1 FROM changesets WHERE uid = ?", (_EXAMPLE,)).fetchone():
                return None
            if _count(connection, "changesets"):
                raise RefusedError(
                    f"{path} holds other entries; load the example into a new file: timeline --db FILE init --example"
                )
            connection.executescript(shipped.path("seed.sql").read_text(encoding="utf-8"))
            return _count(connection, "entries")
        finally:
            connection.close()


def reindex(path: File) -> int:
    """Rebuild the index for search, and return how many entries are in it."""
    from timeline.database import planted

    opening.open_to_read(path).close()
    connection = opening.connect_to_write(path)
    try:
        with opening.explained(path):
            connection.execute("BEGIN IMMEDIATE")
            if others := planted.triggers(connection).others:
                raise planted.planted(path, others)
            fulltext.rebuild(connection)
            entries = _count(connection, "entries")
            connection.execute("COMMIT")
    finally:
        connection.close()
    return entries


def unplaced_dates(path: File) -> int:
    """Return the number of citations whose words for a date have no place in a snapshot."""
    with opening.read_connection(path) as connection:
        sql = "SELECT count(*) FROM citations WHERE date_text IS NOT NULL AND date_start IS NULL"
        return int(connection.execute(sql).fetchone()[0])
