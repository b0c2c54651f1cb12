"""``timeline stats``: how many entries there are, over time or by what they refer to."""

import os
from collections.abc import Sequence
from typing import Unpack

import click

from timeline.cli import filtering
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
    type=click.Choice([*PERIODS, *ENTITY_KINDS]),
    default="year",
    show_default=True,
    help="What to count them by.",
)
@filter_options
@click.option("--limit", type=click.IntRange(1), metavar="N", help="At most N rows, the largest; not with periods.")
@click.option("--format", "format_", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True)
@click.option("--save", metavar="FILE", type=click.Path(), help="Draw a picture, FILE.svg or FILE.png.")
@database_option
@click.pass_context
def stats(
    ctx: click.Context, /, *, by: str, limit: int | None, format_: str, save: str | None, **given: Unpack[FilterOptions]
) -> None:
    """Count entries by year or month, or by the speakers, topics, places or sources that they refer to.

    An entry counts where it may begin. What is known less exactly than the period is told beside it: by months, what is
    dated 2014 counts under 2014 itself.
    """
    filtering.check_usage(given, ctx)
    if limit is not None and by in PERIODS:
        raise click.UsageError("--limit needs --by speaker, topic, place or source; for periods give --since", ctx)
    kind = _kind_of(save, ctx) if save is not None else ""
    path = chosen_file(ctx)
    dated = filtering.dated(given, ctx)
    with read_connection(path, at_one_moment=True) as connection:
        wanted = filtering.with_names(connection, given, dated)
        count = counts.by_period if by in PERIODS else counts.by_entity
        counted = count(connection, wanted, by)[:limit]
        if save is not None:
            _save(counted, by, kind, save, path, filtering.worded(given))
        _print(counted, by, format_)
        filtering.tell_undated(connection, wanted)
    _tell(counted, by)


def _print(counted: Sequence[Count], by: str, format_: str) -> None:
    if format_ != "text":
        rows = [{by: c.label, "entries": c.entries} | ({"beyond": c.beyond} if by in PERIODS else {}) for c in counted]
        print_rows(rows, format_)
    elif counted:
        from timeline.render import bars

        print_lines(bars.lines(counted, by, columns(), style))
    else:
        note("nothing fits; timeline stats without filters counts all there is")


def _tell(counted: Sequence[Count], by: str) -> None:
    """Tell how many entries are known less exactly than they are counted."""
    beyond = sum(count.beyond for count in counted)
    if beyond and by == "year":
        note(f"{beyond:,} of these reach beyond the year in which they are counted, that of their first day")
    elif beyond:
        note(f"{beyond:,} known only to the year, or to several months, {_are(beyond)} counted under the year")
    if undated := sum(count.entries for count in counted if by in PERIODS and count.label == UNDATED):
        note(f"{undated:,} {_are(undated)} undated")


def _are(many: int) -> str:
    return "is" if many == 1 else "are"


def _kind_of(path: str, ctx: click.Context) -> str:
    from timeline.render.picture import KINDS

    ending = os.path.splitext(path)[1].lower().removeprefix(".")
    if ending not in KINDS:
        raise click.UsageError(f"--save {path}: the name must end in .svg or .png, which says what to draw", ctx)
    return ending


def _save(counted: Sequence[Count], by: str, kind: str, path: str, database_file: str, title: str) -> None:
    """Draw into a file that is whole or not there."""
    from timeline.render.picture import draw

    with whole_file(path, database_file) as out:
        left_out = draw(counted, by, kind, out, title)
    for line in (f"drawn to {path}", *left_out):
        note(line)
