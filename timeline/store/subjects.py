"""Writing topics and places: what entries are about, and where they happened."""

from sqlalchemy.orm import Session

from timeline.reading import resolve
from timeline.schema.tables import Place, Topic
from timeline.store.limits import optional, wikidata
from timeline.store.naming import Note, add_names, find_or_add, lookup_in, named
from timeline.words import names


def find_or_add_topic(session: Session, name: str, notes: Note) -> int:
    """Return the number of a topic, adding it where it is new."""
    return find_or_add(session, "topic", name, notes, add_topic)


def add_topic(session: Session, name: str, note: str | None = None) -> int:
    """Add a topic and return its number."""
    name = named("topic", name)
    topic = Topic(name=name, key=names.key(name), note=optional("the note", note))
    session.add(topic)
    session.flush()
    return topic.id


def find_or_add_place(session: Session, name: str, notes: Note) -> int:
    """Return the number of the one place that a name means, adding it where it is new."""
    return find_or_add(session, "place", name, notes, add_place)


def add_place(
    session: Session, name: str, *, aliases: tuple[str, ...] = (), parent: str | None = None, **fields: str | None
) -> int:
    """Add a place with its names, inside another one if given, and return its number."""
    name = named("place", name)
    wikidata(fields.get("wikidata"))
    parent_id = resolve.one(lookup_in(session), "place", parent).id if parent else None
    texts = {field: optional(f"the {field}", value) for field, value in fields.items()}
    place = Place(name=name, parent_id=parent_id, **texts)
    session.add(place)
    session.flush()
    add_names(session, "place", place.id, name, aliases)
    return place.id


def parent_of(session: Session, place: int) -> int | None:
    """Return the number of the place that a place lies in."""
    return session.get_one(Place, place).parent_id
