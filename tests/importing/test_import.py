"""From a row to an entry: which column fills which field, and how dates and names are parsed."""

import json
from pathlib import Path

import pytest

from tests.support.commands import Run
from tests.support.imports import Entries, Write


def test_a_table_is_guessed_shown_and_counted(run: Run, write: Write, entries: Entries) -> None:
    path = write("talks.csv", "id,date,title,tags,url\n1,2014-03-18,Treaty,a; b,https://x.org/1\n2,2014,Vote,b,\n")
    result = run("import", path)
    assert result.stdout == "2 added\n2 rows in all\n"
    assert "talks.csv (csv, dataset talks)" in result.stderr
    assert "topic         tags[;]                   a; b" in result.stderr
    assert "timeline undo 1" in result.stderr.splitlines()[-1]
    first, second = sorted(entries(), key=lambda entry: entry["id"])
    assert (first["date"], first["title"], first["topics"], first["external_id"]) == (
        "2014-03-18",
        "Treaty",
        ["a", "b"],
        "1",
    )
    assert first["citations"][0]["source"]["url"] == "https://x.org/1"
    assert (second["date"], second["dataset"], second["citations"]) == ("2014", "talks", [])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_dialects_and_encodings(run: Run, write: Write, entries: Entries, delimiter: str, encoding: str) -> None:
    rows = [["date", "title"], ["2014-03-18", f'"Крым{delimiter} ""the"" peninsula\r\nand more"'], ["2022", "Ещё"]]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    run("import", write("a.csv", text.encode(encoding)))
    assert [entry["title"] for entry in entries()] == [f'Крым{delimiter} "the" peninsula\nand more', "Ещё"]


def test_a_charset_is_detected_only_if_it_is_certain(run: Run, write: Write, entries: Entries) -> None:
    text = "date,title\n2014-03-18,Россия аннексирует Крым\n2014,Заявление министра\n"
    run("import", write("ru.csv", text.encode("windows-1251")))
    assert [entry["title"] for entry in entries()] == ["Заявление министра", "Россия аннексирует Крым"]
    polish = write("pl.csv", "date,title\n2014-03-18,Rosja zajęła Krym\n".encode("windows-1250"))
    refused = run("import", polish, code=4)
    assert "--encoding: pl.csv: " in refused.stderr
    run("import", polish, "--encoding", "windows-1250")
    assert "Rosja zajęła Krym" in {entry["title"] for entry in entries()}


def test_columns_are_joined_split_and_left_empty(run: Run, write: Write, entries: Entries) -> None:
    table = "y,m,d,ey,em,ed,who,land\n1913,5,2,1913,10,25,A,X\n1902,7,-9,1903,1,24,B,\n1993,1,26,1993,1,-9,C,Z\n650,-9,-9,-9,-9,-9,D,W\n"
    run(
        "import", write("mid.csv", table), "--null", "-9", "--map", "date=y-m-d", "--map", "until=ey-em-ed",
        "--map", "title={who} visits {land}",
    )  # fmt: skip
    dates = {(entry["title"], entry["date"]) for entry in entries()}
    assert dates == {
        ("A visits X", "1913-05-02/1913-10-25"),
        ("B visits", "1902-07/1903-01-24"),
        ("C visits Z", "1993-01-26/1993-01-XX"),
        ("D visits W", "0650"),
    }


def test_one_date_of_the_file_settles_the_order_of_day_and_month(run: Run, write: Write, entries: Entries) -> None:
    path = write("a.csv", "date,title\n03/04/2014,a\n25/12/2014,b\n")
    run("import", path)
    assert [entry["date"] for entry in entries()] == ["2014-04-03", "2014-12-25"]


@pytest.mark.parametrize("rows", ["03/04/2014,a\n", "03/04/2014,a\n25/12/2014,b\n12/25/2014,c\n"])
def test_a_date_whose_order_nothing_settles_is_rejected_with_both_readings(run: Run, write: Write, rows: str) -> None:
    path = write("a.csv", "date,title\n" + rows)
    refused = run("import", path, code=4)
    rejected = next(line for line in refused.stderr.splitlines() if "a.csv, line 2: “03/04/2014”" in line)
    assert ("3 Apr 2014" in rejected, "4 Mar 2014" in rejected) == (True, True)


@pytest.mark.parametrize(
    ("cell", "date", "time"),
    [
        ("2013 June", "2013-06", None),
        ("20140318", "2014-03-18", None),
        ("2025-10-31T18:09:12.335Z", "2025-10-31", "18:09:12Z"),
        ("2014-03-18 14:30", "2014-03-18", "14:30"),
        ("Feb. 26, 2025", "2025-02-26", None),
        ("unknown", None, None),
        ("", None, None),
    ],
)
def test_dates_keep_the_precision_of_the_row(
    run: Run, write: Write, entries: Entries, cell: str, date: str | None, time: str | None
) -> None:
    result = run("import", write("a.jsonl", json.dumps({"date": cell, "title": "x"})), "--map", "date=date")
    entry = entries()[0]
    assert (entry["date"], entry["time"]) == (date, time)
    assert result.stdout.splitlines()[0] == ("1 added" if date else "1 added without a date")


