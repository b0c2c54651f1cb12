"""Find triggers that timeline did not make on its tables and views, and its own that are missing or altered.

A trigger of somebody's own runs within whatever timeline writes: it can rewrite an entry in the name of the person who
runs the command. Therefore nothing is written to a file with one, unless it is kept by name (table ``kept_triggers``).
"""

import sqlite3
from typing import NamedTuple

from timeline.database.opening import File
from timeline.errors import DatabaseError
from timeline.schema import ddl, fulltext


class Trigger(NamedTuple):
    """A trigger: its name, its table or view, and its statement."""

    name: str
    table: str
    sql: str


class Triggers(NamedTuple):
    """What differs between the triggers of a file and those of timeline: others, and the names of missing ones."""

    others: tuple[Trigger, ...]
    missing: tuple[str, ...]


def triggers(connection: sqlite3.Connection) -> Triggers:
    """Compare the triggers on our tables and views with ours and with those that are kept.

    One with a name of ours and another statement is among the others, and ours is missing.
    """
    own = ddl.triggers()
    rows = connection.execute("SELECT name, tbl_name, sql FROM main.sqlite_schema WHERE type = 'trigger'").fetchall()
    actual = [Trigger(str(row[0]), str(row[1]), str(row[2])) for row in rows]
    others = tuple(t for t in actual if own.get(t.name) != t.sql and _is_ours(t.table))
    if others:
        kept = {tuple(row) for row in connection.execute("SELECT name, sql FROM kept_triggers")}
        others = tuple(trigger for trigger in others if (trigger.name, trigger.sql) not in kept)
    present = {trigger.name for trigger in actual if own.get(trigger.name) == trigger.sql}
    return Triggers(others, tuple(name for name in own if name not in present))


def _is_ours(table: str) -> bool:
    name = table.lower()
    return name in ddl.owned() or name.startswith(tuple(f"{indexed}_fts" for indexed in fulltext.INDEXED))


def refuse_others(connection: sqlite3.Connection, path: File) -> None:
    """Raise DatabaseError if a file has triggers of others that nobody has kept, or lacks one of ours."""
    others, missing = triggers(connection)
    if others:
        name, table, _ = others[0]
        count = len(others)
        more = f" and {count - 1} more" if count > 1 else ""
        raise DatabaseError(
            f"nothing was written: {path} has the trigger {name} on {table}{more}, which timeline did not make and "
            "which could alter what you write; timeline db check shows it, timeline db repair drops it, and timeline "
            f"db repair --keep {name} keeps it"
        )
    if missing:
        count = len(missing)
        more = f" and {count - 1} more" if count > 1 else ""
        raise DatabaseError(
            f"nothing was written: {path} lacks the trigger {missing[0]}{more} and would not keep its history; "
            "restore it with: timeline db repair"
        )
