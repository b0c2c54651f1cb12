"""Answer the requests of editors: who may write, which form is valid, and what is backed up before."""

import datetime
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from sqlite3 import Connection
from typing import Any, Protocol

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from timeline.database import opening
from timeline.desk import changesets, daily_backup, history
from timeline.desk.jobs import Jobs
from timeline.errors import TimelineError
from timeline.evidence.retrieval import MAX_SOURCE_BYTES, MAX_SOURCE_MB
from timeline.history import past
from timeline.web.desk import adding, changes, deciding, editing, fields, naming, picking, queue, refusals
from timeline.web.desk import history as history_pages
from timeline.web.desk import sources as source_pages
from timeline.web.desk.pages import EnterPage, Notice, RefusedPage
from timeline.web.desk.posted import MOST_BYTES, Posted, PostedFile
from timeline.web.desk.sessions import Sessions
from timeline.web.desk.visits import HEADERS, Handle, Visit
from timeline.web.pages import Page
from timeline.words.numbers import LARGEST_NUMBER

#: how long a page waits for another program that writes
_WAIT_MILLISECONDS = 5_000
_ENDED = "Your session has ended, or has not begun; nothing was stored."
#: how much of the end of a form with a file is looked at, to tell whether it is complete
_END_BYTES = 100
#: the pages that an undo may lead back to
_BACK = re.compile(r"/(?:review|history|entry|edit)(?:/[\w-]+)*(?:\?[\w=&-]*)?(?:#\w*)?", re.ASCII)
_TOO_LONG = "this form is longer than 4 MB; go back in your browser, where your text still stands, and shorten it"
_TEXT_TOO_LONG = (
    "a pasted text may have at most 4 MB; save a longer one as a file and add the file, or go back in your browser,"
    " where your text still stands, and shorten it; nothing was stored"
)
_FOREIGN = "This form does not come from a page of this site; nothing was stored."


class Site(Protocol):
    """What the desk needs of the site that it belongs to."""

    def page(self, page: Page, status: int = 200, **more: object) -> Response:
        """Render a page."""


