"""Bad input: one line on stderr, the right exit code, and nothing half-written."""

import os
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.commands import Run, refused
from timeline.database import opening

Sql = Callable[..., list[Any]]

INJECTION = "x'); DROP TABLE entries; --\" ` % _ :p0 ?"
ESCAPES = "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J \x7f \u202eevil\u202c \r over"


@pytest.mark.parametrize(
    "date",
    ["2025-02-30", "2025-13", "2005/2004", "1985-02-30T10:00", "yesterday's", "", " ", "03/04/2025", "[1667,1668]", "-0044",
     "Y20250", "20255", "2025-02-26T99:00", "٢٠٢٥", "2025\x00", "\x1b[31m", "2" * 100_000],
)  # fmt: skip
def test_a_date_that_does_not_exist(run: Run, file: Path, date: str) -> None:
    message = refused(run, "add", "x", "--date", date, field="--date")
    assert len(message) < 500
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in message.rstrip("\n"))
    assert not file.exists()


@pytest.mark.parametrize("text", ["", " ", "\n\t\n", "\u00a0"])
def test_an_empty_text(run: Run, file: Path, text: str) -> None:
    typed = refused(run, "add", text, "--date", "2014", field="TEXT")
    assert typed == refused(run, "add", "-", "--date", "2014", stdin=text, field="TEXT") == "the title is empty\n"
    assert not file.exists()


def test_nul_is_refused_in_every_field(run: Run, file: Path) -> None:
    assert "NUL" in refused(run, "add", "-", "--date", "2014", stdin="a\0b", field="TEXT")
    for option in ("--note", "--setting", "--topic", "--place", "--participant", "--source", "--lang", "--date-text"):
        assert "NUL" in refused(run, "add", "x", "--date", "2014", option, "a\0b")
    assert not file.exists()


def test_a_text_that_is_not_utf8_or_too_large(run: Run, file: Path) -> None:
    assert "not valid UTF-8 (byte 1)" in refused(run, "add", "-", "--date", "2014", stdin=b"a\xff")
    large = refused(run, "add", "-", "--date", "2014", stdin=b"a" * (64 * 2**20 + 1))
    assert large == "stdin is larger than 64 MB, the limit for one entry\n"
    assert "UTF-8" in refused(run, "add", os.fsdecode(b"a\xff"), "--date", "2014", field="TEXT")
    assert not file.exists()


