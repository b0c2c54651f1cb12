"""``timeline ingest``: what is proposed of an article, in whose words, what is kept of it, and what is refused."""

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


@pytest.mark.parametrize("rehearse", [["--dry-run"], []], ids=["rehearsed", "kept"])
def test_what_is_printed(
    run: Run,
    example: Path,
    article: Path,
    rehearse: list[str],
    monkeypatch: pytest.MonkeyPatch,
    snapshot: SnapshotAssertion,
) -> None:
    monkeypatch.chdir(article.parent)  # its heading is as long as the name that is given
    assert run("ingest", article.name, "--published", "2024-03-08", *rehearse).stdout == snapshot


def test_a_rehearsal_stores_nothing_and_prints_the_words_of_the_article(run: Run, example: Path, article: Path) -> None:
    before = example.read_bytes()
    lines = run("ingest", article, "--published", "2024-03-08", "--dry-run", "--format", "jsonl").stdout.splitlines()
    found = [json.loads(line) for line in lines]
    for proposal in found:
        assert proposal["text"] == " … ".join(ARTICLE[begin:end] for begin, end in proposal["spans"])
    said = {(p["speaker"], p["text"], p["date"], p["mode"]) for p in found if p["kind"] == "statement"}
    assert ("Sergey Lavrov", "We have time", "2024-03-07", "verbatim") in said
    assert ("Anna Lee", "Nothing has been agreed", None, "verbatim") in said
    assert [p["date"] for p in found if p["kind"] == "event"] == ["2024-03-03"]
    assert example.read_bytes() == before


def test_no_timeline_is_needed_to_rehearse(run_from_nothing: Run, article: Path, file: Path) -> None:
    assert "Sergei Lavrov" in run_from_nothing("ingest", article, "--published", "2024-03-08", "--dry-run").stdout
    assert not file.exists()


def test_an_article_becomes_a_source_with_a_snapshot_and_its_proposals(run: Run, article: Path, sql: Sql) -> None:
    result = run("ingest", article, "--published", "2024-03-08", "--publisher", "The Paper", "--format", "jsonl")
    assert sql("SELECT publisher, published, text FROM sources JOIN snapshots ON source_id = sources.id") == [
        ("The Paper", "2024-03-08", ARTICLE)
    ]
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [p["id"] for p in found] == [row[0] for row in sql("SELECT id FROM proposals ORDER BY id")]
    for proposal in found:
        assert proposal["state"] == "pending"
        assert proposal["source"]["id"] == 1
        assert proposal["text"] == " … ".join(ARTICLE[begin:end] for begin, end in proposal["spans"])
    assert sql("SELECT count(*) FROM entries") == [(0,)]
    assert (
        f"{len(found)} new proposals from source 1; {len(found)} wait to be decided: timeline review 1" in result.stderr
    )
    assert sql("SELECT count(*) FROM changesets") == [(1,)]


def test_the_same_text_proposes_nothing_again(run: Run, article: Path, sql: Sql) -> None:
    run("ingest", article, "--published", "2024-03-08")
    before = sql("SELECT * FROM proposals")
    run("review", stdin="r\na\n")
    again = run("ingest", article)
    assert "0 new proposals from source 1; " in again.stderr
    assert sql("SELECT * FROM proposals") == before
    assert again.stdout == ""


def test_of_a_page_that_was_rewritten_only_what_is_new_is_proposed(run: Run, article: Path, sql: Sql) -> None:
    url = ("--url", "https://example.org/a")
    run("ingest", article, "--published", "2024-03-08", *url)
    before = sql("SELECT count(*) FROM proposals")[0][0]
    article.write_text(ARTICLE + "\n“It is over,” Ms. Lee said.\n", encoding="utf-8")
    assert "1 new proposal from source 1" in run("ingest", article, *url).stderr
    assert sql("SELECT text, speaker FROM proposals WHERE id > ?", before) == [("It is over", "Anna Lee")]
    assert sql("SELECT count(*) FROM snapshots") == [(2,)]


def test_the_day_of_publication_may_be_known_already_or_stand_in_the_page(
    run: Run, article: Path, tmp_path: Path, sql: Sql
) -> None:
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


