"""``timeline ingest``: what an article says, as proposals."""

import datetime
import os
from typing import TYPE_CHECKING

import click

from timeline import database
from timeline.cli.common import chosen_file, columns, database_option, interchange, note, print_lines, style
from timeline.cli.given import given_date
from timeline.cli.root import Command
from timeline.cli.source import fetched, read_file
from timeline.database import Status
from timeline.errors import DateError, NotFoundError, RefusedError

if TYPE_CHECKING:
    from timeline.dates import PartialDate
    from timeline.evidence.retrieval import Retrieved
    from timeline.ingest import Article, Proposal

_NAMES = {
    "speakers": "SELECT a.name, o.name FROM speaker_names AS a JOIN speakers AS o ON o.id = a.speaker_id ORDER BY a.id",
    "places": "SELECT a.name, o.name FROM place_names AS a JOIN places AS o ON o.id = a.place_id ORDER BY a.id",
    "topics": "SELECT name, name FROM topics ORDER BY id",
}
#: the share of its letters that are those of English in a text of that language, at least
_LATIN = 0.8
#: kind → a name that is known → the name to print
_Known = dict[str, dict[str, str]]


@click.command(cls=Command, short_help="Read articles and print what they say, as proposals.")
@click.argument("articles", nargs=-1, required=True, metavar="FILE_OR_URL...")
@click.option("--published", metavar="DATE", help="When it was published, where the page does not say so.")
@click.option("--charset", metavar="NAME", help="The charset, where the page names none or a wrong one.")
@click.option("--format", "format_", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
@database_option
@click.pass_context
def ingest(
    ctx: click.Context, articles: tuple[str, ...], published: str | None, charset: str | None, format_: str
) -> None:
    """Read articles, transcripts or readouts in English, and print every statement and dated event that they report.

    The words are the article's own, dates are read beside the day it was published, and names that are known here are
    proposed as they are known. Nothing is stored: add what is right with timeline add. Paraphrase is read by spaCy: pip
    install 'diplomatic-timeline[nlp]'; without it, quoted speech alone.
    """
    day = given_date("--published", published) if published is not None else None
    _refuse_future("--published", day)
    known = _known(chosen_file(ctx))
    read = [(what, _read(what, day, charset, known)) for what in articles]
    if format_ == "jsonl":
        from timeline.formats.jsonl import dump

        out = interchange()
        for what, article in read:
            out.writelines(dump({"source": what, **proposal._asdict()}) + "\n" for proposal in article.proposals)
    else:
        from timeline.render import proposals

        print_lines(line for what, article in read for line in proposals.lines(what, article, columns(), style))
    for what, article in read:
        for told in article.notes:
            note(f"{what}: {told}")
        if not article.proposals:
            note(f"{what}: nothing is found that somebody says, and no dated event")


def _read(what: str, published: "PartialDate | None", charset: str | None, known: _Known) -> "Article":
    """Retrieve one article and read it. Raises RefusedError where it is not known when it was published."""
    from timeline.ingest import read_article

    if what.strip().lower().startswith(("http://", "https://")):
        got = fetched(what.strip(), charset)
    elif os.path.lexists(what):
        got = read_file(what, charset)
    else:
        raise NotFoundError(f"there is no file {what[:200]}; an address begins with https:// or http://")
    day = published or _said(got)
    article = read_article(
        got.text,
        published=day,
        title=got.described.title,
        speakers=known["speakers"],
        places=known["places"],
        topics=known["topics"],
    )
    if article.published is None:
        raise RefusedError(f"{what}: it does not say when it was published; give the day with --published")
    _refuse_future(what, article.published)
    letters = [letter for letter in got.text if letter.isalpha()]
    if sum(map(str.isascii, letters)) < len(letters) * _LATIN:
        note(f"{what}: articles are read in English; of one in another language little is found")
    return article._replace(proposals=tuple(_as_known(proposal, known) for proposal in article.proposals))


def _said(got: "Retrieved") -> "PartialDate | None":
    """Return when a page says that it was published."""
    from timeline.dates import PartialDate

    try:
        return PartialDate.parse(got.described.published) if got.described.published else None
    except DateError:
        return None


def _refuse_future(what: str, day: "PartialDate | None") -> None:
    if (
        day is not None
        and day.earliest > (datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(1)).isoformat()
    ):
        raise RefusedError(f"{what}: {day.date} is in the future; nothing was published then")


def _known(path: str) -> _Known:
    """Return the names that are known in the timeline, if there is one."""
    if database.path_status(path) is not Status.CURRENT:
        return {kind: {} for kind in _NAMES}
    connection = database.open_to_read(path)
    with database.explained(path):
        found = {kind: {row[0]: row[1] for row in connection.execute(sql)} for kind, sql in _NAMES.items()}
    connection.close()
    return found


def _as_known(proposal: "Proposal", known: _Known) -> "Proposal":
    """Call those who are known by the names that are printed here."""
    speakers, places = known["speakers"], known["places"]
    return proposal._replace(
        speaker=speakers.get(proposal.speaker or "", proposal.speaker),
        participants=tuple(speakers.get(name, name) for name in proposal.participants),
        places=tuple(places.get(name, name) for name in proposal.places),
    )
