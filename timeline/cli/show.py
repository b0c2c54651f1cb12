"""``timeline show``: the ordered timeline."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import click

from timeline.cli import filtering
from timeline.cli.common import (
    ENTRY_NUMBER,
    chosen_file,
    columns,
    database_option,
    interchange,
    note,
    print_lines,
    style,
)
from timeline.cli.filtering import filter_options
from timeline.cli.given import given_moment
from timeline.cli.root import Command
from timeline.database import opening
from timeline.errors import NotFoundError
from timeline.formats import FORMATS, writer
from timeline.reading import query
from timeline.reading.filter import Filter
from timeline.reading.records import Record, records
from timeline.render import text as people

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
def show(ctx: click.Context, /, *, count: bool, format_: str, **given: Any) -> None:
    """Print the timeline in date order, or with one NUMBER everything known about that entry.

    The same filter given twice means or, different filters mean and.
    """
    check_usage(given, ctx, count=count, format_=format_)
    path = chosen_file(ctx)
    dated = filtering.dated(given)
    connection = opening.open_to_read(path)
    with opening.explained(path):
        if given["as_of"] is not None:
            from timeline.history import past

            past.show_as_of(connection, given_moment(connection, "--as-of", given["as_of"]))
        wanted = filtering.wanted(connection, given, dated)._replace(
            numbers=_existing(connection, given["numbers"], ctx), **page(connection, given)
        )
        if count:
            click.echo(query.count(connection, wanted))
        else:
            rows = query.entries(connection, wanted, simply=given["as_of"] is not None)
            one = len(wanted.numbers) == 1
            print_found(records(connection, rows), wanted, format_, _details if one else people.timeline)
        filtering.tell_undated(connection, wanted)
    connection.close()


def page(connection: sqlite3.Connection, given: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a filter that says which page. Raises NotFoundError."""
    if given["after"] is not None:
        _check_exists(connection, given["after"])
    return {name: given[name] for name in ("limit", "after", "reverse")}


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


def check_usage(given: dict[str, Any], ctx: click.Context, *, count: bool, format_: str) -> None:
    """Refuse options that would be ignored."""
    if count and (format_ != "text" or given["reverse"] or not given["limit"] is given["after"] is None):
        raise click.UsageError("--count prints one number: leave out --format, --limit, --after and --reverse", ctx)
    if given.get("as_of") is not None and given["search"]:
        raise click.UsageError("--search looks into what is there now: leave out --as-of", ctx)
    filtering.check_usage(given, ctx)


def _existing(connection: sqlite3.Connection, typed: tuple[str, ...], ctx: click.Context) -> tuple[int, ...]:
    """Read numbers, with or without a # in front. Raises NotFoundError where no entry has one."""
    digits = [text.removeprefix("#") for text in typed]
    for text, number in zip(typed, digits, strict=True):
        if not (number.isascii() and number.isdigit()):
            raise click.UsageError(f"“{text}” is no number of an entry", ctx)
    unique = tuple(dict.fromkeys(int(number[:20]) for number in digits))
    for wanted in unique:
        _check_exists(connection, wanted)
    return unique


def _check_exists(connection: sqlite3.Connection, number: int) -> None:
    if number >= 2**63 or not connection.execute("SELECT 1 FROM entries WHERE id = ?", (number,)).fetchone():
        raise NotFoundError(f"there is no entry {number}; timeline show lists the numbers")
