"""Open a database file to read or to write, and report the state of its schema.

Needs only :mod:`sqlite3`, so that reading commands start fast. No :class:`sqlite3.Error` leaves this program:
:func:`explain` turns it into a message.
"""

import enum
import os
import sqlite3
import stat
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from functools import partial

from timeline.errors import DatabaseError, OutdatedError, RefusedError
from timeline.schema import shipped

#: a path; reading commands avoid pathlib.Path, because its import takes as long as reading the timeline
File = str | os.PathLike[str]
#: how many milliseconds a writer waits for another one
BUSY_MILLISECONDS = 10_000
_RETRY_SECONDS = 0.02
_BEGIN = "; begin with: timeline init --example, or timeline add"
#: names of the errors if SQLite has no place for its files next to a write-ahead log
_NO_PLACE = ("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_FULL", "SQLITE_IOERR")


class Status(enum.Enum):
    """The state of the file at a path."""

    MISSING = "missing"
    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"
    FOREIGN = "foreign"


def explain(error: sqlite3.Error, path: File) -> DatabaseError | RefusedError:
    """Return the error for the user that explains an error of SQLite."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return DatabaseError(f"{path} is locked by another program; try again when that one has finished writing")
    if name.startswith("SQLITE_NOTADB"):
        return DatabaseError(f"{path} is not an SQLite database; choose another file")
    if of_index := _of_index(error, name, path):
        return of_index
    if name.startswith("SQLITE_CORRUPT"):
        return damaged(path, str(error))
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
        return DatabaseError(f"{path} cannot be written to; make it, its folder and its -wal and -shm files writable")
    if name.startswith("SQLITE_CANTOPEN"):
        return DatabaseError(f"{path} cannot be opened; check that the file is readable and its folder is writable")
    if name.startswith("SQLITE_FULL"):
        return DatabaseError(f"nothing was stored: the disk of {path} is full; free some space")
    if name.startswith("SQLITE_IOERR"):
        return DatabaseError(
            f"nothing was stored: {path} cannot be read or written ({error}); check that its disk has room"
        )
    if name.startswith(("SQLITE_CONSTRAINT", "SQLITE_TOOBIG")):
        return RefusedError(f"{path} refuses this: {error}")
    return DatabaseError(f"{path}: {error}")


def _of_index(error: sqlite3.Error, name: str, path: File) -> DatabaseError | None:
    """Return the error if it is one of a full-text index, which can be made again from the rows."""
    text = str(error)
    if "_fts" in text and ("vtable constructor failed" in text or "no such table" in text):
        return DatabaseError(f"{path} has lost its full-text index", advice="; rebuild it with: timeline db reindex")
    if name == "SQLITE_CORRUPT_VTAB" or "fts5" in text:
        return DatabaseError(
            f"{path} has a full-text index that does not match its rows", advice="; rebuild it: timeline db reindex"
        )
    return None


def damaged(path: File, how: str) -> DatabaseError:
    """Return the error for a damaged file."""
    return DatabaseError(
        f"{path} is damaged ({how}); restore it from a backup", advice=", or try: sqlite3 FILE .recover"
    )


@contextmanager
def explained(path: File) -> Iterator[None]:
    """Turn every error of SQLite inside the block into an error for the user."""
    try:
        yield
    except sqlite3.Error as error:
        raise explain(error, path) from error
    except UnicodeDecodeError as error:  # SQLite's message about a damaged schema quotes bytes of it
        raise damaged(path, "its schema cannot be read") from error


def _check_path(path: File) -> None:
    """Raise DatabaseError if a path cannot be a database file."""
    folder = os.path.dirname(os.path.abspath(path))
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        if not os.path.isdir(folder):
            raise DatabaseError(f"the folder {folder} does not exist; create it, or choose another file") from None
        return
    except OSError as error:
        raise DatabaseError(f"{path} cannot be accessed: {error.strerror}") from error
    if stat.S_ISDIR(mode):
        raise DatabaseError(f"{path} is a folder; choose a database file")
    if not stat.S_ISREG(mode):
        raise DatabaseError(f"{path} is not a regular file; choose a database file")


def _connect(path: File, mode: str, wait: int = BUSY_MILLISECONDS) -> sqlite3.Connection:
    """Connect by URI; escape the three characters with a meaning in a URI (https://sqlite.org/uri.html)."""
    escaped = os.path.abspath(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    if os.name == "nt":  # file:///C:/folder/timeline.db
        escaped = f"///{escaped.replace(os.sep, '/').lstrip('/')}"
    uri = f"file:{escaped}?{mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=wait / 1000)


def _check_version() -> None:
    if sqlite3.sqlite_version_info < shipped.MINIMUM_SQLITE:
        raise DatabaseError(f"SQLite {sqlite3.sqlite_version} is too old; install 3.38 or newer")


def connect_to_read(path: File, *, wait: int = BUSY_MILLISECONDS) -> sqlite3.Connection:
    """Open a file read-only, whatever its schema.

    A writable file is opened as writable, with every change forbidden: otherwise SQLite does not remove the files that
    it keeps next to a write-ahead log. A read-only medium or a full disk has no place for these files; such a file is
    opened as immutable. ``wait`` is how many milliseconds to wait for another program. Raises DatabaseError if the file
    is missing, a folder or not SQLite.
    """
    _check_version()
    _check_path(path)
    if not os.path.exists(path):
        raise refuse(path, Status.MISSING)
    with explained(path):
        try:
            writable = os.access(path, os.W_OK) and os.access(os.path.dirname(os.path.abspath(path)), os.W_OK)
            connection = _checked_connection(path, "mode=rw" if writable else "mode=ro", wait)
        except sqlite3.OperationalError as error:
            wal = f"{os.fspath(path)}-wal"
            if not getattr(error, "sqlite_errorname", "").startswith(_NO_PLACE) or (
                os.path.exists(wal) and os.path.getsize(wal) > 0
            ):
                raise
            connection = _checked_connection(path, "mode=ro&immutable=1", wait)
        connection.execute("PRAGMA query_only = ON")
        connection.row_factory = sqlite3.Row
        # Plain SQL can write text that is not UTF-8; one such row must not hide all others.
        connection.text_factory = partial(str, encoding="utf-8", errors="replace")
        return connection


def _checked_connection(path: File, mode: str, wait: int) -> sqlite3.Connection:
    """Connect and read the schema, because SQLite opens a file lazily; close the connection if that fails."""
    connection = _connect(path, mode, wait)
    try:
        connection.execute("PRAGMA schema_version")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def connect_to_write(path: File, states: Collection[Status] | None = None) -> sqlite3.Connection:
    """Open a file to write, with foreign keys on and the write-ahead log; create it if it is missing.

    If there are ``states`` and the file is in none of them, raise DatabaseError and leave it unchanged.
    """
    _check_version()
    _check_path(path)
    with explained(path):
        connection = _connect(path, "mode=rwc")
        try:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
            if states is not None and (state := status(connection)) not in states:
                raise refuse(path, state)
            _use_write_ahead_log(connection)
            connection.execute("PRAGMA foreign_keys = ON")
            # Keep text that plain SQL wrote and that is not UTF-8.
            connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
        except (sqlite3.Error, DatabaseError, UnicodeDecodeError):
            connection.close()
            raise
        return connection


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch a file to the write-ahead log. SQLite does not wait for its turn to do so, hence the loop."""
    until = time.monotonic() + BUSY_MILLISECONDS / 1000
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_RETRY_SECONDS)


def revision(connection: sqlite3.Connection) -> str | None:
    """Return the schema revision in the stamp of an open file."""
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        return None
    return str(row[0]) if row else None


def status(connection: sqlite3.Connection) -> Status:
    """Return the state of an open file, as it is at one moment: another program may be making it."""
    if connection.in_transaction:
        return _status(connection)
    connection.execute("BEGIN")
    try:
        return _status(connection)
    finally:
        with suppress(sqlite3.OperationalError):  # SQLite itself has rolled back if the disk is full
            connection.execute("ROLLBACK")


def _status(connection: sqlite3.Connection) -> Status:
    is_timeline = connection.execute("PRAGMA application_id").fetchone()[0] == shipped.APPLICATION_ID
    stamp = revision(connection)
    if not is_timeline and connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0:
        return Status.EMPTY
    if not is_timeline or stamp is None:
        return Status.FOREIGN
    if stamp == shipped.REVISIONS[-1]:
        return Status.CURRENT
    return Status.OLDER if stamp in shipped.REVISIONS else Status.NEWER


def path_status(path: File) -> Status:
    """Return the state of the file at a path, without changing it."""
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
    """Return the error for a file that cannot be used in this state."""
    message, advice = {
        Status.MISSING: ("does not exist yet", _BEGIN),
        Status.EMPTY: ("is empty", _BEGIN),
        Status.OLDER: ("was made by an older timeline", "; upgrade it with: timeline db upgrade"),
        Status.NEWER: ("was made by a newer timeline; upgrade the program to read it", ""),
        Status.FOREIGN: ("is a database of another program; choose another file", ""),
    }[state]
    return (OutdatedError if state is Status.OLDER else DatabaseError)(f"{path} {message}", advice=advice)


def open_to_read(path: File, *, wait: int = BUSY_MILLISECONDS) -> sqlite3.Connection:
    """Open a file with the current schema read-only. Raises DatabaseError for every other state."""
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
    path: File, *, wait: int = BUSY_MILLISECONDS, at_one_moment: bool = False
) -> Iterator[sqlite3.Connection]:
    """Open a file with the current schema read-only for a block, and close it afterwards.

    With ``at_one_moment`` the whole block reads the file as it was at the first read.

    Raises DatabaseError like :func:`open_to_read`, and for every error of SQLite inside the block.
    """
    connection = open_to_read(path, wait=wait)
    try:
        with explained(path):
            if at_one_moment:
                connection.execute("BEGIN")
            yield connection
    finally:
        connection.close()
