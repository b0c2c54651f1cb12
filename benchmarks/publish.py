"""Measure a published page of 10,000 entries in headless Chromium: its size, first view and searches.

    python benchmarks/publish.py [--entries N] [--rounds N] [--keep FOLDER]

Makes a timeline (benchmarks/generated.py) in which every entry cites a stored text, five entries each source, and
publishes it as one page. Chromium opens the page from the disk, each time with an empty cache. The first view is
measured twice: when something is painted, and when the page can be searched. A search is timed from a key stroke to the
frame after it, and the slowest of several words counts. The same page without its scripts is opened in turn, to measure
the time that Chromium needs in any case. Publishing the same timeline as a folder is timed as well.

Prints the medians, and exits with 1 if one is above its limit.
"""

import argparse
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import generated
from verdict import Verdicts

from timeline.database import opening
from timeline.evidence import retrieval
from timeline.reading.filter import Filter
from timeline.web import book, folder, publication

SIZE_MB, VIEW_MS, SEARCH_MS = 12.0, 2000.0, 100.0
#: relative to the same page without scripts: time to paint, and time until searchable to time until loaded
PAINTED_RATIO, READY_RATIO = 1.5, 1.5
SOURCE_ENTRIES = 5
#: the searches: with many and few hits, by words and by names
TYPED = ("c", "common", "rare", "speaker", "mista tra", "-common", "nothing of this", "topic mista")
CHROMIUM, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
#: types a text and returns the milliseconds until the frame after it
TYPE = """
const [text, done] = arguments, find = document.getElementById("find");
requestAnimationFrame(() => setTimeout(() => {
  const started = performance.now();
  find.value = text;
  find.dispatchEvent(new Event("input", {bubbles: true}));
  requestAnimationFrame(() => setTimeout(() =>
    done([performance.now() - started, document.getElementById("found").textContent])));
}));
"""
LOADED = """
const done = arguments[0], seen = () => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  const { loadEventEnd } = performance.getEntriesByType("navigation")[0];
  if (paint && loadEventEnd) done([paint.startTime, loadEventEnd]);
  else setTimeout(seen, 1);
};
seen();
"""
READY = """
const done = arguments[0], seen = () => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  if (paint && "ready" in document.documentElement.dataset) done([paint.startTime, performance.now()]);
  else setTimeout(seen, 1);
};
seen();
"""


def cite(path: Path) -> None:
    """Store a text with the words of every five entries, and cite it."""
    with sqlite3.connect(path) as connection:
        entries = connection.execute("SELECT id, coalesce(text, title) FROM entries ORDER BY id").fetchall()
        for number, begin in enumerate(range(0, len(entries), SOURCE_ENTRIES), 1):
            batch = entries[begin : begin + SOURCE_ENTRIES]
            filler = " ".join(words for _, words in reversed(batch))
            text = "\n\n".join(f"{filler}\n\n{words} {filler}" for _, words in batch)
            url = f"https://www.example.org/news/{number:06}/what-was-said-on-that-day-and-by-whom-{number}.html"
            connection.execute(
                "INSERT INTO sources (id, uid, title, publisher, url, published) VALUES (?, ?, ?, 'The Example', ?, ?)",
                (number, generated._uid(4, number), f"What was said on that day, {number}", url, "2025-02-27"),
            )
            content = text.encode()
            connection.execute(
                "INSERT INTO snapshots (id, source_id, retrieved_at, media_type, content, content_sha256, text,"
                " text_sha256) VALUES (?1, ?1, '2025-03-01T12:00:00.000Z', 'text/plain', ?2, ?3, ?4, ?3)",
                (number, retrieval.packed(content), sha256(content).hexdigest(), text),
            )
            for entry, words in batch:
                start = text.index(f"\n\n{words} ") + 2
                connection.execute(
                    'INSERT INTO citations (entry_id, source_id, snapshot_id, exact, start, "end")'
                    " VALUES (?, ?2, ?2, ?, ?, ?)",
                    (entry, number, words, start, start + len(words)),
                )


