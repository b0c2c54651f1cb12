"""Find faults in a file, and say how to fix each: ``timeline db check``."""

import re
import sqlite3
from collections.abc import Iterable, Iterator

from timeline.database import chain, planted, sealing
from timeline.database.faults import Fault
from timeline.dates import PartialDate
from timeline.errors import DateError
from timeline.evidence.integrity import flaw
from timeline.history import past, seals
from timeline.history.seals import Seal
from timeline.schema import ddl, fulltext
from timeline.schema.vocabulary import ROWS
from timeline.words import names

#: how to make a missing object again, and a missing table
_REMAKE = ("timeline db repair", "create it with its statement from: timeline db schema")
_MISSING = "the table .* is missing"
#: what SQLite's check says of a value that a constraint forbids; the file can still be read
_LOGICAL = re.compile("CHECK constraint failed in |NULL value in |non-[A-Z]+ value in |[A-Z]+ value in ")
_UPDATE_VIEWS = "set its date again: timeline edit {0} --date …, or UPDATE timeline SET date = … WHERE id = {0}"


def findings(connection: sqlite3.Connection, sealed: list[Seal] | None = None) -> Iterator[Fault]:
    """Yield every fault in a file with the current schema; the seals that are computed go to ``sealed``, too."""
    damages = list(_integrity(connection))
    yield from damages
    if not all(_LOGICAL.match(fault.what) for fault in damages):
        return  # further checks of a damaged file mean little
    differences = list(_schema(connection))
    yield from differences
    if any(re.match(_MISSING, fault.what) for fault in differences):
        return  # the other checks need every table
    encoding = connection.execute("PRAGMA encoding").fetchone()[0]
    if encoding != "UTF-8":
        what = f"the file is encoded as {encoding}, in which seals cannot be computed"
        yield Fault("schema", what, "copy it: timeline export sql | sqlite3 NEW")
        return
    yield from _foreign_keys(connection)
    yield from _triggers(connection)
    yield from _history(connection)
    computed = seals.seals(connection)
    if sealed is not None:
        sealed += computed
    yield from chain.findings(connection, computed)
    yield from _circles(connection)
    yield from _dates(connection)
    yield from _keys(connection)
    yield from _snapshots(connection)
    yield from _search(connection)


def examined(
    connection: sqlite3.Connection, heads: Iterable[str] = (), signers: str | None = None
) -> tuple[list[Fault], list[str]]:
    """Return every fault and all notes; also about heads that somebody wrote down, and signatures if signers are known.

    Raises:
        RefusedError: a head is none, at ``head``; or ssh-keygen is not installed.
        NotFoundError: the file of signers is missing, at ``signers``.

    """
    sealed: list[Seal] = []
    faults = list(findings(connection, sealed))
    if any(fault.code == "integrity" and not _LOGICAL.match(fault.what) for fault in faults):
        return faults, []
    if any(re.match(_MISSING, fault.what) for fault in faults):
        return faults, []
    notes = list(chain.notes(connection))
    is_sound = not any(fault.code in ("integrity", "schema") for fault in faults)
    for typed in heads:
        result = chain.continues(connection, sealed, typed)
        if isinstance(result, Fault):
            faults.append(result)
        elif not is_sound:
            what = (
                f"the file has the head {result.head}, but its tables are not as they should be, so it proves nothing"
            )
            faults.append(
                Fault("head", what, f"repair the faults of changeset {result.head.changeset} and before first")
            )
        else:
            notes.append(f"the file continues from the head {result.head}: {_since(result.since)}")
    for signature in () if signers is None else sealing.signatures(connection, signers):
        if isinstance(signature, Fault):
            faults.append(signature)
        else:
            notes.append(f"{signature.signer} has signed everything up to changeset {signature.changeset}")
    notes.append(f"head {seals.state(connection)}")
    return faults, notes


def _since(count: int) -> str:
    later = "nothing" if not count else "1 changeset" if count == 1 else f"{count:,} changesets"
    return f"what it covers is unaltered, and {later} came later"


