"""Decide about proposals: accept one as an entry, cite it for a known entry, reject it; or decide several at once.

A verb works in the changeset of its session.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from timeline.desk import entries, names, review_forms
from timeline.desk.corrections import drafted
from timeline.desk.entries import similar_to
from timeline.desk.names import Choices
from timeline.desk.values import Outcome, outcome
from timeline.desk.versions import Version
from timeline.errors import IncompleteError, NotFoundError, RefusedError, TimelineError
from timeline.reading import proposals as stored
from timeline.reading.proposals import ProposalFilter, ProposalRecord
from timeline.reading.resolve import Lookup
from timeline.store import verdicts
from timeline.store.anchored import add_anchored
from timeline.store.checks import add_check
from timeline.store.naming import driver, lookup_in
from timeline.store.remarks import Note, Notes
from timeline.store.verdicts import CHANGED as CHANGED
from timeline.store.verdicts import ReviewedAt as ReviewedAt

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sqlalchemy.orm import Session

    from timeline.store.drafts import Draft

#: opens a changeset for one decision
OpenChangeset = Callable[[], "AbstractContextManager[Session]"]


def accept(
    session: "Session", reviewed_at: ReviewedAt, draft: "Draft", choices: Choices, version: Version | None = None
) -> Outcome[int]:
    """Store a draft as an entry that cites the passage, checked by the author; return the number of the entry.

    ``version`` is that of the proposal when it was read. Raises TimelineError if the draft cannot be an entry, a name
    needs a choice, or, with the code :data:`CHANGED`, if somebody else has decided or changed the proposal meanwhile.
    """
    notes = Notes()
    refuse_changed(session, reviewed_at, version)
    refuse_nobody(draft)
    settled = with_known_names(draft, lookup_in(session), choices)
    entry = verdicts.accept(session, reviewed_at, settled, notes)
    add_check(session, entry)
    return outcome(session, entry, notes)


def add(session: "Session", snapshot: int, draft: "Draft", choices: Choices) -> Outcome[int]:
    """Store a draft that nobody proposed as an entry that cites its passage in a snapshot, checked by the author.

    Returns the number of the entry. Raises TimelineError like :func:`accept`.
    """
    notes = Notes()
    refuse_nobody(draft)
    settled = with_known_names(draft, lookup_in(session), choices)
    entry = add_anchored(session, snapshot, settled, notes)
    add_check(session, entry)
    return outcome(session, entry, notes)


def cite(
    session: "Session",
    reviewed_at: ReviewedAt,
    entry: int,
    draft: "Draft",
    version: Version | None = None,
    entry_version: Version | None = None,
) -> Outcome[int]:
    """Add a proposal as a citation to an entry that says the same.

    ``entry_version`` is that of the entry when it was read. Raises TimelineError like :func:`accept`, and with the code
    :data:`timeline.desk.entries.CHANGED` if somebody has changed the entry meanwhile.
    """
    notes = Notes()
    refuse_changed(session, reviewed_at, version)
    if entry_version is not None:
        entries.refuse_changed(session, entry, entry_version)
    verdicts.accept_for(session, reviewed_at, entry, draft, notes)
    return outcome(session, entry, notes)


def refuse_changed(session: "Session", reviewed_at: ReviewedAt, version: Version | None) -> None:
    """Refuse to decide about a proposal that was decided, or has changed, since a version of it was read.

    Raises RefusedError with the code :data:`CHANGED`; NotFoundError if the proposal is gone.
    """
    verdicts.refuse_decided(session, reviewed_at)
    if version is None:
        return
    now = review_forms.subject_of(driver(session), reviewed_at.number)
    if review_forms.version(driver(session), now.draft).fingerprints != version.fingerprints:
        raise RefusedError(f"proposal {reviewed_at.number} has been changed meanwhile; look at it again", code=CHANGED)


def reject(session: "Session", reviewed_at: Sequence[ReviewedAt], reason: str | None) -> Outcome[int]:
    """Reject proposals, and return how many. Raises TimelineError if somebody else decided one of them meanwhile."""
    notes = Notes()
    for one in reviewed_at:
        verdicts.reject(session, one, reason, notes)
    return outcome(session, len(reviewed_at), notes)


def with_known_names(draft: "Draft", lookup: Lookup, choices: Choices) -> "Draft":
    """Return a draft with known people by number, and new ones by name, following the choices.

    Raises NotFoundError if a name is ambiguous or needs a choice, RefusedError if a person is named twice.
    """
    speakers = [names.chosen(lookup, "speaker", name, choices) for name in draft.speakers]
    others = [names.chosen(lookup, "speaker", name, choices) for name, _ in draft.participants]
    for question in (match for match in (*speakers, *others) if match.is_question):
        raise names.like_known(question).at("speakers")
    names.refuse_same(speakers)
    names.refuse_same(others)
    roles = (role for _, role in draft.participants)
    return replace(
        draft,
        speakers=tuple(map(names.stored_as, speakers)),
        participants=tuple(zip(map(names.stored_as, others), roles, strict=True)),
    )


def give_topic(session: "Session", reviewed_at: Sequence[ReviewedAt], topic: str) -> Outcome[int]:
    """Add a topic, known or new, to those of pending proposals; return how many did not have it.

    Raises NotFoundError if the name fits several topics, RefusedError if it cannot be one, if no proposal would change,
    or, with the code :data:`CHANGED`, if somebody has decided one of them meanwhile.
    """
    match = names.match(lookup_in(session), "topic", topic)
    name = match.entity.name if match.entity else match.typed.strip()
    changed = sum(verdicts.give_topic(session, one, name) for one in reviewed_at)
    if not changed:
        raise RefusedError("nothing to change: each of them has this topic", field="topic", code="unchanged")
    return outcome(session, changed, [Note("topic", meaning)] if (meaning := names.meaning(match)) else ())


def refuse_nobody(draft: "Draft") -> None:
    """Raise IncompleteError for a statement without a speaker."""
    if draft.kind == "statement" and not draft.speakers:
        raise IncompleteError("the statement has no speaker; name one first", field="speakers")


#: reasons not to accept a proposal of high confidence without asking
LEFT_REASONS = ("similar", "name", "superseded", "unfit")


class AcceptedHigh(NamedTuple):
    """The result of accepting the proposals of high confidence: how many there were, their entries, and the rest.

    ``left`` counts the rest by reason, one of :data:`LEFT_REASONS`.
    """

    high: int
    entries: tuple[int, ...]
    left: Mapping[str, int]


class _NothingMadeError(Exception):
    """No proposal was accepted, so the changeset must not be stored."""


def accept_high(connection: sqlite3.Connection, filter_: ProposalFilter, open_changeset: OpenChangeset) -> AcceptedHigh:
    """Accept the proposals of high confidence in one changeset; leave those that need a look."""
    high = list(stored.proposals(connection, replace(filter_, confidences=("high",))))
    left: Counter[str] = Counter()
    made: list[int] = []
    with suppress(_NothingMadeError), open_changeset() as session:
        for proposal in high:
            entry = _accepted(session, proposal)
            if isinstance(entry, int):
                made.append(entry)
            else:
                left[entry] += 1
        if not made:
            raise _NothingMadeError
    return AcceptedHigh(len(high), tuple(made), left)


def _accepted(session: "Session", proposal: ProposalRecord) -> int | str:
    """Accept a proposal unchanged and return the number of its entry, or else the reason not to accept it."""
    connection = driver(session)
    draft = drafted(proposal, stored.text_of(connection, proposal["snapshot_id"]))
    if stored.is_superseded(connection, proposal):
        return "superseded"
    if similar_to(connection, draft):
        return "similar"
    try:
        refuse_nobody(draft)
        with session.begin_nested():
            settled = with_known_names(draft, lookup_in(session), {})
            return verdicts.accept(session, ReviewedAt(proposal["id"], proposal["verdict"]), settled, Notes())
    except NotFoundError:
        return "name"
    except TimelineError:
        return "unfit"
