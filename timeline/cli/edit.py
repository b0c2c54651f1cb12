"""``timeline edit``, ``delete``, ``link`` and ``unlink``: change entries and their links."""

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from timeline.cli import completing
from timeline.cli.arguments import ENTRY_NUMBER
from timeline.cli.entry_options import editing_options, removed, values
from timeline.cli.invocation import chosen_file, database_option, invocation
from timeline.cli.output import note
from timeline.cli.root import Command
from timeline.cli.writing import changeset, print_notes, write_options
from timeline.database.opening import read_connection
from timeline.schema.fields import FIELDS
from timeline.schema.vocabulary import relation_words
from timeline.words.numbers import ranges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timeline.desk.forms import Form


@click.command(cls=Command, short_help="Change entries.")
@click.argument("numbers", nargs=-1, required=True, type=ENTRY_NUMBER, metavar="NUMBER…")
@editing_options
@click.option(
    "--new-speaker", is_flag=True, help="Add a new speaker for any name without a known spelling, even a similar one."
)
@write_options
@database_option
@click.pass_context
def edit(
    ctx: click.Context,
    /,
    numbers: tuple[int, ...],
    reference: str | None,
    order: str | None,
    *,
    new_speaker: bool,
    **options: Any,
) -> None:
    """Change one entry, or several in the same way. Fields you do not name stay as they are; "" clears a field.

    --topic, --place, --participant, --link and --source add one; --no-topic and the like remove one. Without options,
    on a terminal, the entry opens in your editor ($EDITOR). All entries are changed, or none.

    \b
    timeline edit 12 --date "Feb. 27, 2025" --why "the briefing was on Thursday"
    timeline edit 4 7 9 --topic Crimea --no-topic negotiations --note ""
    """  # noqa: D301  (the backslash is Click's mark for lines that are not to be wrapped)
    from timeline.desk import entries
    from timeline.desk.forms import Form

    invocation(ctx).labels["entry"] = "NUMBER"
    path = chosen_file(ctx)
    typed = [name for name in ctx.params if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    unique = tuple(dict.fromkeys(numbers))
    if typed != ["numbers"]:
        invocation(ctx).labels["mode"] = f"--{options['mode'] or 'verbatim'}"
        form = _form(options, Form(reference=reference, order=order, new_speaker=new_speaker))
        with read_connection(path) as connection:
            forms = [replace(form, entry=one, version=entries.version_of(connection, one)) for one in unique]
        if len(forms) == 1:
            store(ctx, forms[0])
        else:
            _store_several(ctx, forms)
        return
    with read_connection(path) as connection:
        filled = entries.form_of(connection, unique[0])
    if len(unique) > 1:
        raise click.UsageError("give an option, such as --topic Crimea; the editor opens one entry at a time", ctx)
    if not sys.stdin.isatty():
        raise click.UsageError(
            "give an option, such as --date 2025; on a terminal, your editor opens without options", ctx
        )
    from timeline.cli import editor

    editor.edit(ctx, filled, store)


def _form(options: dict[str, Any], reading: "Form") -> "Form":
    """Return the form of an edit, which adds and removes values of lists, and replaces any other field."""
    typed = values(options)
    added = {name: tuple(typed.pop(name)) for name in list(typed) if FIELDS[name].many and name != "speakers"}
    if "speakers" in typed:
        typed["speakers"] = (str(typed["speakers"]),)
    return replace(reading, values=typed, added=added, removed=removed(options))


def store(ctx: click.Context, form: "Form") -> None:
    """Store the edit of an entry and print its notes."""
    from timeline.desk import entries
    from timeline.render.similar import MOST_SIMILAR_ENTRIES, says_nearly_the_same

    with changeset(ctx, creates=False) as session:
        changed = entries.edit(session, form)
    print_notes(changed.notes)
    for one in changed.value.similar[:MOST_SIMILAR_ENTRIES]:
        note(says_nearly_the_same(one))
    here = changed.changeset
    note(f"changed entry {changed.value.number}; timeline log --changeset {here} shows how, timeline undo reverses it")


def _store_several(ctx: click.Context, forms: "list[Form]") -> None:
    """Store the same edit of several entries in one changeset, and print its notes."""
    from timeline.desk import entries

    with changeset(ctx, creates=False) as session:
        changed = entries.edit_several(session, forms)
    print_notes(changed.notes)
    unchanged = [form.entry for form in forms if form.entry not in changed.value]
    if unchanged:
        note(f"{_listed(unchanged)} already said this")
    note(
        f"changed {_listed(changed.value)}; timeline log --changeset {changed.changeset} shows how, timeline undo"
        " reverses it"
    )


def _listed(numbers: "Sequence[int | None]") -> str:
    return f"{'entry' if len(numbers) == 1 else 'entries'} {ranges(numbers)}"


@click.command(cls=Command, short_help="Delete entries.")
@click.argument("numbers", nargs=-1, required=True, type=ENTRY_NUMBER, metavar="NUMBER…")
@write_options
@database_option
@click.pass_context
def delete(ctx: click.Context, numbers: tuple[int, ...]) -> None:
    """Delete entries with their citations and links. timeline undo restores them; nothing else gets their numbers."""
    from timeline.desk import entries

    invocation(ctx).labels["entry"] = "NUMBER"
    with changeset(ctx, creates=False) as session:
        deleted = entries.delete(session, numbers)
    print_notes(deleted.notes)
    note(f"deleted {_listed(deleted.value)}; timeline undo reverses this")


#: field of a link → its argument
_ENDS = {"start": "FROM", "links": "RELATION", "end": "TO"}


@click.command(cls=Command, short_help="Link one entry to another.")
@click.argument("start", metavar="FROM", type=ENTRY_NUMBER)
@click.argument("relation", metavar="RELATION…", nargs=-1, required=True, shell_complete=completing.relations)
@click.argument("end", metavar="TO", type=ENTRY_NUMBER)
@click.option("--note", "remark", metavar="TEXT", help="A remark on the link.")
@write_options
@database_option
@click.pass_context
def link(ctx: click.Context, start: int, relation: tuple[str, ...], end: int, remark: str | None) -> None:
    """Link an entry to another: timeline link 12 reaffirms 4.

    Relations are reaffirms, contradicts, responds to, clarifies, retracts, denies, announces, fulfils and about.
    """
    from timeline.desk import entries

    invocation(ctx).labels |= _ENDS
    with changeset(ctx, creates=False) as session:
        linked = entries.link(session, start, " ".join(relation), end, remark)
    note(f"entry {start} now {relation_words(linked.value)} {end}")


@click.command(cls=Command, short_help="Delete a link between entries.")
@click.argument("start", metavar="FROM", type=ENTRY_NUMBER)
@click.argument("relation", metavar="[RELATION]…", nargs=-1, shell_complete=completing.relations)
@click.argument("end", metavar="TO", type=ENTRY_NUMBER)
@write_options
@database_option
@click.pass_context
def unlink(ctx: click.Context, start: int, relation: tuple[str, ...], end: int) -> None:
    """Delete the link from an entry to another: timeline unlink 12 reaffirms 4. Without RELATION, delete all."""
    from timeline.desk import entries

    invocation(ctx).labels |= _ENDS
    with changeset(ctx, creates=False) as session:
        unlinked = entries.unlink(session, start, " ".join(relation) if relation else None, end)
    note(f"entry {start} no longer {relation_words(unlinked.value) if unlinked.value else 'refers to'} {end}")
