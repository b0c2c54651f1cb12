"""Copy a file while others write to it, and verify the copy."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import NamedTuple

from timeline import files
from timeline.database import contents, opening
from timeline.database.opening import File, Status
from timeline.errors import DatabaseError, RefusedError

_SQLITE_SUFFIXES = ("-journal", "-wal", "-shm")
#: code of the error if another backup to the same target is running
RUNNING = "backup-running"
#: the ending of a copy that is not complete yet
_UNFINISHED = ".partial"


class Copied(NamedTuple):
    """A copy: how many entries it has, and its head; None if its schema is older and has none."""

    entries: int
    head: str | None


def back_up(path: File, target: File) -> Copied:
    """Copy a timeline file to a new one, verify the copy and return what it has.

    One step of SQLite's online backup (https://sqlite.org/backup.html) copies it, so that the copy holds one moment;
    because of the write-ahead log nobody has to wait. The copy gets its name only after it is verified, and has the
    same permissions as the file.

    Raises:
        RefusedError: the target already exists, or has a name that SQLite uses.
        DatabaseError: the file cannot be read, the copy cannot be written, or the copy is damaged.

    """
    if os.path.lexists(target):
        raise RefusedError(f"{target} already exists; choose another name")
    if os.path.abspath(target) in (f"{os.path.abspath(path)}{suffix}" for suffix in _SQLITE_SUFFIXES):
        raise RefusedError(f"{target} is a name that SQLite uses for {path}; choose another name")
    partial = f"{os.path.abspath(target)}{_UNFINISHED}"
    was_left = os.path.exists(files.lock_of(partial))
    with closing(opening.connect_to_read(path)) as source, _claimed(partial, target):
        if os.path.exists(partial) and (os.path.samefile(path, partial) or (not was_left and _is_database(partial))):
            raise RefusedError(f"{partial}, the name of the unfinished copy, is a database; choose another name")
        try:
            left = [one for one in files.abandoned(os.path.dirname(partial)) if one.endswith(_UNFINISHED)]
            for one in (partial, *left):
                _remove(one)  # what a killed backup left
            os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with opening.explained(target), closing(sqlite3.connect(partial)) as copy:
                source.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")  # so that the copy is one file
            copied = _verified(partial)
            shutil.copymode(path, partial)
            files.stored(partial)
            os.rename(partial, target)
            files.stored(os.path.dirname(os.path.abspath(target)))
        except OSError as error:
            _remove(partial)
            raise DatabaseError(f"{target} cannot be written: {error.strerror}") from error
        except BaseException:
            _remove(partial)
            raise
    return copied


@contextmanager
def _claimed(partial: str, target: File) -> Iterator[None]:
    """Claim the unfinished copy. Raises RefusedError if another backup is making it, DatabaseError if it cannot be."""
    try:
        with files.claimed(partial) as is_ours:
            if not is_ours:
                raise RefusedError(
                    f"another backup to {target} is running; choose another name, or wait for it", code=RUNNING
                )
            yield
    except OSError as error:
        raise DatabaseError(f"{target} cannot be written: {error.strerror}") from error


def _is_database(path: str) -> bool:
    """Tell whether a file is a database in which something is."""
    try:
        with closing(opening.connect_to_read(path)) as connection:
            return connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone() is not None
    except (OSError, sqlite3.Error, DatabaseError):
        return False


def _remove(partial: str) -> None:
    for suffix in ("", *_SQLITE_SUFFIXES):
        with suppress(OSError):
            os.remove(partial + suffix)


def _verified(copy: str) -> Copied:
    """Verify a copy and return what it has. Raises DatabaseError if it is damaged."""
    with opening.explained(copy), closing(sqlite3.connect(copy)) as connection:
        flaw = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if flaw != "ok":
            raise DatabaseError(
                f"the copy is damaged, and the file may be too ({flaw})", advice="; try: timeline db check"
            )
        head = contents.head(connection) if opening.status(connection) is Status.CURRENT else None
        return Copied(contents.counts(connection)["entries"], head)
