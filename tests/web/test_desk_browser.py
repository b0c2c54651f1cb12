"""Reviewing an article in a real browser, with keys, selections and without scripts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.support.chromium import needs_axe, needs_chromium, served, violations
from tests.support.desk import ARTICLE, SNAPSHOT, Browser
from tests.support.editor import Editor
from timeline.web.desk.app import Desk
from timeline.web.desk.sessions import Sessions

pytestmark = needs_chromium
Sql = Callable[..., list[Any]]


def test_an_article_is_reviewed_by_keys(at_desk: Editor) -> None:
    at_desk.enter()
    at_desk.find(".sources a").click()
    at_desk.wait_for("#entry h2", "Proposal 1")
    assert at_desk.text("mark.current") == "The treaty is dead"
    at_desk.press("a")
    at_desk.wait_for("#notice", "Stored as entry 15, checked by you. 3 Mar 2025 · Oksana Bondar")
    assert at_desk.browser.title.startswith("Stored as entry 15")
    at_desk.wait(lambda browser: browser.execute_script("return document.activeElement.id") == "notice")
    at_desk.press("u")
    at_desk.wait(lambda _: at_desk.value("words").startswith("Nobody"))
    at_desk.press("p")
    at_desk.wait(lambda _: at_desk.value("date") == "[..2025-03-06]")
    at_desk.press("a")
    at_desk.wait_for("#notice", "Stored as entry 16")
    assert "Nobody had asked her about the border" in at_desk.text("#notice")
    at_desk.press("R")
    at_desk.wait(lambda browser: browser.execute_script("return document.activeElement.id") == "reason")
    ActionChains(at_desk.browser).send_keys("no name for him", Keys.ENTER).perform()
    at_desk.wait_for("#notice", "Rejected: proposal 3")
    at_desk.wait_for("#entry h2", "Proposal 4")
    at_desk.press("c")
    at_desk.wait_for("#notice", "Cited for entry 12")
    assert "5 in this text; 4 decided" in at_desk.text(".progress")
    at_desk.press("b")
    at_desk.wait_for("#entry h2", "Proposal 4")
    at_desk.press("q")
    at_desk.wait_for("h1", "1 proposal to review")
    assert at_desk.rows("SELECT proposal_id, decision, note FROM verdicts ORDER BY id") == [
        (1, "accepted", None),
        (2, "accepted", None),
        (3, "rejected", "no name for him"),
        (4, "accepted", None),
    ]
    assert {row[0] for row in at_desk.rows("SELECT actor FROM changesets WHERE id > 5 AND actor <> 'outside'")} == {
        "Ed"
    }


def test_readings_follow_what_is_typed(at_desk: Editor) -> None:
    at_desk.enter("/review/1")
    at_desk.write("date", "last Tuesday")
    at_desk.wait_for("#n-date", "25 Feb 2025")
    assert "weekday" in at_desk.text("#n-date")
    at_desk.write("date", "the twelfth of never")
    at_desk.wait_for("#n-date .problem", "never")
    assert at_desk.find("#f-date").get_attribute("aria-invalid") == "true"
    at_desk.write("speakers", "Lavrof")
    at_desk.wait_for("#n-speakers", "Sergey Lavrov")
    at_desk.write("words", "This is undeniable and non-negotiable")
    at_desk.wait_for("#similar", "Entry 12")
    assert at_desk.rows("SELECT max(id) FROM entries") == [(14,)]


def test_keys_do_nothing_while_one_types_or_if_they_are_off(at_desk: Editor) -> None:
    at_desk.enter("/review/1")
    at_desk.find("#f-setting").send_keys("a rear car, quite")
    assert at_desk.value("setting") == "a rear car, quite"
    at_desk.press("?")
    at_desk.find("#keys-off").click()
    at_desk.press("r")
    assert at_desk.rows("SELECT count(*) FROM verdicts") == [(0,)]
    at_desk.find("#keys-off").click()
    at_desk.press("r")
    at_desk.wait_for("#notice", "Rejected")


def test_selected_words_change_the_citation(at_desk: Editor) -> None:
    at_desk.enter("/review/1")
    words = "There will be a second round next year."
    at_desk.select(words)
    at_desk.find("[data-cite]").click()
    at_desk.wait(lambda _: at_desk.text("mark.current") == words)
    assert (at_desk.value("words"), at_desk.value("cited")) == (words, words)
    at_desk.press("a")
    at_desk.wait_for("#notice", "Stored as entry 15")
    begin = ARTICLE.index(words)
    assert at_desk.rows("SELECT exact, start, end FROM citations WHERE entry_id = 15") == [
        (words, begin, begin + len(words))
    ]


def test_words_that_nobody_proposed_become_a_statement_at_their_place(at_desk: Editor) -> None:
    at_desk.enter("/review/1")
    words = "the deputy minister, on Monday.\n\nShe added that nobody"
    at_desk.select(words)
    at_desk.find("#from-words button[value=statement]").click()
    at_desk.wait_for("#entry h2", "New statement")
    at_desk.write("speakers", "Oksana Bondar")
    at_desk.write("date", "3 March 2025")
    at_desk.find("#f-date").send_keys(Keys.CONTROL, Keys.ENTER)
    at_desk.wait_for("#notice", "Stored as entry 15")
    assert at_desk.text("#entry h2").startswith("Proposal 1")
    begin = ARTICLE.index(words)
    assert at_desk.rows("SELECT start, end, snapshot_id FROM citations WHERE entry_id = 15") == [
        (begin, begin + len(words), SNAPSHOT)
    ]
    assert at_desk.rows("SELECT mode, speaker FROM timeline WHERE id = 15") == [("paraphrase", "Oksana Bondar")]


def test_places_are_counted_in_code_points(at_desk: Editor) -> None:
    at_desk.enter(f"/review/new?snapshot={SNAPSHOT}")
    at_desk.select("noticed</b> 🙂 it.")
    at_desk.find("#from-words button[value=event]").click()
    at_desk.wait_for("#entry h2", "New event")
    at_desk.press("a")
    at_desk.wait_for("#notice", "Stored as entry 15")
    ((start, end),) = at_desk.rows("SELECT start, end FROM citations WHERE entry_id = 15")
    assert ARTICLE[start:end] == "noticed</b> 🙂 it."


def test_two_browsers_in_conflict_see_both_versions(at_desk: Editor) -> None:
    at_desk.enter("/review/1")
    other = Browser(at_desk.desk)
    other.submit(other.get("/review/1"), "accept", topics="treaties")
    at_desk.write("topics", "peace")
    at_desk.press("a")
    at_desk.wait_for("#notice", "has accepted proposal 1 as entry 15")
    at_desk.find("input[name='pick.topics'][value=mine]").click()
    at_desk.find("button[value=merge]").click()
    at_desk.wait_for("#notice", "Entry 15 has your choices now")
    assert at_desk.rows("SELECT topics FROM timeline WHERE id = 15") == [("peace",)]


def test_an_undo_takes_one_button(at_desk: Editor) -> None:
    at_desk.enter("/review/1")
    at_desk.press("a")
    at_desk.wait_for("#notice", "Stored as entry 15")
    at_desk.find("#undo button").click()
    at_desk.wait_for("#notice", "Undone")
    assert at_desk.text("#entry h2").startswith("Proposal 1")
    assert at_desk.rows("SELECT count(*) FROM entries") == [(14,)]


def test_an_expired_session_and_a_wrong_key_store_nothing(at_desk: Editor) -> None:
    seconds = 0.0
    at_desk.desk.sessions = Sessions(60, now=lambda: seconds)
    at_desk.enter("/review/1")
    seconds = 100
    at_desk.write("note", "what I had written")
    at_desk.wait_for("#form-problems", "session has ended")
    at_desk.press("a")
    at_desk.wait_for("h1", "Nothing was stored")
    assert "what I had written" in at_desk.text("dl")
    at_desk.go("/enter?key=wrong")
    assert "has been used, or is not complete" in at_desk.text("main")
    assert at_desk.rows("SELECT count(*) FROM verdicts") == [(0,)]


def test_a_double_click_stores_once(at_desk: Editor) -> None:
    at_desk.enter("/review/5")
    at_desk.browser.execute_script(
        "const button = document.querySelector('button[value=accept]'); button.click(); button.click();"
    )
    at_desk.wait_for("#notice", "Stored as entry 15")
    assert at_desk.rows("SELECT count(*) FROM entries") == [(15,)]


def test_everything_works_without_scripts(at_desk: Editor) -> None:
    browser = at_desk.browser
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(f"{at_desk.site}{at_desk.desk.entrance}")
        at_desk.wait_to_see("h1", "to review")
        at_desk.find(".sources a").click()
        at_desk.wait_to_see("#entry h2", "Proposal 1")
        at_desk.find("#f-date").clear()
        at_desk.find("#f-date").send_keys("last Tuesday")
        at_desk.find("button[value=check][data-without-scripts]").click()
        at_desk.wait_to_see("#n-date", "25 Feb 2025")
        at_desk.find("#f-cited").clear()
        at_desk.find("#f-cited").send_keys("There will be a second round next year.")
        at_desk.find("button[value=accept]").click()
        at_desk.wait_to_see("#form-problems", "look again")
        at_desk.find("button[value=accept]").click()
        at_desk.wait_to_see("#notice", "Stored as entry 15")
        at_desk.find("#other-words").send_keys("The embassy in Oslo was closed on 3 March 2025")
        at_desk.find("#from-words button[value=event]").click()
        at_desk.wait_to_see("#entry h2", "New event")
        at_desk.find("button[value=accept]").click()
        at_desk.wait_to_see("#notice", "Stored as entry 16")
        at_desk.find("#undo button").click()
        at_desk.wait_to_see("#notice", "Undone")
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert at_desk.rows("SELECT date, text FROM timeline WHERE id = 15") == [
        ("2025-02-25", "There will be a second round next year.")
    ]
    assert at_desk.rows("SELECT count(*) FROM entries") == [(15,)]


@needs_axe
def test_axe_finds_nothing_in_pages_of_the_desk(browser_with_axe: Any, desk: Desk) -> None:
    browser = browser_with_axe
    with served(Path(desk.path), desk) as site:
        browser.delete_all_cookies()
        editor = Editor(browser, desk, site)
        editor.enter()
        problems = {"queue": violations(browser, 1200, 390)}
        editor.go("/review/3#now")
        problems["review"] = violations(browser, 1200, 390)
        editor.find("button[value=accept]").click()
        editor.wait_for(".problem", "who is meant")
        problems["refused"] = violations(browser, 1200, 390)
        editor.go(f"/review/new?snapshot={SNAPSHOT}")
        problems["text"] = violations(browser, 1200, 390)
        editor.go("/review/4")
        other = Browser(desk)
        other.submit(other.get("/review/4"), "reject")
        editor.find("button[value=accept]").click()
        editor.wait_for("#notice", "has rejected")
        problems["conflict"] = violations(browser, 1200, 390)
        editor.go("/review/1")
        editor.find("button[value=accept]").click()
        editor.wait_for("#notice", "Stored")
        problems["stored"] = violations(browser, 1200, 390)
        editor.go("/enter?key=wrong")
        problems["closed"] = violations(browser, 1200, 390)
    assert {page: list_ for page, list_ in problems.items() if list_} == {}


def test_no_page_of_the_desk_complains(at_desk: Editor) -> None:
    at_desk.browser.get_log("browser")
    at_desk.enter()
    at_desk.go("/review/1")
    at_desk.write("date", "yesterday")
    at_desk.wait_for("#n-date", "Mar 2025")
    at_desk.go(f"/review/new?snapshot={SNAPSHOT}")
    assert [entry for entry in at_desk.browser.get_log("browser") if "favicon" not in entry["message"]] == []
