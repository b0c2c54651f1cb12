"""Decide about proposals. A verdict is never changed; a later one supersedes it."""

import json
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from timeline.errors import NoEntryError, NotFoundError, RefusedError
from timeline.evidence import passages as words
from timeline.history import past
from timeline.schema.tables import Citation, Entry, Proposal, Verdict
from timeline.store.additions import add_entry
from timeline.store.anchored import cite_passage
from timeline.store.citations import set_date_words
from timeline.store.drafts import Draft
from timeline.store.edits import delete_entries
from timeline.store.naming import driver
from timeline.store.remarks import Notes

#: code of the error if somebody else has decided about a proposal, or changed it, since it was read
CHANGED = "changed"


class ReviewedAt(NamedTuple):
    """The state of a proposal that a decision is made from: its number, and that of its latest verdict, if any."""

    number: int
    verdict: int | None


def accept(session: Session, reviewed_at: ReviewedAt, draft: Draft, notes: Notes) -> int:
    """Make an entry from a proposal, as corrected in the draft, and return its number. The entry cites a passage.

    The draft names no sources, and its passage lies in the snapshot of the proposal. The result of an earlier verdict
    is undone first.

    Raises:
        NotFoundError: the proposal does not exist, or a name is unknown or ambiguous.
        RefusedError: the draft is not a valid entry, somebody else has decided meanwhile, or the entry that an earlier
            verdict made has been changed since.

    """
    proposal = _proposal(session, reviewed_at)
    _retract(session, proposal, notes)
    entry = add_entry(session, draft, notes)
    _cite(session, proposal, entry, draft, notes)
    _decide(session, proposal, "accepted", session.get_one(Entry, entry).uid)
    return entry


def accept_for(session: Session, reviewed_at: ReviewedAt, entry: int, draft: Draft, notes: Notes) -> None:
    """Make a proposal one more citation of an entry that says the same. Raises like :func:`accept`."""
    proposal = _proposal(session, reviewed_at)
    known = session.get(Entry, entry) if entry < 2**63 else None
    if known is None:
        raise NoEntryError(entry)
    if known.kind != proposal.kind:
        raise RefusedError(f"entry {entry} is {_a(known.kind)}, but the proposal is {_a(proposal.kind)}")
    _retract(session, proposal, notes, keep=known.uid)
    _cite(session, proposal, entry, draft, notes)
    _decide(session, proposal, "accepted", known.uid)


def reject(session: Session, reviewed_at: ReviewedAt, note: str | None, notes: Notes) -> None:
    """Reject a proposal, and undo the result of an earlier verdict. Raises like :func:`accept`."""
    proposal = _proposal(session, reviewed_at)
    _retract(session, proposal, notes)
    _decide(session, proposal, "rejected", None, note)


def give_topic(session: Session, reviewed_at: ReviewedAt, topic: str) -> bool:
    """Add a topic to those of a proposal that nobody has decided; return whether it is new to the proposal.

    Raises NotFoundError if the proposal does not exist, RefusedError if it has been decided.
    """
    proposal = _proposal(session, reviewed_at)
    if _latest(session, proposal) is not None:
        raise RefusedError(f"proposal {reviewed_at.number} is decided; edit its entry instead", code=CHANGED)
    topics: list[str] = json.loads(proposal.topics)
    if topic in topics:
        return False
    proposal.topics = json.dumps([*topics, topic], ensure_ascii=False)
    session.flush()
    return True


def refuse_decided(session: Session, reviewed_at: ReviewedAt) -> None:
    """Raise RefusedError, with the code :data:`CHANGED`, if somebody else has decided a proposal meanwhile."""
    _proposal(session, reviewed_at)


def _proposal(session: Session, reviewed_at: ReviewedAt) -> Proposal:
    proposal = session.get(Proposal, reviewed_at.number) if reviewed_at.number < 2**63 else None
    if proposal is None:
        raise NotFoundError(f"there is no proposal {reviewed_at.number}", advice="; timeline proposals lists them")
    latest = _latest(session, proposal)
    if latest is not None and latest.id != reviewed_at.verdict:
        raise RefusedError(
            f"proposal {reviewed_at.number} has been {latest.decision} meanwhile; look at it again", code=CHANGED
        )
    return proposal


def _latest(session: Session, proposal: Proposal) -> Verdict | None:
    of = select(Verdict).where(Verdict.proposal_id == proposal.id)
    return session.scalar(of.order_by(Verdict.id.desc()).limit(1))


def _a(kind: str) -> str:
    return f"{'an' if kind == 'event' else 'a'} {kind}"


def _decide(session: Session, proposal: Proposal, decision: str, entry: str | None, note: str | None = None) -> None:
    session.add(Verdict(proposal_id=proposal.id, decision=decision, entry_uid=entry, note=note))
    session.flush()


def _cite(session: Session, proposal: Proposal, entry: int, draft: Draft, notes: Notes) -> None:
    """Cite a passage of the proposal's snapshot at its exact place, unless the entry already cites it."""
    citation, snapshot = cite_passage(session, proposal.snapshot_id, entry, draft, notes)
    if citation is not None:
        _date(citation, proposal, draft, snapshot.text)
        session.add(citation)
        session.flush()


def _date(citation: Citation, proposal: Proposal, draft: Draft, text: str) -> None:
    """Set the date that the source gives: that of the proposal, unless a person has corrected it.

    Without words of its own in the text, such as for a transcript of the day of publication, it has no words either.
    """
    if draft.date is None or draft.date.date != proposal.date or draft.date.time is not None:
        return
    citation.date = proposal.date
    spans = [(begin, end) for begin, end in json.loads(proposal.date_spans)]
    if spans:
        place = words.Passage(tuple(spans[:1]))
        set_date_words(citation, place.words(text), place)


def _retract(session: Session, proposal: Proposal, notes: Notes, *, keep: str | None = None) -> None:
    """Undo the result of the latest verdict: delete the entry that it made, or the citation that it added.

    Raises RefusedError if somebody has changed the entry since, or something else refers to it.
    """
    verdict = _latest(session, proposal)
    entry = verdict and session.scalar(select(Entry).where(Entry.uid == verdict.entry_uid))
    if not verdict or not entry:
        return
    changeset, number = verdict.changeset_id, entry.id
    if entry.changeset_id != changeset:
        cited = select(Citation).where(Citation.entry_id == entry.id, Citation.changeset_id == changeset)
        for citation in session.scalars(cited).all():
            session.delete(citation)
        session.flush()
        notes(f"entry {number} no longer cites this proposal’s passage")
        return
    if entry.uid == keep:
        raise RefusedError(f"entry {number} was made from this proposal; choose another entry")
    if _built_upon(session, entry, changeset):
        raise RefusedError(
            f"entry {number}, made from this proposal, has been changed, checked or linked since; "
            "to undo it, delete it first",
            advice=f": timeline delete {number}",
        )
    delete_entries(session, (number,), notes)
    session.expire_all()
    notes(f"deleted entry {number}, which was made from this proposal")


def _built_upon(session: Session, entry: Entry, changeset: int | None) -> bool:
    """Tell whether another changeset than its own has changed anything of an entry, such as its topics or checks."""
    session.flush()
    return any(one["id"] != changeset for one in past.changesets(driver(session), entry=entry.id))
