"""The full-text index: it holds the rows of all programs, loses deleted rows, and can be checked and rebuilt."""

import sqlite3
from pathlib import Path

import pytest

from tests.support.commands import Run
from tests.support.files import Connect
from timeline.database import migrate
from timeline.database.opening import Status, path_status

REINDEX = "timeline db reindex"
STATEMENT = "(id, uid, kind, speaker_id, mode, text) VALUES (2, {uid}, 'statement', 1, 'verbatim', 'Replaced.')"


def matches(connection: sqlite3.Connection, words: str) -> list[int]:
    """Return the entries that a search finds, after SQLite has compared the whole index with the rows."""
    connection.execute("INSERT INTO entries_fts (entries_fts, rank) VALUES ('integrity-check', 1)")
    sql = "SELECT rowid FROM entries_fts WHERE entries_fts MATCH ? ORDER BY rowid"
    return [row[0] for row in connection.execute(sql, (words,))]


def test_rows_from_outside_are_indexed_when_added_changed_or_deleted(story: Path, connect: Connect) -> None:
    connection = connect(story)
    assert (matches(connection, "nobody"), matches(connection, "crimea")) == ([2], [1])
    connection.execute("INSERT INTO events (date, title, note) VALUES ('2022', 'Four regions', 'Annexé aussi')")
    assert matches(connection, "annexe") == [4]
    connection.execute("UPDATE statements SET text = 'Somebody will.', original_text = 'Кто-то' WHERE id = 2")
    assert (matches(connection, "nobody"), matches(connection, "somebody"), matches(connection, "КТО")) == (
        [],
        [2],
        [2],
    )
    connection.execute("UPDATE statements SET role = 'minister' WHERE id = 2")
    assert matches(connection, "somebody") == [2]
    connection.execute("DELETE FROM entries WHERE id = 1")
    assert matches(connection, "crimea") == []


@pytest.mark.parametrize("recursive", [0, 1])
@pytest.mark.parametrize("uid", ["(SELECT uid FROM entries WHERE id = 4)", "'0195475d-7a00-7000-8000-00000000abcd'"])
def test_a_row_that_replace_removes_leaves_the_index(story: Path, connect: Connect, recursive: int, uid: str) -> None:
    connection = connect(story)
    connection.execute(f"PRAGMA recursive_triggers = {recursive}")
    connection.execute("INSERT INTO statements (id, speaker_id, text) VALUES (4, 1, 'Vanishing words.')")
    connection.execute(f"REPLACE INTO entries {STATEMENT.format(uid=uid).replace('(2,', '(4,')}")
    assert (matches(connection, "vanishing"), matches(connection, "replaced")) == ([], [4])


@pytest.mark.parametrize("recursive", [0, 1])
def test_keys_of_names_are_indexed_when_added_changed_or_deleted(story: Path, connect: Connect, recursive: int) -> None:
    connection = connect(story)
    connection.execute(f"PRAGMA recursive_triggers = {recursive}")

    def name_matches(words: str) -> list[int]:
        connection.execute("INSERT INTO speaker_names_fts (speaker_names_fts, rank) VALUES ('integrity-check', 1)")
        return [r[0] for r in connection.execute("SELECT rowid FROM speaker_names_fts(?) ORDER BY rowid", (words,))]

    connection.execute(
        "INSERT INTO speaker_names (id, speaker_id, name, key) VALUES (90, 1, 'S. V. Lavrov', 's v lavrov')"
    )
    assert name_matches("lavrov") == [90]
    connection.execute("UPDATE speaker_names SET name = 'Somebody' WHERE id = 90")
    assert name_matches("lavrov") == []
    connection.execute("REPLACE INTO speaker_names (id, speaker_id, name, key) VALUES (90, 1, 'Minister', 'minister')")
    connection.execute(
        "REPLACE INTO speaker_names (id, speaker_id, name, key) VALUES (91, 1, 'Minister', 'the minister')"
    )
    assert name_matches("minister") == [91]
    connection.execute("DELETE FROM speaker_names WHERE id = 91")
    assert name_matches("minister") == []


def test_upserts_and_ignored_rows_keep_the_index_right(story: Path, connect: Connect) -> None:
    connection = connect(story)
    uid = "'0195475d-7a00-7000-8000-00000000abcd'"
    connection.execute(f"INSERT OR IGNORE INTO entries {STATEMENT.format(uid=uid)}")
    assert (matches(connection, "nobody"), matches(connection, "replaced")) == ([2], [])
    connection.execute(
        f"INSERT INTO entries {STATEMENT.format(uid=uid)} ON CONFLICT (id) DO UPDATE SET text = excluded.text"
    )
    assert (matches(connection, "nobody"), matches(connection, "replaced")) == ([], [2])


def test_undo_restores_words(story: Path, connect: Connect, run: Run) -> None:
    connection = connect(story)
    run("--db", story, "edit", 2, "--text", "Somebody will.")
    run("--db", story, "delete", 3)
    assert (matches(connection, "nobody"), matches(connection, "talks")) == ([], [])
    run("--db", story, "undo", 3)
    run("--db", story, "undo", 2)
    assert (matches(connection, "nobody"), matches(connection, "talks")) == ([2], [3])


def test_an_upgrade_fills_the_index_of_an_older_file(story: Path, connect: Connect) -> None:
    migrate.downgrade(story, "0001")
    assert path_status(story) is Status.OLDER
    connect(story).execute("UPDATE statements SET text = 'Somebody will.' WHERE id = 2")
    migrate.upgrade(story)
    connection = connect(story)
    assert (matches(connection, "nobody"), matches(connection, "somebody")) == ([], [2])


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
def test_a_wrong_index_is_reported_and_rebuilt(story: Path, connect: Connect, run: Run, spoil: str) -> None:
    connection = connect(story)
    assert REINDEX not in run("--db", story, "db", "check", code=1).stdout
    connection.executescript(spoil)
    assert REINDEX in run("--db", story, "db", "check", code=1).stdout
    run("--db", story, "db", "reindex")
    assert REINDEX not in run("--db", story, "db", "check", code=1).stdout
    entries = [row[0] for row in connection.execute("SELECT id FROM entries ORDER BY id")]
    assert matches(connection, '"crimea" OR "nobody" OR "unseen" OR "talks"') == entries


def test_commands_that_need_a_missing_index_say_how_to_rebuild_it(story: Path, connect: Connect, run: Run) -> None:
    connect(story).execute("DROP TABLE entries_fts")
    for command in (["search", "x"], ["add", "x", "--date", "2014"]):
        assert "timeline db reindex" in run("--db", story, *command, code=5).stderr
    run("--db", story, "db", "reindex")
    run("--db", story, "add", "x", "--date", "2014")


def test_a_file_is_checked_while_another_program_writes_to_it(
    story: Path, connect: Connect, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = connect(story)
    connection.execute("DROP TRIGGER entries_fts_delete")
    connection.execute("BEGIN IMMEDIATE")
    # A trigger is missing. The check does not wait for the lock.
    assert REINDEX in run("--db", story, "db", "check", code=1).stdout
    monkeypatch.setattr("timeline.database.opening.BUSY_MILLISECONDS", 10)
    run("--db", story, "db", "reindex", code=5)
    connection.execute("ROLLBACK")
    connection.execute("DELETE FROM entries WHERE id = 3")
    run("--db", story, "db", "reindex")
