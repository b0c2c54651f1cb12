"""The overview of a timeline, as shapes to draw: when things happened, and how exactly that is known.

A day is a dot, a known range a bar. What is known only to lie on or before a day is a pale dot on that day. A less
exact date is a bar whose ends fade, from the first to the last day that it may mean, and never a dot on a day that
nobody named. Entries too close together to be told apart become one larger dot, or bars of a count in a crowded row; a
timeline with too many entries is counted by year.
"""

import datetime
import math
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from timeline.reading import counts, query
from timeline.reading.filter import Filter
from timeline.web import topic_counts
from timeline.web.rendering import entry_count, human
from timeline.web.topic_counts import Columns

#: more entries than this are counted by year
MOST_ENTRIES = 2000
#: rows with a name of their own; one more row has all other entries
_MOST_LANES = 6
_LABEL_CHARACTERS, _TITLE_CHARACTERS = 60, 120
_OPEN, _END = "0000-01-01", "9999-12-31"
#: where time begins and ends in a row, and the distance within which days are one mark, in percent of its width
_LEFT_PERCENT, _RIGHT_PERCENT, _NEAR_PERCENT = 1.2, 98.8, 0.9
#: the greatest height of the count of a year, the height of a count in a row, and the radius of a dot
_YEAR_PIXELS, _COUNT_PIXELS, _DOT_PIXELS = 90.0, 18.0, 9.0
#: a row with more days than this is crowded: they are counted
_CROWD_DAYS = 60
#: the height of a row, and of a range in it
_ROW_PIXELS, _RANGE_PIXELS = 24.0, 8.0
#: lines for overlapping ranges in a row; further ranges share them
_MOST_LINES = 6
#: a timeline of fewer years than this has ticks for months
_MONTH_TICKS_BELOW_YEARS = 2
#: a timeline of fewer days than this has ticks for days
_DAY_TICKS_BELOW_DAYS = 62
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PERIOD_YEARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
#: the greatest number of days that may be outliers at either end, or a hundredth of all days if that is more
_MOST_OUTLIERS = 4
#: the distance of an outlier: a multiple of the span of all other days, which counts as at least five years
_OUTLIER_FACTOR, _OUTLIER_DAYS = 5, 5 * 365


class Shape(NamedTuple):
    """A dot (``width`` 0) or a bar, in percent of a row; ``ends`` names those that fade: ``left``, ``right``."""

    x: float
    width: float
    ends: tuple[str, ...]
    title: str
    #: the period that it shows, as a filter
    on: str
    kind: str
    #: the radius of a dot, the height of a count, in pixels
    size: float = 0.0
    #: the distance from the top of its row, in pixels
    y: float = 0.0
    #: whether all its entries are known only to lie on or before that day
    is_pale: bool = False


class Lane(NamedTuple):
    """One row of the drawing, and its name."""

    label: str
    shapes: list[Shape]
    height: float


class Tick(NamedTuple):
    """A mark on the axis, and the period from it to the next one, as a filter."""

    x: float
    label: str
    on: str


class Band(NamedTuple):
    """The whole drawing: rows of shapes, or one row of counts, over an axis of years."""

    lanes: list[Lane]
    ticks: list[Tick]
    counted: bool
    #: how many entries have no date
    undated: int
    #: how many entries lie too far off to be drawn, and the year in which the last or first of them lies
    before: tuple[int, str] | None = None
    after: tuple[int, str] | None = None


class _Span(NamedTuple):
    """An entry or office with a date, and the first and last day that it may mean."""

    number: int
    kind: str
    date: str
    first: str
    last: str
    title: str
    is_pale: bool = False
    """Whether only the last day that it may mean is known, on which it is shown."""

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last


class _Scale(NamedTuple):
    first: int
    last: int

    def x(self, day: str) -> float:
        at = min(max(_ordinal(day), self.first), self.last)
        width = _RIGHT_PERCENT - _LEFT_PERCENT
        return round(_LEFT_PERCENT + width * (at - self.first) / max(1, self.last - self.first), 2)


def read(connection: sqlite3.Connection, entry_filter: Filter, by: str = "speaker") -> Band | None:
    """Read the overview of all entries that fit a filter, in rows by ``speaker``, ``topic`` or ``kind``.

    Return None if no entry fits.
    """
    whole = entry_filter._replace(limit=None, after=None, reverse=False)
    rows = list(query.entries(connection, whole._replace(limit=MOST_ENTRIES + 1)))
    if len(rows) > MOST_ENTRIES:
        return _counted(counts.by_period(connection, whole, "year"))
    names = _topics(connection, rows) if by == "topic" else [_name(row) for row in rows]
    if by == "kind":
        names = ["Events" if row["kind"] == "event" else "Statements" for row in rows]
    return draw(rows, names)


