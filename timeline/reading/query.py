"""Reading entries: a :class:`Filter`, turned into SQL text with named parameters over the public views.

The order is total: first day, last day, time of day, number; undated entries come last either way.

A page of a large file is found in one of two ways. Where a filter asks for a set of entries (of a speaker, a topic, a
word) that is small, the set is read and sorted. Where it is large, or there is none, the index on dates is walked and
each entry asked whether it belongs, until the page is full. How many are in the set, which is counted no further than
it matters, tells which way is the shorter one.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import chain, islice
from time import monotonic
from typing import Any

from timeline.errors import NoEntryError
from timeline.reading.filter import Filter
from timeline.reading.index_ranges import Key, beyond, conditions, groups
from timeline.reading.members import Members, Values, members
from timeline.schema.views import COLUMNS

ORDER = "date_earliest NULLS LAST, date_latest, time, id"
_COLUMNS = ", ".join(column for column in COLUMNS if column not in ("topics", "places", "sources"))
REVERSED = "date_earliest DESC NULLS LAST, date_latest DESC, time DESC, id DESC"

#: a page of more entries than this is no page, and read from the set
_PAGE = 1_000
#: how many of a set are looked at before it is counted
_SAMPLE = 1_000
#: how long the index is walked for a page, in seconds: entries of a set may all lie at the other end of it
_PATIENCE = 0.25
#: undated entries are counted no further
MANY = 10_000


def entries(connection: sqlite3.Connection, wanted: Filter, *, simply: bool = False) -> Iterator[sqlite3.Row]:
    """Yield the rows of the public view that fit, in order; its columns of joined names, which cost much, stay out.

    ``simply`` reads all that fits and sorts it, which is the way where the tables are views of an earlier state.
    """
    values = Values()
    sets = list(members(wanted, values))
    key = _key(connection, wanted.after)
    if simply or wanted.numbers:
        return _gathered(connection, wanted, values, [made.whole for made in sets], key)
    if not sets:
        return _walked(connection, wanted, values, [], key)
    least, size, walks = _smallest(connection, wanted, values, sets)
    if walks:
        try:
            return iter(_patiently(connection, _walked(connection, wanted, values, [made.probe for made in sets], key)))
        except _TooLongError:
            pass
    if least is None:
        return _walked(connection, wanted, values, [made.whole for made in sets], key)
    rest = [_tested(made, least, size) for made in sets if made is not least]
    narrow = wanted.limit is not None and size > wanted.limit
    return _gathered(connection, wanted, values, rest, key, least, narrow=narrow)


def require(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Raise NoEntryError for the first number that no entry has."""
    for number in numbers:
        if not connection.execute("SELECT 1 FROM entries WHERE id = ?", (number,)).fetchone():
            raise NoEntryError(number)


def ranked(connection: sqlite3.Connection, wanted: Filter) -> Iterator[sqlite3.Row]:
    """Yield what holds the words of a filter, the most relevant first (BM25), then what only has such a name."""
    from timeline.reading.search import positive  # with its tables for spelling names

    if not positive(wanted.words):  # all is as relevant as all else
        return entries(connection, wanted)
    values = Values()
    match = values.one(positive(wanted.words))
    found = f"SELECT f.rowid FROM entries_fts AS f WHERE f.entries_fts MATCH {match}"
    others = fitting(wanted, values, indexed=False)
    most = values.one(-1 if wanted.limit is None else wanted.limit)
    hits = (
        "SELECT f.rowid AS number, f.rank AS rank FROM entries_fts AS f CROSS JOIN entries AS e ON e.id = f.rowid"
        f"{_where([f'f.entries_fts MATCH {match}', *others])} ORDER BY f.rank, f.rowid LIMIT {most}"
    )
    by_words = f"({hits}) AS hit CROSS JOIN timeline AS e ON e.id = hit.number ORDER BY hit.rank, e.id"
    by_name = f"timeline AS e{_where([*others, f'e.id NOT IN ({found})'])} ORDER BY {ORDER}"
    ways = (by_words, by_name) if any(clause.named for clause in wanted.words) else (by_words,)
    return islice(chain.from_iterable(_rows(connection, way, values, None) for way in ways), wanted.limit)


