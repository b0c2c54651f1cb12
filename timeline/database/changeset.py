"""The one transaction that writes: every command is one changeset, and either all of it is stored or nothing.

How the triggers know the changeset is told in :mod:`timeline.schema.triggers`: the row of ``writing`` names it from
here on until just before the transaction ends, so that no other connection ever sees it set.
"""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from timeline.database import opening
from timeline.database.engine import explained, make_engine
from timeline.database.opening import File, Status
from timeline.errors import DatabaseError
from timeline.schema import ddl
from timeline.schema.tables import Changeset

#: files that a changeset can be opened on; a missing one becomes an empty one
_WRITABLE = (Status.EMPTY, Status.CURRENT)


def actor(named: str | None = None) -> str:
    """Who is writing: as named, else ``TIMELINE_ACTOR``, else the login name."""
    given = (named or os.environ.get("TIMELINE_ACTOR", "")).strip()
    if given:
        return given.encode("utf-8", "replace").decode()
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no such user, as in a bare container
        return f"user {os.getuid()}"


@contextmanager
def changeset(
    path: File, command: str, *, by: str | None = None, message: str | None = None, rehearse: bool = False
) -> Iterator[Session]:
    """Open a changeset on a file, making the file if it is missing, and commit it when the block ends.

    ``by`` is who writes, ``message`` why.

    ``session.info["changeset"]`` is its number.

    Whatever leaves the block as an exception takes everything back, a newly made file included. A rehearsal always
    does. Raises DatabaseError where the file is not a current one of ours.
    """
    is_new = not os.path.exists(path)
    try:
        with explained(path), make_engine(path, states=_WRITABLE).begin() as connection, Session(connection) as session:
            _make_schema(connection.connection.driver_connection)
            opened = Changeset(actor=actor(by), command=command, message=message)
            session.add(opened)
            session.flush()
            number = session.info["changeset"] = opened.id
            _name(session, path, number)
            event.listen(session, "before_flush", lambda flushed, *_: _stamp(flushed, number))
            yield session
            session.flush()
            session.execute(text("UPDATE writing SET changeset_id = NULL"))
            if rehearse:
                session.rollback()
                connection.rollback()
    except BaseException:
        if is_new:
            _remove_if_empty(path)
        raise
    if rehearse and is_new:
        _remove_if_empty(path)


def create(path: File) -> bool:
    """Make a file with the current schema and tell whether there was none before."""
    state = opening.path_status(path)
    if state is Status.CURRENT:
        return False
    if state not in (Status.MISSING, Status.EMPTY):
        raise opening.refuse(path, state)
    with explained(path), make_engine(path).begin() as connection:
        _make_schema(connection.connection.driver_connection)
    return True


def _make_schema(connection: Any) -> None:
    """Make the schema in a file that is still empty: another program may have made it while this one waited."""
    if opening.status(connection) is Status.EMPTY:
        ddl.create(connection)


def _name(session: Session, path: File, number: int) -> None:
    """Tell the triggers the changeset. Raises DatabaseError where somebody has deleted what they read it from."""
    named: Any = session.execute(text("UPDATE writing SET changeset_id = :id"), {"id": number})
    if named.rowcount != 1:
        raise DatabaseError(f"{path} keeps no history any more; timeline db check says how to mend it")


def _stamp(session: Session, number: int) -> None:
    for row in session.new:
        if hasattr(row, "changeset_id"):
            row.changeset_id = number


def _remove_if_empty(path: File) -> None:
    try:
        if opening.path_status(path) is Status.EMPTY:
            for suffix in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    os.remove(os.fspath(path) + suffix)
    except (OSError, DatabaseError):
        return  # the error that brought us here is the one to show
