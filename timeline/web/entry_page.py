"""Read the page of an entry."""

import sqlite3

from timeline.evidence import verify
from timeline.history import past
from timeline.reading import threads
from timeline.reading.filter import Filter
from timeline.web import entry_thread, listing, lookup, proven_citations
from timeline.web.pages import EntryPage


def read(connection: sqlite3.Connection, text: str) -> EntryPage:
    """Read the page of an entry, given its uid or number. Raises NotFoundError."""
    number = lookup.entry_number(connection, text)
    entries = listing.read(connection, Filter(numbers=(number,)))
    record = entries.records[0]
    checks = verify.checks(connection, (number,))
    states = {check.citation: check for check in checks if check.what == "citation"}
    thread = threads.thread(connection, number)
    return EntryPage(
        record=record,
        listing=entries,
        citations=[
            proven_citations.read(connection, citation, states.get(citation["id"])) for citation in record["citations"]
        ],
        claims=[check for check in checks if check.what in verify.CLAIMS and check.state != "exact"],
        thread=entry_thread.around(record, thread) if len(thread.nodes) > 1 else None,
        history=past.changesets(connection, entry=number),
    )
