"""``timeline log``, ``diff``, ``undo`` and ``show --as-of``: who changed what and why, and how it was before."""

import datetime
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.support.commands import Run, refused
from tests.support.terminal import Terminal

Sql = Callable[..., list[Any]]


@pytest.fixture
def plain_sql(file: Path) -> Callable[[str], None]:
    """Change the file as a shell with SQLite's default settings does."""

    def change(script: str) -> None:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.executescript(script)

    return change


@pytest.fixture
def story(run: Run, example: Path, plain_sql: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """The example, then five changesets: two by commands, two from outside, and one that undoes the last."""
    monkeypatch.setenv("TZ", "UTC")
    run(
        "add",
        "Something",
        "--date",
        "2014",
        "--topic",
        "new",
        "--source",
        "An article",
        "--by",
        "Anna",
        "--why",
        "It is so",
    )
    run("speaker", "add", "Hakan Fidan", "--country", "TR", "--alias", "Fidan")
    plain_sql("UPDATE statements SET text = 'It is so', date = '2025-02' WHERE id = 12")
    plain_sql("DELETE FROM entries WHERE id = 4")
    run("undo")


def without_times(text: str) -> str:
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "(a moment)", re.sub("-[0-9a-f]{32}", "-(a digest)", text))


def test_a_row_that_was_made_again_under_its_number_is_not_lost_by_an_undo(
    run: Run, example: Path, plain_sql: Any
) -> None:
    plain_sql("DELETE FROM entries WHERE id = 14")
    plain_sql("INSERT INTO events (id, date, title) VALUES (14, '2021', 'Other')")
    assert "entry 14 was changed again by changeset 3" in refused(run, "undo", 2)
    assert "Other" in run("show", 14).stdout


def test_tables_and_indexes_of_ones_own_do_not_disturb_the_history(run: Run, example: Path, plain_sql: Any) -> None:
    plain_sql(
        "CREATE TABLE entries_copy AS SELECT * FROM entries; UPDATE entries_copy SET changeset_id = NULL WHERE id = 1"
    )
    plain_sql('CREATE INDEX "by (note)" ON entries (note)')
    run("log")
    run("log", "--changeset", 1)
    run("edit", 12, "--note", "x")
    assert "entry 12" in run("diff", 1, 2).stdout
    assert "non-negotiable" in run("show", "--as-of", 1).stdout
    assert "nothing is wrong" in run("db", "check").stderr


def test_the_log_for_people(run: Run, story: None, snapshot: SnapshotAssertion) -> None:
    assert without_times(run("log").stdout) == snapshot
    assert without_times(run("log", "12").stdout) == snapshot
    for number in range(2, 7):
        assert without_times(run("log", "--changeset", number).stdout) == snapshot


def test_the_log_for_programs(run: Run, story: None) -> None:
    rows = [json.loads(line) for line in run("log", "--format", "jsonl", "--limit", "3").stdout.splitlines()]
    assert [(row["id"], row["actor"], row["message"]) for row in rows] == [
        (6, "tester", "undoes changeset 5"),
        (5, "outside", None),
        (4, "outside", None),
    ]
    assert rows[2]["touched"] == {"entries": 1}
    assert rows[1]["touched"] == {"citations": 1, "entries": 1, "entry_topics": 1, "links": 3}
    (one,) = json.loads(run("log", "--changeset", "4", "--format", "json").stdout)
    (change,) = one["changes"]
    assert (change["table"], change["id"], change["action"]) == ("entries", 12, "changed")
    assert (change["before"]["date_latest"], change["after"]["date_latest"]) == ("2025-02-27", "2025-02-28")


def test_author_and_reason_are_stored(run: Run, story: None, sql: Sql) -> None:
    assert sql("SELECT actor, message FROM changesets WHERE id = 2") == [("Anna", "It is so")]
    refused(run, "add", "x", "--date", "2014", "--why", " ", field="--why")


