"""``timeline add``: one entry, from options or asked field by field."""

import sys
from typing import TYPE_CHECKING, Unpack

import click
from click.core import ParameterSource

from timeline.cli import interview
from timeline.cli.arguments import read_stdin
from timeline.cli.entry_input import Beside, EntryOptions, as_typed, published, read_link, read_moment, read_participant
from timeline.cli.given import given_date, known_reference, reading_options
from timeline.cli.invocation import database_option
from timeline.cli.output import note, tell_number
from timeline.cli.root import Command
from timeline.cli.writing import changeset, write_options
from timeline.dates import PartialDate
from timeline.errors import RefusedError
from timeline.words.quotations import words_and_mode

if TYPE_CHECKING:
    from timeline.store.additions import NewEntry
    from timeline.store.sources import NewSource


class _AddOptions(EntryOptions):
    """The options of the command, by name; ``None`` if one is not given."""

    speakers: tuple[str, ...]
    more: str | None
    source_title: str | None
    publisher: str | None
    published: str | None
    author: str | None
    links: tuple[str, ...]


@click.command(cls=Command)
@click.argument("text", required=False)
@click.option(
    "--date",
    metavar="DATE",
    help="When, as the source says: 2014, 'Feb. 26, 2025', 'early March', 'on Thursday', unknown.",
)
@click.option("--time", metavar="HH:MM", help="Local time of day, with a zone if the source gives one: 14:30+03:00.")
@reading_options
@click.option("--date-text", metavar="TEXT", help="The date in the source's own words.")
@click.option("--speaker", "speakers", multiple=True, metavar="NAME", help="Who said it; twice for a joint statement.")
@click.option(
    "--new-speaker", is_flag=True, help="Names not in a known spelling are new, even if close to a known one."
)
@click.option("--role", metavar="TEXT", help="How the source describes the speaker.")
@click.option("--verbatim", "mode", flag_value="verbatim", help="TEXT is the exact words.")
@click.option(
    "--paraphrase", "mode", flag_value="paraphrase", help="TEXT tells what was said, even if in quotation marks."
)
@click.option("--original", metavar="TEXT", help="The words in the original language.")
@click.option("--lang", metavar="CODE", help="The language of the original words, such as ru.")
@click.option("--setting", metavar="TEXT", help="Where or how: press conference, interview, post.")
@click.option("--title", metavar="TEXT", help="A title for a statement.")
@click.option("--text", "more", metavar="TEXT", help="More about an event.")
@click.option("--topic", "topics", multiple=True, metavar="NAME", help="What it is about.")
@click.option("--place", "places", multiple=True, metavar="NAME", help="Where it happened.")
@click.option(
    "--participant", "participants", multiple=True, metavar="'NAME (ROLE)'", help="Who else took part, and as what."
)
@click.option(
    "--source", "sources", multiple=True, metavar="SOURCE", help="A known source's number, or an address or title."
)
@click.option("--source-title", metavar="TEXT", help="The title of a new source given by its address.")
@click.option("--publisher", metavar="NAME", help="Who published the source.")
@click.option("--published", metavar="DATE", help="When the source was published.")
@click.option("--author", metavar="NAME", help="Who wrote the source.")
@click.option("--via", metavar="OUTLET", help="The outlet that the first source cites it through.")
@click.option("--exact", metavar="TEXT", help="The exact words in the first source.")
@click.option(
    "--link", "links", multiple=True, metavar="'RELATION N'", help="How it relates to entry N: 'reaffirms 12'."
)
@click.option("--note", "remark", metavar="TEXT", help="A remark of yours.")
@click.option("--dataset", metavar="NAME", help="Where it comes from, if from a dataset.")
@click.option("--external-id", metavar="ID", help="Its identifier in that dataset.")
@write_options
@database_option
@click.pass_context
def add(ctx: click.Context, /, text: str | None, **given: Unpack[_AddOptions]) -> None:
    """Add an entry and print its number.

    TEXT with a date is an event; with a speaker it is a statement. TEXT may be - to read it from stdin. Without any
    arguments you are asked field by field.

    A statement is a paraphrase unless --verbatim is given or all of TEXT stands in quotation marks.

    Dates such as Thursday are read beside the day on which the source was published, or beside --reference.

    \b
    timeline add "Russia annexes Crimea" --date 2014 --topic Crimea
    timeline add "“This will not happen”" --speaker Lavrov --date "Feb. 26, 2025" --source URL
    """  # noqa: D301  (the backslash is Click's mark for lines that are not to be wrapped)
    if text is None:
        if any(ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in given):
            raise click.UsageError("TEXT is missing: what happened, or what was said", ctx)
        if not sys.stdin.isatty():
            raise click.UsageError("TEXT is missing; on a terminal, timeline add alone asks for it", ctx)
        interview.add(ctx)
        return
    new = _entry(read_stdin() if text == "-" else text, given, ctx)
    from timeline.store.additions import add_entry

    notes: list[str] = []
    with changeset(ctx) as session:
        number = add_entry(session, new, notes.append)
    tell_number(number)
    for told in notes:
        note(told)


