"""Fetching a page: http and https only, within limits of time and size, every redirect told."""

import signal
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from timeline.errors import RefusedError
from timeline.evidence.retrieval import MOST

if TYPE_CHECKING:
    import httpx2

#: how long to wait for a connection, and for anything to arrive on it, in seconds
_WAIT = 15.0
#: how long all of it may take, in seconds
_LONGEST = 90.0
_MOST_REDIRECTS = 10
_INSTEAD = "save the page and give its file: timeline source add FILE --url ADDRESS"
_REDIRECTS = (301, 302, 303, 307, 308)


class Fetched(NamedTuple):
    """A page as the server sent it: its bytes, and their media type and charset as far as it names them."""

    content: bytes
    media_type: str | None
    charset: str | None


class _TooSlowError(Exception):
    """All of it takes too long."""


def fetch(url: str, notes: Callable[[str], None]) -> Fetched:
    """Fetch a page; every redirect goes to ``notes``.

    Raises RefusedError where it cannot be had: no network, an answer that is none, too long, too large, no http.
    """
    try:
        import httpx2
    except ImportError:
        raise RefusedError(
            f"fetching needs the extra html: pip install 'diplomatic-timeline[html]'; or {_INSTEAD}"
        ) from None
    try:
        with _within(_LONGEST):
            return _fetch(url, notes)
    except _TooSlowError:
        raise RefusedError(f"{url} takes longer than {_LONGEST:.0f} seconds; {_INSTEAD}") from None
    except httpx2.TimeoutException:
        raise RefusedError(f"{url} did not answer within {_WAIT:.0f} seconds; try again later, or {_INSTEAD}") from None
    except (httpx2.HTTPError, httpx2.InvalidURL, ImportError, OSError, ValueError) as error:  # bad proxies among them
        said = " ".join(str(error).split()) or type(error).__name__
        raise RefusedError(f"{url} cannot be fetched ({said[:200]}); {_INSTEAD}") from None


def _fetch(url: str, notes: Callable[[str], None]) -> Fetched:
    import httpx2

    headers = {
        "User-Agent": f"timeline/{version('diplomatic-timeline')}",
        "Accept": "text/html, text/*;q=0.9, */*;q=0.1",
        "Accept-Encoding": "identity",
    }
    seen = [url]
    with httpx2.Client(timeout=_WAIT, headers=headers) as client:
        while True:
            with client.stream("GET", seen[-1]) as response:
                target = response.headers.get("location")
                if response.status_code not in _REDIRECTS or not target:
                    return _read(response)
                seen.append(_next(seen, str(response.url.join(target))))
                notes(f"redirected to {seen[-1]}")


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Raise _TooSlowError where the block takes longer; a server may send a byte now and then, also of its headers."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise _TooSlowError

    before: Any = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _next(seen: list[str], target: str) -> str:
    """Check where a redirect leads. Raises RefusedError where that is in a circle, too far, or no http."""
    if urlsplit(target).scheme not in ("http", "https"):
        raise RefusedError(f"{seen[0]} redirects to {target[:200]}, which is neither http nor https")
    if target in seen:
        raise RefusedError(f"{seen[0]} redirects in a circle, to {target[:200]} again; {_INSTEAD}")
    if len(seen) > _MOST_REDIRECTS:
        raise RefusedError(f"{seen[0]} redirects more than {_MOST_REDIRECTS} times; {_INSTEAD}")
    return target


def _read(response: "httpx2.Response") -> Fetched:
    """Read an answer. Raises RefusedError for one that is no page, too large, or not whole."""
    url = str(response.url)
    if response.status_code != 200:
        raise RefusedError(f"{url} answers {response.status_code} {response.reason_phrase}; {_INSTEAD}")
    large = f"{url} has more than {MOST // 2**20} MB, which is no article or transcript"
    announced = response.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > MOST:
        raise RefusedError(large)
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", "deflate"):
        raise RefusedError(f"{url} is sent as {encoding[:40]}, though that was not asked for; {_INSTEAD}")
    # httpx2 takes a gzip stream that ends too early for a whole one.
    inflate = None if encoding == "identity" else zlib.decompressobj(wbits=47)
    content = bytearray()
    try:
        for chunk in response.iter_raw():
            content += chunk if inflate is None else inflate.decompress(chunk, MOST + 1 - len(content))
            if len(content) > MOST:
                raise RefusedError(large)
    except zlib.error:
        raise RefusedError(f"{url} is sent as {encoding}, and is not that; {_INSTEAD}") from None
    if inflate is not None and not inflate.eof:
        raise RefusedError(f"{url} ends before it is whole; try again, or {_INSTEAD}")
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Fetched(bytes(content), media_type or None, response.charset_encoding)
