"""``timeline ingest`` of folders and lists: what is read, what is left out, what is reported."""

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Run, invoked, refused
from tests.support.corpora import ARTICLE, fates, proposals
from timeline.cli import ingest_many
from timeline.desk import articles, bulk
from timeline.errors import RefusedError
from timeline.worker import client, pools

Sql = Callable[..., list[Any]]

RIVERS = ("Dnipro", "Desna", "Dniester", "Bug", "Prut", "Tisza", "Inhul", "Psel", "Vorskla", "Sula")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with ten articles, one of them below, and with files of other kinds."""
    home = tmp_path / "articles"
    (home / "below").mkdir(parents=True)
    for number, river in enumerate(RIVERS):
        place = home / "below" if number == 9 else home
        (place / f"{number}.txt").write_text(ARTICLE.format(river), "utf-8")
    (home / "empty.txt").write_text(" \n")
    (home / "nothing.md").write_text("# A list\n\n- one\n- two\n", "utf-8")
    (home / "picture.png").write_bytes(b"\x89PNG")
    (home / ".hidden.txt").write_text(ARTICLE.format("Styx"), "utf-8")
    return home


def test_a_folder_is_read_once(run: Run, file: Path, folder: Path) -> None:
    answer = run("ingest", folder, "--published", "2024-03-04", "--jobs", 2, code=4)
    assert f"timeline: {folder / 'empty.txt'}: " in answer.stderr
    assert "read 12 articles: 10 with 10 new proposals, 1 without statements" in answer.stderr
    assert "files of other kinds are left out: .png 1" in answer.stderr
    assert fates(file) == {
        **{f"{number}.txt": ("stored", 1) for number in range(10)}, "empty.txt": ("refused", 0), "nothing.md": ("nothing", 0),
    }  # fmt: skip
    before = proposals(file)
    again = run("ingest", folder, "--published", "2024-03-04")
    assert "12 were read before" in again.stderr
    assert proposals(file) == before
    (folder / "new.txt").write_text(ARTICLE.format("Ros"), "utf-8")
    assert "read 1 article: 1 with 1 new proposals" in run("ingest", folder, "--published", "2024-03-04").stderr
    assert "nothing is wrong" in run("db", "check").stderr


def test_undo_forgets_that_an_article_was_read(run: Run, folder: Path, sql: Sql) -> None:
    run("ingest", folder, "--published", "2024-03-04", code=4)
    assert sql("SELECT count(*) FROM changesets") == [(1,)]
    run("undo", 1)
    assert sql("SELECT (SELECT count(*) FROM readings), (SELECT count(*) FROM sources)") == [(0, 0)]
    assert "10 with 10 new proposals" in run("ingest", folder, "--published", "2024-03-04", code=4).stderr


def test_one_by_one_and_side_by_side_give_equal_proposals(folder: Path, tmp_path: Path) -> None:
    plain, one, two = (tmp_path / f"{name}.db" for name in ("plain", "one", "two"))
    for path in sorted(folder.rglob("*.txt")):
        if path.stem.isdigit():
            invoked(plain, "ingest", path, "--published", "2024-03-04")
    for file, jobs in ((one, 1), (two, 2)):
        invoked(file, "ingest", folder, "--published", "2024-03-04", "--jobs", jobs)
    assert len(proposals(plain)) == 10
    assert proposals(one) == proposals(plain)
    assert proposals(two) == proposals(plain)


LIST = [
    json.dumps(
        {"text": ARTICLE.format("Dnipro"), "published": "2024-03-04", "url": "https://example.org/1", "title": "One"}
    ),
    "",
    "# a comment",
    json.dumps({"text": ARTICLE.format("Desna"), "published": "2024-03-04"}),
    json.dumps({"text": ARTICLE.format("Dnipro"), "published": "2024-03-04", "url": "https://example.org/2"}),
    '{"text": "a", "text": "b"}',
    '{"text": 7}',
    '{"title": "neither"}',
    '{"text": "x", "url": "javascript:alert(1)"}',
    '{"text": "x", "published": "someday"}',
    json.dumps({"text": "\ud800"}),
    "[1]",
    "not an address",
    "\ufeffhttps://",
    json.dumps({"text": "Anna Lind said yes."}),
]


def test_a_list_has_records_and_every_bad_line_is_reported(run: Run, file: Path, tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text("\n".join(LIST), "utf-8")
    answer = run("ingest", "--list", path, "--topic", "bridges", "--jobs", 1, code=4)
    reported = {
        line.split(": ")[1].rpartition(" ")[2]: line for line in answer.stderr.splitlines() if ", line " in line
    }
    reasons = {
        "6": "“text” twice", "7": "text is not a text", "8": "neither a text nor a url", "9": "is not a web address",
        "10": "“someday”", "11": "incomplete character", "12": "neither an address", "13": "neither an address",
        "15": "when it was published",
    }  # fmt: skip
    assert reported.keys() == reasons.keys()
    for number, reason in reasons.items():
        assert reason in reported[number]
    assert "1 with the text of another source" in answer.stderr
    assert "timeline: https://: " in answer.stderr
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT url, title, published FROM sources").fetchall()
        assert sorted(rows, key=str) == [
            ("https://example.org/1", "One", "2024-03-04"), (None, f"{path}, line 4", "2024-03-04"),
        ]  # fmt: skip
        assert connection.execute("SELECT DISTINCT topics FROM proposals").fetchall() == [('["bridges"]',)]


def test_pages_that_cannot_be_fetched_are_tried_again(
    run: Run, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network of the tests has no such host, so nothing is stored, not even a changeset."""
    path = tmp_path / "list.txt"
    path.write_text("https://nowhere.invalid/1\r\n\n# more\nhttps://nowhere.invalid/2\n", "utf-8")
    for _ in range(2):
        answer = run("ingest", "--list", path, code=4)
        assert answer.stderr.count("cannot be fetched") == 2
        assert "read 2 articles: 2 that cannot be read or stored" in answer.stderr
        assert not file.exists()


