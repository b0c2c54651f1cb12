"""Rows that would change an entry which a person has edited since the last import.

What the last import (or an undo) left is the common ground: a row that still says that has not changed, and the
person's edit stays; one that says something else as well as the person is a conflict, and the person wins.
"""

import sqlite3

from timeline.history import past
from timeline.importing.account import Account
from timeline.importing.matching import MappedFields
from timeline.schema.kinds import KINDS
from timeline.words import names

#: what the message of an import's changeset begins with
IMPORTS = "imports"
OURS = f"(message LIKE '{IMPORTS} %' AND command LIKE '%import%') OR message LIKE 'undoes changeset %'"
_OWNED = ("participants", "entry_topics", "entry_places", "citations")
#: list of a row → what its members are, its table and the column there that says which, and where it is staged
_LISTS = {
    "people": ("speaker", "participants", "speaker_id", "staged_people"),
    "topics": ("topic", "entry_topics", "topic_id", "staged_topics"),
    "places": ("place", "entry_places", "place_id", "staged_places"),
}


def spare_edited(connection: sqlite3.Connection, file: int, said: MappedFields, account: Account, name: str) -> None:
    """Let the entries be that a person has edited since the last import: as ``unchanged``, or as a ``conflict``."""
    edited = _edited(connection)
    if not edited:
        return
    rows = connection.execute(
        "SELECT n, entry_id, kind, place FROM temp.staged WHERE fate = 'updated' AND file = ?", (file,)
    ).fetchall()
    columns = past.tables(connection)
    for n, entry, kind, place in rows:
        if entry not in edited:
            continue
        touching = past.changesets(connection, entry=entry)
        ours = {row[0] for row in connection.execute(f"SELECT id FROM changesets WHERE {OURS}")}
        last = next((row["id"] for row in touching if row["id"] in ours), 0)
        if touching[0]["id"] == last:
            continue
        differing = _differing(connection, n, entry, last or touching[0]["id"], said, kind, columns)
        if last and not differing:
            connection.execute("UPDATE temp.staged SET fate = 'unchanged' WHERE n = ?", (n,))
            continue
        connection.execute("UPDATE temp.staged SET fate = 'conflict' WHERE n = ?", (n,))
        at = f"line {place}" if isinstance(place, int) else place
        by = touching[0]["actor"]
        what = f": {', '.join(differing)} in the file" if differing else ""
        account.conflict(f"{name}, {at}: entry {entry} was edited by {by} and stays so{what}")


def spare_deleted(connection: sqlite3.Connection, account: Account, names: list[str]) -> None:
    """Let entries stay deleted that a person has deleted: their rows are conflicts."""
    gone = connection.execute(
        "SELECT r.row_id, c.actor, r.before ->> 'dataset', r.before ->> 'external_id', r.before ->> 'uid'"
        " FROM revisions AS r JOIN changesets AS c ON c.id = r.changeset_id WHERE r.table_name = 'entries'"
        f" AND r.action = 'delete' AND r.changeset_id NOT IN (SELECT id FROM changesets WHERE {OURS})"
    ).fetchall()
    if gone:
        connection.execute("CREATE INDEX temp.ix_staged_uid ON staged (uid)")
        connection.execute("CREATE INDEX temp.ix_staged_known ON staged (external_id)")
    for entry, actor, dataset, known, uid in gone:
        rows = connection.execute(
            "SELECT n, file, place FROM temp.staged WHERE fate IS NULL AND entry_id IS NULL"
            " AND (uid = :uid OR external_id = :known AND dataset IS :dataset)",
            {"uid": uid, "known": known, "dataset": dataset},
        ).fetchall()
        for n, file, place in rows:
            connection.execute("UPDATE temp.staged SET fate = 'conflict' WHERE n = ?", (n,))
            at = f"line {place}" if isinstance(place, int) else place
            account.conflict(f"{names[file]}, {at}: entry {entry} was deleted by {actor} and stays so")


