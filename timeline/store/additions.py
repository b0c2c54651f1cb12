"""Writing entries with all that hangs on them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from timeline.dates import PartialDate
from timeline.errors import NotFoundError, RefusedError
from timeline.schema.tables import Entry, EntryPlace, EntryTopic, Event, Link, Participant, Speaker, Statement
from timeline.store.citations import cite_all
from timeline.store.entity_additions import find_or_add_place, find_or_add_speaker, find_or_add_topic
from timeline.store.limits import checked, language, optional
from timeline.store.naming import Note
from timeline.store.sources import NewSource


@dataclass(frozen=True, kw_only=True)
class NewEntry:
    """An entry to be stored. One with speakers is a statement; the first leads, the others make it a joint one."""

    text: str
    more: str | None = None
    date: PartialDate | None = None
    date_text: str | None = None
    speakers: tuple[str, ...] = ()
    new_speaker: bool = False
    role: str | None = None
    mode: str | None = None
    original_text: str | None = None
    setting: str | None = None
    lang: str | None = None
    note: str | None = None
    dataset: str | None = None
    external_id: str | None = None
    participants: tuple[tuple[str, str], ...] = ()
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    sources: tuple[NewSource, ...] = ()
    via: str | None = None
    exact: str | None = None
    #: (relation, number of the other entry)
    links: tuple[tuple[str, int], ...] = ()


def add_entry(session: Session, new: NewEntry, notes: Note) -> int:
    """Store an entry with all that hangs on it and return its number.

    Raises RefusedError for text that cannot be stored and NotFoundError for a name that fits several speakers, is close
    to a known one, or a number that does not exist.
    """
    refuse_known(session, new.dataset, new.external_id)
    if len(set(new.links)) < len(new.links):
        raise RefusedError("the same link is given twice")
    entry = _entry(session, new, notes)
    session.add(entry)
    session.flush()
    _add_participants(session, entry, new, notes)
    for topic in dict.fromkeys(find_or_add_topic(session, name, notes) for name in new.topics):
        session.add(EntryTopic(entry_id=entry.id, topic_id=topic))
    for place in dict.fromkeys(find_or_add_place(session, name, notes) for name in new.places):
        session.add(EntryPlace(entry_id=entry.id, place_id=place))
    cite_all(session, entry.id, new.sources, via=new.via, exact=new.exact, notes=notes)
    for relation, number in new.links:
        add_link(session, entry.id, relation, number)
    session.flush()
    return entry.id


def refuse_known(session: Session, dataset: str | None, external_id: str | None, *, but: int = 0) -> None:
    """Raise RefusedError where an entry other than ``but`` is what a dataset knows by an identifier."""
    if external_id is None:
        return
    same = (Entry.dataset == dataset, Entry.external_id == external_id, Entry.id != but)
    number = session.scalar(select(Entry.id).where(*same))
    if number is not None:
        raise RefusedError(f"“{external_id}” of the dataset “{dataset}” is entry {number} already")


def _add_participants(session: Session, entry: Entry, new: NewEntry, notes: Note) -> None:
    """Add who joined in a statement, then who else took part; nobody does the same thing twice."""
    took_part = {(entry.speaker_id, "speaker")}
    for name, role in [*((name, "speaker") for name in new.speakers[1:]), *new.participants]:
        speaker = find_or_add_speaker(session, name, new=new.new_speaker, notes=notes)
        role = checked("the participant's role", role)
        if (speaker, role) in took_part:
            raise RefusedError(f"{session.get_one(Speaker, speaker).name} is given twice as {role}")
        took_part.add((speaker, role))
        session.add(Participant(entry_id=entry.id, speaker_id=speaker, role=role))


def _entry(session: Session, new: NewEntry, notes: Note) -> Entry:
    date = new.date
    shared: dict[str, Any] = {
        "date": date and date.date,
        "date_earliest": date and date.earliest,
        "date_latest": date and date.latest,
        "time": date and date.time,
    }
    for field in ("date_text", "role", "original_text", "setting", "lang", "note", "dataset", "external_id"):
        shared[field] = optional(f"the {field.replace('_', ' ')}", getattr(new, field))
    language(new.lang)
    text, more = checked("the text", new.text), optional("the further text", new.more)
    if new.speakers:
        speaker = find_or_add_speaker(session, new.speakers[0], new=new.new_speaker, notes=notes)
        return Statement(speaker_id=speaker, text=text, title=more, mode=new.mode or "paraphrase", **shared)
    return Event(title=text, text=more, **shared)


def add_link(session: Session, entry: int, relation: str, number: int, note: str | None = None) -> None:
    """Link an entry to another. Raises NotFoundError for an unknown one, RefusedError for a link that is there."""
    if number == entry:
        raise RefusedError("an entry cannot be linked to itself")
    if number >= 2**63 or session.get(Entry, number) is None:
        raise NotFoundError(f"there is no entry {number} to link to; timeline show lists the numbers")
    if session.scalar(select(Link.id).where(Link.from_id == entry, Link.to_id == number, Link.relation == relation)):
        raise RefusedError(f"the link “{relation} {number}” is there already")
    session.add(Link(from_id=entry, to_id=number, relation=relation, note=optional("the note", note)))
    session.flush()
