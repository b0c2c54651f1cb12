"""The project's own records, as ``timeline export jsonl`` and ``json`` write them: everything comes back as it was.

What is known by its uid is that; into a file that never had an entry (a speaker, a source …) they come with their
numbers. A speaker, topic, place or source that is not known by its uid but was there before under the very same name
or address is taken for that one.
"""

import sqlite3
from typing import Any

from timeline.dates import PartialDate
from timeline.errors import RefusedError
from timeline.formats.input import Row
from timeline.importing.entity_lines import UID, Nouns
from timeline.importing.staging import PLAIN, Stage
from timeline.schema.vocabulary import ENTRY_KINDS, MODES, RELATIONS, STANCES

_NOUNS = ("speaker", "topic", "place", "source", "proposal")
#: what tells a record of ours from any other row
_MARKS = {"uid", "kind", "date_earliest", "citations", "linked_from"}
_TEXTS = tuple(c for c in PLAIN if not c.startswith("date_e") and not c.startswith("date_l"))


def is_own_record(cells: dict[str, Any]) -> bool:
    """Tell whether a row is a record of ours, or what such records refer to."""
    return noun_of(cells) is not None or cells.keys() >= _MARKS


def noun_of(cells: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """Return the kind and the record of what is no entry, or None."""
    kind = next(iter(cells), "")
    if len(cells) == 1 and kind in _NOUNS and isinstance(cells[kind], dict) and "uid" in cells[kind]:
        return kind, cells[kind]
    if kind.partition(".")[0] in _NOUNS and all(name.startswith(kind.partition(".")[0] + ".") for name in cells):
        noun = {name.partition(".")[2]: cell for name, cell in cells.items()}
        return (kind.partition(".")[0], noun) if "uid" in noun else None
    return None


class Records:
    """Stages records, and stores what they refer to as it comes."""

    def __init__(self, connection: sqlite3.Connection, stage: Stage, changeset: int, file: int) -> None:
        self.nouns = Nouns(connection, changeset)
        self.stage = stage
        self.file = file

    def add(self, row: Row) -> str | None:
        """Stage a record and return None; or store what is no entry, and return what became of it.

        Raises RefusedError where it is not what was once exported.
        """
        noun = noun_of(row.cells)
        if noun is not None:
            return self.nouns.add(*noun)
        record = row.cells
        try:
            values = _entry(record)
            lists = _lists(record)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise RefusedError(f"it is no whole record of timeline ({type(error).__name__}: {error})") from None
        values["speaker"] = self._speaker(record) if record["speaker"] is not None else None
        n = self.stage.add_record(values, self.file, row.place)
        for person in lists["participants"]:
            self.stage.person(n, self._code("speaker", person.get("uid"), person["name"]), person["role"])
        for name in lists["topics"]:
            self.stage.about(n, "topic", self._code("topic", None, name))
        uids = record.get("place_uids") or [None] * len(lists["places"])
        for name, uid in zip(lists["places"], uids, strict=True):
            self.stage.about(n, "place", self._code("place", uid, name))
        for citation in lists["citations"]:
            self._cite(n, citation)
        for link in lists["links"]:
            self.stage.link(n, link["relation"], link["to_uid"], link["note"])
        return None

    def _speaker(self, record: dict[str, Any]) -> int:
        number = self.nouns.number_of("speaker", record["speaker_id"])
        return self.stage.code_of("speaker", number) if number else self.stage.code("speaker", record["speaker"])

    def _code(self, kind: str, uid: str | None, name: str) -> int:
        number = self.nouns.known(kind, uid, name)
        return self.stage.code_of(kind, number) if number else self.stage.code(kind, name, uid=uid)

    def _cite(self, n: int, citation: dict[str, Any]) -> None:
        said = {**citation, "source_id": self.nouns.source(citation["source"])}
        said["via_id"] = self.nouns.source(citation["via"]) if citation["via"] else None
        said["snapshot_id"] = self.nouns.snapshot(said["source_id"], citation) if citation["snapshot_id"] else None
        if said["snapshot_id"] is None:
            said["start"] = said["end"] = None
        self.stage.cite(n, **{name: said[name] for name in said if name not in ("source", "via", "retrieved_at")})


def _entry(record: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of an entry. Raises RefusedError where no entry can be so."""
    values: dict[str, Any] = {column: record[column] for column in (*_TEXTS, "dataset")}
    for column, value in values.items():
        _text(column, value)
    if values["kind"] not in ENTRY_KINDS:
        raise RefusedError(f"kind: “{values['kind']}” is none")
    is_event = values["kind"] == "event"
    if not (_filled(values["title"]) if is_event else _filled(values["text"]) and record["speaker"] is not None):
        raise RefusedError("it has no title" if is_event else "it has no text or no speaker")
    for column in ("title", "text"):
        if values[column] is not None and not _filled(values[column]):
            raise RefusedError(f"its {column} is empty")
    if values["mode"] not in ((None,) if is_event else MODES) or (is_event and record["speaker"] is not None):
        raise RefusedError(f"mode or speaker do not fit a{'n' if is_event else ''} {values['kind']}")
    if not UID.fullmatch(values["uid"] or ""):
        raise RefusedError("its uid is none")
    date = values["date"] and PartialDate.parse(values["date"] + (f"T{values['time']}" if values["time"] else ""))
    values["date_earliest"], values["date_latest"] = (date.earliest, date.latest) if date else (None, None)
    values["number"] = record["id"] if isinstance(record["id"], int) and 0 < record["id"] < 2**62 else None
    return values


def _filled(text: str | None) -> bool:
    return bool(text and text.strip("\t\n\r "))


def _text(column: str, value: object) -> None:
    if value is not None and not isinstance(value, str):
        raise RefusedError(f"its {column} is no text")
    if value is not None and "\0" in value:
        raise RefusedError(f"its {column} holds a NUL character, which no text can hold")


def _list(name: str, record: dict[str, Any]) -> list[Any]:
    if not isinstance(record[name], list):
        raise RefusedError(f"its {name} are no list")
    return list(record[name])


def _lists(record: dict[str, Any]) -> dict[str, list[Any]]:
    """Return the lists of a record, checked as far as the tables would refuse them."""
    lists = {name: _list(name, record) for name in ("participants", "topics", "places", "citations", "links")}
    for person in lists["participants"]:
        _needed(person, "name", "role")
    for link in lists["links"]:
        _needed(link, "relation", "to_uid")
        if link["relation"] not in RELATIONS:
            raise RefusedError(f"“{link['relation']}” is no relation")
    for citation in lists["citations"]:
        if citation["stance"] not in STANCES or (citation["exact"] is not None and not _filled(citation["exact"])):
            raise RefusedError("one of its citations has no words or no stance")
        for column in ("exact", "prefix", "suffix", "date", "date_text", "note"):
            _text(column, citation[column])
        for column in ("start", "end"):
            if citation[column] is not None and not isinstance(citation[column], int):
                raise RefusedError(f"the {column} of one of its citations is no number")
        if (citation["start"] is None) != (citation["end"] is None) or not (
            0 <= (citation["start"] or 0) <= (citation["end"] or 0)
        ):
            raise RefusedError("one of its citations ends before it begins")
    return lists


def _needed(said: dict[str, Any], *keys: str) -> None:
    for key in keys:
        _text(key, said[key])
        if not _filled(said[key]):
            raise RefusedError(f"{key} is empty in one of its lists")
