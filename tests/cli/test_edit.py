"""``timeline edit``, ``delete``, ``link`` and ``unlink``: by options and in an editor."""

import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Run, refused
from tests.support.terminal import Terminal

Sql = Callable[..., list[Any]]


def test_other_fields_stay_as_they_are(run: Run, example: Path, sql: Sql) -> None:
    before = (
        sql("SELECT * FROM statements WHERE id <> 12"),
        sql("SELECT text, role, setting FROM entries WHERE id = 12"),
    )
    result = run(
        "edit", "12", "--note", "checked", "--topic", "Crimea", "--no-topic", "negotiations", "--why", "a slip"
    )
    assert result.stderr == "changed entry 12; timeline log --changeset 2 shows how, timeline undo reverses it\n"
    assert sql("SELECT note, topics FROM timeline WHERE id = 12") == [("checked", "annexed regions, Crimea")]
    after = sql("SELECT * FROM statements WHERE id <> 12"), sql("SELECT text, role, setting FROM entries WHERE id = 12")
    assert after == before
    assert sql("SELECT message FROM changesets WHERE id = 2") == [("a slip",)]
    run("edit", "12", "--note", "")
    assert sql("SELECT note FROM entries WHERE id = 12") == [(None,)]


def test_every_field_can_be_changed(run: Run, example: Path, sql: Sql) -> None:
    run(
        "edit", "12", "--text", "It is so", "--title", "A claim", "--date", "2025-02", "--date-text", "in February",
        "--speaker", "Lavrov", "--role", "minister", "--paraphrase", "--original", "Это так", "--lang", "ru",
        "--setting", "interview", "--place", "Moscow", "--participant", "Dmitry Peskov (host)", "--source",
        "Another article", "--via", "RIA", "--exact", "it is so", "--no-source", "1", "--note", "n", "--dataset", "d",
        "--external-id", "x",
    )  # fmt: skip
    assert sql(
        "SELECT text, title, date, date_latest, date_text, speaker, role, mode, original_text, lang, setting, places,"
        " note, dataset, external_id FROM statements WHERE id = 12"
    ) == [
        (
            "It is so", "A claim", "2025-02", "2025-02-28", "in February", "Sergey Lavrov", "minister", "paraphrase",
            "Это так", "ru", "interview", "Moscow", "n", "d", "x",
        )
    ]  # fmt: skip
    assert sql(
        "SELECT s.title, v.publisher, c.exact FROM citations AS c JOIN sources AS s ON s.id = c.source_id"
        " JOIN sources AS v ON v.id = c.via_id WHERE entry_id = 12"
    ) == [("Another article", "RIA", "it is so")]
    assert sql("SELECT speaker_id, role FROM participants WHERE entry_id = 12") == [(1, "host")]
    run("edit", "12", "--no-participant", "Peskov", "--no-place", "Moscow")
    assert sql("SELECT count(*) FROM participants WHERE entry_id = 12") == [(0,)]
    run("undo")
    run("undo")
    assert sql("SELECT speaker, date, sources FROM timeline WHERE id = 12") == [("Dmitry Peskov", "2025-02-27", 1)]


@pytest.mark.parametrize(
    ("options", "stored"),
    [
        (["--date", "Feb. 26"], ("2025-02-26", None, "Feb. 26")),
        (["--date", "yesterday at 14:30"], ("2025-02-26", "14:30", "yesterday at 14:30")),
        (["--date", "2025-02"], ("2025-02", None, "Thursday")),
        (["--date", "unknown"], (None, None, "Thursday")),
        (["--time", "14:30+03:00"], ("2025-02-27", "14:30+03:00", "Thursday")),
        (["--date", "Monday", "--date-text", "on Monday"], ("2025-02-24", None, "on Monday")),
        (["--date", "03/02/2025", "--date-order", "dmy"], ("2025-02-03", None, "03/02/2025")),
    ],
)
def test_a_date_is_read_relative_to_its_source(
    run: Run, example: Path, sql: Sql, options: list[str], stored: Any
) -> None:
    run("edit", "12", *options)
    assert sql("SELECT date, time, date_text FROM entries WHERE id = 12") == [stored]


def test_words_in_quotation_marks_are_verbatim(run: Run, example: Path, sql: Sql) -> None:
    run("edit", "11", "--text", "“It is part of Russia”")
    assert sql("SELECT text, mode FROM entries WHERE id = 11") == [("It is part of Russia", "verbatim")]
    assert "paraphrase" in run("edit", "11", "--text", "It is “part” of Russia").stderr
    assert sql("SELECT text, mode FROM entries WHERE id = 11") == [("It is “part” of Russia", "paraphrase")]
    run("edit", "11", "--text", "It is ours", "--verbatim")
    assert sql("SELECT text, mode FROM entries WHERE id = 11") == [("It is ours", "verbatim")]


