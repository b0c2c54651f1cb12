"""Request pages from the viewer without a network: call the application like a server."""

import asyncio
import atexit
import json
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import URLError
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

from timeline.web.app import make_app


class Answer(NamedTuple):
    """An answer of the viewer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the whole text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.said = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said += data

    def all(self, tag: str, attribute: str) -> list[str]:
        return [attrs[attribute] or "" for name, attrs in self.found if name == tag and attribute in attrs]

    @property
    def links(self) -> list[str]:
        return self.all("a", "href")


Get = Callable[..., Answer]

#: one loop for all requests, and its threads, which take longer to make than some pages
LOOP = asyncio.Runner()
atexit.register(LOOP.close)


def getter(file: Path, *names: Any) -> Get:
    """Return a function that requests pages from the viewer of a file; ``names`` are its other hosts and its title."""
    app = make_app(str(file), *names)

    def get(address: str, *, host: str = "127.0.0.1:8000", method: str = "GET", follow: bool = True) -> Answer:
        parts = urlsplit(address)
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": unquote(parts.path),
            "raw_path": parts.path.encode(), "query_string": parts.query.encode("utf-8", "surrogatepass"), "root_path": "",
            "headers": [(b"host", host.encode())], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000),
        }  # fmt: skip
        messages: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            messages.append(message)

        LOOP.run(app(scope, receive, send))
        headers = {name.decode(): value.decode() for name, value in messages[0]["headers"]}
        body = b"".join(message.get("body", b"") for message in messages[1:])
        if follow and messages[0]["status"] in (302, 307):
            return get(headers["location"], host=host)
        return Answer(messages[0]["status"], headers, body)

    return get


def numbers(get: Get, address: str) -> list[int]:
    """Return the numbers of the entries on a page."""
    return [int(id_[1:]) for id_ in Elements(get(address).text).all("li", "id") if re.fullmatch(r"e\d+", id_)]


def add_sixty_events(file: Path) -> None:
    """Add sixty events, so that a list needs two pages."""
    rows = [(f"Event number {n}", f"19{n:02}") for n in range(60)]
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executemany("INSERT INTO events (title, date) VALUES (?, ?)", rows)


@contextmanager
def server(file: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Serve a file in a process of its own; yield the process and the address that it prints, whose server answers."""
    command = [sys.executable, "-m", "timeline", "--db", str(file), "serve", "--port", "0", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            lines = (re.search(r"(http://127\.0\.0\.1:\d+/)[^;\s]*", line) for line in process.stderr)
            address = next(filter(None, lines))
            for _ in range(100):
                with suppress(URLError), urlopen(address[1]):
                    break
                time.sleep(0.1)
            yield process, address[0]
        finally:
            process.kill()
