"""Writing topics and places: what entries are about, and where they happened."""

from sqlalchemy.orm import Session

from timeline import names, resolve
from timeline.checks import optional, wikidata
from timeline.models import Place, PlaceName, Topic
from timeline.store.common import Note, fill_keys, named, run, tell_meant, told_new


def find_or_add_topic(session: Session, name: str, notes: Note) -> int:
    """Return the number of a topic, adding it where it is new; what it resembles is noted."""
    name = named("topic", name)
    found = resolve.find(run(session), "topic", name)
    if found or name.removeprefix("#").isdigit():
        topic = resolve.one(run(session), "topic", name)
        tell_meant(session, "topic", topic, name, notes)
        return topic.id
    notes(told_new("topic", name, resolve.near(run(session), "topic", name)))
    return add_topic(session, name)


def add_topic(session: Session, name: str, note: str | None = None) -> int:
    """Add a topic and return its number."""
    name = named("topic", name)
    topic = Topic(name=name, key=names.key(name), note=optional("the note", note))
    session.add(topic)
    session.flush()
    return topic.id


def find_or_add_place(session: Session, name: str, notes: Note) -> int:
    """Return the number of the one place that a name means, adding it where it is new; what it resembles is noted."""
    name = named("place", name)
    found = resolve.find(run(session), "place", name)
    if found or name.removeprefix("#").isdigit():
        place = resolve.one(run(session), "place", name)
        tell_meant(session, "place", place, name, notes)
        return place.id
    notes(told_new("place", name, resolve.near(run(session), "place", name)))
    return add_place(session, name)


def add_place(
    session: Session, name: str, *, aliases: tuple[str, ...] = (), parent: str | None = None, **fields: str | None
) -> int:
    """Add a place with its names, inside another one if given, and return its number."""
    name = named("place", name)
    wikidata(fields.get("wikidata"))
    parent_id = resolve.one(run(session), "place", parent).id if parent else None
    place = Place(
        name=name, parent_id=parent_id, **{field: optional(f"the {field}", value) for field, value in fields.items()}
    )
    session.add(place)
    session.flush()
    for alias in dict.fromkeys(a.strip() for a in aliases if a.strip() != name):
        session.add(PlaceName(place_id=place.id, name=named("place", alias), key=names.key(alias)))
    session.flush()
    fill_keys(session, PlaceName, PlaceName.place_id == place.id, name)
    return place.id


def parent_of(session: Session, place: int) -> int | None:
    """Return the number of the place that a place lies in."""
    return session.get_one(Place, place).parent_id
