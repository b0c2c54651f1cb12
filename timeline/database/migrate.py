"""Upgrade or downgrade a file's schema with Alembic. Only this module and the migrations import Alembic."""

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from timeline import files
from timeline.database import planted
from timeline.database.backup import back_up
from timeline.database.changeset import actor
from timeline.database.engine import begun, explained, make_engine
from timeline.database.opening import File, Status, connect_to_read, path_status, refuse, revision
from timeline.errors import DatabaseError
from timeline.history import seals
from timeline.schema import shipped


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(shipped.path("migrations")))
    config.attributes["connection"] = connection
    return config


def _run(path: File, direction: str, target: str) -> None:
    """Migrate in one transaction, with foreign keys off; check them before it ends.

    An upgrade of a sealed file is a changeset of its own, for a migration that changes values.
    """
    with explained(path), begun(path, foreign_keys=False) as connection:
        own: Any = connection.connection.driver_connection
        number = _open(own) if direction == "upgrade" else None
        getattr(command, direction)(_config(connection), target)
        if number is not None:
            own.execute("UPDATE writing SET changeset_id = NULL")
            seals.seal(own, [number], "written")
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if orphans:
            raise DatabaseError(
                f"{path} is unchanged: the migration would leave {len(orphans)} rows that refer to nothing, "
                f"the first in {orphans[0][0]}"
            )


def _open(connection: sqlite3.Connection) -> int | None:
    """Open a changeset, and return its number; None if the file has no seals yet."""
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'seals'").fetchone():
        return None
    seals.seal_outside(connection)
    row = connection.execute(
        "INSERT INTO changesets (actor, command) VALUES (?, 'db upgrade') RETURNING id", (actor(),)
    ).fetchone()
    connection.execute("UPDATE writing SET changeset_id = ?", row)
    return int(row[0])


class AlreadyUpgradedError(DatabaseError):
    """The file has the current schema: another program has just upgraded it."""


def upgrade(path: File) -> Path:
    """Back up an older file in its folder, upgrade it to the current schema and return the path of the backup.

    Raises AlreadyUpgradedError if it is current, and DatabaseError if it is not a timeline with an older schema, or
    another program is upgrading it; leaves it unchanged if anything fails.
    """
    with files.claimed(f"{os.fspath(path)}.upgrade") as is_ours:
        if not is_ours:
            raise DatabaseError(f"another program is upgrading {path}; try again when it has finished")
        state = path_status(path)
        if state is Status.CURRENT:
            raise AlreadyUpgradedError(f"{path} is already current")
        if state is not Status.OLDER:
            raise refuse(path, state)
        _refuse_others(path)
        backup = _back_up(path)
        _run(path, "upgrade", shipped.REVISIONS[-1])
        return backup


def _refuse_others(path: File) -> None:
    """Refuse an older file with triggers of others on its tables: they would run within the upgrade.

    Its own are those of an empty file with the same revision. Raises DatabaseError.
    """
    query = "SELECT name, sql, lower(tbl_name) FROM sqlite_schema WHERE type = 'trigger' ORDER BY name"
    with closing(connect_to_read(path)) as connection:
        stamp = str(revision(connection))
        actual = connection.execute(query).fetchall()
        has_kept = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'kept_triggers'").fetchone()
        allowed = set(planted.kept(connection)) if has_kept else set()
    with tempfile.TemporaryDirectory() as folder:
        fresh = os.path.join(folder, "fresh.db")
        _run(fresh, "upgrade", stamp)
        with closing(connect_to_read(fresh)) as connection:
            allowed |= {(row[0], row[1]) for row in connection.execute(query)}
            ours = {row[0] for row in connection.execute("SELECT lower(name) FROM sqlite_schema")}
    others = [row[0] for row in actual if row[2] in ours and (row[0], row[1]) not in allowed]
    if others:
        raise DatabaseError(
            f"{path} is unchanged: it has the trigger {others[0]}, which timeline did not make and which could alter "
            f"it during the upgrade; look at it, then: sqlite3 {path} 'DROP TRIGGER \"{others[0]}\"'"
        )


def make(path: File) -> None:
    """Create the schema in an empty or missing file by running every migration, to prove them equal to the models."""
    _run(path, "upgrade", "head")


def downgrade(path: File, target: str) -> None:
    """Downgrade the schema to an earlier revision, or to ``base``, which removes every table of timeline."""
    _run(path, "downgrade", target)


def check(path: File) -> None:
    """Compare a migrated file with the models; Alembic raises an error if they differ."""
    with make_engine(path).connect() as connection:
        command.check(_config(connection))


def _back_up(path: File) -> Path:
    """Copy the file, with the rows in its write-ahead log, to an unused name in its folder."""
    with closing(connect_to_read(path)) as connection:
        name = f"{os.fspath(path)}.before-upgrade-from-{revision(connection)}"
    backup, number = Path(name), 1
    while backup.exists():
        number += 1
        backup = Path(f"{name}-{number}")
    back_up(path, backup)
    return backup
