"""A long command shows on a terminal that it is at work; a quick one, and one without a terminal, shows nothing."""

import os
import time
from pathlib import Path

import pytest

from tests.support.commands import Run
from tests.support.terminal import Terminal
from timeline.cli import progress
from timeline.cli.progress import Progress


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the line appear at once."""
    monkeypatch.setattr(progress, "_PATIENCE_SECONDS", 0)
    monkeypatch.setattr(progress, "_EVERY_SECONDS", 0.001)
    monkeypatch.setenv("PAGER", "cat")


@pytest.mark.parametrize(
    ("command", "what"),
    [
        (["verify"], "verifying · "),
        (["lint"], "looking for findings · "),
        (["stats"], "counting · "),
        (["export", "jsonl", "out.jsonl"], "writing · "),
        (["diff", "0"], "comparing · "),
        (["db", "check"], "looking for problems · "),
        (["db", "reindex"], "indexing · "),
        (["backup", "copy.db"], "copying · "),
        (["edit", "4", "5", "--topic", "x"], "storing · "),
        (["ingest", "article.txt", "--published", "2024-01-02"], "reading article.txt · "),
    ],
)
def test_a_long_command_shows_that_it_is_at_work(
    run: Run, example: Path, impatient: None, monkeypatch: pytest.MonkeyPatch, command: list[str], what: str
) -> None:
    monkeypatch.chdir(example.parent)
    Path("article.txt").write_text("Minister Thomas Velk said that the road was open.\n", encoding="utf-8")
    terminal = Terminal("--db", example, *command)
    terminal.finish()
    assert what in terminal.seen
    assert terminal.seen.rindex("\r\x1b[K") > terminal.seen.rindex(what), "the line is cleared at the end"
    assert "Traceback" not in terminal.seen


def test_a_quick_command_shows_nothing(run: Run, example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", "cat")
    terminal = Terminal("--db", example, "verify", "12")
    assert terminal.finish() == 0
    assert "verifying" not in terminal.seen


def test_without_a_terminal_nothing_is_shown(run: Run, example: Path, impatient: None) -> None:
    assert run("verify").stderr == "20 exact\n"
    assert run("export", "csv").stderr.startswith("csv: ")


def test_a_note_clears_the_line_and_questions_are_not_disturbed(run: Run, example: Path, impatient: None) -> None:
    run("edit", 12, "--note", "x", "--by", "Boris")
    terminal = Terminal("--db", example, "undo")
    terminal.wait_for("Undo it? [y/N]: ")
    before = len(terminal.seen)
    time.sleep(0.1)
    os.write(terminal.end, b"y\n")
    terminal.finish()
    assert terminal.seen[before:].startswith("y\r\n")


def test_the_line_says_how_much_is_done_and_how_long_the_rest_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Progress("writing", 2000)
    assert shown.line(80) == "writing · 0:00"
    shown.step(500)
    assert shown.line(80) == "writing · 500 of 2,000 · 25 %"
    shown.began -= 65
    assert shown.line(80) == "writing · 500 of 2,000 · 25 % · 3:15 left"

    shown.total = None
    assert shown.line(80) == "writing · 500 · 1:05"
    assert shown.line(10) == "writing ·"


def test_the_rate_is_that_of_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an earlier run did takes no time, so it does not count."""
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    shown = Progress("reading", 100_000, has_rate=True)
    shown.step(50_000)
    for second in range(1, 201):
        now = 1000.0 + second
        shown.step(50_000 + 4 * second + (20 * (second - 100) if second > 100 else 0))
    assert shown.line(80) == "reading · 52,800 of 100,000 · 52 % · 24 a second · 32:46 left"
