"""Bad input: one clear line or a reject with its reason, and nothing half-stored."""

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.support.commands import Run
from tests.support.imports import Entries, Write
from timeline.formats import json as json_format

FINE = '{"date": "2014", "title": "fine"}\n'


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "", "a.csv: it is empty"),
        ("a.json", " \n", "a.json: it holds nothing but blanks"),
        ("a.json", '[{"date": "2014", "title": "x"}, {"date"', "the JSON ends too early"),
        ("a.json", '"only a text"', "it holds no list of objects"),
        ("a.json", '[{"date": "2014" "title": "x"}]', "this is not valid JSON"),
        ("a.csv", b"\x89PNG\r\n\0\0\0", "it is binary, not text (it holds NUL bytes)"),
        ("a.csv", "date,title\n", "it has no rows"),
        ("a.json", '{"1": {"date": "2014", "title": "x"}, "2": {"date": "2015", "title": "y"}}', "it holds objects by their names, and no list"),
        ("a.csv", "date,title\n2020,Café\n".encode("cp437"), "--encoding: a.csv: it is not UTF-8"),
        ("a.csv", "date,title\n2020,Визит президента в Москву\n".encode("mac_cyrillic"), "--encoding: a.csv: it is not UTF-8"),
        ("a.csv", b"date,title\n2020,bad \xff\xfe\x81 bytes\n", "--encoding: a.csv: it is not UTF-8"),
        ("a.csv", "rank,pages\n1,2\n", "--map: a.csv: no column looks like a date; map date=COLUMN"),
        ("a.csv", "date,pages\n2014,2\n", "no column looks like what happened or was said"),
        ("a.csv", ",".join(f"c{n}" for n in range(20_000)) + "\n1\n", "it has 20,000 columns; a table has at most 10,000"),
        ("a.csv", 'date,title\n2014,"' + "x" * 10_500_000 + '"\n', "line 2: a cell holds more than 10,000,000 characters"),
        ("a.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "it has no events"),
        ("a.ics", "something else", "it is no valid iCalendar"),
        ("a.xyz", "date,title\n2014,x\n", "--format: a.xyz: its name does not tell its format; give it: jsonl"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_at_all(
    run: Run, write: Write, file: Path, name: str, content: str | bytes, said: str
) -> None:
    result = run("import", write(name, content), code=4)
    assert said in result.stderr.splitlines()[-1]
    assert len(result.stderr.splitlines()[-1]) < 700
    assert not file.exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.jsonl", FINE + '{"date": "2014", "title"\n' + FINE, "a.jsonl, line 2: this is not valid JSON"),
        ("a.jsonl", FINE + "[1]\n", "line 2: it is no object but [1]"),
        ("a.jsonl", FINE.encode() + '{"date": "2014", "title": "é"}'.encode("latin-1"), "line 2: it is not valid UTF-8 (byte 0xe9)"),
        ("a.jsonl", FINE + '{"date": "2014", "title": "a\\u0000b"}', "NUL character"),
        ("a.jsonl", FINE + '{"date": "2014", "title": "\\ud800"}', "line 2: this is not valid JSON"),
        ("a.jsonl", FINE + '{"title": "' + "x" * 10_500_000 + '"}\n' + FINE, "line 2: it has more than 10,000,000 bytes"),
        ("a.jsonl", FINE + json.dumps({f"k{n}": 1 for n in range(20_000)}), "line 2: it has 20,000 keys"),
        ("a.jsonl", FINE + '{"date": "2014", "title": " "}', "line 2: it has no title"),
        ("a.jsonl", FINE + '{"date": "2014-02-30", "title": "x"}', "line 2: 2014-02-30"),
        ("a.csv", "date,title\n2014,é\n2015,ü\n".encode() + "2016,é\n".encode("latin-1"), "line 4: it is not valid UTF-8 (byte 0xe9)"),
        ("a.csv", "date,title\n2014,x,y\n2014,z\n", "line 2: it has 3 cells where the first line has 2"),
        ("a.csv", "date,title,n\n2014,x\n2014,x,y\n", "line 2: it has 2 cells where the first line has 3"),
        ("a.csv", 'date,title\n2014,x\n2015,"never\n2016,closed\n', "line 3: a quotation mark opens a cell and is never closed"),
        ("a.csv", 'date,title\n2014,"a"b\n', "line 2: something follows the quotation mark"),
        ("a.json", '[{"date": "2014", "title": "x"}, {"date": "2014", "title": "\\ud83d!"}]', "item 2: it holds half a character"),
        ("a.md", "---\ntitle: x\ndate: 2014\ntitle: y\n---\n", "a.md: its front matter is not valid YAML (title"),
        ("a.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nDTSTART;;VALUE=DATE:20140409\nEND:VEVENT\nEND:VCALENDAR\n", "event 1: it has no DTSTART, and a line that cannot be read"),
        ("a.csv", "date,until,title\n2014,2013,x\n", "line 2: 2014/2013: the interval ends before it begins"),
        ("a.csv", "date,title,lang\n2014,x,en\n2014,y,uk\n2014,z,not a language\n", "line 4: “not a language”"),
    ],
)  # fmt: skip
def test_rows_that_cannot_be_stored(
    run: Run, write: Write, file: Path, entries: Entries, name: str, content: str | bytes, said: str
) -> None:
    path = write(name, content)
    options = ("--map", "lang=lang") if "lang" in str(content)[:40] else ()
    result = run("import", path, *options, code=4)
    assert said in result.stderr
    assert "nothing is stored" in result.stderr.splitlines()[-1]
    assert not file.exists()
    done = run("import", path, *options, "--skip-invalid", path.parent / "rejects.jsonl")
    counts = [int(line.split()[0].replace(",", "")) for line in done.stdout.splitlines()]
    assert sum(counts[:-1]) == counts[-1]
    added = sum(int(line.split()[0]) for line in done.stdout.splitlines() if "added" in line)
    assert (len(entries()) if file.exists() else 0) == added


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--map", "title=nowhere"), "title: there is no column “nowhere”; columns are date, title"),
        (("--map", "title={title} of {x}"), "title: there is no column “x”"),
        (("--map", "title=title of it"), "columns stand in braces"),
        (("--map", "titel=title"), "there is no field “titel”; fields are speaker,"),
        (("--map", "title"), "--map: “title” is not FIELD=COLUMN"),
        (("--map", "title=title", "--map", "title=date"), "title is given twice"),
        (("--set", "kind=thing"), "kind: “thing” is none"),
        (("--set", "mode=loud", "--set", "speaker=A B"), "mode: “loud” is none"),
        (("--set", "date=03/04/2014"), "this can be"),
        (("--encoding", "rot13"), "--encoding: a.csv: “rot13” is no charset"),
        (("--encoding", "nonsense"), "--encoding: a.csv: “nonsense” is no charset"),
        (("--id", "nowhere"), "external_id: there is no column “nowhere”"),
        (("--skip-invalid", "."), "is a folder"),
        (("--skip-invalid", "a.csv"), "is the very file that is imported"),
        (("--reference", "soon"), "--reference"),
    ],
)
def test_options_that_make_no_sense(
    run: Run, write: Write, file: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], said: str
) -> None:
    path = write("a.csv", "date,title\n2014,x\n")
    monkeypatch.chdir(path.parent)
    result = run("import", path, *options, code=4)
    assert said in result.stderr
    assert not file.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not toml", "is not a mapping"),
        ("colour = 'red'", "“colour” is not part of a mapping"),
        ("[map]\nthing = 'x'", "there is no field “thing”"),
        ("date_order = 'ydm'", "date_order is dmy, mdy or ymd"),
        ("map = 3", "[map] must be a table"),
        ("[map]\ndate = 3", "date must be a text in quotation marks"),
        ("dataset = 3", "dataset must be a text"),
    ],
)
def test_mappings_that_are_none(run: Run, write: Write, text: str, said: str) -> None:
    path = write("a.csv", "date,title\n2014,x\n")
    assert said in run("import", path, "--mapping", write("m.toml", text), code=4).stderr


