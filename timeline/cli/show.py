"""``timeline show``: the ordered timeline."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar, Unpack

import click

from timeline.cli import filtering
from timeline.cli.arguments import ENTRY_NUMBER
from timeline.cli.date_options import tell_day
from timeline.cli.filtering import FilterOptions, filter_options
from timeline.cli.invocation import chosen_file, database_option, invocation
from timeline.cli.output import columns, interchange, note, print_lines, style
from timeline.cli.root import Command
from timeline.database.opening import read_connection
from timeline.desk import history
from timeline.errors import NoEntryError
from timeline.formats import FORMATS, writer
from timeline.reading import query
from timeline.reading.filter import Filter
from timeline.reading.records import Record, records
from timeline.render import text as people
from timeline.words.numbers import is_number, row_number

Lines = Callable[[Iterable[Record], int, people.Style], Iterator[str]]
_Command = TypeVar("_Command", bound=Callable[..., Any])
_PAGE = (
    click.option("--limit", type=click.IntRange(0, 2**63 - 1), metavar="N", help="At most N entries."),
    click.option("--after", type=ENTRY_NUMBER, metavar="NUMBER", help="Go on after an entry, as for the next page."),
    click.option("--reverse", is_flag=True, help="The latest first."),
    click.option("--count", is_flag=True, help="Print only how many fit."),
    click.option(
        "--format",
        "format_",
        type=click.Choice(["text", *FORMATS]),
        default="text",
        show_default=True,
        help="How to print.",
    ),
)


class PageOptions(FilterOptions):
    """The options of filters, and those of :func:`page_options` that say which entries to print."""

    limit: int | None
    after: int | None
    reverse: bool


class _ShowOptions(PageOptions):
    """The options of ``timeline show`` but ``--count`` and ``--format``."""

    numbers: tuple[str, ...]
    as_of: str | None


def page_options(command: _Command) -> _Command:
    """Let a command choose how much to print, and how."""
    for option in reversed(_PAGE):
        command = option(command)
    return command


@click.command(cls=Command, short_help="Print the timeline in date order.")
@click.argument("numbers", nargs=-1, metavar="[NUMBER]...")
@filter_options
@click.option("--as-of", metavar="MOMENT", help="As it was: a day, a day and time, or the number of a changeset.")
@page_options
@database_option
@click.pass_context
def show(ctx: click.Context, /, *, count: bool, format_: str, **given: Unpack[_ShowOptions]) -> None:
    """Print the timeline in date order, or with one NUMBER everything known about that entry.

    The same filter given twice means or, different filters mean and.
    """
    check_usage(given, ctx, count=count, format_=format_, as_of=given["as_of"])
    path = chosen_file(ctx)
    dated = filtering.dated(given, ctx)
    with read_connection(path) as connection:
        if given["as_of"] is not None:
            moment = history.read_as_of(connection, given["as_of"], invocation(ctx).today)
            tell_day(ctx, moment.read)
        named = filtering.with_names(connection, given, dated)._replace(
            numbers=_existing(connection, given["numbers"], ctx)
        )
        wanted = page(connection, named, given)
        if count:
            click.echo(query.count(connection, wanted))
        else:
            rows = query.entries(connection, wanted, simply=given["as_of"] is not None)
            one = len(wanted.numbers) == 1
            print_found(records(connection, rows), wanted, format_, _details if one else people.timeline)
        filtering.tell_undated(connection, wanted)


def page(connection: sqlite3.Connection, wanted: Filter, given: PageOptions) -> Filter:
    """Add to a filter which page of it is wanted. Raises NotFoundError."""
    if given["after"] is not None:
        query.require(connection, (given["after"],))
    return wanted._replace(limit=given["limit"], after=given["after"], reverse=given["reverse"])


def _details(found: Iterable[Record], columns: int, style: people.Style) -> Iterator[str]:
    for record in found:
        yield from people.detail(record, columns, style)


def print_found(
    found: Iterable[Record],
    wanted: Filter,
    format_: str,
    lines: Lines,
    advice: str = "timeline show without filters prints all there is",
) -> None:
    """Print entries as lines for people, or in a format of other programs; with advice where there are none."""
    if format_ != "text":
        writer(format_)(found, interchange())
        return
    seen = 0

    def counted() -> Iterable[Record]:
        nonlocal seen
        for record in found:
            seen += 1
            yield record

    print_lines(lines(counted(), columns(), style))
    if not seen and wanted.limit != 0:
        note("nothing more fits" if wanted.after is not None else f"nothing fits; {advice}")


def check_usage(given: PageOptions, ctx: click.Context, *, count: bool, format_: str, as_of: str | None = None) -> None:
    """Refuse options that would be ignored."""
    if count and (format_ != "text" or given["reverse"] or not given["limit"] is given["after"] is None):
        raise click.UsageError("--count prints one number: leave out --format, --limit, --after and --reverse", ctx)
    if as_of is not None and given["search"]:
        raise click.UsageError("--search looks into what is there now: leave out --as-of", ctx)
    filtering.check_usage(given, ctx)


def _existing(connection: sqlite3.Connection, typed: tuple[str, ...], ctx: click.Context) -> tuple[int, ...]:
    """Read numbers, with or without a # in front. Raises NotFoundError where no entry has one."""
    numbers: dict[int, None] = {}
    for text in typed:
        number = row_number(text)
        if number is None and text.isascii() and is_number(text):
            raise NoEntryError(text.removeprefix("#")[:20])
        if number is None:
            raise click.UsageError(f"“{text}” is no number of an entry", ctx)
        numbers[number] = None
    query.require(connection, numbers)
    return tuple(numbers)
