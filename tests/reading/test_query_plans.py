"""Test that an ordered page walks an index at any size, without sorting and without reading whole tables."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.files import copied
from timeline.database.changeset import changeset
from timeline.reading.filter import Filter
from timeline.reading.query import ORDER, REVERSED, count, entries
from timeline.schema.views import VIEWS

ENTRIES = 30_000
SPEAKERS = 500

#: half of the entries are statements; every twentieth is undated, every tenth a month or a year
FILL = f"""
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ENTRIES}),
dated (i, day) AS (SELECT i, date('1990-01-01', (i * 7919 % 12000) || ' days') FROM n)
INSERT INTO entries (kind, date, date_earliest, date_latest, title, text, speaker_id, mode, changeset_id)
SELECT iif(i % 2, 'statement', 'event'),
  CASE WHEN i % 20 = 0 THEN NULL WHEN i % 10 = 1 THEN substr(day, 1, 4) ELSE day END,
  CASE WHEN i % 20 = 0 THEN NULL WHEN i % 10 = 1 THEN substr(day, 1, 4) || '-01-01' ELSE day END,
  CASE WHEN i % 20 = 0 THEN NULL WHEN i % 10 = 1 THEN substr(day, 1, 4) || '-12-31' ELSE day END,
  'Entry ' || i, 'Words', iif(i % 2, 1 + i % {SPEAKERS}, NULL), iif(i % 2, 'verbatim', NULL),
  (SELECT changeset_id FROM writing)