class Desk:
    """The pages on which an editor writes to one file.

    ``announce`` gets the address with the next one-time key whenever one was used, ``report`` the name of each document
    that has not been taken in when the server ends.
    """

    def __init__(
        self,
        path: str,
        name: str | None = None,
        *,
        why: str | None = None,
        sessions: Sessions | None = None,
        today: Callable[[], datetime.date] = datetime.date.today,
        allow_private: bool = False,
        announce: Callable[[str], object] = lambda path: None,
        report: Callable[[str], object] = lambda name: None,
    ) -> None:
        self.path = path
        self.author = changesets.author_of(name, why, "browser")
        self.editor = changesets.actor_of(name)
        self.sessions = sessions or Sessions()
        self.today = today
        self.allow_private = allow_private
        self.announce = announce
        self.report = report
        self.jobs = Jobs()
        self.site: Site

    @property
    def entrance(self) -> str:
        """The path, with the one-time key, at which a browser is let in."""
        return f"/enter?key={self.sessions.key}"

    def routes(self, site: Site) -> list[Route]:
        """Return the routes of the desk on a site."""
        self.site = site
        return [
            Route("/enter", self._enter),
            Route("/review", self.answer(queue.show)),
            Route("/review", self.answer(queue.change), methods=["POST"]),
            Route("/review/new", self.answer(deciding.show_text)),
            Route("/review/new", self.answer(deciding.add), methods=["POST"]),
            Route("/review/{number:int}", self.answer(deciding.show)),
            Route("/review/{number:int}", self.answer(deciding.decide), methods=["POST"]),
            Route("/entry/new", self.answer(editing.show_new)),
            Route("/entry/new", self.answer(editing.add), methods=["POST"]),
            Route("/entry/{number:int}", self.answer(editing.show)),
            Route("/entry/{number:int}", self.answer(editing.change), methods=["POST"]),
            Route("/edit/{kind}/{number:int}", self.answer(naming.show)),
            Route("/edit/{kind}/{number:int}", self.answer(naming.change), methods=["POST"]),
            Route("/edit/{kind}/{uid}", self.answer(naming.find)),
            Route("/add/{kind}", self.answer(adding.show)),
            Route("/add/{kind}", self.answer(adding.add), methods=["POST"]),
            Route("/sources/add", self.answer(source_pages.show)),
            Route("/sources/add", self.answer(source_pages.add), methods=["POST"]),
            Route("/sources/again/{number:int}", self.answer(source_pages.again), methods=["POST"]),
            Route("/sources/changes/{number:int}", self.answer(changes.show)),
            Route("/sources/jobs", self.answer(source_pages.show_jobs)),
            Route("/sources/jobs", self.answer(source_pages.change_jobs), methods=["POST"]),
            Route("/pick/{kind}", self.answer(picking.pick)),
            Route("/history", self.answer(history_pages.show)),
            Route("/history/{number:int}", self.answer(history_pages.show_one)),
            Route("/history/{number:int}", self.answer(history_pages.preview), methods=["POST"]),
            Route("/undo", self.answer(_undo), methods=["POST"]),
        ]

    @asynccontextmanager
    async def lifespan(self, app: object) -> AsyncGenerator[None, None]:
        """Serve; at the end, stop what is being taken in."""
        yield
        for name in await run_in_threadpool(self.jobs.close):
            self.report(name)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection to one state of the file."""
        with opening.read_connection(self.path, wait=_WAIT_MILLISECONDS) as connection:
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def as_of(self, number: int) -> Iterator[Connection]:
        """Yield a connection that shows the file as of a changeset."""
        with opening.read_connection(self.path, wait=_WAIT_MILLISECONDS) as connection:
            past.show_as_of(connection, number)
            yield connection

    @contextmanager
    def opened(self, command: str, undoes: int | None, *, rehearse: bool = False) -> Iterator[Any]:
        """Open a changeset in the editor's name, after a backup if it is the first change of a day.

        A rehearsal stores nothing.
        """
        if not rehearse:
            daily_backup.keep(self.path, self.today())
        with changesets.opened(self.path, self.author, command, undoes=undoes, rehearse=rehearse) as session:
            yield session

    def shown(self, page: Page, status: int) -> Response:
        """Render a page."""
        return self.site.page(page, status)

    async def _enter(self, request: Request) -> Response:
        """Exchange the one-time key for a session.

        The page leads on by itself: a cookie that is strictly of this site is not sent along with a redirect of a
        request that came from elsewhere.
        """
        if request.method != "GET" or "prefetch" in request.headers.get("sec-purpose", ""):
            raise HTTPException(503, "this address works once; open it yourself")
        session = self.sessions.enter(request.query_params.get("key", ""))
        if session is None:
            return self._closed("This address has been used, or is not complete.", Posted(b""))
        response = self.site.page(EnterPage())
        response.headers.update(HEADERS)
        response.set_cookie(
            _cookie_name(request), self.sessions.cookie(session), httponly=True, samesite="strict", path="/"
        )
        self.announce(self.entrance)
        return response

    def answer(self, handle: Handle) -> Callable[[Request], Awaitable[Response]]:
        """Return the endpoint that lets an editor's request through to a function, in a thread of its own."""

        async def endpoint(request: Request) -> Response:
            if request.path_params.get("number", 0) > LARGEST_NUMBER:
                raise HTTPException(404)
            session = self.sessions.of(request.cookies.get(_cookie_name(request)))
            if request.method == "POST" and not _is_from_here(request):
                return self._closed(_FOREIGN, Posted(b""))
            if session is None and _has_file(request) and not _is_short(request):  # a stranger's file is not read
                return self._closed(_ENDED, Posted(b""))
            posted = await _file_form(request) if _has_file(request) else Posted(await _body(request))
            if session is None:
                return self._closed(_ENDED, posted)
            if request.method == "POST" and not self.sessions.is_valid(session, posted.one("token")):
                return self._closed("This form does not belong to your session; nothing was stored.", posted)
            return await run_in_threadpool(_answered, handle, Visit(self, request, session, posted))

        return endpoint

    def _closed(self, reason: str, posted: Posted) -> Response:
        typed = fields.labelled(posted.visible())
        page = RefusedPage(title="Nothing was stored", reason=reason, typed=typed, is_let_in=False)
        response = self.site.page(page, 403)
        response.headers.update(HEADERS)
        return response


