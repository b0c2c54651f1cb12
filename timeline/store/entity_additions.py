"""Add speakers, topics and places, which entries refer to."""

from sqlalchemy.orm import Session

from timeline.reading import resolve
from timeline.schema.tables import Place, Speaker, Topic
from timeline.store.limits import optional, wikidata
from timeline.store.naming import add_names, find_or_add, lookup_in, named, similar_to
from timeline.store.remarks import Notes
from timeline.words import bodies, names
from timeline.words.numbers import is_number


def find_or_add_speaker(session: Session, name: str, *, notes: Notes) -> int:
    """Return the number of the speaker that has a number or a known spelling, adding one for any other name.

    Whether a name that only resembles a known one is new was decided before. Raises NotFoundError if several speakers
    have this spelling, or if a number fits nobody.
    """
    name = named("speaker", name)
    lookup = lookup_in(session)
    speakers = [
        one for one in resolve.find(lookup, "speaker", name) if resolve.is_spelled(lookup, "speaker", one, name)
    ]
    if len(speakers) == 1:
        return speakers[0].id
    if speakers or is_number(name):
        return resolve.one(lookup, "speaker", name).id
    kind = bodies.kind_of(name)
    similar = resolve.alike(lookup, "speaker", name)
    number = add_speaker(session, name, kind=kind)
    notes(f"new speaker {number}: {name}{'' if kind == 'person' else f' ({kind})'}{similar_to('speaker', similar)}")
    return number


def add_speaker(session: Session, name: str, *, aliases: tuple[str, ...] = (), **fields: str | None) -> int:
    """Add a speaker with its names and return its number."""
    name = named("speaker", name)
    wikidata(fields.get("wikidata"))
    speaker = Speaker(name=name, **{field: optional(f"the {field}", value, field) for field, value in fields.items()})
    session.add(speaker)
    session.flush()
    add_names(session, "speaker", speaker.id, name, aliases)
    return speaker.id


def find_or_add_topic(session: Session, name: str, notes: Notes) -> int:
    """Return the number of a topic, adding it if it is new."""
    return find_or_add(session, "topic", name, notes, add_topic)


def add_topic(session: Session, name: str, note: str | None = None) -> int:
    """Add a topic and return its number."""
    name = named("topic", name)
    topic = Topic(name=name, key=names.key(name), note=optional("the note", note, "note"))
    session.add(topic)
    session.flush()
    return topic.id


def find_or_add_place(session: Session, name: str, notes: Notes) -> int:
    """Return the number of the one place that a name means, adding it if it is new."""
    return find_or_add(session, "place", name, notes, add_place)


def add_place(
    session: Session, name: str, *, aliases: tuple[str, ...] = (), parent: str | None = None, **fields: str | None
) -> int:
    """Add a place with its names, inside another one if given, and return its number."""
    name = named("place", name)
    wikidata(fields.get("wikidata"))
    parent_id = resolve.one(lookup_in(session), "place", parent).id if parent else None
    texts = {field: optional(f"the {field}", value, field) for field, value in fields.items()}
    place = Place(name=name, parent_id=parent_id, **texts)
    session.add(place)
    session.flush()
    add_names(session, "place", place.id, name, aliases)
    return place.id
