"""One key each: a speaker, topics as before, a day of report, a capital letter; and keys that arrive together."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.articles import needs_spacy
from tests.support.commands import Run
from tests.support.terminal import Terminal

pytestmark = needs_spacy
Sql = Callable[..., list[Any]]
ENTRIES = "SELECT text, speaker, date, topics, places FROM timeline ORDER BY id"
ARTICLE = """\
Foreign Minister Thomas Velk said that the tunnel was safe.

Interior Minister Anna Lind said that the bridge was closed.

“Trains run again,” Velk said.
"""


@pytest.fixture
def ingested(run: Run, tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    run("ingest", article, "--published", "2024-06-12")


def answers(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def test_a_speaker_of_the_article_is_chosen_by_number(run: Run, ingested: None, sql: Sql) -> None:
    screen = run("review", stdin=answers("2", "a", "e speaker Oda Berg", "a", "3", "a")).stderr
    assert "speakers      1 Thomas Velk · 2 Anna Lind" in screen
    assert "speakers      1 Thomas Velk · 2 Anna Lind · 3 Oda Berg" in screen
    assert [row[1] for row in sql(ENTRIES)] == ["Anna Lind", "Oda Berg", "Oda Berg"]


def test_a_number_that_no_speaker_has_changes_nothing(run: Run, ingested: None, sql: Sql) -> None:
    assert "there is no speaker 7; name one with e speaker NAME" in run("review", stdin=answers("7", "a")).stderr
    assert [row[1] for row in sql(ENTRIES)] == ["Thomas Velk"]


def test_topics_and_places_are_carried_over(run: Run, ingested: None, sql: Sql) -> None:
    refused = run("review", stdin=answers("t", "q")).stderr
    assert "no entry of this review has had topics or places yet" in refused
    run("review", stdin=answers("e topics roads; tunnels", "e places Vienna", "a", "t", "a", "r", "q"))
    assert [row[3:] for row in sql(ENTRIES)] == [("roads, tunnels", "Vienna")] * 2


def test_a_carried_topic_joins_those_of_the_proposal(run: Run, ingested: None, sql: Sql) -> None:
    run("review", stdin=answers("e topics roads", "a", "e topics bridges; roads", "t", "a"))
    assert [row[3] for row in sql(ENTRIES)] == ["roads", "roads, bridges"]


def test_an_undated_statement_is_reported_on_the_day_of_publication(run: Run, ingested: None, sql: Sql) -> None:
    screen = run("review", stdin=answers("p", "a", "a")).stderr
    assert "date          unknown; p for reported 12 Jun 2024" in screen
    assert "date          reported 12 Jun 2024" in screen
    assert [row[2] for row in sql(ENTRIES)] == ["[..2024-06-12]", None]
    assert sql("SELECT date_text FROM entries") == [(None,), (None,)]
    assert sql("SELECT date FROM citations WHERE entry_id = 1") == [(None,)]


def test_a_fragment_gets_a_capital_and_a_quotation_stays(run: Run, ingested: None, sql: Sql) -> None:
    refused = run("review", stdin=answers("u", "a", "s", "u", "a")).stderr
    assert "these words are quoted, so they stay as the source has them" in refused
    assert [row[0] for row in sql(ENTRIES)] == ["The tunnel was safe", "Trains run again"]
    run("verify")


def typed(file: Path, *keys: str) -> str:
    """Type keys on a terminal, each string at once, after the program has asked; return what it has printed."""
    terminal = Terminal("--db", file, "review")
    for text in keys:
        terminal.wait_for("  > ")
        terminal.seen = terminal.seen.rpartition("  > ")[2]
        os.write(terminal.end, text.encode())
    assert terminal.finish() == 0
    return terminal.seen


@pytest.mark.parametrize("keys", ["sssq", "s\rs\rs\rq", "  sss\r\rq"])
def test_keys_that_arrive_together_are_taken_one_by_one(
    run: Run, ingested: None, file: Path, sql: Sql, keys: str
) -> None:
    assert "skipped 3" in typed(file, keys)
    assert sql("SELECT count(*) FROM verdicts") == [(0,)]


def test_a_key_and_enter_decide_once(run: Run, ingested: None, file: Path, sql: Sql) -> None:
    typed(file, "r\r", "u\r", "a\r", "q\r")
    assert sql("SELECT decision FROM verdicts ORDER BY id") == [("rejected",), ("accepted",)]
    assert [row[0] for row in sql(ENTRIES)] == ["The bridge was closed"]


def test_a_line_that_is_pasted_with_its_key_is_the_answer(run: Run, ingested: None, file: Path, sql: Sql) -> None:
    typed(file, "etopics roads; Straße\ra", "\x1b[A", "Rtoo short\rq")
    assert [row[3] for row in sql(ENTRIES)] == ["roads, Straße"]
    assert sql("SELECT decision, note FROM verdicts ORDER BY id") == [("accepted", None), ("rejected", "too short")]


def test_twenty_statements_take_sixty_keys(run: Run, file: Path, tmp_path: Path, sql: Sql) -> None:
    article = tmp_path / "long.txt"
    people = ("Foreign Minister Thomas Velk", "Interior Minister Anna Lind")
    lines = [f"{people[n % 2]} said that road {n} was open.\n\n" for n in range(20)]
    article.write_text("".join(lines), encoding="utf-8")
    run("ingest", article, "--published", "2024-06-12", "--topic", "roads")
    assert len(sql("SELECT id FROM proposals")) == 20
    typed(file, "pua" * 20, "q")
    assert sql("SELECT count(*), min(date), min(topics), count(DISTINCT speaker) FROM timeline") == [
        (20, "[..2024-06-12]", "roads", 2)
    ]
    assert sql("SELECT count(*) FROM checked") == [(20,)]


def pending_without_speaker(sql: Sql) -> int:
    """Return how many proposals come before the first without a speaker."""
    speakers = [row[0] for row in sql("SELECT speaker FROM proposals ORDER BY id")]
    return speakers.index(None)


def test_who_says_it_is_answered_with_a_number_of_the_list(run: Run, file: Path, sql: Sql, tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text(f"{ARTICLE}\n“It was late,” a spokesman said.\n", encoding="utf-8")
    run("ingest", article, "--published", "2024-06-12")
    skipped = pending_without_speaker(sql)
    terminal = Terminal("--db", file, "review")
    terminal.wait_for("  > ")
    os.write(terminal.end, b"s" * skipped + b"a")
    terminal.answer("who says it", "2")
    terminal.wait_for("entry 1")
    os.write(terminal.end, b"q")
    assert terminal.finish() == 0
    assert [row[1] for row in sql(ENTRIES)] == ["Anna Lind"]


def test_keys_that_fall_into_a_prompt_make_no_speaker(run: Run, file: Path, sql: Sql, tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text(f"{ARTICLE}\n“It was late,” a spokesman said.\n", encoding="utf-8")
    run("ingest", article, "--published", "2024-06-12")
    skipped = pending_without_speaker(sql)
    for answer, reply in (("\x1b[A\x1b[D", "arrow and control keys"), ("aaaa", "is not in the article")):
        terminal = Terminal("--db", file, "review")
        terminal.wait_for("  > ")
        os.write(terminal.end, b"s" * skipped + b"a")
        terminal.answer("who says it", answer)
        terminal.wait_for(reply)
        os.write(terminal.end, b"\r")
        terminal.wait_for("  > ")
        os.write(terminal.end, b"q")
        terminal.finish()
    assert sql(ENTRIES) == []
    assert sql("SELECT count(*) FROM speakers") == [(0,)]


def test_a_date_of_the_source_is_not_replaced_by_the_day_of_publication(run: Run, sql: Sql, tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("On Tuesday, Foreign Minister Thomas Velk said that the tunnel was safe.\n", encoding="utf-8")
    run("ingest", article, "--published", "2024-06-12")
    screen = run("review", stdin=answers("p", "a")).stderr
    assert "the source dates it itself, in the words “Tuesday”" in screen
    assert [row[2] for row in sql(ENTRIES)] == ["2024-06-11"]
