"""Fetch a page by http or https, within limits of time and size, and say where its bytes came from."""

import queue
import threading
import zlib
from collections.abc import Callable, Iterable
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from timeline.errors import RefusedError
from timeline.evidence.arrival import Arrival
from timeline.evidence.deadline import Deadline
from timeline.evidence.retrieval import MAX_SOURCE_BYTES, MAX_SOURCE_MB

if TYPE_CHECKING:
    import httpx2

#: how long to wait for a connection, and for data on it
_WAIT_SECONDS = 15.0
#: how long the whole fetch may take
_FETCH_SECONDS = 90.0
#: how often somebody can end it
_HEARD_SECONDS = 0.3
_MOST_REDIRECTS = 10
_INSTEAD = "save the page and add the file instead"
_REDIRECTS = (301, 302, 303, 307, 308)
#: headers that say what the server sent, and when (RFC 9110; Memento, RFC 7089, is what web archives send)
_KEPT_HEADERS = (
    "content-type", "content-language", "content-location", "date", "etag", "last-modified", "memento-datetime",
)  # fmt: skip
_MOST_HEADER_CHARACTERS = 300


class Fetched(NamedTuple):
    """A page as the server sent it: bytes, media type and charset if the server names them, and the way here."""

    content: bytes
    media_type: str | None
    charset: str | None
    arrival: Arrival


def fetch(
    url: str,
    notes: Callable[[str], None],
    *,
    allow_private: bool = False,
    heard: Callable[[], object] | None = None,
) -> Fetched:
    """Fetch a page; every redirect goes to ``notes``.

    ``heard`` is called a few times a second; what it raises ends the fetch, whatever the fetch waits for.

    Raises RefusedError if there is no network or no page, if it takes too long, is too large, does not use http, or
    leads into a private network, unless that is allowed.
    """
    until = Deadline(_FETCH_SECONDS)
    if heard is not None:
        return _heard(lambda: _within(until, url, notes, allow_private=allow_private), until, heard)
    return _within(until, url, notes, allow_private=allow_private)


def _heard(work: Callable[[], Fetched], until: Deadline, heard: Callable[[], object]) -> Fetched:
    """Fetch in another thread, because nothing can interrupt one that resolves a name or waits for a connection.

    That thread ends by itself, at the latest when the connection has been silent for as long as one may be.
    """
    ended: queue.SimpleQueue[Fetched | BaseException] = queue.SimpleQueue()

    def run() -> None:
        try:
            ended.put(work())
        except BaseException as error:  # it is raised where somebody waits for it
            ended.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        while True:
            try:
                result = ended.get(timeout=_HEARD_SECONDS)
            except queue.Empty:
                heard()
                continue
            if isinstance(result, BaseException):
                raise result
            return result
    finally:
        until.come()


def _within(until: Deadline, url: str, notes: Callable[[str], None], *, allow_private: bool) -> Fetched:
    """Fetch a page before a moment. Raises RefusedError."""
    try:
        import httpx2

        from timeline.evidence.connection import Transport
    except ImportError:
        raise RefusedError(
            f"fetching needs the extra html; run pip install 'diplomatic-timeline[html]', or {_INSTEAD}"
        ) from None
    try:
        transport = Transport(until, allow_private=allow_private)
        with httpx2.Client(transport=transport, timeout=_WAIT_SECONDS, headers=_headers()) as client:
            return _fetch(client, url, notes)
    except httpx2.TimeoutException:
        if until.has_come:
            raise RefusedError(f"{url} takes longer than {_FETCH_SECONDS:.0f} seconds; {_INSTEAD}") from None
        raise RefusedError(
            f"{url} did not answer within {_WAIT_SECONDS:.0f} seconds; try again later, or {_INSTEAD}"
        ) from None
    except (httpx2.HTTPError, httpx2.InvalidURL, ImportError, OSError, ValueError) as error:  # bad proxies among them
        reason = " ".join(str(error).split()) or type(error).__name__
        raise RefusedError(f"{url} cannot be fetched ({reason[:200]}); {_INSTEAD}") from None


