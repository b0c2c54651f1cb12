"""The library: a timeline in Python. ``timeline.open`` is the beginning of it.

Reading opens the file anew each time, so a :class:`Timeline` holds nothing open and can be used by several threads.
Every refusal is an error of :mod:`timeline.errors`, with the field that it concerns.
"""

import datetime
import os
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict, Unpack, cast

from timeline.database import opening
from timeline.desk import changesets, entity_lists, history
from timeline.desk.entity_lists import OfficeRow, PlaceRow, SourceRow, SpeakerRow, TopicRow
from timeline.desk.library_values import Entries, Entry, Rows, texts_of
from timeline.errors import NoEntryError, RefusedError
from timeline.history.past import TouchedChangeset
from timeline.reading import counts, filters, proposals, query, threads
from timeline.reading.counts import Count
from timeline.reading.filter import Filter
from timeline.reading.filters import FilterInput
from timeline.reading.proposals import ProposalFilter, ProposalRecord
from timeline.reading.records import Record, records
from timeline.reading.threads import Thread
from timeline.schema.vocabulary import ENTRY_KINDS

if TYPE_CHECKING:
    from timeline.desk.library_changes import Change
    from timeline.evidence.lint import Finding
    from timeline.evidence.verify import Check
    from timeline.history.undo import Undone

#: one value, or several of which any fits
Some = str | int | datetime.date | Iterable[str | int]
_PERIODS = ("year", "month")
_ENTITIES = ("speaker", "topic", "place", "source")


class Filters(TypedDict, total=False):
    """The filters of ``timeline show``: several values of one mean or, different filters mean and."""

    since: Some | None
    until: Some | None
    on: Some | None
    certainly: bool
    kind: Some | None
    speaker: Some | None
    country: Some | None
    topic: Some | None
    place: Some | None
    source: Some | None
    #: True for entries that a person has checked and not doubted, False for the others
    checked: bool | None
    #: words that an entry must have, as in ``timeline search``
    search: str | None
    #: the order of figures in dates such as 03/04/2025
    date_order: str | None


class Undo(NamedTuple):
    """An undone changeset, and the numbers of rows restored and removed, by table."""

    changeset: int
    restored: Mapping[str, int]
    removed: Mapping[str, int]


