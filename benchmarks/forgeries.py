"""Forge files of ten kinds, as somebody with all rights on the file can, and leave no trace in its schema."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from timeline.history import seals

_TEXTS = {
    "entries": ("title", "text", "note", "role", "setting", "date_text"),
    "citations": ("exact", "prefix", "suffix", "note"),
    "speakers": ("name", "country", "note"),
    "topics": ("name", "note"),
    "sources": ("title", "publisher", "url", "published"),
    "checks": ("checked_by", "checked_at", "doubt"),
    "links": ("relation", "note"),
}
_WORD = "coalesce({0}, '') || ' forged'"


def _number(connection: sqlite3.Connection, table: str, chance: random.Random) -> int:
    numbers = [row[0] for row in connection.execute(f"SELECT id FROM {table}")]
    return int(chance.choice(numbers))


def words(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Rewrite a text of any row."""
    table = chance.choice(tuple(_TEXTS))
    column = chance.choice(_TEXTS[table])
    number = _number(connection, table, chance)
    connection.execute(f"UPDATE {table} SET {column} = {_WORD.format(column)} WHERE id = {number}")


def speaker(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Put a statement into somebody else's mouth."""
    connection.execute(
        "UPDATE entries SET speaker_id = (SELECT id FROM speakers WHERE id <> speaker_id ORDER BY random() LIMIT 1)"
        " WHERE id = (SELECT id FROM entries WHERE kind = 'statement' ORDER BY random() LIMIT 1)"
    )


def day(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Date an entry otherwise."""
    date = f"19{chance.randint(10, 99)}-01-02"
    connection.execute(
        "UPDATE entries SET date = ?1, date_earliest = ?1, date_latest = ?1 WHERE id = ?2",
        (date, _number(connection, "entries", chance)),
    )


def deletion(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Delete a row as if it had never been."""
    table = chance.choice(("citations", "links", "checks", "entry_topics", "speaker_names"))
    connection.execute(f"DELETE FROM {table} WHERE id = {_number(connection, table, chance)}")


def addition(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Add an entry as if it had been there from the beginning."""
    number = _number(connection, "changesets", chance)
    connection.execute(
        f"INSERT INTO entries (kind, title, changeset_id) VALUES ('event', 'It was always here', {number})"
    )


def author(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Change who did something, when, or with which command."""
    column = chance.choice(("actor", "at", "command", "message"))
    number = _number(connection, "changesets", chance)
    connection.execute(f"UPDATE changesets SET {column} = {_WORD.format(column)} WHERE id = {number}")


def past(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Rewrite or remove what was before a change."""
    number = _number(connection, "revisions", chance)
    if chance.random() < 0.5:
        connection.execute(f"DELETE FROM revisions WHERE id = {number}")
    else:
        connection.execute(
            f"UPDATE revisions SET before = json_set(coalesce(before, '{{}}'), '$.note', 'forged') WHERE id = {number}"
        )


def snapshot(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Rewrite a stored source, with its digests."""
    connection.execute(
        "UPDATE snapshots SET text = replace(text, 'not', 'now'), content = x'00', text_sha256 = printf('%064d', 1)"
        f" WHERE id = {_number(connection, 'snapshots', chance)}"
    )


def feigned(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Change an entry in a changeset that looks like a command of somebody."""
    number = _number(connection, "entries", chance)
    before = connection.execute("SELECT max(id) FROM changesets").fetchone()[0]
    connection.execute("INSERT INTO changesets (actor, command) VALUES ('Anna', 'edit')")
    connection.execute(
        "INSERT INTO revisions (changeset_id, table_name, row_id, action, before) SELECT ?, 'entries', id, 'update',"
        " json_object('id', id, 'changeset_id', changeset_id, 'note', note) FROM entries WHERE id = ?",
        (before + 1, number),
    )
    connection.execute("UPDATE entries SET note = 'forged' WHERE id = ?", (number,))


def anew(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Change who did something, and compute every seal again."""
    author(connection, chance)
    numbers = [row[0] for row in connection.execute("SELECT changeset_id FROM seals ORDER BY id")]
    connection.execute("DELETE FROM seals")
    connection.execute("DELETE FROM sqlite_sequence WHERE name = 'seals'")
    seals.seal(connection, numbers, "written")


#: kind → a function that forges an open file without triggers
KINDS: dict[str, Callable[[sqlite3.Connection, random.Random], None]] = {
    "the words of a row": words,
    "who said it": speaker,
    "when it was": day,
    "a row deleted": deletion,
    "a row added": addition,
    "who changed it, or when": author,
    "what was before": past,
    "a stored source": snapshot,
    "a feigned command": feigned,
    "sealed anew": anew,
}


def forge(path: Path, kind: str, chance: random.Random) -> bool:
    """Forge a file, and restore its triggers. Return False if the forgery would have changed nothing."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        connection.execute("BEGIN")
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        before = connection.total_changes
        with suppress(sqlite3.IntegrityError):
            KINDS[kind](connection, chance)
        changed = connection.total_changes > before
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute("COMMIT")
    return changed
