"""Read everything about one speaker, topic or place."""

import sqlite3
from typing import Any, NamedTuple

from timeline.errors import TimelineError
from timeline.reading import counts, query, resolve
from timeline.reading.counts import UNDATED, Count
from timeline.reading.filter import Filter
from timeline.schema.kinds import KINDS
from timeline.schema.vocabulary import EntityKind

#: kind of entity → what its entries are counted by
_COUNTED: dict[EntityKind, tuple[EntityKind, ...]] = {
    "speaker": ("topic", "place"),
    "topic": ("speaker", "place"),
    "place": ("speaker", "topic"),
}


class HeldOffice(NamedTuple):
    """A post that a speaker held, with the EDTF date of the time."""

    title: str
    organization: str | None
    country: str | None
    date: str | None


class EntityView(NamedTuple):
    """A speaker, topic or place with its other names, its offices or surroundings, and counts of its entries."""

    id: int
    uid: str
    name: str
    also: list[str]
    #: person, organization or state, for a speaker
    kind: str | None
    country: str | None
    wikidata: str | None
    note: str | None
    offices: list[HeldOffice]
    #: the place around a place, and those inside it
    inside: str | None
    holds: list[str]
    entries: int
    #: the first and the last year under which entries are listed; None if all are undated
    years: tuple[str, str] | None
    #: kind of entity → the number of these entries for each, the most first
    by: dict[EntityKind, list[Count]]


def read(connection: sqlite3.Connection, kind: EntityKind, typed: str) -> EntityView:
    """Return the speaker, topic or place that a name or number means. Raises NotFoundError, at the kind."""
    try:
        entity = resolve.one(connection.execute, kind, typed)
    except TimelineError as error:
        raise error.at(kind) from None
    cursor = connection.execute(f"SELECT * FROM {kind}s WHERE id = ?", (entity.id,))
    row: dict[str, Any] = dict(zip((column[0] for column in cursor.description), cursor.fetchone(), strict=True))
    filter_ = _entries_of(kind, entity.id)
    years = [count.label for count in counts.by_period(connection, filter_, "year") if count.label != UNDATED]
    return EntityView(
        id=entity.id,
        uid=entity.uid,
        name=entity.name,
        also=_other_names(connection, kind, entity),
        kind=row.get("kind"),
        country=row.get("country"),
        wikidata=row.get("wikidata"),
        note=row["note"],
        offices=_offices(connection, entity.id) if kind == "speaker" else [],
        inside=_name(connection, row.get("parent_id")),
        holds=_inside(connection, entity.id) if kind == "place" else [],
        entries=query.count(connection, filter_),
        years=(years[0], years[-1]) if years else None,
        by={other: counts.by_entity(connection, filter_, other) for other in _COUNTED[kind]},
    )


def as_dict(view: EntityView) -> dict[str, object]:
    """Return a view as plain values, for JSON."""
    by = {
        f"{kind}s": [{"name": one.label, "id": one.id, "entries": one.entries} for one in rows]
        for kind, rows in view.by.items()
    }
    return {**view._asdict(), "offices": [office._asdict() for office in view.offices], "by": by}


def _entries_of(kind: EntityKind, number: int) -> Filter:
    if kind == "speaker":
        return Filter(speakers=(number,))
    return Filter(topics=(number,)) if kind == "topic" else Filter(places=(number,))


def _other_names(connection: sqlite3.Connection, kind: EntityKind, entity: resolve.Entity) -> list[str]:
    if not KINDS[kind].has_several_names:
        return []
    sql = f"SELECT name FROM {KINDS[kind].names} WHERE {KINDS[kind].owner} = ? AND name <> ? ORDER BY id"
    return [row[0] for row in connection.execute(sql, (entity.id, entity.name))]


def _offices(connection: sqlite3.Connection, speaker: int) -> list[HeldOffice]:
    rows = connection.execute(
        "SELECT title, organization, country, date FROM offices WHERE speaker_id = ?"
        " ORDER BY date_earliest NULLS LAST, id",
        (speaker,),
    )
    return [HeldOffice(*row) for row in rows]


def _name(connection: sqlite3.Connection, place: int | None) -> str | None:
    row = connection.execute("SELECT name FROM places WHERE id = ?", (place,)).fetchone()
    return row[0] if row else None


def _inside(connection: sqlite3.Connection, place: int) -> list[str]:
    return [row[0] for row in connection.execute("SELECT name FROM places WHERE parent_id = ? ORDER BY name", (place,))]
