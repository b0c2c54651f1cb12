"""Entries in date order for a page, with everything that is looked up for them."""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from timeline.evidence import verify
from timeline.reading import query
from timeline.reading.filter import Filter
from timeline.reading.records import Record, records
from timeline.render.left_out import left_out
from timeline.web import band
from timeline.web.band import Band
from timeline.web.proven_citations import ProvenCitation

#: the label of words that were looked up and not found
_NOT_PROVEN = "not proven"
#: the label of words that cannot be looked up
_NOT_STORED = "not looked up, as no source is stored"


class Related(NamedTuple):
    """A link as seen from one entry: its relation to the other one."""

    relation: str
    entry: Record
    note: str | None


class Proof(NamedTuple):
    """The citations of an entry with their passages, its words that are not proven, and its links."""

    citations: list[ProvenCitation]
    #: checks of its words that do not prove them
    claims: list[verify.Check]
    related: list[Related]


class Listing(NamedTuple):
    """A page of entries in date order, where the next page begins, and what is looked up for its entries."""

    records: list[Record]
    #: number of a speaker → uid
    speakers: dict[int, str]
    #: name of a topic → uid
    topics: dict[str, str]
    #: uid of the last entry, after which the next page begins; None at the end
    after: str | None
    #: number of an entry with a quotation that is not proven → the label that says so
    doubts: dict[int, str]
    #: number of an entry → its proof, if that is shown with the entry and not on a page of its own
    proofs: Mapping[int, Proof] = {}
    #: numbers of the entries that are shown before the script has read the rest
    shown: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Overview:
    """The band and the counts above the entries."""

    band: Band | None
    #: how many entries fit, and what the filter leaves out that might have fitted, in words
    count: int
    left_out: list[str]


def overview(connection: sqlite3.Connection, entry_filter: Filter, by: str) -> Overview:
    """Read the overview of all entries that fit a filter, in rows by ``speaker``, ``topic`` or ``kind``."""
    return Overview(
        band=band.read(connection, entry_filter, by),
        count=query.count(connection, entry_filter),
        left_out=left_out(connection, entry_filter),
    )


def read(
    connection: sqlite3.Connection, entry_filter: Filter, limit: int | None = None, *, is_past: bool = False
) -> Listing:
    """Read the entries that fit a filter, at most ``limit``; the filter must allow one more, to see if there is one."""
    entries = list(records(connection, query.entries(connection, entry_filter)))
    more = limit is not None and len(entries) > limit
    entries = entries[:limit] if more else entries
    statements = [record for record in entries if record["kind"] == "statement" and record["text"]]
    return Listing(
        entries,
        uids(connection, "speakers", (record["speaker_id"] for record in entries)),
        _topics(connection, entries),
        entries[-1]["uid"] if more else None,
        _doubts(connection, statements, is_past=is_past),
    )


def _doubts(connection: sqlite3.Connection, statements: list[Record], *, is_past: bool) -> dict[int, str]:
    """Return the doubts about statements; those of an earlier state of the file cannot be looked up in a source."""
    if is_past:
        return {record["id"]: "not looked up here" for record in statements if record["mode"] == "verbatim"}
    return doubts(verify.checks(connection, tuple(record["id"] for record in statements))) if statements else {}


def doubts(checks: Iterable[verify.Check]) -> dict[int, str]:
    """Return entry → doubt: ``not proven`` if its words were looked up and not found, else ``source not stored``."""
    labels: dict[int, str] = {}
    for check in checks:
        if check.what in verify.CLAIMS and check.state != "exact":
            is_looked_up = check.snapshot is not None and check.state != "no snapshot"
            inside = "a quotation in it " if check.what == "quotation" else ""
            not_stored = labels.get(check.entry, f"{inside}{_NOT_STORED}")
            labels[check.entry] = f"{inside}{_NOT_PROVEN}" if is_looked_up else not_stored
    return labels


def uids(connection: sqlite3.Connection, table: str, numbers: Iterable[int | None]) -> dict[int, str]:
    """Look up the uids of rows by their numbers."""
    unique = tuple(dict.fromkeys(number for number in numbers if number is not None))
    marks = ", ".join("?" * len(unique))
    return {row[0]: row[1] for row in connection.execute(f"SELECT id, uid FROM {table} WHERE id IN ({marks})", unique)}


def _topics(connection: sqlite3.Connection, entries: Iterable[Record]) -> dict[str, str]:
    names = tuple(dict.fromkeys(topic for record in entries for topic in record["topics"]))
    marks = ", ".join("?" * len(names))
    return {
        row[0]: row[1] for row in connection.execute(f"SELECT name, uid FROM topics WHERE name IN ({marks})", names)
    }
