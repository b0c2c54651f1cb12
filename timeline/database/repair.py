"""Repair what keeps a file's history: ``timeline db repair``.

It drops triggers that timeline did not make, or keeps them by name; restores missing or altered triggers, views and
indexes and the row of ``writing``; takes rows without a changeset into its own; seals changesets that nobody has
sealed; accepts clocks that ran backwards. All of it is one changeset, whose message says what was done.
"""

import sqlite3
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from sqlalchemy import delete

from timeline.database import clock, health, planted
from timeline.database.changeset import changeset
from timeline.database.opening import File, read_connection
from timeline.database.planted import Trigger
from timeline.errors import NotFoundError, RefusedError
from timeline.history import seals
from timeline.schema import ddl
from timeline.schema.tables import KeptTrigger
from timeline.schema.vocabulary import ROWS

#: the kinds of objects that hold no rows, and can be made again
_ORPHANS = "SELECT id FROM {} WHERE changeset_id IS NULL ORDER BY id"
_REMADE = ("view", "trigger", "index")


class Repairs(NamedTuple):
    """What a repair does: triggers of others that it drops or keeps, what it restores, adopts, seals and accepts."""

    dropped: tuple[Trigger, ...]
    kept: tuple[Trigger, ...]
    restored: tuple[str, ...]
    #: rows without a changeset, by table: added while a trigger was missing
    adopted: tuple[tuple[str, int], ...]
    sealed: tuple[int, ...]
    clocks: tuple[int, ...]

    def words(self) -> str:
        """Return what it does in one line; an empty text if that is nothing."""
        parts = [f"dropped the trigger {trigger.name}" for trigger in self.dropped]
        parts += [f"kept the trigger {trigger.name}" for trigger in self.kept]
        parts += [f"restored the {name}" for name in self.restored]
        parts += [f"adopted {ROWS[table]} {number}" for table, number in self.adopted]
        parts += [f"sealed changeset {number} as found" for number in self.sealed]
        parts += clock.acceptance(self.clocks)
        return "; ".join(parts)


def repair(path: File, *, keep: Collection[str] = (), by: str | None = None, why: str | None = None) -> Repairs | None:
    """Repair a file in one changeset; return what was done, None if nothing was to do.

    ``keep`` names the triggers of others that stay; all others are dropped.

    Raises:
        NotFoundError: no trigger of others has a name in ``keep``.
        RefusedError: a trigger to keep has the name of one of ours.
        DatabaseError: the file is not a timeline with the current schema.

    """
    with read_connection(path) as connection:
        needed = _needed(connection, keep)
    words = needed.words()
    if not words:
        return None

    def prepare(connection: sqlite3.Connection, _: File) -> None:
        nonlocal needed
        needed = _needed(connection, keep)
        _restore(connection, needed)

    message = f"{words}: {why}" if why else words
    with changeset(path, "db repair", by=by, message=message, first=prepare) as session:
        for trigger in needed.kept:
            session.execute(delete(KeptTrigger).where(KeptTrigger.name == trigger.name))
            session.add(KeptTrigger(name=trigger.name, sql=trigger.sql))
        session.flush()
        own: Any = session.connection().connection.driver_connection
        number = session.info["changeset"]
        for table, row in needed.adopted:
            own.execute(f"UPDATE {table} SET changeset_id = ? WHERE id = ?", (number, row))
        seals.seal_found(own, until=number - 1)
    return needed


def _needed(connection: sqlite3.Connection, keep: Collection[str]) -> Repairs:
    others = {trigger.name: trigger for trigger in planted.triggers(connection).others}
    for name in keep:
        if name in ddl.triggers():
            raise RefusedError(f"{name} is a trigger of timeline, which needs it as it was; leave out --keep").at(
                "keep"
            )
        if name not in others:
            raise NotFoundError(
                f"no trigger of others has the name {name}; timeline db check lists those that are not kept yet"
            ).at("keep")
    return Repairs(
        tuple(trigger for name, trigger in others.items() if name not in keep),
        tuple(others[name] for name in dict.fromkeys(keep)),
        tuple(_damaged(connection)),
        tuple((table, row[0]) for table in ROWS for row in connection.execute(_ORPHANS.format(table)).fetchall()),
        tuple(changeset.changeset for changeset in seals.unsealed(connection) if not changeset.outside),
        tuple(step.changeset for step in clock.backward(connection)),
    )


def _damaged(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the views, triggers and indexes that are missing or differ, and the row of ``writing`` if it is missing."""
    actual = _objects(connection)
    for (kind, name), sql in _expected().items():
        if actual.get((kind, name)) != sql:
            yield f"{kind} {name}"
    if [tuple(row) for row in connection.execute("SELECT changeset_id, restoring FROM writing")] != [(None, 0)]:
        yield "row of writing"


def _objects(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    return {key: sql for key, sql in health.objects(connection).items() if key[0] in _REMADE}


def _expected() -> dict[tuple[str, str], str]:
    return {key: sql for key, sql in health.expected_objects().items() if key[0] in _REMADE}


def _restore(connection: sqlite3.Connection, needed: Repairs) -> None:
    """Drop and restore; views come before their triggers, which a view's end takes along."""
    for trigger in needed.dropped:
        connection.execute(f'DROP TRIGGER IF EXISTS "{trigger.name.replace(chr(34), chr(34) * 2)}"')
    actual = _objects(connection)
    for (kind, name), sql in _expected().items():
        if actual.get((kind, name)) == sql:
            continue
        connection.execute(f"DROP {kind} IF EXISTS {name}")
        connection.execute(sql)
        if kind == "view":
            actual = _objects(connection)
    if "row of writing" in needed.restored:
        for name in ddl.triggers():
            if name.startswith("writing_keep"):
                connection.execute(f"DROP TRIGGER {name}")
        connection.execute("DELETE FROM writing")
        connection.execute("INSERT INTO writing (id, closed) SELECT 1, coalesce(max(id), 0) FROM changesets")
        for name, sql in ddl.triggers().items():
            if name.startswith("writing_keep"):
                connection.execute(sql)
