"""``timeline date``: readings for people and for programs; and dates relative to a reference in other commands."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.support.commands import Run, refused

Sql = Callable[..., list[Any]]


def test_readings_for_people(run: Run, snapshot: SnapshotAssertion) -> None:
    phrases = ("Feb. 26, 2025", "2013-11-21/2014-02-22", "on Thursday", "since early March", "в четверг", "unknown")
    assert run("date", *phrases, "--reference", "2025-02-28").stdout == snapshot


def test_objects_for_programs(run: Run) -> None:
    result = run(
        "date", "-", "2014", "--format", "jsonl", "--reference", "28 Feb 2025", stdin="Thursday\n\nfoo\nunknown\n"
    )
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {
            "input": "Thursday", "edtf": "2025-02-27", "earliest": "2025-02-27", "latest": "2025-02-27",
            "rule": "weekday", "error": None,
        },
        {
            "input": "foo", "edtf": None, "earliest": None, "latest": None, "rule": None,
            "error": "“foo” is not a date that timeline understands; write 2025-02-26, 26 Feb 2025, Sep 2022, 2014, "
            "2013-11-21/2014-02-22, 2014~ or unknown",
        },
        {"input": "unknown", "edtf": None, "earliest": None, "latest": None, "rule": "unknown", "error": None},
        {
            "input": "2014", "edtf": "2014", "earliest": "2014-01-01", "latest": "2014-12-31", "rule": "edtf",
            "error": None,
        },
    ]  # fmt: skip


def test_a_refused_phrase_does_not_hide_the_rest(run: Run) -> None:
    result = run("date", "2014", "3/4/2025", "Thursday", "2015", code=4)
    assert "reads     2014" in result.stdout
    assert "reads     2015" in result.stdout
    assert result.stderr.splitlines() == [
        "timeline: “3/4/2025”: this can be 3 Apr 2025 or 4 Mar 2025; "
        "write it out, or give the order of figures, dmy or mdy, with --date-order",
        "timeline: “Thursday” depends on the day on which it was written; "
        "give that day with --reference, or --published for a source",
    ]


def test_the_order_of_figures(run: Run) -> None:
    assert "EDTF      2025-03-04" in run("date", "3/4/2025", "--date-order", "mdy").stdout


def test_a_phrase_that_lost_its_quotation_marks(run: Run) -> None:
    result = run("date", "26", "Feb", "2025")
    assert result.stdout.startswith("phrase    26 Feb 2025\nreads     26 Feb 2025, a Wednesday\n")
    assert run("date", "2014", "2015").stdout.count("phrase") == 2


@pytest.mark.parametrize(
    ("arguments", "code", "field", "fact"),
    [
        (["Thursday", "--reference", "soon"], 4, "--reference", "“soon”"),
        (["Thursday", "--reference", "unknown"], 4, "--reference", "“unknown”"),
        (["Thursday", "--reference", "2025-02"], 4, "", "2025-02"),
        (["Thursday", "--date-order", "dym"], 2, "", "“dym”"),
        ([], 2, "", "PHRASE"),
        (["2014", "--format", "csv"], 2, "", "“csv”"),
    ],
)
def test_bad_input(run: Run, arguments: list[str], code: int, field: str, fact: str) -> None:
    assert fact in refused(run, "date", *arguments, code=code, field=field)


SOURCE = ["--source", "https://example.org/a", "--published", "2025-02-28"]


@pytest.mark.parametrize(
    "reference",
    [SOURCE, ["--reference", "2025-02-28"], [*SOURCE, "--reference", "28 Feb 2025"]],
)
def test_a_date_is_read_relative_to_its_source(run: Run, sql: Sql, reference: list[str]) -> None:
    result = run("add", "He said so", "--speaker", "A B", "--date", "on Thursday", *reference)
    assert "“on Thursday” is read as 27 Feb 2025 (weekday), relative to 28 Feb 2025\n" in result.stderr
    assert sql("SELECT date, date_text FROM entries") == [("2025-02-27", "on Thursday")]


@pytest.mark.parametrize("known", ["1", "https://example.org/a", "A title"])
def test_a_date_is_read_relative_to_a_known_source(run: Run, sql: Sql, known: str) -> None:
    run("source", "add", "https://example.org/a", "--no-fetch", "--title", "A title", "--published", "2025-02-28")
    run("add", "It happened", "--date", "yesterday", "--source", known)
    assert sql("SELECT date, date_text FROM entries") == [("2025-02-27", "yesterday")]


def test_a_time_of_day_in_the_phrase(run: Run, sql: Sql) -> None:
    run("add", "It happened", "--date", "Thursday at 2:30 p.m.", *SOURCE)
    assert sql("SELECT date, time, date_text FROM entries") == [("2025-02-27", "14:30", "Thursday at 2:30 p.m.")]


@pytest.mark.parametrize(
    ("arguments", "facts"),
    [
        (["--date", "Thursday"], ["“Thursday”", "--reference", "--published"]),
        (["--date", "Thursday", "--source", "An article"], ["“Thursday”", "--reference", "--published"]),
        (["--date", "3/4/2025"], ["“3/4/2025”", "3 Apr 2025", "4 Mar 2025", "--date-order"]),
    ],
)
def test_a_date_that_cannot_be_read_is_not_stored(run: Run, file: Any, arguments: list[str], facts: list[str]) -> None:
    message = refused(run, "add", "x", *arguments, field="--date")
    assert all(fact in message for fact in facts)
    assert not file.exists()


def test_a_statement_is_dated_before_its_source_was_published(run: Run, sql: Sql) -> None:
    run("add", "“No”", "--speaker", "A B", "--date", "Aug. 24", *SOURCE)
    run("add", "It happened", "--date", "Aug. 24", *SOURCE)
    assert sql("SELECT date FROM entries") == [("2024-08-24",), ("2025-08-24",)]
    message = refused(run, "add", "“No”", "--speaker", "A B", "--date", "tomorrow", *SOURCE, field="--date")
    assert "1 Mar 2025, after 28 Feb 2025" in message
    assert sql("SELECT count(*) FROM entries") == [(2,)]


def test_a_reference_has_to_be_a_day_even_if_it_is_not_needed(run: Run) -> None:
    for text in ("soon", "Monday"):
        message = refused(run, "add", "x", "--date", "2014", "--reference", text, field="--reference")
        assert f"“{text}”" in message
    assert "“Monday”" in refused(run, "source", "add", "A", "--published", "Monday", field="--published")


def test_filters_know_the_order_of_figures(run: Run, example: Any) -> None:
    assert "--date-order" in refused(run, "show", "--since", "02/03/2025", field="--since")
    assert run("show", "--since", "02/03/2025", "--date-order", "mdy", "--count").stdout == "9\n"


def test_filters_are_read_relative_to_today_with_a_note(run: Run, example: Any) -> None:
    yesterday = date.today() - timedelta(1)
    run("add", "It happened", "--date", str(yesterday))
    result = run("show", "--since", "yesterday", "--format", "csv")
    assert "It happened" in result.stdout
    assert result.stderr.startswith("--since: “yesterday” is read as ")
    assert run("show", "--since", "26.02.2025", "--until", "Feb. 26, 2025", "--count").stdout == "7\n"


def test_a_filter_with_a_time_of_day_is_refused(run: Run, example: Any) -> None:
    refused(run, "show", "--since", "2025-02-26T14:00", field="--since")
