"""Stage the rows of an import in temporary tables.

Storing a row updates the file's indexes, history and search. It is cheapest to store many rows by one statement,
which takes them from here (:mod:`timeline.importing.storing`). Staged rows refer to a name by a code. ``names`` has
every name of the import once, with its number as soon as that is known.
"""

import sqlite3
from operator import attrgetter
from typing import TYPE_CHECKING

from timeline.importing.rows import Cited, RowDraft
from timeline.reading.records import CheckRecord, CitationRecord
from timeline.schema.views import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: a value of a temporary table, and a row of them
Value = str | int | None
StagedRow = tuple[Value, ...]

#: columns that drafts and entries share, in the order of staging
PLAIN = (
    "kind", "date", "date_earliest", "date_latest", "time", "date_text", "title", "text", "role", "mode",
    "original_text", "setting", "lang", "note", "external_id", "uid",
)  # fmt: skip
_CITED = (
    "known", "title", "publisher", "author", "published", "kind", "via", "exact", "source_id", "via_id", "snapshot_id",
    "prefix", "suffix", '"start"', '"end"', "date", "date_text", "date_start", "date_end",
    "stance", "note", "id",
)  # fmt: skip
_TABLES = f"""
CREATE TEMP TABLE staged (n INTEGER PRIMARY KEY, file INTEGER, place, speaker INTEGER, missing TEXT, dataset TEXT,
  entry_id INTEGER, fate TEXT, number INTEGER, {", ".join(f"{column} TEXT" for column in PLAIN)});
CREATE TEMP TABLE staged_people (n INTEGER, code INTEGER, role TEXT);
CREATE TEMP TABLE staged_topics (n INTEGER, code INTEGER);
CREATE TEMP TABLE staged_places (n INTEGER, code INTEGER);
CREATE TEMP TABLE staged_cited (n INTEGER, {", ".join(_CITED)});
CREATE TEMP TABLE staged_links (n INTEGER, relation TEXT, to_uid TEXT, note TEXT);
CREATE TEMP TABLE staged_checks (
  n INTEGER, uid TEXT, checked_by TEXT, checked_at TEXT, doubt TEXT, seen TEXT, holds INTEGER);
CREATE TEMP TABLE staged_offices (n INTEGER PRIMARY KEY, file INTEGER, place, code INTEGER, fate TEXT, title TEXT,
  organization TEXT, country TEXT, date TEXT, date_earliest TEXT, date_latest TEXT, note TEXT);
CREATE TEMP TABLE names (code INTEGER PRIMARY KEY, kind TEXT, name TEXT, speaker_kind TEXT, country TEXT, uid TEXT,
  id INTEGER);
"""
_FIRST = ("n", "place", "speaker", "external_id", "date", "date_earliest", "date_latest", "time")
_ALWAYS = ("kind", "missing", "title", "date_text")
#: column → fields; the column is empty unless one of them is filled
_SOMETIMES = {
    "text": {"text", "speaker", "kind"}, "mode": {"text", "speaker", "kind"}, "role": {"role", "speaker"},
    "original_text": {"original_text"}, "setting": {"setting"}, "lang": {"lang"}, "note": {"note"}, "uid": {"uid"},
}  # fmt: skip
_NO_DATE = (None, None, None, None)
#: how many rows are inserted at a time
_BATCH_ROWS = 2000
#: table → its number of columns
_LISTS = {
    "staged_people": 3, "staged_topics": 2, "staged_places": 2, "staged_cited": 1 + len(_CITED), "staged_links": 4,
    "staged_checks": 7,
    "staged_offices": 12,
}  # fmt: skip


