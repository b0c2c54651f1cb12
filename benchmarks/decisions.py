"""Measure decisions about proposals: through the forms of ``timeline serve --edit``, and by the library.

``python benchmarks/serve.py`` runs it.
"""

import hashlib
import json
import random
import re
import sqlite3
import statistics
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from processes import TIMELINE

import timeline

#: proposals in one article
ARTICLE_PROPOSALS = 40
SPEAKERS = ("Oksana Bondar", "Anna Lind", "Thomas Velk", "Piet de Groot", "Ferid Aslan")
_WARM_UP = 5


class Timed(NamedTuple):
    """The seconds of decisions in the browser (the answer to the form alone), of the next pages, and by the library."""

    forms: list[float]
    pages: list[float]
    library: list[float]


class _Fields(HTMLParser):
    """The fields of the form of a proposal."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._area: str | None = None
        self.feed(page[page.index('id="entry"') :].partition("</form>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the value of an input, and of a chosen option."""
        attributes = dict(attrs)
        name = attributes.get("name")
        if tag == "select" or tag == "textarea":
            self._area = name
            self.values[name or ""] = ""
        elif tag == "option" and "selected" in attributes and self._area is not None:
            self.values[self._area] = "statement" if self._area == "f.kind" else "verbatim"
            self._area = None
        elif tag == "input" and name and (attributes.get("type") != "radio" or "checked" in attributes):
            self.values[name] = attributes.get("value") or ""

    def handle_data(self, data: str) -> None:
        """Take the text of a textarea, without the line end after its tag."""
        if self._area:
            self.values[self._area] += data.removeprefix("\n")
            self._area = None


def add_articles(path: Path, proposals: int) -> list[int]:
    """Add articles with verbatim statements of known speakers; return the numbers of their proposals."""
    chance = random.Random(1)
    numbers: list[int] = []
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany("INSERT INTO speakers (name) VALUES (?)", [(name,) for name in SPEAKERS])
        earlier = connection.execute("SELECT text FROM entries WHERE kind = 'statement' LIMIT 400").fetchall()
        for article in range(-(-proposals // ARTICLE_PROPOSALS)):
            openings = [f"Article {article} says in sentence {n} that" for n in range(ARTICLE_PROPOSALS)]
            spoken = [(chance.choice(SPEAKERS), f"{opening} {chance.choice(earlier)[0]}") for opening in openings]
            text = "\n\n".join(f"“{words},” said {who} on Monday." for who, words in spoken)
            source = connection.execute(
                "INSERT INTO sources (title, published) VALUES (?, '2024-06-05') RETURNING id", (f"Article {article}",)
            ).fetchone()[0]
            digest = hashlib.sha256(text.encode()).hexdigest()
            snapshot = connection.execute(
                "INSERT INTO snapshots (source_id, retrieved_at, content, content_sha256, text, text_sha256)"
                " VALUES (?, '2024-06-06T10:00:00Z', ?, ?, ?, ?) RETURNING id",
                (source, text.encode(), digest, text, digest),
            ).fetchone()[0]
            for who, words in spoken:
                begin = text.index(words)
                row = connection.execute(
                    "INSERT INTO proposals (snapshot_id, kind, text, spans, speaker, mode, confidence, date, date_text)"
                    " VALUES (?, 'statement', ?, ?, ?, 'verbatim', 'high', '2024-06-03', 'on Monday') RETURNING id",
                    (snapshot, words, json.dumps([[begin, begin + len(words)]]), who),
                ).fetchone()
                numbers.append(row[0])
    return numbers[:proposals]


@contextmanager
def editing(path: Path, port: int) -> Iterator[tuple[str, str]]:
    """Serve a file for editors; yield the address, and the cookie of a session."""
    command = [str(TIMELINE), "--db", str(path), "serve", "--edit", "--by", "benchmark", "--port", str(port)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        match = re.search(r"(http://[^/]+)(/enter\?key=[^;\s]+)", process.stderr.readline())
        assert match is not None
        for _ in range(100):
            try:
                with urllib.request.urlopen(match[1] + match[2], timeout=60) as answer:  # noqa: S310
                    cookie = answer.headers["set-cookie"].partition(";")[0]
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        yield match[1], cookie
    finally:
        process.terminate()
        process.wait()


def _accepted(site: str, cookie: str, number: int) -> tuple[float, float]:
    """Accept a proposal through its form; return the seconds of the answer, and of the next page."""
    host = urlsplit(site).netloc
    connection = HTTPConnection(host, timeout=60)
    headers = {"Cookie": cookie, "Origin": site, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("GET", f"/review/{number}", headers={"Cookie": cookie})
    fields = _Fields(connection.getresponse().read().decode()).values
    body = urlencode({**fields, "do": "accept"})
    begun = time.perf_counter()
    connection.request("POST", f"/review/{number}", body, headers)
    answer = connection.getresponse()
    page = answer.read()
    decided = time.perf_counter()
    assert answer.status == 303, (answer.status, re.findall(rb'class="problem">([^<]+)', page))
    connection.request("GET", answer.headers["location"].partition("#")[0], headers={"Cookie": cookie})
    connection.getresponse().read()
    read = time.perf_counter()
    connection.close()
    return decided - begun, read - decided


def measured(path: Path, port: int, decisions: int) -> Timed:
    """Decide about proposals in the browser and by the library in turn; the first few, and the backup, do not count."""
    numbers = add_articles(path, 2 * (decisions + _WARM_UP))
    timed = Timed([], [], [])
    with editing(path, port) as (site, cookie):
        for place in range(0, len(numbers), 2):
            form, page = _accepted(site, cookie, numbers[place])
            begun = time.perf_counter()
            with timeline.open(path, by="benchmark").changeset("accept") as change:
                change.check(change.accept(numbers[place + 1]))
            library = time.perf_counter() - begun
            if place >= 2 * _WARM_UP:
                timed.forms.append(form)
                timed.pages.append(page)
                timed.library.append(library)
    return timed


def p95(seconds: list[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(seconds, n=20)[-1]
