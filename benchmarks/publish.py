"""One published page of 10,000 entries in headless Chromium: its size, its first view, and a search in it.

    python benchmarks/publish.py [--entries N] [--rounds N] [--keep FOLDER]

Makes a timeline (benchmarks/generated.py) in which every entry is cited from a stored text, five from each source, and
publishes it as one page. Chromium opens it from the disk, each time with an empty cache: the first view is both when
something is painted and when the page can be searched; a search is timed from a key stroke to the frame after it, and
the slowest of several words counts. The same page without its scripts is opened in turn with it, as what Chromium
takes in any case. The folder of the same timeline is published, too, and timed.

Prints the medians, and exits with 1 where one is above its limit.
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

SIZE, VIEW, SEARCH = 12.0, 2000.0, 100.0
#: to the same page without scripts: when something is painted, and when all can be searched to when all is loaded
PAINTED_TO_BARE, READY_TO_BARE = 1.5, 1.5
PER_SOURCE = 5
#: what is typed: much and little is found, by words and by names
TYPED = ("c", "common", "rare", "speaker", "mista tra", "-common", "nothing of this", "topic mista")
CHROMIUM, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
#: types a text and returns how many milliseconds pass until the frame after it
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
    """Let a stored text hold the words of every five entries, and cite them from it."""
    with sqlite3.connect(path) as connection:
        entries = connection.execute("SELECT id, coalesce(text, title) FROM entries ORDER BY id").fetchall()
        for number, begin in enumerate(range(0, len(entries), PER_SOURCE), 1):
            those = entries[begin : begin + PER_SOURCE]
            filler = " ".join(said for _, said in reversed(those))
            text = "\n\n".join(f"{filler}\n\n{said} {filler}" for _, said in those)
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
            for entry, said in those:
                start = text.index(f"\n\n{said} ") + 2
                connection.execute(
                    'INSERT INTO citations (entry_id, source_id, snapshot_id, exact, start, "end")'
                    " VALUES (?, ?2, ?2, ?, ?, ?)",
                    (entry, number, said, start, start + len(said)),
                )


def published(path: Path, out: Path) -> tuple[float, float]:
    """Publish a timeline as a page and as a folder, and return how many seconds each takes."""
    connection = opening.open_to_read(path)
    look = publication.Look("Generated")
    started = time.perf_counter()
    (out / "page.html").write_bytes(
        publication.page(connection, book.read(connection, Filter(), publication.AROUND_CHARACTERS), look)
    )
    done = time.perf_counter()
    folder.write(
        str(out / "folder"),
        publication.folder(connection, book.read(connection, Filter(), publication.AROUND_CHARACTERS), look),
    )
    connection.close()
    return done - started, time.perf_counter() - done


def browser() -> Any:
    """Start a Chromium of its own."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"):
        options.add_argument(argument)
    return webdriver.Chrome(options, webdriver.ChromeService(DRIVER))


def opened(page: Path, until: str) -> tuple[Any, float, float]:
    """Open a page; return the browser, when something was painted, and when all was there, in milliseconds."""
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
    """Return when something is painted, when all is ready, and how long each search takes, in milliseconds."""
    chromium, painted, ready = opened(page, READY)
    try:
        searches = {text: chromium.execute_async_script(TYPE, text) for text in TYPED}
    finally:
        chromium.quit()
    # What is told of each search shows that it was made.
    assert all(told for _, told in searches.values())
    assert searches["nothing of this"][1] == "Nothing fits."
    assert searches["common"][1] != searches["rare"][1]
    return painted, ready, {text: taken for text, (taken, _) in searches.items()}


def measured_bare(page: Path) -> tuple[float, float]:
    """Return when something is painted, and when all is loaded, in milliseconds."""
    chromium, painted, loaded = opened(page, LOADED)
    chromium.quit()
    return painted, loaded


def main(arguments: list[str]) -> int:
    """Generate, publish, measure, and judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        out = given.keep or Path(temporary)
        path = out / "generated.db"
        generated.make(path, given.entries)
        cite(path)
        page, folder_ = published(path, out)
        size = (out / "page.html").stat().st_size
        print(f"{given.entries:,} entries: the page is made in {page:.1f} s, the folder in {folder_:.1f} s")
        bare = out / "bare.html"
        bare.write_bytes(re.sub(rb"<script\b.*?</script>", b"", (out / "page.html").read_bytes(), flags=re.DOTALL))
        rounds = []
        for number in range(given.rounds):
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
    verdicts.at_most("size of the page", size / 1e6, SIZE, unit="MB")
    verdicts.at_most("first contentful paint", painted, VIEW, unit="ms")
    verdicts.at_most("first contentful paint, to that without scripts", painted_to_bare, PAINTED_TO_BARE)
    verdicts.at_most("ready to be searched", ready, VIEW, unit="ms")
    verdicts.at_most("ready to be searched, to loaded without scripts", ready_to_bare, READY_TO_BARE)
    verdicts.at_most(f"slowest search (“{worst}”)", slowest[worst], SEARCH, unit="ms")
    return verdicts.exit_code()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
