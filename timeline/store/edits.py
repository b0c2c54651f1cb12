"""Change, delete and link entries."""

from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from timeline.dates import PartialDate
from timeline.errors import NoEntryError, NotFoundError
from timeline.reading import resolve
from timeline.schema.tables import Citation, Entry, EntryPlace, EntryTopic, Link, Participant
from timeline.schema.vocabulary import EntityKind, EntryKind, relation_words
from timeline.store.additions import add_link, refuse_known
from timeline.store.citations import cite_all
from timeline.store.entity_additions import find_or_add_place, find_or_add_speaker, find_or_add_topic
from timeline.store.limits import checked, checked_column, no_speaker, not_of_events
from timeline.store.naming import lookup_in
from timeline.store.remarks import Notes
from timeline.store.sources import NewSource, known_sources


@dataclass(frozen=True, kw_only=True)
class EntryEdit:
    """The changes to make to an entry. Fields without a change stay as they are; lists say what to add or remove."""

    #: column → its new text, None to clear it; ``speaker`` is a name
    texts: dict[str, str | None] = field(default_factory=dict)
    #: empty to keep the date, else the new date, None for an unknown date
    date: tuple[PartialDate | None, ...] = ()
    topics: tuple[str, ...] = ()
    no_topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    no_places: tuple[str, ...] = ()
    participants: tuple[tuple[str, str], ...] = ()
    #: (name, role); None for any role
    no_participants: tuple[tuple[str, str | None], ...] = ()
    links: tuple[tuple[str, int], ...] = ()
    no_links: tuple[tuple[str, int], ...] = ()
    sources: tuple[NewSource, ...] = ()
    no_sources: tuple[str, ...] = ()
    via: str | None = None
    exact: str | None = None


def entry_of(session: Session, number: int) -> Entry:
    """Return an entry by its number. Raises NotFoundError if it does not exist."""
    entry = session.get(Entry, number) if number < 2**63 else None
    if entry is None:
        raise NoEntryError(number)
    return entry


def edit_entry(session: Session, number: int, edit: EntryEdit, notes: Notes) -> None:
    """Change an entry.

    Raises:
        NotFoundError: the entry does not exist, or a name is unknown or ambiguous.
        RefusedError: the result would not be a valid entry.

    """
    entry = entry_of(session, number)
    if entry.kind == "event" and edit.texts.get("speaker") is not None:
        raise not_of_events(number, "speakers")
    _edit_texts(session, entry, edit, notes)
    for date in edit.date:
        for column in ("date", "time"):
            setattr(entry, column, getattr(date, column, None))
        for bound in ("earliest", "latest"):
            setattr(entry, f"date_{bound}", getattr(date, bound, None))
    session.flush()
    _edit_topics(session, number, edit, notes)
    _edit_places(session, number, edit, notes)
    _edit_participants(session, entry, edit, notes)
    for known in edit.no_sources:
        sources = [source.id for source in known_sources(session, known)]
        _remove(session, Citation, "source", known, Citation.entry_id == number, Citation.source_id.in_(sources))
    for relation, other in edit.no_links:
        unlink_entries(session, number, relation, other)
    for relation, other in edit.links:
        add_link(session, number, relation, other)
    cite_all(session, number, edit.sources, via=edit.via, exact=edit.exact, notes=notes)
    session.flush()


def no_link(start: int, relation: str | None, end: int) -> NotFoundError:
    """Return the error for a link that an entry does not have; without a relation, for any link to the other entry."""
    label = f" “{relation_words(relation)}”" if relation else ""
    return NotFoundError(
        f"there is no link{label} from {start} to {end}", advice=f"; timeline show {start} lists its links"
    )


def nothing_to_remove(what: str, name: str) -> NotFoundError:
    """Return the error for a topic, place, participant or source that an entry does not have."""
    return NotFoundError(f"the entry has no {what} “{name}” to remove")


def _edit_texts(session: Session, entry: Entry, edit: EntryEdit, notes: Notes) -> None:
    texts = dict(edit.texts)
    if "speaker" in texts:
        name = texts.pop("speaker")
        if name is None:
            raise no_speaker()
        entry.speaker_id = find_or_add_speaker(session, name, notes=notes)
        _drop_joint_speaker(session, entry)
    kind = cast("EntryKind", entry.kind)
    for column, text in texts.items():
        setattr(entry, column, checked_column(entry.id, kind, column, text))
    if {"dataset", "external_id"} & set(texts):
        with session.no_autoflush:
            refuse_known(lookup_in(session), entry.dataset, entry.external_id, but=entry.id)


