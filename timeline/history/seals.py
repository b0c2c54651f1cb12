"""Seal changesets: each gets a SHA-256 digest of the digest before it, its own row, its revisions and its rows.

The rows of a changeset are those that it created or changed, as it left them. Later, they are found again in the tables
and in the revisions (see :mod:`timeline.history.past`), so all digests can be computed again, and a difference shows
that something was altered in another way than through the history.

The sealed form of a row names each column that is not NULL, in alphabetical order, so a column that a later schema adds
breaks no seal: ``name=LENGTH:TEXT;`` for a text, with the length in bytes of UTF-8, ``name=NUMBER;`` for a number, and
``name=LENGTH:HEX;`` for bytes. A changeset's digest is that of these lines, each with a line feed at its end::

    timeline seal 1
    previous DIGEST
    basis written
    TABLE COUNT DIGEST

The last line stands for each table with rows of the changeset, in alphabetical order, with ``changesets`` and
``revisions`` among them; its digest is that of the forms of the rows, by number, each with a line feed at its end.

Needs only :mod:`sqlite3`.
"""

import bisect
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, cast

from timeline.history import past
from timeline.schema.vocabulary import SealBasis

#: the digest before the first one
FIRST = "0" * 64
#: how many characters of a digest people read and type
_SHORT = 32
_IS_OUTSIDE = "actor = 'outside' AND command = 'sql'"
_NOT_SEALED = "NOT EXISTS (SELECT 1 FROM seals AS s WHERE s.changeset_id = c.id)"
#: how many rows are hashed at once
_BATCH = 500


class Head(NamedTuple):
    """The last seal of a file: the digest covers the whole history up to and including this changeset."""

    changeset: int
    digest: str

    def __str__(self) -> str:
        """Return the head as people write it down: the number and the first half of the digest."""
        return f"{self.changeset}-{self.digest[:_SHORT]}"


class Unsealed(NamedTuple):
    """A changeset without a seal, and whether plain SQL made it; any other one was not made by timeline."""

    changeset: int
    at: str
    actor: str
    outside: bool


class Seal(NamedTuple):
    """A seal as stored, and the digest that the file as it is now gives."""

    changeset: int
    digest: str
    computed: str


class Sealed:
    """The digest of the rows of one table that a changeset left; add them by number, smallest first."""

    __slots__ = ("_digest", "_waiting", "count")

    def __init__(self) -> None:
        self.count = 0
        self._digest: Any = None
        self._waiting: list[bytes] = []

    def add(self, form: bytes) -> None:
        """Add the form of a row."""
        self.count += 1
        self._waiting.append(form)
        if len(self._waiting) >= _BATCH:
            self._hash()

    def _hash(self) -> None:
        if self._digest is None:
            self._digest = hashlib.sha256()
        self._waiting.append(b"")
        self._digest.update(b"\n".join(self._waiting))
        self._waiting = []

    def digest(self) -> str:
        """Return the digest of all forms."""
        self._hash()
        return str(self._digest.hexdigest())


#: table → the digest of its rows and revisions that one changeset left
Contents = dict[str, tuple[int, str]]


def form(row: Mapping[str, object]) -> bytes:
    """Return the sealed form of a row, with bytes as hexadecimal digits; lone surrogates are bytes that are no UTF-8."""
    parts: list[bytes] = []
    for column in sorted(row):
        value = row[column]
        if isinstance(value, str):
            text = value.encode("utf-8", "surrogateescape")
            parts.append(b"%s=%d:%s;" % (column.encode(), len(text), text))
        elif value is not None:
            parts.append(f"{column}={value};".encode())
    return b"".join(parts)


def _form_sql(columns: Mapping[str, str]) -> str:
    """Return SQL for :func:`form` of a row, from its columns and their types."""
    parts = []
    for name in sorted(columns):
        column = f'"{name}"'
        if columns[name] == "INTEGER":
            value = f"'{name}=' || {column} || ';'"
        elif columns[name] == "BLOB":
            value = f"'{name}=' || length({column}) * 2 || ':' || hex({column}) || ';'"
        else:
            value = f"'{name}=' || length(CAST({column} AS BLOB)) || ':' || {column} || ';'"
        parts.append(f"iif({column} IS NULL, '', {value})")
    return f"CAST({' || '.join(parts)} AS BLOB)"


