"""``timeline compare``: the statements of several speakers side by side."""

from functools import partial
from typing import Unpack

import click

from timeline.cli import completing, filtering
from timeline.cli.filtering import filter_options
from timeline.cli.invocation import chosen_file, database_option
from timeline.cli.root import Command
from timeline.cli.show import PageOptions, check_usage, page, page_options, print_entries
from timeline.database.opening import read_connection
from timeline.reading import query
from timeline.reading.filters import speakers_of
from timeline.reading.records import records
from timeline.render import side_by_side


@click.command(cls=Command, short_help="Put the statements of several speakers side by side.")
@click.argument("speakers", nargs=-1, required=True, metavar="SPEAKER...", shell_complete=completing.speakers)
@filter_options
@page_options
@database_option
@click.pass_context
def compare(
    ctx: click.Context, /, speakers: tuple[str, ...], *, count: bool, format_: str, **options: Unpack[PageOptions]
) -> None:
    """Put the statements of each SPEAKER side by side by date, usually with --topic.

    If a statement contradicts or retracts another one, both are marked. A joint statement is in the column of each
    speaker.
    """
    check_usage(options, ctx, count=count, format_=format_)
    if options["kind"]:
        raise click.UsageError("--kind: compare prints statements only; leave it out", ctx)
    options["speaker"] = (*speakers, *options["speaker"])
    options["kind"] = ("statement",)
    path = chosen_file(ctx)
    dates = filtering.date_filter(options, ctx)
    with read_connection(path) as connection:
        filter_ = filtering.whole_filter(connection, options, dates)
        filter_ = page(connection, filter_._replace(speakers=tuple(dict.fromkeys(filter_.speakers))), options)
        if count:
            click.echo(query.count(connection, filter_))
        else:
            heads = [side_by_side.Column(one.id, one.uid, one.name) for one in speakers_of(connection, filter_)]
            lines = partial(side_by_side.table, speakers=heads)
            print_entries(records(connection, query.entries(connection, filter_)), filter_, format_, lines)
        filtering.report_left_out(connection, filter_)
