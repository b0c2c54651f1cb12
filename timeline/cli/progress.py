"""Show on a terminal that a command is at work, and how far it is; a quick command shows nothing.

One line of stderr says what is being done, for how long and, where that is known, how much of it. It appears only after
a moment, and disappears at the end. While it may appear, nothing else may ask or print on the terminal, except through
:func:`timeline.cli.output.note`.
"""

import os
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

_PATIENCE_SECONDS = 1.0
_EVERY_SECONDS = 0.25
#: what a terminal needs to go to the beginning of the line and to clear it (ECMA-48)
_CLEAR = "\r\x1b[K"
#: after so long it is fair to say how long the rest will take
_LEAST_SECONDS_FOR_REST = 3.0
#: how far "lately" goes back
_LATELY_SECONDS = 60.0
_Item = TypeVar("_Item")


class Progress:
    """What is being done, and how far it is; ``total`` is None if nobody knows how much there is.

    The time left follows from how much was done lately: what was done before the command began takes no time.
    """

    def __init__(self, what: str, total: int | None = None, *, has_rate: bool = False) -> None:
        self.what, self.total, self.has_rate = what, total, has_rate
        self.done: int | None = None
        self.began = time.monotonic()
        #: moments of late, and how much was done by then
        self._lately: deque[tuple[float, int]] = deque()

    def step(self, done: int, what: str | None = None) -> None:
        """Say how much is done, and perhaps that something else is being done."""
        self.done, self.what = done, what or self.what
        now = time.monotonic()
        if not self._lately or now >= self._lately[-1][0] + _EVERY_SECONDS:
            self._lately.append((now, done))
            while now > self._lately[0][0] + _LATELY_SECONDS:
                self._lately.popleft()

    def _rate(self) -> float:
        """Return how much is done in a second, of late, else since the beginning."""
        moment, done = self._lately[0] if len(self._lately) > 1 else (self.began, 0)
        return ((self.done or 0) - done) / max(time.monotonic() - moment, _EVERY_SECONDS)

    def line(self, columns: int) -> str:
        """Return the line as it is now."""
        seconds = time.monotonic() - self.began
        if self.done is None:
            text = f"{self.what} · {_clock(seconds)}"
        elif not self.total:
            text = f"{self.what} · {self.done:,} · {_clock(seconds)}"
        else:
            text = f"{self.what} · {self.done:,} of {self.total:,} · {min(100, 100 * self.done // self.total)} %"
            rate = self._rate() if seconds >= _LEAST_SECONDS_FOR_REST else 0.0
            if rate:
                text += f" · {rate:.{0 if rate >= 10 else 1}f} a second" if self.has_rate else ""
                text += f" · {_clock(max(0.0, (self.total - self.done) / rate))} left"
        return text[: columns - 1]


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


class _Display:
    """The line on the terminal, written by a thread of its own, so that long steps of SQLite do not stop it."""

    def __init__(self) -> None:
        self.shown: list[Progress] = []
        self._is_visible = False
        self._lock = threading.Lock()
        self._ended = threading.Event()

    def run(self) -> None:
        if self._ended.wait(_PATIENCE_SECONDS):
            return
        self.draw()
        while not self._ended.wait(_EVERY_SECONDS):
            self.draw()

    def draw(self) -> None:
        with self._lock, suppress(OSError, ValueError, IndexError):
            sys.stderr.write(_CLEAR + self.shown[-1].line(_columns()))
            sys.stderr.flush()
            self._is_visible = True

    def clear(self) -> None:
        with self._lock, suppress(OSError, ValueError):
            if self._is_visible:
                sys.stderr.write(_CLEAR)
                sys.stderr.flush()
                self._is_visible = False

    def end(self) -> None:
        self._ended.set()
        self.clear()


_display: _Display | None = None


@contextmanager
def shown(what: str, total: int | None = None, *, has_rate: bool = False) -> Iterator[Progress]:
    """Show that something is being done, until the block ends; within another block, instead of what that shows."""
    global _display
    progress = Progress(what, total, has_rate=has_rate)
    if not sys.stderr.isatty():
        yield progress
        return
    outermost = _display is None
    display = _display = _display or _Display()
    display.shown.append(progress)
    if outermost:
        thread = threading.Thread(target=display.run, daemon=True)
        thread.start()
    if not _PATIENCE_SECONDS:
        display.draw()
    try:
        yield progress
    finally:
        display.shown.remove(progress)
        if outermost:
            _display = None
            display.end()
            thread.join()


def clear() -> None:
    """Clear the line, because something else is about to be printed; it comes back by itself."""
    if _display is not None:
        _display.clear()


def stepping(items: Iterable[_Item], progress: Progress) -> Iterator[_Item]:
    """Yield items, and take each as a step."""
    for number, item in enumerate(items, 1):
        progress.step(number)
        yield item


def counted(items: Iterable[_Item], what: str) -> Iterator[_Item]:
    """Yield items, and show how many; on a terminal that shows the items themselves, only yield them."""
    if sys.stdout.isatty():
        yield from items
        return
    with shown(what) as progress:
        yield from stepping(items, progress)


def begun(items: Iterable[_Item], what: str) -> Iterator[_Item]:
    """Yield items, and show that something is being done until the first of them is there."""
    iterator = iter(items)
    with shown(what):
        first = next(iterator, _NOTHING)
    if first is not _NOTHING:
        yield first  # type: ignore[misc]
        yield from iterator


_NOTHING = object()