def published(path: Path, out: Path) -> tuple[float, float]:
    """Publish a timeline as a page and as a folder, and return the seconds of each."""
    connection = opening.open_to_read(path)
    look = publication.Look("Generated")
    started = time.perf_counter()
    (out / "page.html").write_bytes(
        publication.page(connection, book.read(connection, Filter(), publication.AROUND_CHARACTERS), look)
    )
    between = time.perf_counter()
    folder.write(
        str(out / "folder"),
        publication.folder(connection, book.read(connection, Filter(), publication.AROUND_CHARACTERS), look),
    )
    connection.close()
    return between - started, time.perf_counter() - between


def browser() -> Any:
    """Start a new Chromium."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"):
        options.add_argument(argument)
    return webdriver.Chrome(options, webdriver.ChromeService(DRIVER))


def opened(page: Path, until: str) -> tuple[Any, float, float]:
    """Open a page; return the browser, and the milliseconds until something is painted and until all is loaded."""
    chromium = browser()
    try:
        chromium.set_script_timeout(60)
        chromium.get("about:blank")
        chromium.get(page.as_uri())
        painted, ready = chromium.execute_async_script(until)
    except BaseException:
        chromium.quit()
        raise
    return chromium, painted, ready


def measured(page: Path) -> tuple[float, float, dict[str, float]]:
    """Return the milliseconds until something is painted, until all is ready, and of each search."""
    chromium, painted, ready = opened(page, READY)
    try:
        searches = {text: chromium.execute_async_script(TYPE, text) for text in TYPED}
    finally:
        chromium.quit()
    # The page has reported a result for each search.
    assert all(report for _, report in searches.values())
    assert searches["nothing of this"][1] == "Nothing fits."
    assert searches["common"][1] != searches["rare"][1]
    return painted, ready, {text: elapsed for text, (elapsed, _) in searches.items()}


def measured_bare(page: Path) -> tuple[float, float]:
    """Return the milliseconds until something is painted, and until all is loaded."""
    chromium, painted, loaded = opened(page, LOADED)
    chromium.quit()
    return painted, loaded


def main(arguments: list[str]) -> int:
    """Generate, publish, measure and judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        out = options.keep or Path(temporary)
        path = out / "generated.db"
        generated.make(path, options.entries)
        cite(path)
        page, folder_ = published(path, out)
        size = (out / "page.html").stat().st_size
        print(f"{options.entries:,} entries: the page is made in {page:.1f} s, the folder in {folder_:.1f} s")
        bare = out / "bare.html"
        bare.write_bytes(re.sub(rb"<script\b.*?</script>", b"", (out / "page.html").read_bytes(), flags=re.DOTALL))
        rounds = []
        for number in range(options.rounds):
            first = measured_bare(bare) if number % 2 else None
            whole = measured(out / "page.html")
            rounds.append((whole, first or measured_bare(bare)))
    slowest = {text: statistics.median(searches[text] for (*_, searches), _ in rounds) for text in TYPED}
    worst = max(TYPED, key=lambda text: slowest[text])
    painted = statistics.median(whole[0] for whole, _ in rounds)
    ready = statistics.median(whole[1] for whole, _ in rounds)
    painted_to_bare = statistics.median(whole[0] / least[0] for whole, least in rounds)
    ready_to_bare = statistics.median(whole[1] / least[1] for whole, least in rounds)
    verdicts = Verdicts()
    verdicts.at_most("size of the page", size / 1e6, SIZE_MB, unit="MB")
    verdicts.at_most("first contentful paint", painted, VIEW_MS, unit="ms")
    verdicts.at_most("first contentful paint, to that without scripts", painted_to_bare, PAINTED_RATIO)
    verdicts.at_most("ready to be searched", ready, VIEW_MS, unit="ms")
    verdicts.at_most("ready to be searched, to loaded without scripts", ready_to_bare, READY_RATIO)
    verdicts.at_most(f"slowest search (“{worst}”)", slowest[worst], SEARCH_MS, unit="ms")
    return verdicts.exit_code()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
