"""Writing speakers, with their names and offices."""

from sqlalchemy.orm import Session

from timeline.errors import NotFoundError
from timeline.reading import resolve
from timeline.schema.tables import Speaker
from timeline.store.limits import optional, wikidata
from timeline.store.naming import Note, add_names, lookup_in, named, tell_meant
from timeline.words import names
from timeline.words.numbers import row_number


def find_or_add_speaker(session: Session, name: str, *, new: bool, notes: Note) -> int:
    """Return the number of the one speaker that a name means, adding it where nobody is known by it.

    If it is said to be new, only a name in a known spelling means somebody known.

    Raises NotFoundError where several fit, where a number fits nobody, and, unless it is said to be new, where the name
    is close to a known one.
    """
    name = named("speaker", name)
    found = resolve.find(lookup_in(session), "speaker", name)
    if new:
        found = [named for named in found if resolve.is_spelled(lookup_in(session), "speaker", named, name)]
    if len(found) == 1:
        tell_meant(session, "speaker", found[0], name, notes)
        return found[0].id
    if found or row_number(name) is not None:
        return resolve.one(lookup_in(session), "speaker", name).id
    similar = [] if new else resolve.near(lookup_in(session), "speaker", name)
    if similar:
        raise NotFoundError(
            f"nobody is known as “{name}”; did you mean {resolve.listed(similar)}? "
            "Give that name, or --new-speaker if this is somebody else"
        )
    kind = names.kind_of(name)
    number = add_speaker(session, name, kind=kind)
    notes(f"new speaker {number}: {name}{'' if kind == 'person' else f' ({kind})'}")
    return number


def add_speaker(session: Session, name: str, *, aliases: tuple[str, ...] = (), **fields: str | None) -> int:
    """Add a speaker with its names and return its number."""
    name = named("speaker", name)
    wikidata(fields.get("wikidata"))
    speaker = Speaker(name=name, **{field: optional(f"the {field}", value) for field, value in fields.items()})
    session.add(speaker)
    session.flush()
    add_names(session, "speaker", speaker.id, name, aliases)
    return speaker.id
