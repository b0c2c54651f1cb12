"""Measure reading many articles: on one processor, on two, on two Dask workers; the writer; what kills cost.

    python benchmarks/corpus.py [--articles 400] [--rounds 3] [--stored 100000]

In one run:

- articles a second of ``timeline ingest --list`` with ``--jobs 1``, ``--jobs 2`` and two Dask workers, each beyond the
  time of a short list of the same articles, so that starting Python and loading the model do not count. All give equal
  proposals;
- rows a second of the writer, and what an article costs beside 100,000 stored ones, to the same in an empty file;
- the counts after a worker, the scheduler and the command itself were killed, and the command was run again;
- the memory of each process;
- from these figures, the time for a million articles on 1, 10 and 100 machines of eight processors each.

Exits with 1 if two processes are less than 1.7 times as fast as one, if two Dask workers are less than 0.9 times as
fast as two processes, if an article costs more than 1.3 times the first, if a process takes 300 MB, or if a count
differs.
"""

import argparse
import hashlib
import json
import os
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path

from articles import articles, make
from processes import BIN, TIMELINE, compiled
from verdict import PROCESSOR, Verdicts, in_turn, median, ratios

from timeline.database.changeset import changeset, create
from timeline.dates import PartialDate
from timeline.evidence.arrival import Arrival
from timeline.evidence.retrieval import retrieved
from timeline.ingest import read_article
from timeline.store.articles import add_article
from timeline.store.naming import driver
from timeline.store.remarks import Notes
from timeline.store.sources import NewSource

FEW = 8
PORT = 8791
LEAST_TWO, LEAST_DASK, MOST_STORED, MOST_MB = 1.7, 0.9, 1.3, 300
MILLION, PROCESSORS = 1_000_000, 8


def proposals(file: Path) -> str:
    """Return the SHA-256 of all proposals in a file, whatever their numbers."""
    query = (
        "SELECT s.text_sha256, p.kind, p.text, p.spans, p.speaker, p.date, p.confidence FROM proposals AS p"
        " JOIN snapshots AS s ON s.id = p.snapshot_id ORDER BY 1, 4, 2"
    )
    with closing(sqlite3.connect(file)) as connection:
        return hashlib.sha256(json.dumps(connection.execute(query).fetchall()).encode()).hexdigest()


def read(file: Path, listed: Path, *options: str) -> float:
    """Read a list into a new file, and return the seconds of the whole command."""
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    started = time.perf_counter()
    subprocess.run(
        [TIMELINE, "--db", file, "ingest", "--list", listed, *options], check=True, stderr=subprocess.DEVNULL
    )
    return time.perf_counter() - started


