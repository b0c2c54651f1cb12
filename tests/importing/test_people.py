"""Names, titles and offices of people in the rows of a file, and the speakers they mean."""

import json
from pathlib import Path

import pytest

from tests.support.commands import Run
from tests.support.imports import Entries, Write


def test_people_lose_their_titles_and_keep_their_names(run: Run, write: Write, entries: Entries) -> None:
    visitors = [
        "Prime Minister Boris Johnson",
        "King Hussein",
        "President A. Sadat, Prime Minister M. Khalil",
        "Anna Lindh (host)",
        "Premier and Prince Sihanouk",
        "Chancellor of the Exchequer Rishi Sunak",
        "UN Secretary-General António Guterres",
        "Deputy Prime Minister and Minister of Finance Chrystia Freeland",
        "Minister for Women and Equality Kemi Badenoch",
        "Governor of Texas Greg Abbott; Premier Li",
        "Ministry of Foreign Affairs",
    ]
    rows = "".join(json.dumps({"date": "2014", "title": name, "visitor": name}) + "\n" for name in visitors)
    run("import", write("visits.jsonl", rows))
    people = [[(p["name"], p["role"]) for p in entry["participants"]] for entry in entries()]
    assert people == [
        [("Boris Johnson", "Prime Minister")],
        [("King Hussein", "King")],
        [("A. Sadat", "President"), ("M. Khalil", "Prime Minister")],
        [("Anna Lindh", "host")],
        [("Prince Sihanouk", "Premier and Prince")],
        [("Rishi Sunak", "Chancellor of the Exchequer")],
        [("António Guterres", "UN Secretary-General")],
        [("Chrystia Freeland", "Deputy Prime Minister and Minister of Finance")],
        [("Minister for Women and Equality Kemi Badenoch", "participant")],
        [("Governor of Texas Greg Abbott", "participant"), ("Li", "Premier")],
        [("Ministry of Foreign Affairs", "participant")],
    ]
    known = json.loads(run("speaker", "list", "--format", "json").stdout)
    assert [s["name"] for s in known if s["kind"] == "organization"] == ["Ministry of Foreign Affairs"]


@pytest.mark.parametrize(
    ("cell", "speakers"),
    [
        ("Президент России Владимир Путин", ["Владимир Путин"]),
        ("Президент США Джо Байден та Президент України Володимир Зеленський", ["Джо Байден", "Володимир Зеленський"]),
        ("Президент Польши Анджей Дуда", ["Анджей Дуда"]),
        ("Президент Владимир Владимирович Путин", ["Владимир Владимирович Путин"]),
        ("Президент Республики Молдова Майя Санду", ["Президент Республики Молдова Майя Санду"]),
        ("Secretary-General of NATO Jens Stoltenberg", ["Secretary-General of NATO Jens Stoltenberg"]),
        ("John Bolton, National Security Council", ["John Bolton, National Security Council"]),
        ("Council President Donald Tusk", ["Council President Donald Tusk"]),
    ],
)
def test_no_part_of_a_title_becomes_a_name(run: Run, write: Write, cell: str, speakers: list[str]) -> None:
    run("import", write("a.jsonl", json.dumps({"date": "2014", "speaker": cell, "text": "x"})))
    known = json.loads(run("speaker", "list", "--format", "json").stdout)
    assert sorted(speaker["name"] for speaker in known) == sorted(speakers)
    assert {speaker["kind"] for speaker in known} == {"person"}


def test_names_mean_the_same_speakers_as_in_add(run: Run, example: Path, write: Write, entries: Entries) -> None:
    rows = [("Лавров", "a"), ("Foreign Minister Sergei Lavrov", "b"), ("Zakharova", "c"), ("Zakarova", "d")]
    path = write("said.jsonl", "".join(json.dumps({"date": "2014", "speaker": s, "text": t}) + "\n" for s, t in rows))
    result = run("import", path)
    speakers = {entry["text"]: (entry["speaker"], entry["role"]) for entry in entries() if entry["dataset"]}
    assert speakers["a"] == ("Sergey Lavrov", None)
    assert speakers["b"] == ("Sergey Lavrov", "Foreign Minister")
    assert speakers["c"][0] != speakers["d"][0]
    assert "“Zakarova” is new" in result.stderr


