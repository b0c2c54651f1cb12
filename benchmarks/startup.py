"""Whole-process time of reading commands against ``sqlite-utils query`` of the like, in one run.

Usage: ``python benchmarks/startup.py [RUNS]``. Needs sqlite-utils (``pip install -e '.[bench]'``). Bytecode is
compiled first; the commands take turns, so that a noisy machine troubles all of them, and what counts is the median of
the ratios within a round. Exits with 1 where ``show --limit 20`` takes more than half of sqlite-utils' time.
"""

import compileall
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BIN = Path(sys.executable).parent
QUERY = "select * from timeline order by date_earliest nulls last, date_latest, time, id limit 20"


def seconds(command: list[str]) -> float:
    """Time one run of a command from outside."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - start


def main() -> None:
    """Compare, print, and judge."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    import sqlite_utils

    import timeline

    for package in (sqlite_utils, timeline):
        compileall.compile_dir(Path(str(package.__file__)).parent, quiet=2)
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "timeline.db")
        subprocess.run(
            [str(BIN / "timeline"), "--db", file, "init", "--example"], check=True, stderr=subprocess.DEVNULL
        )
        commands = {
            "timeline show --limit 20": [str(BIN / "timeline"), "--db", file, "show", "--limit", "20"],
            "timeline date 2014": [str(BIN / "timeline"), "date", "2014"],
            "timeline --help": [str(BIN / "timeline"), "--help"],
            "sqlite-utils query": [str(BIN / "sqlite-utils"), "query", file, QUERY],
        }
        for command in commands.values():
            seconds(command)
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(runs):
            for name, command in commands.items():
                taken[name].append(seconds(command))
    ratios = {
        name: statistics.median(ours / theirs for ours, theirs in zip(times, taken["sqlite-utils query"], strict=True))
        for name, times in taken.items()
    }
    for name, times in taken.items():
        print(f"{name:<26} {statistics.median(times) * 1000:6.0f} ms   {ratios[name]:.2f} × sqlite-utils")
    ratio = ratios["timeline show --limit 20"]
    sys.exit(f"show takes {ratio:.2f} × sqlite-utils, more than 0.5 ×" if ratio > 0.5 else 0)


if __name__ == "__main__":
    main()
