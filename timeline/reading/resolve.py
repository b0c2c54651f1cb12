"""Match typed text to the number of a speaker, place, topic or source.

This works with anything that runs SQL: reading commands pass their connection, writing commands their transaction. A
row written by plain SQL has no matching key yet; its key is computed here.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from timeline.errors import NotFoundError
from timeline.schema.kinds import KINDS
from timeline.schema.vocabulary import EntityKind
from timeline.words import names
from timeline.words.numbers import is_number, row_number

_LISTED = "; timeline source list shows them"
#: the longest name
MAX_NAME_CHARACTERS = 300
#: how alike, from 0 to 100, a name or title has to be to a typed one to be suggested
_LEAST_LIKENESS = 75
#: so many characters may be part of a title, which counts a little less than the whole of one
_LEAST_PART_CHARACTERS, _PART_WEIGHT = 6, 0.9
_MOST_SUGGESTIONS = 3

Lookup = Callable[[str, dict[str, Any]], Iterable[Any]]


class Entity(NamedTuple):
    """A speaker, topic, place or source, with its main name and a detail that distinguishes namesakes."""

    kind: EntityKind
    id: int
    uid: str
    name: str
    detail: str | None = None

    @property
    def label(self) -> str:
        """A unique label: ``2 Sergey Lavrov (RU)``."""
        return f"{self.id} {self.name} ({self.detail})" if self.detail else f"{self.id} {self.name}"


def find(lookup: Lookup, kind: EntityKind, name: str) -> list[Entity]:
    """Find all entities that a name may mean: by number, by any known name in any script, else by a surname."""
    if (number := row_number(name.strip())) is not None:
        entity = by_number(lookup, kind, number)
        if entity is not None:
            return [entity]
    key = names.key(name[:MAX_NAME_CHARACTERS])
    if not key:
        return []
    entities = namesakes(lookup, kind, name)
    if len(entities) > 1:  # an exact spelling comes before other matches
        entities = [entity for entity in entities if is_spelled(lookup, kind, entity, name)] or entities
    if entities or kind != "speaker":
        return entities
    tail = {"tail": "% " + key.replace("%", "").replace("_", "")}
    where = "o.kind = 'person' AND (n.key LIKE :tail OR n.key IS NULL)"
    return _owners(lookup, kind, lambda other: names.tails(key, other), where, tail)


def namesakes(lookup: Lookup, kind: EntityKind, name: str) -> list[Entity]:
    """Find the entities that have a name, in any script; neither a number nor a surname alone finds one."""
    key = names.key(name[:MAX_NAME_CHARACTERS])
    same = "(n.key = :key OR n.key IS NULL)"
    return _owners(lookup, kind, lambda other: other == key, same, {"key": key}) if key else []


def is_spelled(lookup: Lookup, kind: EntityKind, entity: Entity, typed: str) -> bool:
    """Return whether an entity has a name in exactly the spelling that was typed, or the number."""
    if row_number(typed.strip()) == entity.id:
        return True
    of = KINDS[kind]
    rows = lookup(f"SELECT n.name FROM {of.names} AS n WHERE n.{of.owner} = :id", {"id": entity.id})
    return any(_plain(row[0]) == _plain(typed) for row in rows)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def near(lookup: Lookup, kind: EntityKind, name: str) -> list[Entity]:
    """Find the entities with names similar to a name, nearest first."""
    of = KINDS[kind]
    known: dict[str, list[Entity]] = {}
    for spelling, *entity in lookup(
        f"SELECT n.name, o.id, o.uid, o.name, {of.detail} FROM {of.names} AS n"
        f" JOIN {of.table} AS o ON o.id = n.{of.owner}",
        {},
    ):
        known.setdefault(spelling, []).append(Entity(kind, *entity))
    spellings_ = [
        name[:MAX_NAME_CHARACTERS],
        *([names.untitled(name[:MAX_NAME_CHARACTERS])] if kind == "speaker" else []),
    ]
    spellings = dict.fromkeys(close for spelling in spellings_ for close in names.close(spelling, known))
    return list(dict.fromkeys(entity for spelling in spellings for entity in known[spelling]))


def one(lookup: Lookup, kind: EntityKind, name: str) -> Entity:
    """Return the one entity that a name means.

    Raises NotFoundError with similar entities if nothing fits, and with all of them if more than one fits.
    """
    entities = find(lookup, kind, name)
    if len(entities) == 1:
        return entities[0]
    short = name if len(name) <= MAX_NAME_CHARACTERS else name[:MAX_NAME_CHARACTERS] + "…"
    if entities:
        raise NotFoundError(
            f"“{short}” fits more than one {kind}: {listed(entities)}; give the full name or the number",
            code="ambiguous",
            choices=entities,
        )
    similar = near(lookup, kind, name) or alike(lookup, kind, name)
    if not similar:
        raise NotFoundError(f"no {kind} is known as “{short}”", advice=f"; timeline {kind} list shows the known names")
    raise NotFoundError(f"no {kind} is known as “{short}”; did you mean {listed(similar)}?", choices=similar)


def alike(lookup: Lookup, kind: EntityKind, name: str) -> list[Entity]:
    """Find entities for a question only: their names look like a name, but too little to be taken for it."""
    of = KINDS[kind]
    rows = lookup(
        f"SELECT o.id, o.uid, o.name, {of.detail}, n.name FROM {of.names} AS n"
        f" JOIN {of.table} AS o ON o.id = n.{of.owner} ORDER BY o.id",
        {},
    )
    known = [(Entity(kind, *row[:4]), row[4]) for row in rows]
    typed = name[:MAX_NAME_CHARACTERS].casefold().strip()
    as_written = _most_alike(typed, ((entity, text.casefold()) for entity, text in known))
    return as_written or _most_alike(names.key(typed), ((entity, names.key(text)) for entity, text in known))


def _most_alike(typed: str, known: Iterable[tuple[Entity, str]]) -> list[Entity]:
    """Return the entities with the texts most like a typed one, or with a word most like it, best first."""
    from rapidfuzz import fuzz

    likeness: dict[Entity, float] = {}
    for entity, text in known:
        words = (text, *text.split()) if " " not in typed else (text,)
        score = max((fuzz.ratio(typed, word) for word in words), default=0.0)
        if len(typed) >= _LEAST_PART_CHARACTERS:
            score = max(score, fuzz.partial_ratio(typed, text) * _PART_WEIGHT)
        if score >= _LEAST_LIKENESS:
            likeness[entity] = max(score, likeness.get(entity, 0.0))
    return sorted(likeness, key=lambda entity: (-likeness[entity], entity.id))[:_MOST_SUGGESTIONS]


def by_number(lookup: Lookup, kind: EntityKind, number: int) -> Entity | None:
    """Return the speaker, topic or place that has a number; None if there is none."""
    of = KINDS[kind]
    rows = lookup(f"SELECT o.id, o.uid, o.name, {of.detail} FROM {of.table} AS o WHERE o.id = :id", {"id": number})
    return next((Entity(kind, *row) for row in rows), None)


def sources(lookup: Lookup, text: str, *, by_publisher: bool = True) -> list[Entity]:
    """Find sources by number, address or title, and by publisher too unless told otherwise."""
    label = "coalesce(title, url, publisher)"
    text = text.encode("utf-8", "replace").decode()  # bytes that are not UTF-8 match nothing
    if (number := row_number(text.strip())) is not None:
        rows = lookup(f"SELECT id, uid, {label} FROM sources WHERE id = :id", {"id": number})
        if numbered := [Entity("source", *row) for row in rows]:
            return numbered
    rows = lookup(
        f"SELECT id, uid, {label} FROM sources WHERE url = :text OR archive_url = :text OR title = :text"
        f"{' OR publisher = :text COLLATE NOCASE' if by_publisher else ''} ORDER BY id",
        {"text": text.strip()},
    )
    return [Entity("source", *row) for row in rows]


def no_source(lookup: Lookup, text: str) -> NotFoundError:
    """Return the error for a number, address or title that no source has, with the sources that may be meant."""
    short = text if len(text) <= MAX_NAME_CHARACTERS else text[:MAX_NAME_CHARACTERS] + "…"
    if is_number(text):
        return NotFoundError(f"there is no source {short}", advice=_LISTED)
    rows = lookup("SELECT id, uid, coalesce(title, url, publisher), title, url, publisher FROM sources ORDER BY id", {})
    known = ((Entity("source", *row[:3]), label.casefold()) for row in rows for label in row[3:] if label)
    similar = _most_alike(short.casefold().strip(), known)
    if not similar:
        return NotFoundError(f"“{short}” is not a known source", advice=_LISTED)
    return NotFoundError(f"“{short}” is not a known source; did you mean {listed(similar)}?", choices=similar)


def several_sources(text: str, entities: Sequence[Entity]) -> NotFoundError:
    """Return the error for an address or title that several sources have."""
    return NotFoundError(
        f"“{text}” fits more than one source: {listed(entities)}; give the number", code="ambiguous", choices=entities
    )


def published(lookup: Lookup, text: str) -> str | None:
    """Return the date of publication of the one source that a text means; None if it is unknown or ambiguous."""
    entities = sources(lookup, text, by_publisher=False)
    if len(entities) != 1:
        return None
    return next(
        (row[0] for row in lookup("SELECT published FROM sources WHERE id = :id", {"id": entities[0].id})), None
    )


def listed(entities: Iterable[Entity]) -> str:
    """Return a list of entities as text: ``2 Sergey Lavrov (RU), 7 Ivan Lavrov``."""
    return ", ".join(entity.label for entity in entities)


def _owners(
    lookup: Lookup, kind: EntityKind, fits: Callable[[str], bool], where: str, values: dict[str, Any]
) -> list[Entity]:
    of = KINDS[kind]
    rows = lookup(
        f"SELECT o.id, o.uid, o.name, {of.detail}, n.name, n.key FROM {of.names} AS n"
        f" JOIN {of.table} AS o ON o.id = n.{of.owner} WHERE {where} ORDER BY o.id",
        values,
    )
    return list(dict.fromkeys(Entity(kind, *named) for *named, known, key in rows if fits(key or names.key(known))))
