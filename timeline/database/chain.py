"""Check the seals of a file: find what was altered since it was sealed, and compare with a head that was written down.

What this finds is evidence, not proof of the opposite: who holds a file can alter it and seal all of it anew. The heads
are different ones then, so a head that somebody has written down elsewhere, or signed, shows it.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from timeline.database import clock, planted
from timeline.database.faults import Fault
from timeline.errors import RefusedError
from timeline.history import seals
from timeline.history.seals import Head, Seal
from timeline.schema.vocabulary import ROWS

_COMPARE = "compare the file with a backup from before, and keep both: timeline log --changeset {} shows what is there"
_LOOK = "compare the file with a copy from then, and ask whoever wrote the head down; timeline log shows what is there"
_MOST_LISTED = 5
_LEAST_DIGITS = 16
#: tables whose numbers leave no gap
_COUNTED = ("changesets", "revisions", "seals", "signatures")


class Continued(NamedTuple):
    """A head that a file has, and how many changesets it has since."""

    head: Head
    since: int


def findings(connection: sqlite3.Connection, sealed: Sequence[Seal]) -> Iterator[Fault]:
    """Yield what was altered in the history: broken seals, changesets without one, gaps, clocks that ran backwards."""
    altered = [seal.changeset for seal in sealed if seal.digest != seal.computed]
    if altered:
        first, rest = altered[0], altered[1:]
        others = f" (also broken: {_listed(rest)})" if rest else ""
        what = (
            f"the history is not as it was sealed from changeset {first} on{others}: it, or what it left, was altered"
        )
        yield Fault("seal", what, _COMPARE.format(first))
    head = seals.head(connection)
    for changeset in seals.unsealed(connection):
        number = changeset.changeset
        if changeset.outside and (head is None or number > head.changeset):
            continue
        what = f"changeset {number}, of {changeset.at} by {changeset.actor}, has no seal: timeline did not write it so"
        fix = f"look at it with timeline log --changeset {number}; timeline db repair seals it as found"
        yield Fault("seal", what, fix)
    yield from _revisions(connection)
    for table in _COUNTED:
        yield from _gaps(connection, table)
    yield from _numbers(connection)
    for number, at, before in clock.backward(connection):
        what = f"changeset {number} is not dated in the form 2025-02-27T12:00:00.000Z: {at}"
        if before is not None:
            what = f"the clock ran backwards: changeset {number} is dated {at}, the one before it {before}"
        fix = "look at it with timeline log; if it was only a clock, timeline db repair accepts it"
        yield Fault("clock", what, fix)


def notes(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield what the seals do not cover yet, which is not a fault: changes by plain SQL since the last command."""
    for name, _ in planted.kept(connection):
        yield f"the trigger {name} is kept on purpose, and runs in whatever is written"
    if count := seals.state(connection).pending:
        changesets = "1 changeset" if count == 1 else f"{count} changesets"
        yield f"{changesets} by plain SQL not sealed yet; the next command that writes, or timeline seal, seals them"


def parse_head(typed: str) -> tuple[int | None, str]:
    """Return the number, if there is one, and the digits of a head as somebody has written it down.

    Raises RefusedError, at ``head``, if it is not one.
    """
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", re.sub(r"\s", "", typed)).lower().removeprefix("head")
    match = re.fullmatch(r"(?:([0-9]{1,18})-)?([0-9a-f]+)", plain)
    if match is None or not _LEAST_DIGITS <= len(match[2]) <= len(seals.FIRST):
        raise RefusedError(
            f"“{typed}” is not a head; that is the number of a changeset, a hyphen and at least {_LEAST_DIGITS} digits "
            "of its digest, as timeline log shows it"
        ).at("head")
    return (None if match[1] is None else int(match[1])), match[2]


