"""The viewer: the content of its pages, their agreement with the command line, and its refusals."""

import json
import re
import shutil
import signal
import socket
import sqlite3
from collections import Counter, deque
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit
from urllib.request import urlopen

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.commands import Run
from tests.support.files import without_triggers
from tests.support.viewer import Elements, Get, getter, numbers, server
from timeline.schema.vocabulary import ENTITY_KINDS

HOSTILE = (
    "<script>document.title='run'</script>",
    "</script><script>alert(1)</script>",
    "{{ 7*7 }}{% raw %}",
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE entries; --",
    "\x1b[31mred\x1b[0m \u202egnirts",
    "w" * 3000,
    "e\u0301\u0301\u0301 \ufdd0 \U0001f3f4",
)


def uid(file: Path, table: str, number: int) -> str:
    with closing(sqlite3.connect(file)) as connection:
        return str(connection.execute(f"SELECT uid FROM {table} WHERE id = ?", (number,)).fetchone()[0])


@pytest.fixture(scope="module")
def example_get(tmp_path_factory: pytest.TempPathFactory, example_file: Path) -> Get:
    """Serve the worked example once for many requests; each request opens the file again."""
    return getter(without_triggers(Path(shutil.copy(example_file, tmp_path_factory.mktemp("served")))))


#: addresses to visit for each combination of filters; there are thousands
MOST_COMBINED = 3


def test_every_page_can_be_reached_and_nothing_comes_from_elsewhere(example_file: Path, example_get: Get) -> None:
    """Visit every page, every value of a filter by itself, and some of every combination of filters."""
    visited: set[str] = set()
    combined: Counter[tuple[str, frozenset[str]]] = Counter()
    waiting = deque(["/"])
    while waiting:
        address = waiting.popleft()
        if address in visited:
            continue
        visited.add(address)
        parts = urlsplit(address)
        filters = parse_qsl(parts.query)
        combination = parts.path, frozenset(name for name, _ in filters)
        combined[combination] += 1
        if len(filters) > 1 and combined[combination] > MOST_COMBINED:
            waiting += [f"{parts.path}?{urlencode([one])}" for one in filters]
            continue
        answer = example_get(address)
        assert answer.status == 200, address
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        page = Elements(answer.text)
        for tag, attribute in (("script", "src"), ("link", "href"), ("img", "src"), ("form", "action")):
            assert all(value.startswith("/") for value in page.all(tag, attribute)), address
        assert not [attrs for _, attrs in page.found if any(name.startswith("on") or name == "style" for name in attrs)]
        ids = [attrs["id"] for _, attrs in page.found if "id" in attrs]
        assert len(ids) == len(set(ids)), address
        waiting += [urlsplit(link)._replace(fragment="").geturl() for link in page.links if link.startswith("/")]
        assert all(re.match(r"(/|#|https?://)", link) for link in page.links), address
    kinds = {urlsplit(address).path.split("/")[1] for address in visited}
    assert {"e", "speaker", "topic", "place", "source", "speakers", "topics", "stats", "proof"} <= kinds
    with closing(sqlite3.connect(example_file)) as connection:
        for kind, table in (("e", "entries"), *((entity, f"{entity}s") for entity in ENTITY_KINDS)):
            pages = {
                f"/{kind}/{uid}{end}"
                for (uid,) in connection.execute(f"SELECT uid FROM {table}")
                for end in ("", ".json")
            }
            assert pages <= {urlsplit(address).path for address in visited}


