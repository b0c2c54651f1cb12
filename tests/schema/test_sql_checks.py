"""Rows that the tables refuse, written with plain SQL on a connection with SQLite's default settings."""

import re
import sqlite3
from typing import Any

import pytest
from sqlalchemy import Text

from timeline.schema.tables import FACTS, METADATA
from timeline.schema.vocabulary import CONFIDENCES, ENTRY_KINDS, MODES, RELATIONS, SOURCE_KINDS, SPEAKER_KINDS, STANCES

#: the rows that the rows below refer to
OWNERS = """
INSERT INTO speakers (id, name) VALUES (1, 'Lavrov');
INSERT INTO topics (id, name) VALUES (1, 'Crimea');
INSERT INTO places (id, name) VALUES (1, 'Ukraine');
INSERT INTO sources (id, title) VALUES (1, 'An article');
INSERT INTO snapshots (id, source_id, retrieved_at, text, text_sha256) VALUES (1, 1, '2025', 'text', 'abc');
INSERT INTO events (id, title) VALUES (1, 'one'), (2, 'two');
INSERT INTO proposals (id, snapshot_id, kind, text, spans, confidence) VALUES (1, 1, 'event', 't', '[[0,1]]', 'low');
"""


def uid(mark: object) -> str:
    """Return a text in the shape of a uid that ends in a mark."""
    return f"00000000-0000-7000-8000-{mark:0>12}"


#: table of facts → a valid row with every text column filled
VALID: dict[str, dict[str, Any]] = {
    "speakers": {"uid": uid("u"), "name": "Peskov", "kind": "person", "country": "RU", "wikidata": "Q1", "note": "n"},
    "speaker_names": {"speaker_id": 1, "name": "Лавров", "lang": "ru", "key": "lavrov"},
    "offices": {
        "speaker_id": 1,
        "title": "minister",
        "organization": "Russia",
        "country": "RU",
        "date": "2004-21",
        "date_earliest": "2004-03-01",
        "date_latest": "2004-05-31",
        "note": "n",
    },
    "topics": {"uid": uid("u"), "name": "talks", "key": "talks", "note": "n"},
    "places": {"uid": uid("u"), "name": "Kyiv", "parent_id": 1, "country": "UA", "wikidata": "Q1", "note": "n"},
    "place_names": {"place_id": 1, "name": "Україна", "lang": "uk", "key": "ukraina"},
    "sources": {
        "uid": uid("u"),
        "kind": "article",
        "title": "t",
        "publisher": "p",
        "author": "a",
        "url": "https://example.org/",
        "archive_url": "https://example.com/",
        "published": "2025",
        "lang": "en",
        "accessed_at": "2025",
        "note": "n",
    },
    "snapshots": {
        "source_id": 1,
        "retrieved_at": "2025",
        "media_type": "text/html",
        "content": b"\0",
        "content_sha256": "def",
        "text": "t",
        "text_sha256": "abc",
        "extractor": "e 1",
        "arrival": "fetched",
        "requested_url": "https://example.org/a",
        "final_url": "https://example.org/b",
        "redirects": '[[301,"https://example.org/b"]]',
        "headers": '{"etag":"x"}',
    },
    "entries": {
        "uid": uid("u"),
        "kind": "statement",
        "date": "2025-02-26",
        "date_earliest": "2025-02-26",
        "date_latest": "2025-02-26",
        "time": "14:30",
        "date_text": "Wednesday",
        "title": "t",
        "text": "words",
        "speaker_id": 1,
        "role": "minister",
        "mode": "verbatim",
        "original_text": "слова",
        "setting": "interview",
        "lang": "ru",
        "note": "n",
        "dataset": "d",
        "external_id": "1",
    },
    "participants": {"entry_id": 1, "speaker_id": 1, "role": "host"},
    "entry_topics": {"entry_id": 1, "topic_id": 1},
    "entry_places": {"entry_id": 1, "place_id": 1},
    "citations": {
        "entry_id": 1,
        "source_id": 1,
        "via_id": 1,
        "snapshot_id": 1,
        "exact": "e",
        "prefix": "p",
        "suffix": "s",
        "start": 0,
        "end": 1,
        "date": "2025",
        "date_text": "today",
        "stance": "supports",
        "note": "n",
    },
    "checks": {
        "uid": uid("k"), "entry_id": 1, "checked_by": "Ana", "checked_at": "2025-02-27T10:00:00Z", "doubt": "who?",
        "seen": "{}",
    },
    "kept_triggers": {"name": "mine", "sql": "CREATE TRIGGER mine …"},
    "links": {"from_id": 1, "to_id": 2, "relation": "about", "note": "n"},
    "proposals": {
        "uid": uid("u"), "snapshot_id": 1, "kind": "statement", "text": "t", "spans": "[[0,1]]", "confidence": "high",
        "speaker": "Lavrov", "role": "minister", "mode": "verbatim", "source_spans": "[[0,1]]", "cue_spans": "[[0,1]]",
        "date": "2025", "date_text": "Wednesday", "date_spans": "[[0,1]]", "setting": "interview", "via": "Meduza",
        "via_spans": "[[0,1]]", "participants": '["Peskov"]', "places": '["Ukraine"]', "topics": '["talks"]',
        "basis": "before",
    },
    "readings": {
        "input": "x", "name": "a.txt", "reader": "r", "outcome": "stored", "text_sha256": "x", "snapshot_id": 1,
        "proposals": 1, "message": "m",
    },
    "verdicts": {"proposal_id": 1, "decision": "accepted", "entry_uid": uid("u"), "note": "n"},
}  # fmt: skip
TEXTS = [(t.name, c.name) for t in FACTS for c in t.columns if isinstance(c.type, Text)]
ALL_TABLES = sorted(METADATA.tables)