@pytest.mark.parametrize(
    "cell", ["20255", "20255-01-01", "-300", "-13800000000", "2025-02-30", "soon-ish", "1698775752"]
)
def test_a_cell_that_is_not_a_date_is_rejected(run: Run, write: Write, file: Path, cell: str) -> None:
    path = write(
        "a.jsonl", json.dumps({"date": "2014", "title": "fine"}) + "\n" + json.dumps({"date": cell, "title": "x"})
    )
    refused = run("import", path, "--map", "date=date", code=4)
    assert "a.jsonl, line 2: " in refused.stderr
    assert "1 of 2 rows" in refused.stderr
    assert not file.exists()


def test_markup_is_removed_and_no_word_is_lost(run: Run, write: Write, entries: Entries) -> None:
    body = '<p>One &amp; two<br/>three <a href="x">four</a>, a &lt; b</p><ul><li>five</li></ul><blockquote>six</blockquote>'
    plain = "If a < b & c, then <name> stays, and a<b and c>d"
    mixed = "If p<i and q>r then <br>we win"
    rows = [{"date": "2014", "title": "t", "text": text} for text in (body, plain, mixed)]
    result = run("import", write("a.jsonl", "".join(json.dumps(row) + "\n" for row in rows)))
    assert "2 texts are HTML; " in result.stderr
    assert [entry["text"] for entry in entries()] == [
        "One & two\nthree four, a < b\n\nfive\n\nsix", plain, "If p<i and q>r then\nwe win",
    ]  # fmt: skip


def test_markdown_is_not_html(run: Run, write: Write, entries: Entries) -> None:
    body = "One\n\n- two\n- <b>three</b>"
    run("import", write("a.md", f"---\ntitle: x\ndate: 2014\n---\n{body}\n"), "--map", "text=body")
    assert entries()[0]["text"] == body


def test_minus_nine_is_never_the_ninth(run: Run, write: Write, entries: Entries) -> None:
    path = write("a.csv", "y,m,d,title\n1993,1,-9,x\n1993,-9,-9,y\n")
    refused = run("import", path, "--map", "date=y-m-d", code=4).stderr
    assert refused.count("--null -9") == 2
    run("import", path, "--map", "date=y-m-d", "--null", "-9")
    assert [entry["date"] for entry in entries()] == ["1993-01", "1993"]


def test_a_detected_charset_is_reported(run: Run, write: Write, entries: Entries) -> None:
    title = "Les délégués arrivés, la réunion différée"
    path = write("a.csv", f'date,title\n2020,"{title}"\n'.encode("cp1252"))
    assert "read as cp125" in run("import", path).stderr
    assert entries()[0]["title"] == title


def test_objects_with_names_become_their_names_and_null_in_yaml_is_empty(
    run: Run, write: Write, entries: Entries
) -> None:
    row = {"date": "2014", "text": "Hello", "speaker": [{"name": "Anna Lee", "role": "host"}]}
    run("import", write("a.json", json.dumps([row])))
    run("import", write("b.md", "---\ntitle: x\ndate: 2015\ntopic: null\nplace: ~\nnote: 'null'\n---\n"))
    first, second = entries()
    assert first["speaker"] == "Anna Lee"
    assert (second["topics"], second["places"], second["note"]) == ([], [], "null")


def test_a_dry_run_stores_nothing(run_from_nothing: Run, write: Write, file: Path) -> None:
    result = run_from_nothing("import", write("a.csv", "date,title\n2014,x\n"), "--dry-run")
    assert result.stdout == "1 added\n1 row in all; nothing was stored (dry run)\n"
    assert not file.exists()


def test_a_mapping_is_saved_in_a_file_and_loaded_from_it(
    run: Run, write: Write, tmp_path: Path, entries: Entries
) -> None:
    mapping = tmp_path / "mapping.toml"
    first = write("a.csv", "no,day,what\n1,03/04/2014,x\n")
    options = (
        "--map",
        "date=day",
        "--map",
        "title={what}!",
        "--id",
        "no",
        "--dataset",
        "d",
        "--null",
        "-",
        "--date-order",
        "dmy",
    )
    assert str(mapping) in run("import", first, *options, "--mapping", mapping).stderr
    before = mapping.read_text()
    run("import", write("b.csv", "no,day,what\n2,05/06/2014,y\n"), "--mapping", mapping)
    assert [(e["date"], e["title"], e["dataset"], e["external_id"]) for e in entries()] == [
        ("2014-04-03", "x!", "d", "1"), ("2014-06-05", "y!", "d", "2"),
    ]  # fmt: skip
    assert mapping.read_text() == before


