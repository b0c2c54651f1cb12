"""The worker: runs one function after another for the process that started it, until that closes the pipe.

It is started as ``python -m timeline.worker`` and not by :mod:`multiprocessing`, whose way to start a process runs the
caller's script or notebook again. Frames are pickles behind their length; see :mod:`timeline.worker.protocol`.
"""

import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import IO, Any

from timeline.errors import TimelineError
from timeline.worker import protocol

_WATCH_SECONDS = 0.5
#: a worker with the model of spaCy begins with about 150 MB
_SPENT_BYTES = 256 * 2**20


def main() -> None:
    """Answer requests from stdin on stdout, with as many bytes of memory as the command line says."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one handles it
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is not an answer
    protocol.is_worker = True
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    protocol.write_frame(out, protocol.READY)
    _limit_memory(int(sys.argv[1]))
    while (frame := protocol.read_frame(sys.stdin.buffer)) is not None:
        name, values, options, seconds, is_heard = pickle.loads(frame)  # noqa: S301 — from the one that started this
        _limit_time(seconds)
        if is_heard:
            options = {**options, "heard": partial(_tell, out)}
        _answer(out, protocol.function(name), values, options)


def _end_with(parent: int) -> None:
    """End this process when the one that started it has ended, also in the middle of a request."""
    while os.getppid() == parent:
        time.sleep(_WATCH_SECONDS)
    os._exit(1)


def _tell(out: IO[bytes], per_cent: int) -> None:
    """Say how far the function is."""
    protocol.write_frame(out, protocol.PROGRESS + str(per_cent).encode())


def _answer(out: IO[bytes], function: Callable[..., object], values: Any, options: Any) -> None:
    """Run a function and write what came of it; without memory, end, and with it the process."""
    try:
        answer: tuple[bool, object, bool] = (True, function(*values, **options), _is_spent())
    except MemoryError:
        protocol.write_frame(out, protocol.OUT_OF_MEMORY)
        raise SystemExit(1) from None
    except TimelineError as error:
        answer = (False, error, _is_spent())
    except Exception as error:
        answer = (False, RuntimeError(f"{type(error).__name__}: {error}"), _is_spent())
    protocol.write_frame(out, pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))


def _is_spent() -> bool:
    """Tell whether this process has come to hold so much memory that another one should take its place.

    spaCy keeps every word it has ever seen.
    """
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") > _SPENT_BYTES
    except (OSError, ValueError, IndexError, AttributeError):
        return False


def _limit_memory(most: int) -> None:
    """Limit the bytes of memory of this process, where the platform can."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    except (ImportError, OSError, ValueError):
        return


def _limit_time(seconds: float) -> None:
    """Limit the processor's time of this request, in case the process that started this one is killed meanwhile."""
    try:
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime + 2 * seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    except (ImportError, OSError, ValueError):
        return


if __name__ == "__main__":
    main()
