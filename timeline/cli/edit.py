"""``timeline edit``, ``delete``, ``link`` and ``unlink``: changing what is on the timeline."""

import sys
from typing import TYPE_CHECKING, Any, Unpack

import click
from click.core import ParameterSource

from timeline.cli import editor
from timeline.cli.arguments import ENTRY_NUMBER
from timeline.cli.changing import NewDate, change, entry, new_date
from timeline.cli.entry_input import EntryOptions, read_link, read_participant
from timeline.cli.given import reading_options
from timeline.cli.invocation import chosen_file, database_option
from timeline.cli.output import note
from timeline.cli.root import Command
from timeline.cli.writing import changeset, write_options
from timeline.database.opening import read_connection
from timeline.errors import NoEntryError
from timeline.reading.records import Record
from timeline.schema.vocabulary import relation_words
from timeline.words.quotations import words_and_mode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timeline.store.edits import EntryEdit


class _EditOptions(EntryOptions):
    """The options of ``timeline edit``, by name; ``None`` if one is not given."""

    text: str | None
    speaker: str | None
    no_topics: tuple[str, ...]
    no_places: tuple[str, ...]
    no_participants: tuple[str, ...]
    no_sources: tuple[str, ...]


#: option → column, where an empty text empties it
_TEXTS = {
    "title": "title", "text": "text", "date_text": "date_text", "speaker": "speaker", "role": "role", "mode": "mode",
    "original": "original_text", "lang": "lang", "setting": "setting", "remark": "note", "dataset": "dataset",
    "external_id": "external_id",
}  # fmt: skip


@click.command(cls=Command, short_help="Change an entry.")
@click.argument("number", type=ENTRY_NUMBER)
@click.option("--text", metavar="TEXT", help="What was said; of an event, more about it.")
@click.option("--title", metavar="TEXT", help="What happened; of a statement, a title.")
@click.option("--date", metavar="DATE", help="When: as in timeline add, or unknown.")
@click.option("--time", metavar="HH:MM", help="Local time of day.")
@reading_options
@click.option("--date-text", metavar="TEXT", help="The date in the source's own words.")
@click.option("--speaker", metavar="NAME", help="Who said it.")
@click.option(
    "--new-speaker", is_flag=True, help="Names not in a known spelling are new, even if close to a known one."
)
@click.option("--role", metavar="TEXT", help="How the source describes the speaker.")
@click.option("--verbatim", "mode", flag_value="verbatim", help="The words are the exact ones.")
@click.option("--paraphrase", "mode", flag_value="paraphrase", help="The words tell what was said.")
@click.option("--original", metavar="TEXT", help="The words in the original language.")
@click.option("--lang", metavar="CODE", help="The language of the original words.")
@click.option("--setting", metavar="TEXT", help="Where or how it was said.")
@click.option("--topic", "topics", multiple=True, metavar="NAME", help="Also about this.")
@click.option("--no-topic", "no_topics", multiple=True, metavar="NAME", help="Not about this.")
@click.option("--place", "places", multiple=True, metavar="NAME", help="Also here.")
@click.option("--no-place", "no_places", multiple=True, metavar="NAME", help="Not here.")
@click.option("--participant", "participants", multiple=True, metavar="'NAME (ROLE)'", help="Also took part.")
@click.option("--no-participant", "no_participants", multiple=True, metavar="NAME", help="Did not take part.")
@click.option("--source", "sources", multiple=True, metavar="SOURCE", help="Cite this source too.")
@click.option("--no-source", "no_sources", multiple=True, metavar="SOURCE", help="Do not cite this source.")
@click.option("--via", metavar="OUTLET", help="The outlet that the first new source cites it through.")
@click.option("--exact", metavar="TEXT", help="The exact words in the first new source.")
@click.option("--note", "remark", metavar="TEXT", help="A remark of yours.")
@click.option("--dataset", metavar="NAME", help="Where it comes from, if from a dataset.")
@click.option("--external-id", metavar="ID", help="Its identifier in that dataset.")
@write_options
@database_option
@click.pass_context
def edit(ctx: click.Context, /, number: int, **given: Unpack[_EditOptions]) -> None:
    """Change an entry; what is not named stays, and an empty text ("") empties a field.

    Without an option, on a terminal, the entry is opened in your editor ($EDITOR).

    \b
    timeline edit 12 --date "Feb. 27, 2025" --why "the briefing was on Thursday"
    timeline edit 12 --topic Crimea --no-topic negotiations --note ""
    """  # noqa: D301  (the backslash is Click's mark for lines that are not to be wrapped)
    record = _record(ctx, number)
    if any(ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in given):
        change(ctx, number, _edit(ctx, record, given))
        return
    if not sys.stdin.isatty():
        raise click.UsageError("name what is to change, as in --date 2025; on a terminal your editor opens", ctx)
    editor.edit(ctx, record)


