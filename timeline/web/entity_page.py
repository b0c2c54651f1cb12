"""Reading what is known of a speaker, topic or place for its page."""

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
_MOST = 50


class Known(NamedTuple):
    """What is known of a speaker, topic or place, without its entries."""

    entity: StoredEntity
    names: list[OtherName]
    offices: list[HeldOffice]
    inside: list[StoredEntity]
    within: StoredEntity | None


def read(
    connection: sqlite3.Connection, kind: EntityKind, named: str, overview: Callable[[Filter], Overview]
) -> EntityPage:
    """Read a speaker, topic or place and its entries, with the overview of these. Raises NotFoundError."""
    it = known(connection, kind, named)
    wanted = _about(kind, it.entity["id"])
    last = connection.execute(
        "SELECT max(date_latest) FROM entries WHERE speaker_id = ? AND date_latest < '9999'", (it.entity["id"],)
    ).fetchone()
    over = overview(wanted)
    return EntityPage(
        kind=kind,
        entity=it.entity,
        names=it.names,
        offices=it.offices,
        office_band=band.offices(it.offices, last[0]),
        by_topic=topic_counts.topics(connection, wanted) if kind == "speaker" else [],
        inside=it.inside,
        within=it.within,
        listed=listing.read(connection, wanted._replace(limit=_MOST + 1), _MOST),
        band=over.band,
        count=over.count,
    )


def known(connection: sqlite3.Connection, kind: EntityKind, named: str) -> Known:
    """Read what is known of a speaker, topic or place. Raises NotFoundError."""
    row = lookup.entity(connection, kind, named)
    names: list[OtherName] = []
    if kind in ("speaker", "place"):
        sql = f"SELECT name, lang FROM {kind}_names WHERE {kind}_id = ? AND name <> ? ORDER BY id"
        names = [{"name": one[0], "lang": one[1]} for one in connection.execute(sql, (row["id"], row["name"]))]
    inside, within = [], None
    if kind == "place":
        inside = connection.execute("SELECT * FROM places WHERE parent_id = ? ORDER BY name", (row["id"],)).fetchall()
        within = connection.execute("SELECT * FROM places WHERE id = ?", (row["parent_id"],)).fetchone()
    return Known(
        entity=_stored(row),
        names=names,
        offices=entity_rows.offices(connection, row["id"]).get(row["id"], []) if kind == "speaker" else [],
        inside=[_stored(place) for place in inside],
        within=_stored(within) if within is not None else None,
    )


def _stored(row: sqlite3.Row) -> StoredEntity:
    bare = {"country": None, "wikidata": None}  # which not every kind has
    columns = {column: row[column] for column in row.keys() if column != "changeset_id"}  # noqa: SIM118
    return cast("StoredEntity", bare | columns)


def _about(kind: EntityKind, number: int) -> Filter:
    if kind == "speaker":
        return Filter(speakers=(number,))
    return Filter(topics=(number,)) if kind == "topic" else Filter(places=(number,))
