"""The library: a timeline in Python. ``timeline.open`` is the beginning of it.

Reading opens the file anew each time, so a :class:`Timeline` holds nothing open and can be used by several threads.
Every refusal is an error of :mod:`timeline.errors`, with the field that it concerns.
"""

import datetime
import os
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict, Unpack, cast

from timeline.database import opening
from timeline.desk import changesets, entity_lists, history, library_input
from timeline.desk.entity_lists import OfficeRow, PlaceRow, SourceRow, SpeakerRow, TopicRow
from timeline.desk.library_values import Entries, Entry, Rows
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
from timeline.words.numbers import LARGEST_NUMBER

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from timeline.desk.library_changes import Change
    from timeline.evidence.lint import Finding
    from timeline.evidence.verify import Check
    from timeline.history.undo import Undone

#: one value, or several of which any fits
Some = str | int | datetime.date | Iterable[str | int | datetime.date]
_PERIODS = ("year", "month")
#: the threads that have a changeset open, each with its file
_OPEN: set[tuple[int, str]] = set()
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
        typed = library_input.text(path, "path")
        if not typed.isprintable():
            raise RefusedError(f"{typed!r:.60} cannot be the name of a file", field="path")
        #: absolute, so that a change of the working folder does not matter
        self.path = os.path.abspath(os.path.expanduser(typed))
        self.by = library_input.optional(by, "by")
        self._moment = moment

    def __repr__(self) -> str:
        by = f", by={self.by!r}" if self.by else ""
        return f"timeline.open({self.path!r}{by}){f'.as_of({self._moment!r})' if self._moment else ''}"

    def as_of(self, moment: str | int | datetime.date) -> "Timeline":
        """Return the timeline as it was then: a day, a day and time, or the number of a changeset."""
        return Timeline(self.path, self.by, moment=library_input.text(moment, "as_of"))

    def _refuse_past(self, what: str) -> None:
        if self._moment is not None:
            raise RefusedError(f"{what} at the present timeline only; leave out as_of", field="as_of")

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
        page = {"limit": _limit(limit), "after": None if after is None else library_input.number(after, "after")}
        return self._entries(filters_, {**page, "reverse": library_input.flag(reverse, "reverse")}, query.entries)

    def search(self, words: str, *, by: str = "date", limit: int | None = None, **filters_: Unpack[Filters]) -> Entries:
        """Return the entries that have words, in the order of the timeline or ``by="relevance"``."""
        self._refuse_past("search looks")
        read = query.ranked if library_input.one_of(by, "by", ("date", "relevance")) == "relevance" else query.entries
        both = f"{library_input.text(words, 'words')} {filters_.get('search') or ''}".strip()
        return self._entries({**filters_, "search": both}, {"limit": _limit(limit)}, read)

    def _entries(self, filters_: Filters, page: dict[str, Any], read: Callable[..., Iterator[sqlite3.Row]]) -> Entries:
        options, order = _input(filters_), library_input.date_order(filters_.get("date_order"))
        if options["search"]:
            self._refuse_past("search looks")

        @contextmanager
        def opened() -> Iterator[Iterator[Record]]:
            with self.reading() as connection:
                filter_ = _filter(connection, options, order)._replace(**page)
                _require(connection, page.get("after"))
                yield records(connection, read(connection, filter_))

        def count() -> int:
            with self.reading() as connection:
                filter_ = _filter(connection, options, order)
                if page.get("after") is not None:
                    _require(connection, page["after"])
                    return sum(1 for _ in query.entries(connection, filter_._replace(**page)))
                most = page.get("limit")
                return min(query.count(connection, filter_), LARGEST_NUMBER if most is None else most)

        return Entries(opened, count)

    def entry(self, number: int) -> Entry:
        """Return one entry. Raises NoEntryError."""
        from timeline.desk import entries

        number = library_input.number(number, "number", 0)
        with self.reading() as connection:
            rows = query.entries(connection, Filter(numbers=(number,)))
            record = next(records(connection, rows), None) if self._moment else entries.read(connection, number)
        if record is None:
            raise NoEntryError(number)
        return Entry.of(record)

    def stats(self, by: str = "year", **filters_: Unpack[Filters]) -> Rows[Count]:
        """Count entries by ``year``, ``month``, ``speaker``, ``topic``, ``place`` or ``source``."""
        library_input.one_of(by, "by", (*_PERIODS, *_ENTITIES))
        count = counts.by_period if by in _PERIODS else counts.by_entity
        with self.reading() as connection:
            order = library_input.date_order(filters_.get("date_order"))
            return Rows(count(connection, _filter(connection, _input(filters_), order), by))

    def compare(self, *speakers: str | int, **filters_: Unpack[Filters]) -> dict[str, Rows[Entry]]:
        """Return the statements of each speaker, by name. Raises NotFoundError."""
        from timeline.desk.names import one_entity

        for name in ("speaker", "kind"):
            if name in filters_:
                raise RefusedError(f"compare sets {name} itself; leave it out", field=name)
        with self.reading() as connection:
            names = [one_entity(connection.execute, "speaker", str(name)).name for name in speakers]
        both: list[Filters] = [{**filters_, "speaker": str(one), "kind": "statement"} for one in speakers]
        return {name: Rows(self.entries(**each)) for name, each in zip(names, both, strict=True)}

    def thread(self, number: int) -> Thread:
        """Return all entries that links connect to one, as a tree. Raises NoEntryError."""
        with self.reading() as connection:
            return threads.thread(connection, library_input.number(number, "number", 0))

    def verify(self, *numbers: int) -> "Rows[Check]":
        """Check the words of some entries, or of all, against their sources. Raises NoEntryError."""
        from timeline.evidence import verify

        self._refuse_past("verify looks")
        numbers = tuple(library_input.number(number, "numbers", 0) for number in numbers)
        with self.reading() as connection:
            query.require(connection, numbers)
            return Rows(verify.checks(connection, numbers))

    def lint(self, only: Iterable[str] = (), ignore: Iterable[str] = ()) -> "Rows[Finding]":
        """Find entries, sources and speakers that deserve a second look. Raises RefusedError for an unknown code."""
        from timeline.evidence import lint

        self._refuse_past("lint looks")
        chosen, left = library_input.texts(only or None, "only"), library_input.texts(ignore or None, "ignore")
        for code in (*chosen, *left):
            library_input.one_of(code, "only" if code in chosen else "ignore", tuple(lint.CODES))
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

        library_input.one_of(state, "state", proposals.STATES)
        with self.reading() as connection:
            numbers = () if source is None else (one_entity(connection.execute, "source", str(source)).id,)
            return Rows(proposals.proposals(connection, ProposalFilter(sources=numbers, states=(state,))))

    def log(self, limit: int | None = None) -> Rows[TouchedChangeset]:
        """Return the changesets, the latest first; of an earlier moment, those until then."""
        most = _limit(limit)
        with opening.read_connection(self.path) as connection:
            if self._moment is None:
                return Rows(history.log(connection, limit=most))
            last = filters.changeset(connection, "as_of", self._moment, datetime.date.today).changeset
            return Rows([row for row in history.log(connection) if row["id"] <= last][:most])

    def sql(self, statement: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> Rows[dict[str, Any]]:
        """Run a query, and return its rows as dictionaries. The file is opened to read, so nothing can be changed.

        Raises DatabaseError for a query that SQLite refuses.
        """
        statement = library_input.text(statement, "statement")
        with self.reading() as connection:
            connection.set_authorizer(_only_this_file)
            try:
                cursor = connection.execute(statement, _plain(parameters))
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode == sqlite3.SQLITE_READONLY:
                    raise RefusedError("sql only reads; change entries within a changeset()") from None
                raise
            except (TypeError, ValueError, OverflowError, sqlite3.ProgrammingError) as error:
                raise RefusedError(f"the parameters do not fit: {error}", field="parameters") from None
            names = [column[0] for column in cursor.description or ()]
            if len(set(names)) < len(names):
                raise RefusedError("two columns have one name; name them with AS", field="statement")
            return Rows(dict(zip(names, tuple(row), strict=True)) for row in cursor)

    @contextmanager
    def changeset(self, why: str | None = None, *, command: str | None = None) -> "Iterator[Change]":
        """Open a changeset: everything in the block is stored together, or after an exception nothing.

        The log shows who (``by``), ``why``, and the command, which is the name of your script if you leave it out.
        Raises OutdatedError for a file of an older version, DatabaseError for one that cannot be written to.
        """
        from timeline.desk.library_changes import Change

        line = library_input.optional(command, "command") or _script()
        with self._writing(why, line, None) as session:
            change = Change(session, self.path)
            try:
                yield change
            finally:
                change.close()

    @contextmanager
    def _writing(self, why: str | None, command: str, undoes: int | None) -> "Iterator[Session]":
        if self._moment is not None:
            raise RefusedError("the past cannot be changed; leave out as_of", field="as_of")
        author = changesets.author_of(self.by, library_input.optional(why, "why"), "library")
        here = (threading.get_ident(), os.path.realpath(self.path))
        if here in _OPEN:
            raise RefusedError("a changeset of this file is open in this thread; end its block first")
        _OPEN.add(here)
        try:
            with changesets.opened(self.path, author, command, undoes=undoes) as session:
                yield session
        finally:
            _OPEN.discard(here)

    def undo(self, number: int | None = None, *, why: str | None = None) -> Undo:
        """Undo a changeset; without a number, the last one in force.

        Raises NotFoundError if there is none, and RefusedError if later changesets build on it.
        """
        self._refuse_past("undo works")
        typed = None if number is None else library_input.number(number, "number")
        with opening.read_connection(self.path) as connection:
            chosen = history.to_undo(connection, typed)["id"]
        with self._writing(why, f"undo {chosen}", chosen) as session:
            undone: Undone = history.undo(session, chosen).value
        return Undo(chosen, undone.restored, undone.removed)


def open(path: str | os.PathLike[str], by: str | None = None) -> Timeline:  # noqa: A001  (timeline.open is its name)
    """Return the timeline in a file, which a first changeset makes if it is missing.

    ``by`` is who makes changes; without it, ``TIMELINE_ACTOR`` or the login name.
    """
    return Timeline(path, by)


def _script() -> str:
    return os.path.basename(sys.argv[0]) or "Python"


def _limit(value: object) -> int | None:
    return None if value is None else library_input.number(value, "limit", 0)


def _require(connection: sqlite3.Connection, after: int | None) -> None:
    """Raise NoEntryError if there is no entry after which to go on."""
    if after is not None:
        try:
            query.require(connection, (after,))
        except NoEntryError as error:
            raise error.at("after") from None


def _only_this_file(action: int, *_: object) -> int:
    return sqlite3.SQLITE_DENY if action in (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH) else sqlite3.SQLITE_OK


def _plain(parameters: Sequence[object] | Mapping[str, object]) -> Any:
    """Return parameters with plain numbers in place of those of other libraries."""

    def plain(value: object) -> object:
        if isinstance(value, (datetime.date, datetime.time)):
            return value.isoformat()
        item = getattr(value, "item", None)  # a number of NumPy
        return item() if callable(item) and not isinstance(value, (str, bytes)) else value

    if isinstance(parameters, Mapping):
        return {name: plain(value) for name, value in parameters.items()}
    return tuple(map(plain, parameters))


def _input(filters_: Filters) -> FilterInput:
    """Return filters as text input. Raises RefusedError for an unknown one."""
    library_input.refuse_unknown(filters_, Filters.__annotations__, "filter")
    several = ("since", "until", "on", "kind", "speaker", "country", "topic", "place", "source")
    lists: dict[str, Any] = {name: library_input.texts(filters_.get(name), name) for name in several}
    for kind in lists["kind"]:
        library_input.one_of(kind, "kind", ENTRY_KINDS)
    checked = filters_.get("checked")
    flags = {
        "certainly": library_input.flag(filters_.get("certainly", False), "certainly"),
        "checked": None if checked is None else library_input.flag(checked, "checked"),
    }
    search = library_input.optional(filters_.get("search"), "search")
    return cast("FilterInput", {**lists, **flags, "search": search})


def _filter(connection: sqlite3.Connection, options: FilterInput, order: str | None) -> Filter:
    dated, _ = filters.dated(options, datetime.date.today, order)
    return filters.with_names(connection, options, dated)