def digest(previous: str, basis: SealBasis, contents: Contents) -> str:
    """Return the digest of a changeset."""
    lines = ["timeline seal 1", f"previous {previous}", f"basis {basis}"]
    lines += [f"{table} {count} {of_rows}" for table, (count, of_rows) in sorted(contents.items())]
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def head(connection: sqlite3.Connection) -> Head | None:
    """Return the last seal; None if nothing is sealed yet."""
    row = connection.execute("SELECT changeset_id, digest FROM seals ORDER BY id DESC LIMIT 1").fetchone()
    return None if row is None else Head(int(row[0]), str(row[1]))


def unsealed(connection: sqlite3.Connection) -> list[Unsealed]:
    """Return the changesets without a seal, the first one first."""
    rows = connection.execute(
        f"SELECT c.id, c.at, c.actor, ({_IS_OUTSIDE}) IS TRUE FROM changesets AS c WHERE {_NOT_SEALED} ORDER BY c.id"
    )
    return [Unsealed(int(row[0]), str(row[1]), str(row[2]), bool(row[3])) for row in rows]


def seal(connection: sqlite3.Connection, numbers: Sequence[int], basis: SealBasis) -> None:
    """Seal changesets as they left their rows, in this order. The caller holds the transaction."""
    if not numbers:
        return
    contents = _contents(connection, min(numbers) - 1, only=numbers[0] if len(numbers) == 1 else None)
    last = head(connection)
    previous = FIRST if last is None else last.digest
    for number in numbers:
        previous = digest(previous, basis, contents[number])
        connection.execute(
            "INSERT INTO seals (changeset_id, digest, basis) VALUES (?, ?, ?)", (number, previous, basis)
        )


def seal_outside(connection: sqlite3.Connection) -> None:
    """Seal the changesets of plain SQL since the last seal, if there are any. The caller holds the transaction."""
    rows = connection.execute(
        "SELECT c.id FROM changesets AS c WHERE c.id > (SELECT coalesce(max(changeset_id), 0) FROM seals)"
        f" AND {_IS_OUTSIDE} ORDER BY c.id"
    )
    seal(connection, [int(row[0]) for row in rows], "outside")


def seal_found(connection: sqlite3.Connection) -> list[int]:
    """Seal every changeset without a seal, whoever made it, as found; return their numbers."""
    numbers = [changeset.changeset for changeset in unsealed(connection)]
    seal(connection, numbers, "found")
    return numbers


def seals(connection: sqlite3.Connection) -> Iterator[Seal]:
    """Yield every seal in order, with the digest that the file gives now and the stored digest before it."""
    contents = _contents(connection, 0)
    previous = FIRST
    for number, stored, basis in connection.execute("SELECT changeset_id, digest, basis FROM seals ORDER BY id"):
        yield Seal(number, stored, digest(previous, cast("SealBasis", basis), contents.get(number, {})))
        previous = stored


def _contents(connection: sqlite3.Connection, after: int, only: int | None = None) -> dict[int, Contents]:
    """Return the contents of every changeset after a number; ``only`` promises that there is one."""
    found: dict[int, Contents] = {}
    for table in ("changesets", "revisions"):
        number = "id" if table == "changesets" else "changeset_id"
        rows = connection.execute(
            f"SELECT {number}, {_form_sql(_columns(connection, table))} FROM main.{table}"
            f" WHERE {number} > ? ORDER BY {number}, id",
            (after,),
        )
        _add(found, table, rows)
    revised = {
        row[0]
        for row in connection.execute("SELECT DISTINCT table_name FROM revisions WHERE changeset_id > ?", (after,))
    }
    for table, columns in past.tables(connection).items():
        rows = _live(connection, table, columns, after, only, revised=table in revised)
        if table in revised:
            _add(found, table, _merged(rows, _revisions(connection, table, after), after))
        else:
            _add(found, table, ((row[1], row[2]) for row in rows))
    return found