def _edited(connection: sqlite3.Connection) -> set[int]:
    """Return the entries that something else than an import or an undo has touched."""
    theirs = f"NOT IN (SELECT id FROM changesets WHERE {OURS})"
    parts = [f"SELECT id FROM entries WHERE changeset_id {theirs}"]
    parts.append(f"SELECT row_id FROM revisions WHERE table_name = 'entries' AND changeset_id {theirs}")
    for table in _OWNED:
        parts.append(f"SELECT entry_id FROM {table} WHERE changeset_id {theirs}")
        parts.append(
            f"SELECT before ->> 'entry_id' FROM revisions WHERE table_name = '{table}' AND before IS NOT NULL"
            f" AND changeset_id {theirs}"
        )
    return {row[0] for row in connection.execute(" UNION ".join(parts))}


def _differing(
    connection: sqlite3.Connection,
    n: int,
    entry: int,
    last: int,
    said: MappedFields,
    kind: str,
    columns: dict[str, dict[str, str]],
) -> list[str]:
    """Return what a row says otherwise than the entry was as of a changeset, as ``title “…”``."""
    then = _Then(connection, last, columns)
    before = past.row_as_of(connection, "entries", columns["entries"], entry, last) or {}
    now = past.row_now(connection, "entries", columns["entries"], entry) or {}
    fields = [column for column in said.columns[kind] if column not in ("date_earliest", "date_latest")]
    row = connection.execute(
        f"SELECT {', '.join(fields).replace('speaker_id', 'speaker') or 'n'} FROM temp.staged WHERE n = ?", (n,)
    ).fetchone()
    found = []
    for column, value in zip(fields, row, strict=False):
        if column == "speaker_id":
            number, name = connection.execute(
                "SELECT n.id, coalesce(n.name, s.name) FROM temp.names AS n LEFT JOIN speakers AS s ON s.id = n.id"
                " WHERE n.code = ?",
                (value,),
            ).fetchone() or (None, None)
            if not then.means("speaker", before.get(column), number, name):
                found.append(f"speaker is {_shown(name)}")
        elif value not in (before.get(column), now.get(column)):
            found.append(f"{column} is {_shown(value)}")
    for name in said.lists:
        entity, table, own, staged = _LISTS[name]
        staged_now = connection.execute(
            f"SELECT names.id, names.name, {'m.role' if name == 'people' else 'NULL'} FROM temp.{staged} AS m"
            " JOIN temp.names ON names.code = m.code WHERE m.n = ?",
            (n,),
        ).fetchall()
        members = [(row[own], row.get("role")) for row in then.rows(table, "entry_id", entry)]
        pairs = [
            (member, one) for member in members for one in staged_now
            if member[1] == one[2] and then.means(entity, member[0], one[0], one[1])
        ]  # fmt: skip
        if {member for member, _ in pairs} != set(members) or {one for _, one in pairs} != set(staged_now):
            found.append(f"other {name}")
    return found


class _Then:
    """The file as of a changeset, as far as names and lists go: what was merged since still had its own name."""

    def __init__(self, connection: sqlite3.Connection, number: int, columns: dict[str, dict[str, str]]) -> None:
        self.connection = connection
        self.number = number
        self.columns = columns

    def rows(self, table: str, column: str, value: object) -> list[past.TableRow]:
        """Return the rows of a table that had a value in a column."""
        numbers = self.connection.execute(
            f"SELECT id FROM {table} WHERE {column} = :value UNION SELECT row_id FROM revisions"
            f" WHERE table_name = '{table}' AND before ->> '{column}' = :value",
            {"value": value},
        ).fetchall()
        found = (past.row_as_of(self.connection, table, self.columns[table], row, self.number) for (row,) in numbers)
        return [row for row in found if row and row[column] == value]

    def means(self, kind: str, then: object, now: int | None, name: str | None) -> bool:
        """Tell whether a name of a row means what had a number then."""
        if then is None or name is None or then == now:
            return then == now
        key = names.key(name)
        of = KINDS[kind]
        return any(names.key(str(row["name"])) == key for row in self.rows(of.names, of.owner, then))


def _shown(value: object) -> str:
    text = "empty" if value is None else f"“{value}”"
    return text if len(text) <= 60 else f"{text[:60]}…"
