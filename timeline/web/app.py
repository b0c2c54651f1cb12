"""Answering requests: a page or its twin in JSON for every address, read-only, for this machine alone."""

import ipaddress
import os
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from timeline.database import opening
from timeline.errors import DatabaseError, DateError, GoneError, NotFoundError, RefusedError, TimelineError
from timeline.formats.jsonl import dump
from timeline.history import past
from timeline.reading import counts, filters
from timeline.reading.filter import Filter
from timeline.web import pages
from timeline.web.links import NOUNS, Links
from timeline.web.rendering import UNPROVEN, environment
from timeline.web.requests import LONGEST, asked, moment

#: what a browser may do with a page: nothing but show it, with our own style and script
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
_DAMAGED = "something in the file is not as it should be; timeline db check tells what, and how to mend it"
#: templates of pages that list entries
_LISTS = ("timeline.html", "noun.html", "source.html")
_NAMES = {"stats.html": "Statistics", "proof.html": "How a claim is proven"}
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_STATUS = {RefusedError: 400, DateError: 400, GoneError: 410, NotFoundError: 404, DatabaseError: 503}
#: where to listen, to be asked under any address of the machine
_ANY = ("0.0.0.0", "::")  # noqa: S104
#: how long a request waits for another program that writes, in milliseconds; all others wait behind it
_WAIT = 1_000
#: so many overviews are remembered
_REMEMBERED = 200


class _File:
    """The file, opened read-only anew for each request and closed again.

    A connection that stayed open would keep the write-ahead log beside the file, which SQLite would play into another
    file that takes its place (https://sqlite.org/howtocorrupt.html, section 1.4); and an edit, or another file in its
    place, is seen at the next request so.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._version: Any = None
        self._known: OrderedDict[Any, Any] = OrderedDict()

    @contextmanager
    def opened(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection to the file as it is at one moment. Raises DatabaseError where it cannot be read."""
        self._look()
        with closing(opening.open_to_read(self.path, wait=_WAIT)) as connection, opening.explained(self.path):
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def as_of(self, number: int) -> Iterator[sqlite3.Connection]:
        """Yield a connection that shows the file as of a changeset."""
        with closing(opening.open_to_read(self.path, wait=_WAIT)) as connection, opening.explained(self.path):
            past.show_as_of(connection, number)
            yield connection

    def _look(self) -> None:
        """Forget what is remembered where the file is not the one that it was, or its write-ahead log has grown."""
        version = (_stat(self.path), _stat(f"{self.path}-wal"))
        if version != self._version:
            self._known.clear()
            self._version = version

    def remembered(self, key: Any, read: Callable[[], Any]) -> Any:
        """Return what was read under a key, until the file changes."""
        if key not in self._known:
            self._known[key] = read()
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return self._known[key]


