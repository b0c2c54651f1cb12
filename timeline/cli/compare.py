"""``timeline compare``: who said what about it, side by side."""

from functools import partial
from typing import Unpack

import click

from timeline.cli import filtering
from timeline.cli.filtering import filter_options
from timeline.cli.invocation import chosen_file, database_option
from timeline.cli.root import Command
from timeline.cli.show import PageOptions, check_usage, page, page_options, print_found
from timeline.database.opening import read_connection
from timeline.reading import query
from timeline.reading.filters import speakers_of
from timeline.reading.records import records
from timeline.render import side_by_side


@click.command(cls=Command, short_help="Put what several speakers said side by side.")
@click.argument("speakers", nargs=-1, required=True, metavar="SPEAKER...")
@filter_options
@page_options
@database_option
@click.pass_context
def compare(
    ctx: click.Context, /, speakers: tuple[str, ...], *, count: bool, format_: str, **given: Unpack[PageOptions]
) -> None:
    """Put the statements of each SPEAKER side by side by date, mostly with --topic; what goes back on one is marked.

    A statement that contradicts or retracts another one is marked on both. What several of them said together stands
    in the column of each.
    """
    check_usage(given, ctx, count=count, format_=format_)
    if given["kind"]:
        raise click.UsageError("--kind: it is statements that are compared; leave it out", ctx)
    given["speaker"] = (*speakers, *given["speaker"])
    given["kind"] = ("statement",)
    path = chosen_file(ctx)
    dated = filtering.dated(given, ctx)
    with read_connection(path) as connection:
        wanted = filtering.with_names(connection, given, dated)
        wanted = page(connection, wanted._replace(speakers=tuple(dict.fromkeys(wanted.speakers))), given)
        if count:
            click.echo(query.count(connection, wanted))
        else:
            found = [side_by_side.Column(one.id, one.uid, one.name) for one in speakers_of(connection, wanted)]
            lines = partial(side_by_side.table, speakers=found)
            print_found(records(connection, query.entries(connection, wanted)), wanted, format_, lines)
        filtering.tell_undated(connection, wanted)
