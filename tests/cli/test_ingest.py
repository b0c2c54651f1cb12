"""Test ``timeline ingest``: proposals from an article, the stored source and snapshot, and refusals."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from syrupy.assertion import SnapshotAssertion

from tests.support.commands import Run
from timeline.cli import main

ARTICLE = """\
Ministers meet in Geneva

GENEVA — The foreign minister of Russia, Sergei Lavrov, said on Thursday that the talks would go on. “We have time,” he \
told reporters. The ministers signed an agreement on 3 March 2024.

“Nothing has been agreed,” said Anna Lee, a spokeswoman for the United Nations.
"""
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Talks go on</title>
<meta property="article:published_time" content="2024-03-08T09:00:00+00:00"></head>
<body><nav>Home</nav><article><h1>Talks go on</h1>
<p>The talks in Geneva went on for a second day, and both delegations stayed in their hotels until the evening.</p>
<p>“We have time,” said Anna Lee, a spokeswoman for the United Nations, who spoke to reporters outside the building.</p>
<p>Nobody of the other delegations wanted to say anything about it before the end of the meeting.</p>
</article></body></html>"""
Sql = Callable[..., list[Any]]


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.mark.parametrize("options", [["--dry-run"], []], ids=["dry run", "stored"])
def test_ingest_prints_proposals(
    run: Run,
    example: Path,
    article: Path,
    options: list[str],
    monkeypatch: pytest.MonkeyPatch,
    snapshot: SnapshotAssertion,
) -> None:
    monkeypatch.chdir(article.parent)  # the output has the path as typed
    assert run("ingest", article.name, "--published", "2024-03-08", *options).stdout == snapshot


def test_a_dry_run_stores_nothing_and_prints_the_words_of_the_article(run: Run, example: Path, article: Path) -> None:
    before = example.read_bytes()
    lines = run("ingest", article, "--published", "2024-03-08", "--dry-run", "--format", "jsonl").stdout.splitlines()
    candidates = [json.loads(line) for line in lines]
    for candidate in candidates:
        assert candidate["text"] == " … ".join(ARTICLE[begin:end] for begin, end in candidate["spans"])
    statements = {(c["speaker"], c["text"], c["date"], c["mode"]) for c in candidates if c["kind"] == "statement"}
    assert ("Sergey Lavrov", "We have time", "2024-03-07", "verbatim") in statements
    assert ("Anna Lee", "Nothing has been agreed", None, "verbatim") in statements
    assert [c["date"] for c in candidates if c["kind"] == "event"] == ["2024-03-03"]
    assert example.read_bytes() == before


def test_a_dry_run_needs_no_timeline(run_from_nothing: Run, article: Path, file: Path) -> None:
    assert "Sergei Lavrov" in run_from_nothing("ingest", article, "--published", "2024-03-08", "--dry-run").stdout
    assert not file.exists()


def test_an_article_becomes_a_source_with_a_snapshot_and_its_proposals(run: Run, article: Path, sql: Sql) -> None:
    result = run("ingest", article, "--published", "2024-03-08", "--publisher", "The Paper", "--format", "jsonl")
    assert sql("SELECT publisher, published, text FROM sources JOIN snapshots ON source_id = sources.id") == [
        ("The Paper", "2024-03-08", ARTICLE)
    ]
    proposals = [json.loads(line) for line in result.stdout.splitlines()]
    assert [p["id"] for p in proposals] == [row[0] for row in sql("SELECT id FROM proposals ORDER BY id")]
    for proposal in proposals:
        assert proposal["state"] == "pending"
        assert proposal["source"]["id"] == 1
        assert proposal["text"] == " … ".join(ARTICLE[begin:end] for begin, end in proposal["spans"])
    assert sql("SELECT count(*) FROM entries") == [(0,)]
    assert f"{len(proposals)} new proposals from source 1" in result.stderr
    assert sql("SELECT count(*) FROM changesets") == [(1,)]


def test_the_same_text_proposes_nothing_again(run: Run, article: Path, sql: Sql) -> None:
    run("ingest", article, "--published", "2024-03-08")
    before = sql("SELECT * FROM proposals")
    run("review", stdin="r\na\n")
    again = run("ingest", article)
    assert "0 new proposals from source 1" in again.stderr
    assert sql("SELECT * FROM proposals") == before
    assert again.stdout == ""


def test_a_changed_page_gives_proposals_only_for_its_new_words(run: Run, article: Path, sql: Sql) -> None:
    url = ("--url", "https://example.org/a")
    run("ingest", article, "--published", "2024-03-08", *url)
    before = sql("SELECT count(*) FROM proposals")[0][0]
    article.write_text(ARTICLE + "\n“It is over,” Ms. Lee said.\n", encoding="utf-8")
    assert "1 new proposal from source 1" in run("ingest", article, *url).stderr
    assert sql("SELECT text, speaker FROM proposals WHERE id > ?", before) == [("It is over", "Anna Lee")]
    assert sql("SELECT count(*) FROM snapshots") == [(2,)]


