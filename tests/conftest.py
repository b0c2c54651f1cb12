"""Fixtures: a command line on its own file, the worked example, and files as other programs open them."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import settings

from tests.support.commands import Run, filled, invoked
from tests.support.files import STORY, Connect, copied
from timeline.database.changeset import changeset, create

#: commands that create a missing file, which takes half the time of most of them
CREATING = ("add", "import", "ingest", "office", "place", "source", "speaker", "topic")

settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.fixture(autouse=True, scope="session")
def environment() -> Iterator[None]:
    """Hide the settings of the machine from the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("TIMELINE_DB", "NO_COLOR", "PAGER", "LESS", "HTTP_PROXY", "ALL_PROXY", "http_proxy", "all_proxy",
                     "PYTHONDONTWRITEBYTECODE"):  # fmt: skip
            patch.delenv(name, raising=False)
        patch.setenv("COLUMNS", "80")
        patch.setenv("TIMELINE_ACTOR", "tester")
        patch.setenv("TIMELINE_CONFIG", os.devnull)
        yield


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the path of a database that does not exist yet."""
    return tmp_path / "timeline.db"


@pytest.fixture
def run_from_nothing(file: Path) -> Run:
    """Return a function that runs a command line on ``file`` and checks its exit code."""

    def run(*args: object, stdin: str | bytes | None = None, code: int = 0) -> Result:
        result = invoked(file, *args, stdin=stdin)
        assert result.exit_code == code, (result.exit_code, result.stdout, result.stderr)
        return result

    return run


@pytest.fixture
def run(file: Path, empty_file: Path, run_from_nothing: Run) -> Run:
    """Return such a function; for a command that would create the file, it copies an empty one, which is faster."""

    def run(*args: object, stdin: str | bytes | None = None, code: int = 0) -> Result:
        if code == 0 and args and args[0] in CREATING and not os.path.lexists(file):
            copied(empty_file, file)
        return run_from_nothing(*args, stdin=stdin, code=code)

    return run


@pytest.fixture(scope="session")
def example_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the worked example, made once, for tests to copy."""
    return filled(tmp_path_factory.mktemp("example") / "timeline.db", ("init", "--example"))


@pytest.fixture
def example(example_file: Path, file: Path) -> Path:
    """Return ``file``, which holds the worked example."""
    return Path(shutil.copy(example_file, file))


@pytest.fixture
def sql(file: Path) -> Callable[..., list[Any]]:
    """Return a function that reads from ``file`` with plain SQL."""

    def sql(statement: str, *values: object) -> list[Any]:
        with closing(sqlite3.connect(file)) as connection, connection:
            return connection.execute(statement, values).fetchall()

    return sql


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a current file without rows, for tests to copy."""
    path = tmp_path_factory.mktemp("empty") / "timeline.db"
    assert create(path)
    return path


@pytest.fixture(scope="session")
def story_file(tmp_path_factory: pytest.TempPathFactory, empty_file: Path) -> Path:
    """Return a file whose first changeset, by the program, holds the story, for tests to copy."""
    path = copied(empty_file, tmp_path_factory.mktemp("story") / "timeline.db")
    with changeset(path, "story") as session:
        connection = session.connection()
        for statement in STORY.split(";\n"):
            connection.exec_driver_sql(statement)
    return path


@pytest.fixture
def path(tmp_path: Path, empty_file: Path) -> Path:
    """Return a fresh file without rows."""
    return copied(empty_file, tmp_path / "timeline.db")


@pytest.fixture
def story(tmp_path: Path, story_file: Path) -> Path:
    """Return a fresh file with the story, all of it in changeset 1."""
    return copied(story_file, tmp_path / "story.db")


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Return a function that opens plain connections that commit at once, with SQLite's default pragmas."""
    connections = []

    def open_plainly(
        path: Path, *, recursive: bool = False, foreign_keys: bool = False, timeout: float = 5
    ) -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None, timeout=timeout)
        connections.append(connection)
        connection.execute(f"PRAGMA recursive_triggers = {recursive:d}")
        connection.execute(f"PRAGMA foreign_keys = {foreign_keys:d}")
        connection.execute("PRAGMA synchronous = OFF")  # no test pulls the plug
        return connection

    yield open_plainly
    for connection in connections:
        connection.close()


@pytest.fixture
def shell(path: Path, connect: Connect) -> sqlite3.Connection:
    """Return a plain connection to the file without rows."""
    return connect(path)