def test_headers_forbid_foreign_scripts(example: Path, get: Get) -> None:
    for address in ("/", "/nothing", "/static/style.css", "/timeline.json"):
        headers = get(address).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "filters",
    [
        [],
        [("since", "2022")],
        [("until", "2014")],
        [("on", "Feb. 26, 2025")],
        [("since", "2014"), ("certainly", "1")],
        [("kind", "event")],
        [("speaker", "Лавров")],
        [("speaker", "Lavrov"), ("speaker", "Peskov"), ("topic", "annexed regions")],
        [("place", "Ukraine")],
        [("country", "ru")],
        [("source", "1")],
        [("search", "lavr*")],
        [("search", "Crimea OR Donetsk")],
        [("reverse", "1")],
    ],
)
def test_the_timeline_has_the_entries_that_show_prints(
    run: Run, example: Path, get: Get, filters: list[tuple[str, str]]
) -> None:
    flags = {"certainly", "reverse"}
    options = [word for name, value in filters for word in ([f"--{name}"] if name in flags else [f"--{name}", value])]
    records = json.loads(run("show", *options, "--format", "json").stdout)
    assert records
    assert numbers(get, f"/?{urlencode(filters)}") == [record["id"] for record in records]
    assert get(f"/timeline.json?{urlencode(filters)}").json["entries"] == records


def test_pages_follow_each_other_and_hold_every_entry_once(run: Run, example: Path, get: Get) -> None:
    for more in ("", "&reverse=1"):
        entries: list[int] = []
        address: str | None = f"/?limit=4{more}"
        while address:
            entries += numbers(get, address)
            following = [
                a["href"] for tag, a in Elements(get(address).text).found if tag == "a" and a.get("rel") == "next"
            ]
            address = following[0] if following else None
            assert address is None or "after=" in address
        order = [] if not more else ["--reverse"]
        assert entries == [record["id"] for record in json.loads(run("show", *order, "--format", "json").stdout)]


def test_a_search_marks_its_words_and_cuts_around_them(run: Run, file: Path, get: Get) -> None:
    run("add", f"{'before ' * 100}Zürich {'after ' * 100}", "--date", "2014", "--note", "<b>Zürich</b>")
    page = get("/?search=zurich").text
    assert "<mark>Zürich</mark>" in page
    assert re.search(r"… (before )+<mark>Zürich</mark>( after)+ …", page)
    assert page.partition("<main")[2].count("before") < 40
    assert get("/e/1").text.count("before ") >= 100


def test_an_entry_links_to_the_marked_words_in_its_source(example: Path, get: Get) -> None:
    entry = Elements(get("/e/12").text)
    assert "This is undeniable and non-negotiable" in entry.said
    assert "Words found in source: " in entry.said
    source = next(link for link in entry.links if link.startswith("/source/"))
    assert source.endswith("#p12")
    page = get(source.partition("#")[0]).text
    assert re.search(r'id="p12"[^>]*>12</a><mark>This is undeniable and non-negotiable</mark>', page)


def test_addresses_are_permanent_and_have_a_twin_in_json(run: Run, example: Path, get: Get) -> None:
    answer = get("/e/12", follow=False)
    assert (answer.status, answer.headers["location"]) == (302, f"/e/{uid(example, 'entries', 12)}")
    record = json.loads(run("show", "12", "--format", "json").stdout)[0]
    assert get(f"/e/{uid(example, 'entries', 12)}.json").json == record
    embedded = re.search(r'<script type="application/ld\+json">(.*?)</script>', get("/e/12").text, re.DOTALL)
    assert embedded is not None
    assert json.loads(embedded[1])["@type"] == "Quotation"
    for address, many in (("/", 14), ("/speaker/2", 7), ("/topic/1", None), ("/source/1", 14)):
        page = get(address).text
        embedded = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
        assert embedded is not None
        assert many in (None, len(json.loads(embedded[1])["@graph"]))
        assert 'id="line"' in page
    speaker = get(f"/speaker/{uid(example, 'speakers', 2)}.json").json
    assert speaker["speaker"]["name"] == "Sergey Lavrov"
    assert [entry["id"] for entry in speaker["entries"]] == [
        record["id"] for record in json.loads(run("show", "--speaker", "2", "--format", "json").stdout)
    ]
    assert [row for row in get("/stats.json?by=year").json if row["entries"]] == [
        {"label": row["year"], "entries": row["entries"], "beyond": row["beyond"]}
        for row in json.loads(run("stats", "--format", "json").stdout)
    ]


