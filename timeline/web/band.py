"""The overview over a timeline, as shapes to be drawn: what is when, and how surely.

A day is a dot, a known range a bar; what is dated less exactly than that is a bar whose ends fade, from the first to
the last day it may mean, and never a dot on a day that nobody named. What lies too close together to be told apart is
counted: as a larger dot, in a crowded row as bars, and where there are too many entries in all, by year.
"""

import datetime
import math
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any, NamedTuple, Protocol

from timeline.reading import counts, query
from timeline.reading.filter import Filter
from timeline.web import topic_counts
from timeline.web.rendering import human, many

#: more entries than this are counted by year
MOST = 2000
#: so many rows have a name; what is in none of them is in one more
_LANES = 6
_LONGEST, _TITLE = 60, 120
_OPEN, _END = "0000-01-01", "9999-12-31"
#: where time begins and ends in a row, in hundredths of its width, and what is nearer than that is one mark
_LEFT, _RIGHT, _NEAR = 1.2, 98.8, 0.9
#: how high a count of years, a count in a row and a dot are at most, in pixels; of how many dots a row is a crowd
_HIGH, _LOW, _DOT, _CROWD = 90.0, 18.0, 9.0, 60
#: how high a row is, and a range in it; of how many ranges one stands below the other before they share a line
_ROW, _RANGE, _STACKED = 24.0, 8.0, 6
#: a time of fewer years than this has its months marked
_SHORT = 2
#: a time of fewer days than this has some of them marked
_DAYS = 62
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
#: so many, or a hundredth, of all days may be far off: so many times as far as all others are apart, or as five years
_FEW, _FAR, _LEAST = 4, 5, 5 * 365


class Columns(Protocol):
    """What has the columns of an entry or an office: a row of a view, or a record."""

    def __getitem__(self, column: str, /) -> Any: ...


class Shape(NamedTuple):
    """A dot (``width`` 0) or a bar, in hundredths of a row; ``ends`` tells which fade: ``left``, ``right``."""

    x: float
    width: float
    ends: tuple[str, ...]
    title: str
    #: the period it stands for, as a filter
    on: str
    kind: str
    #: the radius of a dot, the height of a count, in pixels
    size: float = 0.0
    #: how far down in its row it begins, in pixels
    y: float = 0.0


class Lane(NamedTuple):
    """What stands in one row, under one name."""

    label: str
    shapes: list[Shape]
    height: float


class Tick(NamedTuple):
    """A mark of the axis, and the period from it to the next, as a filter."""

    x: float
    label: str
    on: str


class Band(NamedTuple):
    """The whole drawing: rows of shapes, or one of counts, over an axis of years."""

    lanes: list[Lane]
    ticks: list[Tick]
    counted: bool
    #: how many entries of it have no date
    undated: int
    #: how many lie too far off to be drawn, and up to or from which year
    before: tuple[int, str] | None = None
    after: tuple[int, str] | None = None
    #: how many are not counted, for it is open when they begin
    open: int = 0


class _Span(NamedTuple):
    """An entry or office that has a date: what stands in a row, from which day to which."""

    number: int
    kind: str
    date: str
    first: str
    last: str
    title: str

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last


class _Scale(NamedTuple):
    first: int
    last: int

    def x(self, day: str) -> float:
        at = min(max(_ordinal(day), self.first), self.last)
        return round(_LEFT + (_RIGHT - _LEFT) * (at - self.first) / max(1, self.last - self.first), 2)


def read(connection: sqlite3.Connection, wanted: Filter, by: str = "speaker", *, simply: bool = False) -> Band | None:
    """Read the overview of all that fits a filter, in rows by ``speaker``, ``topic`` or ``kind``; None for nothing."""
    whole = wanted._replace(limit=None, after=None, reverse=False)
    rows = list(query.entries(connection, whole._replace(limit=MOST + 1), simply=simply))
    if len(rows) > MOST:
        return _counted(counts.by_period(connection, whole, "year"))
    names = _topics(connection, rows) if by == "topic" else [_name(row) for row in rows]
    if by == "kind":
        names = ["Events" if row["kind"] == "event" else "Statements" for row in rows]
    return drawn(rows, names)


