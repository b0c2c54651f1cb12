"""Reading a page of the timeline under the filters of an address."""

import sqlite3
from collections.abc import Callable

from timeline.reading import filters, search
from timeline.reading.filter import Filter
from timeline.web import filter_words, listing, lookup
from timeline.web.listing import Overview
from timeline.web.pages import TimelinePage
from timeline.web.requests import PAGE, Asked


def read(
    connection: sqlite3.Connection,
    asked: Asked,
    by: str,
    overview: Callable[[Filter], Overview],
    as_of: int | None = None,
) -> TimelinePage:
    """Read a page of the timeline; ``connection`` shows the file as of a changeset, where one is asked for.

    ``overview`` reads what stands above every page of it, in rows by ``speaker``, ``topic`` or ``kind``.
    """
    wanted = filters.with_names(connection, asked.given, asked.dated)
    after = lookup.entry_number(connection, asked.after) if asked.after is not None else None
    part = wanted._replace(after=after, limit=asked.limit + 1, reverse=asked.reverse)
    called = filter_words.meanings(connection, asked, as_of)
    over = overview(wanted)
    return TimelinePage(
        listed=listing.read(connection, part, asked.limit, simply=as_of is not None),
        filters=asked.filters,
        called=called,
        heading=filter_words.heading(asked.filters, called),
        cited=filter_words.to_quote(asked, as_of),
        view={
            "reverse": 1 if asked.reverse else None,
            "limit": asked.limit if asked.limit != PAGE else None,
            "band": by if by != "speaker" else None,
        },
        is_first=after is None,
        after=asked.after,
        words=search.pattern(wanted.words) if wanted.words else None,
        by=by,
        band=over.band,
        count=over.count,
        left_out=over.left_out,
    )
