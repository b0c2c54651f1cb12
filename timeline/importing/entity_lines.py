"""What is no entry and comes in lines of its own: speakers, topics, places, sources, proposals with what is theirs."""

import base64
import binascii
import json
import re
import sqlite3
from typing import Any

from timeline.dates import PartialDate
from timeline.errors import RefusedError
from timeline.importing.editing import OURS
from timeline.importing.storing import is_new
from timeline.reading.entities import LISTS
from timeline.schema.vocabulary import CONFIDENCES, DECISIONS, ENTRY_KINDS, MODES, SOURCE_KINDS, SPEAKER_KINDS
from timeline.store.limits import checked
from timeline.words import names

#: what the schema takes for a uid
UID = re.compile(r"[^\0]{8}-[^\0]{4}-[^\0]{4}-[^\0]{4}-[^\0]{12}")
#: kind → its table, its columns, what is known of it by names, what else belongs to it
_TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "speaker": ("speakers", ("name", "kind", "country", "wikidata", "note")),
    "topic": ("topics", ("name", "note")),
    "place": ("places", ("name", "country", "wikidata", "note")),
    "source": (
        "sources",
        ("kind", "title", "publisher", "author", "url", "archive_url", "published", "lang", "accessed_at", "note"),
    ),
    "proposal": (
        "proposals",
        (
            "snapshot_id", "kind", "text", "confidence", "speaker", "role", "mode", "date", "date_text", "setting",
            "via", "basis", *LISTS,
        ),
    ),
}  # fmt: skip
_OFFICE = ("title", "organization", "country", "date", "date_earliest", "date_latest", "note")
_SNAPSHOT = ("retrieved_at", "media_type", "content", "content_sha256", "text", "text_sha256", "extractor")
_KINDS = {"speaker": SPEAKER_KINDS, "source": SOURCE_KINDS, "proposal": ENTRY_KINDS}