def _answered(handle: Handle, visit: Visit) -> Response:
    try:
        return handle(visit)
    except TimelineError as error:
        return refusals.answer(visit, error)


def _cookie_name(request: Request) -> str:
    """Return the name of the cookie, one for each port: browsers share cookies among the ports of a machine."""
    return f"timeline-desk-{request.url.port or 80}"


def _is_from_here(request: Request) -> bool:
    """Tell whether a browser sent a form from a page of this site."""
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    site = request.headers.get("sec-fetch-site", "same-origin")
    return request.headers.get("origin") == own and site == "same-origin"


async def _body(request: Request) -> bytes:
    """Return the body of a request. Raises HTTPException if it is too long."""
    if request.method != "POST":
        return b""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise HTTPException(413, f"{_TOO_LONG}; nothing was stored")
    return body


def _has_file(request: Request) -> bool:
    return request.method == "POST" and request.headers.get("content-type", "").startswith("multipart/form-data")


def _is_short(request: Request) -> bool:
    """Tell whether a form announces no more bytes than one without a file may have."""
    announced = request.headers.get("content-length", "")
    return announced.isascii() and announced.isdigit() and int(announced) <= MOST_BYTES


async def _file_form(request: Request) -> Posted:
    """Parse a form with a file, which is kept on the disk meanwhile.

    Raises HTTPException if it is too long, before the rest of it arrives, or cannot be read.
    """
    most = MAX_SOURCE_BYTES + MOST_BYTES
    too_long = HTTPException(413, f"a source may have at most {MAX_SOURCE_MB} MB; nothing was stored")
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > most:
        raise too_long

    size, end = 0, b""

    async def limited() -> AsyncGenerator[bytes, None]:
        """Yield the parts of the body; the parser closes its files only after an error of its own kind."""
        nonlocal size, end
        try:
            async for part in request.stream():
                size, end = size + len(part), (end + part)[-_END_BYTES:]
                if size > most:
                    raise MultiPartException("too long")
                yield part
        except ClientDisconnect:
            raise MultiPartException("cut off") from None
        if not end.rstrip().endswith(b"--"):
            raise MultiPartException("cut off")

    try:
        parser = MultiPartParser(request.headers, limited(), max_files=1, max_fields=100, max_part_size=MOST_BYTES)
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError) as error:
        if size > most:
            raise too_long from error
        raise _unread(error) from error
    try:
        pairs = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        contents = [PostedFile(file.filename or "", await file.read(MAX_SOURCE_BYTES + 1)) for file in files]
    finally:
        await form.close()
    sent = next((one for one in contents if one.content or one.name), None)
    if sent is not None and len(sent.content) > MAX_SOURCE_BYTES:
        raise too_long
    return Posted.of_parts(pairs, sent)


def _unread(error: Exception) -> HTTPException:
    """Return the error for a form that the parser refuses; only a field can exceed its maximum, never a file."""
    if "maximum size" in str(error):
        return HTTPException(413, _TEXT_TOO_LONG)
    return HTTPException(400, "this form cannot be read, or arrived incomplete; nothing was stored")


def _undo(visit: Visit) -> Response:
    """Undo a changeset, and lead back to where it was made."""
    number = visit.posted.number("changeset") or 0
    back = visit.posted.one("back")
    address = back if _BACK.fullmatch(back) else "/review"
    try:
        with visit.writing(f"undo {number}", undoes=number) as session:
            done = history.undo(session, number)
    except TimelineError as error:
        return visit.done(Notice(sentence=f"Not undone: {error.plain}.", is_refusal=True), address)
    return visit.done(Notice(sentence=f"Undone: change {number}.", changeset=done.changeset), address)
