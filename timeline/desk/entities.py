"""Add, edit and merge speakers, topics, places and sources; :mod:`timeline.desk.entity_lists` lists them.

A verb works in the changeset of its session. If it raises, the caller who opened the changeset must not commit it.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from timeline.desk.entries import refuse_unchanged
from timeline.desk.names import one_entity
from timeline.desk.problems import Problems
from timeline.desk.reference import read_full_date
from timeline.desk.values import Outcome, outcome
from timeline.errors import NotFoundError, RefusedError, TimelineError
from timeline.reading import filters, resolve
from timeline.reading.resolve import Entity, Lookup
from timeline.schema.vocabulary import SOURCE_KINDS, SPEAKER_KINDS, EntityKind
from timeline.store import entity_additions as additions
from timeline.store.entity_edits import checked_field, edit_entity
from timeline.store.limits import checked
from timeline.store.limits import wikidata as checked_wikidata
from timeline.store.merge import merge_entities
from timeline.store.naming import lookup_in, named
from timeline.store.remarks import Notes

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: kind → fields that can be edited, besides aliases
EDITABLE: dict[EntityKind, tuple[str, ...]] = {
    "speaker": ("name", "kind", "country", "wikidata", "note"),
    "topic": ("name", "note"),
    "place": ("name", "parent", "country", "wikidata", "note"),
    "source": ("kind", "title", "publisher", "published", "author", "url", "archive_url", "lang", "note"),
}
_KINDS: dict[EntityKind, tuple[str, ...]] = {"speaker": SPEAKER_KINDS, "source": SOURCE_KINDS}
#: code of the error if the name of a new speaker resembles a known one
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
        NotFoundError: a name resembles a known one (code ``alike``), and ``new_speaker`` is not set.
        RefusedError: the value of a field is invalid.

    """
    lookup, problems = lookup_in(session), Problems()
    for field, spellings in (("name", (name,)), ("aliases", aliases)):
        for spelling in spellings:
            with problems.at(field):
                named("speaker", spelling)
                if not new_speaker:
                    _refuse_alike(lookup, field, spelling)
    typed = {"kind": kind, "country": country, "wikidata": wikidata, "note": note}
    fields = _read_all(lookup, "speaker", typed, problems)
    return outcome(session, additions.add_speaker(session, name, aliases=aliases, **fields))


def _refuse_alike(lookup: Lookup, field: str, name: str) -> None:
    known = resolve.find(lookup, "speaker", name) or resolve.near(lookup, "speaker", name)
    if known:
        raise NotFoundError(
            f"“{name}” resembles a known name; did you mean {resolve.listed(known)}?",
            field=field,
            code=ALIKE,
            choices=known,
        )