class Nouns:
    """Stores what is no entry, and knows afterwards which number it has here."""

    def __init__(self, connection: sqlite3.Connection, changeset: int) -> None:
        self.connection = connection
        self.changeset = changeset
        self.snapshots: dict[int, int] = {}
        self._numbers: dict[tuple[str, Any], int] = {}
        self._parents: list[tuple[int, int]] = []
        tables = [table for table, _ in _TABLES.values()]
        #: the last number of each table before the import
        self._before = {t: connection.execute(f"SELECT coalesce(max(id), 0) FROM {t}").fetchone()[0] for t in tables}
        self._new = {t: is_new(connection, t) for t in (*tables, "offices", "snapshots", "verdicts")}

    def add(self, kind: str, noun: dict[str, Any]) -> str:
        """Store one, or complete the one that is known, and return what became of it. Raises RefusedError."""
        table, columns = _TABLES[kind]
        try:
            said = {column: noun[column] for column in columns}
            if kind == "proposal":
                said = self._proposal(said)
            _check(kind, said)
            uid, number = _uid(noun), noun["id"]
            there = self._row(table, uid, kind, said)
            if there is None:
                here = self._insert(table, {**said, "uid": uid}, number)
                fate = "added"
            else:
                here = there[0]
                fate = self._update(table, here, columns, said, there[1:])
            self._numbers[kind, number] = self._numbers[kind, uid] = here
            more = self._complete(kind, here, noun)
        except (KeyError, TypeError, ValueError, binascii.Error) as error:
            raise RefusedError(f"it is no whole {kind} of timeline ({type(error).__name__}: {error})") from None
        return "updated" if more and fate == "unchanged" else fate

    def _row(self, table: str, uid: str, kind: str, said: dict[str, Any]) -> tuple[Any, ...] | None:
        """Find what has a uid; else what was there before under the very same name or address."""
        columns = ", ".join(_TABLES[kind][1])
        row = self.connection.execute(f"SELECT id, {columns} FROM {table} WHERE uid = ?", (uid,)).fetchone()
        if row is not None or kind == "proposal":
            return row and tuple(row)
        before = {"before": self._before[table], **said}
        if kind == "source":
            same = "url IS :url AND title IS :title AND publisher IS :publisher"
        elif kind == "topic":
            same = "name = :name"
        else:
            same = f"id IN (SELECT {kind}_id FROM {kind}_names WHERE name = :name)"
        rows = self.connection.execute(
            f"SELECT id, {columns} FROM {table} WHERE id <= :before AND {same} LIMIT 2", before
        ).fetchall()
        return tuple(rows[0]) if len(rows) == 1 else None

    def _insert(self, table: str, said: dict[str, Any], number: object) -> int:
        keep = self._new[table] and isinstance(number, int) and 0 < number < 2**62
        values = {"id": number if keep else None, **said, "changeset_id": self.changeset}
        if table == "topics":
            values["key"] = names.key(said["name"])
        marks = ", ".join(f":{column}" for column in values)
        self.connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", values)
        found = self.connection.execute(f"SELECT id FROM {table} WHERE uid = ?", (said["uid"],)).fetchone()
        return int(found[0])

    def _update(
        self, table: str, here: int, columns: tuple[str, ...], said: dict[str, Any], was: tuple[Any, ...]
    ) -> str:
        """Let it be what is said, unless a person has edited it since the last import."""
        differing = [c for c, before in zip(columns, was, strict=True) if said[c] != before and c != "accessed_at"]
        if not differing:
            return "unchanged"
        if table == "proposals":  # what was found stays as it was found
            return "conflict"
        theirs = self.connection.execute(
            f"SELECT 1 FROM {table} WHERE id = :id AND changeset_id NOT IN (SELECT id FROM changesets WHERE {OURS})"
            f" UNION SELECT 1 FROM revisions WHERE table_name = '{table}' AND row_id = :id"
            f" AND changeset_id NOT IN (SELECT id FROM changesets WHERE {OURS})",
            {"id": here},
        ).fetchone()
        if theirs:
            return "conflict"
        sets = ", ".join(f"{column} = :{column}" for column in differing)
        self.connection.execute(f"UPDATE {table} SET {sets} WHERE id = :id", {**said, "id": here})
        return "updated"

    def _complete(self, kind: str, here: int, noun: dict[str, Any]) -> int:
        """Add the names, offices and snapshots that it has not yet, and return how many."""
        if kind in ("speaker", "place"):
            added = self._add_names(kind, here, noun["names"])
            if kind == "speaker":
                added += sum(self._add_office(here, office) for office in noun["offices"])
            elif noun["parent_id"] is not None:
                self._parents.append((here, noun["parent_id"]))
            return added
        if kind == "proposal":
            return sum(self._add_verdict(here, verdict) for verdict in noun["verdicts"])
        return sum(self._add_snapshot(here, snapshot) for snapshot in noun["snapshots"]) if kind == "source" else 0

    def _proposal(self, said: dict[str, Any]) -> dict[str, Any]:
        """Return the columns of a proposal as they are stored here. Raises RefusedError where its text is not here."""
        snapshot = self.snapshots.get(said["snapshot_id"])
        if snapshot is None:
            raise RefusedError("the snapshot that it was found in stands in no line before it")
        lists: dict[str, str] = {}
        for column in LISTS:
            if not isinstance(said[column], list):
                raise RefusedError(f"its {column} are no list")
            lists[column] = json.dumps(said[column], ensure_ascii=False, separators=(",", ":"))
        return {**said, **lists, "snapshot_id": snapshot}

    def _add_verdict(self, here: int, verdict: dict[str, Any]) -> bool:
        said = {column: verdict[column] for column in ("decision", "entry_uid", "note")} | {"proposal_id": here}
        _text("note", said["note"])
        _text("entry_uid", said["entry_uid"])
        if said["decision"] not in DECISIONS or (said["decision"] == "accepted") != bool(said["entry_uid"]):
            raise RefusedError("one of its verdicts is none")
        same = " AND ".join(f"{column} IS :{column}" for column in said)
        return self._add_part("verdicts", said, same, verdict["id"]) is not None

    def _add_names(self, kind: str, here: int, said: list[dict[str, Any]]) -> int:
        table, owner = f"{kind}_names", f"{kind}_id"
        known = {r[0] for r in self.connection.execute(f"SELECT name FROM {table} WHERE {owner} = ?", (here,))}
        added = 0
        for name in said:
            _text("name", name["name"])
            values = (name["lang"], names.key(name["name"]), here, name["name"])
            if name["name"] in known:  # among them is the printed one, which a trigger has put there
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

    def _add_office(self, here: int, office: dict[str, Any]) -> bool:
        date = PartialDate.parse(office["date"]) if office["date"] is not None else None
        said = {column: office[column] for column in _OFFICE}
        _check("office", said)
        said |= {"date_earliest": date and date.earliest, "date_latest": date and date.latest, "speaker_id": here}
        same = " AND ".join(
            f"{column} IS :{column}" for column in ("speaker_id", "title", "organization", "country", "date", "note")
        )
        return self._add_part("offices", said, same, office["id"]) is not None

    def _add_snapshot(self, here: int, snapshot: dict[str, Any]) -> bool:
        said = {column: snapshot[column] for column in _SNAPSHOT} | {"source_id": here}
        if said["content"] is not None:
            said["content"] = base64.b64decode(said["content"], validate=True)
        for column in ("retrieved_at", "media_type", "content_sha256", "text", "text_sha256", "extractor"):
            _text(column, said[column])
        same = "source_id = :source_id AND retrieved_at = :retrieved_at AND text_sha256 = :text_sha256"
        same += " AND content IS :content"
        added = self._add_part("snapshots", said, same, snapshot["id"])
        there = added or self.connection.execute(f"SELECT min(id) FROM snapshots WHERE {same}", said).fetchone()[0]
        self.snapshots[snapshot["id"]] = there
        return added is not None

    def _add_part(self, table: str, said: dict[str, Any], same: str, number: object) -> int | None:
        """Add what belongs to something, unless the very same did before the import; return its number."""
        there = self.connection.execute(
            f"SELECT 1 FROM {table} WHERE {same} AND changeset_id <> {self.changeset}", said
        ).fetchone()
        if there:
            return None
        keep = self._new[table] and isinstance(number, int) and 0 < number < 2**62
        values = {"id": number if keep else None, **said, "changeset_id": self.changeset}
        marks = ", ".join(f":{column}" for column in values)
        done = self.connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", values)
        return done.lastrowid

    def finish(self) -> None:
        """Let places lie in the places that they lie in, once all are known."""
        for here, parent in self._parents:
            number = self._numbers.get(("place", parent))
            if number is not None and number != here:
                self.connection.execute(
                    "UPDATE places SET parent_id = ? WHERE id = ? AND parent_id IS NULL", (number, here)
                )

    def number_of(self, kind: str, number: int) -> int | None:
        """Return the number here of what had a number there."""
        return self._numbers.get((kind, number))

    def known(self, kind: str, uid: str | None, name: str) -> int | None:
        """Return the number of what is known by a uid, or for topics by the very name; None where nothing is."""
        table = _TABLES[kind][0]
        key = (kind, uid or name)
        if key not in self._numbers:
            column = "uid" if uid else "name"
            if not uid and kind != "topic":
                return None
            row = self.connection.execute(f"SELECT id FROM {table} WHERE {column} = ?", (uid or name,)).fetchone()
            if row is None:
                return None
            self._numbers[key] = int(row[0])
        return self._numbers[key]

    def snapshot(self, source: int, citation: dict[str, Any]) -> int | None:
        """Return the number of the snapshot that a citation is of: the one that came, else one of that moment here."""
        known = self.snapshots.get(citation["snapshot_id"])
        if known is None and citation.get("retrieved_at"):
            rows = self.connection.execute(
                "SELECT id FROM snapshots WHERE source_id = ? AND retrieved_at = ?", (source, citation["retrieved_at"])
            ).fetchall()
            known = rows[0][0] if len(rows) == 1 else None
        return known

    def source(self, said: dict[str, Any]) -> int:
        """Return the number of the source of a citation, which is added where no line of its own came before."""
        number = self.known("source", said["uid"], "")
        if number is None:
            self.add("source", {"accessed_at": None, "note": None, "snapshots": [], **said})
            number = self._numbers["source", said["uid"]]
        return number


