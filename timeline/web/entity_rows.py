"""Speakers, topics, places and sources as pages tell of them: rows, names, offices, by name."""

import re
import sqlite3
import unicodedata
from typing import NotRequired, TypedDict, cast

from timeline.reading import counts
from timeline.reading.filter import Filter
from timeline.schema.vocabulary import EntityKind, SpeakerKind

_LABELS: dict[EntityKind, str] = {"source": "coalesce(title, url, publisher)"}


class EntityRow(TypedDict):
    """A speaker, topic, place or source in an index: what it is called, and how many entries refer to it."""

    id: int
    uid: str
    label: str | None
    entries: int


class StoredEntity(TypedDict):
    """A row of ``speakers``, ``topics`` or ``places``; topics have neither country nor identifier in Wikidata."""

    country: str | None
    wikidata: str | None
    id: int
    uid: str
    name: str
    note: str | None
    #: of a speaker
    kind: NotRequired[SpeakerKind]
    #: of a place, the number of the one that it lies in
    parent_id: NotRequired[int | None]
    #: of a topic, by which its name is matched
    key: NotRequired[str | None]


class OtherName(TypedDict):
    """By what name a speaker or place is known, too, and in which language."""

    name: str
    lang: str | None


class HeldOffice(TypedDict):
    """An office that a speaker held, and when."""

    title: str
    organization: str | None
    date: str | None
    date_earliest: str | None
    date_latest: str | None
    note: str | None


def label(kind: EntityKind) -> str:
    """Return SQL for what one of a kind is called."""
    return _LABELS.get(kind, "name")


def listed(connection: sqlite3.Connection, kind: EntityKind) -> list[EntityRow]:
    """Return all speakers, topics, places or sources with how many entries refer to each, by name."""
    counted = {count.id: count.entries for count in counts.by_entity(connection, Filter(), kind)}
    rows = connection.execute(f"SELECT id, uid, {label(kind)} AS label FROM {kind}s ORDER BY id").fetchall()
    found: list[EntityRow] = [
        {"id": row["id"], "uid": row["uid"], "label": row["label"], "entries": counted.get(row["id"], 0)}
        for row in rows
    ]
    return sorted(found, key=lambda row: in_order(row["label"]))


def in_order(label: str | None) -> list[tuple[bool, int, str]]:
    """Return what a name is sorted by: letters without case and accents, and numbers by what they are worth."""
    apart = unicodedata.normalize("NFKD", (label or "").strip())
    plain = "".join(c for c in apart if not unicodedata.combining(c)).casefold()
    parts = re.findall(r"[0-9]{1,18}|[^0-9]+", plain)
    return [(False, int(part), "") if part.isascii() and part.isdigit() else (True, 0, part) for part in parts]


def offices(connection: sqlite3.Connection, speaker: int | None = None) -> dict[int, list[HeldOffice]]:
    """Return the offices of every speaker, or of one, by the number of the speaker and in order of time."""
    where = "" if speaker is None else " WHERE speaker_id = :speaker"
    found: dict[int, list[HeldOffice]] = {}
    for row in connection.execute(
        "SELECT speaker_id, title, organization, date, date_earliest, date_latest, note"
        f" FROM offices{where} ORDER BY date_earliest NULLS LAST, id",
        {} if speaker is None else {"speaker": speaker},
    ):
        found.setdefault(row["speaker_id"], []).append(
            cast("HeldOffice", {column: row[column] for column in HeldOffice.__annotations__})
        )
    return found
