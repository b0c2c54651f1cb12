"""Random changes by the program and by plain SQL: the history restores the state after every changeset."""

import json
import shutil
import signal
import sqlite3
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy.exc import DBAPIError

from tests.support.files import without_triggers
from timeline.cli import main
from timeline.database import opening
from timeline.database.changeset import changeset
from timeline.dates import PartialDate
from timeline.errors import RefusedError
from timeline.history import past, seals, undo
from timeline.schema.tables import FACTS

Rows = dict[int, dict[str, Any]]
State = dict[str, Rows]

#: few numbers and few names, so that rows clash and refer to one another
NUMBERS = st.integers(1, 5)
NAMES = st.sampled_from(["Crimea", "Лавров", "it's", '{"a": 1}', "two\nlines", "😀"])
NOTES = st.one_of(st.none(), NAMES)
DATES = st.sampled_from([None, "2014", "2014-02", "2014-02-03~", "2013/2014", "2014/..", "2014-02-30", "2014-21", "x"])
OR = st.sampled_from(["", "", "OR REPLACE ", "OR IGNORE "])
WHERE = st.tuples(st.sampled_from(["=", "=", "<", ">"]), NUMBERS).map(lambda w: f"id {w[0]} {w[1]}")

#: table → its columns, each with its possible values
VALUES: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "speakers": {"name": NAMES, "kind": st.sampled_from(["person", "state", "nonsense"]), "note": NOTES},
    "speaker_names": {"speaker_id": NUMBERS, "name": NAMES, "lang": NOTES, "key": NOTES},
    "offices": {"speaker_id": NUMBERS, "title": NAMES, "date": DATES, "note": NOTES},
    "topics": {"name": NAMES, "key": NOTES, "note": NOTES},
    "places": {"name": NAMES, "parent_id": st.one_of(st.none(), NUMBERS), "note": NOTES},
    "place_names": {"place_id": NUMBERS, "name": NAMES, "key": NOTES},
    "sources": {"title": NAMES, "note": NOTES},
    "snapshots": {
        "source_id": NUMBERS,
        "retrieved_at": NAMES,
        "content": st.sampled_from([None, b"\x00\xff"]),
        "text": NAMES,
        "text_sha256": NAMES,
    },
    "events": {"date": DATES, "title": NAMES, "note": NOTES},
    "statements": {"date": DATES, "speaker": NAMES, "text": NAMES, "note": NOTES},
    "timeline": {"date": DATES, "speaker_id": NUMBERS, "text": NAMES, "title": NOTES},
    "participants": {"entry_id": NUMBERS, "speaker_id": NUMBERS, "role": NAMES},
    "entry_topics": {"entry_id": NUMBERS, "topic_id": NUMBERS},
    "entry_places": {"entry_id": NUMBERS, "place_id": NUMBERS},
    "citations": {"entry_id": NUMBERS, "source_id": NUMBERS, "snapshot_id": st.one_of(st.none(), NUMBERS)},
    "links": {"from_id": NUMBERS, "to_id": NUMBERS, "relation": st.sampled_from(["about", "denies", "x"])},
}
TABLES = [table.name for table in FACTS]
VIEWS = ("events", "statements", "timeline")


def literal(value: str | int | bytes | None) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


@st.composite
def inserts(draw: st.DrawFn, conflicts: st.SearchStrategy[str]) -> str:
    table = draw(st.sampled_from(sorted(VALUES)))
    numbered = draw(st.booleans())
    columns = (["id"] if numbered else []) + list(VALUES[table])
    rows = [
        ([draw(NUMBERS)] if numbered else []) + [draw(value) for value in VALUES[table].values()]
        for _ in range(draw(st.sampled_from([1, 1, 3])))
    ]
    conflict = draw(conflicts)
    tuples = ", ".join("(" + ", ".join(map(literal, row)) + ")" for row in rows)
    upsert = ""
    if not conflict and table not in VIEWS and draw(st.booleans()):
        upsert = f" ON CONFLICT DO UPDATE SET {columns[-1]} = {draw(st.sampled_from(['excluded.', '']))}{columns[-1]}"
    return f"INSERT {conflict}INTO {table} ({', '.join(columns)}) VALUES {tuples}{upsert}"


@st.composite
def updates(draw: st.DrawFn, conflicts: st.SearchStrategy[str]) -> str:
    table = draw(st.sampled_from(sorted(VALUES)))
    column = draw(st.sampled_from([*VALUES[table], "id"]))
    value = draw(VALUES[table].get(column, NUMBERS))
    conflict = "" if table in VIEWS else draw(conflicts)
    return f"UPDATE {conflict}{table} SET {column} = {literal(value)} WHERE {draw(WHERE)}"