FROM dated
"""
PEOPLE = f"""
INSERT INTO speakers (name) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {SPEAKERS})
SELECT 'Speaker ' || i FROM n
"""
THINGS = """
INSERT INTO topics (name) SELECT 'Topic ' || id FROM speakers;
INSERT INTO places (name) SELECT 'Place ' || id FROM speakers;
INSERT INTO sources (title) VALUES ('a source');
INSERT INTO offices (speaker_id, title, date) SELECT id, 'minister', '2000/..' FROM speakers;
INSERT INTO entry_topics (entry_id, topic_id) SELECT id, 1 + id % 500 FROM entries WHERE id <= 2000;
INSERT INTO entry_places (entry_id, place_id) SELECT id, 1 + id % 500 FROM entries WHERE id <= 2000;
INSERT INTO citations (entry_id, source_id) SELECT id, 1 FROM entries WHERE id <= 2000
"""


@pytest.fixture(scope="module")
def full_file(tmp_path_factory: pytest.TempPathFactory, empty_file: Path) -> Path:
    made = copied(empty_file, tmp_path_factory.mktemp("plans") / "timeline.db")
    with changeset(made, "fill") as session:
        connection = session.connection()
        for statement in (PEOPLE, FILL, *THINGS.split(";")):
            connection.exec_driver_sql(statement)
    return made


@pytest.fixture(scope="module", params=["with statistics", "without statistics"])
def full(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, full_file: Path
) -> Iterator[sqlite3.Connection]:
    made = copied(full_file, tmp_path_factory.mktemp("plans") / "timeline.db")
    with closing(sqlite3.connect(made, isolation_level=None)) as connection:
        if request.param == "with statistics":
            connection.execute("ANALYZE")
        connection.row_factory = sqlite3.Row
        yield connection


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory, full_file: Path) -> Iterator[sqlite3.Connection]:
    """Return a file with the same entries, but only three speakers."""
    made = copied(full_file, tmp_path_factory.mktemp("few") / "timeline.db")
    with changeset(made, "few") as session:
        session.connection().exec_driver_sql("DROP TRIGGER entries_after_update")
        session.connection().exec_driver_sql("UPDATE entries SET speaker_id = 1 + speaker_id % 3")
        session.connection().exec_driver_sql("ANALYZE")
    with closing(sqlite3.connect(made, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def plan(connection: sqlite3.Connection, statement: str) -> list[str]:
    return [row["detail"] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]


def assert_walks_an_index(steps: list[str]) -> None:
    assert [step for step in steps if "TEMP B-TREE" in step] == []
    assert [step for step in steps if "AUTOMATIC" in step] == []
    assert [step for step in steps if "SCAN" in step and "INDEX" not in step] == []


def test_the_file_is_full_and_has_no_revisions(full: sqlite3.Connection) -> None:
    assert full.execute("SELECT count(*) FROM timeline").fetchone()[0] == ENTRIES
    assert full.execute("SELECT count(*) FROM revisions").fetchone()[0] == 0
    assert full.execute("SELECT count(*) FROM changesets").fetchone()[0] == 1


@pytest.mark.parametrize("order", [ORDER, REVERSED], ids=["onward", "reversed"])
@pytest.mark.parametrize("view", VIEWS)
def test_a_page_of_a_view_walks_an_index(full: sqlite3.Connection, view: str, order: str) -> None:
    steps = plan(full, f"SELECT * FROM {view} ORDER BY {order} LIMIT 50")
    assert_walks_an_index(steps)
    assert ("ix_entries_date" if view == "timeline" else "ix_entries_kind_date") in steps[0]


@pytest.mark.parametrize("order", [ORDER, REVERSED], ids=["onward", "reversed"])
@pytest.mark.parametrize(
    ("view", "where"),
    [
        ("statements", "speaker_id = 8"),
        ("timeline", "speaker_id = 8"),
        ("events", "date_earliest >= '2010-01-01'"),
        ("timeline", "date_earliest >= '2010-01-01' AND date_earliest < '2011'"),
        ("timeline", "date_latest >= '2010-01-01' AND date_earliest <= '2010-12-31'"),
    ],
)
def test_a_page_that_is_filtered_walks_an_index(full: sqlite3.Connection, view: str, where: str, order: str) -> None:
    steps = plan(full, f"SELECT * FROM {view} WHERE {where} ORDER BY {order} LIMIT 50")
    assert_walks_an_index(steps)


@pytest.mark.parametrize("order", [ORDER, REVERSED], ids=["onward", "reversed"])
def test_the_statements_of_one_speaker_are_found_by_its_number(full: sqlite3.Connection, order: str) -> None:
    steps = plan(full, f"SELECT * FROM statements WHERE speaker_id = 8 ORDER BY {order} LIMIT 50")
    assert "ix_entries_speaker_date (speaker_id=?)" in steps[0]


@pytest.mark.parametrize("order", [ORDER, REVERSED], ids=["onward", "reversed"])
def test_the_statements_of_one_speaker_are_found_by_its_name(full: sqlite3.Connection, order: str) -> None:
    """With statistics and many speakers, SQLite prefers to sort the few statements of this speaker."""
    steps = plan(full, f"SELECT * FROM statements WHERE speaker = 'Speaker 8' ORDER BY {order} LIMIT 50")
    if "ix_speakers_name (name=?)" in steps[0]:
        assert "ix_entries_speaker_date (speaker_id=?)" in steps[1]
        steps = [step for step in steps if step != "USE TEMP B-TREE FOR ORDER BY"]
    assert_walks_an_index(steps)


@pytest.mark.parametrize("order", [ORDER, REVERSED], ids=["onward", "reversed"])
def test_among_few_speakers_the_statements_of_one_come_in_the_order_of_an_index(
    few: sqlite3.Connection, order: str
) -> None:
    assert_walks_an_index(plan(few, f"SELECT * FROM statements WHERE speaker = 'Speaker 2' ORDER BY {order} LIMIT 50"))


@pytest.mark.parametrize("columns", ["id", "id, date, speaker, text", "*", "office, topics, places, sources"])
def test_the_selected_columns_do_not_change_the_plan(full: sqlite3.Connection, columns: str) -> None:
    assert_walks_an_index(plan(full, f"SELECT {columns} FROM timeline ORDER BY {ORDER} LIMIT 50"))


def test_one_entry_is_found_by_its_number_uid_or_external_id(full: sqlite3.Connection) -> None:
    for where in ("id = 7", "uid = 'x'", "dataset = 'd' AND external_id = 'x'"):
        steps = plan(full, f"SELECT * FROM timeline WHERE {where}")
        assert steps[0].startswith("SEARCH e USING"), where


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("kinds", [(), ("event",), ("statement",)])
def test_the_index_gives_the_order_that_sorting_gives(
    full: sqlite3.Connection, kinds: tuple[str, ...], reverse: bool
) -> None:
    page = [row["id"] for row in entries(full, Filter(kinds=kinds, reverse=reverse, limit=300))]
    rows = full.execute(
        "SELECT id, coalesce(date_earliest, '') AS first, coalesce(date_latest, '') AS last, date IS NULL AS undated "
        "FROM entries WHERE kind = ? OR ?",
        (kinds[0] if kinds else "", not kinds),
    ).fetchall()
    by_hand = sorted(rows, key=lambda row: (row["first"], row["last"], row["id"]), reverse=reverse)
    by_hand.sort(key=lambda row: row["undated"])
    assert page == [row["id"] for row in by_hand[:300]]
    assert count(full, Filter(kinds=kinds)) == len(rows)


@pytest.mark.parametrize(
    "page",
    [
        f"SELECT * FROM timeline ORDER BY {ORDER} LIMIT 50",
        f"SELECT * FROM events ORDER BY {REVERSED} LIMIT 50",
        f"SELECT * FROM statements ORDER BY {ORDER} LIMIT 50",
        f"SELECT * FROM statements WHERE speaker_id = 8 ORDER BY {ORDER} LIMIT 50",
        f"SELECT * FROM timeline WHERE date_sort >= '2010' ORDER BY {ORDER} LIMIT 50",
    ],
)
def test_a_page_takes_few_steps_at_any_size(full: sqlite3.Connection, page: str) -> None:
    """Count instructions of SQLite's virtual machine, which do not depend on the load of the computer."""
    hundreds = 0

    def tell() -> int:
        nonlocal hundreds
        hundreds += 1
        return 0

    full.set_progress_handler(tell, 100)
    try:
        assert len(full.execute(page).fetchall()) == 50
    finally:
        full.set_progress_handler(None, 0)
    assert hundreds < 300
