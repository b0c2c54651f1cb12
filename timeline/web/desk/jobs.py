"""Take documents in while editors do something else: one job for each, in threads of the server."""

import os
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from timeline.desk.arriving import Arrived
from timeline.errors import TimelineError

State = Literal["waiting", "retrieving", "reading", "storing", "done", "failed"]
#: how many documents are taken in at once, and how many jobs a page lists
_AT_ONCE, _MOST_LISTED = 2, 100
_UNSAFE_NAME = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]")
_LONGEST_NAME = 120


@dataclass
class Job:
    """A document that is taken in: its name, what happens now, and what came of it."""

    number: int
    name: str
    begun: float
    state: State = "waiting"
    arrived: Arrived | None = None
    problem: str = ""
    ended: float | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens."""
        return self.state in ("done", "failed")

    @property
    def seconds(self) -> int:
        """How long it has taken so far."""
        return round((self.ended or time.monotonic()) - self.begun)


class Jobs:
    """The jobs of a server, the latest first."""

    def __init__(self) -> None:
        self._jobs: list[Job] = []
        self._slots = threading.Semaphore(_AT_ONCE)
        self._mutex = threading.Lock()
        self._count = 0

    def begin(self, name: str, work: Callable[[Callable[[str], object]], Arrived], after: Callable[[], object]) -> Job:
        """Begin a job in a thread of its own. ``work`` gets a function that hears its steps; ``after`` always runs."""
        with self._mutex:
            self._count += 1
            job = Job(self._count, name, time.monotonic())
            self._jobs = [job, *self._jobs][:_MOST_LISTED]
        threading.Thread(target=self._run, args=(job, work, after), daemon=True).start()
        return job

    def _run(self, job: Job, work: Callable[[Callable[[str], object]], Arrived], after: Callable[[], object]) -> None:
        def step(name: str) -> None:
            job.state = name  # type: ignore[assignment]

        try:
            with self._slots:
                job.arrived = work(step)
            job.state = "done"
        except TimelineError as error:
            job.problem, job.state = error.plain, "failed"
        except Exception as error:  # nobody waits for this thread; the page has to say what happened
            job.problem, job.state = f"this failed unexpectedly ({type(error).__name__}: {error})"[:300], "failed"
        finally:
            job.ended = time.monotonic()
            after()

    def all(self) -> list[Job]:
        """Return the jobs, the latest first."""
        with self._mutex:
            return list(self._jobs)


def kept(name: str, content: bytes) -> str:
    """Keep bytes in a file of a private folder, under a safe form of a name; return its path.

    The name is only the last part of what a browser sent, without characters that have a meaning in paths.
    """
    last = re.split(r"[/\\]", name)[-1]
    safe = _UNSAFE_NAME.sub("_", last).strip(" .")[-_LONGEST_NAME:] or "document.txt"
    path = os.path.join(tempfile.mkdtemp(prefix="timeline-upload-"), safe)
    with open(path, "xb") as file:
        file.write(content)
    return path


def discard(path: str) -> None:
    """Remove a kept file with its folder."""
    shutil.rmtree(os.path.dirname(path), ignore_errors=True)
