"""Random changes around checks: a check holds exactly as long as the entry is as somebody saw it."""

import json
import shutil
import signal
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.support.files import without_triggers
from timeline.cli import main
from timeline.database import opening
from timeline.history import past
from timeline.reading import query
from timeline.reading.filter import Filter
from timeline.reading.records import Record, records

FILLED = """
INSERT INTO speakers (id, name) VALUES (1, 'Ann Lee'), (2, 'A. Lee'), (3, 'Ben Ode');
INSERT INTO sources (id, title) VALUES (1, 'An article');
INSERT INTO snapshots (id, source_id, retrieved_at, content, content_sha256, text, text_sha256) VALUES
  (1, 1, '2024-05-01T00:00:00Z', CAST('It is over, she said.' AS BLOB), 'afebc55795980edc8cc29d19d98f6ba5a3f37eceecb7c31aca0f7f71843c5207', 'It is over, she said.', 'afebc55795980edc8cc29d19d98f6ba5a3f37eceecb7c31aca0f7f71843c5207');
INSERT INTO statements (id, date, speaker_id, text, mode) VALUES
  (1, '2024', 1, 'It was over', 'paraphrase'), (2, NULL, 3, 'line' || char(10) || 'и', 'verbatim');
INSERT INTO events (id, date, title) VALUES (3, '2014', 'It began');
INSERT INTO citations (id, entry_id, source_id, snapshot_id, exact, start, "end") VALUES (1, 1, 1, 1, 'It is over', 0, 10);
"""
ENTRY, SPEAKER = st.integers(1, 3), st.integers(1, 3)
TEXT = st.sampled_from(['It is "over"', "It is not", "a\\b\t/é\u2028\x7f", "e\ne"])
#: plain SQL, of which some changes what people see and some does not
SQL = st.one_of(
    st.builds("UPDATE entries SET text = {} WHERE id = {}".format, TEXT.map(lambda t: "'" + t.replace("'", "''") + "'"), ENTRY),
    st.builds("UPDATE entries SET note = {} WHERE id = {}".format, st.sampled_from(["NULL", "'n'"]), ENTRY),
    st.builds("UPDATE timeline SET date = {} WHERE id = {}".format, st.sampled_from(["'2024'", "'[..2014-02]'"]), ENTRY),
    st.builds("UPDATE entries SET time = {} WHERE id = {}".format, st.sampled_from(["NULL", "'10:00'"]), ENTRY),
    st.builds("UPDATE entries SET speaker_id = {} WHERE id = {} AND kind = 'statement'".format, SPEAKER, ENTRY),
    st.builds("INSERT OR IGNORE INTO participants (entry_id, speaker_id, role) VALUES ({}, {}, '{}')".format, ENTRY, SPEAKER, st.sampled_from(["speaker", "host"])),
    st.builds("DELETE FROM participants WHERE entry_id = {}".format, ENTRY),
    st.builds("INSERT INTO citations (entry_id, source_id) VALUES ({}, 1)".format, ENTRY),
    st.builds("UPDATE citations SET start = {}, note = 'n' WHERE id = 1".format, st.sampled_from([0, 3])),
    st.builds("DELETE FROM citations WHERE entry_id = {}".format, ENTRY),
    st.builds("DELETE FROM entries WHERE id = {}".format, ENTRY),
    st.builds("UPDATE speakers SET name = name || '!' WHERE id = {}".format, SPEAKER),
)  # fmt: skip
COMMANDS = st.one_of(
    st.builds(lambda entry, text: ["edit", entry, "--text", text], ENTRY, TEXT),
    st.builds(lambda entry, text: ["edit", entry, "--setting", text], ENTRY, TEXT),
    st.builds(lambda entry, speaker: ["edit", entry, "--speaker", speaker], ENTRY, SPEAKER),
    st.builds(
        lambda speaker: ["speaker", "edit", speaker, "--name", f"Carl {['Ace', 'Bo', 'Coe'][speaker - 1]}"], SPEAKER
    ),
    st.permutations([1, 2, 3]).map(lambda speakers: ["speaker", "merge", *speakers[:2]]),
    st.permutations([1, 2, 3]).map(lambda speakers: ["speaker", "merge", *speakers[:2]]),
    st.builds(lambda entry: ["cite", entry, 1, "--exact", "over"], ENTRY),
)

Seen = dict[str, Any]


