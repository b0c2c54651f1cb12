"""Read stored proposals with their verdicts.

Needs only :mod:`sqlite3`.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict, cast, get_args

from timeline.schema.vocabulary import Confidence, EntryKind, Mode
from timeline.words import names

State = Literal["pending", "accepted", "rejected"]
STATES: tuple[State, ...] = get_args(State)
SpanList = list[list[int]]


class ProposalSource(TypedDict):
    """The source that a proposal was found in."""

    id: int
    title: str | None
    url: str | None
    publisher: str | None
    published: str | None


class CandidateColumns(TypedDict):
    """A candidate in the columns of a proposal. Spans are code points of the text."""

    id: int
    kind: EntryKind
    text: str
    spans: SpanList
    speaker: str | None
    role: str | None
    mode: Mode | None
    confidence: Confidence
    basis: str | None
    source_spans: SpanList
    cue_spans: SpanList
    date: str | None
    date_text: str | None
    date_spans: SpanList
    setting: str | None
    via: str | None
    via_spans: SpanList
    participants: list[str]
    places: list[str]
    topics: list[str]


class CandidateRecord(CandidateColumns):
    """A candidate as it is printed before or after it is stored."""

    #: the words of reporting, as the text has them
    cue: str | None


class ProposalRecord(CandidateRecord):
    """A stored proposal with its state."""

    uid: str
    snapshot_id: int
    #: the decision of its latest verdict
    state: State
    #: the number of the entry that was made from it or cites it; None without one
    entry: int | None
    #: the number of the latest verdict
    verdict: int | None
    source: ProposalSource


#: columns that hold lists as JSON
LISTS = ("spans", "source_spans", "cue_spans", "date_spans", "via_spans", "participants", "places", "topics")
_SHARED_FRACTION = 0.5
_OF_SOURCE = ("url", "publisher", "published")
#: columns that are within ``source`` instead, or mean nothing
_OUT = (*_OF_SOURCE, "source_id", "source_title", "changeset_id")
_STATE = """
  coalesce((SELECT v.decision FROM verdicts AS v WHERE v.proposal_id = p.id ORDER BY v.id DESC LIMIT 1), 'pending')"""
_FROM = """
  FROM proposals AS p JOIN snapshots AS n ON n.id = p.snapshot_id JOIN sources AS s ON s.id = n.source_id"""
_SQL = f"""SELECT p.*, n.source_id, s.title AS source_title, s.url, s.publisher, s.published, {_STATE} AS state,
  (SELECT e.id FROM verdicts AS v LEFT JOIN entries AS e ON e.uid = v.entry_uid WHERE v.proposal_id = p.id
    ORDER BY v.id DESC LIMIT 1) AS entry,
  (SELECT max(v.id) FROM verdicts AS v WHERE v.proposal_id = p.id) AS verdict{_FROM}"""
_ORDER = "ORDER BY n.source_id, p.snapshot_id, p.spans ->> '$[0][0]', p.id"


@dataclass(frozen=True, kw_only=True)
class ProposalFilter:
    """A filter of proposals; an empty field means all."""

    numbers: tuple[int, ...] = ()
    sources: tuple[int, ...] = ()
    states: tuple[str, ...] = ()
    confidences: tuple[str, ...] = ()
    kind: str | None = None
    #: a name or the last words of one
    speaker: str | None = None


def proposals(connection: sqlite3.Connection, filter_: ProposalFilter) -> Iterator[ProposalRecord]:
    """Yield proposals by their source, each source's in the order of its text."""
    texts = _SnapshotTexts(connection)
    for row in _rows(connection, f"{_SQL}{_where(filter_)} {_ORDER}").fetchall():
        if _fits(row, filter_):
            yield _proposal(row, texts)


