"""What the scripts of the desk guard in a real browser: what is written, where the focus is, and what a key presses."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from selenium.common.exceptions import NoAlertPresentException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.support.chromium import needs_chromium
from tests.support.desk import Browser
from tests.support.editor import Editor
from timeline.desk.arriving import Step
from timeline.web.desk import deciding

pytestmark = needs_chromium

#: the element with the focus: its tag, and its number, value or text
FOCUS = "const one = document.activeElement; return [one.tagName, one.id || one.value || one.textContent.trim()]"
#: the key and its code that a browser sends while an input method composes
COMPOSED = """
const event = new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true, isComposing: true});
document.activeElement.dispatchEvent(event);
return event.defaultPrevented"""
IN_VIEW = "const box = arguments[0].getBoundingClientRect(); return box.top > 0 && box.bottom <= innerHeight"
#: whether something that stays in view covers the element with the focus
COVERED = """
const one = document.activeElement, box = one.getBoundingClientRect();
if (one === document.body || !box.width || box.height > innerHeight / 2) return null;
return [...document.querySelectorAll('.decide, .bulk')].filter((bar) => {
  const its = bar.getBoundingClientRect();
  return !bar.contains(one) && getComputedStyle(bar).position === 'sticky'
    && Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top) > 1
    && Math.min(box.right, its.right) > Math.max(box.left, its.left);
}).length ? one.outerHTML.slice(0, 90) : null"""


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a button of the form need half a second."""
    act = deciding._act

    def slowly(*arguments: Any) -> Any:
        if arguments[-1] != "check":
            time.sleep(0.5)
        return act(*arguments)

    monkeypatch.setattr(deciding, "_act", slowly)