def test_a_login_name_that_is_not_utf8(run: Run, sql: Sql, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TIMELINE_ACTOR")
    monkeypatch.setattr("getpass.getuser", lambda: os.fsdecode(b"Ren\xe9"))
    run("add", "x", "--date", "2014")
    assert sql("SELECT actor FROM changesets") == [("Ren?",)]


def test_five_megabytes(run: Run, sql: Sql) -> None:
    text = "Слово за слово. " * (5 * 1024 * 1024 // 28)
    run("add", "-", "--date", "2014", "--speaker", "Somebody", stdin=text)
    assert sql("SELECT text = ? FROM entries", text.strip()) == [(1,)]
    assert len(run("show", "1").stdout) > len(text) / 2
    assert len(run("show").stdout) > len(text) / 2


@pytest.mark.parametrize(
    "text",
    [
        "👩‍👩‍👧‍👦 🇺🇦",
        "שלום עולם",
        "مرحبا بالعالم",
        "ĳ ﬁ \ufeff x",
        "\u0301combining",
        "日本語",
        "a\r\nb\rc",
        "x\ue000\ue001",
    ],
)
def test_any_script_survives(run: Run, sql: Sql, text: str) -> None:
    run("add", text, "--date", "2014", "--topic", f"t{text}")
    assert sql("SELECT title, topics FROM timeline") == [(text.strip(), f"t{text}".strip())]
    assert run("show").stdout
    assert run("show", "1").stdout
    for format_ in ("json", "jsonl", "csv", "markdown"):
        assert run("show", "--format", format_).stdout


@pytest.mark.parametrize("nasty", [INJECTION, ESCAPES], ids=["sql", "escapes"])
def test_every_field_takes_anything_and_prints_it_inert(run: Run, sql: Sql, nasty: str) -> None:
    options: list[str] = []
    for option in ("date-text", "role", "original", "setting", "note", "topic", "place", "source", "publisher",
                   "author", "via", "exact", "title", "dataset", "external-id", "participant"):  # fmt: skip
        options += [f"--{option}", f"{option} {nasty}"]
    added = run("add", nasty, "--date", "2014", "--speaker", f"speaker {nasty}", *options)
    assert not _raw_controls(added.stderr)
    assert sql("SELECT text FROM entries") == [(nasty.strip(),)]
    assert sql("SELECT note, role FROM entries") == [(f"note {nasty}".strip(), f"role {nasty}".strip())]
    shown = [run("show", *options).stdout for options in ([], ["1"], ["--format", "markdown"])]
    shown += [run(noun, "list").stdout for noun in ("speaker", "source", "topic", "place")]
    shown += [run("show", "--format", format_).stdout for format_ in ("json", "jsonl")]
    for output in shown:
        assert not _raw_controls(output)
        assert output
    assert run("show", "--count", "--topic", f"topic {nasty}").stdout == "1\n"
    for option in ("--topic", "--speaker", "--place", "--source", "--since", "--country"):
        code = 4 if option in ("--since", "--country") else 3
        assert not _raw_controls(refused(run, "show", option, f"no such {nasty}", code=code))


def _raw_controls(text: str) -> set[str]:
    return {c for c in text if (ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u202c"}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.booleans())
def test_any_text_comes_back_as_it_was(run: Run, sql: Sql, text: str, is_statement: bool) -> None:
    options = ["--speaker", "Somebody", "--paraphrase"] if is_statement else []
    if (
        "\0" in text
        or not any(c.isprintable() and not c.isspace() for c in text)
        or not re.sub("[“”„‟«»‹›\"'‘’‚「」『』\\s]", "", text)
    ):
        run("add", "-", "--date", "2014", *options, stdin=text, code=4)
        return
    number = int(run("add", "-", "--date", "2014", *options, stdin=text).stdout)
    # a byte-order mark in front belongs to the file, not to the text
    stored = text.removeprefix("\ufeff").strip()
    assert sql("SELECT coalesce(title, text) FROM entries WHERE id = ?", number) == [(stored,)]
    assert not _raw_controls(run("show", number).stdout)


def refuse_the_file(run: Run, path: Path, fact: str, *commands: list[str]) -> None:
    """Check that commands, both reading and writing, refuse a file with one line and exit code 5."""
    for command in commands or (
        ["show"],
        ["add", "x", "--date", "2014"],
        ["init"],
        ["db", "status"],
        ["topic", "list"],
    ):
        assert fact in refused(run, "--db", path, *command, code=5), command


def test_a_folder(run: Run, tmp_path: Path) -> None:
    refuse_the_file(run, tmp_path, "is a folder")


def test_a_missing_folder(run: Run, tmp_path: Path) -> None:
    refuse_the_file(run, tmp_path / "none" / "t.db", "does not exist")
    assert list(tmp_path.iterdir()) == []


def test_a_text_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("These are my notes.\n" * 100)
    refuse_the_file(run, path, "is not an SQLite database")
    assert path.read_text() == "These are my notes.\n" * 100


def test_a_path_that_is_too_long(run: Run, tmp_path: Path) -> None:
    refuse_the_file(run, tmp_path / ("x" * 300), "File name too long")


def test_a_path_that_is_not_a_regular_file(run: Run, tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    refuse_the_file(run, fifo, "is not a regular file")
    refuse_the_file(run, Path("/dev/null"), "is not a regular file")


def test_a_database_of_another_program(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE t (x)")
    before = path.read_bytes()
    refuse_the_file(run, path, "another program")
    assert path.read_bytes() == before


def test_reading_a_missing_file(run: Run, file: Path) -> None:
    refuse_the_file(run, file, "begin with: timeline init --example", ["show"], ["topic", "list"], ["db", "status"])
    assert not file.exists()


def test_a_file_of_zero_bytes(run: Run, file: Path) -> None:
    file.touch()
    refuse_the_file(run, file, "is empty; begin with", ["show"], ["db", "status"])
    assert file.stat().st_size == 0
    run("add", "x", "--date", "2014")
    assert "x" in run("show").stdout


def test_a_damaged_file(run: Run, example: Path) -> None:
    with closing(sqlite3.connect(example)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = example.read_bytes()
    example.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    for command in (["show"], ["show", "--count"], ["add", "x", "--date", "2014"], ["speaker", "list"], ["init"]):
        assert "is damaged" in refused(run, *command, code=5)


def test_locked_by_another_writer(run: Run, example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "BUSY_MILLISECONDS", 200)
    with closing(sqlite3.connect(example, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "locked by another program" in refused(run, "add", "x", "--date", "2014", code=5)
        assert run("show", "--count").stdout == "14\n"  # readers do not wait
        other.execute("ROLLBACK")
    assert run("add", "x", "--date", "2014").stdout == "15\n"


def test_a_refused_command_stores_nothing(run: Run, example: Path, sql: Sql) -> None:
    before = sql("SELECT * FROM sqlite_sequence")
    run("add", "x", "--date", "2014", "--topic", "new topic", "--source", "new source", "--link", "about 99", code=3)
    assert sql("SELECT * FROM sqlite_sequence") == before
    assert sql("SELECT count(*) FROM changesets") == [(1,)]
    assert sql("SELECT changeset_id FROM writing") == [(None,)]


def test_text_that_is_not_utf8_hides_nothing_else(run: Run, example: Path) -> None:
    with closing(sqlite3.connect(example)) as connection, connection:
        connection.execute("INSERT INTO events (date, title) VALUES ('2014', CAST(x'61ff62' AS TEXT))")
    assert "a\ufffdb" in run("show").stdout
    assert "Russia annexes Crimea" in run("show").stdout
