"""Count the rows of a file, load the worked example, rebuild the index for search."""

import os
import re
import sqlite3
from collections.abc import Iterator

from timeline.database import opening
from timeline.database.opening import File, Status
from timeline.database.turns import written
from timeline.errors import RefusedError
from timeline.history import seals
from timeline.schema import fulltext, shipped

#: the uid of the changeset that seed.sql opens
_EXAMPLE = "0195475d-7a00-7000-8000-000000000001"
_LOADABLE = (Status.EMPTY, Status.CURRENT)
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

    A missing file is made. All of it is one transaction, and a new file is removed if it fails. Raises RefusedError if
    the file holds other entries.
    """
    from timeline.database.changeset import remove_if_empty

    is_new = not os.path.exists(path)
    try:
        with written(path, _LOADABLE) as connection:
            loaded = _load(connection, path)
    except BaseException:
        if is_new:
            remove_if_empty(path)
        raise
    return loaded


def _load(connection: sqlite3.Connection, path: File) -> int | None:
    from timeline.database import planted
    from timeline.schema import ddl

    if opening.status(connection) is Status.EMPTY:
        ddl.create(connection)
    planted.refuse_others(connection, path)
    if connection.execute("SELECT 1 FROM changesets WHERE uid = ?", (_EXAMPLE,)).fetchone():
        return None
    if _count(connection, "changesets"):
        raise RefusedError(
            f"{path} holds other entries; load the example into a new file: timeline --db FILE init --example"
        )
    for statement in _statements(shipped.path("seed.sql").read_text(encoding="utf-8")):
        connection.execute(statement)
    return _count(connection, "entries")


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script, except those that begin and end its transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            if re.sub(r"--.*", "", statement).strip() not in ("BEGIN IMMEDIATE;", "COMMIT;"):
                yield statement
            statement = ""


def reindex(path: File) -> int:
    """Rebuild the index for search, and return how many entries are in it."""
    from timeline.database import planted

    opening.open_to_read(path).close()
    with written(path) as connection:
        if others := planted.triggers(connection).others:
            raise planted.planted(path, others)
        fulltext.rebuild(connection)
        return _count(connection, "entries")


def unplaced_dates(path: File) -> int:
    """Return the number of citations whose words for a date have no place in a snapshot."""
    with opening.read_connection(path) as connection:
        sql = "SELECT count(*) FROM citations WHERE date_text IS NOT NULL AND date_start IS NULL"
        return int(connection.execute(sql).fetchone()[0])
