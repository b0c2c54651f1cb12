"""``backup`` and ``db check``; a process killed in the middle of writing; a disk without room."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import chdir, closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Run, refused
from tests.support.processes import at_once
from timeline import files
from timeline.database import opening
from timeline.errors import DatabaseError
from timeline.schema import shipped

Sql = Callable[..., list[Any]]
UNGUARDED = "DROP TRIGGER writing_before_update; DROP TRIGGER writing_keep_delete"
TIMELINE = [sys.executable, "-m", "timeline"]


def change(file: Path, script: str) -> None:
    """Change a file as a shell does, with foreign keys off."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.executescript(script)


def test_a_backup_is_the_file_of_one_moment(run: Run, example: Path) -> None:
    target = example.parent / "copy.db"
    result = run("backup", target)
    head = run("log").stdout.splitlines()[0]
    assert result.stderr == f"copied {example} to {target}, 14 entries; the copy is complete; {head}\n"
    copied = subprocess.run(
        [*TIMELINE, "--db", str(target), "show", "--format", "json"], capture_output=True, check=True
    )
    assert copied.stdout.decode() == run("show", "--format", "json").stdout
    assert sorted(path.name for path in example.parent.iterdir()) == ["copy.db", "timeline.db"]
    assert str(target) in refused(run, "backup", target)
    run("add", "x", "--date", "2014")
    run("undo")


def test_a_backup_is_as_private_as_the_file_and_leaves_nothing_if_it_fails(run: Run, example: Path) -> None:
    example.chmod(0o600)
    run("backup", example.parent / "copy.db")
    assert (example.parent / "copy.db").stat().st_mode & 0o777 == 0o600
    assert "No such file or directory" in refused(run, "backup", "/nowhere/copy.db", code=5)
    assert "none.db" in refused(run, "--db", example.parent / "none.db", "backup", example.parent / "x.db", code=5)
    assert not (example.parent / "x.db").exists()


def test_what_a_killed_backup_left_does_not_block_the_next_one(run: Run, example: Path) -> None:
    target = example.parent / "copy.db"
    (example.parent / "copy.db.partial").write_bytes(b"half of a copy")
    (example.parent / "copy.db.partial-journal").write_bytes(b"x")
    (example.parent / "other.db.partial").write_bytes(b"half of another copy")
    (example.parent / ".timeline-other.db.partial.lock").touch()
    (example.parent / ".timeline-timeline.db.upgrade.lock").touch()
    (example.parent / "timeline.db.upgrade").write_text("mine")
    run("backup", target)
    assert "nothing is wrong" in run("--db", target, "db", "check").stderr
    assert sorted(path.name for path in example.parent.iterdir()) == ["copy.db", "timeline.db", "timeline.db.upgrade"]


def test_two_backups_to_one_name_do_not_mix(run: Run, example: Path) -> None:
    target = example.parent / "copy.db"
    with files.claimed(f"{target}.partial") as is_ours:
        assert is_ours
        assert "another backup" in refused(run, "backup", target)
    run("backup", target)


