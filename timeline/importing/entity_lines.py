"""Import entities and proposals, each from a line of its own, with their names, offices, snapshots and verdicts."""

import base64
import binascii
import json
import re
import sqlite3
from collections.abc import Mapping
from typing import cast

from timeline.dates import PartialDate
from timeline.errors import RefusedError
from timeline.formats.input import Cells
from timeline.importing.editing import BY_IMPORT
from timeline.importing.shapes import refuse_misfit
from timeline.importing.storing import is_new
from timeline.reading.entities import (
    TABLES,
    NameRecord,
    OfficeRecord,
    PlaceRecord,
    SnapshotRecord,
    SpeakerRecord,
    TopicRecord,
    VerdictRecord,
    WholeProposalRecord,
    WholeSourceRecord,
)
from timeline.reading.proposals import LISTS
from timeline.reading.records import SourceRecord
from timeline.schema.kinds import KINDS
from timeline.schema.vocabulary import ARRIVALS, CONFIDENCES, DECISIONS, ENTRY_KINDS, MODES, SOURCE_KINDS, SPEAKER_KINDS
from timeline.store.limits import address
from timeline.words import names

#: the form of a uid that the schema accepts
UID = re.compile(r"[^\0]{8}-[^\0]{4}-[^\0]{4}-[^\0]{4}-[^\0]{12}")
#: kind → the columns that are compared and stored, without numbers
_COLUMNS: dict[str, tuple[str, ...]] = {
    "speaker": ("name", "kind", "country", "wikidata", "note"),
    "topic": ("name", "note"),
    "place": ("name", "country", "wikidata", "note"),
    "source": (
        "kind", "title", "publisher", "author", "url", "archive_url", "published", "lang", "accessed_at", "note",
    ),
    "proposal": (
        "snapshot_id", "kind", "text", "confidence", "speaker", "role", "mode", "date", "date_text", "setting", "via",
        "basis", *LISTS,
    ),
}  # fmt: skip
_OFFICE = ("title", "organization", "country", "date", "note")
_SNAPSHOT = ("retrieved_at", "media_type", "content_sha256", "text", "text_sha256", "extractor")
#: keys of a record that are computed again, or that earlier versions did not write
_OPTIONAL = frozenset((
    "arrival", "date_earliest", "date_latest", "final_url", "headers", "redirects", "requested_url", "status",
))  # fmt: skip
_SHAPES: dict[str, type] = {
    "speaker": SpeakerRecord,
    "topic": TopicRecord,
    "place": PlaceRecord,
    "source": WholeSourceRecord,
    "proposal": WholeProposalRecord,
}
_KINDS_OF = {"speaker": SPEAKER_KINDS, "source": SOURCE_KINDS, "proposal": ENTRY_KINDS}

#: the columns of a row that are stored here
Columns = Mapping[str, str | int | bytes | None]


