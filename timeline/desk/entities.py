"""Add, edit and merge speakers, topics, places and sources; :mod:`timeline.desk.entity_lists` lists them.

A verb works in the changeset that its session is of; an exception leaves it to whoever opened that to store nothing.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from timeline.desk.entries import refuse_unchanged
from timeline.desk.names import one_entity
from timeline.desk.reference import read_full_date
from timeline.desk.values import Outcome, outcome
from timeline.errors import NotFoundError, RefusedError, TimelineError
from timeline.reading import filters, resolve
from timeline.reading.resolve import Entity, Lookup
from timeline.schema.vocabulary import SOURCE_KINDS, SPEAKER_KINDS, EntityKind
from timeline.store import entity_additions as additions
from timeline.store.entity_edits import edit_entity
from timeline.store.limits import optional
from timeline.store.merge import merge_entities
from timeline.store.naming import lookup_in
from timeline.store.remarks import Notes

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: kind → what may be edited of one, besides its other names
EDITABLE: dict[EntityKind, tuple[str, ...]] = {
    "speaker": ("name", "kind", "country", "wikidata", "note"),
    "topic": ("name", "note"),
    "place": ("name", "parent", "country", "wikidata", "note"),
    "source": ("kind", "title", "publisher", "published", "author", "url", "archive_url", "lang", "note"),
}
_KINDS: dict[EntityKind, tuple[str, ...]] = {"speaker": SPEAKER_KINDS, "source": SOURCE_KINDS}
#: code of the error if a new speaker has a name that is much like a known one
ALIKE = "alike"
#: code of the error if a new place has the name of a known one, and does not lie in another place than that
SAME_PLACE = "same-place"


def add_speaker(
    session: "Session",
    name: str,
    *,
    aliases: tuple[str, ...] = (),
    kind: str = "person",
    country: str | None = None,
    wikidata: str | None = None,
    note: str | None = None,
    new_speaker: bool = False,
) -> Outcome[int]:
    """Add a speaker and return its number.

    Raises:
        NotFoundError: one of its names is much like a known one (code ``alike``), and nobody said that it is new.
        RefusedError: a field cannot be that.

    """
    lookup = lookup_in(session)
    if not new_speaker:
        for field, names in (("name", (name,)), ("aliases", aliases)):
            for one in names:
                _refuse_alike(lookup, field, one)
    number = additions.add_speaker(
        session,
        name,
        aliases=aliases,
        kind=_read_kind("speaker", kind),
        country=country and filters.country(country),
        wikidata=wikidata,
        note=note,
    )
    return outcome(session, number)


def _refuse_alike(lookup: Lookup, field: str, name: str) -> None:
    known = resolve.find(lookup, "speaker", name) or resolve.near(lookup, "speaker", name)
    if known:
        raise NotFoundError(
            f"“{name}” is much like a known name: did you mean {resolve.listed(known)}?",
            field=field,
            code=ALIKE,
            choices=known,
        )


def add_topic(session: "Session", name: str, *, note: str | None = None) -> Outcome[int]:
    """Add a topic and return its number. Raises RefusedError if it already exists, or a field cannot be that."""
    known = resolve.find(lookup_in(session), "topic", name)
    if known:
        raise RefusedError(f"the topic already exists: {resolve.listed(known)}", field="name", choices=known)
    return outcome(session, additions.add_topic(session, name, note))


def add_place(
    session: "Session",
    name: str,
    *,
    aliases: tuple[str, ...] = (),
    parent: str | None = None,
    country: str | None = None,
    wikidata: str | None = None,
    note: str | None = None,
) -> Outcome[int]:
    """Add a place, inside the known one that ``parent`` names, and return its number.

    Two places may share a name if they lie in different ones.

    Raises:
        NotFoundError: no place, or more than one, is known as ``parent``.
        RefusedError: the place already exists, or a field cannot be that.

    """
    inside = _read_parent(lookup_in(session), parent) if parent else None
    known = resolve.find(lookup_in(session), "place", name)
    if known and (inside is None or any(additions.parent_of(session, one.id) == inside for one in known)):
        raise RefusedError(
            f"the place already exists: {resolve.listed(known)}", field="name", code=SAME_PLACE, choices=known
        )
    number = additions.add_place(
        session,
        name,
        aliases=aliases,
        parent=None if inside is None else str(inside),
        country=country and filters.country(country),
        wikidata=wikidata,
        note=note,
    )
    return outcome(session, number)


def edit(
    session: "Session",
    kind: EntityKind,
    typed: str,
    fields: Mapping[str, str],
    *,
    aliases: tuple[str, ...] = (),
    no_aliases: tuple[str, ...] = (),
) -> Outcome[Entity]:
    """Edit the speaker, topic, place or source that is typed, and return it as it was called before.

    ``fields`` has texts by the names in :data:`EDITABLE`; other fields stay, and an empty text clears a field.
    An earlier name stays one that it is known by.

    Raises:
        NotFoundError: nothing, or more than one, is known by that name, or it is not known by one of ``no_aliases``.
        RefusedError: a field cannot be that, or nothing would change.

    """
    lookup = lookup_in(session)
    entity = one_entity(lookup, kind, typed)
    for alias in (*aliases, *no_aliases):
        optional("the name", alias, "aliases" if alias in aliases else "no_aliases")
    values = {field: _read(lookup, kind, field, text) for field, text in fields.items()}
    if "parent" in values:
        values["parent_id"] = values.pop("parent")
    edit_entity(session, kind, entity.id, values, aliases=aliases, no_aliases=no_aliases)
    refuse_unchanged(session, f"{kind} {entity.id}")
    return outcome(session, entity)


def _read(lookup: Lookup, kind: EntityKind, field: str, text: str) -> str | int | None:
    """Read a field as it was typed; None empties it. Raises TimelineError at the field."""
    if field not in EDITABLE[kind]:
        raise RefusedError(f"a {kind} has no {field[:40]} to edit; it has {', '.join(EDITABLE[kind])}")
    if field == "kind":
        return _read_kind(kind, text)
    if not text:
        return None
    if field == "country":
        return filters.country(text)
    if field == "parent":
        return _read_parent(lookup, text)
    return _read_published(text) if field == "published" else text


def _read_kind(kind: EntityKind, text: str) -> str:
    if text not in _KINDS[kind]:
        raise RefusedError(f"“{text[:40]}” is not a kind of {kind}; it is {', '.join(_KINDS[kind])}", field="kind")
    return text


def _read_parent(lookup: Lookup, text: str) -> int:
    try:
        return resolve.one(lookup, "place", text).id
    except TimelineError as error:
        raise error.at("parent") from None


def _read_published(text: str) -> str | None:
    try:
        date = read_full_date(text)
    except TimelineError as error:
        raise error.at("published") from None
    return date.date if date is not None else None


class Merged(NamedTuple):
    """Two entities that were merged: the deleted one, and the one that everything now refers to."""

    gone: Entity
    kept: Entity


def merge(session: "Session", kind: EntityKind, gone: str, kept: str) -> Outcome[Merged]:
    """Merge one speaker, topic, place or source into another, to which everything that refers to it then refers.

    Notes report the fields in which the first differed.

    Raises:
        NotFoundError: nothing, or more than one, is known by one of the names.
        RefusedError: they are one already, or two in Wikidata.

    """
    lookup, notes = lookup_in(session), Notes()
    merged = Merged(one_entity(lookup, kind, gone), one_entity(lookup, kind, kept))
    merge_entities(session, kind, merged.gone.id, merged.kept.id, notes)
    return outcome(session, merged, notes)