def test_json_inside_an_object_is_found(run: Run, write: Write, entries: Entries) -> None:
    run(
        "import", write("a.json", json.dumps({"meta": {"n": 1}, "data": [{"date": "2014", "text": {"headline": "x"}}]}))
    )
    assert entries()[0]["title"] == "x"
    refused = run("import", write("b.json", json.dumps({"a": [{"date": "1"}], "b": [{"date": "2"}]})), code=4)
    assert "b.json: it has several lists of objects (a, b)" in refused.stderr


def test_markdown_with_front_matter(run: Run, write: Write, entries: Entries) -> None:
    write(
        "notes/2014/a.md",
        "---\ntitle: 'A: one'\ndate: 2014-03-18\ntags: [x, y]\nsource_url: https://x.org\n---\nBody\n\nmore\n",
    )
    write("notes/b.markdown", "---\ndate: '2015'\ncountry: NO\n---\n# Heading\nText\n")
    folder = write("notes/c.txt", "not one").parent
    assert run("import", folder).stdout == "2 added\n2 rows in all\n"
    first, second = entries()
    assert (first["title"], first["date"], first["text"], first["topics"]) == (
        "A: one",
        "2014-03-18",
        "Body\n\nmore",
        ["x", "y"],
    )
    assert (second["title"], second["external_id"]) == ("Heading", "b.markdown")
    write("notes/b.markdown", "---\ndate: '2015'\n---\n# Other heading\nText\n")
    assert run("import", folder).stdout == "1 updated\n1 unchanged\n2 rows in all\n"
    write("notes/d.md", "---\na: &x [1]\nb: *x\n---\n")
    assert "notes, d.md: its front matter " in run("import", folder, code=4).stderr


def test_a_calendar(run: Run, write: Write, entries: Entries) -> None:
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN",
        "BEGIN:VEVENT", "UID:1@x", "DTSTART;VALUE=DATE:20140301", "DTEND;VALUE=DATE:20140304", "SUMMARY:Summit", "LOCATION:Minsk", "CATEGORIES:a,b", "END:VEVENT",
        "BEGIN:VEVENT", "UID:2@x", "DTSTART;TZID=Europe/Berlin:20140301T093000", "DTEND;TZID=Europe/Berlin:20140301T103000", "SUMMARY:Call", "RRULE:FREQ=YEARLY", "END:VEVENT",
        "BEGIN:VTODO", "UID:3@x", "SUMMARY:Do", "END:VTODO",
        "BEGIN:VEVENT", "UID:4@x", "DTSTART;VALUE=DATE:20140305", "DTEND;VALUE=DATE:20140306", "SUMMARY:Day", "END:VEVENT",
        "END:VCALENDAR", "",
    ]  # fmt: skip
    result = run("import", write("c.ics", "\r\n".join(lines)))
    assert result.stdout == "3 added\n1 skipped (not an event)\n4 rows in all\n"
    events = {
        entry["title"]: (entry["date"], entry["time"], entry["places"], entry["topics"], entry["note"])
        for entry in entries()
    }
    assert events == {
        "Summit": ("2014-03-01/2014-03-03", None, ["Minsk"], ["a", "b"], None),
        "Call": ("2014-03-01", "09:30+01:00", [], [], "first of several: RRULE FREQ=YEARLY"),
        "Day": ("2014-03-05", None, [], [], None),
    }


def test_timelines_of_timelinejs(run: Run, write: Write, entries: Entries) -> None:
    third = {
        "title": {"text": {"headline": "All of it"}},
        "events": [
            {"start_date": {"year": "650"}, "text": {"headline": "<b>A</b>", "text": "x"}, "unique_id": "u1"},
            {
                "start_date": {"year": 2014, "month": 3, "day": 18, "hour": 9, "minute": 5},
                "display_date": "in March",
                "text": {"headline": "B"},
                "group": "g",
            },
        ],
        "eras": [
            {"start_date": {"year": "2014"}, "end_date": {"year": "2016", "month": "2"}, "text": {"headline": "C"}}
        ],
    }
    assert (
        run("import", write("three.json", json.dumps(third))).stdout
        == "3 added\n1 added without a date\n4 rows in all\n"
    )
    assert [(e["title"], e["date"], e["time"]) for e in entries()] == [
        ("A", "0650", None), ("C", "2014/2016-02", None), ("B", "2014-03-18", "09:05"), ("All of it", None, None),
    ]  # fmt: skip
    second = {
        "timeline": {
            "headline": "Two",
            "startDate": "1600",
            "date": [{"startDate": "2011,12,12", "endDate": "2012,1,26", "headline": "D"}],
        }
    }
    assert (
        run("import", write("two.json", json.dumps(second))).stdout
        == "1 added\n1 added without a date\n2 rows in all\n"
    )
    sheet = "Year,Month,Day,Time,End Year,End Month,End Day,End Time,Display Date,Headline,Text,Media,Group\n1815,12,10,,1852,,,,,E,x,,\n"
    assert run("import", write("sheet.csv", sheet)).stdout == "1 added\n1 row in all\n"
    dates = {entry["title"]: entry["date"] for entry in entries()}
    assert (dates["D"], dates["E"]) == ("2011-12-12/2012-01-26", "1815-12-10/1852")


