"""Read which proposals wait: how many from each source, page by page, and which one comes next.

Needs only :mod:`sqlite3`.
"""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from timeline.reading import proposals
from timeline.reading.proposals import ProposalFilter, ProposalRecord
from timeline.schema.vocabulary import CONFIDENCES

#: how many sources and speakers are counted by name
_MOST_COUNTED = 30
_PENDING = "NOT EXISTS (SELECT 1 FROM verdicts AS v WHERE v.proposal_id = p.id)"


class Waiting(NamedTuple):
    """A source with pending proposals: how many, and the number of the first."""

    source: int
    title: str
    pending: int
    first: int


class Counts(NamedTuple):
    """How many proposals wait, in all, by confidence and by speaker, and the sources they come from, first ones first.

    ``sources`` is how many sources there are; only the first of them are listed.
    """

    pending: int
    confidences: dict[str, int]
    speakers: dict[str, int]
    sources: int
    waiting: list[Waiting]


class QueuePage(NamedTuple):
    """A page of the queue: proposals, and how many fit the filter in all."""

    proposals: list[ProposalRecord]
    fitting: int


def counts(connection: sqlite3.Connection) -> Counts:
    """Count the pending proposals."""
    rows = connection.execute(
        f"SELECT confidence, speaker, count(*) FROM proposals AS p WHERE {_PENDING} GROUP BY 1, 2"
    )
    confidences: Counter[str] = Counter()
    speakers: Counter[str] = Counter()
    for confidence, speaker, count in rows:
        confidences[confidence] += count
        if speaker:
            speakers[speaker] += count
    sources = connection.execute(
        "SELECT n.source_id, coalesce(s.title, s.url, s.publisher, 'source ' || s.id), count(*), min(p.id)"
        " FROM proposals AS p JOIN snapshots AS n ON n.id = p.snapshot_id JOIN sources AS s ON s.id = n.source_id"
        f" WHERE {_PENDING} GROUP BY n.source_id ORDER BY n.source_id"
    ).fetchall()
    waiting = [
        Waiting(source, title, count, first_of(connection, source) or any_)
        for source, title, count, any_ in sources[:_MOST_COUNTED]
    ]
    levels: dict[str, int] = {level: confidences[level] for level in CONFIDENCES if confidences[level]}
    common = dict(speakers.most_common(_MOST_COUNTED))
    return Counts(sum(confidences.values()), levels, common, len(sources), waiting)


def page(connection: sqlite3.Connection, filter_: ProposalFilter, begin: int, size: int) -> QueuePage:
    """Read a page of the proposals that fit, in the order of :func:`timeline.reading.proposals.proposals`."""
    fitting = proposals.numbers(connection, filter_)
    shown = tuple(fitting[begin : begin + size])
    records = list(proposals.proposals(connection, ProposalFilter(numbers=shown))) if shown else []
    return QueuePage(records, len(fitting))


def first_of(connection: sqlite3.Connection, source: int) -> int | None:
    """Return the number of the first pending proposal of a source in the order of its text; None without one."""
    fitting = proposals.numbers(connection, ProposalFilter(sources=(source,), states=("pending",)))
    return fitting[0] if fitting else None


def next_source(connection: sqlite3.Connection, after: int) -> int | None:
    """Return the next source with pending proposals, by number, else the first one; None if no other has any."""
    for where in (f"n.source_id > {after:d}", f"n.source_id < {after:d}"):
        row = connection.execute(
            "SELECT n.source_id FROM snapshots AS n CROSS JOIN proposals AS p ON p.snapshot_id = n.id"
            f" WHERE {where} AND {_PENDING} ORDER BY n.source_id LIMIT 1"
        ).fetchone()
        if row is not None:
            return int(row[0])
    return None


def following(connection: sqlite3.Connection, proposal: ProposalRecord, all_: Sequence[ProposalRecord]) -> int | None:
    """Return the pending proposal that comes after one: in its source, whose proposals are ``all_``, else in the next.

    None if no other waits.
    """
    numbers = [one["id"] for one in all_]
    place = numbers.index(proposal["id"]) if proposal["id"] in numbers else -1
    later = next((one["id"] for one in all_[place + 1 :] if one["state"] == "pending"), None)
    if later is not None:
        return later
    source = next_source(connection, proposal["source"]["id"])
    return first_of(connection, source) if source is not None else None
