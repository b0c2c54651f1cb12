"""``timeline show``: the ordered timeline."""

import sqlite3
from collections.abc import Iterable
from typing import Any

import click

from timeline import database, query
from timeline.cli import filters
from timeline.cli.common import chosen_file, columns, database_option, interchange, note, print_lines, style
from timeline.cli.filters import filter_options
from timeline.cli.given import given_moment
from timeline.cli.root import Command
from timeline.errors import NotFoundError
from timeline.formats import FORMATS, writer
from timeline.query import Filter
from timeline.records import Record, records
from timeline.render import text as people


@click.command(cls=Command, short_help="Print the timeline in date order.")
@click.argument("numbers", nargs=-1, metavar="[NUMBER]...")
@filter_options
@click.option("--as-of", metavar="MOMENT", help="As it was: a day, a day and time, or the number of a changeset.")
@click.option("--limit", type=click.IntRange(0, 2**63 - 1), metavar="N", help="At most N entries.")
@click.option("--reverse", is_flag=True, help="The latest first.")
@click.option("--count", is_flag=True, help="Print only how many fit.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", *FORMATS]),
    default="text",
    show_default=True,
    help="How to print.",
)
@database_option
@click.pass_context
def show(ctx: click.Context, /, *, count: bool, format_: str, **given: Any) -> None:
    """Print the timeline in date order, or with one NUMBER everything known about that entry.

    The same filter given twice means or, different filters mean and.
    """
    _check_usage(given, ctx, count=count, format_=format_)
    path = chosen_file(ctx)
    dated = filters.dated(given)
    connection = database.open_to_read(path)
    with database.explained(path):
        if given["as_of"] is not None:
            from timeline import past

            past.lay(connection, given_moment(connection, "--as-of", given["as_of"]))
        wanted = filters.wanted(connection, given, dated)._replace(
            numbers=_existing(connection, given["numbers"], ctx), limit=given["limit"], reverse=given["reverse"]
        )
        if count:
            click.echo(query.count(connection, wanted))
        else:
            _print(records(connection, query.entries(connection, wanted)), wanted, format_)
        filters.tell_undated(connection, wanted)
    connection.close()


def _print(found: Iterable[Record], wanted: Filter, format_: str) -> None:
    if format_ != "text":
        writer(format_)(found, interchange())
        return
    seen = 0

    def counted() -> Iterable[Record]:
        nonlocal seen
        for record in found:
            seen += 1
            yield record

    if len(wanted.numbers) == 1:
        print_lines(line for record in counted() for line in people.detail(record, columns(), style))
    else:
        print_lines(people.timeline(counted(), columns(), style))
    if not seen and wanted.limit != 0:
        note("nothing fits; timeline show without filters prints all there is")


def _check_usage(given: dict[str, Any], ctx: click.Context, *, count: bool, format_: str) -> None:
    """Refuse options that would be ignored."""
    if count and (format_ != "text" or given["limit"] is not None or given["reverse"]):
        raise click.UsageError("--count prints one number: leave out --format, --limit and --reverse", ctx)
    filters.check_usage(given, ctx)


def _existing(connection: sqlite3.Connection, typed: tuple[str, ...], ctx: click.Context) -> tuple[int, ...]:
    """Read numbers, with or without a # in front. Raises NotFoundError where no entry has one."""
    digits = [text.removeprefix("#") for text in typed]
    for text, number in zip(typed, digits, strict=True):
        if not (number.isascii() and number.isdigit()):
            raise click.UsageError(f"“{text}” is no number of an entry", ctx)
    unique = tuple(dict.fromkeys(int(number[:20]) for number in digits))
    for wanted in unique:
        if wanted >= 2**63 or not connection.execute("SELECT 1 FROM entries WHERE id = ?", (wanted,)).fetchone():
            raise NotFoundError(f"there is no entry {wanted}; timeline show lists the numbers")
    return unique
