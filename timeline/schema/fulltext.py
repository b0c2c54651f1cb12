"""Full-text indexes: external content of FTS5, kept by triggers, as text.

One is over the words of entries, three are over the matching keys of names (:mod:`timeline.words.names`), by which a
word finds whom or what it names. The indexes hold no text of their own: ``content="entries"`` says where it is, in
double quotes, which is how Datasette and sqlite-utils find it. Rows that any program writes are therefore found at
once. What a REPLACE from outside removes unseen is taken out by the trigger that notes it
(:mod:`timeline.schema.triggers`).

``unicode61`` folds case in every script, and with ``remove_diacritics 2`` the accents of Latin; not ё, й or ї, so a
search asks for ё and е alike (see :mod:`timeline.reading.search`).
"""

import sqlite3
from collections.abc import Iterable, Iterator

#: table → its columns that are searched, as they stand in its index, which is called after it
INDEXED: dict[str, tuple[str, ...]] = {
    "entries": ("title", "text", "original_text", "note"),
    "speaker_names": ("key",),
    "place_names": ("key",),
    "topics": ("key",),
}
#: the row is not one that the program itself inserts in an open changeset, so it may have replaced another one
OUTSIDE = "NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing)"


def put_in(table: str) -> str:
    """SQL of a trigger that puts the new row into the index."""
    columns = INDEXED[table]
    new = ", ".join(f"NEW.{column}" for column in columns)
    return f"INSERT INTO {table}_fts (rowid, {', '.join(columns)}) VALUES (NEW.id, {new});"


def take_out(table: str, number: str, values: Iterable[str], rows: str = "") -> str:
    """SQL that takes a row, or all of some rows, out of the index, which must be told the very words it was given."""
    return (
        f"INSERT INTO {table}_fts ({table}_fts, rowid, {', '.join(INDEXED[table])})\n"
        f"    SELECT 'delete', {number}, {', '.join(values)}{f' {rows}' if rows else ''};"
    )


def statements() -> Iterator[str]:
    """Yield the statements that make the indexes and the triggers which keep them.

    What comes from outside is put in by the trigger that keeps its history: SQLite promises no order among triggers.
    """
    for table, columns in INDEXED.items():
        take_out_old = take_out(table, "OLD.id", (f"OLD.{c}" for c in columns))
        changed = " OR ".join(f"NEW.{c} IS NOT OLD.{c}" for c in columns)
        yield (
            f"CREATE VIRTUAL TABLE {table}_fts USING fts5 ({', '.join(columns)}, "
            f'content="{table}", content_rowid="id", tokenize="unicode61 remove_diacritics 2")'
        )
        yield (
            f"CREATE TRIGGER {table}_fts_insert AFTER INSERT ON {table}\n  WHEN NOT ({OUTSIDE}) BEGIN\n"
            f"  {put_in(table)}\nEND"
        )
        yield f"CREATE TRIGGER {table}_fts_delete AFTER DELETE ON {table} BEGIN\n  {take_out_old}\nEND"
        yield (
            f"CREATE TRIGGER {table}_fts_update AFTER UPDATE OF {', '.join(columns)} ON {table}\n"
            f"  WHEN {changed} BEGIN\n  {take_out_old}\n  {put_in(table)}\nEND"
        )


def check(table: str) -> str:
    """SQL that fails where the index of a table does not hold what its rows say; it changes nothing."""
    return f"INSERT INTO {table}_fts ({table}_fts, rank) VALUES ('integrity-check', 1)"


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the indexes anew from what the rows say, and what is missing of them; the caller holds the transaction."""
    for table in INDEXED:
        connection.execute(f"DROP TABLE IF EXISTS {table}_fts")
    for statement in statements():
        if statement.startswith("CREATE TRIGGER"):
            connection.execute(f"DROP TRIGGER IF EXISTS {statement.split()[2]}")
        connection.execute(statement)
    for table in INDEXED:
        connection.execute(f"INSERT INTO {table}_fts ({table}_fts) VALUES ('rebuild')")