def test_a_backup_while_others_write(run: Run, example: Path) -> None:
    entries = [("add", f"n {n}", "--date", "2014") for n in range(20)]
    with at_once(example, entries, entries) as writers:
        copies = 0
        while writers.poll() is None:
            run("backup", example.parent / f"copy{copies}.db")
            copies += 1
    assert writers.returncode == 0
    assert run("show", "--count").stdout == "54\n"
    assert copies > 1
    for number in {0, copies // 2, copies - 1}:
        run("--db", example.parent / f"copy{number}.db", "db", "check")


def test_nothing_is_wrong_with_the_example(run: Run, example: Path) -> None:
    head = run("seal").stdout
    assert run("db", "check").stderr == f"nothing is wrong with {example}\nhead {head}"
    assert run("db", "check", "--format", "json").stdout == "[]\n"


@pytest.mark.parametrize(
    ("script", "finding"),
    [
        ("DROP TRIGGER entries_after_update", "schema: the trigger entries_after_update is missing"),
        ("DROP VIEW events; CREATE VIEW events AS SELECT 1", "schema: the view events differs"),
        ("DROP INDEX ix_entries_date", "schema: the index ix_entries_date is missing"),
        (
            "INSERT INTO links (from_id, to_id, relation) VALUES (1, 99, 'about')",
            "reference: link 12 refers to an entry",
        ),
        (
            "INSERT INTO events (date, date_earliest, date_latest, title) VALUES ('2014//', '2014-01-01', '2014-12-31', 'x')",
            "date: entry 15: 2014//: an interval has only one slash",
        ),
        (
            "INSERT INTO events (date, date_earliest, date_latest, title) VALUES ('199X', '1995-01-01', '1999-12-31', 'x')",
            "bounds: entry 15 is dated 199X, 1990-01-01 to 1999-12-31, but sorted as 1995-01-01 to 1999-12-31",
        ),
        ("INSERT INTO events (date, time, title) VALUES ('2014-03-18', '14:30 or so', 'x')", "date: entry 15: "),
        (
            "UPDATE speaker_names SET key = 'x' WHERE id = 1",
            "key: name of a speaker 1, Dmitry Peskov, has the matching key",
        ),
        (f"{UNGUARDED}; UPDATE writing SET changeset_id = 1", "history: a changeset was left open"),
        (f"{UNGUARDED}; UPDATE writing SET restoring = 1", "history: a changeset was left open"),
        (f"{UNGUARDED}; DELETE FROM writing", "history: the one row of the table writing is missing"),
        ("DROP TABLE topics", "schema: the table topics is missing"),
        ("DROP TABLE revisions", "schema: the table revisions is missing"),
        (
            "DROP TRIGGER topics_after_insert; INSERT INTO topics (name) VALUES ('x')",
            "history: topic 7 has no changeset",
        ),
    ],
)
def test_a_problem_is_reported_with_its_fix(run: Run, example: Path, script: str, finding: str) -> None:
    change(example, script)
    result = run("db", "check", code=1)
    lines = result.stdout.splitlines()
    assert any(line.startswith(finding) for line in lines)
    assert all(line.startswith("    ") and len(line) > 20 for line in lines[1::2])


def test_without_its_history_nothing_is_written(run: Run, example: Path) -> None:
    change(example, f"{UNGUARDED}; DELETE FROM writing")
    assert "timeline db repair" in refused(run, "edit", "1", "--note", "x", code=5)
    run("db", "repair")
    run("edit", "1", "--note", "x")
    run("db", "check")


def test_a_backup_under_an_odd_name_or_of_a_file_for_reading_only(run: Run, example: Path) -> None:
    with chdir(example.parent):
        run("backup", "file:x.db?mode=memory")
        assert (example.parent / "file:x.db?mode=memory").stat().st_size > 0
    for suffix in ("-wal", "-shm", "-journal"):
        assert suffix in refused(run, "backup", f"{example}{suffix}")
    example.chmod(0o444)
    run("backup", example.parent / "copy.db")
    assert (example.parent / "copy.db").stat().st_mode & 0o777 == 0o444


def test_tables_of_other_programs_are_not_a_problem(run: Run, example: Path) -> None:
    change(example, "CREATE TABLE mine (x); CREATE VIEW my_view AS SELECT 1; CREATE INDEX my_index ON entries (note)")
    run("db", "check")


@pytest.mark.parametrize("place", ["beginning", "end"])
def test_a_damaged_file(example: Path, place: str) -> None:
    size = example.stat().st_size
    with example.open("r+b") as file:
        file.seek(8192 if place == "beginning" else size - 60_000)
        file.write(b"\xa5" * 40_000)
    command = [*TIMELINE, "--db", str(example)]
    checked = subprocess.run([*command, "db", "check"], capture_output=True, text=True, check=False)
    assert checked.returncode in (1, 5)
    assert checked.stdout.startswith("integrity: ") or "is damaged" in checked.stderr
    copied = subprocess.run([*command, "backup", f"{example}.copy"], capture_output=True, text=True, check=False)
    assert copied.returncode == 5
    for result in (checked, copied):
        assert result.stderr.count("\n") == 1
        assert "Traceback" not in result.stderr
    assert sorted(path.name for path in example.parent.iterdir() if "copy" in path.name) == []


#: ten times, five writers at once that are killed at one time; forked, as most of a fresh process's life is its start
KILLED = """
import os, random, signal, sys, time
from timeline.cli import main

file, output = sys.argv[1:]

def add(path, number):
    command = ["add", f"entry {number}", "--date", "2014", "--topic", "shared", "--source", "An article"]
    try:
        main(["--db", path, *command])
    except SystemExit as done:
        return done.code

def write(number):
    os.dup2(os.open(output, os.O_WRONLY | os.O_APPEND), 1)
    while True:
        number += 5
        if add(file, number):
            os._exit(1)

assert not add(file + ".first", 0)  # imports all that the forked ones need
randomly = random.Random(20)
for _ in range(10):
    enough = os.stat(output).st_size + 6
    writers = []
    for number in range(5):
        writers.append(os.fork())
        if not writers[-1]:
            write(number)
    while os.stat(output).st_size < enough:
        time.sleep(0.01)
    time.sleep(randomly.random() * 0.2)
    for writer in writers:
        os.kill(writer, signal.SIGKILL)
    assert [os.waitpid(writer, 0)[1] for writer in writers] == [signal.SIGKILL] * 5
"""


def test_killed_fifty_times_in_the_middle_of_writing(run: Run, file: Path, sql: Sql) -> None:
    run("init")
    output = file.with_name("output")
    output.touch()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, file, output], stderr=subprocess.PIPE, text=True, check=False, timeout=300
    )
    assert killed.returncode == 0, killed.stderr
    assert run("db", "check").stderr.startswith("nothing is wrong")
    ((stored,),) = sql("SELECT count(*) FROM entries")
    numbers = len(output.read_text().splitlines())
    assert numbers <= stored <= numbers + 50
    assert numbers > 20
    assert sql(
        "SELECT count(*) FROM entries WHERE (SELECT count(*) FROM citations WHERE entry_id = entries.id) <> 1"
    ) == [(0,)]
    assert sql("SELECT count(*) FROM changesets") == [(stored,)]
    run("add", "One more", "--date", "2014")


