"""Filters as people give them, by dates and names → the one value they become, whichever way they were given."""

import datetime
import re
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from timeline.errors import NotFoundError
from timeline.reading.filter import Filter
from timeline.words.numbers import row_number

if TYPE_CHECKING:
    from timeline.dates import PartialDate

#: by name: lists of texts, but for ``certainly``, which is true or false, and ``search``, one text or None
FilterInput = Mapping[str, Any]


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
    found = so_far._replace(**_resolved(connection, given))
    if not given["search"]:
        return found
    from timeline.reading import search

    return found._replace(words=search.clauses(connection, given["search"]))


def _resolved(connection: sqlite3.Connection, given: FilterInput) -> dict[str, Any]:
    if not any(given[kind] for kind in ("speaker", "topic", "place", "source")):
        return {}
    from timeline.reading import resolve  # its tables for spelling names are not for everyone's start

    found = {
        f"{kind}s": tuple(resolve.one(connection.execute, kind, name).id for name in given[kind])
        for kind in ("speaker", "topic", "place")
    }
    sources: list[int] = []
    for text in given["source"]:
        fitting = resolve.sources(connection.execute, text)
        if not fitting:
            raise NotFoundError(f"no source fits “{text}”; timeline source list shows all that are known")
        sources += [named.id for named in fitting]
    return found | {"sources": tuple(sources)}


def changeset(connection: sqlite3.Connection, field: str, text: str, read: Callable[[str, str], "PartialDate"]) -> int:
    """Return the changeset that a moment means: one by its number, else the last by the end of a day or a minute.

    Raises NotFoundError where there is no changeset of that number, and what ``read`` raises, which reads a date.
    """
    from timeline.history import past

    number = row_number(text)
    if number is None:
        return past.last_changeset(connection, end(read(field, text)))
    if number > (last := past.last_changeset(connection)):
        raise NotFoundError(f"{field}: there is no changeset {number}, the last is {last}; a day is written 2025-02-26")
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
