"""Fetch a page by http or https, within limits of time and size, and note every redirect."""

import signal
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from timeline.errors import RefusedError
from timeline.evidence.retrieval import MAX_SOURCE_BYTES, MAX_SOURCE_MB

if TYPE_CHECKING:
    import httpx2

#: how long to wait for a connection, and for data on it
_WAIT_SECONDS = 15.0
#: how long the whole fetch may take
_FETCH_SECONDS = 90.0
_MOST_REDIRECTS = 10
_INSTEAD = "save the page and add the file instead"
_REDIRECTS = (301, 302, 303, 307, 308)


class Fetched(NamedTuple):
    """A page as the server sent it: its bytes, and the media type and charset if the server names them."""

    content: bytes
    media_type: str | None
    charset: str | None


class _TooSlowError(Exception):
    """The whole fetch takes too long."""


def fetch(url: str, notes: Callable[[str], None]) -> Fetched:
    """Fetch a page; every redirect goes to ``notes``.

    Raises RefusedError if there is no network or no page, if it takes too long, is too large or does not use http.
    """
    try:
        import httpx2
    except ImportError:
        raise RefusedError(
            f"fetching needs the extra html; run pip install 'diplomatic-timeline[html]', or {_INSTEAD}"
        ) from None
    try:
        with _within(_FETCH_SECONDS):
            return _fetch(url, notes)
    except _TooSlowError:
        raise RefusedError(f"{url} takes longer than {_FETCH_SECONDS:.0f} seconds; {_INSTEAD}") from None
    except httpx2.TimeoutException:
        raise RefusedError(
            f"{url} did not answer within {_WAIT_SECONDS:.0f} seconds; try again later, or {_INSTEAD}"
        ) from None
    except (httpx2.HTTPError, httpx2.InvalidURL, ImportError, OSError, ValueError) as error:  # bad proxies among them
        reason = " ".join(str(error).split()) or type(error).__name__
        raise RefusedError(f"{url} cannot be fetched ({reason[:200]}); {_INSTEAD}") from None


def _fetch(url: str, notes: Callable[[str], None]) -> Fetched:
    import httpx2

    headers = {
        "User-Agent": f"timeline/{version('diplomatic-timeline')}",
        "Accept": "text/html, text/*;q=0.9, */*;q=0.1",
        "Accept-Encoding": "identity",
    }
    addresses = [url]
    with httpx2.Client(timeout=_WAIT_SECONDS, headers=headers) as client:
        while True:
            with client.stream("GET", addresses[-1]) as response:
                target = response.headers.get("location")
                if response.status_code not in _REDIRECTS or not target:
                    return _read(response)
                addresses.append(_next(addresses, str(response.url.join(target))))
                notes(f"redirected to {addresses[-1]}")


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Raise _TooSlowError if the block takes longer; a slow server may send its headers or page byte by byte."""
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


def _next(addresses: list[str], target: str) -> str:
    """Check the target of a redirect. Raises RefusedError for a circle, too many redirects, or another scheme."""
    if urlsplit(target).scheme not in ("http", "https"):
        raise RefusedError(f"{addresses[0]} redirects to {target[:200]}, which is neither http nor https; {_INSTEAD}")
    if target in addresses:
        raise RefusedError(f"{addresses[0]} redirects in a circle, back to {target[:200]}; {_INSTEAD}")
    if len(addresses) > _MOST_REDIRECTS:
        raise RefusedError(f"{addresses[0]} redirects more than {_MOST_REDIRECTS} times; {_INSTEAD}")
    return target


def _read(response: "httpx2.Response") -> Fetched:
    """Read a response. Raises RefusedError if it is not a page, is too large, or is incomplete."""
    url = str(response.url)
    if response.status_code != 200:
        raise RefusedError(f"{url} answers {response.status_code} {response.reason_phrase}; {_INSTEAD}")
    large = f"{url} is larger than {MAX_SOURCE_MB} MB, the limit for a source; save its text as a file and add that"
    announced = response.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > MAX_SOURCE_BYTES:
        raise RefusedError(large)
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", "deflate"):
        raise RefusedError(f"{url} is compressed as {encoding[:40]}, which timeline cannot unpack; {_INSTEAD}")
    # httpx2 accepts a gzip stream that ends too early.
    inflate = None if encoding == "identity" else zlib.decompressobj(wbits=47)
    content = bytearray()
    try:
        for chunk in response.iter_raw():
            content += chunk if inflate is None else inflate.decompress(chunk, MAX_SOURCE_BYTES + 1 - len(content))
            if len(content) > MAX_SOURCE_BYTES:
                raise RefusedError(large)
    except zlib.error:
        raise RefusedError(f"{url} is sent as {encoding}, but is not valid {encoding}; {_INSTEAD}") from None
    if inflate is not None and not inflate.eof:
        raise RefusedError(f"{url} arrived incomplete; try again, or {_INSTEAD}")
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Fetched(bytes(content), media_type or None, response.charset_encoding)
