"""From what people type to the number of a speaker, place, topic or source.

Works over anything that runs SQL: reading commands hand in their connection, writing commands their transaction. A row
that was written by plain SQL has no matching key yet; its key is computed here.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from timeline.errors import NotFoundError
from timeline.schema.kinds import KINDS
from timeline.schema.vocabulary import EntityKind
from timeline.words import names
from timeline.words.numbers import row_number

#: a name longer than this is none
LONGEST_NAME = 300

Lookup = Callable[[str, dict[str, Any]], Iterable[Any]]


class Entity(NamedTuple):
    """A speaker, topic, place or source: the name it is printed with, and what tells it from others of that name."""

    kind: EntityKind
    id: int
    uid: str
    name: str
    detail: str | None = None

    @property
    def label(self) -> str:
        """What tells it from all others: ``2 Sergey Lavrov (RU)``."""
        return f"{self.id} {self.name} ({self.detail})" if self.detail else f"{self.id} {self.name}"


def find(lookup: Lookup, kind: EntityKind, name: str) -> list[Entity]:
    """Find all that a name may mean: by number, by any known name in any script, else by a person's last words."""
    if (number := row_number(name.strip())) is not None:
        entity = by_number(lookup, kind, number)
        if entity is not None:
            return [entity]
    wanted = names.key(name[:LONGEST_NAME])
    if not wanted:
        return []
    found = _owners(lookup, kind, lambda key: key == wanted, "(n.key = :key OR n.key IS NULL)", {"key": wanted})
    if len(found) > 1:  # who is known by that very spelling comes before who is by another one
        found = [named for named in found if is_spelled(lookup, kind, named, name)] or found
    if found or kind != "speaker":
        return found
    tail = {"tail": "% " + wanted.replace("%", "").replace("_", "")}
    where = "o.kind = 'person' AND (n.key LIKE :tail OR n.key IS NULL)"
    return _owners(lookup, kind, lambda key: names.tails(wanted, key), where, tail)


def is_spelled(lookup: Lookup, kind: EntityKind, named: Entity, typed: str) -> bool:
    """Tell whether something is known by a name in the very spelling that was typed, or by its number."""
    if row_number(typed.strip()) == named.id:
        return True
    of = KINDS[kind]
    rows = lookup(f"SELECT n.name FROM {of.names} AS n WHERE n.{of.owner} = :id", {"id": named.id})
    return any(_plain(row[0]) == _plain(typed) for row in rows)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def near(lookup: Lookup, kind: EntityKind, name: str) -> list[Entity]:
    """Find what is spelled so much like a name that it may be meant, nearest first."""
    of = KINDS[kind]
    known: dict[str, list[Entity]] = {}
    for spelling, *named in lookup(
        f"SELECT n.name, o.id, o.uid, o.name, {of.detail} FROM {of.names} AS n"
        f" JOIN {of.table} AS o ON o.id = n.{of.owner}",
        {},
    ):
        known.setdefault(spelling, []).append(Entity(kind, *named))
    wanted = [name[:LONGEST_NAME], *([names.untitled(name[:LONGEST_NAME])] if kind == "speaker" else [])]
    spellings = dict.fromkeys(close for spelling in wanted for close in names.close(spelling, known))
    return list(dict.fromkeys(named for spelling in spellings for named in known[spelling]))


def one(lookup: Lookup, kind: EntityKind, name: str) -> Entity:
    """Find the one that a name means.

    Raises NotFoundError where nothing fits, with what is near, or where more than one fits, with all of them.
    """
    found = find(lookup, kind, name)
    if len(found) == 1:
        return found[0]
    shown = name if len(name) <= LONGEST_NAME else name[:LONGEST_NAME] + "…"
    if found:
        raise NotFoundError(
            f"“{shown}” fits more than one {kind}: {listed(found)}; give the full name or the number",
            code="ambiguous",
            choices=found,
        )
    similar = near(lookup, kind, name)
    hint = f"did you mean {listed(similar)}?" if similar else f"timeline {kind} list shows all that are known"
    raise NotFoundError(f"no {kind} is known as “{shown}”; {hint}", choices=similar)


def by_number(lookup: Lookup, kind: EntityKind, number: int) -> Entity | None:
    """Return the speaker, topic or place that has a number; None if there is none."""
    of = KINDS[kind]
    rows = lookup(f"SELECT o.id, o.uid, o.name, {of.detail} FROM {of.table} AS o WHERE o.id = :id", {"id": number})
    return next((Entity(kind, *row) for row in rows), None)


def sources(lookup: Lookup, text: str, *, by_publisher: bool = True) -> list[Entity]:
    """Find sources by number, address or title, and by publisher too unless told otherwise."""
    label = "coalesce(title, url, publisher)"
    text = text.encode("utf-8", "replace").decode()  # bytes that are no UTF-8 name nothing
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


def published(lookup: Lookup, text: str) -> str | None:
    """Return when the one source that a number, address or title means was published, as far as that is known."""
    found = sources(lookup, text, by_publisher=False)
    if len(found) != 1:
        return None
    return next((row[0] for row in lookup("SELECT published FROM sources WHERE id = :id", {"id": found[0].id})), None)


def listed(found: Iterable[Entity]) -> str:
    """Word a list of candidates: ``2 Sergey Lavrov (RU), 7 Ivan Lavrov``."""
    return ", ".join(entity.label for entity in found)


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
