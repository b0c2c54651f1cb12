"""``timeline source add`` and ``show``: what is stored of a file or page, and what is refused."""

import gzip
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.support.commands import Run, refused
from tests.support.server import PAGE, Site
from timeline.evidence.html import Described

Sql = Callable[..., list[Any]]


def kept(sql: Sql) -> list[tuple[Any, ...]]:
    return sql("SELECT source_id, media_type, text, extractor FROM snapshots ORDER BY id")


def nothing_stored(file: Path) -> bool:
    return not file.exists()


def test_a_text_file_is_kept_as_it_is(run: Run, sql: Sql, tmp_path: Path) -> None:
    text = "First line\r\n\r\n  Second — “line”\ttab \n"
    path = tmp_path / "speech.txt"
    path.write_bytes(text.encode())
    added = run("source", "add", path, "--publisher", "Kremlin", "--published", "2025-02-26", "--kind", "transcript")
    assert added.stdout == "1\n"
    assert sql("SELECT title, publisher, published, kind, url FROM sources") == [
        ("speech.txt", "Kremlin", "2025-02-26", "transcript", None)
    ]
    [(at, content, content_sha256, stored, text_sha256, extractor, media_type)] = sql(
        "SELECT retrieved_at, content, content_sha256, text, text_sha256, extractor, media_type FROM snapshots"
    )
    assert stored == text
    assert gzip.decompress(content) == text.encode()
    assert content_sha256 == text_sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert (extractor, media_type) == ("unchanged 1", "text/plain")
    assert at.startswith("20")
    assert at.endswith("Z")


