"""Time and judge for all benchmarks: paired rounds, a line with figure, limit and verdict, and the exit code.

A line says ``ok`` only if the figure is within its limit, ``OVER`` or ``UNDER`` if it is not, and ``NONE`` if nothing
could be measured. ``near`` means that a time is over its limit by no more than the tolerated milliseconds in the line.
A benchmark exits with 1 if a line says OVER, UNDER or NONE, or if it has judged nothing.
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
        """Judge a time by its ratio to another; up to ``longer_ms`` over the limit, the verdict is near.

        The milliseconds count from the other time, or from the share of it that the limit allows, if that is less.
        """
        verdict, text = "ok" if ratio <= limit else "OVER", f"at most {limit:g}"
        if longer_ms:
            share = min(1.0, limit)
            more = 1000 * (seconds - share * seconds / ratio)
            text += f", or {longer_ms:g} ms longer than {share:g} x"
            if verdict == "OVER" and more <= longer_ms:
                verdict, text = "near", f"{text}: {more:.3f}"
        return self._line(verdict, what, ratio, limit, text, "x", f"{seconds * 1000:.2f} ms")

    def missing(self, what: str, why: str) -> None:
        """Print that something was not measured, which counts as a failure."""
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

    def _line(self, verdict: str, what: str, figure: float, limit: float, condition: str, unit: str, note: str) -> bool:
        good = verdict in ("ok", "near")
        self._judged += 1
        self._failed += [] if good else [what]
        print(f"  {verdict:<5} {what:<48} {note:>12}  {shown(figure, limit):>7} {unit} ({condition})", flush=True)
        return good


def shown(figure: float, limit: float) -> str:
    """Return a figure with two decimals, or with enough decimals to show on which side of its limit it is."""
    for places in range(2, 12):
        text = f"{figure:.{places}f}"
        if (float(text) > limit) == (figure > limit) and (float(text) < limit) == (figure < limit):
            return text
    return repr(figure)


Clock = Callable[[], float]
WALL: Clock = time.perf_counter
#: time of this process alone; for steps that neither wait for a disk nor start processes
PROCESSOR: Clock = time.process_time


def seconds(step: Callable[[], Any], clock: Clock = WALL) -> float:
    """Run a step and return its seconds."""
    started = clock()
    step()
    return clock() - started


def timing(step: Callable[[], Any], clock: Clock = WALL) -> Callable[[], float]:
    """Return a step that runs another one and returns its seconds."""
    return lambda: seconds(step, clock)


def in_turn(steps: Sequence[Callable[[], T]], rounds: int, at_least: float = 0) -> list[list[T]]:
    """Run all steps in each round, in an order that rotates; return the results of each round.

    Rounds go on for ``at_least`` seconds, because other processes disturb short steps most.
    """
    measured: list[list[T]] = []
    ended = time.perf_counter() + at_least
    while len(measured) < rounds or time.perf_counter() < ended:
        number = len(measured)
        results = {}
        for place in range(len(steps)):
            rotated = (place + number) % len(steps)
            results[rotated] = steps[rotated]()
        measured.append([results[place] for place in range(len(steps))])
    return measured


def ratios(measured: Sequence[Sequence[float]], one: int = 0, other: int = 1) -> list[float]:
    """Return the ratio of two steps within each round."""
    return [times[one] / times[other] for times in measured]


def median(measured: Sequence[Sequence[float]], place: int = 0) -> float:
    """Return the median of one step over all rounds."""
    return statistics.median(times[place] for times in measured)
