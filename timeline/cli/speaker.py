"""``timeline speaker``: list, add, show, edit and merge speakers."""

from typing import Any

import click

from timeline.cli.arguments import Choice
from timeline.cli.entity_commands import LABELS, edit_command, merge_command, show_command
from timeline.cli.invocation import chosen_file, database_option, invocation
from timeline.cli.output import format_option, print_number, print_rows
from timeline.cli.root import Group
from timeline.cli.writing import changeset, write_options
from timeline.database.opening import read_connection
from timeline.desk import entity_lists
from timeline.schema.vocabulary import SPEAKER_KINDS


@click.group(cls=Group)
@database_option
def speaker() -> None:
    """Manage speakers: people, organizations and states."""


@speaker.command("list", short_help="List all speakers, with counts.")
@format_option
@database_option
@click.pass_context
def list_(ctx: click.Context, format_: str) -> None:
    """List all speakers, with the number of their statements and of the entries in which they took part."""
    path = chosen_file(ctx)
    with read_connection(path) as connection:
        rows = entity_lists.speakers(connection)
    print_rows([row._asdict() for row in rows], format_)


@speaker.command()
@click.argument("name")
@click.option("--alias", multiple=True, metavar="NAME", help="Another name, in any script.")
@click.option("--kind", type=Choice(SPEAKER_KINDS), default="person", show_default=True)
@click.option("--country", metavar="CC", help="The country that the speaker speaks for, such as RU.")
@click.option("--wikidata", metavar="QID", help="The Wikidata item.")
@click.option("--note", metavar="TEXT", help="A remark.")
@click.option("--new-speaker", is_flag=True, help="Add a new speaker, even if a known one has a similar name.")
@write_options
@database_option
@click.pass_context
def add(ctx: click.Context, /, name: str, *, alias: tuple[str, ...], **fields: Any) -> None:
    """Add a speaker and print its number."""
    from timeline.desk import entities

    invocation(ctx).labels |= LABELS
    with changeset(ctx) as session:
        number = entities.add_speaker(session, name, aliases=alias, **fields).value
    print_number(number)


speaker.add_command(show_command("speaker"))
speaker.add_command(
    edit_command(
        "speaker",
        click.option("--name", metavar="NAME", help="The name to print."),
        click.option("--kind", type=Choice(SPEAKER_KINDS)),
        click.option("--country", metavar="CC", help="The country that the speaker speaks for, such as RU."),
        click.option("--wikidata", metavar="QID", help="The Wikidata item."),
        click.option("--note", metavar="TEXT", help="A remark."),
        click.option("--new-speaker", is_flag=True, help="Use a name, even if another speaker has it."),
        aliases=True,
    )
)
speaker.add_command(merge_command("speaker"))
