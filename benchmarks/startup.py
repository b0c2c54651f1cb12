"""Measure how soon a command ends: whole processes on the worked example, compared with sqlite-utils.

    python benchmarks/startup.py [--rounds N]

Times the installed scripts from start to end, with compiled modules, all in turn in each round, after a round that does
not count. ``sqlite-utils tables`` opens a file and lists its tables. Each of our commands may take at most 0.45 times
as long, and ``--help``, which reads no file, no longer than ``show``. ``import timeline`` may take 1.5 times as long as
Python alone. Exits with 1 if the median ratio of processor time within a round is over its limit. The wall time, which
other processes extend, is printed as well.
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from processes import SQLITE_UTILS, TIMELINE, children, command, compiled
from verdict import Verdicts, in_turn, median, ratios, seconds

#: seconds of processor and of wall time
Times = tuple[float, float]
SQLITE_UTILS_RATIO = 0.45
#: a twentieth is noise
HELP_RATIO = 1.05
IMPORT_RATIO = 1.5
COMMANDS = {
    "--help": ("--help",),
    "show": ("show",),
    "show 12": ("show", 12),
    "search": ("search", "inseparable"),
    "date 2014": ("date", 2014),
}


def main(arguments: list[str]) -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=21)
    options = parser.parse_args(arguments)
    compiled()
    verdicts = Verdicts()
    with tempfile.TemporaryDirectory() as folder:
        file = os.environ["TIMELINE_DB"] = str(Path(folder) / "example.db")
        command(TIMELINE, "init", "--example")()
        steps = [both(command(TIMELINE, *words)) for words in COMMANDS.values()]
        steps.append(both(command(SQLITE_UTILS, "tables", file)))
        steps += [both(command(Path(sys.executable), "-c", script)) for script in ("import timeline", "pass")]
        in_turn(steps, 1)
        measured = in_turn(steps, options.rounds)
    print(f"whole commands on the worked example, {options.rounds} rounds, to sqlite-utils tables")
    for place, name in enumerate(COMMANDS):
        judge(verdicts, f"timeline {name}", measured, place, len(COMMANDS), SQLITE_UTILS_RATIO)
    names = list(COMMANDS)
    print("to timeline show")
    judge(verdicts, "timeline --help", measured, names.index("--help"), names.index("show"), HELP_RATIO)
    print("to Python alone")
    judge(verdicts, "import timeline", measured, len(COMMANDS) + 1, len(COMMANDS) + 2, IMPORT_RATIO)
    return verdicts.exit_code()


def both(step: Callable[[], object]) -> Callable[[], Times]:
    """Return a step that returns its seconds of processor and of wall time."""

    def run() -> Times:
        before = children()
        wall = seconds(step)
        return children() - before, wall

    return run


def judge(verdicts: Verdicts, what: str, measured: list[list[Times]], one: int, other: int, limit: float) -> None:
    """Judge the time of one command relative to another."""
    spent, elapsed = ([[times[clock] for times in each] for each in measured] for clock in (0, 1))
    verdicts.time_at_most(what, median(spent, one), statistics.median(ratios(spent, one, other)), limit)
    wall = ratios(elapsed, one, other)
    middle, least = statistics.median(wall), min(wall)
    print(f"        on the wall {median(elapsed, one) * 1000:.0f} ms, {middle:.2f} x, least {least:.2f} x")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
