"""Proposals as they are stored, with what was decided about them, and the entries that say nearly the same.

Needs only :mod:`sqlite3`.
"""

import datetime
import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypedDict, cast, get_args

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
    """What was found in a text, as the columns of a proposal hold it. Spans are code points of the text."""

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
    """What was found in a text, as it is printed before or after it is stored."""

    #: the words that say that something is said, as they stand in the text
    cue: str | None


class ProposalRecord(CandidateRecord):
    """A stored proposal with what was decided about it."""

    uid: str
    snapshot_id: int
    #: its latest verdict
    state: State
    #: the number of the entry that came of it or cites it, None where there is none any more
    entry: int | None
    #: the number of the latest verdict
    verdict: int | None
    source: ProposalSource


#: columns that hold lists as JSON
LISTS = ("spans", "source_spans", "cue_spans", "date_spans", "via_spans", "participants", "places", "topics")
_OF_SOURCE = ("url", "publisher", "published")
#: what stands within ``source`` instead, or tells nothing
_OUT = (*_OF_SOURCE, "source_id", "source_title", "changeset_id")
_SQL = """SELECT p.*, n.source_id, s.title AS source_title, s.url, s.publisher, s.published,
  coalesce((SELECT v.decision FROM verdicts AS v WHERE v.proposal_id = p.id ORDER BY v.id DESC LIMIT 1), 'pending')
    AS state,
  (SELECT e.id FROM verdicts AS v LEFT JOIN entries AS e ON e.uid = v.entry_uid WHERE v.proposal_id = p.id
    ORDER BY v.id DESC LIMIT 1) AS entry,
  (SELECT max(v.id) FROM verdicts AS v WHERE v.proposal_id = p.id) AS verdict
  FROM proposals AS p JOIN snapshots AS n ON n.id = p.snapshot_id JOIN sources AS s ON s.id = n.source_id"""


_ORDER = "ORDER BY n.source_id, p.snapshot_id, p.spans ->> '$[0][0]', p.id"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which proposals are wanted; what is empty or None wants all."""

    numbers: tuple[int, ...] = ()
    sources: tuple[int, ...] = ()
    states: tuple[str, ...] = ()
    confidences: tuple[str, ...] = ()
    kind: str | None = None
    #: a name or the last words of one
    speaker: str | None = None


def proposals(connection: sqlite3.Connection, wanted: Wanted) -> Iterator[ProposalRecord]:
    """Yield proposals by their source, each source's in the order of its text."""
    texts = _SnapshotTexts(connection)
    for row in connection.execute(f"{_SQL}{_where(wanted)} {_ORDER}").fetchall():
        if _fits(row, wanted):
            yield _proposal(row, texts)


def numbers(connection: sqlite3.Connection, wanted: Wanted) -> list[int]:
    """Return the numbers of proposals, in the order of :func:`proposals`."""
    return [row["id"] for row in connection.execute(f"{_SQL}{_where(wanted)} {_ORDER}") if _fits(row, wanted)]


def _where(wanted: Wanted) -> str:
    where: list[str] = []
    for column, values in (("p.id", wanted.numbers), ("n.source_id", wanted.sources)):
        if values:
            where.append(f"{column} IN ({', '.join(map(str, values))})")
    for column, words in (("state", wanted.states), ("p.confidence", wanted.confidences)):
        if words:
            where.append(f"{column} IN ({', '.join(map(repr, words))})")
    if wanted.kind:
        where.append(f"p.kind = {wanted.kind!r}")
    return f" WHERE {' AND '.join(where)}" if where else ""


def _fits(row: sqlite3.Row, wanted: Wanted) -> bool:
    """Tell whether the speaker that is wanted says it or joins in it, by a whole name or its last words."""
    if wanted.speaker is None:
        return True
    key = names.key(wanted.speaker)
    said = [row["speaker"], *json.loads(row["participants"])]
    known = [names.key(name) for name in said if name]
    return any(names.tails(key, name) for name in known)


