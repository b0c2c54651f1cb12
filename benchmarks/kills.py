"""Kill processes in the middle of writing, a thousand times by default, and check the file.

    python benchmarks/kills.py [KILLS]

Processes run all kinds of commands that write, on one file, one after the other; each is killed after a random moment.
The file has to be without a fault afterwards, its chain of seals unbroken.
"""

import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path

from verdict import Verdicts

from timeline.cli import main as command_line
from timeline.database import health
from timeline.database.opening import read_connection

KILLS, CHECKED_EVERY = 1_000, 100
#: how long a process may write before it is killed, in seconds
LONGEST = 0.25
ARTICLE = "Kyiv, 3 May 2024. “We will not negotiate about this,” Anna Lind said on Thursday, number {0}.\n"


def commands(chance: random.Random, folder: Path) -> list[list[str]]:
    """Return commands that write, in a random order."""
    mark = str(chance.randrange(10**9))
    number = str(chance.randint(1, 40))
    article, table = folder / f"{mark}.txt", folder / f"{mark}.csv"
    article.write_text(ARTICLE.format(mark), encoding="utf-8")
    table.write_text(f"date,title,id\n2014,One of {mark},{mark}1\n2015,Another of {mark},{mark}2\n", encoding="utf-8")
    all_of_them = [
        ["add", f"Event {mark}", "--date", "2014", "--topic", f"topic {number}", "--place", "Kyiv"],
        ["add", f"Words {mark}", "--date", "2024-05-03", "--speaker", "Anna Lind", "--source", f"Paper {mark}"],
        ["edit", number, "--note", mark, "--topic", "Crimea"],
        ["delete", number],
        ["link", number, "about", "1"],
        ["unlink", number, "1"],
        ["check", number],
        ["cite", number, "1", "--exact", "an inseparable part"],
        ["topic", "add", f"topic {mark}"],
        ["topic", "merge", f"topic {number}", "Crimea"],
        ["speaker", "edit", "Lavrov", "--alias", f"Lavrov {mark}"],
        ["place", "add", f"place {mark}", "--inside", "Ukraine"],
        ["office", "add", "Lavrov", f"office {mark}", "--from", "2001"],
        ["source", "add", str(article), "--published", "2024-05-03"],
        ["ingest", str(article), "--published", "2024-05-03"],
        ["import", str(table), "--dataset", "kills"],
        ["undo"],
        ["seal"],
    ]
    chance.shuffle(all_of_them)
    return all_of_them


def write(file: Path, folder: Path, seed: int, output: Path) -> None:
    """Run commands until somebody kills this process."""
    os.dup2(os.open(output, os.O_WRONLY | os.O_APPEND), 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    chance = random.Random(seed)
    while True:
        for words in commands(chance, folder):
            with suppress(SystemExit):
                command_line(["--db", str(file), *words])


def kill(file: Path, folder: Path, seed: int, output: Path) -> None:
    """Start a process that writes, and kill it after a random moment."""
    child = os.fork()
    if not child:
        write(file, folder, seed, output)
    time.sleep(random.Random(seed).random() * LONGEST)
    os.kill(child, signal.SIGKILL)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL


def faults(file: Path) -> int:
    """Return how many faults the file has."""
    with read_connection(file) as connection:
        return len(list(health.findings(connection)))


def measure(verdicts: Verdicts, kills: int) -> None:
    """Kill, check, and judge."""
    with tempfile.TemporaryDirectory() as name:
        folder, file, output = Path(name), Path(name) / "timeline.db", Path(name) / "output"
        output.touch()
        os.environ["TIMELINE_CONFIG"] = os.devnull
        for words in (["init", "--example"], *commands(random.Random(0), folder)):  # imports all that they need
            with suppress(SystemExit):
                command_line(["--db", str(file), *words])
        with closing(sqlite3.connect(file)) as connection:
            before = connection.execute("SELECT count(*) FROM changesets").fetchone()[0]
        broken = 0
        for number in range(1, kills + 1):
            kill(file, folder, number, output)
            if number % CHECKED_EVERY == 0 or number == kills:
                broken += faults(file)
        with closing(sqlite3.connect(file)) as connection:
            made = connection.execute("SELECT count(*) FROM changesets").fetchone()[0] - before
    print(f"{kills:,} processes killed while they wrote {made:,} changesets")
    verdicts.at_least("changesets for each kill", made / kills, 0.2)
    verdicts.at_most("faults in the file", broken, 0, unit="")


def main(arguments: list[str]) -> int:
    """Measure, and return the exit code."""
    verdicts = Verdicts()
    measure(verdicts, int(arguments[0]) if arguments else KILLS)
    return verdicts.exit_code()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
