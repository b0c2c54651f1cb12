"""``timeline source``: list, add, show, edit and merge sources."""

import sys
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

import click

from timeline.cli import completing, progress
from timeline.cli.arguments import Choice, WholeNumber
from timeline.cli.entity_commands import edit_command, merge_command
from timeline.cli.fetching import allow_private_option
from timeline.cli.invocation import chosen_file, database_option, invocation
from timeline.cli.output import columns, format_option, note, print_lines, print_number, print_rows, style
from timeline.cli.root import Group
from timeline.cli.writing import changeset, print_notes, write_options
from timeline.database.opening import Status, path_status, read_connection
from timeline.desk import entity_lists
from timeline.errors import DateError, NotFoundError, RefusedError, TimelineError
from timeline.schema.vocabulary import SOURCE_KINDS, SourceKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from timeline.desk.rereading import Rereading


class _SourceOptions(TypedDict):
    """The argument and the options of ``timeline source add``, by name; ``None`` if one is missing."""

    what: str
    url: str | None
    to: str | None
    no_fetch: bool
    allow_private: bool
    charset: str | None
    retrieved: str | None
    published: str | None
    title: str | None
    publisher: str | None
    author: str | None
    kind: SourceKind | None
    lang: str | None
    archive_url: str | None
    note: str | None


@click.group(cls=Group, short_help="Manage sources: articles, transcripts, videos.")
@database_option
def source() -> None:
    """Manage sources: articles, transcripts, videos, posts, treaties."""


@source.command("list", short_help="List all sources, with counts.")
@format_option
@database_option
@click.pass_context
def list_(ctx: click.Context, format_: str) -> None:
    """List all sources, with the number of entries that cite each, directly or as an outlet."""
    path = chosen_file(ctx)
    with read_connection(path) as connection:
        rows = entity_lists.sources(connection)
    print_rows([row._asdict() for row in rows], format_)


@source.command(short_help="Add a source and store its text.")
@click.argument("what", metavar="URL_OR_FILE", shell_complete=completing.files)
@click.option("--url", metavar="URL", help="The address of a saved file.")
@click.option(
    "--to",
    metavar="SOURCE",
    shell_complete=completing.sources,
    help="Keep it as a further snapshot of this source.",
)
@click.option("--no-fetch", is_flag=True, help="Describe the address without fetching it.")
@allow_private_option
@click.option("--charset", metavar="NAME", help="The charset, if the page names none or a wrong one.")
@click.option("--retrieved", metavar="MOMENT", help="When the file was saved; now, if you leave this out.")
@click.option("--title", metavar="TEXT", help="The title.")
@click.option("--publisher", metavar="NAME", help="Who published it.")
@click.option("--published", metavar="DATE", help="When it was published.")
@click.option("--author", metavar="NAME", help="Who wrote it.")
@click.option("--kind", type=Choice(SOURCE_KINDS), help="The kind of source; article, if you leave this out.")
@click.option("--lang", metavar="CODE", help="Its language, such as en.")
@click.option("--archive-url", metavar="URL", help="The address of an archived copy.")
@click.option("--note", metavar="TEXT", help="A remark.")
@write_options
@database_option
@click.pass_context
def add(ctx: click.Context, /, **options: Unpack[_SourceOptions]) -> None:
    """Add a source and print its number.

    timeline fetches a page or reads a file, and stores it as a snapshot: its bytes, its text and the SHA-256 of both.
    Title, author, publisher, date and language are taken from the page if you do not give them. If you give a title
    alone, nothing but the description is stored.

    If you add the same address again, it is fetched again. If its text has changed, the changes are listed, and both
    snapshots are kept.

    \b
    timeline source add https://example.org/article
    timeline source add saved.html --url https://example.org/article
    timeline source add "Budapest Memorandum" --kind treaty --published 1994-12-05
    """  # noqa: D301  (the backslash is Click's mark for lines that are not to be wrapped)
    from timeline.desk import sources

    invocation(ctx).labels |= {"sources": "URL_OR_FILE", "what": "URL_OR_FILE"}
    typed = sources.SourceInput(**options)
    with progress.shown("retrieving"):
        retrieved = sources.retrieve(typed, invocation(ctx).utc(), note, chosen_file(ctx))
    with changeset(ctx) as session:
        done = sources.add(session, typed, retrieved)
    print_number(done.value)
    print_notes(done.notes)


