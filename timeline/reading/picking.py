"""Find the speakers, topics, places or sources that a few typed letters may mean, in any script.

Needs only :mod:`sqlite3`.
"""

from typing import Any

from timeline.reading.resolve import MAX_NAME_CHARACTERS, Entity, Lookup
from timeline.schema.kinds import KINDS
from timeline.schema.vocabulary import EntityKind
from timeline.words import names

MOST_PICKED = 8


def pick(lookup: Lookup, kind: EntityKind, typed: str) -> list[Entity]:
    """Return the entities with a name in which a word begins as typed, best first; at most :data:`MOST_PICKED`.

    Names are compared as they are written and transliterated, so that ``лавр`` finds Lavrov. A source is found by its
    title, address and publisher.
    """
    text, key = _plain(typed)
    best: dict[Entity, tuple[int, int]] = {}
    for name, stored_key, entity in _names(lookup, kind):
        rank = _rank(name.casefold(), text)
        if rank is None and kind != "source":
            rank = _rank(stored_key or names.key(name), key)
        if rank is not None:
            best[entity] = min(best.get(entity, (9, 0)), (rank, len(name)))
    return sorted(best, key=lambda entity: (*best[entity], entity.id))[:MOST_PICKED]


def pick_proposed(lookup: Lookup, typed: str) -> list[str]:
    """Return the speakers of proposals as these name them, in the same way: nobody may know them yet."""
    text, key = _plain(typed)
    best: dict[str, int] = {}
    for (name,) in lookup("SELECT DISTINCT speaker FROM proposals WHERE speaker IS NOT NULL", {}):
        rank = _rank(name.casefold(), text)
        rank = _rank(names.key(name), key) if rank is None else rank
        if rank is not None:
            best[name] = rank
    return sorted(best, key=lambda name: (best[name], len(name), name))[:MOST_PICKED]


def _plain(typed: str) -> tuple[str, str]:
    """Return a typed text as names are compared: as they are written, and transliterated."""
    text = " ".join(typed[:MAX_NAME_CHARACTERS].casefold().split())
    return text, names.key(text)


def _rank(name: str, typed: str) -> int | None:
    """Return 0 if a name is as typed, 1 if it begins so, 2 if another of its words does; None if nothing does."""
    if not typed:
        return None
    if name == typed:
        return 0
    if name.startswith(typed):
        return 1
    return 2 if f" {typed}" in name or f"/{typed}" in name or f".{typed}" in name else None


def _names(lookup: Lookup, kind: EntityKind) -> list[tuple[str, str | None, Entity]]:
    if kind == "source":
        rows: Any = lookup(
            "SELECT id, uid, coalesce(title, url, publisher), title, url, publisher FROM sources ORDER BY id DESC", {}
        )
        return [
            (label, None, Entity(kind, row[0], row[1], row[2], row[5] if row[5] != row[2] else None))
            for row in rows
            for label in row[3:]
            if label
        ]
    of = KINDS[kind]
    rows = lookup(
        f"SELECT n.name, n.key, o.id, o.uid, o.name, {of.detail} FROM {of.names} AS n"
        f" JOIN {of.table} AS o ON o.id = n.{of.owner}",
        {},
    )
    return [(row[0], row[1], Entity(kind, *row[2:])) for row in rows]
