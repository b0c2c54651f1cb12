"""Compare two snapshots of a source, and find the citations whose words the later one lacks."""

import sqlite3
from itertools import islice
from typing import NamedTuple

from timeline.evidence import passages
from timeline.evidence.difference import Piece, marked
from timeline.evidence.integrity import flaw
from timeline.evidence.retrieval import text_as

#: changed parts of a text that are shown
_MOST_PARTS = 200


class Kept(NamedTuple):
    """A snapshot of a source, and when it was retrieved."""

    id: int
    retrieved_at: str


class Lacking(NamedTuple):
    """A citation whose words a text lacks: its entry, and the words."""

    entry: int
    words: str


class Comparison(NamedTuple):
    """What differs between two snapshots."""

    #: the changed parts of the text, in order
    parts: tuple[tuple[Piece, ...], ...]
    #: whether there are more of them
    has_more: bool
    #: whether not even white space differs
    is_same: bool
    #: the reasons why one of them is not evidence
    flaws: tuple[str, ...]


class _Row(NamedTuple):
    content: bytes | None
    media_type: str | None
    text: str
    extractor: str | None


def kept(connection: sqlite3.Connection, source: int) -> list[Kept]:
    """Return the snapshots of a source, the earliest first."""
    rows = connection.execute(
        "SELECT id, retrieved_at FROM snapshots WHERE source_id = ? ORDER BY retrieved_at, id", (source,)
    )
    return [Kept(*row) for row in rows.fetchall()]


def compare(connection: sqlite3.Connection, earlier: int, later: int) -> Comparison:
    """Compare the texts of two snapshots, as the extractor of the later one makes them."""
    old, new = _row(connection, earlier), _row(connection, later)
    old_text = text_as(new.extractor, old)
    parts = list(islice(marked(old_text, new.text), _MOST_PARTS + 1))
    flaws = tuple(wrong for one in (earlier, later) if (wrong := flaw(connection, one)))
    return Comparison(tuple(parts[:_MOST_PARTS]), len(parts) > _MOST_PARTS, old_text == new.text, flaws)


def _row(connection: sqlite3.Connection, snapshot: int) -> _Row:
    columns = ", ".join(_Row._fields)
    return _Row(*connection.execute(f"SELECT {columns} FROM snapshots WHERE id = ?", (snapshot,)).fetchone())


def lacking(connection: sqlite3.Connection, source: int, snapshot: int) -> list[Lacking]:
    """Return the citations of a source whose words one of its snapshots lacks, by the number of the entry."""
    text = _row(connection, snapshot).text
    rows = connection.execute(
        "SELECT entry_id, exact FROM citations WHERE source_id = ? AND exact IS NOT NULL ORDER BY entry_id, id",
        (source,),
    )
    return [Lacking(*row) for row in rows.fetchall() if not passages.contains(text, row[1])]
