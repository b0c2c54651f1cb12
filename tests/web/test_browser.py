"""The viewer in a real browser, and what axe-core says of every page.

Needs Chromium with its driver, and axe-core for the last: ``npm install --prefix build/npm axe-core``.
"""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from click.testing import CliRunner

from timeline.cli import main
from timeline.cli.serve import listen
from timeline.web.app import make_app

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
AXE = Path(__file__).parents[2] / "build" / "npm" / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="Chromium or its driver is not installed")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The worked example with an entry in Arabic, served; its address."""
    path = tmp_path_factory.mktemp("site") / "timeline.db"
    for args in (
        ["init", "--example"],
        [
            "add",
            "“لن يحدث هذا”",
            "--speaker",
            "أحمد أبو الغيط",
            "--date",
            "2025-02-25",
            "--original",
            "לא",
            "--lang",
            "he",
        ],
        *(["add", f"Event number {n}", "--date", f"19{n:02}"] for n in range(60)),
    ):
        assert CliRunner().invoke(main, ["--db", str(path), *args]).exit_code == 0
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(make_app(str(path)), log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(5)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in (
        "--headless", "--no-sandbox", "--force-prefers-reduced-motion", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
        "--window-size=1200,900", f"--user-data-dir={tmp_path_factory.mktemp('profile')}",
    ):  # fmt: skip
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(str(DRIVER)))
    driver.implicitly_wait(5)
    yield driver
    driver.quit()


def find(browser: Any, selector: str) -> Any:
    return browser.find_element("css selector", selector)


def typed(browser: Any, selector: str, words: str) -> None:
    """Type into a field and send its form, and wait for the page that it leads to."""
    from selenium.webdriver.support.ui import WebDriverWait

    before = browser.current_url
    find(browser, selector).send_keys(f"{words}\n")
    WebDriverWait(browser, 10).until(lambda one: one.current_url != before)


def test_a_claim_is_followed_in_two_clicks_to_the_marked_words(site: str, browser: Any) -> None:
    browser.get(f"{site}/?on=2025-02-27&search=undeniable")
    find(browser, ".entry .when a").click()
    assert find(browser, ".passage mark").text == "This is undeniable and non-negotiable"
    find(browser, ".citation h3 a").click()
    assert browser.current_url.endswith("#p12")
    assert find(browser, ".anchor:target + mark").text == "This is undeniable and non-negotiable"


def test_pages_filters_and_search_lead_where_they_say(site: str, browser: Any) -> None:
    browser.get(site)
    first = [one.get_attribute("id") for one in browser.find_elements("css selector", ".entry")]
    assert len(first) == 50
    find(browser, "a[rel=next]").click()
    second = [one.get_attribute("id") for one in browser.find_elements("css selector", ".entry")]
    assert len(second) == 25
    assert not set(first) & set(second)
    find(browser, ".narrow summary").click()
    typed(browser, "#f-speaker", "Лавров")
    assert {one.text for one in browser.find_elements("css selector", ".who a")} == {"Sergey Lavrov"}
    find(browser, ".chosen a").click()
    assert "75 entries" in find(browser, "p.count").text
    typed(browser, "#find", "Crimea")
    assert find(browser, ".words mark").text == "Crimea"


def test_the_scheme_is_switched_and_kept(site: str, browser: Any) -> None:
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
    wanted = len(
        browser.find_elements("css selector", "a[href]:not([tabindex='-1']), button:not([hidden]), input, summary")
    )
    seen: set[str] = set()
    for _ in range(wanted + 2):
        find(browser, "body").send_keys(Keys.TAB) if not seen else browser.switch_to.active_element.send_keys(Keys.TAB)
        seen.add(browser.switch_to.active_element.id)
    assert len(seen) >= wanted


def test_nothing_in_the_console_and_scripts_find_no_fault(site: str, browser: Any) -> None:
    for address in ("/", "/e/12", "/stats", "/source/1"):
        browser.get(site + address)
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


PAGES = ("/", "/?speaker=Lavrov", "/?search=nothinghere", "/?band=topic", "/e/1", "/e/12", "/e/15", "/speaker/2", "/topic/1",
         "/place/1", "/source/1", "/speakers", "/topics", "/places", "/sources", "/stats", "/stats?by=topic", "/proof", "/nothing")  # fmt: skip


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not in build/npm: see the top of this file")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 390])
def test_axe_finds_no_violation(site: str, browser: Any, scheme: str, width: int) -> None:
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    )
    found = []
    for page in PAGES:
        browser.get(site + page)
        browser.execute_script("document.documentElement.removeAttribute('data-scheme')")
        browser.execute_cdp_cmd("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
        result = browser.execute_async_script("axe.run().then(arguments[0])")
        found += [
            (page, one["id"], node["html"][:120], node["failureSummary"][:200])
            for one in result["violations"] for node in one["nodes"]
        ]  # fmt: skip
        wide = browser.execute_script("return document.documentElement.scrollWidth")
        assert wide <= width, page
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert found == []
