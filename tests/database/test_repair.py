"""Triggers that timeline did not make, the table ``writing``, clocks: what stops writing, and what ``db repair`` does."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Run, refused
from timeline.history import seals
from timeline.schema import ddl

Sql = Callable[..., list[Any]]
PLANTED = "CREATE TRIGGER planted AFTER INSERT ON entries BEGIN UPDATE entries SET text = 'FORGED' WHERE id = 12; END"


def script(path: Path, text: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(text)


def triggers(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")}


# The row that opens a changeset


@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        ("UPDATE writing SET changeset_id = 1", "only the newest"),
        ("UPDATE writing SET changeset_id = (SELECT changeset_id FROM entries WHERE id = 12)", "only the newest"),
        ("UPDATE writing SET changeset_id = 99", "only the newest"),
        ("UPDATE writing SET restoring = 1", "while a changeset is open"),
        ("UPDATE writing SET closed = 0", "stays closed"),
        ("UPDATE writing SET closed = 99", "stays closed"),
        ("DELETE FROM writing", "its one row stays"),
        ("REPLACE INTO writing (id) VALUES (1)", "its one row stays"),
        ("INSERT INTO writing (id, closed) VALUES (2, 1)", "its one row stays"),
        ("UPDATE topics SET note = 'x'; UPDATE writing SET changeset_id = 2", "only the newest"),
        (
            "INSERT INTO changesets (actor, command) VALUES ('Anna', 'edit'), ('Anna', 'edit');"
            "UPDATE writing SET changeset_id = 2",
            "only the newest",
        ),
        (
            "INSERT INTO changesets (actor, command) VALUES ('Anna', 'edit'); UPDATE writing SET changeset_id = 2;"
            "INSERT INTO changesets (actor, command) VALUES ('Anna', 'edit'); UPDATE writing SET changeset_id = 3",
            "only the newest",
        ),
        (
            "INSERT INTO changesets (actor, command) VALUES ('Anna', 'edit'); UPDATE writing SET changeset_id = 2;"
            "UPDATE writing SET changeset_id = NULL; UPDATE writing SET changeset_id = 2",
            "only the newest",
        ),
    ],
)
@pytest.mark.parametrize("recursive", ["OFF", "ON"])
def test_a_changeset_is_opened_once_and_closed_for_good(
    example: Path, statements: str, reason: str, recursive: str
) -> None:
    with closing(sqlite3.connect(example, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA recursive_triggers = {recursive}")
        *before, last = statements.split(";")
        for statement in before:
            connection.execute(statement)
        with pytest.raises(sqlite3.IntegrityError, match=f"writing: .*{reason}"):
            connection.execute(last)


# Triggers of others


@pytest.mark.parametrize(
    ("planted", "on"),
    [
        (PLANTED, "entries"),
        (PLANTED.replace("ON entries", "ON ENTRIES"), "ENTRIES"),
        (PLANTED.replace("planted", '"a ""b"" c"'), "entries"),
        ("CREATE TRIGGER planted INSTEAD OF DELETE ON checked BEGIN SELECT 1; END", "checked"),
        ("CREATE TRIGGER planted AFTER INSERT ON changesets BEGIN DELETE FROM replaced; END", "changesets"),
        ("CREATE TRIGGER planted BEFORE UPDATE ON writing BEGIN SELECT 1; END", "writing"),
    ],
)
def test_nothing_is_written_beside_a_planted_trigger(run: Run, example: Path, planted: str, on: str) -> None:
    before = run("show", "--format", "json").stdout
    script(example, planted)
    name = next(iter(triggers(example) - triggers_of_a_fresh_file(run, example.parent)))
    for command in (
        ("add", "x", "--date", "2014"), ("edit", 1, "--note", "x"), ("delete", 1), ("undo", 1), ("seal",),
        ("source", "add", "https://example.org/", "--no-fetch"), ("check", 1),
    ):  # fmt: skip
        message = refused(run, *command, code=5)
        assert f"the trigger {name} on {on}" in message
        assert "timeline db repair" in message
    assert run("show", "--format", "json").stdout == before
    result = run("db", "check", code=1).stdout
    assert f"trigger: the trigger {name} on {on} is not one of timeline's" in result
    repaired = run("db", "repair", "--by", "Anna", "--why", "never seen before")
    assert repaired.stdout == f"{planted};\n"
    assert f"dropped the trigger {name}" in repaired.stderr
    assert f"dropped the trigger {name}: never seen before" in " ".join(run("log", "--limit", 1).stdout.split())
    run("add", "x", "--date", "2014")
    assert "nothing is wrong" in run("db", "check").stderr
    assert "nothing needs repair" in run("db", "repair").stderr


def triggers_of_a_fresh_file(run: Run, folder: Path) -> set[str]:
    run("--db", folder / "fresh.db", "init")
    return triggers(folder / "fresh.db")


def test_a_trigger_can_be_kept_by_name_until_it_changes_or_that_is_undone(run: Run, example: Path) -> None:
    script(example, PLANTED)
    script(example, PLANTED.replace("planted", "another"))
    repaired = run("db", "repair", "--keep", "planted")
    assert "dropped the trigger another; kept the trigger planted" in repaired.stderr
    run("add", "x", "--date", "2014")
    assert "FORGED" in run("show", 12).stdout
    assert "nothing is wrong" in run("db", "check").stderr
    script(example, "DROP TRIGGER planted")
    script(example, PLANTED.replace("FORGED", "FORGED AGAIN"))
    assert "the trigger planted" in refused(run, "add", "y", "--date", "2014", code=5)
    script(example, "DROP TRIGGER planted")
    script(example, PLANTED)
    run("undo", 2)
    assert "the trigger planted" in refused(run, "add", "y", "--date", "2014", code=5)
    run("db", "repair", "--keep", "planted")
    run("db", "check")


def test_what_cannot_be_kept_is_refused_and_nothing_else_is_done(run: Run, example: Path) -> None:
    script(example, PLANTED)
    assert "has the name other" in refused(run, "db", "repair", "--keep", "other", code=3, field="--keep")
    script(example, "DROP TRIGGER entries_after_update")
    script(example, "CREATE TRIGGER entries_after_update AFTER UPDATE ON entries BEGIN SELECT 1; END")
    assert "is a trigger of timeline" in refused(run, "db", "repair", "--keep", "entries_after_update", field="--keep")
    assert "planted" in triggers(example)


def test_things_of_ones_own_that_touch_nothing_of_ours_are_left_alone(run: Run, example: Path) -> None:
    script(
        example,
        "CREATE TABLE mine (x); CREATE VIEW my_view AS SELECT * FROM timeline; CREATE INDEX my_index ON entries (note);"
        "CREATE TRIGGER my_trigger AFTER INSERT ON mine BEGIN UPDATE timeline SET note = NEW.x WHERE id = 1; END;"
        "CREATE TRIGGER my_other INSTEAD OF INSERT ON my_view BEGIN SELECT 1; END; INSERT INTO mine VALUES ('a note')",
    )
    run("add", "x", "--date", "2014")
    assert "nothing is wrong" in run("db", "check").stderr
    assert "nothing needs repair" in run("db", "repair").stderr


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TRIGGER entries_after_update",
        "DROP TRIGGER entries_after_update; CREATE TRIGGER entries_after_update AFTER UPDATE ON entries BEGIN SELECT 1; END",
        "DROP TRIGGER seals_keep_update; DROP TRIGGER revisions_keep_delete",
        "DROP VIEW timeline",
        "DROP VIEW checked; CREATE VIEW checked AS SELECT 1 AS entry_id",
        "DROP INDEX ix_entries_date",
        "DROP TRIGGER writing_keep_delete; DELETE FROM writing",
        "DROP TRIGGER writing_before_update; UPDATE writing SET changeset_id = 1, restoring = 1",
    ],
)
def test_what_is_missing_or_altered_is_restored(run: Run, example: Path, damage: str) -> None:
    script(example, damage)
    run("db", "check", code=1)
    assert "restored the" in run("db", "repair").stderr
    assert "nothing is wrong" in run("db", "check").stderr
    run("edit", 12, "--note", "x")
    run("undo")
    assert "nothing is wrong" in run("db", "check").stderr


@pytest.mark.parametrize("name", ["entries_after_update", "seals_keep_update", "entries_fts_update"])
def test_without_a_trigger_of_ours_nothing_is_written(run: Run, example: Path, name: str) -> None:
    script(example, f"DROP TRIGGER {name}")
    assert f"lacks the trigger {name}" in refused(run, "edit", 12, "--note", "x", code=5)


def test_a_trigger_that_a_foreign_key_sets_off_is_planted_too(run: Run, example: Path) -> None:
    script(
        example,
        "CREATE TABLE mine (e INTEGER PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE);"
        "CREATE TABLE theirs (m INTEGER REFERENCES mine (e) ON DELETE CASCADE); INSERT INTO mine VALUES (14);"
        "INSERT INTO theirs VALUES (14);"
        "CREATE TRIGGER far AFTER DELETE ON theirs BEGIN UPDATE entries SET note = 'FORGED' WHERE id = 1; END",
    )
    assert "the trigger far on theirs" in refused(run, "delete", 14, code=5)
    assert "trigger: the trigger far" in run("db", "check", code=1).stdout


def test_a_trigger_cannot_keep_itself(run: Run, example: Path) -> None:
    script(
        example,
        f"{PLANTED}; INSERT INTO kept_triggers (name, sql) SELECT name, sql FROM sqlite_schema WHERE name = 'planted';",
    )
    assert "the trigger planted" in refused(run, "add", "x", "--date", "2014", code=5)
    run("db", "repair", "--keep", "planted")
    run("add", "x", "--date", "2014")
    script(example, "DROP TRIGGER planted")
    script(example, PLANTED.replace("FORGED", "FORGED AGAIN"))
    run("db", "repair", "--keep", "planted")
    run("add", "x", "--date", "2014")


def test_a_feigned_repair_keeps_nothing(run: Run, example: Path) -> None:
    script(
        example,
        f"{PLANTED}; INSERT INTO changesets (actor, command) VALUES ('Anna', 'db repair');"
        "UPDATE writing SET changeset_id = 2;"
        "INSERT INTO kept_triggers (name, sql) SELECT name, sql FROM sqlite_schema WHERE name = 'planted';"
        "UPDATE writing SET changeset_id = NULL",
    )
    assert "the trigger planted" in refused(run, "add", "x", "--date", "2014", code=5)


def test_a_kept_trigger_is_named_at_every_check(run: Run, example: Path) -> None:
    script(example, PLANTED)
    run("db", "repair", "--keep", "planted")
    assert "the trigger planted is kept on purpose" in run("db", "check").stderr


def test_a_row_without_a_changeset_is_adopted(run: Run, example: Path) -> None:
    known = run("seal").stdout.strip()
    script(example, "DROP TRIGGER topics_after_insert; INSERT INTO topics (name) VALUES ('lost')")
    assert "adopted topic 7" in run("db", "repair").stderr
    run("db", "reindex")
    assert "nothing is wrong" in run("db", "check", "--head", known).stderr
    assert "lost" in run("log", "--changeset", 2).stdout


def test_a_file_that_is_not_utf_8_is_refused(run: Run, file: Path) -> None:
    script(file, f"PRAGMA encoding = 'UTF-16'; {ddl.script()}")
    assert "UTF-16le" in refused(run, "add", "x", "--date", "2014", code=5)
    assert "encoded as UTF-16le" in run("db", "check", code=1).stdout


def test_numbers_of_deleted_rows_do_not_come_back(run: Run, example: Path) -> None:
    run("delete", 14)
    script(example, "UPDATE sqlite_sequence SET seq = 13 WHERE name = 'entries'")
    assert "gap: numbers of deleted entries up to 14 would be given again" in run("db", "check", code=1).stdout


def test_reindexing_too_waits_for_a_decision_about_a_trigger(run: Run, example: Path) -> None:
    script(example, PLANTED)
    assert "the trigger planted" in refused(run, "db", "reindex", code=5)


# Clocks


def test_a_clock_that_runs_backwards_is_reported_until_somebody_accepts_it(run: Run, example: Path) -> None:
    run("add", "x", "--date", "2014")
    script(
        example,
        "INSERT INTO changesets (at, actor, command) VALUES ('2020-01-01T00:00:00.000Z', 'outside', 'sql');"
        "INSERT INTO changesets (at, actor, command) VALUES ('yesterday', 'outside', 'sql')",
    )
    run("add", "y", "--date", "2014")
    result = run("db", "check", code=1).stdout
    assert (
        "clock: the clock ran backwards: changeset 3 is dated 2020-01-01T00:00:00.000Z, the one before it 20" in result
    )
    assert "clock: changeset 4 is not dated in the form 2025-02-27T12:00:00.000Z: yesterday" in result
    assert "accepted the clock of changeset 3; accepted the clock of changeset 4" in run("db", "repair").stderr
    assert "nothing is wrong" in run("db", "check").stderr
    script(example, "INSERT INTO changesets (at, actor, command) VALUES ('2020-01-01T00:00:00.000Z', 'outside', 'sql')")
    assert "changeset 7 is dated" in run("db", "check", code=1).stdout


def test_a_moment_in_another_zone_is_not_a_way_around_the_clock(run: Run, example: Path) -> None:
    script(
        example,
        "INSERT INTO changesets (at, actor, command) VALUES ('2025-02-28T00:00:00.000-23:59', 'outside', 'sql')",
    )
    assert "clock: changeset 2" in run("db", "check", code=1).stdout
    run("add", "a db repair", "--date", "2014", "--why", f"accepted the clock of changeset {'9' * 5000}")
    assert "clock: changeset 2" in run("db", "check", code=1).stdout


# Files from before there were seals


@pytest.mark.parametrize("older", ["0007", "0008"])
def test_an_older_file_with_a_planted_trigger_is_not_upgraded(run: Run, file: Path, older: str) -> None:
    from timeline.database import migrate

    run("add", "x", "--date", "2014")
    migrate.downgrade(file, older)
    script(file, "CREATE TRIGGER planted AFTER UPDATE ON alembic_version BEGIN DELETE FROM links; END")
    assert "trigger planted" in refused(run, "db", "upgrade", code=5)
    script(file, "DROP TRIGGER planted; CREATE TABLE mine (x);"
        "CREATE TRIGGER own AFTER INSERT ON mine BEGIN DELETE FROM mine; END")  # fmt: skip
    run("db", "upgrade")
    assert "nothing is wrong" in run("db", "check").stderr


@pytest.mark.parametrize("older", ["0007", "0008", "0010"])
def test_an_older_file_without_entries_is_upgraded(run: Run, file: Path, older: str) -> None:
    from timeline.database import migrate

    run("init")
    migrate.downgrade(file, older)
    run("add", "x", "--date", "2014")
    assert "nothing is wrong" in run("db", "check").stderr


def test_an_older_file_is_sealed_as_found(run: Run, example: Path, sql: Sql) -> None:
    from timeline.database import migrate

    run("add", "x", "--date", "2014", "--by", "Anna")
    script(example, "UPDATE timeline SET note = 'by hand' WHERE id = 12")
    run("edit", 12, "--note", "by command")
    migrate.downgrade(example, "0007")
    assert "timeline db upgrade" in refused(run, "db", "check", code=5)
    run("db", "upgrade")
    assert sql("SELECT changeset_id, basis FROM seals ORDER BY id") == [(n, "found") for n in range(1, 5)]
    assert "nothing is wrong" in run("db", "check").stderr
    run("edit", 12, "--note", "again")
    with closing(sqlite3.connect(example)) as connection:
        assert [seal for seal in seals.seals(connection) if seal.digest != seal.computed] == []
