"""What is typed for the fields of an entry → values: dates beside their source, participants, links."""

import re
from collections.abc import Callable
from typing import TypedDict

import click

from timeline.cli.given import read_date
from timeline.cli.invocation import chosen_file
from timeline.cli.output import note
from timeline.dates import PartialDate
from timeline.errors import DateError, ReferenceNeededError, RefusedError
from timeline.schema.vocabulary import RELATIONS, Mode
from timeline.words.numbers import row_number

#: finds the day that dates are read beside
Beside = Callable[[], PartialDate | None]


class EntryOptions(TypedDict):
    """The options that ``timeline add`` and ``edit`` share, by name; ``None`` if one is not given."""

    date: str | None
    time: str | None
    reference: str | None
    order: str | None
    date_text: str | None
    new_speaker: bool
    role: str | None
    mode: Mode | None
    original: str | None
    lang: str | None
    setting: str | None
    title: str | None
    topics: tuple[str, ...]
    places: tuple[str, ...]
    participants: tuple[str, ...]
    sources: tuple[str, ...]
    via: str | None
    exact: str | None
    remark: str | None
    dataset: str | None
    external_id: str | None


def published(ctx: click.Context, known: str) -> PartialDate | None:
    """Look up when a known source was published; None where that, or the source, is not known."""
    from timeline.database.opening import Status, path_status, read_connection
    from timeline.reading import resolve

    path = chosen_file(ctx)
    if path_status(path) is not Status.CURRENT:
        return None
    with read_connection(path) as connection:
        date = resolve.published(connection.execute, known)
    return PartialDate.parse(date) if date else None


def read_moment(
    what: str, date: str, time: str | None, beside: Beside, *, order: str | None = None, said: bool = False
) -> PartialDate | None:
    """Read a date and a time of day that were typed apart; how a phrase was read is told.

    What was said was said by the day its source was published, so that its date looks back.

    Raises:
        DateError: it cannot be read, or the time does not go with the date.
        RefusedError: a statement would be later than its source.

    """
    reference = None
    try:
        reading = read_date(what, date, order=order)
    except ReferenceNeededError:
        reference = beside()
        reading = read_date(what, date, reference=reference, ahead=False if said else None, order=order)
    read = reading.date
    if read is not None and reading.rule != "edtf":
        note(f"“{date.strip()}” is read as {read.human()} ({reading.rule}){_beside(reference)}")
    if said and read is not None and reference is not None and read.earliest > reference.latest:
        raise RefusedError(
            f"{what}: “{date.strip()}” would be {read.human()}, after the source was published, {reference.human()}; "
            "write the date in full if that is meant"
        )
    if time is None:
        return read
    if read is None or read.time is not None:
        raise DateError("--time: a time of day needs a --date that is one day and has no time yet")
    try:
        return PartialDate.parse(f"{read.date}T{time.strip()}")
    except DateError:
        raise DateError(
            f"--time: “{time.strip()[:40]}” cannot be read as a time of day on {read.human()}; "
            "write 14:30, 14:30:05, 14:30Z or 14:30+03:00, for a --date that is one day"
        ) from None


def _beside(reference: PartialDate | None) -> str:
    return f", beside {reference.human()}" if reference else ""


def as_typed(typed: str, read: PartialDate | None) -> str | None:
    """Return the date as it was typed, where that says more than the EDTF it was read as."""
    words = typed.strip()
    return words if read is not None and words != read.edtf else None


def read_participant(text: str) -> tuple[str, str]:
    """Split ``NAME (ROLE)``; without a role it is ``participant``."""
    match = re.fullmatch(r"\s*([^\s(].*?)\s*\(([^()]+)\)\s*", text, re.DOTALL)
    if match is None and text.lstrip().startswith("("):
        raise RefusedError(f"--participant: “{text}” has no name; write 'NAME (ROLE)'")
    return (match[1], match[2].strip()) if match else (text, "participant")


def read_link(text: str, option: str = "--link") -> tuple[str, int]:
    """Split ``RELATION NUMBER``. Raises RefusedError where it is not that."""
    relation, _, typed = text.strip().rpartition(" ")
    relation = "_".join(relation.lower().replace("-", " ").replace("_", " ").split())
    number = row_number(typed)
    if relation not in RELATIONS or number is None:
        known = ", ".join(RELATIONS)
        raise RefusedError(
            f"{option}: “{text[:60]}” is no link; write a relation and a number, as in 'reaffirms 12' ({known})"
        )
    return relation, number
