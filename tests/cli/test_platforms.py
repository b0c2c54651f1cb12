"""Other systems: without the modules of POSIX, on consoles without Unicode, and with unusual paths."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commands import Run, invoked
from timeline.render import substitutes

HIDDEN = """
import runpy, sys
for name in ("fcntl", "resource", "termios", "pwd", "grp", "tty", "pty"):
    sys.modules[name] = None
sys.argv = ["timeline", *sys.argv[1:]]
runpy.run_module("timeline", run_name="__main__", alter_sys=True)
"""


def without_posix(*arguments: object, folder: Path, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    """Run a command in a Python that has none of the modules that only POSIX has."""
    environment = {name: value for name, value in os.environ.items() if name != "TIMELINE_ACTOR"}
    return subprocess.run(
        [sys.executable, "-c", HIDDEN, *map(str, arguments)],
        cwd=folder,
        env={**environment, "TIMELINE_CONFIG": os.devnull, "USERNAME": "Ana", "USER": "Ana"},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_main_commands_need_no_module_of_posix(tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text("“Nobody will close it,” Thomas Velk said.\n", encoding="utf-8")
    (tmp_path / "table.csv").write_text("what,date\nA,2014\n", encoding="utf-8")
    commands = [
        "init --example", "show", "add x --date 2014", "edit 15 --note y", "check 15", "search inseparable", "stats",
        "verify", "log", "undo", "export jsonl out.jsonl", "import table.csv --map title=what", "db status", "config",
        "ingest article.txt --published 2024-06-12", "backup copy.db", "completion bash", "date 2014", "--help",
    ]  # fmt: skip
    for command in commands:
        result = without_posix(*command.split(), folder=tmp_path)
        assert (result.returncode, "Traceback" in result.stderr) == (0, False), (command, result.stderr)
    assert without_posix("lint", folder=tmp_path).returncode == 1
    reviewed = without_posix("review", folder=tmp_path, stdin="s\n")
    assert (reviewed.returncode, "skipped 1" in reviewed.stderr) == (0, True), reviewed.stderr
    assert without_posix("publish", "site", folder=tmp_path).returncode == 0


def test_the_library_needs_no_module_of_posix(example: Path) -> None:
    script = HIDDEN.partition("sys.argv")[0] + (
        "import timeline\ntl = timeline.open(sys.argv[1])\nwith tl.changeset() as change: change.add('x', date='2014')\n"
        "print(len(tl.entries()), tl.log(1)[0]['actor'])"
    )
    environment = {name: value for name, value in os.environ.items() if name != "TIMELINE_ACTOR"}
    result = subprocess.run(
        [sys.executable, "-c", script, str(example)],
        env={**environment, "USERNAME": "Ana", "LOGNAME": "Ana"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout == "15 Ana\n", result.stderr


@pytest.mark.parametrize("encoding", ["cp1252", "cp866"])
@pytest.mark.parametrize(
    "command", ["show", "show 12", "stats --by month", "search regions", "trace 12", "verify 12", "lint", "--help",
                "speaker show Lavrov", "source show 1", "log", "edit 99", "show --speaker Лаврв", "config"]
)  # fmt: skip
def test_a_console_without_unicode_gets_readable_substitutes(example: Path, encoding: str, command: str) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "timeline", "--db", str(example), *command.split()],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    shown = (result.stdout + result.stderr).decode(encoding)
    assert "Traceback" not in shown
    assert "\\u" not in shown
    assert "\\x" not in shown
    if encoding == "cp1252":
        for line, sign in (("show", "-- 2014 --"), ("stats --by month", "##"), ("trace 12", "+-")):
            assert sign in shown or command != line


def test_data_for_programs_stays_unicode_on_such_a_console(example: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "timeline", "--db", str(example), "show", "12", "--format", "json"],
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=True,
    )
    assert json.loads(result.stdout.decode("utf-8"))[0]["text"] == "This is undeniable and non-negotiable"


@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        ("── 2014 ──", "cp1252", "-- 2014 --"),
        ("“a” – b…", "ascii", '"a" - b...'),
        ("“a” – b…", "cp1252", "“a” – b…"),
        ("█████▉", "cp1252", "######"),
        ("→ ✓ ⟦x⟧", "cp1252", "-> + [[x]]"),
        ("Лавров", "cp1252", "Lavrov"),
        ("Лавров", "cp866", "Лавров"),
        ("Szijjártó Erdoğan", "cp866", "Szijjarto Erdogan"),
        ("习近平", "ascii", "XiJinPing"),
        ("\ue123", "ascii", "?"),
    ],
)
def test_what_stands_for_a_character_that_a_console_lacks(text: str, encoding: str, shown: str) -> None:
    substitutes.register()
    assert text.encode(encoding, substitutes.READABLE).decode(encoding) == shown


@pytest.mark.parametrize("name", ["моя хроника с пробелами", "n" * 200, "50% of #1?", "'quoted' \"name\" $HOME `x`"])
def test_paths_with_blanks_other_letters_and_two_hundred_characters(example: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    file = folder / f"{name[:100]}.db"
    shutil.copy(example, file)
    for command in (
        ["show", "--limit", 1], ["add", "x", "--date", 2014], ["undo"], ["verify"], ["backup", folder / "copy.db"],
        ["export", "jsonl", folder / f"{name[:100]}.jsonl"], ["db", "check"],
    ):  # fmt: skip
        result = invoked(file, *command)
        assert result.exit_code == 0, (command, result.output)
    assert invoked(folder / "copy.db", "show", "--count").stdout == "14\n"
    again = invoked(folder / "again.db", "import", folder / f"{name[:100]}.jsonl")
    assert again.exit_code == 0


def test_a_file_that_is_open_elsewhere_gives_one_line(
    run: Run, example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out.csv"
    target.write_text("in use", encoding="utf-8")

    def refuse(source: object, path: object) -> None:
        raise PermissionError(13, "The process cannot access the file because it is being used", str(source))

    monkeypatch.setattr(os, "replace", refuse)
    result = run("export", "csv", target, code=4)
    assert result.stderr == (
        f"timeline: {target}: it cannot be replaced; close it in every other program, and look at its permissions\n"
    )
    assert target.read_text(encoding="utf-8") == "in use"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".timeline-")] == []
