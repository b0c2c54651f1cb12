"""Storing a change of an entry, whether it was named by options or made in an editor."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import click

from timeline.cli.entry_input import as_typed, read_moment
from timeline.cli.given import given_date
from timeline.cli.output import note
from timeline.cli.writing import changeset, refuse_unchanged
from timeline.dates import PartialDate
from timeline.reading.records import Record, records

if TYPE_CHECKING:
    import sqlite3

    from timeline.store.edits import EntryEdit


Check = Callable[[Record | None], None]
"""Refuses a change, for what has become of the entry since it was read."""


def entry(connection: "sqlite3.Connection", number: int) -> Record | None:
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


class NewDate(NamedTuple):
    """The date of an entry as somebody typed it anew; ``None`` if a part of it is not given."""

    date: str | None
    time: str | None = None
    #: when the text was written that the date is from
    reference: str | None = None
    order: str | None = None


def new_date(record: Record, typed: NewDate, texts: dict[str, str | None]) -> tuple[PartialDate | None, ...]:
    """Read the new date of an entry beside the day its sources were published; the phrase becomes its date in words."""
    if typed.date is None:
        if typed.time is None:
            return ()
        return (read_moment("--date", record["date"] or "unknown", typed.time or None, lambda: None),)

    def published() -> PartialDate | None:
        dates = (citation["source"]["published"] for citation in record["citations"])
        known = typed.reference or next((date for date in dates if date), None)
        return given_date("--reference", known) if known else None

    said = record["kind"] == "statement"
    date = read_moment("--date", typed.date, typed.time or None, published, order=typed.order, said=said)
    words = as_typed(typed.date, date)
    if words is not None and "date_text" not in texts:
        texts["date_text"] = words
    elif record["date_text"] and "date_text" not in texts:
        note(f"as written in the source stays “{record['date_text']}”; --date-text changes it")
    if record["time"] and typed.time is None and not (date and date.time):
        note(f"the time of day, {record['time']}, goes with the old date; --time gives one")
    return (date,)