def _uid(noun: dict[str, Any]) -> str:
    uid = noun["uid"]
    if not isinstance(uid, str) or not UID.fullmatch(uid):
        raise RefusedError("its uid is none")
    return uid


def _check(kind: str, said: dict[str, Any]) -> None:
    for column, value in said.items():
        if value is not None and column != "snapshot_id":
            _text(column, value)
    if kind in _KINDS and said["kind"] not in _KINDS[kind]:
        raise RefusedError(f"kind: “{said['kind']}” is none of a {kind}")
    if kind == "proposal":
        checked("its text", said["text"])
        if said["confidence"] not in CONFIDENCES or said["mode"] not in (
            MODES if said["kind"] == "statement" else (None,)
        ):
            raise RefusedError("its confidence or its mode is none")
    elif kind != "source":
        checked("its name", said["title" if kind == "office" else "name"])
    elif not (said["title"] or said["url"] or said["publisher"]):
        raise RefusedError("a source needs a title, an address or a publisher")
    if (country := said.get("country")) and not (len(country) == 2 and country.isascii() and country.isupper()):
        raise RefusedError(f"country: “{country[:20]}” is no code of two letters")


def _text(column: str, value: object) -> None:
    """Check what the tables would refuse."""
    if value is not None and (not isinstance(value, str) or "\0" in value):
        raise RefusedError(f"its {column} is no text that can be stored")
