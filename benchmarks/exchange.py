"""Compare import and export, as whole commands, with programs written by hand for the same rows.

    python benchmarks/exchange.py [--wikipedia FILE.jsonl] [--entries N] [--rounds N]

Without a file of Wikipedia's current events (one object a line with date, category and text), the benchmark measures
only generated rows, by default a million. Each of these is a whole process:

- `timeline import` of the rows into a new file, with history and search;
- a loader written for these rows: orjson, a temporary table, one INSERT … SELECT for entries, one for topics;
- `sqlite-utils insert` of the same rows into a table with full-text search, triggers on;
- `timeline export jsonl` of the imported rows, and a loop over one SQL query with orjson.

Prints the medians of the ratios within a round and the memory of the commands. Exits with 1 if import takes more than
1.5 times as long as the loader, or is less than 1.5 times as fast as sqlite-utils; if export takes more than twice as
long as the loop; or if import needs more than 150 MB or export more than 50 MB.
"""

import argparse
import json
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from processes import SQLITE_UTILS, TIMELINE, compiled
from verdict import Verdicts, in_turn, ratios

MOST_IMPORT_RATIO, LEAST_FASTER_RATIO, MOST_EXPORT_RATIO = 1.5, 1.5, 2.0
MOST_MEMORY_MB = {"import": 150, "export": 50}

LOADER = """
import sqlite3, sys, orjson
from timeline.database.changeset import create
rows, path, title = sys.argv[1:]
create(path)
c = sqlite3.connect(path, isolation_level=None)
c.execute("PRAGMA cache_size = -48000")
c.execute("CREATE TEMP TABLE staged (n INTEGER PRIMARY KEY, date TEXT, title TEXT, topic INTEGER, external_id TEXT)")
topics = {}
def read():
    with open(rows, "rb") as lines:
        for n, line in enumerate(lines, 1):
            row = orjson.loads(line)
            yield n, row["date"], row[title], topics.setdefault(row["category"], len(topics) + 1), row.get("id") or n
c.execute("BEGIN IMMEDIATE")
change = c.execute("INSERT INTO changesets (actor, command) VALUES ('me', 'load')").lastrowid
c.execute("UPDATE writing SET changeset_id = ?", (change,))
c.executemany("INSERT INTO staged VALUES (?, ?, ?, ?, ?)", read())
c.executemany("INSERT INTO topics (id, name, changeset_id) VALUES (?, ?, ?)",
              ((i, t, change) for t, i in topics.items()))
c.execute("INSERT INTO entries (id, kind, date, date_earliest, date_latest, title, dataset, external_id, changeset_id)"
          f" SELECT n, 'event', date, date, date, title, 'rows', external_id, {change} FROM staged")
c.execute(f"INSERT INTO entry_topics (entry_id, topic_id, changeset_id) SELECT n, topic, {change} FROM staged")
c.execute("UPDATE writing SET changeset_id = NULL")
c.execute("COMMIT")
"""
LOOP = """
import sqlite3, sys, orjson
c = sqlite3.connect(sys.argv[1])
c.row_factory = sqlite3.Row
with open(sys.argv[2], "wb") as out:
    for row in c.execute("SELECT * FROM timeline ORDER BY date_earliest NULLS LAST, date_latest, time, id"):
        out.write(orjson.dumps(dict(row)) + b"\\n")
"""


def run(*command: object) -> tuple[float, float]:
    """Run a command and return its seconds and its peak memory in MB."""
    started = time.perf_counter()
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - started
    assert status == 0, errors.decode()
    return elapsed, used.ru_maxrss / 1024


def generate(path: Path, entries: int) -> None:
    """Write rows like news items: a day, one of forty categories, a sentence of some twenty words, an identifier."""
    chance = random.Random(7)
    words = [
        f"{a}{b}"
        for a in ("mi", "sta", "pre", "con", "tra", "lo", "ver", "na")
        for b in ("der", "ment", "sion", "tes", "ry", "ged")
    ]
    with path.open("w", encoding="utf-8") as out:
        for n in range(1, entries + 1):
            date = f"{chance.randint(1950, 2024)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
            text = " ".join(chance.choices(words, k=chance.randint(12, 30))).capitalize() + "."
            row = {"id": f"g{n}", "date": date, "category": f"Category {chance.randint(1, 40)}", "text": text}
            out.write(json.dumps(row) + "\n")


