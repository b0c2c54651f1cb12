"""How writing commands open their changeset: an older file is upgraded first, which is said."""

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from timeline import database
from timeline.cli.common import chosen_file, command_line, note
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
    ctx.obj["writes"] = True
    state = database.path_status(path)
    if state is Status.OLDER:
        upgraded(path)
    with history.changeset(path, command_line(ctx), rehearse=rehearse) as session:
        yield session
        if not rehearse:
            # From here on it is stored or fails by itself; an interrupt would only make us say something untrue.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
    if state is Status.MISSING and not rehearse:
        note(f"made {path}")
