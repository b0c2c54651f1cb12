"""Bringing a file's schema up or down with Alembic. Nothing else imports Alembic but the migrations themselves."""

import os
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from timeline.database.backup import back_up
from timeline.database.engine import explained, make_engine
from timeline.database.opening import File, Status, connect_to_read, path_status, refuse, revision
from timeline.errors import DatabaseError
from timeline.schema import shipped


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(shipped.path("migrations")))
    config.attributes["connection"] = connection
    return config


def _run(path: File, direction: str, target: str) -> None:
    """Migrate in one transaction, foreign keys off within it and checked before it ends."""
    engine = make_engine(path, foreign_keys=False)
    with explained(path), engine.begin() as connection:
        getattr(command, direction)(_config(connection), target)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise DatabaseError(
                f"{path} was left as it was: the migration would leave {len(broken)} rows that refer to nothing, "
                f"the first in {broken[0][0]}"
            )


def upgrade(path: File) -> Path:
    """Upgrade an older file to the current schema and return the backup that was made beside it first.

    Raises DatabaseError where the file is not an older one of ours, and leaves it as it was if anything fails.
    """
    state = path_status(path)
    if state is not Status.OLDER:
        raise refuse(path, state)
    backup = _back_up(path)
    _run(path, "upgrade", shipped.REVISIONS[-1])
    return backup


def make(path: File) -> None:
    """Make the schema in an empty or missing file by running every migration, to prove them equal to the models."""
    _run(path, "upgrade", "head")


def downgrade(path: File, target: str) -> None:
    """Take the schema back to an earlier revision, or to ``base``, which removes every table of ours."""
    _run(path, "downgrade", target)


def check(path: File) -> None:
    """Compare a migrated file with the models; Alembic raises where they differ."""
    with make_engine(path).connect() as connection:
        command.check(_config(connection))


def _back_up(path: File) -> Path:
    """Copy the file, with whatever its write-ahead log holds, to a free name beside it."""
    with closing(connect_to_read(path)) as connection:
        name = f"{os.fspath(path)}.before-upgrade-from-{revision(connection)}"
    backup, number = Path(name), 1
    while backup.exists():
        number += 1
        backup = Path(f"{name}-{number}")
    back_up(path, backup)
    return backup
