"""``timeline log``, ``diff`` and ``undo``: what changed, when, by whom and why, and taking it back."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

import click

from timeline.cli.date_options import changeset_of
from timeline.cli.invocation import chosen_file, database_option
from timeline.cli.output import columns, interchange, note, print_lines, style
from timeline.cli.root import Command
from timeline.cli.writing import changeset, write_options
from timeline.database.opening import read_connection
from timeline.errors import NotFoundError
from timeline.history import past
from timeline.history.past import Change, TableRow, TouchedChangeset
from timeline.render import changes as people
from timeline.render.safe import one_line
from timeline.words.numbers import row_number

_FORMAT = click.option(
    "--format", "format_", type=click.Choice(["text", "json", "jsonl"]), default="text", show_default=True,
    help="How to print.",
)  # fmt: skip


@click.command(cls=Command, short_help="List what was changed, the latest first.")
@click.argument("number", required=False, type=click.IntRange(1, 2**63 - 1))
@click.option("--changeset", "one", metavar="N", help="Show what changeset N changed, field by field.")
@click.option("--limit", type=click.IntRange(0, 2**63 - 1), metavar="N", help="At most N changesets.")
@_FORMAT
@database_option
@click.pass_context
def log(ctx: click.Context, number: int | None, one: str | None, limit: int | None, format_: str) -> None:
    """List changesets, the latest first; with a NUMBER those that touched that entry.

    A changeset is what one command changed, or what was changed from outside by plain SQL at one time.
    """
    if one is not None and (number is not None or limit is not None):
        raise click.UsageError("--changeset shows one changeset: leave out NUMBER and --limit", ctx)
    path = chosen_file(ctx)
    with read_connection(path) as connection:
        if one is not None:
            _show_one(connection, one, format_)
        else:
            _list(connection, number, limit, format_)


def _list(connection: sqlite3.Connection, entry: int | None, limit: int | None, format_: str) -> None:
    found = past.changesets(connection, entry=entry, limit=limit)
    counts = past.touched_counts(connection, [changeset["id"] for changeset in found])
    rows: list[TouchedChangeset] = [{**changeset, "touched": counts[changeset["id"]]} for changeset in found]
    if format_ == "text":
        print_lines(people.log(rows, columns(), style))
        if not rows:
            note("nothing was changed yet")
    else:
        _dump(rows, format_)


def _show_one(connection: sqlite3.Connection, typed: str, format_: str) -> None:
    number = row_number(typed) or 0
    found = [row for row in past.changesets(connection) if row["id"] == number]
    if not found:
        raise NotFoundError(f"there is no changeset {typed}; timeline log lists them")
    rows = list(past.changes(connection, number - 1, number))
    if format_ == "text":
        print_lines([*people.heading(found[0], columns(), style), *_lines(connection, rows, number)])
    else:
        _dump([{**found[0], "changes": [_record(change) for change in rows]}], format_)


@click.command(cls=Command, short_help="Show what differs between two moments.")
@click.argument("before", metavar="A")
@click.argument("after", metavar="[B]", required=False)
@_FORMAT
@database_option
@click.pass_context
def diff(ctx: click.Context, before: str, after: str | None, format_: str) -> None:
    """Show what differs between two moments, field by field; without B between A and now.

    A and B are days, days with a time, or numbers of changesets.
    """
    path = chosen_file(ctx)
    with read_connection(path) as connection:
        first = changeset_of(ctx, connection, "A", before)
        last = past.last_changeset(connection) if after is None else changeset_of(ctx, connection, "B", after)
        if first > last:
            raise click.UsageError(f"A is later than B: changeset {first} comes after {last}", ctx)
        rows = list(past.changes(connection, first, last))
        if format_ == "text":
            print_lines(_lines(connection, rows, last))
            if not rows:
                note("nothing differs")
        else:
            _dump([_record(change) for change in rows], format_)


@click.command(cls=Command, short_help="Take back what a changeset changed.")
@click.argument("number", required=False, metavar="[CHANGESET]", type=click.IntRange(1, 2**63 - 1))
@write_options
@database_option
@click.pass_context
def undo(ctx: click.Context, number: int | None) -> None:
    """Take back a changeset; without its number the last one that is in force, so that undo can be repeated.

    What takes it back is a changeset too, and can be undone. Where later changes build on it, it is refused.
    """
    from timeline.history import undo as undoing

    path = chosen_file(ctx)
    if number is None:
        with read_connection(path) as connection:
            number = undoing.to_undo(connection)
    with changeset(ctx, undoes=number) as session:
        count = undoing.undo(session, number)
    note(f"undid changeset {number}: {count:,} row{'' if count == 1 else 's'} as before; timeline log shows it")


def _lines(connection: sqlite3.Connection, rows: list[Change], number: int) -> Any:
    known = past.tables(connection)

    def name(table: str, row: int) -> str:
        found = past.row_as_of(connection, table, known[table], row, number) or past.row_now(
            connection, table, known[table], row
        )
        if found is None:
            found = next((c.before for c in rows if (c.table, c.id) == (table, row) and c.before), None)
        said = next((found[c] for c in ("name", "title", "text", "url", "publisher") if found and found.get(c)), None)
        return one_line(str(said)) if said else f"{row}"

    return people.changes(rows, name, columns(), style)


def _record(change: Change) -> dict[str, object]:
    return {
        "table": change.table,
        "id": change.id,
        "action": people.kind_of(change),
        "before": _plain(change.before),
        "after": _plain(change.after),
    }


def _plain(row: TableRow | None) -> TableRow | None:
    return row and {field: value.hex() if isinstance(value, bytes) else value for field, value in row.items()}


def _dump(rows: Sequence[Mapping[str, object]], format_: str) -> None:
    from timeline.formats.jsonl import dump

    out = interchange()
    out.write(dump(rows, indent=True) + "\n" if format_ == "json" else "".join(dump(row) + "\n" for row in rows))
