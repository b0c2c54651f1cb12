"""Making one of two speakers, topics, places or sources that were discovered to be one, with all that hangs on them."""

from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from timeline.errors import RefusedError
from timeline.schema.kinds import KINDS
from timeline.schema.tables import (
    MODELS,
    Citation,
    Entry,
    EntryPlace,
    EntryTopic,
    Office,
    Participant,
    Place,
    PlaceName,
    Snapshot,
    SpeakerName,
)
from timeline.store.remarks import Notes

#: what may be merged → of all that hangs on it the column that refers to it, and what else makes two rows the same
_HANGING: dict[str, tuple[tuple[Any, tuple[Any, ...]], ...]] = {
    "speaker": (
        (Entry.speaker_id, ()),
        (Participant.speaker_id, (Participant.entry_id, Participant.role)),
        (SpeakerName.speaker_id, (SpeakerName.name,)),
        (Office.speaker_id, ()),
    ),
    "topic": ((EntryTopic.topic_id, (EntryTopic.entry_id,)),),
    "place": (
        (EntryPlace.place_id, (EntryPlace.entry_id,)),
        (PlaceName.place_id, (PlaceName.name,)),
        (Place.parent_id, ()),
    ),
    "source": ((Citation.source_id, ()), (Citation.via_id, ()), (Snapshot.source_id, ())),
}
#: what is not taken over where the other has none
_OWN = ("id", "uid", "name", "key", "kind", "parent_id", "changeset_id")


def merge_entities(session: Session, kind: str, gone: int, kept: int, notes: Notes) -> None:
    """Let everything that hangs on one speaker, topic, place or source hang on another, and delete the first.

    What the one that is kept does not say of itself it takes over; what else the other says of itself goes, and is
    told. Its names it keeps, where things of the kind have several.

    Raises:
        RefusedError: they are one already, or are known as two by their numbers in Wikidata.

    """
    if gone == kept:
        raise RefusedError(f"{kind} {kept} cannot be merged with itself")
    table: Any = MODELS[KINDS[kind].table]
    old, new = session.get_one(table, gone), session.get_one(table, kept)
    if kind == "place":
        _lift(session, old, new)
    for column in (c.name for c in table.__table__.columns if c.name not in _OWN):
        given, own = getattr(old, column), getattr(new, column)
        if own is None:
            setattr(new, column, given)
        elif given not in (None, own):
            if column == "wikidata":
                raise RefusedError(
                    f"{kind} {gone} is {given} in Wikidata and {kind} {kept} is {own}: two, not one; "
                    "if one of these is wrong, change it first"
                )
            notes(f"the {column.replace('_', ' ')} of {kind} {kept} stays {own}; that of {kind} {gone}, {given}, goes")
    session.flush()
    for column, unique in _HANGING[kind]:
        _move(session, column, unique, gone, kept)
    if kind == "speaker":  # who made a joint statement with himself made it alone
        leads = select(Entry.id).where(Entry.speaker_id == kept)
        joined = (Participant.speaker_id == kept, Participant.role == "speaker", Participant.entry_id.in_(leads))
        session.execute(delete(Participant).where(*joined), execution_options={"synchronize_session": False})
    if kind == "source":  # no source is cited through itself
        itself = update(Citation).where(Citation.source_id == kept, Citation.via_id == kept)
        session.execute(itself.values(via_id=None), execution_options={"synchronize_session": False})
    session.execute(delete(table).where(table.id == gone), execution_options={"synchronize_session": False})
    session.expire_all()


def _lift(session: Session, old: Place, new: Place) -> None:
    """Put the place that is kept where the one that goes is, if it lies in it however deep, lest a circle be made."""
    inside, seen = new.parent_id, {new.id}
    while inside is not None and inside not in seen:
        if inside == old.id:
            new.parent_id = None if old.parent_id == new.id else old.parent_id
            break
        seen.add(inside)
        inside = session.get_one(Place, inside).parent_id
    session.flush()


def _move(session: Session, column: Any, unique: tuple[Any, ...], gone: int, kept: int) -> None:
    """Let rows refer to what is kept; those that would then be there twice go."""
    table = column.class_
    if unique:
        there = {tuple(row) for row in session.execute(select(*unique).where(column == kept))}
        for row in session.execute(select(table.id, *unique).where(column == gone)).all():
            if tuple(row[1:]) in there:
                session.execute(delete(table).where(table.id == row[0]))
    session.execute(
        update(table).where(column == gone).values({column.key: kept}),
        execution_options={"synchronize_session": False},
    )
