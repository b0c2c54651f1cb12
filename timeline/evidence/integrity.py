"""Whether a snapshot is still what was retrieved: its fingerprints, its bytes, and its history.

What this cannot see is a change by somebody who has taken the history's triggers away and makes bytes, text and
fingerprints anew.
"""

import json
import sqlite3
from hashlib import sha256
from typing import Any

from timeline.evidence.retrieval import extracted_anew, sha256_of, unpacked

_KEPT = ("retrieved_at", "media_type", "content", "content_sha256", "text", "text_sha256", "extractor")


def flaw(connection: sqlite3.Connection, number: int) -> str | None:
    """Tell why a snapshot is no evidence, or None where it is as it was retrieved."""
    columns = ("source_id", "changeset_id", *_KEPT)
    found = connection.execute(f"SELECT {', '.join(columns)} FROM snapshots WHERE id = ?", (number,)).fetchone()
    if found is None:
        return f"snapshot {number} is not there"
    row: dict[str, Any] = dict(zip(columns, found, strict=True))
    return (
        _unlike_its_fingerprints(number, row)
        or _rewritten(connection, number, row)
        or _unlike_its_bytes(connection, number, row)
    )


def _unlike_its_fingerprints(number: int, row: dict[str, Any]) -> str | None:
    if sha256_of(row["text"]) != row["text_sha256"]:
        return f"the text of snapshot {number} is not the one that was retrieved: its SHA-256 differs"
    if row["content"] is None:
        return f"the bytes of snapshot {number} are not there to compare its text with"
    content = unpacked(row["content"])
    if content is None:
        return f"the bytes of snapshot {number} cannot be read any more"
    if sha256(content).hexdigest() != row["content_sha256"]:
        return f"the bytes of snapshot {number} are not those that were retrieved: their SHA-256 differs"
    return None


def _rewritten(connection: sqlite3.Connection, number: int, row: dict[str, Any]) -> str | None:
    """Compare a snapshot with what it was first, as the history has it; merging its source may move it."""
    revisions = connection.execute(
        "SELECT r.before, c.id, c.actor FROM revisions AS r JOIN changesets AS c ON c.id = r.changeset_id"
        " WHERE r.table_name = 'snapshots' AND r.row_id = ? AND r.before IS NOT NULL ORDER BY r.id",
        (number,),
    ).fetchall()
    if not revisions:
        return None
    first = json.loads(revisions[0][0])
    now = row | {"content": row["content"] and row["content"].hex().upper()}
    outside = [changeset for _, changeset, actor in revisions if actor == "outside"]
    moved = first["source_id"] != row["source_id"] and outside
    if moved or any(first[column] != now[column] for column in _KEPT):
        by = (outside or [revisions[0][1]])[0]
        return f"snapshot {number} is not the one that was retrieved: changeset {by} or a later one changed it"
    return None


def _unlike_its_bytes(connection: sqlite3.Connection, number: int, row: dict[str, Any]) -> str | None:
    """Compare a text with its bytes: always where nothing was extracted, else where it came from outside."""
    plain = not (row["media_type"] or "").startswith("text/html")
    outside = connection.execute(
        "SELECT 1 FROM changesets WHERE id = ? AND actor = 'outside'", (row["changeset_id"],)
    ).fetchone()
    if not (plain or outside):
        return None
    anew = extracted_anew(row["content"], row["media_type"])
    if anew is None or (anew[0] != row["text"] and (plain or anew[1] == row["extractor"])):
        return f"the text of snapshot {number} is not what its bytes say"
    if anew[0] != row["text"]:
        return f"snapshot {number} came from outside, and what extracted its text is not there to compare it"
    return None
