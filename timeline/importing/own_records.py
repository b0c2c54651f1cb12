"""Import timeline's own records, as ``timeline export jsonl`` and ``json`` write them, without loss.

A record is matched by its uid. A speaker, topic, place or source with an unknown uid is matched to an earlier one with
exactly the same name or address. Numbers are kept if the file never had an entry (or a speaker, a source …).
"""

import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from timeline.dates import PartialDate
from timeline.errors import RefusedError
from timeline.formats.input import Cells, Row
from timeline.importing.entity_lines import UID, EntityLines, check_source
from timeline.importing.shapes import refuse_misfit
from timeline.importing.staging import PLAIN, Stage, Value
from timeline.reading.entities import TABLES
from timeline.reading.records import CheckRecord, CitationRecord, Record
from timeline.schema.vocabulary import ENTRY_KINDS, MODES, RELATIONS, STANCES
from timeline.words import names

#: the keys by which a record of an entry is recognized
_MARKS = {"uid", "kind", "date_earliest", "citations", "linked_from"}
#: keys of a record that are computed again, or that earlier versions did not write
_OPTIONAL = frozenset((
    "changeset_id", "checks", "country", "date_earliest", "date_end", "date_latest", "date_start", "dated_by", "holds",
    "linked_from", "office", "place_uids", "retrieved_at", "speaker_id",
))  # fmt: skip
#: the speakers, by uid, in what a check saw
_SPEAKERS = re.compile(r'\{"speakers":(\["[^\]]*"\])')
_TEXTS = tuple(c for c in PLAIN if not c.startswith("date_e") and not c.startswith("date_l"))


def is_own_record(cells: Cells) -> bool:
    """Return whether a row is one of timeline's own records: of an entry, an entity or a proposal."""
    return entity_in(cells) is not None or cells.keys() >= _MARKS


def entity_in(cells: Cells) -> tuple[str, Cells] | None:
    """Return the kind and the record of the entity or proposal in a row, or None."""
    first = next(iter(cells), "")
    record = cells.get(first)
    if len(cells) == 1 and first in TABLES and isinstance(record, dict) and "uid" in record:
        return first, record
    kind = first.partition(".")[0]
    if kind in TABLES and all(name.startswith(f"{kind}.") for name in cells):
        record = {name.partition(".")[2]: cell for name, cell in cells.items()}
        return (kind, record) if "uid" in record else None
    return None


class Records:
    """Stages the records of entries, and stores entities and proposals at once."""

    def __init__(self, connection: sqlite3.Connection, stage: Stage, changeset: int, file: int) -> None:
        self.entities = EntityLines(connection, changeset)
        self.stage = stage
        self.file = file

    def add(self, row: Row) -> str | None:
        """Stage an entry and return None; or store an entity or a proposal, and return its fate.

        Raises RefusedError if the row is not a complete and valid record.
        """
        entity = entity_in(row.cells)
        if entity is not None:
            return self.entities.add(*entity)
        refuse_misfit(row.cells, Record, _OPTIONAL)
        record = cast("Record", row.cells)
        values = _entry(record)
        _check_lists(record)
        values["speaker"] = self._speaker(record)
        n = self.stage.add_record(values, self.file, row.place)
        for person in record["participants"]:
            self.stage.person(n, self._code("speaker", person.get("uid"), person["name"]), person["role"])
        for name in record["topics"]:
            self.stage.about(n, "topic", self._code("topic", None, name))
        uids: Sequence[str | None] = record.get("place_uids") or [None] * len(record["places"])
        for name, uid in zip(record["places"], uids, strict=True):
            self.stage.about(n, "place", self._code("place", uid, name))
        for citation in record["citations"]:
            self._cite(n, citation)
        for check in record.get("checks", []):
            self.stage.check(n, check, self._seen(check["seen"]))
        for link in record["links"]:
            self.stage.link(n, link["relation"], link["to_uid"], link["note"])
        return None

    def _speaker(self, record: Record) -> int | None:
        if record["speaker"] is None:
            return None
        number = self.entities.number_of("speaker", record.get("speaker_id"))
        return self.stage.code_of("speaker", number) if number else self.stage.code("speaker", record["speaker"])

    def _code(self, kind: str, uid: str | None, name: str) -> int:
        number = self.entities.known(kind, uid, name)
        return self.stage.code_of(kind, number) if number else self.stage.code(kind, name, uid=uid)

    def _cite(self, n: int, citation: CitationRecord) -> None:
        source = self.entities.source(citation["source"])
        via = self.entities.source(citation["via"]) if citation["via"] else None
        number = citation["snapshot_id"]
        snapshot = self.entities.snapshot(source, number, citation.get("retrieved_at")) if number else None
        self.stage.cite(n, citation, source, via, snapshot)

    def _seen(self, seen: str) -> str:
        """Return what a check saw, with the uids that the speakers have in this file."""
        match = _SPEAKERS.match(seen)
        if match is None:
            return seen
        lead, *others = (self.entities.uid_here("speaker", uid) for uid in json.loads(match[1]))
        uids = json.dumps([lead, *sorted(others)], ensure_ascii=False, separators=(",", ":"))
        return seen[: match.start(1)] + uids + seen[match.end(1) :]


