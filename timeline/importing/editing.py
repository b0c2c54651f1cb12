"""Protect entries that a person has edited or deleted since the last import.

A row is compared with its entry as the last import (or an undo) left it. If it differs from that, and also from what
the person wrote, it is a conflict. The person's edit stays in any case.
"""

import sqlite3

from timeline.history import past
from timeline.importing.account import Account
from timeline.importing.matching import MappedFields
from timeline.schema.kinds import KINDS
from timeline.words import names

#: the first word of the message of an import's changeset
IMPORTS = "imports"
#: SQL for changesets that an import or an undo made
BY_IMPORT = f"(message LIKE '{IMPORTS} %' AND command LIKE '%import%') OR message LIKE 'undoes changeset %'"
#: a longer value is cut in a message
_MOST_CHARACTERS = 60
_OWNED = ("participants", "entry_topics", "entry_places", "citations")
#: list of a row → kind of its members, its table, the column of their numbers, and the table that stages it
_LISTS = {
    "people": ("speaker", "participants", "speaker_id", "staged_people"),
    "topics": ("topic", "entry_topics", "topic_id", "staged_topics"),
    "places": ("place", "entry_places", "place_id", "staged_places"),
}


def spare_edited(connection: sqlite3.Connection, file: int, mapped: MappedFields, account: Account, name: str) -> None:
    """Leave entries alone that a person has edited since the last import: mark rows ``unchanged`` or ``conflict``."""
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
        imports = {row[0] for row in connection.execute(f"SELECT id FROM changesets WHERE {BY_IMPORT}")}
        last = next((row["id"] for row in touching if row["id"] in imports), 0)
        if touching[0]["id"] == last:
            continue
        differing = _differing(connection, n, entry, last or touching[0]["id"], mapped, kind, columns)
        if last and not differing:
            connection.execute("UPDATE temp.staged SET fate = 'unchanged' WHERE n = ?", (n,))
            continue
        connection.execute("UPDATE temp.staged SET fate = 'conflict' WHERE n = ?", (n,))
        at = f"line {place}" if isinstance(place, int) else place
        by = touching[0]["actor"]
        difference = f"; the file has {', '.join(differing)}" if differing else ""
        account.conflict(f"{name}, {at}: entry {entry} was edited by {by} and is left as it is{difference}")


def spare_deleted(connection: sqlite3.Connection, account: Account, names: list[str]) -> None:
    """Mark rows about entries that a person has deleted as conflicts, so that these stay deleted."""
    deleted = connection.execute(
        "SELECT r.row_id, c.actor, r.before ->> 'dataset', r.before ->> 'external_id', r.before ->> 'uid'"
        " FROM revisions AS r JOIN changesets AS c ON c.id = r.changeset_id WHERE r.table_name = 'entries'"
        f" AND r.action = 'delete' AND r.changeset_id NOT IN (SELECT id FROM changesets WHERE {BY_IMPORT})"
    ).fetchall()
    if deleted:
        connection.execute("CREATE INDEX temp.ix_staged_uid ON staged (uid)")
        connection.execute("CREATE INDEX temp.ix_staged_known ON staged (external_id)")
    for entry, actor, dataset, external_id, uid in deleted:
        rows = connection.execute(
            "SELECT n, file, place FROM temp.staged WHERE fate IS NULL AND entry_id IS NULL"
            " AND (uid = :uid OR external_id = :external_id AND dataset IS :dataset)",
            {"uid": uid, "external_id": external_id, "dataset": dataset},
        ).fetchall()
        for n, file, place in rows:
            connection.execute("UPDATE temp.staged SET fate = 'conflict' WHERE n = ?", (n,))
            at = f"line {place}" if isinstance(place, int) else place
            account.conflict(f"{names[file]}, {at}: entry {entry} was deleted by {actor} and stays deleted")


def _edited(connection: sqlite3.Connection) -> set[int]:
    """Return the entries that any changeset but an import or an undo has touched."""
    by_others = f"NOT IN (SELECT id FROM changesets WHERE {BY_IMPORT})"
    parts = [f"SELECT id FROM entries WHERE changeset_id {by_others}"]
    parts.append(f"SELECT row_id FROM revisions WHERE table_name = 'entries' AND changeset_id {by_others}")
    for table in _OWNED:
        parts.append(f"SELECT entry_id FROM {table} WHERE changeset_id {by_others}")
        parts.append(
            f"SELECT before ->> 'entry_id' FROM revisions WHERE table_name = '{table}' AND before IS NOT NULL"
            f" AND changeset_id {by_others}"
        )
    return {row[0] for row in connection.execute(" UNION ".join(parts))}


def _differing(
    connection: sqlite3.Connection,
    n: int,
    entry: int,
    last: int,
    mapped: MappedFields,
    kind: str,
    columns: dict[str, dict[str, str]],
) -> list[str]:
    """Return the values of a row that its entry did not have as of a changeset, such as ``title “…”``."""
    then = _Then(connection, last, columns)
    before = past.row_as_of(connection, "entries", columns["entries"], entry, last) or {}
    now = past.row_now(connection, "entries", columns["entries"], entry) or {}
    fields = [column for column in mapped.columns[kind] if column not in ("date_earliest", "date_latest")]
    row = connection.execute(
        f"SELECT {', '.join(fields).replace('speaker_id', 'speaker') or 'n'} FROM temp.staged WHERE n = ?", (n,)
    ).fetchone()
    differing = []
    for column, value in zip(fields, row, strict=False):
        if column == "speaker_id":
            number, name = connection.execute(
                "SELECT n.id, coalesce(n.name, s.name) FROM temp.names AS n LEFT JOIN speakers AS s ON s.id = n.id"
                " WHERE n.code = ?",
                (value,),
            ).fetchone() or (None, None)
            if not then.means("speaker", before.get(column), number, name):
                differing.append(_shown("speaker", name))
        elif value not in (before.get(column), now.get(column)):
            differing.append(_shown(column, value))
    for name in mapped.lists:
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
            differing.append(f"other {name}")
    return differing


class _Then:
    """The names and lists as of a changeset: an entity that was merged since still had its own name."""

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
        rows = (past.row_as_of(self.connection, table, self.columns[table], row, self.number) for (row,) in numbers)
        return [row for row in rows if row and row[column] == value]

    def means(self, kind: str, then: object, now: int | None, name: str | None) -> bool:
        """Return whether a name of a row means the entity that had a number then."""
        if then is None or name is None or then == now:
            return then == now
        key = names.key(name)
        of = KINDS[kind]
        return any(names.key(str(row["name"])) == key for row in self.rows(of.names, of.owner, then))


def _shown(field: str, value: object) -> str:
    if value is None:
        return f"no {field}"
    quoted = f"“{value}”"
    return f"{field} {quoted if len(quoted) <= _MOST_CHARACTERS else f'{quoted[:_MOST_CHARACTERS]}…'}"
