"""Values and files at the edge of what programs take: numbers, depths, names, and what stands in the way."""

import csv
import io
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.commands import Run, invoked, refused
from timeline.database import migrate
from timeline.errors import TimelineError

NINES = "9" * 100_000


@pytest.mark.parametrize("number", ["9" * 5_000, NINES, "1e99999999999999999999"])
def test_a_number_that_no_program_can_hold(run: Run, tmp_path: Path, number: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(f'[{{"date":"2014","title":"x","n":{number}}}]')
    assert "a number " in refused(run, "import", path)
    mapping = tmp_path / "a.toml"
    mapping.write_text(f"x = {number if number[0] == '9' else '[' * 5_000}")
    assert "is not a mapping" in refused(run, "import", path, "--mapping", mapping, field="--mapping")


@pytest.mark.parametrize("text", [f"color = {NINES}", f"color = {'[' * 5_000}"])
def test_settings_that_no_parser_takes(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    (tmp_path / "config.toml").write_text(text)
    monkeypatch.setenv("TIMELINE_CONFIG", str(tmp_path / "config.toml"))
    assert "not valid TOML" in refused(run, "config")


def test_own_records_with_names_that_match_nothing(run: Run, example: Path, tmp_path: Path) -> None:
    lines = run("export", "jsonl").stdout.splitlines()
    record = json.loads(lines[-1])
    for change in ({"topics": [""]}, {"places": ["—"], "place_uids": [record["uid"]]}):
        path = tmp_path / "spoiled.jsonl"
        path.write_text(json.dumps({**record, **change}) + "\n", "utf-8")
        answer = invoked(tmp_path / "other.db", "import", path)
        assert (answer.exit_code, "cannot be a name" in answer.stderr) == (4, True)


def test_a_text_with_thousands_of_windows_line_ends_survives_the_shell(run: Run, file: Path, tmp_path: Path) -> None:
    text = "".join(f"Line {number}\r\n" for number in range(5_000)).strip()
    run("add", "-", "--date", "2014", "--speaker", "Anna Lind", stdin=text.encode())
    script = invoked(file, "export", "sql").stdout
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(script)
        assert connection.execute("SELECT text FROM entries").fetchone() == (text,)


def test_a_source_of_many_megabytes_comes_back(run: Run, file: Path, tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_text("Some words of a long record. " * 400_000)
    run("source", "add", tmp_path / "big.txt")
    lines = tmp_path / "all.jsonl"
    run("export", "jsonl", lines)
    assert lines.stat().st_size > 10_000_000
    assert invoked(tmp_path / "other.db", "import", lines).exit_code == 0
    assert invoked(tmp_path / "other.db", "export", "jsonl").stdout == lines.read_text("utf-8")


def test_a_backup_never_deletes_another_database(run: Run, example: Path) -> None:
    other = example.rename(example.with_name("copy.db.partial"))
    before = other.read_bytes()
    invoked(example, "init", "--example")
    for source in (other, example):
        answer = invoked(source, "backup", example.with_name("copy.db"))
        assert (answer.exit_code, "is a database; choose another name" in answer.stderr) == (4, True)
    assert other.read_bytes() == before
    assert not example.with_name("copy.db").exists()


def test_files_of_the_user_with_names_like_ours_stay(run: Run, example: Path, tmp_path: Path) -> None:
    (tmp_path / ".timeline-settings").write_text("mine")
    (tmp_path / ".timeline-archived").mkdir()
    run("export", "csv", tmp_path / "out.csv")
    assert (tmp_path / ".timeline-settings").read_text() == "mine"
    assert (tmp_path / ".timeline-archived").is_dir()


def test_two_upgrades_at_once(run: Run, file: Path) -> None:
    run("init", "--example")
    migrate.downgrade(file, "0007")
    command = [sys.executable, "-m", "timeline", "--db", str(file), "db", "upgrade"]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    ended = [(process.communicate(timeout=60)[1], process.returncode) for process in started]
    assert sum("upgraded" in errors for errors, _ in ended) == 1
    for errors, code in ended:
        assert "Traceback" not in errors
        assert (code, "another program is upgrading" in errors) in ((0, False), (5, True))
    assert "nothing is wrong" in run("db", "check").stderr
    with pytest.raises(TimelineError, match="already current"):
        migrate.upgrade(file)


def test_rejected_rows_in_a_table_are_safe_and_come_back(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("date,title,=head\n2014,ok,1\n2014-02-30,=1+1,=cmd\n")
    aside, maps = tmp_path / "aside.csv", ("--map", "date=date", "--map", "title=title", "--map", "note==head")
    run("import", tmp_path / "a.csv", "--skip-invalid", aside, *maps)
    rows = list(csv.reader(aside.read_text().splitlines()))
    assert [row[3:] for row in rows] == [["title", "'=head"], ["'=1+1", "'=cmd"]]
    aside.write_text(aside.read_text().replace(",2014-02-30,", ",2014-02-20,"))
    run("import", aside, "--dataset", "a", *maps)
    (record,) = json.loads(run("show", "--on", "2014-02-20", "--certainly", "--format", "json").stdout)
    assert (record["title"], record["note"]) == ("=1+1", "=cmd")


@pytest.mark.parametrize("table", ["entries", "speaker_names"])
@pytest.mark.parametrize("part", ["data", "config"])
def test_a_broken_index_is_made_again(run: Run, example: Path, table: str, part: str) -> None:
    with closing(sqlite3.connect(example)) as connection, connection:
        connection.execute(f"DELETE FROM {table}_fts_{part}")
    assert "timeline db reindex" in run("db", "check", code=5).stderr
    run("db", "reindex")
    assert "nothing is wrong" in run("db", "check").stderr
    assert run("search", "Lavrov").stdout


def test_an_undo_that_would_restore_no_address_says_so(run: Run, file: Path) -> None:
    run("init")
    migrate.downgrade(file, "0009")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("INSERT INTO sources (url) VALUES ('javascript:alert(1)')")
    run("db", "upgrade")
    assert "an address that is not one of the web" in refused(run, "undo")


@pytest.mark.parametrize("cell", ["=1+1", " =cmd", "\n=x", "\t=x", "@SUM(A1)", "+1", "-1", "＝1", "'=1"])
def test_no_csv_has_a_cell_that_a_spreadsheet_runs(run: Run, file: Path, tmp_path: Path, cell: str) -> None:
    """They are stored by plain SQL; a table that comes back has them as they were."""
    run("init")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("INSERT INTO topics (name) VALUES (?)", (f"{cell} a topic",))
        connection.execute(
            "INSERT INTO events (date, title, note) VALUES ('2014', ?, ?)", (f"{cell} words", cell + "x")
        )
        connection.execute("INSERT INTO entry_topics (entry_id, topic_id) VALUES (1, 1)")
    for words in (
        ("export", "csv"), ("show", "--format", "csv"), ("topic", "list", "--format", "csv"),
        ("stats", "--by", "topic", "--format", "csv"), ("lint", "--format", "csv"),
    ):  # fmt: skip
        printed = invoked(file, *words).stdout
        cells = [one for row in csv.reader(io.StringIO(printed, newline="")) for one in row]
        assert not [one for one in cells if one.lstrip()[:1] in tuple("=+-@＝＋－＠") and one.strip()], words
        assert not [one for one in cells if one[:1] in ("\t", "\r", "\n")], words
    exported = tmp_path / "all.csv"
    exported.write_text(invoked(file, "export", "csv").stdout, "utf-8", newline="")
    assert invoked(tmp_path / "other.db", "import", exported).exit_code == 0
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        assert connection.execute("SELECT title FROM entries").fetchone() == (f"{cell} words".strip(),)
