"""Running a command line on a file."""

import signal
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result

from timeline.cli import main

Run = Callable[..., Result]

#: what lies beside a checkout and is no part of the repository
SHARED = Path(__file__).parents[3] / "shared"


def invoked(file: Path, *args: object, stdin: str | bytes | None = None) -> Result:
    """Run a command line on a file; what is not one of our own errors is raised."""
    handler = signal.getsignal(signal.SIGINT)
    # Not with --db: the log holds the command line, and where its lines break must not hang on a path's length.
    result = CliRunner(env={"TIMELINE_DB": str(file)}).invoke(
        main, [*map(str, args)], input=stdin, prog_name="timeline"
    )
    signal.signal(signal.SIGINT, handler)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def filled(file: Path, *commands: tuple[object, ...]) -> Path:
    """Run commands on a file, all of which end well."""
    for command in commands:
        result = invoked(file, *command)
        assert result.exit_code == 0, (command, result.stderr)
    return file