def test_the_source_or_the_page_gives_the_day_of_publication(run: Run, article: Path, tmp_path: Path, sql: Sql) -> None:
    run("source", "add", article, "--url", "https://example.org/a", "--published", "2024-03-08")
    run("ingest", article, "--url", "https://example.org/a")
    assert sql("SELECT date FROM proposals WHERE speaker = 'Sergei Lavrov' LIMIT 1") == [("2024-03-07",)]
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    run("ingest", page)
    assert sql("SELECT title, published FROM sources WHERE id = 2") == [("Talks go on", "2024-03-08")]
    matter = tmp_path / "matter.md"
    for n in (1, 2):  # two documents of one title and one day
        text = f"---\ntitle: A day\ndate: 2024-03-09\nsource_url: https://example.org/{n}\n---\n{ARTICLE}{n}"
        matter.write_text(text, encoding="utf-8")
        run("ingest", matter)
    assert sql("SELECT title, published, url FROM sources WHERE id > 2") == [
        ("A day", "2024-03-09", f"https://example.org/{n}") for n in (1, 2)
    ]


def test_the_same_article_under_a_second_address_is_refused(run: Run, article: Path, tmp_path: Path, sql: Sql) -> None:
    run("ingest", article, "--published", "2024-03-08", "--url", "https://example.org/a")
    before = sql("SELECT * FROM changesets")
    result = run("ingest", article, "--published", "2024-03-08", "--url", "https://example.com/b", code=4)
    assert "the same text as source 1 (https://example.org/a)" in result.stderr
    other = tmp_path / "copy.txt"
    other.write_text(ARTICLE, encoding="utf-8")
    assert "0 new proposals from source 1" in run("ingest", other).stderr  # the same bytes are the same source
    assert sql("SELECT count(*) FROM sources") == [(1,)]
    assert sql("SELECT * FROM changesets") == before


def test_each_article_is_stored_on_its_own_and_one_that_cannot_be_read_is_reported(
    run: Run, article: Path, tmp_path: Path, sql: Sql
) -> None:
    page, empty, dull = tmp_path / "page.html", tmp_path / "empty.txt", tmp_path / "dull.txt"
    page.write_text(PAGE, encoding="utf-8")
    empty.touch()
    dull.write_text("The weather is fine.", encoding="utf-8")
    missing = tmp_path / "missing.txt"
    paths = (page, empty, dull, missing, article, page)
    reported = run("ingest", *paths, "--published", "2024-03-08", code=4).stderr
    assert f"timeline: FILE_OR_URL: {empty} is empty" in reported
    assert f"timeline: {dull}: nothing was stored" in reported
    assert f"timeline: there is no file {missing}" in reported
    assert "2 of 5 articles are stored" in reported
    assert sql("SELECT count(*) FROM changesets") == [(2,)]
    shown = run("proposals").stdout
    assert shown.index("source 1: Talks go on") < shown.index("source 2: article.txt")
    run("undo")
    assert sql("SELECT id FROM sources") == [(1,)]


def test_an_article_without_statements_among_others_is_not_a_failure(run: Run, article: Path, tmp_path: Path) -> None:
    dull = tmp_path / "dull.txt"
    dull.write_text("The weather is fine.", encoding="utf-8")
    assert "1 of 2 articles are stored" in run("ingest", dull, article, "--published", "2024-03-08").stderr
    rehearsed = run("ingest", dull, tmp_path / "none.txt", article, "--published", "2024-03-08", "--dry-run", code=3)
    assert "none.txt" in rehearsed.stderr
    assert rehearsed.stdout


def test_topics_and_places_are_those_of_all_proposals(run: Run, article: Path, sql: Sql) -> None:
    run("topic", "add", "talks")
    run("ingest", article, "--published", "2024-03-08", "--topic", "Talks", "--topic", "truce", "--place", "Geneva")
    for topics, places in sql("SELECT topics, places FROM proposals"):
        assert json.loads(topics)[-2:] == ["talks", "truce"]
        assert "Geneva" in json.loads(places)
    run("source", "edit", 1, "--published", "2024-03-09", "--read-again")
    assert {"talks", "truce"} <= set(json.loads(sql("SELECT topics FROM proposals ORDER BY id DESC LIMIT 1")[0][0]))
    assert "--topic: " in run("ingest", article, "--published", "2024-03-08", "--topic", " ", code=4).stderr


def test_undo_removes_all_of_an_ingest(run: Run, example: Path, article: Path, sql: Sql) -> None:
    before = {table: sql(f"SELECT * FROM {table}") for table in ("entries", "sources", "snapshots", "speakers")}
    run("ingest", article, "--published", "2024-03-08")
    run("undo")
    assert {table: sql(f"SELECT * FROM {table}") for table in before} == before
    assert sql("SELECT count(*) FROM proposals") == [(0,)]


