"""Kill workers, the scheduler and the command itself: the same command goes on, and each article is stored once."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.support.commands import invoked
from tests.support.corpora import proposals, written_list

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the test finds processes in /proc")

ARTICLES = 90
#: the program, with parts so small that some are stored before it is killed
SMALL_PARTS = "from timeline.desk import bulk; bulk.PART = 10; from timeline.__main__ import main; main()"


@contextmanager
def reading(file: Path, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Read a list in a process of its own."""
    command = [sys.executable, "-c", SMALL_PARTS, "--db", str(file), "ingest", *map(str, arguments)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def count(file: Path) -> int:
    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM readings").fetchone()[0])
    return 0


def wait_until(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    for _ in range(1200):
        if condition() or process.poll() is not None:
            return
        time.sleep(0.05)
    raise TimeoutError


def children(parent: int) -> list[int]:
    """Return the processes that a process has started."""
    found_ = []
    for name in os.listdir("/proc"):
        with suppress(OSError, ValueError):
            stat = Path("/proc", name, "stat").read_text()
            if int(stat.rpartition(")")[2].split()[1]) == parent:
                found_.append(int(name))
    return found_


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_list(tmp_path_factory.mktemp("corpus") / "list.jsonl", ARTICLES)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, listed: Path) -> Path:
    """Return a timeline that was read without a kill."""
    file = tmp_path_factory.mktemp("undisturbed") / "timeline.db"
    assert invoked(file, "ingest", "--list", listed, "--jobs", 2).exit_code == 0
    return file


def complete(file: Path, undisturbed: Path) -> None:
    """Check that a file has each article once, and the proposals of an undisturbed run."""
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT count(*), count(DISTINCT input), count(DISTINCT snapshot_id) FROM readings"
        assert connection.execute(query).fetchone() == (ARTICLES, ARTICLES, ARTICLES)
        assert connection.execute("SELECT count(*) FROM snapshots").fetchone() == (ARTICLES,)
    assert proposals(file) == proposals(undisturbed)
    assert "nothing is wrong" in invoked(file, "db", "check").stderr


def test_killed_workers_are_replaced(file: Path, listed: Path, undisturbed: Path) -> None:
    with reading(file, "--list", listed, "--jobs", 2) as process:
        wait_until(lambda: count(file) > 0, process)
        for _ in range(2):
            for worker in children(process.pid):
                with suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)
            time.sleep(2)  # longer than a worker needs to start, so that no article has three of them
        assert process.wait(60) == 0
    complete(file, undisturbed)


def test_the_command_goes_on_after_it_was_killed(file: Path, listed: Path, undisturbed: Path) -> None:
    for least in (10, 40):
        with reading(file, "--list", listed, "--jobs", 2) as process:
            wait_until(lambda least=least: count(file) >= least, process)  # type: ignore[misc]
            process.kill()
    assert count(file) >= 40
    with reading(file, "--list", listed, "--jobs", 2) as process:
        assert process.wait(60) == 0
    complete(file, undisturbed)


def test_an_interrupt_stores_what_was_read(file: Path, listed: Path, undisturbed: Path) -> None:
    with reading(file, "--list", listed, "--jobs", 2) as process:
        wait_until(lambda: count(file) > 0, process)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode in (0, 130)
    assert "Traceback" not in errors
    with reading(file, "--list", listed) as process:
        assert process.wait(60) == 0
    complete(file, undisturbed)


def test_two_runs_at_once_store_each_article_once(file: Path, listed: Path, undisturbed: Path) -> None:
    invoked(file, "init")
    with reading(file, "--list", listed, "--jobs", 1) as one, reading(file, "--list", listed, "--jobs", 1) as two:
        assert (one.wait(90), two.wait(90)) == (0, 0)
    complete(file, undisturbed)
