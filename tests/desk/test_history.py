"""The log, differences, earlier states and undo through the desk; opening a changeset."""

import datetime
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from timeline.database.opening import read_connection
from timeline.desk import changesets, entities, history
from timeline.errors import DateError, NotFoundError, RefusedError
from timeline.store.author import Author, Door

Sql = Callable[..., list[Any]]
ANNA = Author("Anna")


def today() -> datetime.date:
    return datetime.date(2025, 3, 1)


@pytest.fixture
def changed(example: Path) -> Path:
    """The example, a topic that the desk adds, and two changes by plain SQL."""
    with changesets.opened(example, Author("Anna", "It is so"), "topic add new") as session:
        entities.add_topic(session, "new")
    with closing(sqlite3.connect(example, isolation_level=None)) as connection:
        connection.execute("UPDATE statements SET text = 'It is so' WHERE id = 12")
        connection.execute("DELETE FROM entries WHERE id = 4")
    return example


@pytest.fixture
def connection(changed: Path) -> Iterator[sqlite3.Connection]:
    with read_connection(changed) as connection:
        yield connection


def test_the_log_counts_what_each_changeset_touched(connection: sqlite3.Connection) -> None:
    rows = history.log(connection)
    assert [(row["id"], row["actor"], row["message"]) for row in rows[:-1]] == [
        (4, "outside", None), (3, "outside", None), (2, "Anna", "It is so"),
    ]  # fmt: skip
    assert rows[2]["touched"] == {"topics": 1}
    assert rows[0]["touched"] == {"citations": 1, "entries": 1, "entry_topics": 1, "links": 3}
    assert [row["id"] for row in history.log(connection, limit=1)] == [4]
    assert [row["id"] for row in history.log(connection, entry=12)] == [4, 3, 1]
    with pytest.raises(NotFoundError, match="there is no entry 99; timeline show lists the numbers"):
        history.log(connection, entry=99)


def test_a_changeset_is_read_with_its_changes(connection: sqlite3.Connection) -> None:
    changeset, difference = history.read_changeset(connection, "3")
    (change,) = difference.changes
    assert (changeset["actor"], change.table, change.id, change.action) == ("outside", "entries", 12, "changed")
    record = history.record_of(change)
    assert record["after"] is not None
    assert (record["action"], record["after"]["text"]) == ("changed", "It is so")
    for typed in ("99", "0", "x", "9" * 30):
        with pytest.raises(NotFoundError) as caught:
            history.read_changeset(connection, typed)
        assert caught.value.field == "changeset"


def test_bytes_are_written_in_hexadecimal_digits(connection: sqlite3.Connection) -> None:
    changes = [change for change in history.difference(connection, 0, 1).changes if change.table == "snapshots"]
    (row,) = connection.execute("SELECT content FROM snapshots").fetchone()
    after = history.record_of(changes[0])["after"]
    assert after is not None
    assert after["content"] == (None if row is None else row.hex())
    change = changes[0]._replace(before={"content": b"\x00\xff"})
    assert history.record_of(change)["before"] == {"content": "00ff"}


def test_a_difference_ends_at_the_later_moment(connection: sqlite3.Connection) -> None:
    whole = history.difference(connection, 1)
    assert (whole.first, whole.last) == (1, 4)
    assert {(change.table, change.id, change.action) for change in whole.changes} >= {
        ("topics", 7, "added"), ("entries", 12, "changed"), ("entries", 4, "deleted"),
    }  # fmt: skip
    assert {change.id for change in history.difference(connection, 1, 2).changes} == {7}
    assert history.difference(connection, 4).changes == ()
    with pytest.raises(RefusedError, match="changeset 3 comes after changeset 2"):
        history.difference(connection, 3, 2)


def test_a_row_is_named_as_it_was_at_a_changeset(connection: sqlite3.Connection) -> None:
    changes = history.difference(connection, 1).changes
    then, now = history.names_at(connection, changes, 2), history.names_at(connection, changes, 4)
    assert then("entries", 12) != "It is so" == now("entries", 12)
    assert now("entries", 4).startswith("Moscow has left no doubt")  # it is gone: as it was before
    assert then("speakers", 2) == "Sergey Lavrov"
    assert now("entries", 99) == "99"
    assert now("links", 2) == "2"


@pytest.mark.parametrize(
    ("text", "changeset", "entries"),
    [("0", 0, 0), ("1", 1, 14), ("#4", 4, 13), ("2025-02-26", 0, 0), ("27 Feb 2025", 1, 14), ("yesterday", 1, 14)],
)
def test_the_file_is_read_as_it_was_at_a_moment(
    connection: sqlite3.Connection, text: str, changeset: int, entries: int
) -> None:
    moment = history.read_as_of(connection, text, today)
    assert moment.changeset == changeset
    assert (moment.read is not None and moment.read.is_relative) == (text == "yesterday")
    assert connection.execute("SELECT count(*) FROM timeline").fetchone()[0] == entries


