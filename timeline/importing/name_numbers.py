"""From the names of an import to the numbers of speakers, topics and places: all of a kind at once, read as by ``add``.

A name means what is known by it in any spelling, else the one person whose last words it is. Names that are new are
looked up only beside what was known before the import, and among each other by their key, so that the order of the rows
decides nothing.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator

from timeline.importing.account import Account
from timeline.reading import resolve
from timeline.schema.kinds import KINDS
from timeline.schema.vocabulary import EntityKind
from timeline.words import names

#: the kinds of what rows name, in the order in which they are told
_KINDS: tuple[EntityKind, ...] = ("speaker", "place", "topic")
#: more new names than this are not compared with each other
_MOST_COMPARED = 20_000
_IN_ONE_FRAME = 60
#: pairs of names that are few enough to be compared one by one
_FEW = 20_000


class _KnownNames:
    """All that is known of one kind, by key, by spelling and by last word."""

    def __init__(self, connection: sqlite3.Connection, kind: EntityKind) -> None:
        of = KINDS[kind]
        detail, is_person = (of.detail, "o.kind = 'person'") if kind == "speaker" else ("NULL", "0")
        self.by_key: dict[str, dict[int, resolve.Entity]] = defaultdict(dict)
        self.by_spelling: dict[str, set[int]] = defaultdict(set)
        self.by_last: dict[str, dict[str, dict[int, resolve.Entity]]] = defaultdict(lambda: defaultdict(dict))
        for name, key, number, uid, printed, more, person in connection.execute(
            f"SELECT n.name, n.key, o.id, o.uid, o.name, {detail}, {is_person} FROM {of.names} AS n"
            f" JOIN {of.table} AS o ON o.id = n.{of.owner} ORDER BY o.id"
        ):
            key = key or names.key(name)
            named = resolve.Entity(kind, number, uid, printed, more)
            self.by_key[key][number] = named
            self.by_spelling[_spelling(name)].add(number)
            if person and key:
                self.by_last[key.split()[-1]][key][number] = named

    def find(self, name: str) -> list[resolve.Entity]:
        """Return all that a name may mean."""
        key = names.key(name)
        found = self.by_key.get(key, {})
        if len(found) > 1:
            found = {n: named for n, named in found.items() if n in self.by_spelling[_spelling(name)]} or found
        if not found and key:
            longer = self.by_last.get(key.split()[-1], {})
            found = {
                n: named for whole, those in longer.items() if names.tails(key, whole) for n, named in those.items()
            }
        return list(found.values())

    def is_exact(self, name: str) -> bool:
        """Tell whether somebody is known by the whole name, in any spelling."""
        return names.key(name) in self.by_key

    def is_spelled(self, name: str, number: int) -> bool:
        return number in self.by_spelling.get(_spelling(name), ())


def _spelling(name: str) -> str:
    return " ".join(name.casefold().split())


def look_up(connection: sqlite3.Connection, account: Account) -> Iterator[tuple[int, str]]:
    """Give every staged name its number where it is known; yield the codes of those that mean several, and why."""
    for kind in _KINDS:
        staged = connection.execute(
            "SELECT code, name FROM temp.names WHERE kind = ? AND id IS NULL", (kind,)
        ).fetchall()
        if not staged:
            continue
        known = _KnownNames(connection, kind)
        found_of = [(code, name, known.find(name)) for code, name in staged]
        new: dict[str, list[str]] = defaultdict(list)
        for _, name, found in found_of:
            if not found:
                new[names.key(name).split()[-1]].append(name)
        numbers = []
        for code, name, found in found_of:
            same = [] if known.is_exact(name) or not found else _longer(name, new)
            if len(found) > 1 or same:
                was = _as_before(connection, code, {named.id for named in found}) if kind == "speaker" else None
                if was is not None:
                    numbers.append((was, code))
                    continue
                beside = "".join(f", and {other} in this import" for other in same[:2])
                yield code, f"“{name}” fits more than one {kind}: {resolve.listed(found)}{beside}; write the full name"
            elif found:
                numbers.append((found[0].id, code))
                if not known.is_spelled(name, found[0].id):
                    account.meant.append((name, f"{kind} {resolve.listed(found)}"))
        connection.executemany("UPDATE temp.names SET id = ? WHERE code = ?", numbers)


def _longer(name: str, others: dict[str, list[str]]) -> list[str]:
    """Return the names that end as one does, of names by their last words."""
    key = names.key(name)
    return [other for other in others.get(key.split()[-1], ()) if names.tails(key, names.key(other))]


def _as_before(connection: sqlite3.Connection, code: int, fitting: set[int]) -> int | None:
    """Return which of the speakers that a name fits the known entries have whose rows are all that give the name."""
    elsewhere = connection.execute(
        "SELECT 1 FROM temp.staged WHERE speaker = :code AND entry_id IS NULL"
        " UNION ALL SELECT 1 FROM temp.staged_people AS m JOIN temp.staged AS s ON s.n = m.n"
        " WHERE m.code = :code AND s.entry_id IS NULL UNION ALL SELECT 1 FROM temp.staged_offices WHERE code = :code"
        " LIMIT 1",
        {"code": code},
    ).fetchone()
    had = connection.execute(
        "SELECT e.speaker_id FROM temp.staged AS s JOIN entries AS e ON e.id = s.entry_id WHERE s.speaker = :code"
        " UNION SELECT p.speaker_id FROM temp.staged_people AS m JOIN temp.staged AS s ON s.n = m.n"
        " JOIN participants AS p ON p.entry_id = s.entry_id WHERE m.code = :code",
        {"code": code},
    ).fetchall()
    both = {row[0] for row in had} & fitting
    return both.pop() if elsewhere is None and len(both) == 1 else None


def add_new(connection: sqlite3.Connection, changeset: int, account: Account) -> None:
    """Add what names mean that is not known, as far as rows that are stored need it; names of one key are one."""
    unused = _unused(connection)
    for kind in _KINDS:
        of = KINDS[kind]
        staged = connection.execute(
            "SELECT code, name, speaker_kind, country, uid FROM temp.names WHERE kind = ? AND id IS NULL ORDER BY code",
            (kind,),
        )
        new = [row for row in staged if row[0] not in unused]
        if not new:
            continue
        made: dict[str, tuple[int, str]] = {}
        numbers = []
        for code, name, speaker_kind, country, uid in new:
            key = names.key(name)
            if key not in made:
                made[key] = (_insert(connection, kind, key, changeset, (name, speaker_kind, country, uid)), name)
                account.new[kind] += 1
            elif _spelling(made[key][1]) != _spelling(name):
                account.meant.append((name, f"the new {kind} {made[key][1]}"))
            numbers.append((made[key][0], code))
        connection.executemany("UPDATE temp.names SET id = ? WHERE code = ?", numbers)
        if of.has_several_names:
            keys = ((key, number, name) for key, (number, name) in made.items())
            connection.executemany(
                f"UPDATE {of.names} SET key = ? WHERE {of.owner} = ? AND name = ? AND key IS NULL", keys
            )
        first = min(number for number, _ in made.values())
        before = (row[0] for row in connection.execute(f"SELECT name FROM {of.names} WHERE {of.owner} < ?", (first,)))
        account.alike += _alike([name for _, name in made.values()], before)


def _unused(connection: sqlite3.Connection) -> set[int]:
    """Return the codes that only rows need which are not stored."""
    if connection.execute("SELECT 1 FROM temp.staged WHERE fate IS NOT NULL LIMIT 1").fetchone() is None:
        return set()
    lists = "".join(
        f" UNION SELECT m.code FROM temp.staged_{table} AS m JOIN temp.staged AS s ON s.n = m.n WHERE s.fate IS NULL"
        for table in ("people", "topics", "places")
    )
    rows = connection.execute(
        "SELECT code FROM temp.names WHERE code NOT IN (SELECT speaker FROM temp.staged"
        f" WHERE fate IS NULL AND speaker IS NOT NULL UNION SELECT code FROM temp.staged_offices"
        f" WHERE fate IS NULL{lists})"
    )
    return {row[0] for row in rows}


def _insert(
    connection: sqlite3.Connection,
    kind: str,
    key: str,
    changeset: int,
    said: tuple[str, str | None, str | None, str | None],
) -> int:
    name, speaker_kind, country, uid = said
    values: dict[str, object] = {"name": name, "changeset_id": changeset} | ({"uid": uid} if uid else {})
    if kind == "speaker":
        values |= {"kind": speaker_kind or names.kind_of(name), "country": country}
    elif kind == "topic":
        values["key"] = key
    table = KINDS[kind].table
    marks = ", ".join(f":{column}" for column in values)
    connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", values)
    return int(connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0])


def _alike(new: list[str], before: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield new names with one that was there before, or an earlier new one, which is so like it that it may be meant.

    Where there are many, compared are only those whose last words have one frame of consonants.
    """
    known = list(before)
    if len(new) > _MOST_COMPARED:
        return
    few = len(new) * (len(known) + len(new)) <= _FEW
    frames: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in known:
        key = names.key(name)
        frames["" if few else names.frame(key)].append((name, key))
    for name in new:
        key = names.key(name)
        others = frames["" if few else names.frame(key)]
        compared = others if few else others[:_IN_ONE_FRAME]
        like = next((other for other, its in compared if its != key and names.is_close(key, its)), None)
        if like is not None:
            yield name, like
        others.append((name, key))
