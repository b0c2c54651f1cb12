"""The options that tell how dates are meant, and telling how one was read relative to today."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from timeline.cli.invocation import invocation, label
from timeline.cli.output import note
from timeline.reading import filters

if TYPE_CHECKING:
    import sqlite3

_Command = TypeVar("_Command", bound=Callable[..., Any])


date_order = click.option(
    "--date-order",
    "order",
    type=click.Choice(["dmy", "mdy", "ymd"]),
    help="How dates in figures such as 03/04/2025 are meant.",
)


#: what dates are read relative to, and how their figures are meant
reading_options = (
    click.option("--reference", metavar="DATE", help="When the text was written that dates such as Thursday are from."),
    date_order,
)


def with_reading_options(command: _Command) -> _Command:
    """Let a command take what dates are read relative to, and their order: ``--reference`` and ``--date-order``."""
    for option in reversed(reading_options):
        command = option(command)
    return command


def tell_day(ctx: click.Context, read: filters.DayRead | None) -> None:
    """Tell how a date was read if it means something else on another day."""
    if read is not None and read.is_relative:
        note(f"{label(ctx, read.field)}: “{read.text}” is read as {read.date.human()}")


def changeset_of(ctx: click.Context, connection: "sqlite3.Connection", field: str, text: str) -> int:
    """Return the changeset that a moment means, and tell how it was read. Raises NotFoundError or DateError."""
    found = filters.changeset(connection, field, text, invocation(ctx).today)
    tell_day(ctx, found.read)
    return found.changeset
