"""Fetching from servers that redirect, lie, wait and flood, and from addresses that nobody should ask."""

import gzip
import json
import socket
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Run, refused
from tests.support.raw_server import RawSite, page, raw_site
from timeline.errors import RefusedError
from timeline.evidence import addresses, fetch

Sql = Callable[..., list[Any]]
TEXT = "It will not happen, said the minister."


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[RawSite]:
    monkeypatch.setenv("TIMELINE_ALLOW_PRIVATE", "yes")
    with raw_site() as site:
        yield site


def stored(sql: Sql) -> dict[str, Any]:
    columns = "arrival, requested_url, final_url, redirects, status, headers, text"
    (row,) = sql(f"SELECT {columns} FROM snapshots")
    return dict(zip(columns.split(", "), row, strict=True))


# Where it came from


def test_a_snapshot_keeps_its_whole_way(run: Run, file: Path, site: RawSite, sql: Sql) -> None:
    end = site.at(
        "/end",
        page(
            TEXT.encode(),
            "Content-Type: text/plain; charset=utf-8\r\nLast-Modified: Thu, 27 Feb 2025 12:00:00 GMT\r\n"
            'ETag: "x1"\r\nSet-Cookie: secret=1\r\nServer: mine',
        ),
    )
    middle = site.at("/middle", page(b"", f"Location: {end}#part", "307 Temporary Redirect"))
    start = site.at("/start", page(b"", "Location: /middle", "301 Moved Permanently"))
    run("source", "add", start)
    row = stored(sql)
    assert (row["arrival"], row["requested_url"], row["status"]) == ("fetched", start, 200)
    assert row["final_url"].partition("#")[0] == end
    assert json.loads(row["redirects"]) == [[301, middle], [307, f"{end}#part"]]
    assert json.loads(row["headers"]) == {
        "content-type": "text/plain; charset=utf-8", "etag": '"x1"', "last-modified": "Thu, 27 Feb 2025 12:00:00 GMT",
    }  # fmt: skip
    shown = " ".join(run("source", "show", 1).stdout.split())
    for words in (
        f"fetched from {end}",
        f"asked for {start}",
        f"redirected (301) to {middle}",
        "last modified Thu, 27",
    ):
        assert words in shown
    exported = run("export", "jsonl").stdout
    (source,) = [json.loads(line)["source"] for line in exported.splitlines() if line.startswith('{"source"')]
    assert source["snapshots"][0]["redirects"] == [[301, middle], [307, f"{end}#part"]]


