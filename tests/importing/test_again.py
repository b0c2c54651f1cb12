"""Importing again: what is known, what has changed, what a person has edited, and taking it all back."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Run
from tests.support.imports import Entries, Write


def rows(*said: dict[str, Any]) -> str:
    return "".join(json.dumps(row) + "\n" for row in said)


ONE = {"id": "1", "date": "2014-03-18", "title": "Treaty", "tags": ["a", "b"], "url": "https://x.org/1"}
TWO = {"id": "2", "date": "2014", "title": "Vote", "tags": ["b"], "url": "https://x.org/2"}


def test_the_same_again_adds_nothing_and_leaves_no_changeset(run: Run, write: Write) -> None:
    path = write("a.jsonl", rows(ONE, TWO))
    run("import", path)
    again = run("import", path)
    assert again.stdout == "2 unchanged\n2 rows in all\n"
    assert "nothing is new, and nothing was stored" in again.stderr
    assert len(json.loads(run("log", "--format", "json").stdout)) == 1


def test_rows_without_an_identifier_are_known_by_what_they_say(run: Run, write: Write) -> None:
    said = [{"date": "2014", "title": "x"}, {"date": "2014", "title": "y"}, {"date": "2014", "title": "x"}]
    path = write("a.jsonl", rows(*said))
    assert run("import", path).stdout == "2 added\n1 repeated in the file\n3 rows in all\n"
    path.write_text(rows(*said, {"date": "2015", "title": "x"}))
    assert run("import", path).stdout == "1 added\n2 unchanged\n1 repeated in the file\n4 rows in all\n"


def test_a_changed_row_changes_its_entry_with_a_revision(run: Run, write: Write, entries: Entries) -> None:
    path = write("a.jsonl", rows(ONE, TWO))
    run("import", path)
    path.write_text(rows(ONE | {"title": "The treaty", "date": "2014-03", "tags": ["b", "c"]}, TWO))
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


def test_an_edit_stays_where_the_file_has_not_changed(run: Run, write: Write, entries: Entries) -> None:
    path = write("a.jsonl", rows(ONE, TWO))
    run("import", path)
    run("edit", 1, "--title", "Treaty of accession", "--topic", "mine")
    assert run("import", path).stdout == "2 unchanged\n2 rows in all\n"
    assert {"Treaty of accession", "Vote"} == {entry["title"] for entry in entries()}


def test_an_edit_wins_over_a_changed_row_which_is_a_conflict(run: Run, write: Write, entries: Entries) -> None:
    path = write("a.jsonl", rows(ONE, TWO))
    run("import", path)
    run("edit", 1, "--title", "Treaty of accession")
    path.write_text(rows(ONE | {"title": "The treaty", "tags": ["new"]}, TWO | {"title": "The vote"}))
    result = run("import", path)
    assert result.stdout == "1 updated\n1 in conflict with an edit, which stays\n2 rows in all\n"
    assert (
        "a.jsonl, line 1: entry 1 was edited by tester and stays so: title is “The treaty”, other topics in the file"
        in result.stderr
    )
    assert {"Treaty of accession", "The vote"} == {entry["title"] for entry in entries()}
    assert "new" not in run("topic", "list").stdout


def test_an_edit_by_plain_sql_wins_too(run: Run, write: Write, file: Path, entries: Entries) -> None:
    import sqlite3

    path = write("a.jsonl", rows(ONE))
    run("import", path)
    connection = sqlite3.connect(file)
    connection.execute("UPDATE events SET title = 'By SQL'")
    connection.commit()
    connection.close()
    path.write_text(rows(ONE | {"title": "The treaty"}))
    assert "1 in conflict" in run("import", path).stdout
    assert entries()[0]["title"] == "By SQL"


def test_a_taken_back_edit_is_none(run: Run, write: Write) -> None:
    path = write("a.jsonl", rows(ONE))
    run("import", path)
    run("edit", 1, "--title", "Mine")
    run("undo")
    path.write_text(rows(ONE | {"title": "The treaty"}))
    assert run("import", path).stdout == "1 updated\n1 row in all\n"


def test_taking_an_import_back_can_itself_be_taken_back(run: Run, write: Write) -> None:
    run("add", "Ours", "--date", "2014", "--topic", "b")
    before = run("export", "jsonl").stdout
    run("import", write("a.jsonl", rows(ONE, TWO)))
    after = run("export", "jsonl").stdout
    for number, left in ((2, before), (3, after), (2, before), (5, after), (4, before)):
        run("undo", number)
        assert run("export", "jsonl").stdout == left
    assert run("db", "check").stderr.startswith("nothing is wrong")


def test_what_was_merged_since_is_no_conflict(run: Run, write: Write, entries: Entries) -> None:
    said = [
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
    path = write("a.jsonl", rows(*said))
    run("import", path)
    run("speaker", "merge", "Viktorovich", "Sergey Lavrov")
    run("topic", "merge", "Annexation", "Crimea")
    run("place", "merge", "the Kremlin", "Moscow")
    before = entries()
    assert run("import", path).stdout == "2 unchanged\n2 rows in all\n"
    assert entries() == before
    assert [topic["name"] for topic in json.loads(run("topic", "list", "--format", "json").stdout)] == ["Crimea"]
    path.write_text(rows({**said[0], "speaker": "Maria Zakharova"}, said[1]))
    told = run("import", path)
    assert told.stdout == "1 unchanged\n1 in conflict with an edit, which stays\n2 rows in all\n"
    assert "line 1: entry 1 was edited by tester and stays so: speaker is “Maria Zakharova” in the file" in told.stderr
    assert entries() == before


def test_a_file_of_a_few_columns_tells_more_of_what_is_known(run: Run, write: Write, entries: Entries) -> None:
    said = {"id": "2", "date": "2015", "text": "“Bye”", "speaker": "Lavrov"}
    run("import", write("a.jsonl", rows(ONE, said)), "--dataset", "d")
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
    assert "more.csv, line 3: it has no title" in refused
    assert "more.csv: no column looks like a date" in run("import", more, code=4).stderr
    titled = write("titled.csv", "id,title\n1,The treaty\n4,Another\n")
    refused = run("import", titled, "--dataset", "d", code=4).stderr
    assert "line 3: its file has no date, so that it can only tell more of an entry that is known" in refused
    assert entries() == [one, two]


def test_what_a_person_deleted_stays_deleted_however_it_came(run: Run, example: Path, tmp_path: Path) -> None:
    dump = tmp_path / "a.jsonl"
    run("export", "jsonl", dump)
    run("edit", "1", "--title", "X")
    run("delete", "14")
    told = run("import", dump)
    assert "2 in conflict with an edit" in told.stdout
    assert "entry 14 was deleted by tester and stays so" in told.stderr
    conflict = next(line for line in told.stderr.splitlines() if "entry 1 was edited" in line)
    assert conflict.count(" is “") == 1
    assert "title is “" in conflict
    run("import", write_ids(tmp_path, "id,date,title\n1,2014,x\n"))
    run("delete", "15")
    more = write_ids(tmp_path, "id,place\n1,Moscow\n")
    assert "entry 15 was deleted by tester and stays so" in run("import", more).stderr


def write_ids(folder: Path, content: str) -> Path:
    path = folder / "ids.csv"
    path.write_text(content)
    return path


def test_a_surname_of_two_people_is_rejected_but_where_it_is_known_whom_it_meant(
    run: Run, write: Write, entries: Entries
) -> None:
    obama = {"id": "1", "date": "2020", "text": "a", "speaker": "Obama"}
    barack = {"id": "2", "date": "2021", "text": "b", "speaker": "Barack Obama"}
    run("import", write("first.jsonl", rows({"date": "2019", "text": "x", "speaker": "Michelle Obama"})))
    both = write("both.jsonl", rows(obama, barack))
    refused = run("import", both, code=4).stderr
    assert "line 1: “Obama” fits more than one speaker: 1 Michelle Obama, and Barack Obama in this import" in refused
    one = write("one.jsonl", rows(obama))
    run("import", one)
    run("add", "Hello", "--speaker", "Barack Obama", "--new-speaker", "--date", "2022")
    before = entries()
    assert run("import", one).stdout == "1 unchanged\n1 row in all\n"
    assert entries() == before
    again = write("one.jsonl", rows(obama, {**obama, "id": "3"}))
    assert "“Obama” fits more than one speaker" in run("import", again, code=4).stderr


def test_an_import_is_undone_whole(run: Run, write: Write) -> None:
    path = write("a.jsonl", rows(ONE, TWO))
    run("import", path)
    run("undo")
    assert run("show", "--count").stdout == "0\n"
    assert "nothing" in run("topic", "list").stdout or run("topic", "list").stdout == ""
    assert run("import", path).stdout == "2 added\n2 rows in all\n"
    run("db", "check")


def test_a_partial_mapping_touches_only_its_fields(run: Run, write: Write, entries: Entries) -> None:
    said = {
        "id": "1",
        "date": "2022-05-17",
        "speaker": "A B",
        "title": "On war",
        "text": "We stand.",
        "topics": ["war"],
        "note": "kept",
    }
    run("import", write("en.jsonl", rows(said)), "--dataset", "d")
    other = said | {"title": "Про війну", "text": "Ми стоїмо.", "note": "other"}
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
    path = write("uk.jsonl", rows(other, extra))
    assert "uk.jsonl, line 2: it has no text" in run("import", path, *options, code=4).stderr
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
    refused = run("import", write("a.jsonl", rows(ONE, ONE, ONE | {"title": "other"})), "--id", "id", code=4)
    assert "a.jsonl, line 3: “1” is the identifier of line 1 already, which says something else" in refused.stderr
    assert "1 of 3 rows" in refused.stderr


def test_datasets_keep_identifiers_apart(run: Run, write: Write) -> None:
    run("import", write("a.jsonl", rows(ONE)))
    assert run("import", write("b.jsonl", rows(ONE))).stdout == "1 added\n1 row in all\n"
    assert run("import", write("c.jsonl", rows(ONE)), "--dataset", "a").stdout == "1 unchanged\n1 row in all\n"


@pytest.mark.parametrize("name", ["rejects.jsonl", "rejects.csv"])
def test_rejects_are_set_aside_and_can_be_imported(run: Run, write: Write, entries: Entries, name: str) -> None:
    path = write("a.jsonl", rows(ONE, TWO | {"date": "soon"}, TWO | {"date": "2014", "title": "other", "id": "1"}))
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


def test_rows_that_cannot_be_read_are_set_aside_with_what_they_hold(
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
    assert f"timeline import {aside} --dataset w" in broken.stderr
    calendar = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:y\nDTSTART:20999940\nEND:VEVENT\nEND:VCALENDAR\n"
    run("import", write("z.ics", calendar), "--skip-invalid", aside)
    said = json.loads(aside.read_text())
    assert "SUMMARY:y" in said["text"]
    assert "20999940" in said["text"] + said["cannot be read"]
    assert len(entries()) == 3


def test_the_hint_brings_mended_rows_in_as_rows_of_their_file(run: Run, write: Write, tmp_path: Path) -> None:
    path, aside = write("x.csv", "no,day,what\n1,2020-02-30,A\n2,2020,B\n"), tmp_path / "r.csv"
    options = ("--map", "title=what", "--map", "date=day", "--id", "no")
    told = run("import", path, *options, "--skip-invalid", aside).stderr
    aside.write_text(aside.read_text().replace(",2020-02-30", ",2020-02-28"))
    hint = next(line for line in told.splitlines() if "fix them" in line).partition("run: timeline ")[2]
    assert run(*shlex.split(hint)).stdout == "1 added\n1 row in all\n"
    path.write_text(path.read_text().replace("-30", "-28"))
    assert run("import", path, *options).stdout == "2 unchanged\n2 rows in all\n"
    other = write("y.csv", "no,day,what\n1,2021-02-30,C\n2,2021,D\n")
    told = run("import", path, other, *options, "--skip-invalid", tmp_path / "s.csv").stderr
    assert "fix them in their own files" in told


def test_a_changed_source_record_of_ours_is_a_conflict_only_where_it_was_edited(
    run: Run, example: Path, tmp_path: Path
) -> None:
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
    path = write("a.jsonl", rows(ONE, TWO))
    run("import", path)
    run("delete", 1)
    result = run("import", path)
    assert result.stdout == "1 unchanged\n1 in conflict with an edit, which stays\n2 rows in all\n"
    assert "a.jsonl, line 1: entry 1 was deleted by tester and stays so" in result.stderr
    run("undo")
    assert run("import", path).stdout == "2 unchanged\n2 rows in all\n"


def test_a_files_own_records_are_unchanged_in_it(run: Run, example: Path, tmp_path: Path) -> None:
    for name in ("json", "jsonl"):
        run("export", name, tmp_path / f"own.{name}")
        assert "conflict" not in run("import", tmp_path / f"own.{name}").stdout
