"""Take turns at writing: SQLite's busy wait has no queue, so one of several busy writers can wait far too long.

A writing transaction holds the lock of a file beside the database. A process that waits for such a lock is woken when
it is free (flock(2)); SQLite only looks for its own lock now and then. The turn is a courtesy: SQLite's lock is what
keeps two writers apart, so plain SQL needs no turn, and where the file cannot be locked nothing else changes.
"""

import os
import sqlite3
import stat
import threading
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager, suppress

from timeline.database.opening import BUSY_MILLISECONDS, File, Status, connect_to_write, explained

#: how long SQLite waits for its own lock if the turn did not come in time: whoever has the turn may have stopped
_LATE_MILLISECONDS = 100
_FLAGS = sum(getattr(os, name, 0) for name in ("O_CREAT", "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC"))


@contextmanager
def turn(path: File, wait: int = BUSY_MILLISECONDS) -> Iterator[int]:
    """Wait for the turn to write to a file, and keep it for the block; yield how long SQLite may wait for its own lock.

    Both times are in milliseconds. A new or empty file needs no turn.
    """
    if not _has_rows(path):
        yield BUSY_MILLISECONDS
        return
    held = _flock(path, wait / 1000) if _can_flock() else _library_lock(path, wait / 1000)
    with held as is_in_time:
        yield BUSY_MILLISECONDS if is_in_time else _LATE_MILLISECONDS


@contextmanager
def written(path: File, states: Collection[Status] | None = None) -> Iterator[sqlite3.Connection]:
    """Yield a connection in a transaction in its turn, and commit it at the end; an exception undoes everything.

    If there are ``states``, it connects only to a file in one of them.
    """
    with explained(path), closing(connect_to_write(path, states)) as connection, turn(path) as wait:
        connection.execute(f"PRAGMA busy_timeout = {wait}")
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")


def lock_of(path: File) -> str:
    """Return the file that is locked during a turn; it stays where it is."""
    absolute = os.path.abspath(path)
    return os.path.join(os.path.dirname(absolute), f".timeline-{os.path.basename(absolute)}.turn")


def _has_rows(path: File) -> bool:
    try:
        return os.path.getsize(path) > 0
    except OSError:
        return False


def _can_flock() -> bool:
    try:
        import fcntl  # noqa: F401
    except ImportError:
        return False
    return True


@contextmanager
def _flock(path: File, seconds: float) -> Iterator[bool]:
    """Hold the lock with flock; yield whether it came in time, or cannot be had at all."""
    handle = _opened(path)
    if handle is None:
        yield True
        return
    lock = _Flock(handle)
    try:
        yield lock.wait(seconds)
    finally:
        lock.release()


def _opened(path: File) -> int | None:
    """Open the file to lock, for everyone who may open the database; None if it cannot be."""
    lock = lock_of(path)
    with suppress(OSError):
        mode = stat.S_IMODE(os.stat(path).st_mode) & 0o666
        is_new = not os.path.lexists(lock)
        handle = os.open(lock, _FLAGS | os.O_RDONLY, mode)
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            return None
        if is_new:
            with suppress(OSError):
                os.fchmod(handle, mode)  # whatever the umask of the first writer
        return handle
    return None


class _Flock:
    """The lock of an open file, asked for in a thread of its own: a blocking flock has no limit of time.

    The lock ends when the file is closed: by :meth:`release`, or by the thread if nobody waits for it any more.
    """

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._mutex = threading.Lock()
        self._answered = threading.Event()
        self._is_left = False

    def wait(self, seconds: float) -> bool:
        """Wait for the lock; return False if it did not come in time. Nobody waits for a system that locks nothing."""
        import fcntl

        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            threading.Thread(target=self._ask, daemon=True).start()
            return self._answered.wait(seconds)
        except OSError:
            pass
        self._answered.set()
        return True

    def _ask(self) -> None:
        import fcntl

        with suppress(OSError):
            fcntl.flock(self._handle, fcntl.LOCK_EX)
        with self._mutex:
            self._answered.set()
            if self._is_left:
                os.close(self._handle)

    def release(self) -> None:
        """End the lock, or the wait for it."""
        with self._mutex:
            if self._answered.is_set():
                os.close(self._handle)
            else:
                self._is_left = True


@contextmanager
def _library_lock(path: File, seconds: float) -> Iterator[bool]:
    """Hold the lock with filelock, where the system has no flock; it looks for the lock now and then."""
    try:
        from filelock import FileLock, Timeout
    except ImportError:
        yield True
        return
    lock = FileLock(lock_of(path))
    is_in_time = True
    try:
        lock.acquire(timeout=seconds)
    except Timeout:
        is_in_time = False
    except (OSError, NotImplementedError):
        pass
    try:
        yield is_in_time
    finally:
        lock.release()
