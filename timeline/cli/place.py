"""``timeline place``: where things happen."""

from typing import Any

import click

from timeline.cli.entity_commands import edit_command, merge_command
from timeline.cli.given import given_country
from timeline.cli.invocation import chosen_file, database_option
from timeline.cli.output import format_option, print_rows, tell_number
from timeline.cli.root import Group
from timeline.cli.writing import changeset, write_options
from timeline.database.opening import read_connection
from timeline.errors import RefusedError


@click.group(cls=Group)
@database_option
def place() -> None:
    """Look after places; a place may lie inside another."""


@place.command("list", short_help="List all places, with counts.")
@format_option
@database_option
@click.pass_context
def list_(ctx: click.Context, format_: str) -> None:
    """List all places with the number of the entries right there, not counting places inside."""
    path = chosen_file(ctx)
    with read_connection(path) as connection:
        rows = connection.execute(
            "SELECT p.id, p.name, i.name AS inside, p.country,"
            " (SELECT count(*) FROM entry_places AS ep WHERE ep.place_id = p.id) AS entries,"
            " (SELECT group_concat(n.name, ', ') FROM place_names AS n"
            "  WHERE n.place_id = p.id AND n.name <> p.name) AS also"
            " FROM places AS p LEFT JOIN places AS i ON i.id = p.parent_id ORDER BY p.id"
        ).fetchall()
    print_rows([dict(row) for row in rows], format_)


@place.command()
@click.argument("name")
@click.option("--alias", multiple=True, metavar="NAME", help="Another name, in any script.")
@click.option("--inside", "parent", metavar="PLACE", help="The known place it lies in.")
@click.option("--country", metavar="CC", help="ISO 3166 code, such as UA.")
@click.option("--wikidata", metavar="QID", help="The Wikidata item.")
@click.option("--note", metavar="TEXT", help="A remark.")
@write_options
@database_option
@click.pass_context
def add(ctx: click.Context, /, name: str, *, alias: tuple[str, ...], parent: str | None, **fields: Any) -> None:
    """Add a place and print its number. Two places may share a name if they lie in different ones."""
    from timeline.reading import resolve
    from timeline.store.entity_additions import add_place, parent_of
    from timeline.store.naming import lookup_in

    fields["country"] = fields["country"] and given_country(fields["country"])
    with changeset(ctx) as session:
        known = resolve.find(lookup_in(session), "place", name)
        inside = resolve.one(lookup_in(session), "place", parent).id if parent else None
        if known and (parent is None or any(parent_of(session, named.id) == inside for named in known)):
            raise RefusedError(
                f"the place is there already: {resolve.listed(known)}; for another of that name give --inside"
            )
        number = add_place(session, name, aliases=alias, parent=parent, **fields)
    tell_number(number)


place.add_command(
    edit_command(
        "place",
        click.option("--name", metavar="NAME", help="The name to print."),
        click.option("--inside", "parent_id", metavar="PLACE", help="The known place it lies in."),
        click.option("--country", metavar="CC", help="ISO 3166 code, such as UA."),
        click.option("--wikidata", metavar="QID", help="The Wikidata item."),
        click.option("--note", metavar="TEXT", help="A remark."),
        aliases=True,
    )
)
place.add_command(merge_command("place"))
