"""Answer the requests of editors: who may write, which form is valid, and what is backed up before."""

import datetime
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from sqlite3 import Connection
from typing import Any, Protocol

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from timeline.database import opening
from timeline.desk import changesets, daily_backup, history
from timeline.errors import TimelineError
from timeline.history import past
from timeline.web.desk import deciding, editing, naming, picking, queue
from timeline.web.desk import history as history_pages
from timeline.web.desk.pages import ClosedPage, EnterPage, Notice
from timeline.web.desk.posted import MOST_BYTES, Posted
from timeline.web.desk.sessions import Sessions
from timeline.web.desk.visits import HEADERS, Handle, Visit
from timeline.web.pages import Page

#: how long a page waits for another program that writes
_WAIT_MILLISECONDS = 5_000
#: the pages that an undo may lead back to
_BACK = re.compile(r"/(?:review|history|entry|edit)(?:/[\w-]+)*(?:\?[\w=&-]*)?(?:#\w*)?", re.ASCII)
_FOREIGN = "This form does not come from a page of this site; nothing was stored."


class Site(Protocol):
    """What the desk needs of the site that it belongs to."""

    def page(self, page: Page, status: int = 200, **more: object) -> Response:
        """Render a page."""


class Desk:
    """The pages on which an editor writes to one file.

    ``announce`` gets the address with the next one-time key whenever one was used.
    """

    def __init__(
        self,
        path: str,
        name: str | None = None,
        *,
        why: str | None = None,
        sessions: Sessions | None = None,
        today: Callable[[], datetime.date] = datetime.date.today,
        announce: Callable[[str], object] = lambda path: None,
    ) -> None:
        self.path = path
        self.author = changesets.author_of(name, why, "browser")
        self.editor = changesets.actor_of(name)
        self.sessions = sessions or Sessions()
        self.today = today
        self.announce = announce
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
            Route("/pick/{kind}", self.answer(picking.pick)),
            Route("/history", self.answer(history_pages.show)),
            Route("/history/{number:int}", self.answer(history_pages.show_one)),
            Route("/history/{number:int}", self.answer(history_pages.preview), methods=["POST"]),
            Route("/undo", self.answer(_undo), methods=["POST"]),
        ]

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
            posted = Posted(await _body(request))
            session = self.sessions.of(request.cookies.get(_cookie_name(request)))
            if request.method == "POST" and not _is_from_here(request):
                return self._closed(_FOREIGN, Posted(b""))
            if session is None:
                return self._closed("Your session has ended, or has not begun; nothing was stored.", posted)
            if request.method == "POST" and not self.sessions.is_valid(session, posted.one("token")):
                return self._closed("This form does not belong to your session; nothing was stored.", posted)
            return await run_in_threadpool(handle, Visit(self, request, session, posted))

        return endpoint

    def _closed(self, reason: str, posted: Posted) -> Response:
        response = self.site.page(ClosedPage(reason=reason, typed=posted.visible()), 403)
        response.headers.update(HEADERS)
        return response


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
            raise HTTPException(413, "this form is too long; nothing was stored")
    return body


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
