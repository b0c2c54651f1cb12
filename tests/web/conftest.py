"""Fixtures: a viewer of a file, and a browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import pytest

from tests.support.chromium import put_axe_into_pages, served, started
from tests.support.desk import Browser, add_article
from tests.support.editor import Editor
from tests.support.viewer import Get, getter
from timeline.web.desk.app import Desk


@pytest.fixture(autouse=True, scope="session")
def templates_compiled_once() -> Iterator[None]:
    """Compile each template once; otherwise every publication and every viewer would, which takes most of their time."""
    compiled: dict[object, Any] = {}
    compile_ = jinja2.Environment.compile

    def compile_once(environment: jinja2.Environment, source: Any, *names: Any) -> Any:
        key = environment.globals.get("is_served"), source, names
        if key not in compiled:
            compiled[key] = compile_(environment, source, *names)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Environment, "compile", compile_once)
        yield


@pytest.fixture
def get(file: Path) -> Get:
    """Return a function that asks the viewer of ``file`` for an address."""
    return getter(file)


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Start the one Chromium of all tests."""
    with started(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


class Tabs:
    """Two tabs of the browser for the tests of a file, one of them with axe-core in every page.

    One tab is in front: a page behind another one is slow, and so is bringing a tab to the front.
    """

    def __init__(self, browser: Any) -> None:
        self.browser, self.tabs, self.front = browser, dict[str, str](), ""

    def __call__(self, name: str) -> Any:
        """Bring a tab to the front, and return the browser."""
        if name != self.front:
            if name in self.tabs:
                self.browser.switch_to.window(self.tabs[name])
                self.browser.execute_cdp_cmd("Page.bringToFront", {})
            else:
                self.browser.switch_to.new_window("tab")
                self.tabs[name] = self.browser.current_window_handle
                if name == "with axe":
                    put_axe_into_pages(self.browser)
            self.front = name
        return self.browser


@pytest.fixture(scope="module")
def tabs(chromium: Any) -> Iterator[Tabs]:
    """Open fresh tabs, and empty the console."""
    first = chromium.current_window_handle
    chromium.get_log("browser")
    tabs = Tabs(chromium)
    yield tabs
    for tab in tabs.tabs.values():
        chromium.switch_to.window(tab)
        chromium.close()
    chromium.switch_to.window(first)


@pytest.fixture
def browser(tabs: Tabs) -> Any:
    """Return the browser with the plain tab in front."""
    return tabs("plain")


@pytest.fixture
def browser_with_axe(tabs: Tabs) -> Any:
    """Return the browser with the tab in front that has axe-core in every page."""
    return tabs("with axe")


@pytest.fixture(scope="session")
def article_file(tmp_path_factory: pytest.TempPathFactory, example_file: Path) -> Path:
    """Return the worked example with an article to review, made once, for tests to copy."""
    return add_article(Path(shutil.copy(example_file, tmp_path_factory.mktemp("article") / "timeline.db")))


@pytest.fixture
def desk(article_file: Path, file: Path) -> Desk:
    """Return the desk on ``file``, which holds the worked example and an article to review."""
    return Desk(str(shutil.copy(article_file, file)), "Ed")


@pytest.fixture
def editor(desk: Desk) -> Browser:
    """Return the browser of an editor."""
    return Browser(desk)


@pytest.fixture
def at_desk(browser: Any, desk: Desk) -> Iterator[Editor]:
    """Serve the desk to the plain tab."""
    with served(Path(desk.path), desk) as site:
        browser.delete_all_cookies()
        yield Editor(browser, desk, site)
