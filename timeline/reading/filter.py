"""What to show: one frozen value, which every way of asking becomes.

A filter by date keeps what *may* lie in the range: ``since`` compares with the last day an entry may mean, ``until``
with the first, so that ``until 2014`` holds all of 2014. ``certainly`` swaps the two columns. Undated entries fit no
date filter.
"""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from timeline.reading.search import Clause


class Filter(NamedTuple):
    """What to show. The values within a field mean or, different fields mean and; an empty field means all."""

    numbers: tuple[int, ...] = ()
    #: days, ``YYYY-MM-DD``
    since: str | None = None
    until: str | None = None
    #: pairs of first and last day
    on: tuple[tuple[str, str], ...] = ()
    certainly: bool = False
    kinds: tuple[str, ...] = ()
    speakers: tuple[int, ...] = ()
    countries: tuple[str, ...] = ()
    topics: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    sources: tuple[int, ...] = ()
    #: all of them have to be true of an entry
    words: "tuple[Clause, ...]" = ()
    #: only what comes after the entry of that number, which itself need not fit
    after: int | None = None
    limit: int | None = None
    reverse: bool = False

    @property
    def dated(self) -> bool:
        """Whether a date filter is set."""
        return bool(self.since or self.until or self.on)
