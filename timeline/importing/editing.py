"""Rows that would change an entry which a person has edited since the last import.

What the last import (or an undo) left is the common ground: a row that still says that has not changed, and the
person's edit stays; one that says something else as well as the person is a conflict, and the person wins.
"""

import sqlite3
from typing import Any

from timeline import past
from timeline.importing.account import Account
from timeline.importing.matching import Given

#: what the message of an import's changeset begins with
IMPORTS = "imports"
OURS = f"(message LIKE '{IMPORTS} %' AND command LIKE '%import%') OR message LIKE 'undoes changeset %'"
_OWNED = ("participants", "entry_topics", "entry_places", "citations")
_LISTS = {
    "people": ("participants", ("speaker_id", "role"), "staged_people", "names.id, m.role"),
    "topics": ("entry_topics", ("topic_id",), "staged_topics", "names.id"),
    "places": ("entry_places", ("place_id",), "staged_places", "names.id"),
}


def spare_edited(connection: sqlite3.Connection, file: int, said: Given, account: Account, name: str) -> None:
    """Let the entries be that a person has edited since the last import: as ``unchanged``, or as a ``conflict``."""
    edited = _edited(connection)
    if not edited:
        return
    rows = connection.execute(
        "SELECT n, entry_id, kind, place FROM temp.staged WHERE fate = 'updated' AND file = ?", (file,)
    ).fetchall()
    columns = past.tables(connection)
    for n, entry, kind, place in rows:
        if entry not in edited:
            continue
        touching = past.changesets(connection, entry=entry)
        ours = {row[0] for row in connection.execute(f"SELECT id FROM changesets WHERE {OURS}")}
        last = next((row["id"] for row in touching if row["id"] in ours), 0)
        if touching[0]["id"] == last:
            continue
        differing = _differing(connection, n, entry, last, said, kind, columns)
        if last and not differing:
            connection.execute("UPDATE temp.staged SET fate = 'unchanged' WHERE n = ?", (n,))
            continue
        connection.execute("UPDATE temp.staged SET fate = 'conflict' WHERE n = ?", (n,))
        at = f"line {place}" if isinstance(place, int) else place
        by = touching[0]["actor"]
        what = f": {', '.join(differing)} in the file" if differing else ""
        account.conflict(f"{name}, {at}: entry {entry} was edited by {by} and stays so{what}")


def spare_deleted(connection: sqlite3.Connection, account: Account, names: list[str]) -> None:
    """Let entries stay deleted that a person has deleted: their rows are conflicts."""
    gone = connection.execute(
        "SELECT r.row_id, c.actor, r.before ->> 'dataset', r.before ->> 'external_id', r.before ->> 'uid'"
        " FROM revisions AS r JOIN changesets AS c ON c.id = r.changeset_id WHERE r.table_name = 'entries'"
        f" AND r.action = 'delete' AND r.changeset_id NOT IN (SELECT id FROM changesets WHERE {OURS})"
        f" AND r.before ->> 'changeset_id' IN (SELECT id FROM changesets WHERE {OURS})"
    ).fetchall()
    for entry, actor, dataset, known, uid in gone:
        rows = connection.execute(
            "SELECT n, file, place FROM temp.staged WHERE fate IS NULL AND entry_id IS NULL"
            " AND (uid = :uid OR external_id = :known AND dataset IS :dataset)",
            {"uid": uid, "known": known, "dataset": dataset},
        ).fetchall()
        for n, file, place in rows:
            connection.execute("UPDATE temp.staged SET fate = 'conflict' WHERE n = ?", (n,))
            at = f"line {place}" if isinstance(place, int) else place
            account.conflict(f"{names[file]}, {at}: entry {entry} was deleted by {actor} and stays so")


def _edited(connection: sqlite3.Connection) -> set[int]:
    """Return the entries that something else than an import or an undo has touched."""
    theirs = f"NOT IN (SELECT id FROM changesets WHERE {OURS})"
    parts = [f"SELECT id FROM entries WHERE changeset_id {theirs}"]
    parts.append(f"SELECT row_id FROM revisions WHERE table_name = 'entries' AND changeset_id {theirs}")
    for table in _OWNED:
        parts.append(f"SELECT entry_id FROM {table} WHERE changeset_id {theirs}")
        parts.append(
            f"SELECT before ->> 'entry_id' FROM revisions WHERE table_name = '{table}' AND before IS NOT NULL"
            f" AND changeset_id {theirs}"
        )
    return {row[0] for row in connection.execute(" UNION ".join(parts))}


def _differing(
    connection: sqlite3.Connection, n: int, entry: int, last: int, said: Given, kind: str, columns: dict[str, Any]
) -> list[str]:
    """Return what a row says otherwise than the entry was as of a changeset, as ``title “…”``."""
    before = past.row_as_of(connection, "entries", columns["entries"], entry, last) or {}
    names = said.columns[kind]
    picked = ", ".join("(SELECT id FROM temp.names WHERE code = speaker)" if c == "speaker_id" else c for c in names)
    row = connection.execute(f"SELECT {picked or 'n'} FROM temp.staged WHERE n = ?", (n,)).fetchone()
    found = [
        f"{column.replace('_id', '')} is {_shown(value)}"
        for column, value in zip(names, row, strict=False)
        if before.get(column) != value and column not in ("date_earliest", "date_latest")
    ]
    for name in said.lists:
        table, own, staged, member = _LISTS[name]
        now = {
            tuple(member)
            for member in connection.execute(
                f"SELECT {member} FROM temp.{staged} AS m JOIN temp.names ON names.code = m.code WHERE m.n = ?", (n,)
            )
        }
        if now != _members_as_of(connection, table, own, entry, last, columns[table]):
            found.append(f"other {name}")
    return found


def _members_as_of(
    connection: sqlite3.Connection, table: str, own: tuple[str, ...], entry: int, last: int, columns: dict[str, str]
) -> set[tuple[Any, ...]]:
    numbers = connection.execute(
        f"SELECT id FROM {table} WHERE entry_id = :entry UNION SELECT row_id FROM revisions"
        f" WHERE table_name = '{table}' AND before ->> 'entry_id' = :entry",
        {"entry": entry},
    ).fetchall()
    rows = (past.row_as_of(connection, table, columns, number, last) for (number,) in numbers)
    return {tuple(row[column] for column in own) for row in rows if row and row["entry_id"] == entry}


def _shown(value: object) -> str:
    text = "empty" if value is None else f"“{value}”"
    return text if len(text) <= 60 else f"{text[:60]}…"
