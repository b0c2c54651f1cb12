"""A page of all speakers, topics, places or sources, by name or those with most entries first."""

from timeline.errors import NotFoundError, RefusedError
from timeline.schema.vocabulary import EntityKind
from timeline.web.entity_rows import EntityRow
from timeline.web.pages import IndexPage

#: names on a page
_MOST = 500


def cut(rows: list[EntityRow], kind: EntityKind, order: str | None, after: str | None) -> IndexPage:
    """Return the page after one of the rows, which are by name. Raises RefusedError or NotFoundError."""
    if order not in (None, "name", "entries"):
        raise RefusedError(f"order: “{order[:20]}” is none of name, entries")
    if order == "entries":
        rows = sorted(rows, key=lambda row: -row["entries"])
    begin = 0
    if after is not None:
        begin = 1 + next((place for place, row in enumerate(rows) if row["uid"] == after), -2)
        if begin < 0:
            raise NotFoundError(f"there is no {kind} {after[:60]}")
    some = rows[begin : begin + _MOST]
    more = some[-1]["uid"] if begin + _MOST < len(rows) else None
    return IndexPage(kind=kind, rows=some, all=len(rows), order=order or "name", here=after, after=more)