def test_a_new_date_keeps_the_date_in_words_and_drops_the_time_with_notes(run: Run, example: Path, sql: Sql) -> None:
    run("edit", "#12", "--time", "14:30")
    notes = run("edit", "12", "--date", "2025-02-20").stderr
    assert "“Thursday”" in notes
    assert "14:30" in notes
    assert sql("SELECT date, time, date_text FROM entries WHERE id = 12") == [("2025-02-20", None, "Thursday")]
    run("edit", "12", "--time", "14:30")
    run("edit", "12", "--time", "")
    assert sql("SELECT date, time FROM entries WHERE id = 12") == [("2025-02-20", None)]


@pytest.mark.parametrize(
    ("arguments", "code", "field", "fact"),
    [
        (["99", "--note", "x"], 3, "", "99"),
        (["12"], 2, "", "--date 2025"),
        (["#x"], 2, "", "“#x” is not an entry number; timeline show lists them"),
        (["12", "--source", "1"], 4, "--source", "source 1"),
        (["12", "--lang", "Klingonese language"], 4, "--lang", ""),
        (["12", "--text", ""], 4, "--text", "the text of a statement cannot be empty"),
        (["12", "--speaker", ""], 4, "--speaker", ""),
        (["1", "--title", ""], 4, "--title", ""),
        (["1", "--speaker", "Lavrov"], 4, "--speaker", "entry 1 is an event"),
        (["1", "--verbatim"], 4, "--verbatim", "entry 1"),
        (["12", "--no-topic", "Crimea"], 3, "", "“Crimea”"),
        (["12", "--no-source", "2"], 3, "", "“2”"),
        (["12", "--no-place", "Atlantis"], 3, "", "“Atlantis”"),
        (["12", "--via", "RIA"], 2, "--via", ""),
        (["12", "--date", "3/4/2025"], 4, "--date", "3 Apr 2025 or 4 Mar 2025"),
        (["12", "--date", "tomorrow"], 4, "--date", "28 Feb 2025, after 27 Feb 2025"),
        (["12", "--time", "25:00"], 4, "--time", ""),
        (["12", "--setting", "phone briefing"], 4, "", "nothing to change: entry 12 already says this"),
        (["12", "--note", "a\0b"], 4, "--note", "NUL"),
        (["12", "--speaker", "Sergey Lavrof"], 3, "--speaker", "2 Sergey Lavrov"),
    ],
)
def test_bad_input_changes_nothing(
    run: Run, example: Path, sql: Sql, arguments: list[str], code: int, field: str, fact: str
) -> None:
    assert fact in refused(run, "edit", *arguments, code=code, field=field)
    assert sql("SELECT count(*) FROM changesets") == [(1,)]


def test_a_dataset_has_an_identifier_once(run: Run, example: Path) -> None:
    run("edit", "1", "--dataset", "d", "--external-id", "x")
    run("edit", "1", "--note", "n")
    message = refused(run, "edit", "2", "--dataset", "d", "--external-id", "x", field="--external-id")
    assert "entry 1" in message


def test_delete_also_deletes_citations_and_links_with_notes(run: Run, example: Path, sql: Sql) -> None:
    before = run("show", "--format", "json").stdout
    result = run("delete", "4", "#5".removeprefix("#"), "4")
    assert result.stderr.splitlines() == [
        "entry 11 no longer reaffirms 4",
        "entry 12 no longer reaffirms 4",
        "deleted entries 4, 5; timeline undo reverses this",
    ]
    assert sql("SELECT count(*) FROM entries") == [(12,)]
    assert sql("SELECT count(*) FROM citations WHERE entry_id IN (4, 5)") == [(0,)]
    run("undo")
    assert run("show", "--format", "json").stdout == before
    assert "99" in refused(run, "delete", "3", "99", code=3)
    assert run("show", "--count").stdout == "14\n"


