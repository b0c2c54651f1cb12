"""The overview of a timeline: where its marks are, and what it reports about entries without a mark."""

import re
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.commands import Run
from tests.support.viewer import Elements, Get, getter
from timeline.database import opening
from timeline.dates import PartialDate
from timeline.reading.filter import Filter
from timeline.web import band


def read_band(file: Path, by: str = "speaker") -> band.Band | None:
    with closing(opening.open_to_read(file)) as connection:
        return band.read(connection, Filter(), by)


def fill(file: Path, rows: list[tuple[str, str, str]]) -> None:
    """Put events with a title at dates (EDTF, first and last day) into a file."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executemany(
            "INSERT INTO entries (kind, title, date, date_earliest, date_latest) VALUES ('event', 'x', ?, ?, ?)", rows
        )


def day(number: int) -> tuple[str, str, str]:
    return (str(date(2014, 1, 1) + timedelta(number)),) * 3


def test_a_day_is_a_dot_and_a_less_exact_date_is_not(run: Run, file: Path) -> None:
    for when in ("2014-03-18", "2014", "2014-03/2014-05", "2014-03-01/2014-05-02", "2014-06-01/.."):
        run("add", f"Of {when}", "--date", when)
    made = read_band(file)
    assert made is not None
    shapes = {shape.title.rpartition("Of ")[2]: shape for lane in made.lanes for shape in lane.shapes}
    assert shapes["2014-03-18"].width == 0
    assert {name: shape.ends for name, shape in shapes.items()} == {
        "2014-03-18": (),
        "2014": ("left", "right"),
        "2014-03/2014-05": ("left", "right"),
        "2014-03-01/2014-05-02": (),
        "2014-06-01/..": (),
    }
    assert all(shape.width > 0 for name, shape in shapes.items() if name != "2014-03-18")
    assert shapes["2014-06-01/.."].x + shapes["2014-06-01/.."].width == 100
    assert shapes["2014"].y != shapes["2014-06-01/.."].y != shapes["2014-03/2014-05"].y


def test_entries_close_together_are_one_mark_with_their_count(run: Run, file: Path) -> None:
    run("init")
    fill(file, [day(0), day(0), day(0), day(3000), *[("2018", "2018-01-01", "2018-12-31")] * 2])
    made = read_band(file)
    assert made is not None
    (lane,) = made.lanes
    assert [(shape.title, shape.on, shape.width > 0) for shape in lane.shapes] == [
        ("2018: 2 entries", "2018", True),
        ("1 Jan 2014: 3 entries", "2014-01-01", False),
        ("20 Mar 2022: x", "2022-03-20", False),
    ]
    assert lane.shapes[1].size > lane.shapes[2].size


def test_a_crowded_row_is_counted(run: Run, file: Path) -> None:
    run("init")
    fill(file, [day(n) for n in range(500)] + [day(0)] * 40)
    made = read_band(file)
    assert made is not None
    (lane,) = made.lanes
    assert all(shape.width and shape.size for shape in lane.shapes)
    assert max(lane.shapes, key=lambda shape: shape.size) == lane.shapes[0]
    counts = [re.search(r"(\d+) entr", shape.title) for shape in lane.shapes]
    assert sum(int(count[1]) for count in counts if count) == 540
    assert all(shape.x + shape.width <= 100 for shape in lane.shapes)


@pytest.mark.parametrize("many", [100, 2100])
def test_outliers_are_counted_next_to_the_band_and_do_not_flatten_it(run: Run, file: Path, get: Get, many: int) -> None:
    run("init")
    far = [("1204", "1204-01-01", "1204-12-31"), ("9999", "9999-01-01", "9999-12-31")]
    fill(file, [day(n) for n in range(many)] + far)
    made = read_band(file)
    assert made is not None
    assert (made.counted, made.before, made.after) == (many > 2000, (1, "1204"), (1, "9999"))
    assert all("12" not in tick.label[:2] for tick in made.ticks)
    page = get("/")
    links = [link for link in Elements(page.text).links if link in ("/?until=1204", "/?since=9999")]
    assert links == ["/?until=1204", "/?since=9999"]
    assert "1 entry until 1204" in page.text
    assert "1 entry" in get("/?until=1204").text


def test_few_entries_are_all_drawn_however_far_apart(run: Run, file: Path) -> None:
    for when in ("1783-04-19", "1954-02-19", "2014-03-18", "2022-09-30"):
        run("add", f"Crimea in {when}", "--date", when)
    made = read_band(file)
    assert made is not None
    assert (made.before, made.after, [len(lane.shapes) for lane in made.lanes]) == (None, None, [4])


def test_every_tick_and_every_mark_links_to_the_entries_that_it_counts(run: Run, file: Path) -> None:
    run("init")
    fill(file, [day(7 * n) for n in range(300)])
    ask = getter(file)
    page = Elements(ask("/").text)
    links = [link for link in page.links if link.startswith("/?on=")]
    assert len(links) > 50
    counted = [int(re.findall(r"([\d,]+) entr", ask(link).text)[-1].replace(",", "")) for link in links[:12]]
    assert all(counted[1:7])
    reach = [
        attrs
        for tag, attrs in page.found
        if tag == "a" and (attrs["href"] or "").startswith("/?on=") and "tabindex" not in attrs
    ]
    assert 3 <= len(reach) <= 13


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    spans=st.lists(
        st.tuples(st.dates(), st.integers(0, 400000), st.sampled_from(["", "a", "b"])), min_size=1, max_size=80
    )
)
def test_no_mark_lies_outside_the_band_and_none_is_missing(spans: list[tuple[date, int, str]]) -> None:
    rows = []
    for number, (first, length, _) in enumerate(spans):
        last = date.fromordinal(min(first.toordinal() + length, date.max.toordinal()))
        bounds = (str(first), str(last))
        rows.append(
            {
                "id": number, "kind": "event", "title": f"<{number}>", "text": None,
                "date": bounds[0] if length == 0 else "/".join(bounds), "date_earliest": bounds[0], "date_latest": bounds[1],
            }
        )  # fmt: skip
    made = band.draw(rows, [name for *_, name in spans])
    assert made is not None
    shapes = [shape for lane in made.lanes for shape in lane.shapes]
    assert all(shape.x >= 0 and shape.x + shape.width <= 100 for shape in shapes)
    assert all(0 <= tick.x <= 100 for tick in made.ticks)
    counts = [re.search(r": ([\d,]+) entries$", shape.title) for shape in shapes]
    marked = sum(int(count[1].replace(",", "")) if count else 1 for count in counts)
    assert marked + sum(far[0] for far in (made.before, made.after) if far) == len(rows)


def test_entries_without_a_beginning_are_counted_in_their_last_year(run: Run, file: Path) -> None:
    run("init")
    reported = [("[..2013-05-06]", "0000-01-01", "2013-05-06"), ("../2013", "0000-01-01", "2013-12-31")]
    fill(file, [day(n) for n in range(2100)] + reported)
    made = read_band(file)
    assert made is not None
    assert (made.counted, made.before, made.after) == (True, None, None)
    assert sum(int(shape.title.split(": ")[1].split()[0].replace(",", "")) for shape in made.lanes[0].shapes) == 2102


@pytest.mark.parametrize("date", ["[..2014-05-06]", "../2014-05-06", "/2014-05-06", "[..2014-05]"])
def test_what_has_no_beginning_is_a_pale_point_on_its_last_day(run: Run, file: Path, date: str) -> None:
    run("add", "First", "--date", "2014-01-01")
    run("add", "Last", "--date", "2014-12-31")
    run("add", "Reported", "--date", date)
    made = read_band(file)
    assert made is not None
    shapes = made.lanes[0].shapes
    (pale,) = (shape for shape in shapes if shape.is_pale)
    assert (pale.width, pale.title) == (0, f"{PartialDate.parse(date).human()}: Reported")
    first, last = (shape.x for shape in shapes if not shape.is_pale)
    assert first < pale.x < last


def test_a_current_office_extends_to_the_last_statement(run: Run, example: Path) -> None:
    office = [
        {"title": "minister", "date": "2004-03-09/..", "date_earliest": "2004-03-09", "date_latest": "9999-12-31"}
    ]
    made = band.offices(office, "2025-02-26")
    assert made is not None
    (shape,) = made.lanes[0].shapes
    assert (shape.ends, round(shape.x + shape.width)) == ((), 100)
    assert made.ticks[-1].label in ("2024", "2025")
