"""Read the text of a source again, because its day of publication was wrong, and replace the proposals that change.

A text that nobody could read before, because the day was unknown, is read for the first time. Only pending proposals
are replaced. Decided ones stay as they are, and so does every entry.
"""

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from timeline.dates import PartialDate
from timeline.desk import articles, reference
from timeline.desk.names import one_entity
from timeline.desk.values import Outcome, outcome
from timeline.errors import RefusedError, TimelineError
from timeline.evidence import rewriting
from timeline.ingest import Candidate
from timeline.reading import proposals
from timeline.reading.proposals import CandidateRecord, ProposalFilter, ProposalRecord
from timeline.store.remarks import Note, Notes

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: the fields of a candidate that depend on the day of publication
_DATED = ("date", "date_text", "date_spans")


class Change(NamedTuple):
    """A pending proposal, and how it reads now: None if the text no longer gives it."""

    before: ProposalRecord
    after: Candidate | None

    @property
    def record(self) -> CandidateRecord | None:
        """The new candidate as a record, with the number of the proposal."""
        if self.after is None:
            return None
        return cast("CandidateRecord", {**self.after._asdict(), "id": self.before["id"], "cue": self.before["cue"]})


class Rereading(NamedTuple):
    """What reading a source again would change: its pending proposals, and passages that nobody has proposed."""

    source: int
    published: PartialDate
    pending: int
    changes: tuple[Change, ...]
    new: tuple[tuple[int, Candidate], ...]
    """The number of a snapshot and a candidate in its text."""
    entries: tuple[tuple[int, str | None, str | None], ...]
    """The entries made from decided proposals whose date differs from the new one: number, its date, the new one."""
    rejected: int
    """How many rejected proposals have another date now."""
    is_same_day: bool
    """Whether the stored day of publication is the one to read with."""
    notes: tuple[Note, ...]
    is_first: bool = False
    """Whether nothing has been proposed from the source before."""

    def __bool__(self) -> bool:
        return bool(self.changes or self.new)


class _Read(NamedTuple):
    """What reading one snapshot again has changed."""

    changes: list[Change]
    new: list[tuple[int, Candidate]]
    #: the decided proposals whose date is another now, with that date
    decided: list[tuple[ProposalRecord, str | None]]
    notes: tuple[str, ...]


def plan(
    connection: sqlite3.Connection, typed: str, published: str | None, now: str, *, unread: bool = False
) -> Rereading | None:
    """Return what reading a source again would change, if it was published on another day; store nothing.

    Returns None if the source has no proposals; with ``unread`` its latest snapshot is read in any case, and None means
    that it has none. ``published`` is the typed day, or None for the stored one; ``now`` is this moment in UTC.

    Raises:
        NotFoundError: no source, or more than one, is known by this name.
        DateError: the day cannot be parsed.
        RefusedError: the day is unknown or in the future.

    """
    source = one_entity(connection.execute, "source", typed).id
    day = _day(connection, source, published, now)
    every = list(proposals.proposals(connection, ProposalFilter(sources=(source,))))
    snapshots = {one["snapshot_id"] for one in every}
    if unread and (latest := _latest_text(connection, source)) is not None:
        snapshots.add(latest)
    if not snapshots:
        return None
    stored, title = connection.execute("SELECT published, title FROM sources WHERE id = ?", (source,)).fetchone()
    names, notes = articles.known_names(connection), Notes()
    reads = [_read(connection, snapshot, every, day, title, names) for snapshot in sorted(snapshots)]
    for message in dict.fromkeys(message for one in reads for message in one.notes):
        notes(message)
    decided = [pair for one in reads for pair in one.decided]
    entries = [(one["entry"], date) for one, date in decided if one["entry"] is not None]
    return Rereading(
        source,
        day,
        sum(one["state"] == "pending" for one in every),
        tuple(change for one in reads for change in one.changes),
        tuple(new for one in reads for new in one.new),
        tuple(_differing(connection, entries)),
        sum(one["state"] == "rejected" for one, _ in decided),
        stored == day.date,
        tuple(notes),
        not every,
    )


def _read(
    connection: sqlite3.Connection,
    snapshot: int,
    every: list[ProposalRecord],
    day: PartialDate,
    title: str | None,
    names: articles.KnownNames,
) -> _Read:
    """Read a snapshot, and compare what it proposes with the proposals of its source."""
    article = articles.read_text(proposals.text_of(connection, snapshot), day, title, names)
    here = [one for one in every if one["snapshot_id"] == snapshot]
    elsewhere = {_words_of(one["kind"], one["text"]) for one in every if one["snapshot_id"] != snapshot}
    matches = _matches(here, article.candidates)
    is_partial = bool(article.notes) and bool(here)
    changes = _changes([one for one in here if one["state"] == "pending"], matches, is_partial=is_partial)
    new: list[tuple[int, Candidate]] = []
    if not is_partial:  # the same words in another snapshot were proposed, and perhaps decided, before
        matched = {id(one) for one in matches.values()}
        free = [one for one in article.candidates if id(one) not in matched and not _is_in(one, here)]
        new = [(snapshot, one) for one in free if _words_of(one.kind, one.text) not in elsewhere]
    other = [(one, matches[one["id"]].date) for one in here if one["id"] in matches]
    return _Read(list(changes), new, [(one, date) for one, date in other if date != one["date"]], article.notes)


def _words_of(kind: str, text: str) -> tuple[str, str]:
    return kind, " ".join(text.split())


