"""What every command shares: the error boundary, the choice of the file, and what goes to which stream.

Data goes to stdout, all else to stderr. Colour and the pager come only on a terminal, and ``NO_COLOR`` is obeyed.
"""

import importlib
import io
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from timeline.dates import PartialDate, read_date
from timeline.errors import DateError, RefusedError, TimelineError
from timeline.render.safe import one_line, width

_STYLES: dict[str, dict[str, Any]] = {
    "year": {"bold": True, "fg": "bright_black"},
    "number": {"fg": "bright_black"},
    "date": {"bold": True, "fg": "cyan"},
    "name": {"bold": True},
    "title": {"bold": True},
    "quoted": {"fg": "yellow"},
    "dim": {"fg": "bright_black"},
}
_Command = TypeVar("_Command", bound=Callable[..., Any])
#: the longest line that is still read with ease
_WIDEST = 100


class Root(click.Group):
    """The root command, and the one place where errors become a line on stderr and an exit code.

    ``lazy`` names its commands as ``module:attribute``; a module is imported when its command is asked for.
    """

    def __init__(self, *args: Any, lazy: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order they are registered in, which is the order of getting to know them."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in self.lazy:
            return None
        module, _, attribute = self.lazy[cmd_name].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)  # noqa: S101
        return command

    def main(self, args: Any = None, prog_name: Any = None, *more: Any, **extra: Any) -> Any:
        """Run a command line and exit."""
        given = list(sys.argv[1:] if args is None else args)
        extra["standalone_mode"] = False
        _print_what_the_terminal_cannot()
        try:
            code = super().main(given, prog_name or "timeline", *more, obj={"given": given}, **extra)
        except TimelineError as error:
            _complain(str(error))
            code = error.exit_code
        except click.UsageError as error:
            path = error.ctx.command_path if error.ctx else "timeline"
            _complain(f"{error.format_message()} (see: {path} --help)")
            code = error.exit_code
        except click.ClickException as error:
            _complain(error.format_message())
            code = error.exit_code
        except (click.Abort, KeyboardInterrupt):
            _complain("interrupted; nothing was stored")
            code = 130
        except OSError as error:
            _complain(f"{error.filename or 'output'}: {error.strerror or error}")
            code = 4
        sys.exit(code if isinstance(code, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader that closed the pipe has seen enough, which is no error."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        return result


def _print_what_the_terminal_cannot() -> None:
    """Let a terminal without Unicode show an escape for a character it does not know."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() not in ("utf-8", "utf8"):
            stream.reconfigure(errors="backslashreplace")


def _command_line(given: list[str]) -> str:
    """Keep the command as typed for the changeset, without what no database can hold and within reason."""
    import shlex

    line = shlex.join(given).encode("utf-8", "replace").decode().replace("\0", "")
    return line if len(line) <= 500 else line[:499] + "…"


def _complain(message: str) -> None:
    click.echo(f"timeline: {one_line(message)}", err=True)


def note(message: str) -> None:
    """Tell something beside the data, on stderr."""
    click.echo(one_line(message), err=True)


def _remember(ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.ensure_object(dict)["db"] = value


def database_option(command: _Command) -> _Command:
    """Let a command take ``--db``; it may stand before or after the command's name."""
    return click.option(
        "--db",
        metavar="FILE",
        type=click.Path(readable=False, path_type=Path),
        expose_value=False,
        callback=_remember,
        help="The database file. [env: TIMELINE_DB; default: timeline.db]",
    )(command)


def chosen_file(ctx: click.Context) -> Path:
    """Return the database file: ``--db``, else ``TIMELINE_DB``, else ``timeline.db`` here."""
    given: Path | None = ctx.obj.get("db")
    return given or Path(os.environ.get("TIMELINE_DB") or "timeline.db")


def command_line(ctx: click.Context) -> str:
    """Return the command as it was typed."""
    return _command_line(ctx.obj["given"])


def given_date(option: str, text: str) -> PartialDate | None:
    """Read a date that was typed; None means it is unknown. Raises DateError that names the option."""
    try:
        return read_date(text)
    except DateError as error:
        raise type(error)(f"{option}: {error}") from None


def known_date(option: str, text: str) -> PartialDate:
    """Read a date that must not be ``unknown``."""
    date = given_date(option, text)
    if date is None:
        raise DateError(f"{option}: “unknown” is no date to compare with")
    return date


def given_country(code: str) -> str:
    """Check a country code and return it in capitals. Raises RefusedError where it is not two letters."""
    if len(code) != 2 or not (code.isascii() and code.isalpha()):
        raise RefusedError(f"--country: “{code}” is no country code; give two letters of ISO 3166, such as RU")
    return code.upper()


def read_stdin() -> str:
    """Read all of stdin as UTF-8. Raises RefusedError where it is not."""
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedError(
            f"stdin is not valid UTF-8 (byte {error.start}); convert it first, for example with iconv"
        ) from None


def on_terminal() -> bool:
    """Tell whether stdout is a terminal."""
    return sys.stdout.isatty()


def style(text: str, name: str) -> str:
    """Colour a text, on a terminal that wants it."""
    if not on_terminal() or os.environ.get("NO_COLOR"):
        return text
    return click.style(text, **_STYLES.get(name, {}))


def columns() -> int:
    """Return how wide to print."""
    given = os.environ.get("COLUMNS", "")
    if given.isascii() and given.isdigit() and int(given) > 0:
        return min(_WIDEST, int(given))
    try:  # shutil.get_terminal_size() does the same, but importing shutil takes as long as reading the timeline
        return min(_WIDEST, os.get_terminal_size(sys.__stdout__.fileno()).columns) if sys.__stdout__ else 80
    except (OSError, ValueError):
        return 80


def print_lines(lines: Iterable[str]) -> None:
    """Print lines; on a terminal through the pager, which steps aside where all fits on one screen."""
    if on_terminal():
        os.environ.setdefault("LESS", "-FRX")
        click.echo_via_pager((line + "\n" for line in lines), color=True)
        return
    for line in lines:
        sys.stdout.write(line + "\n")


def print_rows(rows: list[dict[str, Any]], format_: str) -> None:
    """Print plain rows: aligned for people, or as JSON, JSON Lines or CSV."""
    from timeline.formats.csv import write_rows
    from timeline.formats.jsonl import dump

    if format_ == "json":
        click.echo(dump(rows, indent=2))
    elif format_ == "jsonl":
        for row in rows:
            click.echo(dump(row))
    elif format_ == "csv":
        write_rows(rows, sys.stdout)
    elif rows:
        print_lines(_table(rows))


def _table(rows: list[dict[str, Any]]) -> Iterable[str]:
    cells = [[one_line("" if value is None else str(value)) for value in row.values()] for row in rows]
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


format_option = click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "jsonl", "csv"]),
    default="text",
    show_default=True,
    help="How to print.",
)