def test_a_disk_without_room(run: Run, example: Path) -> None:
    size = example.stat().st_size // 1024
    long = "x" * 3_000_000
    line = f"ulimit -f {size + 200}; {sys.executable} -m timeline --db {example} add - --date 2014"
    result = subprocess.run(["bash", "-c", line], input=long, capture_output=True, text=True, check=False)
    assert result.returncode == 5
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr
    assert run("show", "--count").stdout == "14\n"
    run("db", "check")
    run("add", "It goes on", "--date", "2014")


def test_a_stale_full_text_index_is_not_a_damaged_file(run: Run, example: Path) -> None:
    change(example, "DROP TRIGGER entries_fts_update; UPDATE statements SET text = 'Other words' WHERE id = 12")
    with closing(sqlite3.connect(example)) as connection, pytest.raises(DatabaseError) as caught:  # noqa: SIM117
        with opening.explained(example):
            connection.execute("INSERT INTO entries_fts (entries_fts, rank) VALUES ('integrity-check', 1)")
    assert "timeline db reindex" in str(caught.value)
    assert "damaged" not in str(caught.value)
    run("db", "repair")
    assert "search: the full-text index of entries does not match" in run("db", "check", code=1).stdout
    run("db", "reindex")
    assert "nothing is wrong" in run("db", "check").stderr


def test_the_example_is_loaded_whole_or_not_at_all(
    run: Run, file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = shipped.path("seed.sql").read_text(encoding="utf-8").replace("INSERT INTO links", "INSERT INTO nothing")
    (tmp_path / "seed.sql").write_text(script, encoding="utf-8")
    real = shipped.path
    monkeypatch.setattr(shipped, "path", lambda name: tmp_path / name if name == "seed.sql" else real(name))
    refused(run, "init", "--example", code=5)
    assert not file.exists()
    monkeypatch.undo()
    run("--db", file, "init", "--example")


def test_on_a_full_disk_reading_works_and_errors_name_the_file(run: Run, example: Path) -> None:
    out = example.parent / "out.csv"

    def limited(*words: str) -> "subprocess.CompletedProcess[str]":
        line = f"ulimit -f 0; {sys.executable} -m timeline --db {example} {' '.join(words)}"
        return subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)

    assert limited("show", "--count").stdout == "14\n"
    assert "12" in limited("search", "undeniable").stdout
    assert limited("export", "jsonl").stdout.count("\n") > 14
    exported = limited("export", "csv", str(out))
    assert (exported.returncode, exported.stderr.count("\n")) == (4, 1)
    assert str(out) in exported.stderr
    published = limited("publish", str(example.parent / "site"))
    assert (published.returncode, published.stderr.count("\n")) == (4, 1)
    assert "site" in published.stderr
    added = limited("add", "x", "--date", "2014")
    assert (added.returncode, added.stderr.count("\n")) == (5, 1)
    assert str(example) in added.stderr
    assert not out.exists()
    assert run("show", "--count").stdout == "14\n"
    assert "nothing is wrong" in run("db", "check").stderr
