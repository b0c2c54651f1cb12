"""Speakers, topics and sources in a real browser."""

import re
from pathlib import Path
from typing import Any

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.keys import Keys

from tests.support.chromium import needs_axe, needs_chromium, served, violations
from tests.support.editor import Editor
from timeline.web.desk.app import Desk

pytestmark = needs_chromium
ARTICLE = "“The bridge stays open,” said Anna Lind, the foreign minister, on Tuesday.\n"


def test_a_speaker_is_edited_and_merged_after_a_preview(at_desk: Editor) -> None:
    at_desk.enter("/edit/speaker/2")
    at_desk.write("note", "the minister")
    at_desk.find("button[value=store]").click()
    at_desk.wait_for("#notice", "Sergey Lavrov is changed")
    at_desk.find("#o-target").send_keys("песк")
    at_desk.wait_for(".picks", "Dmitry Peskov")
    at_desk.find("#o-target").send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    at_desk.find("button[value=merge]").click()
    at_desk.wait_for("h1", "Merge Sergey Lavrov into Dmitry Peskov?")
    assert at_desk.rows("SELECT count(*) FROM speakers WHERE id = 2") == [(1,)]
    at_desk.find("button[value='really merge']").click()
    at_desk.wait_for("#notice", "Sergey Lavrov is now Dmitry Peskov")
    at_desk.find("#undo button").click()
    at_desk.wait_for("#notice", "Undone")
    assert at_desk.rows("SELECT count(*) FROM speakers WHERE id = 2") == [(1,)]


def test_a_pasted_text_is_read_while_the_page_waits(at_desk: Editor) -> None:
    at_desk.enter("/sources/add")
    at_desk.find("#text").send_keys(ARTICLE)
    at_desk.find("summary").click()
    at_desk.write("title", "A bridge")
    at_desk.write("published", "2024-06-12")
    at_desk.find("button[value=add]").click()
    at_desk.wait_for("#jobs", "1 new proposal")
    at_desk.find("#jobs a").click()
    at_desk.wait_for("h1", "to review")
    assert "The bridge stays open" in at_desk.text(".proposals")


def test_a_long_text_shows_how_far_it_is_and_is_stopped(at_desk: Editor) -> None:
    at_desk.enter("/sources/add")
    fill = "document.getElementById('text').value = arguments[0].repeat(10000)"
    at_desk.browser.execute_script(fill, ARTICLE + "\n")
    at_desk.find("summary").click()
    at_desk.write("title", "A long one")
    at_desk.write("published", "2024-06-12")
    at_desk.find("button[value=add]").click()
    at_desk.wait(lambda _: bool(re.search(r"is read … [1-9]\d* %, ", at_desk.text("#jobs"))))
    at_desk.wait(lambda _: click(at_desk, "button[value=stop]"))
    at_desk.wait_for("#jobs", "was stopped; nothing was stored")
    at_desk.wait(lambda _: click(at_desk, "#jobs a"))
    at_desk.wait_for("h1", "New source")
    assert at_desk.value("title") == "A long one"
    assert at_desk.rows("SELECT count(*) FROM sources WHERE title = 'A long one'") == [(0,)]


def click(at_desk: Editor, selector: str) -> bool:
    """Click something that a page replaces each second; return whether it could be clicked."""
    try:
        at_desk.find(selector).click()
    except StaleElementReferenceException:
        return False
    return True


def test_another_day_of_publication_shows_the_dates_that_change(at_desk: Editor) -> None:
    at_desk.enter("/edit/source/3")
    at_desk.find("#f-published").clear()
    at_desk.write("published", "2025-04-11")
    at_desk.find("button[value=store]").click()
    at_desk.wait_for("h1", "Read")
    at_desk.wait_for(".preview", "proposal 1: date 3 Mar 2025 → 7 Apr 2025")
    before = at_desk.rows("SELECT count(*) FROM changesets")
    at_desk.find("button[value='store and read']").click()
    at_desk.wait_for("#notice", "Proposals replaced or dropped")
    assert at_desk.rows("SELECT published FROM sources WHERE id = 3") == [("2025-04-11",)]
    assert at_desk.rows("SELECT count(*) FROM changesets") == [(before[0][0] + 1,)]
    at_desk.find("#undo button").click()
    at_desk.wait_for("#notice", "Undone")


def test_a_chosen_and_a_dropped_file_are_read_though_the_page_is_closed(at_desk: Editor, tmp_path: Path) -> None:
    path = tmp_path / "bridge.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    at_desk.enter("/sources/add")
    at_desk.find("#file").send_keys(str(path))
    at_desk.find("summary").click()
    at_desk.write("published", "2024-06-12")
    at_desk.find("button[value=add]").click()
    at_desk.go("/")
    at_desk.go("/sources/jobs")
    at_desk.wait_for("#jobs", "1 new proposal")
    at_desk.go("/sources/add")
    dropped = (
        "const data = new DataTransfer(); data.items.add(new File([arguments[0]], 'dropped.txt'));"
        "document.body.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));"
        "return document.getElementById('file').files[0].name"
    )
    assert at_desk.browser.execute_script(dropped, ARTICLE.replace("bridge", "tunnel")) == "dropped.txt"
    at_desk.find("summary").click()
    at_desk.write("published", "2024-06-12")
    at_desk.find("button[value=add]").click()
    at_desk.wait_for("#jobs", "dropped.txt")
    at_desk.wait(lambda _: at_desk.text("#jobs").count("1 new proposal") == 2)


@needs_axe
def test_axe_finds_nothing_in_pages_of_names_and_sources(browser_with_axe: Any, desk: Desk) -> None:
    with served(Path(desk.path), desk) as site:
        browser_with_axe.delete_all_cookies()
        editor = Editor(browser_with_axe, desk, site)
        problems = {}
        editor.enter("/edit/speaker/2")
        problems["speaker"] = violations(browser_with_axe, 1200, 390)
        editor.find("#o-target").send_keys("1")
        editor.find("button[value=merge]").click()
        editor.wait_for("h1", "Merge")
        problems["merge"] = violations(browser_with_axe, 1200, 390)
        for address in ("/edit/source/3", "/edit/place/1", "/sources/add", "/sources/jobs"):
            editor.go(address)
            problems[address] = violations(browser_with_axe, 1200, 390)
        editor.go("/sources/add")
        editor.find("button[value=add]").click()
        editor.wait_for(".problems", "give one of these")
        problems["refused"] = violations(browser_with_axe, 1200)
    assert {page: list_ for page, list_ in problems.items() if list_} == {}
