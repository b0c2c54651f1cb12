"""Answer requests with a page or its JSON twin, read-only, and only under names of this machine."""

import ipaddress
import os
import sqlite3
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from timeline.database import opening
from timeline.errors import DatabaseError, TimelineError
from timeline.formats.jsonl import dump
from timeline.history import past
from timeline.reading import filters
from timeline.reading.filter import Filter
from timeline.reading.filters import Today
from timeline.schema.vocabulary import ENTITY_KINDS, EntityKind
from timeline.web import (
    entity_page,
    entity_rows,
    entry_page,
    index_page,
    listing,
    lookup,
    source_page,
    statistics_page,
    timeline_page,
)
from timeline.web.links import Links
from timeline.web.listing import Overview
from timeline.web.pages import ErrorPage, Page, ProofPage, ServedPage, status_of
from timeline.web.rendering import environment
from timeline.web.requests import MAX_QUERY_CHARACTERS, check_choice, parse

if TYPE_CHECKING:
    from timeline.web.desk.app import Desk

#: headers that let a browser do nothing with a page but show it, with our own style and script
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
_DAMAGED = "this page cannot be shown: the file has a value that is not valid"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
#: hosts that listen at every address of the machine
_ANY = ("0.0.0.0", "::")  # noqa: S104
#: how long a request waits for another program that writes to the file; other requests wait meanwhile
_WAIT_MILLISECONDS = 1_000
_CACHED_VALUES = 200
_Value = TypeVar("_Value")
#: reads the page of a request
Read = Callable[[sqlite3.Connection, Request], ServedPage]


class _File:
    """The timeline file, which each request opens read-only and closes again.

    An open connection would keep the write-ahead log next to the file, and SQLite would replay it into another file put
    in its place (https://sqlite.org/howtocorrupt.html, section 1.4). Besides, the next request sees every edit and each
    new file.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._version: tuple[object, object] | None = None
        self._cache: OrderedDict[Hashable, Any] = OrderedDict()

    @contextmanager
    def opened(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection to one state of the file. Raises DatabaseError if the file cannot be read."""
        self._forget_if_changed()
        with opening.read_connection(self.path, wait=_WAIT_MILLISECONDS) as connection:
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def as_of(self, number: int) -> Iterator[sqlite3.Connection]:
        """Yield a connection that shows the file as of a changeset."""
        with opening.read_connection(self.path, wait=_WAIT_MILLISECONDS) as connection:
            past.show_as_of(connection, number)
            yield connection

    def _forget_if_changed(self) -> None:
        """Empty the cache if the file or its write-ahead log has been changed or replaced."""
        version = (_stat(self.path), _stat(f"{self.path}-wal"))
        if version != self._version:
            self._cache.clear()
            self._version = version

    def cached(self, key: Hashable, read: Callable[[], _Value]) -> _Value:
        """Return the value of a key, read only once until the file changes."""
        if key not in self._cache:
            self._cache[key] = read()
            if len(self._cache) > _CACHED_VALUES:
                self._cache.popitem(last=False)
        value: _Value = self._cache[key]
        return value


def _stat(path: str) -> tuple[int, ...] | None:
    """Return numbers that change with each write to a file; None if it is missing, or empty like a log after use."""
    try:
        stat = os.stat(path)
    except OSError:
        return None
    return (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns) if stat.st_size else None


class _Site:
    """The pages of one file."""

    def __init__(
        self, path: str, hosts: Iterable[str], title: str | None, today: Today, base_url: str | None, editor: str | None
    ) -> None:
        self.file = _File(path)
        self.hosts = frozenset(hosts)
        self.links = Links()
        self.templates = environment(self.links, is_served=True, editor=editor)
        self.name = title or os.path.basename(path)
        self.today = today
        self.base_url = base_url

    def answer(self, read: Read) -> Callable[[Request], Awaitable[Response]]:
        """Return the endpoint that answers with a page."""

        async def endpoint(request: Request) -> Response:
            self._check(request)
            is_data = request.url.path.endswith(".json")
            with self.file.opened() as connection:
                try:
                    page = read(connection, request)
                    jsonld = None if is_data else page.linked_data()
                except (ArithmeticError, LookupError, TypeError, ValueError) as error:
                    # Plain SQL can write values that timeline itself never would; the reader has to know of them.
                    raise DatabaseError(_DAMAGED) from error
            if is_data:
                return Response(dump(page.twin(), indent=True), media_type="application/json")
            base = self.base_url or f"{request.url.scheme}://{request.url.netloc}"
            return self.page(page, base=base, jsonld=jsonld)

        return endpoint

    def _check(self, request: Request) -> None:
        if len(request.url.query) > MAX_QUERY_CHARACTERS:
            raise HTTPException(
                414, f"the address is too long; its query may have at most {MAX_QUERY_CHARACTERS:,} characters"
            )

    def page(self, page: Page, status: int = 200, **more: object) -> HTMLResponse:
        """Render a page."""
        template = self.templates.get_template(page.template)
        return HTMLResponse(template.render(site=self.name, **page.values(), **more), status)

    def failure(self, request: Request, status: int, message: str, for_programs: str | None = None) -> Response:
        """Return an error as a page, or as JSON if the address asks for that, which may have another message."""
        if request.url.path.endswith(".json"):
            return Response(dump({"error": for_programs or message}) + "\n", status, media_type="application/json")
        return self.page(ErrorPage(status=status, message=message), status)

    def timeline(self, connection: sqlite3.Connection, request: Request) -> ServedPage:
        """Read a page of the timeline under the filters of the address."""
        pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "band"]
        by = request.query_params.get("band") or "speaker"
        check_choice("band", by, ("speaker", "topic", "kind"))
        query = parse(pairs, self.today)
        if query.as_of is None:
            return timeline_page.read(
                connection, query, by, lambda entry_filter: self._overview(connection, entry_filter, by)
            )
        number = filters.changeset(connection, "as-of", query.as_of, self.today).changeset
        with self.file.as_of(number) as past_connection:
            return timeline_page.read(
                past_connection,
                query,
                by,
                lambda entry_filter: self.file.cached(
                    (number, entry_filter, by), lambda: listing.overview(past_connection, entry_filter, by)
                ),
                number,
            )

    def _overview(self, connection: sqlite3.Connection, entry_filter: Filter, by: str) -> Overview:
        return self.file.cached((None, entry_filter, by), lambda: listing.overview(connection, entry_filter, by))

    def entry(self, connection: sqlite3.Connection, request: Request) -> ServedPage:
        """Read the page of an entry."""
        return entry_page.read(connection, _uid(request))

    def entity(self, kind: EntityKind) -> Read:
        """Return the function that reads the page of a speaker, topic or place."""
        by = "topic" if kind == "speaker" else "speaker"
        return lambda connection, request: entity_page.read(
            connection, kind, _uid(request), lambda entry_filter: self._overview(connection, entry_filter, by)
        )

    def source(self, connection: sqlite3.Connection, request: Request) -> ServedPage:
        """Read the page of a source."""
        return source_page.read(connection, _uid(request), request.query_params.get("snapshot"))

    def index(self, kind: EntityKind) -> Read:
        """Return the function that reads the index of all speakers, topics, places or sources."""

        def read(connection: sqlite3.Connection, request: Request) -> ServedPage:
            rows = self.file.cached(kind, lambda: entity_rows.read_all(connection, kind))
            order, after = (request.query_params.get(name) or None for name in ("order", "after"))
            return index_page.cut(rows, kind, order, after)

        return read

    def statistics(self, connection: sqlite3.Connection, request: Request) -> ServedPage:
        """Read the page of statistics."""
        pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "by"]
        return statistics_page.read(connection, parse(pairs, self.today), request.query_params.get("by") or "year")


