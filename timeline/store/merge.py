"""Merge two speakers, topics, places or sources that turn out to be the same, with everything that refers to them."""

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
from timeline.store.checks import carry_checks
from timeline.store.remarks import Notes

#: kind → the columns that refer to it, each with the other columns that make two rows the same
_REFERENCES: dict[str, tuple[tuple[Any, tuple[Any, ...]], ...]] = {
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
#: columns that a merge does not fill from the deleted row
_OWN = ("id", "uid", "name", "key", "kind", "parent_id", "changeset_id")


def merge_entities(session: Session, kind: str, duplicate: int, target: int, notes: Notes) -> None:
    """Merge the speaker, topic, place or source ``duplicate`` into ``target``: move all references, then delete it.

    The row that stays takes over the fields that it lacks; a note reports each field that is lost. The names of the
    deleted row stay as aliases, for kinds that have them.

    Raises:
        RefusedError: both are the same row, or Wikidata has two items for them.

    """
    if duplicate == target:
        raise RefusedError(f"{kind} {target} cannot be merged with itself", field="target")
    table: Any = MODELS[KINDS[kind].table]
    old, new = session.get_one(table, duplicate), session.get_one(table, target)
    if kind == "place":
        _lift(session, old, new)
    for column in (c.name for c in table.__table__.columns if c.name not in _OWN):
        old_value, new_value = getattr(old, column), getattr(new, column)
        if new_value is None:
            setattr(new, column, old_value)
        elif old_value not in (None, new_value):
            if column == "wikidata":
                raise RefusedError(
                    f"{kind} {duplicate} is {old_value} in Wikidata and {kind} {target} is {new_value}: they differ; "
                    "if one of the items is wrong, change it first"
                )
            label = column.replace("_", " ")
            notes(f"the {label} of {kind} {target} stays {new_value}; {kind} {duplicate} had {old_value}")
    session.flush()
    for column, unique in _REFERENCES[kind]:
        _move(session, column, unique, duplicate, target)
    if kind == "speaker":
        carry_checks(session, old.uid, new.uid)
        # a joint statement of both becomes one of the merged speaker alone
        leads = select(Entry.id).where(Entry.speaker_id == target)
        joined = (Participant.speaker_id == target, Participant.role == "speaker", Participant.entry_id.in_(leads))
        session.execute(delete(Participant).where(*joined), execution_options={"synchronize_session": False})
    if kind == "source":  # a source cannot be cited through itself
        itself = update(Citation).where(Citation.source_id == target, Citation.via_id == target)
        session.execute(itself.values(via_id=None), execution_options={"synchronize_session": False})
    session.execute(delete(table).where(table.id == duplicate), execution_options={"synchronize_session": False})
    session.expire_all()


def _lift(session: Session, old: Place, new: Place) -> None:
    """Move the place that stays out of the deleted one, if it lies in it at any depth, so that no circle is made."""
    inside, visited = new.parent_id, {new.id}
    while inside is not None and inside not in visited:
        if inside == old.id:
            new.parent_id = None if old.parent_id == new.id else old.parent_id
            break
        visited.add(inside)
        inside = session.get_one(Place, inside).parent_id
    session.flush()


def _move(session: Session, column: Any, unique: tuple[Any, ...], duplicate: int, target: int) -> None:
    """Change references from the deleted row to the one that stays; delete rows that would then exist twice."""
    table = column.class_
    if unique:
        there = {tuple(row) for row in session.execute(select(*unique).where(column == target))}
        for row in session.execute(select(table.id, *unique).where(column == duplicate)).all():
            if tuple(row[1:]) in there:
                session.execute(delete(table).where(table.id == row[0]))
    session.execute(
        update(table).where(column == duplicate).values({column.key: target}),
        execution_options={"synchronize_session": False},
    )
