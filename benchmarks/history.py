"""Measure the cost of the history: load 100,000 entries with and without it, and read as of a changeset.

    python benchmarks/history.py [ENTRIES] [ROUNDS]

One statement copies the rows from a temporary table into `entries`, in one changeset, like a bulk load. The file
without history lacks the history's triggers on `entries`. Then every entry is changed, and all records are read as of
before the change, and as they are. Prints the medians of the ratios within a round; exits with 1 if the triggers cost
more than 15 % of the time, or if reading as of before takes more than twice as long.
"""

import sqlite3
import statistics
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from verdict import PROCESSOR, Verdicts, in_turn, median, ratios

from timeline.database import opening
from timeline.database.changeset import create
from timeline.history import past
from timeline.reading import query
from timeline.reading.filter import Filter
from timeline.reading.records import records

MOST_RATIO = 1.15
MOST_AS_OF_RATIO = 2.0
COLUMNS = "kind, date, date_earliest, date_latest, title"
HISTORY = ("before_insert", "after_insert", "before_update", "after_update", "before_delete", "after_delete")


def load(folder: Path, entries: int, *, with_history: bool) -> float:
    """Load entries into a new file and return the processor's seconds of the loading statement and its commit."""
    path = folder / f"{with_history}.db"
    path.unlink(missing_ok=True)
    create(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        if not with_history:
            for name in HISTORY:
                connection.execute(f"DROP TRIGGER entries_{name}")
        connection.execute(f"CREATE TEMP TABLE staged AS SELECT {COLUMNS} FROM entries LIMIT 0")
        connection.executemany(
            "INSERT INTO staged VALUES ('event', ?1, ?1, ?1, ?2)",
            ((f"{1900 + n % 120}-{n % 12 + 1:02}-{n % 28 + 1:02}", f"Something of number {n}") for n in range(entries)),
        )
        started = PROCESSOR()
        connection.execute("BEGIN IMMEDIATE")
        changeset = connection.execute("INSERT INTO changesets (actor, command) VALUES ('me', 'load')").lastrowid
        connection.execute("UPDATE writing SET changeset_id = ?", (changeset,))
        connection.execute(f"INSERT INTO entries ({COLUMNS}, changeset_id) SELECT *, {changeset} FROM staged")
        connection.execute("UPDATE writing SET changeset_id = NULL")
        connection.execute("COMMIT")
        elapsed = PROCESSOR() - started
        assert connection.execute("SELECT count(*) FROM entries").fetchone() == (entries,)
    return elapsed


def change(path: Path) -> int:
    """Change every entry in one changeset; return the number of the previous one."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        before = past.last_changeset(connection)
        connection.execute("UPDATE entries SET title = title || ' again'")
        assert past.last_changeset(connection) == before + 1
    return before


def read(path: Path, entries: int, as_of: int | None) -> float:
    """Read the records of all entries, and return the processor's seconds from opening the file."""
    started = PROCESSOR()
    with closing(opening.open_to_read(path)) as connection:
        if as_of is not None:
            past.show_as_of(connection, as_of)
        rows = query.entries(connection, Filter())
        titles = [record["title"] or "" for record in records(connection, rows)]
    assert [title.endswith("again") for title in titles] == [as_of is None] * entries
    return PROCESSOR() - started


def main(arguments: list[str]) -> int:
    """Compare, print and judge."""
    entries, rounds = (int(arguments[i]) if len(arguments) > i else default for i, default in enumerate((100_000, 7)))
    verdicts = Verdicts()
    with tempfile.TemporaryDirectory() as name:
        folder, path = Path(name), Path(name) / "True.db"
        loads = (lambda: load(folder, entries, with_history=True), lambda: load(folder, entries, with_history=False))
        load_times = in_turn(loads, rounds)
        before = change(path)
        reads = (lambda: read(path, entries, before), lambda: read(path, entries, None))
        in_turn(reads, 1)
        read_times = in_turn(reads, rounds)
    print(f"{entries:,} entries staged and loaded, to the same without the history")
    verdicts.time_at_most("loading", median(load_times), statistics.median(ratios(load_times)), MOST_RATIO)
    print(f"all of them changed since: {entries:,} records read as of then, to reading them as they are")
    verdicts.time_at_most(
        "reading as of then", median(read_times), statistics.median(ratios(read_times)), MOST_AS_OF_RATIO
    )
    return verdicts.exit_code()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