def count(connection: sqlite3.Connection, wanted: Filter) -> int:
    """Count the entries that fit, whatever the limit."""
    values = Values()
    where = _where(fitting(wanted, values))
    return int(connection.execute(f"SELECT count(*) FROM timeline AS e{where}", values).fetchone()[0])


def fitting(wanted: Filter, values: Values, *, indexed: bool = True) -> list[str]:
    """Return every condition of a filter but its page, over entries ``e``.

    Unless ``indexed``, a plus keeps SQLite from answering one of kind or date by an index.
    """
    found = [*_of_kind(wanted, indexed=indexed), *conditions(wanted, values, indexed=indexed)]
    found += [made.whole for made in members(wanted, values)]
    return [*found, f"e.id IN {values.many(wanted.numbers)}"] if wanted.numbers else found


def _of_kind(wanted: Filter, *, indexed: bool) -> list[str]:
    kinds = set(wanted.kinds)
    return [f"{'' if indexed else '+'}e.kind = '{kinds.pop()}'"] if len(kinds) == 1 else []


def count_undated(connection: sqlite3.Connection, wanted: Filter) -> int:
    """Count the undated entries that only the date filters leave out, up to one more than ``MANY``."""
    values = Values()
    if connection.execute("SELECT 1 FROM entries WHERE date_earliest IS NULL LIMIT 1").fetchone() is None:
        return 0
    wanted = wanted._replace(since=None, until=None, on=(), limit=50)
    sets = list(members(wanted, values))
    least, size, walks = _smallest(connection, wanted, values, sets)
    undated = ["e.date_earliest IS NULL"] if walks else ["+e.date_earliest IS NULL"]
    undated += [_tested(made, least, size) if not walks else made.probe for made in sets]
    if wanted.numbers:
        undated.append(f"e.id IN {values.many(wanted.numbers)}")
    some = f"SELECT 1 FROM {_view(wanted)} AS e{_where(undated)} LIMIT {MANY + 1}"
    return int(connection.execute(f"SELECT count(*) FROM ({some})", values).fetchone()[0])


def _view(wanted: Filter) -> str:
    kinds = set(wanted.kinds)
    return f"{kinds.pop()}s" if len(kinds) == 1 else "timeline"


def _where(conditions_: list[str]) -> str:
    return " WHERE " + " AND ".join(conditions_) if conditions_ else ""


def _key(connection: sqlite3.Connection, number: int | None) -> Key | None:
    """Return where the entry of a number stands in the order, if one is given."""
    if number is None:
        return None
    row = connection.execute(
        "SELECT date_earliest, date_latest, ifnull(time, ''), id FROM entries WHERE id = ?", (number,)
    ).fetchone()
    return Key(*row)


def _smallest(
    connection: sqlite3.Connection, wanted: Filter, values: Values, sets: list[Members]
) -> tuple[Members | None, int, bool]:
    """Return the smallest of the sets that can be read, its size, and whether walking is shorter than reading it.

    Walking until ``limit`` of N entries are found asks some N / size x limit of them; reading takes size steps.
    """
    total = connection.execute("SELECT max(id) FROM entries").fetchone()[0] or 0
    page = wanted.limit if wanted.limit is not None and wanted.limit <= _PAGE else None
    smallest, size, walks = None, 0, page is not None
    for made in sets:
        if not made.arms:
            continue
        most = int(((page or total) * total * made.cost) ** 0.5) + 1
        found = _size(connection, made, values, total, most)
        walks = walks and found >= most
        if smallest is None or found < size:
            smallest, size = made, found
    return smallest, size, walks


