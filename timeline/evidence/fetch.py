"""Fetching a page: http and https only, within limits of time and size, every redirect told."""

import time
from collections.abc import Callable
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from timeline.errors import RefusedError
from timeline.evidence.retrieval import MOST

if TYPE_CHECKING:
    import httpx

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


def fetch(url: str, notes: Callable[[str], None]) -> Fetched:
    """Fetch a page; every redirect goes to ``notes``.

    Raises RefusedError where it cannot be had: no network, an answer that is none, too long, too large, no http.
    """
    try:
        import httpx
    except ImportError:
        raise RefusedError(
            f"fetching needs the extra html: pip install 'diplomatic-timeline[html]'; or {_INSTEAD}"
        ) from None
    deadline = time.monotonic() + _LONGEST
    agent = {"User-Agent": f"timeline/{version('diplomatic-timeline')}", "Accept": "text/html, text/*;q=0.9, */*;q=0.1"}
    try:
        with httpx.Client(timeout=_WAIT, headers=agent) as client:
            seen = [url]
            while True:
                with client.stream("GET", seen[-1]) as response:
                    target = response.headers.get("location")
                    if response.status_code not in _REDIRECTS or not target:
                        return _read(response, deadline)
                    seen.append(_next(seen, str(response.url.join(target))))
                    notes(f"redirected to {seen[-1]}")
    except httpx.TimeoutException:
        raise RefusedError(f"{url} did not answer within {_WAIT:.0f} seconds; try again later, or {_INSTEAD}") from None
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        said = str(error) or type(error).__name__
        raise RefusedError(f"{url} cannot be fetched ({said}); {_INSTEAD}") from None


def _next(seen: list[str], target: str) -> str:
    """Check where a redirect leads. Raises RefusedError where that is in a circle, too far, or no http."""
    if urlsplit(target).scheme not in ("http", "https"):
        raise RefusedError(f"{seen[0]} redirects to {target[:200]}, which is neither http nor https")
    if target in seen:
        raise RefusedError(f"{seen[0]} redirects in a circle, to {target[:200]} again; {_INSTEAD}")
    if len(seen) > _MOST_REDIRECTS:
        raise RefusedError(f"{seen[0]} redirects more than {_MOST_REDIRECTS} times; {_INSTEAD}")
    return target


def _read(response: "httpx.Response", deadline: float) -> Fetched:
    """Read an answer. Raises RefusedError for one that is no page, too large or too slow."""
    url = str(response.url)
    if response.status_code != 200:
        raise RefusedError(f"{url} answers {response.status_code} {response.reason_phrase}; {_INSTEAD}")
    large = f"{url} has more than {MOST // 2**20} MB, which is no article or transcript"
    announced = response.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > MOST:
        raise RefusedError(large)
    content = bytearray()
    for chunk in response.iter_bytes(65_536):
        content += chunk
        if len(content) > MOST:
            raise RefusedError(large)
        if time.monotonic() > deadline:
            raise RefusedError(f"{url} takes longer than {_LONGEST:.0f} seconds; {_INSTEAD}")
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Fetched(bytes(content), media_type or None, response.charset_encoding)
