"""The overview over a timeline, as shapes to be drawn: what is when, and how surely.

A day is a point, a known range a bar; what is dated less exactly than that is a bar whose ends fade, from the first to
the last day it may mean, and never a point on a day that nobody named. Where there are too many entries to be told
apart, they are counted by period instead.
"""

import datetime
import sqlite3
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

from timeline import counts, query
from timeline.query import Filter

#: more entries than this are counted
MOST = 2000
#: the drawing in its own units: how wide it is, where time begins in it, how high a lane and the axis are
WIDTH, LEFT, LANE, AXIS = 1000.0, 168.0, 24.0, 26.0
#: so many lanes have a name; what is in none of them is in one more
_LANES = 6
_LONGEST, _TITLE = 24, 120
_OPEN, _END = "0000-01-01", "9999-12-31"
#: what a count of periods is as high as, at most
_HIGH = 90.0
#: a time of fewer years than this has its months marked
_SHORT = 2
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


class Shape(NamedTuple):
    """A point (``width`` 0) or a bar; ``ends`` tells which of its ends fade: ``left``, ``right``, both or neither."""

    x: float
    width: float
    ends: tuple[str, ...]
    title: str
    #: the period it stands for, as a filter
    on: str
    kind: str = "statement"
    height: float = 0.0


class Lane(NamedTuple):
    """What stands in one row, under one name."""

    label: str
    y: float
    shapes: list[Shape]


class Band(NamedTuple):
    """The whole drawing: rows of shapes, or one of counts, over an axis of years."""

    lanes: list[Lane]
    ticks: list[tuple[float, str]]
    height: float
    counted: bool
    #: how many entries of it have no date
    undated: int


class _Scale(NamedTuple):
    first: int
    last: int

    def x(self, day: str) -> float:
        return round(LEFT + (WIDTH - LEFT - 12) * (_ordinal(day) - self.first) / max(1, self.last - self.first), 1)


def read(connection: sqlite3.Connection, wanted: Filter, by: str = "speaker") -> Band | None:
    """Read the overview of all that fits a filter, in rows by ``speaker``, ``topic`` or ``kind``; None for nothing."""
    whole = wanted._replace(limit=None, after=None, reverse=False)
    rows = list(query.entries(connection, whole._replace(limit=MOST + 1)))
    if len(rows) > MOST:
        return _counted(counts.by_period(connection, whole, "year"))
    names = _topics(connection, rows) if by == "topic" else [_name(row) for row in rows]
    if by == "kind":
        names = ["Events" if row["kind"] == "event" else "Statements" for row in rows]
    return drawn(rows, names)


def drawn(rows: list[Any], names: list[str]) -> Band | None:
    """Return the overview of entries that were read already, each in the row of its name; None for nothing."""
    if len(rows) > MOST:
        return _counted(_by_year(rows))
    named = zip(names, rows, strict=True)
    dated = [(name, row) for name, row in named if _is_day(row["date_earliest"]) and _is_day(row["date_latest"])]
    scale = _scale((row["date_earliest"], row["date_latest"]) for _, row in dated)
    if scale is None:
        return None
    lanes = _grouped(dated)
    made = [
        Lane(label, AXIS + LANE * place, [_shape(row, scale) for row in those])
        for place, (label, those) in enumerate(lanes)
    ]
    return Band(made, _ticks(scale), AXIS + LANE * len(made) + 8, False, len(rows) - len(dated))


def offices(held: Iterable[Any]) -> Band | None:
    """Return a band of the offices that somebody held, each in a row of its own."""
    dated = [office for office in held if _is_day(office["date_earliest"]) and _is_day(office["date_latest"])]
    scale = _scale((office["date_earliest"], office["date_latest"]) for office in dated)
    if scale is None:
        return None
    lanes = [
        Lane(_short(office["title"]), AXIS + LANE * place, [_shape(office, scale)])
        for place, office in enumerate(dated)
    ]
    return Band(lanes, _ticks(scale), AXIS + LANE * len(lanes) + 8, False, 0)


def _is_day(day: str | None) -> bool:
    """Tell whether a bound is a day: plain SQL can write what is none."""
    try:
        return day is not None and len(day) == len(_OPEN) and bool(_ordinal(day))
    except ValueError:
        return False


def _ordinal(day: str) -> int:
    """Number a day; years that Python's calendar does not know come before it."""
    year, month, rest = int(day[:4]), int(day[5:7]), int(day[8:10])
    return datetime.date(year, month, rest).toordinal() if year else -365 + 31 * (month - 1) + rest


