"""``timeline ingest``: what an article says, as proposals to be decided about."""

import datetime
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict, Unpack, cast

import click

from timeline.cli.given import given_date
from timeline.cli.invocation import database_option, invocation
from timeline.cli.output import columns, interchange, note, print_lines, style
from timeline.cli.root import Command
from timeline.cli.source import fetched, named_as, read_file
from timeline.cli.writing import changeset, write_options
from timeline.database import opening
from timeline.database.opening import Status, read_connection
from timeline.errors import DateError, NotFoundError, RefusedError
from timeline.store.limits import address as checked_address
from timeline.store.limits import refuse_secrets

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from timeline.dates import PartialDate
    from timeline.evidence.retrieval import Retrieved
    from timeline.ingest import Article, Candidate
    from timeline.reading.proposals import CandidateRecord
    from timeline.store.articles import StoredArticle

_NAMES = {
    "speakers": "SELECT a.name, o.name FROM speaker_names AS a JOIN speakers AS o ON o.id = a.speaker_id ORDER BY a.id",
    "places": "SELECT a.name, o.name FROM place_names AS a JOIN places AS o ON o.id = a.place_id ORDER BY a.id",
    "topics": "SELECT name, name FROM topics ORDER BY id",
}
_NOTHING = "nothing is found that somebody says, and no dated event"
#: kind → a name that is known → the name to print
_KnownNames = dict[str, dict[str, str]]


class _IngestOptions(TypedDict):
    """The options of the command but ``--published``, by name; ``None`` if one is not given."""

    title: str | None
    publisher: str | None
    url: str | None
    to: str | None
    charset: str | None
    dry_run: bool
    format_: str


class _Read(NamedTuple):
    """An article as it was retrieved and read."""

    what: str
    got: "Retrieved"
    article: "Article"


