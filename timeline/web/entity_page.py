"""Read the page of a speaker, topic or place."""

import sqlite3
from collections.abc import Callable
from typing import NamedTuple, cast

from timeline.reading.filter import Filter
from timeline.schema.vocabulary import EntityKind
from timeline.web import band, entity_rows, listing, lookup, topic_counts
from timeline.web.entity_rows import HeldOffice, OtherName, StoredEntity
from timeline.web.listing import Overview
from timeline.web.pages import EntityPage

#: entries on the page
_MOST_ENTRIES = 50


class EntityFacts(NamedTuple):
    """A speaker, topic or place without its entries: its names, its offices, and the places around and inside it."""

    entity: StoredEntity
    names: list[OtherName]
    offices: list[HeldOffice]
    inside: list[StoredEntity]
    within: StoredEntity | None


def read(
    connection: sqlite3.Connection, kind: EntityKind, text: str, overview: Callable[[Filter], Overview]
) -> EntityPage:
    """Read the page of a speaker, topic or place, given its uid or number. Raises NotFoundError."""
    about = facts(connection, kind, text)
    entry_filter = _entries_of(kind, about.entity["id"])
    last = connection.execute(
        "SELECT max(date_latest) FROM entries WHERE speaker_id = ? AND date_latest < '9999'", (about.entity["id"],)
    ).fetchone()
    above = overview(entry_filter)
    return EntityPage(
        kind=kind,
        entity=about.entity,
        names=about.names,
        offices=about.offices,
        office_band=band.offices(about.offices, last[0]),
        by_topic=topic_counts.topics(connection, entry_filter) if kind == "speaker" else [],
        inside=about.inside,
        within=about.within,
        listing=listing.read(connection, entry_filter._replace(limit=_MOST_ENTRIES + 1), _MOST_ENTRIES),
        band=above.band,
        count=above.count,
    )


def facts(connection: sqlite3.Connection, kind: EntityKind, text: str) -> EntityFacts:
    """Read a speaker, topic or place without its entries, given its uid or number. Raises NotFoundError."""
    row = lookup.entity(connection, kind, text)
    names: list[OtherName] = []
    if kind in ("speaker", "place"):
        sql = f"SELECT name, lang FROM {kind}_names WHERE {kind}_id = ? AND name <> ? ORDER BY id"
        names = [{"name": one[0], "lang": one[1]} for one in connection.execute(sql, (row["id"], row["name"]))]
    inside, within = [], None
    if kind == "place":
        inside = connection.execute("SELECT * FROM places WHERE parent_id = ? ORDER BY name", (row["id"],)).fetchall()
        within = connection.execute("SELECT * FROM places WHERE id = ?", (row["parent_id"],)).fetchone()
    return EntityFacts(
        entity=_stored(row),
        names=names,
        offices=entity_rows.offices(connection, row["id"]).get(row["id"], []) if kind == "speaker" else [],
        inside=[_stored(place) for place in inside],
        within=_stored(within) if within is not None else None,
    )


def _stored(row: sqlite3.Row) -> StoredEntity:
    bare = {"country": None, "wikidata": None}  # topics have neither
    columns = {column: row[column] for column in row.keys() if column != "changeset_id"}  # noqa: SIM118
    return cast("StoredEntity", bare | columns)


def _entries_of(kind: EntityKind, number: int) -> Filter:
    if kind == "speaker":
        return Filter(speakers=(number,))
    return Filter(topics=(number,)) if kind == "topic" else Filter(places=(number,))