def test_show_as_of_prints_what_show_printed_then(run: Run, file: Path, plain_sql: Callable[[str], None]) -> None:
    run("init", "--example")
    outputs: dict[int, list[str]] = {}

    def remember() -> None:
        number = json.loads(run("log", "--limit", "1", "--format", "jsonl").stdout)["id"]
        outputs[number] = everything()

    def everything(*options: str) -> list[str]:
        return [
            run("show", *options, *more).stdout
            for more in ([], ["--format", "jsonl"], ["--format", "csv"], ["--speaker", "Lavrov"], ["--topic", "Crimea"])
        ]

    remember()
    for step in (
        lambda: run("add", "x", "--date", "2014", "--topic", "Crimea", "--source", "1", "--link", "about 3"),
        lambda: plain_sql("UPDATE speakers SET name = 'S. Lavrov' WHERE id = 2"),
        lambda: plain_sql("UPDATE timeline SET date = '2013' WHERE id = 1; DELETE FROM events WHERE id = 2"),
        lambda: plain_sql("INSERT OR REPLACE INTO topics (id, name) VALUES (6, 'votes')"),
        lambda: plain_sql("INSERT INTO offices (speaker_id, title, date) VALUES (2, 'envoy', '2025-02')"),
        lambda: plain_sql(
            "UPDATE citations SET exact = 'no' WHERE entry_id = 12; DELETE FROM links WHERE from_id = 12"
        ),
        lambda: run("undo"),
        lambda: run("undo", "2"),
        lambda: plain_sql("DELETE FROM entries WHERE id > 5"),
        lambda: run("undo"),
    ):
        step()
        remember()
    for number, before in outputs.items():
        assert everything("--as-of", str(number)) == before, number


def test_a_moment_is_a_day_a_time_or_a_changeset(run: Run, story: None) -> None:
    assert run("show", "--as-of", "0", "--count").stdout == "0\n"
    assert run("show", "--as-of", "1", "--count").stdout == "14\n"
    assert run("show", "--as-of", "#5", "--count").stdout == "14\n"
    assert run("show", "--as-of", "27 Feb 2025", "--count").stdout == "14\n"
    assert run("show", "--as-of", "2025-02-26", "--count").stdout == "0\n"
    assert run("show", "--as-of", "2025-02-27T11:59Z", "--count").stdout == "0\n"
    assert run("show", "--as-of", "2025-02-27 12:00Z", "--count").stdout == "14\n"
    assert run("show", "--as-of", "2025-02-27T14:59:59+03:00", "--count").stdout == "0\n"
    assert run("show", "--as-of", "today", "--count").stdout == "15\n"
    for late in ("9999-12-31", "2025/..", "2014/"):
        assert run("show", "--as-of", late, "--count").stdout == "15\n"
    for early in ("0000-01-01", "0001-01-01", "0999-01-01"):
        assert run("show", "--as-of", early, "--count").stdout == "0\n"
    assert run("show", "--as-of", "2025-02-27T15:00+03:00", "--count").stdout == "14\n"
    assert "the last is 6" in refused(run, "show", "--as-of", "2014", code=3, field="--as-of")
    assert "“nonsense”" in refused(run, "show", "--as-of", "nonsense", field="--as-of")
    assert "“unknown”" in refused(run, "show", "--as-of", "unknown", field="--as-of")


def test_diff(run: Run, story: None, snapshot: SnapshotAssertion) -> None:
    assert run("diff", "2", "4").stdout == snapshot
    assert run("diff", "4").stderr == "no differences\n"
    changes = json.loads(run("diff", "1", "--format", "json").stdout)
    assert {(c["table"], c["action"]) for c in changes if c["id"] in (12, 15)} >= {
        ("entries", "changed"),
        ("entries", "added"),
    }
    assert "A is later than B" in refused(run, "diff", "4", "2", code=2)


def test_undo_goes_back_step_by_step_and_can_be_undone(run: Run, example: Path) -> None:
    states = [run("show", "--format", "json").stdout]
    for text in ("One", "Two"):
        run("add", text, "--date", "2014")
        states.append(run("show", "--format", "json").stdout)
    assert run("undo").stderr == "undid changeset 3: add Two --date 2014, by tester, just now; 1 entry removed\n"
    assert run("show", "--format", "json").stdout == states[1]
    assert "undid changeset 2" in run("undo", "--why", "a mistake").stderr
    assert run("show", "--format", "json").stdout == states[0]
    run("undo", "5")
    assert run("show", "--format", "json").stdout == states[1]
    assert "undoes changeset 2: a mistake" in run("log").stdout
    run("undo", "4")
    assert run("show", "--format", "json").stdout == states[2]