@click.command(cls=Command, short_help="Read articles and propose what they say as entries.")
@click.argument("articles", nargs=-1, required=True, metavar="FILE_OR_URL...")
@click.option("--published", metavar="DATE", help="When it was published, where the page does not say so.")
@click.option("--title", metavar="TEXT", help="Its title, where the page does not say it.")
@click.option("--publisher", metavar="NAME", help="Who published it.")
@click.option("--url", metavar="URL", help="The address of a saved file.")
@click.option("--to", metavar="SOURCE", help="Keep it as a further snapshot of this source.")
@click.option("--charset", metavar="NAME", help="The charset, where the page names none or a wrong one.")
@click.option("--dry-run", is_flag=True, help="Store nothing; print what would be proposed.")
@click.option("--format", "format_", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
@write_options
@database_option
@click.pass_context
def ingest(
    ctx: click.Context, /, articles: tuple[str, ...], published: str | None, **given: Unpack[_IngestOptions]
) -> None:
    """Read articles, transcripts or readouts in English, and propose every statement and dated event in them.

    Each becomes a source with a snapshot, as with timeline source add, and every proposal is the snapshot's own words.
    Dates are read beside the day it was published; names that are known here are proposed as they are known. Nothing
    becomes an entry before you accept it: timeline review. What was proposed of the same text before is not proposed
    again.

    Paraphrase is read by spaCy: pip install 'diplomatic-timeline[nlp]'; without it, quoted speech alone.

    \b
    timeline ingest https://example.org/article --published 2025-02-27
    timeline ingest saved.html --url https://example.org/article --dry-run --format jsonl
    """  # noqa: D301  (the backslash is Click's mark for lines that are not to be wrapped)
    of_one = (
        ("url", given["url"], "saved file"),
        ("to", given["to"], "article"),
        ("title", given["title"], "article"),
    )
    for option, value, of in of_one:
        if value is not None and (len(articles) > 1 or (option == "url" and _is_address(articles[0]))):
            raise click.UsageError(f"--{option} is for one {of}", ctx)
    if given["url"] is not None and given["to"] is not None:
        raise click.UsageError("--url and --to both say whose it is: give one", ctx)
    checked_address(given["url"])
    day = given_date("--published", published) if published is not None else None
    run = invocation(ctx)
    path, now = run.file, run.utc()
    _refuse_future("--published", day, now)
    known = _known(path)
    read = [_read(path, what, day, given, known, now) for what in dict.fromkeys(articles)]
    for one in read:
        for told in one.article.notes:
            note(f"{one.what}: {told}")
        if not one.article.candidates:
            note(f"{one.what}: {_NOTHING}")
    if given["dry_run"]:
        _print_rehearsed(read, given["format_"])
        return
    useful = [one for one in read if one.article.candidates]
    if not useful:
        raise RefusedError("nothing is stored; timeline source add keeps a page as a source")
    kept = _store(ctx, useful, day, given, known)
    _print_stored(path, kept, given["format_"])


def _store(
    ctx: click.Context, read: list[_Read], day: "PartialDate | None", given: _IngestOptions, known: _KnownNames
) -> "list[StoredArticle]":
    """Keep the articles and their proposals, and tell what there is to decide."""
    from timeline.store.articles import add_article
    from timeline.store.sources import NewSource

    notes: list[str] = []
    kept = []
    with suppress(_NothingNewError), changeset(ctx) as session:
        last = _snapshots(session)
        for what, got, article in read:
            known_as = named_as(what, given["url"] or article.url)
            new = NewSource(known=known_as, published=day, title=given["title"], publisher=given["publisher"])

            def proposed(text: str, got: "Retrieved" = got, article: "Article" = article) -> "tuple[Candidate, ...]":
                same = text == got.text
                return (
                    article.candidates if same else _proposals(text, article.published, article.title, known).candidates
                )

            try:
                kept.append(add_article(session, new, got, proposed, notes.append, to=given["to"]))
            except (NotFoundError, RefusedError) as error:
                raise type(error)(f"{what}: {error}") from None
        if not any(one.new for one in kept) and _snapshots(session) == last:
            raise _NothingNewError
    for told in notes:
        note(told)
    return kept


class _NothingNewError(Exception):
    """All of it is known, so that there is no changeset to keep."""


def _snapshots(session: "Session") -> int:
    from timeline.store.naming import driver

    return int(driver(session).execute("SELECT coalesce(max(id), 0) FROM snapshots").fetchone()[0])


def _print_rehearsed(read: list[_Read], format_: str) -> None:
    if format_ == "jsonl":
        from timeline.formats.jsonl import dump

        out = interchange()
        for one in read:
            told = ({"source": one.what, "cue": _cue(one.got.text, p), **p._asdict()} for p in one.article.candidates)
            out.writelines(dump(proposal) + "\n" for proposal in told)
        return
    from timeline.render import proposal_list

    print_lines(
        line
        for one in read
        if one.article.candidates
        for line in proposal_list.lines(
            one.article.title or one.what,
            [
                cast("CandidateRecord", {"id": n, "cue": _cue(one.got.text, candidate), **candidate._asdict()})
                for n, candidate in enumerate(one.article.candidates, 1)
            ],
            columns(),
            style,
        )
    )


def _cue(text: str, candidate: "Candidate") -> str | None:
    return next((text[begin:end] for begin, end in candidate.cue_spans), None)


def _print_stored(path: str, kept: "list[StoredArticle]", format_: str) -> None:
    from timeline.reading import proposals as stored

    with read_connection(path) as connection:
        new = tuple(number for one in kept for number in one.new)
        found = list(stored.proposals(connection, stored.Wanted(numbers=new))) if new else []
        waiting = {
            one.source: len(stored.numbers(connection, stored.Wanted(sources=(one.source,), states=("pending",))))
            for one in kept
        }
    if format_ == "jsonl":
        from timeline.formats.jsonl import dump

        interchange().writelines(dump(proposal) + "\n" for proposal in found)
    else:
        from timeline.render import proposal_list

        print_lines(proposal_list.by_source(found, columns(), style))
    for one in kept:
        before = f"; {one.known} were proposed before" if one.known else ""
        what = f"{len(one.new)} new proposal{'' if len(one.new) == 1 else 's'} of source {one.source}{before}"
        left = waiting[one.source]
        wait = f"; {left} wait{'s' if left == 1 else ''} to be decided: timeline review {one.source}" if left else ""
        note(what + wait)


def _is_address(what: str) -> bool:
    return what.strip().lower().startswith(("http://", "https://"))


def _read(
    path: str, what: str, published: "PartialDate | None", given: _IngestOptions, known: _KnownNames, now: str
) -> _Read:
    """Retrieve one article and read it; ``now`` is this moment in UTC.

    Raises RefusedError where it is not known when it was published.
    """
    from timeline.ingest import is_english

    if _is_address(what):
        what = what.strip()
        refuse_secrets(what)
        got = fetched(what, given["charset"], now)
    elif os.path.lexists(what):
        got = read_file(what, given["charset"], now)
    else:
        raise NotFoundError(f"there is no file {what[:200]}; an address begins with https:// or http://")
    day = published or _stored(path, named_as(what, given["url"]), given["to"], got) or _said(got)
    article = _proposals(got.text, day, got.described.title, known)
    if article.published is None:
        raise RefusedError(f"{what}: it does not say when it was published; give the day with --published")
    _refuse_future(what, article.published, now)
    if not is_english(got.text):
        note(f"{what}: articles are read in English; of one in another language only quoted speech is found, if at all")
    described = replace(
        got.described,
        title=got.described.title or article.title,
        published=got.described.published or article.published.date,
    )
    return _Read(what, replace(got, described=described), article)


def _proposals(text: str, day: "PartialDate | None", title: str | None, known: _KnownNames) -> "Article":
    """Read a text, and call those who are known by the names that are printed here."""
    from timeline.ingest import read_article

    article = read_article(
        text,
        published=day,
        title=title,
        speakers=known["speakers"],
        places=known["places"],
        topics=known["topics"],
    )
    return article._replace(candidates=tuple(_as_known(candidate, known) for candidate in article.candidates))


def _stored(path: str, known: str, to: str | None, got: "Retrieved") -> "PartialDate | None":
    """Return when the source that is named, or that of the same address or bytes, was published, if it is known."""
    from timeline.dates import PartialDate
    from timeline.reading import resolve

    for connection in _opened(path):
        if to is not None:
            day = resolve.published(connection.execute, to)
            return PartialDate.parse(day) if day else None
        row = connection.execute(
            "SELECT published FROM sources AS s WHERE published IS NOT NULL AND (url = :known OR EXISTS"
            " (SELECT 1 FROM snapshots WHERE source_id = s.id AND content_sha256 = :sha256)) ORDER BY id LIMIT 1",
            {"known": known, "sha256": got.content_sha256},
        ).fetchone()
        return PartialDate.parse(row[0]) if row else None
    return None


def _said(got: "Retrieved") -> "PartialDate | None":
    """Return when a page says that it was published."""
    from timeline.dates import PartialDate

    try:
        return PartialDate.parse(got.described.published) if got.described.published else None
    except DateError:
        return None


def _refuse_future(what: str, day: "PartialDate | None", now: str) -> None:
    tomorrow = (datetime.date.fromisoformat(now[:10]) + datetime.timedelta(1)).isoformat()
    if day is not None and day.earliest > tomorrow:
        raise RefusedError(f"{what}: {day.date} is in the future; nothing was published then")


def _opened(path: str) -> Iterator[Any]:
    """Yield a connection to the timeline if there is one that can be read, and close it afterwards."""
    if opening.path_status(path) is not Status.CURRENT:
        return
    with read_connection(path) as connection:
        yield connection


def _known(path: str) -> _KnownNames:
    """Return the names that are known in the timeline, if there is one."""
    for connection in _opened(path):
        return {kind: {row[0]: row[1] for row in connection.execute(sql)} for kind, sql in _NAMES.items()}
    return {kind: {} for kind in _NAMES}


def _as_known(candidate: "Candidate", known: _KnownNames) -> "Candidate":
    speakers, places = known["speakers"], known["places"]
    return candidate._replace(
        speaker=speakers.get(candidate.speaker or "", candidate.speaker),
        participants=tuple(speakers.get(name, name) for name in candidate.participants),
        places=tuple(places.get(name, name) for name in candidate.places),
    )
