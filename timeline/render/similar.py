"""Describe an entry that says nearly the same as another one, or as a draft."""

from timeline.reading.similar import Similar
from timeline.render.text import human_date

#: how many entries that say nearly the same are shown, and how much of the words of each
MOST_SIMILAR_ENTRIES = 3
_MOST_CHARACTERS = 300


def summary(one: Similar) -> str:
    """Return the words of a similar entry, or their beginning, and its likeness, in one line."""
    date = human_date({"date": one.date, "time": one.time})
    who = f"{one.speaker}: " if one.speaker else ""
    words = one.text if len(one.text) <= _MOST_CHARACTERS else one.text[:_MOST_CHARACTERS] + "…"
    return f"{date} · {who}{words} ({one.likeness} % alike)"


def says_nearly_the_same(one: Similar) -> str:
    """Return a sentence that names the similar entry and its words."""
    return f"entry {one.id} says nearly the same: {summary(one)}"