def _columns(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    return {row[1]: row[2] for row in connection.execute(f"PRAGMA main.table_info({table})")}


def _add(found: dict[int, Contents], table: str, forms: Iterable[tuple[int, bytes]]) -> None:
    """Add the rows of a table, by number, to the contents of their changesets."""
    sealed: dict[int, Sealed] = {}
    for number, of_row in forms:
        if number not in sealed:
            sealed[number] = Sealed()
        sealed[number].add(of_row)
    for number, rows in sealed.items():
        found.setdefault(number, {})[table] = (rows.count, rows.digest())


def _live(
    connection: sqlite3.Connection,
    table: str,
    columns: Mapping[str, str],
    after: int,
    only: int | None,
    *,
    revised: bool,
) -> Iterator[tuple[int, int, bytes]]:
    """Yield the number, the changeset and the form of each row that the changesets after a number touched, by number."""
    select = f"SELECT id, changeset_id, {_form_sql(columns)} FROM main.{table}"
    if not after:
        where = ""
    elif revised:
        where = (
            f" WHERE id IN (SELECT id FROM main.{table} WHERE changeset_id > :after UNION SELECT row_id"
            f" FROM main.revisions WHERE changeset_id > :after AND +table_name = '{table}')"
        )
    else:
        where = " WHERE changeset_id = :only" if only is not None else " WHERE changeset_id > :after"
    return connection.execute(f"{select}{where} ORDER BY id", {"after": after, "only": only})


def _revisions(connection: sqlite3.Connection, table: str, after: int) -> Iterator[tuple[int, int, bytes | None]]:
    """Yield the row, the changeset and the row before of each revision of a table, by row and then by time."""
    where = "+table_name = :table AND changeset_id > :after" if after else "table_name = :table"
    return connection.execute(
        f"SELECT row_id, changeset_id, CAST(before AS BLOB) FROM main.revisions WHERE {where}"
        " ORDER BY row_id, changeset_id, id",
        {"table": table, "after": after},
    )


def _merged(
    live: Iterator[tuple[int, int, bytes]], revisions: Iterator[tuple[int, int, bytes | None]], after: int
) -> Iterator[tuple[int, bytes]]:
    """Yield a changeset and a form for each state of each row that a changeset left, by the number of the row."""
    row = next(live, None)
    for number, group in groupby(revisions, key=itemgetter(0)):
        while row is not None and row[0] < number:
            yield row[1], row[2]
            row = next(live, None)
        own = row if row is not None and row[0] == number else None
        yield from _states(own, list(group), after)
        if own is not None:
            row = next(live, None)
    while row is not None:
        yield row[1], row[2]
        row = next(live, None)


def _states(
    live: tuple[int, int, bytes] | None, revisions: list[tuple[int, int, bytes | None]], after: int
) -> Iterator[tuple[int, bytes]]:
    """Yield each state of one row that a changeset left: the next changeset's first ``before``, else the row as it is.

    ``revisions`` are those of the row, in order. A state counts for a changeset only if the row was created by then.
    """
    numbers: list[int] = []
    states: list[tuple[int, bytes] | None] = []
    for _, number, before in revisions:
        if not numbers or number != numbers[-1]:
            numbers.append(number)
            states.append(_state(before))
    states.append(None if live is None else (live[1], live[2]))
    touching = {*numbers, *(state[0] for state in states if state is not None)}
    for number in sorted(touching):
        state = states[bisect.bisect_right(numbers, number)]
        if number > after and state is not None and state[0] <= number:
            yield number, state[1]


def _state(before: bytes | None) -> tuple[int, bytes] | None:
    """Return the creating changeset and the form of a row before a change; None if there was no row."""
    if before is None:
        return None
    try:
        row = json.loads(before.decode("utf-8", "surrogateescape"))
        return int(row["changeset_id"]), form(row)
    except (ValueError, TypeError, KeyError):  # somebody has altered it; its revision no longer has its digest
        return 0, before