def draw(rows: Sequence[Columns], names: list[str]) -> Band | None:
    """Return the overview of entries, each in the row of its name; None if none has a date."""
    if len(rows) > MOST_ENTRIES:
        return _counted(topic_counts.years(map(topic_counts.listed, rows)))
    dated = [(name, _entry(row)) for name, row in zip(names, rows, strict=True) if _is_dated(row)]
    scale = _scale([span.first for _, span in dated] + [span.last for _, span in dated])
    if scale is None:
        return None
    before = [span for _, span in dated if span.last != _OPEN and _ordinal(span.last) < scale.first]
    after = [span for _, span in dated if _ordinal(span.first) > scale.last]
    far = {span.number for span in (*before, *after)}
    lanes = _grouped([(name, span) for name, span in dated if span.number not in far])
    most = max((len(group) for _, spans in lanes if _is_crowded(spans) for group in _near(spans, scale)), default=1)
    return Band(
        [_lane(label, spans, scale, most) for label, spans in lanes],
        _ticks(scale),
        counted=False,
        undated=len(rows) - len(dated),
        before=(len(before), max(span.last for span in before)[:4]) if before else None,
        after=(len(after), min(span.first for span in after)[:4]) if after else None,
    )


def offices(posts: Iterable[Columns], reach: str | None = None) -> Band | None:
    """Return the band of a speaker's offices, each in a row of its own; the axis extends at least to ``reach``."""
    dated = [_office(office) for office in posts if _is_dated(office)]
    last = [reach] if reach is not None and _is_day(reach) else []
    scale = _scale([span.first for span in dated] + [span.last for span in dated] + last)
    if scale is None:
        return None
    lanes = [
        Lane(_short(span.title, _LABEL_CHARACTERS), [_shape(span, scale)._replace(y=8.0)], _ROW_PIXELS)
        for span in dated
    ]
    return Band(lanes, _ticks(scale), counted=False, undated=0)


def _entry(row: Columns) -> _Span:
    first, title = row["date_earliest"], row["title"] or row["text"] or ""
    is_pale = _begins_anywhere(row["date"] or "")
    return _Span(
        row["id"],
        row["kind"],
        row["date"] or first,
        row["date_latest"] if is_pale else first,
        row["date_latest"],
        title,
        is_pale,
    )


def _begins_anywhere(date: str) -> bool:
    """Tell whether a date has a known end and no known beginning: a report of that day, or an open start."""
    return date.startswith("[") or (date.startswith((".", "/")) and date.rpartition("/")[2] not in ("", ".."))


def _office(row: Columns) -> _Span:
    first = row["date_earliest"]
    return _Span(0, "office", row["date"] or first, first, row["date_latest"], row["title"] or "")


def _is_dated(row: Columns) -> bool:
    return _is_day(row["date_earliest"]) and _is_day(row["date_latest"])


def _is_day(day: str | None) -> bool:
    """Tell whether a bound is a day: plain SQL can write any text."""
    try:
        return day is not None and len(day) == len(_OPEN) and bool(_ordinal(day))
    except ValueError:
        return False


def _ordinal(day: str) -> int:
    """Return the number of a day; days of the year 0, which Python's calendar lacks, have numbers below 1."""
    year, month, rest = int(day[:4]), int(day[5:7]), int(day[8:10])
    return datetime.date(year, month, rest).toordinal() if year else -365 + 31 * (month - 1) + rest