@contextmanager
def of_width(browser: Any, width: int) -> Iterator[None]:
    """Give the page a width."""
    size = {"width": width, "height": 700, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        yield
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def asks(at_desk: Editor) -> bool:
    """Tell whether the browser would ask before it leaves the page by a link; the driver itself answers that question."""
    leave = "const event = new Event('beforeunload', {cancelable: true}); dispatchEvent(event); return event.defaultPrevented"
    return bool(at_desk.browser.execute_script(leave))


def asks_at(at_desk: Editor, selector: str) -> bool:
    """Press a button of another form; tell whether the page asks, and stay there if it does."""
    at_desk.find(selector).click()
    try:
        at_desk.browser.switch_to.alert.dismiss()
    except NoAlertPresentException:
        return False
    return True


def is_there(element: Any) -> bool:
    try:
        return bool(element.is_enabled())
    except Exception:
        return False


def focus(at_desk: Editor) -> tuple[str, str]:
    tag, name = at_desk.browser.execute_script(FOCUS)
    return str(tag), " ".join(str(name).split())


def change_entry(at_desk: Editor, number: int = 12) -> None:
    other = Browser(at_desk.desk)
    other.submit(other.get(f"/entry/{number}"), "store", setting="a corridor")


# --- a button that changes the form, and the next one


@pytest.mark.usefixtures("slow")
def test_a_decision_waits_for_the_button_before_it(at_desk: Editor) -> None:
    at_desk.enter("/review/2")
    at_desk.press("up")
    at_desk.press("a")
    at_desk.wait_for("#notice", "Stored as entry 15")
    assert at_desk.rows("SELECT text, date FROM timeline WHERE id = 15") == [
        ("Nobody had asked her about the border", "[..2025-03-06]")
    ]


@pytest.mark.usefixtures("slow")
def test_what_is_typed_after_a_button_takes_nothing_from_it(at_desk: Editor) -> None:
    at_desk.enter("/review/2")
    at_desk.press("p")
    at_desk.find("#f-setting").send_keys("a corridor")
    time.sleep(0.4)  # the reading of what was typed begins before that of the button has ended
    at_desk.find("#f-setting").send_keys(Keys.ESCAPE)
    at_desk.press("a")
    at_desk.wait_for("#notice", "Stored as entry 15")
    assert at_desk.rows("SELECT setting, date FROM timeline WHERE id = 15") == [("a corridor", "[..2025-03-06]")]


@pytest.mark.parametrize(
    ("value", "field", "expected"),
    [
        ("report", "date", "[..2025-03-06]"),
        ("speaker 2", "speakers", "Sergey Lavrof"),
        ("capitalize", "words", "Nobody"),
    ],
)
def test_a_button_keeps_the_focus_when_its_panel_is_new(at_desk: Editor, value: str, field: str, expected: str) -> None:
    at_desk.enter("/review/2")
    at_desk.find(f"button[value='{value}']").send_keys(Keys.SPACE)
    at_desk.wait(lambda _: expected in at_desk.value(field))
    at_desk.wait(lambda _: focus(at_desk) == ("BUTTON", value))


# --- what is written and not stored


@pytest.mark.parametrize("value", ["report", "capitalize", "speaker 2"])
def test_a_change_by_a_button_counts_as_written(at_desk: Editor, value: str) -> None:
    at_desk.enter("/review/2")
    before = at_desk.find("#entry h2")
    at_desk.find(f"button[value='{value}']").click()
    at_desk.wait(lambda _: not is_there(before))
    assert asks(at_desk)
    at_desk.find("button[value=reject]").click()
    at_desk.wait_for("#notice", "Rejected")


def test_nothing_is_asked_where_nothing_is_written(at_desk: Editor) -> None:
    at_desk.enter("/review/3")
    at_desk.press("?")
    assert not asks(at_desk)


def test_words_that_are_cited_instead_count_as_written(at_desk: Editor) -> None:
    at_desk.enter("/review/1")
    at_desk.find("#other-words").send_keys("There will be a second round next year.")
    assert asks(at_desk)
    at_desk.select("There will be a second round next year.")
    at_desk.find("[data-cite]").click()
    at_desk.wait(lambda _: at_desk.text("mark.current") == "There will be a second round next year.")
    assert asks(at_desk)
    at_desk.find("button[value=accept]").click()
    at_desk.wait_for("#notice", "Stored as entry 15")


def test_a_reason_counts_as_written_and_its_button_does_not_ask(at_desk: Editor) -> None:
    at_desk.enter("/review/3")
    at_desk.find("#reason").send_keys("not said")
    assert asks(at_desk)
    at_desk.find("#reason").send_keys(Keys.ENTER)
    at_desk.wait_for("#notice", "Rejected: proposal 3")


@pytest.mark.parametrize("field", ["reason", "topic"])
def test_the_fields_for_several_proposals_count_as_written(at_desk: Editor, field: str) -> None:
    at_desk.enter("/review")
    at_desk.find("#choose1").click()
    at_desk.find(f"#{field}").send_keys("treaties")
    assert asks(at_desk)
    assert asks_at(at_desk, ".narrow-desk button")
    at_desk.find(f"button[value={'reject' if field == 'reason' else 'topic'}]").click()
    at_desk.wait_for("#notice", "1 proposal")
    at_desk.find("#choose2").click()
    assert not asks(at_desk)


def test_a_form_that_came_back_refused_counts_as_written(at_desk: Editor) -> None:
    at_desk.enter("/review/3")
    at_desk.find("button[value=accept]").click()
    at_desk.wait_for(".problem", "who is meant")
    assert asks(at_desk)
    at_desk.find("input[value=new]").click()
    at_desk.find("button[value=accept]").click()
    at_desk.wait_for("#notice", "Stored as entry 15")
    at_desk.go("/entry/12")
    at_desk.find("#o-end").send_keys("999")
    at_desk.find("button[value=link]").click()
    at_desk.wait_for("#main", "999")
    assert asks(at_desk)
    assert asks_at(at_desk, "button[value=delete]")
    at_desk.find("#o-end").clear()
    at_desk.find("#o-end").send_keys("5")
    at_desk.find("button[value=link]").click()
    at_desk.wait_for("#notice", "Entry 12 now")


def test_two_versions_count_as_written_and_so_does_what_becomes_of_them(at_desk: Editor) -> None:
    at_desk.enter("/review/1")
    other = Browser(at_desk.desk)
    other.submit(other.get("/review/1"), "reject")
    at_desk.write("topics", "peace")
    at_desk.find("button[value=accept]").click()
    at_desk.wait_for("#notice", "has rejected proposal 1")
    assert asks(at_desk)
    for radio in at_desk.all("input[value=mine]"):
        radio.click()
    at_desk.find("button[value=again]").click()
    at_desk.wait(lambda _: at_desk.value("topics") == "peace")
    assert asks(at_desk)
    at_desk.find("button[value=accept]").click()
    at_desk.wait_for("#notice", "Stored as entry 15")
    assert not asks(at_desk)


def test_no_version_is_chosen_unread(at_desk: Editor) -> None:
    at_desk.enter("/entry/12")
    change_entry(at_desk)
    at_desk.write("setting", "a rear car")
    at_desk.find("button[value=store]").click()
    at_desk.wait_for("h1", "Two versions")
    assert at_desk.browser.title.startswith("It has been changed meanwhile")
    assert not at_desk.all("input:checked")
    at_desk.find("button[value=store]").click()
    assert at_desk.browser.execute_script("return document.activeElement.validity.valueMissing")
    at_desk.find("input[value=theirs]").click()
    at_desk.find("button[value=store]").click()
    at_desk.wait_for("#main", "nothing is changed yet")
    assert at_desk.rows("SELECT setting FROM timeline WHERE id = 12") == [("a corridor",)]


# --- names to pick


def test_a_name_in_another_script_is_offered_after_one_letter(at_desk: Editor) -> None:
    with closing(sqlite3.connect(at_desk.desk.path)) as connection, connection:
        connection.execute("INSERT INTO speaker_names (speaker_id, name) VALUES (2, '习近平')")
    at_desk.enter("/entry/new")
    at_desk.find("#f-speakers").send_keys("习")
    at_desk.wait_for(".picks", "Sergey Lavrov")
    at_desk.find("#f-speakers").send_keys(Keys.ARROW_DOWN)
    assert at_desk.browser.execute_script(COMPOSED) is False
    assert at_desk.value("speakers") == "习"
    at_desk.find("#f-speakers").send_keys(Keys.ENTER)
    at_desk.wait(lambda _: at_desk.value("speakers") == "Sergey Lavrov")
    at_desk.wait_for("#n-speakers", "Sergey Lavrov: known as 2")
    at_desk.find("#f-speakers").clear()
    at_desk.find("#f-speakers").send_keys("l")
    time.sleep(0.3)
    assert not at_desk.all(".picks")
    at_desk.find("#f-speakers").send_keys("a")
    at_desk.wait_for(".picks", "Sergey Lavrov")


def test_a_merge_does_not_offer_the_thing_itself(at_desk: Editor) -> None:
    at_desk.enter("/edit/speaker/2")
    at_desk.find("#o-target").send_keys("песк")
    at_desk.wait_for(".picks", "Dmitry Peskov")
    at_desk.find("#o-target").clear()
    at_desk.find("#o-target").send_keys("лавр")
    time.sleep(0.3)
    assert not at_desk.all(".picks")


def test_names_are_offered_for_the_list_of_proposals(at_desk: Editor) -> None:
    at_desk.enter("/review")
    at_desk.find("#topic").send_keys("anne")
    at_desk.wait_for(".picks", "annexed regions")
    at_desk.find("#topic").send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    assert at_desk.find("#topic").get_attribute("value") == "annexed regions"
    at_desk.find("#speaker").send_keys("бонд")
    at_desk.wait_for(".picks", "Oksana Bondar")


# --- what Enter and the other keys press


def test_enter_in_a_doubt_notes_the_doubt(at_desk: Editor) -> None:
    at_desk.enter("/entry/12")
    at_desk.find("#o-doubt").send_keys("Which day?", Keys.ENTER)
    at_desk.wait_for("#notice", "Your doubt about entry 12 is noted")
    assert at_desk.rows("SELECT doubt FROM checks WHERE checked_by = 'Ed'") == [("Which day?",)]


def test_enter_while_composing_presses_nothing(at_desk: Editor) -> None:
    at_desk.enter("/review/3")
    at_desk.find("#reason").send_keys("no")
    assert at_desk.browser.execute_script(COMPOSED) is False
    assert at_desk.rows("SELECT count(*) FROM verdicts") == [(0,)]


def test_an_entry_without_a_source_is_not_compared(at_desk: Editor) -> None:
    with closing(sqlite3.connect(at_desk.desk.path)) as connection, connection:
        connection.execute("DELETE FROM citations WHERE entry_id = 12")
    at_desk.enter("/entry/12")
    assert "It cites no source that it could be compared with." in at_desk.text("#main")
    assert not at_desk.all("button[value=checked]")
    at_desk.find("#o-doubt").send_keys("Who says so?", Keys.ENTER)
    at_desk.wait_for("#notice", "is noted")


def test_letters_of_keys_show_only_where_they_work(at_desk: Editor) -> None:
    browser = at_desk.browser
    at_desk.enter("/review/1")
    assert at_desk.find("button[value=accept] kbd").is_displayed()
    at_desk.press("?")
    at_desk.find("#keys-off").click()
    assert not at_desk.find("button[value=accept] kbd").is_displayed()
    at_desk.find("#keys-off").click()
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(f"{at_desk.site}/review/1")
        assert not at_desk.find("button[value=accept] kbd").is_displayed()
        assert not at_desk.find("details.keys").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


# --- what one sees


@pytest.mark.parametrize("width", [320, 390, 1200])
@pytest.mark.parametrize("address", ["/review/2", "/review", "/entry/12"])
def test_nothing_covers_what_has_the_focus(at_desk: Editor, address: str, width: int) -> None:
    with of_width(at_desk.browser, width):
        if address == "/review":
            with closing(sqlite3.connect(at_desk.desk.path)) as connection, connection:
                connection.execute(
                    "INSERT INTO proposals (snapshot_id, kind, text, spans, confidence)"
                    " SELECT snapshot_id, kind, text || n, spans, 'low' FROM proposals,"
                    " (WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 20) SELECT n FROM c)"
                    " WHERE proposals.id = 5"
                )
        at_desk.enter(address)
        covered = []
        for keys in ((Keys.TAB,), (Keys.SHIFT, Keys.TAB)):
            at_desk.browser.execute_script(
                "const all = [...document.querySelectorAll('main a, main button')]; all.at(arguments[0]).focus()",
                0 if len(keys) == 1 else -1,
            )
            for _ in range(45):
                ActionChains(at_desk.browser).send_keys(*keys, Keys.NULL).perform()
                if one := at_desk.browser.execute_script(COVERED):
                    covered.append(one)
        assert covered == []


def test_fields_beside_a_button_have_room(at_desk: Editor) -> None:
    with of_width(at_desk.browser, 1200):
        at_desk.enter("/review/2")
        assert at_desk.find("#reason").size["width"] > 200
        assert at_desk.find("#cite-number").size["width"] > 150


def test_the_help_of_a_field_shows_while_one_is_in_it(at_desk: Editor) -> None:
    at_desk.enter("/entry/new")
    assert at_desk.find("#h-speakers").size["height"] == 0
    at_desk.write("speakers", "Lavrov")
    at_desk.wait(lambda _: at_desk.find("#h-speakers").size["height"] > 10)
    assert "h-speakers" in at_desk.find("#f-speakers").get_attribute("aria-describedby").split()
    at_desk.find("button[value=store]").click()
    at_desk.wait_for(".problem", "write what was said")
    at_desk.wait(lambda _: at_desk.find("#h-speakers").size["height"] == 0)


def test_previews_begin_with_their_heading_and_keep_their_buttons_in_view(at_desk: Editor) -> None:
    at_desk.enter("/edit/speaker/2")
    at_desk.find("#o-target").send_keys("1")
    at_desk.find("button[value=merge]").click()
    at_desk.wait_for("h1", "Merge Sergey Lavrov into Dmitry Peskov?")
    at_desk.wait(lambda _: focus(at_desk) == ("H1", "notice"))
    for width in (390, 1200):
        with of_width(at_desk.browser, width):
            at_desk.browser.execute_script("scrollTo(0, 0)")
            assert at_desk.browser.execute_script(IN_VIEW, at_desk.find("button[value='really merge']"))
    change_entry(at_desk)
    at_desk.go("/history")
    at_desk.find(".log a").click()
    at_desk.find("#ask button").click()
    at_desk.wait_for("#notice", "What an undo would change")
    at_desk.wait(lambda _: focus(at_desk) == ("H2", "notice"))
    with of_width(at_desk.browser, 390):
        at_desk.browser.execute_script("document.querySelector('#notice').scrollIntoView()")
        assert at_desk.browser.execute_script(IN_VIEW, at_desk.find("#undo button"))


def test_a_refusal_has_the_focus(at_desk: Editor) -> None:
    at_desk.enter("/review/1")
    at_desk.write("note", "what I had written")
    with closing(sqlite3.connect(at_desk.desk.path)) as connection, connection:
        connection.execute("DELETE FROM proposals WHERE id = 1")
    at_desk.find("button[value=accept]").click()
    at_desk.wait_for("h1", "Nothing was stored")
    at_desk.wait(lambda _: focus(at_desk) == ("SECTION", "notice"))
    assert at_desk.find("#notice").get_attribute("role") == "alert"
    assert asks(at_desk)


def test_the_page_of_jobs_keeps_the_focus_and_tells_the_end(at_desk: Editor) -> None:
    stops = [False, False]

    def work(number: int) -> Any:
        def wait(step: Step) -> Any:
            while not stops[number]:
                step("reading", 10)
                time.sleep(0.05)
            raise RuntimeError("over")

        return wait

    at_desk.enter("/sources/add")
    for number, name in enumerate(("one.txt", "two.txt")):
        at_desk.desk.jobs.begin(name, work(number), {})
    at_desk.go("/sources/jobs")
    assert at_desk.browser.title.startswith("Being read")
    at_desk.find("#stop-2").send_keys(Keys.ENTER)
    at_desk.wait_for("#jobs-ended", "two.txt")
    at_desk.wait(lambda _: focus(at_desk) == ("BUTTON", "stop-1"))
    at_desk.find("#stop-1").send_keys(Keys.ENTER)
    at_desk.wait(lambda _: focus(at_desk)[0] == "H1")
    at_desk.wait(lambda _: at_desk.browser.title.startswith("Stored"))
    at_desk.wait_for("#jobs-ended", "was stopped; nothing was stored")
    stops[:] = [True, True]