def test_a_text_that_is_not_a_moment_is_refused_at_its_field(connection: sqlite3.Connection) -> None:
    with pytest.raises(NotFoundError, match="the last is 4") as not_found:
        history.read_as_of(connection, "9", today)
    with pytest.raises(DateError) as date:
        history.read_as_of(connection, "nonsense", today, field="at")
    assert (not_found.value.field, date.value.field) == ("as_of", "at")


def test_undoing_goes_back_and_forth(changed: Path, sql: Sql) -> None:
    counts = []
    for expected in (4, 3, 2, 1):
        with read_connection(changed) as connection:
            number = history.to_undo(connection)["id"]
        assert number == expected
        with changesets.opened(changed, ANNA, "undo", undoes=number) as session:
            undone, here, _ = history.undo(session, number)
        assert here == 9 - number
        counts.append((undone.restored, undone.removed))
    assert counts[:3] == [({"entries": 1}, {}), ({"entries": 1}, {}), ({}, {"topics": 1})]
    assert counts[3][1]["entries"] == 14
    assert sql("SELECT count(*) FROM entries") == [(0,)]
    with read_connection(changed) as connection, pytest.raises(NotFoundError, match="there is nothing to undo"):
        history.to_undo(connection)
    assert [row[0] for row in sql("SELECT message FROM changesets WHERE id > 6 ORDER BY id")] == [
        "undoes changeset 2", "undoes changeset 1",
    ]  # fmt: skip


def test_a_changeset_with_later_changes_cannot_be_undone(changed: Path, sql: Sql) -> None:
    with pytest.raises(RefusedError, match="was changed again by"), changesets.opened(changed, ANNA, "undo") as session:
        history.undo(session, 1)
    with (
        pytest.raises(NotFoundError, match="99"),
        changesets.opened(changed, ANNA, "undo") as session,
    ):
        history.undo(session, 99)
    assert sql("SELECT max(id) FROM changesets") == [(4,)]


@pytest.mark.parametrize(
    ("why", "purpose", "undoes", "message"),
    [
        (None, None, None, None),
        ("a slip", None, None, "a slip"),
        ("a slip", "imports a.csv", None, "imports a.csv: a slip"),
        (None, "imports a.csv", None, "imports a.csv"),
        ("a slip", None, 3, "undoes changeset 3: a slip"),
        (None, None, 3, "undoes changeset 3"),
    ],
)
def test_the_message_of_a_changeset(why: str | None, purpose: str | None, undoes: int | None, message: str) -> None:
    assert changesets.message_of(why, purpose=purpose, undoes=undoes) == message


@pytest.mark.parametrize(("door", "command"), [("command line", "topic add x"), ("browser", "browser: topic add x")])
def test_the_log_names_the_author_and_the_front_end(path: Path, sql: Sql, door: Door, command: str) -> None:
    author = changesets.author_of(" Anna ", "because", door)
    with changesets.opened(path, author, "topic add x", purpose="begins") as session:
        entities.add_topic(session, "x")
    assert sql("SELECT actor, command, message FROM changesets") == [("Anna", command, "begins: because")]


def test_a_rehearsal_and_an_error_store_nothing(path: Path, sql: Sql) -> None:
    with changesets.opened(path, ANNA, "topic add x", rehearse=True) as session:
        assert entities.add_topic(session, "x").changeset == 1
    with pytest.raises(ZeroDivisionError), changesets.opened(path, ANNA, "topic add x") as session:
        entities.add_topic(session, "x").value / 0
    assert sql("SELECT count(*) FROM changesets") == sql("SELECT count(*) FROM topics") == [(0,)]


@pytest.mark.parametrize(("name", "why", "field"), [(" ", None, "by"), (None, "", "why"), ("A", "a\0b", "why")])
def test_author_and_reason_are_checked(name: str | None, why: str | None, field: str) -> None:
    with pytest.raises(RefusedError) as caught:
        changesets.author_of(name, why)
    assert caught.value.field == field


def test_reading_the_history_loads_no_sqlalchemy(changed: Path) -> None:
    program = (
        "import sys\nfrom timeline.database.opening import read_connection\n"
        "from timeline.desk import changesets, entity_lists, history\n"
        "with read_connection(sys.argv[1]) as connection:\n"
        "    history.log(connection), history.difference(connection, 0), entity_lists.offices(connection, 'Lavrov')\n"
        "    history.read_as_of(connection, '1', lambda: None)\n"
        "print('sqlalchemy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program, changed], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
