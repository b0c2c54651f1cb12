"""Find the speakers, topics and places that the names of an import mean, by the rules of ``add``, one kind at a time.

A name means the entity that is known by it in any spelling, else the one person whose name ends with it. Names are
matched to entities known before the import, and new names to each other by their key, so that the order of the rows
does not matter.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator

from timeline.importing.account import Account
from timeline.reading import resolve
from timeline.schema.kinds import KINDS
from timeline.schema.vocabulary import EntityKind
from timeline.words import bodies, names

#: the kinds of entities that rows name, in the order of the report
_KINDS: tuple[EntityKind, ...] = ("speaker", "place", "topic")
#: more new names than this are not compared with each other
_MOST_NAMES = 20_000
#: with more pairs than this, a name is compared only with names of the same consonants, and with at most this many
_MOST_PAIRS, _MOST_FRAME_NAMES = 20_000, 60


class _KnownNames:
    """The known entities of one kind, by key, by spelling and by last word."""

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
            entity = resolve.Entity(kind, number, uid, printed, more)
            self.by_key[key][number] = entity
            self.by_spelling[_spelling(name)].add(number)
            if person and key:
                self.by_last[key.split()[-1]][key][number] = entity

    def find(self, name: str) -> list[resolve.Entity]:
        """Return all entities that a name may mean."""
        key = names.key(name)
        entities = self.by_key.get(key, {})
        if len(entities) > 1:
            entities = {n: one for n, one in entities.items() if n in self.by_spelling[_spelling(name)]} or entities
        if not entities and key:
            longer = self.by_last.get(key.split()[-1], {})
            entities = {
                n: one for whole, those in longer.items() if names.tails(key, whole) for n, one in those.items()
            }
        return list(entities.values())

    def is_exact(self, name: str) -> bool:
        """Return whether an entity is known by the whole name, in any spelling."""
        return names.key(name) in self.by_key

    def is_spelled(self, name: str, number: int) -> bool:
        return number in self.by_spelling.get(_spelling(name), ())


def _spelling(name: str) -> str:
    return " ".join(name.casefold().split())


def look_up(connection: sqlite3.Connection, account: Account) -> Iterator[tuple[int, str]]:
    """Set the number of every staged name that is known; yield the codes of ambiguous names, and the reason."""
    for kind in _KINDS:
        staged = connection.execute(
            "SELECT code, name FROM temp.names WHERE kind = ? AND id IS NULL", (kind,)
        ).fetchall()
        if not staged:
            continue
        known = _KnownNames(connection, kind)
        matches = [(code, name, known.find(name)) for code, name in staged]
        new: dict[str, list[str]] = defaultdict(list)
        for _, name, entities in matches:
            if not entities:
                new[names.key(name).split()[-1]].append(name)
        numbers = []
        for code, name, entities in matches:
            longer = [] if known.is_exact(name) or not entities else _longer(name, new)
            if len(entities) > 1 or longer:
                ids = {entity.id for entity in entities}
                earlier = _as_before(connection, code, ids) if kind == "speaker" else None
                if earlier is not None:
                    numbers.append((earlier, code))
                    continue
                all_of_them = resolve.listed(entities) + "".join(f", and {one} in this import" for one in longer[:2])
                yield code, f"“{name}” fits more than one {kind}: {all_of_them}; write the full name"
            elif entities:
                numbers.append((entities[0].id, code))
                if not known.is_spelled(name, entities[0].id):
                    account.matches.append((name, f"{kind} {resolve.listed(entities)}"))
        connection.executemany("UPDATE temp.names SET id = ? WHERE code = ?", numbers)


def _longer(name: str, others: dict[str, list[str]]) -> list[str]:
    """Return the names that end with a name; ``others`` are names by their last words."""
    key = names.key(name)
    return [other for other in others.get(key.split()[-1], ()) if names.tails(key, names.key(other))]


def _as_before(connection: sqlite3.Connection, code: int, fitting: set[int]) -> int | None:
    """Return the one fitting speaker of the known entries of all rows with a name; None if a new row has the name."""
    in_new_row = connection.execute(
        "SELECT 1 FROM temp.staged WHERE speaker = :code AND entry_id IS NULL"
        " UNION ALL SELECT 1 FROM temp.staged_people AS m JOIN temp.staged AS s ON s.n = m.n"
        " WHERE m.code = :code AND s.entry_id IS NULL UNION ALL SELECT 1 FROM temp.staged_offices WHERE code = :code"
        " LIMIT 1",
        {"code": code},
    ).fetchone()
    earlier = connection.execute(
        "SELECT e.speaker_id FROM temp.staged AS s JOIN entries AS e ON e.id = s.entry_id WHERE s.speaker = :code"
        " UNION SELECT p.speaker_id FROM temp.staged_people AS m JOIN temp.staged AS s ON s.n = m.n"
        " JOIN participants AS p ON p.entry_id = s.entry_id WHERE m.code = :code",
        {"code": code},
    ).fetchall()
    both = {row[0] for row in earlier} & fitting
    return both.pop() if in_new_row is None and len(both) == 1 else None


def add_new(connection: sqlite3.Connection, changeset: int, account: Account) -> None:
    """Add the entities of new names that stored rows need; names of one key mean one entity."""
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
        added: dict[str, tuple[int, str]] = {}
        numbers = []
        for code, name, speaker_kind, country, uid in new:
            key = names.key(name)
            if key not in added:
                added[key] = (_insert(connection, kind, key, changeset, (name, speaker_kind, country, uid)), name)
                account.new[kind] += 1
            elif _spelling(added[key][1]) != _spelling(name):
                account.matches.append((name, f"the new {kind} {added[key][1]}"))
            numbers.append((added[key][0], code))
        connection.executemany("UPDATE temp.names SET id = ? WHERE code = ?", numbers)
        if of.has_several_names:
            keys = ((key, number, name) for key, (number, name) in added.items())
            connection.executemany(
                f"UPDATE {of.names} SET key = ? WHERE {of.owner} = ? AND name = ? AND key IS NULL", keys
            )
        first = min(number for number, _ in added.values())
        before = (row[0] for row in connection.execute(f"SELECT name FROM {of.names} WHERE {of.owner} < ?", (first,)))
        account.alike += _alike([name for _, name in added.values()], before)


def _unused(connection: sqlite3.Connection) -> set[int]:
    """Return the codes that only rows need that are not stored."""
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
    columns: tuple[str, str | None, str | None, str | None],
) -> int:
    name, speaker_kind, country, uid = columns
    values: dict[str, object] = {"name": name, "changeset_id": changeset} | ({"uid": uid} if uid else {})
    if kind == "speaker":
        values |= {"kind": speaker_kind or bodies.kind_of(name), "country": country}
    elif kind == "topic":
        values["key"] = key
    table = KINDS[kind].table
    marks = ", ".join(f":{column}" for column in values)
    connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", values)
    return int(connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0])


def _alike(new: list[str], before: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each new name that looks like a name from before the import, or like an earlier new one, with that name.

    If there are many, only names whose last words have the same consonants are compared.
    """
    known = list(before)
    if len(new) > _MOST_NAMES:
        return
    few = len(new) * (len(known) + len(new)) <= _MOST_PAIRS
    frames: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in known:
        key = names.key(name)
        frames["" if few else names.frame(key)].append((name, key))
    for name in new:
        key = names.key(name)
        others = frames["" if few else names.frame(key)]
        compared = others if few else others[:_MOST_FRAME_NAMES]
        like = next((other for other, its in compared if its != key and names.is_close(key, its)), None)
        if like is not None:
            yield name, like
        others.append((name, key))