def _search(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Compare the full-text indexes with the rows.

    SQLite does this with an INSERT, so the connection may write for a moment; it changes nothing. On a read-only
    medium, or while another program writes, only the numbers of the rows are compared.
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
    return Fault("search", f"the full-text index of {table} does not match its rows", "timeline db reindex")


def _snapshots(connection: sqlite3.Connection) -> Iterator[Fault]:
    for (row,) in connection.execute("SELECT id FROM snapshots ORDER BY id").fetchall():
        if wrong := flaw(connection, row):
            fix = "timeline log shows who changed it, and timeline undo undoes the change; or else restore a backup"
            yield Fault("snapshot", wrong, fix)


def _integrity(connection: sqlite3.Connection) -> Iterator[Fault]:
    fix = "restore a backup, or try: sqlite3 FILE .recover | sqlite3 NEW"
    for (wrong,) in connection.execute("PRAGMA integrity_check(20)").fetchall():
        if wrong != "ok":
            yield Fault("integrity", str(wrong), fix)


def _schema(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Compare the schema of the file with the current one; ignore what other programs have added."""
    actual = objects(connection)
    for (kind, name), sql in expected_objects().items():
        if (kind, name) not in actual:
            fix = "timeline db reindex" if "_fts" in name else _REMAKE[kind == "table"]
            yield Fault("schema", f"the {kind} {name} is missing", fix)
        elif actual[kind, name] != sql:
            yield Fault(
                "schema",
                f"the {kind} {name} differs from the schema",
                "timeline db repair"
                if kind != "table"
                else "copy the data to a new file, made with: timeline db schema | sqlite3 NEW",
            )


def expected_objects() -> dict[tuple[str, str], str]:
    """Return the schema of a fresh file, as :func:`objects` does."""
    with sqlite3.connect(":memory:") as fresh:
        ddl.create(fresh)
        return objects(fresh)


def objects(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """Return the schema of a file, except the tables that FTS5 makes: each version of SQLite words them differently."""
    rows = connection.execute("SELECT type, name, sql FROM main.sqlite_schema WHERE sql IS NOT NULL").fetchall()
    return {(row[0], row[1]): row[2] for row in rows if not re.search("_fts_(data|idx|docsize|config)$", row[1])}


def _triggers(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Yield the triggers of others; one with a name of ours is a difference of the schema."""
    for name, table, sql in planted.triggers(connection).others:
        if name not in ddl.triggers():
            yield Fault(
                "trigger",
                f"the trigger {name} on {table} is not one of timeline's, which writes nothing until you decide: {sql}",
                f"timeline db repair drops it; timeline db repair --keep {name} keeps it",
            )


def _foreign_keys(connection: sqlite3.Connection) -> Iterator[Fault]:
    for table, row, target, key in connection.execute("PRAGMA foreign_key_check").fetchall():
        column = next(k[3] for k in connection.execute(f"PRAGMA foreign_key_list({table})") if k[0] == key)
        what = f"{ROWS.get(table, table)} {row} refers to {_a(ROWS.get(target, target))} that does not exist"
        update = f"UPDATE {table} SET {column} = … WHERE id = {row}"
        yield Fault("reference", what, f"restore it with timeline undo, or refer to another one: {update}")


def _a(word: str) -> str:
    word = "changeset" if word == "changesets" else word
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def _history(connection: sqlite3.Connection) -> Iterator[Fault]:
    for table in past.tables(connection):
        for (row,) in connection.execute(f"SELECT id FROM {table} WHERE changeset_id IS NULL").fetchall():
            what = f"{ROWS[table]} {row} has no changeset: it was added while a trigger was missing"
            yield Fault("history", what, "timeline db repair")
    for (row,) in connection.execute(
        "SELECT id FROM revisions WHERE before IS NOT NULL AND NOT json_valid(before)"
    ).fetchall():
        yield Fault(
            "history",
            f"revision {row} cannot be read",
            "restore a backup; without one, the row as it was before is lost",
        )
    writing = connection.execute("SELECT changeset_id, restoring FROM writing").fetchone()
    if writing is None:
        yield Fault("history", "the one row of the table writing is missing", "timeline db repair")
    elif tuple(writing) != (None, 0):
        yield Fault("history", "a changeset was left open", "timeline db repair")


def _circles(connection: sqlite3.Connection) -> Iterator[Fault]:
    for row, name in connection.execute(
        "WITH RECURSIVE above (start, id) AS (SELECT id, parent_id FROM places WHERE parent_id IS NOT NULL"
        " UNION SELECT a.start, p.parent_id FROM above AS a JOIN places AS p ON p.id = a.id"
        " WHERE p.parent_id IS NOT NULL) SELECT id, name FROM places WHERE (id, id) IN (SELECT start, id FROM above)"
    ).fetchall():
        yield Fault(
            "circle",
            f"place {row}, {name}, lies inside itself",
            f"clear or correct the place that it lies in: UPDATE places SET parent_id = NULL WHERE id = {row}",
        )


def _dates(connection: sqlite3.Connection) -> Iterator[Fault]:
    for table in ("entries", "offices"):
        time = "time" if table == "entries" else "NULL"
        for row, date, moment, *bounds in connection.execute(
            f"SELECT id, date, {time}, date_earliest, date_latest FROM {table} WHERE date IS NOT NULL"
        ):
            what = f"{ROWS[table]} {row}"
            fix = (_UPDATE_VIEWS if table == "entries" else "timeline office edit {0} --from … --until …").format(row)
            try:
                parsed = PartialDate.parse(date if moment is None else f"{date}T{moment}")
            except DateError as error:
                yield Fault("date", f"{what}: {error}", fix)
                continue
            if [parsed.earliest, parsed.latest] != bounds:
                stored = " to ".join(map(str, bounds))
                what = f"{what} is dated {date}, {parsed.earliest} to {parsed.latest}, but sorted as {stored}"
                yield Fault("bounds", what, fix)


def _keys(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Yield names with a wrong matching key, for example because a newer program knows more spellings."""
    for table in ("speaker_names", "place_names", "topics"):
        for row, name, key in connection.execute(f"SELECT id, name, key FROM {table} WHERE key IS NOT NULL"):
            if names.key(name) != key:
                yield Fault(
                    "key",
                    f"{ROWS[table]} {row}, {name}, has the matching key of another name",
                    f"UPDATE {table} SET key = NULL WHERE id = {row}; timeline computes it when it needs it",
                )
