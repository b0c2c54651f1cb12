"""Test that all ways to read a page give the same entries in one order, and that pages omit nothing."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.files import copied
from timeline.database.changeset import changeset
from timeline.dates import PartialDate
from timeline.reading import query, search
from timeline.reading.filter import Filter
from timeline.reading.query import entries
from timeline.reading.search import Clause

DATES = (
    "1999", "2014", "2014-03", "2014-03-18", "2014-03-18", "2013-11-21/2014-02-22", "2014/2022", "2022-09", "../2014",
    "2014-03-18/..", "1914/2014", "2014-02-27/2014-03-01", "2022-09-30", "2025-02-26", None,
    "[..2014-03-18]", "[..2014-03]", "[..2022]", "[..2025-02-26]", "/2022-09", "../..", "0000/2014",
)  # fmt: skip
WORDS = ("crimea", "annexed", "talks", "never", "region")
FILTERS = [
    Filter(),
    Filter(since="2014-03-01"),
    Filter(since="2014-03-01", certainly=True),
    Filter(until="2014-03-18"),
    Filter(since="2014-03-01", until="2022-09-15"),
    Filter(since="2014-01-01", until="2014-12-31", certainly=True),
    Filter(on=(("2014-03-18", "2014-03-18"), ("2022-01-01", "2022-12-31"))),
    Filter(since="2014-03-10", on=(("2014-01-01", "2014-12-31"),)),
    Filter(kinds=("event",), since="2014-03-01"),
    Filter(kinds=("event", "statement")),
    Filter(speakers=(1,)),
    Filter(speakers=(1, 2), since="2014-03-01"),
    Filter(countries=("RU",), until="2014-12-31"),
    Filter(topics=(1, 2)),
    Filter(topics=(1,), speakers=(2,), since="2014-03-01"),
    Filter(places=(1,), kinds=("statement",)),
    Filter(sources=(1,)),
    Filter(words=(Clause('"crimea"'),)),
    Filter(words=(Clause('"crimea" NOT "talks"'),), since="2014-03-01"),
    Filter(words=(Clause('"crimea"', speakers=(1,), topics=(2,), places=(2,)), Clause('"talks"', negated=True))),
    Filter(words=(Clause('"crimea"', negated=True),)),
    Filter(words=(Clause('"talks"'), Clause('"crimea"', speakers=(1,), topics=(1,), negated=True))),
    Filter(words=(Clause('"never"', speakers=(3,)),), topics=(1,), kinds=("event",)),
]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, empty_file: Path) -> Iterator[sqlite3.Connection]:
    made = copied(empty_file, tmp_path_factory.mktemp("pages") / "timeline.db")
    chance = random.Random(5)
    with changeset(made, "fill") as session:
        sql = session.connection().exec_driver_sql
        sql("INSERT INTO speakers (id, name, country) VALUES (1, 'A', 'RU'), (2, 'B', 'UA'), (3, 'C', 'RU')")
        sql("INSERT INTO topics (id, name) VALUES (1, 'T'), (2, 'U')")
        sql("INSERT INTO places (id, name, parent_id) VALUES (1, 'P', NULL), (2, 'Q', 1)")
        sql("INSERT INTO sources (id, title) VALUES (1, 'S'), (2, 'R')")
        for number in range(1, 301):
            date = chance.choice(DATES)
            read = PartialDate.parse(date) if date else None
            time = chance.choice(["09:00", "17:30", None]) if date and len(date) == 10 else None
            words = " ".join(chance.choices(WORDS, k=3))
            bounds = (read.earliest, read.latest) if read else (None, None)
            event = chance.random() < 0.5
            columns = (
                ("event", words, None, None, None)
                if event
                else ("statement", None, words, chance.randint(1, 3), "paraphrase")
            )
            sql(
                "INSERT INTO entries (id, date, date_earliest, date_latest, time, kind, title, text, speaker_id, mode)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (number, date, *bounds, time, *columns),
            )
            for table, column, most in (("entry_topics", "topic_id", 2), ("entry_places", "place_id", 2)):
                if chance.random() < 0.5:
                    sql(f"INSERT INTO {table} (entry_id, {column}) VALUES (?, ?)", (number, chance.randint(1, most)))
            for role in ("speaker", "host"):
                if chance.random() < 0.3:
                    who = chance.randint(1, 3)
                    sql("INSERT INTO participants (entry_id, speaker_id, role) VALUES (?, ?, ?)", (number, who, role))
            if chance.random() < 0.5:
                sql(
                    "INSERT INTO citations (entry_id, source_id, via_id) VALUES (?, ?, 1)",
                    (number, chance.randint(1, 2)),
                )
    with closing(sqlite3.connect(made, isolation_level=None)) as connection:
        yield connection


@pytest.fixture(params=["as it chooses", "walked", "gathered", "out of time"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    choose = query._smallest

    def chosen(*args: object) -> object:
        least, size, walks = choose(*args)  # type: ignore[arg-type]
        return least, size, {"walked": True, "gathered": False, "out of time": True}.get(request.param, walks)

    monkeypatch.setattr(query, "_smallest", chosen)
    if request.param == "out of time":
        monkeypatch.setattr(query, "_WALK_SECONDS", -1)


def numbers(connection: sqlite3.Connection, filter_: Filter, *, simply: bool = False) -> list[int]:
    return [row["id"] for row in entries(connection, filter_, simply=simply)]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("reverse", [False, True], ids=["onward", "reversed"])
@pytest.mark.parametrize("filter_", FILTERS, ids=str)
def test_all_ways_of_reading_give_the_same_pages(many: sqlite3.Connection, filter_: Filter, reverse: bool) -> None:
    filter_ = filter_._replace(reverse=reverse)
    whole = numbers(many, filter_, simply=True)
    assert len(whole) == query.count(many, filter_) == len(set(whole)) > 0
    assert numbers(many, filter_) == whole
    for size in (1, 7, 1000):
        pages: list[int] = []
        for _ in range(min(len(whole), 60) + 1):
            page = numbers(many, filter_._replace(limit=size, after=pages[-1] if pages else None))
            pages += page
            if not page:
                break
        assert pages == whole[: len(pages)]
        assert size == 1 or pages == whole


@pytest.mark.parametrize("number", [1, 150, 300])
def test_a_page_continues_after_an_entry_that_does_not_fit(many: sqlite3.Connection, number: int) -> None:
    everything = numbers(many, Filter(), simply=True)
    filter_ = Filter(since="2014-03-01", until="2022-12-31")
    rest = set(everything[everything.index(number) + 1 :])
    assert numbers(many, filter_._replace(after=number)) == [n for n in numbers(many, filter_) if n in rest]


def fits(date: PartialDate, filter_: Filter) -> bool:
    """Tell by its own words whether a date fits: a report counts as its day, unless days have to be certain."""
    is_open = date.date.startswith((".", "/"))
    first = date.latest if date.is_reported and not filter_.certainly else date.earliest

    def reaches(since: str | None, until: str | None) -> bool:
        if filter_.certainly:
            return (since is None or first >= since) and (until is None or date.latest <= until)
        return (since is None or date.latest >= since) and (until is None or is_open or first <= until)

    on = not filter_.on or any(reaches(*days) for days in filter_.on)
    return reaches(filter_.since, filter_.until) and on


@pytest.mark.parametrize("certainly", [False, True])
@pytest.mark.parametrize(
    "filter_",
    [
        Filter(since="2014-03-18"),
        Filter(until="2014-03-18"),
        Filter(until="2014-12-31"),
        Filter(since="2014-03-02", until="2014-03-31"),
        Filter(on=(("2022-01-01", "2022-12-31"), ("2014-03-18", "2014-03-18"))),
        Filter(since="2022-01-01", on=(("2014-01-01", "2022-12-31"),)),
    ],
    ids=str,
)
def test_dates_fit_as_their_words_say(many: sqlite3.Connection, filter_: Filter, certainly: bool) -> None:
    filter_ = filter_._replace(certainly=certainly)
    rows = many.execute("SELECT id, date FROM entries WHERE date IS NOT NULL").fetchall()
    expected = {number for number, date in rows if fits(PartialDate.parse(date), filter_)}
    assert set(numbers(many, filter_)) == expected
    last = min(filter(None, [filter_.until, max((day for _, day in filter_.on), default=None)]), default=None)
    later = [d for _, d in rows if d.startswith("[") and last is not None and PartialDate.parse(d).latest > last]
    assert query.count_reported_later(many, filter_) == (0 if certainly else len(later))


def test_relevance_and_date_find_the_same_entries(many: sqlite3.Connection) -> None:
    for filter_ in FILTERS:
        if filter_.words and search.positive(filter_.words):
            ranked = [row["id"] for row in query.ranked(many, filter_)]
            assert sorted(ranked) == sorted(numbers(many, filter_))
            assert [row["id"] for row in query.ranked(many, filter_._replace(limit=5))] == ranked[:5]
