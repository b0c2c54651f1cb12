"""``edit`` and ``merge`` of speakers, topics, places and sources; ``timeline office``."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Run, refused

Sql = Callable[..., list[Any]]


def test_merging_speakers_moves_everything_and_can_be_undone(run: Run, example: Path, sql: Sql) -> None:
    run(
        "speaker",
        "add",
        "D. Peskov",
        "--new-speaker",
        "--alias",
        "Пєсков",
        "--alias",
        "Дмитрий Песков",
        "--wikidata",
        "Q1",
    )
    run("office", "add", "D. Peskov", "diplomat", "--from", "1990", "--until", "2000")
    run("add", "One", "--speaker", "D. Peskov", "--speaker", "Dmitry Peskov", "--date", "2025")
    run("add", "Two", "--date", "2025", "--participant", "D. Peskov (host)", "--participant", "Dmitry Peskov (host)")
    before = run("show", "--format", "json").stdout, run("speaker", "list").stdout
    result = run("speaker", "merge", "D. Peskov", "Dmitry Peskov", "--why", "one man")
    assert result.stderr == "speaker 6 D. Peskov is now 1 Dmitry Peskov; timeline undo reverses this\n"
    assert sql("SELECT count(*) FROM speakers WHERE id = 6") == [(0,)]
    assert sql("SELECT name, wikidata FROM speakers WHERE id = 1") == [("Dmitry Peskov", "Q1")]
    assert sql("SELECT speaker_id FROM entries WHERE id = 15") == [(1,)]
    assert sql("SELECT entry_id, speaker_id, role FROM participants WHERE entry_id > 14") == [(16, 1, "host")]
    names = "SELECT name FROM speaker_names WHERE speaker_id = 1 ORDER BY name"
    assert [row[0] for row in sql(names)] == ["D. Peskov", "Dmitry Peskov", "Дмитрий Песков", "Пєсков"]
    assert sql("SELECT title FROM offices WHERE speaker_id = 1 ORDER BY id") == [("press secretary",), ("diplomat",)]
    run("undo")
    assert (run("show", "--format", "json").stdout, run("speaker", "list").stdout) == before


def test_merging_topics_places_and_sources(run: Run, example: Path, sql: Sql) -> None:
    before = run("show", "--format", "json").stdout
    run("topic", "merge", "referendums", "annexed regions")
    assert sql("SELECT topics FROM timeline WHERE id = 5") == [("annexed regions",)]
    assert sql("SELECT count(*) FROM topics") == [(5,)]
    run("place", "merge", "Ukraine", "Donetsk")
    assert sql("SELECT name, parent_id FROM places ORDER BY id LIMIT 2") == [("Crimea", 3), ("Donetsk", None)]
    assert "Україна" in run("place", "list").stdout
    run("source", "merge", "Meduza", "1")
    assert sql("SELECT source_id, via_id FROM citations WHERE entry_id = 12") == [(1, None)]
    for _ in range(3):
        run("undo")
    assert run("show", "--format", "json").stdout == before


def test_a_place_is_merged_into_one_deep_inside_it(run: Run, example: Path, sql: Sql) -> None:
    run("place", "add", "City", "--inside", "Donetsk")
    run("place", "add", "Street", "--inside", "City")
    run("place", "merge", "Donetsk", "Street")
    assert sql("SELECT name, parent_id FROM places WHERE name IN ('City', 'Street') ORDER BY id") == [
        ("City", 8),
        ("Street", 1),
    ]
    assert run("show", "--place", "Ukraine", "--count").stdout == "3\n"


def test_a_merge_notes_the_details_it_drops_and_refuses_two_people(run: Run, example: Path, sql: Sql) -> None:
    run("speaker", "edit", "Peskov", "--wikidata", "Q43")
    message = refused(run, "speaker", "merge", "Peskov", "Lavrov")
    assert "Q43" in message
    assert "speaker 2" in message
    run("speaker", "edit", "Peskov", "--wikidata", "", "--country", "SU")
    notes = run("speaker", "merge", "Peskov", "Lavrov").stderr
    assert "country of speaker 2 stays RU" in notes
    assert "SU" in notes


def test_places_in_a_circle_are_reported_and_can_be_merged(run: Run, example: Path) -> None:
    with closing(sqlite3.connect(example)) as connection, connection:
        connection.execute("UPDATE places SET parent_id = 1 WHERE id = 3")
        connection.execute("UPDATE places SET parent_id = 3 WHERE id = 1")
    assert run("db", "check", code=1).stdout.count("lies inside itself") == 2
    run("place", "merge", "Crimea", "Donetsk")
    run("show", "--place", "Donetsk")


def test_speakers_keep_their_earlier_names(run: Run, example: Path, sql: Sql) -> None:
    run("speaker", "edit", "Lavrov", "--name", "S. V. Lavrov", "--alias", "Lawrow", "--country", "su", "--wikidata", "")
    assert sql("SELECT name, country, wikidata FROM speakers WHERE id = 2") == [("S. V. Lavrov", "SU", None)]
    for name in ("Sergey Lavrov", "S. V. Lavrov", "Lawrow"):
        assert run("show", "--speaker", name, "--count").stdout == "7\n"
    assert sql("SELECT count(*) FROM speaker_names WHERE speaker_id = 2 AND name LIKE 'S. V.%' AND key <> ''") == [(1,)]
    run("speaker", "edit", "2", "--no-alias", "Sergey Lavrov")
    assert "Sergey Lavrov" not in run("speaker", "list").stdout


def test_topics_places_and_sources_can_be_changed(run: Run, example: Path, sql: Sql) -> None:
    run("topic", "edit", "Crimea", "--name", "The peninsula", "--note", "x")
    assert run("show", "--topic", "the peninsula", "--count").stdout == "1\n"
    run("place", "edit", "Kherson", "--inside", "Crimea", "--alias", "Cherson", "--country", "")
    assert sql("SELECT parent_id, country FROM places WHERE id = 6") == [(2, None)]
    run("source", "edit", "1", "--title", "A title", "--published", "28 Feb 2025", "--url", "https://example.org/a")
    assert sql("SELECT title, published, url FROM sources WHERE id = 1") == [
        ("A title", "2025-02-28", "https://example.org/a")
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "field", "fact"),
    [
        (["speaker", "edit", "Lavrov"], 2, "", "give an option, such as --note TEXT"),
        (["speaker", "edit", "Nobody", "--note", "x"], 3, "", "no speaker is known as “Nobody”"),
        (["speaker", "edit", "Lavrov", "--name", ""], 4, "--name", ""),
        (["speaker", "edit", "Lavrov", "--country", "Russia"], 4, "--country", "“Russia”"),
        (["speaker", "edit", "Lavrov", "--wikidata", "58217"], 4, "--wikidata", "58217"),
        (
            ["speaker", "edit", "Lavrov", "--no-alias", "Sergey Lavrov"],
            4,
            "--no-alias",
            "“Sergey Lavrov” is the main name",
        ),
        (["speaker", "edit", "Lavrov", "--no-alias", "Foo"], 3, "--no-alias", "“Foo”"),
        (["speaker", "edit", "Lavrov", "--kind", "man"], 2, "", "“man”"),
        (["speaker", "edit", "Lavrov", "--country", "RU"], 4, "", "speaker 2"),
        (["topic", "edit", "Crimea", "--name", "negotiations"], 4, "--name", "exists: 3 negotiations"),
        (["place", "edit", "Ukraine", "--inside", "Crimea"], 4, "--inside", "Ukraine"),
        (["source", "edit", "1", "--title", ""], 4, "", "needs a title, an address or a publisher"),
        (["source", "edit", "1", "--url", "example"], 4, "--url", "“example”"),
        (["source", "edit", "99", "--note", "x"], 3, "SOURCE", "there is no source 99"),
        (["speaker", "merge", "Lavrov", "2"], 4, "", "cannot be merged with itself"),
        (["speaker", "merge", "Lavrov", "Nobody"], 3, "B", "“Nobody”"),
        (["topic", "merge", "Crimea"], 2, "", "'B'"),
    ],
)
def test_bad_input_changes_nothing(
    run: Run, example: Path, sql: Sql, arguments: list[str], code: int, field: str, fact: str
) -> None:
    assert fact in refused(run, *arguments, code=code, field=field)
    assert sql("SELECT count(*) FROM changesets") == [(1,)]


def test_offices(run: Run, example: Path, sql: Sql) -> None:
    number = run("office", "add", "Peskov", "diplomat", "--of", "Embassy", "--country", "ru", "--from", "1990").stdout
    assert number == "4\n"
    assert sql("SELECT title, organization, country, date, date_latest FROM offices WHERE id = 4") == [
        ("diplomat", "Embassy", "RU", "1990/..", "9999-12-31")
    ]
    run("office", "edit", "4", "--until", "May 2012", "--of", "")
    assert sql("SELECT organization, date, date_earliest, date_latest FROM offices WHERE id = 4") == [
        (None, "1990/2012-05", "1990-01-01", "2012-05-31")
    ]
    run("office", "edit", "4", "--from", "")
    assert sql("SELECT date, date_earliest FROM offices WHERE id = 4") == [("/2012-05", "0000-01-01")]
    run("office", "edit", "4", "--from", "c. 2000", "--title", "envoy")
    assert "envoy" in run("office", "list", "Peskov").stdout
    assert "foreign minister" not in run("office", "list", "Peskov").stdout
    run("add", "x", "--speaker", "Peskov", "--date", "2005")
    assert "Dmitry Peskov, envoy" in run("show", "--until", "2010").stdout
    assert run("office", "add", "Peskov", "something").stderr.count("\n") == 1  # the note that it has no dates


@pytest.mark.parametrize(
    ("arguments", "code", "field", "fact"),
    [
        (["add", "Nobody", "x"], 3, "", "“Nobody”"),
        (["add", "Peskov", " "], 4, "TITLE", ""),
        (["add", "Peskov", "x", "--from", "2000/2001"], 4, "--from", ""),
        (["add", "Peskov", "x", "--from", "2012", "--until", "2011"], 4, "--until", "2012/2011"),
        (["edit", "1"], 2, "", "--until 2020"),
        (["edit", "9", "--title", "x"], 3, "", "there is no office 9"),
        (["edit", "1", "--country", "RU"], 4, "", "nothing to change"),
    ],
)
def test_bad_offices(run: Run, example: Path, arguments: list[str], code: int, field: str, fact: str) -> None:
    assert fact in refused(run, "office", *arguments, code=code, field=field)


def test_a_text_that_is_not_utf_8_is_not_copied(run: Run, example: Path) -> None:
    with closing(sqlite3.connect(example, isolation_level=None)) as connection:
        connection.execute("INSERT INTO topics (name, note) VALUES ('bad', CAST(x'61ff' AS TEXT))")
    assert "is not UTF-8" in refused(run, "topic", "merge", "bad", "Crimea")
    run("topic", "edit", "bad", "--note", "good")
    run("topic", "merge", "bad", "Crimea")
