"""Open the changeset of a writing command; upgrade an older file first, and print that."""

import os
import signal
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import click

from timeline.cli import progress
from timeline.cli.invocation import invocation
from timeline.cli.output import note
from timeline.cli.upgrading import upgraded
from timeline.database import opening
from timeline.desk import changesets
from timeline.errors import OutdatedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

    from timeline.desk.values import Note

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _remember(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        run = invocation(ctx)
        setattr(run, str(param.name), value)
        changesets.author_of(run.author, run.why)  # refuse a bad name or reason before the first question


def write_options(command: _Command) -> _Command:
    """Give a command ``--by`` and ``--why``: who writes, and the reason."""
    why = click.option("--why", metavar="TEXT", expose_value=False, callback=_remember, help="The reason, for the log.")
    by = click.option(
        "--by",
        metavar="NAME",
        expose_value=False,
        callback=_remember,
        help="Who makes the change. [env: TIMELINE_ACTOR; default: the login name]",
    )
    return by(why(command))


@contextmanager
def changeset(
    ctx: click.Context,
    *,
    rehearse: bool = False,
    undoes: int | None = None,
    purpose: str | None = None,
    creates: bool = True,
) -> "Iterator[Session]":
    """Open a changeset on the chosen file for the running command, with ``--by`` and ``--why``.

    The log shows ``purpose`` before ``--why``. Raises DatabaseError for a missing file unless the
    command ``creates`` it.
    """
    run = invocation(ctx)
    path = run.file
    run.writes = True
    is_new = not os.path.exists(path)
    if is_new and not creates:
        raise opening.refuse(path, opening.Status.MISSING)
    author = changesets.author_of(run.author, run.why)
    opened = partial(changesets.opened, path, author, run.line, purpose=purpose, undoes=undoes, rehearse=rehearse)
    with ExitStack() as stack:
        stack.enter_context(progress.shown("storing"))
        try:
            session = stack.enter_context(opened())
        except OutdatedError:
            upgraded(path)
            session = stack.enter_context(opened())
        yield session
        if not rehearse and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            # The commit follows. An interrupt would make us print that nothing was stored, which may be wrong.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
    if is_new and not rehearse:
        note(f"made {path}")


def print_notes(notes: "Iterable[Note]", indent: str = "") -> None:
    """Print the notes of a command."""
    for one in notes:
        note(f"{indent}{one.message}")
