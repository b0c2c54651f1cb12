"""Make the commands ``show``, ``edit`` and ``merge`` of speakers, topics, places and sources."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from timeline.cli import completing
from timeline.cli.arguments import Choice
from timeline.cli.invocation import chosen_file, database_option, invocation
from timeline.cli.output import columns, interchange, note, print_lines, style
from timeline.cli.root import Command
from timeline.cli.writing import changeset, print_notes, write_options
from timeline.database.opening import read_connection
from timeline.schema.vocabulary import EntityKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: field → its option or argument, if that has another name
LABELS = {"name": "NAME", "aliases": "--alias", "no_aliases": "--no-alias", "parent": "--inside"}


def merge_command(kind: EntityKind) -> click.Command:
    """Make the command that merges two into one."""

    @click.command("merge", cls=Command, short_help=f"Merge one {kind} into another.")
    @click.argument("source", metavar="A", shell_complete=completing.names(kind))
    @click.argument("target", metavar="B", shell_complete=completing.names(kind))
    @write_options
    @database_option
    @click.pass_context
    def merge(ctx: click.Context, source: str, target: str) -> None:
        from timeline.desk import entities

        invocation(ctx).labels |= {"duplicate": "A", "target": "B"}
        with changeset(ctx, creates=False) as session:
            merged = entities.merge(session, kind, source, target)
        print_notes(merged.notes)
        was, now = merged.value
        note(f"{kind} {was.id} {was.name} is now {now.id} {now.name}; timeline undo reverses this")

    merge.help = (
        f"Merge {kind} A into B: everything that refers to A then refers to B, and A is deleted.\n\n"
        "B keeps its own details and takes over those it lacks"
        + ("; names of A become names of B." if kind in ("speaker", "place") else "; the name of A is deleted.")
    )
    return merge


def show_command(kind: EntityKind) -> click.Command:
    """Make the command that shows one."""

    @click.command("show", cls=Command, short_help=f"Show a {kind}, with counts of its entries.")
    @click.argument("typed", metavar=kind.upper(), shell_complete=completing.names(kind))
    @click.option("--format", "format_", type=Choice(["text", "json"]), default="text", show_default=True)
    @database_option
    @click.pass_context
    def show(ctx: click.Context, typed: str, format_: str) -> None:
        from timeline.reading import entity_view

        invocation(ctx).labels[kind] = kind.upper()
        with read_connection(chosen_file(ctx)) as connection:
            view = entity_view.read(connection, kind, typed)
        if format_ == "json":
            from timeline.formats.jsonl import dump

            interchange().write(dump(entity_view.as_dict(view), indent=True) + "\n")
            return
        from timeline.render import entity

        print_lines(entity.lines(view, columns(), style))
        note(f"its entries: timeline show --{kind} {view.id}")

    show.help = f"Show a {kind} by name or number: everything known about it, and how many entries it has of what."
    return show


#: receives the context, the typed name and all options, takes out its own, and returns what else is to be stored,
#: which in turn returns what to print afterwards
Beside = Callable[[click.Context, str, dict[str, Any]], "Callable[[Session], str] | None"]


def edit_command(kind: EntityKind, *options: Any, aliases: bool = False, beside: Beside | None = None) -> click.Command:
    """Make the command that changes one; each option has the name of its field, and an empty text clears it.

    ``beside`` may ask for and store something else in the same changeset.
    """

    @click.command("edit", cls=Command, short_help=f"Change a {kind}.")
    @click.argument("typed", metavar=kind.upper(), shell_complete=completing.names(kind))
    @write_options
    @database_option
    @click.pass_context
    def edit(ctx: click.Context, /, typed: str, **fields: Any) -> None:
        from timeline.desk import entities

        invocation(ctx).labels |= LABELS | {"name": "--name", kind: kind.upper()}
        also = beside(ctx, typed, fields) if beside is not None else None
        added, removed = fields.pop("alias", ()), fields.pop("no_alias", ())
        is_new = fields.pop("new_speaker", False)
        fields = {field: text for field, text in fields.items() if text is not None}
        is_edit = bool(fields or added or removed)
        if not (is_edit or also):
            raise click.UsageError("give an option, such as --note TEXT", ctx)
        with changeset(ctx, creates=False) as session:
            if is_edit:
                before, after = entities.edit(
                    session, kind, typed, fields, aliases=added, no_aliases=removed, new_speaker=is_new
                ).value
            more = also(session) if also is not None else ""
        if more:
            note(f"{more}; timeline undo reverses this")
        if is_edit:
            earlier = f", formerly {before.name}" if before.name != after.name else ""
            note(f"changed {kind} {after.id} {after.name}{earlier}; timeline undo reverses this")

    edit.help = f'Change a {kind}. Fields you do not name stay as they are; "" clears a field.'
    if aliases:
        options = (
            *options,
            click.option("--alias", multiple=True, metavar="NAME", help="Add another name."),
            click.option("--no-alias", multiple=True, metavar="NAME", help="Remove a name."),
        )
    for option in reversed(options):
        option(edit)
    edit.params.sort(key=lambda parameter: parameter.name in ("by", "why", "db"))
    return edit