@contextmanager
def dask(program: str, *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program of Dask in a group of its own, which is killed at the end."""
    command = [str(BIN / "dask"), program, *arguments, "--no-dashboard"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def scheduler() -> "AbstractContextManager[subprocess.Popen[bytes]]":
    """Run a scheduler."""
    return dask("scheduler", "--host", "127.0.0.1", "--port", str(PORT))


def worker() -> "AbstractContextManager[subprocess.Popen[bytes]]":
    """Run a worker of one thread."""
    return dask("worker", f"tcp://127.0.0.1:{PORT}", "--nthreads", "1", "--no-nanny")


def speeds(verdicts: Verdicts, folder: Path, count: int, rounds: int) -> float:
    """Measure and judge articles a second, and return how many one process reads."""
    listed, few = make(folder / "all.jsonl", count), make(folder / "few.jsonl", FEW)
    ways = {"jobs 1": ("--jobs", "1"), "jobs 2": ("--jobs", "2"), "Dask": ("--cluster", f"tcp://127.0.0.1:{PORT}")}
    files = {way: folder / f"{way}.db" for way in ways}

    def rate(way: str) -> float:
        start = read(files[way], few, *ways[way])
        return (count - FEW) / (read(files[way], listed, *ways[way]) - start)

    with scheduler(), worker(), worker():
        time.sleep(5)
        measured = in_turn([lambda way=way: rate(way) for way in ways], rounds)  # type: ignore[misc]
    print(f"{count} articles of {len(next(articles(1))['text']):,} characters, articles a second beyond the start")
    for place, way in enumerate(ways):
        print(f"        {way}: {median(measured, place):.1f} a second")
    verdicts.at_least("--jobs 2 to --jobs 1", statistics.median(ratios(measured, 1, 0)), LEAST_TWO)
    verdicts.at_least("two Dask workers to --jobs 2", statistics.median(ratios(measured, 2, 1)), LEAST_DASK)
    differing = len({proposals(file) for file in files.values()}) - 1
    verdicts.at_most("ways with other proposals", differing, 0, unit="")
    return median(measured, 0)


class Writer:
    """Stores articles whose candidates are known, with :func:`add_article`."""

    def __init__(self) -> None:
        self.day = PartialDate.parse("2024-03-04")
        self.texts = [article["text"] for article in articles(30)]
        self.candidates = [read_article(text, published=self.day, grammar=False).candidates for text in self.texts]
        self.made = 0

    def store(self, file: Path) -> tuple[float, int]:
        """Store each article with another ending; return the processor's seconds an article, and the rows."""
        self.made += 1
        rows = 0
        with changeset(file, "benchmark") as session:
            started = PROCESSOR()
            for number, (text, candidates) in enumerate(zip(self.texts, self.candidates, strict=True)):
                page = retrieved(
                    f"{text}\n{self.made}.{number}\n".encode(), "x", media_type="text/plain",
                    at="2026-01-01T00:00:00.000Z", arrival=Arrival("file"),
                )  # fmt: skip
                new = NewSource(known=f"https://example.org/{self.made}/{number}", published=self.day)
                stored = add_article(session, new, page, lambda _, known=candidates: known, Notes())  # type: ignore[misc]
                rows += len(stored.new) + 2
            seconds = PROCESSOR() - started
        return seconds / len(self.texts), rows


def fill(file: Path, count: int) -> None:
    """Store many sources with snapshots by plain SQL."""
    with changeset(file, "fill") as session:
        connection = driver(session)
        (number,) = connection.execute("SELECT changeset_id FROM writing").fetchone()
        texts = (f"A stored text of some length, number {n}. " * 20 for n in range(count))
        for place, text in enumerate(texts):
            digest = hashlib.sha256(text.encode()).hexdigest()
            source = connection.execute(
                "INSERT INTO sources (title, url, changeset_id) VALUES (?, ?, ?)",
                (f"Source {place}", f"https://example.com/{place}", number),
            ).lastrowid
            connection.execute(
                "INSERT INTO snapshots (source_id, retrieved_at, content_sha256, text, text_sha256, changeset_id)"
                " VALUES (?, '2026-01-01T00:00:00.000Z', ?, ?, ?, ?)",
                (source, digest, text, digest, number),
            )


def writing(verdicts: Verdicts, folder: Path, stored: int) -> float:
    """Measure and judge the writer, and return how many articles of the corpus it stores in a processor second."""
    empty, full = folder / "empty.db", folder / "full.db"
    create(empty)
    create(full)
    fill(full, stored)
    writer = Writer()
    in_turn([lambda: writer.store(empty), lambda: writer.store(full)], 1)
    measured = in_turn([lambda: writer.store(empty), lambda: writer.store(full)], 7)
    times = [[seconds for seconds, _ in one] for one in measured]
    rows = measured[0][0][1] / len(writer.texts)
    cost = median(times, 0)
    print(f"        the writer: {1 / cost:,.0f} articles, or {rows / cost:,.0f} rows, in a processor second")
    verdicts.at_most(
        f"an article beside {stored:,} stored ones", statistics.median(ratios(times, 1, 0)), MOST_STORED,
        note=f"{1000 * median(times, 1):.1f} ms",
    )  # fmt: skip
    return 1 / cost


def counted(file: Path) -> tuple[int, ...]:
    """Return how many articles, texts and proposals a file has."""
    query = (
        "SELECT (SELECT count(*) FROM readings), (SELECT count(DISTINCT text_sha256) FROM snapshots),"
        " (SELECT count(*) FROM snapshots), (SELECT count(*) FROM proposals)"
    )
    with closing(sqlite3.connect(file)) as connection:
        return tuple(connection.execute(query).fetchone())


def kills(verdicts: Verdicts, folder: Path, count: int) -> None:
    """Kill a worker, then the scheduler, then the command, each while it reads; then let the command finish."""
    listed = folder / "all.jsonl"
    undisturbed = counted(folder / "jobs 1.db")
    file = folder / "killed.db"
    small = "from timeline.desk import bulk; bulk.PART = 20; from timeline.__main__ import main; main()"
    command = [sys.executable, "-c", small, "--db", str(file), "ingest", "--list", str(listed)]
    cluster = ["--cluster", f"tcp://127.0.0.1:{PORT}"]
    before = 0

    def wait_for(more: int, process: "subprocess.Popen[bytes]") -> None:
        while process.poll() is None:
            with suppress(sqlite3.OperationalError):
                if file.exists() and counted(file)[0] >= before + more:
                    return
            time.sleep(0.05)

    def run(*options: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([*command, *options], stderr=subprocess.DEVNULL)

    with scheduler() as head, worker() as first, worker():
        time.sleep(5)
        process = run(*cluster)
        wait_for(20, process)
        os.killpg(first.pid, signal.SIGKILL)
        wait_for(60, process)
        os.killpg(head.pid, signal.SIGKILL)
        process.wait()
    print(f"        after a worker and the scheduler were killed: {counted(file)[0]} of {count} articles are read")
    before = counted(file)[0]
    process = run("--jobs", "2")
    wait_for(40, process)
    process.kill()
    process.wait()
    print(f"        after the command was killed: {counted(file)[0]} of {count} articles are read")
    run("--jobs", "2").wait()
    different = sum(here != there for here, there in zip(counted(file), undisturbed, strict=True))
    verdicts.at_most("counts that differ from an undisturbed run", different, 0, unit="")


def memory(verdicts: Verdicts, folder: Path) -> None:
    """Judge the memory of the command and its workers while they read."""
    process = subprocess.Popen(
        [TIMELINE, "--db", folder / "memory.db", "ingest", "--list", folder / "all.jsonl", "--jobs", "2"],
        stderr=subprocess.DEVNULL,
    )
    most = 0.0
    while process.poll() is None:
        for pid in (process.pid, *children(process.pid)):
            with suppress(OSError, IndexError):
                most = max(most, int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 2**20)
        time.sleep(0.1)
    verdicts.at_most("the largest process, in MB", most, MOST_MB, unit="MB")


def children(parent: int) -> list[int]:
    """Return the processes that a process has started."""
    started = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(path.read_text().rpartition(")")[2].split()[1]) == parent:
                started.append(int(path.parent.name))
    return started


def main() -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--stored", type=int, default=100_000)
    options = parser.parse_args()
    compiled()
    verdicts = Verdicts()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rate = speeds(verdicts, folder, options.articles, options.rounds)
        stores = writing(verdicts, folder, options.stored)
        kills(verdicts, folder, options.articles)
        memory(verdicts, folder)
    print(f"a million such articles, from these figures, with {PROCESSORS} processors a machine and one writer:")
    for machines in (1, 10, 100):
        hours = MILLION / min(rate * PROCESSORS * machines, stores) / 3600
        limit = "the writer" if rate * PROCESSORS * machines > stores else "reading"
        print(f"        {machines:>3} machine{'' if machines == 1 else 's'}: {hours:.1f} hours, limited by {limit}")
    return verdicts.exit_code()


if __name__ == "__main__":
    sys.exit(main())
