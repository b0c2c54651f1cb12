"""The date in a source's own words, and the date that a person wrote: the one is never shown as the other."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.articles import needs_spacy
from tests.support.commands import Run
from timeline.database import migrate

Sql = Callable[..., list[Any]]
TEXT = """\
On Tuesday, Foreign Minister Thomas Velk said that the tunnel was safe. He left on Tuesday evening.

Anna Lind said that the bridge was closed.
"""
DATED = "SELECT date, date_text, date_start, date_end FROM citations ORDER BY id DESC LIMIT 1"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def ingested(run: Run, article: Path) -> None:
    run("ingest", article, "--published", "2024-06-12")


@needs_spacy
def test_words_of_the_source_are_kept_with_their_place(run: Run, sql: Sql, ingested: None) -> None:
    run("review", stdin="a\n")
    assert sql(DATED) == [("2024-06-11", "Tuesday", 3, 10)]
    shown = run("show", 1).stdout
    assert "its date      “Tuesday”" in shown
    assert "dated by" not in shown
    assert run("verify", code=0).stderr.endswith("exact\n")


@needs_spacy
def test_a_corrected_date_is_that_of_the_person(run: Run, sql: Sql, ingested: None) -> None:
    run("review", "--by", "Ana", stdin="e date 16 April 2024\na\n")
    assert sql(DATED) == [(None, None, None, None)]
    shown = run("show", 1).stdout
    assert "dated by      Ana: “16 April 2024”" in shown
    assert "its date" not in shown


@needs_spacy
def test_a_date_for_a_statement_without_one_is_that_of_the_person(run: Run, sql: Sql, ingested: None) -> None:
    run("review", stdin="s\ns\ne date 11 June 2024\na\n")
    assert sql(DATED) == [(None, None, None, None)]


def test_cite_keeps_the_nearest_words_that_the_source_has(run: Run, sql: Sql, article: Path) -> None:
    run("source", "add", article, "--published", "2024-06-12")
    run("add", "The minister left", "--date", "2024-06-11")
    done = run("cite", 1, 1, "--exact", "He left on Tuesday evening", "--date", "Tuesday")
    assert sql(DATED) == [("2024-06-11", "Tuesday", TEXT.rindex("Tuesday"), TEXT.rindex("Tuesday") + 7)]
    assert "as yours" not in done.stderr


def test_cite_does_not_put_a_date_into_the_mouth_of_the_source(run: Run, sql: Sql, article: Path) -> None:
    run("source", "add", article, "--published", "2024-06-12")
    run("add", "The minister left", "--date", "2024-06-11")
    done = run("cite", 1, 1, "--exact", "He left on Tuesday evening", "--date", "June 11")
    assert sql(DATED) == [("2024-06-11", None, None, None)]
    assert "“June 11”: source 1 does not have these words, so only the date is stored, as yours" in done.stderr
    assert "dated here    2024-06-11" in run("show", 1).stdout


def test_an_edit_names_who_dated_last(run: Run) -> None:
    run("add", "The minister left", "--date", "June 11, 2024", "--by", "Ana")
    run("edit", 1, "--topic", "tunnels", "--by", "Ben")
    assert "dated by      Ana: “June 11, 2024”" in run("show", 1).stdout
    run("edit", 1, "--date", "12 June 2024", "--by", "Ben")
    assert "dated by      Ben: “12 June 2024”" in run("show", 1).stdout


@needs_spacy
@pytest.mark.parametrize(
    ("change", "state"),
    [
        ("date_text = 'Monday'", "missing"),
        ("date_start = 4, date_end = 11", "moved"),
        ("date_start = NULL, date_end = NULL", "moved"),
    ],
)
def test_verify_reports_words_that_the_source_lacks(
    run: Run, sql: Sql, ingested: None, change: str, state: str
) -> None:
    run("review", stdin="a\n")
    sql(f"UPDATE citations SET {change}")
    assert f"{state}" in run("verify", code=1).stdout
    assert "its date in source 1" in run("verify", code=1).stdout


@needs_spacy
def test_an_upgrade_places_the_words_and_reports_the_others(run: Run, sql: Sql, file: Path, ingested: None) -> None:
    run("review", stdin="a\n")
    run("source", "add", "A book")
    run("add", "A talk", "--date", "2014", "--source", "A book")
    migrate.downgrade(file, "0005")
    sql("UPDATE citations SET date_text = 'in spring' WHERE source_id = 2")
    upgraded = run("db", "upgrade")
    assert "words for a date are not known to stand in their source: 1" in upgraded.stderr
    (_, start, end), other = sql("SELECT date_text, date_start, date_end FROM citations ORDER BY id")
    assert TEXT[start:end] == "Tuesday"
    assert other == ("in spring", None, None)


@needs_spacy
def test_pages_say_whose_date_it_is(run: Run, file: Path, tmp_path: Path, ingested: None) -> None:
    run("review", "--by", "Ana", stdin="a\ne date 16 April 2024\na\n")
    run("publish", tmp_path / "out.html")
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert page.count("This source dates it 11 Jun 2024 (“Tuesday”)") == 1
    assert "16 Apr 2024 (“" not in page


@needs_spacy
def test_pages_do_not_repeat_words_that_plain_sql_has_put_there(
    run: Run, sql: Sql, tmp_path: Path, ingested: None
) -> None:
    run("review", stdin="a\n")
    sql("UPDATE citations SET date_text = 'yesterday', date_start = 0, date_end = 9")
    run("publish", tmp_path / "out.html")
    assert "This source dates it" not in (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "missing" in run("verify", code=1).stdout


@pytest.mark.parametrize(
    ("text", "typed", "at"),
    [
        ("Founded 3 May 1990. He left on 3 May.", "3 May", 31),
        ("Founded 3 May 1990. He left.", "3 May", None),
        ("Founded May 3, 1990. He left.", "May 3", None),
        ("On 3 May he left. In May it rained.", "May", 21),
        ("On the 3rd May he left.", "May", None),
        ("In May 2024 he left.", "May 2024", 3),
        ("In May, 12 people saw that he left.", "May", 3),
    ],
)
def test_words_within_a_longer_date_do_not_count(
    run: Run, sql: Sql, tmp_path: Path, text: str, typed: str, at: int | None
) -> None:
    article = tmp_path / "article.txt"
    article.write_text(text, encoding="utf-8")
    run("source", "add", article, "--published", "2024-06-12")
    run("add", "The minister left", "--date", "2024")
    run("cite", 1, 1, "--exact", "he left" if "he left" in text else "He left", "--date", typed)
    assert sql("SELECT date_start FROM citations") == [(at,)]
