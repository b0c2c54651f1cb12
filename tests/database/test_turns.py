"""Writers take turns: see timeline/database/turns.py."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import filelock
import pytest

from timeline.database.changeset import changeset
from timeline.database.opening import BUSY_MILLISECONDS
from timeline.database.turns import lock_of, turn
from timeline.errors import DatabaseError
from timeline.schema.tables import Topic

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the lock of a library serves there")
fcntl = pytest.importorskip("fcntl", reason="the lock of a library serves there")

#: adds topics for as long as it is told, and prints how many
WRITER = """
import sys, time
from timeline.database.changeset import changeset
from timeline.schema.tables import Topic
path, name, until = sys.argv[1], sys.argv[2], float(sys.argv[3])
while time.time() < until:
    with changeset(path, "write", by=name) as session:
        session.add(Topic(name=f"{name} {time.time()}"))
"""


def is_locked(path: Path) -> bool:
    """Whether somebody has the turn of a file."""
    handle = os.open(lock_of(path), os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def test_a_changeset_holds_the_lock_until_it_is_committed(story: Path) -> None:
    with changeset(story, "write") as session:
        session.add(Topic(name="new"))
        assert is_locked(story)
    assert not is_locked(story)


def test_an_exception_ends_the_turn(story: Path) -> None:
    with pytest.raises(RuntimeError), changeset(story, "write"):
        raise RuntimeError
    assert not is_locked(story)


def test_a_new_file_needs_no_turn(tmp_path: Path) -> None:
    with turn(tmp_path / "new.db"):
        assert list(tmp_path.iterdir()) == []


def test_whoever_may_write_to_the_file_may_lock_it(story: Path) -> None:
    story.chmod(0o660)
    before = os.umask(0o077)
    try:
        with turn(story):
            assert stat.S_IMODE(os.stat(lock_of(story)).st_mode) == 0o660
    finally:
        os.umask(before)


def test_writers_wait_for_each_other(story: Path) -> None:
    order: list[str] = []

    def write() -> None:
        with changeset(story, "second") as session:
            session.add(Topic(name="second"))
            order.append("second")

    thread = threading.Thread(target=write)
    with changeset(story, "first") as session:
        session.add(Topic(name="first"))
        thread.start()
        time.sleep(0.3)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_all_of_several_busy_writers_get_their_turns(story: Path) -> None:
    until = time.time() + 4
    names = [f"writer {number}" for number in range(4)]
    processes = [subprocess.Popen([sys.executable, "-c", WRITER, str(story), name, str(until)]) for name in names]
    assert [process.wait(60) for process in processes] == [0, 0, 0, 0]
    with closing(sqlite3.connect(story)) as connection:
        actors = Counter(
            actor for (actor,) in connection.execute("SELECT actor FROM changesets WHERE command = 'write'")
        )
    counts = [actors[name] for name in names]
    assert min(counts) > max(counts) / 4, counts


def test_a_turn_that_never_comes_ends_with_the_lock_of_sqlite(story: Path) -> None:
    with turn(story), turn(story, 200) as wait:
        assert wait < BUSY_MILLISECONDS
    begun = time.monotonic()
    while is_locked(story):  # by the thread that has waited in vain, until it notices
        assert time.monotonic() - begun < 10


def test_a_waiter_that_gave_up_leaves_the_lock_to_others(story: Path) -> None:
    with turn(story), turn(story, 100):
        pass
    time.sleep(0.1)
    begun = time.monotonic()
    with turn(story) as wait:
        assert wait == BUSY_MILLISECONDS
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("system", ["flock", "a library"])
@pytest.mark.parametrize("what", ["a folder", "a pipe", "a link"])
def test_a_lock_that_cannot_be_used_stops_nobody(
    story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, system: str
) -> None:
    if system == "a library":
        monkeypatch.setitem(sys.modules, "fcntl", None)
    lock = Path(lock_of(story))
    target = tmp_path / "elsewhere"
    if what == "a folder":
        lock.mkdir()
    elif what == "a pipe":
        os.mkfifo(lock)
    else:
        lock.symlink_to(target)
    with changeset(story, "write") as session:
        session.add(Topic(name="new"))
    assert not target.exists()


def test_plain_sql_still_stops_a_writer(story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeline.database.turns.BUSY_MILLISECONDS", 100)
    with closing(sqlite3.connect(story, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError, match="locked by another program"), changeset(story, "write"):
            pass
    assert not is_locked(story)


def test_where_the_system_has_no_flock_a_library_locks(story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert filelock.FileLock.__name__ == "UnixFileLock"  # loaded while fcntl is there, which it uses here
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with turn(story) as wait:
        assert wait == BUSY_MILLISECONDS
        with turn(story, 200) as second:
            assert second < wait
    with turn(story, 200) as third:
        assert third == wait


def test_where_no_library_is_either_sqlite_serves(story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "filelock", None)
    with changeset(story, "write") as session:
        session.add(Topic(name="new"))
    assert not Path(lock_of(story)).exists()