@pytest.fixture
def filled(shell: sqlite3.Connection) -> sqlite3.Connection:
    shell.executescript(OWNERS)
    return shell


def insert(connection: sqlite3.Connection, table: str, **changed: object) -> int:
    row = VALID[table] | changed
    columns = ", ".join(f'"{column}"' for column in row)
    marks = ", ".join("?" * len(row))
    number = connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(row.values())).lastrowid
    assert number is not None
    return number


def refused(connection: sqlite3.Connection, table: str, check: str, **changed: object) -> None:
    """Assert that a valid row with these changes breaks the named CHECK."""
    with pytest.raises(sqlite3.IntegrityError, match=f"ck_{table}_{check}$"):
        insert(connection, table, **changed)


def test_the_valid_rows_fill_every_text_column_of_every_table_of_facts() -> None:
    assert set(VALID) == {table.name for table in FACTS}
    assert [(t, c) for t, c in TEXTS if VALID[t].get(c) is None] == []


@pytest.mark.parametrize("table", sorted(VALID))
def test_a_valid_row_is_accepted_and_stamped(filled: sqlite3.Connection, table: str) -> None:
    number = insert(filled, table)
    row = filled.execute(f"SELECT changeset_id FROM {table} WHERE id = ?", (number,)).fetchone()
    assert row == filled.execute("SELECT max(id) FROM changesets").fetchone()


@pytest.mark.parametrize("table", sorted(VALID))
def test_the_number_of_a_deleted_row_is_never_used_again(filled: sqlite3.Connection, table: str) -> None:
    number = insert(filled, table)
    filled.execute(f"DELETE FROM {table} WHERE id = ?", (number,))
    assert insert(filled, table) == number + 1


@pytest.mark.parametrize("table", sorted(VALID))
@pytest.mark.parametrize("number", [0, -1])
def test_numbers_are_positive(filled: sqlite3.Connection, table: str, number: int) -> None:
    refused(filled, table, "id", id=number)


@pytest.mark.parametrize("table", ALL_TABLES)
def test_every_table_is_strict_and_numbers_are_never_reused(shell: sqlite3.Connection, table: str) -> None:
    (strict,) = shell.execute("SELECT strict FROM pragma_table_list WHERE name = ?", (table,)).fetchone()
    assert strict == 1
    (sql,) = shell.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    assert ("AUTOINCREMENT" in sql) == (table not in ("writing", "replaced"))