def test_a_change_from_outside_is_seen_at_the_next_request(run: Run, example: Path, get: Get, tmp_path: Path) -> None:
    assert "14 entries" in get("/").text
    run("add", "A new event", "--date", "2020")
    assert "15 entries" in get("/").text
    with closing(sqlite3.connect(example)) as connection, connection:
        connection.execute("UPDATE events SET title = 'Another title' WHERE id = 15")
    assert "Another title" in get("/").text
    other = tmp_path / "other.db"
    shutil.copyfile(example, other)
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("DELETE FROM entries WHERE id > 3")
    for left in example.parent.glob(f"{example.name}-*"):
        left.unlink()
    other.replace(example)
    assert numbers(get, "/") == [1, 2, 3]


BROKEN = [
    ("hello", "hello", "hello"),
    ("2014", "zzz", "aaa"),
    ("99999-01-01", "99999-01-01", "99999-12-31"),
    ("2014-13-45", "2014-13-45", "2014-13-45"),
    ("-0044", "-0044-01-01", "-0044-12-31"),
    (None, "2014-01-01", "2014-12-31"),
]


@pytest.mark.parametrize("dates", BROKEN)
def test_an_invalid_date_hides_nothing(run: Run, example: Path, get: Get, dates: tuple[str | None, ...]) -> None:
    with closing(sqlite3.connect(example)) as connection, connection:
        triggers = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'entries'")
        for (name,) in triggers.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE entries SET date = ?, date_earliest = ?, date_latest = ? WHERE id = 1", dates)
    for address in ("/", "/e/1", "/stats", "/stats?by=month", "/?since=2014", "/timeline.json", "/topics", "/topic/1"):
        answer = get(address)
        assert answer.status in (200, 503), address
        assert address not in ("/stats", "/", "/e/1") or answer.status == 200, answer.text
    assert run("stats").exit_code == 0


def test_a_file_of_another_version_or_a_missing_one_is_reported(example: Path, get: Get) -> None:
    assert get("/").status == 200
    for version, fact in (("9999", "newer"), ("0002", "older")):
        with closing(sqlite3.connect(example)) as connection, connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
        answer = get("/")
        assert (answer.status, fact in answer.text) == (503, True)
    assert "timeline db upgrade" in get("/timeline.json").json["error"]
    for left in example.parent.glob(f"{example.name}*"):
        left.unlink()
    answer = get("/")
    assert (answer.status, "does not exist" in answer.text) == (503, True)


def test_nothing_is_ever_written(example: Path, get: Get) -> None:
    before = example.read_bytes()
    for address in ("/", "/e/12", "/stats?by=month", "/?search=Crimea", "/speakers"):
        assert get(address).status == 200
    assert example.read_bytes() == before


@pytest.mark.parametrize(
    ("address", "status", "fact"),
    [
        ("/nothing", 404, "page"),
        ("/e/999", 404, "entry 999"),
        ("/e/99999999999999999999999999", 404, "entry 9999"),
        ("/e/nonsense", 404, "entry nonsense"),
        ("/speaker/nonsense", 404, "speaker nonsense"),
        ("/source/1?snapshot=99", 404, "snapshot 99"),
        ("/source/1?snapshot=x", 400, "snapshot: “x”"),
        ("/?since=nonsense", 400, "since: “nonsense”"),
        ("/?speaker=Nobody", 404, "“Nobody”"),
        ("/?country=Russia", 400, "country: “Russia”"),
        ("/?kind=thing", 400, "kind: “thing”"),
        ("/?limit=100000", 400, "limit: “100000” is not valid; a page has 1 to 200 entries"),
        ("/?limit=-1", 400, "limit: “-1”"),
        ("/?nonsense=1", 400, "“nonsense”"),
        ("/?search=-", 400, "“-”"),
        ("/?band=nonsense", 400, "band: “nonsense” is not one of speaker, topic, kind"),
        ("/stats?by=nonsense", 400, "by: “nonsense”"),
        ("/?search=" + "w" * 5000, 414, "4,000 characters"),
        ("/static/nothing.css", 404, "page"),
        ("/static/..%2f..%2fapp.py", 404, "page"),
    ],
)
def test_an_error_is_a_page_with_a_message(example: Path, get: Get, address: str, status: int, fact: str) -> None:
    answer = get(address)
    assert (answer.status, fact in Elements(answer.text).said) == (status, True)
    assert answer.headers["content-type"].startswith("text/html")