class _SnapshotTexts:
    """The texts of snapshots, the last one kept: proposals come in their order."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._number = 0
        self._text = ""

    def cue(self, row: sqlite3.Row) -> str | None:
        """Return the words that say that something is said."""
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
    """Tell whether the latest snapshot of the source has the words of a proposal no more."""
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


def _proposal(row: sqlite3.Row, texts: _SnapshotTexts) -> ProposalRecord:
    source = {"id": row["source_id"], "title": row["source_title"]} | {column: row[column] for column in _OF_SOURCE}
    own = {column: row[column] for column in row.keys() if column not in _OUT}  # noqa: SIM118
    lists = {column: json.loads(row[column]) for column in LISTS}
    return cast("ProposalRecord", own | lists | {"cue": texts.cue(row), "source": source})


#: what opens a clause that can stand for itself without it
_THAT = re.compile(r"that\s+(?=\S)")
#: cues that say that it was said and no more: what is said stands for itself
_PLAIN = re.compile(
    r"sa(?:y|ys|id|ying)|t(?:ell|ells|old|elling)|add(?:s|ed|ing)?|argu(?:e|es|ed|ing)|insist\w*|stat(?:e|es|ed|ing)"
    r"|not(?:e|es|ed|ing)|expla\w+|wr(?:ite|ites|ote|itten|iting)|announc\w+|reveal\w*|disclos\w+|assert\w*|maintain\w*"
    r"|stress\w*|emphasi\w+|under(?:lin|scor)\w+|warn\w*|testif\w+|report\w*|declar\w+|confirm\w*|acknowledg\w+"
    r"|admit\w*|conced\w+|claim\w*|repeat\w*|re(?:iterat|con?firm|affirm)\w*|conclud\w+|predict\w*|suggest\w*"
    r"|observ\w+|remark\w*|according to|statements?|post(?:s|ed|ing)?|tweet\w*|contend\w*|alleg\w+|recall\w*|inform\w*",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"(?:that|if|whether|how|why|what|when|where|who)\b", re.IGNORECASE)
#: how far behind or before its cue a paraphrase may stand to be told with it
_NEAR = 60


def passage(text: str, proposal: ProposalRecord) -> tuple[tuple[int, int], ...]:
    """Return the spans of the words that an entry made of a proposal has, all of them the text's own.

    A paraphrase stands without its ``that``, if its cue says no more than that it was said. Else it stands with its
    cue, as in ``denied that he would go``, ``did not say …`` or ``dismissed the idea``: without it, it would say the
    contrary.
    """
    spans = tuple((begin, end) for begin, end in proposal["spans"])
    if proposal["mode"] != "paraphrase":
        return spans
    (begin, end), *rest = spans
    for first, last in proposal["cue_spans"][:1]:
        is_plain = _PLAIN.fullmatch(text[first:last]) is not None
        says_all = is_plain and (_is_clause(text, begin, end, last) or last > begin)
        if not says_all and last <= begin and _is_near(text[last:begin]):
            return ((first, end), *rest)
        if not is_plain and spans[-1][1] <= first and _is_near(text[spans[-1][1] : first]):
            return (*spans, (first, last))
    match = _THAT.match(text, begin, end)
    return ((match.end(), end), *rest) if match else spans


def _is_clause(text: str, begin: int, end: int, cue: int) -> bool:
    """Tell whether words are a clause of their own, not the object of a cue: announced that, but announced a ban."""
    said = text[cue - 5 : cue].lower().endswith(("said", "says", "say", "told", "added", "adds"))
    return said or _CLAUSE.match(text, begin, end) is not None or not text[cue:begin].isspace()


def _is_near(between: str) -> bool:
    """Tell whether nothing stands between a cue and what is said that would lead elsewhere."""
    return len(between) <= _NEAR and not re.search(r"[.!?;:“”\"«»\n]", between)


class Similar(NamedTuple):
    """An entry that says nearly the same: how like it is, in per cent."""

    likeness: int
    id: int
    kind: str
    date: str | None
    time: str | None
    speaker: str | None
    text: str


#: texts at least this alike, in per cent, may be one; one within the other when it has so many letters
_ALIKE, _WITHIN, _LONG_ENOUGH = 85, 92, 25
#: by how many rare words entries are found, how many may have one of them, and how many texts are compared
_RARE, _COMMON, _COMPARED = 4, 2000, 4000
#: how far dates may be apart: two reports of one remark may date it differently
_APART = datetime.timedelta(days=7)
_WORDS_OF = 40


def similar(
    connection: sqlite3.Connection, kind: str, text: str, earliest: str | None, latest: str | None
) -> list[Similar]:
    """Find the entries of a kind that say nearly the same at about the same time, the likest first.

    They are looked for by the rarest words of the text; without a date those of any day are compared.
    """
    from rapidfuzz import fuzz

    wanted = _plain(text)
    words = _telling(connection, wanted)
    if not words:
        return []
    column = "title" if kind == "event" else "text"
    rows = connection.execute(
        f"SELECT id, date, time, speaker, {column}, date_earliest, date_latest FROM timeline"
        " WHERE id IN (SELECT rowid FROM entries_fts WHERE entries_fts MATCH :words LIMIT :most) AND kind = :kind",
        {"words": words, "kind": kind, "most": _COMPARED},
    ).fetchall()
    found = []
    for number, date, time, speaker, said, first, last in rows:
        if (
            earliest
            and first
            and not (_moved(first, -_APART) <= (latest or earliest) and earliest <= _moved(last, _APART))
        ):
            continue
        theirs = _plain(said)
        likeness = fuzz.ratio(wanted, theirs)
        shorter = min(len(wanted), len(theirs))
        if likeness < _ALIKE and shorter >= _LONG_ENOUGH and fuzz.partial_ratio(wanted, theirs) >= _WITHIN:
            likeness = max(likeness, _ALIKE)
        if likeness >= _ALIKE:
            found.append(Similar(round(likeness), number, kind, date, time, speaker, said))
    return sorted(found, key=lambda one: (-one.likeness, one.id))


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _moved(day: str, by: datetime.timedelta) -> str:
    try:
        return (datetime.date.fromisoformat(day) + by).isoformat()
    except (ValueError, OverflowError):  # the first and the last day there are
        return day


def _telling(connection: sqlite3.Connection, plain: str) -> str:
    """Return what finds entries like a text by FTS5: any of its rarest words, or all where every one is common."""
    counted = []
    common = []
    for word in dict.fromkeys(plain.split()[:_WORDS_OF]):
        quoted = f'"{word}"'
        (count,) = connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM entries_fts WHERE entries_fts MATCH ? LIMIT ?)", (quoted, _COMMON + 1)
        ).fetchone()
        if count > _COMMON:
            common.append(quoted)
        elif count:
            counted.append((count, quoted))
    return " OR ".join(quoted for _, quoted in sorted(counted)[:_RARE]) or " AND ".join(common)
