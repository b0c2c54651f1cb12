"""``timeline add``: add an entry, from options or field by field on a terminal."""

import sys
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from timeline.cli.arguments import read_stdin
from timeline.cli.entry_options import adding_options, values
from timeline.cli.invocation import chosen_file, database_option, invocation
from timeline.cli.output import note, print_number
from timeline.cli.root import Command
from timeline.cli.writing import changeset, print_notes, write_options
from timeline.database.opening import Status, path_status, read_connection
from timeline.schema.fields import WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timeline.desk.entries import Similar
    from timeline.desk.forms import Form
    from timeline.desk.versions import Value
    from timeline.schema.vocabulary import EntryKind


@click.command(cls=Command)
@click.argument("words", required=False, metavar="[TEXT]")
@adding_options
@click.option(
    "--new-speaker", is_flag=True, help="Add a new speaker for any name without a known spelling, even a similar one."
)
@write_options
@database_option
@click.pass_context
def add(
    ctx: click.Context,
    /,
    words: str | None,
    reference: str | None,
    order: str | None,
    *,
    new_speaker: bool,
    **options: Any,
) -> None:
    """Add an entry and print its number.

    TEXT with a speaker is a statement; without one it is an event. If TEXT is -, it is read from stdin. Without any
    arguments, timeline asks for each field on a terminal.

    A statement is a paraphrase, unless you give --verbatim or all of TEXT is in quotation marks.

    Dates such as Thursday are read relative to --reference, or else to the day on which the source was published.

    \b
    timeline add "Russia annexes Crimea" --date 2014 --topic Crimea
    timeline add "“This will not happen”" --speaker Lavrov --date "Feb. 26, 2025" --source URL
    """  # noqa: D301  (the backslash is Click's mark for lines that are not to be wrapped)
    typed = [name for name in ctx.params if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    if words is None:
        if typed:
            raise click.UsageError("TEXT is missing; write what happened or what was said", ctx)
        if not sys.stdin.isatty():
            raise click.UsageError(
                "TEXT is missing; write it, or run timeline add on a terminal, which asks for it", ctx
            )
        from timeline.cli import interview

        interview.add(ctx)
        return
    from timeline.desk import entries
    from timeline.desk.forms import Form

    text = read_stdin() if words == "-" else words
    form = Form(values=_values(ctx, options), words=text, reference=reference, order=order, new_speaker=new_speaker)
    similar = _check(ctx, form)
    if similar and sys.stdin.isatty():
        _print_similar(similar)
        if not click.confirm("Add it anyway?", default=False, err=True):
            note("not stored")
            return
    with changeset(ctx) as session:
        added = entries.add(session, form, similar=similar)
    print_number(added.value.number)
    print_notes(added.notes)
    if not sys.stdin.isatty():
        _print_similar(added.value.similar)


def _print_similar(similar: "Sequence[Similar]") -> None:
    """Print a note for each entry that says nearly the same, the most similar first."""
    if similar:
        from timeline.render.similar import MOST_SIMILAR_ENTRIES, says_nearly_the_same

        for one in similar[:MOST_SIMILAR_ENTRIES]:
            note(says_nearly_the_same(one))


def _values(ctx: click.Context, options: dict[str, Any]) -> "dict[str, Value]":
    """Return the typed values of options by field; TEXT fills the field that an option does not fill."""
    typed = values(options)
    kind: EntryKind = "statement" if "speakers" in typed else "event"
    labels = invocation(ctx).labels
    labels["mode"] = f"--{typed.get('mode', 'verbatim')}"
    if WORDS[kind] not in typed:
        labels[WORDS[kind]] = "TEXT"
    return typed


def _check(ctx: click.Context, form: "Form") -> "tuple[Similar, ...] | None":
    """Refuse a form for everything that is wrong with it, before a changeset locks or creates the file.

    Return the entries that say nearly the same; None if the file cannot be read yet.
    """
    from timeline.desk import entries

    path = chosen_file(ctx)
    if path_status(path) is not Status.CURRENT:
        entries.check(form)
        return None
    with read_connection(path) as connection:
        entries.check(form, connection)
        return entries.similar_to_form(connection, form)