def _uid(request: Request) -> str:
    uid: str = request.path_params["uid"]
    return uid.removesuffix(".json")


class _Guard:
    """A guard that refuses requests under a foreign name, as another site can send them, and adds our headers."""

    def __init__(self, app: ASGIApp, site: _Site) -> None:
        self.app = app
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                names = {name.lower() for name, _ in message["headers"]}
                more = [(n.lower().encode(), v.encode()) for n, v in HEADERS.items() if n.lower().encode() not in names]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        host = hosts[0].rpartition(":")[0] or hosts[0] if hosts and not hosts[0].endswith("]") else "".join(hosts)
        if not self._knows(host.lower().strip("[]")):
            problem = (
                f"“{host[:60]}” is not a name of this server; use one of its names, or add this to the allowed hosts"
            )
            await self.site.page(ErrorPage(status=400, message=problem), 400)(scope, receive, guarded)
            return
        await self.app(scope, receive, guarded)

    def _knows(self, host: str) -> bool:
        """Tell whether the server answers under a name; one that listens everywhere accepts any IP address.

        A foreign site can give this server a name of its own, but not an address.
        """
        return host in self.site.hosts or (not self.site.hosts.isdisjoint(_ANY) and _is_address(host))


def _is_address(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False


def make_app(
    path: str,
    hosts: Iterable[str] = ("127.0.0.1", "localhost", "::1"),
    title: str | None = None,
    today: Today = date.today,
    base_url: str | None = None,
    desk: "Desk | None" = None,
) -> _Guard:
    """Return the ASGI application that shows a file and answers only under the names in ``hosts``.

    With a ``desk`` editors can write; otherwise it is read-only.

    ``title`` stands above every page; dates in an address such as “yesterday” are read relative to ``today``. What is
    there to quote gets addresses under ``base_url``, else under the one that was asked for.
    """
    site = _Site(path, (host.lower() for host in hosts), title, today, base_url, desk.editor if desk else None)

    async def failed(request: Request, error: Exception) -> Response:
        field = getattr(error, "field", None)
        at = f"{field}: " if field else ""
        message, status = getattr(error, "plain", str(error)), status_of(error)
        return site.failure(request, status, f"{at}{message}", f"{at}{error}")

    async def unknown(request: Request, error: Exception) -> Response:
        status = getattr(error, "status_code", 500)
        message = {404: "there is no such page", 405: "this page cannot be changed"}.get(
            status, getattr(error, "detail", "")
        )
        headers = getattr(error, "headers", None) or {}
        response = site.failure(request, status, message)
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
            uid = lookup.entry_uid(connection, str(request.path_params["number"]))
        return RedirectResponse(site.links.entry(uid), 302)

    routes = [Route("/", site.answer(site.timeline)), Route("/timeline.json", site.answer(site.timeline))]
    routes += [Route("/e/{number:int}", numbered), Route("/e/{uid}", site.answer(site.entry))]
    for kind in ENTITY_KINDS:
        one = site.source if kind == "source" else site.entity(kind)
        routes += [Route(f"/{kind}/{{uid}}", site.answer(one))]
        routes += [Route(f"/{kind}s{end}", site.answer(site.index(kind))) for end in ("", ".json")]
    routes += [Route(f"/stats{end}", site.answer(site.statistics)) for end in ("", ".json")]
    proof = site.answer(lambda connection, request: ProofPage())
    routes += [Route(f"/proof{end}", proof) for end in ("", ".json")]
    routes += [Route("/static/{name}", static)]
    routes += desk.routes(site) if desk else []
    app = Starlette(
        routes=routes,
        exception_handlers={TimelineError: failed, HTTPException: unknown},
        lifespan=desk.lifespan if desk else None,
    )
    return _Guard(app, site)