def _scale(bounds: Iterable[str]) -> _Scale | None:
    """Return the scale from the first to the last day without outliers; None if all bounds are open."""
    days = sorted(_ordinal(day) for day in bounds if day not in (_OPEN, _END))
    if not days:
        return None
    first, last = _core(days, _OUTLIER_DAYS)
    around = max(3, (last - first) // 40)
    return _Scale(first - around, min(last + around, datetime.date.max.toordinal()))


def _core(numbers: list[int], least: int) -> tuple[int, int]:
    """Return the first and last of sorted numbers without outliers, next to which all others would look like one."""
    few = max(_MOST_OUTLIERS, len(numbers) // 100)
    if len(numbers) <= 4 * few:
        return numbers[0], numbers[-1]
    inner = numbers[few:-few]
    reach = _OUTLIER_FACTOR * max(inner[-1] - inner[0], least)
    near = [one for one in numbers if inner[0] - reach <= one <= inner[-1] + reach]
    return near[0], near[-1]


def _grouped(named: list[tuple[str, _Span]]) -> list[tuple[str, list[_Span]]]:
    """Sort entries into rows: one for each of the most frequent names, then one for all others."""
    frequent = [name for name, _ in Counter(name for name, _ in named if name).most_common(_MOST_LANES)]
    label = {name: name if name in frequent else "Others" for name, _ in named}
    lanes: dict[str, list[_Span]] = {}
    for name, span in named:
        lanes.setdefault(label[name] if name else "Others", []).append(span)
    order = {name: place for place, name in enumerate(frequent)}
    names = sorted(lanes, key=lambda name: order.get(name, _MOST_LANES))
    return [(_short(name, _LABEL_CHARACTERS), lanes[name]) for name in names]


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
    return sum(span.is_one_day for span in spans) > _CROWD_DAYS


def _near(spans: list[_Span], scale: _Scale) -> list[list[_Span]]:
    """Return the single days of a row in order, in groups of those too near to be told apart."""
    days = sorted((span for span in spans if span.is_one_day), key=lambda span: span.first)
    return [list(group) for _, group in groupby(days, key=lambda span: int(scale.x(span.first) / _NEAR_PERCENT))]


def _lane(label: str, spans: list[_Span], scale: _Scale, most: int) -> Lane:
    """Return a row: its days on the first line, and its ranges on as many lines as keep them from overlapping."""
    ends = [-1.0]
    shapes = []
    for shape in sorted(_marks(spans, scale, most), key=lambda shape: (shape.width == 0 or shape.size > 0, shape.x)):
        if shape.width == 0 or shape.size:
            shapes.append(shape)
            continue
        line = next((line for line, end in enumerate(ends) if end <= shape.x), len(ends))
        if line >= _MOST_LINES:
            line = min(range(_MOST_LINES), key=ends.__getitem__)
        elif line == len(ends):
            ends.append(0.0)
        ends[line] = max(ends[line], shape.x + shape.width + 0.2)
        shapes.append(shape._replace(y=8.0 + (_RANGE_PIXELS + 2) * line))
    return Lane(label, shapes, _ROW_PIXELS + (_RANGE_PIXELS + 2) * (len(ends) - 1))


def _marks(spans: list[_Span], scale: _Scale, most: int) -> Iterator[Shape]:
    """Yield the shapes of a row: ranges, with one shape for each date, and days; ``most`` is the highest count."""
    ranges: dict[tuple[str, str, str], list[_Span]] = {}
    for span in spans:
        if not span.is_one_day:
            ranges.setdefault((span.date, span.first, span.last), []).append(span)
    for group in ranges.values():
        shape = _shape(group[0], scale)
        yield shape if len(group) == 1 else shape._replace(title=f"{human(shape.on)}: {entry_count(len(group))}")
    is_crowded = _is_crowded(spans)
    for group in _near(spans, scale):
        yield _together(group, scale, most if is_crowded else None)


def _together(spans: list[_Span], scale: _Scale, most: int | None) -> Shape:
    """Return the one shape of entries whose days are close together: a dot, or a bar if ``most`` is a count."""
    first, last = spans[0].first, spans[-1].first
    one = _shape(spans[0], scale)
    if len(spans) > 1:
        on = first if first == last else f"{first}/{last}"
        kinds = {span.kind for span in spans}
        kind = kinds.pop() if len(kinds) == 1 else "statement"
        is_pale = all(span.is_pale for span in spans)
        one = one._replace(title=f"{human(on)}: {entry_count(len(spans))}", on=on, kind=kind, is_pale=is_pale)
    if most is not None:
        left = round(_NEAR_PERCENT * int(scale.x(first) / _NEAR_PERCENT), 2)
        height = max(2.0, round(_COUNT_PIXELS * len(spans) / most, 1))
        return one._replace(x=left, width=round(_NEAR_PERCENT * 0.8, 2), size=height, y=_ROW_PIXELS - 2 - height)
    middle = round((scale.x(first) + scale.x(last)) / 2, 2)
    return one._replace(x=middle, size=min(_DOT_PIXELS, round(4.5 + math.log2(len(spans)), 1)))


def _shape(span: _Span, scale: _Scale) -> Shape:
    """Return the shape of one entry or office."""
    left = 0.0 if _is_open(span.date, 0) else scale.x(span.first)
    right = 100.0 if _is_open(span.date, -1) else scale.x(span.last)
    title = f"{human(span.date)}: {_short(span.title, _TITLE_CHARACTERS)}"
    if span.is_one_day:
        return Shape(left, 0, (), title, span.first, span.kind, 4.5, is_pale=span.is_pale)
    return Shape(left, max(0.5, round(right - left, 2)), _ends(span.date), title, span.date, span.kind)


def _is_open(date: str, end: int) -> bool:
    """Tell whether an interval is open at an end, which is not the same as an uncertain end."""
    return "/" in date and date.split("/")[end] == ".."


def _ends(date: str) -> tuple[str, ...]:
    """Return the ends of a date that are not exact days."""
    halves = date.split("/")
    if len(halves) == 1:
        return ("left", "right")
    is_day = [len(half) == 10 and half[:4].isdigit() and half[-2:].isdigit() for half in halves]
    unsure = [not (is_day[end] or _is_open(date, end)) for end in (0, 1)]
    return tuple(end for end, fades in zip(("left", "right"), unsure, strict=True) if fades)


def _ticks(scale: _Scale) -> list[Tick]:
    """Return at most a dozen ticks for years, or for months or days if the timeline is short."""
    first, last = (datetime.date.fromordinal(max(1, day)).year for day in scale)
    inside = (max(1, scale.first), scale.last)
    if scale.last - scale.first < _DAY_TICKS_BELOW_DAYS:
        every = -(-(scale.last - scale.first) // 8)
        days = [datetime.date.fromordinal(day) for day in range(inside[0], scale.last + 1, every)]
        ends = [min(day + datetime.timedelta(every - 1), datetime.date.max) for day in days[:-1]] + days[-1:]
        named = [f"{day.day} {_MONTHS[day.month - 1]}" for day in days]
        named[0] += f" {days[0].year}"
        return [
            Tick(scale.x(f"{day}"), label, f"{day}/{end}" if end > day else f"{day}")
            for day, end, label in zip(days, ends, named, strict=True)
        ]
    if last - first < _MONTH_TICKS_BELOW_YEARS:
        months = [(year, month) for year in range(first, last + 1) for month in range(1, 13)]
        begun = [(y, m) for y, m in months if inside[0] <= datetime.date(y, m, 1).toordinal() <= inside[1]]
        every = max(1, len(begun) // 6)
        ticks = []
        for year, month in begun[::every]:
            y, m = divmod(12 * year + month - 1 + every - 1, 12)
            on = f"{year:04}-{month:02}" + (f"/{y:04}-{m + 1:02}" if every > 1 else "")
            ticks.append(Tick(scale.x(f"{year:04}-{month:02}-01"), f"{_MONTHS[month - 1]} {year}", on))
        return ticks
    step = _step(last - first, 12)
    years = range(max(1, first - first % step), last + 1, step)
    marked = [year for year in years if inside[0] <= datetime.date(year, 1, 1).toordinal() <= inside[1]]
    return [Tick(scale.x(f"{year:04}-01-01"), str(year), _years(year, step)) for year in marked]


def _step(years: int, most: int) -> int:
    """Return the length of a period in years with which there are at most ``most`` periods."""
    return next((step for step in _PERIOD_YEARS if years / step <= most), _PERIOD_YEARS[-1])


def _years(first: int, length: int) -> str:
    """Return a period of years as a filter."""
    return f"{first:04}" if length == 1 else f"{first:04}/{min(first + length - 1, 9999):04}"


def _counted(by_year: list[counts.Count]) -> Band | None:
    """Return a bar for each year, or each period of years, as high as the number of its entries."""
    years = {int(count.label): count.entries for count in by_year if count.label.isascii() and count.label.isdigit()}
    if not years:
        return None
    first, last = _core([year for year in sorted(years) for _ in range(years[year])], _OUTLIER_DAYS // 365)
    step = _step(last - first, 120)
    start = first - first % step
    periods = [*range(start, last + 1, step), last - (last - start) % step + step]
    summed = [sum(years.get(year, 0) for year in range(*pair)) for pair in pairwise(periods)]
    width = (_RIGHT_PERCENT - _LEFT_PERCENT) / len(summed)
    shapes = []
    for place, entries in enumerate(summed):
        if entries:
            on = _years(periods[place], step)
            height = max(2.0, round(_YEAR_PIXELS * entries / max(summed), 1))
            title = f"{on.replace('/', '–')}: {entry_count(entries)}"
            x, y = round(_LEFT_PERCENT + place * width, 2), _YEAR_PIXELS + 8 - height
            shapes.append(Shape(x, round(width * 0.9, 2), (), title, on, "count", height, y))
    every = step * next((n for n in _PERIOD_YEARS if len(summed) / n <= 12), 1)
    ticks = [
        Tick(round(_LEFT_PERCENT + place * width, 2), str(year), _years(year, every))
        for place, year in enumerate(periods[:-1])
        if year % every == 0
    ]
    before = sum(entries for year, entries in years.items() if year < periods[0])
    after = sum(entries for year, entries in years.items() if year >= periods[-1])
    return Band(
        [Lane(entry_count(sum(summed)), shapes, _YEAR_PIXELS + 8)],
        ticks,
        counted=True,
        undated=sum(count.entries for count in by_year if count.label == counts.UNDATED),
        before=(before, f"{max(year for year in years if year < periods[0]):04}") if before else None,
        after=(after, f"{min(year for year in years if year >= periods[-1]):04}") if after else None,
    )
