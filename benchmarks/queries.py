"""Compare pages, searches and counts at any size with SQL written by hand, in one run.

    python benchmarks/queries.py [--entries N...] [--folder FOLDER] [--rounds N]

Makes timelines of 10,000, 100,000, a million and five million entries (benchmarks/generated.py); a FOLDER keeps them
for the next run. In each, a page of 50 is compared with SQL that a person would write over the public views for the
same rows, or with the better of two plans. Both pages are complete, with topics, citations and links, and both start
from the numbers of speakers and topics. Counts per year are compared with grouping, and with one range after the other;
all three include the entries that reach beyond their year. Then the first page as people wait for it, from opening the
file to the last line of text, is compared between the largest and the smallest timeline, and whole commands with those
of sqlite-utils, on the worked example and on a million entries.

Each page, search and count must first equal the result of the SQL. Prints the medians of the ratios within a round;
short steps have as many rounds as fit into a second. Exits with 1 if a ratio is above its limit. In pages, searches and
counts, a tenth of a millisecond is tolerated and printed. Times are processor times, which other processes do not
affect.
"""

import argparse
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import generated
from processes import SQLITE_UTILS, TIMELINE, children, command, compiled
from verdict import PROCESSOR, Clock, Verdicts, in_turn, median, seconds

from timeline.database import opening
from timeline.reading import counts, query, search
from timeline.reading.filter import Filter
from timeline.reading.query import ORDER
from timeline.reading.records import records
from timeline.render import text
from timeline.schema.durations import LISTED
from timeline.schema.views import COLUMNS

SIZES = (10_000, 100_000, 1_000_000, 5_000_000)
BY_HAND_RATIO, FLAT_RATIO, NEXT_PAGE_RATIO, COMMAND_RATIO = 1.5, 3.0, 1.1, 0.45
SOME = ", ".join(column for column in COLUMNS if column not in ("date_sort", "topics", "places", "sources"))
PAGE = f"ORDER BY {ORDER} LIMIT 50"
SINCE, FAR = "1990-01-01", "2020-01-01"
#: how long short steps are compared at least
AT_LEAST_SECONDS = 1.0
#: a tolerated difference: less than Python needs to build the SQL
TOLERATED_MS = 0.1
JOINT = (
    "(speaker_id = {0} OR id IN (SELECT p.entry_id FROM participants AS p JOIN entries AS x ON x.id = p.entry_id"
    " WHERE p.speaker_id = {0} AND (p.role = 'speaker' OR x.kind = 'event')))"
)
TOPIC = "id IN (SELECT entry_id FROM entry_topics WHERE topic_id = {0})"
#: name → the filter, and the conditions by hand
PAGES: dict[str, tuple[Filter, str]] = {}
for where, day in (("", SINCE), (", far end", FAR)):
    wide = Filter(since=day, limit=50)
    for name, filter_, condition in (
        ("", wide, ""),
        (" --speaker, a large one", wide._replace(speakers=(1,)), JOINT.format(1) + " AND "),
        (" --speaker, one of many", wide._replace(speakers=(77,)), JOINT.format(77) + " AND "),
        (" --topic, a large one", wide._replace(topics=(1,)), TOPIC.format(1) + " AND "),
        (" --topic, one of many", wide._replace(topics=(7,)), TOPIC.format(7) + " AND "),
    ):
        sql = f"SELECT {SOME} FROM timeline WHERE {condition}date_latest >= '{day}' {PAGE}"
        PAGES[f"show --since{name}{where}"] = (filter_, sql)
    for name, filter_, condition in (
        ("--checked", wide._replace(checked=True), "id IN"),
        ("--unchecked", wide._replace(checked=False), "id NOT IN"),
    ):
        checked = f"{condition} (SELECT entry_id FROM checked WHERE doubt IS NULL)"
        sql = f"SELECT {SOME} FROM timeline WHERE {checked} AND date_latest >= '{day}' {PAGE}"
        PAGES[f"show --since {name}{where}"] = (filter_, sql)
    PAGES[f"show --since --certainly{where}"] = (
        Filter(since=day, certainly=True, limit=50),
        f"SELECT {SOME} FROM timeline WHERE date_sort >= '{day}' AND date_earliest >= '{day}' {PAGE}",
    )

