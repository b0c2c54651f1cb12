"""Opening a database file to read or to write, and telling in what state its schema is.

Needs only :mod:`sqlite3`, so that reading commands start fast. No :class:`sqlite3.Error` leaves this program: what can
go wrong with a file is worded here, in :func:`explain`.
"""

import enum
import os
import sqlite3
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import partial

from timeline.errors import DatabaseError, OutdatedError, RefusedError
from timeline.schema import shipped

#: a path; reading commands make no pathlib.Path, whose import takes as long as reading the timeline
File = str | os.PathLike[str]
#: how long a writer waits for another one, in milliseconds
BUSY_TIMEOUT = 10_000


class Status(enum.Enum):
    """What a path holds."""

    MISSING = "missing"
    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"
    FOREIGN = "foreign"


def explain(error: sqlite3.Error, path: File) -> DatabaseError | RefusedError:
    """Word an error of SQLite for the user of a command."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return DatabaseError(f"{path} is locked by another program that is writing to it; try again when it is done")
    if name.startswith("SQLITE_NOTADB"):
        return DatabaseError(f"{path} is not an SQLite database; give another file with --db")
    if name.startswith("SQLITE_CORRUPT"):
        return damaged(path, str(error))
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
        return DatabaseError(
            f"{path} cannot be written to; it, its folder and any -wal and -shm file beside it must be writable"
        )
    if name.startswith("SQLITE_CANTOPEN"):
        return DatabaseError(
            f"{path} cannot be opened; check that it may be read and that its folder may be written to"
        )
    if name.startswith("SQLITE_FULL"):
        return DatabaseError(f"there is no room left on the disk of {path}; nothing was stored")
    if name.startswith("SQLITE_IOERR"):
        return DatabaseError(
            f"{path} cannot be read or written ({error}); check that its disk has room; nothing was stored"
        )
    if "no such table" in str(error) and "_fts" in str(error):
        return DatabaseError(f"{path} has lost its full-text index; make it anew with: timeline db reindex")
    if name.startswith(("SQLITE_CONSTRAINT", "SQLITE_TOOBIG")):
        return RefusedError(f"refused by {path}: {error}")
    return DatabaseError(f"{path}: {error}")


def damaged(path: File, how: str) -> DatabaseError:
    """Word that a file is damaged, and what can be done."""
    return DatabaseError(f"{path} is damaged ({how}); restore it from a backup, or try: sqlite3 FILE .recover")


@contextmanager
def explained(path: File) -> Iterator[None]:
    """Turn every error of SQLite inside the block into one for the user."""
    try:
        yield
    except sqlite3.Error as error:
        raise explain(error, path) from error
    except UnicodeDecodeError as error:  # what SQLite says of a damaged schema holds bytes of it
        raise damaged(path, "its schema cannot be read") from error


def _check_path(path: File) -> None:
    """Refuse what no database can be or be made at. Raises DatabaseError."""
    folder = os.path.dirname(os.path.abspath(path))
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        if not os.path.isdir(folder):
            raise DatabaseError(
                f"the folder {folder} does not exist; make it first, or give another file with --db"
            ) from None
        return
    except OSError as error:
        raise DatabaseError(f"{path} cannot be looked at: {error.strerror}") from error
    if stat.S_ISDIR(mode):
        raise DatabaseError(f"{path} is a folder; give a database file with --db")
    if not stat.S_ISREG(mode):
        raise DatabaseError(f"{path} is not a regular file; give a database file with --db")


def _connect(path: File, mode: str, wait: int = BUSY_TIMEOUT) -> sqlite3.Connection:
    """Connect by URI, in which three characters of a path would mean something else (https://sqlite.org/uri.html)."""
    escaped = os.path.abspath(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    uri = f"file:{escaped}?{mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=wait / 1000)


def _check_version() -> None:
    if sqlite3.sqlite_version_info < shipped.MINIMUM_SQLITE:
        raise DatabaseError(f"SQLite {sqlite3.sqlite_version} is too old: timeline needs 3.38 or newer")


def connect_to_read(path: File, *, wait: int = BUSY_TIMEOUT) -> sqlite3.Connection:
    """Open a file to read and nothing else, whatever its schema.

    Where the file may be written to it is opened so, with every change forbidden: only then does SQLite clear away the
    files it keeps beside a write-ahead log. A WAL file on a read-only medium has no place for these; where nothing can
    write to it, it is opened as immutable. ``wait`` is how long it waits for another program, in milliseconds. Raises
    DatabaseError where the file is missing, a folder or not SQLite.
    """
    _check_version()
    _check_path(path)
    if not os.path.exists(path):
        raise DatabaseError(f"{path} does not exist yet; begin with: timeline init --example, or timeline add")
    with explained(path):
        try:
            writable = os.access(path, os.W_OK) and os.access(os.path.dirname(os.path.abspath(path)), os.W_OK)
            connection = _looked_at(path, "mode=rw" if writable else "mode=ro", wait)
        except sqlite3.OperationalError as error:
            wal = f"{os.fspath(path)}-wal"
            if not getattr(error, "sqlite_errorname", "").startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")) or (
                os.path.exists(wal) and os.path.getsize(wal) > 0
            ):
                raise
            connection = _looked_at(path, "mode=ro&immutable=1", wait)
        connection.execute("PRAGMA query_only = ON")
        connection.row_factory = sqlite3.Row
        # Plain SQL can write text that is not UTF-8; one such row must not hide all others.
        connection.text_factory = partial(str, encoding="utf-8", errors="replace")
        return connection


def _looked_at(path: File, mode: str, wait: int) -> sqlite3.Connection:
    """Connect and read the schema, for SQLite opens a file lazily; a connection that cannot is closed again."""
    connection = _connect(path, mode, wait)
    try:
        connection.execute("PRAGMA schema_version")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def connect_to_write(path: File, states: Collection[Status] | None = None) -> sqlite3.Connection:
    """Open a file to write, making it if it is missing, with foreign keys on and the write-ahead log.

    Raises DatabaseError if it is in none of the ``states``, if these are given, and leaves it as it is.
    """
    _check_version()
    _check_path(path)
    with explained(path):
        connection = _connect(path, "mode=rwc")
        try:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
            if states is not None and (state := status(connection)) not in states:
                raise refuse(path, state)
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA foreign_keys = ON")
            # Text that plain SQL wrote and that is not UTF-8 is kept as it is.
            connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
        except (sqlite3.Error, DatabaseError, UnicodeDecodeError):
            connection.close()
            raise
        return connection


def revision(connection: sqlite3.Connection) -> str | None:
    """Return the schema revision that an open file is stamped with."""
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        return None
    return str(row[0]) if row else None


def status(connection: sqlite3.Connection) -> Status:
    """Tell in what state the schema of an open file is."""
    is_timeline = connection.execute("PRAGMA application_id").fetchone()[0] == shipped.APPLICATION_ID
    found = revision(connection)
    if not is_timeline and connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0:
        return Status.EMPTY
    if not is_timeline or found is None:
        return Status.FOREIGN
    if found == shipped.REVISIONS[-1]:
        return Status.CURRENT
    return Status.OLDER if found in shipped.REVISIONS else Status.NEWER


def path_status(path: File) -> Status:
    """Tell what a path holds, without changing it."""
    _check_path(path)
    if not os.path.exists(path):
        return Status.MISSING
    with explained(path):
        connection = connect_to_read(path)
        try:
            return status(connection)
        finally:
            connection.close()


def refuse(path: File, state: Status) -> DatabaseError:
    """Word why a file in this state cannot be used."""
    return (OutdatedError if state is Status.OLDER else DatabaseError)(
        {
            Status.MISSING: f"{path} does not exist yet; begin with: timeline init --example, or timeline add",
            Status.EMPTY: f"{path} is empty; begin with: timeline init --example, or timeline add",
            Status.OLDER: f"{path} was made by an older timeline; upgrade it with: timeline db upgrade",
            Status.NEWER: f"{path} was made by a newer timeline; upgrade the program to read it",
            Status.FOREIGN: f"{path} is a database of another program; give another file with --db",
        }[state]
    )


def open_to_read(path: File, *, wait: int = BUSY_TIMEOUT) -> sqlite3.Connection:
    """Open a current file read-only; every other state is refused with what to do about it."""
    connection = connect_to_read(path, wait=wait)
    try:
        with explained(path):
            state = status(connection)
        if state is not Status.CURRENT:
            raise refuse(path, state)
    except DatabaseError:
        connection.close()
        raise
    return connection


@contextmanager
def read_connection(
    path: File, *, wait: int = BUSY_TIMEOUT, at_one_moment: bool = False
) -> Iterator[sqlite3.Connection]:
    """Open a current file read-only for a block, and close it afterwards.

    ``at_one_moment``: everything that is read in the block is as the file was when it was read first.

    Raises DatabaseError as :func:`open_to_read` does, and for every error of SQLite inside the block.
    """
    connection = open_to_read(path, wait=wait)
    try:
        with explained(path):
            if at_one_moment:
                connection.execute("BEGIN")
            yield connection
    finally:
        connection.close()
