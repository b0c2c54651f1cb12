"""Measure a page of the past: of a million entries, after 50,000 of them were changed, to the page as it is.

    python benchmarks/past.py [--entries 1000000] [--changes 50000] [--rounds 9]

Whole commands, in turn: ``timeline show --limit 20``, and the same with ``--as-of`` the changeset before the changes;
also for one speaker and from a day. Exits with 1 if the first takes more than three times as long as of then.
"""

import argparse
import sqlite3
import statistics
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import generated
from processes import TIMELINE, command, compiled
from verdict import Verdicts, in_turn, median, ratios, timing

from timeline.history import past

MOST_RATIO = 3.0
PAGES = {"a page": (), "of one speaker": ("--speaker", "3"), "from a day": ("--since", "2014")}


def change(file: Path, entries: int, changes: int) -> int:
    """Change entries all over a file by plain SQL; return the number of the changeset before."""
    with closing(sqlite3.connect(file)) as connection, connection:
        before = past.last_changeset(connection)
        every = entries // changes
        connection.execute(f"UPDATE entries SET note = 'changed' WHERE id % {every} = 0")
    return before


def main() -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--changes", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    compiled()
    verdicts = Verdicts()
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "timeline.db"
        generated.make(file, options.entries)
        before = change(file, options.entries, options.changes)
        print(f"{options.entries:,} entries, {options.changes:,} changed since; as of before, to as it is")
        for what, words in PAGES.items():
            show = (TIMELINE, "--db", file, "show", "--limit", "20", *words)
            steps = [timing(command(*show, "--as-of", before)), timing(command(*show))]
            in_turn(steps, 1)
            measured = in_turn(steps, options.rounds)
            ratio, note = statistics.median(ratios(measured)), f"{1000 * median(measured, 0):.0f} ms"
            if what == "a page":
                verdicts.at_most(what, ratio, MOST_RATIO, note=note)
            else:
                print(f"        {what}: {note}, {ratio:.1f} x")
    return verdicts.exit_code()


if __name__ == "__main__":
    sys.exit(main())