class EntityLines:
    """Stores entities and proposals, and knows afterwards which number each has in this timeline.

    A line is refused before anything of it is stored: if it lacks a key, has a value of another type, or one that the
    tables would refuse.
    """

    def __init__(self, connection: sqlite3.Connection, changeset: int) -> None:
        self.connection = connection
        self.changeset = changeset
        self._snapshots: dict[int, int] = {}
        #: kind, and number in the import or uid or name → number in this timeline
        self._numbers: dict[tuple[str, object], int] = {}
        self._parents: list[tuple[int, int]] = []
        tables = TABLES.values()
        #: the last number of each table before the import
        self._before = {t: connection.execute(f"SELECT coalesce(max(id), 0) FROM {t}").fetchone()[0] for t in tables}
        self._new = {t: is_new(connection, t) for t in (*tables, "offices", "snapshots", "verdicts")}

    def add(self, kind: str, record: Cells) -> str:
        """Store a record, or complete the known one, and return its fate. Raises RefusedError."""
        table = TABLES[kind]
        refuse_misfit(record, _SHAPES[kind], _OPTIONAL)
        uid, number = _uid(record), record["id"]
        cells = {column: record[column] for column in _COLUMNS[kind]}
        columns = _proposal(cells, self._snapshots) if kind == "proposal" else _entity(kind, cells)
        _check_parts(kind, record)
        known = self._find(table, uid, kind, columns)
        if known is None:
            here = self._insert(table, {**columns, "uid": uid}, number)
            fate = "added"
        else:
            here, was = known
            fate = self._update(table, here, columns, was)
        self._numbers[kind, number] = self._numbers[kind, uid] = here
        more = self._complete(kind, here, record)
        return "updated" if more and fate == "unchanged" else fate

    def _find(self, table: str, uid: str, kind: str, columns: Columns) -> tuple[int, tuple[object, ...]] | None:
        """Return number and columns of the row with a uid, else of the only earlier one with this name or address."""
        picked = ", ".join(_COLUMNS[kind])
        row = self.connection.execute(f"SELECT id, {picked} FROM {table} WHERE uid = ?", (uid,)).fetchone()
        if row is None and kind != "proposal":
            if kind == "source":
                same = "url IS :url AND title IS :title AND publisher IS :publisher"
            elif kind == "topic":
                same = "name = :name"
            else:
                of = KINDS[kind]
                same = f"id IN (SELECT {of.owner} FROM {of.names} WHERE name = :name)"
            rows = self.connection.execute(
                f"SELECT id, {picked} FROM {table} WHERE id <= :before AND {same} LIMIT 2",
                {"before": self._before[table], **columns},
            ).fetchall()
            row = rows[0] if len(rows) == 1 else None
        return None if row is None else (row[0], tuple(row[1:]))

    def _insert(self, table: str, columns: Columns, number: object) -> int:
        values = {"id": self._reusable(table, number), **columns, "changeset_id": self.changeset}
        if table == "topics":
            values["key"] = names.key(str(columns["name"]))
        marks = ", ".join(f":{column}" for column in values)
        self.connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", values)
        row = self.connection.execute(f"SELECT id FROM {table} WHERE uid = ?", (columns["uid"],)).fetchone()
        return int(row[0])

    def _reusable(self, table: str, number: object) -> int | None:
        """Return the number that a row had if it can keep it, which is so in a table that never had a row."""
        return number if self._new[table] and isinstance(number, int) and 0 < number < 2**62 else None

    def _update(self, table: str, here: int, columns: Columns, was: tuple[object, ...]) -> str:
        """Store the columns that differ, unless a person has edited the row since the last import."""
        pairs = zip(columns.items(), was, strict=True)
        differing = [column for (column, value), before in pairs if value != before and column != "accessed_at"]
        if not differing:
            return "unchanged"
        if table == "proposals":  # a stored proposal is never changed
            return "conflict"
        edited = self.connection.execute(
            f"SELECT 1 FROM {table} WHERE id = :id"
            f" AND changeset_id NOT IN (SELECT id FROM changesets WHERE {BY_IMPORT})"
            f" UNION SELECT 1 FROM revisions WHERE table_name = '{table}' AND row_id = :id"
            f" AND changeset_id NOT IN (SELECT id FROM changesets WHERE {BY_IMPORT})",
            {"id": here},
        ).fetchone()
        if edited:
            return "conflict"
        sets = ", ".join(f"{column} = :{column}" for column in differing)
        self.connection.execute(f"UPDATE {table} SET {sets} WHERE id = :id", {**columns, "id": here})
        return "updated"

    def _complete(self, kind: str, here: int, record: Cells) -> int:
        """Add the names, offices, snapshots and verdicts that are missing, and return how many."""
        if kind == "speaker":
            speaker = cast("SpeakerRecord", record)
            added = self._add_names(kind, here, speaker["names"])
            return added + sum(self._add_office(here, office) for office in speaker["offices"])
        if kind == "place":
            place = cast("PlaceRecord", record)
            added = self._add_names(kind, here, place["names"])
            if place["parent_id"] is not None:
                self._parents.append((here, place["parent_id"]))
            return added
        if kind == "source":
            source = cast("WholeSourceRecord", record)
            return sum(self._add_snapshot(here, snapshot) for snapshot in source["snapshots"])
        if kind == "proposal":
            proposal = cast("WholeProposalRecord", record)
            return sum(self._add_verdict(here, verdict) for verdict in proposal["verdicts"])
        return 0

    def _add_verdict(self, here: int, verdict: VerdictRecord) -> bool:
        texts = {"decision": verdict["decision"], "note": verdict["note"], "entry_uid": verdict["entry_uid"]}
        columns: Columns = {**texts, "proposal_id": here}
        same = " AND ".join(f"{column} IS :{column}" for column in columns)
        return self._add_part("verdicts", columns, same, verdict["id"]) is not None

    def _add_names(self, kind: str, here: int, records: list[NameRecord]) -> int:
        table, owner = KINDS[kind].names, KINDS[kind].owner
        known = {r[0] for r in self.connection.execute(f"SELECT name FROM {table} WHERE {owner} = ?", (here,))}
        added = 0
        for name in records:
            values = (name["lang"], names.key(name["name"]), here, name["name"])
            if name["name"] in known:  # a trigger has already added the printed one
                self.connection.execute(
                    f"UPDATE {table} SET lang = ?, key = ? WHERE {owner} = ? AND name = ? AND key IS NULL", values
                )
                continue
            added += 1
            self.connection.execute(
                f"INSERT INTO {table} (lang, key, {owner}, name, changeset_id) VALUES (?, ?, ?, ?, ?)",
                (*values, self.changeset),
            )
        return added

    def _add_office(self, here: int, office: OfficeRecord) -> bool:
        columns: Columns = {**_office(cast("Mapping[str, object]", office)), "speaker_id": here}
        same = " AND ".join(
            f"{column} IS :{column}" for column in ("speaker_id", "title", "organization", "country", "date", "note")
        )
        return self._add_part("offices", columns, same, office["id"]) is not None

    def _add_snapshot(self, here: int, snapshot: SnapshotRecord) -> bool:
        cells: Mapping[str, object] = snapshot
        encoded = snapshot["content"]
        content = base64.b64decode(encoded, validate=True) if encoded is not None else None
        texts = {column: cast("str | None", cells[column]) for column in _SNAPSHOT}
        columns: Columns = {**texts, **_arrival(cells), "content": content, "source_id": here}
        same = "source_id = :source_id AND retrieved_at = :retrieved_at AND text_sha256 = :text_sha256"
        same += " AND content IS :content"
        added = self._add_part("snapshots", columns, same, snapshot["id"])
        here_too = (
            added or self.connection.execute(f"SELECT min(id) FROM snapshots WHERE {same}", columns).fetchone()[0]
        )
        self._snapshots[snapshot["id"]] = here_too
        return added is not None

    def _add_part(self, table: str, columns: Columns, same: str, number: object) -> int | None:
        """Add a row that belongs to another and return its number, unless an equal one existed before the import."""
        existing = self.connection.execute(
            f"SELECT 1 FROM {table} WHERE {same} AND changeset_id <> {self.changeset}", columns
        ).fetchone()
        if existing:
            return None
        values = {"id": self._reusable(table, number), **columns, "changeset_id": self.changeset}
        marks = ", ".join(f":{column}" for column in values)
        cursor = self.connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", values)
        return cursor.lastrowid

    def finish(self) -> None:
        """Set the parents of places, once all places are known."""
        for here, parent in self._parents:
            number = self._numbers.get(("place", parent))
            if number is not None and number != here:
                self.connection.execute(
                    "UPDATE places SET parent_id = ? WHERE id = ? AND parent_id IS NULL", (number, here)
                )

    def number_of(self, kind: str, number: int | None) -> int | None:
        """Return the number in this timeline of an entity that has a number in the import."""
        return self._numbers.get((kind, number))

    def known(self, kind: str, uid: str | None, name: str) -> int | None:
        """Return the number of the entity with a uid, or of a topic with a name; None if there is none."""
        key = (kind, uid or name)
        if key not in self._numbers:
            column = "uid" if uid else "name"
            if not uid and kind != "topic":
                return None
            cursor = self.connection.execute(f"SELECT id FROM {TABLES[kind]} WHERE {column} = ?", (uid or name,))
            row = cursor.fetchone()
            if row is None:
                return None
            self._numbers[key] = int(row[0])
        return self._numbers[key]

    def uid_here(self, kind: str, uid: str) -> str:
        """Return the uid in this timeline of an entity of the import; the same if it is not known here."""
        number = self.known(kind, uid, "")
        if number is None:
            return uid
        return str(self.connection.execute(f"SELECT uid FROM {TABLES[kind]} WHERE id = ?", (number,)).fetchone()[0])

    def snapshot(self, source: int, number: int, retrieved_at: str | None) -> int | None:
        """Return the number here of a snapshot: the imported one, else the source's only one of that moment."""
        known = self._snapshots.get(number)
        if known is None and retrieved_at:
            rows = self.connection.execute(
                "SELECT id FROM snapshots WHERE source_id = ? AND retrieved_at = ?", (source, retrieved_at)
            ).fetchall()
            known = rows[0][0] if len(rows) == 1 else None
        return known

    def source(self, source: SourceRecord) -> int:
        """Return the number of the source of a citation, and add the source if no line did."""
        number = self.known("source", source["uid"], "")
        if number is None:
            self.add("source", {"accessed_at": None, "note": None, "snapshots": [], **source})
            number = self._numbers["source", source["uid"]]
        return number