def test_a_file_and_an_archive_say_so(run: Run, site: RawSite, sql: Sql, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    run("source", "add", tmp_path / "a.txt", "--url", "https://example.org/a")
    assert (stored(sql)["arrival"], stored(sql)["final_url"]) == ("file", None)
    assert "added from a file" in run("source", "show", 1).stdout
    sql("DELETE FROM sources")
    run(
        "source",
        "add",
        site.at(
            "/m", page(TEXT.encode(), "Memento-Datetime: Thu, 27 Feb 2025 12:00:00 GMT\r\nContent-Type: text/plain")
        ),
    )
    assert stored(sql)["arrival"] == "archive"


def test_an_import_of_an_older_export_does_not_know_the_way(run: Run, site: RawSite, sql: Sql, tmp_path: Path) -> None:
    run("source", "add", site.at("/a", page(TEXT.encode())))
    lines = [json.loads(line) for line in run("export", "jsonl").stdout.splitlines()]
    for key in ("arrival", "requested_url", "final_url", "redirects", "status", "headers"):
        del lines[0]["source"]["snapshots"][0][key]
    (tmp_path / "old.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    sql("DELETE FROM sources")
    run("import", tmp_path / "old.jsonl")
    assert stored(sql)["arrival"] == "import"


# Private networks

PRIVATE = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",  # noqa: S104
    "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fc00::1", "fd12:3456::1",
    "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::7f00:1",
    "64:ff9b:1::10.0.0.1", "fe80::1%eth0", "fec0::1", "3fff::1", "5f00::1", "192.88.99.1", "::ffff:0:7f00:1",
    "2001:4860::5efe:7f00:1",
]  # fmt: skip


@pytest.mark.parametrize("number", PRIVATE)
def test_these_are_not_public(number: str) -> None:
    assert not addresses.is_public(number)


@pytest.mark.parametrize(
    "number", ["1.1.1.1", "93.184.215.14", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_these_are_public(number: str) -> None:
    assert addresses.is_public(number)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0"],
)
def test_no_spelling_of_this_computer_is_fetched(run: Run, file: Path, host: str) -> None:
    with raw_site() as site:
        site.at("/a", page(TEXT.encode()))
        port = site.url.rpartition(":")[2]
        for command in (("source", "add"), ("ingest", "--published", "2024-05-03")):
            message = refused(
                run,
                *command,
                f"http://{host}:{port}/a",
            )
            assert "leads into a private network" in message or "cannot be fetched" in message
        assert site.asked == []


def test_a_redirect_does_not_lead_into_a_private_network(monkeypatch: pytest.MonkeyPatch) -> None:
    with raw_site() as site:
        port = int(site.url.rpartition(":")[2])
        site.at("/a", page(b"", "Location: http://127.0.0.1:1/metadata", "302 Found"))
        real = addresses.resolve

        def resolve(host: str, port_: int, *, allow_private: bool) -> list[str]:
            return ["127.0.0.1"] if host == "public.example" else real(host, port_, allow_private=allow_private)

        monkeypatch.setattr(addresses, "resolve", resolve)
        with pytest.raises(RefusedError, match="leads into a private network"):
            fetch.fetch(f"http://public.example:{port}/a", lambda _: None)
        assert site.asked == ["/a"]


def test_the_address_that_is_checked_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["1.1.1.1", "127.0.0.1"])
    real, connected = socket.getaddrinfo, []

    def getaddrinfo(host: Any, port: Any, *values: Any, **options: Any) -> Any:
        if host == "rebinds.example":
            return real(next(answers), port, *values, **options)
        return real(host, port, *values, **options)

    def connect(address: tuple[str, int], *_: Any, **__: Any) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(RefusedError, match="cannot be fetched"):
        fetch.fetch("http://rebinds.example/a", lambda _: None)
    assert connected == ["1.1.1.1"]


def test_a_name_that_leads_to_a_private_address_too_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(_: Any, port: Any, *values: Any, **options: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port)) for number in ("1.1.1.1", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with pytest.raises(RefusedError, match=r"private network \(10.0.0.1\)"):
        fetch.fetch("http://both.example/a", lambda _: None)


def test_what_goes_by_a_proxy_is_checked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with raw_site() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        with pytest.raises(RefusedError, match="private network"):
            fetch.fetch("http://10.0.0.1/a", lambda _: None)
        assert proxy.asked == []
        proxy.at("http://1.1.1.1/a", page(TEXT.encode()))
        assert fetch.fetch("http://1.1.1.1/a", lambda _: None).content == TEXT.encode()


# Redirects


@pytest.mark.parametrize(
    "target", ["http://user:secret@example.org/", "https://secret@example.org/", "//u:secret@example.org/"]
)
def test_a_redirect_with_credentials_is_refused_and_not_printed(run: Run, site: RawSite, target: str) -> None:
    start = site.at("/a", page(b"", f"Location: {target}", "302 Found"))
    message = refused(run, "source", "add", start)
    assert "with a name or password in it" in message
    assert "secret" not in message


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("/a", "in a circle"),
        ("file:///etc/passwd", "an address of file, neither http nor https"),
        ("javascript:bob:secret", "an address of javascript, neither http nor https"),
        ("ftp://example.org/", "neither http nor https"),
        ("http://", "in a circle"),
        ("http://x y/", "cannot be fetched"),
    ],
)
def test_redirects_to_nowhere(run: Run, site: RawSite, target: str, reason: str) -> None:
    start = site.at("/a", page(b"", f"Location: {target}", "302 Found"))
    assert reason in run("source", "add", start, code=4).stderr.splitlines()[-1]


def test_a_long_chain_of_redirects_ends(run: Run, site: RawSite) -> None:
    for number in range(20):
        site.at(f"/{number}", page(b"", f"Location: /{number + 1}", "302 Found"))
    result = run("source", "add", site.url + "/0", code=4)
    assert "redirects more than 10 times" in result.stderr
    assert len(site.asked) == 11


# Bytes