Step = Callable[[], Any]


def warm(step: Step, clock: Clock) -> Callable[[], float]:
    """Return a step that runs another one twice and returns the seconds of the second run, with warm caches."""

    def run() -> float:
        step()
        return seconds(step, clock)

    return run


def compared(ours: Step, theirs: Iterable[Step], rounds: int, clock: Clock = PROCESSOR) -> tuple[float, float]:
    """Return our median time, and the median ratio to the best of the others within a round."""
    measured = in_turn([warm(step, clock) for step in (ours, *theirs)], rounds, AT_LEAST_SECONDS)
    return median(measured), statistics.median(times[0] / min(times[1:]) for times in measured)


def alike(what: str, ours: Step, theirs: Iterable[Step]) -> None:
    """Exit if the SQL written by hand gives another result than ours, unless it was stopped."""
    own = ours()
    for step in theirs:
        if (other := step()) is not None and other != own:
            raise SystemExit(f"{what}: the SQL written by hand gives another result")


def by_hand(connection: sqlite3.Connection, sql: str, limit: float = 60) -> Step:
    """Return a step that makes a page of the rows of SQL and returns its numbers, or returns other rows as they are.

    A hopeless plan is stopped at ``limit`` seconds: it returns None, and counts as having taken so long.
    """

    def run() -> list[Any] | None:
        deadline = PROCESSOR() + limit
        connection.set_progress_handler(lambda: PROCESSOR() > deadline, 100_000)
        try:
            rows = connection.execute(sql).fetchall()
            if "uid" in (rows[0].keys() if rows else ()):
                return [record["id"] for record in records(connection, rows)]
            return [tuple(row) for row in rows]
        except sqlite3.OperationalError:
            if PROCESSOR() > deadline:
                return None
            raise
        finally:
            connection.set_progress_handler(None, 0)

    return run


def page(connection: sqlite3.Connection, filter_: Filter) -> Step:
    """Return a step that makes a page as the commands do, and returns its numbers."""
    return lambda: [record["id"] for record in records(connection, query.entries(connection, filter_))]


def searches(connection: sqlite3.Connection, word: str) -> tuple[Step, list[Step]]:
    """Return a search by date, and the same search by two plans."""
    ours = page(connection, Filter(words=search.clauses(connection, word), limit=50))
    hits = f"SELECT rowid FROM entries_fts WHERE entries_fts MATCH '{word}'"
    gathered = f"SELECT {SOME} FROM timeline WHERE id IN ({hits}) ORDER BY +{ORDER} LIMIT 50"
    walked = f"SELECT {SOME} FROM timeline AS t WHERE EXISTS ({hits} AND rowid = t.id) {PAGE}"
    return ours, [by_hand(connection, gathered), by_hand(connection, walked, 1)]


def years(connection: sqlite3.Connection) -> tuple[Step, list[Step]]:
    """Return the count per year, and the same count by grouping and by one range after the other."""
    first, last = connection.execute("SELECT min(date_sort), max(date_sort) FROM timeline").fetchone()
    beyond = f"substr({LISTED}, 1, 4) <> substr(date_latest, 1, 4)"
    ranges = " UNION ALL ".join(
        f"SELECT '{year}', count(*), sum({beyond}) FROM entries"
        f" WHERE {LISTED} BETWEEN '{year}-01-01' AND '{year}-12-31'"
        for year in range(int(first[:4]), int(last[:4]) + 1)
    )
    grouped = f"SELECT substr({LISTED}, 1, 4), count(*), sum({beyond}) FROM entries GROUP BY 1"
    return (
        lambda: [count[:3] for count in counts.by_period(connection, Filter(), "year")],
        [by_hand(connection, ranges), by_hand(connection, grouped)],
    )


