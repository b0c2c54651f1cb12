"""Deciding about proposals: a verdict is never changed, another one supersedes it."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from timeline.errors import NoEntryError, NotFoundError, RefusedError
from timeline.evidence import passages as words
from timeline.evidence.integrity import flaw
from timeline.schema.tables import Citation, Entry, Link, Proposal, Revision, Snapshot, Verdict
from timeline.store.additions import add_entry
from timeline.store.citations import Anchor, set_quote
from timeline.store.drafts import Draft
from timeline.store.edits import delete_entries
from timeline.store.naming import driver
from timeline.store.remarks import Notes
from timeline.store.sources import find_or_add_outlet


class ReviewedAt(NamedTuple):
    """A proposal as it was seen when it was decided about: its number, and that of its latest verdict, if any."""

    number: int
    verdict: int | None


def accept(session: Session, seen: ReviewedAt, draft: Draft, notes: Notes) -> int:
    """Let a proposal become an entry, as it was corrected, that cites a passage; return the entry's number.

    The draft names no sources, and its passage lies in the snapshot of the proposal. What an earlier verdict has made
    is taken back first.

    Raises:
        NotFoundError: there is no such proposal, or a name is not the only one it may be.
        RefusedError: no entry can be so, somebody else has decided meanwhile, or what an earlier verdict made has been
            changed since.

    """
    proposal = _proposal(session, seen)
    _retract(session, proposal, notes)
    entry = add_entry(session, draft, notes)
    _cite(session, proposal, entry, draft, notes)
    _decide(session, proposal, "accepted", session.get_one(Entry, entry).uid)
    return entry


def accept_for(session: Session, seen: ReviewedAt, entry: int, draft: Draft, notes: Notes) -> None:
    """Let a proposal become one more citation of an entry that says the same. Raises as :func:`accept` does."""
    proposal = _proposal(session, seen)
    known = session.get(Entry, entry) if entry < 2**63 else None
    if known is None:
        raise NoEntryError(entry)
    if known.kind != proposal.kind:
        raise RefusedError(f"entry {entry} is {_a(known.kind)}, and the proposal is {_a(proposal.kind)}")
    _retract(session, proposal, notes, keep=known.uid)
    _cite(session, proposal, entry, draft, notes)
    _decide(session, proposal, "accepted", known.uid)


def reject(session: Session, seen: ReviewedAt, note: str | None, notes: Notes) -> None:
    """Let nothing become of a proposal, and take back what an earlier verdict has made. Raises as :func:`accept`."""
    proposal = _proposal(session, seen)
    _retract(session, proposal, notes)
    _decide(session, proposal, "rejected", None, note)


def _proposal(session: Session, seen: ReviewedAt) -> Proposal:
    proposal = session.get(Proposal, seen.number) if seen.number < 2**63 else None
    if proposal is None:
        raise NotFoundError(f"there is no proposal {seen.number}; timeline proposals lists them")
    latest = _latest(session, proposal)
    if latest is not None and latest.id != seen.verdict:
        raise RefusedError(f"proposal {seen.number} was {latest.decision} meanwhile; look at it again")
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
    """Cite a passage of the proposal's snapshot, at its very place, unless the entry cites it already."""
    snapshot = session.get_one(Snapshot, proposal.snapshot_id)
    if wrong := flaw(driver(session), snapshot.id):
        raise RefusedError(f"{wrong}; nothing is cited from it; timeline log tells who changed it")
    passage = draft.passage
    if passage is None:
        raise RefusedError("the draft says no passage; select the words that prove it")
    quote = words.quote(snapshot.text, passage)
    if words.standing(snapshot.text, quote.exact, passage.start, passage.end) is None:
        raise RefusedError("the passage begins or ends within a word; correct the text so that it has whole words")
    there = select(Citation.id).where(
        Citation.entry_id == entry,
        Citation.snapshot_id == snapshot.id,
        Citation.start == passage.start,
        Citation.end == passage.end,
    )
    if session.scalar(there) is not None:
        notes(f"entry {entry} cites these words already")
        return
    citation = Citation(entry_id=entry, source_id=snapshot.source_id)
    citation.date = draft.date.date if draft.date is not None else None
    citation.date_text = draft.date_text
    citation.via_id = find_or_add_outlet(session, draft.via, notes) if draft.via is not None else None
    set_quote(citation, quote.exact, Anchor(snapshot=snapshot.id, text=snapshot.text, passage=passage, quote=quote))
    session.add(citation)
    session.flush()


def _retract(session: Session, proposal: Proposal, notes: Notes, *, keep: str | None = None) -> None:
    """Take back what the verdict so far has made: the entry, or the citation of one that was there before.

    Raises RefusedError where somebody has changed the entry since, or something else hangs on it.
    """
    verdict = _latest(session, proposal)
    entry = verdict and session.scalar(select(Entry).where(Entry.uid == verdict.entry_uid))
    if not verdict or not entry:
        return
    made, number = verdict.changeset_id, entry.id
    if entry.changeset_id != made:
        cited = select(Citation).where(Citation.entry_id == entry.id, Citation.changeset_id == made)
        for citation in session.scalars(cited).all():
            session.delete(citation)
        session.flush()
        notes(f"entry {number} does not cite it any more")
        return
    if entry.uid == keep:
        raise RefusedError(f"entry {number} came of this very proposal")
    if _built_upon(session, entry, made):
        raise RefusedError(
            f"entry {number}, which came of it, was changed or linked since; "
            f"delete it first if that is meant: timeline delete {number}"
        )
    delete_entries(session, (number,), notes)
    session.expire_all()
    notes(f"entry {number}, which came of it, is deleted")


def _built_upon(session: Session, entry: Entry, made: int | None) -> bool:
    changed = select(Revision.id).where(Revision.table_name == "entries", Revision.row_id == entry.id)
    cited = select(Citation.id).where(Citation.entry_id == entry.id, Citation.changeset_id != made)
    linked = select(Link.id).where((Link.from_id == entry.id) | (Link.to_id == entry.id), Link.changeset_id != made)
    return any(session.scalar(found.limit(1)) is not None for found in (changed, cited, linked))