class Checks(RuleBasedStateMachine):
    """A file, people who check its entries or change them, and a memory of what each of them saw."""

    empty_file: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "timeline.db"
        shutil.copyfile(self.empty_file, self.path)
        self.shell = sqlite3.connect(self.path, isolation_level=None)
        self.shell.executescript(FILLED)
        #: uid of a check → what its author saw
        self.remembered: dict[str, Seen] = {}
        #: uid of a merged speaker → the one that it was merged into last, and the checks that were stored then
        self.merged: dict[str, tuple[str, set[str]]] = {}
        #: changeset → the checks that held then
        self.held: dict[int, set[str]] = {}
        for entry in (1, 2, 3):
            self.somebody_checks(entry, ())

    def teardown(self) -> None:
        try:
            self.shell.execute("VACUUM INTO ?", (str(self.path.with_name("copy.db")),))
            copy = without_triggers(self.path.with_name("copy.db"))
            for number, held in self.held.items():
                with closing(opening.open_to_read(copy)) as connection:
                    past.show_as_of(connection, number)
                    assert holding(records(connection, query.entries(connection, Filter(), simply=True))) == held
        finally:
            self.shell.close()
            self.folder.cleanup()

    def rows(self, sql: str, *values: object) -> list[Any]:
        return self.shell.execute(sql, values).fetchall()

    def command(self, *arguments: object) -> bool:
        result = CliRunner().invoke(main, ["--db", str(self.path), *map(str, arguments)], prog_name="timeline")
        signal.signal(signal.SIGINT, signal.default_int_handler)
        assert result.exception is None or isinstance(result.exception, SystemExit), arguments
        return result.exit_code == 0

    def uid_of(self, speaker: object) -> str | None:
        return next((row[0] for row in self.rows("SELECT uid FROM speakers WHERE id = ?", speaker)), None)

    def now(self, uid: str, check: str) -> str:
        """Return the speaker that a speaker of a check was merged into, as long as the merge is not undone.

        A merge does not carry a check along that was undone at that time, and that comes back later.
        """
        while (
            uid in self.merged
            and check in self.merged[uid][1]
            and not self.rows("SELECT 1 FROM speakers WHERE uid = ?", uid)
        ):
            uid = self.merged[uid][0]
        return uid

    def seen(self, entry: int) -> Seen:
        """Return what people see of an entry, read from the tables."""
        ((kind, *words),) = self.rows("SELECT kind, date, time, title, text, mode FROM entries WHERE id = ?", entry)
        lead = self.rows("SELECT uid FROM speakers WHERE id = (SELECT speaker_id FROM entries WHERE id = ?)", entry)
        joint = self.rows(
            "SELECT s.uid FROM participants AS p JOIN speakers AS s ON s.id = p.speaker_id"
            " WHERE p.entry_id = ? AND p.role = 'speaker'",
            entry,
        )
        cited = self.rows('SELECT exact, start, "end", snapshot_id FROM citations WHERE entry_id = ?', entry)
        words[2] = words[2] if kind == "event" else None
        joint = joint if kind == "statement" else []
        return {
            "words": words,
            "lead": [row[0] for row in lead],
            "joint": [row[0] for row in joint],
            "cited": sorted(map(repr, cited)),
        }

    def holds(self, check: str, entry: int) -> bool:
        def mapped(seen: Seen) -> Any:
            lead, joint = ([self.now(uid, check) for uid in seen[key]] for key in ("lead", "joint"))
            return {**seen, "lead": lead, "joint": sorted(set(joint) - set(lead))}

        return bool(mapped(self.remembered[check]) == mapped(self.seen(entry)))

    @rule(entry=ENTRY, doubt=st.sampled_from([(), (), ("--doubt", "which year?")]))
    def somebody_checks(self, entry: int, doubt: tuple[str, ...]) -> None:
        if self.command("check", entry, *doubt):
            ((uid,),) = self.rows("SELECT uid FROM checks ORDER BY id DESC LIMIT 1")
            self.remembered[uid] = self.seen(entry)

    @rule(command=COMMANDS)
    def somebody_commands(self, command: list[object]) -> None:
        uids = [self.uid_of(number) for number in command[2:]] if command[1] == "merge" else []
        checks = {row[0] for row in self.rows("SELECT uid FROM checks")}
        if self.command(*command) and len(uids) == 2:
            self.merged[str(uids[0])] = str(uids[1]), checks

    @rule(statement=SQL)
    def somebody_writes_sql(self, statement: str) -> None:
        try:
            self.shell.execute(statement)
        except sqlite3.Error:
            return

    @rule(back=st.sampled_from([0, 0, 0, 1, 2]))
    def somebody_undoes(self, back: int) -> None:
        number = self.rows("SELECT max(id) FROM changesets")[0][0] - back
        if number > 1:
            self.command("undo", number)

    @invariant()
    def a_check_holds_as_long_as_the_entry_is_as_it_was_seen(self) -> None:
        stored = self.rows("SELECT uid, entry_id, doubt, checked_at FROM checks ORDER BY checked_at, id")
        expected = {uid for uid, entry, *_ in stored if self.holds(uid, entry)}
        connection = opening.open_to_read(self.path)
        with closing(connection):
            shown = list(records(connection, query.entries(connection, Filter())))
            right = {row["id"] for row in query.entries(connection, Filter(checked=True))}
            others = {row["id"] for row in query.entries(connection, Filter(checked=False))}
            latest = {row["entry_id"]: row["doubt"] for row in connection.execute("SELECT * FROM checked")}
        assert holding(shown) == expected
        assert latest == {entry: doubt for uid, entry, doubt, _ in stored if uid in expected}
        assert right == {entry for entry, doubt in latest.items() if doubt is None}
        assert right | others == {record["id"] for record in shown}
        assert not right & others
        self.held[self.rows("SELECT max(id) FROM changesets")[0][0]] = expected


def holding(shown: Any) -> set[str]:
    """Return the uids of the checks that hold, by the records of their entries."""
    entries: list[Record] = list(shown)
    assert all(json.loads(check["seen"]) for record in entries for check in record["checks"])
    return {check["uid"] for record in entries for check in record["checks"] if check["holds"]}


def test_a_check_holds_as_long_as_the_entry_is_as_it_was_seen(empty_file: Path) -> None:
    Checks.empty_file = empty_file
    run_state_machine_as_test(
        Checks,
        settings=settings(
            max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
        ),
    )