def _scale(bounds: Iterable[tuple[str, str]]) -> _Scale | None:
    """Return the scale from the first to the last day that is known; open ends have none."""
    days = [_ordinal(day) for pair in bounds for day in pair if day not in (_OPEN, _END)]
    if not days:
        return None
    around = max(30, (max(days) - min(days)) // 40)
    return _Scale(min(days) - around, min(max(days) + around, datetime.date.max.toordinal()))


def _by_year(rows: list[Any]) -> list[counts.Count]:
    """Count entries under the years in which they may begin."""
    years = Counter(row["date_earliest"][:4] if row["date_earliest"] else counts.UNDATED for row in rows)
    years.pop(_OPEN[:4], None)
    return [counts.Count(label, years[label]) for label in sorted(years)]


def _grouped(named: list[tuple[str, Any]]) -> list[tuple[str, list[Any]]]:
    """Put entries in rows: those of the most frequent names, then what happened, then what is left."""
    frequent = [name for name, _ in Counter(name for name, _ in named if name).most_common(_LANES)]
    label = {name: name if name in frequent else "Others" for name, _ in named}
    lanes: dict[str, list[Any]] = {}
    for name, row in named:
        lanes.setdefault(label[name] if name else "Others", []).append(row)
    order = {name: place for place, name in enumerate(frequent)}
    return [(_short(name), lanes[name]) for name in sorted(lanes, key=lambda name: order.get(name, _LANES))]


def _name(row: Any) -> str:
    return str(row["speaker"]) if row["speaker"] else "Events"


def _topics(connection: sqlite3.Connection, rows: list[Any]) -> list[str]:
    """Return the first topic of each entry."""
    first: dict[int, str] = {}
    for entry, name in connection.execute(
        "SELECT et.entry_id, t.name FROM entry_topics AS et JOIN topics AS t ON t.id = et.topic_id ORDER BY et.id"
    ):
        first.setdefault(entry, name)
    return [first.get(row["id"], "") for row in rows]


def _short(label: str, longest: int = _LONGEST) -> str:
    text = " ".join(label.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _shape(row: Any, scale: _Scale) -> Shape:
    keys = row.keys()
    first, last = row["date_earliest"], row["date_latest"]
    date = row["date"] or first
    title = _short(row["title"] or (row["text"] if "text" in keys else "") or "", _TITLE)
    kind = row["kind"] if "kind" in keys else "office"
    left = LEFT if first == _OPEN else scale.x(first)
    right = WIDTH - 12 if last == _END else scale.x(last)
    if first == last:
        return Shape(left, 0, (), f"{date}: {title}", first, kind)
    return Shape(left, max(4.0, round(right - left, 1)), _ends(date, first, last), f"{date}: {title}", date, kind)


def _ends(date: str, first: str, last: str) -> tuple[str, ...]:
    """Tell which ends of a date are no known days."""
    halves = date.split("/")
    if len(halves) == 1:
        return ("left", "right")
    is_day = [len(half) == 10 and half[:4].isdigit() and half[-2:].isdigit() for half in halves]
    unsure = [not is_day[0] or first == _OPEN, not is_day[1] or last == _END]
    return tuple(end for end, fades in zip(("left", "right"), unsure, strict=True) if fades)


def _ticks(scale: _Scale) -> list[tuple[float, str]]:
    """Return a tick for every year, or every so many that there are at most a dozen; in a short time the months."""
    first, last = (datetime.date.fromordinal(max(1, day)).year for day in scale)
    if last - first < _SHORT:
        months = [(year, month) for year in range(first, last + 1) for month in range(1, 13)]
        marked = [(scale.x(f"{year:04}-{month:02}-01"), f"{_MONTHS[month - 1]} {year}") for year, month in months]
        inside = [(x, label) for x, label in marked if LEFT <= x <= WIDTH - 40]
        return inside[:: max(1, len(inside) // 6)]
    step = next((step for step in _STEPS if (last - first) / step <= 12), _STEPS[-1])
    years = range(first - first % step, last + 1, step)
    marked = [(scale.x(f"{year:04}-01-01"), str(year)) for year in years if year > 0]
    return [(x, label) for x, label in marked if LEFT <= x <= WIDTH - 12]


def _counted(found: list[counts.Count]) -> Band | None:
    """Return bars as high as there are many entries in each year, or each so many years."""
    years = {int(count.label): count.entries for count in found if count.label.isascii() and count.label.isdigit()}
    undated = sum(count.entries for count in found if count.label == counts.UNDATED)
    if not years:
        return None
    first, last = min(years), max(years)
    step = next((step for step in _STEPS if (last - first) / step <= 120), _STEPS[-1])
    start = first - first % step
    summed: Counter[int] = Counter()
    for year, entries in years.items():
        summed[year - (year - start) % step] += entries
    periods = [*range(start, last + 1, step), last - (last - start) % step + step]
    width = (WIDTH - LEFT - 12) / (len(periods) - 1)
    most = max(summed.values())
    shapes = []
    for place, (begin, end) in enumerate(pairwise(periods)):
        if entries := summed[begin]:
            on = f"{begin:04}" if step == 1 else f"{begin:04}/{end - 1:04}"
            label = f"{begin}" if step == 1 else f"{begin}–{end - 1}"
            high = max(2.0, round(_HIGH * entries / most, 1))
            x = round(LEFT + place * width, 1)
            shapes.append(Shape(x, round(max(1.0, width - 1), 1), (), f"{label}: {entries:,}", on, "count", high))
    every = next((n for n in _STEPS if len(periods) / n <= 12), 1)
    ticks = [(round(LEFT + place * width, 1), str(periods[place])) for place in range(0, len(periods) - 1, every)]
    return Band([Lane(f"{sum(summed.values()):,} entries", AXIS, shapes)], ticks, AXIS + _HIGH + 8, True, undated)