def _stat(path: str) -> tuple[int, ...] | None:
    """Return what differs once a file has been written to; None for one that is empty, as a log is after its use."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns) if found.st_size else None


class _Site:
    """The pages of one file."""

    def __init__(self, path: str, hosts: Iterable[str], title: str | None) -> None:
        self.file = _File(path)
        self.hosts = frozenset(hosts)
        self.links = Links()
        self.templates = environment(self.links, is_served=True)
        self.name = title or os.path.basename(path)

    def answer(self, read: Callable[[sqlite3.Connection, Request], tuple[str, dict[str, Any]]]) -> Callable[..., Any]:
        """Make an endpoint of what reads a page: its template and what it says."""

        async def endpoint(request: Request) -> Response:
            self._check(request)
            with self.file.opened() as connection:
                try:
                    template, page = read(connection, request)
                except (ArithmeticError, LookupError, TypeError, ValueError) as error:
                    # Plain SQL can write what no program of ours would; that is no reason to fall silent.
                    raise DatabaseError(f"this page cannot be shown: {_DAMAGED}") from error
            if request.url.path.endswith(".json"):
                return Response(dump(_twin(template, page), indent=True), media_type="application/json")
            if template in _LISTS:
                page["jsonld"] = pages.graph(page["listed"])
            elif template == "index.html":
                page["jsonld"] = pages.graph_of_names(page)
            elif template != "entry.html":
                page["jsonld"] = {"@context": "https://schema.org", "@type": "WebPage", "name": _NAMES[template]}
            return self.page(template, page | {"base": f"{request.url.scheme}://{request.url.netloc}"})

        return endpoint

    def _check(self, request: Request) -> None:
        if len(request.url.query) > LONGEST:
            raise HTTPException(414, "that address is too long")

    def page(self, template: str, page: dict[str, Any], status: int = 200) -> HTMLResponse:
        """Render a page."""
        return HTMLResponse(self.templates.get_template(template).render(site=self.name, **page), status)

    def failure(self, request: Request, status: int, said: str) -> Response:
        """Say why a page is not shown, as a page or as data."""
        if request.url.path.endswith(".json"):
            return Response(dump({"error": said}) + "\n", status, media_type="application/json")
        return self.page("error.html", {"status": status, "message": said}, status)

    def timeline(self, connection: sqlite3.Connection, request: Request) -> tuple[str, dict[str, Any]]:
        """Read the timeline under the filters of the address."""
        pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "band"]
        by = request.query_params.get("band") or "speaker"
        if by not in ("speaker", "topic", "kind"):
            raise RefusedError(f"band: “{by[:20]}” is none of speaker, topic, kind")
        wants = asked(pairs)
        if wants.as_of is None:
            page = pages.timeline(connection, wants)
            overview = self._overview(connection, page["wanted"], by)
        else:
            number = filters.changeset(connection, "as-of", wants.as_of, moment)
            with self.file.as_of(number) as then:
                page = pages.timeline(then, wants, number)
                key = (number, page["wanted"], by)
                overview = self.file.remembered(key, lambda: pages.overview(then, page["wanted"], by, simply=True))
        page["view"]["band"] = by if by != "speaker" else None
        return "timeline.html", {**page, **overview, "by": by}

    def _overview(self, connection: sqlite3.Connection, wanted: Filter, by: str) -> dict[str, Any]:
        key = (None, wanted, by)
        found: dict[str, Any] = self.file.remembered(key, lambda: pages.overview(connection, wanted, by))
        return found

    def entry(self, connection: sqlite3.Connection, request: Request) -> tuple[str, dict[str, Any]]:
        """Read an entry."""
        return "entry.html", pages.entry(connection, request.path_params["uid"].removesuffix(".json"))

    def noun(self, kind: str) -> Callable[..., tuple[str, dict[str, Any]]]:
        """Return what reads a speaker, topic or place."""

        def read(connection: sqlite3.Connection, request: Request) -> tuple[str, dict[str, Any]]:
            page = pages.noun(connection, kind, request.path_params["uid"].removesuffix(".json"))
            by = "topic" if kind == "speaker" else "speaker"
            return "noun.html", page | self._overview(connection, page["wanted"], by)

        return read

    def source(self, connection: sqlite3.Connection, request: Request) -> tuple[str, dict[str, Any]]:
        """Read a source."""
        uid = request.path_params["uid"].removesuffix(".json")
        return "source.html", pages.source(connection, uid, request.query_params.get("snapshot"))

    def index(self, kind: str) -> Callable[..., tuple[str, dict[str, Any]]]:
        """Return what reads the list of all speakers, topics, places or sources."""

        def read(connection: sqlite3.Connection, request: Request) -> tuple[str, dict[str, Any]]:
            rows = self.file.remembered(kind, lambda: pages.listed_nouns(connection, kind))
            order, after = (request.query_params.get(name) or None for name in ("order", "after"))
            return "index.html", pages.index(rows, kind, order, after)

        return read

    def statistics(self, connection: sqlite3.Connection, request: Request) -> tuple[str, dict[str, Any]]:
        """Count entries."""
        pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "by"]
        return "stats.html", pages.statistics(connection, asked(pairs), request.query_params.get("by") or "year")


def _twin(template: str, page: dict[str, Any]) -> Any:
    """Return what a page says as plain data: records in the record's shape."""
    if template == "entry.html":
        return page["record"]
    if template == "proof.html":
        return {"exact": "The words stand in the stored text, where the citation says"} | UNPROVEN
    if template == "stats.html":
        bare = {"id"} if page["by"] in counts.PERIODS else {"beyond"}
        return [{n: v for n, v in count._asdict().items() if n not in bare} for count in page["counts"]]
    if template == "index.html":
        return {f"{page['kind']}s": page["rows"], "after": page["after"]}
    plain: dict[str, Any] = {"entries": page["listed"].records, "after": page["listed"].after}
    if template == "noun.html":
        noun = {name: value for name, value in page["noun"].items() if name != "changeset_id"}
        plain = {page["kind"]: noun | {"names": [dict(row) for row in page["names"]]}} | plain
    if template == "source.html":
        known = {name: value for name, value in page["source"].items() if name != "changeset_id"}
        plain = {"source": known | {"snapshots": page["stored"].snapshots, "text": page["stored"].text}} | plain
    return plain


