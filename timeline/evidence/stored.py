"""What is stored of a source: what is known about it, its snapshots, and where it is cited in one of them."""

import sqlite3
from typing import NamedTuple, TypedDict, cast

from timeline.errors import NotFoundError
from timeline.evidence import passages
from timeline.evidence.integrity import flaw
from timeline.evidence.retrieval import unpacked

_SNAPSHOT = "id, retrieved_at, media_type, length(text) AS characters, extractor, content_sha256, text_sha256"


class StoredSource(TypedDict):
    """A row of ``sources``."""

    id: int
    uid: str
    kind: str
    title: str | None
    publisher: str | None
    author: str | None
    url: str | None
    archive_url: str | None
    published: str | None
    lang: str | None
    accessed_at: str | None
    note: str | None


class SnapshotSummary(TypedDict):
    """A row of ``snapshots`` without its bytes and text; ``characters`` is the length of the text in code points."""

    id: int
    retrieved_at: str
    media_type: str | None
    characters: int
    extractor: str | None
    content_sha256: str | None
    text_sha256: str


class Stored(NamedTuple):
    """A source, its snapshots from the first on, and of the one that is looked at the text and what of it is cited."""

    source: StoredSource
    snapshots: list[SnapshotSummary]
    #: number of the snapshot that is looked at; None where there is none
    snapshot: int | None
    text: str
    #: the bytes as they were retrieved; None where none are stored
    content: bytes | None
    #: entry → a passage that it cites
    cited: list[tuple[int, passages.Passage]]
    #: why the snapshot is no evidence, None where it is
    flaw: str | None


def source(connection: sqlite3.Connection, number: int, snapshot: int | None) -> Stored:
    """Read what is stored of a source, looking at one snapshot or else the latest. Raises NotFoundError for none."""
    row = connection.execute("SELECT * FROM sources WHERE id = ?", (number,)).fetchone()
    known = cast("StoredSource", dict(row))
    snapshots = connection.execute(
        f"SELECT {_SNAPSHOT} FROM snapshots WHERE source_id = ? ORDER BY retrieved_at, id", (number,)
    ).fetchall()
    there = [row["id"] for row in snapshots]
    if snapshot is not None and snapshot not in there:
        has = f"it has {', '.join(map(str, there))}" if there else "it has none"
        raise NotFoundError(f"there is no snapshot {snapshot} of source {number}; {has}")
    chosen = snapshot if snapshot is not None else there[-1] if there else None
    row = connection.execute("SELECT text, content FROM snapshots WHERE id = ?", (chosen,)).fetchone()
    text, content = (row["text"], row["content"]) if row else ("", None)
    return Stored(
        source=known,
        snapshots=[cast("SnapshotSummary", dict(row)) for row in snapshots],
        snapshot=chosen,
        text=text,
        content=unpacked(content) if content is not None else None,
        cited=list(_cited(connection, number, chosen, text)),
        flaw=flaw(connection, chosen) if chosen is not None else None,
    )


def _cited(
    connection: sqlite3.Connection, number: int, snapshot: int | None, text: str
) -> list[tuple[int, passages.Passage]]:
    """Find the cited passages: at their place where they have one in this snapshot, else where their words stand."""
    found = []
    for entry, at, start, end, exact, prefix, suffix in connection.execute(
        'SELECT entry_id, snapshot_id, start, "end", exact, prefix, suffix FROM citations'
        " WHERE source_id = ? AND exact IS NOT NULL ORDER BY entry_id, id",
        (number,),
    ):
        there = passages.standing(text, exact, start, end) if at == snapshot and start is not None else None
        elsewhere = [] if there else passages.find(text, exact, prefix, suffix) or passages.find(text, exact)
        passage = there or (elsewhere[0] if len(elsewhere) == 1 else None)
        if passage:
            found.append((entry, passage))
    return found