def _record(ctx: click.Context, number: int) -> Record:
    path = chosen_file(ctx)
    with read_connection(path) as connection:
        found = entry(connection, number)
    if found is None:
        raise NoEntryError(number)
    return found


def _edit(ctx: click.Context, record: Record, given: _EditOptions) -> "EntryEdit":
    from timeline.store.edits import EntryEdit
    from timeline.store.sources import NewSource

    if (given["via"] is not None or given["exact"] is not None) and not given["sources"]:
        raise click.UsageError("--via and --exact need --source", ctx)
    options: Mapping[str, Any] = given
    texts = {column: options[option] or None for option, column in _TEXTS.items() if options[option] is not None}
    if record["kind"] == "statement" and texts.get("text"):
        texts["text"], mode = words_and_mode(str(texts["text"]), given["mode"])
        if mode != record["mode"]:
            texts["mode"] = mode
            if given["mode"] is None:
                marks = "without" if mode == "paraphrase" else "in"
                note(f"{marks} quotation marks it is stored as {mode}; --verbatim and --paraphrase say so outright")
    date = new_date(record, NewDate(given["date"], given["time"], given["reference"], given["order"]), texts)
    return EntryEdit(
        texts=texts,
        date=date,
        participants=tuple(read_participant(text) for text in given["participants"]),
        sources=tuple(NewSource(known=known) for known in given["sources"]),
        new_speaker=given["new_speaker"],
        topics=given["topics"],
        no_topics=given["no_topics"],
        places=given["places"],
        no_places=given["no_places"],
        no_participants=given["no_participants"],
        no_sources=given["no_sources"],
        via=given["via"],
        exact=given["exact"],
    )


@click.command(cls=Command, short_help="Delete entries.")
@click.argument("numbers", nargs=-1, required=True, type=ENTRY_NUMBER, metavar="NUMBER…")
@write_options
@database_option
@click.pass_context
def delete(ctx: click.Context, numbers: tuple[int, ...]) -> None:
    """Delete entries with their citations and links. Numbers never come back, but timeline undo brings them back."""
    from timeline.store.edits import delete_entries

    notes: list[str] = []
    unique = tuple(dict.fromkeys(numbers))
    with changeset(ctx) as session:
        delete_entries(session, unique, notes.append)
    for told in notes:
        note(told)
    numbers_said = ", ".join(map(str, unique))
    note(f"deleted {'entry' if len(unique) == 1 else 'entries'} {numbers_said}; timeline undo takes it back")


@click.command(cls=Command, short_help="Say how one entry relates to another.")
@click.argument("start", metavar="NUMBER", type=ENTRY_NUMBER)
@click.argument("relation", metavar="RELATION…", nargs=-1, required=True)
@click.argument("end", metavar="NUMBER", type=ENTRY_NUMBER)
@click.option("--note", "remark", metavar="TEXT", help="A remark on it.")
@write_options
@database_option
@click.pass_context
def link(ctx: click.Context, start: int, relation: tuple[str, ...], end: int, remark: str | None) -> None:
    """Link an entry to another: timeline link 12 reaffirms 4.

    Relations are reaffirms, contradicts, responds to, clarifies, retracts, denies, announces, fulfils and about.
    """
    from timeline.store.edits import link_entries

    name, _ = read_link(f"{' '.join(relation)} {end}", "RELATION")
    with changeset(ctx) as session:
        link_entries(session, start, name, end, remark)
    note(f"entry {start} now {relation_words(name)} {end}")


@click.command(cls=Command, short_help="Take a link between entries away.")
@click.argument("start", metavar="NUMBER", type=ENTRY_NUMBER)
@click.argument("relation", metavar="[RELATION]…", nargs=-1)
@click.argument("end", metavar="NUMBER", type=ENTRY_NUMBER)
@write_options
@database_option
@click.pass_context
def unlink(ctx: click.Context, start: int, relation: tuple[str, ...], end: int) -> None:
    """Take away the link from an entry to another: timeline unlink 12 reaffirms 4. Without a RELATION, all of them."""
    from timeline.store.edits import unlink_entries

    name = read_link(f"{' '.join(relation)} {end}", "RELATION")[0] if relation else None
    with changeset(ctx) as session:
        unlink_entries(session, start, name, end)
    note(f"entry {start} no longer {relation_words(name) if name else 'refers to'} {end}")
