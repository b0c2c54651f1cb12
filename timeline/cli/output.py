"""Print data and notes, style text, draw tables, and write files atomically.

Data goes to stdout, everything else to stderr. Only a terminal gets colour and the pager; ``NO_COLOR`` is obeyed.
"""

import io
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO, TextIO, cast

import click

from timeline import files
from timeline.cli import progress
from timeline.cli.arguments import Choice
from timeline.cli.invocation import Invocation
from timeline.cli.root import silence_stdout
from timeline.errors import RefusedError
from timeline.render.safe import one_line, visible, width, wrap

_STYLES: dict[str, dict[str, Any]] = {
    "year": {"bold": True, "fg": "bright_black"},
    "number": {"fg": "bright_black"},
    "date": {"bold": True, "fg": "cyan"},
    "name": {"bold": True},
    "title": {"bold": True},
    "quoted": {"fg": "yellow"},
    "dim": {"fg": "bright_black"},
    "bar": {"fg": "blue"},
    "hit": {"bold": True, "reverse": True},
    "good": {"fg": "green"},
    "bad": {"bold": True, "fg": "red"},
}
#: the width of the widest cell in a table
_MAX_CELL_CHARACTERS = 80
#: the longest line that is easy to read
_MAX_LINE_COLUMNS = 100


def note(message: str) -> None:
    """Print a note on stderr. If stderr cannot be written to, the command goes on."""
    line = one_line(message)
    progress.clear()
    with suppress(OSError):
        click.echo("\n".join(wrap(line, max(20, columns()))) if sys.stderr.isatty() else line, err=True)


def on_terminal() -> bool:
    """Return whether stdout is a terminal."""
    return sys.stdout.isatty()


def print_number(number: int) -> None:
    """Print the new number. Call this after the commit, so that a printed number always exists.

    A reader who has closed the pipe does not want it. Raises RefusedError if it cannot be printed.
    """
    try:
        click.echo(number)
        sys.stdout.flush()
    except BrokenPipeError:
        silence_stdout()
    except OSError as error:
        silence_stdout()
        raise RefusedError(f"stored as number {number}, which could not be printed: {error.strerror}") from error


def style(text: str, name: str) -> str:
    """Colour a text on a terminal that wants it; elsewhere, put a hit in brackets that texts do not have."""
    run = click.get_current_context().find_object(Invocation)
    if run is None or not run.is_colored:
        return f"⟦{text}⟧" if name == "hit" else text
    return click.style(text, **_STYLES.get(name, {}))


def columns() -> int:
    """Return the width of the output, in columns."""
    setting = os.environ.get("COLUMNS", "")
    if setting.isascii() and setting.isdigit() and int(setting) > 0:
        return min(_MAX_LINE_COLUMNS, int(setting))
    try:  # shutil.get_terminal_size() does the same, but importing shutil takes as long as reading the timeline
        return (
            min(_MAX_LINE_COLUMNS, os.get_terminal_size(sys.__stdout__.fileno()).columns or 80)
            if sys.__stdout__
            else 80
        )
    except (OSError, ValueError):
        return 80


def print_lines(lines: Iterable[str]) -> None:
    """Print lines; on a terminal through the pager, which ends at once if all fits on one screen."""
    style("", "dim")  # a wrong setting of colours is refused before the first line
    if on_terminal():
        less = os.environ.get("LESS") or "-FX"
        os.environ["LESS"] = less if "R" in less or "raw-control" in less else f"{less} -R"
        click.echo_via_pager((line + "\n" for line in lines), color=True)
        return
    with progress.shown("writing"):
        for line in lines:
            sys.stdout.write(line + "\n")


class _Inert(io.TextIOBase):
    """Stdout on a terminal, for data that must not control it."""

    def write(self, text: str) -> int:
        return sys.stdout.write(visible(text.replace("\r\n", "\n")))


def interchange() -> TextIO:
    """Return the stream for data to other programs: stdout, in UTF-8 whatever the locale says."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="strict")
    return cast("TextIO", _Inert()) if on_terminal() else sys.stdout


@contextmanager
def whole_file(path: str, database_file: str) -> Iterator[BinaryIO]:
    """Open a file to write bytes to, all of them or none; a device or a pipe gets them at once.

    Raises RefusedError if it is the database itself or a folder, and OSError if it cannot be written.
    """
    if os.path.exists(path) and os.path.samefile(path, database_file):
        raise RefusedError(f"{path} is the timeline itself; choose another file")
    if os.path.isdir(path):
        raise RefusedError(f"{path} is a folder; choose a file in it")
    with files.replacing(path) as out:
        yield out


def print_rows(rows: Sequence[Mapping[str, object]], format_: str) -> None:
    """Print rows as a table for people, or as JSON, JSON Lines or CSV."""
    from timeline.formats.csv import write_rows
    from timeline.formats.jsonl import dump

    if format_ == "text":
        print_lines(_table(rows) if rows else [])
        return
    out = interchange()
    if format_ == "csv":
        write_rows(rows, out)
    else:
        out.write(dump(rows, indent=True) + "\n" if format_ == "json" else "".join(dump(row) + "\n" for row in rows))


def _table(rows: Sequence[Mapping[str, object]]) -> Iterable[str]:
    cells = [[_cell(value) for value in row.values()] for row in rows]
    heads = [head.replace("_", " ") for head in rows[0]]
    widths = [max(width(row[i]) for row in [heads, *cells]) for i in range(len(heads))]
    right = [all(isinstance(row[head], int) for row in rows) for head in rows[0]]

    def line(row: list[str]) -> str:
        padded = (
            " " * (w - width(cell)) + cell if r else cell + " " * (w - width(cell))
            for cell, w, r in zip(row, widths, right, strict=True)
        )
        return "  ".join(padded).rstrip()

    yield style(line(heads), "dim")
    yield from map(line, cells)


def _cell(value: object) -> str:
    """Return a value on one line, and cut a very long one, which would push the other columns away."""
    text = one_line("" if value is None else str(value))
    return text if len(text) <= _MAX_CELL_CHARACTERS else text[: _MAX_CELL_CHARACTERS - 1] + "…"


format_option = click.option(
    "--format",
    "format_",
    type=Choice(["text", "json", "jsonl", "csv"]),
    default="text",
    show_default=True,
    help="How to print.",
)
