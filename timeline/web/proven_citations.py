"""A citation with the state of its proof, and its passage as it stands in the stored text."""

import sqlite3
from collections.abc import Iterable

from timeline.evidence import passages
from timeline.evidence.verify import Check
from timeline.reading.records import CitationRecord

#: pieces of a text, and whether each is cited
Pieces = list[tuple[str, bool]]
#: how much of a source's text is shown around a passage that an entry cites, in characters
_AROUND = 320


class ProvenCitation(CitationRecord):
    """A citation, what came of looking it up, and its passage between what stands around it."""

    check: Check | None
    #: None where the words do not stand where they are said to stand
    around: Pieces | None


def read(connection: sqlite3.Connection, citation: CitationRecord, check: Check | None) -> ProvenCitation:
    """Read the text of a citation's snapshot, and return the citation with its passage."""
    row = connection.execute("SELECT text FROM snapshots WHERE id = ?", (citation["snapshot_id"],)).fetchone()
    return proven(citation, check, row[0] if row else None)


def proven(citation: CitationRecord, check: Check | None, text: str | None, around: int = _AROUND) -> ProvenCitation:
    """Return a citation with its passage as it stands in the text of its snapshot, between what stands around it."""
    there = None
    start, end, exact = citation["start"], citation["end"], citation["exact"]
    if text is not None and start is not None and end is not None and exact is not None:
        there = passages.passage_at(text, exact, start, end)
    return {**citation, "check": check, "around": pieces(text or "", there.spans, around) if there else None}


def pieces(text: str, spans: Iterable[tuple[int, int]], around: int = _AROUND) -> Pieces:
    """Return the pieces of a text around spans, and whether each is one of them; long gaps between them are cut."""
    done: Pieces = []
    at = None
    for begin, end in spans:
        before = text[max(0, begin - around) if at is None else at : begin]
        if at is None and begin > around:
            before = "… " + before.partition(" ")[2]
        elif at is not None and len(before) > 2 * around:
            before = f"{before[:around].rpartition(' ')[0]} […] {before[-around:].partition(' ')[2]}"
        done += [(before, False), (text[begin:end], True)]
        at = end
    rest = text[at : (at or 0) + around]
    done.append((rest if len(text) <= (at or 0) + around else rest.rpartition(" ")[0] + " …", False))
    return [(piece, marked) for piece, marked in done if piece]
