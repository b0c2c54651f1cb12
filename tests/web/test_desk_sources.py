"""Sources in the browser: by address, as a file, as pasted text, and retrieved again."""

import re
import tempfile
from pathlib import Path

import pytest

from tests.support.desk import Browser, commands, elements, form_of, problems, rows, texts
from tests.support.server import PAGE, serve
from tests.support.sources import ARTICLE, BOUNDARY, finished, multipart, sent
from timeline.web.desk.app import Desk


def test_a_pasted_text_is_stored_and_read(editor: Browser) -> None:
    page = sent(editor, {"text": ARTICLE, "f.title": "A bridge", "f.published": "2024-06-12"})
    assert "Sources being read" in page.text
    done = finished(editor)
    assert "new proposal" in done.text
    assert "is stored" in done.text
    ((number, title),) = rows(editor.desk, "SELECT id, title FROM sources ORDER BY id DESC LIMIT 1")
    assert title == "A bridge"
    assert rows(editor.desk, f"SELECT text FROM snapshots WHERE source_id = {number}") == [(ARTICLE,)]
    assert rows(editor.desk, "SELECT speaker, date FROM proposals ORDER BY id DESC LIMIT 1") == [
        ("Anna Lind", "2024-06-11")
    ]
    assert rows(editor.desk, "SELECT actor, command FROM changesets ORDER BY id DESC LIMIT 1") == [
        ("Ed", "browser: add the source A bridge")
    ]


def test_a_text_without_statements_is_a_source_all_the_same(editor: Browser) -> None:
    sent(editor, {"text": "Rain in the north.", "f.title": "Weather", "f.published": "2024-06-12"})
    assert "No new proposals" in finished(editor).text
    assert rows(editor.desk, "SELECT count(*) FROM sources WHERE title = 'Weather'") == [(1,)]


@pytest.mark.parametrize(
    "name",
    [
        "bridge.txt",
        "../../etc/passwd",
        "..\\..\\windows\\system.ini",
        "/etc/shadow",
        "..",
        "",
        "a\x00b.txt",
        "мост.txt",
        "x" * 300,
        "con:aux|?.txt",
    ],
)
def test_the_name_of_a_file_is_never_a_path(editor: Browser, name: str) -> None:
    shown = name.replace("\x00", "").replace('"', "")
    sent(editor, {"f.published": "2024-06-12"}, shown or "document.txt", ARTICLE.encode())
    assert "new proposal" in finished(editor).text
    ((title,),) = rows(editor.desk, "SELECT title FROM sources ORDER BY id DESC LIMIT 1")
    assert not {"/", "\\", "\0"} & set(title)
    assert (shown or "document.txt").endswith(title) or title == ".."


def test_nothing_of_a_file_is_left_behind(editor: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    sent(editor, {"f.published": "2024-06-12"}, "bridge.txt", ARTICLE.encode())
    assert "new proposal" in finished(editor).text
    assert list(folder.iterdir()) == []


def test_a_page_is_fetched_by_its_address_and_again(desk: Desk) -> None:
    with serve() as site:
        address = site.at("/article", PAGE.encode())
        plain = Browser(desk)
        sent(plain, {"what": address})
        assert "private network" in finished(plain).text
        assert "--allow" not in finished(plain).text
        desk.allow_private = True
        editor = Browser(desk)
        sent(editor, {"what": address})
        assert "Ministers meet" in finished(editor).text
        ((number,),) = rows(desk, f"SELECT id FROM sources WHERE url = '{address}'")
        site.at("/article", PAGE.replace("undeniable and non-negotiable", "open to question").encode())
        page = editor.get(f"/edit/source/{number}")
        action, fields = form_of(page, "again")
        editor.post(action, fields)
        done = finished(editor)
        assert "open to question" in done.text or "changed" in done.text
        assert rows(desk, f"SELECT count(*) FROM snapshots WHERE source_id = {number}") == [(2,)]


WRONG = [
    ({}, "give one of these"),
    ({"what": "https://example.org/", "text": "x"}, "give one of these"),
    ({"text": "x"}, "needs a title"),
    ({"what": "no address"}, "https://"),
    ({"what": "/etc/passwd"}, "https://"),
    ({"what": "file:///etc/passwd"}, "https://"),
    ({"text": "x", "f.title": "T", "f.published": "one day", "f.lang": "??"}, "one day"),
]


@pytest.mark.parametrize(("fields", "expected"), WRONG)
def test_a_refused_form_comes_back_whole(editor: Browser, fields: dict[str, str], expected: str) -> None:
    answer = sent(editor, fields)
    assert answer.status == 422
    assert expected in problems(answer)
    values = form_of(answer, "source")[1]
    assert {name: values[name] for name in fields} == fields
    assert rows(editor.desk, "SELECT count(*) FROM changesets WHERE actor = 'Ed'") == [(0,)]


def test_a_file_that_is_too_large_is_refused_before_it_has_arrived(editor: Browser) -> None:
    announced = sent(editor, {}, "x.txt", b"x", content_length=str(2**30))
    assert announced.status == 413
    assert "20 MB" in announced.text
    large = sent(editor, {}, "x.txt", b"x" * (25 * 2**20))
    assert large.status == 413
    assert rows(editor.desk, "SELECT count(*) FROM changesets WHERE actor = 'Ed'") == [(0,)]


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.99])
def test_a_form_that_is_cut_off_stores_nothing(editor: Browser, kept: float) -> None:
    token = form_of(editor.get("/sources/add"), "source")[1]["token"]
    body = multipart({"token": token, "f.published": "2024-06-12"}, "x.txt", ARTICLE.encode() * 100)
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    answer = editor.ask("/sources/add", "POST", body[: int(len(body) * kept)], content_type=kind)
    assert answer.status in (400, 403, 422)
    assert rows(editor.desk, "SELECT count(*) FROM changesets WHERE actor = 'Ed'") == [(0,)]


