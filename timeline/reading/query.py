"""Read entries: turn a :class:`Filter` into SQL text with named parameters over the public views.

The order is total: the day under which an entry is listed (its last day if its beginning is unknown, else its first),
last day, time of day, number; undated entries come last in both directions.

There are two ways to find a page of a large file. If the filter selects a small set of entries (of a speaker, a topic,
a word), the set is read and sorted. If the set is large, or there is none, the index on dates is walked and each entry
is checked until the page is full. The size of the set decides; it is counted no further than necessary.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import chain, islice
from time import monotonic
from typing import Any

from timeline.dates.partial import listed_day
from timeline.errors import NoEntryError
from timeline.reading.filter import Filter
from timeline.reading.index_ranges import LISTED_DAY, Key, beyond, conditions, groups, reported_later
from timeline.reading.members import Members, Values, members
from timeline.schema.views import COLUMNS

ORDER = "date_sort NULLS LAST, date_latest, time, id"
_COLUMNS = ", ".join(column for column in COLUMNS if column not in ("date_sort", "topics", "places", "sources"))
REVERSED = "date_sort DESC NULLS LAST, date_latest DESC, time DESC, id DESC"

#: a page with more entries than this is read from the set
_PAGE_ENTRIES = 1_000
#: how many entries of a set are read before it is counted
_SAMPLE_ENTRIES = 1_000
#: how long the index is walked for a page, because all entries of a set may lie at its other end
_WALK_SECONDS = 0.25
#: entries that a date filter leaves out are counted up to this number
MOST_LEFT_OUT_ENTRIES = 10_000


def entries(connection: sqlite3.Connection, filter_: Filter, *, simply: bool = False) -> Iterator[sqlite3.Row]:
    """Yield the matching rows of the public view, in order, without its columns of joined names, which are slow.

    ``simply`` reads all matching rows and sorts them, as the plainest query would; the others must give the same.
    """
    values = Values()
    sets = list(members(filter_, values))
    key = _key(connection, filter_.after)
    if simply or filter_.numbers:
        return _from_set(connection, filter_, values, [one_set.whole for one_set in sets], key)
    if not sets:
        return _from_index(connection, filter_, values, [], key)
    least, size, walks = _smallest(connection, filter_, values, sets)
    if walks:
        try:
            return iter(
                _read_page(
                    connection, _from_index(connection, filter_, values, [one_set.probe for one_set in sets], key)
                )
            )
        except _TooLongError:
            pass
    if least is None:
        return _from_index(connection, filter_, values, [one_set.whole for one_set in sets], key)
    rest = [_tested(one_set, least, size) for one_set in sets if one_set is not least]
    narrow = filter_.limit is not None and size > filter_.limit
    return _from_set(connection, filter_, values, rest, key, least, narrow=narrow)


def require(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Raise NoEntryError for the first number without an entry."""
    for number in numbers:
        if not connection.execute("SELECT 1 FROM entries WHERE id = ?", (number,)).fetchone():
            raise NoEntryError(number)


def ranked(connection: sqlite3.Connection, filter_: Filter) -> Iterator[sqlite3.Row]:
    """Yield the entries with the words of a filter, most relevant first (BM25), then those with only such a name."""
    from timeline.reading.search import positive  # imported late: its tables for spelling names are large

    if not positive(filter_.words):  # every entry is equally relevant
        return entries(connection, filter_)
    values = Values()
    match = values.one(positive(filter_.words))
    matching = f"SELECT f.rowid FROM entries_fts AS f WHERE f.entries_fts MATCH {match}"
    others = fitting(filter_, values, indexed=False)
    most = values.one(-1 if filter_.limit is None else filter_.limit)
    hits = (
        "SELECT f.rowid AS number, f.rank AS rank FROM entries_fts AS f CROSS JOIN entries AS e ON e.id = f.rowid"
        f"{_where([f'f.entries_fts MATCH {match}', *others])} ORDER BY f.rank, f.rowid LIMIT {most}"
    )
    by_words = f"({hits}) AS hit CROSS JOIN timeline AS e ON e.id = hit.number ORDER BY hit.rank, e.id"
    by_name = f"timeline AS e{_where([*others, f'e.id NOT IN ({matching})'])} ORDER BY {ORDER}"
    ways = (by_words, by_name) if any(clause.named for clause in filter_.words) else (by_words,)
    return islice(chain.from_iterable(_rows(connection, way, values, None) for way in ways), filter_.limit)