@st.composite
def others(draw: st.DrawFn) -> str:
    table = draw(st.sampled_from(TABLES))
    return draw(
        st.sampled_from(
            [
                f"REPLACE INTO {table} SELECT * FROM {table} WHERE {draw(WHERE)}",
                f"UPDATE {table} SET changeset_id = {draw(NUMBERS)} WHERE {draw(WHERE)}",
                "DELETE FROM revisions",
                "REPLACE INTO changesets SELECT * FROM changesets",
                "UPDATE writing SET changeset_id = (SELECT max(id) FROM changesets)",
                "UPDATE writing SET restoring = 1",
                "REPLACE INTO writing (id) VALUES (1)",
                "REPLACE INTO seals SELECT * FROM seals",
            ]
        )
    )


NUMBER = NUMBERS.map(str)
COMMANDS = st.one_of(
    st.tuples(st.just("add"), NAMES, st.just("--date"), st.just("2014"), st.just("--topic"), NAMES),
    st.tuples(st.just("add"), NAMES, st.just("--date"), st.just("2014-02"), st.just("--speaker"), NUMBER),
    st.tuples(st.just("edit"), NUMBER, st.just("--note"), NAMES, st.just("--date"), st.sampled_from(["199X", "2014"])),
    st.tuples(st.just("edit"), NUMBER, st.just("--topic"), NUMBER, st.just("--place"), NUMBER),
    st.tuples(st.just("delete"), NUMBER, NUMBER),
    st.tuples(st.just("link"), NUMBER, st.just("denies"), NUMBER),
    st.tuples(st.just("unlink"), NUMBER, NUMBER),
    st.tuples(st.sampled_from(["speaker", "topic", "place", "source"]), st.just("merge"), NUMBER, NUMBER),
    st.tuples(st.sampled_from(["speaker", "topic", "place"]), st.just("edit"), NUMBER, st.just("--name"), NAMES),
    st.tuples(st.just("office"), st.just("add"), NUMBER, NAMES, st.just("--from"), st.just("2014")),
).map(list)
DELETES = st.builds("DELETE FROM {} WHERE {}".format, st.sampled_from(sorted(VALUES)), WHERE)
PLAIN = st.just("")
BY_PROGRAM = st.one_of(inserts(PLAIN), inserts(PLAIN), updates(PLAIN), DELETES)
FROM_OUTSIDE = st.one_of(inserts(OR), inserts(OR), updates(OR), updates(OR), DELETES, others())


