"""TimelineJS itself shows every exported entry.

Needs Chromium, and TimelineJS's released bundle: `npm install --prefix build/npm @knight-lab/timelinejs@3`.
"""

import functools
import json
import re
import shutil
import subprocess
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.support.commands import Run

BUNDLE = Path(__file__).parents[2] / "build" / "npm" / "node_modules" / "@knight-lab" / "timelinejs" / "dist"
CHROMIUM = shutil.which("chromium")

PAGE = """<!doctype html><html><head><meta charset="utf-8"><link rel="stylesheet" href="tl/css/timeline.css">
<script src="tl/js/timeline.js"></script></head><body><div id="here" style="width:1200px;height:700px"></div><script>
fetch("data.json").then(r => r.json()).then(data => {
  const shown = new TL.Timeline("here", data, {font: null, script_path: "tl/js/", lang: "en"});
  shown.on("ready", () => { document.title = "ready"; });
});
</script></body></html>"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


def page_in_chromium(folder: Path) -> str:
    """Load the page of a folder in Chromium, and return its DOM."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    command = [
        str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=20000", "--dump-dom",
        f"http://127.0.0.1:{server.server_address[1]}/index.html",
    ]  # fmt: skip
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.skipif(not BUNDLE.is_dir(), reason="TimelineJS is not in build/npm: see the top of this file")
def test_every_entry_is_a_slide(run: Run, example: Path, tmp_path: Path) -> None:
    for date in ("199X", "2022-02-24/..", "../1991", "2024-22", "2013-11-21/2014-02-22", "2025-02-27T14:30", "0000"):
        run("add", f"Dated {date}", "--date", date)
    run("add", "<script>document.title = 'run'</script>", "--date", "2025")
    run("export", "timelinejs", tmp_path / "data.json")
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "tl").symlink_to(BUNDLE)
    page = page_in_chromium(tmp_path)
    assert "<title>ready" in page
    uids = {slide["unique_id"] for slide in json.loads((tmp_path / "data.json").read_text(encoding="utf-8"))["events"]}
    assert len(uids) == 20
    assert {uid for uid in uids if f'id="{uid}"' in page} == uids
    assert len(re.findall(r'class="tl-slide[ "]', page)) == len(uids)
    assert "&lt;script&gt;document.title" in page