def drawn(rows: Sequence[Columns], names: list[str]) -> Band | None:
    """Return the overview of entries that were read already, each in the row of its name; None for nothing."""
    if len(rows) > MOST:
        return _counted(topic_counts.years(row["date_earliest"] for row in rows))
    dated = [(name, _entry(row)) for name, row in zip(names, rows, strict=True) if _is_dated(row)]
    scale = _scale([span.first for _, span in dated] + [span.last for _, span in dated])
    if scale is None:
        return None
    before = [span for _, span in dated if span.last != _OPEN and _ordinal(span.last) < scale.first]
    after = [span for _, span in dated if _ordinal(span.first) > scale.last]
    far = {span.number for span in (*before, *after)}
    lanes = _grouped([(name, span) for name, span in dated if span.number not in far])
    most = max((len(those) for _, spans in lanes if _is_crowded(spans) for those in _near(spans, scale)), default=1)
    return Band(
        [_lane(label, spans, scale, most) for label, spans in lanes],
        _ticks(scale),
        counted=False,
        undated=len(rows) - len(dated),
        before=(len(before), max(span.last for span in before)[:4]) if before else None,
        after=(len(after), min(span.first for span in after)[:4]) if after else None,
    )


def offices(held: Iterable[Columns], reach: str | None = None) -> Band | None:
    """Return a band of the offices that somebody held, each in a row of its own, that reaches to a day at least."""
    dated = [_office(office) for office in held if _is_dated(office)]
    last = [reach] if reach is not None and _is_day(reach) else []
    scale = _scale([span.first for span in dated] + [span.last for span in dated] + last)
    if scale is None:
        return None
    lanes = [Lane(_short(span.title, _LONGEST), [_shape(span, scale)._replace(y=8.0)], _ROW) for span in dated]
    return Band(lanes, _ticks(scale), counted=False, undated=0)


def _entry(row: Columns) -> _Span:
    first, title = row["date_earliest"], row["title"] or row["text"] or ""
    return _Span(row["id"], row["kind"], row["date"] or first, first, row["date_latest"], title)


def _office(row: Columns) -> _Span:
    first = row["date_earliest"]
    return _Span(0, "office", row["date"] or first, first, row["date_latest"], row["title"] or "")


def _is_dated(row: Columns) -> bool:
    return _is_day(row["date_earliest"]) and _is_day(row["date_latest"])


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


