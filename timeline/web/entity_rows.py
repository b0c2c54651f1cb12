"""Read speakers, topics, places and sources for pages: rows in the order of their names, other names, offices."""

import re
import sqlite3
import unicodedata
from typing import NotRequired, TypedDict, cast

from timeline.reading import counts
from timeline.reading.filter import Filter
from timeline.schema.vocabulary import EntityKind, SpeakerKind

_LABELS: dict[EntityKind, str] = {"source": "coalesce(title, url, publisher)"}


class EntityRow(TypedDict):
    """A speaker, topic, place or source in an index: its name, and how many entries refer to it."""

    id: int
    uid: str
    label: str | None
    entries: int


class StoredEntity(TypedDict):
    """A row of ``speakers``, ``topics`` or ``places``; a topic has neither a country nor a Wikidata identifier."""

    country: str | None
    wikidata: str | None
    id: int
    uid: str
    name: str
    note: str | None
    #: of a speaker
    kind: NotRequired[SpeakerKind]
    #: of a place, the number of the place around it
    parent_id: NotRequired[int | None]
    #: of a topic, the key that its name is matched by
    key: NotRequired[str | None]


class OtherName(TypedDict):
    """Another name of a speaker or place, and its language."""

    name: str
    lang: str | None


class HeldOffice(TypedDict):
    """An office of a speaker, and the dates between which it was held."""

    title: str
    organization: str | None
    date: str | None
    date_earliest: str | None
    date_latest: str | None
    note: str | None


def label(kind: EntityKind) -> str:
    """Return SQL for the name of an entity of a kind."""
    return _LABELS.get(kind, "name")


def read_all(connection: sqlite3.Connection, kind: EntityKind) -> list[EntityRow]:
    """Return all speakers, topics, places or sources by name, with how many entries refer to each."""
    entries = {count.id: count.entries for count in counts.by_entity(connection, Filter(), kind)}
    columns = connection.execute(f"SELECT id, uid, {label(kind)} AS label FROM {kind}s ORDER BY id").fetchall()
    rows: list[EntityRow] = [
        {"id": row["id"], "uid": row["uid"], "label": row["label"], "entries": entries.get(row["id"], 0)}
        for row in columns
    ]
    return sorted(rows, key=lambda row: sort_key(row["label"]))


def sort_key(label: str | None) -> list[tuple[bool, int, str]]:
    """Return the key that a name is sorted by: its letters without case and accents, and its numbers by value."""
    decomposed = unicodedata.normalize("NFKD", (label or "").strip())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    parts = re.findall(r"[0-9]{1,18}|[^0-9]+", plain)
    return [(False, int(part), "") if part.isascii() and part.isdigit() else (True, 0, part) for part in parts]


def offices(connection: sqlite3.Connection, speaker: int | None = None) -> dict[int, list[HeldOffice]]:
    """Return speaker → offices in order of time, of all speakers or of one."""
    where = "" if speaker is None else " WHERE speaker_id = :speaker"
    posts: dict[int, list[HeldOffice]] = {}
    for row in connection.execute(
        "SELECT speaker_id, title, organization, date, date_earliest, date_latest, note"
        f" FROM offices{where} ORDER BY date_earliest NULLS LAST, id",
        {} if speaker is None else {"speaker": speaker},
    ):
        posts.setdefault(row["speaker_id"], []).append(
            cast("HeldOffice", {column: row[column] for column in HeldOffice.__annotations__})
        )
    return posts
