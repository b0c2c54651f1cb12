"""Build the SQL of the full-text indexes: FTS5 with external content, kept current by triggers.

One indexes the words of entries; three index the matching keys of names (:mod:`timeline.words.names`), so that a word
finds the speaker, place or topic that it names. The indexes hold no text of their own: ``content="entries"`` says which
table has it, in double quotes, which is how Datasette and sqlite-utils find it. The triggers index the rows that any
program writes, at once. A REPLACE from outside removes rows without firing their triggers; the trigger that records
such rows also removes them from the index (:mod:`timeline.schema.triggers`).

``unicode61`` folds case in every script, and with ``remove_diacritics 2`` the accents of Latin letters; it does not
fold ё, й or ї, so a search asks for both ё and е (see :mod:`timeline.reading.search`).
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress

#: table → the columns that its index holds, in order; the index is named after the table
INDEXED: dict[str, tuple[str, ...]] = {
    "entries": ("title", "text", "original_text", "note"),
    "speaker_names": ("key",),
    "place_names": ("key",),
    "topics": ("key",),
}
#: SQL for: the program itself did not insert the row in an open changeset, so it may have replaced another one
OUTSIDE = "NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing)"


def put_in(table: str) -> str:
    """Return SQL for a trigger that adds the new row to the index."""
    columns = INDEXED[table]
    new = ", ".join(f"NEW.{column}" for column in columns)
    return f"INSERT INTO {table}_fts (rowid, {', '.join(columns)}) VALUES (NEW.id, {new});"


def take_out(table: str, number: str, values: Iterable[str], rows: str = "") -> str:
    """Return SQL that removes a row, or several, from the index; ``values`` must be the exact words that it indexed."""
    return (
        f"INSERT INTO {table}_fts ({table}_fts, rowid, {', '.join(INDEXED[table])})\n"
        f"    SELECT 'delete', {number}, {', '.join(values)}{f' {rows}' if rows else ''};"
    )


def statements() -> Iterator[str]:
    """Yield the statements that create the indexes and the triggers that keep them current.

    The trigger that keeps the history also indexes rows from outside, because SQLite promises no order among triggers.
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
    """Return SQL that fails if the index of a table does not match its rows; it changes nothing."""
    return f"INSERT INTO {table}_fts ({table}_fts, rank) VALUES ('integrity-check', 1)"


def _mend(connection: sqlite3.Connection, table: str) -> None:
    """Give an index the rows that FTS5 needs to open it, so that it can be dropped (SQLite's ``fts5_index.c``)."""
    with suppress(sqlite3.Error):
        connection.execute(f"INSERT OR IGNORE INTO {table}_fts_config (k, v) VALUES ('version', 4)")
    with suppress(sqlite3.Error):
        connection.execute(f"INSERT OR IGNORE INTO {table}_fts_data (id, block) VALUES (1, x''), (10, zeroblob(7))")


def rebuild(connection: sqlite3.Connection) -> None:
    """Recreate the indexes and their triggers, and fill them from the rows; the caller holds the transaction."""
    for table in INDEXED:
        _mend(connection, table)
        connection.execute(f"DROP TABLE IF EXISTS {table}_fts")
    for statement in statements():
        if statement.startswith("CREATE TRIGGER"):
            connection.execute(f"DROP TRIGGER IF EXISTS {statement.split()[2]}")
        connection.execute(statement)
    for table in INDEXED:
        connection.execute(f"INSERT INTO {table}_fts ({table}_fts) VALUES ('rebuild')")