def test_missing_and_doubled_files(run: Run, write: Write) -> None:
    path = write("a.csv", "date,title\n2014,x\n")
    assert "nowhere.csv: there is no such file" in run("import", "nowhere.csv", code=4).stderr
    assert "twice" in run("import", path, path, code=4).stderr
    assert "give --format" in run("import", "-", stdin="x", code=4).stderr
    assert run("import", "-", "--format", "csv", stdin="date,title\n2014,x\n").stdout == "1 added\n1 row in all\n"


def test_columns_of_one_name_are_kept_apart(run: Run, write: Write, entries: Entries) -> None:
    run("import", write("a.csv", "date,title,title,\n2014,x,y,z\n"), "--map", "text=title 3", "--map", "note=column 4")
    entry = entries()[0]
    assert (entry["title"], entry["text"], entry["note"]) == ("x", "y", "z")


def test_files_that_cannot_be_read_are_set_aside_too(run: Run, write: Write) -> None:
    good, empty = write("a.csv", "date,title\n2014,x\n"), write("b.csv", "")
    result = run("import", good, empty, "--skip-invalid", good.parent / "rejects.jsonl")
    assert result.stdout == "1 added\n1 rejected\n2 rows in all\n"
    assert "b.csv, all of it: it is empty" in result.stderr


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
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 130, said
    assert "interrupted; nothing was stored" in said
    assert run("show", "--count").stdout == "1\n"
    run("db", "check")