def _arrival(cells: Mapping[str, object]) -> Columns:
    """Return how a snapshot arrived where the export was made; one of an older program does not say."""
    if "arrival" not in cells:
        return {"arrival": "import"}
    texts = {column: cast("str | None", cells.get(column)) for column in ("arrival", "requested_url", "final_url")}
    redirects, headers = cells.get("redirects"), cells.get("headers")
    return {
        **texts,
        "redirects": None if redirects is None else _json(cast("list[object]", redirects)),
        "status": cast("int | None", cells.get("status")),
        "headers": None if headers is None else _json(cast("dict[str, object]", headers)),
    }


def _json(value: list[object] | dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _uid(record: Mapping[str, object]) -> str:
    uid = cast("str", record["uid"])
    if not UID.fullmatch(uid):
        raise RefusedError("its uid is not a UUID")
    return uid


def _office(office: Mapping[str, object]) -> Columns:
    """Return the checked columns of an office, with the bounds of its date. Raises RefusedError."""
    texts = _entity("office", {column: office[column] for column in _OFFICE})
    date = PartialDate.parse(texts["date"]) if texts["date"] is not None else None
    return {
        **texts,
        "date_earliest": date.earliest if date else None,
        "date_latest": date.latest if date else None,
    }


def _proposal(cells: Cells, snapshots: Mapping[int, int]) -> Columns:
    """Return the columns of a proposal as they are stored. Raises RefusedError if its snapshot is missing."""
    snapshot = snapshots.get(cast("int", cells["snapshot_id"]))
    if snapshot is None:
        raise RefusedError("no line before it has the snapshot that it was found in")
    lists = {column: _json(cast("list[object]", cells[column])) for column in LISTS}
    texts = _entity(
        "proposal", {column: cell for column, cell in {**cells, **lists}.items() if column != "snapshot_id"}
    )
    return {"snapshot_id": snapshot, **texts}


def _entity(kind: str, cells: Cells) -> dict[str, str | None]:
    """Return the checked columns of an entity, an office or a proposal. Raises RefusedError."""
    texts = {column: cast("str | None", cell) for column, cell in cells.items()}
    if kind in _KINDS_OF and texts["kind"] not in _KINDS_OF[kind]:
        raise RefusedError(f"kind: “{texts['kind']}” is not a kind of {kind}")
    if kind == "proposal":
        refuse_empty("text", texts["text"])
        modes = MODES if texts["kind"] == "statement" else (None,)
        if texts["confidence"] not in CONFIDENCES or texts["mode"] not in modes:
            raise RefusedError("its confidence or its mode is not valid")
    elif kind != "source":
        refuse_empty("name", texts["title" if kind == "office" else "name"])
    elif not (texts["title"] or texts["url"] or texts["publisher"]):
        raise RefusedError("a source needs a title, an address or a publisher")
    else:
        address(texts.get("url"))
        address(texts.get("archive_url"))
    if (country := texts.get("country")) and not (len(country) == 2 and country.isascii() and country.isupper()):
        raise RefusedError(f"country: “{country[:20]}” is not a two-letter code")
    return texts


def refuse_empty(what: str, text: str | None) -> None:
    """Raise RefusedError for a text that the tables would refuse; they accept some that no command would."""
    if not (text or "").strip("\t\n\r "):
        raise RefusedError(f"its {what} is empty")


def check_source(source: SourceRecord) -> None:
    """Raise RefusedError for a source that the tables would refuse."""
    _uid(source)
    _entity("source", {column: cell for column, cell in source.items() if column in _COLUMNS["source"]})


def _check_parts(kind: str, record: Cells) -> None:
    """Raise RefusedError for a name, an office, a snapshot or a verdict that the tables would refuse."""
    for name in cast("list[NameRecord]", record.get("names", [])):
        refuse_empty("name", name["name"])
    for office in cast("list[Mapping[str, object]]", record.get("offices", [])):
        _office(office)
    for snapshot in cast("list[SnapshotRecord]", record.get("snapshots", [])):
        _check_snapshot(snapshot)
    for verdict in cast("list[VerdictRecord]", record["verdicts"] if kind == "proposal" else []):
        decision, uid = verdict["decision"], verdict["entry_uid"]
        if decision not in DECISIONS or (decision == "accepted") != bool(uid):
            raise RefusedError(
                "one of its verdicts is not valid: an accepted one names an entry, a rejected one does not"
            )


def _check_snapshot(snapshot: SnapshotRecord) -> None:
    try:
        base64.b64decode(snapshot["content"] or "", validate=True)
    except binascii.Error:
        raise RefusedError("the content of one of its snapshots is not base64") from None
    if snapshot.get("arrival") not in (None, *ARRIVALS):
        raise RefusedError("how its snapshot arrived is not as timeline writes it")
    for url in (snapshot.get("requested_url"), snapshot.get("final_url")):
        address(url)