@pytest.mark.parametrize("table", ALL_TABLES)
def test_constraints_have_the_names_of_the_convention(shell: sqlite3.Connection, table: str) -> None:
    (sql,) = shell.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    keys = {f"fk_{table}_{key[3]}_{key[2]}" for key in shell.execute(f"PRAGMA foreign_key_list({table})")}
    assert keys == set(re.findall(r"CONSTRAINT (fk_\w+) FOREIGN KEY", sql))
    assert len(re.findall(r"\bCHECK \(", sql)) == len(re.findall(rf"CONSTRAINT ck_{table}_\w+ CHECK \(", sql))
    assert len(re.findall(r"\bUNIQUE \(", sql)) == len(re.findall(rf"CONSTRAINT uq_{table}_\w+ UNIQUE \(", sql))
    for index in shell.execute("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?", (table,)):
        assert index[0].startswith((f"ix_{table}_", f"uq_{table}_", f"sqlite_autoindex_{table}_"))


def test_every_reference_to_a_table_of_facts_has_an_index(shell: sqlite3.Connection) -> None:
    bare = []
    for table in FACTS:
        firsts = {
            shell.execute(f"PRAGMA index_info({index[1]})").fetchone()[2]
            for index in shell.execute(f"PRAGMA index_list({table.name})")
        }
        keys = shell.execute(f"PRAGMA foreign_key_list({table.name})").fetchall()
        bare += [(table.name, key[3]) for key in keys if key[2] != "changesets" and key[3] not in firsts]
    assert bare == []


def test_foreign_keys_have_no_actions(shell: sqlite3.Connection) -> None:
    keys = [key for table in ALL_TABLES for key in shell.execute(f"PRAGMA foreign_key_list({table})")]
    assert keys
    assert {(key[5], key[6]) for key in keys} == {("NO ACTION", "NO ACTION")}


@pytest.mark.parametrize(("table", "column"), TEXTS)
def test_no_text_holds_a_nul(filled: sqlite3.Connection, table: str, column: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=f"ck_{table}_(no_nul|uid|{column}|bounds_follow_date)$"):
        insert(filled, table, **{column: f"{VALID[table][column]}\0x"})


@pytest.mark.parametrize(("table", "column"), TEXTS)
def test_no_text_holds_bytes(filled: sqlite3.Connection, table: str, column: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="cannot store BLOB value in TEXT column"):
        insert(filled, table, **{column: b"2014"})


@pytest.mark.parametrize(
    ("table", "column", "values"),
    [
        ("entries", "kind", ENTRY_KINDS),
        ("entries", "mode", MODES),
        ("speakers", "kind", SPEAKER_KINDS),
        ("sources", "kind", SOURCE_KINDS),
        ("citations", "stance", STANCES),
        ("proposals", "confidence", CONFIDENCES),
        ("proposals", "mode", MODES),
        ("links", "relation", tuple(RELATIONS)),
    ],
)
def test_a_closed_vocabulary_accepts_only_its_words(
    filled: sqlite3.Connection, table: str, column: str, values: tuple[str, ...]
) -> None:
    for number, value in enumerate(values):
        own: dict[str, object] = {"uid": uid(number), "external_id": f"{number}"}
        changed = {key: new for key, new in own.items() if key in VALID[table]}
        if value == "event":
            changed |= {"speaker_id": None, "mode": None}
        insert(filled, table, **changed, **{column: value})
    for value in (values[0].upper(), f"{values[0]} ", "", "nonsense"):
        refused(filled, table, column, **{column: value})


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("speakers", "name"),
        ("speaker_names", "name"),
        ("offices", "title"),
        ("topics", "name"),
        ("places", "name"),
        ("place_names", "name"),
        ("entries", "title"),
        ("entries", "text"),
        ("participants", "role"),
        ("citations", "exact"),
    ],
)
@pytest.mark.parametrize("blank", ["", " ", "\t\r\n "])
def test_names_and_words_are_not_blank(filled: sqlite3.Connection, table: str, column: str, blank: str) -> None:
    refused(filled, table, f"{column}_not_empty", **{column: blank})


