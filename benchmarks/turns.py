"""Compare how fairly writers take turns, with the lock file and without it, in one run.

    python benchmarks/turns.py [--writers N] [--seconds N] [--rounds N]

Several processes write to one file as fast as they can, one changeset after the other: with turns, and by SQLite's own
lock alone, which is what serves where no file can be locked. Prints how many changesets the fastest made for each of
the slowest, and how many all made. Exits with 1 if that ratio, the median of the rounds, is over 1.5 with turns, or if
turns cost more than a third of all changesets.
"""

import argparse
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from verdict import Verdicts

from timeline.database.changeset import create

MOST_UNFAIR, LEAST_OF_ALL = 1.5, 2 / 3
START_SECONDS = 4
WRITER = """
import sys, time
path, name, begin, end, by = sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4]), sys.argv[5]
if by == "sqlite":
    sys.modules["fcntl"] = sys.modules["filelock"] = None
from timeline.database.changeset import changeset
from timeline.schema.tables import Topic
made = 0
time.sleep(max(0, begin - time.time()))
while time.time() < end:
    with changeset(path, "write", by=name) as session:
        session.add(Topic(name=f"{name} {made}"))
    made += 1
print(made)
"""


def written(by: str, writers: int, seconds: float) -> list[int]:
    """Let processes write for some seconds; return how many changesets each of them made."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "timeline.db"
        create(path)
        begin = time.time() + START_SECONDS
        processes = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, path, f"writer {number}", str(begin), str(begin + seconds), by],
                stdout=subprocess.PIPE,
                text=True,
            )
            for number in range(writers)
        ]
        made = [int(process.communicate()[0]) for process in processes]
        with closing(sqlite3.connect(path)) as connection:
            (stored,) = connection.execute("SELECT count(*) FROM changesets WHERE command = 'write'").fetchone()
        assert stored == sum(made), "a changeset was lost"
    return made


def main() -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    verdicts = Verdicts()
    measured: dict[str, list[list[int]]] = {"turns": [], "sqlite": []}
    for _ in range(options.rounds):
        for by, rounds in measured.items():
            rounds.append(written(by, options.writers, options.seconds))
    unfair = {by: [max(made) / max(1, min(made)) for made in rounds] for by, rounds in measured.items()}
    for by, rounds in measured.items():
        counts = "; ".join(" ".join(map(str, sorted(made))) for made in rounds)
        print(f"{by}: changesets of each writer {counts}; fastest to slowest {statistics.median(unfair[by]):.2f}")
    verdicts.at_most("fastest to slowest, with turns", statistics.median(unfair["turns"]), MOST_UNFAIR)
    shares = [sum(one) / sum(other) for one, other in zip(measured["turns"], measured["sqlite"], strict=True)]
    verdicts.at_least("changesets with turns to those without", statistics.median(shares), LEAST_OF_ALL)
    return verdicts.exit_code()


if __name__ == "__main__":
    raise SystemExit(main())
