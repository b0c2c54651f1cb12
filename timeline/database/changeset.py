"""Write in one transaction: every command is one changeset, and either all of it is stored or nothing.

The row of ``writing`` tells the triggers the changeset (see :mod:`timeline.schema.triggers`). It is set only inside the
transaction, so that no other connection ever sees it.
"""

import getpass
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session

from timeline.database import opening, turns
from timeline.database.engine import begun, explained
from timeline.database.opening import File, Status
from timeline.database.planted import refuse_others
from timeline.errors import DatabaseError
from timeline.history import seals
from timeline.schema import ddl
from timeline.schema.tables import Changeset

#: states of a file on which a changeset can be opened; opening a missing file makes an empty one
_WRITABLE = (Status.EMPTY, Status.CURRENT)
_MOST_ATTEMPTS = 10
#: checks or changes a file before a changeset is opened on it
Prepare = Callable[[sqlite3.Connection, File], None]


def actor(named: str | None = None) -> str:
    """Return the name of the person who writes: the argument, or else ``TIMELINE_ACTOR``, or else the login name."""
    name = (named or os.environ.get("TIMELINE_ACTOR", "")).strip() or _login_name()
    return name.encode("utf-8", "replace").decode()


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # the user has no name, as in a bare container
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "unknown"


@contextmanager
def changeset(
    path: File,
    command: str,
    *,
    by: str | None = None,
    message: str | None = None,
    rehearse: bool = False,
    first: Prepare = refuse_others,
) -> Iterator[Session]:
    """Open a changeset on a file, create the file if it is missing, and commit the changeset when the block ends.

    ``by`` names the person who writes, ``message`` says why; ``session.info["changeset"]`` is the number. Changes by
    plain SQL are sealed before it, and the changeset itself at its end. ``first`` runs before anything else is written.

    An exception in the block undoes everything, including a new file; a rehearsal always does so. Raises DatabaseError
    if the file is not a timeline with the current schema, or has triggers that are not ours.
    """
    is_new = not os.path.exists(path)
    try:
        with explained(path), _begun(path) as connection, Session(connection) as session:
            own: Any = connection.connection.driver_connection
            _make_schema(own)
            first(own, path)
            seals.seal_outside(own)
            row = Changeset(actor=actor(by), command=command, message=message)
            session.add(row)
            session.flush()
            number = session.info["changeset"] = row.id
            _name(session, path, number)
            event.listen(session, "before_flush", lambda flushed, *_: _stamp(flushed, number))
            yield session
            session.flush()
            session.execute(text("UPDATE writing SET changeset_id = NULL"))
            seals.seal(own, [number], "written")
            if rehearse:
                session.rollback()
                connection.rollback()
    except BaseException:
        if is_new:
            remove_if_empty(path)
        raise
    if rehearse and is_new:
        remove_if_empty(path)


def _identity(path: File) -> tuple[int, int] | None:
    """Return what tells the file of a path from another one that replaces it; None if it is missing."""
    try:
        state = os.stat(path)
    except OSError:
        return None
    return state.st_dev, state.st_ino


@contextmanager
def _begun(path: File) -> Iterator[Connection]:
    """Begin a transaction; begin again if the path has another file now: another writer has given up on a new one.

    That removes a file only while it holds the lock. While we hold it, the path therefore keeps the file we opened.
    """
    for _ in range(_MOST_ATTEMPTS):
        before = _identity(path)
        with begun(path, states=_WRITABLE) as connection:
            if before is not None and _identity(path) == before:
                yield connection
                return
    raise DatabaseError(f"{path} was removed meanwhile, and nothing was stored; try again")


def create(path: File) -> bool:
    """Create a file with the current schema; return False if it already has it."""
    state = opening.path_status(path)
    if state is Status.CURRENT:
        return False
    if state not in (Status.MISSING, Status.EMPTY):
        raise opening.refuse(path, state)
    try:
        with explained(path), begun(path) as connection:
            _make_schema(connection.connection.driver_connection)
    except BaseException:
        if state is Status.MISSING:
            remove_if_empty(path)
        raise
    return True


def _make_schema(connection: Any) -> None:
    """Create the schema if the file is still empty: another program may have created it while this one waited."""
    if opening.status(connection) is Status.EMPTY:
        ddl.create(connection)


def _name(session: Session, path: File, number: int) -> None:
    """Tell the triggers the changeset. Raises DatabaseError if somebody has deleted the row that they read."""
    result: Any = session.execute(text("UPDATE writing SET changeset_id = :id"), {"id": number})
    if result.rowcount != 1:
        raise DatabaseError(f"{path} no longer keeps its history", advice="; timeline db check says how to fix it")


def _stamp(session: Session, number: int) -> None:
    for row in session.new:
        if hasattr(row, "changeset_id"):
            row.changeset_id = number


def remove_if_empty(path: File) -> None:
    """Remove a new file without a schema, unless another program is about to write to it."""
    try:
        if opening.path_status(path) is not Status.EMPTY:
            return
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            if opening.status(connection) is Status.EMPTY:
                beside = (f"{os.fspath(path)}{suffix}" for suffix in ("", "-wal", "-shm"))
                for one in (*beside, turns.lock_of(path)):
                    with suppress(FileNotFoundError):
                        os.remove(one)
    except (OSError, DatabaseError, sqlite3.Error):
        return  # the first error is the one to show
