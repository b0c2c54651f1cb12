"""``timeline log``, ``diff`` and ``undo``: show what changed, when, by whom and why, and undo it."""

import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence

import click

from timeline.cli import progress
from timeline.cli.arguments import Choice, WholeNumber
from timeline.cli.date_options import changeset_of
from timeline.cli.invocation import chosen_file, database_option, invocation
from timeline.cli.output import columns, interchange, note, print_lines, style
from timeline.cli.root import Command
from timeline.cli.writing import changeset, write_options
from timeline.database import contents
from timeline.database.opening import read_connection
from timeline.desk import changesets, history
from timeline.desk.history import Difference
from timeline.errors import RefusedError
from timeline.render import changes as people

_FORMAT = click.option(
    "--format", "format_", type=Choice(["text", "json", "jsonl"]), default="text", show_default=True,
    help="How to print.",
)  # fmt: skip


@click.command(cls=Command, short_help="List the changesets, the latest first.")
@click.argument("number", required=False, type=WholeNumber(1))
@click.option("--changeset", "one", metavar="N", help="Show the changes of changeset N, field by field.")
@click.option("--limit", type=WholeNumber(0), metavar="N", help="At most N changesets.")
@_FORMAT
@database_option
@click.pass_context
def log(ctx: click.Context, number: int | None, one: str | None, limit: int | None, format_: str) -> None:
    """List changesets, the latest first; with NUMBER, only those that touched that entry.

    A changeset holds the changes of one command, or those that plain SQL made from outside at one time.
    """
    if one is not None and (number is not None or limit is not None):
        raise click.UsageError("--changeset shows one changeset; leave out NUMBER and --limit", ctx)
    path = chosen_file(ctx)
    with read_connection(path) as connection:
        if one is not None:
            _show_one(connection, one, format_)
        else:
            _list(connection, number, limit, format_)


def _list(connection: sqlite3.Connection, entry: int | None, limit: int | None, format_: str) -> None:
    with progress.shown("reading the history"):
        rows = history.log(connection, entry=entry, limit=limit)
    if format_ == "text":
        head = [] if entry is not None or not rows else [f"head {contents.head(connection)}"]
        print_lines([*(style(line, "dim") for line in head), *people.log(rows, columns(), style)])
        if not rows and limit != 0:
            note("nothing has been changed yet")
    else:
        _dump(rows, format_)


def _show_one(connection: sqlite3.Connection, typed: str, format_: str) -> None:
    with progress.shown("comparing"):
        changeset, difference = history.read_changeset(connection, typed)
    if format_ == "text":
        print_lines([*people.heading(changeset, columns(), style), *_lines(connection, difference)])
    else:
        _dump([{**changeset, "changes": list(map(history.record_of, difference.changes))}], format_)


@click.command(cls=Command, short_help="Show the differences between two moments.")
@click.argument("before", metavar="A")
@click.argument("after", metavar="[B]", required=False)
@_FORMAT
@database_option
@click.pass_context
def diff(ctx: click.Context, before: str, after: str | None, format_: str) -> None:
    """Show the differences between A and B, field by field; without B, between A and now.

    A and B are days, days with a time, or changeset numbers.
    """
    path = chosen_file(ctx)
    with read_connection(path) as connection:
        first = changeset_of(ctx, connection, "A", before)
        last = None if after is None else changeset_of(ctx, connection, "B", after)
        try:
            with progress.shown("comparing"):
                difference = history.difference(connection, first, last)
        except RefusedError as error:
            raise click.UsageError(f"A is later than B: {error}", ctx) from None
        if format_ == "text":
            print_lines(_lines(connection, difference))
            if not difference.changes:
                note("no differences")
        else:
            _dump(list(map(history.record_of, difference.changes)), format_)


@click.command(cls=Command, short_help="Undo a changeset.")
@click.argument("number", required=False, metavar="[CHANGESET]", type=WholeNumber(1))
@write_options
@database_option
@click.pass_context
def undo(ctx: click.Context, number: int | None) -> None:
    """Undo a changeset; without a number, the last one in force, so you can repeat undo to go further back.

    An undo is a changeset too, and can be undone. It is refused if later changes depend on the changeset. If the last
    one is somebody else's, timeline asks first on a terminal; it does not if you name its number.
    """
    run = invocation(ctx)
    run.labels["changeset"] = "CHANGESET"
    with read_connection(run.file) as connection, progress.shown("reading the history"):
        chosen = history.to_undo(connection, number)
    if number is None and sys.stdin.isatty() and chosen["actor"] != changesets.actor_of(run.author):
        note(f"the last changeset is {people.described(chosen, run.clock())}")
        if not click.confirm("Undo it?", err=True):
            note("nothing was undone")
            return
    with changeset(ctx, undoes=chosen["id"]) as session:
        undone = history.undo(session, chosen["id"]).value
    note(people.undone(chosen, undone.restored, undone.removed, run.clock()))


def _lines(connection: sqlite3.Connection, difference: Difference) -> Iterator[str]:
    name = history.names_at(connection, difference.changes, difference.last)
    return people.changes(difference.changes, name, columns(), style)


def _dump(rows: Sequence[Mapping[str, object]], format_: str) -> None:
    from timeline.formats.jsonl import dump

    out = interchange()
    out.write(dump(rows, indent=True) + "\n" if format_ == "json" else "".join(dump(row) + "\n" for row in rows))
