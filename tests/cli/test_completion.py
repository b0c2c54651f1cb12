"""Completion in shells: what is offered, that names with spaces survive, and its installation."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.commands import Run, refused
from tests.support.commands import invoked as invoke

Offer = Callable[..., list[str]]


@pytest.fixture
def offered(example: Path, monkeypatch: pytest.MonkeyPatch) -> Offer:
    """Return a function that returns what is offered for the last of some words."""

    def offered(*words: str) -> list[str]:
        with monkeypatch.context() as patch:
            patch.setenv("_TIMELINE_COMPLETE", "bash_complete")
            patch.setenv("COMP_WORDS", "\n".join(f"'{word}'" for word in ("timeline", *words)))
            patch.setenv("COMP_CWORD", str(len(words)))
            result = invoke(example)
        assert result.exit_code == 0
        assert result.stderr == ""
        lines = filter(None, result.stdout.splitlines())
        return [line.partition(",")[2] if line.startswith("plain") else line for line in lines]

    return offered


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["se"], ["search", "serve", "seal"]),
        (["show", "--spe"], ["--speaker"]),
        (["show", "--speaker", "Ser"], ["Sergey Lavrov"]),
        (["show", "--speaker", "lavr"], ["Sergey Lavrov"]),
        (["show", "--speaker", "Сер"], ["Сергей Лавров"]),
        (["show", "--speaker", "Лав"], ["Сергей Лавров"]),
        (["add", "x", "--speaker", "Dm"], ["Dmitry Peskov"]),
        (["edit", "12", "--no-topic", "annexed r"], ["annexed regions"]),
        (["show", "--place", "Cri"], ["Crimea"]),
        (["topic", "merge", "fr"], ["front line"]),
        (["compare", "Sergey Lavrov", "Dm"], ["Dmitry Peskov"]),
        (["show", "--source", ""], ["1", "2"]),
        (["cite", "12", "Med"], ["Meduza"]),
        (["link", "12", "re"], ["reaffirms", "responds to", "retracts"]),
        (["add", "x", "--link", "cont"], ["contradicts"]),
        (["lint", "--only", "unsourced,unch"], ["unsourced,unchecked"]),
        (["show", "--format", "mark"], ["markdown"]),
        (["import", "tab"], ["file,tab"]),
        (["--db", "tim"], ["file,tim"]),
        (["config", "set", "date_order", "d"], ["dmy"]),
        (["completion", "f"], ["fish"]),
        (["show", "--speaker", "Nobody"], []),
    ],
)
def test_what_is_offered(offered: Offer, words: list[str], expected: list[str]) -> None:
    assert offered(*words) == expected


def test_another_database_on_the_line_is_the_one_that_is_read(
    offered: Offer, run: Run, tmp_path: Path, example: Path
) -> None:
    other = tmp_path / "other.db"
    run("--db", other, "topic", "add", "grain deal, first")
    assert offered("--db", str(other), "show", "--topic", "gr") == ["grain deal, first"]
    assert offered("show", "--db", str(other), "--topic", "gr") == ["grain deal, first"]
    assert offered("show", "--topic", "gr") == []


def test_an_error_offers_nothing(
    offered: Offer, example: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert offered("--db", "/nowhere/t.db", "show", "--speaker", "S") == []
    broken = tmp_path / "config.toml"
    broken.write_text("=", encoding="utf-8")
    monkeypatch.setenv("TIMELINE_CONFIG", str(broken))
    assert offered("show", "--topic", "f") == ["front line"]
    example.write_bytes(b"this is no database")
    assert offered("--db", str(example), "show", "--topic", "f") == []


@pytest.fixture
def shell_environment(example: Path, tmp_path: Path) -> dict[str, str]:
    """Return an environment in which a shell finds this program and the example."""
    program = tmp_path / "bin" / "timeline"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m timeline "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return {
        **os.environ,
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "TIMELINE_DB": str(example),
        "HOME": str(tmp_path),
        "LC_ALL": "C.UTF-8",
    }


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("show --speaker Ser", r"Sergey\ Lavrov"),
        ("show --speaker '\"Ser'", "Sergey Lavrov"),
        (r"show --topic annexed\\\ r", r"annexed\ regions"),
        ("veri", "verify"),
        ("show --topic '\"Ev'", r"Evil \`id\` \$(id) \"x\" \\ it's"),
        ("""show --topic "'Ev\"""", r"""Evil `id` $(id) "x" \ it'\''s"""),
        ("show --speaker = Ser", r"Sergey\ Lavrov"),
    ],
)
def test_bash_gets_names_that_it_can_insert(
    run: Run, shell_environment: dict[str, str], words: str, expected: str
) -> None:
    script = run("completion", "bash").stdout
    run("topic", "add", 'Evil `id` $(id) "x" \\ it\'s')
    line = f"COMP_WORDS=(timeline {words}); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1))"
    ask = f"{script}\n{line}\n_timeline_completion timeline; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    result = subprocess.run(["bash", "-c", ask], env=shell_environment, capture_output=True, text=True, check=True)
    assert result.stdout == f"{expected}\n"


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
def test_fish_gets_names_with_commas(run: Run, shell_environment: dict[str, str]) -> None:
    run("topic", "add", "grain deal, first")
    ask = f"{run('completion', 'fish').stdout}\ncomplete -C 'timeline show --topic gr'"
    result = subprocess.run(["fish", "-c", ask], env=shell_environment, capture_output=True, text=True, check=True)
    assert result.stdout.splitlines() == ["grain deal, first"]


def test_every_script_names_the_program_and_the_variable(run: Run) -> None:
    for shell in ("bash", "zsh", "fish"):
        script = run("completion", shell).stdout
        assert f"_TIMELINE_COMPLETE={shell}_complete" in script
        assert "timeline" in script


@pytest.mark.parametrize(("shell", "startup"), [("bash", ".bashrc"), ("zsh", ".zshrc")])
def test_installing_twice_adds_one_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shell: str, startup: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("ZDOTDIR", raising=False)
    (tmp_path / startup).write_text("alias ll='ls -l'", encoding="utf-8")
    run("completion", shell, "--install")
    path = tmp_path / "data" / "timeline" / f"completion.{shell}"
    assert path.read_text(encoding="utf-8") == run("completion", shell).stdout
    once = (tmp_path / startup).read_text(encoding="utf-8")
    assert once.splitlines() == ["alias ll='ls -l'", f"[ -r {path} ] && . {path}  # completion of timeline"]
    run("completion", shell, "--install")
    assert (tmp_path / startup).read_text(encoding="utf-8") == once


def test_installing_for_fish(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    run("completion", "fish", "--install")
    path = tmp_path / "fish" / "completions" / "timeline.fish"
    assert path.read_text(encoding="utf-8") == run("completion", "fish").stdout


def test_an_unknown_shell_is_refused(run: Run) -> None:
    assert "did you mean “zsh”?" in refused(run, "completion", "zhs", code=2)
