"""Write SQL that plain ``sqlite3`` loads into an empty file: the schema, then all rows in one sealed changeset.

``timeline show --format sql`` prints only the statements for entries; they need a file that has the rows they refer to.
"""

import base64
import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from typing import TextIO, cast

from timeline.formats.origin import Origin
from timeline.history import seals
from timeline.reading.entities import PARTS, TABLES, EntityOrProposal
from timeline.reading.records import LinkRecord, Record
from timeline.schema.views import COLUMNS, quote

_ENTRY = [column for column, (sql, _) in COLUMNS.items() if sql is None and column != "changeset_id"]
_CITATION = (
    "exact",
    "prefix",
    "suffix",
    "start",
    "end",
    "date",
    "date_text",
    "date_start",
    "date_end",
    "stance",
    "note",
)
_CHECK = ("uid", "checked_by", "checked_at", "doubt", "seen")
#: the part of an entry → its column for an entity, the entity's table, and the column by which the record names it
_NAMED = {
    "participants": ("speaker_id", "speakers", "uid"),
    "entry_topics": ("topic_id", "topics", "name"),
    "entry_places": ("place_id", "places", "uid"),
}
#: the number of the one changeset in a whole file
_CHANGESET = 1

Row = Mapping[str, object]


def write_whole(
    entities: Iterable[tuple[str, EntityOrProposal]], records: Iterable[Record], out: TextIO, origin: Origin
) -> Counter[str]:
    """Write the schema, then entities, proposals and entries in one changeset with its seal, without loss."""
    from timeline.schema import ddl

    out.write(ddl.script())
    changeset = {"id": _CHANGESET, **_changeset(origin)}
    out.write(
        "BEGIN IMMEDIATE;\nPRAGMA defer_foreign_keys = ON;\n"
        f"{_insert('changesets', changeset)};\nUPDATE writing SET changeset_id = {_CHANGESET};\n"
    )
    with closing(_Sealing()) as sealing:
        statements = _Statements(out, sealing)
        for kind, entity in entities:
            statements.entity(kind, entity)
        statements.entries(records)
        sealing.add("changesets", changeset)
        digest = sealing.digest()
    seal = {"changeset_id": _CHANGESET, "digest": digest, "basis": "written"}
    out.write(f"UPDATE writing SET changeset_id = NULL;\n{_insert('seals', seal)};\nCOMMIT;\n")
    return Counter()


def write(records: Iterable[Record], out: TextIO) -> Counter[str]:
    """Write entries with the rows that belong to them, and last the links between them."""
    _Statements(out).entries(records)
    return Counter()


def _changeset(origin: Origin) -> dict[str, str]:
    """Return the columns of the changeset, which are the same whenever the same moment of a timeline is exported."""
    mark = hashlib.sha256(f"export sql {origin.at}".encode()).hexdigest()
    try:
        moment = datetime.fromisoformat(origin.at or "").astimezone(UTC)
    except ValueError:  # nothing was ever written, or plain SQL wrote something else than a time
        moment = datetime.fromtimestamp(0, UTC)
    at = f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"
    milliseconds = f"{int(moment.timestamp() * 1000):012x}"
    uid = f"{milliseconds[:8]}-{milliseconds[8:]}-7{mark[:3]}-8{mark[3:6]}-{mark[6:18]}"
    return {"uid": uid, "at": at, "actor": "timeline", "command": "export sql"}


class _Sealing:
    """The rows of a whole file, from which its seal is computed, in a temporary database: they may not fit in memory.

    Rows without a number get the next one of their table, as SQLite gives them when the file is loaded.
    """

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.execute("PRAGMA cache_size = -8000")
        self._rows.execute("CREATE TABLE rows (name TEXT, id INTEGER, form BLOB, PRIMARY KEY (name, id)) WITHOUT ROWID")
        self._rows.execute("BEGIN")
        self._last: Counter[str] = Counter()

    def add(self, table: str, row: Row) -> None:
        """Add a row as it will stand in the loaded file."""
        number = row.get("id")
        if not isinstance(number, int):
            self._last[table] += 1
            number = self._last[table]
        created = {} if table == "changesets" else {"changeset_id": _CHANGESET}
        form = seals.form({**row, "id": number, **created})
        self._rows.execute("INSERT INTO rows VALUES (?, ?, ?)", (table, number, form))

    def has_entry(self, number: int) -> bool:
        """Return whether there is an entry with this number."""
        query = "SELECT 1 FROM rows WHERE name = 'entries' AND id = ?"
        return self._rows.execute(query, (number,)).fetchone() is not None

    def digest(self) -> str:
        """Return the digest that seals the rows as one changeset, the first of a file."""
        contents: dict[str, seals.Rows] = {}
        for table, form in self._rows.execute("SELECT name, form FROM rows ORDER BY name, id"):
            contents.setdefault(table, seals.Rows()).add([form])
        return seals.digest(seals.FIRST, "written", {table: rows.result() for table, rows in contents.items()})

    def close(self) -> None:
        """Delete the temporary database."""
        self._rows.close()


