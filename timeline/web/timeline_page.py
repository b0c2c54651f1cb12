"""Read a page of the timeline under the filters of an address."""

import sqlite3
from collections.abc import Callable

from timeline.reading import filters, search
from timeline.reading.filter import Filter
from timeline.web import filter_words, listing, lookup
from timeline.web.listing import Overview
from timeline.web.pages import TimelinePage
from timeline.web.requests import PAGE_ENTRIES, ListRequest


def read(
    connection: sqlite3.Connection,
    request: ListRequest,
    by: str,
    overview: Callable[[Filter], Overview],
    as_of: int | None = None,
) -> TimelinePage:
    """Read a page of the timeline; with ``as_of``, ``connection`` shows the file as of that changeset.

    ``overview`` reads the overview of a filter, in rows by ``speaker``, ``topic`` or ``kind``.
    """
    entry_filter = filters.with_names(connection, request.texts, request.dated)
    after = lookup.entry_number(connection, request.after) if request.after is not None else None
    page = entry_filter._replace(after=after, limit=request.limit + 1, reverse=request.reverse)
    meanings = filter_words.meanings(connection, request, as_of)
    above = overview(entry_filter)
    return TimelinePage(
        listing=listing.read(connection, page, request.limit, is_past=as_of is not None),
        filters=request.filters,
        meanings=meanings,
        heading=filter_words.heading(request.filters, meanings),
        to_quote=filter_words.to_quote(request, as_of),
        view={
            "reverse": 1 if request.reverse else None,
            "limit": request.limit if request.limit != PAGE_ENTRIES else None,
            "band": by if by != "speaker" else None,
        },
        is_first=after is None,
        after=request.after,
        words=search.pattern(entry_filter.words) if entry_filter.words else None,
        by=by,
        band=above.band,
        count=above.count,
        left_out=above.left_out,
    )
