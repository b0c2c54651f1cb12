"""``timeline export``: the timeline for other programs, and what they could not be told."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO, Unpack

import click
from click.core import ParameterSource

from timeline.cli import filtering
from timeline.cli.filtering import FilterOptions, filter_options
from timeline.cli.invocation import chosen_file, database_option
from timeline.cli.output import interchange, note, whole_file
from timeline.cli.root import Command
from timeline.database import opening
from timeline.database.opening import read_connection
from timeline.formats import FORMATS, WHOLE, whole_writer, writer
from timeline.formats.losses import summary
from timeline.reading import query
from timeline.reading.filter import Filter
from timeline.reading.records import records

_DATASETTE = "datasette-metadata"


@click.command(cls=Command, short_help="Write the timeline in a format of other programs.")
@click.argument("name", metavar="FORMAT", type=click.Choice([*FORMATS, _DATASETTE]))
@click.argument("file", required=False, type=click.Path())
@click.option("--strict", is_flag=True, help="Exit with 1 where the format could not express something.")
@filter_options
@database_option
@click.pass_context
def export(ctx: click.Context, /, name: str, file: str | None, *, strict: bool, **given: Unpack[FilterOptions]) -> None:
    """Write the timeline to FILE, or to stdout, and say on stderr what the format could not express.

    FORMAT is json, jsonl (loses nothing), csv, markdown, timelinejs, ical, jsonld (schema.org) or sql (plain sqlite3
    loads it). The same entries give the same bytes. datasette-metadata tells Datasette what the tables mean.
    """
    filtering.check_usage(given, ctx)
    path = chosen_file(ctx)
    if name == _DATASETTE:
        _write_metadata(ctx, path, file)
        return
    dated = filtering.dated(given, ctx)
    with read_connection(path, at_one_moment=True) as connection, _opened(file, path) as out:
        wanted = filtering.with_names(connection, given, dated)
        found = records(connection, query.entries(connection, wanted))
        if name in WHOLE:
            from timeline.reading.entities import entities_and_proposals

            some = None if wanted == Filter() else [row["id"] for row in query.entries(connection, wanted)]
            losses = whole_writer(name)(entities_and_proposals(connection, some), found, out)
        else:
            losses = writer(name)(found, out)
        filtering.tell_undated(connection, wanted)
    if said := summary(name, losses):
        note(said)
        if strict:
            ctx.exit(1)


def _write_metadata(ctx: click.Context, path: str, file: str | None) -> None:
    """Write what the tables mean, which no filter changes."""
    if any(
        ctx.get_parameter_source(option) is ParameterSource.COMMANDLINE
        for option in ctx.params
        if option not in ("name", "file")
    ):
        raise click.UsageError(f"{_DATASETTE} is of the whole file: leave out the filters", ctx)
    from timeline.formats import datasette
    from timeline.formats.jsonl import dump

    opening.open_to_read(path).close()
    with _opened(file, path) as out:
        out.write(dump(datasette.metadata(os.path.splitext(os.path.basename(path))[0]), indent=True) + "\n")


@contextmanager
def _opened(file: str | None, database_file: str) -> Iterator[TextIO]:
    """Open what is written to as text: stdout, or a file."""
    if file is None or file == "-":
        yield interchange()
        return
    with whole_file(file, database_file) as out, io.TextIOWrapper(out, encoding="utf-8", newline="") as text:
        yield text
