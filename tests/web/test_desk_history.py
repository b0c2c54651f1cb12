"""The history in the browser: the log, what a changeset changed, and undo with a preview."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.desk import Browser, form_of, rows, texts
from timeline.desk import entries
from timeline.desk.changesets import author_of, opened
from timeline.desk.forms import Form
from timeline.web.desk.app import Desk

Sql = Callable[..., list[Any]]


@pytest.fixture
def edited(desk: Desk) -> int:
    """Let somebody edit entry 12; return the changeset."""
    with opened(desk.path, author_of("Ana", "a better source"), "edit 12 --setting corridor") as session:
        return entries.edit(session, Form(entry=12, values={"setting": "a <b>corridor</b>"})).changeset


def test_the_log_lists_every_changeset(editor: Browser, edited: int) -> None:
    page = editor.get("/history")
    assert f"/history/{edited}" in page.text
    assert "edit 12 --setting corridor" in page.text
    assert "a better source" in page.text
    assert len(texts(page, "meta")) == rows(editor.desk, "SELECT count(*) FROM changesets")[0][0]
    assert "History of entry 12" in editor.get("/history?entry=12").text
    assert len(texts(editor.get(f"/history?before={edited}"), "meta")) == edited - 1
    assert editor.get("/history?entry=999").status == 404


def test_a_changeset_shows_what_it_changed(editor: Browser, edited: int) -> None:
    page = editor.get(f"/history/{edited}")
    (changed,) = texts(page, "changed")
    assert changed.startswith("entry 12:")
    assert "setting phone briefing became" in " ".join(changed.replace("→", "").split())
    assert "<b>corridor" not in page.text
    assert editor.get("/history/999").status == 404


def test_an_undo_is_previewed_and_then_done(editor: Browser, edited: int) -> None:
    before = rows(editor.desk, "SELECT max(id) FROM changesets")
    preview = editor.post(*form_of(editor.get(f"/history/{edited}"), "ask"))
    assert "1 entry restored" in texts(preview, "preview")[0]
    assert "phone briefing" in texts(preview, "preview")[0]
    assert rows(editor.desk, "SELECT max(id) FROM changesets") == before
    action, fields = form_of(preview, "undo")
    undone = editor.post(action, fields)
    assert "Undone" in texts(undone, "notice")[0]
    assert rows(editor.desk, "SELECT setting FROM timeline WHERE id = 12") == [("phone briefing",)]


def test_an_undo_that_is_impossible_says_why(editor: Browser, edited: int) -> None:
    with opened(editor.desk.path, author_of("Ben"), "edit") as session:
        entries.edit(session, Form(entry=12, values={"setting": "elsewhere"}))
    refused = editor.post(*form_of(editor.get(f"/history/{edited}"), "ask"))
    assert refused.status == 409
    assert texts(refused, "problems") != []
    assert "timeline undo" not in refused.text
    assert rows(editor.desk, "SELECT setting FROM timeline WHERE id = 12") == [("elsewhere",)]


def test_a_stranger_sees_no_history(desk: Desk) -> None:
    assert Browser(desk, enters=False).get("/history").status == 403
