"""``timeline show``: print the timeline in date order."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar, Unpack

import click

from timeline.cli import filtering, progress
from timeline.cli.arguments import ENTRY_NUMBER, Choice, WholeNumber
from timeline.cli.date_options import report_reading
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
from timeline.words.numbers import is_number, row_number, shown

Lines = Callable[[Iterable[Record], int, people.Style], Iterator[str]]
_Command = TypeVar("_Command", bound=Callable[..., Any])
_PAGE = (
    click.option("--limit", type=WholeNumber(0), metavar="N", help="At most N entries."),
    click.option(
        "--after", type=ENTRY_NUMBER, metavar="NUMBER", help="Print the entries after this one, as for the next page."
    ),
    click.option("--reverse", is_flag=True, help="The latest first."),
    click.option("--count", is_flag=True, help="Print only the number of matching entries."),
    click.option(
        "--format",
        "format_",
        type=Choice(["text", *FORMATS]),
        default="text",
        show_default=True,
        help="How to print.",
    ),
)


class PageOptions(FilterOptions):
    """The filter options, and those of :func:`page_options` that choose which entries to print."""

    limit: int | None
    after: int | None
    reverse: bool


class _ShowOptions(PageOptions):
    """The options of ``timeline show``, except ``--count`` and ``--format``."""

    numbers: tuple[str, ...]
    as_of: str | None


def page_options(command: _Command) -> _Command:
    """Give a command the options that choose how much to print, and how."""
    for option in reversed(_PAGE):
        command = option(command)
    return command


@click.command(cls=Command, short_help="Print the timeline in date order.")
@click.argument("numbers", nargs=-1, metavar="[NUMBER]...")
@filter_options
@click.option(
    "--as-of", metavar="MOMENT", help="Print the timeline as it was then: a day, a day and time, or a changeset number."
)
@page_options
@database_option
@click.pass_context
def show(ctx: click.Context, /, *, count: bool, format_: str, **options: Unpack[_ShowOptions]) -> None:
    """Print the timeline in date order, or with one NUMBER all details of that entry.

    The same filter twice means or, different filters mean and.
    """
    check_usage(options, ctx, count=count, format_=format_, as_of=options["as_of"])
    path = chosen_file(ctx)
    dates = filtering.date_filter(options, ctx)
    with read_connection(path) as connection:
        if options["as_of"] is not None:
            with progress.shown("reading the history"):
                moment = history.read_as_of(connection, options["as_of"], invocation(ctx).today)
            report_reading(ctx, moment.read)
        filter_ = filtering.whole_filter(connection, options, dates)._replace(
            numbers=_existing(connection, options["numbers"], ctx)
        )
        filter_ = page(connection, filter_, options)
        if count:
            click.echo(query.count(connection, filter_))
        else:
            rows = query.entries(connection, filter_)
            one = len(filter_.numbers) == 1
            print_entries(records(connection, rows), filter_, format_, _details if one else people.timeline)
        filtering.report_left_out(connection, filter_)


def page(connection: sqlite3.Connection, filter_: Filter, options: PageOptions) -> Filter:
    """Return a filter with the options of the page. Raises NotFoundError if no entry has the number to go on after."""
    if options["after"] is not None:
        query.require(connection, (options["after"],))
    return filter_._replace(limit=options["limit"], after=options["after"], reverse=options["reverse"])


def _details(entries: Iterable[Record], columns: int, style: people.Style) -> Iterator[str]:
    for record in entries:
        yield from people.detail(record, columns, style)


def print_entries(
    entries: Iterable[Record],
    filter_: Filter,
    format_: str,
    lines: Lines,
    advice: str = "timeline show without filters prints all entries",
) -> None:
    """Print entries as lines for people, or in a format for other programs. If there are none, print advice."""
    if format_ != "text":
        writer(format_)(progress.counted(entries, "writing"), interchange())
        return
    count = 0

    def counted() -> Iterable[Record]:
        nonlocal count
        for record in entries:
            count += 1
            yield record

    print_lines(progress.begun(lines(counted(), columns(), style), "reading"))
    if not count and filter_.limit != 0:
        note("no more entries match" if filter_.after is not None else f"no entries match; {advice}")


def check_usage(
    options: PageOptions, ctx: click.Context, *, count: bool, format_: str, as_of: str | None = None
) -> None:
    """Refuse options that would be ignored."""
    if count and (format_ != "text" or options["reverse"] or not options["limit"] is options["after"] is None):
        raise click.UsageError("--count prints one number; leave out --format, --limit, --after and --reverse", ctx)
    if as_of is not None and options["search"]:
        raise click.UsageError("--search looks only at the present timeline; leave out --as-of", ctx)
    filtering.check_usage(options, ctx)


def _existing(connection: sqlite3.Connection, typed: tuple[str, ...], ctx: click.Context) -> tuple[int, ...]:
    """Parse numbers, with or without a # in front. Raises NotFoundError if no entry has one."""
    numbers: dict[int, None] = {}
    for text in typed:
        number = row_number(text)
        if number is None and text.isascii() and is_number(text):
            raise NoEntryError(shown(text.removeprefix("#")))
        if number is None:
            raise click.UsageError(f"“{text}” is not an entry number; timeline show lists them", ctx)
        numbers[number] = None
    query.require(connection, numbers)
    return tuple(numbers)
