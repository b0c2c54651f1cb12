"""How writing commands open their changeset: an older file is upgraded first, which is said."""

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from timeline import database
from timeline.cli.common import chosen_file, command_line
from timeline.cli.database import upgraded
from timeline.database import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session


@contextmanager
def changeset(ctx: click.Context, *, rehearse: bool = False) -> "Iterator[Session]":
    """Open a changeset on the chosen file for the command that runs."""
    from timeline import history

    path = chosen_file(ctx)
    if database.path_status(path) is Status.OLDER:
        upgraded(path)
    with history.changeset(path, command_line(ctx), rehearse=rehearse) as session:
        yield session
