"""``edit`` and ``merge``, which speakers, topics, places and sources have in common."""

from typing import Any

import click

from timeline.cli.given import given_country, given_date
from timeline.cli.invocation import database_option
from timeline.cli.output import note
from timeline.cli.root import Command
from timeline.cli.writing import changeset, refuse_unchanged, write_options
from timeline.errors import NotFoundError
from timeline.reading import resolve


def one(lookup: resolve.Lookup, kind: str, typed: str) -> resolve.Entity:
    """Find the one that was meant. Raises NotFoundError for none or several."""
    if kind != "source":
        return resolve.one(lookup, kind, typed)
    found = resolve.sources(lookup, typed)
    if len(found) != 1:
        several = f"fits more than one source: {resolve.listed(found)}; give the number" if found else ""
        raise NotFoundError(f"“{typed}” {several or 'fits no source; timeline source list shows all that are known'}")
    return found[0]


def merge_command(kind: str) -> click.Command:
    """Make the command that makes one of two."""

    @click.command("merge", cls=Command, short_help=f"Make one {kind} of two.")
    @click.argument("gone", metavar="A")
    @click.argument("kept", metavar="B")
    @write_options
    @database_option
    @click.pass_context
    def merge(ctx: click.Context, gone: str, kept: str) -> None:
        from timeline.store.merge import merge_entities
        from timeline.store.naming import lookup_in

        notes: list[str] = []
        with changeset(ctx) as session:
            lookup = lookup_in(session)
            old, new = one(lookup, kind, gone), one(lookup, kind, kept)
            merge_entities(session, kind, old.id, new.id, notes.append)
        for told in notes:
            note(told)
        note(f"{kind} {old.id} {old.name} is now {resolve.listed([new])}; timeline undo takes it back")

    merge.help = (
        f"Let everything that hangs on {kind} A hang on B, and delete A.\n\n"
        "B keeps what it says of itself and takes over what it does not"
        + ("; names of A become names of B." if kind in ("speaker", "place") else "; the name of A goes.")
    )
    return merge


def edit_command(kind: str, *options: Any, aliases: bool = False) -> click.Command:
    """Make the command that changes one; an option is named as its column, and an empty text empties it."""

    @click.command("edit", cls=Command, short_help=f"Change a {kind}.")
    @click.argument("typed", metavar=kind.upper())
    @write_options
    @database_option
    @click.pass_context
    def edit(ctx: click.Context, /, typed: str, **given: Any) -> None:
        from timeline.store.entity_edits import edit_entity
        from timeline.store.naming import lookup_in

        known, gone = given.pop("alias", ()), given.pop("no_alias", ())
        fields: dict[str, Any] = {field: value or None for field, value in given.items() if value is not None}
        if not (fields or known or gone):
            raise click.UsageError("name what is to change, as in --note TEXT", ctx)
        if fields.get("country"):
            fields["country"] = given_country(fields["country"])
        if fields.get("published"):
            fields["published"] = getattr(given_date("--published", fields["published"]), "date", None)
        with changeset(ctx) as session:
            lookup = lookup_in(session)
            found = one(lookup, kind, typed)
            if fields.get("parent_id"):
                fields["parent_id"] = resolve.one(lookup, "place", fields["parent_id"]).id
            edit_entity(session, kind, found.id, fields, aliases=known, no_aliases=gone)
            refuse_unchanged(session, f"{kind} {found.id}")
        note(f"changed {kind} {found.id} {found.name}; timeline undo takes it back")

    edit.help = f'Change a {kind}; what is not named stays, and an empty text ("") empties a field.'
    if aliases:
        options = (
            *options,
            click.option("--alias", multiple=True, metavar="NAME", help="Also known as."),
            click.option("--no-alias", multiple=True, metavar="NAME", help="Not known as."),
        )
    for option in reversed(options):
        option(edit)
    edit.params.sort(key=lambda parameter: parameter.name in ("by", "why", "db"))
    return edit
