"""Run a command line on a file."""

import shutil
import signal
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result

from timeline.cli import main

Run = Callable[..., Result]

#: the folder next to a checkout with files that are not part of the repository
SHARED = Path(__file__).parents[3] / "shared"


def invoked(file: Path, *args: object, stdin: str | bytes | None = None) -> Result:
    """Run a command line on a file; raise every exception that timeline does not handle."""
    handler = signal.getsignal(signal.SIGINT)
    # Not with --db: the log holds the command line, and its line breaks must not depend on the length of a path.
    result = CliRunner(env={"TIMELINE_DB": str(file)}).invoke(
        main, [*map(str, args)], input=stdin, prog_name="timeline"
    )
    signal.signal(signal.SIGINT, handler)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def refused(run: Run, *args: object, code: int = 4, field: str = "", stdin: str | bytes | None = None) -> str:
    """Run a command that prints one line and ends with a code. Return its message, without the option in front."""
    result = run(*args, stdin=stdin, code=code)
    front = f"timeline: {field}: " if field else "timeline: "
    assert result.stderr.startswith(front), result.stderr
    assert result.stderr.count("\n") == 1, result.stderr
    assert result.stdout == ""
    return result.stderr.removeprefix(front)


def filled(file: Path, *commands: tuple[object, ...]) -> Path:
    """Run commands on a file, and check that all of them succeed."""
    for command in commands:
        result = invoked(file, *command)
        assert result.exit_code == 0, (command, result.stderr)
    return file


def with_article(example: Path, folder: Path, text: str) -> Path:
    """Return a copy of the worked example with the proposals of ``article.txt``, source 3, published on 8 March 2024."""
    (folder / "article.txt").write_text(text, encoding="utf-8")
    file = Path(shutil.copy(example, folder))
    return filled(file, ("ingest", folder / "article.txt", "--published", "2024-03-08"))
