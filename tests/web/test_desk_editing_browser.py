"""Entries and history in a real browser."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from tests.support.chromium import needs_axe, needs_chromium, served, violations
from tests.support.desk import Browser
from tests.support.editor import Editor
from timeline.web.desk.app import Desk

pytestmark = needs_chromium


def test_a_statement_is_added_with_names_from_a_list(at_desk: Editor) -> None:
    at_desk.enter("/entry/new")
    at_desk.write("words", "“It is over”")
    at_desk.write("speakers", "лавр")
    at_desk.wait_for(".picks", "Sergey Lavrov")
    assert at_desk.find("#f-speakers").get_attribute("aria-expanded") == "true"
    at_desk.find("#f-speakers").send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    at_desk.wait(lambda _: at_desk.value("speakers") == "Sergey Lavrov")
    at_desk.write("topics", "peace; annex")
    at_desk.wait_for(".picks", "annexed regions")
    at_desk.find(".picks li").click()
    at_desk.wait(lambda _: at_desk.value("topics") == "peace; annexed regions")
    at_desk.write("date", "Feb. 26, 2025")
    at_desk.wait_for("#n-date", "26 Feb 2025")
    at_desk.find("button[value=store]").click()
    at_desk.wait_for("#notice", "Stored as entry 15. 26 Feb 2025 · Sergey Lavrov: “It is over”")
    assert at_desk.rows("SELECT speaker, topics FROM timeline WHERE id = 15") == [
        ("Sergey Lavrov", "annexed regions, peace")
    ]


def test_a_wrong_field_is_said_before_it_is_sent(at_desk: Editor) -> None:
    at_desk.enter("/entry/12")
    at_desk.write("date", "2025-02-30")
    at_desk.wait_for("#n-date .problem", "2025-02-30")
    assert at_desk.rows("SELECT date FROM timeline WHERE id = 12") == [("2025-02-27",)]
    at_desk.write("date", "28 February 2025")
    at_desk.wait(lambda _: not at_desk.all("#n-date .problem"))
    at_desk.find("button[value=store]").click()
    at_desk.wait_for("#notice", "Entry 12 is changed")
    assert at_desk.rows("SELECT date FROM timeline WHERE id = 12") == [("2025-02-28",)]


def test_an_entry_is_linked_checked_deleted_and_given_back(at_desk: Editor) -> None:
    at_desk.enter("/entry/12")
    at_desk.find("#o-end").send_keys("5")
    at_desk.find("button[value=link]").click()
    at_desk.wait_for("#notice", "Entry 12 now")
    at_desk.find("button[value=checked]").click()
    at_desk.wait_for("#notice", "Entry 12 is checked by you")
    at_desk.find("button[value=delete]").click()
    at_desk.wait_for("#notice", "Entry 12 is deleted")
    at_desk.find("#undo button").click()
    at_desk.wait_for("#notice", "Undone")
    assert at_desk.rows("SELECT count(*) FROM entries") == [(14,)]
    assert at_desk.rows("SELECT count(*) FROM checks WHERE entry_id = 12 AND checked_by = 'Ed'") == [(1,)]


def test_a_change_is_undone_from_the_history_after_a_preview(at_desk: Editor) -> None:
    other = Browser(at_desk.desk)
    other.submit(other.get("/entry/12"), "store", setting="a corridor")
    at_desk.enter("/history")
    at_desk.find(".log a").click()
    at_desk.wait_for("h1", "Change")
    at_desk.find("#ask button").click()
    at_desk.wait_for(".preview", "phone briefing")
    at_desk.find(".preview button").click()
    at_desk.wait_for("#notice", "Undone")
    assert at_desk.rows("SELECT setting FROM timeline WHERE id = 12") == [("phone briefing",)]


def test_the_heading_follows_the_kind_and_nothing_typed_is_lost(at_desk: Editor) -> None:
    at_desk.enter("/entry/new")
    at_desk.write("words", "The embassy closes")
    at_desk.write("speakers", "Lavrov")
    Select(at_desk.find("#f-kind")).select_by_visible_text("event")
    at_desk.wait_for("h1", "New event")
    at_desk.wait_for("#n-kind", "does not have what you wrote as Speaker")
    assert at_desk.browser.title.startswith("New event")
    assert not at_desk.all("#f-speakers")
    Select(at_desk.find("#f-kind")).select_by_visible_text("statement")
    at_desk.wait_for("h1", "New statement")
    assert (at_desk.value("words"), at_desk.value("speakers")) == ("The embassy closes", "Lavrov")


def test_an_unrelated_edit_keeps_the_line_ends_of_other_fields(at_desk: Editor) -> None:
    with closing(sqlite3.connect(at_desk.desk.path)) as connection, connection:
        connection.execute("UPDATE entries SET setting = 'one\ntwo', role = 'a\n b' WHERE id = 12")
    at_desk.enter("/entry/12")
    at_desk.write("topics", "peace")
    at_desk.find("button[value=store]").click()
    at_desk.wait_for("#notice", "Entry 12 is changed")
    assert at_desk.rows("SELECT setting, role, topics FROM timeline WHERE id = 12") == [("one\ntwo", "a\n b", "peace")]


def test_another_button_asks_before_written_text_is_lost(at_desk: Editor) -> None:
    at_desk.enter("/entry/12")
    at_desk.write("setting", "a corridor")
    at_desk.find("button[value=checked]").click()
    question = at_desk.browser.switch_to.alert
    assert "not stored yet" in question.text
    question.dismiss()
    assert at_desk.value("setting") == "a corridor"
    assert at_desk.rows("SELECT count(*) FROM checks WHERE checked_by = 'Ed'") == [(0,)]
    at_desk.find("button[value=store]").click()
    at_desk.wait_for("#notice", "Entry 12 is changed")
    at_desk.find("button[value=checked]").click()
    at_desk.wait_for("#notice", "Entry 12 is checked by you")


@needs_axe
def test_axe_finds_nothing_in_pages_of_entries_and_history(browser_with_axe: Any, desk: Desk) -> None:
    with served(Path(desk.path), desk) as site:
        browser_with_axe.delete_all_cookies()
        editor = Editor(browser_with_axe, desk, site)
        editor.enter("/entry/new")
        problems = {"new": violations(browser_with_axe, 1200, 390)}
        editor.find("button[value=store]").click()
        editor.wait_for(".problem", "write what was said")
        problems["refused"] = violations(browser_with_axe, 1200, 390)
        editor.go("/entry/12")
        problems["entry"] = violations(browser_with_axe, 1200, 390)
        editor.write("setting", "a corridor")
        editor.find("button[value=store]").click()
        editor.wait_for("#notice", "is changed")
        problems["stored"] = violations(browser_with_axe, 1200)
        editor.go("/history")
        problems["history"] = violations(browser_with_axe, 1200, 390)
        editor.find(".log a").click()
        editor.wait_for("h1", "Change")
        editor.find("#ask button").click()
        editor.wait_for(".preview", "corridor")
        problems["preview"] = violations(browser_with_axe, 1200, 390)
    assert {page: list_ for page, list_ in problems.items() if list_} == {}
