"""``timeline source edit --published``: what reading a source again changes, and what it leaves alone."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.articles import needs_spacy
from tests.support.commands import Run, refused
from tests.support.terminal import Terminal
from timeline.database.changeset import changeset
from timeline.database.opening import read_connection
from timeline.desk import rereading

pytestmark = needs_spacy
Sql = Callable[..., list[Any]]
NOW = "2025-03-10T23:30:00.000Z"
TEXT = """\
On Tuesday, Foreign Minister Thomas Velk said that the tunnel was safe. Velk said last night that nobody was hurt.

Anna Lind said that the bridge was closed. The council met on March 3.
"""


@pytest.fixture
def ingested(run: Run, tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text(TEXT, encoding="utf-8")
    run("ingest", article, "--published", "2024-06-12")
    run("review", stdin="a\nr\n")


def dates(run: Run, *options: str) -> list[tuple[str, str, str | None]]:
    lines = run("proposals", "--state", "all", "--format", "jsonl", *options).stdout.splitlines()
    records = [json.loads(line) for line in lines]
    return [(one["state"], one["text"], one["date"]) for one in records]


BEFORE = [
    ("accepted", "that the tunnel was safe", "2024-06-11"),
    ("rejected", "that nobody was hurt", "2024-06-11"),
    ("pending", "that the bridge was closed", None),
    ("pending", "The council met on March 3", "2024-03-03"),
]


def test_without_a_terminal_the_changes_are_listed_and_nothing_is_read_again(run: Run, ingested: None) -> None:
    done = run("source", "edit", "1", "--published", "2023-06-14")
    assert "4  date 3 Mar 2024 → 3 Mar 2023\n      The council met on March 3\n" in done.stderr
    assert "pending proposals that change: 1 of 2; new ones: 0" in done.stderr
    assert "entry 1 was accepted and stays at 11 Jun 2024; it would now be 13 Jun 2023\n" in done.stderr
    assert "rejected proposals that would have another date, and stay: 1\n" in done.stderr
    assert "timeline source edit 1 --read-again" in done.stderr
    assert dates(run) == BEFORE


def test_only_pending_proposals_are_replaced_and_undo_restores_them(run: Run, sql: Sql, ingested: None) -> None:
    done = run("source", "edit", "1", "--published", "2023-06-14", "--read-again")
    assert "read again: proposals replaced or dropped: 1, new: 0" in done.stderr
    assert dates(run) == [*BEFORE[:3], ("pending", "The council met on March 3", "2023-03-03")]
    assert sql("SELECT published FROM sources") == [("2023-06-14",)]
    assert sql("SELECT date FROM entries") == [("2024-06-11",)]
    run("undo")
    assert dates(run) == BEFORE
    assert sql("SELECT published FROM sources") == [("2024-06-12",)]


def test_a_source_is_read_again_later_with_its_stored_day(run: Run, ingested: None) -> None:
    run("source", "edit", "1", "--published", "2023-06-14", "--keep-proposals")
    assert dates(run) == BEFORE
    run("source", "edit", "1", "--read-again")
    assert dates(run)[3] == ("pending", "The council met on March 3", "2023-03-03")
    assert "changes no pending proposal" in run("source", "edit", "1", "--read-again", code=4).stderr


def test_entries_of_another_date_are_named_even_if_nothing_is_pending(run: Run, ingested: None) -> None:
    run("review", stdin="r\nr\n")
    done = run("source", "edit", "1", "--published", "2023-06-14")
    assert "entry 1 was accepted" in done.stderr
    assert "pending" not in done.stderr


def test_an_entry_that_was_corrected_is_not_named(run: Run, ingested: None) -> None:
    run("edit", "1", "--date", "2023-06-13")
    assert "entry 1" not in run("source", "edit", "1", "--published", "2023-06-14").stderr


def test_the_same_day_with_read_again_reads_again(run: Run, ingested: None) -> None:
    run("source", "edit", "1", "--published", "2023-06-14", "--keep-proposals")
    assert "read again" in run("source", "edit", "1", "--published", "2023-06-14", "--read-again").stderr
    assert dates(run)[3] == ("pending", "The council met on March 3", "2023-03-03")


def test_a_cleared_day_says_what_keeps_its_dates(run: Run, ingested: None) -> None:
    done = run("source", "edit", "1", "--published", "")
    assert "pending proposals keep the dates read relative to the day until now: 2\n" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--published", "2031-01-01", "--read-again"], "2031-01-01 is in the future"),
        (["--published", "someday"], "“someday” is not a date"),
        (["--published", "", "--read-again"], "the day of publication is unknown"),
    ],
)
def test_a_day_that_cannot_be_read_stores_nothing(
    run: Run, sql: Sql, ingested: None, arguments: list[str], message: str
) -> None:
    assert message in refused(run, "source", "edit", "1", *arguments, field="--published")
    assert dates(run) == BEFORE
    assert sql("SELECT published FROM sources") == [("2024-06-12",)]


@pytest.mark.parametrize(("answer", "day"), [("y", "2023-03-03"), ("n", "2024-03-03")])
def test_a_terminal_asks(run: Run, file: Path, ingested: None, answer: str, day: str) -> None:
    terminal = Terminal("--db", file, "source", "edit", "1", "--published", "2023-06-14")
    terminal.answer("Replace them?", answer)
    assert terminal.finish() == 0
    assert dates(run)[3][2] == day


def test_a_proposal_decided_meanwhile_stays(run: Run, file: Path, ingested: None) -> None:
    with read_connection(file) as connection:
        planned = rereading.plan(connection, "1", "2023-06-14", NOW)
    assert planned is not None
    run("review", stdin="s\nr\n")
    with changeset(file, "read again") as session:
        done = rereading.store(session, planned)
    assert [note.message for note in done.notes] == ["proposal 4 was decided meanwhile and stays as it is"]
    assert dates(run)[3] == ("rejected", "The council met on March 3", "2024-03-03")


def test_new_and_missing_passages_are_told_apart(run: Run, sql: Sql, ingested: None) -> None:
    sql("DELETE FROM proposals WHERE id = 3")
    sql(
        "INSERT INTO proposals (snapshot_id, kind, text, spans, confidence) "
        "VALUES (1, 'event', 'Velk said', '[[72, 81]]', 'low')"
    )
    done = run("source", "edit", "1", "--published", "2023-06-14", "--read-again")
    assert "5  no longer proposed\n      Velk said\n" in done.stderr
    assert "pending proposals that change: 2 of 2; new ones: 1" in done.stderr
    assert [text for state, text, _ in dates(run) if state == "pending"] == [
        "that the bridge was closed",
        "The council met on March 3",
    ]


def test_without_spacy_only_dates_change(run: Run, ingested: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeline.ingest.parsing.is_available", lambda: False)
    done = run("source", "edit", "1", "--published", "2023-06-14", "--read-again")
    assert "no longer" not in done.stderr
    assert dates(run) == [*BEFORE[:3], ("pending", "The council met on March 3", "2023-03-03")]


def test_a_source_without_proposals_is_edited_as_before(run: Run, sql: Sql) -> None:
    run("source", "add", "A treaty", "--published", "2024-06-12")
    assert "pending" not in run("source", "edit", "1", "--published", "2023-06-14").stderr
    assert sql("SELECT published FROM sources") == [("2023-06-14",)]
