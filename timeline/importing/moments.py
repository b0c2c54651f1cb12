"""Parse the dates of a table, each as precise as its row, and never in an order that the file leaves open."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from timeline.dates import PartialDate, is_open_end, read_phrase
from timeline.dates.typed import settled
from timeline.errors import DateError

_FIGURES = re.compile(r"\D*?(\d{1,2})([/ -])(\d{1,2})\2(?:\d{4}|\d{2})(?!\d)")
_ISO = re.compile(r"\d{4}-(?!00)\d\d-(?!00)\d\d")
_BEYOND = re.compile(r"-\d+(-\d\d){0,2}|\d{5}(-\d\d){0,2}|\d{9,}")
_PERIOD = re.compile(r"\d{4}(-[01]\d)?")
_CACHED_DATES = 65_536


class Moments:
    """Parses dates with a file's order of day and month and its reference date.

    ``settle`` is called for the order when the first date needs it; it reads the whole file.
    """

    def __init__(
        self, order: str | None, reference: PartialDate | None, settle: Callable[[], str | None] | None = None
    ) -> None:
        self.order = order
        self.reference = reference
        self._settle = settle
        self.one = lru_cache(_CACHED_DATES // 16)(self._one)
        self.read = lru_cache(_CACHED_DATES)(self._read)

    def _read(self, start: str | None, until: str | None, time: str | None) -> PartialDate | None:
        """Return a date with its end and time of day, or None if it is unknown. Raises DateError."""
        first = self.one(start) if start else None
        if until and is_open_end(until):
            return first if first is None or "/" in first.date else PartialDate.parse(f"{first.date}/..")
        last = self.one(until) if until else None
        if last is not None and (first is None or last.date != first.date):
            return _span(first, last)
        if time is None:
            return first
        if first is None:
            raise DateError(f"it has a time of day, “{time[:40]}”, but no date")
        if first.time is not None:
            raise DateError(f"the date already has a time of day; it cannot have another, “{time[:40]}”")
        return self._at(first, time)

    def _one(self, text: str) -> PartialDate | None:
        if _ISO.fullmatch(text):
            return PartialDate.parse(text)
        if _BEYOND.fullmatch(text):
            raise DateError(f"“{text[:40]}” is outside the years 0000 to 9999, the range of a timeline")
        if self.order is None and self._settle is not None and _is_open(text):
            self.order, self._settle = self._settle(), None
        return read_phrase(text, self.reference, order=self.order).date

    def _at(self, day: PartialDate, time: str) -> PartialDate:
        """Return a day with a time of day, which may be written as ``2:30 pm``. Raises DateError."""
        try:
            return PartialDate.parse(settled(f"{day.date}T{time}"))
        except DateError:
            joined = read_phrase(f"{day.date} {time}").date
            if joined is None or joined.time is None:
                raise DateError(
                    f"“{time[:40]}” is not a time of day on {day.human()}; write for example 14:30"
                ) from None
            return joined


def _span(first: PartialDate | None, last: PartialDate) -> PartialDate:
    """Return the interval between two dates; without the first, its beginning is unknown. Raises DateError."""
    for date in (first, last):
        if date is not None and "/" in date.date:
            raise DateError(f"{date.human()} is already a span; it cannot have another end")
    end = last.date
    if first is not None and _PERIOD.fullmatch(end) and last.earliest < first.earliest <= last.latest:
        end += (
            "-XX" if len(end) == 7 else "-XX-XX"
        )  # some day of that period: 2014-03-18/2014-03 does not end on 1 March
    return PartialDate.parse(f"{first.date if first else ''}/{end}")


def _is_open(text: str) -> bool:
    """Return whether a date in figures needs the order of day and month."""
    figures = _FIGURES.match(text)
    return figures is not None and int(figures[1]) <= 12 and int(figures[3]) <= 12 and figures[1] != figures[3]


def order_of(texts: Iterable[str]) -> str | None:
    """Return the order of day and month in figures, if the dates settle it: ``dmy``, ``mdy`` or None.

    Dates that contradict each other settle nothing.
    """
    orders: set[str] = set()
    for text in texts:
        if figures := _FIGURES.match(text):
            first, second = int(figures[1]), int(figures[3])
            if first > 12 >= second:
                orders.add("dmy")
            elif second > 12 >= first:
                orders.add("mdy")
    return orders.pop() if len(orders) == 1 else None