def _drop_joint_speaker(session: Session, entry: Entry) -> None:
    """Delete the speaker of a statement from those who joined in it: whoever leads does not join in."""
    same = (Participant.entry_id == entry.id, Participant.speaker_id == entry.speaker_id, Participant.role == "speaker")
    for row in session.scalars(select(Participant).where(*same)).all():
        session.delete(row)


def _edit_topics(session: Session, number: int, edit: EntryEdit, notes: Notes) -> None:
    _untie(session, number, EntryTopic, EntryTopic.topic_id, "topic", edit.no_topics)
    topics = [find_or_add_topic(session, name, notes) for name in edit.topics]
    _tie(session, number, EntryTopic, EntryTopic.topic_id, topics)


def _edit_places(session: Session, number: int, edit: EntryEdit, notes: Notes) -> None:
    _untie(session, number, EntryPlace, EntryPlace.place_id, "place", edit.no_places)
    places = [find_or_add_place(session, name, notes) for name in edit.places]
    _tie(session, number, EntryPlace, EntryPlace.place_id, places)


def _untie(session: Session, number: int, table: Any, column: Any, kind: EntityKind, names: tuple[str, ...]) -> None:
    for name in names:
        entity = resolve.one(lookup_in(session), kind, name).id
        _remove(session, table, kind, name, table.entry_id == number, column == entity)


def _tie(session: Session, number: int, table: Any, column: Any, entities: list[int]) -> None:
    present = set(session.scalars(select(column).where(table.entry_id == number)))
    for new in dict.fromkeys(entities):
        if new not in present:
            session.add(table(entry_id=number, **{column.key: new}))


def _edit_participants(session: Session, entry: Entry, edit: EntryEdit, notes: Notes) -> None:
    for name, role in edit.no_participants:
        speaker = resolve.one(lookup_in(session), "speaker", name).id
        where = [Participant.entry_id == entry.id, Participant.speaker_id == speaker]
        if role is not None:
            where.append(Participant.role == role)
        _remove(session, Participant, "participant", name, *where)
    took_part = select(Participant.speaker_id, Participant.role).where(Participant.entry_id == entry.id)
    has = {(row[0], row[1]) for row in session.execute(took_part)} | {(entry.speaker_id, "speaker")}
    for name, role in edit.participants:
        speaker = find_or_add_speaker(session, name, notes=notes)
        if (speaker, role) not in has:
            has.add((speaker, role))
            session.add(Participant(entry_id=entry.id, speaker_id=speaker, role=checked("the role", role)))


def _remove(session: Session, table: Any, what: str, name: str, *where: Any) -> None:
    """Delete the rows that tie something to an entry. Raises NotFoundError if there are none."""
    rows = session.scalars(select(table).where(*where)).all()
    if not rows:
        raise nothing_to_remove(what, name)
    for row in rows:
        session.delete(row)
    session.flush()


def delete_entries(session: Session, numbers: tuple[int, ...], notes: Notes) -> None:
    """Delete entries with everything that belongs to them; a note reports each link to them. Raises NotFoundError."""
    for number in numbers:
        entry_of(session, number)
    for number in numbers:
        for link in session.scalars(select(Link).where(Link.to_id == number).order_by(Link.id)):
            if link.from_id not in numbers:
                notes(f"entry {link.from_id} no longer {relation_words(link.relation)} {number}")
    session.execute(delete(Entry).where(Entry.id.in_(numbers)), execution_options={"synchronize_session": False})


def unlink_entries(session: Session, start: int, relation: str | None, end: int) -> None:
    """Delete the links from one entry to another, of one relation or all. Raises NotFoundError if there are none."""
    between = select(Link).where(Link.from_id == start, Link.to_id == end)
    links = session.scalars(between if relation is None else between.where(Link.relation == relation)).all()
    if not links:
        raise no_link(start, relation, end)
    for row in links:
        session.delete(row)
    session.flush()