@pytest.mark.parametrize("column", ["spans", "date_spans", "places"])
@pytest.mark.parametrize("value", ["", "x", "{}", "[1", "1"])
def test_lists_are_json(filled: sqlite3.Connection, column: str, value: str) -> None:
    refused(filled, "proposals", "lists", **{column: value})


def test_only_a_verdict_that_accepts_names_an_entry(filled: sqlite3.Connection) -> None:
    refused(filled, "verdicts", "entry", entry_uid=None)
    refused(filled, "verdicts", "entry", decision="rejected")


def test_only_a_statement_has_a_mode(filled: sqlite3.Connection) -> None:
    refused(filled, "proposals", "statement", mode=None)
    refused(filled, "proposals", "statement", kind="event")


@pytest.mark.parametrize("table", ["speakers", "offices", "places"])
@pytest.mark.parametrize("country", ["", "R", "ru", "RUS", "R1", "РФ"])
def test_a_country_is_two_capital_letters(filled: sqlite3.Connection, table: str, country: str) -> None:
    refused(filled, table, "country", country=country)


@pytest.mark.parametrize(
    "changed",
    [{"speaker_id": 1, "mode": None}, {"speaker_id": None}, {"speaker_id": None, "mode": None, "title": None}],
    ids=["a speaker", "a mode", "no title"],
)
def test_an_event_has_a_title_and_neither_speaker_nor_mode(
    filled: sqlite3.Connection, changed: dict[str, object]
) -> None:
    refused(filled, "entries", "event", kind="event", **changed)


@pytest.mark.parametrize("column", ["speaker_id", "text", "mode"])
def test_a_statement_has_a_speaker_words_and_a_mode(filled: sqlite3.Connection, column: str) -> None:
    refused(filled, "entries", "statement", **{column: None})


@pytest.mark.parametrize(
    ("date", "earliest", "latest"),
    [
        (None, "2014-01-01", None),
        (None, None, "2014-12-31"),
        ("2014", "2014-01-01", None),
        ("2014", "2014-01-01", "2014-12-30"),
        ("2014", "2013-01-01", "2014-12-31"),
        ("2014-02", "2014-02-01", "2014-02-29"),
        ("2014-02", "2014-02-02", "2014-02-28"),
        ("2014-13", "2014-12-01", "2014-12-31"),
        ("2014-02-03", "2014-02-03", "2014-02-04"),
        ("2014-02-30", "2014-02-30", "2014-02-30"),
        ("2014-21", "2014-03-01", None),
        ("2014-21", "2014-06-01", "2014-05-31"),
        ("2014-21", "2014-02-30", "2014-05-31"),
        ("2014-21", "2014-3-1", "2014-05-31"),
        ("2014-21", "2014-03-01", "2014-05-31 "),
        ("2014-21", "2014", "2015"),
        ("2014-21", "now", "now"),
        ("2014-21", "2456718.5", "2456718.5"),
    ],
)
@pytest.mark.parametrize("table", ["entries", "offices"])
def test_wrong_bounds_of_a_date_are_refused(
    filled: sqlite3.Connection, table: str, date: str | None, earliest: str | None, latest: str | None
) -> None:
    changed: dict[str, object] = {"date": date, "date_earliest": earliest, "date_latest": latest}
    refused(filled, table, "bounds_follow_date", **changed, **({"time": None} if table == "entries" else {}))


