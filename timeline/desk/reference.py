"""Choose the reference of a date phrase, and refuse a statement dated later: one rule for every front end.

A complete date needs no reference. For any other date the reference is the one that the person names, else the day on
which the source was published; a note reports if both exist and differ. A statement was made by the day on which its
source was published, so a phrase looks back, and is refused if it means a day after its reference.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from timeline.dates import PartialDate, Reading, read_phrase
from timeline.desk.problems import Problems
from timeline.desk.values import DateReading
from timeline.errors import DateError, ReferenceNeededError, RefusedError, TimelineError
from timeline.store.remarks import Notes

#: code of the error for figures that can be read in two orders
_ORDER_NEEDED = "date-order"
#: finds the day on which a source was published; None if it is unknown
Published = Callable[[], PartialDate | None]


class TypedDate(NamedTuple):
    """A typed date with its time and reading options; a missing part is None."""

    date: str
    time: str | None = None
    #: the day on which the date was written
    reference: str | None = None
    #: the order of figures: ``dmy``, ``mdy`` or ``ymd``
    order: str | None = None


def unpublished() -> PartialDate | None:
    """Return None, the day of publication of a source that does not give it."""
    return None


def read_full_date(text: str, order: str | None = None) -> PartialDate | None:
    """Read a date that needs no reference; None means that it is unknown. Raises DateError."""
    try:
        return read_phrase(text, order=order).date
    except ReferenceNeededError:
        raise DateError(f"“{text}” needs a reference date; write a day, such as 2025-02-26") from None


def read_day(text: str) -> PartialDate | None:
    """Read a date like :func:`read_full_date` where nobody can give the order of its figures. Raises DateError."""
    try:
        return read_full_date(text)
    except DateError as error:
        raise without_order(error) from None


def without_order(error: TimelineError) -> TimelineError:
    """Return an error whose message does not advise to give the order of figures."""
    if error.code != _ORDER_NEEDED:
        return error
    flaw = str(error).rpartition("; write it out")[0]
    return DateError(f"{flaw}; write it out, as in 3 April 2025", field=error.field)


def read_known_date(text: str) -> PartialDate:
    """Read a known date that needs no reference. Raises DateError."""
    date = read_day(text)
    if date is None:
        raise DateError("“unknown” is not a date to compare with; write a day")
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
    """Read a date by the rule of this module, with its time of day; a note says how a phrase was read.

    Raises:
        DateError: the date cannot be read, or the time does not fit it.
        ReferenceNeededError: the date needs a reference, and there is none.
        RefusedError: a statement would be later than its source.
        FormError: more than one of the reference, the date and the time cannot be read.

    """
    problems = Problems()
    with problems.at("reference"):
        read_reference(typed.reference)
    with problems.at("date"):
        try:
            reading = _read(typed, published, notes, is_statement=is_statement)
        except ReferenceNeededError:
            if not problems.has("reference"):
                raise
    with problems.at("time"):
        if typed.time is not None and problems.errors():
            _refuse_wrong_time(typed.time)
        elif typed.time is not None:
            reading = reading._replace(date=at_time(reading.date, typed.time))
    problems.refuse()
    return reading


def _read(typed: TypedDate, published: Published, notes: Notes, *, is_statement: bool) -> DateReading:
    text = typed.date.strip()
    explicit = None
    with suppress(TimelineError):
        explicit = read_reference(typed.reference)
    relative_to, instead = None, ""
    try:
        reading = read_phrase(text, order=typed.order)
    except ReferenceNeededError:
        if typed.reference is not None and explicit is None:
            raise
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
    return DateReading(text, reading.date, reading.rules, relative_to)


def _refuse_later(text: str, reading: Reading, day: PartialDate | None, *, is_given: bool) -> None:
    date = reading.date
    if date is not None and day is not None and (date.listed if date.is_reported else date.earliest) > day.latest:
        what = "the reference you gave" if is_given else "the day on which the source was published"
        raise RefusedError(
            f"“{text}” would be {date.human()}, after {day.human()}, {what}; "
            "write the date in full if you mean that day"
        )


def at_time(date: PartialDate | None, time: str) -> PartialDate:
    """Give a day its time of day. Raises DateError, at the time, if they do not fit."""
    if date is None or date.time is not None:
        raise DateError("a time of day needs a date that is one day and does not have a time yet", field="time")
    try:
        return PartialDate.parse(f"{date.date}T{time.strip()}")
    except DateError:
        raise DateError(
            f"“{time.strip()[:40]}” cannot be read as a time of day; "
            "write 14:30, 14:30:05, 14:30Z or 14:30+03:00, for a date that is one day",
            field="time",
        ) from None


def _refuse_wrong_time(time: str) -> None:
    """Raise DateError, at the time, for a text that cannot be a time of day on any date."""
    at_time(PartialDate.parse("2000-01-01"), time)


def as_typed(reading: DateReading) -> str | None:
    """Return the typed text of a date, if it says more than its EDTF."""
    return reading.typed if reading.date is not None and reading.typed != reading.date.edtf else None
