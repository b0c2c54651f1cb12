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
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import NamedTuple, cast

from timeline.schema.vocabulary import ROWS, SealBasis

#: the digest before the first one
FIRST = "0" * 64
#: how many characters of a digest people read and type
_SHORT = 32
_IS_OUTSIDE = "actor = 'outside' AND command = 'sql'"
_NOT_SEALED = "NOT EXISTS (SELECT 1 FROM seals AS s WHERE s.changeset_id = c.id)"
_COLUMN = re.compile("[a-z][a-z0-9_]*")
#: how many rows are hashed at once
_BATCH = 500

#: table → how many of its rows a changeset left, and their digest
Contents = dict[str, tuple[int, str]]


class Head(NamedTuple):
    """The last seal of a file: the digest covers the whole history up to and including this changeset."""

    changeset: int
    digest: str

    def __str__(self) -> str:
        """Return the head as people write it down: the number and the first half of the digest."""
        return f"{self.changeset}-{self.digest[:_SHORT]}"


class State(NamedTuple):
    """The last seal, and how many changesets of plain SQL are newer and not sealed yet."""

    head: Head | None
    pending: int

    def __str__(self) -> str:
        """Return the head and what it does not cover, in a few words."""
        if self.head is None and not self.pending:
            return "none yet"
        text = "none yet" if self.head is None else str(self.head)
        if self.pending:
            text += (
                f", and {self.pending} changeset{'s' if self.pending > 1 else ''} by plain SQL since, not sealed yet"
            )
        return text


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


class Rows:
    """The rows of one table that a changeset left, counted and hashed in the order of their numbers."""

    __slots__ = ("_count", "_hash")

    def __init__(self) -> None:
        self._count = 0
        self._hash = hashlib.sha256()

    def add(self, forms: list[bytes]) -> None:
        """Add the forms of some rows."""
        self._count += len(forms)
        self._hash.update(b"\n".join([*forms, b""]))

    def result(self) -> tuple[int, str]:
        """Return the number of rows and their digest."""
        return self._count, self._hash.hexdigest()


def form(row: Mapping[str, object]) -> bytes:
    """Return the sealed form of a row; its bytes are hexadecimal digits, invalid UTF-8 is in lone surrogates."""
    parts: list[bytes] = []
    for column in sorted(row):
        value = row[column]
        if isinstance(value, str):
            text = value.encode("utf-8", "surrogateescape")
            parts.append(b"%s=%d:%s;" % (column.encode(), len(text), text))
        elif value is not None:
            parts.append(f"{column}={value};".encode())
    return b"".join(parts)


def _forms(
    connection: sqlite3.Connection, table: str, front: str, where: str, order: str, values: Mapping[str, object]
) -> sqlite3.Cursor:
    """Select some columns of rows, and behind them the form of each row."""
    columns = connection.execute(f"PRAGMA main.table_info({table})").fetchall()
    kinds = {row[1]: row[2] for row in sorted(columns, key=itemgetter(1))}
    # Columns without any NULL, or without anything else, make the form much cheaper.
    counted = ", ".join(f'count("{name}")' for name in kinds)
    total, *counts = connection.execute(f"SELECT count(*), {counted} FROM main.{table}{where}", values).fetchone()
    template = ""
    parts: list[str] = []
    for (name, kind), count in zip(kinds.items(), counts, strict=True):
        pattern, of_column = _field(name, kind)
        if count == total:
            template += pattern
            parts += of_column
        elif count:
            template += "%s"
            parts.append(f"iif(\"{name}\" IS NULL, '', printf('{pattern}', {', '.join(of_column)}))")
    form_ = f"CAST(printf('{template}', {', '.join(parts)}) AS BLOB)"
    return connection.execute(f"SELECT {front}, {form_} FROM main.{table}{where} ORDER BY {order}", values)


def _field(name: str, kind: str) -> tuple[str, list[str]]:
    """Return the pattern of a column for SQLite's ``printf``, and what goes into it."""
    column = f'"{name}"'
    if kind == "INTEGER":
        return f"{name}=%s;", [column]
    if kind == "BLOB":
        return f"{name}=%d:%s;", [f"length({column}) * 2", f"hex({column})"]
    return f"{name}=%d:%s;", [f"length(CAST({column} AS BLOB))", column]


def digest(previous: str, basis: SealBasis, contents: Contents) -> str:
    """Return the digest of a changeset."""
    lines = ["timeline seal 1", f"previous {previous}", f"basis {basis}"]
    lines += [f"{table} {count} {of_rows}" for table, (count, of_rows) in sorted(contents.items())]
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def head(connection: sqlite3.Connection) -> Head | None:
    """Return the last seal; None if nothing is sealed yet."""
    row = connection.execute("SELECT changeset_id, digest FROM seals ORDER BY id DESC LIMIT 1").fetchone()
    return None if row is None else Head(int(row[0]), str(row[1]))


def state(connection: sqlite3.Connection) -> State:
    """Return the head of a file and what it does not cover."""
    newer = f"c.id > (SELECT coalesce(max(changeset_id), 0) FROM seals) AND {_IS_OUTSIDE}"
    row = connection.execute(f"SELECT count(*) FROM changesets AS c WHERE {newer}").fetchone()
    return State(head(connection), int(row[0]))


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
    contents = _contents(connection, min(numbers) - 1)
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


def seal_found(connection: sqlite3.Connection, until: int | None = None) -> None:
    """Seal every changeset without a seal, up to a number, as found. The caller holds the transaction."""
    numbers = (changeset.changeset for changeset in unsealed(connection))
    seal(connection, [number for number in numbers if until is None or number <= until], "found")


