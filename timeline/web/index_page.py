"""Cut the index of all speakers, topics, places or sources into pages, by name or by number of entries."""

from timeline.errors import NotFoundError
from timeline.schema.vocabulary import EntityKind
from timeline.web.entity_rows import EntityRow
from timeline.web.pages import IndexPage
from timeline.web.requests import check_choice

#: names on a page
_MOST_NAMES = 500


def cut(rows: list[EntityRow], kind: EntityKind, order: str | None, after: str | None) -> IndexPage:
    """Return the page after the row with a uid; ``rows`` are by name. Raises RefusedError or NotFoundError."""
    check_choice("order", order or "name", ("name", "entries"))
    if order == "entries":
        rows = sorted(rows, key=lambda row: -row["entries"])
    begin = 0
    if after is not None:
        begin = 1 + next((place for place, row in enumerate(rows) if row["uid"] == after), -2)
        if begin < 0:
            raise NotFoundError(f"there is no {kind} {after[:60]}")
    page = rows[begin : begin + _MOST_NAMES]
    more = page[-1]["uid"] if begin + _MOST_NAMES < len(rows) else None
    return IndexPage(kind=kind, rows=page, all=len(rows), order=order or "name", here=after, after=more)
