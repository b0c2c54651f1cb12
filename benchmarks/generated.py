"""Generate a timeline of any size for the benchmarks: a real file, with the same rows each time.

    python benchmarks/generated.py FILE ENTRIES

Half of the entries are statements by 2,000 speakers, one of whom makes a tenth of all entries. There are 41 topics, one
of them with a tenth of the entries. Dates are days from 1950 to 2024, but 3 % of the entries span one to ten years, and
2 % have only a month. The words are invented, with the frequencies of a language; "common" is in a tenth of the
entries, and "rare" in twenty. A tenth of the entries have been checked by a person.
"""

import random
import sqlite3
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from timeline.database.changeset import create
from timeline.history import seals
from timeline.schema import ddl

SPEAKERS, TOPICS, CHECKED_EVERY = 2_000, 41, 10
BATCH_ROWS = 50_000
_ENTRY = "id, uid, kind, date, date_earliest, date_latest, title, text, speaker_id, mode, changeset_id"


def make(path: Path, entries: int) -> None:
    """Make a file with a number of entries."""
    create(path)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -400000")
    connection.execute("BEGIN IMMEDIATE")
    _drop(connection, "trigger")  # it is faster to load bare tables and index them afterwards
    _drop(connection, "index")
    connection.execute("INSERT INTO changesets (id, actor, command) VALUES (1, 'benchmark', 'generate')")
    speakers = [(i, f"Speaker {_word(i)}", _uid(2, i)) for i in range(1, SPEAKERS + 1)]
    connection.executemany("INSERT INTO speakers (id, name, uid, changeset_id) VALUES (?, ?, ?, 1)", speakers)
    connection.executemany(
        "INSERT INTO speaker_names (speaker_id, name, key, changeset_id) VALUES (?, ?, lower(?2), 1)",
        ((number, name) for number, name, _ in speakers),
    )
    topics = [(i, f"Topic {_word(i)}", _uid(3, i)) for i in range(1, TOPICS + 1)]
    connection.executemany(
        "INSERT INTO topics (id, name, key, uid, changeset_id) VALUES (?1, ?2, lower(?2), ?3, 1)", topics
    )
    rows = _rows(entries)
    while batch := list(islice(rows, BATCH_ROWS)):
        connection.executemany(
            f"INSERT INTO entries ({_ENTRY}) VALUES ({', '.join('?' * 10)}, 1)", (r[0] for r in batch)
        )
        connection.executemany(
            "INSERT INTO entry_topics (entry_id, topic_id, changeset_id) VALUES (?, ?, 1)",
            ((row[0], topic) for row, topic in batch),
        )
    for statement in ddl.statements():
        if statement.startswith(("CREATE INDEX", "CREATE UNIQUE INDEX", "CREATE TRIGGER")):
            connection.execute(statement)
    connection.execute(
        "INSERT INTO checks (entry_id, checked_by, checked_at, seen, changeset_id)"
        f" SELECT entry_id, 'A. Editor', '2025-01-01', seen, 1 FROM seen WHERE entry_id % {CHECKED_EVERY} = 0"
    )
    connection.execute("INSERT INTO entries_fts (entries_fts) VALUES ('rebuild')")
    seals.seal(connection, [1], "written")
    connection.execute("COMMIT")
    connection.execute("PRAGMA analysis_limit = 1000")
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint (TRUNCATE)")
    connection.close()


def _drop(connection: sqlite3.Connection, kind: str) -> None:
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = ? AND sql IS NOT NULL", (kind,)).fetchall()
    for (name,) in rows:
        connection.execute(f"DROP {kind} {name}")


def _uid(kind: int, number: int) -> str:
    return f"0195475d-7a00-7{kind:03x}-8000-{number:012x}"


def _word(number: int) -> str:
    syllables = ("mi", "sta", "pre", "con", "tra", "lo", "ver", "na", "der", "men")
    return "".join(syllables[int(digit)] for digit in str(number + 99)).capitalize()


def _rows(entries: int) -> Iterator[tuple[tuple[object, ...], int]]:
    """Yield the row of each entry, and its topic."""
    chance = random.Random(7)
    words = [_word(n).lower() for n in range(5_000)]
    weights = [sum(1 / rank for rank in range(1, n + 1)) for n in range(1, len(words) + 1)]  # Zipf, summed up
    rare = set(chance.sample(range(1, entries + 1), 20))
    for number in range(1, entries + 1):
        year, month, day = chance.randint(1950, 2024), chance.randint(1, 12), chance.randint(1, 28)
        date = first = last = f"{year}-{month:02}-{day:02}"
        kind = chance.random()
        if kind < 0.03:
            end = min(year + chance.randint(1, 10), 2030)
            date, first, last = f"{year}/{end}", f"{year}-01-01", f"{end}-12-31"
        elif kind < 0.05:
            month = chance.choice((1, 3, 5, 7, 8, 10, 12))
            date, first, last = f"{year}-{month:02}", f"{year}-{month:02}-01", f"{year}-{month:02}-31"
        if number % 2 and number % 10 == 1 and first == last:  # a fifth of the statements is only reported
            date, first = f"[..{last}]", "0000-01-01"
        spoken = chance.choices(words, cum_weights=weights, k=chance.randint(8, 24))
        spoken += ["common"] if chance.random() < 0.1 else []
        spoken += ["rare"] if number in rare else []
        text = " ".join(spoken).capitalize() + "."
        speaker = 1 if chance.random() < 0.2 else chance.randint(2, SPEAKERS)
        topic = 1 if chance.random() < 0.1 else chance.randint(2, TOPICS)
        who = ("statement", None, text, speaker, "paraphrase") if number % 2 else ("event", text, None, None, None)
        yield (number, _uid(1, number), who[0], date, first, last, *who[1:]), topic


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
