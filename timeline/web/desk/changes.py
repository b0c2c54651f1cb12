"""Show what the snapshots of a source have changed, and which entries cite words that are gone."""

from starlette.responses import Response

from timeline.desk import source_changes
from timeline.errors import RefusedError
from timeline.web.desk.pages import ChangesPage
from timeline.web.desk.visits import Visit
from timeline.web.lookup import entity
from timeline.words.numbers import row_number


def show(visit: Visit) -> Response:
    """Show what the latest snapshot of a source has changed, or what lies between two others."""
    number = visit.request.path_params["number"]
    earlier, later = (_snapshot(visit, name) for name in ("from", "to"))
    with visit.desk.reading() as connection:
        source = entity(connection, "source", str(number))
        changes = source_changes.read(connection, number, earlier, later)
    return visit.page(
        ChangesPage(
            token=visit.token,
            notice=visit.notice(),
            number=number,
            uid=source["uid"],
            name=source["title"] or source["url"] or source["publisher"],
            changes=changes,
        )
    )


def _snapshot(visit: Visit, name: str) -> int | None:
    text = visit.request.query_params.get(name)
    if text is None:
        return None
    number = row_number(text)
    if number is None:
        raise RefusedError(f"“{text[:20]}” is not a snapshot number")
    return number
