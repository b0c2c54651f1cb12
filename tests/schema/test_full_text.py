"""The full-text index: what any program writes is in it, what is gone is not, and what went wrong is found and mended."""

import sqlite3
from pathlib import Path

import pytest

from tests.support.commands import Run
from tests.support.files import Connect
from timeline.database import migrate
from timeline.database.opening import Status, path_status

REINDEX = "timeline db reindex"
STATEMENT = "(id, uid, kind, speaker_id, mode, text) VALUES (2, {uid}, 'statement', 1, 'verbatim', 'Replaced.')"


def found(connection: sqlite3.Connection, words: str) -> list[int]:
    """Search, and let SQLite compare the whole index with the rows."""
    connection.execute("INSERT INTO entries_fts (entries_fts, rank) VALUES ('integrity-check', 1)")
    sql = "SELECT rowid FROM entries_fts WHERE entries_fts MATCH ? ORDER BY rowid"
    return [row[0] for row in connection.execute(sql, (words,))]


def test_rows_from_outside_are_found_as_they_come_change_and_go(story: Path, connect: Connect) -> None:
    connection = connect(story)
    assert (found(connection, "nobody"), found(connection, "crimea")) == ([2], [1])
    connection.execute("INSERT INTO events (date, title, note) VALUES ('2022', 'Four regions', 'Annexé aussi')")
    assert found(connection, "annexe") == [4]
    connection.execute("UPDATE statements SET text = 'Somebody will.', original_text = 'Кто-то' WHERE id = 2")
    assert (found(connection, "nobody"), found(connection, "somebody"), found(connection, "КТО")) == ([], [2], [2])
    connection.execute("UPDATE statements SET role = 'minister' WHERE id = 2")
    assert found(connection, "somebody") == [2]
    connection.execute("DELETE FROM entries WHERE id = 1")
    assert found(connection, "crimea") == []


@pytest.mark.parametrize("recursive", [0, 1])
@pytest.mark.parametrize("uid", ["(SELECT uid FROM entries WHERE id = 4)", "'0195475d-7a00-7000-8000-00000000abcd'"])
def test_what_a_replace_removes_unseen_is_not_found(story: Path, connect: Connect, recursive: int, uid: str) -> None:
    connection = connect(story)
    connection.execute(f"PRAGMA recursive_triggers = {recursive}")
    connection.execute("INSERT INTO statements (id, speaker_id, text) VALUES (4, 1, 'Vanishing words.')")
    connection.execute(f"REPLACE INTO entries {STATEMENT.format(uid=uid).replace('(2,', '(4,')}")
    assert (found(connection, "vanishing"), found(connection, "replaced")) == ([], [4])


@pytest.mark.parametrize("recursive", [0, 1])
def test_keys_of_names_are_found_as_they_come_change_and_go(story: Path, connect: Connect, recursive: int) -> None:
    connection = connect(story)
    connection.execute(f"PRAGMA recursive_triggers = {recursive}")

    def named(words: str) -> list[int]:
        connection.execute("INSERT INTO speaker_names_fts (speaker_names_fts, rank) VALUES ('integrity-check', 1)")
        return [r[0] for r in connection.execute("SELECT rowid FROM speaker_names_fts(?) ORDER BY rowid", (words,))]

    connection.execute(
        "INSERT INTO speaker_names (id, speaker_id, name, key) VALUES (90, 1, 'S. V. Lavrov', 's v lavrov')"
    )
    assert named("lavrov") == [90]
    connection.execute("UPDATE speaker_names SET name = 'Somebody' WHERE id = 90")
    assert named("lavrov") == []
    connection.execute("REPLACE INTO speaker_names (id, speaker_id, name, key) VALUES (90, 1, 'Minister', 'minister')")
    connection.execute(
        "REPLACE INTO speaker_names (id, speaker_id, name, key) VALUES (91, 1, 'Minister', 'the minister')"
    )
    assert named("minister") == [91]
    connection.execute("DELETE FROM speaker_names WHERE id = 91")
    assert named("minister") == []


