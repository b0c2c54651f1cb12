"""The worked example: what the article reports, in a file that is the same everywhere."""

import json
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import SHARED, Run
from timeline.database import opening
from timeline.schema import ddl, shipped
from timeline.words.quotations import quoted_spans

ARTICLE = SHARED / "data" / "article"
needs_sqlite3 = pytest.mark.skipif(shutil.which("sqlite3") is None, reason="the sqlite3 program is not installed")


def dump(path: Path) -> list[str]:
    """Everything in a file, as SQL."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


@needs_sqlite3
def test_plain_sqlite3_makes_the_same_file(run: Run, example: Path, tmp_path: Path) -> None:
    other = tmp_path / "plain.db"
    for script in (run("db", "schema").stdout, shipped.path("seed.sql").read_text(encoding="utf-8")):
        subprocess.run(["sqlite3", "-bail", str(other)], input=script, text=True, check=True, capture_output=True)
    assert dump(other) == dump(example)
    assert run("--db", other, "show").stdout == run("show").stdout


def test_the_seed_is_one_changeset_and_leaves_nothing_open(example: Path) -> None:
    with closing(sqlite3.connect(example)) as connection:
        assert connection.execute("SELECT id, actor, command FROM changesets").fetchall() == [
            (1, "seed.sql", "init --example")
        ]
        assert connection.execute("SELECT changeset_id FROM writing").fetchall() == [(None,)]
        assert connection.execute("SELECT count(*) FROM revisions").fetchone() == (0,)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_file_with_entries_refuses_the_whole_seed(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    with closing(opening.connect_to_write(path)) as connection:
        ddl.create(connection)
        connection.execute("INSERT INTO events (id, date, title) VALUES (12, '2014', 'Mine')")
        with pytest.raises(sqlite3.Error):
            connection.executescript(shipped.path("seed.sql").read_text(encoding="utf-8"))
        connection.rollback()
        assert connection.execute("SELECT count(*) FROM entries").fetchone()[0] == 1


def test_links_and_offices_of_the_example(run: Run, example: Path) -> None:
    records = {r["id"]: r for r in json.loads(run("show", "--format", "json").stdout)}
    peskov, lavrov = records[12], records[4]
    assert {(link["relation"], link["to"]) for link in peskov["links"]} == {
        ("reaffirms", 4),
        ("about", 3),
        ("about", 1),
    }
    assert ("about", 3) in {(link["relation"], link["to"]) for link in lavrov["links"]}
    assert lavrov["office"] == "foreign minister, Russia"
    assert [c["via"]["publisher"] for c in peskov["citations"]] == ["Meduza"]
    assert [r["id"] for r in records.values() if any(c["via"] for c in r["citations"])] == [12]


@pytest.mark.skipif(not ARTICLE.is_dir(), reason="the article of the example is not beside this checkout")
def test_the_example_holds_what_the_article_reports(run: Run, example: Path, sql: Callable[..., list[Any]]) -> None:
    expected = json.loads((ARTICLE / "expected.json").read_text(encoding="utf-8"))
    text = next(ARTICLE.glob("*.txt")).read_text(encoding="utf-8")
    records = json.loads(run("show", "--format", "json").stdout)
    statements = [r for r in records if r["kind"] == "statement"]
    roles = {(r["speaker"], r["role"], r["date"]) for r in statements}
    assert roles == {(s["speaker"], s["role"], s["date"]) for s in expected["statements"]}
    assert len(statements) == len(expected["statements"])
    assert sorted(r["date"] for r in records if r["kind"] == "event") == sorted(e["date"] for e in expected["events"])
    for record in records:
        for citation in record["citations"]:
            assert citation["source"]["published"] == expected["published"]
            if record["mode"] == "verbatim":
                assert citation["exact"] in text
            if citation["date_text"]:
                assert citation["date_text"] in text
        if record["mode"] == "verbatim":
            assert record["text"] in text
    [(stand_in,)] = sql("SELECT text FROM snapshots")
    quoted = [stand_in[start:end].strip("“”,") for start, end in quoted_spans(stand_in)]
    assert len(quoted) == 7
    for quotation in quoted:
        assert quotation in text
    for sentence in re.split(r"[.:,;]\s|\n", re.sub("“[^”]*”", "\n", stand_in)):  # the rest is not the publisher's
        assert len(sentence.split()) < 6 or sentence not in text