class Timeline:
    """A timeline in a file. Reading methods read it as it is, or as it was at the moment of :meth:`as_of`."""

    def __init__(self, path: str | os.PathLike[str], by: str | None = None, *, moment: str | None = None) -> None:
        self.path = os.fspath(path)
        self.by = by
        self._moment = moment

    def __repr__(self) -> str:
        return f"timeline.open({self.path!r}{f', by={self.by!r}' if self.by else ''})"

    def as_of(self, moment: str | int | datetime.date) -> "Timeline":
        """Return the timeline as it was then: a day, a day and time, or the number of a changeset."""
        return Timeline(self.path, self.by, moment=str(moment))

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Open the file to read. Raises DatabaseError if it cannot be read, NotFoundError for an unknown moment."""
        with opening.read_connection(self.path, at_one_moment=self._moment is None) as connection:
            if self._moment is not None:
                history.read_as_of(connection, self._moment, datetime.date.today)
            yield connection

    def entries(
        self,
        *,
        limit: int | None = None,
        after: int | None = None,
        reverse: bool = False,
        **filters_: Unpack[Filters],
    ) -> Entries:
        """Return the entries that fit, in the order of the timeline; they are read when you iterate.

        ``after`` is the number of the entry after which to go on. Raises TimelineError, while reading, for a name that
        is unknown or a date that cannot be read.
        """
        page = {"limit": limit, "after": after, "reverse": reverse}
        return self._entries(filters_, page, query.entries)

    def search(self, words: str, *, by: str = "date", limit: int | None = None, **filters_: Unpack[Filters]) -> Entries:
        """Return the entries that have words, in the order of the timeline or ``by="relevance"``."""
        _check_one_of("by", by, ("date", "relevance"))
        both = f"{words} {filters_.get('search') or ''}".strip()
        return self._entries(
            {**filters_, "search": both}, {"limit": limit}, query.ranked if by == "relevance" else query.entries
        )

    def _entries(self, filters_: Filters, page: dict[str, Any], read: Callable[..., Iterator[sqlite3.Row]]) -> Entries:
        options = _input(filters_)
        if self._moment is not None and options["search"]:
            raise RefusedError("search looks only at the present timeline; leave out as_of", field="search")

        @contextmanager
        def opened() -> Iterator[Iterator[Record]]:
            with self.reading() as connection:
                filter_ = _filter(connection, options, filters_.get("date_order"))._replace(**page)
                simply = {"simply": True} if self._moment is not None else {}
                yield records(connection, read(connection, filter_, **simply))

        def count() -> int:
            with self.reading() as connection:
                filter_ = _filter(connection, options, filters_.get("date_order"))
                return query.count(connection, filter_._replace(**page))

        return Entries(opened, count)

    def entry(self, number: int) -> Entry:
        """Return one entry. Raises NoEntryError."""
        from timeline.desk import entries

        with self.reading() as connection:
            rows = query.entries(connection, Filter(numbers=(number,)), simply=self._moment is not None)
            record = next(records(connection, rows), None) if self._moment else entries.read(connection, number)
        if record is None:
            raise NoEntryError(number)
        return Entry.of(record)

    def stats(self, by: str = "year", **filters_: Unpack[Filters]) -> Rows[Count]:
        """Count entries by ``year``, ``month``, ``speaker``, ``topic``, ``place`` or ``source``."""
        _check_one_of("by", by, (*_PERIODS, *_ENTITIES))
        count = counts.by_period if by in _PERIODS else counts.by_entity
        with self.reading() as connection:
            return Rows(count(connection, _filter(connection, _input(filters_), filters_.get("date_order")), by))

    def compare(self, *speakers: str | int, **filters_: Unpack[Filters]) -> dict[str, Rows[Entry]]:
        """Return the statements of each speaker, by name. Raises NotFoundError."""
        from timeline.desk.names import one_entity

        with self.reading() as connection:
            names = [one_entity(connection.execute, "speaker", str(name)).name for name in speakers]
        both: list[Filters] = [{**filters_, "speaker": str(one), "kind": "statement"} for one in speakers]
        return {name: Rows(self.entries(**each)) for name, each in zip(names, both, strict=True)}

    def thread(self, number: int) -> Thread:
        """Return all entries that links connect to one, as a tree. Raises NoEntryError."""
        with self.reading() as connection:
            return threads.thread(connection, number)

    def verify(self, *numbers: int) -> "Rows[Check]":
        """Check the words of some entries, or of all, against their sources. Raises NoEntryError."""
        from timeline.evidence import verify

        with self.reading() as connection:
            query.require(connection, numbers)
            return Rows(verify.checks(connection, numbers))

    def lint(self, only: Iterable[str] = (), ignore: Iterable[str] = ()) -> "Rows[Finding]":
        """Find entries, sources and speakers that deserve a second look. Raises RefusedError for an unknown code."""
        from timeline.evidence import lint

        chosen, left = texts_of(only), texts_of(ignore)
        for code in (*chosen, *left):
            _check_one_of("only" if code in chosen else "ignore", code, tuple(lint.CODES))
        with self.reading() as connection:
            return Rows(lint.findings(connection, chosen, left))

    def speakers(self) -> Rows[SpeakerRow]:
        """Return all speakers, with counts."""
        return self._listed(entity_lists.speakers)

    def offices(self) -> Rows[OfficeRow]:
        """Return all offices."""
        return self._listed(entity_lists.offices)

    def topics(self) -> Rows[TopicRow]:
        """Return all topics, with counts."""
        return self._listed(entity_lists.topics)

    def places(self) -> Rows[PlaceRow]:
        """Return all places, with counts."""
        return self._listed(entity_lists.places)

    def sources(self) -> Rows[SourceRow]:
        """Return all sources, with counts."""
        return self._listed(entity_lists.sources)

    def _listed(self, read: Callable[[sqlite3.Connection], list[Any]]) -> Rows[Any]:
        with self.reading() as connection:
            return Rows(read(connection))

    def proposals(self, source: str | int | None = None, state: str = "pending") -> Rows[ProposalRecord]:
        """Return the proposals from articles in a state: ``pending``, ``accepted`` or ``rejected``."""
        from timeline.desk.names import one_entity

        _check_one_of("state", state, proposals.STATES)
        with self.reading() as connection:
            numbers = () if source is None else (one_entity(connection.execute, "source", str(source)).id,)
            return Rows(proposals.proposals(connection, ProposalFilter(sources=numbers, states=(state,))))

    def log(self, limit: int | None = None) -> Rows[TouchedChangeset]:
        """Return the changesets, the latest first."""
        with opening.read_connection(self.path) as connection:
            return Rows(history.log(connection, limit=limit))

    def sql(self, statement: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> Rows[dict[str, Any]]:
        """Run a query, and return its rows as dictionaries. The file is opened to read, so nothing can be changed.

        Raises DatabaseError for a query that SQLite refuses.
        """
        with self.reading() as connection:
            try:
                cursor = connection.execute(statement, parameters)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode == sqlite3.SQLITE_READONLY:
                    raise RefusedError("sql only reads; change entries within a changeset()") from None
                raise
            names = [column[0] for column in cursor.description or ()]
            return Rows(dict(zip(names, tuple(row), strict=True)) for row in cursor)

    @contextmanager
    def changeset(self, why: str | None = None, *, command: str | None = None) -> "Iterator[Change]":
        """Open a changeset: everything in the block is stored together, or after an exception nothing.

        The log shows who (``by``), ``why``, and the command, which is the name of your script if you leave it out.
        Raises OutdatedError for a file of an older version, DatabaseError for one that cannot be written to.
        """
        from timeline.desk.library_changes import Change

        if self._moment is not None:
            raise RefusedError("the past cannot be changed; open the timeline without as_of")
        author = changesets.author_of(self.by, why, "library")
        with changesets.opened(self.path, author, command or _script()) as session:
            yield Change(session, self.path)

    def undo(self, number: int | None = None, *, why: str | None = None) -> Undo:
        """Undo a changeset; without a number, the last one in force.

        Raises NotFoundError if there is none, and RefusedError if later changesets build on it.
        """
        with opening.read_connection(self.path) as connection:
            chosen = history.to_undo(connection, number)["id"]
        author = changesets.author_of(self.by, why, "library")
        with changesets.opened(self.path, author, f"undo {chosen}", undoes=chosen) as session:
            undone: Undone = history.undo(session, chosen).value
        return Undo(chosen, undone.restored, undone.removed)


def open(path: str | os.PathLike[str], by: str | None = None) -> Timeline:  # noqa: A001  (timeline.open is its name)
    """Return the timeline in a file, which a first changeset makes if it is missing.

    ``by`` is who makes changes; without it, ``TIMELINE_ACTOR`` or the login name.
    """
    return Timeline(path, by)


def _script() -> str:
    return os.path.basename(sys.argv[0]) or "Python"


def _check_one_of(field: str, value: str, words: tuple[str, ...]) -> None:
    from timeline.words.suggestions import did_you_mean

    if value not in words:
        raise RefusedError(f"“{value[:60]}” is not one of {', '.join(words)}{did_you_mean(value, words)}", field=field)


def _input(filters_: Filters) -> FilterInput:
    """Return filters as text input. Raises RefusedError for an unknown one."""
    from timeline.words.suggestions import did_you_mean

    known = Filters.__annotations__
    for name in filters_:
        if name not in known:
            hint = did_you_mean(name, known)
            raise RefusedError(f"there is no filter “{name}”; the filters are {', '.join(known)}{hint}", field=name)
    kinds = texts_of(filters_.get("kind"))
    for kind in kinds:
        _check_one_of("kind", kind, ENTRY_KINDS)
    lists: dict[str, Any] = {
        name: texts_of(filters_.get(name))
        for name in ("since", "until", "on", "speaker", "country", "topic", "place", "source")
    }
    flags = {"certainly": bool(filters_.get("certainly")), "checked": filters_.get("checked")}
    return cast("FilterInput", {**lists, **flags, "kind": kinds, "search": filters_.get("search")})


def _filter(connection: sqlite3.Connection, options: FilterInput, order: str | None) -> Filter:
    dated, _ = filters.dated(options, datetime.date.today, order)
    return filters.with_names(connection, options, dated)
