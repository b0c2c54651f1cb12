"""Who may write in the browser: the one-time key, the session, and where a form comes from."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.support.desk import Browser, form_of, texts
from tests.support.viewer import getter
from timeline.desk import daily_backup
from timeline.web.desk.app import Desk
from timeline.web.desk.sessions import Sessions

Sql = Callable[..., list[Any]]


def changesets(desk: Desk) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(desk.path)) as connection:
        return connection.execute("SELECT actor, command FROM changesets WHERE actor = 'Ed' ORDER BY id").fetchall()


def test_the_key_works_once(desk: Desk) -> None:
    entrance = desk.entrance
    first = Browser(desk)
    assert first.get("/review").status == 200
    again = Browser(desk, enters=False)
    answer = again.get(entrance)
    assert (answer.status, "set-cookie" in answer.headers) == (403, False)
    assert desk.entrance != entrance
    assert Browser(desk).get("/review").status == 200


@pytest.mark.parametrize("key", ["", "x", "кл", "%00", "a" * 500])
def test_another_key_opens_nothing(desk: Desk, key: str) -> None:
    before = desk.entrance
    answer = Browser(desk, enters=False).get(f"/enter?key={key.encode().hex() if key == 'кл' else key}")
    assert answer.status == 403
    assert desk.entrance == before


def test_a_page_that_is_fetched_ahead_does_not_use_up_the_key(desk: Desk) -> None:
    before = desk.entrance
    answer = Browser(desk, enters=False).ask(before, sec_purpose="prefetch;prerender")
    assert (answer.status, desk.entrance) == (503, before)
    answer = Browser(desk, enters=False).ask(before, "HEAD")
    assert (answer.status, desk.entrance) == (503, before)


def test_whoever_uses_the_key_announces_the_next_one(desk: Desk) -> None:
    announced: list[str] = []
    desk.announce = announced.append
    Browser(desk)
    assert announced == [desk.entrance]


def test_the_cookie_is_hidden_from_scripts_and_other_sites(desk: Desk) -> None:
    cookie = Browser(desk, enters=False).get(desk.entrance).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "timeline-desk-8000=" in cookie


@pytest.mark.parametrize("address", ["/review", "/review/1", "/review/new?snapshot=2"])
def test_without_a_session_nothing_of_the_desk_is_shown(desk: Desk, address: str) -> None:
    stranger = Browser(desk, enters=False)
    answer = stranger.get(address)
    assert answer.status == 403
    assert "treaty" not in answer.text
    stranger.cookie = "timeline-desk-8000=InNvbWVib2R5Ig.c2lnbmF0dXJl"
    assert stranger.get(address).status == 403


def test_everybody_can_read(desk: Desk) -> None:
    stranger = Browser(desk, enters=False)
    for address in ("/", "/e/1", "/sources", "/stats", "/source/3"):
        assert stranger.get(address).status == 200


def test_without_the_option_nothing_can_be_changed(desk: Desk) -> None:
    get = getter(Path(desk.path))
    for address in ("/review", "/review/1", "/enter?key=x", "/undo"):
        assert get(address).status == 404
    for address, expected in (("/review/1", 404), ("/undo", 404), ("/", 405), ("/e/1", 405)):
        assert get(address, method="POST").status == expected


def test_a_session_ends_after_a_while_without_requests(desk: Desk) -> None:
    seconds = 0.0
    desk.sessions = Sessions(60, now=lambda: seconds)
    editor = Browser(desk)
    page = editor.get("/review/1")
    seconds = 50
    assert editor.get("/review").status == 200
    seconds = 105
    assert editor.get("/review").status == 200
    seconds = 170
    answer = editor.submit(page, "accept", words="What I wrote")
    assert answer.status == 403
    assert "What I wrote" in answer.text
    assert changesets(desk) == []


FOREIGN = [
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "http://127.0.0.1:9000"},
    {"origin": "https://127.0.0.1:8000"},
    {"sec_fetch_site": "cross-site"},
    {"sec_fetch_site": "same-site"},
    {"host": "evil.example:8000", "origin": "http://evil.example:8000"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_form_from_elsewhere_is_refused(editor: Browser, headers: dict[str, str]) -> None:
    address, fields = form_of(editor.get("/review/1"))
    answer = editor.post(address, {**fields, "do": "reject"}, **headers)
    assert answer.status in (400, 403)
    assert changesets(editor.desk) == []
    assert "treaty" not in answer.text


@pytest.mark.parametrize("token", ["", "x", "WyJ4IiwieSJd.c2ln"])
def test_a_form_without_a_valid_token_is_refused(editor: Browser, token: str) -> None:
    address, fields = form_of(editor.get("/review/1"))
    answer = editor.post(address, {**fields, "token": token, "do": "reject"})
    assert answer.status == 403
    assert changesets(editor.desk) == []


def test_the_token_of_another_session_is_refused(editor: Browser) -> None:
    address, fields = form_of(editor.get("/review/1"))
    other = form_of(Browser(editor.desk).get("/review/1"))[1]["token"]
    assert editor.post(address, {**fields, "token": other, "do": "reject"}).status == 403
    assert changesets(editor.desk) == []


def test_a_form_that_is_sent_twice_stores_once(editor: Browser) -> None:
    page = editor.get("/review/1")
    assert editor.submit(page, "accept", **{"who.Oksana Bondar": "new"}).status == 200
    answer = editor.submit(page, "accept", **{"who.Oksana Bondar": "new"})
    assert "sent already" in answer.text
    assert changesets(editor.desk) == [("Ed", "browser: accept proposal 1")]


def test_a_refused_form_can_be_sent_again(editor: Browser) -> None:
    page = editor.get("/review/1")
    wrong = editor.submit(page, "cite", cite_number="999")
    assert wrong.status == 422
    assert editor.submit(page, "reject").status == 200
    assert changesets(editor.desk) == [("Ed", "browser: reject proposal 1")]


def test_a_form_that_is_too_long_or_no_form_is_refused(editor: Browser) -> None:
    token = form_of(editor.get("/review/1"))[1]["token"]
    assert editor.post("/review/1", {"token": token, "f.words": "x" * 5_000_000}).status == 413
    for body in (b"\xff\xfe", b"a=%ff", b"&".join(b"a=1" for _ in range(6000)), b'{"token": 1}'):
        assert editor.ask("/review/1", "POST", body).status in (400, 403)
    assert changesets(editor.desk) == []


def test_the_policy_of_pages_with_forms_is_as_strict(editor: Browser) -> None:
    plain = editor.get("/").headers["content-security-policy"]
    for address in ("/review", "/review/1", "/review/new?snapshot=2"):
        page = editor.get(address)
        assert page.headers["content-security-policy"] == plain
        assert "unsafe" not in plain
        assert page.headers["cache-control"] == "no-store"
        assert "style=" not in page.text
        assert "onclick" not in page.text


def test_the_first_change_of_a_day_makes_a_verified_backup(editor: Browser) -> None:
    desk = editor.desk
    today = date(2025, 3, 7)
    desk.today = lambda: today
    editor.submit(editor.get("/review/1"), "reject")
    backup = Path(daily_backup.name_of(desk.path, today))
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("SELECT count(*) FROM verdicts").fetchone() == (0,)
    stamp = backup.stat().st_mtime_ns
    editor.submit(editor.get("/review/2"), "reject")
    assert backup.stat().st_mtime_ns == stamp
    today = date(2025, 3, 8)
    editor.submit(editor.get("/review/3"), "reject")
    with closing(sqlite3.connect(daily_backup.name_of(desk.path, today))) as connection:
        assert connection.execute("SELECT count(*) FROM verdicts").fetchone() == (2,)


def test_without_a_backup_nothing_is_stored(editor: Browser) -> None:
    desk = editor.desk
    name = f"{daily_backup.name_of(desk.path, desk.today())}.partial"
    Path(name).mkdir()
    answer = editor.submit(editor.get("/review/1"), "reject")
    assert answer.status == 422
    assert changesets(desk) == []


def test_a_change_is_undone_and_the_page_says_so(editor: Browser) -> None:
    stored = editor.submit(editor.get("/review/1"), "reject", reason="not said")
    address, fields = form_of(stored, "undo") if 'id="undo"' in stored.text else ("/undo", {})
    assert address == "/undo"
    assert fields["changeset"]
    undone = editor.post("/undo", fields)
    assert texts(undone, "notice")[0].startswith("Undone")
    assert "Proposal 1" in undone.text
    twice = editor.post("/undo", {**fields, "token": form_of(undone)[1]["token"], "changeset": "99999"})
    assert "refused" in twice.text
    assert [command for _, command in changesets(editor.desk)] == [
        "browser: reject proposal 1",
        f"browser: undo {fields['changeset']}",
    ]


def test_an_undo_leads_nowhere_else(editor: Browser) -> None:
    token = form_of(editor.get("/review/1"))[1]["token"]
    for back in ("//evil.example", "http://evil.example", "/review//evil.example/..", "\\\\evil"):
        body = f"token={token}&changeset=1&back={back}".encode()
        location = editor.ask("/undo", "POST", body).headers["location"]
        assert location.startswith("/review?"), location


def test_first_changes_at_once_wait_for_one_backup(desk: Desk) -> None:
    results: list[str | None] = []
    threads = [
        threading.Thread(target=lambda: results.append(daily_backup.keep(desk.path, date(2025, 3, 7))))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, results)) == sorted([daily_backup.name_of(desk.path, date(2025, 3, 7)), *["None"] * 5])


@pytest.mark.parametrize("what", ["an empty file", "a text", "a folder", "a link"])
def test_something_else_at_the_name_of_a_backup_does_not_count_as_one(desk: Desk, what: str) -> None:
    name = Path(daily_backup.name_of(desk.path, date(2025, 3, 7)))
    if what == "a folder":
        name.mkdir()
    elif what == "a link":
        name.symlink_to(name.with_name("nowhere"))
    else:
        name.write_text("" if what == "an empty file" else "zzz")
    assert daily_backup.keep(desk.path, date(2025, 3, 7)) == f"{name}-2"
    assert daily_backup.keep(desk.path, date(2025, 3, 7)) is None
