"""What somebody speaks about, counted by topic, and each topic by year.

Of a file it is counted by SQL, for somebody may have said very much; of what is published, which no filter may word
(what fits both a filter by speakers and another speaker), it is counted from the entries that were read already.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from timeline.reading import counts
from timeline.reading.counts import OPEN, UNDATED, Count
from timeline.reading.filter import Filter
from timeline.reading.records import Record

#: so many topics are counted
_MOST = 12


class TopicCount(NamedTuple):
    """How many entries of somebody a topic has, in all and in each year."""

    name: str
    id: int
    entries: int
    years: list[Count]


def topics(connection: sqlite3.Connection, wanted: Filter) -> list[TopicCount]:
    """Count what fits a filter by topic; most first."""
    found = []
    for topic in counts.by_entity(connection, wanted, "topic")[:_MOST]:
        number = topic.id or 0
        years = counts.by_period(connection, wanted._replace(topics=(number,)), "year")
        found.append(TopicCount(topic.label, number, topic.entries, years))
    return found


def topics_of(found: Iterable[Record], numbers: Mapping[str, int]) -> list[TopicCount]:
    """Count entries that were read by topic, as :func:`topics` does; ``numbers`` tells the number of a topic."""
    days: dict[str, list[str | None]] = {}
    for record in found:
        for topic in record["topics"]:
            days.setdefault(topic, []).append(record["date_earliest"])
    most = sorted(days, key=lambda name: (-len(days[name]), name))[:_MOST]
    return [TopicCount(name, numbers[name], len(days[name]), years(days[name])) for name in most]


def years(first_days: Iterable[str | None]) -> list[Count]:
    """Count entries by the year in which they may begin, as :mod:`timeline.reading.counts` does."""
    counted = Counter(UNDATED if not day else OPEN if day[:4] == "0000" else day[:4] for day in first_days)
    order = sorted(counted, key=lambda year: (year == UNDATED, year != OPEN, year))
    return [Count(year, counted[year]) for year in order]
