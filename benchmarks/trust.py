"""Measure what seals find, and what they cost.

    python benchmarks/trust.py [FORGERIES] [ENTRIES] [KILLS]

- 200 forgeries of ten kinds (``forgeries.py``), each on a copy of a file with a history: all have to be found by ``db
  check`` against a head that was written down before, and blamed on a changeset;
- 500 entries added in one process, each in a transaction of its own: how much of its processor time is sealing;
- an import of 20,000 statements with topics, places and sources: the same;
- the check of all seals of a generated file with a million rows, compared with reading these rows;
- a thousand processes killed in the middle of writing (``kills.py``): the file has to be without a fault.

"""

import json
import os
import random
import re
import shutil
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import forgeries
import generated
import kills
from click.testing import CliRunner
from verdict import PROCESSOR, Verdicts, seconds

import timeline
from timeline.cli import main as command_line
from timeline.database import planted
from timeline.history import past, seals

FORGERIES, ENTRIES = 200, 450_000
ADDED, IMPORTED, ROUNDS = 500, 20_000, 3
MOST_SHARE, MOST_CHECK_RATIO = 0.10, 3.0
_BLAMED = re.compile(r"^(?:seal|head|gap): .*changesets? \d", re.MULTILINE)


def run(file: Path, *words: object) -> str:
    """Run a command on a file and return what it printed."""
    result = CliRunner().invoke(command_line, ["--db", str(file), *map(str, words)])
    if result.exit_code not in (0, 1):
        raise SystemExit(f"{words}: {result.output}")
    return str(result.output)


def history(folder: Path) -> tuple[Path, str]:
    """Make a file with a history of every kind of change, and return it with its head."""
    file = folder / "history.db"
    run(file, "init", "--example")
    for number in range(1, 11):
        run(file, "add", f"Event {number}", "--date", f"20{number:02}", "--topic", "Crimea", "--by", "Anna")
        run(file, "edit", number, "--note", f"note {number}", "--by", "Boris")
    run(file, "delete", 14)
    run(file, "undo")
    run(file, "topic", "merge", "front line", "Crimea")
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("UPDATE timeline SET note = 'by hand' WHERE id = 12")
    head = run(file, "seal").strip()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint (TRUNCATE)")
    return file, head


def forging(verdicts: Verdicts, folder: Path, count: int) -> None:
    """Forge, check and judge."""
    file, head = history(folder)
    chance = random.Random(28)
    missed: list[str] = []
    done = 0
    while done < count:
        kind = tuple(forgeries.KINDS)[done % len(forgeries.KINDS)]
        copy = folder / "copy.db"
        shutil.copyfile(file, copy)
        if not forgeries.forge(copy, kind, chance):
            continue
        done += 1
        if not _BLAMED.search(run(copy, "db", "check", "--head", head)):
            missed.append(kind)
    print(f"{done} forgeries of {len(forgeries.KINDS)} kinds, against a head that was written down before")
    verdicts.at_most("not found, or blamed on no changeset", len(missed), 0, unit="", note=", ".join(missed)[:60])


class Meter:
    """Runs a function, and adds up its processor's seconds."""

    def __init__(self, function: Callable[..., object]) -> None:
        self.seconds = 0.0
        self._function = function

    def __call__(self, *values: object) -> None:
        """Run the function."""
        started = PROCESSOR()
        self._function(*values)
        self.seconds += PROCESSOR() - started


def adding(folder: Path) -> tuple[float, float]:
    """Add entries, each in a transaction of its own; return the processor's seconds of all, and of what seals need."""
    file = folder / "added.db"
    file.unlink(missing_ok=True)
    run(file, "init", "--example")
    tl = timeline.open(file)
    with patch.object(seals, "seal", Meter(seals.seal)) as meter:
        started = PROCESSOR()
        for number in range(ADDED):
            with tl.changeset(f"entry {number}") as change:
                change.add(title=f"Entry {number}", date="2014-03", topics=["Crimea"], places=["Kherson"])
        whole = PROCESSOR() - started
    with closing(sqlite3.connect(file)) as connection:
        comparing = sum(seconds(lambda: planted.refuse_others(connection, file), PROCESSOR) for _ in range(ADDED))
        assert connection.execute("SELECT count(*) FROM seals").fetchone() == (ADDED + 1,)
    return whole, meter.seconds + comparing


def importing(folder: Path) -> tuple[float, float]:
    """Import statements into a new file; return the processor's seconds of all, and of sealing."""
    chance = random.Random(3)
    rows = folder / "rows.jsonl"
    with rows.open("w", encoding="utf-8") as out:
        for number in range(IMPORTED):
            row = {
                "date": f"{2000 + number % 20}-{1 + number % 12:02}-{1 + number % 28:02}",
                "speaker": f"Speaker {number % 400}",
                "text": f"{'word ' * chance.randint(5, 25)}{number}",
                "topics": [f"topic {number % 40}", f"other {number % 7}"],
                "places": [f"place {number % 30}"],
                "source": f"https://example.org/{number % 2000}",
                "external_id": str(number),
            }
            out.write(json.dumps(row) + "\n")
    file = folder / "imported.db"
    file.unlink(missing_ok=True)
    with patch.object(seals, "seal", Meter(seals.seal)) as meter:
        started = PROCESSOR()
        run(file, "import", rows, "--dataset", "rows")
        whole = PROCESSOR() - started
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM entries").fetchone() == (IMPORTED,)
    return whole, meter.seconds


def checking(folder: Path, entries: int) -> tuple[int, float, float]:
    """Return the number of rows of a large file, and the processor's seconds of checking and of reading them."""
    file = folder / "large.db"
    generated.make(file, entries)
    with closing(sqlite3.connect(file)) as connection:
        tables = tuple(past.tables(connection))
        rows = sum(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables)

        def read() -> None:
            for table in tables:
                for _ in connection.execute(f"SELECT * FROM {table}"):
                    pass

        def check() -> None:
            assert [seal for seal in seals.seals(connection) if seal.digest != seal.computed] == []

        return rows, *(min(seconds(step, PROCESSOR) for _ in range(3)) for step in (check, read))


def main(arguments: list[str]) -> int:
    """Measure, print and judge."""
    defaults = (FORGERIES, ENTRIES, kills.KILLS)
    count, entries, killed = (int(arguments[i]) if len(arguments) > i else n for i, n in enumerate(defaults))
    os.environ["TIMELINE_CONFIG"] = os.devnull
    verdicts = Verdicts()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        forging(verdicts, folder, count)
        print("sealing, as a share of the rest of the processor's time")
        for what, measure in ((f"{ADDED} times add, in one process", adding), (f"import of {IMPORTED:,}", importing)):
            rounds = [measure(folder) for _ in range(ROUNDS)]
            share = statistics.median(of_seals / (whole - of_seals) for whole, of_seals in rounds)
            of_seals = statistics.median(of_seals for _, of_seals in rounds)
            verdicts.at_most(what, share, MOST_SHARE, note=f"{of_seals * 1000:.0f} ms")
        rows, check, read = checking(folder, entries)
        print(f"the check of all seals of {rows:,} rows, to reading them")
        verdicts.time_at_most("check", check, check / read, MOST_CHECK_RATIO)
    kills.measure(verdicts, killed)
    return verdicts.exit_code()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
