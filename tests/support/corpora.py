"""Make articles, and see what became of them."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

#: the pattern of an article with one statement
ARTICLE = "KYIV, March 4, 2024 — “The bridge over the {0} will open again in May,” Oksana Reed said on Monday in {0}.\n"


def written_list(path: Path, count: int, *, paragraphs: int = 1) -> Path:
    """Write a list of articles that differ."""
    records = (
        {
            "text": "\n".join(ARTICLE.format(f"River {number}.{place}") for place in range(paragraphs)),
            "published": "2024-03-04",
            "url": f"https://example.org/{number}",
        }
        for number in range(count)
    )
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


def fates(file: Path) -> dict[str, tuple[str, int]]:
    """Return the outcome and the number of proposals of each article, by the end of its name."""
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT name, outcome, proposals FROM readings").fetchall()
    return {Path(name).name: (outcome, proposals) for name, outcome, proposals in rows}


def proposals(file: Path) -> list[Any]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(
            "SELECT s.text_sha256, p.kind, p.text, p.spans, p.speaker, p.date, p.confidence FROM proposals AS p"
            " JOIN snapshots AS s ON s.id = p.snapshot_id ORDER BY 1, 4, 2"
        ).fetchall()