class Ways(NamedTuple):
    """What can be done with the text of a source."""

    #: how many snapshots it has
    snapshots: int
    #: whether one of them has a text
    has_text: bool
    #: whether something has been proposed from it
    is_read: bool


def ways(connection: sqlite3.Connection, source: int) -> Ways:
    """Return what can be done with the text of a source."""
    return Ways(
        len(rewriting.kept(connection, source)),
        _latest_text(connection, source) is not None,
        bool(proposals.numbers(connection, ProposalFilter(sources=(source,)))),
    )


def _latest_text(connection: sqlite3.Connection, source: int) -> int | None:
    """Return the number of the latest snapshot of a source that has a text."""
    row = connection.execute(
        "SELECT id FROM snapshots WHERE source_id = ? AND text <> '' ORDER BY retrieved_at DESC, id DESC LIMIT 1",
        (source,),
    ).fetchone()
    return row[0] if row else None


def _differing(
    connection: sqlite3.Connection, dates: list[tuple[int, str | None]]
) -> Iterable[tuple[int, str | None, str | None]]:
    """Yield the entries whose date is not, or no longer, that of a new reading."""
    for entry, date in dates:
        (own,) = connection.execute("SELECT date FROM entries WHERE id = ?", (entry,)).fetchone()
        if own != date:
            yield entry, own, date


def pending(connection: sqlite3.Connection, typed: str) -> int:
    """Return the number of pending proposals of a source; 0 if no source, or more than one, is known by this name."""
    try:
        return articles.waiting(connection, one_entity(connection.execute, "source", typed).id)
    except TimelineError:
        return 0


def _day(connection: sqlite3.Connection, source: int, published: str | None, now: str) -> PartialDate:
    try:
        if published is not None:
            day = reference.read_day(published) if published else None
        else:
            (stored,) = connection.execute("SELECT published FROM sources WHERE id = ?", (source,)).fetchone()
            day = PartialDate.parse(stored) if stored else None
        if day is None:
            raise RefusedError("the day of publication is unknown, so its dates cannot be read; give the day")
        articles.refuse_ahead(day, now)
    except TimelineError as error:
        raise error.at("published") from None
    return day


def _matches(proposed: Iterable[ProposalRecord], candidates: Iterable[Candidate]) -> dict[int, Candidate]:
    """Return for each proposal, by number, the candidate of its kind that shares most of its passage."""
    matches: dict[int, Candidate] = {}
    free = list(candidates)
    for one in proposed:
        own = one["spans"]
        alike = [other for other in free if other.kind == one["kind"] and proposals.is_same_passage(own, other.spans)]
        if alike:
            matches[one["id"]] = max(alike, key=lambda other: proposals.shared_part(own, other.spans))
            free.remove(matches[one["id"]])
    return matches


def _changes(here: list[ProposalRecord], matches: dict[int, Candidate], *, is_partial: bool) -> Iterable[Change]:
    """Yield the proposals that change. If the text was read in part only, words and speakers stay as they were."""
    for one in here:
        candidate = matches.get(one["id"])
        if candidate is None:
            if not is_partial:
                yield Change(one, None)
            continue
        if is_partial:
            candidate = _with_dates(one, candidate)
        else:  # a person may have named more when the article was read
            topics, places = (
                articles.both(one["topics"], candidate.topics),
                articles.both(one["places"], candidate.places),
            )
            candidate = candidate._replace(topics=topics, places=places)
        if any(_plain(value) != one[name] for name, value in candidate._asdict().items()):  # type: ignore[literal-required]
            yield Change(one, candidate)


def _with_dates(one: ProposalRecord, candidate: Candidate) -> Candidate:
    """Return a proposal as a candidate, with the dates of another candidate."""
    fields: dict[str, Any] = {
        name: _frozen(one[name])  # type: ignore[literal-required]
        for name in Candidate._fields
    }
    return Candidate(**fields)._replace(**{name: getattr(candidate, name) for name in _DATED})


def _frozen(value: object) -> object:
    """Return a value of a stored proposal as a candidate has it: tuples instead of lists."""
    return tuple(tuple(one) if isinstance(one, list) else one for one in value) if isinstance(value, list) else value


def _plain(value: object) -> object:
    """Return a value as a stored proposal has it: lists instead of tuples."""
    return [list(one) if isinstance(one, tuple) else one for one in value] if isinstance(value, tuple) else value


def _is_in(candidate: Candidate, proposed: Iterable[ProposalRecord]) -> bool:
    """Return whether a candidate was proposed before, decided or not."""
    return any(
        one["kind"] == candidate.kind and proposals.is_same_passage(one["spans"], candidate.spans) for one in proposed
    )


def store(session: "Session", planned: Rereading) -> Outcome[Rereading]:
    """Replace the pending proposals of a plan, and add the new ones; return what was done.

    A proposal that somebody has decided since stays as it is, and a note says so.
    """
    from timeline.store.articles import add_proposals, delete_pending

    notes = Notes()
    done = []
    for change in planned.changes:
        if delete_pending(session, change.before["id"]):
            done.append(change)
        else:
            notes(f"proposal {change.before['id']} was decided meanwhile and stays as it is")
    add_proposals(
        session,
        [(change.before["snapshot_id"], change.after) for change in done if change.after is not None]
        + list(planned.new),
    )
    return outcome(session, planned._replace(changes=tuple(done)), notes)
