"""Copying a file while others write to it, and making sure that the copy is whole."""

import os
import shutil
import sqlite3
from contextlib import closing, suppress

from timeline.database import opening
from timeline.database.opening import File
from timeline.errors import DatabaseError, RefusedError

_BESIDE = ("-journal", "-wal", "-shm")


def back_up(path: File, target: File) -> int:
    """Copy a file of ours to a new one, verify the copy and return the number of its entries.

    It is copied in one step of SQLite's online backup (https://sqlite.org/backup.html), so that it is the file of one
    moment; with the write-ahead log nobody has to wait for it. The copy takes its name only once it is verified, and
    may be read by whoever might read the file.

    Raises:
        RefusedError: there is something of that name already.
        DatabaseError: the file cannot be read, the copy not written, or it is not whole.

    """
    if os.path.lexists(target):
        raise RefusedError(f"{target} is there already; give another name")
    if os.path.abspath(target) in (f"{os.path.abspath(path)}{suffix}" for suffix in _BESIDE):
        raise RefusedError(f"{target} is a name that SQLite uses for {path}; give another name")
    partial = f"{os.path.abspath(target)}.partial"
    with closing(opening.connect_to_read(path)) as source:
        try:
            os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with opening.explained(target), closing(sqlite3.connect(partial)) as copy:
                source.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")  # nothing beside the one file belongs to it
            entries = _verified(partial)
            shutil.copymode(path, partial)
            os.rename(partial, target)
        except FileExistsError:
            raise RefusedError(f"{partial} is there already, from a backup that was broken off; delete it") from None
        except OSError as error:
            _remove(partial)
            raise DatabaseError(f"{target} cannot be written: {error.strerror}") from error
        except BaseException:
            _remove(partial)
            raise
    return entries


def _remove(partial: str) -> None:
    for suffix in ("", *_BESIDE):
        with suppress(OSError):
            os.remove(partial + suffix)


def _verified(copy: str) -> int:
    """Return the number of entries in a copy that is whole; raise DatabaseError where it is not."""
    with opening.explained(copy), closing(sqlite3.connect(copy)) as connection:
        flaw = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if flaw != "ok":
            raise DatabaseError(f"the copy is damaged, and so perhaps is the file: {flaw}; try: timeline db check")
        return int(connection.execute("SELECT count(*) FROM entries").fetchone()[0])