def _entry(record: Record) -> dict[str, Value]:
    """Return the columns of an entry. Raises RefusedError for values that no entry can have."""
    columns: Mapping[str, object] = record
    texts = {column: cast("str | None", columns[column]) for column in (*_TEXTS, "dataset")}
    kind, time = texts["kind"], texts["time"]
    if kind not in ENTRY_KINDS:
        raise RefusedError(f"kind: “{kind}” is not {' or '.join(ENTRY_KINDS)}")
    is_event = kind == "event"
    if not (_is_filled(texts["title"]) if is_event else _is_filled(texts["text"]) and record["speaker"] is not None):
        raise RefusedError("it has no title" if is_event else "it has no text or no speaker")
    for column in ("title", "text"):
        if texts[column] is not None and not _is_filled(texts[column]):
            raise RefusedError(f"its {column} is empty")
    if texts["mode"] not in ((None,) if is_event else MODES) or (is_event and record["speaker"] is not None):
        raise RefusedError(f"its mode or speaker does not fit a{'n' if is_event else ''} {kind}")
    if not UID.fullmatch(texts["uid"] or ""):
        raise RefusedError("its uid is not a UUID")
    date = PartialDate.parse(texts["date"] + (f"T{time}" if time else "")) if texts["date"] else None
    return {
        **texts,
        "date_earliest": date.earliest if date else None,
        "date_latest": date.latest if date else None,
        "number": record["id"] if 0 < record["id"] < 2**62 else None,
    }


def _is_filled(text: str | None) -> bool:
    return bool(text and text.strip("\t\n\r "))


def _check_lists(record: Record) -> None:
    """Raise RefusedError for lists of a record that the tables would refuse."""
    if len(record.get("place_uids") or record["places"]) != len(record["places"]):
        raise RefusedError("its places and place_uids differ in number")
    for name in (*record["topics"], *record["places"], *([record["speaker"]] if record["speaker"] is not None else [])):
        if not names.key(name):
            raise RefusedError(f"“{name[:40]}” cannot be a name; use at least one letter or digit")
    for person in record["participants"]:
        _check_filled(person, "name", "role")
    for link in record["links"]:
        _check_filled(link, "relation", "to_uid")
        if link["relation"] not in RELATIONS:
            raise RefusedError(f"“{link['relation']}” is not a relation")
    for citation in record["citations"]:
        _check_citation(citation)
    for check in record.get("checks", []):
        _check_check(check)


def _check_check(check: CheckRecord) -> None:
    """Raise RefusedError for a person's check that the tables would refuse, or that has no moment."""
    _check_filled(check, "uid", "checked_by", "checked_at", "seen")
    if check["doubt"] is not None and not _is_filled(check["doubt"]):
        raise RefusedError("one of its checks has an empty doubt; write null for none")
    if not UID.fullmatch(check["uid"]) or not _is_object(check["seen"]):
        raise RefusedError("one of its checks has an invalid uid, or what it saw is not JSON")
    if not _is_moment(check["checked_at"]):
        raise RefusedError("one of its checks has an invalid moment; write it as in 2025-02-28T12:00:00Z")


def _check_citation(citation: CitationRecord) -> None:
    for source in (citation["source"], citation["via"]):
        if source is not None:
            check_source(source)
    if citation["stance"] not in STANCES or (citation["exact"] is not None and not _is_filled(citation["exact"])):
        raise RefusedError("one of its citations has empty words or an unknown stance")
    for start, end in ((citation["start"], citation["end"]), (citation.get("date_start"), citation.get("date_end"))):
        if (start is None) != (end is None) or not 0 <= (start or 0) <= (end or 0):
            raise RefusedError("one of its citations ends before it begins")


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _check_filled(part: Mapping[str, object], *keys: str) -> None:
    for key in keys:
        if not _is_filled(cast("str", part[key])):
            raise RefusedError(f"{key} is empty in one of its lists")
