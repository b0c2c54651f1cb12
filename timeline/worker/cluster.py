"""A pool on other machines: the workers of a Dask scheduler (https://distributed.dask.org).

Each worker runs the same functions as the processes of this machine, in a reader process of its own. Dask runs a task
again on another worker if its worker is lost. Workers are trusted, as Dask requires.
"""

import logging
import queue
import socket
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from timeline.errors import RefusedError
from timeline.worker import client, pools
from timeline.worker.pools import IN_FLIGHT, MOST_IN_BATCH, Work

if TYPE_CHECKING:
    from distributed import Future

_CONNECT_SECONDS = 30
#: how often the pool looks whether the scheduler and workers are there while it waits
_LOOK_SECONDS = 5.0
_TEAM = client.Team()
_THREAD = threading.local()


class _Answer(NamedTuple):
    """What a worker sends: its machine, its versions, and the result if these are the right ones."""

    machine: str
    reader: str
    result: Any


def _read(work: Any, reader: str) -> _Answer:
    """Read a batch on a worker of the cluster, if it has the same versions as the one who asks."""
    if not getattr(_THREAD, "has_reader", False):
        _TEAM.own()
        _THREAD.has_reader = True
    here = pools.reader()
    return _Answer(socket.gethostname(), here, pools.read(work) if here == reader else None)


def _silence() -> None:
    """Silence what Dask logs; what matters is said in a line of our own."""
    for name in logging.root.manager.loggerDict:
        if name.partition(".")[0] in ("distributed", "tornado", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


class Cluster:
    """The workers of a Dask scheduler, also those that join later; ``tell`` gets a line when it waits for workers."""

    batch = MOST_IN_BATCH

    def __init__(self, address: str, tell: Callable[[str], None]) -> None:
        """Connect, and look at the workers that are there.

        Raises RefusedError if Dask is not installed here, no scheduler answers, or a worker has other versions.
        """
        try:
            from distributed import Client
        except ImportError:
            hint = "this needs Dask; run pip install 'diplomatic-timeline[cluster]'"
            raise RefusedError(hint, field="cluster") from None
        _silence()
        warnings.filterwarnings("ignore", module="distributed")
        self.address, self._tell, self._has_told = address, tell, False
        self.reader = pools.reader()
        try:
            self._client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            raise RefusedError(f"no Dask scheduler answers at {address} ({error})", field="cluster") from None
        try:
            for worker, version in self._client.run(pools.reader, on_error="return").items():
                self._refuse_other(worker, version)
        except BaseException:
            self.close()
            raise

    def _refuse_other(self, worker: str, version: object) -> None:
        """Raise RefusedError if a worker cannot read, or has other versions than this process."""
        if isinstance(version, Exception):
            version = f"no timeline that can read for this one ({version})"
        if version != self.reader:
            raise RefusedError(
                f"the worker {worker} has {version}, and this command {self.reader}; install the same there",
                field="cluster",
            )

    def run(self, works: Iterable[Work]) -> Iterator[tuple[Work, Any]]:
        """See :class:`timeline.worker.pools.Pool`.

        Raises RefusedError if the scheduler is lost, or a worker has other versions.
        """
        flying: dict[Future, Work] = {}
        finished: queue.SimpleQueue[Future] = queue.SimpleQueue()
        waiting = iter(works)

        def send(work: Work) -> None:
            future = self._client.submit(_read, work, self.reader, pure=False)
            flying[future] = work
            future.add_done_callback(finished.put)

        def fill() -> None:
            while len(flying) < IN_FLIGHT * self._threads():
                work = next(waiting, None)
                if work is None:
                    return
                send(work)

        fill()
        while flying:
            future = self._next(finished)
            work = flying.pop(future)
            if not self._is_killed(future):
                yield work, self._result(future)
            elif len(parts := work.singles()) > 1:
                for part in parts:
                    send(part)
            else:
                yield work, work.killed("reading it made its workers end")
            fill()

    def _next(self, finished: "queue.SimpleQueue[Future]") -> "Future":
        """Wait for a finished task. Raises RefusedError if the scheduler is lost."""
        while True:
            try:
                return finished.get(timeout=_LOOK_SECONDS)
            except queue.Empty:
                if self._client.status != "running":
                    raise self._lost() from None
                if not self._workers() and not self._has_told:
                    self._has_told = True
                    self._tell(f"waiting for workers; start some with: dask worker {self.address}")

    def _lost(self) -> RefusedError:
        return RefusedError(
            f"the Dask scheduler at {self.address} is lost; run the same command again, and it goes on with the rest",
            field="cluster",
        )

    def _is_killed(self, future: "Future") -> bool:
        from distributed import KilledWorker

        return future.status == "error" and isinstance(future.exception(), KilledWorker)

    def _result(self, future: "Future") -> Any:
        if future.status != "finished":
            error = future.exception() if future.status == "error" else None
            if isinstance(error, ImportError | AttributeError):
                self._refuse_other("that got an article", error)
            raise self._lost() if error is None else RefusedError(f"a worker failed: {error!r}", field="cluster")
        answer: _Answer = future.result()
        self._refuse_other(f"on {answer.machine}", answer.reader)
        return answer.result

    def _workers(self) -> dict[str, Any]:
        workers: dict[str, Any] = self._client.scheduler_info(n_workers=-1)["workers"]
        return workers

    def _threads(self) -> int:
        return max(1, sum(int(worker["nthreads"]) for worker in self._workers().values()))

    def close(self) -> None:
        """Leave the cluster; its workers go on for others."""
        self._client.close(timeout=_LOOK_SECONDS)
