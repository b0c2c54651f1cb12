"""An entry that says nearly the same as another one, or as what is about to be stored."""

from timeline.reading.similar import Similar
from timeline.render.text import human_date


def summary(one: Similar) -> str:
    """Word what an entry says and how like it is, in one line."""
    date = human_date({"date": one.date, "time": one.time})
    who = f"{one.speaker}: " if one.speaker else ""
    return f"{date} · {who}{one.text} ({one.likeness} % alike)"


def says_nearly_the_same(one: Similar) -> str:
    """Say in a sentence which entry says nearly the same, and what it says."""
    return f"entry {one.id} says nearly the same: {summary(one)}"
