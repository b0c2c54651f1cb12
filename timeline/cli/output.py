"""What commands print: which stream it goes to, styles, tables, and files that are written whole.

Data goes to stdout, all else to stderr. Colour and the pager come only on a terminal, and ``NO_COLOR`` is obeyed.
"""

import io
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO, TextIO, cast

import click

from timeline import files
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
#: what a cell of a table may take, in characters
_WIDEST_CELL = 80
#: the longest line that is still read with ease
_WIDEST = 100


def note(message: str) -> None:
    """Tell something beside the data, on stderr; a stderr that cannot be written to undoes nothing."""
    line = one_line(message)
    with suppress(OSError):
        click.echo("\n".join(wrap(line, max(20, columns()))) if sys.stderr.isatty() else line, err=True)


def on_terminal() -> bool:
    """Tell whether stdout is a terminal."""
    return sys.stdout.isatty()


def tell_number(number: int) -> None:
    """Print the number of what was stored: after it is, for a number that is told must never be one of nothing.

    Somebody who closed the pipe does not want to be told. Raises RefusedError where it cannot be printed.
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
    """Colour a text, on a terminal that wants it; elsewhere what was found stands in brackets that no text has."""
    if not on_terminal() or os.environ.get("NO_COLOR"):
        return f"⟦{text}⟧" if name == "hit" else text
    return click.style(text, **_STYLES.get(name, {}))


def columns() -> int:
    """Return how wide to print."""
    given = os.environ.get("COLUMNS", "")
    if given.isascii() and given.isdigit() and int(given) > 0:
        return min(_WIDEST, int(given))
    try:  # shutil.get_terminal_size() does the same, but importing shutil takes as long as reading the timeline
        return min(_WIDEST, os.get_terminal_size(sys.__stdout__.fileno()).columns or 80) if sys.__stdout__ else 80
    except (OSError, ValueError):
        return 80


def print_lines(lines: Iterable[str]) -> None:
    """Print lines; on a terminal through the pager, which steps aside where all fits on one screen."""
    if on_terminal():
        less = os.environ.get("LESS") or "-FX"
        os.environ["LESS"] = less if "R" in less or "raw-control" in less else f"{less} -R"
        click.echo_via_pager((line + "\n" for line in lines), color=True)
        return
    for line in lines:
        sys.stdout.write(line + "\n")


class _Inert(io.TextIOBase):
    """Stdout for data that has to come out as it is, except on a terminal, where it must not control anything."""

    def write(self, text: str) -> int:
        return sys.stdout.write(visible(text.replace("\r\n", "\n")))


def interchange() -> TextIO:
    """Return where data for other programs goes: stdout, in UTF-8 whatever the locale says."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="strict")
    return cast("TextIO", _Inert()) if on_terminal() else sys.stdout


@contextmanager
def whole_file(path: str, database_file: str) -> Iterator[BinaryIO]:
    """Open a file to write bytes to, which is whole in the end or not there. A device or a pipe is written to at once.

    Raises RefusedError where it is the database itself or a folder, and OSError where it cannot be written.
    """
    if os.path.exists(path) and os.path.samefile(path, database_file):
        raise RefusedError(f"{path} is the timeline itself; give another file")
    if os.path.isdir(path):
        raise RefusedError(f"{path} is a folder; give a file in it")
    with files.replacing(path) as out:
        yield out


def print_rows(rows: Sequence[Mapping[str, object]], format_: str) -> None:
    """Print plain rows: aligned for people, or as JSON, JSON Lines or CSV."""
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
    """Return a value on one line; a very long one, which would push the others away, is cut."""
    text = one_line("" if value is None else str(value))
    return text if len(text) <= _WIDEST_CELL else text[: _WIDEST_CELL - 1] + "…"


format_option = click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "jsonl", "csv"]),
    default="text",
    show_default=True,
    help="How to print.",
)