def continues(connection: sqlite3.Connection, chain: Sequence[Seal], typed: str) -> Continued | Fault:
    """Tell whether a file continues from a head that somebody has written down, or what is wrong.

    Raises RefusedError, at ``head``, if that is not a head.
    """
    number, digits = parse_head(typed)
    place = next((i for i, seal in enumerate(chain) if _is(seal, number, digits)), None)
    if place is None:
        return Fault("head", _without(chain, number, digits), _LOOK)
    covered = chain[: place + 1]
    altered = [seal.changeset for seal in covered if seal.digest != seal.computed]
    head = Head(chain[place].changeset, chain[place].digest)
    if altered:
        what = f"the file has the head {head}, but what that covers was altered since: {_listed(altered)}"
        return Fault("head", what, _COMPARE.format(altered[0]))
    sealed = {seal.changeset for seal in covered}
    later = connection.execute("SELECT id FROM changesets").fetchall()
    return Continued(head, sum(row[0] not in sealed for row in later))


def _is(seal: Seal, number: int | None, digits: str) -> bool:
    return seal.digest.startswith(digits) and number in (None, seal.changeset)


def _without(chain: Sequence[Seal], number: int | None, digits: str) -> str:
    """Return what is wrong with a file that has no such head."""
    if number is None:
        return (
            f"no changeset has the head {digits}: it is of another file, or what it covers was altered and sealed anew"
        )
    now = next((Head(seal.changeset, seal.digest) for seal in chain if seal.changeset == number), None)
    if now is not None:
        return f"the head of changeset {number} is {now} now: it, or one before it, was altered and sealed anew"
    last = chain[-1].changeset if chain else 0
    if last < number:
        return f"the file ends with changeset {last}: those up to {number} were removed, or the head is of another file"
    return f"changeset {number} has no seal any more: it was removed, or the head is of another file"


def _gaps(connection: sqlite3.Connection, table: str) -> Iterator[Fault]:
    """Yield the numbers that are missing in a table, whose rows are only ever added."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    expected = 1
    runs: list[tuple[int, int]] = []
    for (number,) in connection.execute(f"SELECT id FROM {table} ORDER BY id"):
        if number > expected:
            runs.append((expected, number - 1))
        expected = number + 1
    last = row[0] if row is not None and isinstance(row[0], int) else 0
    if last >= expected:
        runs.append((expected, last))
    if runs:
        missing = [str(first) if first == end else f"{first}–{end}" for first, end in runs]
        where = f" after changeset {_changeset_before(connection, table, runs[0][0])}"
        what = f"{table} has gaps{where}: {_joined(missing)}; somebody has removed them"
        yield Fault("gap", what, "restore a backup, or compare the file with one")


def _revisions(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Yield revisions that no trigger has written: SQL could read another row in them than the seals cover."""
    for number, changeset, table, before in connection.execute(
        "SELECT id, changeset_id, table_name, CAST(before AS BLOB) FROM revisions ORDER BY id"
    ):
        if table not in ROWS or (before is not None and seals.row_before(before) is None):
            what = (
                f"revision {number}, of changeset {changeset}, is not as a trigger writes it: somebody has planted it"
            )
            yield Fault("seal", what, _COMPARE.format(changeset))


def _numbers(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Yield tables in which the numbers of deleted rows would be given again."""
    for table in ROWS:
        row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
        last = row[0] if row is not None and isinstance(row[0], int) else 0
        used = connection.execute(
            f"SELECT max(coalesce((SELECT max(id) FROM {table}), 0), coalesce((SELECT max(row_id) FROM revisions"
            " WHERE table_name = ?), 0))",
            (table,),
        ).fetchone()[0]
        if last < used:
            what = f"numbers of deleted {table} up to {used} would be given again: sqlite_sequence says {last}"
            yield Fault("gap", what, f"UPDATE sqlite_sequence SET seq = {used} WHERE name = '{table}'")


def _changeset_before(connection: sqlite3.Connection, table: str, number: int) -> int:
    column = "id" if table == "changesets" else "changeset_id"
    query = f"SELECT coalesce(max({column}), 0) FROM {table} WHERE id < ?"
    return int(connection.execute(query, (number,)).fetchone()[0])


def _listed(numbers: list[int]) -> str:
    return f"changeset{'s' if len(numbers) > 1 else ''} {_joined(list(map(str, numbers)))}"


def _joined(words: list[str]) -> str:
    more = len(words) - _MOST_LISTED
    return ", ".join(words[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