def test_an_undo_that_later_changes_build_on_is_refused_and_names_them(
    run: Run, example: Path, plain_sql: Callable[[str], None]
) -> None:
    run("add", "Something", "--date", "2014")
    plain_sql("UPDATE events SET title = 'Anything' WHERE id = 15")
    plain_sql("UPDATE events SET title = 'Everything' WHERE id = 15")
    before = run("show", "--format", "json").stdout
    message = refused(run, "undo", "2")
    assert "changeset 2 cannot be undone: entry 15 was changed again by changesets 3, 4" in message
    run("add", "More", "--date", "2015", "--link", "about 3")
    message = refused(run, "undo", "1")
    assert all(fact in message for fact in ("link 12", "changeset 5", "entry 3"))
    run("undo", "5")
    assert run("show", "--format", "json").stdout == before


def test_undo_finds_the_last_changeset_in_force(run: Run, example: Path, sql: Sql) -> None:
    run("edit", "1", "--note", "A")
    run("edit", "1", "--title", "Later")
    run("undo", "3")
    assert "changeset 3" in refused(run, "undo", "3")
    run("undo", "4")
    assert "undid changeset 3" in run("undo").stderr
    run("edit", "2", "--note", "B", "--why", "undoes changeset 2 by hand")
    run("edit", "2", "--note", "C", "--why", "undoes changeset 2")
    for number in (8, 7, 2, 1):
        assert f"undid changeset {number}: " in run("undo").stderr
    assert sql("SELECT count(*) FROM entries") == [(0,)]


def test_an_undo_is_refused_if_a_name_is_in_use_again(run: Run, example: Path) -> None:
    run("topic", "merge", "referendums", "annexed regions")
    run("topic", "add", "referendums")
    message = refused(run, "undo", "2")
    assert all(fact in message for fact in ("topic 7", "changeset 3"))
    run("undo", "3")
    run("undo", "2")


def test_text_that_is_not_utf8_can_be_changed_deleted_and_restored(run: Run, example: Path, sql: Sql) -> None:
    with closing(sqlite3.connect(example)) as connection, connection:
        connection.execute("INSERT INTO events (date, title) VALUES ('2014', CAST(x'636166e9' AS TEXT))")
    raw = "SELECT CAST(title AS BLOB), note, typeof(title) FROM entries WHERE id = 15"
    run("edit", "15", "--note", "a slip")
    run("undo")
    run("delete", "15")
    assert "caf\ufffd" in run("log", "--changeset", "5").stdout
    run("undo")
    assert sql(raw) == [(b"caf\xe9", None, "text")]
    run("edit", "15", "--title", "café")
    run("undo")
    assert sql(raw) == [(b"caf\xe9", None, "text")]


def test_a_long_text_is_cut_in_the_log(run: Run, example: Path) -> None:
    run("add", "x" * 300_000, "--date", "2014")
    assert "x…" in run("log", "--changeset", "2").stdout


def test_undoing_the_example_leaves_nothing(run: Run, example: Path, sql: Sql) -> None:
    run("undo")
    assert sql("SELECT count(*) FROM entries") == sql("SELECT count(*) FROM speaker_names") == [(0,)]
    run("undo", "2")
    assert run("show", "--count").stdout == "14\n"


@pytest.mark.parametrize(
    ("arguments", "code", "field", "fact"),
    [
        (["undo", "99"], 3, "", "there is no changeset 99"),
        (["undo", "x"], 2, "", "“x”"),
        (["log", "99"], 3, "", "99"),
        (["log", "--changeset", "99"], 3, "--changeset", "99"),
        (["log", "12", "--changeset", "1"], 2, "", "leave out NUMBER"),
        (["diff"], 2, "", "'A'"),
        (["diff", "1", "99"], 3, "B", "99"),
    ],
)
def test_bad_input(run: Run, example: Path, arguments: list[str], code: int, field: str, fact: str) -> None:
    assert fact in refused(run, *arguments, code=code, field=field)


