"""The groups ``speaker``, ``source``, ``topic`` and ``place``; ``init``, ``db`` and help."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.support.commands import Run, refused

Sql = Callable[..., list[Any]]


@pytest.mark.parametrize("noun", ["speaker", "source", "topic", "place"])
def test_lists(run: Run, example: Path, noun: str, snapshot: SnapshotAssertion) -> None:
    assert run(noun, "list").stdout == snapshot
    rows = json.loads(run(noun, "list", "--format", "json").stdout)
    assert rows == [json.loads(line) for line in run(noun, "list", "--format", "jsonl").stdout.splitlines()]
    assert run(noun, "list", "--format", "csv").stdout.splitlines()[0] == ",".join(rows[0])


@pytest.mark.parametrize("noun", ["speaker", "source", "topic", "place"])
def test_an_empty_list(run: Run, noun: str) -> None:
    run("init")
    assert run(noun, "list").stdout == ""
    assert run(noun, "list", "--format", "json").stdout == "[]\n"


def test_add_speaker(run: Run, sql: Sql) -> None:
    added = run(
        "speaker", "add", "Recep Tayyip Erdoğan", "--alias", "Реджеп Тайип Эрдоган", "--kind", "person", "--country", "tr",
        "--wikidata", "Q39259", "--note", "President",
    )  # fmt: skip
    assert added.stdout == "1\n"
    assert sql("SELECT name, kind, country, wikidata, note FROM speakers") == [
        ("Recep Tayyip Erdoğan", "person", "TR", "Q39259", "President")
    ]
    assert sql("SELECT name FROM speaker_names WHERE key IS NULL") == []
    run("add", "Hello", "--speaker", "Erdogan", "--date", "2025")
    assert "1 Recep Tayyip Erdoğan" in refused(run, "speaker", "add", "Recep T. Erdogan", code=3, field="NAME")
    assert run("speaker", "add", "Recep T. Erdogan", "--new-speaker").stdout == "2\n"
    for alias in ("Recep T. Erdogan", "Erdoğan"):
        message = refused(run, "speaker", "add", "Somebody Else", "--alias", alias, code=3, field="--alias")
        assert f"“{alias}”" in message
    assert "“foo”" in refused(run, "speaker", "add", "Somebody", "--wikidata", "foo", field="--wikidata")


def test_add_topic_and_place(run: Run, sql: Sql) -> None:
    assert run("topic", "add", "Grain deal", "--note", "2022").stdout == "1\n"
    assert "Grain deal" in refused(run, "topic", "add", "grain DEAL", field="NAME")
    assert run("place", "add", "Türkiye", "--alias", "Turkey", "--country", "TR").stdout == "1\n"
    assert run("place", "add", "Istanbul", "--inside", "Turkey").stdout == "2\n"
    assert "--inside" in refused(run, "place", "add", "istanbul", field="NAME")
    assert "2 Istanbul" in refused(run, "place", "add", "Istanbul", "--inside", "Turkey", field="NAME")
    assert "“Nowhere”" in refused(run, "place", "add", "Ankara", "--inside", "Nowhere", code=3, field="--inside")
    run("add", "Talks", "--date", "2022", "--place", "Istanbul")
    assert "Talks" in run("show", "--place", "Türkiye").stdout
    assert sql("SELECT name FROM places ORDER BY id") == [("Türkiye",), ("Istanbul",)]


def test_an_office_that_ended_at_an_unknown_date(run: Run, example: Path, sql: Sql) -> None:
    run("office", "add", "Lavrov", "envoy", "--from", "1994", "--until", "unknown")
    run("office", "add", "Lavrov", "aide", "--from", "1981")
    run("office", "edit", "1", "--until", "unknown")
    dates = sql("SELECT date FROM offices WHERE id IN (1, 4, 5) ORDER BY id")
    assert dates[0][0].endswith("/")
    assert dates[1:] == [("1994/",), ("1981/..",)]


def test_add_source(run: Run, sql: Sql) -> None:
    url = "https://example.org/a"
    assert (
        run("source", "add", url, "--no-fetch", "--title", "T", "--published", "Feb. 2025", "--kind", "video").stdout
        == "1\n"
    )
    assert sql("SELECT kind, title, url, published FROM sources") == [("video", "T", url, "2025-02")]
    assert "1" in refused(run, "source", "add", url, "--no-fetch", field="URL_OR_FILE")
    refused(run, "source", "add", "https://", "--no-fetch", field="URL_OR_FILE")
    run("source", "add", "A title", "--publisher", "A")
    run("source", "add", "A title", "--publisher", "B")
    assert "3" in refused(run, "source", "add", "A title", "--publisher", "B")
    for option in ("--url", "--archive-url"):
        assert f"the source already exists: 1 {url}" in refused(run, "source", "edit", "2", option, url, field=option)
    run("add", "Talks", "--date", "2025", "--source", url)
    refused(run, "source", "add", "y", "--archive-url", "javascript:alert(1)", field="--archive-url")
    refused(run, "source", "add", "x", "--published", "someday", field="--published")
    assert sql("SELECT count(*) FROM sources") == [(3,)]


def test_init(run: Run, file: Path) -> None:
    assert run("init").stderr == f"made {file}; add the first entry with: timeline add\n"
    assert run("init").stderr == f"{file} already exists and stays as it is\n"
    run("init", "--example")
    assert run("init", "--example").stderr == f"{file} already holds the example\n"
    assert run("show", "--count").stdout == "14\n"


def test_the_example_does_not_mix_with_other_entries(run: Run) -> None:
    run("add", "Mine", "--date", "2014")
    refused(run, "init", "--example")
    assert run("show", "--count").stdout == "1\n"


def test_db_status_and_schema(run: Run, example: Path) -> None:
    status = run("db", "status").stdout
    assert f"file       {example}" in status
    assert "schema     0012 (current)" in status
    assert "entries    14" in status
    assert re.search("head       1-[0-9a-f]{32}\n", status)
    assert run("db", "upgrade").stderr == f"{example} is already current\n"
    assert run("db", "schema").stdout.startswith("BEGIN;\n")


@pytest.mark.parametrize("command", [[], ["add"], ["show"], ["init"], ["date"], ["db"], ["speaker"], ["source", "add"]])
def test_help(run: Run, command: list[str], snapshot: SnapshotAssertion) -> None:
    assert run(*command, "--help").stdout == snapshot


def test_version(run: Run) -> None:
    assert run("--version").stdout == "timeline, version 0.1.0\n"


@pytest.mark.parametrize(
    "command", [["speaker", "show", "Лавров"], ["topic", "show", "negotiations"], ["place", "show", "Ukraine"]]
)
def test_one_is_shown_with_counts_of_its_entries(
    run: Run, example: Path, command: list[str], snapshot: SnapshotAssertion
) -> None:
    result = run(*command)
    assert result.stdout == snapshot
    kind, _, name = command
    view = json.loads(run(*command, "--format", "json").stdout)
    assert result.stderr == f"its entries: timeline show --{kind} {view['id']}\n"
    assert f"{view['entries']}\n" == run("show", "--count", f"--{kind}", name).stdout


def test_one_that_is_unknown_is_not_shown(run: Run, example: Path) -> None:
    assert "did you mean" in refused(run, "topic", "show", "negotation", code=3, field="TOPIC")
    assert "list shows" in refused(run, "speaker", "show", "999", code=3, field="SPEAKER")


def test_an_edit_says_the_new_name_and_the_earlier_one(run: Run, example: Path) -> None:
    assert run("source", "edit", 1, "--title", "New title").stderr.startswith(
        "changed source 1 New title, formerly [News article on Russia and the five annexed regions];"
    )
    assert run("source", "edit", 1, "--note", "x").stderr.startswith("changed source 1 New title;")
    assert run("topic", "edit", "Crimea", "--name", "The Crimea").stderr.startswith(
        "changed topic 2 The Crimea, formerly Crimea;"
    )
