"""``edit`` and ``merge``, which speakers, topics, places and sources have in common."""

from typing import Any

import click

from timeline.cli.invocation import database_option, invocation
from timeline.cli.output import note
from timeline.cli.root import Command
from timeline.cli.writing import changeset, tell_notes, write_options
from timeline.schema.vocabulary import EntityKind

#: what these commands call a field, if not by an option of its name
LABELS = {"name": "NAME", "aliases": "--alias", "no_aliases": "--no-alias", "parent": "--inside"}


def merge_command(kind: EntityKind) -> click.Command:
    """Make the command that makes one of two."""

    @click.command("merge", cls=Command, short_help=f"Make one {kind} of two.")
    @click.argument("gone", metavar="A")
    @click.argument("kept", metavar="B")
    @write_options
    @database_option
    @click.pass_context
    def merge(ctx: click.Context, gone: str, kept: str) -> None:
        from timeline.desk import entities

        with changeset(ctx) as session:
            merged = entities.merge(session, kind, gone, kept)
        tell_notes(merged.notes)
        was, now = merged.value
        note(f"{kind} {was.id} {was.name} is now {now.label}; timeline undo takes it back")

    merge.help = (
        f"Let everything that hangs on {kind} A hang on B, and delete A.\n\n"
        "B keeps what it says of itself and takes over what it does not"
        + ("; names of A become names of B." if kind in ("speaker", "place") else "; the name of A goes.")
    )
    return merge


def edit_command(kind: EntityKind, *options: Any, aliases: bool = False) -> click.Command:
    """Make the command that changes one; an option is named as its field, and an empty text empties it."""

    @click.command("edit", cls=Command, short_help=f"Change a {kind}.")
    @click.argument("typed", metavar=kind.upper())
    @write_options
    @database_option
    @click.pass_context
    def edit(ctx: click.Context, /, typed: str, **given: Any) -> None:
        from timeline.desk import entities

        known, gone = given.pop("alias", ()), given.pop("no_alias", ())
        fields = {field: text for field, text in given.items() if text is not None}
        if not (fields or known or gone):
            raise click.UsageError("name what is to change, as in --note TEXT", ctx)
        invocation(ctx).labels |= LABELS | {"name": "--name"}
        with changeset(ctx) as session:
            entity = entities.edit(session, kind, typed, fields, aliases=known, no_aliases=gone).value
        note(f"changed {kind} {entity.id} {entity.name}; timeline undo takes it back")

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
