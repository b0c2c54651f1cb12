"""Decide which day a date phrase is read relative to, and whether it may lie ahead: one rule for every front end.

A date that stands for itself needs no reference. For any other, an explicit reference wins, and a note says so if the
source was published on another day; else it is the day on which the source was published. What was said was said by the
day its source was published: the date of a statement looks back, and a phrase that puts it after its reference is
refused.
"""

from collections.abc import Callable
from typing import NamedTuple

from timeline.dates import PartialDate, Reading, read_phrase
from timeline.desk.values import DateReading
from timeline.errors import DateError, ReferenceNeededError, RefusedError, TimelineError
from timeline.store.remarks import Notes

#: finds the day on which a source was published; None if it is not known
Published = Callable[[], PartialDate | None]


class TypedDate(NamedTuple):
    """A date as somebody typed it; ``None`` if a part of it is not given."""

    date: str
    time: str | None = None
    #: when the text was written that the date is from
    reference: str | None = None
    #: ``dmy``, ``mdy`` or ``ymd``: how figures are meant
    order: str | None = None


def unpublished() -> PartialDate | None:
    """Stand for a source of which nobody knows when it was published."""
    return None


def read_full_date(text: str, order: str | None = None) -> PartialDate | None:
    """Read a date that stands for itself; None means that it is unknown. Raises DateError."""
    try:
        return read_phrase(text, order=order).date
    except ReferenceNeededError:
        raise DateError(f"“{text}” does not stand for itself; give a day, such as 2025-02-26") from None


def read_known_date(text: str, order: str | None = None) -> PartialDate:
    """Read a date that stands for itself and is known. Raises DateError."""
    date = read_full_date(text, order)
    if date is None:
        raise DateError("“unknown” cannot be compared with dates; write a day")
    return date


def read_reference(text: str | None) -> PartialDate | None:
    """Read an explicit reference, if there is one. Raises DateError at its field."""
    try:
        return None if text is None else read_known_date(text)
    except TimelineError as error:
        raise error.at("reference") from None


class PhraseReader:
    """Reads phrases that belong to no entry, relative to a reference if there is one. Raises DateError."""

    def __init__(self, reference: str | None, order: str | None) -> None:
        self._reference = read_reference(reference)
        self._order = order

    def read(self, text: str) -> DateReading:
        """Read a phrase. Raises DateError."""
        reading = read_phrase(text, self._reference, order=self._order)
        return DateReading(text, reading.date, reading.rules, self._reference)


def read_date(typed: TypedDate, published: Published, notes: Notes, *, is_statement: bool) -> DateReading:
    """Read a date by the rule of this module, with its time of day; ``notes`` tells how a phrase was read.

    Raises:
        DateError: it cannot be read, or the time does not go with the date.
        ReferenceNeededError: it needs a reference, and there is none.
        RefusedError: a statement would be later than its source.

    """
    text = typed.date.strip()
    explicit = read_reference(typed.reference)
    relative_to, instead = None, ""
    try:
        reading = read_phrase(text, order=typed.order)
    except ReferenceNeededError:
        day = published()
        relative_to = explicit or day
        reading = read_phrase(text, relative_to, ahead=False if is_statement else None, order=typed.order)
        if is_statement:
            _refuse_later(text, reading, relative_to, is_given=explicit is not None)
        if explicit and day and explicit != day:
            instead = f", the reference you gave; the source was published {day.human()}"
    if reading.date is not None and reading.rule != "edtf":
        relation = f", relative to {relative_to.human()}{instead}" if relative_to else ""
        notes(f"“{text}” is read as {reading.date.human()} ({reading.rule}){relation}", "date")
    date = reading.date if typed.time is None else at_time(reading.date, typed.time)
    return DateReading(text, date, reading.rules, relative_to)


def _refuse_later(text: str, reading: Reading, day: PartialDate | None, *, is_given: bool) -> None:
    date = reading.date
    if date is not None and day is not None and date.earliest > day.latest:
        what = "the reference you gave" if is_given else "the day on which the source was published"
        raise RefusedError(
            f"“{text}” would be {date.human()}, after {day.human()}, {what}; write the date in full if that is meant"
        )


def at_time(date: PartialDate | None, time: str) -> PartialDate:
    """Give a day its time of day. Raises DateError at the time if either does not go with the other."""
    if date is None or date.time is not None:
        raise DateError("a time of day needs a date that is one day and has no time yet", field="time")
    try:
        return PartialDate.parse(f"{date.date}T{time.strip()}")
    except DateError:
        raise DateError(
            f"“{time.strip()[:40]}” cannot be read as a time of day on {date.human()}; "
            "write 14:30, 14:30:05, 14:30Z or 14:30+03:00, for a date that is one day",
            field="time",
        ) from None


def as_typed(reading: DateReading) -> str | None:
    """Return the date as it was typed, if that says more than the EDTF it was read as."""
    return reading.typed if reading.date is not None and reading.typed != reading.date.edtf else None
