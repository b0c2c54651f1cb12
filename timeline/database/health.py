"""What may be wrong with a file, each with how to mend it: ``timeline db check``."""

import re
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from timeline.dates import PartialDate
from timeline.errors import DateError
from timeline.evidence.integrity import flaw
from timeline.history import past
from timeline.schema import ddl, fulltext
from timeline.schema.vocabulary import ROWS
from timeline.words import names


class Fault(NamedTuple):
    """Something that is wrong: a code that stays, what it is, and how to mend it."""

    code: str
    what: str
    mend: str


_UPDATE_VIEWS = "set its date anew: timeline edit {0} --date …, or UPDATE timeline SET date = … WHERE id = {0}"


def findings(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Yield everything that is wrong with a current file."""
    damaged = list(_integrity(connection))
    yield from damaged
    if damaged:
        return  # what is read from a damaged file says little
    unlike = list(_schema(connection))
    yield from unlike
    if any(re.match("the table .* is missing", finding.what) for finding in unlike):
        return  # the rest cannot be asked of what is not there
    yield from _foreign_keys(connection)
    yield from _history(connection)
    yield from _circles(connection)
    yield from _dates(connection)
    yield from _keys(connection)
    yield from _snapshots(connection)
    yield from _search(connection)


def _search(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Compare the full-text indexes with what the rows say.

    SQLite offers that as an INSERT, so the connection may write for a moment; it changes nothing. On a medium that
    cannot be written to, or while another program writes, only the numbers of the rows are compared.
    """
    connection.execute("PRAGMA busy_timeout = 0")
    for table in fulltext.INDEXED:
        connection.execute("PRAGMA query_only = OFF")
        try:
            connection.execute("BEGIN")
            connection.execute(fulltext.check(table))
            same = True
        except sqlite3.OperationalError as error:
            if not getattr(error, "sqlite_errorname", "").startswith(
                ("SQLITE_READONLY", "SQLITE_BUSY", "SQLITE_LOCKED")
            ):
                yield _stale(table)
                continue
            ids, indexed = f"SELECT id FROM {table}", f"SELECT id FROM {table}_fts_docsize"
            both = f"SELECT 1 FROM ({ids} EXCEPT {indexed}) UNION ALL SELECT 1 FROM ({indexed} EXCEPT {ids}) LIMIT 1"
            same = connection.execute(both).fetchone() is None
        except sqlite3.DatabaseError:
            same = False
        finally:
            connection.execute("ROLLBACK")
            connection.execute("PRAGMA query_only = ON")
        if not same:
            yield _stale(table)


def _stale(table: str) -> Fault:
    return Fault("search", f"the full-text index of {table} does not hold what its rows say", "timeline db reindex")


def _snapshots(connection: sqlite3.Connection) -> Iterator[Fault]:
    for (row,) in connection.execute("SELECT id FROM snapshots ORDER BY id").fetchall():
        if wrong := flaw(connection, row):
            mend = "timeline log tells who changed it, and timeline undo takes that back; else restore a backup"
            yield Fault("snapshot", wrong, mend)


def _integrity(connection: sqlite3.Connection) -> Iterator[Fault]:
    mend = "restore a backup, or try: sqlite3 FILE .recover | sqlite3 NEW"
    for (wrong,) in connection.execute("PRAGMA integrity_check(20)").fetchall():
        if wrong != "ok":
            yield Fault("integrity", str(wrong), mend)


def _schema(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Compare what the file has with what it should have; what others have added beside it is their own."""
    with sqlite3.connect(":memory:") as fresh:
        ddl.create(fresh)
        expected = _objects(fresh)
    found = _objects(connection)
    for (kind, name), sql in expected.items():
        if (kind, name) not in found:
            again = "make it again with its statement from: timeline db schema"
            if "_fts" in name:
                again = "timeline db reindex"
            yield Fault("schema", f"the {kind} {name} is missing", again)
        elif found[kind, name] != sql:
            yield Fault(
                "schema",
                f"the {kind} {name} is not as it should be",
                "drop it and make it again with its statement from: timeline db schema"
                if kind != "table"
                else "take the data into a new file: timeline db schema makes one",
            )


def _objects(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """Return what a file has, but the tables that FTS5 makes for itself, each version of SQLite in its own words."""
    rows = connection.execute("SELECT type, name, sql FROM main.sqlite_schema WHERE sql IS NOT NULL").fetchall()
    return {(row[0], row[1]): row[2] for row in rows if not re.search("_fts_(data|idx|docsize|config)$", row[1])}


def _foreign_keys(connection: sqlite3.Connection) -> Iterator[Fault]:
    for table, row, target, key in connection.execute("PRAGMA foreign_key_check").fetchall():
        column = next(k[3] for k in connection.execute(f"PRAGMA foreign_key_list({table})") if k[0] == key)
        what = f"{ROWS.get(table, table)} {row} refers to {_a(ROWS.get(target, target))} that is not there"
        another = f"UPDATE {table} SET {column} = … WHERE id = {row}"
        yield Fault("reference", what, f"bring it back with timeline undo, or refer to another one: {another}")


def _a(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def _history(connection: sqlite3.Connection) -> Iterator[Fault]:
    for table in past.tables(connection):
        for (row,) in connection.execute(f"SELECT id FROM {table} WHERE changeset_id IS NULL").fetchall():
            mend = f"UPDATE {table} SET changeset_id = (SELECT max(id) FROM changesets) WHERE id = {row}"
            yield Fault("history", f"{ROWS[table]} {row} has no changeset: it came while a trigger was missing", mend)
    for (row,) in connection.execute(
        "SELECT id FROM revisions WHERE before IS NOT NULL AND NOT json_valid(before)"
    ).fetchall():
        yield Fault("history", f"revision {row} cannot be read", "restore a backup; what was before it is lost")
    writing = connection.execute("SELECT changeset_id, restoring FROM writing").fetchone()
    if writing is None:
        yield Fault("history", "the one row of the table writing is missing", "INSERT INTO writing (id) VALUES (1)")
    elif tuple(writing) != (None, 0):
        yield Fault("history", "a changeset was left open", "UPDATE writing SET changeset_id = NULL, restoring = 0")


def _circles(connection: sqlite3.Connection) -> Iterator[Fault]:
    for row, name in connection.execute(
        "WITH RECURSIVE above (start, id) AS (SELECT id, parent_id FROM places WHERE parent_id IS NOT NULL"
        " UNION SELECT a.start, p.parent_id FROM above AS a JOIN places AS p ON p.id = a.id"
        " WHERE p.parent_id IS NOT NULL) SELECT id, name FROM places WHERE (id, id) IN (SELECT start, id FROM above)"
    ).fetchall():
        yield Fault(
            "circle",
            f"place {row}, {name}, lies inside itself",
            f"say what it really lies in: UPDATE places SET parent_id = NULL WHERE id = {row}",
        )


def _dates(connection: sqlite3.Connection) -> Iterator[Fault]:
    for table in ("entries", "offices"):
        time = "time" if table == "entries" else "NULL"
        for row, date, moment, *bounds in connection.execute(
            f"SELECT id, date, {time}, date_earliest, date_latest FROM {table} WHERE date IS NOT NULL"
        ):
            what = f"{ROWS[table]} {row}"
            mend = (_UPDATE_VIEWS if table == "entries" else "timeline office edit {0} --from … --until …").format(row)
            try:
                read = PartialDate.parse(date if moment is None else f"{date}T{moment}")
            except DateError as error:
                yield Fault("date", f"{what}: {error}", mend)
                continue
            if [read.earliest, read.latest] != bounds:
                stored = " to ".join(map(str, bounds))
                said = f"{what} is dated {date}, {read.earliest} to {read.latest}, but sorted as {stored}"
                yield Fault("bounds", said, mend)


def _keys(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Find matching keys that are not those of their name, as after a newer program has come to know more spellings."""
    for table in ("speaker_names", "place_names", "topics"):
        for row, name, key in connection.execute(f"SELECT id, name, key FROM {table} WHERE key IS NOT NULL"):
            if names.key(name) != key:
                yield Fault(
                    "key",
                    f"{ROWS[table]} {row}, {name}, has the matching key of another name",
                    f"UPDATE {table} SET key = NULL WHERE id = {row}; it is computed when it is needed",
                )
