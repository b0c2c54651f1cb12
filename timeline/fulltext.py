"""The full-text index over entries: external content of FTS5, kept by triggers, as text.

The index holds no text of its own: ``content="entries"`` says where it is, in double quotes, which is how Datasette and
sqlite-utils find it. Rows that any program writes are therefore found at once. What a REPLACE from outside removes
unseen is taken out by the trigger that notes it (see :mod:`timeline.triggers`).

``unicode61`` folds case in every script, and with ``remove_diacritics 2`` the accents of Latin; not ё, й or ї, so a
search asks for ё and е alike (see :mod:`timeline.search`).
"""

import sqlite3
from collections.abc import Iterable, Iterator

#: the columns of entries that are searched, as they stand in the index
SEARCHED = ("title", "text", "original_text", "note")
TABLE = (
    f"CREATE VIRTUAL TABLE entries_fts USING fts5 ({', '.join(SEARCHED)}, "
    'content="entries", content_rowid="id", tokenize="unicode61 remove_diacritics 2")'
)
_COLUMNS = ", ".join(SEARCHED)
#: the row is not one that the program itself inserts in an open changeset, so it may have replaced another one
OUTSIDE = "NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing)"
PUT_IN = f"INSERT INTO entries_fts (rowid, {_COLUMNS}) VALUES (NEW.id, {', '.join(f'NEW.{c}' for c in SEARCHED)});"


def taken_out(number: str, values: Iterable[str], rows: str = "") -> str:
    """SQL that takes a row, or all of some rows, out of the index, which must be told the very words it was given."""
    said = ", ".join(values)
    return (
        f"INSERT INTO entries_fts (entries_fts, rowid, {_COLUMNS})\n    SELECT 'delete', {number}, {said}"
        f"{f' {rows}' if rows else ''};"
    )


def statements() -> Iterator[str]:
    """Yield the statements that make the index and the triggers which keep it.

    What comes from outside is put in by the trigger that keeps its history: SQLite promises no order among triggers.
    """
    take_out = taken_out("OLD.id", (f"OLD.{c}" for c in SEARCHED))
    changed = " OR ".join(f"NEW.{c} IS NOT OLD.{c}" for c in SEARCHED)
    yield TABLE
    yield f"CREATE TRIGGER entries_fts_insert AFTER INSERT ON entries\n  WHEN NOT ({OUTSIDE}) BEGIN\n  {PUT_IN}\nEND"
    yield f"CREATE TRIGGER entries_fts_delete AFTER DELETE ON entries BEGIN\n  {take_out}\nEND"
    yield (
        f"CREATE TRIGGER entries_fts_update AFTER UPDATE OF {_COLUMNS} ON entries\n  WHEN {changed} BEGIN\n"
        f"  {take_out}\n  {PUT_IN}\nEND"
    )


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the index anew from what the entries say, and what is missing of it; the caller holds the transaction."""
    connection.execute("DROP TABLE IF EXISTS entries_fts")
    for statement in statements():
        if statement.startswith("CREATE TRIGGER"):
            connection.execute(f"DROP TRIGGER IF EXISTS {statement.split()[2]}")
        connection.execute(statement)
    connection.execute("INSERT INTO entries_fts (entries_fts) VALUES ('rebuild')")