def deep(connection: sqlite3.Connection) -> int:
    """Return the number of the entry in place 100,000, or in the middle of fewer."""
    place = min(100_000, connection.execute("SELECT count(*) FROM entries").fetchone()[0] // 2)
    sql = f"SELECT id FROM timeline ORDER BY {ORDER} LIMIT 1 OFFSET {place}"
    return int(connection.execute(sql).fetchone()[0])


def measure(path: Path, entries: int, rounds: int, verdicts: Verdicts) -> None:
    """Compare all pages, searches and counts in one file."""
    print(f"{entries:,} entries, a page of 50")
    connection = opening.open_to_read(path)

    def judge(what: str, ours: Step, theirs: list[Step], limit: float = BY_HAND_RATIO) -> None:
        alike(what, ours, theirs)
        verdicts.time_at_most(what, *compared(ours, theirs, rounds), limit, longer_ms=TOLERATED_MS)

    for what, (filter_, sql) in PAGES.items():
        judge(what, page(connection, filter_), [by_hand(connection, sql)])
    first = page(connection, Filter(limit=50))
    after = page(connection, Filter(limit=50, after=deep(connection)))
    what = "the next page, deep, to the first page"
    verdicts.time_at_most(what, *compared(after, [first], rounds), NEXT_PAGE_RATIO, longer_ms=TOLERATED_MS)
    for what, word in (("rare word", "rare"), ("word in a tenth", "common")):
        judge(f"search, {what}", *searches(connection, word))
    judge("stats per year", *years(connection))
    connection.close()


def first_page(path: Path, filter_: Filter) -> Step:
    """Return a step that does what a command does between its start and its last line."""

    def run() -> None:
        connection = opening.open_to_read(path)
        list(text.timeline(records(connection, query.entries(connection, filter_)), 80))
        query.count_undated(connection, filter_)
        connection.close()

    return run


def whole_commands(path: Path, words: Iterable[str], what: str, rounds: int, verdicts: Verdicts) -> None:
    """Compare our commands with those of sqlite-utils."""
    sql = f"SELECT {SOME} FROM timeline ORDER BY {ORDER} LIMIT 20"
    pairs: dict[str, tuple[tuple[object, ...], tuple[object, ...]]]
    pairs = {"show --limit 20": (("show", "--limit", 20), ("query", path, sql))}
    for word in words:
        pairs[f"search {word}"] = ("search", word, "--limit", 20), ("search", path, "entries", word, "--limit", 20)
    for name, (ours, theirs) in pairs.items():
        own, other = command(TIMELINE, "--db", path, *ours), command(SQLITE_UTILS, *theirs)
        verdicts.time_at_most(f"{name}, {what}", *compared(own, [other], rounds, children), COMMAND_RATIO)


def main(arguments: list[str]) -> int:
    """Generate, measure and judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--entries", type=int, nargs="+", default=SIZES)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    compiled()
    verdicts = Verdicts()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        paths = {entries: folder / f"{entries}.db" for entries in options.entries}
        for entries, path in paths.items():
            if not path.exists():
                unfinished = path.with_suffix(".making")
                generated.make(unfinished, entries)
                unfinished.rename(path)
            measure(path, entries, options.rounds, verdicts)
        least, most = min(paths), max(paths)
        if most > least:
            print(f"the first page of 10 as people wait for it: {most:,} entries to {least:,}")
            for what, (filter_, _) in PAGES.items():
                ours, theirs = (first_page(paths[entries], filter_._replace(limit=10)) for entries in (most, least))
                verdicts.time_at_most(what, *compared(ours, [theirs], options.rounds), FLAT_RATIO)
        print("whole commands, to sqlite-utils query and search")
        example = Path(temporary) / "example.db"
        command(TIMELINE, "--db", example, "init", "--example")()
        whole_commands(example, ["inseparable"], "worked example", options.rounds * 2, verdicts)
        large = [entries for entries in paths if entries <= 1_000_000]
        if large:
            what = f"{max(large):,} entries"
            whole_commands(paths[max(large)], ["rare", "common"], what, options.rounds * 2, verdicts)
    return verdicts.exit_code()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
