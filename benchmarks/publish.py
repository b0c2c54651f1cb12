"""One published page of 10,000 entries in headless Chromium: its size, its first view, and a search in it.

    python benchmarks/publish.py [--entries N] [--rounds N] [--keep FOLDER]

Makes a timeline (benchmarks/generated.py) in which every entry is cited from a stored text, five from each source, and
publishes it as one page. Chromium opens it from the disk, each time with an empty cache: the first view is both when
something is painted and when the page can be searched; a search is timed from a key stroke to the frame after it, and
the slowest of several words counts. The folder of the same timeline is published, too, and timed.

Prints the medians and their ratios to the limits, and exits with 1 where one is above 1.
"""

import argparse
import sqlite3
import statistics
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import generated

from timeline.database import opening
from timeline.evidence import retrieval
from timeline.reading.filter import Filter
from timeline.web import book, folder, publication

SIZE, VIEW, SEARCH = 12e6, 2000.0, 100.0
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
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - started)));
}));
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
        publication.page(connection, book.read(connection, Filter(), publication.AROUND), look)
    )
    done = time.perf_counter()
    folder.write(
        str(out / "folder"), publication.folder(connection, book.read(connection, Filter(), publication.AROUND), look)
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


def measured(page: Path) -> tuple[float, float, dict[str, float]]:
    """Return when something is painted, when all is ready, and how long each search takes, in milliseconds."""
    chromium = browser()
    try:
        chromium.set_script_timeout(60)
        chromium.get("about:blank")
        chromium.get(page.as_uri())
        painted, ready = chromium.execute_async_script(READY)
        searches = {text: chromium.execute_async_script(TYPE, text) for text in TYPED}
    finally:
        chromium.quit()
    return painted, ready, searches


def line(what: str, value: float, unit: str, most: float) -> bool:
    """Print a line, and return whether it is within its limit."""
    good = value <= most
    print(
        f"  {'ok  ' if good else 'MISS'} {what:<32} {value:10.1f} {unit:<3} {value / most:5.2f} of the limit",
        flush=True,
    )
    return good


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
        rounds = [measured(out / "page.html") for _ in range(given.rounds)]
    slowest = {text: statistics.median(searches[text] for *_, searches in rounds) for text in TYPED}
    worst = max(TYPED, key=lambda text: slowest[text])
    good = [
        line("size of the page", size / 1e6, "MB", SIZE / 1e6),
        line("first contentful paint", statistics.median(painted for painted, *_ in rounds), "ms", VIEW),
        line("ready to be searched", statistics.median(ready for _, ready, _ in rounds), "ms", VIEW),
        line(f"slowest search (“{worst}”)", slowest[worst], "ms", SEARCH),
    ]
    return int(not all(good))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
