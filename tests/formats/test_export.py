"""``timeline export``: every format, its losses, and files that are complete or absent."""

import csv
import datetime
import io
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from pyld import jsonld
from syrupy.assertion import SnapshotAssertion

from tests.support.commands import Run
from timeline.formats import FORMATS

Sql = Callable[..., list[Any]]


def calendar(run: Run) -> list[Any]:
    """Export a calendar and return its events, as the icalendar library parses them."""
    parsed: Any = Calendar.from_ical(run("export", "ical").stdout)
    return list(parsed.walk("VEVENT"))


def load(script: str, path: Path) -> None:
    """Load SQL into a new file as the sqlite3 program does."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)


@pytest.mark.parametrize("name", ["timelinejs", "ical", "jsonld"])
def test_the_example(run: Run, example: Path, name: str, snapshot: SnapshotAssertion) -> None:
    exported = run("export", name)
    assert exported.stdout == snapshot
    assert exported.stderr == snapshot(name=f"{name} losses")
    assert run("show", "--format", name).stdout == exported.stdout


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_entries_give_the_same_bytes(run: Run, example: Path, tmp_path: Path, name: str) -> None:
    printed = run("export", name)
    written = run("export", name, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == printed.stdout_bytes
    assert printed.stderr == written.stderr
    assert written.stdout == ""
    # a copy of the facts in another file, by another way
    load(run("export", "sql").stdout, tmp_path / "copy.db")
    copied = run("--db", tmp_path / "copy.db", "export", name)
    assert copied.stdout.replace('"changeset_id": 1', "") == printed.stdout.replace('"changeset_id": 1', "")


def test_sql_makes_an_equal_file(run: Run, example: Path, tmp_path: Path) -> None:
    run(
        "add",
        "O’Neill said “it's 'fine'”; DROP TABLE entries; --",
        "--date",
        "unknown",
        "--topic",
        "It's",
        "--note",
        "a\nb",
    )
    run(
        "add",
        "Second",
        "--speaker",
        "Lavrov",
        "--speaker",
        "Ann Lee",
        "--date",
        "2025-02-27T14:30+03:00",
        "--place",
        "Crimea",
    )
    run("link", 16, "responds to", 15, "--note", "it's so")
    run("place", "add", "Simferopol", "--inside", "Crimea")
    script = run("export", "sql").stdout
    load(script, tmp_path / "copy.db")
    copy = ("--db", tmp_path / "copy.db")
    assert run(*copy, "export", "sql").stdout == script
    assert run(*copy, "show").stdout == run("show").stdout
    assert run(*copy, "verify", 12).stderr == "2 exact\n"
    run(*copy, "db", "check")
    run(*copy, "undo")  # the file has one changeset
    assert run(*copy, "show", "--count").stdout == "0\n"


def test_an_export_with_a_filter_has_the_rows_that_its_entries_need(run: Run, example: Path, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in run("export", "jsonl", "--speaker", "Peskov").stdout.splitlines()]
    entities = [
        (kind, entity.get("name") or entity.get("title") or entity.get("publisher"))
        for line in lines
        for kind, entity in line.items()
        if "uid" not in line
    ]
    assert entities == [
        ("speaker", "Dmitry Peskov"), ("topic", "annexed regions"), ("topic", "negotiations"),
        ("source", "[News article on Russia and the five annexed regions]"), ("source", "Meduza"),
    ]  # fmt: skip
    assert [line["id"] for line in lines if "uid" in line] == [11, 12]
    places = [
        line["place"]["name"]
        for line in map(json.loads, run("export", "jsonl", "--place", "Crimea").stdout.splitlines())
        if "place" in line
    ]
    assert places == ["Ukraine", "Crimea"]
    load(run("export", "sql", "--speaker", "Peskov").stdout, tmp_path / "copy.db")
    assert run("--db", tmp_path / "copy.db", "show", "--count").stdout == "2\n"
    run("--db", tmp_path / "copy.db", "db", "check")


def test_undated_entries_left_out_by_a_filter_are_reported(run: Run, example: Path) -> None:
    assert "2 undated entries" in run("export", "json", "--since", "2014").stderr
    assert "--certainly needs" in run("export", "json", "--certainly", code=2).stderr


def test_strict(run: Run, example: Path) -> None:
    assert run("export", "timelinejs", "--strict", code=1).stderr.startswith("timelinejs: 11 links; 17 topics")
    assert run("export", "jsonl", "--strict").stderr.startswith("exported at the head 1-")


def test_cells_that_a_spreadsheet_would_run(run: Run) -> None:
    for text in ("=1+1", "+1", "-1", "@SUM(A1)", "Harmless = yes"):
        run("add", "--date", "2025", "--note", "\tx = 1", "--", text)
    exported = run("export", "csv")
    rows = list(csv.DictReader(io.StringIO(exported.stdout)))
    assert [row["title"] for row in rows] == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "Harmless = yes"]
    assert "csv: 4 cells " in exported.stderr


#: EDTF → the days in a calendar, and a slide's dates
DATES: dict[str, tuple[Any, Any]] = {
    "2014": (("2014-01-01", "2015-01-01"), {"start_date": {"year": 2014}}),
    "2022-09": (("2022-09-01", "2022-10-01"), {"start_date": {"year": 2022, "month": 9}}),
    "2025-02-26": (("2025-02-26", "2025-02-27"), {"start_date": {"year": 2025, "month": 2, "day": 26}}),
    "2025-02-26T14:30": ("2025-02-26T14:30:00", {"start_date": {"year": 2025, "month": 2, "day": 26, "hour": 14, "minute": 30}}),
    "2025-02-26T14:30+03:00": ("2025-02-26T11:30:00+00:00", {"start_date": {"year": 2025, "month": 2, "day": 26, "hour": 14, "minute": 30}}),
    "2022-09~": (("2022-09-01", "2022-10-01"), {"start_date": {"year": 2022, "month": 9}, "display_date": "c. Sep 2022"}),
    "2013-11-21/2014-02-22": (
        ("2013-11-21", "2014-02-23"),
        {"start_date": {"year": 2013, "month": 11, "day": 21}, "end_date": {"year": 2014, "month": 2, "day": 22}, "display_date": "21 Nov 2013 – 22 Feb 2014"},
    ),
    "199X": (("1990-01-01", "2000-01-01"), {"start_date": {"year": 1990, "month": 1, "day": 1}, "end_date": {"year": 1999, "month": 12, "day": 31}, "display_date": "1990s"}),
    "2022-02-24/..": (None, {"start_date": {"year": 2022, "month": 2, "day": 24}, "display_date": "since 24 Feb 2022"}),
    "../2014": (None, {"start_date": {"year": 2014}, "display_date": "until 2014"}),
    "unknown": (None, None),
}  # fmt: skip


@pytest.mark.parametrize("date", DATES)
def test_dates(run: Run, date: str) -> None:
    run("add", "Something", "--date", date)
    days, slide = DATES[date]
    events = calendar(run)
    assert len(events) == (days is not None)
    if isinstance(days, tuple):
        assert [str(events[0][key].dt) for key in ("DTSTART", "DTEND")] == list(days)
    elif days:
        assert events[0]["DTSTART"].dt.isoformat() == days
    slides = json.loads(run("export", "timelinejs").stdout)["events"]
    assert [{k: v for k, v in s.items() if "date" in k} for s in slides] == ([slide] if slide else [])


def test_a_calendar_can_be_parsed(run: Run, example: Path) -> None:
    events = {str(event["UID"])[-2:]: event for event in calendar(run)}
    assert len(events) == 12
    peskov = events["12"]
    assert (
        str(peskov["SUMMARY"])
        == "Dmitry Peskov, press secretary, President of Russia: “This is undeniable and non-negotiable”"
    )
    assert peskov["DTSTART"].dt == datetime.date(2025, 2, 27)
    assert "via Meduza" in str(peskov["DESCRIPTION"])
    assert [link.params["RELTYPE"] for link in peskov["RELATED-TO"]] == ["X-REAFFIRMS", "X-ABOUT", "X-ABOUT"]
    assert "\r\n" in run("export", "ical").stdout_bytes.decode()


def test_linked_data_is_valid(run: Run, example: Path) -> None:
    def context(url: str, _options: object) -> dict[str, Any]:
        assert url.startswith("https://schema.org")
        document = {"@context": {"@vocab": "https://schema.org/", "id": "@id", "type": "@type"}}
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": document}

    graph = json.loads(run("export", "jsonld").stdout)
    nodes = jsonld.expand(graph, {"documentLoader": context})
    kinds = [node["@type"][0].removeprefix("https://schema.org/") for node in nodes]
    assert {kind: kinds.count(kind) for kind in kinds} == {"Event": 3, "Claim": 8, "Quotation": 3}
    peskov = next(node for node in nodes if node["@id"].endswith("512"))
    assert peskov["https://schema.org/text"] == [{"@value": "This is undeniable and non-negotiable"}]


HOSTILE = "<script>alert(1)</script> & “quotes” \x1b[31m {{ x }}"


def test_hostile_words_are_inert(run: Run) -> None:
    run(
        "add",
        HOSTILE,
        "--date",
        "2025",
        "--text",
        HOSTILE,
        "--source",
        "https://example.org/?a=\"'<b>",
        "--publisher",
        HOSTILE,
    )
    slide = json.loads(run("export", "timelinejs").stdout)["events"][0]["text"]
    assert "<script" not in slide["headline"] + slide["text"]
    assert slide["headline"].startswith("&lt;script&gt;")
    assert '<a href="https://example.org/?a=&quot;&#x27;&lt;b&gt;">' in slide["text"]
    for name in FORMATS:
        exported = run("export", name).stdout
        assert "\x1b" not in exported or name in ("csv", "sql", "ical")
    assert str(calendar(run)[0]["SUMMARY"]).startswith("<script>alert(1)</script> & “quotes”")


def test_a_refused_export_leaves_files_as_they_were(run: Run, example: Path, tmp_path: Path) -> None:
    for path in (example, tmp_path, tmp_path / "nowhere" / "out"):
        assert str(path) in run("export", "json", path, code=4).stderr
    before = tmp_path / "out"
    before.write_text("as it was")
    assert "Nobody" in run("export", "json", before, "--speaker", "Nobody", code=3).stderr
    assert before.read_text() == "as it was"
    assert sorted(path.name for path in tmp_path.iterdir() if not path.name.startswith("timeline.db")) == ["out"]
    run("export", "json", before)
    assert json.loads(before.read_text())[0]["id"] == 1
    assert "nonsense" in run("export", "nonsense", code=2).stderr


def test_an_empty_timeline(run: Run) -> None:
    run("init")
    assert json.loads(run("export", "timelinejs").stdout) == {"events": []}
    assert json.loads(run("export", "jsonld").stdout)["@graph"] == []
    assert run("export", "jsonl").stdout == ""
    assert calendar(run) == []


def test_every_table_is_safe_to_open_in_a_spreadsheet(run: Run, tmp_path: Path) -> None:
    evil = "=HYPERLINK(1)"
    for text in (evil, "＝1+1", "-2"):
        run(
            "add",
            "--date",
            "2025",
            "--topic",
            f"{text} topic",
            "--place",
            f"{text} place",
            "--source",
            f"{text} source",
            "--",
            text,
        )
    run("speaker", "add", evil)
    run("office", "add", evil, "+minister", "--from", "2001")
    article = tmp_path / "a.txt"
    article.write_text(
        "3 May 2024\n\n“=1+1 is what we will say today,” Anna Lind said on Thursday.\n", encoding="utf-8"
    )
    run("ingest", article, "--published", "2024-05-03")
    tables = [
        run(*command, "--format", "csv", code=code).stdout
        for code, command in (
            (0, ("topic", "list")), (0, ("place", "list")), (0, ("source", "list")), (0, ("speaker", "list")),
            (0, ("office", "list")), (0, ("stats", "--by", "topic")), (0, ("proposals",)), (1, ("lint",)), (1, ("verify",)),
        )
    ]  # fmt: skip
    tables.append(run("export", "csv").stdout)
    for table in tables:
        for row in csv.reader(io.StringIO(table)):
            assert [cell for cell in row if re.match(r"[=+\-@\t\r＝＋－＠]", cell)] == []
    assert sum("'=HYPERLINK" in table for table in tables) > 5


def test_a_byte_order_mark_for_excel(run: Run, example: Path, tmp_path: Path) -> None:
    run("export", "csv", "--bom", tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")
    assert run("export", "csv", "--bom").stdout == "\ufeff" + run("export", "csv").stdout
    assert "--bom is for csv" in run("export", "jsonl", "--bom", code=2).stderr
    run("--db", tmp_path / "other.db", "import", tmp_path / "a.csv")


def test_no_address_that_a_program_could_run_leaves(run: Run, example: Path) -> None:
    for address in ("javascript:alert(1)", "data:text/html,x", "https://example.org/\njavascript:alert(1)", "http://"):
        with closing(sqlite3.connect(example, isolation_level=None)) as connection:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            connection.execute("UPDATE sources SET url = ?, archive_url = ?", (address, address))
        for name in ("jsonld", "ical", "timelinejs"):
            exported = run("export", name).stdout
            assert "javascript:" not in exported
            assert "data:text" not in exported


def test_a_phrase_that_is_not_utf_8_is_printed_as_data(run: Run) -> None:
    line = run("date", "--format", "jsonl", "3 May \udcff 2024").stdout
    assert json.loads(line)["input"] == "3 May \udcff 2024"
    assert "\\udcff" in line