def _entry(text: str, given: _AddOptions, ctx: click.Context) -> "NewEntry":
    """Check what was typed before any file is touched."""
    from timeline.store.additions import NewEntry
    from timeline.store.limits import checked

    _check_usage(given, ctx)
    sources = _sources(given)
    beside = _reference(given, sources, ctx)
    said = bool(given["speakers"])
    typed = given["date"] or ""  # which is there
    date = read_moment("--date", typed, given["time"], beside, order=given["order"], said=said)
    text = checked("TEXT", text)
    mode: str | None = given["mode"]
    if given["speakers"]:
        text, mode = words_and_mode(text, mode)
    return NewEntry(
        text=text,
        more=given["title"] if given["speakers"] else given["more"],
        date=date,
        date_text=as_typed(typed, date) if given["date_text"] is None else given["date_text"],
        mode=mode,
        original_text=given["original"],
        note=given["remark"],
        participants=tuple(read_participant(p) for p in given["participants"]),
        sources=sources,
        links=tuple(read_link(text) for text in given["links"]),
        speakers=given["speakers"],
        new_speaker=given["new_speaker"],
        role=given["role"],
        setting=given["setting"],
        lang=given["lang"],
        dataset=given["dataset"],
        external_id=given["external_id"],
        topics=given["topics"],
        places=given["places"],
        via=given["via"],
        exact=given["exact"],
    )


def _check_usage(given: _AddOptions, ctx: click.Context) -> None:
    if given["date"] is None:
        raise click.UsageError("--date is missing; if it is not known write --date unknown", ctx)
    if not given["speakers"]:
        of_a_statement = {
            "--role": given["role"],
            f"--{given['mode']}": given["mode"],
            "--original": given["original"],
            "--title": given["title"],
        }
        for option, value in of_a_statement.items():
            if value is not None:
                raise click.UsageError(f"{option} is for statements: give --speaker too", ctx)
    elif given["more"] is not None:
        raise click.UsageError("--text is for events; the words of a statement are TEXT", ctx)
    of_a_source = {
        "--publisher": given["publisher"],
        "--published": given["published"],
        "--author": given["author"],
        "--source-title": given["source_title"],
    }
    for option, value in (of_a_source | {"--via": given["via"], "--exact": given["exact"]}).items():
        if value is not None and not given["sources"]:
            raise click.UsageError(f"{option} needs --source", ctx)
    if len(given["sources"]) > 1 and any(value is not None for value in of_a_source.values()):
        raise click.UsageError(
            "--publisher, --published, --author and --source-title describe one source; "
            "add the others first with: timeline source add",
            ctx,
        )
    if given["external_id"] is not None and given["dataset"] is None:
        raise click.UsageError("--external-id needs --dataset", ctx)


def _reference(given: _AddOptions, sources: "tuple[NewSource, ...]", ctx: click.Context) -> Beside:
    """Return what finds the day that a date is read beside, when it is needed: a source's publication date first.

    Raises RefusedError where --reference is given and says something else.
    """
    said = known_reference(given["reference"])

    def find() -> PartialDate | None:
        known = next(filter(None, (source.published or published(ctx, source.known) for source in sources)), None)
        if said and known and said != known:
            raise RefusedError(
                f"--reference: {said} is not the day on which the source was published, {known}; "
                "leave it out, or write the date in full"
            )
        return known or said

    return find


def _sources(given: _AddOptions) -> "tuple[NewSource, ...]":
    from timeline.store.sources import NewSource

    published = given_date("--published", given["published"]) if given["published"] is not None else None
    return tuple(
        NewSource(
            known=known,
            title=given["source_title"],
            publisher=given["publisher"],
            author=given["author"],
            published=published,
        )
        for known in given["sources"]
    )
