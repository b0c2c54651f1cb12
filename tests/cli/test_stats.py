"""``timeline stats`` and ``timeline compare``: counts, pictures, and refusals."""

import csv
import io
import json
import shutil
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.support.commands import Run, filled, refused

DATED = (
    "2014",
    "2014-03",
    "2014-03-18",
    "2014-03-18",
    "2013-11-21/2014-02-22",
    "2014-03-30/2014-04-02",
    "2022-09",
    "../1999",
)


@pytest.fixture(scope="module")
def dated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight events of every precision, and one without a date; to be copied."""
    adding = [
        ("add", f"Event {number}", "--date", date, "--topic", "odd" if number % 2 else "even")
        for number, date in enumerate(DATED, 1)
    ]
    undated = ("add", "Undated", "--date", "unknown", "--topic", "even")
    return filled(tmp_path_factory.mktemp("dated") / "timeline.db", *adding, undated)


@pytest.fixture
def dated(dated_file: Path, file: Path) -> Path:
    return Path(shutil.copy(dated_file, file))


def counted(run: Run, *args: str) -> dict[str, int]:
    rows = json.loads(run("stats", *args, "--format", "json").stdout)
    return {next(iter(row.values())): row["entries"] for row in rows}


@pytest.mark.parametrize("by", ["year", "month", "speaker", "topic", "place", "source"])
def test_what_is_printed(run: Run, example: Path, by: str, snapshot: SnapshotAssertion) -> None:
    result = run("stats", "--by", by)
    assert result.stdout + result.stderr == snapshot


def test_partial_dates_are_counted_where_they_lie(run: Run, dated: Path) -> None:
    assert counted(run) == {"1999": 1, "2013": 1, "2014": 5, "2022": 1, "undated": 1}
    months = {"1999": 1, "2013": 1, "2014": 2, "2014-03": 3, "2022-09": 1, "undated": 1}
    assert counted(run, "--by", "month") == months
    assert (
        "4 known only to the year, or to several months, are counted under the year"
        in run("stats", "--by", "month").stderr
    )
    assert "2 of these reach beyond the year" in run("stats").stderr


@pytest.mark.parametrize(
    "filters", [(), ("--since", "2014-03"), ("--since", "2014", "--until", "2014-03", "--certainly")]
)
@pytest.mark.parametrize("more", [(), ("--topic", "even"), ("--kind", "event")])
@pytest.mark.parametrize("by", ["year", "month"])
def test_the_counts_are_those_of_the_entries_that_show_prints(
    run: Run, dated: Path, filters: tuple[str, ...], more: tuple[str, ...], by: str
) -> None:
    shown = json.loads(run("show", *filters, *more, "--format", "json").stdout)
    expected: dict[str, int] = {}
    for record in shown:
        label, first = "undated", ""
        if record["date"]:
            first, last = record["date_earliest"], record["date_latest"]
            label = first[:7] if by == "month" and first[:7] == last[:7] else first[:4]
        if first == "0000-01-01":
            label = last[:4]
        expected[label] = expected.get(label, 0) + 1
    assert counted(run, "--by", by, *filters, *more) == expected


@pytest.mark.parametrize("noun", ["speaker", "topic", "place", "source"])
def test_a_row_counts_the_entries_that_show_prints_with_that_filter(run: Run, example: Path, noun: str) -> None:
    run(
        "add",
        "Together",
        "--date",
        "2025",
        "--speaker",
        "Lavrov",
        "--speaker",
        "Peskov",
        "--topic",
        "Crimea",
        "--place",
        "Crimea",
    )
    for filters in ((), ("--since", "2025", "--kind", "statement")):
        rows = counted(run, "--by", noun, *filters)
        assert rows or (noun == "place" and filters)
        for name, count in rows.items():
            assert run("show", f"--{noun}", name, *filters, "--count").stdout == f"{count}\n", name


def test_csv_limits_and_order(run: Run, example: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("stats", "--by", "topic", "--limit", "2", "--format", "csv").stdout)))
    assert [tuple(row.values()) for row in rows] == [("annexed regions", "7"), ("negotiations", "3")]


@pytest.mark.parametrize("by", ["year", "month", "topic"])
def test_a_picture_is_drawn_the_same_each_time(run: Run, example: Path, tmp_path: Path, by: str) -> None:
    svg, png = tmp_path / "a.svg", tmp_path / "a.PNG"
    notes = run("stats", "--by", by, "--save", svg).stderr
    assert f"the picture is in {svg}" in notes
    assert ("2 undated are not drawn" in notes) == (by != "topic")
    ET.parse(svg)  # noqa: S314
    first = svg.read_bytes()
    run("stats", "--by", by, "--save", svg)
    assert svg.read_bytes() == first
    run("stats", "--by", by, "--save", png)
    assert png.read_bytes().startswith(b"\x89PNG")
    assert list(tmp_path.glob(".timeline-*")) == []


def test_a_picture_of_names_in_any_script_and_with_formulas(run: Run, file: Path, tmp_path: Path) -> None:
    run("init")
    for topic in ("переговоры", "会谈", "$x^2$ and $y", "<script>", "a & b", "very " * 40):
        run("add", "x", "--date", "2014", "--topic", topic)
    run("stats", "--by", "topic", "--save", tmp_path / "a.svg")
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "переговоры" in text
    assert "<script>" not in text
    assert "drawn as boxes" in run("stats", "--by", "topic", "--save", tmp_path / "a.png").stderr
    run("stats", "--search", "x", "--since", "2014", "--certainly", "--save", tmp_path / "a.svg")
    picture = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert all(word in picture for word in ("since 2014", "certainly", "search x"))


def test_bad_input(run: Run, example: Path, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "must end in .svg or .png" in refused(run, "stats", "--save", "a.gif", code=2)
    assert "--limit needs --by" in refused(run, "stats", "--limit", "3", code=2)
    refused(run, "stats", "--since", "2090", "--save", tmp_path / "a.svg")
    assert not (tmp_path / "a.svg").exists()
    assert run("stats", "--since", "2090").stderr.startswith("no entries match; timeline stats without filters")
    (tmp_path / "b.svg").mkdir()
    assert "is a folder" in refused(run, "stats", "--save", tmp_path / "b.svg")
    (tmp_path / "c.svg").symlink_to(file)
    assert "is the timeline itself" in refused(run, "stats", "--save", tmp_path / "c.svg")
    assert "No such file" in refused(run, "stats", "--save", tmp_path / "none" / "a.svg")
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert "pip install 'diplomatic-timeline[plot]'" in refused(run, "stats", "--save", tmp_path / "a.svg")


# Comparing


@pytest.fixture
def reversal(run: Run, example: Path) -> Path:
    """Peskov contradicts Lavrov, and both say something together."""
    run(
        "add",
        "It will happen after all",
        "--speaker",
        "Peskov",
        "--date",
        "2025-03-01",
        "--verbatim",
        "--topic",
        "front line",
    )
    run("link", "15", "contradicts", "6")
    run(
        "add", "We agree", "--speaker", "Lavrov", "--speaker", "Peskov", "--date", "2025-03-02", "--topic", "front line"
    )
    return example


@pytest.mark.parametrize("columns", [80, 40])
def test_statements_stand_side_by_side(
    run: Run, reversal: Path, columns: int, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert run("compare", "Lavrov", "Peskov", "--topic", "front line").stdout == snapshot


def test_what_is_compared(run: Run, reversal: Path) -> None:
    one = json.loads(run("compare", "Лавров", "--topic", "front line", "--format", "json").stdout)
    assert [record["id"] for record in one] == [4, 6, 16]
    both = json.loads(run("compare", "Lavrov", "Peskov", "--since", "2025-03", "--format", "json").stdout)
    assert [record["id"] for record in both] == [15, 16]
    assert run("compare", "Lavrov", "--count").stdout == "8\n"
    assert "“Nobody”" in refused(run, "compare", "Nobody", code=3)
    assert refused(run, "compare", "Lavrov", "--kind", "event", code=2).startswith("--kind: ")
    refused(run, "compare", code=2)
