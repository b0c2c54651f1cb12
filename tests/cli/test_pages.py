"""``timeline source add`` of web pages: fetching, charsets, text, and the details that a page gives."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.support.commands import Run, refused
from tests.support.server import PAGE, Site
from timeline.cli import main

Sql = Callable[..., list[Any]]


def kept(sql: Sql) -> list[tuple[Any, ...]]:
    return sql("SELECT source_id, media_type, text, extractor FROM snapshots ORDER BY id")


def nothing_stored(file: Path) -> bool:
    return not file.exists()


def test_details_are_taken_from_a_page(run: Run, sql: Sql, site: Site) -> None:
    url = site.at("/a", PAGE.encode())
    added = run("source", "add", url)
    assert added.stdout == "1\n"
    assert "title “Ministers meet”, author “Jane Doe”, publisher “Example News”" in added.stderr
    assert sql("SELECT url, title, author, publisher, published, lang FROM sources") == [
        (url, "Ministers meet", "Jane Doe", "Example News", "2025-02-27", "en-GB")
    ]
    [(_, media_type, text, extractor)] = kept(sql)
    assert media_type == "text/html"
    assert extractor.startswith("trafilatura 2.")
    assert "“This is undeniable and non-negotiable,” he said" in text
    assert "Home" not in text
    assert gzip.decompress(sql("SELECT content FROM snapshots")[0][0]) == PAGE.encode()


def test_options_win_over_the_details_of_the_page(run: Run, sql: Sql, site: Site) -> None:
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
    ("body", "text"),
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
def test_every_line_is_in_the_page(run: Run, sql: Sql, tmp_path: Path, body: str, text: str) -> None:
    path = tmp_path / "a.html"
    more = "<p>Another paragraph of the article, which is long enough to count as one.</p>" * (len(body) > 45)
    path.write_text(f"<html><body><article><p>{body}</p>{more}</article></body></html>", encoding="utf-8")
    run("source", "add", path)
    [(_, _, stored, _)] = kept(sql)
    assert stored.replace("\u00a0", " ").startswith(text)


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


def test_a_host_is_not_a_publisher_and_a_password_is_refused(run: Run, sql: Sql, site: Site, file: Path) -> None:
    page = PAGE.replace('<meta property="og:site_name" content="Example News">', "")
    secret = site.at("/a", page.encode()).replace("http://", "http://user:secret@")
    message = refused(run, "source", "add", secret)
    assert "name or password" in message
    assert "secret" not in message
    assert nothing_stored(file)
    run("source", "add", site.url + "/a")
    assert sql("SELECT publisher FROM sources") == [(None,)]


@pytest.mark.parametrize("page", ["<meta " * 30_000, "<html " * 30_000, "<!--" * 30_000, "# x" + " " * 60_000 + "y z"])
def test_broken_markup_takes_no_time(run: Run, tmp_path: Path, page: str) -> None:
    path = tmp_path / ("a.md" if page[0] == "#" else "a.html")
    path.write_text(page)
    CliRunner().invoke(main, ["--db", str(tmp_path / "t.db"), "source", "add", str(path)])


def test_redirects_are_shown(run: Run, sql: Sql, site: Site) -> None:
    site.at("/c", PAGE.encode())
    site.at("/b", status=302, location="/c")
    url = site.at("/a", status=301, location="/b")
    notes = run("source", "add", url).stderr
    assert f"redirected to {site.url}/b\nredirected to {site.url}/c\n" in notes
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
    assert "is the same" in again.stderr


@pytest.mark.parametrize(
    ("content", "type_", "fact"),
    [
        (b"x" * 2**20, "text/plain", "20 MB"),
        (b"%PDF-1.7 ...", "application/pdf", "PDF"),
        (b"\x89PNG\r\n", "image/png", "picture"),
        (b"\x00\x01\x02", "text/plain", "zero bytes"),
        (b"\x00\x01\x02", "video/mp4", "video/mp4"),
        ("Этого не будет".encode("cp1251"), "text/plain", "UTF-8"),
        ("Этого не будет".encode("cp1251"), "text/plain; charset=utf-8", "utf-8"),
        ("Этого не будет".encode("cp1251"), "text/plain; charset=klingon", "klingon"),
        (b"", "text/html", "is empty"),
        (b"<html><body><div id=root></div><script>go()</script></body></html>", "text/html", "script"),
        (b" \n ", "text/plain", "is empty"),
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
def test_a_page_that_cannot_be_stored(run: Run, file: Path, site: Site, content: bytes, type_: str, fact: str) -> None:
    url = site.at("/a", content, type=type_, pieces=100 if len(content) == 2**20 else 1)
    assert fact in run("source", "add", url, code=4).stderr
    assert nothing_stored(file)


def test_an_announced_size_beyond_the_limit_is_refused(run: Run, site: Site, file: Path) -> None:
    url = site.at("/a", b"x" * (21 * 2**20), type="text/plain")
    assert "20 MB" in refused(run, "source", "add", url)
    assert nothing_stored(file)


@pytest.mark.parametrize(
    ("pages", "fact"),
    [
        ({"/a": "/b", "/b": "/a"}, "in a circle"),
        ({f"/{n}": f"/{n + 1}" for n in range(20)} | {"/a": "/0"}, "10 times"),
        ({"/a": "file:///etc/passwd"}, "http nor https"),
        ({"/a": "ftp://example.org/"}, "http nor https"),
    ],
)
def test_redirects_that_lead_nowhere(run: Run, site: Site, file: Path, pages: dict[str, str], fact: str) -> None:
    for path, location in pages.items():
        site.at(path, status=302, location=location)
    assert fact in run("source", "add", site.url + "/a", code=4).stderr.splitlines()[-1]
    assert nothing_stored(file)


def test_addresses_that_do_not_answer(run: Run, site: Site, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "404 Not Found" in refused(run, "source", "add", site.url + "/nowhere")
    assert "cannot be fetched" in refused(run, "source", "add", "http://127.0.0.1:1/")
    assert "http://[::1/" in refused(run, "source", "add", "http://[::1/")
    monkeypatch.setattr("timeline.evidence.fetch._WAIT_SECONDS", 0.2)
    assert "0 seconds" in refused(run, "source", "add", site.at("/slow", b"x", wait=2))
    monkeypatch.setattr("timeline.evidence.fetch._WAIT_SECONDS", 5)
    monkeypatch.setattr("timeline.evidence.fetch._FETCH_SECONDS", 0.2)
    assert "0 seconds" in refused(run, "source", "add", site.at("/drip", b"x" * 100, wait=1))
    assert nothing_stored(file)


@pytest.mark.parametrize("charset", ["rot13", "hex", "unicode_escape", "utf-7", "punycode", "idna", "undefined"])
def test_other_codecs_of_python_are_not_charsets(run: Run, file: Path, tmp_path: Path, charset: str) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(f"<html><head><meta charset={charset}></head><body>не</body></html>".encode("cp1251"))
    assert charset in refused(run, "source", "add", path, field="--charset")
    assert charset in refused(run, "source", "add", path, "--charset", charset)
    assert nothing_stored(file)


def test_compressed_answers(run: Run, sql: Sql, site: Site, file: Path) -> None:
    whole = gzip.compress(PAGE.encode())
    refused(run, "source", "add", site.at("/cut", whole[:-20], encoding="gzip"))
    assert "gzip" in refused(run, "source", "add", site.at("/no", b"xyz", encoding="gzip"))
    assert "br" in refused(run, "source", "add", site.at("/br", b"xyz", encoding="br"))
    bomb = gzip.compress(b"x" * (30 * 2**20))
    assert "20 MB" in refused(run, "source", "add", site.at("/bomb", bomb, encoding="gzip"))
    assert nothing_stored(file)
    run("source", "add", site.at("/whole", whole, encoding="gzip"))
    assert gzip.decompress(sql("SELECT content FROM snapshots")[0][0]) == PAGE.encode()


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "foo://x", "http://127.0.0.1:1"])
def test_proxies_that_do_not_work(run: Run, site: Site, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy"):
        monkeypatch.setenv(name, proxy)
    monkeypatch.setenv("NO_PROXY", "")
    assert site.url in refused(run, "source", "add", site.at("/a", PAGE.encode()))


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
def test_details_are_taken_from_linked_data(
    run: Run, sql: Sql, tmp_path: Path, head: str, expected: tuple[str | None, ...]
) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<html><head>{head}</head><body><p>Something was said, at some length.</p></body></html>")
    run("source", "add", path)
    assert sql("SELECT published, author, publisher FROM sources") == [expected]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Losses were 5<sup>1</sup> men, as he said that day.", "Losses were 5 1 men, as he said that day."),
        ('It ends. <span style="display: none">We <b>give</b> in.</span> So he said.', "It ends. So he said."),
        ("He said it <span hidden>not <i>x</i></span>so loudly.", "He said it so loudly."),
        ('We will <span style="text-decoration: line-through">not</span> go.', "We will go."),
        ("H<sub>2</sub>O is water.", "H2O is water."),
    ],
)
def test_hidden_words_are_not_text(run: Run, sql: Sql, tmp_path: Path, body: str, text: str) -> None:
    (tmp_path / "a.html").write_text(f"<html><body><p>{body}</p></body></html>", encoding="utf-8")
    run("source", "add", tmp_path / "a.html")
    assert kept(sql)[0][2] == text
