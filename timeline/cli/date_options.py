"""The options that say how to read dates, and the note on a date read relative to today."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from timeline.cli.arguments import Choice
from timeline.cli.invocation import invocation, label
from timeline.cli.output import note
from timeline.reading import filters
from timeline.schema.vocabulary import DATE_ORDERS

if TYPE_CHECKING:
    import sqlite3

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _order(ctx: click.Context, _param: click.Parameter, typed: str | None) -> str | None:
    return typed or invocation(ctx).settings.chosen("date_order")


date_order = click.option(
    "--date-order",
    "order",
    type=Choice(DATE_ORDERS),
    callback=_order,
    help="The order of day, month and year in dates such as 03/04/2025.",
)


#: the day that dates are read relative to, and the order of their figures
reading_options = (
    click.option(
        "--reference", metavar="DATE", help="The day on which the words were written, for dates such as Thursday."
    ),
    date_order,
)


def with_reading_options(command: _Command) -> _Command:
    """Give a command ``--reference`` and ``--date-order``, which say how to read dates."""
    for option in reversed(reading_options):
        command = option(command)
    return command


def report_reading(ctx: click.Context, read: filters.DayRead | None) -> None:
    """Print how a date was read if that depends on today."""
    if read is not None and read.is_relative:
        note(f"{label(ctx, read.field)}: “{read.text}” is read as {read.date.human()}")


def changeset_of(ctx: click.Context, connection: "sqlite3.Connection", field: str, text: str) -> int:
    """Return the changeset that a moment means, and print how it was read. Raises NotFoundError or DateError."""
    moment = filters.changeset(connection, field, text, invocation(ctx).today)
    report_reading(ctx, moment.read)
    return moment.changeset