class _Statements:
    """Writes the statements that insert rows; for a whole file, it knows all numbers, and adds up the seal."""

    def __init__(self, out: TextIO, sealing: _Sealing | None = None) -> None:
        self._out = out
        self._sealing = sealing
        #: table and name of an entity → its number
        self._numbers: dict[tuple[str, object], int] = {}

    def entity(self, kind: str, entity: EntityOrProposal) -> None:
        """Write an entity or a proposal with the rows that belong to it."""
        columns = cast("dict[str, object]", entity)
        table, number = TABLES[kind], cast("int", columns["id"])
        self._add(table, {column: value for column, value in columns.items() if column not in PARTS[kind]})
        for of, column in ((of, column) for _, of, column in _NAMED.values() if of == table):
            self._numbers[of, columns[column]] = number
        for key, parts in PARTS[kind].items():
            for part in self._ordered(key, columns):
                row = {f"{kind}_id": number, **part}
                if key == "names" and part["name"] == columns["name"]:
                    self._printed_name(parts, f"{kind}_id", row)
                else:
                    self._add(parts, row, binary=("content",))

    def _ordered(self, key: str, columns: Row) -> list[Row]:
        """Return the parts of an entity, its printed name first: a trigger adds that together with the entity."""
        parts = cast("list[Row]", columns[key])
        if key != "names":
            return parts
        printed = [part for part in parts if part["name"] == columns["name"]] or [{"name": columns["name"]}]
        return [*printed, *(part for part in parts if part not in printed)]

    def _printed_name(self, table: str, owner: str, row: Row) -> None:
        """Write the language of a printed name; a trigger has already added the name."""
        if row.get("lang") is not None:
            where = f"{owner} = {row[owner]} AND name = {_literal(row['name'])}"
            self._out.write(f"UPDATE {table} SET lang = {_literal(row['lang'])} WHERE {where};\n")
        if self._sealing is not None:
            self._sealing.add(table, row)

    def entries(self, records: Iterable[Record]) -> None:
        """Write entries with the rows that belong to them, and last the links between them."""
        links: list[tuple[int, LinkRecord]] = []
        for record in records:
            self._entry(record)
            links += ((record["id"], link) for link in record["links"])
        for entry, link in links:
            self._link(entry, link)

    def _entry(self, record: Record) -> None:
        number = record["id"]
        columns: Row = record
        self._add("entries", {column: columns[column] for column in _ENTRY})
        for p in record["participants"]:
            self._named("participants", number, p["uid"], role=p["role"])
        for topic in record["topics"]:
            self._named("entry_topics", number, topic)
        for uid in record["place_uids"]:
            self._named("entry_places", number, uid)
        for citation in record["citations"]:
            ids = {
                "id": citation["id"],
                "entry_id": number,
                "source_id": citation["source"]["id"],
                "via_id": citation["via"] and citation["via"]["id"],
                "snapshot_id": citation["snapshot_id"],
            }
            values: Row = citation
            self._add("citations", {**ids, **{column: values[column] for column in _CITATION}})
        for check in record["checks"]:
            seen: Row = check
            self._add("checks", {"entry_id": number, **{column: seen[column] for column in _CHECK}})

    def _named(self, table: str, entry: int, name: str, **more: object) -> None:
        """Write the part of an entry that refers to an entity, by number in a whole file, else by a query."""
        column, of, by = _NAMED[table]
        if self._sealing is not None:
            self._add(table, {"entry_id": entry, column: self._numbers[of, name], **more})
            return
        columns = "".join(f", {key}" for key in more)
        values = "".join(f", {_literal(value)}" for value in more.values())
        query = f"SELECT {entry}, id{values} FROM {of} WHERE {by} = {quote(name)}"
        self._out.write(f"INSERT INTO {table} (entry_id, {column}{columns}) {query};\n")

    def _link(self, entry: int, link: LinkRecord) -> None:
        """Write a link to another entry, if that exists: a filter may have left it out."""
        row = {"from_id": entry, "to_id": link["to"], "relation": link["relation"], "note": link["note"]}
        if self._sealing is not None:
            if self._sealing.has_entry(link["to"]):
                self._add("links", row)
            return
        values = f"{entry}, id, {quote(link['relation'])}, {_literal(link['note'])}"
        query = f"SELECT {values} FROM entries WHERE id = {link['to']}"
        self._out.write(f"INSERT INTO links (from_id, to_id, relation, note) {query};\n")

    def _add(self, table: str, row: Row, binary: tuple[str, ...] = ()) -> None:
        plain = {column: _plain(value, binary=column in binary) for column, value in row.items()}
        self._out.write(f"{_insert(table, plain, binary)};\n")
        if self._sealing is not None:
            self._sealing.add(table, plain)


#: how many literals are joined without brackets
_FLAT_PARTS = 16


def _plain(value: object, *, binary: bool) -> object:
    """Return a value as the file has it: lists and objects as JSON, bytes as hexadecimal digits."""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64decode(value).hex().upper() if binary and isinstance(value, str) else value


def _insert(table: str, row: Row, binary: tuple[str, ...] = ()) -> str:
    known = {column: value for column, value in row.items() if value is not None}
    values = (f"X'{value}'" if column in binary else _literal(value) for column, value in known.items())
    columns = ", ".join('"end"' if column == "end" else column for column in known)
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join(values)})"


def _literal(value: object) -> str:
    """Return a value as SQL. The shell of SQLite would turn CR before LF inside a literal into LF alone."""
    if isinstance(value, str):
        return _concatenated([quote(part) for part in value.split("\r")])
    return "NULL" if value is None else str(value)


def _concatenated(parts: list[str]) -> str:
    """Join literals with CR between them, in halves: SQLite takes no expression more than a thousand levels deep."""
    if len(parts) <= _FLAT_PARTS:
        return " || char(13) || ".join(parts)
    half = len(parts) // 2
    return f"({_concatenated(parts[:half])}) || char(13) || ({_concatenated(parts[half:])})"