def count(connection: sqlite3.Connection, filter_: Filter) -> int:
    """Count the matching entries, without the limit."""
    is_split = filter_.until is not None and not filter_.certainly
    total = 0
    for opened in (
        (False, True) if is_split else (None,)
    ):  # one range each; SQLite reads all entries for the two together
        values = Values()
        where = _where(fitting(filter_, values, opened=opened))
        total += connection.execute(f"SELECT count(*) FROM entries AS e{where}", values).fetchone()[0]
    return total


def fitting(filter_: Filter, values: Values, *, indexed: bool = True, opened: bool | None = None) -> list[str]:
    """Return all conditions of a filter except its page, over entries ``e``.

    Unless ``indexed``, a plus keeps SQLite from using an index for the kind or date; ``opened`` is that of
    :func:`timeline.reading.index_ranges.conditions`.
    """
    conditions_ = _of_kind(filter_, indexed=indexed)
    conditions_ += conditions(filter_, values, indexed=indexed, opened=opened)
    conditions_ += [one_set.whole for one_set in members(filter_, values)]
    return [*conditions_, f"e.id IN {values.many(filter_.numbers)}"] if filter_.numbers else conditions_


def _of_kind(filter_: Filter, *, indexed: bool) -> list[str]:
    kinds = set(filter_.kinds)
    return [f"{'' if indexed else '+'}e.kind = '{kinds.pop()}'"] if len(kinds) == 1 else []


def count_undated(connection: sqlite3.Connection, filter_: Filter) -> int:
    """Count the undated entries that only the date filters exclude, up to one more than ``MOST_LEFT_OUT_ENTRIES``."""
    if connection.execute(f"SELECT 1 FROM entries AS e WHERE {LISTED_DAY} IS NULL LIMIT 1").fetchone() is None:
        return 0
    return _left_out(connection, filter_, Values(), f"{{plus}}{LISTED_DAY} IS NULL")


def count_reported_later(connection: sqlite3.Connection, filter_: Filter) -> int:
    """Count the entries reported after the range, which may be of a day within it, as far as ``count_undated``."""
    last = min(filter(None, [filter_.until, max((day for _, day in filter_.on), default=None)]), default=None)
    if last is None or filter_.certainly:
        return 0
    values = Values()
    return _left_out(connection, filter_, values, reported_later(last, values))


def _left_out(connection: sqlite3.Connection, filter_: Filter, values: Values, condition: str) -> int:
    """Count the entries that fulfil a condition and all of a filter but its dates."""
    filter_ = filter_._replace(since=None, until=None, on=(), limit=50)
    sets = list(members(filter_, values))
    least, size, walks = _smallest(connection, filter_, values, sets)
    conditions_ = [condition.format(plus="" if walks else "+")]
    conditions_ += [_tested(one_set, least, size) if not walks else one_set.probe for one_set in sets]
    if filter_.numbers:
        conditions_.append(f"e.id IN {values.many(filter_.numbers)}")
    some = f"SELECT 1 FROM {_view(filter_)} AS e{_where(conditions_)} LIMIT {MOST_LEFT_OUT_ENTRIES + 1}"
    return int(connection.execute(f"SELECT count(*) FROM ({some})", values).fetchone()[0])


def _view(filter_: Filter) -> str:
    kinds = set(filter_.kinds)
    return f"{kinds.pop()}s" if len(kinds) == 1 else "timeline"


def _where(conditions_: list[str]) -> str:
    return " WHERE " + " AND ".join(conditions_) if conditions_ else ""


def _key(connection: sqlite3.Connection, number: int | None) -> Key | None:
    """Return the place of an entry in the order; None without a number."""
    if number is None:
        return None
    row = connection.execute(
        f"SELECT {LISTED_DAY}, date_latest, ifnull(time, ''), id FROM entries AS e WHERE id = ?", (number,)
    ).fetchone()
    return Key(*row)


def _smallest(
    connection: sqlite3.Connection, filter_: Filter, values: Values, sets: list[Members]
) -> tuple[Members | None, int, bool]:
    """Return the smallest set that can be read, its size, and whether walking the index is faster than reading it.

    Walking N entries until ``limit`` are found checks about N / size x limit of them; reading takes size steps.
    """
    (total,) = connection.execute("SELECT id FROM entries ORDER BY id DESC LIMIT 1").fetchone() or (0,)
    page = filter_.limit if filter_.limit is not None and filter_.limit <= _PAGE_ENTRIES else None
    smallest, size, walks = None, 0, page is not None
    for one_set in sets:
        if not one_set.arms:
            continue
        most = int(((page or total) * total * one_set.cost) ** 0.5) + 1
        count_ = _size(connection, one_set, values, total, most)
        walks = walks and count_ >= most
        if smallest is None or count_ < size:
            smallest, size = one_set, count_
    return smallest, size, walks


