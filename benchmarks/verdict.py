"""The one way in which benchmarks time, judge and end: paired rounds, a line with figure, limit and verdict, exit code.

A line says ``ok`` only where the figure is within its limit, ``OVER`` or ``UNDER`` where it is not, ``NONE`` where
nothing could be measured, and ``near`` where a time is over its limit by no more milliseconds than the line says are
let pass. Whatever is OVER, UNDER or NONE makes the benchmark exit with 1, and so does a run that has judged nothing.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


class Verdicts:
    """Judges figures, prints each with its limit, and knows the exit code."""

    def __init__(self) -> None:
        self._judged = 0
        self._failed: list[str] = []

    def at_most(self, what: str, figure: float, limit: float, *, unit: str = "x", note: str = "") -> bool:
        """Judge a figure that has to be at most its limit, print the line, and return whether it is."""
        return self._line("ok" if figure <= limit else "OVER", what, figure, limit, f"at most {limit:g}", unit, note)

    def at_least(self, what: str, figure: float, limit: float, *, unit: str = "x", note: str = "") -> bool:
        """Judge a figure that has to be at least its limit, print the line, and return whether it is."""
        return self._line("ok" if figure >= limit else "UNDER", what, figure, limit, f"at least {limit:g}", unit, note)

    def time_at_most(self, what: str, seconds: float, ratio: float, limit: float, *, longer_ms: float = 0) -> bool:
        """Judge a time by its ratio to another's; over the limit, so many milliseconds longer are let pass as near.

        They count from the other's time, or from the share of it that the limit allows where that is less.
        """
        verdict, said = "ok" if ratio <= limit else "OVER", f"at most {limit:g}"
        if longer_ms:
            share = min(1.0, limit)
            more = 1000 * (seconds - share * seconds / ratio)
            said += f", or {longer_ms:g} ms longer than {share:g} x"
            if verdict == "OVER" and more <= longer_ms:
                verdict, said = "near", f"{said}: {more:.3f}"
        return self._line(verdict, what, ratio, limit, said, "x", f"{seconds * 1000:.2f} ms")

    def missing(self, what: str, why: str) -> None:
        """Tell that something was not measured, which is no pass."""
        self._judged += 1
        self._failed.append(what)
        print(f"  NONE  {what}: not measured, {why}", flush=True)

    def exit_code(self) -> int:
        """Print how many figures fail, and return 1 if any does or none was judged."""
        if not self._judged:
            print("nothing was judged")
        elif self._failed:
            print(f"{len(self._failed)} of {self._judged} figures fail: {'; '.join(self._failed)}")
        return int(bool(self._failed) or not self._judged)

    def _line(self, verdict: str, what: str, figure: float, limit: float, said: str, unit: str, note: str) -> bool:
        good = verdict in ("ok", "near")
        self._judged += 1
        self._failed += [] if good else [what]
        print(f"  {verdict:<5} {what:<48} {note:>12}  {shown(figure, limit):>7} {unit} ({said})", flush=True)
        return good


def shown(figure: float, limit: float) -> str:
    """Return a figure with two decimals, or with as many as show on which side of its limit it is."""
    for places in range(2, 12):
        text = f"{figure:.{places}f}"
        if (float(text) > limit) == (figure > limit) and (float(text) < limit) == (figure < limit):
            return text
    return repr(figure)


Clock = Callable[[], float]
WALL: Clock = time.perf_counter
#: of this process, however many others there are; for what neither waits for a disk nor starts processes
PROCESSOR: Clock = time.process_time


def seconds(step: Callable[[], Any], clock: Clock = WALL) -> float:
    """Return how many seconds a step takes."""
    started = clock()
    step()
    return clock() - started


def timing(step: Callable[[], Any], clock: Clock = WALL) -> Callable[[], float]:
    """Return a step that does the same and tells how many seconds it took."""
    return lambda: seconds(step, clock)


def in_turn(steps: Sequence[Callable[[], T]], rounds: int, at_least: float = 0) -> list[list[T]]:
    """Measure all steps in each round, in an order that turns from round to round; return a list for each round.

    Short steps are disturbed the most by other processes: rounds go on until so many seconds are over.
    """
    measured: list[list[T]] = []
    ended = time.perf_counter() + at_least
    while len(measured) < rounds or time.perf_counter() < ended:
        number = len(measured)
        found = {}
        for place in range(len(steps)):
            turned = (place + number) % len(steps)
            found[turned] = steps[turned]()
        measured.append([found[place] for place in range(len(steps))])
    return measured


def ratios(measured: Sequence[Sequence[float]], one: int = 0, other: int = 1) -> list[float]:
    """Return the ratio of two steps within each round."""
    return [found[one] / found[other] for found in measured]


def median(measured: Sequence[Sequence[float]], place: int = 0) -> float:
    """Return the median of one step over all rounds."""
    return statistics.median(found[place] for found in measured)
