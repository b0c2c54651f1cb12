"""Reading everything about an entry for its page."""

import sqlite3

from timeline.evidence import verify
from timeline.history import past
from timeline.reading import threads
from timeline.reading.filter import Filter
from timeline.web import entry_thread, listing, lookup, proven_citations
from timeline.web.pages import EntryPage


def read(connection: sqlite3.Connection, named: str) -> EntryPage:
    """Read an entry that is named by its uid or number. Raises NotFoundError."""
    number = lookup.entry_number(connection, named)
    listed = listing.read(connection, Filter(numbers=(number,)))
    record = listed.records[0]
    checks = verify.checks(connection, (number,))
    states = {check.citation: check for check in checks if check.what == "citation"}
    thread = threads.thread(connection, number)
    return EntryPage(
        record=record,
        listed=listed,
        citations=[proven_citations.read(connection, cited, states.get(cited["id"])) for cited in record["citations"]],
        claims=[check for check in checks if check.what != "citation" and check.state != "exact"],
        thread=entry_thread.around(record, thread) if len(thread.nodes) > 1 else None,
        history=past.changesets(connection, entry=number),
    )
