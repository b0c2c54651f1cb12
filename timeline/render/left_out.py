"""Word how many entries a filter by date leaves out that might have fitted."""

import sqlite3

from timeline.reading.filter import Filter
from timeline.reading.query import MOST_LEFT_OUT_ENTRIES, count_reported_later, count_undated


def left_out(connection: sqlite3.Connection, filter_: Filter) -> list[str]:
    """Return what a filter by date leaves out: entries that are undated, and those that were reported later."""
    if not filter_.dated:
        return []
    words = []
    if undated := count_undated(connection, filter_):
        words.append(f"{_entries(undated, 'undated ')} left out by the date filter")
    if later := count_reported_later(connection, filter_):
        words.append(f"{_entries(later)} reported later left out, which may be of that time")
    return words


def _entries(number: int, which: str = "") -> str:
    many = f"more than {MOST_LEFT_OUT_ENTRIES:,}" if number > MOST_LEFT_OUT_ENTRIES else f"{number:,}"
    return f"{many} {which}{'entry' if number == 1 else 'entries'}"
