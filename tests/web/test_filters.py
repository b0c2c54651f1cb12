"""Filters in an address: those of another moment, those by number, and what they refuse."""

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from tests.support.commands import Run
from tests.support.files import without_triggers
from tests.support.viewer import Elements, Get, getter, numbers


def ids(run: Run, *options: object) -> list[int]:
    return [record["id"] for record in json.loads(run("show", *options, "--format", "json").stdout)]


def test_the_timeline_as_it_was_is_what_show_prints(run: Run, example: Path, get: Get) -> None:
    run("add", "A later event", "--date", "2020")
    run("edit", 1, "--title", "Another title")
    run("delete", 2)
    for moment in ("1", "#2", "3"):
        assert numbers(get, f"/?as-of={quote(moment)}") == ids(run, "--as-of", moment)
    shown = get("/timeline.json?as-of=1").json["entries"]
    assert shown == json.loads(run("show", "--as-of", 1, "--format", "json").stdout)
    page = get("/?as-of=1&speaker=Lavrov&limit=2").text
    assert "This is how it stood then" in page
    following = next(link for link in Elements(page).links if "after=" in link)
    assert "as-of=1" in following
    assert numbers(get, following) == ids(run, "--as-of", 1, "--speaker", "Lavrov")[2:4]
    assert "Russia annexes Crimea" in get("/?as-of=1").text
    assert "Another title" in get("/").text
    run("edit", 1, "--title", "A third title")
    assert "Russia annexes Crimea" in get("/?as-of=1").text
    assert "A third title" in get("/?as-of=today").text


def test_dates_are_read_beside_the_day_that_it_is_told(example: Path) -> None:
    ask = getter(example, ("127.0.0.1",), None, lambda: date(2025, 2, 28))
    assert numbers(ask, "/?on=yesterday") == numbers(ask, "/?on=2025-02-27") == [11, 12]
    assert len(numbers(ask, "/?as-of=yesterday")) == 14
    assert [count["label"] for count in ask("/stats.json?until=last year").json][-1] == "2022"


def test_dates_in_figures_are_read_in_the_order_that_is_given(run: Run, example: Path, get: Get) -> None:
    for order in ("mdy", "dmy"):
        run("add", f"{order}", "--date", "2024-03-04" if order == "mdy" else "2024-04-03")
        assert len(numbers(get, f"/?on=03/04/2024&date-order={order}")) == 1
    page = Elements(get("/?on=03/04/2024&date-order=dmy&band=kind").text)
    taken_away = "/?on=03%2F04%2F2024&band=kind"
    links = [link for link in page.links if "03%2F04" in link and link != taken_away]
    assert links
    assert all("date-order=dmy" in link for link in links)


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/?as-of=99", 404, "as-of: there is no changeset 99, the last is 1"),
        ("/?as-of=nonsense", 400, "as-of: “nonsense” is not a date"),
        ("/?as-of=unknown", 400, "as-of: “unknown”"),
        ("/?as-of=1&search=Crimea", 400, "leave out as-of"),
        ("/stats?as-of=1", 400, "leave out as-of"),
        ("/?date-order=xyz", 400, "is none of dmy, mdy, ymd"),
        ("/?reverse=maybe", 400, "reverse: “maybe” is neither yes nor no"),
        ("/?certainly=perhaps&since=2014", 400, "certainly: “perhaps” is neither yes nor no"),
        ("/?since=2014-03-18T14:00", 400, "14:00"),
        ("/?snapshot=1", 400, "“snapshot” is no filter"),
    ],
)
def test_what_an_address_cannot_mean_is_told(example: Path, get: Get, address: str, status: int, said: str) -> None:
    answer = get(address)
    assert (answer.status, said in Elements(answer.text).said) == (status, True)


@pytest.mark.parametrize("name", ["..", "/", "🏴", "a/b?c#d&e", "w" * 5000])
def test_links_lead_to_whatever_a_thing_is_called(run: Run, file: Path, get: Get, name: str) -> None:
    run("init")
    with closing(sqlite3.connect(file)) as connection, connection:
        for table in ("speakers", "topics", "places"):
            connection.execute(f"INSERT INTO {table} (name) VALUES (?)", (name,))
        connection.execute("INSERT INTO sources (title) VALUES (?)", (name,))
        connection.execute(
            "INSERT INTO entries (kind, text, mode, speaker_id, date, date_earliest, date_latest)"
            " VALUES ('statement', 'x', 'paraphrase', 1, '2014', '2014-01-01', '2014-12-31')"
        )
        connection.execute("INSERT INTO entry_topics (entry_id, topic_id) VALUES (1, 1)")
        connection.execute("INSERT INTO entry_places (entry_id, place_id) VALUES (1, 1)")
        connection.execute("INSERT INTO citations (entry_id, source_id) VALUES (1, 1)")
    without_triggers(file)
    seen = set()
    for address in ("/", "/speaker/1", *(f"/stats?by={kind}" for kind in ("speaker", "topic", "place", "source"))):
        for link in Elements(get(address).text).links:
            link = urlsplit(link)._replace(fragment="").geturl()
            if link.startswith("/") and link not in seen:
                seen.add(link)
                assert get(link).status == 200, (address, link)
    assert {f"/?{kind}=1" for kind in ("speaker", "topic", "place", "source")} <= seen
    page = get("/?topic=1")
    assert numbers(get, "/?topic=1") == [1]
    assert name in " ".join(Elements(page.text).said.split())


def test_a_file_that_another_program_writes_to_is_told(run: Run, example: Path, get: Get) -> None:
    with closing(sqlite3.connect(example, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("BEGIN EXCLUSIVE")
        answer = get("/")
        assert (answer.status, "is locked by another program" in answer.text) == (503, True)
        connection.execute("ROLLBACK")
    assert get("/").status == 200