def test_a_stranger_adds_no_source(desk: Desk) -> None:
    stranger = Browser(desk, enters=False)
    body = multipart({"token": "x"}, "x.txt", b"x")
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    assert stranger.ask("/sources/add", "POST", body, content_type=kind).status == 403
    assert Browser(desk).ask("/sources/add", "POST", body, content_type=kind).status == 403
    assert (
        Browser(desk).ask("/sources/add", "POST", body, content_type=kind, origin="http://evil.example").status == 403
    )


def test_a_program_that_a_file_names_is_not_run(editor: Browser) -> None:
    sent(editor, {"f.published": "2024-06-12"}, "$(touch x).txt", ARTICLE.encode())
    assert "new proposal" in finished(editor).text


def with_wrong_day(editor: Browser) -> int:
    """Store an article with a wrong day of publication, in which a weekday is read relative to it."""
    sent(editor, {"text": ARTICLE, "f.title": "A bridge", "f.published": "2024-06-12"})
    finished(editor)
    return int(rows(editor.desk, "SELECT max(id) FROM sources")[0][0])


def dates(editor: Browser, number: int) -> list[str]:
    query = "SELECT date FROM proposals WHERE snapshot_id IN (SELECT id FROM snapshots WHERE source_id = ?) ORDER BY id"
    return [row[0] for row in rows(editor.desk, query, number)]


@pytest.mark.parametrize(
    ("do", "expected", "command"),
    [
        ("store and read", "2024-07-09", "edit source {}, and read it again"),
        ("store and keep", "2024-06-11", "edit source {}"),
    ],
)
def test_another_day_of_publication_shows_which_proposals_change(
    editor: Browser, do: str, expected: str, command: str
) -> None:
    number = with_wrong_day(editor)
    before = rows(editor.desk, "SELECT count(*) FROM changesets")
    preview = editor.submit(
        editor.get(f"/edit/source/{number}"), "store", form="fields", published="2024-07-10", publisher="The Post"
    )
    assert "date 11 Jun 2024 → 9 Jul 2024" in preview.text, problems(preview)
    assert rows(editor.desk, "SELECT count(*) FROM changesets") == before
    done = editor.submit(preview, do, form="reread")
    assert done.status == 200, problems(done)
    assert rows(editor.desk, "SELECT published, publisher FROM sources WHERE id = ?", number) == [
        ("2024-07-10", "The Post")
    ]
    assert dates(editor, number) == [expected]
    assert commands(editor.desk)[-1] == "browser: " + command.format(number)
    assert "Undone" in editor.post("/undo", form_of(done, "undo")[1]).text
    assert dates(editor, number) == ["2024-06-11"]
    assert rows(editor.desk, "SELECT published, publisher FROM sources WHERE id = ?", number) == [("2024-06-12", None)]


def test_a_source_is_read_again_with_the_day_that_is_stored(editor: Browser) -> None:
    number = with_wrong_day(editor)
    page = editor.get(f"/edit/source/{number}")
    assert "changes no pending proposal" in problems(editor.submit(page, "read again", form="read-again"))
    preview = editor.submit(page, "store", form="fields", published="2024-07-10")
    kept = editor.submit(preview, "store and keep", form="reread")
    preview = editor.submit(kept, "read again", form="read-again")
    assert "date 11 Jun 2024 → 9 Jul 2024" in preview.text
    done = editor.submit(preview, "store and read", form="reread")
    assert "replaced or dropped: 1, new: 0" in texts(done, "notice")[0]
    assert dates(editor, number) == ["2024-07-09"]


