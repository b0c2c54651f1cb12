"""``timeline speaker``: who speaks and acts."""

from typing import Any

import click

from timeline.cli.entity_commands import edit_command, merge_command
from timeline.cli.given import given_country
from timeline.cli.invocation import chosen_file, database_option
from timeline.cli.output import format_option, print_rows, tell_number
from timeline.cli.root import Group
from timeline.cli.writing import changeset, write_options
from timeline.database.opening import read_connection
from timeline.errors import NotFoundError
from timeline.schema.vocabulary import SPEAKER_KINDS


@click.group(cls=Group)
@database_option
def speaker() -> None:
    """Look after speakers: persons, organizations and states."""


@speaker.command("list", short_help="List all speakers, with counts.")
@format_option
@database_option
@click.pass_context
def list_(ctx: click.Context, format_: str) -> None:
    """List all speakers with the number of their statements and of the entries they took part in."""
    path = chosen_file(ctx)
    with read_connection(path) as connection:
        rows = connection.execute(
            "SELECT s.id, s.name, s.kind, s.country,"
            " (SELECT count(*) FROM entries AS e WHERE e.speaker_id = s.id) AS statements,"
            " (SELECT count(*) FROM participants AS p WHERE p.speaker_id = s.id) AS took_part,"
            " (SELECT group_concat(n.name, ', ') FROM speaker_names AS n"
            "  WHERE n.speaker_id = s.id AND n.name <> s.name) AS also"
            " FROM speakers AS s ORDER BY s.id"
        ).fetchall()
    print_rows([dict(row) for row in rows], format_)


@speaker.command()
@click.argument("name")
@click.option("--alias", multiple=True, metavar="NAME", help="Another name, in any script.")
@click.option("--kind", type=click.Choice(SPEAKER_KINDS), default="person", show_default=True)
@click.option("--country", metavar="CC", help="The country spoken for, such as RU.")
@click.option("--wikidata", metavar="QID", help="The Wikidata item.")
@click.option("--note", metavar="TEXT", help="A remark.")
@click.option("--new-speaker", is_flag=True, help="This is somebody else than the one with a similar name.")
@write_options
@database_option
@click.pass_context
def add(ctx: click.Context, /, name: str, *, alias: tuple[str, ...], new_speaker: bool, **fields: Any) -> None:
    """Add a speaker and print its number."""
    from timeline.reading import resolve
    from timeline.store.entity_additions import add_speaker
    from timeline.store.naming import lookup_in

    fields["country"] = fields["country"] and given_country(fields["country"])
    with changeset(ctx) as session:
        lookup = lookup_in(session)
        for given in (name, *alias):
            known = resolve.find(lookup, "speaker", given) or resolve.near(lookup, "speaker", given)
            if known and not new_speaker:
                raise NotFoundError(
                    f"“{given}” is much like a known name: did you mean {resolve.listed(known)}? "
                    "Add --new-speaker if this is somebody else"
                )
        number = add_speaker(session, name, aliases=alias, **fields)
    tell_number(number)


speaker.add_command(
    edit_command(
        "speaker",
        click.option("--name", metavar="NAME", help="The name to print."),
        click.option("--kind", type=click.Choice(SPEAKER_KINDS)),
        click.option("--country", metavar="CC", help="The country spoken for, such as RU."),
        click.option("--wikidata", metavar="QID", help="The Wikidata item."),
        click.option("--note", metavar="TEXT", help="A remark."),
        aliases=True,
    )
)
speaker.add_command(merge_command("speaker"))
