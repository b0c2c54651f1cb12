"""``timeline trace``: the thread that an entry belongs to."""

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from tests.support.commands import Run, refused
from timeline.database import opening
from timeline.reading import threads
from timeline.schema.vocabulary import RELATIONS, Relation

Sql = Callable[..., list[Any]]


def test_the_example(run: Run, example: Path, snapshot: SnapshotAssertion) -> None:
    assert run("trace", 12).stdout == snapshot
    assert run("trace", 12, "--format", "json").stdout == snapshot(name="json")
    assert run("trace", 12, "--format", "dot").stdout == snapshot(name="dot")


def test_an_entry_alone(run: Run, example: Path) -> None:
    assert (
        run("trace", 14).stdout
        == "\n14  undated ◂\n   Volodymyr Zelensky: A territorial “exchange” with Moscow could be possible.\n"
    )
    assert "99" in refused(run, "trace", 99, code=3)
    assert "“x”" in refused(run, "trace", "x", code=2)


def entries(run: Run, *dates: str) -> None:
    for i, date in enumerate(dates, 1):
        run("add", f"Event {i}", "--date", date)


def traced(run: Run, number: int) -> list[tuple[int, int | None, str | None, list[int] | None]]:
    thread = json.loads(run("trace", number, "--format", "json").stdout)
    return [(e["id"], e["parent"], e["relation"], e["days"]) for e in thread["entries"]]


@pytest.mark.parametrize("relation", RELATIONS)
def test_relations_are_read_from_the_earlier_entry(run: Run, relation: Relation) -> None:
    entries(run, "2025-02-01", "2025-02-03")
    run("link", 2, relation, 1)
    assert traced(run, 1) == [(1, None, None, None), (2, 1, RELATIONS[relation], [2, 2])]
    assert f"└─ {RELATIONS[relation]} 2  3 Feb 2025 · 2 days later" in run("trace", 2).stdout
    run("unlink", 2, relation, 1)
    run("link", 1, relation, 2)
    assert traced(run, 1)[1] == (2, 1, relation.replace("_", " "), [2, 2])


@pytest.mark.parametrize(
    ("one", "other", "days", "words"),
    [
        ("2025-02-01", "2025-02-01", [0, 0], "the same day"),
        ("2025-02-01", "2025-02-02", [1, 1], "1 day later"),
        ("2024-02-01", "2025-02-02", [367, 367], "367 days later"),
        ("2025-01", "2025-02-10", [10, 40], "10 to 40 days later"),
        ("2025", "2025-02-10", [0, 40], "up to 40 days later"),
        ("2014", "2025-02-10", [3694, 4058], "3,694 to 4,058 days later"),
        ("2025-02-01", "2025-02-03/..", None, None),
        ("2025-02-01", "unknown", None, None),
        ("0000", "2025", None, None),
    ],
)
def test_days_between(run: Run, one: str, other: str, days: list[int] | None, words: str | None) -> None:
    entries(run, one, other)
    run("link", 2, "about", 1)
    assert traced(run, 1)[1][3] == days
    shown = run("trace", 1).stdout
    assert (words in shown) if words else ("later" not in shown and "same day" not in shown)


def test_circles_end(run: Run) -> None:
    entries(run, "2025-02-01", "2025-02-02", "2025-02-03")
    for one, relation, other in [(1, "reaffirms", 2), (2, "reaffirms", 3), (3, "contradicts", 1), (2, "denies", 1)]:
        run("link", one, relation, other)
    assert traced(run, 2) == [
        (1, None, None, None),
        (2, 1, "reaffirms; denied by", [1, 1]),
        (3, 2, "reaffirms", [1, 1]),
    ]
    assert "also contradicts 1" in run("trace", 3).stdout


def test_any_relation_goes_before_about(run: Run) -> None:
    entries(run, "2025-02-01", "2025-02-02", "2025-02-03", "2025-02-04")
    for number, relation in [(1, "about"), (2, "clarifies"), (3, "about")]:
        run("link", 4, relation, number)
    assert traced(run, 1)[3][:3] == (4, 2, "clarified by")
    assert "also about 1, 3" in run("trace", 4).stdout


def test_a_long_chain(run: Run, sql: Sql) -> None:
    run("init")
    sql("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
        " INSERT INTO events (date, title) SELECT '2025-02-01', 'E' || i FROM n")  # fmt: skip
    sql("INSERT INTO links (from_id, to_id, relation) SELECT id + 1, id, 'reaffirms' FROM entries WHERE id < 3000")
    lines = run("trace", 1500).stdout.splitlines()
    assert len(lines) == 6001
    assert max(map(len, lines)) < 100
    assert sum("◂" in line for line in lines) == 1


def test_hostile_words(run: Run) -> None:
    run("add", 'A "quote" \\ and a\nbreak \x1b[31m', "--date", "2025")
    shown = run("trace", 1, "--format", "dot").stdout
    assert r'1 [label = "1 · 2025\nA \"quote\" \\ and a\nbreak ␛[31m", style = bold];' in shown
    assert "\x1b" not in run("trace", 1).stdout


LINKS = st.lists(
    st.tuples(st.integers(1, 8), st.sampled_from(list(RELATIONS)), st.integers(1, 8)), max_size=14, unique=True
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINKS, st.integers(1, 8))
def test_every_entry_once_and_under_an_earlier_one(
    run: Run, file: Path, sql: Sql, links: list[tuple[int, str, int]], entry: int
) -> None:
    if not file.exists():
        run("init")
        for i in range(1, 9):
            sql("INSERT INTO events (date, title) VALUES (?, ?)", f"2025-0{9 - i}" if i % 3 else None, f"E{i}")
    with closing(sqlite3.connect(file)) as shell, shell:
        shell.execute("DELETE FROM links")
        shell.executemany(
            "INSERT INTO links (from_id, relation, to_id) VALUES (?, ?, ?)",
            [link for link in links if link[0] != link[2]],
        )
    connection = opening.open_to_read(file)
    thread = threads.thread(connection, entry)
    order = [row[0] for row in connection.execute("SELECT id FROM timeline ORDER BY date_earliest NULLS LAST, id")]
    connection.close()
    neighbours: dict[int, set[int]] = {i: set() for i in range(1, 9)}
    for start, _, end in links:
        neighbours[start].add(end)
        neighbours[end].add(start)
    together, waiting = {entry}, [entry]
    while waiting:
        new = neighbours[waiting.pop()] - together
        together |= new
        waiting += new
    numbers = [node.id for node in thread.nodes]
    assert numbers == [number for number in order if number in together]
    for node in thread.nodes:
        assert node.parent is None or order.index(node.parent) < order.index(node.id)
        earlier = {node.parent, *(number for _, number in node.also)} - {None}
        assert earlier == {n for n in neighbours[node.id] if n != node.id and order.index(n) < order.index(node.id)}
    tree = run("trace", entry).stdout
    assert [
        int(n) for n in re.findall(r"^(?:[│ ]*[├└]─ [a-z ;]+)?(\d+)  (?:\w+ )?(?:\d{4}|undated)", tree, re.MULTILINE)
    ]
