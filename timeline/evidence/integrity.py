"""Check that a snapshot is still as it was retrieved: its fingerprints, its bytes, and its history.

This cannot detect a change by somebody who removes the triggers of the history and replaces bytes, text and
fingerprints together.
"""

import json
import sqlite3
from hashlib import sha256
from typing import NamedTuple

from timeline.evidence.retrieval import extracted_anew, sha256_of, unpacked


class _Snapshot(NamedTuple):
    """The columns of a snapshot that must never change."""

    retrieved_at: str
    media_type: str | None
    content: bytes | None
    content_sha256: str | None
    text: str
    text_sha256: str
    extractor: str | None


class _Place(NamedTuple):
    """The source that a snapshot belongs to, and the changeset that created it."""

    source_id: int
    changeset_id: int | None


def flaw(connection: sqlite3.Connection, number: int) -> str | None:
    """Return the reason why a snapshot is not evidence, or None if it is still as it was retrieved."""
    columns = (*_Place._fields, *_Snapshot._fields)
    row = connection.execute(f"SELECT {', '.join(columns)} FROM snapshots WHERE id = ?", (number,)).fetchone()
    if row is None:
        return f"snapshot {number} is missing"
    place, snapshot = _Place(*row[:2]), _Snapshot(*row[2:])
    return (
        _unlike_its_fingerprints(number, snapshot)
        or _rewritten(connection, number, place.source_id, snapshot)
        or _unlike_its_bytes(connection, number, place.changeset_id, snapshot)
    )


def _unlike_its_fingerprints(number: int, snapshot: _Snapshot) -> str | None:
    if sha256_of(snapshot.text) != snapshot.text_sha256:
        return f"the text of snapshot {number} was changed after it was retrieved: its SHA-256 differs"
    if snapshot.content is None:
        return f"the bytes of snapshot {number} are missing, so its text cannot be checked"
    content = unpacked(snapshot.content)
    if content is None:
        return f"the bytes of snapshot {number} cannot be unpacked"
    if sha256(content).hexdigest() != snapshot.content_sha256:
        return f"the bytes of snapshot {number} were changed after they were retrieved: their SHA-256 differs"
    return None


def _rewritten(connection: sqlite3.Connection, number: int, source: int, snapshot: _Snapshot) -> str | None:
    """Compare a snapshot with its first state in the history. Only merging its source may move it."""
    revisions = connection.execute(
        "SELECT r.before, c.id, c.actor FROM revisions AS r JOIN changesets AS c ON c.id = r.changeset_id"
        " WHERE r.table_name = 'snapshots' AND r.row_id = ? AND r.before IS NOT NULL ORDER BY r.id",
        (number,),
    ).fetchall()
    if not revisions:
        return None
    first = json.loads(revisions[0][0])
    now = snapshot._asdict() | {"content": snapshot.content and snapshot.content.hex().upper()}
    outside = [changeset for _, changeset, actor in revisions if actor == "outside"]
    moved = first["source_id"] != source and outside
    if moved or any(first[column] != now[column] for column in now):
        by = (outside or [revisions[0][1]])[0]
        return f"snapshot {number} was changed after it was retrieved, in changeset {by} or a later one"
    return None


def _unlike_its_bytes(
    connection: sqlite3.Connection, number: int, changeset: int | None, snapshot: _Snapshot
) -> str | None:
    """Compare the text with the bytes: always for plain text, and for HTML if plain SQL wrote the snapshot."""
    plain = not (snapshot.media_type or "").startswith("text/html")
    outside = connection.execute("SELECT 1 FROM changesets WHERE id = ? AND actor = 'outside'", (changeset,)).fetchone()
    if not (plain or outside):
        return None
    anew = extracted_anew(snapshot.content, snapshot.media_type)
    if anew is None or (anew[0] != snapshot.text and (plain or anew[1] == snapshot.extractor)):
        return f"the text of snapshot {number} does not match its bytes"
    if anew[0] != snapshot.text:
        return f"snapshot {number} was written by plain SQL, and its extractor is not available to check its text"
    return None
