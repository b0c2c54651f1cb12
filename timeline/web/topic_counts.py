"""Count the entries of a speaker by topic, and those of each topic by year.

The entries of a served file are counted by SQL, because there may be very many. Those of a publication are counted one
by one after they are read, because no filter can combine the filter of the publication with another speaker.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from timeline.dates.partial import listed_day
from timeline.reading import counts
from timeline.reading.counts import UNDATED, Count
from timeline.reading.filter import Filter
from timeline.reading.records import Record

#: topics on the page
_MOST_TOPICS = 12


class TopicCount(NamedTuple):
    """How many entries of a speaker have a topic, in all and in each year."""

    name: str
    id: int
    entries: int
    years: list[Count]


def topics(connection: sqlite3.Connection, entry_filter: Filter) -> list[TopicCount]:
    """Count the entries that fit a filter by topic, the most frequent first."""
    by_topic = []
    for topic in counts.by_entity(connection, entry_filter, "topic")[:_MOST_TOPICS]:
        number = topic.id or 0
        years = counts.by_period(connection, entry_filter._replace(topics=(number,)), "year")
        by_topic.append(TopicCount(topic.label, number, topic.entries, years))
    return by_topic


def topics_of(entries: Iterable[Record], numbers: Mapping[str, int]) -> list[TopicCount]:
    """Count entries by topic as :func:`topics` does; ``numbers`` has the number of each topic."""
    days: dict[str, list[str | None]] = {}
    for record in entries:
        for topic in record["topics"]:
            days.setdefault(topic, []).append(listed(record))
    most = sorted(days, key=lambda name: (-len(days[name]), name))[:_MOST_TOPICS]
    return [TopicCount(name, numbers[name], len(days[name]), years(days[name])) for name in most]


class Columns(Protocol):
    """The columns of an entry or an office: a row of a view, or a record."""

    def __getitem__(self, column: str, /) -> Any: ...


def listed(row: Columns) -> str | None:
    """Return the day under which an entry or office is listed; None without a date."""
    first, last = row["date_earliest"], row["date_latest"]
    return listed_day(row["date"], first, last) if row["date"] and first and last else first


def years(days: Iterable[str | None]) -> list[Count]:
    """Count entries by the year under which they are listed, as :mod:`timeline.reading.counts` does."""
    counted = Counter(day[:4] if day else UNDATED for day in days)
    order = sorted(counted, key=lambda year: (year == UNDATED, year))
    return [Count(year, counted[year]) for year in order]
