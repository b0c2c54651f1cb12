"""Store new entries with everything that belongs to them."""

from typing import Any

from sqlalchemy.orm import Session

from timeline.errors import IncompleteError, NoEntryError, RefusedError
from timeline.reading.resolve import Lookup
from timeline.schema.tables import Entry, EntryPlace, EntryTopic, Event, Link, Participant, Speaker, Statement
from timeline.store.citations import cite_all
from timeline.store.drafts import Draft
from timeline.store.entity_additions import find_or_add_place, find_or_add_speaker, find_or_add_topic
from timeline.store.limits import checked, language, optional
from timeline.store.naming import lookup_in
from timeline.store.remarks import Notes


def add_entry(session: Session, draft: Draft, notes: Notes) -> int:
    """Store an entry with everything that belongs to it and return its number.

    Raises RefusedError for text that cannot be stored. Raises NotFoundError for a name that fits several speakers or is
    close to a known one, and for a number that does not exist.
    """
    refuse_known(lookup_in(session), draft.dataset, draft.external_id)
    if len(set(draft.links)) < len(draft.links):
        raise RefusedError("the same link is given twice; leave one out", field="links")
    entry = _entry(session, draft, notes)
    session.add(entry)
    session.flush()
    _add_participants(session, entry, draft, notes)
    for topic in dict.fromkeys(find_or_add_topic(session, name, notes) for name in draft.topics):
        session.add(EntryTopic(entry_id=entry.id, topic_id=topic))
    for place in dict.fromkeys(find_or_add_place(session, name, notes) for name in draft.places):
        session.add(EntryPlace(entry_id=entry.id, place_id=place))
    cite_all(session, entry.id, draft.sources, via=draft.via, exact=draft.exact, notes=notes)
    for relation, number in draft.links:
        add_link(session, entry.id, relation, number)
    session.flush()
    return entry.id


def refuse_known(lookup: Lookup, dataset: str | None, external_id: str | None, *, but: int = 0) -> None:
    """Raise RefusedError if an entry other than ``but`` already has this identifier in a dataset."""
    if external_id is None:
        return
    same = "dataset IS :dataset AND external_id = :external_id AND id <> :but"
    values = {"dataset": dataset, "external_id": external_id, "but": but}
    for row in lookup(f"SELECT id FROM entries WHERE {same}", values):
        raise RefusedError(f"“{external_id}” of the dataset “{dataset}” is already entry {row[0]}", field="external_id")


def named_twice(name: str, role: str) -> RefusedError:
    """Return the error for a participant who is named twice in one role."""
    return RefusedError(f"{name} is named twice as {role}; leave one out", field="participants")


def _add_participants(session: Session, entry: Entry, draft: Draft, notes: Notes) -> None:
    """Add the joint speakers of a statement, then the other participants. Refuses to add anybody twice in one role."""
    took_part = {(entry.speaker_id, "speaker")}
    for name, role in [*((name, "speaker") for name in draft.speakers[1:]), *draft.participants]:
        speaker = find_or_add_speaker(session, name, notes=notes)
        role = checked("the participant's role", role, "participants")
        if (speaker, role) in took_part:
            raise named_twice(session.get_one(Speaker, speaker).name, role)
        took_part.add((speaker, role))
        session.add(Participant(entry_id=entry.id, speaker_id=speaker, role=role))


def _entry(session: Session, draft: Draft, notes: Notes) -> Entry:
    date = draft.date
    shared: dict[str, Any] = {
        "date": date and date.date,
        "date_earliest": date and date.earliest,
        "date_latest": date and date.latest,
        "time": date and date.time,
    }
    for field in ("date_text", "role", "original_text", "setting", "lang", "note", "dataset", "external_id"):
        shared[field] = optional(f"the {field.replace('_', ' ')}", getattr(draft, field), field)
    language(draft.lang)
    if draft.kind == "event":
        shared["title"], shared["text"] = _words(draft, "title"), optional("the text", draft.text, "text")
        return Event(**shared)
    if not draft.speakers:
        raise IncompleteError("a statement needs a speaker", field="speakers")
    shared["text"], shared["title"] = _words(draft, "text"), optional("the title", draft.title, "title")
    speaker = find_or_add_speaker(session, draft.speakers[0], notes=notes)
    return Statement(speaker_id=speaker, mode=draft.mode or "paraphrase", **shared)


def _words(draft: Draft, field: str) -> str:
    return checked(f"the {field}", draft.words, field)


def refuse_known_link(lookup: Lookup, entry: int, relation: str, number: int) -> None:
    """Raise RefusedError if an entry already has a link."""
    same = "from_id = :entry AND relation = :relation AND to_id = :number"
    values = {"entry": entry, "relation": relation, "number": number}
    if list(lookup(f"SELECT 1 FROM links WHERE {same}", values)):
        raise RefusedError(f"the link “{relation} {number}” already exists", field="links")


def refuse_link_to_itself(entry: int, number: int, field: str) -> None:
    """Raise RefusedError, at a field, if both ends of a link are one entry."""
    if number == entry:
        raise RefusedError("an entry cannot be linked to itself", field=field)


def add_link(session: Session, entry: int, relation: str, number: int, note: str | None = None) -> None:
    """Link an entry to another. Raises NotFoundError for an unknown entry, RefusedError for a link that exists."""
    refuse_link_to_itself(entry, number, "links")
    if number >= 2**63 or session.get(Entry, number) is None:
        raise NoEntryError(number, field="links")
    refuse_known_link(lookup_in(session), entry, relation, number)
    session.add(Link(from_id=entry, to_id=number, relation=relation, note=optional("the note", note, "note")))
    session.flush()
