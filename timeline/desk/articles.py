"""Read articles with the names that a timeline knows, and store them as sources with proposals.

An article is retrieved and read before a changeset is opened. Its dates are read relative to the day on which it was
published: as the person says, else as its source says, else as the article itself says.
"""

import datetime
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, cast

from timeline.dates import PartialDate
from timeline.desk import sources
from timeline.desk.names import match
from timeline.desk.problems import Problems
from timeline.desk.sources import SourceInput, Tell
from timeline.desk.values import Outcome, outcome
from timeline.errors import DateError, IncompleteError, NotFoundError, RefusedError
from timeline.evidence.retrieval import Retrieved
from timeline.history import past
from timeline.ingest import Article, Candidate, is_english
from timeline.reading import proposals, resolve
from timeline.reading.proposals import CandidateRecord, ProposalRecord
from timeline.schema.vocabulary import EntityKind
from timeline.store.remarks import Note, Notes
from timeline.worker import client

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from timeline.store.articles import StoredArticle as StoredArticle

#: code of the error if an article has no statements and no dated events
NOTHING_FOUND = "nothing-found"
#: how long a text may take to read: so many seconds, more for a long one, but no more than the last
_SECONDS, _SECONDS_PER_MB, _MOST_SECONDS = 30.0, 100.0, 120.0
#: columns of a source that change whenever it is retrieved
_PASSING = ("accessed_at", "changeset_id")


class KnownNames(NamedTuple):
    """The names that a timeline knows: each spelling, with the main name of its owner."""

    speakers: Mapping[str, str]
    places: Mapping[str, str]
    topics: Mapping[str, str]


