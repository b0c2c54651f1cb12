"""What the running command line knows of itself: its arguments, the file, who writes and why, and the clock."""

import datetime
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import click

from timeline.schema.fields import FIELDS

#: returns this moment, with its zone
Clock = Callable[[], datetime.datetime]
_Command = TypeVar("_Command", bound=Callable[..., Any])
_MOST_CHARACTERS = 500


def system_clock() -> datetime.datetime:
    """Return this moment in the zone of the machine."""
    return datetime.datetime.now().astimezone()


@dataclass
class Invocation:
    """One run of the command line; it is the object of Click's context."""

    arguments: list[str] = field(default_factory=list)
    clock: Clock = system_clock
    #: ``--db``, ``--by`` and ``--why``, if they are given
    db: str | None = None
    by: str | None = None
    why: str | None = None
    #: whether the command writes, and whether something is stored already: what an interrupt says
    writes: bool = False
    #: what this command calls a field, if not by the option of that name
    labels: dict[str, str] = field(default_factory=dict)
    stored: bool = False

    @property
    def file(self) -> str:
        """The database file: ``--db``, else ``TIMELINE_DB``, else ``timeline.db`` here."""
        return self.db or os.environ.get("TIMELINE_DB") or "timeline.db"

    @property
    def line(self) -> str:
        """The command as typed, for the changeset: without what no database can hold, and within reason."""
        import shlex

        line = shlex.join(self.arguments).encode("utf-8", "replace").decode().replace("\0", "")
        return line if len(line) <= _MOST_CHARACTERS else line[: _MOST_CHARACTERS - 1] + "…"

    def label(self, name: str) -> str:
        """Return what this command line calls a field: the option or argument that fills it."""
        if name.isupper():
            return name
        word = FIELDS[name].word if name in FIELDS else name
        return self.labels.get(name) or f"--{word.replace('_', '-')}"

    def today(self) -> datetime.date:
        """Return the day that it is on this machine."""
        return self.clock().date()

    def utc(self) -> str:
        """Return this moment in UTC as the history writes it: ``2025-02-27T12:00:00.000Z``."""
        return self.clock().astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def invocation(ctx: click.Context) -> Invocation:
    """Return what the command line that runs knows of itself."""
    found = ctx.find_object(Invocation)
    assert found is not None  # noqa: S101  # the root command has put it there
    return found


def label(ctx: click.Context, name: str) -> str:
    """Return what the command that runs calls a field: the option or argument that fills it."""
    return invocation(ctx).label(name)


def chosen_file(ctx: click.Context) -> str:
    """Return the database file of the command that runs."""
    return invocation(ctx).file


def _set_db(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    if value is not None:
        invocation(ctx).db = value


def database_option(command: _Command) -> _Command:
    """Let a command take ``--db``; it may stand before or after the command's name."""
    return click.option(
        "--db",
        metavar="FILE",
        type=click.Path(readable=False),
        expose_value=False,
        callback=_set_db,
        help="The database file. [env: TIMELINE_DB; default: timeline.db]",
    )(command)