def test_upserts_and_ignored_rows_leave_the_index_right(story: Path, connect: Connect) -> None:
    connection = connect(story)
    uid = "'0195475d-7a00-7000-8000-00000000abcd'"
    connection.execute(f"INSERT OR IGNORE INTO entries {STATEMENT.format(uid=uid)}")
    assert (found(connection, "nobody"), found(connection, "replaced")) == ([2], [])
    connection.execute(
        f"INSERT INTO entries {STATEMENT.format(uid=uid)} ON CONFLICT (id) DO UPDATE SET text = excluded.text"
    )
    assert (found(connection, "nobody"), found(connection, "replaced")) == ([], [2])


def test_undo_brings_words_back(story: Path, connect: Connect, run: Run) -> None:
    connection = connect(story)
    run("--db", story, "edit", 2, "--text", "Somebody will.")
    run("--db", story, "delete", 3)
    assert (found(connection, "nobody"), found(connection, "talks")) == ([], [])
    run("--db", story, "undo", 3)
    run("--db", story, "undo", 2)
    assert (found(connection, "nobody"), found(connection, "talks")) == ([2], [3])


def test_a_file_from_before_is_filled_when_it_is_upgraded(story: Path, connect: Connect) -> None:
    migrate.downgrade(story, "0001")
    assert path_status(story) is Status.OLDER
    connect(story).execute("UPDATE statements SET text = 'Somebody will.' WHERE id = 2")
    migrate.upgrade(story)
    connection = connect(story)
    assert (found(connection, "nobody"), found(connection, "somebody")) == ([], [2])


@pytest.mark.parametrize(
    "spoil",
    [
        "DROP TRIGGER entries_fts_update; UPDATE entries SET text = 'Unseen.' WHERE id = 2",
        "DROP TRIGGER entries_fts_delete; DELETE FROM entries WHERE id = 3",
        "INSERT INTO entries_fts (entries_fts) VALUES ('delete-all')",
        "DROP TABLE entries_fts",
        "DROP TABLE place_names_fts",
        "DROP TRIGGER speaker_names_fts_insert; DELETE FROM speaker_names_fts_docsize",
    ],
)
def test_an_index_that_is_wrong_is_told_and_mended(story: Path, connect: Connect, run: Run, spoil: str) -> None:
    connection = connect(story)
    assert REINDEX not in run("--db", story, "db", "check", code=1).stdout
    connection.executescript(spoil)
    assert REINDEX in run("--db", story, "db", "check", code=1).stdout
    run("--db", story, "db", "reindex")
    assert REINDEX not in run("--db", story, "db", "check", code=1).stdout
    entries = [row[0] for row in connection.execute("SELECT id FROM entries ORDER BY id")]
    assert found(connection, '"crimea" OR "nobody" OR "unseen" OR "talks"') == entries


def test_what_needs_a_missing_index_says_how_to_make_it(story: Path, connect: Connect, run: Run) -> None:
    connect(story).execute("DROP TABLE entries_fts")
    for command in (["search", "x"], ["add", "x", "--date", "2014"]):
        assert "timeline db reindex" in run("--db", story, *command, code=5).stderr
    run("--db", story, "db", "reindex")
    run("--db", story, "add", "x", "--date", "2014")


def test_a_file_that_another_program_writes_to_is_checked_too(
    story: Path, connect: Connect, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = connect(story)
    connection.execute("DROP TRIGGER entries_fts_delete")
    connection.execute("BEGIN IMMEDIATE")
    assert (
        REINDEX in run("--db", story, "db", "check", code=1).stdout
    )  # as a trigger is missing; it does not wait until it is told that the file is locked
    monkeypatch.setattr("timeline.database.opening.BUSY_TIMEOUT", 10)
    run("--db", story, "db", "reindex", code=5)
    connection.execute("ROLLBACK")
    connection.execute("DELETE FROM entries WHERE id = 3")
    run("--db", story, "db", "reindex")