def test_only_reading_is_allowed(example: Path, get: Get) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = get("/", method=method)
        assert (answer.status, answer.headers["content-type"][:9]) == (405, "text/html")
    assert get("/", method="HEAD").status == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "", "[::2]:8000"])
def test_another_hosts_name_is_refused(example: Path, get: Get, host: str) -> None:
    answer = get("/", host=host)
    assert (answer.status, "name of this server" in answer.text) == (400, True)


def test_a_server_open_to_all_answers_under_every_address_but_not_under_foreign_names(example: Path) -> None:
    app = getter(example, ("0.0.0.0",), "The annexations")  # noqa: S104
    assert app("/", host="192.0.2.2:8000").status == 200
    assert "The annexations" in app("/", host="[2001:db8::1]:8000").text
    assert app("/", host="evil.example").status == 400


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "[::1]:8000", "LOCALHOST"])
def test_its_own_names_are_answered(example: Path, get: Get, host: str) -> None:
    assert get("/", host=host).status == 200


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_content_is_inert_and_readable(run: Run, file: Path, get: Get, text: str) -> None:
    source = {"title": text, "url": "javascript:alert(1)", "publisher": text, "author": text}
    run("init")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(
            "INSERT INTO sources (title, url, publisher, author, archive_url, note) VALUES (:title, :url, :publisher, :author, :url, :title)",
            source,
        )
        connection.execute(
            "INSERT INTO snapshots (source_id, retrieved_at, text, text_sha256) VALUES (1, '2025', ?, 'x')", (text,)
        )
        connection.execute("INSERT INTO speakers (name, note, wikidata) VALUES (?, ?, ?)", (text, text, text))
        connection.execute("INSERT INTO topics (name, note) VALUES (?, ?)", (text, text))
        connection.execute("INSERT INTO places (name, note) VALUES (?, ?)", (text, text))
        connection.execute(
            "INSERT INTO events (date, title, text, note, date_text) VALUES ('2025', ?, ?, ?, ?)", (text,) * 4
        )
        connection.execute(
            "INSERT INTO entries (kind, date, date_earliest, date_latest, text, speaker_id, mode, role, setting, original_text,"
            " lang, note) VALUES ('statement', '2025', '2025-01-01', '2025-12-31', ?1, 1, 'verbatim', ?1, ?1, ?1, ?1, ?1)",
            (text,),
        )
        connection.execute("INSERT INTO entry_topics (entry_id, topic_id) VALUES (1, 1), (2, 1)")
        connection.execute("INSERT INTO entry_places (entry_id, place_id) VALUES (1, 1), (2, 1)")
        connection.execute(
            "INSERT INTO citations (entry_id, source_id, via_id, exact, note) VALUES (2, 1, 1, ?, ?)", (text, text)
        )
    without_triggers(file)
    for address in (
        "/",
        "/e/1",
        "/e/2",
        "/speaker/1",
        "/topic/1",
        "/place/1",
        "/source/1",
        "/speakers",
        "/sources",
        "/stats?by=topic",
        f"/?search={quote(text[:900])}",
    ):
        answer = get(address)
        assert answer.status in (200, 400), address
        page = Elements(answer.text)
        scripts = [attrs for tag, attrs in page.found if tag == "script"]
        assert all(attrs.get("src") or attrs.get("type") == "application/ld+json" for attrs in scripts)
        assert len(scripts) <= 2
        assert not [tag for tag, _ in page.found if tag in ("img", "iframe", "object")]
        assert all(re.match(r"(/|#|https?:)", link) for link in page.links), address
        assert not set(answer.text) & set("\x1b\u202e\ufdd0"), address
    page_text = " ".join(Elements(get("/e/1").text).said.split())
    assert "".join(re.findall(r"[\w;'{}<>]", text.replace("\ufdd0", "")))[:200] in "".join(
        re.findall(r"[\w;'{}<>]", page_text)
    )