def _headers() -> dict[str, str]:
    return {
        "User-Agent": f"timeline/{version('diplomatic-timeline')}",
        "Accept": "text/html, text/*;q=0.9, */*;q=0.1",
        "Accept-Encoding": "identity",
    }


def _fetch(client: "httpx2.Client", url: str, notes: Callable[[str], None]) -> Fetched:
    addresses = [url]
    redirects: list[tuple[int, str]] = []
    while True:
        with client.stream("GET", addresses[-1]) as response:
            target = response.headers.get("location")
            if response.status_code not in _REDIRECTS or not target:
                return _read(response, url, tuple(redirects))
            addresses.append(_next(addresses, response.url, target))
            redirects.append((response.status_code, addresses[-1]))
            notes(f"redirected to {addresses[-1]}")


def _next(addresses: list[str], base: "httpx2.URL", location: str) -> str:
    """Return the target of a redirect.

    Raises RefusedError for a circle, too many redirects, another scheme, or a target with a name or password in it,
    which is not repeated.
    """
    url = base.join(location)
    if url.userinfo:
        raise RefusedError(f"{addresses[0]} redirects to an address with a name or password in it; {_INSTEAD}")
    target = str(url)
    if urlsplit(target).scheme not in ("http", "https"):
        scheme = urlsplit(target).scheme[:20]
        raise RefusedError(f"{addresses[0]} redirects to an address of {scheme}, neither http nor https; {_INSTEAD}")
    if target in addresses:
        raise RefusedError(f"{addresses[0]} redirects in a circle, back to {target[:200]}; {_INSTEAD}")
    if len(addresses) > _MOST_REDIRECTS:
        raise RefusedError(f"{addresses[0]} redirects more than {_MOST_REDIRECTS} times; {_INSTEAD}")
    return target


def _read(response: "httpx2.Response", requested: str, redirects: tuple[tuple[int, str], ...]) -> Fetched:
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
    try:
        content = _unpacked(response.iter_raw(), packed=encoding != "identity")
    except zlib.error:
        raise RefusedError(f"{url} is sent as {encoding}, but is not valid {encoding}; {_INSTEAD}") from None
    except EOFError:
        raise RefusedError(f"{url} arrived incomplete; try again, or {_INSTEAD}") from None
    if content is None:
        raise RefusedError(large)
    kept = {
        name: response.headers[name][:_MOST_HEADER_CHARACTERS] for name in _KEPT_HEADERS if name in response.headers
    }
    arrival = Arrival(
        how="archive" if "memento-datetime" in kept else "fetched",
        requested_url=requested,
        final_url=url,
        redirects=redirects,
        status=response.status_code,
        headers=tuple(kept.items()),
    )
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Fetched(content, media_type or None, response.charset_encoding, arrival)


def _unpacked(chunks: Iterable[bytes], *, packed: bool) -> bytes | None:
    """Return the bytes of a response, of all members of a gzip stream; None if they are too many.

    Raises zlib.error if they cannot be unpacked, EOFError if they end too early.
    """
    content = bytearray()
    inflate = None
    for chunk in chunks:
        rest = chunk
        while rest and len(content) <= MAX_SOURCE_BYTES:
            if not packed:
                content += rest
                break
            if inflate is None or inflate.eof:
                if inflate is not None and not rest.strip(b"\0"):
                    break  # gunzip ignores zeros behind the last member, too
                inflate = zlib.decompressobj(wbits=47)
            content += inflate.decompress(rest, MAX_SOURCE_BYTES + 1 - len(content))
            rest = inflate.unused_data
        if len(content) > MAX_SOURCE_BYTES:
            return None
    if inflate is not None and not inflate.eof:
        raise EOFError
    return bytes(content)
