"""Hold a request of an editor: the session, the posted form, and how its change is stored."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from sqlite3 import Connection
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from timeline.desk.jobs import Jobs
from timeline.errors import RefusedError
from timeline.web.desk.pages import DeskPage, Notice
from timeline.web.desk.posted import Posted
from timeline.web.desk.sessions import Session, Sessions
from timeline.web.pages import Page
from timeline.words.numbers import row_number

_REFUSED, _NOTHING_STORED = 422, "Nothing was stored yet: look at what is wrong below."
_SENT_TWICE = "this form was sent already; what it stored stands in the history"
#: headers of the pages with forms: without the referrer, browsers hide where a form comes from
HEADERS = {"Referrer-Policy": "same-origin", "Cache-Control": "no-store"}


class File(Protocol):
    """The file that editors write to."""

    path: str
    sessions: Sessions
    jobs: Jobs
    #: whether pages may be fetched from this computer or a private network
    allow_private: bool

    def reading(self) -> AbstractContextManager[Connection]:
        """Yield a connection to one state of the file."""

    def as_of(self, number: int) -> AbstractContextManager[Connection]:
        """Yield a connection that shows the file as of a changeset."""

    def opened(self, command: str, undoes: int | None, *, rehearse: bool = False) -> AbstractContextManager[Any]:
        """Open a changeset in the editor's name, after a backup if need be; a rehearsal stores nothing."""

    def shown(self, page: Page, status: int) -> Response:
        """Render a page."""


class Visit:
    """A request of an editor: the session, the posted form, and the token of the next one."""

    def __init__(self, desk: File, request: Request, session: Session, posted: Posted) -> None:
        self.desk = desk
        self.request = request
        self.session = session
        self.posted = posted

    @property
    def token(self) -> str:
        """A new token for a form."""
        return self.desk.sessions.token(self.session)

    def about(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the topics and places of the last entry that was stored."""
        return self.session.about

    def notice(self) -> Notice | None:
        """Return what this page says of the change that its address names."""
        number = self.request.query_params.get("done", "")
        return self.session.notices.get(row_number(number) or 0)

    def page(self, page: Page, status: int = 200) -> Response:
        """Render a page of the desk; one with a refused form says so first, to be read aloud."""
        if status == _REFUSED and isinstance(page, DeskPage) and page.notice is None:
            page = replace(page, notice=Notice(sentence=_NOTHING_STORED, is_refusal=True))
        response = self.desk.shown(page, status)
        response.headers.update(HEADERS)
        return response

    def done(self, notice: Notice, address: str) -> Response:
        """Lead to another page, which shows a notice."""
        number = self.session.remember(notice)
        path, _, fragment = address.partition("#")
        address = f"{path}{'&' if '?' in path else '?'}done={number}"
        return RedirectResponse(f"{address}#{fragment}" if fragment else address, 303, headers=HEADERS)

    @contextmanager
    def writing(self, command: str, undoes: int | None = None) -> Iterator[Any]:
        """Open a changeset for the form of this request, which can store only once; first back up the file if need be.

        Raises RefusedError if the form has stored something before.
        """
        desk, token = self.desk, self.posted.one("token")
        if not desk.sessions.use(self.session, token):
            raise RefusedError(_SENT_TWICE)
        try:
            with desk.opened(command, undoes) as session:
                yield session
        except BaseException:
            desk.sessions.give_back(self.session, token)
            raise


#: answers a request of an editor
Handle = Callable[[Visit], Response]


def now() -> str:
    """Return this moment in UTC, in the form of the history."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
