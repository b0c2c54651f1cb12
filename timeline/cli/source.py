"""``timeline source``: the documents that entries are taken from."""

import os
import re
import sys
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from timeline.cli.entity_commands import edit_command, merge_command, one
from timeline.cli.given import given_date, given_instant
from timeline.cli.invocation import chosen_file, database_option, invocation
from timeline.cli.output import columns, format_option, note, print_lines, print_rows, style, tell_number
from timeline.cli.root import Group
from timeline.cli.writing import changeset, write_options
from timeline.database.opening import read_connection
from timeline.errors import NotFoundError, RefusedError
from timeline.schema.vocabulary import SOURCE_KINDS, SourceKind
from timeline.store.limits import address as checked_address
from timeline.store.limits import refuse_secrets

if TYPE_CHECKING:
    from timeline.evidence.retrieval import Retrieved

_FILES = (
    ".html", ".htm", ".xhtml", ".mhtml", ".txt", ".text", ".log", ".md", ".markdown", ".pdf", ".docx", ".odt", ".rtf",
    ".epub", ".csv", ".json", ".xml",
)  # fmt: skip


class _SourceOptions(TypedDict):
    """The options of ``timeline source add`` but ``--published``, by name; ``None`` if one is not given."""

    url: str | None
    to: str | None
    no_fetch: bool
    charset: str | None
    retrieved: str | None
    title: str | None
    publisher: str | None
    author: str | None
    kind: SourceKind | None
    lang: str | None
    archive_url: str | None
    note: str | None


@click.group(cls=Group, short_help="Look after sources: articles, transcripts, videos.")
@database_option
def source() -> None:
    """Look after sources: articles, transcripts, videos, posts, treaties."""


@source.command("list", short_help="List all sources, with counts.")
@format_option
@database_option
@click.pass_context
def list_(ctx: click.Context, format_: str) -> None:
    """List all sources with the number of entries that cite each, directly or as the outlet cited through."""
    path = chosen_file(ctx)
    with read_connection(path) as connection:
        rows = connection.execute(
            "SELECT s.id, s.kind, s.title, s.publisher, s.published, s.url,"
            " (SELECT count(DISTINCT c.entry_id) FROM citations AS c WHERE c.source_id = s.id) AS entries,"
            " (SELECT count(DISTINCT c.entry_id) FROM citations AS c WHERE c.via_id = s.id) AS via,"
            " (SELECT count(*) FROM snapshots AS n WHERE n.source_id = s.id) AS snapshots"
            " FROM sources AS s ORDER BY s.id"
        ).fetchall()
    print_rows([dict(row) for row in rows], format_)


@source.command(short_help="Add a source and keep what it says.")
@click.argument("what", metavar="URL_OR_FILE")
@click.option("--url", metavar="URL", help="The address of a saved file.")
@click.option("--to", metavar="SOURCE", help="Keep it as a further snapshot of this source.")
@click.option("--no-fetch", is_flag=True, help="Only describe what is at the address.")
@click.option("--charset", metavar="NAME", help="The charset, where the page names none or a wrong one.")
@click.option("--retrieved", metavar="MOMENT", help="When a file was saved; without it, now.")
@click.option("--title", metavar="TEXT", help="The title.")
@click.option("--publisher", metavar="NAME", help="Who published it.")
@click.option("--published", metavar="DATE", help="When it was published.")
@click.option("--author", metavar="NAME", help="Who wrote it.")
@click.option("--kind", type=click.Choice(SOURCE_KINDS), help="What it is; without it, an article.")
@click.option("--lang", metavar="CODE", help="Its language, such as en.")
@click.option("--archive-url", metavar="URL", help="The address of an archived copy.")
@click.option("--note", metavar="TEXT", help="A remark.")
@write_options
@database_option
@click.pass_context
def add(ctx: click.Context, /, what: str, published: str | None, **given: Unpack[_SourceOptions]) -> None:
    """Add a source and print its number.

    A page is fetched, a file is read, and what is in it is kept as a snapshot: its bytes, its text and the SHA-256 of
    both. What a page says of itself (title, author, publisher, date, language) is taken over where you do not say it. A
    title alone is a source of which nothing is kept.

    The same address again is retrieved again: where its text has changed you are told how, and both are kept.

    \b
    timeline source add https://example.org/article
    timeline source add saved.html --url https://example.org/article
    timeline source add "Budapest Memorandum" --kind treaty --published 1994-12-05
    """  # noqa: D301  (the backslash is Click's mark for lines that are not to be wrapped)
    from timeline.store.snapshots import add_retrieved
    from timeline.store.sources import NewSource, add_new_source

    what = what.strip() if what.strip().lower().startswith("http") else what
    date = given_date("--published", published) if published is not None else None
    notes: list[str] = []
    got = _retrieved(ctx, what, given)
    to = given["to"]
    known = what if got is None else named_as(what, given["url"])
    new = NewSource(
        known=known,
        published=date,
        title=given["title"],
        publisher=given["publisher"],
        author=given["author"],
        kind=given["kind"],
        lang=given["lang"],
        archive_url=given["archive_url"],
        note=given["note"],
    )
    with changeset(ctx) as session:
        if got is None:
            number = add_new_source(session, new)
            notes.append(f"new source {number}: {known}; nothing of what it says is stored")
        else:
            number = add_retrieved(session, new, got, notes.append, to=to)
    tell_number(number)
    for told in notes:
        note(told)


