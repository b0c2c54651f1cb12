"""Storing a change of an entry, whether it was named by options or made in an editor."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.entry_input import as_typed, read_moment
from timeline.cli.given import given_date
from timeline.cli.output import note
from timeline.cli.writing import changeset, refuse_unchanged
from timeline.dates import PartialDate
from timeline.reading.records import Record, records

if TYPE_CHECKING:
    from timeline.store.edits import EntryEdit


Check = Callable[[Record | None], None]
"""Refuses a change, for what has become of the entry since it was read."""


def entry(connection: Any, number: int) -> Record | None:
    """Read everything about an entry; None where there is none."""
    from timeline.reading import query
    from timeline.reading.filter import Filter

    return next(records(connection, query.entries(connection, Filter(numbers=(number,)))), None)


def change(ctx: click.Context, number: int, wanted: "EntryEdit", check: Check | None = None) -> None:
    """Store the change of an entry and tell what came of it."""
    from timeline.store.edits import edit_entry
    from timeline.store.naming import driver

    notes: list[str] = []
    with changeset(ctx) as session:
        if check:
            check(entry(driver(session), number))
        edit_entry(session, number, wanted, notes.append)
        here = refuse_unchanged(session, f"entry {number}")
    for told in notes:
        note(told)
    note(f"changed entry {number}; timeline log --changeset {here} shows how, timeline undo takes it back")


def new_date(record: Record, given: dict[str, Any], texts: dict[str, str | None]) -> tuple[PartialDate | None, ...]:
    """Read the new date of an entry beside the day its sources were published; the phrase becomes its date in words."""
    if given["date"] is None:
        if given["time"] is None:
            return ()
        return (read_moment("--date", record["date"] or "unknown", given["time"] or None, lambda: None),)

    def published() -> PartialDate | None:
        dates = (citation["source"]["published"] for citation in record["citations"])
        known = given["reference"] or next((date for date in dates if date), None)
        return given_date("--reference", known) if known else None

    said = record["kind"] == "statement"
    date = read_moment("--date", given["date"], given["time"] or None, published, order=given["order"], said=said)
    words = as_typed(given["date"], date)
    if words is not None and "date_text" not in texts:
        texts["date_text"] = words
    elif record["date_text"] and "date_text" not in texts:
        note(f"as written in the source stays “{record['date_text']}”; --date-text changes it")
    if record["time"] and given["time"] is None and not (date and date.time):
        note(f"the time of day, {record['time']}, goes with the old date; --time gives one")
    return (date,)
