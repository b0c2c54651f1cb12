"""Bringing in and handing on: whole commands against what is written by hand for those very rows.

    python benchmarks/exchange.py [--wikipedia FILE.jsonl] [--entries N] [--rounds N]

Without a file of Wikipedia's current events (one object a line with date, category and text) only generated rows are
measured, a million unless --entries says otherwise. Each is a process of its own, from its start to its end:

- `timeline import` of the rows into a new file, everything live;
- a loader written for exactly these rows: orjson, a temporary table, one INSERT … SELECT for entries, one for topics;
- `sqlite-utils insert` of the same rows into a table with full-text search, triggers on;
- `timeline export jsonl` of what was imported, and a loop over one SQL query with orjson.

Prints the medians of the ratios within a round and the memory of the commands; exits with 1 where import takes more
than 1.5 times the loader or is less than 1.5 times faster than sqlite-utils, where export takes more than twice the
loop, or where import takes more than 150 MB or export more than 50 MB.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MOST_IMPORT, LEAST_FASTER, MOST_EXPORT = 1.5, 1.5, 2.0
MOST_MEMORY = {"import": 150, "export": 50}
BIN = Path(sys.executable).parent

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
    """Run a command and return the seconds it took and the most memory it held, in MB."""
    started = time.perf_counter()
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    taken = time.perf_counter() - started
    assert status == 0, said.decode()
    return taken, used.ru_maxrss / 1024


def generate(path: Path, entries: int) -> None:
    """Write rows as news items are: a day, a category out of forty, a sentence of some twenty words, an identifier."""
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


def measure(name: str, rows: Path, rounds: int, folder: Path) -> bool:
    """Compare over some rounds, print, and tell whether all is within its limits."""
    times: dict[str, list[float]] = {}
    memory: dict[str, float] = {}
    ours, theirs, other = (folder / f"{what}.db" for what in ("ours", "loader", "sqlite-utils"))
    options = ["--map", "title=text", "--map", "topic=category", "--dataset", "rows", "--yes"]
    for _ in range(rounds):
        for path in folder.glob("*.db*"):
            path.unlink()
        run(
            BIN / "sqlite-utils",
            "create-table",
            other,
            "rows",
            "id",
            "text",
            "date",
            "text",
            "category",
            "text",
            "text",
            "text",
        )
        run(BIN / "sqlite-utils", "enable-fts", other, "rows", "text", "--create-triggers")
        commands = {
            "loader": (sys.executable, "-c", LOADER, rows, theirs, "text"),
            "import": (BIN / "timeline", "--db", ours, "import", rows, *options),
            "sqlite-utils": (BIN / "sqlite-utils", "insert", other, "rows", rows, "--nl", "--alter"),
            "loop": (sys.executable, "-c", LOOP, ours, folder / "loop.jsonl"),
            "export": (BIN / "timeline", "--db", ours, "export", "jsonl", folder / "ours.jsonl"),
        }
        for what, command in commands.items():
            taken, held = run(*command)
            times.setdefault(what, []).append(taken)
            memory[what] = max(memory.get(what, 0), held)

    def ratio(one: str, two: str) -> float:
        return statistics.median(a / b for a, b in zip(times[one], times[two], strict=True))

    slower, faster, slow = ratio("import", "loader"), ratio("sqlite-utils", "import"), ratio("export", "loop")
    found = {
        f"import {slower:.2f} x the loader (at most {MOST_IMPORT})": slower <= MOST_IMPORT,
        f"import {faster:.2f} x as fast as sqlite-utils (at least {LEAST_FASTER})": faster >= LEAST_FASTER,
        f"export {slow:.2f} x the loop (at most {MOST_EXPORT})": slow <= MOST_EXPORT,
    }
    for what, most in MOST_MEMORY.items():
        found[f"{what} holds {memory[what]:.0f} MB (at most {most})"] = memory[what] <= most
    spent = ", ".join(f"{what} {statistics.median(taken):.1f} s" for what, taken in times.items())
    print(f"{name}: {spent}")
    for line, good in found.items():
        print(f"  {'ok  ' if good else 'MISS'} {line}")
    return all(found.values())


def main(arguments: list[str]) -> int:
    """Generate, measure, and judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--wikipedia", type=Path)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args(arguments)
    good = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.wikipedia:
            rows = folder / "wikipedia.jsonl"
            shutil.copy(given.wikipedia, rows)
            good &= measure("wikipedia", rows, given.rounds, folder)
        rows = folder / "generated.jsonl"
        generate(rows, given.entries)
        good &= measure(f"{given.entries:,} generated", rows, given.rounds, folder)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
