"""Reading what is stored of a source for its page."""

import sqlite3

from timeline.errors import RefusedError
from timeline.evidence import stored
from timeline.reading import query
from timeline.reading.filter import Filter
from timeline.web import listing, lookup, marked_text
from timeline.web.pages import SourcePage
from timeline.words.numbers import LARGEST, row_number

#: entries on the page
_MOST = 50


def read(connection: sqlite3.Connection, named: str, snapshot: str | None) -> SourcePage:
    """Read a source that is named by its uid or number, and look at one of its snapshots.

    Raises NotFoundError, and RefusedError for a snapshot that is no number.
    """
    number = lookup.entity(connection, "source", named)["id"]
    chosen = None
    if snapshot is not None:
        if not (snapshot.isascii() and snapshot.isdigit()):
            raise RefusedError(f"snapshot: “{snapshot[:20]}” is no number")
        number_given = row_number(snapshot)
        chosen = LARGEST if number_given is None else number_given
    known = stored.source(connection, number, chosen)
    citing = Filter(sources=(number,))
    return SourcePage(
        source=known.source,
        stored=known,
        marked=list(marked_text.pieces(known)),
        numbers=listing.uids(connection, "entries", (entry for entry, _ in known.cited)),
        listed=listing.read(connection, citing._replace(limit=_MOST + 1), _MOST),
        count=query.count(connection, citing),
    )
