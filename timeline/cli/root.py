"""The root of the command line: find commands, print errors as one line each, and prepare the streams."""

import importlib
import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import click

from timeline.cli.help import Context, write_commands
from timeline.cli.invocation import Clock, Invocation, system_clock
from timeline.errors import FormError, TimelineError
from timeline.render.safe import one_line

#: longer messages are cut
_MAX_MESSAGE_CHARACTERS = 700
#: code of an error → the option that helps, to put after the message
_HINTS = {
    "like-known": " Give that name, or --new-speaker if this is somebody else",
    "reference-needed": " with --reference, or --published for a source",
    "date-order": ", with --date-order",
    "alike": " Add --new-speaker if this is somebody else",
    "same-place": "; for another one of that name give --inside",
    "several-places": ", with timeline cite and its --prefix or --suffix",
    "rejected": " with --skip-invalid FILE",
}


class ListedCommand(NamedTuple):
    """A command as help lists it: where it is (``module:attribute``), its heading, and its line of help.

    The line equals the short help of the command itself; a test compares the two.
    """

    where: str
    heading: str
    help: str


class Command(click.Command):
    """A command that refuses two contradicting options, where Click would silently use the last."""

    context_class = Context

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the options. Raises UsageError if one comes twice that may come only once."""
        if ctx.resilient_parsing:  # a shell completes the line
            return super().parse_args(ctx, args)
        _, _, order = self.make_parser(ctx).parse_args(list(args))
        first: dict[str | None, click.Parameter] = {}
        for parameter in order:
            if not isinstance(parameter, click.Option) or parameter.multiple or parameter.count:
                continue
            earlier = first.setdefault(parameter.name, parameter)
            if earlier is not parameter:
                raise click.UsageError(f"{earlier.opts[0]} and {parameter.opts[0]} contradict each other", ctx)
            if sum(other is parameter for other in order) > 1 and not parameter.is_flag:
                raise click.UsageError(f"{parameter.opts[0]} can be given only once", ctx)
        return super().parse_args(ctx, args)


class Group(click.Group):
    """A group of such commands."""

    command_class = Command
    context_class = Context


class Root(Group):
    """The root command, the one place that turns errors into lines on stderr and an exit code.

    ``lazy`` lists its commands; a module is imported only when its command runs, and none of them for the help.
    """

    def __init__(self, *args: Any, lazy: dict[str, ListedCommand], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the table, in which a new user would meet them."""
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
        write_commands(formatter, ((listed.heading, name, listed.help) for name, listed in self.lazy.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command. Raises NoSuchCommand with those that look like a mistyped one."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            raise click.exceptions.NoSuchCommand(error.command_name, possibilities=self.lazy, ctx=ctx) from None

    def _main_shell_completion(self, ctx_args: Any, prog_name: str, complete_var: str | None = None) -> None:
        """Answer a shell that completes a command line; an error answers nothing."""
        from timeline.cli import shells

        if shells.is_completing():
            shells.register()
            with suppress(TimelineError, OSError):
                super()._main_shell_completion(ctx_args, prog_name, complete_var)
            sys.exit(0)

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
            for line in error_lines(error, run):
                print_error(line)
            code = error.exit_code
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            code = error.exit_code
        except click.UsageError as error:
            path = error.ctx.command_path if error.ctx else "timeline"
            print_error(f"{error.format_message()} (see: {path} --help)")
            code = error.exit_code
        except click.ClickException as error:
            print_error(error.format_message())
            code = error.exit_code
        except (click.Abort, KeyboardInterrupt):
            print_error(_interrupted(run))
            code = 130
        except OSError as error:
            print_error(f"{error.filename or 'output'}: {error.strerror or error}")
            code = 4
        sys.exit(code if isinstance(code, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. A reader that closes the pipe has seen enough; this is not an error."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            silence_stdout()
            return 0
        return result


def error_lines(error: TimelineError, run: Invocation) -> Iterator[str]:
    """Yield the lines of an error: one for each wrong field, with the option that fills it in front."""
    for one in error.errors if isinstance(error, FormError) else (error,):
        where = f"{run.label(one.field)}: " if one.field else ""
        yield f"{where}{one}{hint(one)}"


def hint(error: TimelineError) -> str:
    """Return the option that helps with an error, to put after its message."""
    return _HINTS.get(error.code, "")


def _interrupted(run: Invocation) -> str:
    if run.stored:
        return f"interrupted; only {run.stored} are stored"
    return "interrupted; nothing was stored" if run.writes else "interrupted"


def silence_stdout() -> None:
    """Send further output to /dev/null: the reader has closed the pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_streams() -> None:
    """Replace closed streams, and write readable substitutes for characters that a console cannot show."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() not in ("utf-8", "utf8"):
            from timeline.render import substitutes

            substitutes.register()
            stream.reconfigure(errors=substitutes.READABLE)


def print_error(message: str) -> None:
    """Print a message as one line, in the name of the program."""
    line = one_line(message)
    with suppress(OSError):
        click.echo(
            f"timeline: {line if len(line) <= _MAX_MESSAGE_CHARACTERS else line[: _MAX_MESSAGE_CHARACTERS - 1] + '…'}",
            err=True,
        )
