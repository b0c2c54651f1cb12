"""Cite a passage of a snapshot whose place is known already, for an entry made from it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from timeline.errors import NotFoundError, RefusedError
from timeline.evidence import passages
from timeline.evidence.integrity import flaw
from timeline.schema.tables import Citation, Snapshot
from timeline.store.additions import add_entry
from timeline.store.citations import Anchor, set_quote
from timeline.store.drafts import Draft
from timeline.store.naming import driver
from timeline.store.remarks import Notes
from timeline.store.sources import find_or_add_outlet


def add_anchored(session: Session, snapshot: int, draft: Draft, notes: Notes) -> int:
    """Store a draft as an entry that cites its passage in a snapshot, and return the number of the entry.

    The draft names no sources. Raises NotFoundError if the snapshot does not exist, or a name is unknown or ambiguous;
    RefusedError if the draft is not a valid entry, or its passage cannot be cited.
    """
    entry = add_entry(session, draft, notes)
    citation, _ = cite_passage(session, snapshot, entry, draft, notes)
    session.add(citation)
    session.flush()
    return entry


def cite_passage(
    session: Session, number: int, entry: int, draft: Draft, notes: Notes
) -> tuple[Citation | None, Snapshot]:
    """Return a new citation, not yet stored, of the passage of a draft at its place in a snapshot, and the snapshot.

    The citation is None, with a note, if the entry already cites the passage. Raises NotFoundError, RefusedError.
    """
    snapshot = session.get(Snapshot, number) if number < 2**63 else None
    if snapshot is None:
        raise NotFoundError(f"there is no snapshot {number}")
    if wrong := flaw(driver(session), snapshot.id):
        raise RefusedError(f"{wrong}, so it cannot be cited", advice="; timeline log shows who changed it")
    passage = draft.passage
    if passage is None:
        raise RefusedError("the draft has no passage; select the words that prove it")
    quote = passages.quote(snapshot.text, passage)
    if passages.passage_at(snapshot.text, quote.exact, passage.start, passage.end) is None:
        raise RefusedError("the passage begins or ends within a word; extend it to whole words")
    same = select(Citation.id).where(
        Citation.entry_id == entry,
        Citation.snapshot_id == snapshot.id,
        Citation.start == passage.start,
        Citation.end == passage.end,
    )
    if session.scalar(same) is not None:
        notes(f"entry {entry} already cites these words")
        return None, snapshot
    citation = Citation(entry_id=entry, source_id=snapshot.source_id)
    citation.via_id = find_or_add_outlet(session, draft.via, notes) if draft.via is not None else None
    set_quote(citation, quote.exact, Anchor(snapshot=snapshot.id, text=snapshot.text, passage=passage, quote=quote))
    return citation, snapshot
