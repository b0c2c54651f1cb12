"""Run Chromium and a server for tests, and check pages with axe-core.

Needs Chromium with its driver, and axe-core: ``npm install --prefix build/npm axe-core``.
"""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from timeline.cli.serve import listen
from timeline.web.app import make_app

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
AXE = Path(__file__).parents[2] / "build" / "npm" / "node_modules" / "axe-core" / "axe.min.js"

needs_chromium = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="Chromium or its driver is not installed")
needs_axe = pytest.mark.skipif(
    not AXE.is_file(), reason="axe-core is not in build/npm: see the top of tests/support/chromium.py"
)


@contextmanager
def started(profile: Path) -> Iterator[Any]:
    """Run Chromium without a window and without any host but this one."""
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
def served(path: Path) -> Iterator[str]:
    """Serve the viewer of a file, and yield its address."""
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(make_app(str(path)), log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(5)


def wait_until(browser: Any, condition: Callable[[Any], bool]) -> None:
    """Wait until a condition holds for a browser; by default, selenium would check only twice a second."""
    from selenium.webdriver.support.ui import WebDriverWait

    WebDriverWait(browser, 10, poll_frequency=0.02).until(condition)


@contextmanager
def emulated(browser: Any, scheme: str, width: int) -> Iterator[None]:
    """Show pages in a colour scheme, on a screen of a width in pixels, without motion."""
    media = [{"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": "reduce"}]
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": media})
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    yield
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def violations(browser: Any, *widths: int) -> list[tuple[str, ...]]:
    """Check the open page with axe, in light and dark on screens of these widths, and return the violations.

    Each has the look, the rule, the element and the failure, or says that the page is wider than the screen.
    """
    browser.execute_cdp_cmd("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    failures: list[tuple[str, ...]] = []
    for width, scheme in product(widths, ("light", "dark")):
        look = f"{width} {scheme}"
        with emulated(browser, scheme, width):
            result = browser.execute_async_script("axe.run({resultTypes: ['violations']}).then(arguments[0])")
            page_width = browser.execute_script("return document.documentElement.scrollWidth")
        failures += [
            (look, one["id"], node["html"][:120], node["failureSummary"][:200])
            for one in result["violations"]
            for node in one["nodes"]
        ]
        if page_width > width:
            failures.append((look, f"the page is {page_width} pixels wide"))
    browser.get_log("browser")  # axe requests style sheets again, which the pages forbid
    return failures
