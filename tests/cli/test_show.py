"""``timeline show``: order, filters, and what people look at."""

import json
import shutil
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.support.commands import Run, filled, refused


def ids(run: Run, *args: object) -> list[int]:
    """Return the numbers that ``show`` prints with these options, in order."""
    return [json.loads(line)["id"] for line in run("show", "--format", "jsonl", *args).stdout.splitlines()]


@pytest.fixture(scope="module")
def dated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make entries of every precision, stored in random order, for tests to copy."""
    dates = {
        "late": "2025",  # 1
        "undated": "unknown",  # 2
        "month": "2014-03",  # 3
        "year": "2014",  # 4
        "day": "2014-03-18",  # 5
        "span": "2013-11-21/2014-02-22",  # 6
        "evening": "2014-03-18T20:00",  # 7
        "morning": "2014-03-18T08:00",  # 8
        "open start": "../2012",  # 9
        "open end": "2022-02-24/..",  # 10
        "about": "2014~",  # 11
    }
    adding = [("add", title, "--date", date) for title, date in dates.items()]
    return filled(tmp_path_factory.mktemp("dated") / "timeline.db", *adding)


@pytest.fixture
def dated(dated_file: Path, file: Path) -> None:
    shutil.copy(dated_file, file)


def test_order_is_total_and_undated_come_last(run: Run, dated: None) -> None:
    assert ids(run) == [9, 6, 4, 11, 3, 5, 8, 7, 10, 1, 2]
    assert ids(run, "--reverse") == [1, 10, 7, 8, 5, 3, 11, 4, 6, 9, 2]


def test_what_was_reported_is_listed_on_that_day(run: Run, dated: None) -> None:
    run("add", "Rumour", "--date", "reported 20 March 2014")  # 12
    assert ids(run) == [9, 6, 4, 11, 3, 5, 8, 7, 12, 10, 1, 2]
    assert "reported 20 Mar 2014" in run("show").stdout
    assert 12 in ids(run, "--since", "2014-03-20")
    assert 12 not in ids(run, "--since", "2014-03-21")
    assert 12 not in ids(run, "--since", "2014", "--certainly")
    assert 12 in ids(run, "--until", "2014", "--certainly")
    shown = run("show", "--until", "2014-03-19")
    assert "Rumour" not in shown.stdout
    assert "1 entry reported later left out, which may be of that time" in shown.stderr
    assert "reported later" not in run("show", "--until", "2014-03-20").stderr


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--since", "2014"], [6, 4, 11, 3, 5, 8, 7, 10, 1]),
        (["--since", "2014", "--certainly"], [4, 11, 3, 5, 8, 7, 10, 1]),
        (["--until", "2014"], [9, 6, 4, 11, 3, 5, 8, 7]),
        (["--until", "2014", "--certainly"], [9, 6, 4, 11, 3, 5, 8, 7]),
        (["--until", "2014-03-18"], [9, 6, 4, 11, 3, 5, 8, 7]),
        (["--until", "2014-03-18", "--certainly"], [9, 6, 5, 8, 7]),
        (["--on", "2014-03-18"], [4, 11, 3, 5, 8, 7]),
        (["--on", "2014-03-18", "--certainly"], [5, 8, 7]),
        (["--on", "2014-03", "--certainly"], [3, 5, 8, 7]),
        (["--on", "2014-03-18", "--on", "2012"], [9, 4, 11, 3, 5, 8, 7]),
        (["--since", "2025", "--since", "2022-03"], [10, 1]),
        (["--until", "2012", "--until", "2013"], [9, 6]),
        (["--since", "March 2014", "--until", "Mar. 17, 2014"], [4, 11, 3]),
        (["--since", "2026"], [10]),
        (["--since", "2014", "--limit", "2"], [6, 4]),
        (["--reverse", "--limit", "2"], [1, 10]),
        (["--limit", "0"], []),
        (["7", "#5"], [5, 7]),
    ],
)
def test_filters_by_date(run: Run, dated: None, options: list[str], expected: list[int]) -> None:
    assert ids(run, *options) == expected


def test_date_filters_note_how_many_undated_entries_they_leave_out(run: Run, dated: None) -> None:
    assert run("show", "--since", "2014").stderr == "1 undated entry left out by the date filter\n"
    run("add", "another", "--date", "unknown", "--topic", "t")
    assert run("show", "--on", "2014").stderr == "2 undated entries left out by the date filter\n"
    assert run("show", "--on", "2014", "--topic", "t").stderr.startswith("no entries match")
    assert run("show").stderr == ""


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--kind", "event"], [1, 2, 3]),
        (["--kind", "statement"], [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]),
        (["--kind", "event", "--kind", "statement"], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]),
        (["--speaker", "Peskov"], [11, 12]),
        (["--speaker", "Песков", "--speaker", "Зеленский"], [11, 12, 14]),
        (["--speaker", "Russia"], [1, 3]),
        (["--country", "ua"], [14]),
        (["--country", "RU", "--kind", "statement", "--topic", "front line"], [4, 6]),
        (["--topic", "Crimea"], [1]),
        (["--topic", "crimea", "--topic", "negotiations"], [1, 12, 13, 14]),
        (["--place", "Ukraine"], [1, 2, 3]),
        (["--place", "Херсон"], [2, 3]),
        (["--place", "Donetsk", "--place", "Crimea"], [1, 2, 3]),
        (["--source", "1", "--since", "2025-02-27"], [11, 12]),
        (["--source", "Meduza"], [12]),
        (["--speaker", "Lavrov", "--topic", "annexed regions"], [5, 9]),
    ],
)
def test_filters_by_who_and_what(run: Run, example: Path, options: list[str], expected: list[int]) -> None:
    assert ids(run, *options) == expected
    assert run("show", "--count", *options).stdout == f"{len(expected)}\n"


@pytest.mark.parametrize(
    ("options", "code", "fact"),
    [
        (["--topic", "Crime"], 3, "2 Crimea"),
        (["--topic", "fishing"], 3, "timeline topic list"),
        (["--speaker", "Nobody At All"], 3, "timeline speaker list"),
        (["--speaker", ""], 3, "“”"),
        (["--place", "Atlantis"], 3, "timeline place list"),
        (["--source", "Pravda"], 3, "timeline source list"),
        (["99"], 3, "99"),
        (["99999999999999999999"], 3, "99999999999999999999"),
        (["0"], 3, "0"),
        (["twelve"], 2, "“twelve”"),
        (["--certainly"], 2, "--certainly needs --since, --until or --on"),
        (["--count", "--limit", "3"], 2, "--count prints one number; leave out --format, --limit"),
        (["--limit", "9" * 30], 2, "--limit"),
        (["--topic", "x" * 100_000], 3, "xxx"),
        (["--speaker", "x" * 100_000], 3, "xxx"),
        (["--country", "Russia"], 4, "--country: “Russia”"),
        (["--since", "early 2014-13"], 4, "--since"),
        (["--since", "2014-13"], 4, "--since"),
        (["--limit", "-1"], 2, "-1"),
        (["--format", "pdf"], 2, "pdf"),
        (["--kind", "rumour"], 2, "rumour"),
    ],
)
def test_a_bad_filter_is_refused_in_one_line(run: Run, example: Path, options: list[str], code: int, fact: str) -> None:
    assert fact in refused(run, "show", *options, code=code)


def test_no_entries_match(run: Run, example: Path) -> None:
    result = run("show", "--since", "2030")
    assert result.stdout == ""
    assert result.stderr.startswith("no entries match; timeline show without filters prints all entries\n")


@pytest.mark.parametrize("options", [[], ["12"], ["1"], ["--speaker", "Peskov", "--reverse"]])
def test_text(run: Run, example: Path, options: list[str], snapshot: SnapshotAssertion) -> None:
    assert run("show", *options).stdout == snapshot


@pytest.mark.parametrize("width", ["40", "120"])
def test_text_is_wrapped_to_the_terminal(
    run: Run, example: Path, width: str, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    shown = run("show", "9", "3", "12").stdout
    assert shown == snapshot
    # the line of date and speaker is not broken
    assert all(len(line) <= min(int(width), 100) for line in shown.splitlines() if not line.lstrip()[:1].isdigit())


def test_verbatim_and_paraphrase_differ_without_colour(run: Run, example: Path) -> None:
    assert "“This is undeniable and non-negotiable”" in run("show", "12").stdout
    paraphrase = run("show", "9").stdout
    assert "Many people in the occupied territories “find it more" in paraphrase
    assert "“Many" not in paraphrase


@pytest.mark.parametrize("format_", ["json", "jsonl", "csv", "markdown"])
def test_formats(run: Run, example: Path, format_: str, snapshot: SnapshotAssertion) -> None:
    assert run("show", "1", "9", "12", "14", "--format", format_).stdout == snapshot


def test_json_and_jsonl_hold_the_same(run: Run, example: Path) -> None:
    whole = json.loads(run("show", "--format", "json").stdout)
    assert whole == [json.loads(line) for line in run("show", "--format", "jsonl").stdout.splitlines()]
    assert len(whole) == 14
    assert json.loads(run("show", "--format", "json", "--since", "2030").stdout) == []


def test_joint_and_disputed_and_long(run: Run, snapshot: SnapshotAssertion) -> None:
    run("speaker", "add", "Sergey Lavrov", "--country", "RU")
    run("speaker", "add", "Wang Yi", "--alias", "王毅", "--country", "CN")
    run(
        "add", "The sides agree.", "--speaker", "Lavrov", "--speaker", "Wang Yi", "--date", "2024-05-16", "--setting",
        "joint statement", "--source", "https://example.org/" + "long/" * 30, "--publisher", "TASS", "--participant",
        "Somebody Else (host)",
    )  # fmt: skip
    run("add", "双方达成一致" * 12, "--speaker", "王毅", "--date", "2024-05-17", "--verbatim", "--lang", "zh")
    assert run("show").stdout == snapshot
    assert ids(run, "--speaker", "Wang Yi") == [1, 2]
    assert ids(run, "--country", "CN") == [1, 2]