@pytest.mark.parametrize("members", [1, 2, 5])
@pytest.mark.parametrize("pieces", [1, 7])
def test_all_members_of_a_gzip_stream_are_read(run: Run, site: RawSite, sql: Sql, members: int, pieces: int) -> None:
    body = b"".join(gzip.compress(f"Part {number} of it. ".encode()) for number in range(members))
    headers = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    step = max(1, len(body) // pieces)
    chunks = [body[place : place + step] for place in range(0, len(body), step)]
    site.at("/a", headers + b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in [*chunks, b""]))
    run("source", "add", site.url + "/a")
    assert stored(sql)["text"] == "".join(f"Part {number} of it. " for number in range(members))


def test_zeros_behind_a_gzip_stream_are_ignored(run: Run, site: RawSite, sql: Sql) -> None:
    run(
        "source",
        "add",
        site.at(
            "/a", page(gzip.compress(TEXT.encode()) + bytes(500), "Content-Encoding: gzip\r\nContent-Type: text/plain")
        ),
    )
    assert stored(sql)["text"] == TEXT


@pytest.mark.parametrize(
    ("body", "headers", "reason"),
    [
        (gzip.compress(b"x" * 30_000_000), "Content-Encoding: gzip", "larger than 20 MB"),
        (b"".join(gzip.compress(b"x" * 5_000_000) for _ in range(6)), "Content-Encoding: gzip", "larger than 20 MB"),
        (zlib.compress(b"x" * 30_000_000), "Content-Encoding: deflate", "larger than 20 MB"),
        (gzip.compress(TEXT.encode())[:-9], "Content-Encoding: gzip", "arrived incomplete"),
        (gzip.compress(TEXT.encode()) + b"garbage", "Content-Encoding: gzip", "is not valid gzip"),
        (b"not gzip", "Content-Encoding: gzip", "is not valid gzip"),
        (TEXT.encode(), "Content-Encoding: br", "compressed as br"),
        (b"%PDF-1.7 and so on", "Content-Type: application/pdf", "PDF"),
        (b"\x89PNG\r\n", "Content-Type: text/html", "picture"),
        (b"", "Content-Type: text/plain", "is empty"),
        (b"a\0b" * 100, "Content-Type: text/plain", "zero bytes"),
        ("Мост".encode("utf-16-le"), "Content-Type: text/plain; charset=utf-8", "charset"),
        (b"\xff\xfeabc", "Content-Type: text/plain", "charset"),
        (TEXT.encode() + b"\xe9", "Content-Type: text/plain; charset=nonsense", "unknown charset nonsense"),
    ],
    ids=range(14),
)  # fmt: skip
def test_bodies_that_cannot_be_read(run: Run, site: RawSite, sql: Sql, body: bytes, headers: str, reason: str) -> None:
    run("init")
    result = run("source", "add", site.at("/a", page(body, headers)), code=4)
    assert reason in result.stderr
    assert result.stderr.count("\n") == 1
    assert sql("SELECT count(*) FROM sources") == [(0,)]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nContent-Type: text/plain\r\n\r\nonly this",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 200_000 + b"\r\n\r\n",
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 304 Not Modified\r\n\r\n",
    ],
    ids=range(9),
)
def test_answers_that_lie_store_nothing(run: Run, site: RawSite, sql: Sql, data: bytes) -> None:
    run("init")
    result = run("source", "add", site.at("/a", data), code=4)
    assert result.stderr.count("\n") == 1
    assert sql("SELECT count(*) FROM sources") == [(0,)]


def test_a_server_that_never_ends_is_left(run: Run, site: RawSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "_FETCH_SECONDS", 1.0)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
    slow = site.at("/slow", head[:20], times=1, stays=True)
    assert "takes longer than 1 seconds" in refused(run, "source", "add", slow)
    dripping = site.at("/drips", b"HTTP/1.1 200 OK\r\nX: y\r\n", times=200, wait=0.05)
    assert run("source", "add", dripping, code=4).stderr.count("\n") == 1
    bytewise = site.at("/bytes", head + b"a", times=200, wait=0.05)
    assert "takes longer than 1 seconds" in refused(run, "source", "add", bytewise)


def test_a_server_that_never_answers_is_left(run: Run, site: RawSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "_WAIT_SECONDS", 0.3)
    silent = site.at("/silent", b"", stays=True)
    assert "did not answer" in refused(run, "source", "add", silent)


def test_a_flood_is_cut_off(run: Run, site: RawSite) -> None:
    flood = site.at("/flood", b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + b"x" * 1_000_000, times=30)
    assert "larger than 20 MB" in refused(run, "source", "add", flood)