def test_a_day_of_publication_that_is_taken_away_leaves_a_remark(editor: Browser) -> None:
    number = with_wrong_day(editor)
    done = editor.submit(editor.get(f"/edit/source/{number}"), "store", form="fields", published="")
    assert "keep the dates read relative to the day until now: 1" in done.text
    assert dates(editor, number) == ["2024-06-11"]


@pytest.mark.parametrize("do", ["read again", "store and read"])
def test_only_a_source_is_read_again(editor: Browser, do: str) -> None:
    with_wrong_day(editor)
    answer = editor.submit(editor.get("/edit/topic/2"), do, form="fields", note="x")
    assert answer.status == 422
    assert "only a source" in problems(answer)


def test_a_wrong_day_of_publication_is_refused_before_anything_is_asked(editor: Browser) -> None:
    number = with_wrong_day(editor)
    page = editor.get(f"/edit/source/{number}")
    for changes in ({"published": "one day"}, {"published": "2024-07-10", "url": "no address"}):
        answer = editor.submit(page, "store", form="fields", **changes)
        assert answer.status == 422
        assert form_of(answer, "fields")[1]["f.published"] == changes["published"]


@pytest.mark.parametrize("charset", ["utf-16", "windows-1251", "shift_jis"])
def test_a_charset_is_that_of_a_file_and_not_of_a_pasted_text(editor: Browser, charset: str) -> None:
    text = "«Мост открыт», — said Anna Lind, the foreign minister, on Tuesday.\n"
    sent(editor, {"text": text, "f.title": "A bridge", "f.published": "2024-06-12", "f.charset": charset})
    assert "is stored" in finished(editor).text
    assert rows(editor.desk, "SELECT text FROM snapshots ORDER BY id DESC LIMIT 1") == [(text,)]


def test_a_job_that_failed_leads_back_to_what_was_written(editor: Browser) -> None:
    sent(editor, {"text": ARTICLE, "f.title": "A bridge", "f.published": "2024-06-12"})
    finished(editor)
    typed = {"text": ARTICLE, "f.title": "A bridge", "f.published": "2024-06-13", "f.note": "a copy"}
    sent(editor, typed)
    failed = finished(editor)
    (problem,) = texts(failed, "problem")
    assert problem.endswith("has a different day of publication; leave yours out, or change the stored one")
    assert problem.startswith("A bridge: ")
    (again,) = elements(failed, "//a[starts-with(@href, '/sources/add?job=')]/@href")
    fields = form_of(editor.get(again), "source")[1]
    assert {name: fields[name] for name in typed} == typed
    assert form_of(editor.get("/sources/add?job=99999999999999999999"), "source")[1]["text"] == ""


def test_messages_about_files_have_no_paths_and_no_commands(editor: Browser) -> None:
    for content in (b"%PDF-1.7 x", b"", b"\0" * 40, b"   ", b"\xff\xfe\x00"):
        sent(editor, {}, "report.txt", content)
    sent(editor, {"text": ARTICLE, "f.title": "A bridge", "f.published": "2024-06-12"})
    finished(editor)
    sent(editor, {"text": ARTICLE, "f.title": "Another", "f.published": "2024-06-12"})
    messages = texts(finished(editor), "problem") + texts(finished(editor), "dim")
    assert any("report.txt" in text for text in messages)
    assert not [
        text for text in messages if tempfile.gettempdir() in text or re.search("timeline (source|db|edit)", text)
    ]


def test_a_day_of_publication_in_the_future_is_refused_at_its_field(editor: Browser) -> None:
    answer = sent(editor, {"text": ARTICLE, "f.title": "A bridge", "f.published": "2999-01-01"})
    assert answer.status == 422
    assert "in the future" in problems(answer)


def test_a_job_is_stopped(editor: Browser) -> None:
    with serve() as site:
        editor.desk.allow_private = True
        sent(editor, {"what": site.at("/slow", PAGE.encode(), wait=1.5)})
        page = editor.get("/sources/jobs")
        ((number, token),) = zip(
            elements(page, "//form//input[@name='job']/@value"),
            elements(page, "//main//form//input[@name='token']/@value"),
            strict=True,
        )
        stopped = editor.post("/sources/jobs", {"token": token, "job": number, "do": "stop"})
        assert "is being stopped" in stopped.text
    assert "nothing was stored" in finished(editor).text
    assert rows(editor.desk, "SELECT count(*) FROM changesets WHERE actor = 'Ed'") == [(0,)]
