"""The state of a running command line: its arguments, the file, who writes and why, and the clock."""

import datetime
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import click

from timeline.schema.fields import FIELDS
from timeline.settings import Settings

#: returns this moment, with its zone
Clock = Callable[[], datetime.datetime]
_Command = TypeVar("_Command", bound=Callable[..., Any])
_MAX_LINE_CHARACTERS = 500


def system_clock() -> datetime.datetime:
    """Return this moment in the zone of the machine."""
    return datetime.datetime.now().astimezone()


@dataclass
class Invocation:
    """One run of the command line, kept as the object of Click's context."""

    arguments: list[str] = field(default_factory=list)
    clock: Clock = system_clock
    #: ``--db``, ``--by`` and ``--why``; None if they are missing
    db: str | None = None
    by: str | None = None
    why: str | None = None
    #: what holds if no option says otherwise
    settings: Settings = field(default_factory=Settings)
    #: whether the command writes, and what it has stored so far, for the message of an interrupt
    writes: bool = False
    stored: str = ""
    #: field → option or argument of this command that fills it, if it is not the option of that name
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The database file: ``--db``, else that of the settings."""
        return self.db or self.settings.value("database").text

    @property
    def author(self) -> str | None:
        """Who writes: ``--by``, else the one in the file of settings; None for that of the environment."""
        value = self.settings.value("actor")
        return self.by or (value.text if value.origin == self.settings.path else None)

    @cached_property
    def is_colored(self) -> bool:
        """Whether stdout gets colours."""
        mode = self.settings.value("color").text
        return mode == "always" or (mode == "auto" and sys.stdout.isatty())

    @property
    def line(self) -> str:
        """The command as typed, for the changeset: cut to a limit, without characters that SQLite cannot hold."""
        import shlex

        line = shlex.join(self.arguments).encode("utf-8", "replace").decode().replace("\0", "")
        return line if len(line) <= _MAX_LINE_CHARACTERS else line[: _MAX_LINE_CHARACTERS - 1] + "…"

    def has_stored(self, what: str) -> None:
        """Remember what the command has stored so far, and let an interrupt stop it: storing has ignored interrupts."""
        self.stored = what
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def label(self, name: str) -> str:
        """Return the option or argument that fills a field."""
        if name.isupper():
            return name
        front, field = ("no_", name[3:]) if name.startswith("no_") else ("", name)
        word = FIELDS[field].word if field in FIELDS else field
        return self.labels.get(name) or f"--{front}{word}".replace("_", "-")

    def today(self) -> datetime.date:
        """Return today's date on this machine."""
        return self.clock().date()

    def utc(self) -> str:
        """Return this moment in UTC, in the form of the history: ``2025-02-27T12:00:00.000Z``."""
        return self.clock().astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def invocation(ctx: click.Context) -> Invocation:
    """Return the state of the running command line."""
    state = ctx.find_object(Invocation)
    assert state is not None  # noqa: S101  # the root command has put it there
    return state


def label(ctx: click.Context, name: str) -> str:
    """Return the option or argument of the running command that fills a field."""
    return invocation(ctx).label(name)


def chosen_file(ctx: click.Context) -> str:
    """Return the database file of the running command."""
    return invocation(ctx).file


def _set_db(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    if value is not None:
        invocation(ctx).db = value


def database_option(command: _Command) -> _Command:
    """Give a command ``--db``, which may come before or after the command's name."""
    return click.option(
        "--db",
        metavar="FILE",
        type=click.Path(readable=False),
        expose_value=False,
        callback=_set_db,
        help="The database file. [env: TIMELINE_DB; default: timeline.db]",
    )(command)
