"""Add, edit and merge speakers, topics, places and sources; :mod:`timeline.desk.entity_lists` lists them.

A verb works in the changeset of its session. If it raises, the caller who opened the changeset must not commit it.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from timeline.desk.entries import refuse_unchanged
from timeline.desk.names import one_entity
from timeline.desk.problems import Problems
from timeline.desk.reference import read_day
from timeline.desk.values import Outcome, outcome
from timeline.errors import NotFoundError, RefusedError, TimelineError
from timeline.reading import filters, resolve
from timeline.reading.resolve import Entity, Lookup
from timeline.schema.vocabulary import SOURCE_KINDS, SPEAKER_KINDS, EntityKind
from timeline.store import entity_additions as additions
from timeline.store.entity_edits import checked_field, edit_entity, refuse_missing_alias
from timeline.store.limits import checked
from timeline.store.limits import wikidata as checked_wikidata
from timeline.store.merge import merge_entities
from timeline.store.naming import lookup_in, named
from timeline.store.remarks import Notes
from timeline.store.sources import refuse_known_address

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
    _refuse_known_speakers(resolve.find(lookup, "speaker", name) or resolve.near(lookup, "speaker", name), field, name)


def _refuse_known_speakers(known: list[Entity], field: str, name: str) -> None:
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
        _refuse_known_topic(lookup, named("topic", name))
    fields = _read_all(lookup, "topic", {"note": note}, problems)
    return outcome(session, additions.add_topic(session, name, fields.get("note")))


def _refuse_known_topic(lookup: Lookup, name: str, *, but: int = 0) -> None:
    """Raise RefusedError if a topic other than ``but`` has a name."""
    if known := [one for one in resolve.find(lookup, "topic", name) if one.id != but]:
        raise RefusedError(f"the topic already exists: {resolve.listed(known)}", choices=known)


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
        _refuse_known_place(lookup, named("place", name), inside)
    for alias in aliases:
        with problems.at("aliases"):
            named("place", alias)
    fields = _read_all(lookup, "place", {"country": country, "wikidata": wikidata, "note": note}, problems)
    holder = None if inside is None else str(inside)
    return outcome(session, additions.add_place(session, name, aliases=aliases, parent=holder, **fields))


def _refuse_known_place(lookup: Lookup, name: str, inside: int | None, *, but: int = 0) -> None:
    """Raise RefusedError if a place other than ``but`` has a name, and does not lie in another place than this one."""
    known = [one for one in resolve.find(lookup, "place", name) if one.id != but]
    if known and (inside is None or any(_parent_of(lookup, one.id) == inside for one in known)):
        raise RefusedError(f"the place already exists: {resolve.listed(known)}", code=SAME_PLACE, choices=known)


def _parent_of(lookup: Lookup, place: int) -> int | None:
    row = next(iter(lookup("SELECT parent_id FROM places WHERE id = :id", {"id": place})), None)
    return None if row is None else row[0]


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
    new_speaker: bool = False,
) -> "Outcome[EditedEntity]":
    """Edit a speaker, topic, place or source, and return it as it was and as it is.

    ``fields`` has texts by the names in :data:`EDITABLE`; other fields stay, and an empty text clears a field.
    An earlier name stays as an alias.

    Raises:
        NotFoundError: the name is unknown or ambiguous, the entity lacks one of ``no_aliases``, or another speaker has
            one of the names (code ``alike``), and ``new_speaker`` is not set.
        RefusedError: the value of a field is invalid, or nothing would change.

    """
    lookup, problems = lookup_in(session), Problems()
    entity = None
    with problems.at(kind):
        entity = one_entity(lookup, kind, typed)
    names = _Names(lookup, kind, entity, is_free=new_speaker)
    added: list[str] = []
    for alias in aliases:
        with problems.at("aliases"):
            names.check("aliases", named(kind, alias))
            added.append(alias)
    removed: list[str] = []
    for alias in no_aliases:
        with problems.at("no_aliases"):
            checked("the name", alias)
            if entity is not None:
                refuse_missing_alias(
                    lookup, kind, entity.id, entity.name, str(fields.get("name", entity.name)).strip(), alias
                )
            removed.append(alias)
    values: dict[str, str | int | None] = {}
    for field, text in fields.items():
        with problems.at(field):
            value = checked_field(kind, field, _read(lookup, kind, field, text))
            if field == "name":
                names.check(field, str(value))
            elif field in ("url", "archive_url"):
                refuse_known_address(lookup, field, value, but=entity.id if entity else 0)
            values[field] = value
    if entity is None:
        problems.refuse()
        raise AssertionError  # an unknown entity is a problem
    if kind == "place":
        _check_place(lookup, entity, values, problems)
    if "parent" in values:
        values["parent_id"] = values.pop("parent")
    with problems.storing(session):
        edit_entity(session, kind, entity.id, values, aliases=tuple(added), no_aliases=tuple(removed))
    refuse_unchanged(session, f"{kind} {entity.id}")
    return outcome(session, EditedEntity(entity, one_entity(lookup, kind, str(entity.id))))


class EditedEntity(NamedTuple):
    """An edited entity, before and after."""

    before: Entity
    after: Entity


class _Names:
    """Checks new names of a speaker or topic: another one must not have them, unless they are free."""

    def __init__(self, lookup: Lookup, kind: EntityKind, entity: Entity | None, *, is_free: bool) -> None:
        self._lookup = lookup
        self._kind = kind
        self._own = entity.id if entity else 0
        self._is_free = is_free

    def check(self, field: str, name: str) -> None:
        """Raise TimelineError, at a field, if another entity has a name."""
        if self._kind == "topic":
            _refuse_known_topic(self._lookup, name, but=self._own)
        elif self._kind == "speaker" and not self._is_free:
            known = resolve.namesakes(self._lookup, "speaker", name)
            _refuse_known_speakers([one for one in known if one.id != self._own], field, name)


def _check_place(lookup: Lookup, place: Entity, values: Mapping[str, str | int | None], problems: Problems) -> None:
    """Note a name or a parent with which a place would be the same as a known one."""
    before = (place.name, _parent_of(lookup, place.id))
    name, inside = values.get("name", before[0]), values.get("parent", before[1])
    if (name, inside) != before:
        with problems.at("name" if name != place.name else "parent"):
            _refuse_known_place(lookup, str(name), None if inside is None else int(inside), but=place.id)


def _read(lookup: Lookup, kind: EntityKind, field: str, text: str) -> str | int | None:
    """Read the typed value of a field; None clears the field. Raises TimelineError at the field."""
    if not isinstance(text, str):
        raise RefusedError("this takes one text, not a list or another value")
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
        date = read_day(text)
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
    lookup, notes, problems = lookup_in(session), Notes(), Problems()
    known: list[Entity] = []
    for field, typed in (("duplicate", duplicate), ("target", target)):
        with problems.at(field):
            known.append(one_entity(lookup, kind, typed))
    problems.refuse()
    merged = Merged(*known)
    merge_entities(session, kind, merged.duplicate.id, merged.target.id, notes)
    return outcome(session, merged, notes)
