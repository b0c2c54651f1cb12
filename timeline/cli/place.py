"""``timeline place``: list, add, show, edit and merge places."""

from typing import Any

import click

from timeline.cli import completing
from timeline.cli.entity_commands import LABELS, edit_command, merge_command, show_command
from timeline.cli.invocation import chosen_file, database_option, invocation
from timeline.cli.output import format_option, print_number, print_rows
from timeline.cli.root import Group
from timeline.cli.writing import changeset, write_options
from timeline.database.opening import read_connection
from timeline.desk import entity_lists


@click.group(cls=Group)
@database_option
def place() -> None:
    """Manage places; a place may lie inside another."""


@place.command("list", short_help="List all places, with counts.")
@format_option
@database_option
@click.pass_context
def list_(ctx: click.Context, format_: str) -> None:
    """List all places, with the number of entries at each, not counting places inside it."""
    path = chosen_file(ctx)
    with read_connection(path) as connection:
        rows = entity_lists.places(connection)
    print_rows([row._asdict() for row in rows], format_)


@place.command()
@click.argument("name")
@click.option("--alias", multiple=True, metavar="NAME", help="Another name, in any script.")
@click.option(
    "--inside",
    "parent",
    metavar="PLACE",
    shell_complete=completing.places,
    help="The known place in which it lies.",
)
@click.option("--country", metavar="CC", help="ISO 3166 code, such as UA.")
@click.option("--wikidata", metavar="QID", help="The Wikidata item.")
@click.option("--note", metavar="TEXT", help="A remark.")
@write_options
@database_option
@click.pass_context
def add(ctx: click.Context, /, name: str, *, alias: tuple[str, ...], **fields: Any) -> None:
    """Add a place and print its number. Two places may share a name if they lie in different places."""
    from timeline.desk import entities

    invocation(ctx).labels |= LABELS
    with changeset(ctx) as session:
        number = entities.add_place(session, name, aliases=alias, **fields).value
    print_number(number)


place.add_command(show_command("place"))
place.add_command(
    edit_command(
        "place",
        click.option("--name", metavar="NAME", help="The name to print."),
        click.option(
            "--inside",
            "parent",
            metavar="PLACE",
            shell_complete=completing.places,
            help="The known place in which it lies.",
        ),
        click.option("--country", metavar="CC", help="ISO 3166 code, such as UA."),
        click.option("--wikidata", metavar="QID", help="The Wikidata item."),
        click.option("--note", metavar="TEXT", help="A remark."),
        aliases=True,
    )
)
place.add_command(merge_command("place"))
