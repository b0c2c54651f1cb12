"""Make records of speakers, topics, places, sources and proposals, each with everything that belongs to it.

Together with the records of entries these are all the facts in a file, but for ``readings`` and ``kept_triggers``,
which are of this file alone. ``timeline export jsonl`` writes them in front of the entries, so that nothing is lost.
"""

import base64
import json
import sqlite3
from collections.abc import Iterator
from typing import TypedDict, cast

from timeline.reading.proposals import LISTS, CandidateColumns
from timeline.reading.records import SourceRecord
from timeline.schema.kinds import KINDS
from timeline.schema.vocabulary import ArrivalKind, Decision, SpeakerKind


class NameRecord(TypedDict):
    """A name of a speaker or place."""

    name: str
    lang: str | None


class OfficeRecord(TypedDict):
    """A post that a speaker held."""

    id: int
    title: str
    organization: str | None
    country: str | None
    date: str | None
    date_earliest: str | None
    date_latest: str | None
    note: str | None


class SpeakerRecord(TypedDict):
    """A speaker with all names and offices."""

    id: int
    uid: str
    name: str
    kind: SpeakerKind
    country: str | None
    wikidata: str | None
    note: str | None
    names: list[NameRecord]
    offices: list[OfficeRecord]


class TopicRecord(TypedDict):
    """A topic."""

    id: int
    uid: str
    name: str
    note: str | None


class PlaceRecord(TypedDict):
    """A place with all names, and the number of the place that contains it."""

    id: int
    uid: str
    name: str
    parent_id: int | None
    country: str | None
    wikidata: str | None
    note: str | None
    names: list[NameRecord]


class SnapshotRecord(TypedDict):
    """A source as retrieved; its bytes in base64."""

    id: int
    retrieved_at: str
    media_type: str | None
    content: str | None
    content_sha256: str | None
    text: str
    text_sha256: str
    extractor: str | None
    arrival: ArrivalKind | None
    requested_url: str | None
    final_url: str | None
    #: each redirect: its status, and the address it led to
    redirects: list[tuple[int, str]] | None
    status: int | None
    headers: dict[str, str] | None


class WholeSourceRecord(SourceRecord):
    """A source with all its fields and snapshots."""

    accessed_at: str | None
    note: str | None
    snapshots: list[SnapshotRecord]


class VerdictRecord(TypedDict):
    """A decision about a proposal."""

    id: int
    decision: Decision
    entry_uid: str | None
    note: str | None


class WholeProposalRecord(CandidateColumns):
    """A proposal with all its verdicts."""

    uid: str
    snapshot_id: int
    verdicts: list[VerdictRecord]


EntityOrProposal = SpeakerRecord | TopicRecord | PlaceRecord | WholeSourceRecord | WholeProposalRecord

#: kind → its table
TABLES = {kind: tables.table for kind, tables in KINDS.items()} | {"proposal": "proposals"}
#: kind → its parts: key of the record → table, whose column ``KIND_id`` refers to the owner
PARTS: dict[str, dict[str, str]] = {
    "speaker": {"names": KINDS["speaker"].names, "offices": "offices"},
    "topic": {},
    "place": {"names": KINDS["place"].names},
    "source": {"snapshots": "snapshots"},
    "proposal": {"verdicts": "verdicts"},
}
#: columns of parts that hold JSON
_JSON = ("redirects", "headers")
#: columns that are computed again, or mean something only in this file
_LEFT_OUT = ("key", "changeset_id")


def entities_and_proposals(
    connection: sqlite3.Connection, entries: list[int] | None = None
) -> Iterator[tuple[str, EntityOrProposal]]:
    """Yield the kind and record of each entity and proposal, or only of the entities that some entries need."""
    for kind, table in TABLES.items():
        where, values = "", {}
        if entries is not None:
            where = f" WHERE id IN ({_NEEDED[kind]})"
            values = {"entries": f"[{', '.join(map(str, entries))}]"}
        for row in connection.execute(f"SELECT * FROM {table}{where} ORDER BY id", values).fetchall():
            record = _plain(row)
            if kind == "proposal":
                record |= {column: json.loads(row[column]) for column in LISTS}
            owner = f"{kind}_id"
            for key, owned in PARTS[kind].items():
                belonging = connection.execute(f"SELECT * FROM {owned} WHERE {owner} = ? ORDER BY id", (row["id"],))
                record[key] = [_part(part, owner) for part in belonging]
            yield kind, cast("EntityOrProposal", record)


_OF = "IN (SELECT value FROM json_each(:entries))"
#: kind → SQL for the numbers that entries need; they never need proposals
_NEEDED = {
    "speaker": f"SELECT speaker_id FROM entries WHERE id {_OF}"
    f" UNION SELECT speaker_id FROM participants WHERE entry_id {_OF}",
    "topic": f"SELECT topic_id FROM entry_topics WHERE entry_id {_OF}",
    "place": "WITH RECURSIVE needed (id) AS ("
    f"SELECT place_id FROM entry_places WHERE entry_id {_OF}"
    " UNION SELECT p.parent_id FROM places AS p JOIN needed AS n ON n.id = p.id WHERE p.parent_id IS NOT NULL)"
    " SELECT id FROM needed",
    "source": f"SELECT source_id FROM citations WHERE entry_id {_OF}"
    f" UNION SELECT via_id FROM citations WHERE entry_id {_OF}",
    "proposal": "NULL",
}


def _plain(row: sqlite3.Row) -> dict[str, object]:
    return {column: row[column] for column in row.keys() if column not in _LEFT_OUT}  # noqa: SIM118


def _part(row: sqlite3.Row, owner: str) -> dict[str, object]:
    """Return a part as a record without its owner, with bytes in base64."""
    plain = {column: value for column, value in _plain(row).items() if column != owner}
    if "key" in row.keys():  # noqa: SIM118  # a name identifies itself; its number means nothing
        del plain["id"]
    return {
        column: base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for column, value in plain.items()
    } | {column: json.loads(value) for column in _JSON if isinstance(value := plain.get(column), str)}
