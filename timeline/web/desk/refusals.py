"""Refuse a request: say why, and what has become of what it was about, and give back what somebody had written."""

from sqlite3 import Connection

from starlette.responses import Response

from timeline.errors import GoneError, NotFoundError, TimelineError
from timeline.schema.vocabulary import ENTITY_KINDS
from timeline.web import lookup
from timeline.web.desk import fields
from timeline.web.desk.pages import RefusedPage
from timeline.web.desk.visits import Visit
from timeline.web.pages import status_of

_NOTHING = "Nothing was stored"
#: the first part of an address → what it has a number of, and its table
_NUMBERED = {"entry": ("entry", "entries"), "review": ("proposal", "proposals"), "sources": ("source", "sources")}


def answer(visit: Visit, error: TimelineError) -> Response:
    """Show why a form was refused, or what has become of what a page was about.

    Raises the error if there is nothing to add to it.
    """
    if isinstance(error, NotFoundError) and "number" in visit.request.path_params:
        with visit.desk.reading() as connection:
            error = _missing(connection, visit) or error
    is_form = visit.request.method == "POST"
    if not is_form and not isinstance(error, GoneError):
        raise error
    page = RefusedPage(
        title=_NOTHING if is_form else "Deleted",
        reason=error.plain,
        typed=fields.labelled(visit.posted.visible()),
        is_let_in=True,
        changeset=error.changeset if isinstance(error, GoneError) else None,
    )
    return visit.page(page, status_of(error))


def _missing(connection: Connection, visit: Visit) -> NotFoundError | None:
    """Return the error for what an address has a number of; None if that exists."""
    params = visit.request.path_params
    kind, number = params.get("kind"), params["number"]
    if kind not in (None, *ENTITY_KINDS):
        return None
    place = visit.request.url.path.split("/")[1]
    name, table = (kind, f"{kind}s") if kind else _NUMBERED.get(place, ("", ""))
    if not table or connection.execute(f"SELECT 1 FROM {table} WHERE id = ?", (number,)).fetchone():
        return None
    return lookup.missing(connection, name, table, str(number))