def _size(connection: sqlite3.Connection, one_set: Members, values: Values, total: int, most: int) -> int:
    """Count a set, at most to ``most``. If a sample shows that it is larger, do not count it at all."""
    sample = (
        f"WITH found (n) AS ({one_set.rows}) SELECT count(*), max(n) FROM (SELECT n FROM found LIMIT {_SAMPLE_ENTRIES})"
    )
    some, last = connection.execute(sample, values).fetchone()
    if some < _SAMPLE_ENTRIES:
        return int(some)
    if some * total >= most * last:
        return most
    counted = f"SELECT count(*) FROM (SELECT 1 FROM ({one_set.rows}) LIMIT {most})"
    return int(connection.execute(counted, values).fetchone()[0])


def _tested(one_set: Members, least: Members | None, size: int) -> str:
    """Return the condition of a set if the smallest set is read: a probe for a few entries, the whole set for many."""
    return one_set.whole if one_set is least or (one_set.cost > 1 and size >= _PAGE_ENTRIES) else one_set.probe


class _TooLongError(Exception):
    """A page was not full in time."""


def _read_page(connection: sqlite3.Connection, rows: Iterator[sqlite3.Row]) -> list[sqlite3.Row]:
    """Read a page within ``_WALK_SECONDS``. Raises _TooLongError."""
    deadline = monotonic() + _WALK_SECONDS
    connection.set_progress_handler(lambda: monotonic() > deadline, 1_000)
    try:
        return list(rows)
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "") != "SQLITE_INTERRUPT":
            raise
        raise _TooLongError from None
    finally:
        connection.set_progress_handler(None, 0)


def _from_set(
    connection: sqlite3.Connection,
    filter_: Filter,
    values: Values,
    rest: list[str],
    key: Key | None,
    least: Members | None = None,
    *,
    narrow: bool = False,
) -> Iterator[sqlite3.Row]:
    """Read a set, or all entries, and sort it. If ``narrow``, sort only the keys, then read the columns of the page."""
    order = REVERSED if filter_.reverse else ORDER
    others = [*conditions(filter_, values, indexed=False), *rest]
    if filter_.numbers:
        others.append(f"e.id IN {values.many(filter_.numbers)}")
    if key is not None:
        others.append(beyond(key, values, reverse=filter_.reverse, dated=filter_.dated))
    if least is None or not narrow:
        where = _where([least.whole, *others] if least else others)
        return _rows(connection, f"{_view(filter_)} AS e{where} ORDER BY {order}", values, filter_.limit)
    others += _of_kind(filter_, indexed=False)
    arms = (
        f"SELECT {LISTED_DAY} AS date_sort, e.date_latest, e.time, e.id FROM entries AS e{_where([arm, *others])}"
        for arm in least.arms
    )
    page = f"SELECT id FROM ({' UNION ALL '.join(arms)} ORDER BY {order} LIMIT {values.one(filter_.limit)})"
    return _rows(connection, f"timeline AS e WHERE e.id IN ({page}) ORDER BY {order}", values, None)


def _from_index(
    connection: sqlite3.Connection, filter_: Filter, values: Values, probes: list[str], key: Key | None
) -> Iterator[sqlite3.Row]:
    """Walk the index on dates, one range after the other, merging the pieces of a range."""

    def index_range(pieces: list[tuple[list[str], str]]) -> Iterator[sqlite3.Row]:
        cursors = [
            _rows(
                connection, f"{_view(filter_)} AS e{_where([*piece, *probes])} ORDER BY {order}", values, filter_.limit
            )
            for piece, order in pieces
        ]
        return cursors[0] if len(cursors) == 1 else merge(*cursors, key=_place, reverse=filter_.reverse)

    ranges = groups(filter_, values, key, REVERSED if filter_.reverse else ORDER)
    return islice(chain.from_iterable(map(index_range, ranges)), filter_.limit)


def _place(row: sqlite3.Row) -> tuple[Any, ...]:
    """Return the place in the order of a row that spans days and so has no time of day."""
    return listed_day(row["date"], row["date_earliest"], row["date_latest"]), row["date_latest"], row["id"]


def _rows(connection: sqlite3.Connection, rest: str, values: Values, limit: int | None) -> Iterator[sqlite3.Row]:
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    end = f" LIMIT {values.one(limit)}" if limit is not None else ""
    # SQLite walks both parts of a view of the past only if all columns of the order are among those of the result.
    return cursor.execute(f"SELECT {_COLUMNS}, date_sort FROM {rest}{end}", values)
