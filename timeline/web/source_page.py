"""Read the page of a source."""

import sqlite3

from timeline.errors import RefusedError
from timeline.evidence import stored
from timeline.reading import query
from timeline.reading.filter import Filter
from timeline.web import listing, lookup, marked_text
from timeline.web.pages import SourcePage
from timeline.words.numbers import LARGEST_NUMBER, row_number

#: entries on the page
_MOST_ENTRIES = 50


def read(connection: sqlite3.Connection, text: str, snapshot: str | None) -> SourcePage:
    """Read the page of a source, given its uid or number, with the text of its latest snapshot or of another one.

    Raises NotFoundError, and RefusedError if ``snapshot`` is not a number.
    """
    number = lookup.entity(connection, "source", text)["id"]
    snapshot_number = None
    if snapshot is not None:
        if not (snapshot.isascii() and snapshot.isdigit()):
            raise RefusedError(f"“{snapshot[:20]}” is not a snapshot number", field="snapshot")
        valid = row_number(snapshot)
        snapshot_number = LARGEST_NUMBER if valid is None else valid
    source = stored.source(connection, number, snapshot_number)
    citing = Filter(sources=(number,))
    return SourcePage(
        source=source.source,
        stored=source,
        marked=list(marked_text.pieces(source.text, source.cited)),
        numbers=listing.uids(connection, "entries", (entry for entry, _ in source.cited)),
        listing=listing.read(connection, citing._replace(limit=_MOST_ENTRIES + 1), _MOST_ENTRIES),
        count=query.count(connection, citing),
    )