def _scale(bounds: Iterable[str]) -> _Scale | None:
    """Return the scale from the first to the last day that is known, but for a few far off; open ends have none."""
    days = sorted(_ordinal(day) for day in bounds if day not in (_OPEN, _END))
    if not days:
        return None
    first, last = _core(days, _LEAST)
    around = max(3, (last - first) // 40)
    return _Scale(first - around, min(last + around, datetime.date.max.toordinal()))


def _core(known: list[int], least: int) -> tuple[int, int]:
    """Return the first and last of sorted numbers, without the few that lie so far off that all others would be one."""
    few = max(_FEW, len(known) // 100)
    if len(known) <= 4 * few:
        return known[0], known[-1]
    inner = known[few:-few]
    reach = _FAR * max(inner[-1] - inner[0], least)
    near = [one for one in known if inner[0] - reach <= one <= inner[-1] + reach]
    return near[0], near[-1]


def _grouped(named: list[tuple[str, _Span]]) -> list[tuple[str, list[_Span]]]:
    """Put entries in rows: those of the most frequent names, then what happened, then what is left."""
    frequent = [name for name, _ in Counter(name for name, _ in named if name).most_common(_LANES)]
    label = {name: name if name in frequent else "Others" for name, _ in named}
    lanes: dict[str, list[_Span]] = {}
    for name, span in named:
        lanes.setdefault(label[name] if name else "Others", []).append(span)
    order = {name: place for place, name in enumerate(frequent)}
    return [(_short(name, _LONGEST), lanes[name]) for name in sorted(lanes, key=lambda name: order.get(name, _LANES))]


def _name(row: sqlite3.Row) -> str:
    return str(row["speaker"]) if row["speaker"] else "Events"


def _topics(connection: sqlite3.Connection, rows: list[sqlite3.Row]) -> list[str]:
    """Return the first topic of each entry."""
    first: dict[int, str] = {}
    for entry, name in connection.execute(
        "SELECT et.entry_id, t.name FROM entry_topics AS et JOIN topics AS t ON t.id = et.topic_id ORDER BY et.id"
    ):
        first.setdefault(entry, name)
    return [first.get(row["id"], "") for row in rows]


def _short(label: str, longest: int) -> str:
    text = " ".join(label.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _is_crowded(spans: list[_Span]) -> bool:
    return sum(span.is_one_day for span in spans) > _CROWD


def _near(spans: list[_Span], scale: _Scale) -> list[list[_Span]]:
    """Return those of a row that have a day, in order, those together that are too near to be told apart."""
    days = sorted((span for span in spans if span.is_one_day), key=lambda span: span.first)
    return [list(those) for _, those in groupby(days, key=lambda span: int(scale.x(span.first) / _NEAR))]


def _lane(label: str, spans: list[_Span], scale: _Scale, most: int) -> Lane:
    """Return a row: its ranges where none covers another, as far as there is room, and its days in the first line."""
    ends = [-1.0]
    shapes = []
    for shape in sorted(_marks(spans, scale, most), key=lambda shape: (shape.width == 0 or shape.size > 0, shape.x)):
        if shape.width == 0 or shape.size:
            shapes.append(shape)
            continue
        line = next((line for line, end in enumerate(ends) if end <= shape.x), len(ends))
        if line >= _STACKED:
            line = min(range(_STACKED), key=ends.__getitem__)
        elif line == len(ends):
            ends.append(0.0)
        ends[line] = max(ends[line], shape.x + shape.width + 0.2)
        shapes.append(shape._replace(y=8.0 + (_RANGE + 2) * line))
    return Lane(label, shapes, _ROW + (_RANGE + 2) * (len(ends) - 1))


def _marks(spans: list[_Span], scale: _Scale, most: int) -> Iterator[Shape]:
    """Yield the shapes of a row: ranges, those of one date as one, and days; ``most`` is the highest count."""
    ranges: dict[tuple[str, str, str], list[_Span]] = {}
    for span in spans:
        if not span.is_one_day:
            ranges.setdefault((span.date, span.first, span.last), []).append(span)
    for those in ranges.values():
        shape = _shape(those[0], scale)
        yield shape if len(those) == 1 else shape._replace(title=f"{human(shape.on)}: {many(len(those))}")
    is_crowded = _is_crowded(spans)
    for those in _near(spans, scale):
        yield _together(those, scale, most if is_crowded else None)


def _together(spans: list[_Span], scale: _Scale, most: int | None) -> Shape:
    """Return the shape of entries whose days are next to each other: a dot, or a bar where these are counted."""
    first, last = spans[0].first, spans[-1].first
    one = _shape(spans[0], scale)
    if len(spans) > 1:
        on = first if first == last else f"{first}/{last}"
        kinds = {span.kind for span in spans}
        kind = kinds.pop() if len(kinds) == 1 else "statement"
        one = one._replace(title=f"{human(on)}: {many(len(spans))}", on=on, kind=kind)
    if most is not None:
        left = round(_NEAR * int(scale.x(first) / _NEAR), 2)
        high = max(2.0, round(_LOW * len(spans) / most, 1))
        return one._replace(x=left, width=round(_NEAR * 0.8, 2), size=high, y=_ROW - 2 - high)
    middle = round((scale.x(first) + scale.x(last)) / 2, 2)
    return one._replace(x=middle, size=min(_DOT, round(4.5 + math.log2(len(spans)), 1)))


def _shape(span: _Span, scale: _Scale) -> Shape:
    """Return the shape of one entry or office."""
    left = 0.0 if _is_open(span.date, 0) else scale.x(span.first)
    right = 100.0 if _is_open(span.date, -1) else scale.x(span.last)
    said = f"{human(span.date)}: {_short(span.title, _TITLE)}"
    if span.is_one_day:
        return Shape(left, 0, (), said, span.first, span.kind, 4.5)
    return Shape(left, max(0.5, round(right - left, 2)), _ends(span.date), said, span.date, span.kind)


def _is_open(date: str, end: int) -> bool:
    """Tell whether an interval goes on without an end, which is no doubt about where it ends."""
    return "/" in date and date.split("/")[end] == ".."


def _ends(date: str) -> tuple[str, ...]:
    """Tell which ends of a date are no known days."""
    halves = date.split("/")
    if len(halves) == 1:
        return ("left", "right")
    is_day = [len(half) == 10 and half[:4].isdigit() and half[-2:].isdigit() for half in halves]
    unsure = [not (is_day[end] or _is_open(date, end)) for end in (0, 1)]
    return tuple(end for end, fades in zip(("left", "right"), unsure, strict=True) if fades)


def _ticks(scale: _Scale) -> list[Tick]:
    """Return a tick for every year, or every so many that there are at most a dozen; in a short time the months."""
    first, last = (datetime.date.fromordinal(max(1, day)).year for day in scale)
    inside = (max(1, scale.first), scale.last)
    if scale.last - scale.first < _DAYS:
        every = -(-(scale.last - scale.first) // 8)
        days = [datetime.date.fromordinal(day) for day in range(inside[0], scale.last + 1, every)]
        ends = [min(day + datetime.timedelta(every - 1), datetime.date.max) for day in days[:-1]] + days[-1:]
        named = [f"{day.day} {_MONTHS[day.month - 1]}" for day in days]
        named[0] += f" {days[0].year}"
        return [
            Tick(scale.x(f"{day}"), label, f"{day}/{end}" if end > day else f"{day}")
            for day, end, label in zip(days, ends, named, strict=True)
        ]
    if last - first < _SHORT:
        months = [(year, month) for year in range(first, last + 1) for month in range(1, 13)]
        begun = [(y, m) for y, m in months if inside[0] <= datetime.date(y, m, 1).toordinal() <= inside[1]]
        every = max(1, len(begun) // 6)
        found = []
        for year, month in begun[::every]:
            y, m = divmod(12 * year + month - 1 + every - 1, 12)
            on = f"{year:04}-{month:02}" + (f"/{y:04}-{m + 1:02}" if every > 1 else "")
            found.append(Tick(scale.x(f"{year:04}-{month:02}-01"), f"{_MONTHS[month - 1]} {year}", on))
        return found
    step = _step(last - first, 12)
    years = range(max(1, first - first % step), last + 1, step)
    marked = [year for year in years if inside[0] <= datetime.date(year, 1, 1).toordinal() <= inside[1]]
    return [Tick(scale.x(f"{year:04}-01-01"), str(year), _years(year, step)) for year in marked]


def _step(years: int, most: int) -> int:
    """Return of how many years a period is, that there are so many at most."""
    return next((step for step in _STEPS if years / step <= most), _STEPS[-1])


def _years(first: int, many: int) -> str:
    """Return a period of so many years as a filter."""
    return f"{first:04}" if many == 1 else f"{first:04}/{min(first + many - 1, 9999):04}"


def _counted(found: list[counts.Count]) -> Band | None:
    """Return bars as high as there are many entries in each year, or each so many years."""
    years = {int(count.label): count.entries for count in found if count.label.isascii() and count.label.isdigit()}
    if not years:
        return None
    first, last = _core([year for year in sorted(years) for _ in range(years[year])], _LEAST // 365)
    step = _step(last - first, 120)
    start = first - first % step
    periods = [*range(start, last + 1, step), last - (last - start) % step + step]
    summed = [sum(years.get(year, 0) for year in range(*pair)) for pair in pairwise(periods)]
    width = (_RIGHT - _LEFT) / len(summed)
    shapes = []
    for place, entries in enumerate(summed):
        if entries:
            on = _years(periods[place], step)
            high = max(2.0, round(_HIGH * entries / max(summed), 1))
            title = f"{on.replace('/', '–')}: {many(entries)}"
            x, y = round(_LEFT + place * width, 2), _HIGH + 8 - high
            shapes.append(Shape(x, round(width * 0.9, 2), (), title, on, "count", high, y))
    every = step * next((n for n in _STEPS if len(summed) / n <= 12), 1)
    ticks = [
        Tick(round(_LEFT + place * width, 2), str(year), _years(year, every))
        for place, year in enumerate(periods[:-1])
        if year % every == 0
    ]
    before = sum(entries for year, entries in years.items() if year < periods[0])
    after = sum(entries for year, entries in years.items() if year >= periods[-1])
    return Band(
        [Lane(many(sum(summed)), shapes, _HIGH + 8)],
        ticks,
        counted=True,
        undated=sum(count.entries for count in found if count.label == counts.UNDATED),
        open=sum(count.entries for count in found if count.label == counts.OPEN),
        before=(before, f"{max(year for year in years if year < periods[0]):04}") if before else None,
        after=(after, f"{min(year for year in years if year >= periods[-1]):04}") if after else None,
    )