def test_the_same_article_under_two_addresses_is_told(run: Run, article: Path, tmp_path: Path, sql: Sql) -> None:
    run("ingest", article, "--published", "2024-03-08", "--url", "https://example.org/a")
    before = sql("SELECT * FROM changesets")
    result = run("ingest", article, "--published", "2024-03-08", "--url", "https://example.com/b", code=4)
    assert "word for word what source 1 says (https://example.org/a)" in result.stderr
    other = tmp_path / "copy.txt"
    other.write_text(ARTICLE, encoding="utf-8")
    assert "0 new proposals from source 1" in run("ingest", other).stderr  # the same bytes are the same source
    assert sql("SELECT count(*) FROM sources") == [(1,)]
    assert sql("SELECT * FROM changesets") == before


def test_many_articles_are_one_changeset_and_one_that_cannot_be_read_keeps_all_out(
    run: Run, article: Path, tmp_path: Path, sql: Sql
) -> None:
    page, empty = tmp_path / "page.html", tmp_path / "empty.txt"
    page.write_text(PAGE, encoding="utf-8")
    empty.touch()
    assert "it is empty" in run("ingest", page, article, empty, "--published", "2024-03-08", code=4).stderr
    assert not (tmp_path / "timeline.db").exists()
    run("ingest", page, article, "--published", "2024-03-08")
    assert sql("SELECT count(*) FROM changesets") == [(1,)]
    shown = run("proposals").stdout
    assert shown.index("source 1: Talks go on") < shown.index("source 2: article.txt")


def test_an_ingest_is_undone_whole(run: Run, example: Path, article: Path, sql: Sql) -> None:
    before = {table: sql(f"SELECT * FROM {table}") for table in ("entries", "sources", "snapshots", "speakers")}
    run("ingest", article, "--published", "2024-03-08")
    run("undo")
    assert {table: sql(f"SELECT * FROM {table}") for table in before} == before
    assert sql("SELECT count(*) FROM proposals") == [(0,)]


def test_proposals_and_verdicts_go_with_a_whole_export(run: Run, article: Path, tmp_path: Path, sql: Sql) -> None:
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
        ({"snapshot_id": 99}, "stands in no line before it"),
        ({"spans": "x"}, "its spans are no list"),
        ({"confidence": "sure"}, "its confidence or its mode is none"),
        ({"kind": "thing"}, "kind: “thing”"),
        ({"text": " "}, "its text is empty"),
        (
            {"verdicts": [{"id": 1, "decision": "accepted", "entry_uid": None, "note": None}]},
            "one of its verdicts is none",
        ),
        ({"uid": "x"}, "its uid is none"),
    ],
)
def test_a_proposal_that_is_none_is_refused(
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
    assert f"--published: {article}: it does not say when it was published; give the day" in unknown
    assert "--published: 2999 is in the future" in run("ingest", article, "--published", "2999", code=4).stderr
    assert "there is no file" in run("ingest", tmp_path / "none.txt", "--published", "2024", code=3).stderr
    for name, content, said in (
        ("empty.txt", b"", "it is empty"),
        ("binary.txt", b"\x00\x01\x02", "no text"),
        ("page.html", b"<html><body></body></html>", "no text"),
        ("doc.pdf", b"%PDF-1.7", "a PDF"),
        ("dull.txt", b"The weather is fine.", "nothing is found that somebody says"),
        ("wall.html", b"<html><body><p>Subscribe to go on reading.</p></body></html>", "nothing is stored"),
        ("wrong.txt", "«Ми не відступимо»".encode("utf-16")[2:], "cannot be read"),
        ("huge.txt", b"word " * 5 * 2**20, "more than 20 MB"),
    ):
        (tmp_path / name).write_bytes(content)
        assert said in run("ingest", tmp_path / name, "--published", "2024", code=4).stderr, name
    assert not file.exists()
    for options, said in (
        (("--url", "https://x.org/a", "--to", "1"), "give one"),
        (("--url", "no address"), "is no web address"),
    ):
        code = 2 if "--to" in options else 4
        assert said in run("ingest", article, "--published", "2024-03-08", *options, code=code).stderr
    assert "--url describes one saved file" in run("ingest", article, article.parent / "b", "--url", "x", code=2).stderr


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
def test_another_language_is_told(run: Run, tmp_path: Path, text: str, english: bool) -> None:
    path = tmp_path / "article.txt"
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["ingest", str(path), "--published", "2024", "--dry-run"])
    assert result.exit_code == 0
    assert ("articles are read in English" in result.stderr) != english
