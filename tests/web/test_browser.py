"""The viewer in a real browser, and the axe-core check of every page. tests/support/chromium.py says what it needs."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.chromium import needs_axe, needs_chromium, served, violations, wait_until
from tests.support.commands import filled
from tests.support.viewer import add_sixty_events

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, example_file: Path) -> Iterator[str]:
    """Serve the worked example with an entry in Arabic and a long list; return its address."""
    path = Path(shutil.copy(example_file, tmp_path_factory.mktemp("site")))
    options = ("--speaker", "أحمد أبو الغيط", "--date", "2025-02-25", "--original", "לא", "--lang", "he")
    filled(path, ("add", "“لن يحدث هذا”", *options))
    add_sixty_events(path)
    with served(path) as address:
        yield address


def find(browser: Any, selector: str) -> Any:
    return browser.find_element("css selector", selector)


def entries(browser: Any) -> list[str]:
    ids: list[str] = browser.execute_script("return [...document.querySelectorAll('.entry')].map((one) => one.id)")
    return ids


def submit(browser: Any, selector: str, words: str) -> None:
    """Type into a field and send its form, and wait for the next page."""
    before = browser.current_url
    find(browser, selector).send_keys(f"{words}\n")
    wait_until(browser, lambda one: one.current_url != before)


def test_a_claim_is_followed_in_two_clicks_to_the_marked_words(site: str, browser: Any) -> None:
    browser.get(f"{site}/?on=2025-02-27&search=undeniable")
    find(browser, ".entry .when a").click()
    assert find(browser, ".passage mark").text == "This is undeniable and non-negotiable"
    find(browser, ".citation h3 a").click()
    assert browser.current_url.endswith("#p12")
    assert find(browser, ".anchor:target + mark").text == "This is undeniable and non-negotiable"


def test_pages_filters_and_search_lead_where_they_say(site: str, browser: Any) -> None:
    browser.get(site)
    first = entries(browser)
    assert len(first) == 50
    find(browser, "a[rel=next]").click()
    second = entries(browser)
    assert len(second) == 25
    assert not set(first) & set(second)
    find(browser, ".narrow summary").click()
    submit(browser, "#f-speaker", "Лавров")
    assert {one.text for one in browser.find_elements("css selector", ".who a")} == {"Sergey Lavrov"}
    find(browser, ".chosen a").click()
    assert "75 entries" in find(browser, "p.count").text
    submit(browser, "#find", "Crimea")
    assert find(browser, ".words mark").text == "Crimea"


def test_the_colour_scheme_is_switched_and_remembered(site: str, browser: Any) -> None:
    browser.get(site)
    before = find(browser, "html").value_of_css_property("background-color")
    find(browser, "#scheme").click()
    after = find(browser, "html").value_of_css_property("background-color")
    assert after != before
    browser.get(f"{site}/speakers")
    assert find(browser, "html").value_of_css_property("background-color") == after
    find(browser, "#scheme").click()


def test_the_keyboard_alone_reaches_everything(site: str, browser: Any) -> None:
    from selenium.webdriver import Keys

    browser.get(f"{site}/e/12")
    number = browser.execute_script("""
        globalThis.focused = new Set();
        addEventListener('focusin', (event) => focused.add(event.target));
        const all = document.querySelectorAll("a[href]:not([tabindex='-1']), button:not([hidden]), input, summary");
        return all.length""")
    find(browser, "body").send_keys(Keys.TAB * (number + 2))
    assert browser.execute_script("return focused.size") >= number > 10


def test_pages_log_no_error_in_the_console(site: str, browser: Any) -> None:
    for address in ("/", "/e/12", "/stats", "/source/1"):
        browser.get(site + address)
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


PAGES = ("/", "/?speaker=Lavrov", "/?search=nothinghere", "/?band=topic", "/e/1", "/e/12", "/e/15", "/speaker/2", "/topic/1",
         "/place/1", "/source/1", "/speakers", "/topics", "/places", "/sources", "/stats", "/stats?by=topic", "/proof", "/nothing")  # fmt: skip


@needs_axe
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_no_violation(site: str, browser_with_axe: Any, page: str) -> None:
    browser_with_axe.get(site + page)
    browser_with_axe.execute_script("document.documentElement.removeAttribute('data-scheme')")
    assert (
        violations(browser_with_axe, 1200, 390) == []
    )  # empties the console, which reports the page that does not exist


def test_the_overview_is_walked_by_keyboard(site: str, browser: Any) -> None:
    from selenium.webdriver import Keys

    browser.get(site)
    find(browser, "#find").send_keys(Keys.TAB)
    reached: list[Any] = []
    while not reached or "tabindex" not in (reached[-1].get_attribute("outerHTML") or ""):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        reached.append(browser.switch_to.active_element)
        assert len(reached) < 20
    assert [one.text for one in reached[:-1]]  # the years
    first = find(browser, ".told").text
    assert first
    browser.switch_to.active_element.send_keys(Keys.ARROW_RIGHT)
    second = find(browser, ".told").text
    assert second not in ("", first)
    browser.switch_to.active_element.send_keys(Keys.HOME)
    assert find(browser, ".told").text == first
    browser.switch_to.active_element.send_keys(Keys.END, Keys.ENTER)
    assert "/?on=" in browser.current_url
    assert find(browser, "li.entry")
