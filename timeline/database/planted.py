"""Find triggers that timeline did not make on its tables and views, and its own that are missing or altered.

A trigger of somebody's own runs within whatever timeline writes: it can rewrite an entry in the name of the person who
runs the command. Therefore nothing is written to a file with one, unless it is kept by name (table ``kept_triggers``).
"""

import sqlite3
from collections.abc import Sequence
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
    """Compare the triggers that writing can reach with ours and with those that are kept.

    Those are the triggers on our tables and views, and on tables whose foreign keys lead to ours. One with a name of
    ours and another statement is among the others, and ours is missing.
    """
    own = ddl.triggers()
    actual = _triggers(connection)
    unknown = [trigger for trigger in actual if own.get(trigger.name) != trigger.sql]
    if unknown:
        reached, allowed = _reached(connection, {trigger.table.lower() for trigger in unknown}), kept(connection)
        unknown = [one for one in unknown if one.table.lower() in reached and (one.name, one.sql) not in allowed]
    present = {trigger.name for trigger in actual if own.get(trigger.name) == trigger.sql}
    return Triggers(tuple(unknown), tuple(name for name in own if name not in present))


def kept(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return the names and statements of triggers that a repair has kept; other rows of the table count for nothing."""
    rows = connection.execute(
        "SELECT k.name, k.sql FROM kept_triggers AS k JOIN changesets AS c ON c.id = k.changeset_id"
        " JOIN seals AS s ON s.changeset_id = c.id WHERE c.command LIKE '%db repair%' AND s.basis = 'written'"
    )
    return [(str(row[0]), str(row[1])) for row in rows]


def _triggers(connection: sqlite3.Connection) -> list[Trigger]:
    rows = connection.execute("SELECT name, tbl_name, sql FROM main.sqlite_schema WHERE type = 'trigger'").fetchall()
    return [Trigger(str(row[0]), str(row[1]), str(row[2])) for row in rows]


def _reached(connection: sqlite3.Connection, tables: set[str]) -> set[str]:
    """Return those of some tables that writing to ours can change: ours, and those that refer to ours by any path."""
    referring: dict[str, set[str]] = {}
    for table, target in connection.execute(
        'SELECT lower(m.name), lower(k."table") FROM main.sqlite_schema AS m'
        " JOIN pragma_foreign_key_list(m.name) AS k WHERE m.type = 'table'"
    ):
        referring.setdefault(target, set()).add(table)
    reached, waiting = set[str](), [name for name in {*tables, *referring} if _is_ours(name)]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += referring.get(name, ())
    return reached & tables


def _is_ours(name: str) -> bool:
    return name in ddl.owned() or name.startswith(tuple(f"{indexed}_fts" for indexed in fulltext.INDEXED))


def planted(path: File, others: Sequence[Trigger]) -> DatabaseError:
    """Return the error for a file with triggers of others."""
    name, table, _ = others[0]
    more = f" and {len(others) - 1} more" if len(others) > 1 else ""
    return DatabaseError(
        f"nothing was written: {path} has the trigger {name} on {table}{more}, which timeline did not make and which "
        "could alter what you write",
        advice="; timeline db check shows it, timeline db repair drops it, and timeline db repair "
        f"--keep {name} keeps it",
    )


def refuse_others(connection: sqlite3.Connection, path: File) -> None:
    """Raise DatabaseError if writing would not be safe.

    That is so if a file has triggers of others that nobody has kept, lacks one of ours, or is not encoded as UTF-8, in
    which seals are computed.
    """
    encoding = connection.execute("PRAGMA encoding").fetchone()[0]
    if encoding != "UTF-8":
        raise DatabaseError(
            f"nothing was written: {path} is encoded as {encoding}, and seals need UTF-8",
            advice="; copy it with timeline export sql | sqlite3 NEW",
        )
    others, missing = triggers(connection)
    if others:
        raise planted(path, others)
    if missing:
        count = len(missing)
        more = f" and {count - 1} more" if count > 1 else ""
        raise DatabaseError(
            f"nothing was written: {path} lacks the trigger {missing[0]}{more} and would not keep its history",
            advice="; restore it with: timeline db repair",
        )
