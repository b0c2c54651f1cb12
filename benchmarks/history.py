"""What keeping the history costs: a staged load of 100,000 entries with and without it, and reading as of then.

    python benchmarks/history.py [ENTRIES] [ROUNDS]

The rows wait in a temporary table and go into `entries` in one statement, in one changeset, as a bulk load does.
Without means the same file less the history's triggers on `entries`. Then every entry is changed, and the
records of all are read as of before the change and as they are. Prints the medians of the ratios within a round; exits
with 1 where the triggers cost more than 15 % of the time, or reading as of then takes more than twice as long.
"""

import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from timeline.database import opening
from timeline.database.changeset import create
from timeline.history import past
from timeline.reading import query
from timeline.reading.filter import Filter
from timeline.reading.records import records

MOST = 1.15
MOST_AS_OF = 2.0
COLUMNS = "kind, date, date_earliest, date_latest, title"
HISTORY = ("before_insert", "after_insert", "before_update", "after_update", "before_delete", "after_delete")


def load(folder: Path, entries: int, *, with_history: bool) -> float:
    """Load entries into a new file and return the seconds that the loading statement and its commit took."""
    path = folder / f"{with_history}.db"
    path.unlink(missing_ok=True)
    create(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        if not with_history:
            for name in HISTORY:
                connection.execute(f"DROP TRIGGER IF EXISTS entries_{name}")
        connection.execute(f"CREATE TEMP TABLE staged AS SELECT {COLUMNS} FROM entries LIMIT 0")
        connection.executemany(
            "INSERT INTO staged VALUES ('event', ?1, ?1, ?1, ?2)",
            ((f"{1900 + n % 120}-{n % 12 + 1:02}-{n % 28 + 1:02}", f"Something of number {n}") for n in range(entries)),
        )
        started = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        changeset = connection.execute("INSERT INTO changesets (actor, command) VALUES ('me', 'load')").lastrowid
        connection.execute("UPDATE writing SET changeset_id = ?", (changeset,))
        connection.execute(f"INSERT INTO entries ({COLUMNS}, changeset_id) SELECT *, {changeset} FROM staged")
        connection.execute("UPDATE writing SET changeset_id = NULL")
        connection.execute("COMMIT")
        taken = time.perf_counter() - started
        assert connection.execute("SELECT count(*) FROM entries").fetchone() == (entries,)
    return taken


def change(path: Path) -> int:
    """Change every entry in one changeset; return the number of the one before it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        before = past.last_changeset(connection)
        connection.execute("UPDATE entries SET title = title || ' again'")
        assert past.last_changeset(connection) == before + 1
    return before


def read(path: Path, entries: int, as_of: int | None) -> float:
    """Read the records of all entries, and return the seconds that it took from opening the file on."""
    started = time.perf_counter()
    with closing(opening.open_to_read(path)) as connection:
        if as_of is not None:
            past.show_as_of(connection, as_of)
        wanted = Filter()
        found = sum(
            (record["title"] or "").endswith("again")
            for record in records(connection, query.entries(connection, wanted))
        )
    assert found == (0 if as_of is not None else entries)
    return time.perf_counter() - started


def main(arguments: list[str]) -> int:
    """Compare, print, and judge."""
    entries, rounds = (int(arguments[i]) if len(arguments) > i else default for i, default in enumerate((100_000, 7)))
    ratios, taken, reading = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            bare = load(Path(folder), entries, with_history=False)
            kept = load(Path(folder), entries, with_history=True)
            ratios.append(kept / bare)
            taken.append(kept)
            path = Path(folder) / "True.db"
            before = change(path)
            reading.append(read(path, entries, before) / read(path, entries, None))
    ratio = statistics.median(ratios)
    print(f"{entries:,} entries staged and loaded: {statistics.median(taken):.2f} s, {ratio:.2f} × without the history")
    as_of = statistics.median(reading)
    print(f"all of them changed since, {entries:,} records read as of then: {as_of:.2f} × reading them as they are")
    return int(ratio > MOST or as_of > MOST_AS_OF)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
