"""``timeline stats``: count entries over time, or by what they refer to."""

import os
from collections.abc import Sequence
from typing import Unpack

import click

from timeline.cli import filtering, progress
from timeline.cli.arguments import Choice, WholeNumber
from timeline.cli.filtering import FilterOptions, filter_options
from timeline.cli.invocation import chosen_file, database_option
from timeline.cli.output import columns, note, print_lines, print_rows, style, whole_file
from timeline.cli.root import Command
from timeline.database.opening import read_connection
from timeline.reading import counts
from timeline.reading.counts import PERIODS, UNDATED, Count
from timeline.schema.vocabulary import ENTITY_KINDS


@click.command(cls=Command, short_help="Count entries over time, or by what they refer to.")
@click.option(
    "--by",
    type=Choice([*PERIODS, *ENTITY_KINDS]),
    default="year",
    show_default=True,
    help="The period or entity to count by.",
)
@filter_options
@click.option("--limit", type=WholeNumber(1), metavar="N", help="The N largest rows; not for periods.")
@click.option("--format", "format_", type=Choice(["text", "csv", "json"]), default="text", show_default=True)
@click.option("--save", metavar="FILE", type=click.Path(), help="Draw a picture to FILE.svg or FILE.png.")
@database_option
@click.pass_context
def stats(
    ctx: click.Context,
    /,
    *,
    by: str,
    limit: int | None,
    format_: str,
    save: str | None,
    **options: Unpack[FilterOptions],
) -> None:
    """Count entries by year or month, or by the speakers, topics, places or sources that they refer to.

    An entry counts in the period of its first possible day. If its date is less exact than the period, it is counted
    separately: by month, an entry dated 2014 counts under 2014 itself.
    """
    filtering.check_usage(options, ctx)
    if limit is not None and by in PERIODS:
        raise click.UsageError("--limit needs --by speaker, topic, place or source; for periods, use --since", ctx)
    kind = _kind_of(save, ctx) if save is not None else ""
    path = chosen_file(ctx)
    dates = filtering.date_filter(options, ctx)
    with read_connection(path, at_one_moment=True) as connection:
        filter_ = filtering.whole_filter(connection, options, dates)
        count = counts.by_period if by in PERIODS else counts.by_entity
        with progress.shown("counting"):
            rows = count(connection, filter_, by)[:limit]
        if save is not None:
            _save(rows, by, kind, save, path, filtering.description(options))
        _print(rows, by, format_)
        filtering.report_left_out(connection, filter_)
    _print_notes(rows, by)


def _print(rows: Sequence[Count], by: str, format_: str) -> None:
    if format_ != "text":
        cells = [{by: c.label, "entries": c.entries} | ({"beyond": c.beyond} if by in PERIODS else {}) for c in rows]
        print_rows(cells, format_)
    elif rows:
        from timeline.render import bars

        print_lines(bars.lines(rows, by, columns(), style))
    else:
        note("no entries match; timeline stats without filters counts all entries")


def _print_notes(rows: Sequence[Count], by: str) -> None:
    """Print how many entries have dates less exact than the period by which they are counted."""
    beyond = sum(count.beyond for count in rows)
    if beyond and by == "year":
        note(f"{beyond:,} of these reach beyond the year of their first day, under which they are counted")
    elif beyond:
        note(f"{beyond:,} known only to the year, or to several months, {_are(beyond)} counted under the year")
    if undated := sum(count.entries for count in rows if by in PERIODS and count.label == UNDATED):
        note(f"{undated:,} {_are(undated)} undated")


def _are(many: int) -> str:
    return "is" if many == 1 else "are"


def _kind_of(path: str, ctx: click.Context) -> str:
    from timeline.render.picture import KINDS

    ending = os.path.splitext(path)[1].lower().removeprefix(".")
    if ending not in KINDS:
        raise click.UsageError(f"--save {path}: the name must end in .svg or .png", ctx)
    return ending


def _save(rows: Sequence[Count], by: str, kind: str, path: str, database_file: str, title: str) -> None:
    """Draw a picture to a file, written whole or not at all."""
    from timeline.render.picture import draw

    with whole_file(path, database_file) as out:
        left_out = draw(rows, by, kind, out, title)
    for line in (f"the picture is in {path}", *left_out):
        note(line)