def add_topic(session: "Session", name: str, *, note: str | None = None) -> Outcome[int]:
    """Add a topic and return its number. Raises RefusedError if it exists or a value is invalid."""
    lookup, problems = lookup_in(session), Problems()
    with problems.at("name"):
        if known := resolve.find(lookup, "topic", named("topic", name)):
            raise RefusedError(f"the topic already exists: {resolve.listed(known)}", choices=known)
    fields = _read_all(lookup, "topic", {"note": note}, problems)
    return outcome(session, additions.add_topic(session, name, fields.get("note")))


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

    Two places may share a name if they lie in different places.

    Raises:
        NotFoundError: no place, or more than one, is known as ``parent``.
        RefusedError: the place already exists, or the value of a field is invalid.

    """
    lookup, problems = lookup_in(session), Problems()
    inside = None
    with problems.at("parent"):
        inside = _read_parent(lookup, parent) if parent else None
    with problems.at("name"):
        known = resolve.find(lookup, "place", named("place", name))
        if known and (inside is None or any(additions.parent_of(session, one.id) == inside for one in known)):
            raise RefusedError(f"the place already exists: {resolve.listed(known)}", code=SAME_PLACE, choices=known)
    for alias in aliases:
        with problems.at("aliases"):
            named("place", alias)
    fields = _read_all(lookup, "place", {"country": country, "wikidata": wikidata, "note": note}, problems)
    holder = None if inside is None else str(inside)
    return outcome(session, additions.add_place(session, name, aliases=aliases, parent=holder, **fields))


def _read_all(
    lookup: Lookup, kind: EntityKind, typed: Mapping[str, str | None], problems: Problems
) -> dict[str, str | None]:
    """Read the typed fields of a new entity. Raises their problems, with the ones already collected."""
    fields: dict[str, str | None] = {}
    for field, text in typed.items():
        if text is not None:
            with problems.at(field):
                value = _read(lookup, kind, field, checked(f"the {field}", text))
                fields[field] = None if value is None else str(value)
    problems.refuse()
    return fields


def edit(
    session: "Session",
    kind: EntityKind,
    typed: str,
    fields: Mapping[str, str],
    *,
    aliases: tuple[str, ...] = (),
    no_aliases: tuple[str, ...] = (),
) -> Outcome[Entity]:
    """Edit a speaker, topic, place or source, and return it with its earlier name.

    ``fields`` has texts by the names in :data:`EDITABLE`; other fields stay, and an empty text clears a field.
    An earlier name stays as an alias.

    Raises:
        NotFoundError: the name is unknown or ambiguous, or the entity lacks one of ``no_aliases``.
        RefusedError: the value of a field is invalid, or nothing would change.

    """
    lookup = lookup_in(session)
    entity = one_entity(lookup, kind, typed)
    problems = Problems()
    for field, spellings in (("aliases", aliases), ("no_aliases", no_aliases)):
        for spelling in spellings:
            with problems.at(field):
                checked("the name", spelling)
    values: dict[str, str | int | None] = {}
    for field, text in fields.items():
        with problems.at(field):
            values[field] = checked_field(kind, field, _read(lookup, kind, field, text))
    problems.refuse()
    if "parent" in values:
        values["parent_id"] = values.pop("parent")
    edit_entity(session, kind, entity.id, values, aliases=aliases, no_aliases=no_aliases)
    refuse_unchanged(session, f"{kind} {entity.id}")
    return outcome(session, entity)


def _read(lookup: Lookup, kind: EntityKind, field: str, text: str) -> str | int | None:
    """Read the typed value of a field; None clears the field. Raises TimelineError at the field."""
    if field not in EDITABLE[kind]:
        raise RefusedError(f"“{field[:40]}” is not a field of a {kind}; the fields are {', '.join(EDITABLE[kind])}")
    if field == "kind":
        return _read_kind(kind, text)
    if not text:
        return None
    if field == "country":
        return filters.country(text)
    if field == "parent":
        return _read_parent(lookup, text)
    if field == "wikidata":
        return checked_wikidata(text)
    return _read_published(text) if field == "published" else text


def _read_kind(kind: EntityKind, text: str) -> str:
    if text not in _KINDS[kind]:
        raise RefusedError(
            f"“{text[:40]}” is not a kind of {kind}; the kinds are {', '.join(_KINDS[kind])}", field="kind"
        )
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
    """Two merged entities: the deleted one, and the one that everything now refers to."""

    duplicate: Entity
    target: Entity


def merge(session: "Session", kind: EntityKind, duplicate: str, target: str) -> Outcome[Merged]:
    """Merge the speaker, topic, place or source ``duplicate`` into ``target``: everything then refers to ``target``.

    A note reports each field in which ``duplicate`` differed.

    Raises:
        NotFoundError: a name is unknown or ambiguous.
        RefusedError: both are the same, or Wikidata has two items for them.

    """
    lookup, notes = lookup_in(session), Notes()
    merged = Merged(one_entity(lookup, kind, duplicate), one_entity(lookup, kind, target))
    merge_entities(session, kind, merged.duplicate.id, merged.target.id, notes)
    return outcome(session, merged, notes)
