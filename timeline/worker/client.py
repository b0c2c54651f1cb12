"""Start a worker, ask it, and end it when it takes too long.

One worker serves the whole process, and is started when it is needed first; a thread of a :class:`Team` has one of
its own. Bytes of a page and texts of articles come from anybody: a page can make a parser run for hours, or fill the
memory. The worker bears that.
"""

import atexit
import io
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

from timeline.errors import RefusedError
from timeline.worker import protocol

MOST_MEMORY_BYTES = 2 * 2**30
_START_SECONDS = 30.0
#: the folder of this package, for a process that does not find it: a script may have added it to its own path
_FOLDER = str(Path(__file__).parents[2])
_INSTEAD = "save its text as a file, perhaps in parts, and add that"


class EndedError(RefusedError):
    """The worker has ended in the middle of a request: it crashed, or was killed."""

    code = "reader-ended"


def call(
    name: str, *values: object, seconds: float, heard: Callable[[int], object] | None = None, **options: object
) -> Any:
    """Run a function of :data:`timeline.worker.protocol.FUNCTIONS` in the worker, and return its result.

    Where no process can be started, and within the worker, it runs here, without limits. ``heard`` gets how far the
    function is, in per cent, if that can tell. Raises what the function and ``heard`` raise, EndedError if the worker
    dies, and RefusedError if it takes more than some seconds, or too much memory.
    """
    here = options if heard is None else {**options, "heard": heard}
    if protocol.is_worker:
        return protocol.function(name)(*values, **here)
    running = getattr(_THREAD, "running", None)
    with nullcontext() if running is not None else _LOCK:
        running = _running if running is None else running
        worker = _worker(running)
        if worker is None:
            return protocol.function(name)(*values, **here)
        frame = pickle.dumps((name, values, options, seconds, heard is not None), pickle.HIGHEST_PROTOCOL)
        try:
            succeeded, result, is_spent = worker.ask(frame, seconds, heard)
        except BaseException:
            _end(running)
            raise
        if is_spent:
            _end(running)
    if not succeeded:
        raise result
    return result


class _Worker:
    """A running worker, with a thread that waits for its answers."""

    def __init__(self, path: str | None) -> None:
        self.owner = os.getpid()
        self.process = subprocess.Popen(  # noqa: S603 — this Python, and a module of this program
            # -P: nothing in the folder where somebody works is imported.
            [sys.executable, "-P", "-m", "timeline.worker", str(MOST_MEMORY_BYTES)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=None if path is None else {**os.environ, "PYTHONPATH": path},
        )
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None  # noqa: S101
        try:
            while (frame := protocol.read_frame(self.process.stdout)) is not None:
                self._answers.put(frame)
        except (OSError, ValueError):  # it was closed
            pass
        self._answers.put(None)

    def is_ready(self) -> bool:
        """Wait until it has started, and tell whether it has."""
        return self._answer(_START_SECONDS) == protocol.READY

    def ask(self, frame: bytes, seconds: float, heard: Callable[[int], object] | None = None) -> tuple[bool, Any, bool]:
        """Send a request; return whether it succeeded, its result or error, and whether the worker should be replaced.

        Raises EndedError if it dies, and RefusedError at a limit.
        """
        assert self.process.stdin is not None  # noqa: S101
        until = time.monotonic() + seconds
        try:
            protocol.write_frame(self.process.stdin, frame)
            answer = self._answer(seconds)
            while answer is not None and answer.startswith(protocol.PROGRESS):
                if heard is not None:
                    heard(int(answer.removeprefix(protocol.PROGRESS)))
                answer = self._answer(max(0.0, until - time.monotonic()))
        except queue.Empty:
            raise RefusedError(f"reading it takes longer than {seconds:.0f} seconds; {_INSTEAD}") from None
        except OSError:
            answer = None
        if answer == protocol.OUT_OF_MEMORY:
            raise RefusedError(f"reading it takes more than {MOST_MEMORY_BYTES // 2**20:,} MB of memory; {_INSTEAD}")
        if answer is None:
            raise EndedError(f"reading it made the reader end, perhaps for lack of memory; {_INSTEAD}")
        result: tuple[bool, Any, bool] = _Answer(io.BytesIO(answer)).load()
        return result

    def _answer(self, seconds: float) -> bytes | None:
        return self._answers.get(timeout=seconds)

    def end(self) -> None:
        """End it, if this process has started it: a forked process shares it, and must not."""
        if self.owner != os.getpid():
            return
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue


class _Answer(pickle.Unpickler):
    """Reads what a worker sends: values of timeline, and nothing that could run a function here."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a class of timeline. Raises UnpicklingError for anything else."""
        if (module, name) == ("builtins", "RuntimeError"):
            return RuntimeError
        value = super().find_class(module, name) if module.startswith("timeline.") else None
        if not isinstance(value, type):
            raise pickle.UnpicklingError(f"{module}.{name} is not a value")
        return value


class _Running(list[_Worker]):
    """The worker of this process or of a thread, once it is started."""

    is_closed = False


_LOCK = threading.Lock()
_running = _Running()
_THREAD = threading.local()


class Team:
    """The workers of several threads, each of its own."""

    def __init__(self) -> None:
        self._all: list[_Running] = []
        self.is_closed = False

    def own(self) -> None:
        """Give the thread that calls this a worker of its own from now on."""
        _THREAD.running = _Running()
        _THREAD.running.is_closed = self.is_closed
        self._all.append(_THREAD.running)

    def end(self) -> None:
        """End all of the workers; what their threads still ask raises EndedError."""
        self.is_closed = True
        for running in self._all:
            running.is_closed = True
            _end(running)


def _worker(running: _Running) -> _Worker | None:
    """Return the worker, started if need be; None if no process can be started here."""
    if running and (running[0].owner != os.getpid() or running[0].process.poll() is not None):
        _end(running)
    if running.is_closed:
        raise EndedError("the command has ended")
    if not running:
        worker = _started(None) or _started(_FOLDER)
        if worker is None:
            return None
        running.append(worker)
    return running[0]


def _started(path: str | None) -> _Worker | None:
    """Return a new worker, which may import from another folder too; None if it does not start."""
    try:
        worker = _Worker(path)
    except (OSError, TypeError, ValueError):  # no processes, or no program: Python is built into another one
        return None
    try:
        if worker.is_ready():
            return worker
    except queue.Empty:
        pass
    worker.end()
    return None


def _end(running: _Running | None = None) -> None:
    running = _running if running is None else running
    with suppress(IndexError):  # another thread may end them, too
        while True:
            running.pop().end()


def _forget() -> None:
    """Begin anew in a forked process, which shares neither the worker nor a lock that another thread holds."""
    global _LOCK
    _LOCK = threading.Lock()
    _running.clear()


atexit.register(_end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
