"""The triggers of every table of facts: the revisions that they store, and the changes that they refuse."""

import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support.files import Connect
from tests.support.revisions import changesets, revisions, row
from timeline.schema.tables import FACTS

TABLES = [table.name for table in FACTS]
#: tables whose rows never change → a change of each
KEPT = {"proposals": "text = 'x'", "verdicts": "note = 'x'", "readings": "message = 'x'"}
BOTH = pytest.mark.parametrize("recursive", [False, True], ids=["recursive off", "recursive on"])
EITHER_KEYS = pytest.mark.parametrize("foreign_keys", [False, True], ids=["keys off", "keys on"])


def as_stored(before: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return a row as JSON stores it: bytes become hexadecimal."""
    return before and {k: v.hex().upper() if isinstance(v, bytes) else v for k, v in before.items()}


def short(connection: sqlite3.Connection) -> set[tuple[str, int, str]]:
    return {(table, number, action) for _, table, number, action, _ in revisions(connection)}


def refused(connection: sqlite3.Connection, statement: str, message: str) -> None:
    before = list(connection.iterdump())
    with pytest.raises(sqlite3.IntegrityError, match=message):
        connection.execute(statement)
    assert list(connection.iterdump()) == before


def tick() -> None:
    """Wait for the next millisecond: all changes from outside within one millisecond are one changeset."""
    time.sleep(0.003)


@pytest.fixture
def story_shell(story: Path, connect: Connect) -> sqlite3.Connection:
    return connect(story)


# From outside


def test_an_insert_opens_a_changeset_and_needs_no_revision(story_shell: sqlite3.Connection) -> None:
    story_shell.execute("INSERT INTO speakers (name) VALUES ('Volodymyr Zelensky'), ('Ukraine')")
    assert story_shell.execute("SELECT id, actor, command, message FROM changesets WHERE id > 1").fetchall() == [
        (2, "outside", "sql", None)
    ]
    stamped = "SELECT name FROM {} WHERE changeset_id = 2"
    assert story_shell.execute(stamped.format("speakers")).fetchall() == [("Volodymyr Zelensky",), ("Ukraine",)]
    assert story_shell.execute(stamped.format("speaker_names")).fetchall() == [("Volodymyr Zelensky",), ("Ukraine",)]
    assert revisions(story_shell) == []


@pytest.mark.parametrize("table", [table for table in TABLES if table not in KEPT])
def test_the_history_keeps_a_changed_row_as_it_was(story_shell: sqlite3.Connection, table: str) -> None:
    column = {
        "entry_topics": "topic_id",
        "entry_places": "place_id",
        "participants": "role",
        "offices": "note",
        "checks": "doubt",
        "kept_triggers": "sql",
    }.get(table, {"snapshots": "extractor"}.get(table, "lang" if table.endswith("_names") else "note"))
    (number,) = story_shell.execute(f"SELECT max(id) FROM {table}").fetchone()
    before = row(story_shell, table, number)
    assert before is not None
    story_shell.execute(
        f"UPDATE {table} SET {column} = {2 if column.endswith('_id') else repr('new')} WHERE id = {number}"
    )
    changed = row(story_shell, table, number) or {}
    if changed == before:  # entry_places: the place was already the second
        story_shell.execute(f"UPDATE {table} SET {column} = 1 WHERE id = {number}")
    assert revisions(story_shell) == [(2, table, number, "update", as_stored(before))]


@pytest.mark.parametrize("table", TABLES)
def test_the_history_keeps_the_whole_of_a_deleted_row(story_shell: sqlite3.Connection, table: str) -> None:
    story_shell.executescript("DELETE FROM entries; DELETE FROM places WHERE id = 2;")
    for statement in (
        "INSERT INTO events (id, title, note) VALUES (90, 't', 'n'), (91, 't', 'it''s \"quoted\"')",
        "INSERT INTO links (from_id, to_id, relation, note) VALUES (90, 91, 'about', 'и')",
        "INSERT INTO citations (entry_id, source_id) VALUES (90, 1)",
        "INSERT INTO checks (entry_id, checked_by, checked_at, seen) VALUES (90, 'Ana', '2025', '{}')",
        "INSERT INTO entry_topics (entry_id, topic_id) VALUES (90, 1)",
        "INSERT INTO entry_places (entry_id, place_id) VALUES (90, 1)",
        "INSERT INTO participants (entry_id, speaker_id) VALUES (90, 1)",
    ):
        story_shell.execute(statement)
    tick()
    numbers = [number for (number,) in story_shell.execute(f"SELECT id FROM {table} ORDER BY id")]
    if table in ("sources", "snapshots"):
        story_shell.execute("DELETE FROM citations")
    if table == "speakers":
        story_shell.execute("DELETE FROM participants")
    rows = {number: as_stored(row(story_shell, table, number)) for number in numbers}
    latest = story_shell.execute("SELECT max(id) FROM changesets").fetchone()[0]
    tick()
    story_shell.execute(f"DELETE FROM {table}")
    revised = {
        number: before
        for _, t, number, action, before in revisions(story_shell, latest)
        if (t, action) == (table, "delete")
    }
    assert numbers
    assert revised == rows


@BOTH
@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("topics", "name = 'Krym'"),
        ("speaker_names", "name = 'Lawrow'"),
        ("place_names", "name = 'Krym'"),
        ("offices", "date = '2005/..', date_earliest = NULL, date_latest = NULL"),
    ],
)
def test_the_history_keeps_a_row_as_it_was_before_the_triggers_completed_it(
    story: Path, connect: Connect, table: str, change: str, recursive: bool
) -> None:
    story_shell = connect(story, recursive=recursive)
    if table != "offices":
        story_shell.execute(f"UPDATE {table} SET key = 'key' WHERE id = 1")
        tick()
    before, latest = row(story_shell, table, 1), story_shell.execute("SELECT max(id) FROM changesets").fetchone()[0]
    story_shell.execute(f"UPDATE {table} SET {change} WHERE id = 1")
    assert revisions(story_shell, latest)[0] == (latest + 1, table, 1, "update", before)
    after = row(story_shell, table, 1) or {}
    if table == "offices":
        assert (after["date_earliest"], after["date_latest"]) == ("2005-01-01", "9999-12-31")
    else:
        assert after["key"] is None


def test_a_row_inserted_with_an_old_stamp_did_not_exist_before(story_shell: sqlite3.Connection) -> None:
    story_shell.execute("INSERT INTO offices (id, speaker_id, title, date, changeset_id) VALUES (9, 1, 't', '2014', 1)")
    assert revisions(story_shell)[0] == (2, "offices", 9, "insert", None)
    assert story_shell.execute("SELECT date_latest FROM offices WHERE id = 9").fetchone() == ("2014-12-31",)


def test_the_history_keeps_bytes_in_hexadecimal_and_null_as_null(story_shell: sqlite3.Connection) -> None:
    story_shell.execute("UPDATE snapshots SET extractor = 'e'")
    assert [before["content"] for *_, before in revisions(story_shell)] == ["00FF", None]


def test_one_statement_is_one_changeset_even_if_it_changes_many_rows(story_shell: sqlite3.Connection) -> None:
    story_shell.execute("UPDATE timeline SET note = 'n', date = '2020' WHERE id > 0")
    assert changesets(story_shell) == 2
    assert [(c, t, i, a) for c, t, i, a, _ in revisions(story_shell)] == [
        (2, "entries", i, "update") for i in (1, 2, 3)
    ]
    tick()
    story_shell.execute("DELETE FROM links")
    assert changesets(story_shell) == 3
    assert {c for c, *_ in revisions(story_shell, 2)} == {3}


def test_a_statement_that_changes_nothing_leaves_no_trace(story_shell: sqlite3.Connection) -> None:
    for statement in (
        "UPDATE entries SET note = note, text = text",
        "UPDATE events SET title = title",
        "UPDATE entries SET note = 'n' WHERE id = 99",
        "DELETE FROM topics WHERE id = 99",
    ):
        story_shell.execute(statement)
    assert changesets(story_shell) == 1
    assert revisions(story_shell) == []


def test_each_change_keeps_the_row_before_it(story_shell: sqlite3.Connection) -> None:
    for note in ("one", "two", "three"):
        story_shell.execute("UPDATE topics SET note = ? WHERE id = 1", (note,))
        tick()
    story_shell.execute("DELETE FROM topics WHERE id = 1")
    notes = [(c, action, before["note"]) for c, t, _, action, before in revisions(story_shell) if t == "topics"]
    assert notes == [(2, "update", None), (3, "update", "one"), (4, "update", "two"), (5, "delete", "three")]


def test_a_rolled_back_transaction_leaves_no_trace(story_shell: sqlite3.Connection) -> None:
    before = list(story_shell.iterdump())
    story_shell.execute("BEGIN")
    story_shell.execute("DELETE FROM entries")
    story_shell.execute("ROLLBACK")
    assert list(story_shell.iterdump()) == before


# INSERT OR REPLACE, upserts


@BOTH
@pytest.mark.parametrize(
    "statement",
    [
        "REPLACE INTO links (id, from_id, to_id, relation) VALUES (1, 2, 1, 'denies')",
        "INSERT OR REPLACE INTO links (from_id, to_id, relation, note) VALUES (2, 1, 'about', 'n')",
        "UPDATE OR REPLACE links SET note = 'n' WHERE id = 1",
        "REPLACE INTO links SELECT id, from_id, to_id, relation, 'n', changeset_id FROM links WHERE id = 1",
    ],
    ids=["its number", "its key", "update", "whole"],
)
def test_the_history_keeps_a_replaced_row(story: Path, connect: Connect, statement: str, recursive: bool) -> None:
    story_shell = connect(story, recursive=recursive)
    before = row(story_shell, "links", 1)
    story_shell.execute(statement)
    first = revisions(story_shell)[0]
    assert first[:3] == (2, "links", 1)
    assert first[4] == before
    assert story_shell.execute("SELECT count(*) FROM links").fetchone() == (2,)
    assert story_shell.execute("SELECT count(*) FROM replaced").fetchone() == (0,)


@BOTH
@EITHER_KEYS
@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("REPLACE INTO entries (id, kind, title) VALUES (2, 'event', 't')", "entries"),
        ("REPLACE INTO events (id, title) VALUES (2, 't')", "entries"),
        ("REPLACE INTO speakers (id, name) VALUES (1, 'Someone')", "speakers"),
        ("REPLACE INTO sources (id, title) VALUES (1, 't')", "sources"),
        ("REPLACE INTO topics (id, name) VALUES (1, 'other')", "topics"),
        ("REPLACE INTO places (id, name) VALUES (1, 'other')", "places"),
        (
            "REPLACE INTO snapshots (id, source_id, retrieved_at, text, text_sha256) VALUES (1, 1, '', '', '')",
            "snapshots",
        ),
    ],
    ids=lambda value: value if " " not in value else None,
)
def test_rows_that_refer_to_a_replaced_row_stay(
    story: Path, connect: Connect, statement: str, table: str, recursive: bool, foreign_keys: bool
) -> None:
    """The row is replaced and its revision stored, or the statement is refused; no row refers to nothing."""
    story_shell = connect(story, recursive=recursive, foreign_keys=foreign_keys)
    number = 2 if table == "entries" else 1
    before = row(story_shell, table, number)
    referring = {t: story_shell.execute(f"SELECT id FROM {t} ORDER BY id").fetchall() for t in TABLES}
    if recursive:
        refused(
            story_shell, statement, "REPLACE would also remove the rows that refer to this one|still refer to this row"
        )
    else:
        story_shell.execute(statement)
        assert (2, table, number, "update", as_stored(before)) in revisions(story_shell)
    now = {t: story_shell.execute(f"SELECT id FROM {t} ORDER BY id").fetchall() for t in TABLES}
    assert all(set(referring[t]) <= set(now[t]) for t in TABLES)
    assert story_shell.execute("PRAGMA foreign_key_check").fetchall() == []


@BOTH
@pytest.mark.parametrize(
    "statement",
    [
        "REPLACE INTO topics (name) VALUES ('Crimea')",
        "REPLACE INTO topics (id, name) VALUES (2, 'Crimea')",
        "UPDATE OR REPLACE topics SET name = 'Crimea' WHERE id = 2",
        "UPDATE OR REPLACE topics SET uid = (SELECT uid FROM topics WHERE id = 1) WHERE id = 2",
        "REPLACE INTO entries (uid, kind, title) SELECT uid, 'event', 't' FROM entries WHERE id = 1",
    ],
)
def test_no_other_row_is_replaced(story: Path, connect: Connect, statement: str, recursive: bool) -> None:
    refused(connect(story, recursive=recursive), statement, "REPLACE would|another row has the same")


@BOTH
def test_an_ignored_or_updated_conflict_leaves_no_false_revision(
    story: Path, connect: Connect, recursive: bool
) -> None:
    story_shell = connect(story, recursive=recursive)
    story_shell.execute("INSERT OR IGNORE INTO topics (id, name) VALUES (1, 'other')")
    story_shell.execute("INSERT INTO topics (name) VALUES ('Crimea') ON CONFLICT DO NOTHING")
    story_shell.execute("INSERT OR IGNORE INTO links (from_id, to_id, relation) VALUES (2, 1, 'about')")
    assert (changesets(story_shell), revisions(story_shell)) == (1, [])
    before = row(story_shell, "topics", 1)
    story_shell.execute("INSERT INTO topics (name) VALUES ('Crimea') ON CONFLICT (name) DO UPDATE SET note = 'n'")
    assert revisions(story_shell) == [(2, "topics", 1, "update", before)]
    tick()
    story_shell.execute("INSERT INTO topics (name) VALUES ('new')")
    story_shell.execute("INSERT INTO links (from_id, to_id, relation) VALUES (3, 1, 'about')")
    assert revisions(story_shell, 2) == []


# Refusals


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("verb", ["UPDATE", "UPDATE OR REPLACE", "UPDATE OR IGNORE"])
@pytest.mark.parametrize("column", ["id", "rowid"])
def test_a_number_never_changes(story_shell: sqlite3.Connection, table: str, verb: str, column: str) -> None:
    refused(story_shell, f"{verb} {table} SET {column} = {column} + 100", f"{table}: an id never changes")


@pytest.mark.parametrize(("table", "change"), list(KEPT.items()))
@pytest.mark.parametrize("verb", ["UPDATE", "UPDATE OR REPLACE"])
def test_proposals_and_verdicts_never_change(
    story_shell: sqlite3.Connection, table: str, change: str, verb: str
) -> None:
    refused(story_shell, f"{verb} {table} SET {change}", f"{table}: .* (stays as it was made|the latest counts)")


@pytest.mark.parametrize("table", ["changesets", "revisions", "seals", "signatures"])
@BOTH
def test_history_can_only_grow(story: Path, connect: Connect, table: str, recursive: bool) -> None:
    story_shell = connect(story, recursive=recursive)
    story_shell.execute("UPDATE topics SET note = 'n'")
    story_shell.execute("INSERT INTO signatures (changeset_id, digest, signature) VALUES (1, printf('%064d', 1), 'x')")
    for statement in (
        f"DELETE FROM {table}",
        f"UPDATE {table} SET id = id + 1",
        f"UPDATE OR IGNORE {table} SET id = id",
        f"REPLACE INTO {table} SELECT * FROM {table}",
        f"INSERT OR IGNORE INTO {table} SELECT * FROM {table}",
    ):
        refused(story_shell, statement, f"{table}: the history can only grow")


@pytest.mark.parametrize("value", ["NULL", "1", "999"])
def test_the_stamp_of_a_row_is_left_alone(story_shell: sqlite3.Connection, value: str) -> None:
    story_shell.execute("INSERT INTO topics (name) VALUES ('new')")
    refused(story_shell, f"UPDATE topics SET changeset_id = {value}", "filled in by the file: leave it alone")
    refused(
        story_shell, "INSERT INTO topics (name, changeset_id) VALUES ('x', 999)", "filled in by the file: leave it out"
    )


def test_a_changed_date_needs_new_bounds(story_shell: sqlite3.Connection) -> None:
    refused(story_shell, "UPDATE entries SET date = '2015/..' WHERE id = 1", "UPDATE events, statements or timeline")
    refused(story_shell, "UPDATE entries SET date = '201X' WHERE id = 1", "UPDATE events, statements or timeline")
    refused(
        story_shell, "UPDATE offices SET date = '2005/..' WHERE id = 1", "SET date_earliest = NULL, date_latest = NULL"
    )
    story_shell.execute("UPDATE offices SET date = '2005/..', date_earliest = NULL, date_latest = NULL WHERE id = 1")
    story_shell.execute("UPDATE entries SET date = '2014~' WHERE id = 1")
    story_shell.execute(
        "UPDATE entries SET date = '2015', date_earliest = '2015-01-01', date_latest = '2015-12-31' WHERE id = 1"
    )
    assert story_shell.execute("SELECT date_earliest, date_latest FROM offices WHERE id = 1").fetchone() == (
        "2005-01-01",
        "9999-12-31",
    )


# Deleting


@EITHER_KEYS
@BOTH
def test_the_rows_of_an_entry_are_deleted_with_it(
    story: Path, connect: Connect, foreign_keys: bool, recursive: bool
) -> None:
    story_shell = connect(story, foreign_keys=foreign_keys, recursive=recursive)
    story_shell.execute("DELETE FROM entries WHERE id = 2")
    assert short(story_shell) == {
        ("entries", 2, "delete"),
        ("checks", 1, "delete"),
        ("citations", 1, "delete"),
        ("links", 1, "delete"),
        ("links", 2, "delete"),
        ("entry_topics", 2, "delete"),
    }
    story_shell.execute("DELETE FROM timeline WHERE id = 1")
    assert short(story_shell) >= {
        ("participants", 1, "delete"),
        ("entry_places", 1, "delete"),
        ("entry_topics", 1, "delete"),
    }
    assert story_shell.execute("PRAGMA foreign_key_check").fetchall() == []


@EITHER_KEYS
def test_the_rows_of_other_owners_are_deleted_with_them(story: Path, connect: Connect, foreign_keys: bool) -> None:
    story_shell = connect(story, foreign_keys=foreign_keys)
    story_shell.execute("DELETE FROM topics WHERE id = 1")
    story_shell.execute("DELETE FROM places WHERE id = 2")
    story_shell.execute("DELETE FROM timeline WHERE id = 2")
    story_shell.execute("DELETE FROM speakers WHERE id = 1")
    assert story_shell.execute("SELECT count(*) FROM entry_topics").fetchone() == (0,)
    assert story_shell.execute("SELECT count(*) FROM place_names WHERE place_id = 2").fetchone() == (0,)
    assert story_shell.execute("SELECT count(*) FROM speaker_names WHERE speaker_id = 1").fetchone() == (0,)
    assert story_shell.execute("SELECT count(*) FROM offices").fetchone() == (0,)
    story_shell.execute("UPDATE citations SET via_id = NULL")
    story_shell.execute("DELETE FROM sources WHERE id = 1")
    assert story_shell.execute("SELECT id FROM snapshots").fetchall() == [(2,)]
    assert story_shell.execute("PRAGMA foreign_key_check").fetchall() == []


@EITHER_KEYS
@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("DELETE FROM speakers WHERE id = 1", "speakers: entries still refer to this row"),
        ("DELETE FROM speakers WHERE id = 3", "speakers: participants still refer to this row"),
        ("DELETE FROM sources WHERE id = 2", "sources: citations still refer to this row"),
        ("UPDATE citations SET source_id = 2; DELETE FROM sources WHERE id = 1", "sources: citations still refer"),
        ("DELETE FROM snapshots WHERE id = 1", "snapshots: citations still refer to this row"),
        ("DELETE FROM places WHERE id = 1", "places: places still refer to this row"),
    ],
)
def test_a_row_that_others_refer_to_stays(
    story: Path, connect: Connect, statement: str, message: str, foreign_keys: bool
) -> None:
    story_shell = connect(story, foreign_keys=foreign_keys)
    *before, last = statement.split("; ")
    for each in before:
        story_shell.execute(each)
    refused(story_shell, last, message)


def test_the_printed_name_is_always_one_of_the_names(story_shell: sqlite3.Connection) -> None:
    story_shell.execute("UPDATE speaker_names SET key = name")
    story_shell.execute("UPDATE speakers SET name = 'S. V. Lavrov' WHERE id = 1")
    story_shell.execute("UPDATE places SET name = 'Krym' WHERE id = 2")
    story_shell.execute("UPDATE speaker_names SET name = 'Peskov' WHERE speaker_id = 2")
    names = story_shell.execute(
        "SELECT speaker_id, name, key FROM speaker_names WHERE speaker_id < 3 ORDER BY id"
    ).fetchall()
    assert (names[0][1], names[-1][1]) == ("Sergey Lavrov", "S. V. Lavrov")
    assert [key for _, name, key in names if name in ("Peskov", "S. V. Lavrov")] == [None, None]
    assert story_shell.execute("SELECT name FROM place_names WHERE place_id = 2").fetchall() == [("Crimea",), ("Krym",)]
