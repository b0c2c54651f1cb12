"""``timeline topic``: what entries are about."""

import click

from timeline.cli.entity_commands import edit_command, merge_command
from timeline.cli.invocation import chosen_file, database_option
from timeline.cli.output import format_option, print_rows, tell_number
from timeline.cli.root import Group
from timeline.cli.writing import changeset, write_options
from timeline.database.opening import read_connection
from timeline.errors import RefusedError


@click.group(cls=Group)
@database_option
def topic() -> None:
    """Look after topics."""


@topic.command("list", short_help="List all topics, with counts.")
@format_option
@database_option
@click.pass_context
def list_(ctx: click.Context, format_: str) -> None:
    """List all topics with the number of their entries."""
    path = chosen_file(ctx)
    with read_connection(path) as connection:
        rows = connection.execute(
            "SELECT t.id, t.name, (SELECT count(*) FROM entry_topics AS et WHERE et.topic_id = t.id) AS entries, t.note"
            " FROM topics AS t ORDER BY t.id"
        ).fetchall()
    print_rows([dict(row) for row in rows], format_)


@topic.command()
@click.argument("name")
@click.option("--note", metavar="TEXT", help="A remark.")
@write_options
@database_option
@click.pass_context
def add(ctx: click.Context, name: str, note: str | None) -> None:
    """Add a topic and print its number."""
    from timeline.reading import resolve
    from timeline.store.entity_additions import add_topic
    from timeline.store.naming import lookup_in

    with changeset(ctx) as session:
        known = resolve.find(lookup_in(session), "topic", name)
        if known:
            raise RefusedError(f"the topic is there already: {resolve.listed(known)}")
        number = add_topic(session, name, note)
    tell_number(number)


topic.add_command(
    edit_command(
        "topic",
        click.option("--name", metavar="NAME", help="The name to print."),
        click.option("--note", metavar="TEXT", help="A remark."),
    )
)
topic.add_command(merge_command("topic"))
