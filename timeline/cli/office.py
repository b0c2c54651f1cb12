"""``timeline office``: list, add and edit the offices of speakers."""

from typing import Any

import click

from timeline.cli import completing
from timeline.cli.arguments import WholeNumber
from timeline.cli.invocation import chosen_file, database_option, invocation
from timeline.cli.output import format_option, note, print_number, print_rows
from timeline.cli.root import Group
from timeline.cli.writing import changeset, print_notes, write_options
from timeline.database.opening import read_connection
from timeline.desk import entity_lists


@click.group(cls=Group, short_help="Manage offices: the posts that speakers held.")
@database_option
def office() -> None:
    """Manage offices: the posts that speakers held, with their first and last day."""


@office.command("list", short_help="List all offices, or those of a speaker.")
@click.argument("speaker", required=False, shell_complete=completing.speakers)
@format_option
@database_option
@click.pass_context
def list_(ctx: click.Context, speaker: str | None, format_: str) -> None:
    """List offices by speaker and date; with SPEAKER, only those of one."""
    path = chosen_file(ctx)
    with read_connection(path) as connection:
        rows = entity_lists.offices(connection, speaker)
    print_rows([row._asdict() for row in rows], format_)


#: field → its option or argument, if that has another name
_LABELS = {"organization": "--of", "since": "--from"}
_FIELDS = (
    click.option("--of", "organization", metavar="ORG", help="The state, ministry or other organization."),
    click.option("--country", metavar="CC", help="The country of the office, such as RU."),
    click.option("--from", "since", metavar="DATE", help="The first day."),
    click.option(
        "--until", metavar="DATE", help="The last day, or unknown; leave it out if the speaker still holds the office."
    ),
    click.option("--note", metavar="TEXT", help="A remark."),
)


def _fields(command: Any) -> Any:
    for option in reversed(_FIELDS):
        command = option(command)
    return command


@office.command()
@click.argument("speaker", shell_complete=completing.speakers)
@click.argument("title")
@_fields
@write_options
@database_option
@click.pass_context
def add(ctx: click.Context, /, speaker: str, title: str, **fields: Any) -> None:
    """Add an office that SPEAKER held and print its number.

    \b
    timeline office add Lavrov "foreign minister" --of Russia --country RU --from 2004-03-09
    """  # noqa: D301  (the backslash is Click's mark for lines that are not to be wrapped)
    from timeline.desk import offices

    invocation(ctx).labels |= _LABELS | {"speaker": "SPEAKER", "title": "TITLE"}
    with changeset(ctx) as session:
        added = offices.add(session, speaker, title, **fields)
    print_number(added.value)
    print_notes(added.notes)


@office.command()
@click.argument("number", type=WholeNumber(1))
@click.option("--title", metavar="TEXT", help="The post.")
@_fields
@write_options
@database_option
@click.pass_context
def edit(ctx: click.Context, /, number: int, **options: Any) -> None:
    """Change an office. Fields you do not name stay as they are; "" clears a field."""
    from timeline.desk import offices

    fields = {field: text for field, text in options.items() if text is not None}
    if not fields:
        raise click.UsageError("give an option, such as --until 2020", ctx)
    invocation(ctx).labels |= _LABELS | {"office": "NUMBER"}
    with changeset(ctx) as session:
        offices.edit(session, number, fields)
    note(f"changed office {number}; timeline undo reverses this")
