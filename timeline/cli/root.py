"""The root of the command line: finding commands, turning errors into a line, and the state of the streams."""

import importlib
import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import click

from timeline.cli.invocation import Clock, Invocation, system_clock
from timeline.errors import FormError, TimelineError
from timeline.render.safe import one_line

#: no message is longer, however much was typed
_LONGEST = 700
#: code of an error → what the command line offers to do about it
_HINTS = {
    "like-known": " Give that name, or --new-speaker if this is somebody else",
    "reference-needed": " with --reference, or --published for a source",
    "date-order": ", with --date-order",
    "alike": " Add --new-speaker if this is somebody else",
    "same-place": "; for another one of that name give --inside",
    "rejected": " with --skip-invalid FILE",
}


class ListedCommand(NamedTuple):
    """A command as help lists it: where it is (``module:attribute``), its heading, and its one line of help.

    The line says what the command says of itself, and a test compares the two.
    """

    where: str
    heading: str
    help: str


class Command(click.Command):
    """A command that does not let the last of two contradicting options win in silence."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the options; refuse one that is given twice but can be true only once."""
        _, _, order = self.make_parser(ctx).parse_args(list(args))
        seen: dict[str | None, click.Parameter] = {}
        for parameter in order:
            if not isinstance(parameter, click.Option) or parameter.multiple or parameter.count:
                continue
            earlier = seen.setdefault(parameter.name, parameter)
            if earlier is not parameter:
                raise click.UsageError(f"{earlier.opts[0]} and {parameter.opts[0]} contradict each other", ctx)
            if sum(other is parameter for other in order) > 1 and not parameter.is_flag:
                raise click.UsageError(f"{parameter.opts[0]} is given twice", ctx)
        return super().parse_args(ctx, args)


class Group(click.Group):
    """A group of such commands."""

    command_class = Command


class Root(Group):
    """The root command, and the one place where errors become a line on stderr and an exit code.

    ``lazy`` lists its commands; a module is imported when its command is asked for, and none of them for the help.
    """

    def __init__(self, *args: Any, lazy: dict[str, ListedCommand], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order they are registered in, which is the order of getting to know them."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in self.lazy:
            return None
        module, _, attribute = self.lazy[cmd_name].where.partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)  # noqa: S101
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, listed.help) for name, listed in self.lazy.items()])

    def main(
        self, args: Any = None, prog_name: Any = None, *more: Any, clock: Clock = system_clock, **extra: Any
    ) -> Any:
        """Run a command line and exit."""
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _open_streams()
        run = Invocation(list(sys.argv[1:] if args is None else args), clock)
        extra["standalone_mode"] = False
        try:
            code = super().main(run.arguments, prog_name or "timeline", *more, obj=run, **extra)
        except TimelineError as error:
            for line in worded(error, run):
                _complain(line)
            code = error.exit_code
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            code = error.exit_code
        except click.UsageError as error:
            path = error.ctx.command_path if error.ctx else "timeline"
            _complain(f"{error.format_message()} (see: {path} --help)")
            code = error.exit_code
        except click.ClickException as error:
            _complain(error.format_message())
            code = error.exit_code
        except (click.Abort, KeyboardInterrupt):
            _complain(_interrupted(run))
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
            silence_stdout()
            return 0
        return result


def worded(error: TimelineError, run: Invocation) -> Iterator[str]:
    """Word an error for the command line: a line for each field that is wrong, with the option that fills it."""
    for one in error.errors if isinstance(error, FormError) else (error,):
        where = f"{run.label(one.field)}: " if one.field else ""
        yield f"{where}{one}{hint(one)}"


def hint(error: TimelineError) -> str:
    """Return what the command line offers to do about an error, to be put behind its message."""
    return _HINTS.get(error.code, "")


def _interrupted(run: Invocation) -> str:
    if run.stored:
        return "interrupted; only what you confirmed is stored"
    return "interrupted; nothing was stored" if run.writes else "interrupted"


def silence_stdout() -> None:
    """Let what is still printed go nowhere, for nobody reads it any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_streams() -> None:
    """Stand in for streams that were closed, and let a terminal without Unicode show escapes for what it lacks."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() not in ("utf-8", "utf8"):
            stream.reconfigure(errors="backslashreplace")


def _complain(message: str) -> None:
    line = one_line(message)
    with suppress(OSError):
        click.echo(f"timeline: {line if len(line) <= _LONGEST else line[: _LONGEST - 1] + '…'}", err=True)
