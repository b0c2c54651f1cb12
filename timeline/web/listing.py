"""Entries in date order as pages list them, with all that is looked up for them."""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from timeline.evidence import verify
from timeline.reading import query
from timeline.reading.filter import Filter
from timeline.reading.records import Record, records
from timeline.web import band
from timeline.web.band import Band
from timeline.web.proven_citations import ProvenCitation

#: how it is told that words were looked up in vain
_UNTRUE = "not proven"


class Related(NamedTuple):
    """A link as it reads from an entry: how it relates to another one."""

    relation: str
    entry: Record
    note: str | None


class Proof(NamedTuple):
    """What proves an entry, where that stands with it, and what it is linked to."""

    citations: list[ProvenCitation]
    #: what nothing proves of its words
    claims: list[verify.Check]
    related: list[Related]


class Listed(NamedTuple):
    """A page of entries in date order, where it goes on, and what is looked up for it."""

    records: list[Record]
    #: number of a speaker → uid
    speakers: dict[int, str]
    #: name of a topic → uid
    topics: dict[str, str]
    #: uid of the entry after which it goes on; None at the end
    after: str | None
    #: number of an entry whose words are a quotation that is not proven → how that is told
    doubts: dict[int, str]
    #: number of an entry → its proof, where that stands with it and not on a page of its own
    proofs: Mapping[int, Proof] = {}
    #: numbers of entries that the script shows before it has read the rest
    shown: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Overview:
    """What stands above entries on every page of them."""

    band: Band | None
    #: how many entries fit, and how many undated ones but for a filter by date
    count: int
    left_out: int


def overview(connection: sqlite3.Connection, wanted: Filter, by: str, *, simply: bool = False) -> Overview:
    """Read the overview of all that fits a filter, in rows by ``speaker``, ``topic`` or ``kind``."""
    return Overview(
        band=band.read(connection, wanted, by, simply=simply),
        count=query.count(connection, wanted),
        left_out=query.count_undated(connection, wanted) if wanted.dated else 0,
    )


def read(connection: sqlite3.Connection, wanted: Filter, limit: int | None = None, *, simply: bool = False) -> Listed:
    """Read the entries that fit a filter; of more than ``limit``, which the filter lets through, the first."""
    found = list(records(connection, query.entries(connection, wanted, simply=simply)))
    more = limit is not None and len(found) > limit
    found = found[:limit] if more else found
    said = [record for record in found if record["kind"] == "statement" and record["text"]]
    return Listed(
        found,
        uids(connection, "speakers", (record["speaker_id"] for record in found)),
        _topics(connection, found),
        found[-1]["uid"] if more else None,
        _doubts(connection, said, simply=simply),
    )


def _doubts(connection: sqlite3.Connection, said: list[Record], *, simply: bool) -> dict[int, str]:
    """Tell which quotations are not proven; what once was has no bytes to be looked up in."""
    if simply:
        return {record["id"]: "not looked up here" for record in said if record["mode"] == "verbatim"}
    return doubts(verify.checks(connection, tuple(record["id"] for record in said))) if said else {}


def doubts(checks: Iterable[verify.Check]) -> dict[int, str]:
    """Tell of entries whose words are not proven whether they were looked up in vain, or nowhere."""
    found: dict[int, str] = {}
    for check in checks:
        if check.what != "citation" and check.state != "exact":
            is_checked = check.snapshot is not None and check.state != "no snapshot"
            inside = "a quotation in it " if check.what == "quotation" else ""
            found[check.entry] = f"{inside}{_UNTRUE}" if is_checked else found.get(check.entry, f"{inside}unchecked")
    return found


def uids(connection: sqlite3.Connection, table: str, numbers: Iterable[int | None]) -> dict[int, str]:
    """Look up the uids of rows by their numbers."""
    wanted = tuple(dict.fromkeys(number for number in numbers if number is not None))
    marks = ", ".join("?" * len(wanted))
    return {row[0]: row[1] for row in connection.execute(f"SELECT id, uid FROM {table} WHERE id IN ({marks})", wanted)}


def _topics(connection: sqlite3.Connection, found: Iterable[Record]) -> dict[str, str]:
    wanted = tuple(dict.fromkeys(topic for record in found for topic in record["topics"]))
    marks = ", ".join("?" * len(wanted))
    return {
        row[0]: row[1] for row in connection.execute(f"SELECT name, uid FROM topics WHERE name IN ({marks})", wanted)
    }
