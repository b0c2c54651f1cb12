"""A web server on this machine, with pages from a test."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

#: an article with complete metadata
PAGE = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Ministers meet | Example News</title>
<meta property="og:site_name" content="Example News"><meta property="og:title" content="Ministers meet">
<meta property="article:published_time" content="2025-02-27T23:15:00-05:00"><meta name="author" content="Jane Doe">
<meta property="article:modified_time" content="2025-03-09T10:00:00Z"></head><body><nav><a href="/">Home</a></nav>
<article><h1>Ministers meet</h1><p>The minister said on Thursday that this is “an inseparable part” of the country, and
that is that, as he told reporters in the evening.</p><p>“This is undeniable and non-negotiable,” he said during a phone
briefing, as cited by an outlet that is known for such things.</p></article></body></html>"""


class Page(NamedTuple):
    """An answer: status, headers and a body, the number of times to send it, and seconds to wait before and between."""

    body: bytes = b""
    type: str = "text/html; charset=utf-8"
    status: int = 200
    location: str | None = None
    pieces: int = 1
    wait: float = 0
    encoding: str | None = None
    pause: float = 0


class Site:
    """A site at ``url``; ``pages`` has the answer for each path."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[str] = []
        self.url = ""

    def at(self, path: str, *args: Any, **kwargs: Any) -> str:
        """Put a page at a path and return its address."""
        self.pages[path] = Page(*args, **kwargs)
        return self.url + path


@contextmanager
def serve() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = site.pages.get(self.path, Page(b"no such page", "text/plain", 404))
            site.asked.append(self.path)
            time.sleep(page.wait)
            self.send_response(page.status)
            if page.type:
                self.send_header("Content-Type", page.type)
            if page.encoding:
                self.send_header("Content-Encoding", page.encoding)
            if page.location:
                self.send_header("Location", page.location)
            if page.pieces == 1:
                self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
            try:
                for _ in range(page.pieces):
                    self.wfile.write(page.body)
                    time.sleep(page.pause)
            except (BrokenPipeError, ConnectionResetError):
                return

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