@pytest.mark.parametrize(
    ("date", "earliest", "latest"),
    [
        (None, None, None),
        ("0000", "0000-01-01", "0000-12-31"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("9999-12", "9999-12-01", "9999-12-31"),
        ("9999-12-31", "9999-12-31", "9999-12-31"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("2014-21", "2014-03-01", "2014-05-31"),
        ("../2014", "0000-01-01", "2014-12-31"),
    ],
)
@pytest.mark.parametrize("table", ["entries", "offices"])
def test_possible_bounds_of_a_date_are_accepted(
    filled: sqlite3.Connection, table: str, date: str | None, earliest: str | None, latest: str | None
) -> None:
    changed: dict[str, object] = {"date": date, "date_earliest": earliest, "date_latest": latest}
    number = insert(filled, table, **changed, **({"time": None} if table == "entries" else {}))
    stored = filled.execute(f"SELECT date, date_earliest, date_latest FROM {table} WHERE id = ?", (number,))
    assert stored.fetchone() == (date, earliest, latest)


@pytest.mark.parametrize(
    ("date", "earliest", "latest", "time"),
    [
        ("2014-02-03", "2014-02-03", "2014-02-03", "noon"),
        ("2014-02-03", "2014-02-03", "2014-02-03", "14.30"),
        ("2014-02-03", "2014-02-03", "2014-02-03", "9:05"),
        ("2014-02-03", "2014-02-03", "2014-02-03", ""),
        ("2014-02", "2014-02-01", "2014-02-28", "14:30"),
        ("2014", "2014-01-01", "2014-12-31", "14:30"),
        ("2014-02-03", "2014-02-03", "2014-02-03", "24:00"),
        (None, None, None, "14:30"),
    ],
)
def test_a_time_of_day_needs_its_shape_and_a_whole_day(
    filled: sqlite3.Connection, date: str | None, earliest: str | None, latest: str | None, time: str
) -> None:
    refused(filled, "entries", "time", date=date, date_earliest=earliest, date_latest=latest, time=time)


@pytest.mark.parametrize(("start", "end"), [(None, 1), (1, None), (2, 1), (-1, 1)])
def test_a_citation_spans_from_a_start_to_an_end(filled: sqlite3.Connection, start: int | None, end: int) -> None:
    refused(filled, "citations", "span", start=start, end=end)


def test_a_source_needs_a_title_an_address_or_a_publisher(filled: sqlite3.Connection) -> None:
    refused(filled, "sources", "named", title=None, url=None, publisher=None)
    for number, column in enumerate(("title", "url", "publisher")):
        others = {other: None for other in ("title", "url", "publisher") if other != column}
        insert(filled, "sources", uid=uid(number), **others)


def test_nothing_lies_in_itself_or_relates_to_itself(filled: sqlite3.Connection) -> None:
    refused(filled, "links", "not_itself", to_id=1)
    refused(filled, "places", "parent", id=7, parent_id=7)


@pytest.mark.parametrize("table", sorted(VALID))
def test_a_row_is_stored_only_once(filled: sqlite3.Connection, table: str) -> None:
    insert(filled, table)
    if table in ("offices", "snapshots", "citations", "verdicts"):
        insert(filled, table)
    else:
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE constraint failed"):
            insert(filled, table)


def test_an_external_id_is_unique_within_its_dataset(filled: sqlite3.Connection) -> None:
    insert(filled, "entries")
    insert(filled, "entries", uid=uid("2"), dataset="other")
    insert(filled, "entries", uid=uid("3"), external_id=None)
    insert(filled, "entries", uid=uid("4"), external_id=None)
    with pytest.raises(sqlite3.IntegrityError, match=r"entries\.dataset, entries\.external_id"):
        insert(filled, "entries", uid=uid("5"))


@pytest.mark.parametrize(
    ("table", "column"),
    [(t.name, c.name) for t in FACTS for c in t.columns if c.foreign_keys and c.name != "changeset_id"],
)
def test_a_reference_to_nothing_is_refused_if_foreign_keys_are_on(
    filled: sqlite3.Connection, table: str, column: str
) -> None:
    filled.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY constraint failed"):
        insert(filled, table, **{column: 999})


def test_a_file_has_an_application_id_and_one_row_of_writing(shell: sqlite3.Connection) -> None:
    assert shell.execute("PRAGMA application_id").fetchone() == (0x544C4E45,)
    assert shell.execute("SELECT * FROM writing").fetchall() == [(1, None, 0, 0)]
    with pytest.raises(sqlite3.IntegrityError, match="writing: its one row stays"):
        shell.execute("INSERT INTO writing (id) VALUES (2)")


def test_an_entry_with_a_date_has_bounds(filled: sqlite3.Connection) -> None:
    refused(filled, "entries", "bounds_follow_date", date="2014", date_earliest=None, date_latest=None, time=None)
