"""``timeline export``: write the timeline for other programs, and report what a format cannot express."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TextIO, Unpack

import click
from click.core import ParameterSource

from timeline.cli import filtering, progress
from timeline.cli.arguments import Choice
from timeline.cli.filtering import FilterOptions, filter_options
from timeline.cli.invocation import chosen_file, database_option
from timeline.cli.output import interchange, note, on_terminal, whole_file
from timeline.cli.root import Command
from timeline.database import opening
from timeline.database.opening import read_connection
from timeline.formats import FORMATS, WHOLE, losses, whole_writer, writer
from timeline.formats.origin import origin
from timeline.reading import query
from timeline.reading.filter import Filter
from timeline.reading.records import records

_DATASETTE = "datasette-metadata"


@click.command(cls=Command, short_help="Write the timeline in a format for other programs.")
@click.argument("name", metavar="FORMAT", type=Choice([*FORMATS, _DATASETTE]))
@click.argument("file", required=False, type=click.Path())
@click.option("--strict", is_flag=True, help="Exit with 1 if the format cannot express everything.")
@click.option("--bom", is_flag=True, help="Begin a CSV file with a byte order mark, so that Excel reads it as UTF-8.")
@filter_options
@database_option
@click.pass_context
def export(
    ctx: click.Context, /, name: str, file: str | None, *, strict: bool, bom: bool, **options: Unpack[FilterOptions]
) -> None:
    """Write the timeline to FILE or stdout, and list on stderr what the format cannot express.

    FORMAT is json, jsonl (loses nothing), csv, markdown, timelinejs, ical, jsonld (schema.org) or sql (for plain
    sqlite3). The same entries give the same bytes. datasette-metadata explains the tables to Datasette.
    """
    filtering.check_usage(options, ctx)
    if bom and name != "csv":
        raise click.UsageError("--bom is for csv; other programs stumble over it", ctx)
    path = chosen_file(ctx)
    if name == _DATASETTE:
        _write_metadata(ctx, path, file)
        return
    dates = filtering.date_filter(options, ctx)
    with ExitStack() as stack:
        connection = stack.enter_context(read_connection(path, at_one_moment=True))
        out = stack.enter_context(_open_output(file, path))
        if bom:
            out.write("\ufeff")
        filter_ = filtering.whole_filter(connection, options, dates)
        origin_ = origin(connection)
        entries = records(connection, query.entries(connection, filter_))
        if sys.stderr.isatty() and not (file is None and on_terminal()):
            shown = stack.enter_context(progress.shown("writing", query.count(connection, filter_)))
            entries = progress.stepping(entries, shown)
        if name in WHOLE:
            from timeline.reading.entities import entities_and_proposals

            numbers = None if filter_ == Filter() else [row["id"] for row in query.entries(connection, filter_)]
            counts = whole_writer(name)(entities_and_proposals(connection, numbers), entries, out, origin_)
        else:
            counts = writer(name)(entries, out)
        filtering.report_left_out(connection, filter_)
    report = losses.summary(name, counts)
    if report:
        note(report)
    note(f"exported at the head {origin_.state}")
    if report and strict:
        ctx.exit(1)


def _write_metadata(ctx: click.Context, path: str, file: str | None) -> None:
    """Write what the tables mean. Raises UsageError for filters, which would change nothing."""
    if any(
        ctx.get_parameter_source(option) is ParameterSource.COMMANDLINE
        for option in ctx.params
        if option not in ("name", "file")
    ):
        raise click.UsageError(f"{_DATASETTE} describes the whole file; leave out the filters", ctx)
    from timeline.formats import datasette
    from timeline.formats.jsonl import dump

    opening.open_to_read(path).close()
    with _open_output(file, path) as out:
        out.write(dump(datasette.metadata(os.path.splitext(os.path.basename(path))[0]), indent=True) + "\n")


@contextmanager
def _open_output(file: str | None, database_file: str) -> Iterator[TextIO]:
    """Open stdout or a file to write text to."""
    if file is None or file == "-":
        yield interchange()
        return
    with whole_file(file, database_file) as out, io.TextIOWrapper(out, encoding="utf-8", newline="") as text:
        yield text
