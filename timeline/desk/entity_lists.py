"""List speakers, offices, topics, places and sources, with counts, over a connection to read."""

import sqlite3
from typing import NamedTuple

from timeline.schema.kinds import KINDS
from timeline.schema.vocabulary import EntityKind, SourceKind, SpeakerKind


class SpeakerRow(NamedTuple):
    """A speaker, with its other names and the numbers of its statements and of the entries it took part in."""

    id: int
    name: str
    kind: SpeakerKind
    country: str | None
    statements: int
    took_part: int
    also: str | None


class OfficeRow(NamedTuple):
    """A post, and the name of the speaker who held it."""

    id: int
    speaker: str
    title: str
    organization: str | None
    country: str | None
    date: str | None
    note: str | None


class TopicRow(NamedTuple):
    """A topic, and the number of entries about it."""

    id: int
    name: str
    entries: int
    note: str | None


class PlaceRow(NamedTuple):
    """A place, with its other names, the place that contains it, and the number of entries right there."""

    id: int
    name: str
    inside: str | None
    country: str | None
    entries: int
    also: str | None


class SourceRow(NamedTuple):
    """A source, with the numbers of its snapshots and of the entries that cite it, directly or as an outlet."""

    id: int
    kind: SourceKind
    title: str | None
    publisher: str | None
    published: str | None
    url: str | None
    entries: int
    via: int
    snapshots: int


def speakers(connection: sqlite3.Connection) -> list[SpeakerRow]:
    """List all speakers."""
    rows = connection.execute(
        "SELECT s.id, s.name, s.kind, s.country,"
        " (SELECT count(*) FROM entries AS e WHERE e.speaker_id = s.id),"
        " (SELECT count(*) FROM participants AS p WHERE p.speaker_id = s.id),"
        " (SELECT group_concat(n.name, ', ') FROM speaker_names AS n WHERE n.speaker_id = s.id AND n.name <> s.name)"
        " FROM speakers AS s ORDER BY s.id"
    )
    return [SpeakerRow(*row) for row in rows]


def offices(connection: sqlite3.Connection, speaker: str | None = None) -> list[OfficeRow]:
    """List all offices, or those of a speaker, by speaker and date. Raises NotFoundError."""
    whose = None
    if speaker:
        from timeline.reading import resolve  # its tables for spelling names are not for every list

        whose = resolve.one(connection.execute, "speaker", speaker).id
    rows = connection.execute(
        "SELECT o.id, s.name, o.title, o.organization, o.country, o.date, o.note"
        " FROM offices AS o JOIN speakers AS s ON s.id = o.speaker_id"
        " WHERE :whose IS NULL OR o.speaker_id = :whose"
        " ORDER BY o.speaker_id, o.date_earliest NULLS LAST, o.id",
        {"whose": whose},
    )
    return [OfficeRow(*row) for row in rows]


def topics(connection: sqlite3.Connection) -> list[TopicRow]:
    """List all topics."""
    rows = connection.execute(
        "SELECT t.id, t.name, (SELECT count(*) FROM entry_topics AS et WHERE et.topic_id = t.id), t.note"
        " FROM topics AS t ORDER BY t.id"
    )
    return [TopicRow(*row) for row in rows]


def places(connection: sqlite3.Connection) -> list[PlaceRow]:
    """List all places."""
    rows = connection.execute(
        "SELECT p.id, p.name, i.name, p.country,"
        " (SELECT count(*) FROM entry_places AS ep WHERE ep.place_id = p.id),"
        " (SELECT group_concat(n.name, ', ') FROM place_names AS n WHERE n.place_id = p.id AND n.name <> p.name)"
        " FROM places AS p LEFT JOIN places AS i ON i.id = p.parent_id ORDER BY p.id"
    )
    return [PlaceRow(*row) for row in rows]


def sources(connection: sqlite3.Connection) -> list[SourceRow]:
    """List all sources."""
    rows = connection.execute(
        "SELECT s.id, s.kind, s.title, s.publisher, s.published, s.url,"
        " (SELECT count(DISTINCT c.entry_id) FROM citations AS c WHERE c.source_id = s.id),"
        " (SELECT count(DISTINCT c.entry_id) FROM citations AS c WHERE c.via_id = s.id),"
        " (SELECT count(*) FROM snapshots AS n WHERE n.source_id = s.id)"
        " FROM sources AS s ORDER BY s.id"
    )
    return [SourceRow(*row) for row in rows]


def names(connection: sqlite3.Connection, kind: EntityKind) -> list[tuple[str, bool]]:
    """List every name of the speakers, topics or places, and whether it is a main one, by their numbers."""
    of = KINDS[kind]
    rows = connection.execute(
        f"SELECT n.name, n.name = o.name FROM {of.names} AS n JOIN {of.table} AS o ON o.id = n.{of.owner}"
        " ORDER BY o.id, n.rowid"
    )
    return [(row[0], bool(row[1])) for row in rows]