PATHS = st.sampled_from(
    ["/", "/timeline.json", "/e/{}", "/e/{}.json", "/speaker/{}", "/topic/{}", "/place/{}", "/source/{}", "/speakers",
     "/sources.json", "/topics", "/stats", "/stats.json", "/proof", "/proof.json", "/static/{}", "/{}"]
)  # fmt: skip
WORDS = st.one_of(
    st.sampled_from(
        ["1", "12", "0", "-1", "2014", "2014/2022", "199X", "Lavrov", "Crimea", "Лавров", "\"", "a OR b", "-x", "*", "9" * 30,
         "0195475d-7a00-7000-8000-000000000512", "../..", "%00", "2025-02-30", "event", "RU", "unknown", "last Thursday", "0000", "9999"]
    ),
    st.text(max_size=20),
)  # fmt: skip
NAMES = st.sampled_from(
    ["since", "until", "on", "kind", "speaker", "country", "topic", "place", "source", "search", "certainly", "after",
     "reverse", "limit", "by", "band", "snapshot", "as-of", "date-order", "order", "x"]
)  # fmt: skip


@settings(max_examples=2000)
@given(path=PATHS, inside=WORDS, query=st.lists(st.tuples(NAMES, WORDS), max_size=4))
def test_no_request_is_a_server_error(example_get: Get, path: str, inside: str, query: list[tuple[str, str]]) -> None:
    address = path.format(quote(inside.encode("utf-8", "replace"))) + (
        f"?{urlencode(query, errors='replace')}" if query else ""
    )
    assert example_get(address).status < 500


def test_it_serves_until_it_is_interrupted(example: Path) -> None:
    with server(example) as (process, address):
        with urlopen(address) as answer:
            assert b"14 entries" in answer.read()
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert (process.wait(10), process.stderr.read().strip()) == (130, "timeline: interrupted")


def test_serve_reports_why_it_cannot_start(
    run: Run, example: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    assert f" port {port}: " in run("serve", "--port", port, code=4).stderr
    listening.close()
    assert re.search("--host: .*“nowhere.invalid”", run("serve", "--host", "nowhere.invalid", code=4).stderr)
    monkeypatch.setattr("timeline.cli.serve.find_spec", lambda name: None if name == "starlette" else name)
    assert "pip install 'diplomatic-timeline[web]'" in run("serve", code=4).stderr
    file.unlink()
    monkeypatch.undo()


def test_serve_needs_a_file(run: Run) -> None:
    assert "does not exist" in run("serve", "--port", "0", code=5).stderr


def test_a_file_put_in_place_of_the_old_one_is_not_changed(run: Run, example: Path, get: Get, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    shutil.copyfile(example, other)
    with closing(sqlite3.connect(other, isolation_level=None)) as connection:
        connection.execute("DELETE FROM entries WHERE id > 3")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    as_it_was = other.read_bytes()
    for replace in (shutil.copyfile, Path.replace):
        assert get("/").status == 200
        run("add", "Something new", "--date", "2020")
        replace(other, example)
        assert numbers(get, "/") == [1, 2, 3]
        assert get("/topics").status == 200
        assert example.read_bytes() == as_it_was
        shutil.copyfile(example, other)
