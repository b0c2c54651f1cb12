"""``timeline ingest``: what is proposed of an article, in whose words, and what is refused."""

import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.conftest import Run

ARTICLE = """\
Ministers meet in Geneva

GENEVA — The foreign minister of Russia, Sergei Lavrov, said on Thursday that the talks would go on. “We have time,” he \
told reporters. The ministers signed an agreement on 3 March 2024.

“Nothing has been agreed,” said Anna Lee, a spokeswoman for the United Nations.
"""


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def test_what_is_printed(run: Run, example: Path, article: Path, snapshot: SnapshotAssertion) -> None:
    result = run("ingest", article, "--published", "2024-03-08")
    assert result.stdout.replace(str(article), "article.txt").replace("─", "") == snapshot


def test_proposals_are_the_words_of_the_article(run: Run, example: Path, article: Path) -> None:
    lines = run("ingest", article, "--published", "2024-03-08", "--format", "jsonl").stdout.splitlines()
    found = [json.loads(line) for line in lines]
    for proposal in found:
        assert proposal["text"] == " … ".join(ARTICLE[begin:end] for begin, end in proposal["spans"])
    said = {(p["speaker"], p["text"], p["date"], p["mode"]) for p in found if p["kind"] == "statement"}
    assert ("Sergey Lavrov", "We have time", "2024-03-07", "verbatim") in said
    assert ("Anna Lee", "Nothing has been agreed", None, "verbatim") in said
    assert [p["date"] for p in found if p["kind"] == "event"] == ["2024-03-03"]
    assert run("show", "--count").stdout == "14\n"


def test_no_timeline_is_needed(run: Run, article: Path, file: Path) -> None:
    assert "Sergei Lavrov" in run("ingest", article, "--published", "2024-03-08").stdout
    assert not file.exists()


def test_bad_input(run: Run, article: Path, tmp_path: Path) -> None:
    assert "give the day with --published" in run("ingest", article, code=4).stderr
    assert "in the future" in run("ingest", article, "--published", "2999", code=4).stderr
    assert "there is no file" in run("ingest", tmp_path / "none.txt", "--published", "2024", code=3).stderr
    for name, content, said in (
        ("empty.txt", b"", "it is empty"),
        ("binary.txt", b"\x00\x01\x02", "no text"),
        ("page.html", b"<html><body></body></html>", "no text"),
        ("doc.pdf", b"%PDF-1.7", "a PDF"),
    ):
        (tmp_path / name).write_bytes(content)
        assert said in run("ingest", tmp_path / name, "--published", "2024", code=4).stderr
    (tmp_path / "other.txt").write_text("«Ми не відступимо», — заявив він.", encoding="utf-8")
    assert "articles are read in English" in run("ingest", tmp_path / "other.txt", "--published", "2024").stderr
    (tmp_path / "dull.txt").write_text("The weather is fine.", encoding="utf-8")
    assert "nothing is found" in run("ingest", tmp_path / "dull.txt", "--published", "2024").stderr
