"""Count the entries of a speaker by topic, and those of each topic by year.

The entries of a served file are counted by SQL, because there may be very many. Those of a publication are counted one
by one after they are read, because no filter can combine the filter of the publication with another speaker.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from timeline.reading import counts
from timeline.reading.counts import OPEN, UNDATED, Count
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
            days.setdefault(topic, []).append(record["date_earliest"])
    most = sorted(days, key=lambda name: (-len(days[name]), name))[:_MOST_TOPICS]
    return [TopicCount(name, numbers[name], len(days[name]), years(days[name])) for name in most]


def years(first_days: Iterable[str | None]) -> list[Count]:
    """Count entries by the year in which they may begin, as :mod:`timeline.reading.counts` does."""
    counted = Counter(UNDATED if not day else OPEN if day[:4] == "0000" else day[:4] for day in first_days)
    order = sorted(counted, key=lambda year: (year == UNDATED, year != OPEN, year))
    return [Count(year, counted[year]) for year in order]