def test_a_name_that_fits_several_is_rejected(run: Run, write: Write) -> None:
    run("speaker", "add", "George Bush")
    run("speaker", "add", "Jeb Bush")
    refused = run("import", write("a.jsonl", '{"date": "2014", "speaker": "Bush", "text": "x"}'), code=4)
    assert "“Bush” fits more than one speaker: 1 George Bush, 2 Jeb Bush; write the full name" in refused.stderr


def test_several_speakers_make_a_joint_statement(run: Run, write: Write, entries: Entries) -> None:
    path = write("a.jsonl", json.dumps({"date": "2014", "speaker": ["Merkel", "Hollande"], "text": "“We agree”"}))
    run("import", path)
    entry = entries()[0]
    assert (entry["speaker"], entry["mode"], entry["text"]) == ("Merkel", "verbatim", "We agree")
    assert [(p["name"], p["role"]) for p in entry["participants"]] == [("Hollande", "speaker")]


def test_offices_are_imported_with_partial_dates(run: Run, write: Write) -> None:
    table = "name,post,from,to\nA B,ambassador,1935-05,1936-03-16\nA B,ambassador,1935-05,1936-03-16\nC D,envoy,2021,\nE F,consul,,\n"
    options = (
        "--set",
        "kind=office",
        "--map",
        "speaker=name",
        "--map",
        "title=post",
        "--map",
        "date=from",
        "--map",
        "until=to",
    )
    path = write("posts.csv", table)
    result = run("import", path, *options)
    assert result.stdout == "2 added\n1 added without a date\n1 repeated in the file\n4 rows in all\n"
    offices = json.loads(run("office", "list", "--format", "json").stdout)
    assert [(o["speaker"], o["title"], o["date"]) for o in offices] == [
        ("A B", "ambassador", "1935-05/1936-03-16"), ("C D", "envoy", "2021/"), ("E F", "consul", None),
    ]  # fmt: skip
    assert run("import", path, *options).stdout == "4 unchanged\n4 rows in all\n"


@pytest.mark.parametrize(
    "name",
    [
        "Prime Minister's Office",
        "Justice Department",
        "General Electric",
        "General Assembly",
        "Ambassador Hotel",
        "Dr. Dre",
        "Chancellor Bank",
    ],
)
def test_names_of_things_keep_their_first_words(run: Run, write: Write, entries: Entries, name: str) -> None:
    run("import", write("a.jsonl", json.dumps({"date": "2014", "speaker": name, "text": "x"})))
    assert (entries()[0]["speaker"], entries()[0]["role"]) == (name, None)


def test_a_split_title_is_reported(run: Run, write: Write) -> None:
    path = write("a.jsonl", json.dumps({"date": "2014", "speaker": "President Barack Obama", "text": "x"}))
    assert "“President” is split from “Barack Obama”" in run("import", path).stderr


def test_the_outlet_of_a_citation_is_stored(run: Run, example: Path, write: Write, entries: Entries) -> None:
    row = {"date": "2014", "title": "t", "source": "https://x.org/1", "outlet": "MEDUZA"}
    other = row | {"source": "https://x.org/2", "outlet": "Another Outlet"}
    path = write("a.jsonl", json.dumps(row) + "\n" + json.dumps(other) + "\n")
    run("import", path, "--map", "via=outlet")
    via = [c["via"]["publisher"] for e in entries() if e["dataset"] for c in e["citations"]]
    assert via == ["Meduza", "Another Outlet"]
    assert run("import", path, "--map", "via=outlet").stdout == "2 unchanged\n2 rows in all\n"
