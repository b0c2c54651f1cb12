"""How writing commands open their changeset: an older file is upgraded first, which is said."""

import os
import signal
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import click

from timeline.cli.db import upgraded
from timeline.cli.invocation import invocation
from timeline.cli.output import note
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
        changesets.author_of(run.by, run.why)  # what cannot be stored is refused before anything is asked


def write_options(command: _Command) -> _Command:
    """Let a command take who writes and why: ``--by`` and ``--why``."""
    why = click.option("--why", metavar="TEXT", expose_value=False, callback=_remember, help="Why, for the log.")
    by = click.option(
        "--by",
        metavar="NAME",
        expose_value=False,
        callback=_remember,
        help="Who changes it. [env: TIMELINE_ACTOR; default: the login name]",
    )
    return by(why(command))


@contextmanager
def changeset(
    ctx: click.Context, *, rehearse: bool = False, undoes: int | None = None, purpose: str | None = None
) -> "Iterator[Session]":
    """Open a changeset on the chosen file for the command that runs, with who and why as they were given.

    ``purpose`` stands in the log before why.
    """
    run = invocation(ctx)
    path = run.file
    run.writes = True
    is_new = not os.path.exists(path)
    author = changesets.author_of(run.by, run.why)
    opened = partial(changesets.opened, path, author, run.line, purpose=purpose, undoes=undoes, rehearse=rehearse)
    with ExitStack() as stack:
        try:
            session = stack.enter_context(opened())
        except OutdatedError:
            upgraded(path)
            session = stack.enter_context(opened())
        yield session
        if not rehearse:
            # From here on it is stored or fails by itself; an interrupt would only make us say something untrue.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
    if is_new and not rehearse:
        note(f"made {path}")


def tell_notes(notes: "Iterable[Note]", indent: str = "") -> None:
    """Tell what came of a command besides its result."""
    for one in notes:
        note(f"{indent}{one.message}")