@source.command(short_help="Show a source with every cited passage marked.")
@click.argument("typed", metavar="SOURCE", shell_complete=completing.sources)
@click.option(
    "--snapshot", type=WholeNumber(1), metavar="N", help="The snapshot to show; the latest, if you leave this out."
)
@click.option("--raw", is_flag=True, help="Print only the bytes, as they were retrieved.")
@database_option
@click.pass_context
def show(ctx: click.Context, typed: str, snapshot: int | None, *, raw: bool) -> None:
    """Show the description of a source, and its stored text with every cited passage marked: ⟦12: words⟧."""
    from timeline.desk import sources

    with read_connection(chosen_file(ctx)) as connection:
        known = sources.read(connection, typed, snapshot)
    if raw:
        content = sources.content(known)
        if known.flaw:
            note(known.flaw)
        sys.stdout.buffer.write(content)
        return
    from timeline.render import proofs

    print_lines(proofs.source(known, columns(), style))
    if known.flaw:
        note(known.flaw)


def _read_again(ctx: click.Context, typed: str, fields: dict[str, Any]) -> "Callable[[Session], str] | None":
    """List the pending proposals that another day of publication changes, and ask whether to replace them."""
    choice = fields.pop("read_again")
    if choice is None and fields["published"] == "":
        _warn_of_pending(ctx, typed)
    planned = None
    if choice or (choice is None and fields["published"]):
        with progress.shown("reading again"):
            planned = _reading_again(ctx, typed, fields, choice)
    if planned is None:
        return None
    _print_decided(planned)
    if planned.is_same_day and choice:
        fields["published"] = None  # nothing to edit
    if not planned:
        if choice and not any(fields.values()):
            raise RefusedError("reading the source again changes no pending proposal")
        return None
    _print_changes(planned)
    if choice is None and not sys.stdin.isatty():
        note(f"to read them again: timeline source edit {planned.source} --read-again")
        return None
    if choice is None and not click.confirm("Replace them?", default=True, err=True):
        note(f"to read them again later: timeline source edit {planned.source} --read-again")
        return None

    def store(session: "Session") -> str:
        from timeline.desk import rereading

        done = rereading.store(session, planned)
        print_notes(done.notes)
        return f"read again: proposals replaced or dropped: {len(done.value.changes)}, new: {len(planned.new)}"

    return store


def _warn_of_pending(ctx: click.Context, typed: str) -> None:
    """Print that pending proposals keep dates that were read relative to a day which is no longer known."""
    from timeline.desk import rereading

    path = invocation(ctx).file
    if path_status(path) is Status.CURRENT:
        with read_connection(path) as connection:
            if pending := rereading.pending(connection, typed):
                note(f"pending proposals keep the dates read relative to the day until now: {pending}")


def _reading_again(ctx: click.Context, typed: str, fields: dict[str, Any], choice: bool | None) -> "Rereading | None":
    """Return what reading the source again would change; None if there is nothing to read, or nothing that can be."""
    from timeline.desk import rereading

    path = invocation(ctx).file
    if path_status(path) is not Status.CURRENT:
        return None
    try:
        with read_connection(path) as connection:
            return rereading.plan(connection, typed, fields["published"], invocation(ctx).utc())
    except TimelineError as error:
        is_edit = any(value is not None for value in fields.values())
        if is_edit and (choice is None or isinstance(error, (DateError, NotFoundError))):
            return None  # the edit reports it, with all other problems
        raise


def _print_decided(planned: "Rereading") -> None:
    """Print which decided proposals would have another date; they stay as they are."""
    from timeline.render.text import human_date

    for entry, *dates in planned.entries:
        was, now = (human_date({"date": date, "time": None}) for date in dates)
        note(f"entry {entry} was accepted and stays at {was}; it would now be {now}")
    if planned.rejected:
        note(f"rejected proposals that would have another date, and stay: {planned.rejected}")


def _print_changes(planned: "Rereading") -> None:
    from timeline.render import proposal_list

    print_notes(planned.notes)
    for change in planned.changes:
        for line in proposal_list.change(change.before, change.record, columns(), style):
            click.echo(line, err=True)
    note(f"pending proposals that change: {len(planned.changes)} of {planned.pending}; new ones: {len(planned.new)}")


source.add_command(
    edit_command(
        "source",
        click.option("--kind", type=Choice(SOURCE_KINDS)),
        click.option("--title", metavar="TEXT", help="The title."),
        click.option("--publisher", metavar="NAME", help="Who published it."),
        click.option("--published", metavar="DATE", help="When it was published."),
        click.option("--author", metavar="NAME", help="Who wrote it."),
        click.option("--url", metavar="URL", help="Its address."),
        click.option("--archive-url", metavar="URL", help="The address of an archived copy."),
        click.option("--lang", metavar="CODE", help="Its language, such as en."),
        click.option("--note", metavar="TEXT", help="A remark."),
        click.option(
            "--read-again/--keep-proposals",
            default=None,
            help="Replace the pending proposals that another day of publication changes, or keep them. Asks otherwise.",
        ),
        beside=_read_again,
    )
)
source.add_command(merge_command("source"))
