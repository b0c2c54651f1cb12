"""The filter options of show, export and other commands, and the one `Filter` made from them."""

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

import click

from timeline.cli import completing
from timeline.cli.arguments import Choice
from timeline.cli.date_options import date_order, report_reading
from timeline.cli.invocation import invocation
from timeline.cli.output import note
from timeline.reading import filters
from timeline.reading.filter import Filter
from timeline.reading.filters import FilterInput
from timeline.render.left_out import left_out
from timeline.schema.vocabulary import ENTRY_KINDS

_Command = TypeVar("_Command", bound=Callable[..., Any])
_OPTIONS = (
    click.option("--since", multiple=True, metavar="DATE", help="Entries that may have happened on DATE or later."),
    click.option(
        "--until",
        multiple=True,
        metavar="DATE",
        help="Entries that may have happened on DATE or before; 2014 is all of 2014.",
    ),
    click.option("--on", multiple=True, metavar="DATE", help="Entries that may have happened on DATE, or within it."),
    date_order,
    click.option("--certainly", is_flag=True, help="Only entries that lie wholly within the range."),
    click.option("--kind", multiple=True, type=Choice(ENTRY_KINDS), help="Only events, or only statements."),
    click.option(
        "--speaker",
        multiple=True,
        metavar="NAME",
        shell_complete=completing.speakers,
        help="Statements by NAME, alone or jointly, and events with NAME.",
    ),
    click.option(
        "--country",
        multiple=True,
        metavar="CC",
        help="The country of a speaker, such as RU; for a joint statement, of any speaker.",
    ),
    click.option("--topic", multiple=True, metavar="NAME", shell_complete=completing.topics, help="About this topic."),
    click.option(
        "--place",
        multiple=True,
        metavar="NAME",
        shell_complete=completing.places,
        help="At this place or one inside it.",
    ),
    click.option(
        "--source",
        multiple=True,
        metavar="SOURCE",
        shell_complete=completing.sources,
        help="From this source: its number, address, title or publisher.",
    ),
    click.option(
        "--checked/--unchecked",
        default=None,
        help="Only entries that a person has checked and not doubted, or only the others.",
    ),
    click.option("--search", metavar="WORDS", help="Entries that match WORDS, as in timeline search."),
)


class FilterOptions(FilterInput):
    """The filter options, by name."""

    order: str | None


def filter_options(command: _Command) -> _Command:
    """Give a command the filter options; the same one twice means or, different ones mean and."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def check_usage(options: FilterOptions, ctx: click.Context) -> None:
    """Refuse a filter that would be ignored."""
    if options["certainly"] and not (options["since"] or options["until"] or options["on"]):
        raise click.UsageError("--certainly needs --since, --until or --on", ctx)


def date_filter(options: FilterOptions, ctx: click.Context) -> Filter:
    """Parse the filters that need no file, and print how dates were read. Raises DateError or RefusedError."""
    filter_, days = filters.dated(options, invocation(ctx).today, options["order"])
    for day in days:
        report_reading(ctx, day)
    return filter_


#: adds the filters by name to the one by dates
whole_filter = filters.with_names


def description(options: FilterOptions) -> str:
    """Word the filters for people."""
    named = {**options, "unchecked": options["checked"] is False}
    several = (
        (name, value if isinstance(value, tuple) else (value,)) for name, value in sorted(named.items()) if value
    )
    words = (name if value == (True,) else f"{name} {' or '.join(map(str, value))}" for name, value in several)
    return ", ".join(words)


def report_left_out(connection: sqlite3.Connection, filter_: Filter) -> None:
    """Print how many entries a filter by date has left out because they are undated, or were reported later."""
    for words in left_out(connection, filter_):
        note(words)