class History(RuleBasedStateMachine):
    """A file, the program that writes to it, four shells with different settings, and a memory of every state."""

    empty_file: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "timeline.db"
        shutil.copyfile(self.empty_file, self.path)
        self.shells = {}
        for recursive in (False, True):
            for foreign_keys in (False, True):
                shell = sqlite3.connect(self.path, isolation_level=None)
                shell.execute(f"PRAGMA recursive_triggers = {recursive:d}")
                shell.execute(f"PRAGMA foreign_keys = {foreign_keys:d}")
                shell.execute("PRAGMA synchronous = OFF")
                self.shells[recursive, foreign_keys] = shell
        self.reader = self.shells[False, False]
        self.now = self.state()
        self.remembered = {0: self.now}
        self.views = {0: self.view(self.reader)}

    def teardown(self) -> None:
        try:
            copy = self.readable_copy()
            for number, state in self.remembered.items():
                assert self.as_of(number) == state
                self.check_as_of(number, copy)
        finally:
            for shell in self.shells.values():
                shell.close()
            self.folder.cleanup()

    def rows(self, sql: str) -> list[dict[str, Any]]:
        cursor = self.reader.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def state(self) -> State:
        return {table: {row["id"]: row for row in self.rows(f"SELECT * FROM {table}")} for table in TABLES}

    def latest(self) -> int:
        return int(self.reader.execute("SELECT coalesce(max(id), 0) FROM changesets").fetchone()[0])

    def as_of(self, number: int) -> State:
        """Return each row as it was before the first later changeset touched it, or else as it is now."""
        state: State = {table: dict(rows) for table, rows in self.now.items()}
        later = self.reader.execute(
            "SELECT table_name, row_id, before FROM revisions WHERE changeset_id > ? ORDER BY id DESC", (number,)
        )
        for table, row_id, before in later:
            state[table].pop(row_id, None)
            if before is not None:
                state[table][row_id] = json.loads(before)
                if state[table][row_id].get("content"):
                    state[table][row_id]["content"] = bytes.fromhex(state[table][row_id]["content"])
        return {table: {i: r for i, r in rows.items() if r["changeset_id"] <= number} for table, rows in state.items()}

    def view(self, connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in connection.execute("SELECT * FROM timeline ORDER BY id")]

    def readable_copy(self) -> Path:
        copy = self.path.with_name("copy.db")
        self.reader.execute("VACUUM INTO ?", (str(copy),))
        return without_triggers(copy)

    def check_as_of(self, number: int, file: Path) -> None:
        """Check that reading as of a changeset gives the rows of that time, in every table and the public view."""
        connection = opening.open_to_read(file)
        past.show_as_of(connection, number)
        for table in TABLES:
            rows = {row["id"]: dict(row) for row in connection.execute(f"SELECT * FROM {table}")}
            state = {  # the state as of a changeset has no bytes
                id_: {column: value for column, value in row.items() if column != "content"}
                for id_, row in self.remembered[number][table].items()
            }
            assert rows == state, (table, number)
        assert self.view(connection) == self.views[number]
        connection.close()

    def remember(self, *, refused: bool) -> None:
        before, last = self.now, max(self.remembered)
        self.now = self.state()
        number = self.latest()
        if refused:
            assert (self.now, number) == (before, last)
        elif self.now != before and number == last:  # all changes from outside within a millisecond are one changeset
            assert self.reader.execute("SELECT actor FROM changesets WHERE id = ?", (number,)).fetchone() == (
                "outside",
            )
        self.remembered[number] = self.now
        self.views[number] = self.view(self.reader)

    @rule(command=COMMANDS)
    def somebody_commands(self, command: list[str]) -> None:
        result = CliRunner().invoke(main, ["--db", str(self.path), *command], prog_name="timeline")
        signal.signal(signal.SIGINT, signal.default_int_handler)
        assert result.exception is None or isinstance(result.exception, SystemExit), command
        self.remember(refused=result.exit_code != 0)

    @rule(back=st.sampled_from([0, 0, 0, 1, 2, 5]))
    def somebody_undoes(self, back: int) -> None:
        number = self.latest() - back
        if number < 1:
            return
        before, expected = self.now, self.as_of(number - 1)
        changed = {(change.table, change.id) for change in past.changes(self.reader, number - 1, number)}
        try:
            with changeset(self.path, "undo") as session:
                undo.undo(session, number)
        except RefusedError:
            self.remember(refused=True)
            return
        self.remember(refused=False)
        for table in TABLES:
            for row in {*before[table], *self.now[table], *expected[table]}:
                source = expected if (table, row) in changed else before
                assert self.now[table].get(row) == source[table].get(row), (table, row, number)
        if back == 0 and number - 1 in self.remembered:
            assert self.now == self.remembered[number - 1]

    @rule(statements=st.lists(BY_PROGRAM, min_size=1, max_size=4), fails=st.sampled_from([False, False, False, True]))
    def the_program_writes(self, statements: list[str], fails: bool) -> None:
        with suppress(KeyError), changeset(self.path, "machine") as session:
            connection = session.connection()
            for statement in statements:
                with suppress(DBAPIError):
                    connection.exec_driver_sql(statement)
            if fails:
                raise KeyError
        self.remember(refused=fails)

    @rule(statement=FROM_OUTSIDE, recursive=st.booleans(), foreign_keys=st.booleans())
    def somebody_writes(self, statement: str, recursive: bool, foreign_keys: bool) -> None:
        try:
            self.shells[recursive, foreign_keys].execute(statement)
        except sqlite3.Error:
            self.remember(refused=True)
        else:
            self.remember(refused=False)

    @rule(
        statements=st.lists(FROM_OUTSIDE, min_size=2, max_size=4),
        recursive=st.booleans(),
        end=st.sampled_from(["COMMIT", "COMMIT", "ROLLBACK"]),
    )
    def somebody_writes_in_a_transaction(self, statements: list[str], recursive: bool, end: str) -> None:
        shell = self.shells[recursive, False]
        shell.execute("BEGIN")
        for statement in statements:
            with suppress(sqlite3.Error):
                shell.execute(statement)
        shell.execute(end)
        self.remember(refused=end == "ROLLBACK")

    @invariant()
    def the_history_restores_every_state(self) -> None:
        for number in sorted(self.remembered)[-4:]:
            assert self.as_of(number) == self.remembered[number]

    @invariant()
    def every_seal_holds(self) -> None:
        if self.latest() % 4:
            return
        assert [seal for seal in seals.seals(self.reader) if seal.digest != seal.computed] == []
        sealed = seals.head(self.reader)
        for changeset_ in seals.unsealed(self.reader):
            assert changeset_.outside
            assert sealed is None or changeset_.changeset > sealed.changeset

    @invariant()
    def every_row_is_stamped_and_every_changeset_is_finished(self) -> None:
        assert self.reader.execute("SELECT id, changeset_id, restoring FROM writing").fetchall() == [(1, None, 0)]
        assert [row for rows in self.now.values() for row in rows.values() if row["changeset_id"] is None] == []

    @invariant()
    def bounds_are_those_of_their_date(self) -> None:
        for row in [*self.now["entries"].values(), *self.now["offices"].values()]:
            date = PartialDate.parse(row["date"]) if row["date"] is not None else None
            assert (row["date_earliest"], row["date_latest"]) == (
                (date.earliest, date.latest) if date else (None, None)
            )


def test_the_history_restores_every_state(empty_file: Path) -> None:
    History.empty_file = empty_file
    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
        ),
    )
