"""Read everything stored about a source: its fields, its snapshots, and the passages cited in one of them."""

import json
import sqlite3
from typing import NamedTuple, TypedDict, cast

from timeline.errors import NotFoundError
from timeline.evidence import passages
from timeline.evidence.integrity import flaw
from timeline.evidence.retrieval import unpacked
from timeline.schema.vocabulary import ArrivalKind

_SNAPSHOT = (
    "id, retrieved_at, media_type, length(text) AS characters, extractor, content_sha256, text_sha256, arrival,"
    " requested_url, final_url, redirects, status, headers"
)


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
    arrival: ArrivalKind | None
    requested_url: str | None
    final_url: str | None
    #: each redirect: its status, and the address it led to
    redirects: list[tuple[int, str]]
    status: int | None
    headers: dict[str, str]


class Stored(NamedTuple):
    """A source, its snapshots in order of time, and the text and cited passages of one of them."""

    source: StoredSource
    snapshots: list[SnapshotSummary]
    #: number of the chosen snapshot; None if there is none
    snapshot: int | None
    text: str
    #: the bytes as they were retrieved; None if none are stored
    content: bytes | None
    #: (entry, a passage that it cites)
    cited: list[tuple[int, passages.Passage]]
    #: the reason why the snapshot is not evidence; None if it is
    flaw: str | None


def source(connection: sqlite3.Connection, number: int, snapshot: int | None) -> Stored:
    """Read a source with one snapshot, or else the latest. Raises NotFoundError if it lacks that snapshot."""
    row = connection.execute("SELECT * FROM sources WHERE id = ?", (number,)).fetchone()
    known = cast("StoredSource", dict(row))
    snapshots = connection.execute(
        f"SELECT {_SNAPSHOT} FROM snapshots WHERE source_id = ? ORDER BY retrieved_at, id", (number,)
    ).fetchall()
    ids = [row["id"] for row in snapshots]
    if snapshot is not None and snapshot not in ids:
        has = f"it has {', '.join(map(str, ids))}" if ids else "it has no snapshots"
        raise NotFoundError(f"source {number} has no snapshot {snapshot}; {has}")
    chosen = snapshot if snapshot is not None else ids[-1] if ids else None
    row = connection.execute("SELECT text, content FROM snapshots WHERE id = ?", (chosen,)).fetchone()
    text, content = (row["text"], row["content"]) if row else ("", None)
    return Stored(
        source=known,
        snapshots=[_summary(row) for row in snapshots],
        snapshot=chosen,
        text=text,
        content=unpacked(content) if content is not None else None,
        cited=list(_cited(connection, number, chosen, text)),
        flaw=flaw(connection, chosen) if chosen is not None else None,
    )


def _summary(row: sqlite3.Row) -> SnapshotSummary:
    """Return a row as a value; JSON that plain SQL has written otherwise counts as none."""
    redirects, headers = (json.loads(row[column]) if row[column] else None for column in ("redirects", "headers"))
    hops = [(hop[0], str(hop[1])) for hop in redirects if _is_hop(hop)] if isinstance(redirects, list) else []
    kept = {name: str(value) for name, value in headers.items()} if isinstance(headers, dict) else {}
    return cast("SnapshotSummary", {**dict(row), "redirects": hops, "headers": kept})


def _is_hop(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], int)


def _cited(
    connection: sqlite3.Connection, number: int, snapshot: int | None, text: str
) -> list[tuple[int, passages.Passage]]:
    """Find the cited passages: at their place if they have one in this snapshot, else by their words."""
    cited = []
    for entry, at, start, end, exact, prefix, suffix in connection.execute(
        'SELECT entry_id, snapshot_id, start, "end", exact, prefix, suffix FROM citations'
        " WHERE source_id = ? AND exact IS NOT NULL ORDER BY entry_id, id",
        (number,),
    ):
        in_place = passages.passage_at(text, exact, start, end) if at == snapshot and start is not None else None
        elsewhere = [] if in_place else passages.find(text, exact, prefix, suffix) or passages.find(text, exact)
        passage = in_place or (elsewhere[0] if len(elsewhere) == 1 else None)
        if passage:
            cited.append((entry, passage))
    return cited
