"""A Chromium for tests, a server for it, and checks of its page by axe-core.

Needs Chromium with its driver, and axe-core for the last: ``npm install --prefix build/npm axe-core``.
"""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from timeline.cli.serve import listen
from timeline.web.app import make_app
from timeline.web.desk.app import Desk

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
AXE = Path(__file__).parents[2] / "build" / "npm" / "node_modules" / "axe-core" / "axe.min.js"

needs_chromium = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="Chromium or its driver is not installed")
needs_axe = pytest.mark.skipif(
    not AXE.is_file(), reason="axe-core is not in build/npm: see the top of tests/support/chromium.py"
)


@contextmanager
def started(profile: Path) -> Iterator[Any]:
    """A Chromium without a window, for which no host but this one has an address."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in (
        "--headless", "--no-sandbox", "--force-prefers-reduced-motion", "--disable-gpu", "--disable-background-networking",
        "--disable-component-update", "--window-size=1200,900", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        f"--user-data-dir={profile}",
    ):  # fmt: skip
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(str(DRIVER)))
    driver.implicitly_wait(5)
    try:
        yield driver
    finally:
        driver.quit()


@contextmanager
def served(path: Path, desk: Desk | None = None) -> Iterator[str]:
    """The viewer of a file, with a desk if editors may write; its address."""
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(make_app(str(path), desk=desk), log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(5)


def wait_until(browser: Any, is_so: Callable[[Any], bool]) -> None:
    """Wait until a condition is true in a browser; selenium would look only twice a second."""
    from selenium.webdriver.support.ui import WebDriverWait

    WebDriverWait(browser, 10, poll_frequency=0.02).until(is_so)


#: what axe finds in a page that has it, and how wide the page is
LOOK = """axe.run({resultTypes: ['violations']}).then(
    (found) => arguments[0]([found.violations, document.documentElement.scrollWidth]))"""


def put_axe_into_pages(browser: Any) -> None:
    """Put axe-core into every page that the tab will show: sending it takes longer than it needs to look at most of them."""
    browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": AXE.read_text(encoding="utf-8")})


def violations(browser: Any, *widths: int) -> list[tuple[str, ...]]:
    """Check the open page, light and dark, on screens of some widths, and return the violations that axe finds.

    A violation has the look, the rule, the element and the problem; a page wider than its screen is one too. The page is
    told that the reader wants no motion.
    """
    problems: list[tuple[str, ...]] = []
    for width in widths:
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        for scheme in ("light", "dark"):
            media = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
            features = [{"name": name, "value": value} for name, value in media.items()]
            browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
            violated, across = browser.execute_async_script(LOOK)
            look = f"{width} {scheme}"
            problems += [
                (look, one["id"], node["html"][:120], node["failureSummary"][:200])
                for one in violated
                for node in one["nodes"]
            ]
            if across > width:
                problems.append((look, f"the page is {across} wide"))
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    browser.get_log("browser")  # axe asks for style sheets once more, which the pages forbid
    return problems