def test_nothing_to_undo(run: Run) -> None:
    run("init")
    assert "nothing to undo" in refused(run, "undo", code=3)
    assert run("log").stderr == "nothing has been changed yet\n"


def test_a_number_that_nothing_has_is_shown_whole(run: Run, example: Path) -> None:
    huge = "1234567890" * 3
    assert refused(run, "log", "--changeset", huge, code=3, field="--changeset").startswith(
        f"there is no changeset {huge}; "
    )
    assert f"there is no changeset {huge}, the last is 1;" in refused(
        run, "show", "--as-of", huge, code=3, field="--as-of"
    )
    assert f"there is no entry {huge};" in refused(run, "show", huge, code=3)
    assert f"{huge}1234567890…, " in refused(run, "diff", huge * 2, code=3, field="A")
    assert refused(run, "log", "999", code=3) == "there is no entry 999; timeline show lists the numbers\n"
    run("delete", "12")
    assert "delete 12" in run("log", "12").stdout


@pytest.mark.parametrize(
    ("command", "undone"),
    [
        (["edit", 12, "--date", "2024"], "1 entry restored"),
        (["edit", 12, "--topic", "Crimea"], "1 entry restored"),
        (["delete", 4, 5], "2 entries restored"),
        (["add", "x", "--date", "2014", "--topic", "new"], "1 topic removed, 1 entry removed"),
        (["speaker", "edit", "Lavrov", "--alias", "S. L."], "1 speaker restored"),
        (["check", 12, 4], "2 checks removed"),
        (["topic", "merge", "negotiations", "Crimea"], "1 topic restored, "),
    ],
)
def test_undo_says_what_it_undid(run: Run, example: Path, command: list[object], undone: str) -> None:
    run(*command, "--by", "Ana")
    message = run("undo").stderr
    assert message.startswith(f"undid changeset 2: {command[0]} ")
    assert ", by Ana, just now; " in message
    assert undone in message
    assert message.count("\n") == 1


def test_undo_asks_on_a_terminal_before_it_undoes_what_somebody_else_did(run: Run, example: Path) -> None:
    run("edit", 12, "--note", "x", "--by", "Boris")
    terminal = Terminal("--db", example, "undo")
    terminal.answer("Undo it? [y/N]: ", "n")
    assert terminal.finish() == 0
    assert "nothing was undone" in terminal.seen
    assert "undo" not in run("log", "--limit", "1").stdout
    terminal = Terminal("--db", example, "undo")
    terminal.wait_for("by Boris")
    terminal.answer("Undo it? [y/N]: ", "y")
    assert terminal.finish() == 0
    assert "undid changeset 2" in terminal.seen
    for command in (["undo"], ["undo", 4]):
        run("edit", 12, "--note", "y", *(["--by", "Boris"] if len(command) > 1 else []))
        terminal = Terminal("--db", example, *command)
        assert terminal.finish() == 0
        assert "Undo it?" not in terminal.seen


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "just now"),
        (2, "2 minutes ago"),
        (61, "1 hour ago"),
        (60 * 49, "2 days ago"),
        (60 * 24 * 40, "on 20"),
        (-5, "on 20"),
    ],
)
def test_how_long_ago_a_changeset_was_made(run: Run, example: Path, minutes: int, words: str) -> None:
    run("edit", 12, "--note", "x")
    with closing(sqlite3.connect(example)) as connection, connection:
        triggers = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'changesets'"
        statements = connection.execute(triggers.replace("name", "name, sql", 1)).fetchall()
        for name, _ in statements:
            connection.execute(f"DROP TRIGGER {name}")
        moment = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=minutes)
        connection.execute("UPDATE changesets SET at = ? WHERE id = 2", (moment.isoformat(),))
        for _, sql in statements:
            connection.execute(sql)
    assert f", by tester, {words}" in run("undo").stderr
