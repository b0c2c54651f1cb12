"""An editor at a real browser."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.support.chromium import wait_until
from timeline.web.desk.app import Desk

#: selects words from the text node of their first character to that of their last
SELECT = """
const words = arguments[0], box = document.querySelector('.article'), nodes = [];
const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT,
  (node) => node.parentElement.closest('.anchor') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
while (walker.nextNode()) nodes.push(walker.currentNode);
const whole = nodes.map((node) => node.data).join(''), begin = whole.indexOf(words), end = begin + words.length;
const at = (place) => { let seen = 0; for (const node of nodes) {
  if (place <= seen + node.length) return [node, place - seen]; seen += node.length; } };
const range = document.createRange();
range.setStart(...at(begin)); range.setEnd(...at(end));
const selection = getSelection(); selection.removeAllRanges(); selection.addRange(range);
"""


class Editor:
    """An editor at the browser, and the file."""

    def __init__(self, browser: Any, desk: Desk, site: str) -> None:
        self.browser, self.desk, self.site = browser, desk, site

    def enter(self, address: str = "") -> None:
        """Come in with the key, and go to a page."""
        self.browser.get(f"{self.site}{self.desk.entrance}")
        self.wait_for("h1", "to review")
        if address:
            self.go(address)

    def go(self, address: str) -> None:
        self.browser.get(f"{self.site}{address}")
        self.wait(lambda _: self.browser.execute_script("return document.readyState") == "complete")

    def find(self, selector: str) -> Any:
        return self.browser.find_element("css selector", selector)

    def all(self, selector: str) -> list[Any]:
        self.browser.implicitly_wait(0)
        try:
            return list(self.browser.find_elements("css selector", selector))
        finally:
            self.browser.implicitly_wait(5)

    def wait(self, is_so: Callable[[Any], bool]) -> None:
        wait_until(self.browser, is_so)

    def text(self, selector: str) -> str:
        text = self.browser.execute_script(
            "return document.querySelector(arguments[0])?.textContent.replace(/\\s+/g, ' ').trim() ?? ''", selector
        )
        return str(text)

    def value(self, field: str) -> str:
        return str(self.browser.execute_script("return document.getElementById(arguments[0])?.value", f"f-{field}"))

    def wait_for(self, selector: str, text: str) -> None:
        """Wait until an element has a text."""
        self.wait(lambda _: text in self.text(selector))

    def wait_to_see(self, selector: str, text: str) -> None:
        """Wait until an element shows a text, without running a script."""

        def is_seen(_: Any) -> bool:
            try:
                return text in self.find(selector).text
            except StaleElementReferenceException:
                return False

        self.wait(is_seen)

    def press(self, keys: str) -> None:
        """Press keys that belong to no field."""
        ActionChains(self.browser).send_keys(Keys.ESCAPE, keys).perform()

    def write(self, field: str, text: str) -> None:
        element = self.find(f"#f-{field}")
        element.clear()
        element.send_keys(text)

    def select(self, words: str) -> None:
        """Select words of the article, as the mouse would, from the nodes of its pieces."""
        self.browser.execute_script(SELECT, words)
        self.wait(lambda _: self.find("#other-words").get_attribute("value") == words)

    def rows(self, query: str) -> list[Any]:
        with closing(sqlite3.connect(self.desk.path)) as connection:
            return connection.execute(query).fetchall()
