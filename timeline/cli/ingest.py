"""``timeline ingest``: read articles and store proposals to be decided."""

import os
import sys
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from timeline.cli import completing, ingest_many, progress
from timeline.cli.arguments import Choice
from timeline.cli.fetching import allow_private_option
from timeline.cli.invocation import database_option, invocation
from timeline.cli.output import columns, interchange, note, print_lines, style
from timeline.cli.root import Command, error_lines, print_error
from timeline.cli.writing import changeset, print_notes, write_options
from timeline.database import opening
from timeline.database.opening import Status, read_connection
from timeline.desk import articles
from timeline.desk.batches import Batch
from timeline.desk.corpus import Corpus
from timeline.desk.sources import SourceInput
from timeline.errors import TimelineError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence


class _IngestOptions(TypedDict):
    """The options that describe the source of an article, by name; ``None`` if one is missing."""

    published: str | None
    title: str | None
    publisher: str | None
    url: str | None
    to: str | None
    charset: str | None
    allow_private: bool


@click.command(cls=Command, short_help="Read articles and propose entries from them.")
@click.argument("names", nargs=-1, metavar="[FILE_OR_URL]...", shell_complete=completing.files)
@click.option("--list", "listed", metavar="FILE", help="Also read a list: addresses, or JSON Lines with text and url.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="How many processes read.  [default: all processors]")
@click.option("--cluster", metavar="ADDRESS", help="Read on the workers of a Dask scheduler, such as tcp://host:8786.")
@click.option("--published", metavar="DATE", help="When it was published, if the page does not say.")
@click.option("--title", metavar="TEXT", help="Its title, if the page does not say.")
@click.option("--publisher", metavar="NAME", help="Who published it.")
@click.option("--url", metavar="URL", help="The address of a saved file.")
@click.option(
    "--topic",
    "topics",
    multiple=True,
    metavar="NAME",
    shell_complete=completing.topics,
    help="What all of it is about.",
)
@click.option(
    "--place",
    "places",
    multiple=True,
    metavar="NAME",
    shell_complete=completing.places,
    help="A place of all that is in it.",
)
@click.option(
    "--to",
    metavar="SOURCE",
    shell_complete=completing.sources,
    help="Keep it as a further snapshot of this source.",
)
@click.option("--charset", metavar="NAME", help="The charset, if the page names none or a wrong one.")
@allow_private_option
@click.option("--dry-run", is_flag=True, help="Store nothing; print what would be proposed.")
@click.option("--format", "format_", type=Choice(["text", "jsonl"]), default="text", show_default=True)
@write_options
@database_option
@click.pass_context
def ingest(
    ctx: click.Context,
    /,
    names: tuple[str, ...],
    topics: tuple[str, ...],
    places: tuple[str, ...],
    *,
    listed: str | None,
    jobs: int | None,
    cluster: str | None,
    dry_run: bool,
    format_: str,
    **options: Unpack[_IngestOptions],
) -> None:
    """Read articles, transcripts or readouts in English, and propose every statement and dated event in them.

    Each article becomes a source with a snapshot, as with timeline source add, and every proposal quotes the snapshot.
    Dates are read relative to the day of publication; known names are proposed in their known spelling. Nothing becomes
    an entry before you accept it with timeline review. Reading the same text again adds no proposal a second time.

    Of several articles, each is stored in a changeset of its own. One that cannot be read is reported, and the others
    are stored. A folder means all texts and pages in it; folders, lists and more than eight articles are read by all
    processors, and stored in parts of a thousand. Whatever ends the command, the same command goes on with the rest.

    Paraphrase needs spaCy: pip install 'diplomatic-timeline[nlp]'. Without it, only quoted speech is read.

    \b
    timeline ingest https://example.org/article --published 2025-02-27
    timeline ingest saved.html --url https://example.org/article --dry-run --format jsonl
    timeline ingest folder/ --list addresses.txt --jobs 4
    """  # noqa: D301  (the backslash is Click's mark for lines that are not to be wrapped)
    names = tuple(dict.fromkeys(names))
    if not names and listed is None:
        raise click.UsageError("Name a file, a folder or an address, or give --list FILE.", ctx)
    is_many = listed is not None or jobs is not None or cluster is not None
    is_many = is_many or len(names) > ingest_many.FEW or any(map(os.path.isdir, names))
    _refuse_for_several(ctx, 2 if is_many else len(names), options)
    invocation(ctx).labels |= {"what": "FILE_OR_URL", "listed": "--list"}
    known, about = _known(ctx, topics, places)
    if is_many:
        template = Batch((), known, about, "", options["publisher"], allow_private=options["allow_private"])
        rehearse = partial(_print_rehearsed, format_=format_) if dry_run else None
        corpus = Corpus(names, listed, options["published"], options["charset"])
        run = ingest_many.Run(ctx, format_, rehearse)
        ctx.exit(ingest_many.ingest_many(run, corpus, template, jobs, cluster))
    stored, code = 0, 0
    for number, name in enumerate(names, 1):
        if len(names) > 1 and sys.stderr.isatty():
            note(f"{number} of {len(names)}: {name}")
        try:
            _read_one(ctx, SourceInput(what=name, **options), known, about, format_, dry_run=dry_run)
            stored += 1
        except TimelineError as error:
            if len(names) == 1:
                raise
            code = code or (0 if error.code == articles.NOTHING_FOUND else error.exit_code)
            for line in error_lines(error, invocation(ctx)):
                print_error(line if name in line else f"{name}: {line}")
    if len(names) > 1 and not dry_run:
        note(f"{stored} of {len(names)} articles are stored")
    ctx.exit(code)


def _refuse_for_several(ctx: click.Context, articles: int, options: _IngestOptions) -> None:
    """Raise UsageError if an option that describes one article comes with several."""
    of_one = (
        ("url", options["url"], "saved file"),
        ("to", options["to"], "article"),
        ("title", options["title"], "article"),
    )
    for option, value, noun in of_one:
        if value is not None and articles > 1:
            raise click.UsageError(f"--{option} describes one {noun}; give only one", ctx)


def _known(
    ctx: click.Context, topics: tuple[str, ...], places: tuple[str, ...]
) -> tuple[articles.KnownNames, articles.About]:
    """Return the names that the timeline knows, and the topics and places that were typed."""
    with _timeline(invocation(ctx).file) as connection:
        return articles.known_names(connection), articles.about(connection, topics, places)


def _read_one(
    ctx: click.Context,
    typed: SourceInput,
    known: articles.KnownNames,
    about: articles.About,
    format_: str,
    *,
    dry_run: bool,
) -> None:
    """Retrieve, read and store one article, and print its proposals."""
    run = invocation(ctx)
    now = run.utc()
    with _timeline(run.file) as connection, progress.shown(f"reading {typed.name}"):
        retrieved = articles.retrieve(typed, now, note)
        reading = articles.read(connection, typed, retrieved, known, now, about)
    for one in reading.notes:
        note(f"{typed.name}: {one.message}")
    if dry_run:
        _print_rehearsed(reading, format_)
        return
    stored = _store(ctx, reading)
    run.has_stored("the articles before it")
    _print_stored(run.file, stored, format_)


@contextmanager
def _timeline(path: str) -> "Iterator[sqlite3.Connection | None]":
    """Yield a connection to the timeline, or None if there is not one that can be read."""
    if opening.path_status(path) is not Status.CURRENT:
        yield None
        return
    with read_connection(path) as connection:
        yield connection


def _store(ctx: click.Context, reading: articles.ArticleReading) -> "tuple[articles.StoredArticle, ...]":
    """Store an article and its proposals, and print the notes. Make a changeset only if something is new."""
    useful = articles.useful([reading])
    try:
        with changeset(ctx) as session:
            done = articles.store(session, useful)
        stored, notes = done.value, done.notes
    except articles.NothingNewError as nothing:
        stored, notes = nothing.articles, nothing.notes
    print_notes(notes)
    return stored


def _print_rehearsed(reading: articles.ArticleReading, format_: str) -> None:
    if format_ == "jsonl":
        from timeline.formats.jsonl import dump

        out = interchange()
        for record in reading.records():
            fields = {name: value for name, value in record.items() if name != "id"}
            out.write(dump({"source": reading.typed.name, **fields}) + "\n")
    elif reading.article.candidates:
        from timeline.render import proposal_list

        title = reading.article.title or reading.typed.name
        print_lines(proposal_list.lines(title, reading.records(), columns(), style))


def _print_stored(path: str, stored: "Sequence[articles.StoredArticle]", format_: str) -> None:
    with read_connection(path) as connection:
        proposals = articles.new_proposals(connection, stored)
        waiting = {one.source: articles.waiting(connection, one.source) for one in stored}
    if format_ == "jsonl":
        from timeline.formats.jsonl import dump

        interchange().writelines(dump(proposal) + "\n" for proposal in proposals)
    else:
        from timeline.render import proposal_list

        print_lines(proposal_list.by_source(proposals, columns(), style))
    for one in stored:
        was = "was" if one.known == 1 else "were"
        before = f"; {one.known} {was} proposed before" if one.known else ""
        count = f"{len(one.new)} new proposal{'' if len(one.new) == 1 else 's'} from source {one.source}{before}"
        left = waiting[one.source]
        wait = f"; {left} wait{'s' if left == 1 else ''} to be decided: timeline review {one.source}" if left else ""
        note(count + wait)
