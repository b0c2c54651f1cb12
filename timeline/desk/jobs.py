"""Take documents in while editors do something else: two at a time, each in a thread with a worker of its own."""

import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from timeline.desk.arriving import Arrived, Step
from timeline.errors import TimelineError
from timeline.worker import client

State = Literal["waiting", "retrieving", "reading", "storing", "done", "failed", "stopped"]
#: how many documents are taken in at once, and how many jobs a page lists
_AT_ONCE, _MOST_LISTED = 2, 100
#: how long a worker without work is kept, and how long the end of the server waits for what is just being stored
_IDLE_SECONDS, _LAST_SECONDS = 60.0, 5.0


@dataclass
class Job:
    """A document that is taken in: its name, the form that it came from, what happens now, and what came of it."""

    number: int
    name: str
    #: the fields of its form, to fill another one
    typed: Mapping[str, str]
    #: the known source that it is another snapshot of
    source: str | None = None
    state: State = "waiting"
    #: how far the state is
    per_cent: int = 0
    arrived: Arrived | None = None
    problem: str = ""
    is_to_stop: bool = False
    begun: float = field(default_factory=time.monotonic)
    ended: float | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens."""
        return self.state in ("done", "failed", "stopped")

    @property
    def seconds(self) -> int:
        """How long it has taken so far, without the time that it has waited."""
        return round((self.ended or time.monotonic()) - self.begun)


#: takes a document in, and tells which step begins
Work = Callable[[Step], Arrived]


class _StoppedError(Exception):
    """Somebody has stopped the job."""


class _Waiting(NamedTuple):
    job: Job
    work: Work


class Jobs:
    """The jobs of a server, the latest first."""

    def __init__(self) -> None:
        self._jobs: list[Job] = []
        self._waiting: queue.SimpleQueue[_Waiting] = queue.SimpleQueue()
        self._teams: dict[int, client.Team] = {}
        self._threads = 0
        self._mutex = threading.Lock()
        self._count = 0

    def begin(self, name: str, work: Work, typed: Mapping[str, str], source: str | None = None) -> Job:
        """Begin a job, at once or when an earlier one is over."""
        with self._mutex:
            self._count += 1
            job = Job(self._count, name, typed, source)
            over = [one for one in self._jobs if one.is_over]
            self._jobs = [job, *(one for one in self._jobs if not one.is_over or one in over[:_MOST_LISTED])]
            if self._threads < _AT_ONCE:
                self._threads += 1
                threading.Thread(target=self._take_turns, daemon=True).start()
        self._waiting.put(_Waiting(job, work))
        return job

    def _take_turns(self) -> None:
        """Do one job after another, with one worker as long as there is work and nobody stops it."""
        team: client.Team | None = None
        while True:
            try:
                job, work = self._waiting.get(timeout=_IDLE_SECONDS)
            except queue.Empty:
                if team is not None:
                    team.end()
                    team = None
                continue
            if job.is_over:  # it was stopped while it waited
                continue
            if team is None or team.is_closed:
                team = client.Team()
                team.own()
            self._do(job, work, team)

    def _do(self, job: Job, work: Work, team: client.Team) -> None:
        def step(name: str, per_cent: int = 0, /) -> None:
            with self._mutex:
                if job.is_to_stop:
                    raise _StoppedError
                job.state, job.per_cent = name, per_cent  # type: ignore[assignment]

        job.begun = time.monotonic()
        self._teams[job.number] = team
        state: State = "failed"
        try:
            job.arrived = work(step)
            state = "done"
        except _StoppedError:
            state = "stopped"
        except TimelineError as error:
            job.problem, state = error.plain, "stopped" if job.is_to_stop else "failed"
        except Exception as error:  # nobody waits for this thread; the page has to say what happened
            job.problem = f"this failed unexpectedly ({type(error).__name__}: {error})"[:300]
        finally:
            del self._teams[job.number]
            with self._mutex:
                job.state, job.ended = state, time.monotonic()

    def stop(self, number: int) -> None:
        """Stop a job, unless it is over or its document is just being stored."""
        with self._mutex:
            job = next((one for one in self._jobs if one.number == number), None)
            if job is None or job.is_over or job.state == "storing":
                return
            job.is_to_stop = True
            if job.state == "waiting":
                job.state, job.ended = "stopped", time.monotonic()
        if team := self._teams.get(number):
            team.end()

    def close(self) -> list[str]:
        """Stop all jobs, wait for what is just being stored, and return the names of the documents it has left out.

        A document that somebody has stopped before is not one of them.
        """
        with self._mutex:
            going_on = [job for job in self._jobs if not (job.is_over or job.is_to_stop)]
        for job in self.all():
            self.stop(job.number)
        until = time.monotonic() + _LAST_SECONDS
        while time.monotonic() < until and not all(job.is_over for job in self.all()):
            time.sleep(0.05)
        return [job.name for job in reversed(going_on) if job.is_to_stop or not job.is_over]

    def all(self) -> list[Job]:
        """Return the jobs, the latest first."""
        with self._mutex:
            return list(self._jobs)

    def one(self, number: int) -> Job | None:
        """Return a job by its number; None if it is no longer listed."""
        return next((job for job in self.all() if job.number == number), None)