def prepare(path: Path) -> None:
    """Make an empty table with full-text search for sqlite-utils."""
    columns = [word for column in ("id", "date", "category", "text") for word in (column, "text")]
    run(SQLITE_UTILS, "create-table", path, "rows", *columns)
    run(SQLITE_UTILS, "enable-fts", path, "rows", "text", "--create-triggers")


def measure(name: str, rows: Path, rounds: int, folder: Path, verdicts: Verdicts) -> None:
    """Compare the commands over some rounds, then print and judge."""
    ours, theirs, other = (folder / f"{what}.db" for what in ("ours", "loader", "sqlite-utils"))
    dump, loop = folder / "ours.jsonl", folder / "loop.jsonl"
    options = ["--map", "title=text", "--map", "topic=category", "--dataset", "rows", "--yes"]
    commands = {
        "import": (TIMELINE, "--db", ours, "import", rows, *options),
        "loader": (sys.executable, "-c", LOADER, rows, theirs, "text"),
        "sqlite-utils": (SQLITE_UTILS, "insert", other, "rows", rows, "--nl", "--alter"),
        "export": (TIMELINE, "--db", ours, "export", "jsonl", dump),
        "loop": (sys.executable, "-c", LOOP, ours, loop),
    }
    memory: dict[str, float] = {}
    times: dict[str, list[float]] = {what: [] for what in commands}

    def step(what: str) -> float:
        elapsed, megabytes = run(*commands[what])
        memory[what] = max(memory.get(what, 0), megabytes)
        times[what].append(elapsed)
        return elapsed

    import_times = []
    for number in range(rounds):
        for path in folder.glob("*.db*"):
            path.unlink()
        prepare(other)
        order = [("import", "loader", "sqlite-utils")[(place + number) % 3] for place in range(3)]
        results = {what: step(what) for what in order}
        import_times.append([results["import"], results["loader"], results["sqlite-utils"]])
    expected = lines(rows)
    for path, table in ((ours, "entries"), (theirs, "entries"), (other, "rows")):
        assert count(path, table) == expected
    export_times = in_turn([lambda: step("export"), lambda: step("loop")], rounds)
    assert lines(dump) >= lines(loop) == expected
    print(f"{name}: " + ", ".join(f"{what} {statistics.median(each):.1f} s" for what, each in times.items()))
    verdicts.at_most("import, to the loader", statistics.median(ratios(import_times)), MOST_IMPORT_RATIO)
    verdicts.at_least(
        "import, as fast as sqlite-utils", statistics.median(ratios(import_times, 2, 0)), LEAST_FASTER_RATIO
    )
    verdicts.at_most("export, to the loop", statistics.median(ratios(export_times)), MOST_EXPORT_RATIO)
    for what, most in MOST_MEMORY_MB.items():
        verdicts.at_most(f"memory of {what}", memory[what], most, unit="MB")


def lines(path: Path) -> int:
    """Count the lines of a file."""
    with path.open("rb") as read:
        return sum(1 for _ in read)


def count(path: Path, table: str) -> int:
    """Count the rows of a table."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def main(arguments: list[str]) -> int:
    """Generate, measure and judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--wikipedia", type=Path)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    compiled()
    verdicts = Verdicts()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.wikipedia:
            rows = folder / "wikipedia.jsonl"
            shutil.copy(options.wikipedia, rows)
            measure("wikipedia", rows, options.rounds, folder, verdicts)
        rows = folder / "generated.jsonl"
        generate(rows, options.entries)
        measure(f"{options.entries:,} generated", rows, options.rounds, folder, verdicts)
    return verdicts.exit_code()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
