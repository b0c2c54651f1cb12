"""Measure the cost of verifying 100,000 citations of 1,000 articles, relative to a bare substring check.

    python benchmarks/verify.py [CITATIONS] [ROUNDS]

Each citation belongs to a verbatim statement, so that its words are checked twice: the citation against its snapshot,
position, context and fingerprints, and the statement against the citation. Every article is also divided into sentences
and searched for the name of the speaker. The bare check reads the same rows and checks whether the words are in the
text and the statement in the words. Every other statement has other quotation marks and dashes than its source. Prints
the median of the ratios within a round, and exits with 1 if it is above 12.
"""

import random
import sqlite3
import statistics
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from verdict import PROCESSOR, Verdicts, in_turn, median, ratios

from timeline.database import opening
from timeline.database.changeset import create
from timeline.evidence import retrieval, verify

MOST_RATIO = 12.0
TYPED = str.maketrans("“”—", '""-')
ARTICLE_STATEMENTS = 100
WORDS = [
    "region",
    "border",
    "talks",
    "minister",
    "“never”",
    "peace",
    "treaty",
    "will",
    "not",
    "be",
    "signed",
    "—",
    "today,",
]


def fill(path: Path, citations: int) -> None:
    """Make a file of statements, each of which cites its words in an article of some 12,000 characters."""
    create(path)
    rng = random.Random(1)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("INSERT INTO speakers (id, name) VALUES (1, 'Somebody')")
        for article in range(1, citations // ARTICLE_STATEMENTS + 1):
            statements = [f"{' '.join(rng.choices(WORDS, k=12))} {article}-{n}" for n in range(ARTICLE_STATEMENTS)]
            text = "\n".join(f"The minister said: “{words}.”" for words in statements)
            content = text.encode()
            fingerprint = retrieval.sha256_of(text)
            connection.execute("INSERT INTO sources (id, title) VALUES (?, ?)", (article, f"Article {article}"))
            connection.execute(
                "INSERT INTO snapshots"
                " (id, source_id, retrieved_at, media_type, content, content_sha256, text, text_sha256)"
                " VALUES (?1, ?1, '2025-02-27', 'text/plain', ?2, ?3, ?4, ?3)",
                (article, retrieval.packed(content), fingerprint, text),
            )
            for n, words in enumerate(statements, (article - 1) * ARTICLE_STATEMENTS + 1):
                start = text.index(words)
                end = start + len(words)
                connection.execute(
                    "INSERT INTO entries (id, kind, speaker_id, mode, text, date, date_earliest, date_latest)"
                    " VALUES (?, 'statement', 1, 'verbatim', ?, '2025', '2025-01-01', '2025-12-31')",
                    (n, words.translate(TYPED) if n % 2 else words),
                )
                connection.execute(
                    'INSERT INTO citations (entry_id, source_id, snapshot_id, exact, prefix, suffix, start, "end")'
                    " VALUES (?, ?2, ?2, ?, ?, ?, ?, ?)",
                    (n, article, words, text[max(0, start - 32) : start], text[end : end + 32], start, end),
                )
        connection.execute("COMMIT")


def bare(path: Path) -> tuple[int, float]:
    """Check for every citation whether its words are in the text, and the statement in the words."""
    started = PROCESSOR()
    matches = 0
    with closing(sqlite3.connect(path)) as connection:
        texts = dict(connection.execute("SELECT id, text FROM snapshots"))
        rows = "SELECT c.snapshot_id, c.exact, e.text FROM citations AS c JOIN entries AS e ON e.id = c.entry_id"
        for snapshot, exact, text in connection.execute(rows):
            matches += (exact in texts[snapshot]) + (text in exact)
    return matches, PROCESSOR() - started


def ours(path: Path) -> tuple[int, float]:
    """Verify everything as ``timeline verify`` does."""
    started = PROCESSOR()
    with closing(opening.open_to_read(path)) as connection:
        tally = verify.tally(verify.checks(connection))
    assert list(tally) == ["exact"]
    return tally["exact"], PROCESSOR() - started


def main(arguments: list[str]) -> int:
    """Compare, print and judge."""
    citations, rounds = (int(arguments[i]) if len(arguments) > i else default for i, default in enumerate((100_000, 7)))
    verdicts = Verdicts()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "timeline.db"
        fill(path, citations)
        all_of_them = 2 * (citations // ARTICLE_STATEMENTS * ARTICLE_STATEMENTS)
        matches, exact = bare(path)[0], ours(path)[0]
        assert exact == all_of_them > matches > all_of_them // 2
        measured = in_turn((lambda: ours(path)[1], lambda: bare(path)[1]), rounds)
    print(f"{citations:,} citations and statements, to a bare check of the same")
    verdicts.time_at_most("verifying", median(measured), statistics.median(ratios(measured)), MOST_RATIO)
    return verdicts.exit_code()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
