"""``timeline source add`` and ``show``: what is kept of a file or page, and what is refused."""

import gzip
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from syrupy.assertion import SnapshotAssertion

from tests.cli.server import Site, serve
from tests.conftest import Run
from timeline.cli import main
from timeline.evidence.html import Described

Sql = Callable[..., list[Any]]

PAGE = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Ministers meet | Example News</title>
<meta property="og:site_name" content="Example News"><meta property="og:title" content="Ministers meet">
<meta property="article:published_time" content="2025-02-27T23:15:00-05:00"><meta name="author" content="Jane Doe">
<meta property="article:modified_time" content="2025-03-09T10:00:00Z"></head><body><nav><a href="/">Home</a></nav>
<article><h1>Ministers meet</h1><p>The minister said on Thursday that this is “an inseparable part” of the country, and
that is that, as he told reporters in the evening.</p><p>“This is undeniable and non-negotiable,” he said during a phone
briefing, as cited by an outlet that is known for such things.</p></article></body></html>"""


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


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


def test_the_moment_of_saving_a_file_can_be_given(run: Run, sql: Sql, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Something was said.")
    run("source", "add", tmp_path / "a.txt", "--retrieved", "2022-03-01")
    assert sql("SELECT retrieved_at FROM snapshots") == [("2022-03-01",)]
    (tmp_path / "b.txt").write_text("Something else was said.")
    run("source", "add", tmp_path / "b.txt", "--retrieved", "2022-03-01T14:30Z")
    assert sql("SELECT retrieved_at FROM snapshots WHERE id = 2") == [("2022-03-01T14:30:00.000Z",)]
    assert "is not one day" in run("source", "add", tmp_path / "b.txt", "--retrieved", "2022-03", code=4).stderr


def test_markdown_keeps_its_marks_and_gives_its_title(run: Run, sql: Sql, tmp_path: Path) -> None:
    path = tmp_path / "readout.md"
    path.write_text("# Readout of the call\n\nThe *two* spoke.\n", encoding="utf-8")
    run("source", "add", path)
    assert kept(sql) == [(1, "text/markdown", "# Readout of the call\n\nThe *two* spoke.\n", "unchanged 1")]
    assert sql("SELECT title FROM sources") == [("Readout of the call",)]


def test_a_page_says_much_of_itself(run: Run, sql: Sql, site: Site) -> None:
    url = site.at("/a", PAGE.encode())
    added = run("source", "add", url)
    assert added.stdout == "1\n"
    assert "it says of itself: title “Ministers meet”, author “Jane Doe”, publisher “Example News”" in added.stderr
    assert sql("SELECT url, title, author, publisher, published, lang FROM sources") == [
        (url, "Ministers meet", "Jane Doe", "Example News", "2025-02-27", "en-GB")
    ]
    [(_, media_type, text, extractor)] = kept(sql)
    assert media_type == "text/html"
    assert extractor.startswith("trafilatura 2.")
    assert "“This is undeniable and non-negotiable,” he said" in text
    assert "Home" not in text
    assert gzip.decompress(sql("SELECT content FROM snapshots")[0][0]) == PAGE.encode()


def test_what_you_say_goes_before_what_the_page_says(run: Run, sql: Sql, site: Site) -> None:
    url = site.at("/a", PAGE.encode())
    run(
        "source", "add", url, "--title", "T", "--author", "A", "--publisher", "P", "--published", "2024", "--lang", "uk"
    )
    assert sql("SELECT title, author, publisher, published, lang FROM sources") == [("T", "A", "P", "2024", "uk")]


@pytest.mark.parametrize(
    ("meta", "published"),
    [
        ('<meta property="article:published_time" content="2024-03">', None),
        ('<meta property="article:modified_time" content="2024-03-05">', None),
        ('<meta name="date" content="2024">', None),
        ('<script type="application/ld+json">{"dateModified": "2024-03-05"}</script>', None),
        ("<footer>© 2024</footer>", None),
        ("<p>On 2014-03-18 Russia annexed Crimea, as everybody knows who reads this.</p>", None),
        ('<time datetime="2024-03-05">5 March</time>', None),
        ("<p>Last updated 2024-03-02</p>", None),
        (
            '<script type="application/ld+json">[{"datePublished": "2024-01-05"}, {"datePublished": "2024-01-06"}]</script>',
            None,
        ),
        ('<script type="application/ld+json">{"isPartOf": {"datePublished": "2001-01-05"}}</script>', None),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-01-05T10:00"}</script>',
            "2024-01-05",
        ),
        ('<script type="application/ld+json">{broken</script>', None),
        ('<meta property="article:published_time" content="1994-12-05">', "1994-12-05"),
        ('<meta name="dc.date" content="2024-01-05"><meta name="date" content="2024-01-06">', "2024-01-05"),
        ('<meta property="article:published_time" content="2024-03-05T01:00:00Z">', "2024-03-05"),
    ],
)
def test_no_day_of_publication_is_made_up(run: Run, sql: Sql, tmp_path: Path, meta: str, published: str | None) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        f"<html><head>{meta}</head><body><p>Something was said, and it was long enough to be read.</p></body></html>"
    )
    run("source", "add", path)
    assert sql("SELECT published FROM sources") == [(published,)]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "We will <del>not</del> negotiate with anybody, he said on Thursday evening.",
            "We will negotiate with anybody, he said on Thursday evening.",
        ),
        (
            "We will <label>not</label> negotiate with anybody, he said on Thursday evening.",
            "We will not negotiate with anybody, he said on Thursday evening.",
        ),
        (
            "We will <time>today</time> not negotiate with anybody, he said.",
            "We will today not negotiate with anybody, he said.",
        ),
        ("Short statement: we will not negotiate.", "Short statement: we will not negotiate."),
        (
            "He wrote a &lt; b and <b>meant</b> it&nbsp;so, one has to suppose in the end.",
            "He wrote a < b and meant it so, one has to suppose in the end.",
        ),
    ],
)
def test_every_line_stands_in_the_page(run: Run, sql: Sql, tmp_path: Path, body: str, said: str) -> None:
    path = tmp_path / "a.html"
    more = "<p>Another paragraph of the article, which is long enough to count as one.</p>" * (len(body) > 45)
    path.write_text(f"<html><body><article><p>{body}</p>{more}</article></body></html>", encoding="utf-8")
    run("source", "add", path)
    [(_, _, text, _)] = kept(sql)
    assert text.replace("\u00a0", " ").startswith(said)


def test_a_table_is_its_cells(run: Run, sql: Sql, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<html><body><article><p>An introduction that is long enough to be taken for text of the article.</p>"
        "<table><tr><th>Year</th><th>What</th></tr><tr><td>2014</td><td>Crimea was annexed</td></tr></table>"
        "<ul><li>First point</li><li>Second <i>point</i></li></ul><p>And an end of the article, which is as long.</p>"
        "</article></body></html>"
    )
    run("source", "add", path)
    assert [line for line in kept(sql)[0][2].split("\n") if line] == [
        "An introduction that is long enough to be taken for text of the article.",
        "Year What",
        "2014 Crimea was annexed",
        "- First point",
        "- Second point",
        "And an end of the article, which is as long.",
    ]


def test_a_host_is_no_publisher_and_a_password_no_part_of_an_address(
    run: Run, sql: Sql, site: Site, file: Path
) -> None:
    page = PAGE.replace('<meta property="og:site_name" content="Example News">', "")
    secret = site.at("/a", page.encode()).replace("http://", "http://user:secret@")
    refused = run("source", "add", secret, code=4).stderr
    assert "leave the name and password out of the address" in refused
    assert "secret" not in refused
    assert nothing_stored(file)
    run("source", "add", site.url + "/a")
    assert sql("SELECT publisher FROM sources") == [(None,)]


@pytest.mark.parametrize("page", ["<meta " * 30_000, "<html " * 30_000, "<!--" * 30_000, "# x" + " " * 60_000 + "y z"])
def test_broken_markup_takes_no_time(run: Run, tmp_path: Path, page: str) -> None:
    path = tmp_path / ("a.md" if page[0] == "#" else "a.html")
    path.write_text(page)
    CliRunner().invoke(main, ["--db", str(tmp_path / "t.db"), "source", "add", str(path)])


def test_a_saved_page_is_like_a_fetched_one(run: Run, sql: Sql, site: Site, tmp_path: Path) -> None:
    url = site.at("/a", PAGE.encode())
    path = tmp_path / "saved.html"
    path.write_text(PAGE, encoding="utf-8")
    assert run("source", "add", path, "--url", url).stdout == "1\n"
    again = run("source", "add", url)
    assert again.stdout == "1\n"
    assert "the text of source 1 is as it was on" in again.stderr
    assert len(kept(sql)) == 1


def test_an_address_alone_is_only_described(run: Run, sql: Sql) -> None:
    assert run("source", "add", "https://example.org/a", "--no-fetch", "--title", "T").stdout == "1\n"
    assert kept(sql) == []
    assert "there already: 1" in run("source", "add", "https://example.org/a", "--no-fetch", code=4).stderr


def test_a_rewritten_page_is_kept_twice_and_the_change_told(run: Run, sql: Sql, site: Site) -> None:
    url = site.at("/a", PAGE.encode())
    run("source", "add", url)
    run("add", "“This is undeniable and non-negotiable”", "--speaker", "X", "--date", "2025", "--source", "1",
        "--exact", "This is undeniable and non-negotiable")  # fmt: skip
    site.at("/a", PAGE.replace("<nav>", "<nav>More ").encode())
    assert "is as it was" in run("source", "add", url).stderr
    site.at("/a", PAGE.replace("undeniable and non-negotiable", "undeniable").encode())
    told = run("source", "add", url)
    assert told.stdout == "1\n"
    assert "the text of source 1 has changed since 20" in told.stderr
    assert (
        "“This is undeniable [-and non-negotiable,”-] {+,”+}" in told.stderr
        or "[-undeniable and non-negotiable,”-]" in told.stderr
    )
    assert "words that entries cite are not in this snapshot (1); see: timeline lint --only rewritten" in told.stderr
    assert [row[0] for row in kept(sql)] == [1, 1]
    assert "rewritten" in run("lint", code=1).stdout
    run("verify", 1)  # what was cited still stands in the snapshot it was cited from
    assert "is as it was" in run("source", "add", url).stderr
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
        told = run("source", "add", path, "--retrieved", at, *([] if text == "It will happen." else ["--to", 1])).stderr
        if at == "2024-02-01":
            assert "the text of source 1 has become another by 2025-02-01:\nIt [-may-] {+will+} happen." in told
    assert "has changed since 2024-02-01" in told
    assert [row[2] for row in kept(sql)] == ["It will happen.", "It may happen.", "It will happen."]
    assert sql("SELECT accessed_at FROM sources") == [("2025-02-01",)]
    assert "It will happen." in run("source", "show", 1).stdout
    run("add", "It happens", "--date", "2025", "--source", 1, "--exact", "will happen")
    assert sql("SELECT snapshot_id FROM citations") == [(1,)]
    assert "lies ahead" in run("source", "add", path, "--retrieved", "2099-01-01", code=4).stderr


def test_a_newer_extractor_is_no_change_of_the_page(
    run: Run, sql: Sql, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = site.at("/a", PAGE.encode())
    with monkeypatch.context() as older:  # an older extractor, which read less
        older.setattr("timeline.evidence.html.read", lambda *_: ("Ministers meet", "trafilatura 1.0", Described()))
        run("source", "add", url)
    site.at("/a", PAGE.replace("<nav>", "<nav>More ").encode())
    assert "is as it was" in run("source", "add", url).stderr
    site.at("/a", PAGE.replace("Thursday", "Friday").encode())
    told = run("source", "add", url).stderr
    assert "[-Thursday-] {+Friday+}" in told
    assert len(kept(sql)) == 2


def test_a_file_belongs_to_the_source_it_is_added_to(run: Run, sql: Sql, tmp_path: Path) -> None:
    run("source", "add", "https://example.org/a", "--no-fetch", "--title", "T")
    path = tmp_path / "a.txt"
    path.write_text("It will not happen.")
    assert run("source", "add", path, "--to", "1").stdout == "1\n"
    assert run("source", "add", path).stdout == "1\n"  # the same bytes are of the same source
    path.write_text("It will happen.")
    assert run("source", "add", path, "--to", "T").stdout == "1\n"
    assert [row[2] for row in kept(sql)] == ["It will not happen.", "It will happen."]
    assert "fits no source" in run("source", "add", path, "--to", "Nothing", code=3).stderr
    path.write_text("It may happen.")
    run("source", "add", path)
    path.write_text("It might happen.")
    assert "add to it with --to 2" in run("source", "add", path, code=4).stderr


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
    assert "1 earlier citation of it now has its place in it" in run("source", "add", path, "--to", "1").stderr
    assert sql('SELECT snapshot_id, start, "end", prefix FROM citations') == [(1, 10, 28, "He said: “")]
    assert "2 exact" in run("verify").stderr


def test_redirects_are_shown(run: Run, sql: Sql, site: Site) -> None:
    site.at("/c", PAGE.encode())
    site.at("/b", status=302, location="/c")
    url = site.at("/a", status=301, location="/b")
    told = run("source", "add", url).stderr
    assert f"redirected to {site.url}/b\nredirected to {site.url}/c\n" in told
    assert sql("SELECT url FROM sources") == [(url,)]


def test_a_page_in_another_charset(run: Run, sql: Sql, site: Site) -> None:
    russian = (
        "<html><head><meta charset='{}'></head><body><p>Этого не будет, сказал министр на встрече.</p></body></html>"
    )
    run("source", "add", site.at("/a", russian.format("windows-1251").encode("cp1251"), type="text/html"))
    run("source", "add", site.at("/b", russian.format("utf-8").encode("koi8-r"), type="text/html; charset=koi8-r"))
    # declared as Latin, in fact UTF-8
    run("source", "add", site.at("/c", russian.format("iso-8859-1").encode(), type="text/html"))
    assert [row[2] for row in kept(sql)] == ["Этого не будет, сказал министр на встрече."] * 3
    assert [row[1] for row in kept(sql)] == ["text/html; charset=cp1251", "text/html; charset=koi8-r", "text/html"]
    # bytes that were declared in another charset are read in it again
    again = run(
        "source", "add", site.at("/a", russian.format("windows-1251").encode("cp1251") + b"\n", type="text/html")
    )
    assert "is as it was" in again.stderr


@pytest.mark.parametrize(
    ("content", "type_", "said"),
    [
        (b"x" * 2**20, "text/plain", "has more than 20 MB"),
        (b"%PDF-1.7 ...", "application/pdf", "is a PDF, from which no text is read; save its text in a file"),
        (b"\x89PNG\r\n", "image/png", "is a picture"),
        (b"\x00\x01\x02", "text/plain", "is no text (it holds zero bytes)"),
        (b"\x00\x01\x02", "video/mp4", "is video/mp4, from which no text is read"),
        (
            "Этого не будет".encode("cp1251"),
            "text/plain",
            "declares no charset and is not UTF-8; name the charset with --charset",
        ),
        (
            "Этого не будет".encode("cp1251"),
            "text/plain; charset=utf-8",
            "declares the charset utf-8 and is not in it (byte",
        ),
        (
            "Этого не будет".encode("cp1251"),
            "text/plain; charset=klingon",
            "declares the charset klingon, which is unknown",
        ),
        (b"", "text/html", "no text is found in"),
        (
            b"<html><body><div id=root></div><script>go()</script></body></html>",
            "text/html",
            "if a script makes it, save it as text",
        ),
        (b" \n ", "text/plain", "no text is found in"),
    ],
    ids=[
        "large",
        "pdf",
        "png",
        "zeros",
        "video",
        "no charset",
        "wrong charset",
        "unknown charset",
        "empty",
        "script",
        "blank",
    ],
)
def test_a_page_that_cannot_be_kept(run: Run, file: Path, site: Site, content: bytes, type_: str, said: str) -> None:
    url = site.at("/a", content, type=type_, pieces=100 if len(content) == 2**20 else 1)
    refused = run("source", "add", url, code=4)
    assert said in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert refused.stdout == ""
    assert nothing_stored(file)


def test_an_announced_size_is_believed(run: Run, site: Site, file: Path) -> None:
    url = site.at("/a", b"x" * (21 * 2**20), type="text/plain")
    assert "has more than 20 MB" in run("source", "add", url, code=4).stderr
    assert nothing_stored(file)


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ({"/a": "/b", "/b": "/a"}, "redirects in a circle"),
        ({f"/{n}": f"/{n + 1}" for n in range(20)} | {"/a": "/0"}, "redirects more than 10 times"),
        ({"/a": "file:///etc/passwd"}, "neither http nor https"),
        ({"/a": "ftp://example.org/"}, "neither http nor https"),
    ],
)
def test_redirects_that_lead_nowhere(run: Run, site: Site, file: Path, pages: dict[str, str], said: str) -> None:
    for path, location in pages.items():
        site.at(path, status=302, location=location)
    refused = run("source", "add", site.url + "/a", code=4)
    assert said in refused.stderr.splitlines()[-1]
    assert nothing_stored(file)


def test_answers_that_are_none(run: Run, site: Site, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "answers 404 Not Found; save the page" in run("source", "add", site.url + "/nowhere", code=4).stderr
    assert "cannot be fetched" in run("source", "add", "http://127.0.0.1:1/", code=4).stderr
    assert "cannot be fetched" in run("source", "add", "http://[::1/", code=4).stderr
    monkeypatch.setattr("timeline.evidence.fetch._WAIT", 0.2)
    assert "did not answer within 0 seconds" in run("source", "add", site.at("/slow", b"x", wait=2), code=4).stderr
    monkeypatch.setattr("timeline.evidence.fetch._WAIT", 5)
    monkeypatch.setattr("timeline.evidence.fetch._LONGEST", 0.2)
    assert "takes longer than" in run("source", "add", site.at("/drip", b"x" * 100, wait=1), code=4).stderr
    assert nothing_stored(file)


@pytest.mark.parametrize(
    ("what", "options", "code", "said"),
    [
        ("file:///etc/passwd", [], 4, "neither http nor https; give the path of the file alone"),
        ("ftp://example.org/a", [], 4, "neither http nor https"),
        ("nothing.html", [], 3, "there is no file nothing.html"),
        ("./nothing", [], 3, "there is no file ./nothing"),
        (".", [], 4, "is a folder"),
        ("A title", ["--url", "https://example.org/"], 2, "--url needs a file"),
        ("A title", ["--to", "1"], 2, "--to needs a file or a page"),
        ("https://example.org/", ["--no-fetch", "--charset", "utf-8"], 2, "--charset needs a file or a page"),
        ("https://example.org/", ["--url", "https://example.org/b"], 2, "are for a saved file"),
        ("A title", ["--no-fetch"], 2, "--no-fetch is for an address"),
        ("javascript:alert(1)", [], 4, "neither http nor https"),
        ("data:text/html,hi", [], 4, "neither http nor https"),
        ("127.0.0.1:8765/ok", [], 4, "write it with https:// or http:// in front"),
        ("localhost:8765", [], 4, "write it with https:// or http:// in front"),
        ("example.org/a", [], 4, "write it with https:// or http:// in front"),
        ("missing.log", [], 3, "there is no file missing.log"),
        ("-", [], 3, "there is no file -"),
        ("https://user:secret@example.org/", ["--no-fetch"], 4, "leave the name and password out"),
        (
            "https://example.org/",
            ["--no-fetch", "--archive-url", "https://user:secret@example.org/"],
            4,
            "leave the name",
        ),
    ],
)
def test_what_is_no_source(run: Run, file: Path, what: str, options: list[str], code: int, said: str) -> None:
    refused = run("source", "add", what, *options, code=code)
    assert said in refused.stderr
    assert nothing_stored(file)


def test_files_that_cannot_be_kept(run: Run, file: Path, tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as out:
        out.truncate(100 * 2**20)
    assert "has more than 20 MB" in run("source", "add", large, code=4).stderr
    os.mkfifo(tmp_path / "pipe")
    assert "is not a regular file" in run("source", "add", tmp_path / "pipe", code=4).stderr
    cyrillic = tmp_path / "cyrillic.txt"
    cyrillic.write_bytes("Этого не будет".encode("cp1251"))
    assert "name the charset with --charset" in run("source", "add", cyrillic, code=4).stderr
    assert "is no charset" in run("source", "add", cyrillic, "--charset", "klingon", code=4).stderr
    assert "is not in the charset utf-8 (byte 0)" in run("source", "add", cyrillic, "--charset", "utf-8", code=4).stderr
    assert nothing_stored(file)
    run("source", "add", cyrillic, "--charset", "windows-1251")
    assert "Этого не будет" in run("source", "show", "1").stdout


@pytest.mark.parametrize("charset", ["rot13", "hex", "unicode_escape", "utf-7", "punycode", "idna", "undefined"])
def test_what_python_calls_a_charset_as_well_is_none(run: Run, file: Path, tmp_path: Path, charset: str) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(f"<html><head><meta charset={charset}></head><body>не</body></html>".encode("cp1251"))
    assert "is unknown" in run("source", "add", path, code=4).stderr
    assert "is no charset" in run("source", "add", path, "--charset", charset, code=4).stderr
    assert nothing_stored(file)


def test_compressed_answers(run: Run, sql: Sql, site: Site, file: Path) -> None:
    whole = gzip.compress(PAGE.encode())
    refused = run("source", "add", site.at("/cut", whole[:-20], encoding="gzip"), code=4).stderr
    assert "ends before it is whole" in refused
    assert (
        "is sent as gzip, and is not that"
        in run("source", "add", site.at("/no", b"xyz", encoding="gzip"), code=4).stderr
    )
    assert "is sent as br" in run("source", "add", site.at("/br", b"xyz", encoding="br"), code=4).stderr
    bomb = gzip.compress(b"x" * (30 * 2**20))
    assert "has more than 20 MB" in run("source", "add", site.at("/bomb", bomb, encoding="gzip"), code=4).stderr
    assert nothing_stored(file)
    run("source", "add", site.at("/whole", whole, encoding="gzip"))
    assert gzip.decompress(sql("SELECT content FROM snapshots")[0][0]) == PAGE.encode()


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "foo://x", "http://127.0.0.1:1"])
def test_proxies_that_do_not_work(run: Run, site: Site, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy"):
        monkeypatch.setenv(name, proxy)
    monkeypatch.setenv("NO_PROXY", "")
    assert "cannot be fetched (" in run("source", "add", site.at("/a", PAGE.encode()), code=4).stderr


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
    assert "with another kind; leave that out" in run(
        "source", "add", path, "--title", "Speech, as RIA has it", "--kind", "video", code=4).stderr  # fmt: skip
    assert "is no web address" in run("source", "add", path, "--url", "file:///etc/passwd", code=4).stderr


def test_two_sources_with_one_address(run: Run, sql: Sql, site: Site) -> None:
    url = site.at("/a", PAGE.encode())
    run("init")
    for title in ("A", "B"):
        sql("INSERT INTO sources (url, title) VALUES (?, ?)", url, title)
    refused = run("source", "add", url, code=3).stderr
    assert "fits more than one source: 1 A, 2 B; say which with --to" in refused
    assert kept(sql) == []
    assert run("source", "add", url, "--to", "2").stdout == "2\n"


def test_show(run: Run, example: Path, snapshot: SnapshotAssertion) -> None:
    assert run("source", "show", "1").stdout == snapshot
    assert run("source", "show", "Meduza").stdout == snapshot(name="nothing stored")


def test_show_the_bytes(run: Run, example: Path, sql: Sql) -> None:
    assert run("source", "show", "1", "--raw").stdout == sql("SELECT text FROM snapshots")[0][0]
    assert "no bytes of source 2 are stored" in run("source", "show", "2", "--raw", code=3).stderr
    assert (
        "there is no snapshot 7 of source 1; it has 1" in run("source", "show", "1", "--snapshot", "7", code=3).stderr
    )
    assert "fits no source" in run("source", "show", "Nothing", code=3).stderr


def test_passages_that_overlap_can_be_told_apart(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one two three four five")
    run("source", "add", tmp_path / "a.txt")
    for exact in ("one two three", "two", "three four", "one two three", "five"):
        run("add", exact, "--date", "2025", "--source", "1", "--exact", exact)
    assert "⟦1, 4: one ⟦2: two⟧2 ⟦3: three⟧1, 4 four⟧ ⟦5: five⟧" in run("source", "show", "1").stdout


def test_without_the_extra(file: Path, tmp_path: Path) -> None:
    """A page saved as a file is read by the standard library's parser; fetching says what to install."""
    page = tmp_path / "a.html"
    page.write_text(PAGE, encoding="utf-8")
    program = (
        "import sys\nfor name in ('httpx', 'trafilatura', 'htmldate'): sys.modules[name] = None\n"
        "from timeline.cli import main\nmain()"
    )

    def timeline(*args: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", program, "--db", str(file), *map(str, args)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    refused = timeline("source", "add", "https://example.org/a")
    assert refused.returncode == 4
    assert "pip install 'diplomatic-timeline[html]'; or save the page and give its file" in refused.stderr
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


LINKED = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta name="date" content="2025-02-31">', (None, None, None)),
        (
            LINKED.format('{"@type": "VideoObject", "datePublished": "2011-03-05", "publisher": "V"}'),
            (None, None, None),
        ),
        (
            LINKED.format(
                '{"@graph": [{"@type": "WebPage", "datePublished": "2024-01-05"}, {"@type": "NewsArticle",'
                ' "datePublished": "2024-01-05", "author": [{"name": "Jane Doe"}, "Ann Lee"], "publisher": {"name": "A &amp; B"}}]}'
            ),
            ("2024-01-05", "Jane Doe, Ann Lee", "A & B"),
        ),
        ('<meta name="author" content="https://x.example/jane">', (None, None, None)),
    ],
)
def test_what_a_page_says_of_itself_in_data(
    run: Run, sql: Sql, tmp_path: Path, head: str, expected: tuple[str | None, ...]
) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<html><head>{head}</head><body><p>Something was said, at some length.</p></body></html>")
    run("source", "add", path)
    assert sql("SELECT published, author, publisher FROM sources") == [expected]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Losses were 5<sup>1</sup> men, as he said that day.", "Losses were 5 1 men, as he said that day."),
        ('It ends. <span style="display: none">We <b>give</b> in.</span> So he said.', "It ends. So he said."),
        ("He said it <span hidden>not <i>x</i></span>so loudly.", "He said it so loudly."),
        ('We will <span style="text-decoration: line-through">not</span> go.', "We will go."),
        ("H<sub>2</sub>O is water.", "H2O is water."),
    ],
)
def test_what_no_reader_sees_is_no_text(run: Run, sql: Sql, tmp_path: Path, body: str, said: str) -> None:
    (tmp_path / "a.html").write_text(f"<html><body><p>{body}</p></body></html>", encoding="utf-8")
    run("source", "add", tmp_path / "a.html")
    assert kept(sql)[0][2] == said
