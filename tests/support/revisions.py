"""Read the history with plain SQL."""

import json
import sqlite3
from typing import Any


def row(connection: sqlite3.Connection, table: str, number: int) -> dict[str, Any] | None:
    cursor = connection.execute(f"SELECT * FROM {table} WHERE id = ?", (number,))
    values = cursor.fetchone()
    return dict(zip([c[0] for c in cursor.description], values, strict=True)) if values else None


def revisions(connection: sqlite3.Connection, since: int = 1) -> list[tuple[int, str, int, str, Any]]:
    rows = connection.execute(
        "SELECT changeset_id, table_name, row_id, action, before FROM revisions WHERE changeset_id > ? ORDER BY id",
        (since,),
    )
    return [(c, t, i, action, json.loads(before) if before else None) for c, t, i, action, before in rows]


def changesets(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM changesets").fetchone()[0])