def numbers(connection: sqlite3.Connection, filter_: ProposalFilter) -> list[int]:
    """Return the numbers of proposals, in the order of :func:`proposals`."""
    sql = f"SELECT p.id, p.speaker, p.participants, {_STATE} AS state{_FROM}{_where(filter_)} {_ORDER}"
    return [row["id"] for row in _rows(connection, sql) if _fits(row, filter_)]


def _rows(connection: sqlite3.Connection, sql: str) -> sqlite3.Cursor:
    """Run a query whose rows have names, whatever the connection is set to."""
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    return cursor.execute(sql)


def _where(filter_: ProposalFilter) -> str:
    where: list[str] = []
    for column, values in (("p.id", filter_.numbers), ("n.source_id", filter_.sources)):
        if values:
            where.append(f"{column} IN ({', '.join(map(str, values))})")
    for column, words in (("state", filter_.states), ("p.confidence", filter_.confidences)):
        if words:
            where.append(f"{column} IN ({', '.join(map(repr, words))})")
    if filter_.kind:
        where.append(f"p.kind = {filter_.kind!r}")
    return f" WHERE {' AND '.join(where)}" if where else ""


def _fits(row: sqlite3.Row, filter_: ProposalFilter) -> bool:
    """Return whether the speaker of the filter made the statement or joined in it, by a name or its last words."""
    if filter_.speaker is None:
        return True
    key = names.key(filter_.speaker)
    speakers = [row["speaker"], *json.loads(row["participants"])]
    known = [names.key(name) for name in speakers if name]
    return any(names.tails(key, name) for name in known)


class _SnapshotTexts:
    """The texts of snapshots. Only the last text is cached, for proposals come in the order of snapshots."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._number = 0
        self._text = ""

    def cue(self, row: sqlite3.Row) -> str | None:
        """Return the words of reporting in a proposal."""
        spans = json.loads(row["cue_spans"])
        if not spans:
            return None
        if row["snapshot_id"] != self._number:
            self._number, self._text = row["snapshot_id"], text_of(self._connection, row["snapshot_id"])
        return self._text[slice(*spans[0])]


def text_of(connection: sqlite3.Connection, snapshot: int) -> str:
    """Return the text of a snapshot."""
    row = connection.execute("SELECT text FROM snapshots WHERE id = ?", (snapshot,)).fetchone()
    return str(row[0])


def is_superseded(connection: sqlite3.Connection, proposal: ProposalRecord) -> bool:
    """Return whether the latest snapshot of the source lacks the words of a proposal."""
    row = connection.execute(
        "SELECT id, text FROM snapshots WHERE source_id = :source ORDER BY retrieved_at DESC, id DESC LIMIT 1",
        {"source": proposal["source"]["id"]},
    ).fetchone()
    if row is None or row[0] == proposal["snapshot_id"]:
        return False
    then = text_of(connection, proposal["snapshot_id"])
    passages = (then[begin:end] for begin, end in proposal["spans"])
    now = " ".join(row[1].split())
    return any(" ".join(words.split()) not in now for words in passages)


def shared_part(one: Sequence[Sequence[int]], other: Sequence[Sequence[int]]) -> float:
    """Return the part of the longer of two passages that both share; a passage is a list of spans."""
    shared = sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other)
    return shared / max(1, *(sum(end - begin for begin, end in spans) for spans in (one, other)))


def is_same_passage(one: Sequence[Sequence[int]], other: Sequence[Sequence[int]]) -> bool:
    """Return whether two passages count as the same: they share more than half of the longer one."""
    return shared_part(one, other) > _SHARED_FRACTION


def _proposal(row: sqlite3.Row, texts: _SnapshotTexts) -> ProposalRecord:
    source = {"id": row["source_id"], "title": row["source_title"]} | {column: row[column] for column in _OF_SOURCE}
    own = {column: row[column] for column in row.keys() if column not in _OUT}  # noqa: SIM118
    lists = {column: json.loads(row[column]) for column in LISTS}
    return cast("ProposalRecord", own | lists | {"cue": texts.cue(row), "source": source})
