"""Run the blocks of commands that a page of the documentation shows, and compare what they print."""

import os
import re
import shlex
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.commands import invoked
from tests.support.terminal import Terminal

#: a file that a page makes: cat > NAME <<'EOF'
_HEREDOC = re.compile(r"^cat > (\S+) <<'EOF'\n(.*?)^EOF$", re.MULTILINE | re.DOTALL)
_EXPORT = re.compile(r"^export TIMELINE_DB=(\S+)$", re.MULTILINE)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_KEY = re.compile(r"^  > (\S)$", re.MULTILINE)
_QUESTION = re.compile(r"^([A-Z][^:“\n]*:)(?: (.*))?$", re.MULTILINE)


class Step(NamedTuple):
    """A command of a block, without the ``timeline`` in front, and what the block shows of its output."""

    command: str
    shown: str


def blocks(text: str, language: str) -> list[str]:
    """Return the contents of the blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def steps(block: str) -> Iterator[Step]:
    """Yield the commands of a block."""
    for command, shown in re.findall(r"^\$ timeline ?(.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
        yield Step(command, shown)


def comparable(text: str) -> str:
    """Return output without what differs from run to run, and without blanks at the ends of lines."""
    plain = re.sub(r"\r|\x1b\[[0-9;?]*[a-zA-Z]", "", text)
    return "\n".join(line.rstrip() for line in _MOMENT.sub("(a moment)", plain).split("\n")).strip("\n")


def fits(shown: str, output: str) -> bool:
    """Tell whether output is what a block shows; “…” stands for any lines, or at the end of a line for the rest of it."""
    pattern = ""
    for line in comparable(shown).split("\n"):
        if line == "…":
            pattern += r"(?:.*\n)*"
        else:
            pattern += f"{re.escape(line.removesuffix('…'))}{'.*' if line.endswith('…') else ''}\n"
    return re.fullmatch(pattern, f"{comparable(output)}\n") is not None


class Page:
    """A page whose blocks run one after the other, on one file in one folder."""

    def __init__(self, text: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.text = text
        self.file = file
        self._monkeypatch = monkeypatch
        self._use(file)
        monkeypatch.setenv("TIMELINE_ACTOR", "you")
        monkeypatch.setenv("NO_COLOR", "1")
        monkeypatch.setenv("PAGER", "cat")
        monkeypatch.setenv("TIMELINE_CONFIG", str(file.parent / "config.toml"))
        monkeypatch.chdir(file.parent)

    def _use(self, file: Path) -> None:
        self.file = file
        self._monkeypatch.setenv("TIMELINE_DB", str(file))

    def run(self) -> int:
        """Make the files of the page, and run its console blocks; return how many commands have run."""
        count = 0
        for language, block in re.findall(r"^```(sh|console)\n(.*?)^```$", self.text, re.MULTILINE | re.DOTALL):
            if language == "sh":
                for name, content in _HEREDOC.findall(block):
                    (self.file.parent / name).write_text(content, encoding="utf-8")
                for name in _EXPORT.findall(block):
                    self._use(self.file.parent / name)
                continue
            for step in steps(block):
                outputs = self._outputs(step)
                assert any(fits(step.shown, output) for output in outputs), (
                    f"$ {step.command}\n{comparable(outputs[0])}"
                )
                count += 1
        return count

    def _outputs(self, step: Step) -> list[str]:
        """Return the output of a command; on a terminal, data and notes may come in either order."""
        if step.command == "add":
            return [self._answered(step.shown)]
        if step.command == "review":
            return [self._keyed(_KEY.findall(step.shown))]
        result = invoked(self.file, *shlex.split(step.command))
        assert result.exit_code in (0, 1) or "timeline: " in step.shown, result.output
        return [result.stdout + result.stderr, result.stderr + result.stdout]

    def _answered(self, shown: str) -> str:
        terminal, screen = Terminal("add"), ""
        for label, answer in _QUESTION.findall(shown):
            terminal.wait_for(label)
            screen += f"{terminal.seen.split(label)[0]}{label}"
            terminal.answer(label, answer)
        assert terminal.finish() == 0
        return screen

    def _keyed(self, keys: list[str]) -> str:
        terminal, screen = Terminal("review"), ""
        for key in keys:
            terminal.wait_for("  > ")
            before, _, terminal.seen = terminal.seen.partition("  > ")
            screen += f"{before}  > "
            _press(terminal, key)
        terminal.wait_for("any other key quits")
        _press(terminal, "q")
        assert terminal.finish() == 0
        return screen + terminal.seen


def _press(terminal: Terminal, key: str) -> None:
    """Press a key, once the program reads keys: before that, the terminal itself would show it."""
    while termios.tcgetattr(terminal.end)[3] & termios.ECHO:
        time.sleep(0.01)
    os.write(terminal.end, key.encode())