def test_rejects_that_go_to_a_device_leave_it_one(run: Run, write: Write, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE, text=True)
    run("import", write("a.jsonl", FINE + '{"date": "soon", "title": "x"}'), "--skip-invalid", pipe)
    assert "“soon” is not a date" in reader.communicate(timeout=20)[0]
    assert pipe.is_fifo()


def test_rejects_take_the_place_of_no_other_file(run: Run, write: Write, file: Path, tmp_path: Path) -> None:
    run("add", "precious", "--date", "2019")
    path, notes = write("a.jsonl", FINE + '{"date": "soon", "title": "x"}'), write("notes.txt", "mine")
    assert "is the timeline itself" in run("import", path, "--skip-invalid", file, code=4).stderr
    assert "which holds no rejects" in run("import", path, "--skip-invalid", notes, code=4).stderr
    assert notes.read_text() == "mine"
    both = ("--skip-invalid", tmp_path / "m", "--mapping", tmp_path / "m")
    assert "is the file of the mapping; give another one" in run("import", path, *both, code=4).stderr
    assert run("show", "--count").stdout == "1\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--set", "uid=abc"), "uid: “abc” is none"),
        (("--set", "mode=loud"), "mode: “loud”"),
    ],
)
def test_constants_that_make_no_sense(run: Run, write: Write, options: tuple[str, ...], said: str) -> None:
    result = run("import", write("a.csv", "date,what\n2014,x\n"), *options, code=4)
    assert said in result.stderr or "it has no title" in result.stderr


def test_json_nested_too_deep(run: Run, write: Write) -> None:
    deep = "[" * 50_000 + "]" * 50_000
    assert "more than 100 deep" in run("import", write("a.json", deep), code=4).stderr
    assert "a.jsonl, line 2: " in run("import", write("a.jsonl", FINE + deep), code=4).stderr


def test_numbers_of_many_digits_stay_as_they_are(run: Run, write: Write, entries: Entries) -> None:
    row = '{"id": 12345678901234567890123, "date": 2020, "title": 0.1234567890123456789}'
    run("import", write("a.jsonl", row), "--id", "id", "--dataset", "d", "--map", "date=date")
    run("import", write("b.json", f"[{row}]"), "--id", "id", "--dataset", "e", "--map", "date=date")
    assert [(e["external_id"], e["title"], e["date"]) for e in entries()] == [
        ("12345678901234567890123", "0.1234567890123456789", "2020")
    ] * 2


def test_front_matter_that_never_ends(run: Run, write: Write) -> None:
    assert "never ends" in run("import", write("a.md", "---\ntitle: x\ndate: 2014\nbody\n"), code=4).stderr


@pytest.mark.parametrize("size", [1, 2, 5, 6, 7, 11, 12, 13, 64])
def test_half_characters_are_found_wherever_a_piece_of_the_file_ends(size: int) -> None:
    whole = r'["\ud83d\ude00", "\\ud83d", "\\\\\ud83d", "\udE00\uD83D\ude00\uD83d", "\u00e9\\"]'
    pieces = json_format.Bytes(io.StringIO(whole))
    read = b"".join(iter(lambda: pieces.read(size), b""))
    assert read.decode() == (r'["\ud83d\ude00", "\\ud83d", "\\\\\ufffe", "\ufffe\uD83D\ude00\ufffe", "\u00e9\\"]')


def test_an_encoding_that_is_none_and_an_order_that_does_not_fit(run: Run, write: Write) -> None:
    path = write("a.csv", "date,title\n04/13/2025,x\n")
    for name in ("utf-7", "idna", "unicode_escape", "nonsense"):
        assert f"“{name}” is no charset" in run("import", path, "--encoding", name, code=4).stderr
    assert "the order dmy makes no date of it" in run("import", path, "--date-order", "dmy", code=4).stderr
    assert run("import", path, "--date-order", "mdy").stdout == "1 added\n1 row in all\n"


def test_a_pipe_is_read_once_and_whole(run: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "rows"
    os.mkfifo(pipe)
    assert "give --format" in run("import", pipe, code=4).stderr
    writer = threading.Thread(target=pipe.write_text, args=("date,title\n2014-03-18,Treaty\n",))
    writer.start()
    assert run("import", pipe, "--format", "csv").stdout == "1 added\n1 row in all\n"
    writer.join()