class _Guard:
    """Refuses requests that a foreign page has sent here by another name, and puts the headers on every answer."""

    def __init__(self, app: Any, site: _Site) -> None:
        self.app = app
        self.site = site

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                more = [(n.lower().encode(), v.encode()) for n, v in HEADERS.items() if n.lower().encode() not in given]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        host = hosts[0].rpartition(":")[0] or hosts[0] if hosts and not hosts[0].endswith("]") else "".join(hosts)
        if not self._knows(host.lower().strip("[]")):
            said = f"“{host[:60]}” is no name of this server; name it with --host or --allow-host"
            await self.site.page("error.html", {"status": 400, "message": said}, 400)(scope, receive, guarded)
            return
        await self.app(scope, receive, guarded)

    def _knows(self, host: str) -> bool:
        """Tell whether this server has a name; an address cannot be a foreign page's name for it, where any may ask."""
        return host in self.site.hosts or (not self.site.hosts.isdisjoint(_ANY) and _is_address(host))


def _is_address(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False


def make_app(path: str, hosts: Iterable[str] = ("127.0.0.1", "localhost", "::1"), title: str | None = None) -> Any:
    """Return the ASGI application that shows a file, under these names of the machine alone, and a title."""
    site = _Site(path, (host.lower() for host in hosts), title)

    async def failed(request: Request, error: Exception) -> Response:
        status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 500)
        return site.failure(request, status, str(error))

    async def unknown(request: Request, error: Exception) -> Response:
        status = getattr(error, "status_code", 500)
        said = {404: "there is no such page", 405: "pages here can only be read"}.get(
            status, getattr(error, "detail", "")
        )
        headers = getattr(error, "headers", None) or {}
        response = site.failure(request, status, said)
        response.headers.update(headers)
        return response

    async def static(request: Request) -> Response:
        name = request.path_params["name"]
        kind = _TYPES.get(os.path.splitext(name)[1])
        file = files("timeline.web").joinpath("static", name)
        if "/" in name or kind is None or not file.is_file():
            raise HTTPException(404)
        return Response(file.read_bytes(), media_type=kind)

    async def numbered(request: Request) -> Response:
        with site.file.opened() as connection:
            uid = pages.uid_of(connection, str(request.path_params["number"]))
        return RedirectResponse(site.links.entry(uid), 302)

    routes = [Route("/", site.answer(site.timeline)), Route("/timeline.json", site.answer(site.timeline))]
    routes += [Route("/e/{number:int}", numbered), Route("/e/{uid}", site.answer(site.entry))]
    for kind in NOUNS:
        one = site.source if kind == "source" else site.noun(kind)
        routes += [Route(f"/{kind}/{{uid}}", site.answer(one))]
        routes += [Route(f"/{kind}s{end}", site.answer(site.index(kind))) for end in ("", ".json")]
    routes += [Route(f"/stats{end}", site.answer(site.statistics)) for end in ("", ".json")]
    proof = site.answer(lambda connection, request: ("proof.html", {}))
    routes += [Route(f"/proof{end}", proof) for end in ("", ".json")]
    routes += [Route("/static/{name}", static)]
    app = Starlette(routes=routes, exception_handlers={TimelineError: failed, HTTPException: unknown})
    return _Guard(app, site)
