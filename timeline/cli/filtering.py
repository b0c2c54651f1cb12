"""The filters that show, export and their like have in common: the options, and the one value they become."""

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

import click

from timeline.cli.date_options import date_order, tell_day
from timeline.cli.invocation import invocation
from timeline.cli.output import note
from timeline.reading import filters
from timeline.reading.filter import Filter
from timeline.reading.filters import FilterInput
from timeline.reading.filters import with_names as with_names
from timeline.reading.query import MOST_UNDATED, count_undated
from timeline.schema.vocabulary import ENTRY_KINDS

_Command = TypeVar("_Command", bound=Callable[..., Any])
_OPTIONS = (
    click.option("--since", multiple=True, metavar="DATE", help="What may have happened on DATE or later."),
    click.option(
        "--until", multiple=True, metavar="DATE", help="What may have happened on DATE or before; 2014 is all of it."
    ),
    click.option("--on", multiple=True, metavar="DATE", help="What may have happened on DATE, or within it."),
    date_order,
    click.option("--certainly", is_flag=True, help="Only what certainly lies in the range, not what may."),
    click.option("--kind", multiple=True, type=click.Choice(ENTRY_KINDS), help="Only events, or only statements."),
    click.option(
        "--speaker", multiple=True, metavar="NAME", help="Said by NAME, alone or jointly, or an event with NAME."
    ),
    click.option(
        "--country",
        multiple=True,
        metavar="CC",
        help="The country of the speaker, or of one who joined in, such as RU.",
    ),
    click.option("--topic", multiple=True, metavar="NAME", help="About a topic."),
    click.option("--place", multiple=True, metavar="NAME", help="At a place or one inside it."),
    click.option(
        "--source", multiple=True, metavar="SOURCE", help="From a source: its number, address, title or publisher."
    ),
    click.option("--search", metavar="WORDS", help="Found by WORDS, as in timeline search."),
)


class FilterOptions(FilterInput):
    """The options of filters, by name."""

    order: str | None


def filter_options(command: _Command) -> _Command:
    """Let a command take filters; the same one twice means or, different ones mean and."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def check_usage(given: FilterOptions, ctx: click.Context) -> None:
    """Refuse a filter that would be ignored."""
    if given["certainly"] and not (given["since"] or given["until"] or given["on"]):
        raise click.UsageError("--certainly needs --since, --until or --on", ctx)


def dated(given: FilterOptions, ctx: click.Context) -> Filter:
    """Read the filters that need no file, and tell how dates were read. Raises DateError or RefusedError."""
    made, days = filters.dated(given, invocation(ctx).today, given["order"])
    for day in days:
        tell_day(ctx, day)
    return made


def worded(given: FilterOptions) -> str:
    """Word the filters that were given."""
    several = (
        (name, value if isinstance(value, tuple) else (value,)) for name, value in sorted(given.items()) if value
    )
    words = (name if value == (True,) else f"{name} {' or '.join(map(str, value))}" for name, value in several)
    return ", ".join(words)


def tell_undated(connection: sqlite3.Connection, used: Filter) -> None:
    """Tell how many undated entries a filter by date has left out."""
    if used.dated and (undated := count_undated(connection, used)):
        many = f"more than {MOST_UNDATED:,}" if undated > MOST_UNDATED else f"{undated:,}"
        note(f"{many} undated {'entry' if undated == 1 else 'entries'} left out by the date filter")