class Stage:
    """Fills the temporary tables. Rows are numbered from 1, in the order in which they are added."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.rows = 0
        self._codes: dict[tuple[str, str | int], int] = {}
        self._records: list[StagedRow] = []
        self._staged: list[StagedRow] = []
        self._picked: Callable[[RowDraft], StagedRow] = attrgetter(*_ALWAYS)
        self._insert = ""
        self._names: list[StagedRow] = []
        self._lists: dict[str, list[StagedRow]] = {table: [] for table in _LISTS}
        for statement in _TABLES.split(";"):
            connection.execute(statement)

    def expect(self, has: frozenset[str], file: int, dataset: str | None) -> None:
        """Prepare for the drafts of a file that fills these fields; columns that stay empty are not inserted."""
        self.flush()
        columns = (*_ALWAYS, *(column for column, fields in _SOMETIMES.items() if fields & has))
        self._picked = attrgetter(*columns)
        columns = (*_FIRST, *columns)
        self._insert = (
            f"INSERT INTO temp.staged ({', '.join(columns)}, file, dataset) VALUES ({', '.join('?' * len(columns))},"
            f" {file}, {'NULL' if dataset is None else quote(dataset)})"
        )

    def add(self, draft: RowDraft, file: int, place: int | str) -> None:
        """Stage a draft."""
        self.rows = n = self.rows + 1
        date = draft.date
        if draft.kind == "office":
            self._add_office(draft, file, place)
            return
        bounds = (date.date, date.earliest, date.latest, date.time) if date is not None else _NO_DATE
        identifier = draft.external_id or (None if draft.uid else draft.fingerprint())
        lists = self._lists
        speaker = None
        if draft.speakers:
            speaker, *others = [self.code("speaker", s, draft.speaker_kind, draft.country) for s in draft.speakers]
            lists["staged_people"] += [(n, code, "speaker") for code in others]
        self._staged.append((n, place, speaker, identifier, *bounds, *self._picked(draft)))
        if draft.participants:
            people = ((self.code("speaker", name, draft.speaker_kind), role) for name, role in draft.participants)
            lists["staged_people"] += [(n, code, role) for code, role in people]
        if draft.topics:
            lists["staged_topics"] += [(n, self.code("topic", name)) for name in draft.topics]
        if draft.places:
            lists["staged_places"] += [(n, self.code("place", name)) for name in draft.places]
        if draft.sources:
            lists["staged_cited"] += [self._cited(n, source) for source in draft.sources]
        if len(self._staged) >= _BATCH_ROWS:
            self.flush()

    def _add_office(self, draft: RowDraft, file: int, place: int | str) -> None:
        date = draft.date
        code = self.code("speaker", draft.speakers[0], draft.speaker_kind)
        bounds = (date.date, date.earliest, date.latest) if date is not None else (None, None, None)
        columns = (draft.title, draft.organization, draft.country, *bounds, draft.note)
        self._lists["staged_offices"].append((self.rows, file, place, code, None, *columns))
        if len(self._lists["staged_offices"]) >= _BATCH_ROWS:
            self.flush()

    def code(
        self, kind: str, name: str, speaker_kind: str | None = None, country: str | None = None, uid: str | None = None
    ) -> int:
        """Return the code of a name; a new entity of that name gets ``uid``."""
        known = self._codes.get((kind, uid or name))
        if known is None:
            known = self._codes[kind, uid or name] = len(self._codes) + 1
            self._names.append((known, kind, name, speaker_kind, country, uid))
        return known

    def _cited(self, n: int, source: Cited) -> StagedRow:
        return (n, *source, *(None,) * 11, "supports", None, None)

    def code_of(self, kind: str, number: int) -> int:
        """Return the code of an entity that has a number."""
        known = self._codes.get((kind, number))
        if known is None:
            known = self._codes[kind, number] = len(self._codes) + 1
            self.connection.execute("INSERT INTO temp.names (code, kind, id) VALUES (?, ?, ?)", (known, kind, number))
        return known

    def add_record(self, values: "Mapping[str, Value]", file: int, place: int | str) -> int:
        """Stage a whole entry, and return the number of its staged row."""
        self.rows = n = self.rows + 1
        columns = ("number", "speaker", "dataset", *PLAIN)
        self._records.append((n, file, place, *(values[column] for column in columns)))
        if len(self._records) >= _BATCH_ROWS:
            self.flush()
        return n

    def person(self, n: int, code: int, role: str) -> None:
        """Stage a participant."""
        self._lists["staged_people"].append((n, code, role))

    def about(self, n: int, kind: str, code: int) -> None:
        """Stage a topic or a place."""
        self._lists[f"staged_{kind}s"].append((n, code))

    def cite(self, n: int, citation: CitationRecord, source: int, via: int | None, snapshot: int | None) -> None:
        """Stage a whole citation; without a snapshot it has no position."""
        places = (citation["start"], citation["end"], citation.get("date_start"), citation.get("date_end"))
        start, end, date_start, date_end = places if snapshot is not None else (None,) * 4
        self._lists["staged_cited"].append((
            n, *(None,) * 7, citation["exact"], source, via, snapshot, citation["prefix"], citation["suffix"], start,
            end, citation["date"], citation["date_text"], date_start, date_end, citation["stance"], citation["note"],
            citation.get("id"),
        ))  # fmt: skip

    def link(self, n: int, relation: str, to_uid: str, note: str | None) -> None:
        """Stage a link to the entry with a uid."""
        self._lists["staged_links"].append((n, relation, to_uid, note))

    def check(self, n: int, check: CheckRecord, seen: str) -> None:
        """Stage a check of a whole entry, which saw it as ``seen`` in terms of this file."""
        columns = (check["uid"], check["checked_by"], check["checked_at"], check["doubt"])
        self._lists["staged_checks"].append((n, *columns, seen, check.get("holds") is True))

    def flush(self) -> None:
        """Insert all rows that wait in memory."""
        if self._staged:
            self.connection.executemany(self._insert, self._staged)
            self._staged.clear()
        if self._records:
            marks = ", ".join("?" * len(self._records[0]))
            columns = f"n, file, place, number, speaker, dataset, {', '.join(PLAIN)}"
            self.connection.executemany(f"INSERT INTO temp.staged ({columns}) VALUES ({marks})", self._records)
            self._records.clear()
        if self._names:
            self.connection.executemany(
                "INSERT INTO temp.names (code, kind, name, speaker_kind, country, uid) VALUES (?, ?, ?, ?, ?, ?)",
                self._names,
            )
            self._names.clear()
        for table, rows in self._lists.items():
            if rows:
                self.connection.executemany(f"INSERT INTO temp.{table} VALUES ({', '.join('?' * _LISTS[table])})", rows)
                rows.clear()
