"""``timeline topic``: list, add, show, edit and merge topics."""

import click

from timeline.cli.entity_commands import LABELS, edit_command, merge_command, show_command
from timeline.cli.invocation import chosen_file, database_option, invocation
from timeline.cli.output import format_option, print_number, print_rows
from timeline.cli.root import Group
from timeline.cli.writing import changeset, write_options
from timeline.database.opening import read_connection
from timeline.desk import entity_lists


@click.group(cls=Group)
@database_option
def topic() -> None:
    """Manage topics."""


@topic.command("list", short_help="List all topics, with counts.")
@format_option
@database_option
@click.pass_context
def list_(ctx: click.Context, format_: str) -> None:
    """List all topics, with the number of their entries."""
    path = chosen_file(ctx)
    with read_connection(path) as connection:
        rows = entity_lists.topics(connection)
    print_rows([row._asdict() for row in rows], format_)


@topic.command()
@click.argument("name")
@click.option("--note", metavar="TEXT", help="A remark.")
@write_options
@database_option
@click.pass_context
def add(ctx: click.Context, name: str, note: str | None) -> None:
    """Add a topic and print its number."""
    from timeline.desk import entities

    invocation(ctx).labels |= LABELS
    with changeset(ctx) as session:
        number = entities.add_topic(session, name, note=note).value
    print_number(number)


topic.add_command(show_command("topic"))
topic.add_command(
    edit_command(
        "topic",
        click.option("--name", metavar="NAME", help="The name to print."),
        click.option("--note", metavar="TEXT", help="A remark."),
    )
)
topic.add_command(merge_command("topic"))