class About(NamedTuple):
    """The topics and places of everything in an article, as a person has named them."""

    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    def on(self, candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
        """Return candidates with these topics and places too."""
        return tuple(
            one._replace(topics=both(one.topics, self.topics), places=both(one.places, self.places))
            for one in candidates
        )


NOT_NAMED = About()


class ArticleReading(NamedTuple):
    """An article as it was retrieved and read; its dates are relative to ``published``."""

    typed: SourceInput
    retrieved: Retrieved
    article: Article
    published: PartialDate
    names: KnownNames
    notes: tuple[Note, ...]
    about: About = NOT_NAMED

    def records(self) -> list[CandidateRecord]:
        """Return the candidates as records, numbered from 1."""
        text = self.retrieved.text
        return [
            cast("CandidateRecord", {"id": number, "cue": _cue(text, one), **one._asdict()})
            for number, one in enumerate(self.article.candidates, 1)
        ]

    def candidates(self, text: str) -> tuple[Candidate, ...]:
        """Return the candidates in the text of its snapshot, which an earlier extractor may have made."""
        if text == self.retrieved.text:
            return self.article.candidates
        return self.about.on(read_text(text, self.published, self.article.title, self.names).candidates)


class NothingNewError(RefusedError):
    """An import of articles that adds nothing; its changeset is not kept. Has the values of an Outcome."""

    code = "unchanged"

    def __init__(self, articles: "tuple[StoredArticle, ...]", notes: tuple[Note, ...]) -> None:
        super().__init__("nothing was stored: every proposal already exists")
        self.articles = articles
        self.notes = notes


def both(one: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    """Return the names of two lists, each once."""
    return tuple(dict.fromkeys((*one, *other)))


def about(connection: sqlite3.Connection | None, topics: Iterable[str], places: Iterable[str]) -> About:
    """Return topics and places as typed, those that the timeline knows with their main names. Raises TimelineError."""
    problems = Problems()
    known: dict[EntityKind, list[str]] = {"topic": [], "place": []}
    for kind, field, typed in (("topic", "topics", topics), ("place", "places", places)):
        for name in typed:
            with problems.at(field):
                known[kind].append(_main_name(connection, kind, name))  # type: ignore[index, arg-type]
    problems.refuse()
    return About(tuple(known["topic"]), tuple(known["place"]))


def _main_name(connection: sqlite3.Connection | None, kind: EntityKind, name: str) -> str:
    if connection is None:
        from timeline.store.naming import named

        return named(kind, name)
    entity = match(connection.execute, kind, name).entity
    return name.strip() if entity is None else entity.name


def known_names(connection: sqlite3.Connection | None) -> KnownNames:
    """Return the names that a timeline knows; none if there is no timeline yet."""
    if connection is None:
        return KnownNames({}, {}, {})
    return KnownNames(
        speakers=_spellings(
            connection,
            "SELECT a.name, o.name FROM speaker_names AS a JOIN speakers AS o ON o.id = a.speaker_id ORDER BY a.id",
        ),
        places=_spellings(
            connection,
            "SELECT a.name, o.name FROM place_names AS a JOIN places AS o ON o.id = a.place_id ORDER BY a.id",
        ),
        topics=_spellings(connection, "SELECT name, name FROM topics ORDER BY id"),
    )


def _spellings(connection: sqlite3.Connection, sql: str) -> dict[str, str]:
    return {row[0]: row[1] for row in connection.execute(sql)}


def check(typed: SourceInput, now: str) -> None:
    """Refuse fields of an article that cannot be stored, before it is retrieved. Raises TimelineError."""
    sources.check(typed, now)
    if typed.no_fetch:
        raise IncompleteError("an article has to be fetched before it can be read; leave this out", field="no_fetch")
    day = sources.published(typed)
    if day is not None:
        try:
            refuse_ahead(day, now)
        except RefusedError as error:
            raise error.at("published") from None


def retrieve(typed: SourceInput, now: str, tell: Tell) -> Retrieved:
    """Fetch or read one article; ``now`` is this moment in UTC, and redirects go to ``tell``.

    Raises:
        NotFoundError: there is no such file.
        TimelineError: as :func:`check` and :func:`timeline.desk.sources.retrieve` raise it.

    """
    retrieved = None
    if typed.address is not None or typed.is_file:
        check(typed, now)
        retrieved = sources.retrieve(typed, now, tell)
    if retrieved is None:
        raise NotFoundError(f"there is no file {typed.what[:200]}; an address begins with https:// or http://")
    return retrieved


def read(
    connection: sqlite3.Connection | None,
    typed: SourceInput,
    retrieved: Retrieved,
    names: KnownNames,
    now: str,
    about: About = NOT_NAMED,
    heard: Callable[[int], object] | None = None,
) -> ArticleReading:
    """Read one retrieved article; ``connection`` is to the timeline, if it exists already.

    Everything in it is ``about`` some topics and places. ``heard`` gets how far it is, in per cent.

    Raises RefusedError if its day of publication is unknown or in the future.
    """
    day = sources.published(typed) or _stored_day(connection, typed, retrieved) or _own_day(retrieved)
    try:
        article = read_text(retrieved.text, day, typed.title or retrieved.described.title, names, heard)
    except RefusedError as error:
        raise error.about(typed.name) from None
    if article.published is None:
        raise RefusedError("the text does not say when it was published; give the day", field="published").about(
            typed.name
        )
    try:
        refuse_ahead(article.published, now)
    except RefusedError as error:
        raise error.about(typed.name) from None
    described = replace(
        retrieved.described,
        title=retrieved.described.title or article.title,
        published=retrieved.described.published or article.published.date,
    )
    notes = tuple(_notes(retrieved.text, article))
    retrieved = replace(retrieved, described=described)
    whole = article._replace(candidates=about.on(article.candidates))
    return ArticleReading(typed, retrieved, whole, article.published, names, notes, about)


def _notes(text: str, article: Article) -> Iterable[Note]:
    notes = Notes()
    if not is_english(text):
        notes("timeline reads articles in English; in other languages it finds quoted speech at most")
    for message in article.notes:
        notes(message)
    if not article.candidates:
        notes("no statements and no dated events found")
    return notes


def _stored_day(connection: sqlite3.Connection | None, typed: SourceInput, retrieved: Retrieved) -> PartialDate | None:
    """Return the stored day of publication of the named source, or of one with the same address or bytes."""
    if connection is None:
        return None
    if typed.to is not None:
        day = resolve.published(connection.execute, typed.to)
    else:
        day = stored_day(connection, sources.known_as(typed), retrieved.content_sha256)
    return PartialDate.parse(day) if day else None


def stored_day(connection: sqlite3.Connection, known: str, content_sha256: str | None) -> str | None:
    """Return the stored day of publication of the first source with an address or with bytes, by their SHA-256."""
    row = connection.execute(
        "SELECT published FROM sources WHERE published IS NOT NULL AND id IN (SELECT id FROM sources WHERE url = :known"
        " UNION SELECT source_id FROM snapshots WHERE content_sha256 = :sha256) ORDER BY id LIMIT 1",
        {"known": known, "sha256": content_sha256},
    ).fetchone()
    return row[0] if row else None


def _own_day(retrieved: Retrieved) -> PartialDate | None:
    """Return the day of publication that a page gives."""
    try:
        return PartialDate.parse(retrieved.described.published) if retrieved.described.published else None
    except DateError:
        return None


def refuse_ahead(day: PartialDate, now: str) -> None:
    """Raise RefusedError if a day lies in the future everywhere on earth; somewhere it is already tomorrow."""
    tomorrow = (datetime.date.fromisoformat(now[:10]) + datetime.timedelta(1)).isoformat()
    if day.earliest > tomorrow:
        raise RefusedError(f"{day.date} is in the future; give the day on which it was published")


def read_text(
    text: str,
    day: PartialDate | None,
    title: str | None,
    names: KnownNames,
    heard: Callable[[int], object] | None = None,
) -> Article:
    """Read a text, and give known speakers and places their main names; ``heard`` gets how far it is, in per cent."""
    seconds = min(_MOST_SECONDS, _SECONDS + _SECONDS_PER_MB * len(text) / 2**20)
    article: Article = client.call(
        "article",
        text,
        seconds=seconds,
        heard=heard,
        published=day,
        title=title,
        speakers=dict(names.speakers),
        places=dict(names.places),
        topics=dict(names.topics),
    )
    return article._replace(candidates=tuple(_as_known(candidate, names) for candidate in article.candidates))


def _as_known(candidate: Candidate, names: KnownNames) -> Candidate:
    return candidate._replace(
        speaker=names.speakers.get(candidate.speaker or "", candidate.speaker),
        participants=tuple(names.speakers.get(name, name) for name in candidate.participants),
        places=tuple(names.places.get(name, name) for name in candidate.places),
    )


def _cue(text: str, candidate: Candidate) -> str | None:
    return next((text[begin:end] for begin, end in candidate.cue_spans), None)


def useful(readings: Iterable[ArticleReading]) -> tuple[ArticleReading, ...]:
    """Return the articles that have candidates. Raises RefusedError if none has any."""
    useful_ones = tuple(reading for reading in readings if reading.article.candidates)
    if not useful_ones:
        raise RefusedError(
            "nothing was stored", code=NOTHING_FOUND, advice="; to keep a page as a source, use timeline source add"
        )
    return useful_ones


def store(session: "Session", readings: Iterable[ArticleReading]) -> "Outcome[tuple[StoredArticle, ...]]":
    """Store articles as sources with snapshots, and their candidates as proposals; skip articles without any.

    A candidate that was proposed before from the same text is skipped.

    Raises:
        NothingNewError: everything is already stored.
        NotFoundError: an address fits more than one source, or the source to add to does not exist.
        RefusedError: no article has a candidate, or one contradicts stored data.

    """
    notes = Notes()
    stored = []
    for reading in useful(readings):
        try:
            stored.append(store_one(session, reading, notes))
        except (NotFoundError, RefusedError) as error:
            raise error.about(reading.typed.name) from None
    from timeline.store.naming import driver

    session.flush()
    if not is_news(driver(session), session.info["changeset"]):
        raise NothingNewError(tuple(stored), tuple(notes))
    return outcome(session, tuple(stored), notes)


def store_one(session: "Session", reading: ArticleReading, notes: Notes, *, name: str | None = None) -> "StoredArticle":
    """Store one article with its candidates; in a corpus, one without an address and title has a ``name``.

    Raises NotFoundError or RefusedError as :func:`store` does.
    """
    from timeline.store.articles import add_article

    typed = reading.typed
    new = sources.new_source(typed, sources.known_as(typed, reading.article.url))
    if name is not None and new.address is None and new.title is None:
        new = replace(new, title=reading.retrieved.described.title or name)
    return add_article(
        session, new, reading.retrieved, reading.candidates, notes, to=typed.to, titles_repeat=name is not None
    )


def is_news(connection: sqlite3.Connection, changeset: int) -> bool:
    """Tell whether a changeset has stored more than the time at which somebody last looked at a source."""
    for change in past.changes(connection, changeset - 1, changeset):
        before, after = change.before or {}, change.after or {}
        if any(before.get(column) != value for column, value in after.items() if column not in _PASSING):
            return True
    return False


def new_proposals(connection: sqlite3.Connection, stored: "Iterable[StoredArticle]") -> list[ProposalRecord]:
    """Return the new proposals, source by source, in the order of their texts."""
    return proposals_of(connection, tuple(number for article in stored for number in article.new))


def proposals_of(connection: sqlite3.Connection, numbers: tuple[int, ...]) -> list[ProposalRecord]:
    """Return proposals by their numbers."""
    return list(proposals.proposals(connection, proposals.ProposalFilter(numbers=numbers))) if numbers else []


def waiting(connection: sqlite3.Connection, source: int) -> int:
    """Return the number of pending proposals of a source."""
    return len(proposals.numbers(connection, proposals.ProposalFilter(sources=(source,), states=("pending",))))