def test_a_whole_export_includes_proposals_and_verdicts(run: Run, article: Path, tmp_path: Path, sql: Sql) -> None:
    run("ingest", article, "--published", "2024-03-08")
    run("review", stdin="a\nr not said\nb\nr\n")
    for name in ("export.jsonl", "export.sql"):
        run("export", name.partition(".")[2], tmp_path / name)
    copy = tmp_path / "copy.db"
    assert CliRunner().invoke(main, ["--db", str(copy), "import", str(tmp_path / "export.jsonl")]).exit_code == 0
    again = CliRunner().invoke(main, ["--db", str(copy), "import", str(tmp_path / "export.jsonl")])
    assert "nothing is new" in again.stderr
    loaded = sqlite3.connect(tmp_path / "loaded.db")
    loaded.executescript((tmp_path / "export.sql").read_text(encoding="utf-8"))
    with sqlite3.connect(copy) as imported:
        for table in ("proposals", "verdicts"):
            columns = ", ".join(c[1] for c in sql(f"PRAGMA table_info({table})") if c[1] != "changeset_id")
            rows = sql(f"SELECT {columns} FROM {table} ORDER BY id")
            assert rows
            for other in (imported, loaded):
                assert other.execute(f"SELECT {columns} FROM {table} ORDER BY id").fetchall() == rows
    imported.close()
    loaded.close()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        ({"snapshot_id": 99}, "no line before it has the snapshot"),
        ({"spans": "x"}, "its spans are not a list"),
        ({"confidence": "sure"}, "its confidence "),
        ({"kind": "thing"}, "kind: “thing”"),
        ({"text": " "}, "its text is empty"),
        (
            {"verdicts": [{"id": 1, "decision": "accepted", "entry_uid": None, "note": None}]},
            "one of its verdicts ",
        ),
        ({"uid": "x"}, "its uid "),
    ],
)
def test_import_refuses_an_invalid_proposal(
    run: Run, article: Path, tmp_path: Path, spoil: dict[str, Any], message: str
) -> None:
    run("ingest", article, "--published", "2024-03-08")
    lines = [json.loads(line) for line in run("export", "jsonl").stdout.splitlines()]
    next(line for line in lines if "proposal" in line)["proposal"].update(spoil)
    dump, copy = tmp_path / "spoiled.jsonl", tmp_path / "copy.db"
    dump.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    result = CliRunner().invoke(main, ["--db", str(copy), "import", str(dump)])
    assert (result.exit_code, message in result.stderr) == (4, True), result.stderr


def test_bad_input(run: Run, article: Path, tmp_path: Path, file: Path) -> None:
    unknown = run("ingest", article, code=4).stderr
    assert f"--published: {article}: " in unknown
    assert "--published: 2999 " in run("ingest", article, "--published", "2999", code=4).stderr
    assert "none.txt" in run("ingest", tmp_path / "none.txt", "--published", "2024", code=3).stderr
    for name, content, fact in (
        ("empty.txt", b"", "is empty"),
        ("binary.txt", b"\x00\x01\x02", "zero bytes"),
        ("page.html", b"<html><body></body></html>", "no text"),
        ("doc.pdf", b"%PDF-1.7", "a PDF"),
        ("dull.txt", b"The weather is fine.", "dull.txt"),
        ("wall.html", b"<html><body><p>Subscribe to go on reading.</p></body></html>", "wall.html"),
        ("wrong.txt", "«Ми не відступимо»".encode("utf-16")[2:], "UTF-8"),
        ("huge.txt", b"word " * 5 * 2**20, "20 MB"),
    ):
        (tmp_path / name).write_bytes(content)
        assert fact in run("ingest", tmp_path / name, "--published", "2024", code=4).stderr, name
    assert not file.exists()
    run("ingest", article, "--published", "2024-03-08", "--url", "https://x.org/a", "--to", "1", code=2)
    assert "“no address”" in run("ingest", article, "--published", "2024-03-08", "--url", "no address", code=4).stderr
    assert "--url" in run("ingest", article, article.parent / "b", "--url", "x", code=2).stderr


@pytest.mark.parametrize(
    ("text", "english"),
    [
        (ARTICLE, True),
        ("«Ми не відступимо», — заявив він.", False),
        (
            "„Wir geben nicht nach“, sagte der Minister am Donnerstag in Berlin. Die Gespräche gehen morgen weiter.",
            False,
        ),
        (
            "« Nous ne céderons pas », a déclaré la ministre jeudi à Paris. Les discussions reprendront demain matin.",
            False,
        ),
    ],
)
def test_a_note_says_that_articles_are_read_in_english(run: Run, tmp_path: Path, text: str, english: bool) -> None:
    path = tmp_path / "article.txt"
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["ingest", str(path), "--published", "2024", "--dry-run"])
    assert result.exit_code == 0
    assert ("English" in result.stderr) != english