def test_the_time_of_saving_a_file_can_be_set(run: Run, sql: Sql, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Something was said.")
    run("source", "add", tmp_path / "a.txt", "--retrieved", "2022-03-01")
    assert sql("SELECT retrieved_at FROM snapshots") == [("2022-03-01",)]
    (tmp_path / "b.txt").write_text("Something else was said.")
    run("source", "add", tmp_path / "b.txt", "--retrieved", "2022-03-01T14:30Z")
    assert sql("SELECT retrieved_at FROM snapshots WHERE id = 2") == [("2022-03-01T14:30:00.000Z",)]
    refused(run, "source", "add", tmp_path / "b.txt", "--retrieved", "2022-03", field="--retrieved")


def test_markdown_keeps_its_marks_and_gives_its_title(run: Run, sql: Sql, tmp_path: Path) -> None:
    path = tmp_path / "readout.md"
    path.write_text("# Readout of the call\n\nThe *two* spoke.\n", encoding="utf-8")
    run("source", "add", path)
    assert kept(sql) == [(1, "text/markdown", "# Readout of the call\n\nThe *two* spoke.\n", "unchanged 1")]
    assert sql("SELECT title FROM sources") == [("Readout of the call",)]


def test_a_saved_page_is_like_a_fetched_one(run: Run, sql: Sql, site: Site, tmp_path: Path) -> None:
    url = site.at("/a", PAGE.encode())
    path = tmp_path / "saved.html"
    path.write_text(PAGE, encoding="utf-8")
    assert run("source", "add", path, "--url", url).stdout == "1\n"
    again = run("source", "add", url)
    assert again.stdout == "1\n"
    assert "the text of source 1 is the same as on" in again.stderr
    assert len(kept(sql)) == 1


def test_an_address_alone_is_only_described(run: Run, sql: Sql) -> None:
    assert run("source", "add", "https://example.org/a", "--no-fetch", "--title", "T").stdout == "1\n"
    assert kept(sql) == []
    assert "1" in refused(run, "source", "add", "https://example.org/a", "--no-fetch")


def test_a_rewritten_page_is_kept_twice_and_the_change_is_shown(run: Run, sql: Sql, site: Site) -> None:
    url = site.at("/a", PAGE.encode())
    run("source", "add", url)
    run("add", "“This is undeniable and non-negotiable”", "--speaker", "X", "--date", "2025", "--source", "1",
        "--exact", "This is undeniable and non-negotiable")  # fmt: skip
    site.at("/a", PAGE.replace("<nav>", "<nav>More ").encode())
    run("source", "add", url)
    assert len(kept(sql)) == 1
    site.at("/a", PAGE.replace("undeniable and non-negotiable", "undeniable").encode())
    again = run("source", "add", url)
    assert again.stdout == "1\n"
    assert "the text of source 1 has changed since 20" in again.stderr
    assert (
        "“This is undeniable [-and non-negotiable,”-] {+,”+}" in again.stderr
        or "[-undeniable and non-negotiable,”-]" in again.stderr
    )
    assert "timeline lint" in again.stderr
    assert [row[0] for row in kept(sql)] == [1, 1]
    assert "rewritten" in run("lint", code=1).stdout
    run("verify", 1)  # the cited words are still in the snapshot that the citation names
    run("source", "add", url)
    assert len(kept(sql)) == 2
    run("undo")
    run("undo")
    assert len(kept(sql)) == 1


def test_an_older_copy_takes_its_place_in_time(run: Run, sql: Sql, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    for text, at in (
        ("It will happen.", "2025-02-01"),
        ("It may happen.", "2024-02-01"),
        ("It will happen.", "2025-01-01"),
    ):
        path.write_text(text)
        notes = run(
            "source", "add", path, "--retrieved", at, *([] if text == "It will happen." else ["--to", 1])
        ).stderr
        if at == "2024-02-01":
            assert "2025-02-01:\nIt [-may-] {+will+} happen." in notes
    assert "2024-02-01" in notes
    assert [row[2] for row in kept(sql)] == ["It will happen.", "It may happen.", "It will happen."]
    assert sql("SELECT accessed_at FROM sources") == [("2025-02-01",)]
    assert "It will happen." in run("source", "show", 1).stdout
    run("add", "It happens", "--date", "2025", "--source", 1, "--exact", "will happen")
    assert sql("SELECT snapshot_id FROM citations") == [(1,)]
    refused(run, "source", "add", path, "--retrieved", "2099-01-01", field="--retrieved")


def test_a_newer_extractor_does_not_change_the_page(
    run: Run, sql: Sql, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = site.at("/a", PAGE.encode())
    with monkeypatch.context() as older:  # an older extractor, which read less
        older.setattr("timeline.evidence.html.read", lambda *_: ("Ministers meet", "trafilatura 1.0", Described()))
        run("source", "add", url)
    site.at("/a", PAGE.replace("<nav>", "<nav>More ").encode())
    run("source", "add", url)
    assert len(kept(sql)) == 1
    site.at("/a", PAGE.replace("Thursday", "Friday").encode())
    assert "[-Thursday-] {+Friday+}" in run("source", "add", url).stderr
    assert len(kept(sql)) == 2


def test_a_file_belongs_to_the_source_it_is_added_to(run: Run, sql: Sql, tmp_path: Path) -> None:
    run("source", "add", "https://example.org/a", "--no-fetch", "--title", "T")
    path = tmp_path / "a.txt"
    path.write_text("It will not happen.")
    assert run("source", "add", path, "--to", "1").stdout == "1\n"
    assert run("source", "add", path).stdout == "1\n"  # the same bytes belong to the same source
    path.write_text("It will happen.")
    assert run("source", "add", path, "--to", "T").stdout == "1\n"
    assert [row[2] for row in kept(sql)] == ["It will not happen.", "It will happen."]
    refused(run, "source", "add", path, "--to", "Nothing", code=3)
    path.write_text("It may happen.")
    run("source", "add", path)
    path.write_text("It might happen.")
    assert "source 2" in refused(run, "source", "add", path, field="--to")


def test_words_cited_before_get_their_place(run: Run, sql: Sql, tmp_path: Path) -> None:
    run(
        "add",
        "“It will not happen”",
        "--speaker",
        "X",
        "--date",
        "2025",
        "--source",
        "T",
        "--exact",
        "It will not happen",
    )
    assert sql("SELECT snapshot_id FROM citations") == [(None,)]
    assert "no snapshot" in run("verify", code=1).stderr
    path = tmp_path / "a.txt"
    path.write_text("He said: “It will not happen.”")
    assert "1 earlier citation" in run("source", "add", path, "--to", "1").stderr
    assert sql('SELECT snapshot_id, start, "end", prefix FROM citations') == [(1, 10, 28, "He said: “")]
    assert "2 exact" in run("verify").stderr


@pytest.mark.parametrize(
    ("text", "options", "code", "field", "fact"),
    [
        ("file:///etc/passwd", [], 4, "", "neither http nor https"),
        ("ftp://example.org/a", [], 4, "", ""),
        ("nothing.html", [], 3, "", "nothing.html"),
        ("./nothing", [], 3, "", "./nothing"),
        (".", [], 4, "", ""),
        ("A title", ["--url", "https://example.org/"], 2, "--url", ""),
        ("A title", ["--to", "1"], 2, "--to", ""),
        ("https://example.org/", ["--no-fetch", "--charset", "utf-8"], 2, "--charset", ""),
        ("https://example.org/", ["--url", "https://example.org/b"], 2, "--url", ""),
        ("A title", ["--no-fetch"], 2, "--no-fetch", ""),
        ("javascript:alert(1)", [], 4, "", ""),
        ("data:text/html,hi", [], 4, "", ""),
        ("127.0.0.1:8765/ok", [], 4, "", "https:// or http://"),
        ("localhost:8765", [], 4, "", "https:// or http://"),
        ("example.org/a", [], 4, "", "https:// or http://"),
        ("missing.log", [], 3, "", "missing.log"),
        ("-", [], 3, "", "-"),
        ("https://user:secret@example.org/", ["--no-fetch"], 4, "", "name or password"),
        (
            "https://example.org/",
            ["--no-fetch", "--archive-url", "https://user:secret@example.org/"],
            4,
            "--archive-url",
            "name or password",
        ),
    ],
)
def test_a_text_that_is_not_a_source_is_refused(
    run: Run, file: Path, text: str, options: list[str], code: int, field: str, fact: str
) -> None:
    message = refused(run, "source", "add", text, *options, code=code, field=field)
    assert fact in message
    assert "secret" not in message
    assert nothing_stored(file)


def test_files_that_cannot_be_kept(run: Run, file: Path, tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as out:
        out.truncate(100 * 2**20)
    assert "20 MB" in refused(run, "source", "add", large)
    os.mkfifo(tmp_path / "pipe")
    assert "is not a regular file" in refused(run, "source", "add", tmp_path / "pipe")
    cyrillic = tmp_path / "cyrillic.txt"
    cyrillic.write_bytes("Этого не будет".encode("cp1251"))
    assert str(cyrillic) in refused(run, "source", "add", cyrillic, field="--charset")
    assert "klingon" in refused(run, "source", "add", cyrillic, "--charset", "klingon")
    assert "utf-8 (byte 0)" in refused(run, "source", "add", cyrillic, "--charset", "utf-8")
    assert nothing_stored(file)
    run("source", "add", cyrillic, "--charset", "windows-1251")
    assert "Этого не будет" in run("source", "show", "1").stdout


def test_a_file_whose_name_is_not_utf8(run: Run, sql: Sql, tmp_path: Path) -> None:
    name = os.fsdecode(bytes(tmp_path) + b"/a\xff.txt")
    Path(name).write_text("It will not happen.")
    run("source", "add", name)
    assert sql("SELECT title FROM sources") == [("a\ufffd.txt",)]


def test_one_text_of_two_sources(run: Run, sql: Sql, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("It will not happen.")
    assert run("source", "add", path, "--title", "Speech, as TASS has it").stdout == "1\n"
    assert run("source", "add", path, "--title", "Speech, as RIA has it").stdout == "2\n"
    described = ["--title", "Speech, as RIA has it", "--kind", "video"]
    assert "kind" in refused(run, "source", "add", path, *described)
    refused(run, "source", "add", path, "--url", "file:///etc/passwd")
    assert sql("SELECT count(*) FROM sources") == [(2,)]


def test_two_sources_with_one_address(run: Run, sql: Sql, site: Site) -> None:
    url = site.at("/a", PAGE.encode())
    run("init")
    for title in ("A", "B"):
        sql("INSERT INTO sources (url, title) VALUES (?, ?)", url, title)
    message = refused(run, "source", "add", url, code=3, field="--to")
    assert all(fact in message for fact in (url, "1 A", "2 B"))
    assert kept(sql) == []
    assert run("source", "add", url, "--to", "2").stdout == "2\n"


def test_show(run: Run, example: Path, snapshot: SnapshotAssertion) -> None:
    assert run("source", "show", "1").stdout == snapshot
    assert run("source", "show", "Meduza").stdout == snapshot(name="nothing stored")


def test_show_the_bytes(run: Run, example: Path, sql: Sql) -> None:
    assert run("source", "show", "1", "--raw").stdout == sql("SELECT text FROM snapshots")[0][0]
    assert "source 2" in refused(run, "source", "show", "2", "--raw", code=3)
    assert "no snapshot 7" in refused(run, "source", "show", "1", "--snapshot", "7", code=3)
    assert "“Nothing”" in refused(run, "source", "show", "Nothing", code=3)


def test_marks_distinguish_overlapping_passages(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one two three four five")
    run("source", "add", tmp_path / "a.txt")
    for exact in ("one two three", "two", "three four", "one two three", "five"):
        run("add", exact, "--date", "2025", "--source", "1", "--exact", exact)
    assert "⟦1, 4: one ⟦2: two⟧2 ⟦3: three⟧1, 4 four⟧ ⟦5: five⟧" in run("source", "show", "1").stdout


def test_without_the_extra(file: Path, tmp_path: Path) -> None:
    """The standard library's parser reads a saved page; a refusal to fetch names the extra."""
    page = tmp_path / "a.html"
    page.write_text(PAGE, encoding="utf-8")
    program = (
        "import sys\nfor name in ('httpx2', 'trafilatura', 'htmldate'): sys.modules[name] = None\n"
        "from timeline.cli import main\nmain()"
    )

    def timeline(*args: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", program, "--db", str(file), *map(str, args)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    fetched = timeline("source", "add", "https://example.org/a")
    assert fetched.returncode == 4
    assert "pip install 'diplomatic-timeline[html]'" in fetched.stderr
    added = timeline("source", "add", page, "--url", "https://example.org/a")
    assert added.stdout == "1\n", added.stderr
    shown = timeline("source", "show", "1").stdout
    assert "Ministers meet" in shown
    assert "27 Feb 2025" in shown
    assert "“This is undeniable and non-negotiable,” he said during a phone" in shown
    assert "blocks 1" in " ".join(shown.split())


def test_the_list_counts_snapshots(run: Run, example: Path) -> None:
    rows = json.loads(run("source", "list", "--format", "json").stdout)
    assert [(row["id"], row["snapshots"]) for row in rows] == [(1, 1), (2, 0)]
