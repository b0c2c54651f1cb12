"""Filters as people give them, by dates and names → the one value they become, whichever way they were given."""

import datetime
import re
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, TypedDict

from timeline.errors import NotFoundError
from timeline.reading.filter import Filter
from timeline.schema.vocabulary import EntityKind, EntryKind
from timeline.words.numbers import is_number, row_number

if TYPE_CHECKING:
    from timeline.dates import PartialDate


class FilterInput(TypedDict):
    """Filters as texts, by name. The same one several times means or, different ones mean and."""

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
    search: str | None


def dated(given: FilterInput, read: Callable[[str, str], "PartialDate"], country: Callable[[str], str]) -> Filter:
    """Read the filters that need no file; ``read`` reads a date of a field, ``country`` checks a code of one.

    Raises what these raise.
    """
    since = [read("since", text).earliest for text in given["since"]]
    until = [read("until", text).latest for text in given["until"]]
    on = [read("on", text) for text in given["on"]]
    return Filter(
        since=min(since, default=None),
        until=max(until, default=None),
        on=tuple((date.earliest, date.latest) for date in on),
        certainly=given["certainly"],
        kinds=tuple(given["kind"]),
        countries=tuple(country(code) for code in given["country"]),
    )


def wanted(connection: sqlite3.Connection, given: FilterInput, so_far: Filter) -> Filter:
    """Add the filters by name. Raises NotFoundError for a name that is unknown or ambiguous, RefusedError for words."""
    found = so_far._replace(
        speakers=_numbers(connection, "speaker", given["speaker"]),
        topics=_numbers(connection, "topic", given["topic"]),
        places=_numbers(connection, "place", given["place"]),
        sources=_source_numbers(connection, given["source"]),
    )
    if not given["search"]:
        return found
    from timeline.reading import search

    return found._replace(words=search.clauses(connection, given["search"]))


def _numbers(connection: sqlite3.Connection, kind: EntityKind, names: Sequence[str]) -> tuple[int, ...]:
    if not names:
        return ()
    from timeline.reading import resolve  # its tables for spelling names are not for everyone's start

    return tuple(resolve.one(connection.execute, kind, name).id for name in names)


def _source_numbers(connection: sqlite3.Connection, texts: Sequence[str]) -> tuple[int, ...]:
    """Return the sources that texts mean; a publisher means all of its sources. Raises NotFoundError."""
    numbers: list[int] = []
    for text in texts:
        from timeline.reading import resolve

        fitting = resolve.sources(connection.execute, text)
        if not fitting:
            raise NotFoundError(f"no source fits “{text}”; timeline source list shows all that are known")
        numbers += [named.id for named in fitting]
    return tuple(numbers)


def changeset(connection: sqlite3.Connection, field: str, text: str, read: Callable[[str, str], "PartialDate"]) -> int:
    """Return the changeset that a moment means: one by its number, else the last by the end of a day or a minute.

    Raises NotFoundError where there is no changeset of that number, and what ``read`` raises, which reads a date.
    """
    from timeline.history import past

    digits = text.strip().removeprefix("#")
    if not (digits.isascii() and is_number(digits)):
        return past.last_changeset(connection, end(read(field, text)))
    number, last = row_number(digits), past.last_changeset(connection)
    if number is None or number > last:
        raise NotFoundError(
            f"{field}: there is no changeset {digits[:20]}, the last is {last}; a day is written 2025-02-26"
        )
    return number


def end(date: "PartialDate") -> str:
    """Return the last instant of a date in UTC, as changesets are dated; a time without a zone is local."""
    time = date.time or "23:59"
    if date.latest < "0001-01-02":  # before Python's calendar begins
        return f"{date.latest}T{time[:5]}:00.000Z"
    moment = datetime.datetime.fromisoformat(f"{date.latest}T{time}")
    if not re.match(r"\d\d:\d\d:\d\d", time):
        moment = moment.replace(second=59)
    with suppress(OverflowError, ValueError):  # at either end of the calendar no zone matters
        moment = moment.astimezone(datetime.UTC)
    return f"{moment.replace(tzinfo=None).isoformat(timespec='seconds')}.999Z"
