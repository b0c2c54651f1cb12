"""Write SQL that plain ``sqlite3`` loads into an empty file: the schema, then all rows in one changeset.

``timeline show --format sql`` prints only the statements for entries; they need a file that has the rows they refer to.
"""

import base64
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TextIO, cast

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


def write_whole(
    entities: Iterable[tuple[str, EntityOrProposal]], records: Iterable[Record], out: TextIO
) -> Counter[str]:
    """Write the schema, then entities, proposals and entries in one changeset, without loss."""
    from timeline.schema import ddl

    out.write(ddl.script())
    out.write(
        "BEGIN IMMEDIATE;\nPRAGMA defer_foreign_keys = ON;\n"
        "INSERT INTO changesets (id, actor, command) VALUES (1, 'timeline', 'export sql');\n"
        "UPDATE writing SET changeset_id = 1;\n"
    )
    for kind, entity in entities:
        out.writelines(f"{statement};\n" for statement in _entity(kind, entity))
    lost = write(records, out)
    out.write("UPDATE writing SET changeset_id = NULL;\nCOMMIT;\n")
    return lost


def write(records: Iterable[Record], out: TextIO) -> Counter[str]:
    """Write entries with the rows that belong to them, and last the links between them."""
    links: list[str] = []
    for record in records:
        out.writelines(f"{statement};\n" for statement in _entry(record))
        links += (_link(record["id"], link) for link in record["links"])
    out.writelines(f"{statement};\n" for statement in links)
    return Counter()


def _entity(kind: str, entity: EntityOrProposal) -> Iterator[str]:
    """Yield the statements that insert an entity or a proposal with the rows that belong to it."""
    columns: Mapping[str, object] = entity
    yield _insert(TABLES[kind], {column: value for column, value in columns.items() if column not in PARTS[kind]})
    for key, table in PARTS[kind].items():
        for part in cast("list[Mapping[str, object]]", columns[key]):
            row = {f"{kind}_id": entity["id"], **part}
            if key == "names":  # a trigger has already added the printed name
                yield f"{_insert(table, row)} ON CONFLICT ({kind}_id, name) DO UPDATE SET lang = excluded.lang"
            else:
                yield _insert(table, row, binary=("content",))


def _entry(record: Record) -> Iterator[str]:
    number = record["id"]
    columns: Mapping[str, object] = record
    yield _insert("entries", {column: columns[column] for column in _ENTRY})
    for p in record["participants"]:
        yield _select("participants", number, "speakers", "speaker_id", p["uid"], role=p["role"])
    for topic in record["topics"]:
        yield _select("entry_topics", number, "topics", "topic_id", topic, by="name")
    for uid in record["place_uids"]:
        yield _select("entry_places", number, "places", "place_id", uid)
    for citation in record["citations"]:
        ids = {
            "id": citation["id"],
            "entry_id": number,
            "source_id": citation["source"]["id"],
            "via_id": citation["via"] and citation["via"]["id"],
            "snapshot_id": citation["snapshot_id"],
        }
        values: Mapping[str, object] = citation
        yield _insert("citations", {**ids, **{column: values[column] for column in _CITATION}})
    for check in record["checks"]:
        seen: Mapping[str, object] = check
        yield _insert("checks", {"entry_id": number, **{column: seen[column] for column in _CHECK}})


def _link(entry: int, link: LinkRecord) -> str:
    """Return the statement that links an entry to another if that exists; a filter may have left it out."""
    values = f"{entry}, id, {quote(link['relation'])}, {_literal(link['note'])}"
    return f"INSERT INTO links (from_id, to_id, relation, note) SELECT {values} FROM entries WHERE id = {link['to']}"


def _select(table: str, entry: int, of: str, column: str, known: str, by: str = "uid", **more: str) -> str:
    columns = "".join(f", {name}" for name in more)
    values = "".join(f", {_literal(value)}" for value in more.values())
    query = f"SELECT {entry}, id{values} FROM {of} WHERE {by} = {quote(known)}"
    return f"INSERT INTO {table} (entry_id, {column}{columns}) {query}"


def _insert(table: str, row: Mapping[str, object], binary: tuple[str, ...] = ()) -> str:
    known = {column: value for column, value in row.items() if value is not None}
    values = (
        f"X'{base64.b64decode(str(value)).hex()}'" if column in binary else _literal(value)
        for column, value in known.items()
    )
    columns = ", ".join('"end"' if column == "end" else column for column in known)
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join(values)})"


def _literal(value: object) -> str:
    if isinstance(value, list):
        value = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return "NULL" if value is None else quote(value) if isinstance(value, str) else str(value)
