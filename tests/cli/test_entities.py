"""The groups ``speaker``, ``source``, ``topic`` and ``place``; ``init``, ``date``, ``db`` and help."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.support.commands import Run

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
    assert "did you mean 1" in run("speaker", "add", "Recep T. Erdogan", code=3).stderr
    assert run("speaker", "add", "Recep T. Erdogan", "--new-speaker").stdout == "2\n"
    refused = run("speaker", "add", "Somebody Else", "--alias", "Recep T. Erdogan", code=3)
    assert "“Recep T. Erdogan” is much like a known name" in refused.stderr
    assert "did you mean" in run("speaker", "add", "Somebody", "--alias", "Erdoğan", code=3).stderr
    assert "--wikidata: “foo”" in run("speaker", "add", "Somebody", "--wikidata", "foo", code=4).stderr


def test_add_topic_and_place(run: Run, sql: Sql) -> None:
    assert run("topic", "add", "Grain deal", "--note", "2022").stdout == "1\n"
    assert "there already" in run("topic", "add", "grain DEAL", code=4).stderr
    assert run("place", "add", "Türkiye", "--alias", "Turkey", "--country", "TR").stdout == "1\n"
    assert run("place", "add", "Istanbul", "--inside", "Turkey").stdout == "2\n"
    assert "there already" in run("place", "add", "istanbul", code=4).stderr
    assert "there already" in run("place", "add", "Istanbul", "--inside", "Turkey", code=4).stderr
    assert "no place is known" in run("place", "add", "Ankara", "--inside", "Nowhere", code=3).stderr
    run("add", "Talks", "--date", "2022", "--place", "Istanbul")
    assert "Talks" in run("show", "--place", "Türkiye").stdout
    assert sql("SELECT name FROM places ORDER BY id") == [("Türkiye",), ("Istanbul",)]


def test_add_source(run: Run, sql: Sql) -> None:
    url = "https://example.org/a"
    assert (
        run("source", "add", url, "--no-fetch", "--title", "T", "--published", "Feb. 2025", "--kind", "video").stdout
        == "1\n"
    )
    assert sql("SELECT kind, title, url, published FROM sources") == [("video", "T", url, "2025-02")]
    assert "already exists: 1" in run("source", "add", url, "--no-fetch", code=4).stderr
    run("source", "add", "A title", "--publisher", "A")
    run("source", "add", "A title", "--publisher", "B")
    assert "already exists: 3" in run("source", "add", "A title", "--publisher", "B", code=4).stderr
    assert "“javascript:alert(1)”" in run("source", "add", "y", "--archive-url", "javascript:alert(1)", code=4).stderr
    assert run("source", "add", "x", "--published", "someday", code=4).stderr.startswith("timeline: --published: ")


def test_init(run: Run, file: Path) -> None:
    assert run("init").stderr == f"made {file}; add the first entry with: timeline add\n"
    assert "there already and stays as it is" in run("init").stderr
    run("init", "--example")
    assert "already" in run("init", "--example").stderr
    assert run("show", "--count").stdout == "14\n"


def test_the_example_does_not_mix_with_other_entries(run: Run) -> None:
    run("add", "Mine", "--date", "2014")
    assert "holds other entries" in run("init", "--example", code=4).stderr
    assert run("show", "--count").stdout == "1\n"


def test_db_status_and_schema(run: Run, example: Path) -> None:
    status = run("db", "status").stdout
    assert f"file       {example}" in status
    assert "schema     0003 (current)" in status
    assert "entries    14" in status
    assert "current already" in run("db", "upgrade").stderr
    assert run("db", "schema").stdout.startswith("BEGIN;\n")


@pytest.mark.parametrize("command", [[], ["add"], ["show"], ["init"], ["date"], ["db"], ["speaker"], ["source", "add"]])
def test_help(run: Run, command: list[str], snapshot: SnapshotAssertion) -> None:
    assert run(*command, "--help").stdout == snapshot


def test_version(run: Run) -> None:
    assert run("--version").stdout == "timeline, version 0.1.0\n"
