"""Checks by a person: who records them, where they are shown, and what keeps them."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.articles import needs_spacy
from tests.support.commands import Run, filled, invoked, refused
from timeline.schema import ddl

Sql = Callable[..., list[Any]]
ARTICLE = """\
“The tunnel is safe,” Foreign Minister Thomas Velk said on Tuesday.

“Nobody was hurt on the bridge,” Interior Minister Anna Lind said on Tuesday.
"""


def word(run: Run, number: int) -> str:
    """Return the line about checks in the details of an entry."""
    lines = run("show", number).stdout.splitlines()
    return next(line.removeprefix("      check         ") for line in lines if line.startswith("      check"))


def test_a_check_has_a_name_and_a_day_and_ends_with_what_was_seen(run: Run, example: Path) -> None:
    assert word(run, 4) == "not yet checked by a person"
    assert run("check", 4, "#5", 4, "--by", "Ana").stderr == "checked entries 4, 5; timeline undo reverses this\n"
    assert word(run, 4).startswith("checked by Ana, ")
    run("edit", 4, "--note", "a remark")
    assert word(run, 4).startswith("checked by Ana, ")
    run("edit", 4, "--date", "2025")
    assert word(run, 4).startswith("changed since it was checked by Ana, ")
    run("undo")
    assert word(run, 4).startswith("checked by Ana, ")
    run("cite", 4, 1, "--exact", "press conference")
    assert word(run, 4).startswith("changed since")


def test_a_doubted_entry_is_unchecked_until_somebody_finds_it_right(run: Run, example: Path) -> None:
    run("check", 4, "--doubt", "He spoke a day earlier.", "--by", "Ben")
    assert "doubted by Ben, " in word(run, 4)
    assert "“He spoke a day earlier.”" in run("show", 4).stdout
    assert "? doubted by Ben" in run("show", 4, 5).stdout
    assert [one["number"] for one in linted(run) if "He spoke" in one["what"]] == [4]
    run("check", 4, "--by", "Ana")
    assert word(run, 4).startswith("checked by Ana, ")
    assert 4 not in [one["number"] for one in linted(run)]


def linted(run: Run) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(run("lint", "--only", "unchecked", "--format", "json", code=1).stdout)
    return rows


def test_only_entries_can_be_checked_all_or_none(run: Run, example: Path, sql: Sql) -> None:
    before = sql("SELECT count(*) FROM checks")
    assert "no entry 99" in refused(run, "check", 4, 99, code=3, field="NUMBER")
    assert "empty" in refused(run, "check", 4, "--doubt", " ", field="--doubt")
    assert sql("SELECT count(*) FROM checks") == before


@pytest.mark.parametrize("command", [("show",), ("export", "jsonl"), ("stats",), ("search", "Ukraine OR Russia")])
def test_every_filter_knows_checks(run: Run, example: Path, command: tuple[str, ...]) -> None:
    counts = [
        len(run(*command, *more, "--format", "jsonl").stdout.splitlines())
        if command[0] in ("show", "search")
        else len(run(*command, *more).stdout.splitlines())
        for more in ((), ("--checked",), ("--unchecked",))
    ]
    assert counts[0] > counts[1] > 0
    assert counts[0] >= counts[2] > 0


def test_the_filters_part_the_timeline(run: Run, example: Path) -> None:
    run("check", 14, "--doubt", "when?")
    assert run("show", "--checked", "--count").stdout == "5\n"
    assert run("show", "--unchecked", "--count").stdout == "9\n"
    assert run("show", "--checked", "--speaker", "Peskov", "--count").stdout == "2\n"
    assert run("show", "--unchecked", "--until", "2014", "--count").stdout == "0\n"
    assert run("show", "--as-of", "1", "--checked", "--count").stdout == "5\n"


@needs_spacy
def test_accepting_one_at_a_time_is_a_check_and_all_at_once_is_none(run: Run, tmp_path: Path, sql: Sql) -> None:
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    run("ingest", article, "--published", "2024-06-12")
    run("review", "--by", "Ana", stdin="a\nq\n")
    run("review", "--accept-high", "--by", "Ana")
    run("add", "It is closed", "--speaker", "Anna Lind", "--date", "2024")
    assert sql("SELECT entry_id, checked_by FROM checked") == [(1, "Ana")]
    assert word(run, 2) == "not yet checked by a person"
    run("undo", 2)
    assert sql("SELECT count(*) FROM checks") == [(0,)]


def test_a_merged_or_renamed_speaker_keeps_checks(run: Run, example: Path) -> None:
    run("speaker", "edit", 2, "--name", "Sergei Lavrov")
    assert word(run, 6).startswith("checked by")
    other = run("speaker", "add", "S. V. Lavrov", "--new-speaker").stdout.strip()
    run("speaker", "merge", 2, other)
    assert word(run, 6).startswith("checked by")
    run("undo")
    assert word(run, 6).startswith("checked by")


def held(file: Path) -> list[Any]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT entry_id, checked_by, checked_at, doubt FROM checked ORDER BY 1").fetchall()


def test_an_export_takes_checks_along(run: Run, example: Path, tmp_path: Path) -> None:
    run("check", 2, "--by", "Ana")
    run("check", 4, "--by", "Ana")
    run("edit", 4, "--date", "2025")
    lines, copy, sql_copy = tmp_path / "all.jsonl", tmp_path / "copy.db", tmp_path / "sql.db"
    lines.write_text(run("export", "jsonl").stdout, encoding="utf-8")
    filled(copy, ("import", lines))
    with closing(sqlite3.connect(sql_copy)) as connection:
        connection.executescript(run("export", "sql").stdout)
    assert held(copy) == held(sql_copy) == held(example)
    again = invoked(copy, "import", lines)
    assert again.exit_code == 0
    assert held(copy) == held(example)
    assert invoked(copy, "show", 4).stdout.count("changed since it was checked by Ana") == 1


def test_checks_come_into_a_file_that_knows_the_speaker_by_another_uid(run: Run, example: Path, tmp_path: Path) -> None:
    lines, other = tmp_path / "all.jsonl", tmp_path / "other.db"
    lines.write_text(run("export", "jsonl").stdout, encoding="utf-8")
    filled(other, ("speaker", "add", "Somebody"), ("speaker", "add", "Dmitry Peskov", "--country", "RU"))
    filled(other, ("import", lines))
    assert len(held(other)) == len(held(example)) > 0


@pytest.mark.parametrize(
    "change", [{"uid": "x"}, {"seen": "not JSON"}, {"seen": "[1]"}, {"checked_by": " "}, {"doubt": 3}, {"doubt": " "}, {"checked_at": None}, {"checked_at": "soon"}]
)  # fmt: skip
def test_an_invalid_check_is_refused(run: Run, example: Path, tmp_path: Path, change: dict[str, Any]) -> None:
    lines = [json.loads(line) for line in run("export", "jsonl").stdout.splitlines()]
    record = next(line for line in lines if line.get("checks"))
    record["checks"][0] |= change
    damaged = tmp_path / "all.jsonl"
    damaged.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    result = invoked(tmp_path / "copy.db", "import", damaged)
    assert result.exit_code == 4
    assert "nothing was stored" in result.stderr


def test_an_export_without_checks_is_read_as_before(run: Run, example: Path, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in run("export", "jsonl").stdout.splitlines()]
    for line in lines:
        line.pop("checks", None)
    older, copy = tmp_path / "older.jsonl", tmp_path / "copy.db"
    older.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    filled(copy, ("import", older))
    assert held(copy) == []


def test_json_without_the_stored_texts_says_that_checks_do_not_hold(run: Run, example: Path, tmp_path: Path) -> None:
    records, copy = tmp_path / "all.json", tmp_path / "copy.db"
    records.write_text(run("export", "json").stdout, encoding="utf-8")
    done = invoked(copy, "import", records)
    assert done.exit_code == 0
    assert "checks do not hold here" in done.stderr
    assert held(copy) == []


def test_checking_needs_a_file(run_from_nothing: Run, file: Path) -> None:
    for command in (["check", 1], ["cite", 1, 1, "--exact", "x"], ["delete", 1], ["speaker", "merge", "a", "b"]):
        assert "does not exist yet" in refused(run_from_nothing, *command, code=5)
    assert not file.exists()


def test_the_log_of_a_merge_says_nothing_of_how_checks_are_stored(run: Run, example: Path) -> None:
    run("speaker", "add", "Sergei V. Lavrov", "--new-speaker")
    run("speaker", "merge", "Sergey Lavrov", "Sergei V. Lavrov")
    shown = run("log", "--changeset", "3").stdout
    assert "check" in shown
    assert "{" not in shown
    assert " → " not in "".join(line for line in shown.splitlines() if "~ check" in line)


def test_a_table_brings_no_checks(run: Run, example: Path, tmp_path: Path) -> None:
    table, copy = tmp_path / "all.csv", tmp_path / "copy.db"
    table.write_text(run("export", "csv").stdout, encoding="utf-8")
    assert table.read_text(encoding="utf-8").count("A. Editor") == 6
    filled(copy, ("import", table))
    assert held(copy) == []
    assert invoked(copy, "show", "--count").stdout == "14\n"


def test_the_log_says_who_found_an_entry_right(run: Run, example: Path) -> None:
    run("check", 4, "--by", "Ana")
    run("check", 4, "--by", "Ben", "--doubt", "when?")
    assert "+ check         right, by Ana" in run("log", "--changeset", 2).stdout
    assert "+ check         doubted by Ben: “when?”" in run("log", "--changeset", 3).stdout


def test_the_views_are_made_as_the_schema_says(example: Path) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(ddl.script())
        assert connection.execute("SELECT count(*) FROM seen, checked").fetchall() == [(0,)]