def _retrieved(ctx: click.Context, what: str, given: _SourceOptions) -> "Retrieved | None":
    """Fetch the page or read the file that is meant; None for a source that is only described."""
    address = what.lower().startswith(("http://", "https://"))
    file = not address and os.path.lexists(what)
    of_what_is_kept = {"charset": given["charset"], "to": given["to"]}
    if not address:
        of_what_is_kept = {"url": given["url"], **of_what_is_kept, "retrieved": given["retrieved"]}
    for option, value in of_what_is_kept.items():
        if value is not None and not file and (given["no_fetch"] or not address):
            raise click.UsageError(f"--{option} needs a file or a page that is retrieved", ctx)
    if address and (given["url"] is not None or given["retrieved"] is not None):
        raise click.UsageError("--url and --retrieved are for a saved file", ctx)
    if given["url"] is not None and given["to"] is not None:
        raise click.UsageError("--url and --to both say whose it is: give one", ctx)
    if given["no_fetch"] and not address:
        raise click.UsageError("--no-fetch is for an address", ctx)
    now = invocation(ctx).utc()
    refuse_secrets(what if address else None)
    for url in (given["url"], given["archive_url"]):
        checked_address(url)
    if file:
        at = given["retrieved"]
        return read_file(what, given["charset"], now if at is None else given_instant("--retrieved", at, now))
    if address:
        return None if given["no_fetch"] else fetched(what, given["charset"], now)
    _refuse_no_title(what)
    return None


def _refuse_no_title(what: str) -> None:
    """Refuse what is meant as a file or an address and is none. Raises NotFoundError or RefusedError."""
    if re.match(r"[a-z][a-z0-9+.-]*:/|(?:javascript|data|about|mailto|blob):", what, re.IGNORECASE):
        hint = (
            "give the path of the file alone" if what.lower().startswith("file:") else "save the page and give its file"
        )
        raise RefusedError(f"{what[:200]} is neither http nor https; {hint}")
    if re.match(r"(?:localhost|[\w-]+(?:\.[\w-]+)+)(?::\d+)?/|(?:localhost|[\d.]+):\d+", what):
        raise RefusedError(f"“{what[:200]}” looks like an address; write it with https:// or http:// in front")
    if what == "-" or what.lower().endswith(_FILES) or re.match(r"\.{0,2}/|~", what):
        raise NotFoundError(f"there is no file {what[:200]}")


def named_as(what: str, url: str | None) -> str:
    """Return what the source of a page or a file is known as: its address, else the file's name."""
    if what.lower().startswith(("http://", "https://")):
        return what
    return url or os.fsencode(os.path.basename(what)).decode("utf-8", "replace")


def read_file(path: str, charset: str | None, at: str) -> "Retrieved":
    """Read a file that was saved at some moment. Raises RefusedError where there is no text in it."""
    from timeline.evidence import retrieval

    content, media_type = retrieval.read_file(path)
    return retrieval.retrieved(content, path, media_type=media_type, charset=charset, at=at)


def fetched(url: str, charset: str | None, at: str) -> "Retrieved":
    """Fetch a page. Raises RefusedError where it cannot be, or there is no text in it."""
    from timeline.evidence import retrieval
    from timeline.evidence.fetch import fetch

    page = fetch(url, note)
    return retrieval.retrieved(
        page.content, url, media_type=page.media_type, declared=page.charset, charset=charset, at=at
    )


@source.command(short_help="Show a source with every cited passage marked.")
@click.argument("typed", metavar="SOURCE")
@click.option("--snapshot", type=click.IntRange(1), metavar="N", help="This snapshot; without it the latest.")
@click.option("--raw", is_flag=True, help="Print the bytes as they were retrieved, and nothing else.")
@database_option
@click.pass_context
def show(ctx: click.Context, typed: str, snapshot: int | None, *, raw: bool) -> None:
    """Show what is known about a source, and its stored text with every cited passage marked: ⟦12: words⟧."""
    from timeline.evidence import stored

    path = chosen_file(ctx)
    with read_connection(path) as connection:
        found = one(connection.execute, "source", typed)
        known = stored.source(connection, found.id, snapshot)
    if raw:
        if known.content is None:
            raise NotFoundError(known.flaw or f"no bytes of source {found.id} are stored")
        if known.flaw:
            note(known.flaw)
        sys.stdout.buffer.write(known.content)
        return
    from timeline.render.proofs import source as shown

    print_lines(shown(known, columns(), style))
    if known.flaw:
        note(known.flaw)


source.add_command(
    edit_command(
        "source",
        click.option("--kind", type=click.Choice(SOURCE_KINDS)),
        click.option("--title", metavar="TEXT", help="The title."),
        click.option("--publisher", metavar="NAME", help="Who published it."),
        click.option("--published", metavar="DATE", help="When it was published."),
        click.option("--author", metavar="NAME", help="Who wrote it."),
        click.option("--url", metavar="URL", help="Its address."),
        click.option("--archive-url", metavar="URL", help="The address of an archived copy."),
        click.option("--lang", metavar="CODE", help="Its language, such as en."),
        click.option("--note", metavar="TEXT", help="A remark."),
    )
)
source.add_command(merge_command("source"))
