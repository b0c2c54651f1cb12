"""Run one function over many batches, on the processors of this machine or of others, a bounded number at a time.

Both pools call :func:`read` with one batch, in a thread that has a worker of its own, and give back what it returns.
They never write; whoever takes the results does.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any, Protocol

from timeline.worker import client, protocol

#: how many batches are under way or wait, for each worker: enough to keep it busy, few enough to hold in memory
IN_FLIGHT = 3
#: how many articles a batch has at most
MOST_IN_BATCH = 16


def read(work: "Work") -> Any:
    """Read a batch (:func:`timeline.desk.batches.read`), with the worker of this thread."""
    return protocol.imported("timeline.desk.batches:read")(work)


def reader() -> str:
    """Return the versions of the reader of this process (:func:`timeline.ingest.reader_version`)."""
    version: str = protocol.imported("timeline.ingest:reader_version")()
    return version


class Work(Protocol):
    """A batch for a pool."""

    def singles(self) -> "Sequence[Work]":
        """Return the batch in parts of one article each, to find the one that ends its workers."""

    def killed(self, why: str) -> Any:
        """Return the result of a batch of one article that has ended its workers."""


class Pool(Protocol):
    """Workers that read batches."""

    #: how many articles a batch should have
    batch: int

    def run(self, works: Iterable[Work]) -> Iterator[tuple[Any, Any]]:
        """Yield each batch, or its parts, with the result, in the order in which they are finished.

        At most :data:`IN_FLIGHT` batches a worker are taken ahead of the results.
        """

    def close(self) -> None:
        """End the workers that belong to this pool."""


class Processes:
    """The processors of this machine: some threads, each with a worker process of its own.

    With the ``total`` of articles known, batches are so small that all workers have some.
    """

    def __init__(self, jobs: int, total: int | None = None) -> None:
        self.jobs = jobs
        self.batch = MOST_IN_BATCH if total is None else min(MOST_IN_BATCH, max(1, total // (IN_FLIGHT * jobs)))
        self._team = client.Team()
        self._threads = ThreadPoolExecutor(jobs, "reader", initializer=self._team.own)

    def run(self, works: Iterable[Work]) -> Iterator[tuple[Any, Any]]:
        """See :class:`Pool`."""
        flying: dict[Future[Any], Work] = {}

        def finished() -> Iterator[tuple[Any, Any]]:
            done, _ = wait(flying, return_when=FIRST_COMPLETED)
            for future in [one for one in flying if one in done]:  # one worker gives them in order
                yield flying.pop(future), future.result()

        for work in works:
            flying[self._threads.submit(read, work)] = work
            if len(flying) >= IN_FLIGHT * self.jobs:
                yield from finished()
        while flying:
            yield from finished()

    def close(self) -> None:
        """End the workers; a thread that waits for one ends, too."""
        self._team.end()
        self._threads.shutdown(wait=False, cancel_futures=True)


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1
