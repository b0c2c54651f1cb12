"""Build a `Filter` from text input, whether it comes from options or from a query string."""

import datetime
import re
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from timeline.errors import DateError, ReferenceNeededError, RefusedError
from timeline.reading.filter import Filter
from timeline.schema.vocabulary import EntityKind, EntryKind
from timeline.words.numbers import is_number, row_number

if TYPE_CHECKING:
    from timeline.dates import PartialDate
    from timeline.reading.resolve import Entity

#: returns today's date
Today = Callable[[], datetime.date]


class FilterInput(TypedDict):
    """The text input of a filter, by field. Values within a field mean or, different fields mean and."""

    since: Sequence[str]
    until: Sequence[str]
    on: Sequence[str]
    certainly: bool
    kind: Sequence[EntryKind]
    speaker: Sequence[str]
    country: Sequence[str]
    topic: Sequence[str]
    place: Sequence[str]
    source: Sequence[str]
    #: None for all entries
    checked: bool | None
    search: str | None


class DayRead(NamedTuple):
    """The parsed date of a filter; ``is_relative`` if it means something else on another day."""

    field: str
    text: str
    date: "PartialDate"
    is_relative: bool


def moment(field: str, text: str, today: Today, order: str | None = None) -> DayRead:
    """Parse a date to compare with, relative to today if it needs a reference. Raises DateError at its field."""
    from timeline.dates import PartialDate, read_phrase

    try:
        try:
            date, is_relative = read_phrase(text, order=order).date, False
        except ReferenceNeededError:
            date, is_relative = read_phrase(text, PartialDate.parse(f"{today()}"), order=order).date, True
    except DateError as error:
        raise error.at(field) from None
    if date is None:
        raise DateError(f"“{text[:40]}” is not a date to compare with; write one such as 2025-02-26", field=field)
    return DayRead(field, text, date, is_relative)


def _day(field: str, text: str, today: Today, order: str | None) -> DayRead:
    day = moment(field, text, today, order)
    if day.date.time is not None:
        raise DateError(f"filters compare days; leave out the time {day.date.time}", field=field)
    return day


def country(code: str, field: str = "country") -> str:
    """Return a country code in capitals. Raises RefusedError at its field if it is not two letters."""
    if len(code) != 2 or not (code.isascii() and code.isalpha()):
        raise RefusedError(
            f"“{code[:20]}” is not a country code; write two letters of ISO 3166, such as RU", field=field
        )
    return code.upper()


def dated(options: FilterInput, today: Today, order: str | None = None) -> tuple[Filter, list[DayRead]]:
    """Return the filters that need no file, and their parsed dates. Raises RefusedError at a field."""
    reads = {
        field: [_day(field, text, today, order) for text in texts]
        for field, texts in (("since", options["since"]), ("until", options["until"]), ("on", options["on"]))
    }
    since = [read.date.earliest for read in reads["since"]]
    until = [read.date.latest for read in reads["until"]]
    on = [read.date for read in reads["on"]]
    filter_ = Filter(
        since=min(since, default=None),
        until=max(until, default=None),
        on=tuple((date.earliest, date.latest) for date in on),
        certainly=options["certainly"],
        kinds=tuple(options["kind"]),
        countries=tuple(country(code) for code in options["country"]),
        checked=options["checked"],
    )
    return filter_, [read for those in reads.values() for read in those]


def with_names(connection: sqlite3.Connection, options: FilterInput, so_far: Filter) -> Filter:
    """Add the filters by name and words. Raises NotFoundError for a name, RefusedError for words."""
    filter_ = so_far._replace(
        speakers=_numbers(connection, "speaker", options["speaker"]),
        topics=_numbers(connection, "topic", options["topic"]),
        places=_numbers(connection, "place", options["place"]),
        sources=_source_numbers(connection, options["source"]),
    )
    if not options["search"]:
        return filter_
    from timeline.reading import search

    return filter_._replace(words=search.clauses(connection, options["search"]))


def _numbers(connection: sqlite3.Connection, kind: EntityKind, names: Sequence[str]) -> tuple[int, ...]:
    if not names:
        return ()
    from timeline.reading import resolve  # imported late: its tables for spelling names slow the start

    return tuple(resolve.one(connection.execute, kind, name).id for name in names)


def speakers_of(connection: sqlite3.Connection, filter_: Filter) -> "list[Entity]":
    """Return the speakers of a filter, in its order."""
    from timeline.reading import resolve

    known = (resolve.by_number(connection.execute, "speaker", number) for number in filter_.speakers)
    return [entity for entity in known if entity is not None]


def _source_numbers(connection: sqlite3.Connection, texts: Sequence[str]) -> tuple[int, ...]:
    """Return the numbers of the sources that texts mean; a publisher means all its sources. Raises NotFoundError."""
    numbers: list[int] = []
    for text in texts:
        from timeline.reading import resolve

        fitting = resolve.sources(connection.execute, text)
        if not fitting:
            raise resolve.no_source(connection.execute, text)
        numbers += [named.id for named in fitting]
    return tuple(numbers)


class MomentRead(NamedTuple):
    """The changeset that a moment means, and the parsed date if the moment is one."""

    changeset: int
    read: DayRead | None = None


def changeset(
    connection: sqlite3.Connection, field: str, text: str, today: Today, order: str | None = None
) -> MomentRead:
    """Return the changeset that a moment means: the one with a number, else the last one by the end of a day or minute.

    Raises NotFoundError if no changeset has the number, and DateError for other text that is not a date.
    """
    from timeline.history import past

    digits = text.strip().removeprefix("#")
    if not (digits.isascii() and is_number(digits)):
        read = moment(field, text, today, order)
        return MomentRead(past.last_changeset(connection, end(read.date)), read)
    number, last = row_number(digits), past.last_changeset(connection)
    if number is None or number > last:
        raise past.no_changeset(digits, f", the last is {last}; write a day as 2025-02-26").at(field)
    return MomentRead(number)


def end(date: "PartialDate") -> str:
    """Return the last instant of a date in UTC, like the dates of changesets; a time without a zone is local."""
    time = date.time or "23:59"
    if date.latest < "0001-01-02":  # before Python's calendar begins
        return f"{date.latest}T{time[:5]}:00.000Z"
    moment = datetime.datetime.fromisoformat(f"{date.latest}T{time}")
    if not re.match(r"\d\d:\d\d:\d\d", time):
        moment = moment.replace(second=59)
    with suppress(OverflowError, ValueError):  # at either end of the calendar the zone is ignored
        moment = moment.astimezone(datetime.UTC)
    return f"{moment.replace(tzinfo=None).isoformat(timespec='seconds')}.999Z"
