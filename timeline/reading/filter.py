"""Define the filter of entries: one frozen value for every front end.

A filter by date keeps entries that *may* lie in the range: ``since`` compares with the last day that a date may mean,
``until`` with the day under which it is listed, so that ``until 2014`` includes all of 2014. An interval with an open
start always fits ``until``. What was reported on a day, ``[..D]``, counts as that day; otherwise ``until 2014`` would
list everything reported since. ``certainly`` asks that all days of a date lie in the range. Undated entries fit no date
filter.
"""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from timeline.reading.search import Clause


class Filter(NamedTuple):
    """A filter of entries. Values within a field mean or, different fields mean and; an empty field means all."""

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
    #: True for entries that a person has checked and not doubted, False for the others, None for all
    checked: bool | None = None
    #: an entry has to fulfil all of them
    words: "tuple[Clause, ...]" = ()
    #: only entries that come after the entry with this number, which itself need not fit
    after: int | None = None
    limit: int | None = None
    reverse: bool = False

    @property
    def dated(self) -> bool:
        """True if a date filter is set."""
        return bool(self.since or self.until or self.on)