def test_proposals_are_printed_as_lines_and_a_rehearsal_stores_nothing(run: Run, file: Path, folder: Path) -> None:
    rehearsed = run("ingest", folder, "--published", "2024-03-04", "--dry-run", "--format", "jsonl", code=4)
    assert len(rehearsed.stdout.splitlines()) == 10
    assert not file.exists()
    stored = run("ingest", folder, "--published", "2024-03-04", "--format", "jsonl", code=4)
    records = [json.loads(line) for line in stored.stdout.splitlines()]
    assert sorted(record["id"] for record in records) == list(range(1, 11))


def test_wrong_usage(run: Run, tmp_path: Path) -> None:
    assert "Name a file" in run("ingest", code=2).stderr
    assert "--url describes one" in run("ingest", tmp_path, "--url", "https://example.org", code=2).stderr
    refused(run, "ingest", tmp_path / "none", "--jobs", 2, code=3)
    refused(run, "ingest", "--list", tmp_path, field="--list")
    for option, value in (("--charset", "nonsense"), ("--published", "2050-01-01"), ("--publisher", " ")):
        refused(run, "ingest", tmp_path, option, value, field=option)
    (tmp_path / "empty").mkdir()
    assert "there is no article in it" in refused(run, "ingest", tmp_path / "empty")


def test_files_of_one_name_or_title_are_different_articles(run: Run, file: Path, tmp_path: Path) -> None:
    """A folder may also have the name of a site, or bytes that are not UTF-8."""
    names = ["example.org/a.txt", "example.org/below/a.txt", os.fsdecode(b"odd\xff/a.txt")]
    for number, name in enumerate(names):
        path = tmp_path / "mirror" / name
        path.parent.mkdir(parents=True)
        path.write_text(ARTICLE.format(RIVERS[number]), "utf-8")
        page = f"<html><head><title>News</title></head><body><p>{ARTICLE.format(RIVERS[number + 3])}</p></body></html>"
        path.with_suffix(".html").write_text(page, "utf-8")
    (tmp_path / "mirror" / "copy.txt").write_text(ARTICLE.format(RIVERS[0]), "utf-8")
    answer = run("ingest", tmp_path / "mirror", "--published", "2024-03-04")
    assert "read 6 articles: 6 with 6 new proposals\n1 was read before, and left out" in answer.stderr
    with closing(sqlite3.connect(file)) as connection:
        titles = [title for (title,) in connection.execute("SELECT title FROM sources")]
    assert titles.count("News") == 3
    assert len(set(titles)) == 4
    assert "nothing is wrong" in run("db", "check").stderr


# What is killed


def test_an_article_that_ends_its_reader_three_times_is_set_aside(
    run: Run, file: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends: list[str] = []
    read = articles.read

    def deadly(connection: Any, typed: Any, retrieved: Any, *more: Any) -> Any:
        if "Psel" in retrieved.text:
            ends.append(typed.what)
            raise client.EndedError("reading it made the reader end")
        return read(connection, typed, retrieved, *more)

    monkeypatch.setattr(articles, "read", deadly)
    answer = run("ingest", folder, "--published", "2024-03-04", "--jobs", 2, code=4)
    assert len(ends) == 3
    assert "1 set aside" in answer.stderr
    assert "7.txt: reading it made the reader end (3 times)" in answer.stderr
    assert fates(file)["7.txt"] == ("killed", 0)
    assert fates(file)["8.txt"] == ("stored", 1)
    run("ingest", folder, "--published", "2024-03-04")
    assert len(ends) == 3


def test_what_was_read_is_stored_when_the_pool_fails(
    run: Run, file: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pools.Processes.run

    def failing(self: pools.Processes, works: Any) -> Any:
        for number, done in enumerate(whole(self, works)):
            if number == 4:
                raise RefusedError("the scheduler is lost")
            yield done

    monkeypatch.setattr(pools.Processes, "run", failing)
    answer = run("ingest", folder, "--published", "2024-03-04", "--jobs", 2, code=4)
    assert "the scheduler is lost" in answer.stderr
    monkeypatch.undo()
    monkeypatch.setenv("TIMELINE_ACTOR", "tester")
    assert 0 < len(fates(file)) < 12
    invoked(file, "ingest", folder, "--published", "2024-03-04", "--jobs", 2)
    assert len(proposals(file)) == 10
    assert len(fates(file)) == 12


def test_parts_are_changesets(run: Run, folder: Path, sql: Sql, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "PART", 5)
    run("ingest", folder, "--published", "2024-03-04", "--jobs", 1, code=4)
    counts = sql("SELECT count(*) FROM readings GROUP BY changeset_id ORDER BY changeset_id")
    assert counts == [(5,), (5,), (2,)]
    assert ingest_many.FEW < 10
