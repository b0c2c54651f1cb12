"""``timeline ingest --cluster``: a Dask scheduler and its workers, each a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.commands import invoked
from tests.support.corpora import proposals, written_list
from timeline.errors import RefusedError
from timeline.worker import cluster, pools

ARTICLES = 40


class Machine(NamedTuple):
    """The address of a scheduler, and its process."""

    address: str
    scheduler: "subprocess.Popen[bytes]"


@contextmanager
def process(*arguments: str, **environment: str) -> "Iterator[subprocess.Popen[bytes]]":
    """Run a program of Dask in a group of its own, and kill the group at the end."""
    command = [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:], "--no-dashboard"]
    started = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        yield started
    finally:
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()


@contextmanager
def scheduler() -> Iterator[Machine]:
    """Run a scheduler, and wait until it answers."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    with process("scheduler", "--host", "127.0.0.1", "--port", str(port)) as started:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.1)
        yield Machine(f"tcp://127.0.0.1:{port}", started)


def worker(machine: Machine, **environment: str) -> "AbstractContextManager[subprocess.Popen[bytes]]":
    """Run a worker of one thread, which no nanny starts again."""
    return process("worker", machine.address, "--nthreads", "1", "--no-nanny", **environment)


@pytest.fixture(scope="module")
def running() -> Iterator[Machine]:
    with scheduler() as machine:
        yield machine


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_list(tmp_path_factory.mktemp("corpus") / "list.jsonl", ARTICLES, paragraphs=30)


def test_a_cluster_gives_the_same_proposals_and_survives_a_worker(
    running: Machine, listed: Path, file: Path, tmp_path: Path
) -> None:
    """The only worker of the first run is killed while it reads; another one comes later."""
    plain = tmp_path / "plain.db"
    assert invoked(plain, "ingest", "--list", listed, "--jobs", 2).exit_code == 0
    command = [sys.executable, "-m", "timeline", "--db", str(file), "ingest", "--list", str(listed)]
    command += ["--cluster", running.address]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as reading:
        with worker(running) as first:
            time.sleep(5)
            assert reading.poll() is None
            os.killpg(first.pid, signal.SIGKILL)
        with worker(running):
            _, errors = reading.communicate(timeout=120)
    assert reading.returncode == 0, errors
    assert f"read {ARTICLES} articles" in errors
    assert "Traceback" not in errors
    assert proposals(file) == proposals(plain)


def test_a_worker_with_another_version_is_refused_by_name(
    running: Machine, listed: Path, file: Path, tmp_path: Path
) -> None:
    (tmp_path / "diplomatic_timeline-9.9.dist-info").mkdir()
    (tmp_path / "diplomatic_timeline-9.9.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: diplomatic-timeline\nVersion: 9.9\n"
    )
    path = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    with worker(running, PYTHONPATH=path):
        answer = ""
        for _ in range(20):
            try:
                cluster.Cluster(running.address, print).close()
            except RefusedError as error:
                answer = str(error)
                break
            time.sleep(0.5)
        assert "the worker tcp://127.0.0.1:" in answer
        assert "has timeline 9.9, " in answer
        assert f"this command {pools.reader()}" in answer
        refused = invoked(file, "ingest", "--list", listed, "--cluster", running.address)
    assert refused.exit_code == 4
    assert refused.stderr.count("\n") == 1
    assert not file.exists()


def test_a_lost_scheduler_is_one_line_and_the_rest_can_be_read_here(listed: Path, file: Path) -> None:
    with scheduler() as machine:
        command = [sys.executable, "-m", "timeline", "--db", str(file), "ingest", "--list", str(listed)]
        command += ["--cluster", machine.address]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as reading:
            assert reading.stderr is not None
            assert "waiting for workers; start some with: dask worker" in reading.stderr.readline()
            os.killpg(machine.scheduler.pid, signal.SIGKILL)
            _, errors = reading.communicate(timeout=120)
    assert reading.returncode == 4
    assert errors.startswith("timeline: --cluster: the Dask scheduler at tcp://")
    assert errors.count("\n") == 1
    assert invoked(file, "ingest", "--list", listed, "--jobs", 2).exit_code == 0


def test_a_cluster_that_is_not_there(listed: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 1)
    for address in ("tcp://127.0.0.1:1", "nonsense://x"):
        refused = invoked(file, "ingest", "--list", listed, "--cluster", address)
        assert refused.exit_code == 4
        assert refused.stderr.startswith(f"timeline: --cluster: no Dask scheduler answers at {address}")
    both = invoked(file, "ingest", "--list", listed, "--cluster", "tcp://127.0.0.1:1", "--jobs", 2)
    assert both.exit_code == 2
    monkeypatch.setitem(sys.modules, "distributed", None)
    missing = invoked(file, "ingest", "--list", listed, "--cluster", "tcp://127.0.0.1:1")
    assert "pip install 'diplomatic-timeline[cluster]'" in missing.stderr