def _size(connection: sqlite3.Connection, made: Members, values: Values, total: int, most: int) -> int:
    """Count a set, no further than ``most``; one that its first members show to be larger is not counted at all."""
    sample = f"WITH found (n) AS ({made.rows}) SELECT count(*), max(n) FROM (SELECT n FROM found LIMIT {_SAMPLE})"
    some, last = connection.execute(sample, values).fetchone()
    if some < _SAMPLE:
        return int(some)
    if some * total >= most * last:
        return most
    counted = f"SELECT count(*) FROM (SELECT 1 FROM ({made.rows}) LIMIT {most})"
    return int(connection.execute(counted, values).fetchone()[0])


def _tested(made: Members, least: Members | None, size: int) -> str:
    """Word a set where another one, the smallest, is read: a few entries are asked, for many the whole set is read."""
    return made.whole if made is least or (made.cost > 1 and size >= _PAGE) else made.probe


class _TooLongError(Exception):
    """A page was not full in time."""


def _patiently(connection: sqlite3.Connection, rows: Iterator[sqlite3.Row]) -> list[sqlite3.Row]:
    """Read a page, but not for longer than it is worth. Raises _TooLongError."""
    deadline = monotonic() + _PATIENCE
    connection.set_progress_handler(lambda: monotonic() > deadline, 1_000)
    try:
        return list(rows)
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "") != "SQLITE_INTERRUPT":
            raise
        raise _TooLongError from None
    finally:
        connection.set_progress_handler(None, 0)


def _gathered(
    connection: sqlite3.Connection,
    wanted: Filter,
    values: Values,
    rest: list[str],
    key: Key | None,
    least: Members | None = None,
    *,
    narrow: bool = False,
) -> Iterator[sqlite3.Row]:
    """Read a set, or everything, and sort it; ``narrow`` by the keys alone, before the columns of a page are read."""
    order = REVERSED if wanted.reverse else ORDER
    others = [*conditions(wanted, values, indexed=False), *rest]
    if wanted.numbers:
        others.append(f"e.id IN {values.many(wanted.numbers)}")
    if key is not None:
        others.append(beyond(key, values, reverse=wanted.reverse, dated=wanted.dated))
    if least is None or not narrow:
        where = _where([least.whole, *others] if least else others)
        return _rows(connection, f"{_view(wanted)} AS e{where} ORDER BY {order}", values, wanted.limit)
    others += _of_kind(wanted, indexed=False)
    arms = (
        f"SELECT e.date_earliest, e.date_latest, e.time, e.id FROM entries AS e{_where([arm, *others])}"
        for arm in least.arms
    )
    page = f"SELECT id FROM ({' UNION ALL '.join(arms)} ORDER BY {order} LIMIT {values.one(wanted.limit)})"
    return _rows(connection, f"timeline AS e WHERE e.id IN ({page}) ORDER BY {order}", values, None)


def _walked(
    connection: sqlite3.Connection, wanted: Filter, values: Values, probes: list[str], key: Key | None
) -> Iterator[sqlite3.Row]:
    """Walk the index on dates, one range after the other; ranges that lie side by side are merged."""

    def index_range(pieces: list[tuple[list[str], str]]) -> Iterator[sqlite3.Row]:
        cursors = [
            _rows(connection, f"{_view(wanted)} AS e{_where([*piece, *probes])} ORDER BY {order}", values, wanted.limit)
            for piece, order in pieces
        ]
        return cursors[0] if len(cursors) == 1 else merge(*cursors, key=_place, reverse=wanted.reverse)

    made = groups(wanted, values, key, REVERSED if wanted.reverse else ORDER)
    return islice(chain.from_iterable(map(index_range, made)), wanted.limit)


def _place(row: sqlite3.Row) -> tuple[Any, ...]:
    """Return where a row of a span, which has no time of day, stands in the order."""
    return row["date_earliest"], row["date_latest"], row["id"]


def _rows(connection: sqlite3.Connection, rest: str, values: Values, limit: int | None) -> Iterator[sqlite3.Row]:
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    end = f" LIMIT {values.one(limit)}" if limit is not None else ""
    return cursor.execute(f"SELECT {_COLUMNS} FROM {rest}{end}", values)