def test_exports_for_other_programs_can_be_imported(run: Run, example: Path, tmp_path: Path) -> None:
    for name, ending in (("csv", "csv"), ("timelinejs", "json"), ("ical", "ics")):
        path = tmp_path / f"own.{ending}"
        run("export", name, path)
        result = run("--db", tmp_path / f"{name}.db", "import", path)
        assert "rejected" not in result.stdout
        rows = int(result.stdout.splitlines()[-1].split()[0])
        assert rows == {"csv": 14, "timelinejs": 12, "ical": 12}[name]
    assert "14 unchanged" in run("import", tmp_path / "own.csv").stdout


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<p>x</p><![CDATA[cdata words]]>", "x\n\ncdata words"),
        ("<p>a</p><template>templ</template><noscript>ns</noscript>", "a\n\ntemplns"),
        ("<ruby>漢<rt>kan</rt></ruby><p>x</p>", "漢kan\n\nx"),
        ("<p>one</p> <name>two</name>", "one\n\n<name>two</name>"),
        ("<del>gone</del><p>kept</p><script>x()</script>", "kept"),
    ],
)
def test_no_word_of_html_is_lost_or_made_up(run: Run, write: Write, entries: Entries, text: str, plain: str) -> None:
    run("import", write("a.jsonl", json.dumps({"date": "2014", "title": "t", "text": text})))
    assert entries()[0]["text"] == plain


def test_a_calendar_with_contradictions_and_cancelled_events(run: Run, write: Write, entries: Entries) -> None:
    events = [
        "UID:1\r\nSUMMARY:Late\r\nDTSTART:20250305T200000\r\nDTEND:20250306T000000",
        "UID:2\r\nSUMMARY:Off\r\nSTATUS:CANCELLED\r\nDTSTART;VALUE=DATE:20250307",
        "UID:3\r\nSUMMARY:Wrong\r\nDTSTART;VALUE=DATE:20250308\r\nDTEND;VALUE=DATE:20250301",
    ]
    body = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    path = write("c.ics", f"BEGIN:VCALENDAR\r\n{body}END:VCALENDAR\r\n")
    result = run("import", path, "--skip-invalid", path.parent / "r.jsonl")
    assert "event 3: it cannot be parsed (it ends before it begins)" in result.stderr
    assert [(e["date"], e["note"]) for e in entries()] == [("2025-03-05", None), ("2025-03-07", "cancelled")]


def test_cells_with_an_apostrophe_in_front_survive_export_and_import(run: Run, tmp_path: Path) -> None:
    for text in ("=1+1", "'=quoted", "+5 degrees"):
        run("add", text, "--date", "2014")
    run("export", "csv", tmp_path / "own.csv")
    assert run("import", tmp_path / "own.csv").stdout == "3 unchanged\n3 rows in all\n"


def test_a_field_is_filled_once(run: Run, write: Write) -> None:
    path = write("a.csv", "date,title\n2014,x\n")
    refused = run("import", path, "--map", "title=title", "--set", "title=y", code=4).stderr
    assert "--set: a column already fills title; use either the column or the value" in refused


@pytest.mark.parametrize("end", ["present", "Ongoing", "9999-12-31", "настоящее время"])
def test_an_end_that_has_not_come_is_open(run: Run, write: Write, entries: Entries, end: str) -> None:
    run("import", write("a.csv", f"date,until,title\n1998-02,{end},Mission\n"))
    assert [entry["date"] for entry in entries()] == ["1998-02/.."]


def test_a_range_in_one_cell_keeps_its_open_end_and_zeros_are_unknown(run: Run, write: Write, entries: Entries) -> None:
    run("import", write("a.csv", "date,title\n1998-,a\n..1997-05-01,b\n1996-00-00,c\n1995-07-00,d\n1994-,e\n"))
    dates = {entry["title"]: entry["date"] for entry in entries()}
    assert dates == {"a": "1998/..", "b": "../1997-05-01", "c": "1996", "d": "1995-07", "e": "1994/.."}
