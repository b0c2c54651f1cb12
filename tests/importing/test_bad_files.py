"""Bad input: one clear line, or a reject with its reason, and nothing is half stored."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.support.commands import Run
from tests.support.imports import Entries, Write
from timeline.formats import json as json_format

FINE = '{"date": "2014", "title": "fine"}\n'


#: case → name of the file, its content, and facts that the refusal has
FILES: dict[str, tuple[str, str | bytes, str]] = {
    "empty": ("a.csv", "", "a.csv: "),
    "blank": ("a.json", " \n", "a.json: "),
    "JSON cut off": ("a.json", '[{"date": "2014", "title": "x"}, {"date"', "a.json: "),
    "JSON of a text": ("a.json", '"only a text"', "a.json: "),
    "JSON without a comma": ("a.json", '[{"date": "2014" "title": "x"}]', "a.json: "),
    "an image": ("a.csv", b"\x89PNG\r\n\0\0\0", "NUL"),
    "no rows": ("a.csv", "date,title\n", "a.csv: "),
    "named objects": ("a.json", '{"1": {"date": "2014", "title": "x"}, "2": {"date": "2015", "title": "y"}}', "a.json: "),
    "cp437": ("a.csv", "date,title\n2020,Café\n".encode("cp437"), "--encoding: a.csv: "),
    "mac_cyrillic": ("a.csv", "date,title\n2020,Визит президента в Москву\n".encode("mac_cyrillic"), "--encoding: a.csv: "),
    "no charset": ("a.csv", b"date,title\n2020,bad \xff\xfe\x81 bytes\n", "--encoding: a.csv: "),
    "no date": ("a.csv", "rank,pages\n1,2\n", "--map: a.csv: "),
    "no title": ("a.csv", "date,pages\n2014,2\n", "--map: a.csv: "),
    "columns": ("a.csv", ",".join(f"c{n}" for n in range(20_000)) + "\n1\n", "10,000"),
    "long cell": ("a.csv", 'date,title\n2014,"' + "x" * 10_500_000 + '"\n', "line 2: a cell has more than 10,000,000"),
    "no events": ("a.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "a.ics: "),
    "no calendar": ("a.ics", "something else", "a.ics: "),
    "no format": ("a.xyz", "date,title\n2014,x\n", "--format: a.xyz: "),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_files_that_cannot_be_imported(
    run: Run, write: Write, file: Path, snapshot: SnapshotAssertion, case: str
) -> None:
    name, content, fact = FILES[case]
    refusal = run("import", write(name, content), code=4).stderr.splitlines()[-1]
    assert fact in refusal
    assert len(refusal) < 700
    assert refusal.partition(" (")[0] == snapshot  # without what other libraries say
    assert not file.exists()


#: case → name of the file, its content, and the place of the rejected row
ROWS: dict[str, tuple[str, str | bytes, str]] = {
    "no value": ("a.jsonl", FINE + '{"date": "2014", "title"\n' + FINE, "a.jsonl, line 2: "),
    "a list": ("a.jsonl", FINE + "[1]\n", "line 2: "),
    "latin-1 in JSON": ("a.jsonl", FINE.encode() + '{"date": "2014", "title": "é"}'.encode("latin-1"), "line 2: "),
    "NUL": ("a.jsonl", FINE + '{"date": "2014", "title": "a\\u0000b"}', "line 2: title "),
    "surrogate": ("a.jsonl", FINE + '{"date": "2014", "title": "\\ud800"}', "line 2: "),
    "long line": ("a.jsonl", FINE + '{"title": "' + "x" * 10_500_000 + '"}\n' + FINE, "line 2: "),
    "keys": ("a.jsonl", FINE + json.dumps({f"k{n}": 1 for n in range(20_000)}), "line 2: "),
    "blank title": ("a.jsonl", FINE + '{"date": "2014", "title": " "}', "line 2: "),
    "30 February": ("a.jsonl", FINE + '{"date": "2014-02-30", "title": "x"}', "line 2: 2014-02-30"),
    "latin-1 in CSV": ("a.csv", "date,title\n2014,é\n2015,ü\n".encode() + "2016,é\n".encode("latin-1"), "line 4: "),
    "three cells": ("a.csv", "date,title\n2014,x,y\n2014,z\n", "line 2: "),
    "two cells": ("a.csv", "date,title,n\n2014,x\n2014,x,y\n", "line 2: "),
    "unclosed": ("a.csv", 'date,title\n2014,x\n2015,"never\n2016,closed\n', "line 3: "),
    "quoted in part": ("a.csv", 'date,title\n2014,"a"b\n', "line 2: "),
    "half a character": ("a.json", '[{"date": "2014", "title": "x"}, {"date": "2014", "title": "\\ud83d!"}]', "item 2: "),
    "twice in YAML": ("a.md", "---\ntitle: x\ndate: 2014\ntitle: y\n---\n", "a.md, a.md: "),
    "no DTSTART": ("a.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nDTSTART;;VALUE=DATE:20140409\nEND:VEVENT\nEND:VCALENDAR\n", "event 1: "),
    "until before date": ("a.csv", "date,until,title\n2014,2013,x\n", "line 2: 2014/2013"),
    "language": ("a.csv", "date,title,lang\n2014,x,en\n2014,y,uk\n2014,z,not a language\n", "line 4: “not a language”"),
}  # fmt: skip
#: cases whose refusals other modules word
ELSEWHERE = {"NUL", "30 February", "twice in YAML", "until before date", "language"}


@pytest.mark.parametrize("case", ROWS)
def test_rows_that_cannot_be_stored(
    run: Run, write: Write, file: Path, entries: Entries, snapshot: SnapshotAssertion, case: str
) -> None:
    name, content, place = ROWS[case]
    path = write(name, content)
    options = ("--map", "lang=lang") if case == "language" else ()
    refusal = run("import", path, *options, code=4).stderr.splitlines()[-2:]
    assert place in refusal[0]
    assert re.search(r"\b1 of [123] rows\b", refusal[1])
    if case not in ELSEWHERE:
        assert refusal[0].partition(" (")[0] == snapshot  # without what other libraries say
    assert not file.exists()
    lines = run("import", path, *options, "--skip-invalid", path.parent / "rejects.jsonl").stdout.splitlines()
    counts = [int(line.split()[0].replace(",", "")) for line in lines]
    assert sum(counts[:-1]) == counts[-1]
    added = sum(int(line.split()[0]) for line in lines if "added" in line)
    assert (len(entries()) if file.exists() else 0) == added


@pytest.mark.parametrize(
    ("options", "facts"),
    [
        (("--map", "title=nowhere"), ["a.csv: title: ", "“nowhere”", "date, title"]),
        (("--map", "title={title} of {x}"), ["a.csv: title: ", "“x”"]),
        (("--map", "title=title of it"), ["a.csv: title: ", "{name}"]),
        (("--map", "titel=title"), ["--map: ", "“titel”", "speaker, "]),
        (("--map", "title"), ["--map: ", "“title”", "FIELD=COLUMN"]),
        (("--map", "title=title", "--map", "title=date"), ["--map: title "]),
        (("--set", "kind=thing"), ["kind: “thing”", "event, statement, office"]),
        (("--set", "mode=loud", "--set", "speaker=A B"), ["mode: “loud”", "verbatim, paraphrase"]),
        (("--set", "date=03/04/2014"), ["3 Apr 2014", "4 Mar 2014"]),
        (("--encoding", "rot13"), ["--encoding: a.csv: “rot13”"]),
        (("--encoding", "nonsense"), ["--encoding: a.csv: “nonsense”"]),
        (("--id", "nowhere"), ["external_id: ", "“nowhere”"]),
        (("--skip-invalid", "."), ["--skip-invalid: . "]),
        (("--skip-invalid", "a.csv"), ["--skip-invalid: a.csv "]),
        (("--reference", "soon"), ["--reference: ", "“soon”"]),
    ],
)
def test_options_that_do_not_fit(
    run: Run, write: Write, file: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], facts: list[str]
) -> None:
    path = write("a.csv", "date,title\n2014,x\n")
    monkeypatch.chdir(path.parent)
    refusal = run("import", path, *options, code=4).stderr
    assert [fact for fact in facts if fact not in refusal] == []
    assert not file.exists()


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("not toml", "m.toml "),
        ("colour = 'red'", "“colour”"),
        ("[map]\nthing = 'x'", "[map]: there is no field “thing”"),
        ("date_order = 'ydm'", "date_order must be dmy, mdy or ymd"),
        ("map = 3", "[map] must be"),
        ("[map]\ndate = 3", "date must be"),
        ("dataset = 3", "dataset must be"),
    ],
)
def test_files_that_are_not_mappings(run: Run, write: Write, text: str, fact: str) -> None:
    path = write("a.csv", "date,title\n2014,x\n")
    refusal = run("import", path, "--mapping", write("m.toml", text), code=4).stderr
    assert "--mapping: " in refusal
    assert fact in refusal


def test_missing_and_repeated_files(run: Run, write: Write) -> None:
    path = write("a.csv", "date,title\n2014,x\n")
    assert "nowhere.csv: there is no such file" in run("import", "nowhere.csv", code=4).stderr
    assert "twice" in run("import", path, path, code=4).stderr
    assert "give --format" in run("import", "-", stdin="x", code=4).stderr
    assert run("import", "-", "--format", "csv", stdin="date,title\n2014,x\n").stdout == "1 added\n1 row in all\n"


def test_columns_of_one_name_stay_apart(run: Run, write: Write, entries: Entries) -> None:
    run("import", write("a.csv", "date,title,title,\n2014,x,y,z\n"), "--map", "text=title 3", "--map", "note=column 4")
    entry = entries()[0]
    assert (entry["title"], entry["text"], entry["note"]) == ("x", "y", "z")


def test_files_that_cannot_be_read_are_set_aside_too(run: Run, write: Write) -> None:
    good, empty = write("a.csv", "date,title\n2014,x\n"), write("b.csv", "")
    result = run("import", good, empty, "--skip-invalid", good.parent / "rejects.jsonl")
    assert result.stdout == "1 added\n1 rejected\n2 rows in all\n"
    assert "b.csv, the whole file: it is empty" in result.stderr


def test_an_interrupt_half_way_stores_nothing(write: Write, file: Path, run: Run) -> None:
    run("add", "before", "--date", "2013")
    path = write(
        "many.jsonl", "".join(json.dumps({"date": "2014", "title": f"title {n}"}) + "\n" for n in range(60_000))
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "timeline", "--db", str(file), "import", str(path)],
        stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stderr is not None
    process.stderr.readline()  # the mapping is shown: it has begun
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    printed = process.communicate(timeout=60)[1]
    assert process.returncode == 130, printed
    assert "interrupted" in printed
    assert run("show", "--count").stdout == "1\n"
    run("db", "check")


def test_rejects_written_to_a_pipe_leave_it_a_pipe(run: Run, write: Write, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE, text=True)
    run("import", write("a.jsonl", FINE + '{"date": "soon", "title": "x"}'), "--skip-invalid", pipe)
    assert "“soon”" in reader.communicate(timeout=20)[0]
    assert pipe.is_fifo()


def test_rejects_replace_no_other_file(run: Run, write: Write, file: Path, tmp_path: Path) -> None:
    run("add", "precious", "--date", "2019")
    path, notes = write("a.jsonl", FINE + '{"date": "soon", "title": "x"}'), write("notes.txt", "mine")
    assert f"--skip-invalid: {file} " in run("import", path, "--skip-invalid", file, code=4).stderr
    assert f"--skip-invalid: {notes} " in run("import", path, "--skip-invalid", notes, code=4).stderr
    assert notes.read_text() == "mine"
    both = ("--skip-invalid", tmp_path / "m", "--mapping", tmp_path / "m")
    assert f"--skip-invalid: {tmp_path / 'm'} " in run("import", path, *both, code=4).stderr
    assert run("show", "--count").stdout == "1\n"


@pytest.mark.parametrize(
    ("options", "fact"),
    [
        (("--set", "uid=abc"), "uid: “abc”"),
        (("--set", "mode=loud"), "mode: “loud”"),
    ],
)
def test_constants_that_do_not_fit(run: Run, write: Write, options: tuple[str, ...], fact: str) -> None:
    result = run("import", write("a.csv", "date,what\n2014,x\n"), *options, code=4)
    assert fact in result.stderr or "it has no title" in result.stderr


def test_json_nested_too_deep(run: Run, write: Write) -> None:
    deep = "[" * 50_000 + "]" * 50_000
    assert (
        "a.json: its lists and objects are nested more than 100 deep"
        in run("import", write("a.json", deep), code=4).stderr
    )
    assert "a.jsonl, line 2: " in run("import", write("a.jsonl", FINE + deep), code=4).stderr


def test_numbers_of_many_digits_stay_as_they_are(run: Run, write: Write, entries: Entries) -> None:
    row = '{"id": 12345678901234567890123, "date": 2020, "title": 0.1234567890123456789}'
    run("import", write("a.jsonl", row), "--id", "id", "--dataset", "d", "--map", "date=date")
    run("import", write("b.json", f"[{row}]"), "--id", "id", "--dataset", "e", "--map", "date=date")
    assert [(e["external_id"], e["title"], e["date"]) for e in entries()] == [
        ("12345678901234567890123", "0.1234567890123456789", "2020")
    ] * 2


def test_front_matter_that_never_ends(run: Run, write: Write) -> None:
    assert (
        "a.md, a.md: its front matter"
        in run("import", write("a.md", "---\ntitle: x\ndate: 2014\nbody\n"), code=4).stderr
    )


@pytest.mark.parametrize("size", [1, 2, 5, 6, 7, 11, 12, 13, 64])
def test_incomplete_characters_are_detected_at_every_border_of_a_piece(size: int) -> None:
    text = r'["\ud83d\ude00", "\\ud83d", "\\\\\ud83d", "\udE00\uD83D\ude00\uD83d", "\u00e9\\"]'
    pieces = json_format.Bytes(io.StringIO(text))
    content = b"".join(iter(lambda: pieces.read(size), b""))
    assert content.decode() == (r'["\ud83d\ude00", "\\ud83d", "\\\\\ufffe", "\ufffe\uD83D\ude00\ufffe", "\u00e9\\"]')


def test_an_unknown_encoding_and_an_order_that_does_not_fit(run: Run, write: Write) -> None:
    path = write("a.csv", "date,title\n04/13/2025,x\n")
    for name in ("utf-7", "idna", "unicode_escape", "nonsense"):
        assert f"--encoding: a.csv: “{name}”" in run("import", path, "--encoding", name, code=4).stderr
    assert "line 2: “04/13/2025”" in run("import", path, "--date-order", "dmy", code=4).stderr
    assert run("import", path, "--date-order", "mdy").stdout == "1 added\n1 row in all\n"


def test_a_pipe_is_read_once_and_whole(run: Run, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    pipe = f"/dev/fd/{reading}"
    os.write(writing, b"date,title\n2014-03-18,Treaty\n")
    os.close(writing)
    assert "give --format" in run("import", pipe, code=4).stderr
    assert run("import", pipe, "--format", "csv").stdout == "1 added\n1 row in all\n"
    os.close(reading)


@pytest.mark.parametrize("kind", ["pipe", "folder", "device"])
def test_folders_pipes_and_devices_are_refused_at_once(run: Run, write: Write, tmp_path: Path, kind: str) -> None:
    other = tmp_path / "other"
    if kind == "pipe":
        os.mkfifo(other)
    elif kind == "folder":
        other.mkdir()
    else:
        other = Path("/dev/zero")
    rows = write("a.csv", "date,title\n2014,x\n")
    for words, reason in (
        (("import", rows, "--mapping", other), kind),
        (("publish", tmp_path / "page.html", "--intro", other), kind),
        (("source", "add", other), "folder" if kind == "folder" else "not a regular file"),
        (("ingest", other, "--published", "2024-05-03"), "folder" if kind == "folder" else "not a regular file"),
        (("seal", "--sign", other), kind),
        (("db", "check", "--signers", other), kind),
    ):
        if words[0] in ("seal", "db", "publish"):
            run("init")
        result = run(*words, code=4)
        assert reason in result.stderr
        assert result.stderr.count("\n") == 1
    if kind != "folder":
        assert kind in run("import", other, "--format", "csv", code=4).stderr
    assert run("show", "--count").stdout == "0\n"


def test_a_pipe_in_a_folder_of_documents_is_a_row_that_cannot_be_stored(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    os.mkfifo(folder / "x.md")
    (folder / "y.md").write_text("---\ntitle: Treaty\ndate: 2014-03-18\n---\n", encoding="utf-8")
    assert "x.md: it is not a file" in run("import", folder, code=4).stderr


@pytest.mark.parametrize("cell", ["<p>" + "<a " * 100_000, "<p>x</p>" + "<!--" * 100_000, "<p>" * 50_000])
def test_markup_in_a_cell_does_not_run_away(run: Run, write: Write, cell: str) -> None:
    path = write("a.csv", f'date,title,text\n2024-01-01,a,"{cell}"\n')
    started = time.monotonic()
    run("import", path)
    assert time.monotonic() - started < 30


@pytest.mark.parametrize("path", ["", " ", "missing/folder/rejects.csv"])
def test_good_rows_are_not_stored_if_the_bad_ones_cannot_be_kept(run: Run, write: Write, path: str) -> None:
    rows = write("a.csv", "date,title\n2014,good\n31 Feb 2014,bad\n")
    run("init")
    assert "--skip-invalid" in run("import", rows, "--skip-invalid", path, code=4).stderr
    assert run("show", "--count").stdout == "0\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_full_disk_for_bad_rows_keeps_the_good_ones_out_too(run: Run, write: Write) -> None:
    rows = write("a.csv", "date,title\n2014,good\n31 Feb 2014,bad\n")
    run("init")
    assert "--skip-invalid" in run("import", rows, "--skip-invalid", "/dev/full", code=4).stderr
    assert run("show", "--count").stdout == "0\n"


@pytest.mark.parametrize("field", ["url", "archive_url"])
@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "https://example.org/\nx", "http://", "https://u:p@example.org/"]
)
def test_addresses_of_other_kinds_do_not_come_in_with_records(
    run: Run, write: Write, tmp_path: Path, field: str, address: str
) -> None:
    run("source", "add", "https://example.org/a", "--no-fetch", "--title", "A")
    (line,) = run("export", "jsonl").stdout.splitlines()
    record = json.loads(line)
    record["source"][field] = address
    path = write("records.jsonl", json.dumps(record) + "\n")
    other = tmp_path / "other.db"
    result = run("--db", other, "import", path, code=4)
    assert "address" in result.stderr
    assert not other.exists() or run("--db", other, "source", "list").stdout == ""
