"""A web server on this machine that sends bytes as a test says, well-formed or not."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple


class Answer(NamedTuple):
    """Bytes to send, how many times, with how many seconds between, and whether the connection then stays open."""

    data: bytes
    times: int = 1
    wait: float = 0.0
    stays: bool = False


class RawSite:
    """A site at ``url``, with an answer for each path; ``asked`` has the requests."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []

    def at(self, path: str, data: bytes, times: int = 1, wait: float = 0.0, *, stays: bool = False) -> str:
        """Put an answer at a path and return its address."""
        self.answers[path] = Answer(data, times, wait, stays)
        return self.url + path


def page(body: bytes, headers: str = "Content-Type: text/plain; charset=utf-8", status: str = "200 OK") -> bytes:
    """Return a whole answer with a body."""
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n\r\n".encode() + body


@contextmanager
def raw_site() -> Iterator[RawSite]:
    """Serve on a free port of this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    site = RawSite(listener.getsockname()[1])
    ended = threading.Event()

    def answer(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            path = connection.recv(65536).split(b" ")[1].decode("latin-1")
            site.asked.append(path)
            known = site.answers[path]
            for _ in range(known.times):
                connection.sendall(known.data)
                if ended.wait(known.wait):
                    return
            while known.stays and not ended.wait(0.05):
                pass

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        ended.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=5)
