"""Sources through the desk: retrieving, storing and reading them, and refusals at their field."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.server import PAGE, Site, serve
from timeline.database.changeset import changeset
from timeline.database.opening import read_connection
from timeline.desk import sources
from timeline.desk.sources import SourceInput
from timeline.desk.values import Outcome
from timeline.errors import DateError, IncompleteError, NotFoundError, RefusedError, TimelineError

NOW = "2025-03-01T12:00:00.000Z"
URL = "https://example.org/a"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    file = tmp_path / "speech.txt"
    file.write_text("Good evening. The bridge will be built.", encoding="utf-8")
    return file


def no_remark(message: str) -> None:
    pytest.fail(message)


def add(path: Path, what: object, **typed: Any) -> Outcome[int]:
    """Retrieve and add a source in a changeset of its own."""
    source = SourceInput(what=str(what), **typed)
    retrieved = sources.retrieve(source, NOW, no_remark)
    with changeset(path, "test") as session:
        return sources.add(session, source, retrieved)


def messages(outcome: Outcome[int]) -> list[str]:
    return [note.message for note in outcome.notes]


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with read_connection(path) as connection:
        return [tuple(row) for row in connection.execute(sql)]


def test_a_file_is_stored_with_its_description(path: Path, speech: Path) -> None:
    done = add(
        path, speech, published="Feb. 26, 2025", publisher="City Hall", kind="transcript", retrieved="2025-02-27"
    )
    assert (done.value, done.changeset) == (1, 1)
    assert rows(path, "SELECT title, publisher, kind, published, accessed_at FROM sources") == [
        ("speech.txt", "City Hall", "transcript", "2025-02-26", "2025-02-27")
    ]
    [(content, text, at)] = rows(path, "SELECT content, text, retrieved_at FROM snapshots")
    assert gzip.decompress(content) == speech.read_bytes()
    assert (text, at) == (speech.read_text(encoding="utf-8"), "2025-02-27")
    assert messages(done)[0] == "new source 1: speech.txt"


def test_a_fetched_page_completes_the_description(path: Path, site: Site) -> None:
    address = site.at("/a", PAGE.encode())
    moved = site.at("/old", status=301, location=address)
    remarks: list[str] = []
    source = SourceInput(what=f" {moved} ", author="A. Writer", allow_private=True)
    retrieved = sources.retrieve(source, NOW, remarks.append)
    assert remarks == [f"redirected to {address}"]
    with changeset(path, "test") as session:
        sources.add(session, source, retrieved)
    assert rows(path, "SELECT url, title, author, published FROM sources") == [
        (moved, "Ministers meet", "A. Writer", "2025-02-27")
    ]
    assert rows(path, "SELECT retrieved_at, arrival, requested_url, final_url, redirects, status FROM snapshots") == [
        (NOW, "fetched", moved, address, f'[[301,"{address}"]]', 200)
    ]


def test_a_typed_charset_decides(site: Site) -> None:
    address = site.at("/a", "Мост будет построен.".encode("koi8-r"), type="text/plain")
    with pytest.raises(RefusedError) as caught:
        sources.retrieve(SourceInput(what=address, allow_private=True), NOW, no_remark)
    assert caught.value.field == "charset"
    retrieved = sources.retrieve(SourceInput(what=address, charset="koi8-r", allow_private=True), NOW, no_remark)
    assert retrieved is not None
    assert retrieved.text == "Мост будет построен."


@pytest.mark.parametrize(
    ("what", "typed"), [(f" {URL} ", {"no_fetch": True}), ("Treaty of the Two Rivers", {"kind": "treaty"})]
)
def test_a_source_that_is_only_described_has_no_snapshot(path: Path, what: str, typed: dict[str, Any]) -> None:
    done = add(path, what, **typed)
    assert messages(done) == [f"new source 1: {what.strip()}; its text is not stored"]
    assert rows(path, "SELECT coalesce(url, title) FROM sources") == [(what.strip(),)]
    assert rows(path, "SELECT count(*) FROM snapshots") == [(0,)]
    with pytest.raises(RefusedError, match="already exists: 1"):
        add(path, what, **typed)


@pytest.mark.parametrize(
    ("what", "typed", "field"),
    [
        ("A title", {"url": URL}, "url"),
        ("A title", {"to": "1"}, "to"),
        ("A title", {"charset": "utf-8"}, "charset"),
        ("A title", {"retrieved": "2025-02-27"}, "retrieved"),
        ("A title", {"no_fetch": True}, "no_fetch"),
        (URL, {"url": URL}, "url"),
        (URL, {"retrieved": "2025-02-27"}, "retrieved"),
        (URL, {"no_fetch": True, "to": "1"}, "to"),
        (URL, {"no_fetch": True, "charset": "utf-8"}, "charset"),
        ("FILE", {"url": URL, "to": "1"}, "to"),
        ("FILE", {"no_fetch": True}, "no_fetch"),
    ],
)
def test_fields_that_contradict_each_other(speech: Path, what: str, typed: dict[str, Any], field: str) -> None:
    source = SourceInput(what=str(speech) if what == "FILE" else what, **typed)
    with pytest.raises(IncompleteError) as caught:
        sources.retrieve(source, NOW, no_remark)
    assert (caught.value.field, caught.value.exit_code) == (field, 2)
    assert "--" not in str(caught.value)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"published": "someday"}, "published"),
        ({"published": "Thursday"}, "published"),
        ({"archive_url": "ftp://example.org/a"}, "archive_url"),
        ({"archive_url": "https://me:secret@example.org/"}, "archive_url"),
        ({"lang": "English language"}, "lang"),
        ({"kind": "rumour"}, "kind"),
    ],
)
def test_a_wrong_field_is_refused_before_fetching(site: Site, typed: dict[str, Any], field: str) -> None:
    address = site.at("/a", PAGE.encode())
    with pytest.raises(RefusedError) as caught:
        sources.retrieve(SourceInput(what=address, **typed), NOW, no_remark)
    assert caught.value.field == field
    assert site.asked == []


@pytest.mark.parametrize(
    ("what", "error", "message"),
    [
        ("ftp://example.org/a", RefusedError, "ftp://example.org/a is neither http nor https"),
        ("file:///etc/hosts", RefusedError, "write only the path of the file"),
        ("mailto:somebody@example.org", RefusedError, "mailto:"),
        ("example.org/a", RefusedError, "looks like an address"),
        ("localhost:8000", RefusedError, "looks like an address"),
        ("missing.html", NotFoundError, "there is no file missing.html"),
        ("~/missing", NotFoundError, "there is no file ~/missing"),
        ("-", NotFoundError, "there is no file -"),
        ("https://me:secret@example.org/", RefusedError, "password"),
        ("https://", RefusedError, "“https://” is not a web address"),
        ("http:///a", RefusedError, "not a web address"),
        ("http://[::1", RefusedError, "not a web address"),
        ("http://[]/", RefusedError, "not a web address"),
        ("https://example.org/a and b", RefusedError, "not a web address"),
        (" ", RefusedError, "is empty"),
        ("“”", RefusedError, "only quotation marks"),
    ],
)
def test_a_missing_file_or_wrong_address_is_not_a_title(what: str, error: type[TimelineError], message: str) -> None:
    with pytest.raises(error, match=message) as caught:
        sources.retrieve(SourceInput(what=what, no_fetch=what.startswith("http")), NOW, no_remark)
    assert caught.value.field == "what"


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (SourceInput(what="https://me:secret@example.org/", no_fetch=True), RefusedError),
        (SourceInput(what="A title", url=URL), IncompleteError),
        (SourceInput(what="A title", kind="rumour"), RefusedError),
    ],
)
def test_add_refuses_the_same_fields_as_retrieve(path: Path, source: SourceInput, error: type[TimelineError]) -> None:
    with pytest.raises(error), changeset(path, "test") as session:
        sources.add(session, source, None)
    assert rows(path, "SELECT * FROM sources") == []


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2022-03-01", "2022-03-01"),
        ("1 March 2022", "2022-03-01"),
        ("2022-03-01T14:30Z", "2022-03-01T14:30:00.000Z"),
        ("2022-03-01T14:30+03:00", "2022-03-01T11:30:00.000Z"),
        ("2025-03-01T12:00Z", "2025-03-01T12:00:00.000Z"),
    ],
)
def test_a_moment(text: str, moment: str) -> None:
    assert sources.read_moment(text, NOW) == moment


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2022-03", "is not one day"),
        ("unknown", "is not one day"),
        ("Thursday", "“Thursday” needs a reference date"),
        ("2025-03-02", "is in the future"),
        ("2025-03-01T12:01Z", "2025-03-01T12:01Z"),
    ],
)
def test_a_text_that_is_not_a_moment(speech: Path, text: str, message: str) -> None:
    with pytest.raises(DateError, match=message) as caught:
        sources.retrieve(SourceInput(what=str(speech), retrieved=text), NOW, no_remark)
    assert caught.value.field == "retrieved"


def test_a_file_becomes_a_further_snapshot_of_the_source_it_is_added_to(path: Path, speech: Path) -> None:
    add(path, URL, no_fetch=True, title="A speech")
    assert add(path, speech, to="A speech").value == 1
    assert rows(path, "SELECT source_id FROM snapshots") == [(1,)]
    with pytest.raises(NotFoundError, match="there is no source 7; ") as caught:
        add(path, speech, to="7")
    assert caught.value.field == "to"


def test_an_archived_copy_belongs_to_one_source(path: Path, speech: Path) -> None:
    add(path, URL, no_fetch=True, archive_url="https://archive.example/a")
    for what, archive_url, fields in (
        ("https://archive.example/a", None, ["what"]),
        (URL, "https://archive.example/a", ["what", "archive_url"]),
        ("https://example.org/b", URL, ["archive_url"]),
        (str(speech), URL, ["archive_url"]),
    ):
        with pytest.raises(TimelineError) as caught:
            add(path, what, no_fetch=what != str(speech), archive_url=archive_url)
        assert [error.field for error in getattr(caught.value, "errors", [caught.value])] == fields
    assert rows(path, "SELECT count(*) FROM sources") == [(1,)]


def test_an_address_of_two_sources_is_refused_with_both(path: Path, speech: Path) -> None:
    with changeset(path, "test") as session:
        for title in ("One", "Two"):
            session.connection().exec_driver_sql("INSERT INTO sources (url, title) VALUES (?, ?)", (URL, title))
    with pytest.raises(NotFoundError) as caught:
        add(path, speech, url=URL)
    error = caught.value
    assert (error.field, error.code) == ("to", "ambiguous")
    assert [getattr(one, "name", None) for one in error.choices] == ["One", "Two"]
    assert rows(path, "SELECT count(*) FROM changesets") == [(1,)]


def test_a_stored_source_is_read_by_number_or_title(path: Path, speech: Path) -> None:
    add(path, speech)
    add(path, "Treaty of the Two Rivers")
    with read_connection(path) as connection:
        stored = sources.read(connection, "speech.txt")
        assert stored == sources.read(connection, "1", 1)
        assert sources.content(stored) == speech.read_bytes()
        with pytest.raises(NotFoundError, match="source 1 has no snapshot 2; it has 1"):
            sources.read(connection, "1", 2)
        with pytest.raises(NotFoundError, match="source 2 has no stored bytes"):
            sources.content(sources.read(connection, "Treaty of the Two Rivers"))
        with pytest.raises(NotFoundError, match="“Nothing”"):
            sources.read(connection, "Nothing")


@pytest.mark.parametrize(
    ("slow", "quick", "stored"),
    [
        ("It will happen.", "It will happen.", ["It may happen.", "It will happen."]),
        ("It may happen.", "It will happen.", ["It may happen.", "It will happen."]),
        ("It will happen.", "It may happen.", ["It may happen.", "It will happen."]),
        ("It happens.", "It will happen.", ["It may happen.", "It happens.", "It will happen."]),
    ],
)
def test_of_two_that_retrieve_a_page_at_once_the_last_one_stores_only_another_text(
    path: Path, site: Site, slow: str, quick: str, stored: list[str]
) -> None:
    url = site.at("/a", b"It may happen.", "text/plain")
    source = SourceInput(what=url, allow_private=True)

    def retrieved(at: str, text: str) -> Any:
        site.at("/a", text.encode(), "text/plain")
        return sources.retrieve(source, at, no_remark)

    first, begun_first, begun_last = (
        retrieved("2025-03-01T12:00:00.000Z", "It may happen."),
        retrieved("2025-03-02T12:00:00.000Z", slow),
        retrieved("2025-03-02T12:00:01.000Z", quick),
    )
    for one in (first, begun_last, begun_first):
        with changeset(path, "test") as session:
            sources.add(session, source, one)
    assert rows(path, "SELECT text FROM snapshots ORDER BY retrieved_at, id") == [(text,) for text in stored]


def test_what_hears_of_a_fetch_can_end_it(site: Site) -> None:
    url = site.at("/a", b"A word.", "text/plain", pieces=60, pause=0.5)

    def heard() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        sources.retrieve(SourceInput(what=url, allow_private=True), NOW, no_remark, heard=heard)
    words = sources.retrieve(
        SourceInput(what=site.at("/b", b"A word.", "text/plain"), allow_private=True),
        NOW,
        no_remark,
        heard=lambda: None,
    )
    assert words is not None
    assert words.text == "A word."
    with pytest.raises(RefusedError, match="404"):
        sources.retrieve(SourceInput(what=f"{site.url}/none", allow_private=True), NOW, no_remark, heard=lambda: None)


def test_a_note_has_advice_that_only_a_shell_shows(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    for text in ("It may happen.", "It will happen."):
        file.write_text(text)
        done = add(path, file, **({"to": "1"} if "will" in text else {}))
    assert "It [-may-] {+will+} happen." in messages(done)
    assert not [text for text in done.messages if "[-" in text or text.endswith(":")]