def seals(connection: sqlite3.Connection) -> list[Seal]:
    """Return every seal in order, with the digest that the file gives now and the stored digest before it."""
    begins = not connection.in_transaction
    if begins:
        connection.execute("BEGIN")  # so that nobody writes between two queries
    try:
        contents = _contents(connection, 0)
        rows = connection.execute("SELECT changeset_id, digest, basis FROM seals ORDER BY id").fetchall()
    finally:
        if begins:
            connection.execute("ROLLBACK")
    previous = [FIRST, *(str(row[1]) for row in rows)]
    return [
        Seal(row[0], str(row[1]), digest(before, cast("SealBasis", row[2]), contents.get(row[0], {})))
        for before, row in zip(previous, rows, strict=False)
    ]


def _contents(connection: sqlite3.Connection, after: int) -> dict[int, Contents]:
    """Return the contents of every changeset after a number."""
    contents: dict[int, Contents] = {}
    later = {"after": after}
    # With the index, SQLite finds the few rows after a changeset; without it, all rows in order.
    where = f" WHERE {'' if after else '+'}changeset_id > :after"
    _add(contents, "changesets", _forms(connection, "changesets", "id", " WHERE id > :after", "id", later))
    revised = {row[0] for row in connection.execute(f"SELECT DISTINCT table_name FROM main.revisions{where}", later)}
    if revised:
        by_changeset = "changeset_id, id"
        _add(contents, "revisions", _forms(connection, "revisions", "changeset_id", where, by_changeset, later))
    known = {row[0] for row in connection.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'")}
    for table in ROWS:
        if table not in known:  # a file of an earlier version, before its upgrade
            continue
        if table in revised:
            _add(contents, table, _states(connection, table, after))
        elif connection.execute(f"SELECT 1 FROM main.{table} WHERE changeset_id > :after LIMIT 1", later).fetchone():
            order = "changeset_id, id" if after else "id"
            _add(contents, table, _forms(connection, table, "changeset_id", where, order, later))
    return contents


def _add(contents: dict[int, Contents], table: str, forms: Iterable[tuple[int, bytes]]) -> None:
    """Add the rows of a table, those of a changeset by number, to the contents of their changesets."""
    rows: dict[int, Rows] = {}
    forms = iter(forms)
    while batch := list(islice(forms, _BATCH)):
        for number, of_rows in groupby(batch, key=itemgetter(0)):
            if number not in rows:
                rows[number] = Rows()
            rows[number].add([row[1] for row in of_rows])
    for number, of_changeset in rows.items():
        contents.setdefault(number, {})[table] = of_changeset.result()


def _states(connection: sqlite3.Connection, table: str, after: int) -> Iterator[tuple[int, bytes]]:
    """Yield a changeset after a number and a form for each state of each row that it left, by the number of the row."""
    live_where, revised_where = "", "table_name = :table"
    if after:
        revised_where = "+table_name = :table AND changeset_id > :after"
        live_where = (
            f" WHERE id IN (SELECT id FROM main.{table} WHERE changeset_id > :after"
            f" UNION SELECT row_id FROM main.revisions WHERE {revised_where})"
        )
    values = {"table": table, "after": after}
    live = _forms(connection, table, "id, changeset_id", live_where, "id", values)
    revisions = connection.execute(
        f"SELECT row_id, changeset_id, CAST(before AS BLOB) FROM main.revisions WHERE {revised_where}"
        " ORDER BY row_id, changeset_id, id",
        values,
    )
    row = live.fetchone()
    for number, group in groupby(revisions, key=itemgetter(0)):
        while row is not None and row[0] < number:
            yield row[1:]
            row = live.fetchone()
        own = row if row is not None and row[0] == number else None
        yield from _states_of(own and own[1:], [revision[1:] for revision in group], after)
        if own is not None:
            row = live.fetchone()
    while row is not None:
        yield row[1:]
        row = live.fetchone()


def _states_of(
    live: tuple[int, bytes] | None, revisions: list[tuple[int, bytes | None]], after: int
) -> Iterator[tuple[int, bytes]]:
    """Yield each state of one row that a changeset left: the next changeset's first ``before``, else the row as it is.

    ``revisions`` are those of the row, in order. A state counts for a changeset only if the row was created by then.
    """
    numbers: list[int] = []
    states: list[tuple[int, bytes] | None] = []
    for number, before in revisions:
        if not numbers or number != numbers[-1]:
            numbers.append(number)
            states.append(_state(before))
    states.append(live)
    for number in sorted({*numbers, *(state[0] for state in states if state is not None)}):
        state = states[bisect.bisect_right(numbers, number)]
        if number > after and state is not None and state[0] <= number:
            yield number, state[1]


def _state(before: bytes | None) -> tuple[int, bytes] | None:
    """Return the creating changeset and the form of a row before a change; None if there was no row."""
    if before is None:
        return None
    row = row_before(before)
    return (0, before) if row is None else (cast("int", row["changeset_id"]), form(row))


def row_before(before: bytes) -> dict[str, object] | None:
    """Return the row in a revision; None unless it is what a trigger writes.

    A trigger writes each column once, and numbers, texts and nulls as ``json_object`` of SQLite does. Other JSON could
    mean one thing here and another in SQL.
    """
    text = before.decode("utf-8", "surrogateescape")
    try:
        row = json.loads(text)
        is_own = isinstance(row, dict) and json.dumps(row, ensure_ascii=False, separators=(",", ":")) == text
    except (ValueError, RecursionError):
        return None
    if not is_own or not all(_COLUMN.fullmatch(name) and _is_plain(value) for name, value in row.items()):
        return None
    number = row.get("changeset_id")
    return cast("dict[str, object]", row) if isinstance(number, int) else None


def _is_plain(value: object) -> bool:
    if isinstance(value, int) and not isinstance(value, bool):
        return -(2**63) <= value < 2**63
    return value is None or isinstance(value, str)
