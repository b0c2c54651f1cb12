"""Read a citation with the state of its proof, and its passage in the stored text."""

import sqlite3
from collections.abc import Iterable

from timeline.evidence import passages
from timeline.evidence.verify import Check
from timeline.reading.records import CitationRecord

#: pieces of a text, and whether each is cited
Pieces = list[tuple[str, bool]]
#: text of the source that is shown before and after a cited passage
_AROUND_CHARACTERS = 320


class ProvenCitation(CitationRecord):
    """A citation, the result of its check, and its passage with the text around it."""

    check: Check | None
    #: None if the words are not at the position of the citation
    around: Pieces | None
    #: whether the text has the words for the date at their place
    is_dated: bool


def read(connection: sqlite3.Connection, citation: CitationRecord, check: Check | None) -> ProvenCitation:
    """Return a citation with its passage, read from the text of its snapshot."""
    row = connection.execute("SELECT text FROM snapshots WHERE id = ?", (citation["snapshot_id"],)).fetchone()
    return proven(citation, check, row[0] if row else None)


def proven(
    citation: CitationRecord, check: Check | None, text: str | None, around: int = _AROUND_CHARACTERS
) -> ProvenCitation:
    """Return a citation with its passage in the text of its snapshot, and ``around`` characters on either side."""
    passage = None
    start, end, exact = citation["start"], citation["end"], citation["exact"]
    if text is not None and start is not None and end is not None and exact is not None:
        passage = passages.passage_at(text, exact, start, end)
    shown = pieces(text or "", passage.spans, around) if passage else None
    return {**citation, "check": check, "around": shown, "is_dated": _is_dated(citation, text or "")}


def _is_dated(citation: CitationRecord, text: str) -> bool:
    words, start, end = citation["date_text"], citation["date_start"], citation["date_end"]
    if words is None or start is None or end is None:
        return False
    return passages.passage_at(text, words, start, end) is not None


def pieces(text: str, spans: Iterable[tuple[int, int]], around: int = _AROUND_CHARACTERS) -> Pieces:
    """Return the spans of a text and the text around them as pieces; long gaps between spans are cut."""
    parts: Pieces = []
    at = None
    for begin, end in spans:
        before = text[max(0, begin - around) if at is None else at : begin]
        if at is None and begin > around:
            before = "… " + before.partition(" ")[2]
        elif at is not None and len(before) > 2 * around:
            before = f"{before[:around].rpartition(' ')[0]} […] {before[-around:].partition(' ')[2]}"
        parts += [(before, False), (text[begin:end], True)]
        at = end
    rest = text[at : (at or 0) + around]
    parts.append((rest if len(text) <= (at or 0) + around else rest.rpartition(" ")[0] + " …", False))
    return [(piece, is_cited) for piece, is_cited in parts if piece]
