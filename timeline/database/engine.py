"""Make the SQLAlchemy engine over connections of :mod:`timeline.database.opening`; transactions begin IMMEDIATE.

A deferred transaction that turns into a write fails at once if another writer came first, whatever the busy timeout; a
transaction that begins as a write waits for its turn.
"""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from timeline.database.opening import BUSY_MILLISECONDS, File, Status, connect_to_write, damaged, explain
from timeline.database.turns import turn
from timeline.errors import RefusedError


def make_engine(path: File, *, foreign_keys: bool = True, states: Collection[Status] | None = None) -> Engine:
    """Make an engine for one file. If there are ``states``, it connects only to a file in one of them.

    Only migrations turn foreign keys off; they check them afterwards.
    """

    def creator() -> sqlite3.Connection:
        connection = connect_to_write(path, states)
        if not foreign_keys:
            connection.execute("PRAGMA foreign_keys = OFF")
        return connection

    engine = create_engine("sqlite://", creator=creator, poolclass=NullPool)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def begun(path: File, *, foreign_keys: bool = True, states: Collection[Status] | None = None) -> Iterator[Connection]:
    """Begin a transaction in its turn; the end of the block commits it. See :func:`make_engine`."""
    engine = make_engine(path, foreign_keys=foreign_keys, states=states)
    with engine.connect() as connection, turn(path) as wait:
        if wait != BUSY_MILLISECONDS:
            own: Any = connection.connection.driver_connection
            own.execute(f"PRAGMA busy_timeout = {wait}")
        with connection.begin():
            yield connection


@contextmanager
def explained(path: File) -> Iterator[None]:
    """Turn every error of SQLite or its driver inside the block into an error for the user."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise damaged(path, "its schema cannot be read") from error
    except UnicodeEncodeError as error:  # plain SQL can write such a text
        shown = str(error.object).encode("utf-8", "replace").decode()[:40]
        raise RefusedError(
            f"nothing was stored: a text in {path} is not UTF-8, and cannot be copied: “{shown}”; correct it first"
        ) from error
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error):
            raise explain(error.orig, path) from error
        raise
    except sqlite3.Error as error:
        raise explain(error, path) from error
