"""The transaction in which the program writes: one changeset, stored as a whole or not at all."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.support.files import Connect
from tests.support.revisions import changesets, revisions, row
from timeline.database.changeset import changeset
from timeline.database.opening import Status, path_status
from timeline.errors import DatabaseError, RefusedError
from timeline.schema.tables import Event, Speaker, Statement, Topic


def test_a_changeset_stamps_all_its_rows_and_writes_no_revision_of_them(path: Path, connect: Connect) -> None:
    with changeset(path, "add it", message="because") as session:
        session.add_all([Speaker(name="A"), Topic(name="T")])
        session.add(Event(title="E", date="2014", date_earliest="2014-01-01", date_latest="2014-12-31"))
        session.flush()
        session.execute(text("INSERT INTO statements (speaker, text) VALUES ('A', 'words')"))
        session.execute(text("UPDATE topics SET note = 'n'"))
        session.execute(text("INSERT INTO sources (title) VALUES ('gone')"))
        session.execute(text("DELETE FROM sources"))
    shell = connect(path)
    assert shell.execute("SELECT id, actor, command, message FROM changesets").fetchall() == [
        (1, "tester", "add it", "because")
    ]
    for table in ("speakers", "speaker_names", "topics", "entries"):
        assert {stamp for (stamp,) in shell.execute(f"SELECT changeset_id FROM {table}")} == {1}
    assert revisions(shell, 0) == []
    assert shell.execute("SELECT * FROM writing").fetchall() == [(1, None, 0, 1)]


def test_a_row_changed_twice_in_a_changeset_has_one_revision(story: Path, connect: Connect) -> None:
    story_shell = connect(story)
    before = row(story_shell, "topics", 1)
    with changeset(story, "edit") as session:
        topic = session.get_one(Topic, 1)
        for note in ("one", "two"):
            topic.note = note
            session.flush()
        session.execute(text("DELETE FROM entry_topics"))
        session.execute(text("DELETE FROM topics WHERE id = 1"))
    of_topics = [revision for revision in revisions(story_shell) if revision[1] == "topics"]
    assert [revision[3] for revision in of_topics] == ["update", "update", "delete"]
    assert of_topics[0] == (2, "topics", 1, "update", before)
    assert changesets(story_shell) == 2


def test_the_program_is_trusted_with_a_date_that_sql_cannot_bound(story: Path, connect: Connect) -> None:
    with changeset(story, "edit") as session:
        session.get_one(Event, 1).date = "2014-XX"
    assert connect(story).execute("SELECT date FROM events").fetchone() == ("2014-XX",)
    with pytest.raises(RefusedError, match="its bounds would no longer fit"), changeset(story, "x") as session:
        session.get_one(Event, 1).date = "2015"


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_an_exception_undoes_everything(story: Path, connect: Connect, error: type[BaseException]) -> None:
    story_shell = connect(story)
    before = list(story_shell.iterdump())
    with pytest.raises(error), changeset(story, "edit") as session:  # noqa: PT012
        session.add(Topic(name="new"))
        session.execute(text("DELETE FROM timeline"))
        session.flush()
        raise error
    assert list(story_shell.iterdump()) == before


def test_a_refusal_of_the_file_undoes_everything_and_is_explained(story: Path, connect: Connect) -> None:
    story_shell = connect(story)
    before = list(story_shell.iterdump())
    with pytest.raises(RefusedError, match="ck_entries_event"), changeset(story, "x") as session:
        session.add_all([Topic(name="new"), Event(date=None)])
    assert list(story_shell.iterdump()) == before


@pytest.mark.parametrize("rehearse", [False, True])
def test_a_new_file_without_a_changeset_is_removed(tmp_path: Path, rehearse: bool) -> None:
    path = tmp_path / "new.db"
    if rehearse:
        with changeset(path, "x", rehearse=True) as session:
            session.add(Topic(name="new"))
    else:
        with pytest.raises(RuntimeError), changeset(path, "x"):
            raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    with changeset(path, "x") as session:
        session.add(Topic(name="new"))
    assert path_status(path) is Status.CURRENT


def test_a_rehearsal_stores_nothing(story: Path, connect: Connect) -> None:
    story_shell = connect(story)
    before = list(story_shell.iterdump())
    with changeset(story, "x", rehearse=True) as session:
        session.add(Statement(speaker_id=1, text="t", mode="verbatim"))
    assert list(story_shell.iterdump()) == before


def test_other_connections_neither_see_nor_join_an_open_changeset(story: Path, connect: Connect) -> None:
    reader, writer = connect(story), connect(story, timeout=0)
    with changeset(story, "edit") as session:
        session.add(Topic(name="mine"))
        session.flush()
        assert reader.execute("SELECT changeset_id FROM writing").fetchall() == [(None,)]
        assert (changesets(reader), reader.execute("SELECT count(*) FROM topics").fetchone()) == (1, (2,))
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            writer.execute("INSERT INTO topics (name) VALUES ('theirs')")
    writer.execute("INSERT INTO topics (name) VALUES ('theirs')")
    select = "SELECT t.name, c.actor FROM topics AS t JOIN changesets AS c ON c.id = t.changeset_id WHERE t.id > 2"
    assert reader.execute(select).fetchall() == [("mine", "tester"), ("theirs", "outside")]


def test_the_program_reports_that_another_one_has_locked_the_file(
    story: Path, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("timeline.database.opening.BUSY_MILLISECONDS", 10)
    writer = connect(story)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseError, match="locked"), changeset(story, "x"):
        pytest.fail("the changeset was opened")
    writer.execute("ROLLBACK")
