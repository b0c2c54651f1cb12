"""Make the pictures in docs/images: ``timeline show``, six pages of the viewer and seven of the desk.

    python docs/pictures.py

Needs the extras web and test, and Chromium with its driver.
"""

import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from timeline.web.desk.app import Desk

FOLDER = Path(__file__).parent / "images"
BIN = Path(sys.executable).parent
#: name → address, width, height, colour scheme, medium
PAGES = {
    "timeline": ("/", 1200, 1000, "light", "screen"),
    "entry": ("/e/12", 1200, 1000, "light", "screen"),
    "speaker": ("/speaker/2", 1200, 1000, "light", "screen"),
    "phone": ("/?speaker=Lavrov", 390, 844, "light", "screen"),
    "dark": ("/source/1", 1200, 1000, "dark", "screen"),
    "print": ("/e/12", 900, 1100, "light", "print"),
}
#: an article to review
ARTICLE = """\
Border bridge to stay open

Foreign Minister Anna Lind said on Tuesday that the bridge would stay open all winter.

“Nobody will close it without us,” said Interior Minister Thomas Velk, who visited the bridge with her.

The ministers had met on 4 June 2024. Nobody answered when reporters asked about the tolls.
"""


def browser(profile: str) -> Any:
    """Open Chromium without a window."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for argument in ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={profile}"):
        options.add_argument(argument)
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(str(shutil.which("chromedriver"))))


def save_pages(driver: Any, site: str) -> None:
    """Save a picture of every page."""
    for name, (address, width, height, scheme, medium) in PAGES.items():
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": medium, "features": features})
        driver.get(site + address)
        driver.save_screenshot(str(FOLDER / f"{name}.png"))


def save_desk(driver: Any, site: str, desk: "Desk", path: Path) -> None:
    """Save pictures of the desk: what waits, a proposal, entries, a merge, a change and two versions."""
    size = {"width": 1300, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    features = [{"name": "prefers-color-scheme", "value": "light"}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "screen", "features": features})
    driver.implicitly_wait(10)

    def find(selector: str) -> Any:
        return driver.find_element("css selector", selector)

    def save(name: str) -> None:
        time.sleep(0.5)
        driver.save_screenshot(str(FOLDER / f"{name}.png"))

    driver.get(site + desk.entrance)
    find(".proposals")
    save("desk-queue")
    driver.get(f"{site}/review/2")
    save("review")
    find("button[value=accept]").click()
    find("#notice")
    driver.get(f"{site}/entry/new")
    find("#f-words").send_keys("“The bridge was never closed”")
    find("#f-date").send_keys("last Tuesday")
    find("#f-sources").send_keys("1")
    find("#f-speakers").send_keys("вельк")
    find(".picks li")
    save("desk-new")
    driver.get(f"{site}/entry/1")
    other, environment = [sys.executable, "-m", "timeline"], {**os.environ, "TIMELINE_DB": str(path)}
    run = partial(subprocess.run, check=True, env=environment)
    run([*other, "add", "The bridge reopens", "--date", "2024-06", "--topic", "bridges"])
    run([*other, "topic", "add", "border bridge"])
    run([*other, "edit", "1", "--setting", "on the bridge", "--by", "Ben"])
    find("#f-setting").send_keys("interview")
    find("button[value=store]").click()
    find(".versions")
    save("desk-conflict")
    find("input[value=theirs]").click()
    driver.get(f"{site}/entry/1")
    driver.execute_script("document.getElementById('sources-title').scrollIntoView()")
    save("desk-entry")
    driver.get(f"{site}/edit/topic/1")
    find("#o-target").send_keys("2")
    find("button[value=merge]").click()
    find(".preview")
    save("desk-merge")
    driver.get(f"{site}/history")
    find(".log a").click()
    find("#ask button").click()
    find(".preview")
    save("desk-history")


def terminal_output(path: Path) -> str:
    """Return what ``timeline show`` prints on a terminal."""
    reader, writer = pty.openpty()
    environment = {**os.environ, "COLUMNS": "84", "TERM": "xterm-256color", "PAGER": "cat"}
    command = [str(BIN / "timeline"), "--db", str(path), "show", "--since", "2025-02-27"]
    subprocess.run(command, stdout=writer, env=environment, check=True)
    os.close(writer)
    output = b""
    while True:
        try:
            part = os.read(reader, 65536)
        except OSError:
            break
        if not part:
            break
        output += part
    return output.decode().replace("\r\n", "\n")


def draw(output: str) -> None:
    """Save the output as a picture of a terminal."""
    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, width=84, file=open(os.devnull, "w", encoding="utf-8"), highlight=False)  # noqa: SIM115
    console.print("$ timeline show --since 2025-02-27")
    console.print(Text.from_ansi(output.rstrip()))
    svg = console.export_svg(title="timeline", unique_id="show")
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)  # a browser would fetch them from elsewhere
    (FOLDER / "show.svg").write_text(svg.replace("Fira Code", "DejaVu Sans Mono"), encoding="utf-8")


def main() -> None:
    """Serve the worked example and save the pictures."""
    import uvicorn

    from timeline.cli.serve import listen
    from timeline.web.app import make_app
    from timeline.web.desk.app import Desk

    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "annexations.db"
        subprocess.run([str(BIN / "timeline"), "--db", str(path), "init", "--example"], check=True)
        draw(terminal_output(path))
        other, article = Path(folder) / "bridge.db", Path(folder) / "Border bridge to stay open.txt"
        article.write_text(ARTICLE, encoding="utf-8")
        command = [str(BIN / "timeline"), "--db", str(other), "ingest", str(article), "--published", "2024-06-12"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        desk = Desk(str(other), "Ana")
        driver = browser(f"{folder}/profile")
        for app, save in (
            (make_app(str(path)), save_pages),
            (make_app(str(other), desk=desk), lambda driver, site: save_desk(driver, site, desk, other)),
        ):
            listening = listen("127.0.0.1", 0)
            server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
            thread.start()
            save(driver, f"http://127.0.0.1:{listening.getsockname()[1]}")
            server.should_exit = True
            thread.join(5)
        driver.quit()


if __name__ == "__main__":
    main()
