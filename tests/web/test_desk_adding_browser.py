"""Speakers, topics and places are added in a real browser."""

from pathlib import Path
from typing import Any

from selenium.webdriver.common.keys import Keys

from tests.support.chromium import needs_axe, needs_chromium, served, violations
from tests.support.editor import Editor
from timeline.database.changeset import changeset
from timeline.desk import entities
from timeline.web.desk.app import Desk

pytestmark = needs_chromium


def test_a_place_inside_a_picked_one_is_added_and_undone(at_desk: Editor) -> None:
    ((name,),) = at_desk.rows("SELECT name FROM places WHERE id = 1")
    at_desk.enter("/places")
    at_desk.find("a[href='/add/place']").click()
    at_desk.wait_for("h1", "Add a place")
    at_desk.write("name", "Old Harbour")
    at_desk.write("parent", name[:4])
    at_desk.wait_for(".picks", name)
    at_desk.find("#f-parent").send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    at_desk.find("button[value=add]").click()
    at_desk.wait_for("#notice", "The place Old Harbour is added")
    assert at_desk.value("parent") == name
    at_desk.find("#undo button").click()
    at_desk.wait_for("#notice", "Undone")
    assert at_desk.rows("SELECT 1 FROM places WHERE name = 'Old Harbour'") == []


def test_one_chinese_letter_is_enough_to_pick_a_name(at_desk: Editor) -> None:
    with changeset(at_desk.desk.path, "add", by="Ana") as session:
        entities.add_place(session, "北京")
    at_desk.enter("/add/place")
    at_desk.write("parent", "n")
    at_desk.write("parent", Keys.BACKSPACE + "京")
    at_desk.wait_for(".picks", "北京")
    at_desk.find("#f-parent").send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    assert at_desk.value("parent") == "北京"


@needs_axe
def test_axe_finds_nothing_in_the_forms_even_when_they_are_refused(browser_with_axe: Any, desk: Desk) -> None:
    with served(Path(desk.path), desk) as site:
        browser_with_axe.delete_all_cookies()
        editor = Editor(browser_with_axe, desk, site)
        editor.enter()
        problems = {}
        for kind, name in (("speaker", "Lavrov"), ("topic", "annexed regions"), ("place", "")):
            editor.go(f"/add/{kind}")
            problems[kind] = violations(browser_with_axe, 1200, 390)
            editor.write("name", name)
            editor.find("button[value=add]").click()
            editor.wait(lambda _: bool(editor.all(".problem")))
            problems[f"{kind}, refused"] = violations(browser_with_axe, 1200, 390)
        editor.go("/speakers")
        problems["list"] = violations(browser_with_axe, 1200)
    assert {page: list_ for page, list_ in problems.items() if list_} == {}
