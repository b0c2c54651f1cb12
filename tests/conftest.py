"""Fixtures: a command line on a file of its own, and the worked example."""

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import settings

from timeline.cli import main

settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")

Run = Callable[..., Result]

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(autouse=True, scope="session")
def environment() -> Iterator[None]:
    """No setting of the machine reaches a test."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("TIMELINE_DB", "NO_COLOR", "PAGER", "LESS", "HTTP_PROXY", "ALL_PROXY", "http_proxy", "all_proxy",
                     "PYTHONDONTWRITEBYTECODE"):  # fmt: skip
            patch.delenv(name, raising=False)
        patch.setenv("COLUMNS", "80")
        patch.setenv("TIMELINE_ACTOR", "tester")
        yield


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The path of a database that does not exist yet."""
    return tmp_path / "timeline.db"


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


@pytest.fixture
def run(file: Path) -> Run:
    """Run a command line on ``file``, which ends with a code."""

    def run(*args: object, stdin: str | bytes | None = None, code: int = 0) -> Result:
        result = invoked(file, *args, stdin=stdin)
        assert result.exit_code == code, (result.exit_code, result.stdout, result.stderr)
        return result

    return run


@pytest.fixture(scope="session")
def example_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked example, made once; to be copied."""
    return filled(tmp_path_factory.mktemp("example") / "timeline.db", ("init", "--example"))


@pytest.fixture
def example(example_file: Path, file: Path) -> Path:
    """The worked example in ``file``."""
    return Path(shutil.copy(example_file, file))


@pytest.fixture
def sql(file: Path) -> Callable[..., list[Any]]:
    """Read from ``file`` with plain SQL."""

    def sql(statement: str, *values: object) -> list[Any]:
        with closing(sqlite3.connect(file)) as connection, connection:
            return connection.execute(statement, values).fetchall()

    return sql