def test_link_and_unlink(run: Run, example: Path, sql: Sql) -> None:
    assert run("link", "12", "responds", "to", "5", "--note", "in part").stderr == "entry 12 now responds to 5\n"
    assert sql("SELECT relation, note FROM links WHERE from_id = 12 AND to_id = 5") == [("responds_to", "in part")]
    refused(run, "link", "12", "responds_to", "5", field="RELATION")
    assert run("unlink", "12", "responds", "to", "5").stderr == "entry 12 no longer responds to 5\n"
    run("unlink", "12", "4")
    assert sql("SELECT relation, to_id FROM links WHERE from_id = 12 ORDER BY id") == [("about", 3), ("about", 1)]
    for arguments, code, field, fact in (
        (["link", "12", "hates", "5"], 4, "RELATION", "“hates”"),
        (["link", "12", "about", "12"], 4, "TO", "cannot be linked to itself"),
        (["link", "99", "about", "12"], 3, "FROM", "99"),
        (["link", "12", "about", "99"], 3, "TO", "99"),
        (["link", "12", "about", "5", "--note", " "], 4, "--note", "empty"),
        (["unlink", "98", "12"], 3, "FROM", "98"),
        (["unlink", "12", "about", "98"], 3, "TO", "98"),
        (["unlink", "12", "about", "5"], 3, "RELATION", "there is no link “about” from 12 to 5"),
        (["unlink", "12", "5"], 3, "TO", "there is no link from 12 to 5"),
    ):
        assert fact in refused(run, *arguments, code=code, field=field)


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Replace the editor by a sed script that changes the file."""

    def use(script: str) -> None:
        program = tmp_path / "editor"
        program.write_text(f"#!/bin/sh\nsed -i -e '{script}' \"$1\"\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("EDITOR", str(program))
        monkeypatch.delenv("VISUAL", raising=False)

    return use


def test_in_an_editor(run: Run, example: Path, sql: Sql, editor: Callable[[str], None]) -> None:
    editor(
        "s/^setting:.*/setting: a talk\\n    on the phone/; s/^date: .*/date: yesterday/;"
        " s/^topics: .*/topics: Crimea; negotiations/; s/^role:.*/role:/"
    )
    terminal = Terminal("--db", example, "edit", "12")
    assert terminal.finish() == 0
    assert "changed entry 12" in terminal.seen
    assert sql("SELECT setting, date, date_text, topics, role FROM statements WHERE id = 12") == [
        ("a talk\non the phone", "2025-02-26", "yesterday", "Crimea, negotiations", None)
    ]
    editor("s/nothing/at all/")
    terminal = Terminal("--db", example, "edit", "12")
    assert terminal.finish() == 0
    assert "nothing changed" in terminal.seen
    assert sql("SELECT count(*) FROM changesets") == [(2,)]


@pytest.mark.parametrize(
    ("script", "fact"),
    [
        ("s/^mode:/mood:/", "“mood”"),
        ("s/^setting:.*/not indented/", "“not indented”"),
        ("s/^date: .*/date: 3\\/4\\/2025/", "date: “3/4/2025”"),
        ("s/^text: .*/text:/", "text: "),
        ("s/^mode: .*/mode: loud/", "mode: "),
        ("s/^topics: .*/topics: Annexed REGIONS; negotiations/", "nothing to change: entry 12 already says this"),
    ],
)
def test_a_wrong_edit_can_be_corrected_or_left(
    example: Path, sql: Sql, editor: Callable[[str], None], script: str, fact: str
) -> None:
    editor(script)
    terminal = Terminal("--db", example, "edit", "12")
    terminal.wait_for(fact)
    terminal.answer("Correct it?", "n")
    assert terminal.finish() == 4
    assert sql("SELECT count(*) FROM changesets") == [(1,)]


def test_every_text_survives_the_editor(run: Run, example: Path, sql: Sql, editor: Callable[[str], None]) -> None:
    text = "first\n\nkey: value\n    indented\n# no comment"
    run("edit", "1", "--text", text)
    editor("s/^setting:.*/setting: here/")
    terminal = Terminal("--db", example, "edit", "1")
    assert terminal.finish() == 0
    assert sql("SELECT text, setting FROM entries WHERE id = 1") == [(text, "here")]


def test_line_endings_survive_the_editor(run: Run, example: Path, sql: Sql, editor: Callable[[str], None]) -> None:
    text = "one\r\ntwo\u2028three\x85four\x0bfive\x0csix \n"
    with closing(sqlite3.connect(example)) as connection, connection:
        connection.execute("UPDATE entries SET text = ? WHERE id = 1", (text,))
    editor("s/^setting:.*/setting: here/")
    assert Terminal("--db", example, "edit", "1").finish() == 0
    assert sql("SELECT text, setting FROM entries WHERE id = 1") == [(text, "here")]


@pytest.mark.parametrize("number", [11, 12])
def test_the_editor_and_the_option_read_quotation_marks_alike(
    run: Run, example: Path, sql: Sql, editor: Callable[[str], None], number: int
) -> None:
    run("edit", number, "--text", "“It is part of Russia”")
    by_option = sql("SELECT text, mode FROM entries WHERE id = ?", number)
    run("undo")
    editor("s/^text: .*/text: “It is part of Russia”/")
    assert Terminal("--db", example, "edit", number).finish() == 0
    assert (
        sql("SELECT text, mode FROM entries WHERE id = ?", number)
        == by_option
        == [("It is part of Russia", "verbatim")]
    )


def test_a_slip_in_verbatim_words_is_fixed_in_the_editor(
    example: Path, sql: Sql, editor: Callable[[str], None]
) -> None:
    editor("s/^text: This/text: That/")
    assert Terminal("--db", example, "edit", 12).finish() == 0
    assert sql("SELECT text, mode FROM entries WHERE id = 12") == [
        ("That is undeniable and non-negotiable", "verbatim")
    ]


def test_quotation_marks_are_not_doubled_in_the_editor(example: Path, sql: Sql, editor: Callable[[str], None]) -> None:
    editor("s/^text: .*/text: “Quoted all”/")
    assert Terminal("--db", example, "edit", "12").finish() == 0
    assert sql("SELECT text, mode FROM entries WHERE id = 12") == [("Quoted all", "verbatim")]


def test_a_change_by_somebody_else_is_shown_before_it_is_replaced(
    example: Path, sql: Sql, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "editor"
    program.write_text(
        f'#!/bin/sh\n{sys.executable} -m timeline --db {example} edit 12 --note Boris --setting "a hall"\n'
        'sed -i "s/^note:.*/note: Anna/" "$1"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(program))
    monkeypatch.delenv("VISUAL", raising=False)
    terminal = Terminal("--db", example, "edit", "12")
    terminal.wait_for("note was changed meanwhile, to “Boris”")
    terminal.answer("Correct it?", "y")
    assert terminal.finish() == 0
    assert sql("SELECT note, setting FROM entries WHERE id = 12") == [("Anna", "a hall")]


def test_an_entry_deleted_while_it_is_edited(example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "editor"
    program.write_text(
        f'#!/bin/sh\n{sys.executable} -m timeline --db {example} delete 12\nsed -i "s/^note:.*/note: x/" "$1"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(program))
    monkeypatch.delenv("VISUAL", raising=False)
    terminal = Terminal("--db", example, "edit", "12")
    assert terminal.finish() == 3
    assert "the entry was deleted meanwhile; nothing was stored" in terminal.seen


def test_an_editor_that_saves_other_than_utf_8(example: Path, sql: Sql, editor: Callable[[str], None]) -> None:
    editor("s/^note:.*/note: \\xff/")
    terminal = Terminal("--db", example, "edit", "12")
    assert terminal.finish() == 4
    assert "UTF-8" in terminal.seen
    assert sql("SELECT count(*) FROM changesets") == [(1,)]


def test_an_editor_that_fails(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "false")
    monkeypatch.delenv("VISUAL", raising=False)
    terminal = Terminal("--db", example, "edit", "12")
    assert terminal.finish() == 4
    assert "EDITOR" in terminal.seen


def test_several_entries_are_edited_in_one_changeset(run: Run, example: Path, sql: Sql) -> None:
    done = run("edit", 4, 7, 12, 4, "--topic", "negotiations", "--topic", "grain")
    assert done.stderr.splitlines() == [
        "new topic: grain",
        "changed entries 4, 7, 12; timeline log --changeset 2 shows how, timeline undo reverses it",
    ]
    about = "SELECT count(*) FROM entry_topics JOIN topics ON topics.id = topic_id WHERE topics.name = 'grain'"
    assert sql(about) == [(3,)]
    assert "3 entries restored" in run("undo").stderr
    assert sql(about) == [(0,)]


def test_entries_that_already_say_so_are_named(run: Run, example: Path) -> None:
    done = run("edit", 4, 12, "--topic", "negotiations")
    assert done.stderr.splitlines()[0] == "entry 12 already said this"
    assert "changed entry 4;" in done.stderr
    assert "nothing to change" in refused(run, "edit", 4, 12, "--topic", "negotiations")


@pytest.mark.parametrize(
    ("arguments", "code", "lines"),
    [
        ([4, 99, "--setting", "x"], 3, ["NUMBER: there is no entry 99; timeline show lists the numbers"]),
        ([4, 1, "--speaker", "Peskov"], 4, ["--speaker: entry 1 is an event; speaker is a field of statements"]),
        ([3, 4, "--date", "nonsense"], 4, ["--date: “nonsense” is not a date that timeline understands"]),
        ([3, 4, 5, "--no-topic", "front line"], 3, ["--no-topic: entries 3, 5: "]),
    ],
)
def test_an_edit_of_several_entries_changes_all_or_none(
    run: Run, example: Path, arguments: list[object], code: int, lines: list[str]
) -> None:
    result = run("edit", *arguments, code=code)
    shown = result.stderr.splitlines()
    assert len(shown) == len(lines), shown
    for line, start in zip(shown, lines, strict=True):
        assert line.startswith(f"timeline: {start}")
    assert run("log", "--format", "jsonl").stdout.count("\n") == 1


def test_the_editor_opens_one_entry(run: Run, example: Path) -> None:
    assert "one entry at a time" in refused(run, "edit", 4, 5, code=2)
