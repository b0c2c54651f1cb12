"""Importing again: known rows, changed rows, edits by a person, and undoing an import."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Run
from tests.support.imports import Entries, Write


def lines(*rows: dict[str, Any]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


ONE = {"id": "1", "date": "2014-03-18", "title": "Treaty", "tags": ["a", "b"], "url": "https://x.org/1"}
TWO = {"id": "2", "date": "2014", "title": "Vote", "tags": ["b"], "url": "https://x.org/2"}


def test_importing_a_file_again_adds_nothing(run: Run, write: Write) -> None:
    path = write("a.jsonl", lines(ONE, TWO))
    run("import", path)
    again = run("import", path)
    assert again.stdout == "2 unchanged\n2 rows in all\n"
    assert "nothing is new, and nothing was stored" in again.stderr
    assert len(json.loads(run("log", "--format", "json").stdout)) == 1


def test_rows_without_an_identifier_are_known_by_their_contents(run: Run, write: Write) -> None:
    rows = [{"date": "2014", "title": "x"}, {"date": "2014", "title": "y"}, {"date": "2014", "title": "x"}]
    path = write("a.jsonl", lines(*rows))
    assert run("import", path).stdout == "2 added\n1 repeated in the file\n3 rows in all\n"
    path.write_text(lines(*rows, {"date": "2015", "title": "x"}))
    assert run("import", path).stdout == "1 added\n2 unchanged\n1 repeated in the file\n4 rows in all\n"


def test_a_changed_row_changes_its_entry_with_a_revision(run: Run, write: Write, entries: Entries) -> None:
    path = write("a.jsonl", lines(ONE, TWO))
    run("import", path)
    path.write_text(lines(ONE | {"title": "The treaty", "date": "2014-03", "tags": ["b", "c"]}, TWO))
    assert run("import", path).stdout == "1 updated\n1 unchanged\n2 rows in all\n"
    entry = next(e for e in entries() if e["external_id"] == "1")
    assert (entry["title"], entry["date"], entry["date_latest"], entry["topics"]) == (
        "The treaty",
        "2014-03",
        "2014-03-31",
        ["b", "c"],
    )
    assert len(entry["citations"]) == 1
    assert "Treaty" in run("log", "--changeset", 2).stdout
    run("undo")
    assert next(e for e in entries() if e["external_id"] == "1")["topics"] == ["a", "b"]
    assert run("import", path).stdout == "1 updated\n1 unchanged\n2 rows in all\n"


def test_an_edit_stays_if_the_file_has_not_changed(run: Run, write: Write, entries: Entries) -> None:
    path = write("a.jsonl", lines(ONE, TWO))
    run("import", path)
    run("edit", 1, "--title", "Treaty of accession", "--topic", "mine")
    assert run("import", path).stdout == "2 unchanged\n2 rows in all\n"
    assert {"Treaty of accession", "Vote"} == {entry["title"] for entry in entries()}


def test_an_edit_stays_if_the_row_has_changed_too_and_is_a_conflict(run: Run, write: Write, entries: Entries) -> None:
    path = write("a.jsonl", lines(ONE, TWO))
    run("import", path)
    run("edit", 1, "--title", "Treaty of accession")
    path.write_text(lines(ONE | {"title": "The treaty", "tags": ["new"]}, TWO | {"title": "The vote"}))
    result = run("import", path)
    assert result.stdout == "1 updated\n1 in conflict with an edit, which was kept\n2 rows in all\n"
    assert (
        "a.jsonl, line 1: entry 1 was edited by tester and is left as it is; "
        "the file has title “The treaty”, other topics\n" in result.stderr
    )
    assert {"Treaty of accession", "The vote"} == {entry["title"] for entry in entries()}
    assert "new" not in run("topic", "list").stdout


def test_an_edit_by_plain_sql_stays_too(run: Run, write: Write, file: Path, entries: Entries) -> None:
    import sqlite3

    path = write("a.jsonl", lines(ONE))
    run("import", path)
    connection = sqlite3.connect(file)
    connection.execute("UPDATE events SET title = 'By SQL'")
    connection.commit()
    connection.close()
    path.write_text(lines(ONE | {"title": "The treaty"}))
    assert "1 in conflict" in run("import", path).stdout
    assert entries()[0]["title"] == "By SQL"


def test_an_undone_edit_does_not_count(run: Run, write: Write) -> None:
    path = write("a.jsonl", lines(ONE))
    run("import", path)
    run("edit", 1, "--title", "Mine")
    run("undo")
    path.write_text(lines(ONE | {"title": "The treaty"}))
    assert run("import", path).stdout == "1 updated\n1 row in all\n"


def test_undoing_an_import_can_be_undone(run: Run, write: Write) -> None:
    run("add", "Ours", "--date", "2014", "--topic", "b")
    before = run("export", "jsonl").stdout
    run("import", write("a.jsonl", lines(ONE, TWO)))
    after = run("export", "jsonl").stdout
    for number, expected in ((2, before), (3, after), (2, before), (5, after), (4, before)):
        run("undo", number)
        assert run("export", "jsonl").stdout == expected
    run("db", "check")


def test_a_later_merge_is_not_a_conflict(run: Run, write: Write, entries: Entries) -> None:
    rows = [
        {
            "id": "1",
            "date": "2014",
            "text": "Hello",
            "speaker": "Viktorovich",
            "topic": "Annexation",
            "place": "the Kremlin",
        },
        {"id": "2", "date": "2015", "text": "Bye", "speaker": "Sergey Lavrov", "topic": "Crimea", "place": "Moscow"},
    ]
    path = write("a.jsonl", lines(*rows))
    run("import", path)
    run("speaker", "merge", "Viktorovich", "Sergey Lavrov")
    run("topic", "merge", "Annexation", "Crimea")
    run("place", "merge", "the Kremlin", "Moscow")
    before = entries()
    assert run("import", path).stdout == "2 unchanged\n2 rows in all\n"
    assert entries() == before
    assert [topic["name"] for topic in json.loads(run("topic", "list", "--format", "json").stdout)] == ["Crimea"]
    path.write_text(lines({**rows[0], "speaker": "Maria Zakharova"}, rows[1]))
    result = run("import", path)
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["1", "1", "2"]
    assert "1 in conflict" in result.stdout
    conflict = next(line for line in result.stderr.splitlines() if "line 1: entry 1 " in line)
    assert "speaker “Maria Zakharova”" in conflict
    assert entries() == before


def test_a_file_of_a_few_columns_adds_to_known_entries(run: Run, write: Write, entries: Entries) -> None:
    bye = {"id": "2", "date": "2015", "text": "“Bye”", "speaker": "Lavrov"}
    run("import", write("a.jsonl", lines(ONE, bye)), "--dataset", "d")
    more = write("more.csv", "id,place,note\n1,Moscow,signed\n2,Minsk,\n")
    assert run("import", more, "--dataset", "d").stdout == "2 updated\n2 rows in all\n"
    one, two = entries()
    assert (one["title"], one["date"], one["topics"], one["places"], one["note"]) == (
        "Treaty", "2014-03-18", ["a", "b"], ["Moscow"], "signed",
    )  # fmt: skip
    assert (two["text"], two["mode"], two["speaker"], two["places"]) == ("Bye", "verbatim", "Lavrov", ["Minsk"])
    assert run("import", more, "--dataset", "d").stdout == "2 unchanged\n2 rows in all\n"
    more.write_text("id,place\n1,Kyiv\n3,Minsk\n")
    refused = run("import", more, "--dataset", "d", code=4).stderr
    assert "more.csv, line 3: " in refused
    assert "--map: more.csv: " in run("import", more, code=4).stderr
    titled = write("titled.csv", "id,title\n1,The treaty\n4,Another\n")
    refused = run("import", titled, "--dataset", "d", code=4).stderr
    assert "line 3: its file has no dates, so its rows can only add to known entries" in refused
    assert entries() == [one, two]


def test_an_entry_that_a_person_deleted_stays_deleted_whatever_file_it_is_in(
    run: Run, example: Path, tmp_path: Path
) -> None:
    dump = tmp_path / "a.jsonl"
    run("export", "jsonl", dump)
    run("edit", "1", "--title", "X")
    run("delete", "14")
    result = run("import", dump)
    assert "2 in conflict" in result.stdout
    assert "entry 14 was deleted by tester" in result.stderr
    conflict = next(line for line in result.stderr.splitlines() if "entry 1 was edited" in line)
    assert conflict.count(" “") == 1
    assert "title “" in conflict
    run("import", write_ids(tmp_path, "id,date,title\n1,2014,x\n"))
    run("delete", "15")
    more = write_ids(tmp_path, "id,place\n1,Moscow\n")
    assert "entry 15 was deleted by tester and stays deleted\n" in run("import", more).stderr


def write_ids(folder: Path, content: str) -> Path:
    path = folder / "ids.csv"
    path.write_text(content)
    return path


def test_a_surname_of_two_people_is_rejected_unless_its_known_entry_settles_it(
    run: Run, write: Write, entries: Entries
) -> None:
    obama = {"id": "1", "date": "2020", "text": "a", "speaker": "Obama"}
    barack = {"id": "2", "date": "2021", "text": "b", "speaker": "Barack Obama"}
    run("import", write("first.jsonl", lines({"date": "2019", "text": "x", "speaker": "Michelle Obama"})))
    both = write("both.jsonl", lines(obama, barack))
    refused = run("import", both, code=4).stderr
    rejected = next(line for line in refused.splitlines() if "line 1: “Obama” " in line)
    assert ("1 Michelle Obama" in rejected, "Barack Obama" in rejected) == (True, True)
    one = write("one.jsonl", lines(obama))
    run("import", one)
    run("add", "Hello", "--speaker", "Barack Obama", "--new-speaker", "--date", "2022")
    before = entries()
    assert run("import", one).stdout == "1 unchanged\n1 row in all\n"
    assert entries() == before
    again = write("one.jsonl", lines(obama, {**obama, "id": "3"}))
    assert "line 1: “Obama” " in run("import", again, code=4).stderr


def test_an_import_is_undone_whole(run: Run, write: Write) -> None:
    path = write("a.jsonl", lines(ONE, TWO))
    run("import", path)
    run("undo")
    assert run("show", "--count").stdout == "0\n"
    assert json.loads(run("topic", "list", "--format", "json").stdout) == []
    assert run("import", path).stdout == "2 added\n2 rows in all\n"
    run("db", "check")


def test_a_partial_mapping_touches_only_its_fields(run: Run, write: Write, entries: Entries) -> None:
    english = {
        "id": "1",
        "date": "2022-05-17",
        "speaker": "A B",
        "title": "On war",
        "text": "We stand.",
        "topics": ["war"],
        "note": "kept",
    }
    run("import", write("en.jsonl", lines(english)), "--dataset", "d")
    other = english | {"title": "Про війну", "text": "Ми стоїмо.", "note": "other"}
    extra = other | {"id": "2"}
    options = (
        "--dataset",
        "d",
        "--map",
        "title=",
        "--map",
        "text=",
        "--map",
        "note=",
        "--map",
        "original_text=text",
        "--set",
        "lang=uk",
    )
    path = write("uk.jsonl", lines(other, extra))
    assert "uk.jsonl, line 2: " in run("import", path, *options, code=4).stderr
    result = run("import", path, *options, "--skip-invalid", path.parent / "rest.jsonl")
    assert result.stdout == "1 updated\n1 rejected\n2 rows in all\n"
    entry = entries()[0]
    assert (entry["title"], entry["text"], entry["original_text"], entry["lang"], entry["note"]) == (
        "On war",
        "We stand.",
        "Ми стоїмо.",
        "uk",
        "kept",
    )


def test_one_identifier_for_two_things_is_rejected(run: Run, write: Write) -> None:
    refused = run("import", write("a.jsonl", lines(ONE, ONE, ONE | {"title": "other"})), "--id", "id", code=4)
    assert "a.jsonl, line 3: line 1 already has the identifier “1”, with other contents" in refused.stderr
    assert "1 of 3 rows" in refused.stderr


def test_datasets_keep_identifiers_apart(run: Run, write: Write) -> None:
    run("import", write("a.jsonl", lines(ONE)))
    assert run("import", write("b.jsonl", lines(ONE))).stdout == "1 added\n1 row in all\n"
    assert run("import", write("c.jsonl", lines(ONE)), "--dataset", "a").stdout == "1 unchanged\n1 row in all\n"


@pytest.mark.parametrize("name", ["rejects.jsonl", "rejects.csv"])
def test_rejects_are_set_aside_and_can_be_imported(run: Run, write: Write, entries: Entries, name: str) -> None:
    path = write("a.jsonl", lines(ONE, TWO | {"date": "soon"}, TWO | {"date": "2014", "title": "other", "id": "1"}))
    aside = path.parent / name
    result = run("import", path, "--skip-invalid", aside, "--id", "id")
    assert result.stdout == "1 added\n2 rejected\n3 rows in all\n"
    assert f"2 rows are set aside in {aside}" in result.stderr
    aside.write_text(aside.read_text().replace("soon", "2015"))
    assert (
        run("import", aside, "--dataset", "b", "--map", "title=title", "--map", "date=date").stdout
        == "2 added\n2 rows in all\n"
    )
    assert {entry["title"] for entry in entries()} == {"Treaty", "Vote", "other"}


def test_rows_that_cannot_be_parsed_are_set_aside_with_their_text(
    run: Run, write: Write, entries: Entries, tmp_path: Path
) -> None:
    aside = tmp_path / "rejects.jsonl"
    table = 'id,date,title\n1,2020-02-30,A\n2,2020,B,extra words\n3,2021,C\n4,2021,"unclosed\n5,2022,D\n'
    run("import", write("z.csv", table), "--map", "title=title", "--id", "id", "--skip-invalid", aside)
    first, second, third = map(json.loads, aside.read_text().splitlines())
    assert (first["date"], second["column 4"]) == ("2020-02-30", "extra words")
    assert third["text"] == '4,2021,"unclosed\n5,2022,D\n'
    broken = run(
        "import",
        write("w.jsonl", '{"date": "2014", "title": "x"}\n{"date": "2015" "title": "y"}\n'),
        "--skip-invalid",
        aside,
    )
    assert json.loads(aside.read_text())["line"] == '{"date": "2015" "title": "y"}'
    assert f"timeline import {aside} --dataset w\n" in broken.stderr
    calendar = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:y\nDTSTART:20999940\nEND:VEVENT\nEND:VCALENDAR\n"
    run("import", write("z.ics", calendar), "--skip-invalid", aside)
    event = json.loads(aside.read_text())
    assert "SUMMARY:y" in event["text"]
    assert "20999940" in event["text"] + event["cannot be read"]
    assert len(entries()) == 3


def test_the_hint_imports_fixed_rows_as_rows_of_their_file(run: Run, write: Write, tmp_path: Path) -> None:
    path, aside = write("x.csv", "no,day,what\n1,2020-02-30,A\n2,2020,B\n"), tmp_path / "r.csv"
    options = ("--map", "title=what", "--map", "date=day", "--id", "no")
    hints = run("import", path, *options, "--skip-invalid", aside).stderr
    aside.write_text(aside.read_text().replace(",2020-02-30", ",2020-02-28"))
    hint = next(line for line in hints.splitlines() if " timeline import " in line).partition(": timeline ")[2]
    assert run(*shlex.split(hint)).stdout == "1 added\n1 row in all\n"
    path.write_text(path.read_text().replace("-30", "-28"))
    assert run("import", path, *options).stdout == "2 unchanged\n2 rows in all\n"
    other = write("y.csv", "no,day,what\n1,2021-02-30,C\n2,2021,D\n")
    hints = run("import", path, other, *options, "--skip-invalid", tmp_path / "s.csv").stderr
    assert f"{tmp_path / 's.csv'}; " in hints
    assert " timeline import " not in hints


def test_a_changed_own_record_is_a_conflict_only_if_it_was_edited(run: Run, example: Path, tmp_path: Path) -> None:
    dump, other = tmp_path / "dump.jsonl", tmp_path / "other.db"
    run("export", "jsonl", dump)
    run("--db", other, "import", dump)
    run("edit", 1, "--text", "Russia annexes Crimea, says the file")
    run("speaker", "edit", 1, "--note", "changed")
    run("export", "jsonl", dump)
    assert "2 updated" in run("--db", other, "import", dump).stdout
    run("--db", other, "edit", 1, "--text", "Mine")
    run("edit", 1, "--text", "Theirs")
    run("export", "jsonl", dump)
    assert "1 in conflict" in run("--db", other, "import", dump).stdout
    assert "Mine" in run("--db", other, "show", 1).stdout


def test_a_deleted_entry_stays_deleted(run: Run, write: Write) -> None:
    path = write("a.jsonl", lines(ONE, TWO))
    run("import", path)
    run("delete", 1)
    result = run("import", path)
    assert ("1 unchanged" in result.stdout, "1 in conflict" in result.stdout) == (True, True)
    assert "a.jsonl, line 1: entry 1 was deleted by tester" in result.stderr
    run("undo")
    assert run("import", path).stdout == "2 unchanged\n2 rows in all\n"


def test_the_exports_of_a_file_change_nothing_in_it(run: Run, example: Path, tmp_path: Path) -> None:
    for name in ("json", "jsonl"):
        run("export", name, tmp_path / f"own.{name}")
        assert "conflict" not in run("import", tmp_path / f"own.{name}").stdout
