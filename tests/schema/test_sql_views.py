"""The views ``timeline``, ``events`` and ``statements``, through plain SQL."""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.files import Connect, copied
from timeline.dates import PartialDate
from timeline.errors import DateError
from timeline.schema.views import COLUMNS, COMPUTED, VIEWS

UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
BOUNDS = "SELECT date_earliest, date_latest FROM entries ORDER BY id DESC LIMIT 1"


@pytest.fixture
def story_shell(story: Path, connect: Connect) -> sqlite3.Connection:
    """Return a plain connection to the story."""
    return connect(story)


def refused(connection: sqlite3.Connection, statement: str, message: str, *values: object) -> None:
    before = list(connection.iterdump())
    with pytest.raises(sqlite3.IntegrityError, match=message):
        connection.execute(statement, values)
    assert list(connection.iterdump()) == before


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_has_the_promised_columns_in_order(shell: sqlite3.Connection, view: str) -> None:
    assert [column[0] for column in shell.execute(f"SELECT * FROM {view}").description] == list(COLUMNS)


# Inserting


def test_an_event_needs_only_a_title(shell: sqlite3.Connection) -> None:
    shell.execute("INSERT INTO events (title) VALUES ('Something')")
    row = shell.execute("SELECT id, kind, mode, date, date_earliest, date_latest, speaker_id FROM entries").fetchone()
    assert row == (1, "event", None, None, None, None, None)


def test_a_statement_finds_its_speaker_and_is_a_paraphrase_by_default(story_shell: sqlite3.Connection) -> None:
    story_shell.execute("INSERT INTO statements (date, speaker, text) VALUES ('2025', 'Sergey Lavrov', 'one')")
    story_shell.execute("INSERT INTO statements (speaker_id, text, mode) VALUES (2, 'two', 'verbatim')")
    rows = story_shell.execute("SELECT kind, mode, speaker_id, speaker, country FROM timeline WHERE id > 3 ORDER BY id")
    assert rows.fetchall() == [
        ("statement", "paraphrase", 1, "Sergey Lavrov", "RU"),
        ("statement", "verbatim", 2, "Dmitry Peskov", "RU"),
    ]


@pytest.mark.parametrize(
    ("columns", "values", "kind"),
    [
        ("title", "'t'", "event"),
        ("speaker, text", "'Lavrov', 't'", "statement"),
        ("speaker_id, text", "1, 't'", "statement"),
        ("kind, speaker, text", "'statement', 'Lavrov', 't'", "statement"),
    ],
)
def test_timeline_accepts_both_kinds_and_distinguishes_them_by_the_speaker(
    story_shell: sqlite3.Connection, columns: str, values: str, kind: str
) -> None:
    story_shell.execute(f"INSERT INTO timeline ({columns}) VALUES ({values})")
    assert story_shell.execute("SELECT kind FROM entries WHERE id = 4").fetchone() == (kind,)


def test_a_uid_is_a_uuid_of_version_7_that_begins_with_the_time(shell: sqlite3.Connection) -> None:
    before = time.time_ns() // 1_000_000 - 1
    shell.execute(
        "INSERT INTO events (title) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) "
        "SELECT i FROM n"
    )
    shell.execute("INSERT INTO speakers (name) VALUES ('x')")
    uids = [row[0] for row in shell.execute("SELECT uid FROM entries UNION ALL SELECT uid FROM speakers")]
    after = time.time_ns() // 1_000_000 + 1
    assert len(set(uids)) == 501
    assert all(UUID7.fullmatch(uid) for uid in uids)
    assert all(before <= int(uid[:13].replace("-", ""), 16) <= after for uid in uids)
    assert {uid[19] for uid in uids} == set("89ab")


def test_columns_of_an_insert_are_stored_unchanged(story_shell: sqlite3.Connection) -> None:
    values = {
        "id": 70,
        "uid": "11111111-2222-7333-8444-555555555555",
        "kind": "statement",
        "date": "2025-02-26",
        "date_earliest": "2025-02-26",
        "date_latest": "2025-02-26",
        "time": "14:30",
        "date_text": "Wednesday",
        "title": "A title",
        "text": "words",
        "speaker_id": 1,
        "role": "minister",
        "mode": "verbatim",
        "original_text": "слова",
        "setting": "interview",
        "lang": "ru",
        "note": "n",
        "dataset": "d",
        "external_id": "x",
    }
    story_shell.execute(
        f"INSERT INTO statements ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})", tuple(values.values())
    )
    row = story_shell.execute(f"SELECT {', '.join(values)} FROM statements WHERE id = 70").fetchone()
    assert dict(zip(values, row, strict=True)) == values


@pytest.mark.parametrize("name", ["Сергей Лавров", "lavrov", "  LAVROV ", "sergey lavrov"])
def test_any_name_of_a_speaker_works_in_any_case(story_shell: sqlite3.Connection, name: str) -> None:
    story_shell.execute("INSERT INTO statements (speaker, text) VALUES (?, 't')", (name,))
    assert story_shell.execute("SELECT speaker_id, speaker FROM statements WHERE id = 4").fetchone() == (
        1,
        "Sergey Lavrov",
    )


def test_a_name_that_one_speaker_has_twice_is_not_ambiguous(story_shell: sqlite3.Connection) -> None:
    story_shell.execute("INSERT INTO speaker_names (speaker_id, name) VALUES (1, 'LAVROV')")
    story_shell.execute("INSERT INTO statements (speaker, text) VALUES ('Lavrov', 't')")
    assert story_shell.execute("SELECT speaker_id FROM statements WHERE id = 4").fetchone() == (1,)


def test_a_name_that_several_speakers_have_needs_the_number(story_shell: sqlite3.Connection) -> None:
    story_shell.execute("INSERT INTO speaker_names (speaker_id, name) VALUES (2, 'Lavrov')")
    refused(
        story_shell, "INSERT INTO statements (speaker, text) VALUES ('Lavrov', 't')", "more than one is known by that"
    )
    refused(story_shell, "UPDATE statements SET speaker = 'Lavrov' WHERE id = 3", "more than one is known by that name")
    story_shell.execute("INSERT INTO statements (speaker, speaker_id, text) VALUES ('Lavrov', 2, 't')")
    assert story_shell.execute("SELECT speaker FROM statements WHERE id = 4").fetchone() == ("Dmitry Peskov",)


@pytest.mark.parametrize("name", ["Nobody", "", "Лавров", "Lav_ov", "Lavrov%"])
def test_a_name_that_no_speaker_has_is_refused(story_shell: sqlite3.Connection, name: str) -> None:
    refused(story_shell, "INSERT INTO statements (speaker, text) VALUES (?, 't')", "nobody is known by that name", name)
    refused(story_shell, "UPDATE statements SET speaker = ? WHERE id = 3", "nobody is known by that name", name)


@pytest.mark.parametrize(("view", "other"), [("events", "statement"), ("statements", "event"), ("events", "x")])
def test_a_view_accepts_only_its_own_kind(story_shell: sqlite3.Connection, view: str, other: str) -> None:
    refused(
        story_shell,
        f"INSERT INTO {view} (kind, title, text, speaker) VALUES (?, 't', 't', 'Lavrov')",
        "holds only",
        other,
    )


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("INSERT INTO events (date) VALUES ('2014')", "an event needs a title"),
        ("INSERT INTO events (title, speaker) VALUES ('t', 'Lavrov')", "an event has no speaker"),
        ("INSERT INTO events (title, mode) VALUES ('t', 'verbatim')", "ck_entries_event"),
        ("INSERT INTO statements (text) VALUES ('t')", "a statement needs a speaker"),
        ("INSERT INTO statements (speaker) VALUES ('Lavrov')", "a statement needs a speaker"),
        ("INSERT INTO timeline (kind, title) VALUES ('x', 't')", "ck_entries_kind"),
        ("INSERT INTO events (date, time, title) VALUES ('2014', '14:30', 't')", "ck_entries_time"),
        ("UPDATE statements SET speaker_id = NULL WHERE id = 2", "a statement needs a speaker"),
        ("UPDATE statements SET speaker = NULL WHERE id = 2", "a statement needs a speaker"),
        ("INSERT INTO statements (speaker_id, text) VALUES (99, 't')", "there is no speaker of that number"),
        ("UPDATE events SET kind = 'statement' WHERE id = 1", "a statement needs a speaker"),
        ("UPDATE timeline SET mode = 'hearsay' WHERE id = 2", "ck_entries_mode"),
    ],
)
def test_the_views_refuse_the_rows_that_the_table_refuses(
    story_shell: sqlite3.Connection, statement: str, check: str
) -> None:
    refused(story_shell, statement, check)


@pytest.mark.parametrize("column", COMPUTED)
@pytest.mark.parametrize("view", VIEWS)
def test_computed_columns_cannot_be_written(story_shell: sqlite3.Connection, view: str, column: str) -> None:
    refused(story_shell, f"INSERT INTO {view} (title, {column}) VALUES ('t', 'x')", "are shown, not stored")
    refused(story_shell, f"UPDATE {view} SET {column} = 'x'", "are shown, not stored")


# Dates


@st.composite
def parts(draw: st.DrawFn) -> str:
    """Draw a year, a month or a day; a few of the days do not exist."""
    year = draw(st.one_of(st.integers(0, 9999), st.sampled_from([0, 1900, 2000, 2015, 2016, 9999])))
    month, day = draw(st.integers(1, 12)), draw(st.one_of(st.integers(1, 28), st.integers(28, 31)))
    written = draw(st.sampled_from([f"{year:04}", f"{year:04}-{month:02}", f"{year:04}-{month:02}-{day:02}"]))
    return written + draw(st.sampled_from(["", "", "?", "~", "%"]))


@st.composite
def for_sql(draw: st.DrawFn) -> str:
    """Draw a date for which SQL can compute the bounds."""
    shape = draw(st.sampled_from(["single", "interval", "near", "start", "end"]))
    one, other = draw(parts()), draw(parts())
    open_end = draw(st.sampled_from(["..", ""]))
    if shape == "near":  # the same year at both ends, so that many run backwards
        other = one[:4] + other[4:]
    return {"single": one, "start": f"{one}/{open_end}", "end": f"{open_end}/{one}"}.get(shape, f"{one}/{other}")


@pytest.fixture(scope="module")
def bounding(tmp_path_factory: pytest.TempPathFactory, empty_file: Path) -> Iterator[sqlite3.Connection]:
    """Return a connection whose transactions are rolled back."""
    path = copied(empty_file, tmp_path_factory.mktemp("bounds") / "timeline.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript("INSERT INTO speakers (name) VALUES ('x'); INSERT INTO events (title) VALUES ('t')")
        yield connection


def bounded(connection: sqlite3.Connection, statement: str, date: str) -> tuple[str, str] | None:
    connection.execute("BEGIN")
    try:
        connection.execute(statement, (date,))
        earliest, latest = connection.execute(
            "SELECT date_earliest, date_latest FROM offices" if "offices" in statement else BOUNDS
        ).fetchone()
    except sqlite3.IntegrityError as error:
        assert str(error).startswith("date: ")  # noqa: PT017
        return None
    finally:
        connection.execute("ROLLBACK")
    return earliest, latest


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO events (title, date) VALUES ('t', ?)",
        "UPDATE events SET date = ?",
        "INSERT INTO offices (speaker_id, title, date) VALUES (1, 't', ?)",
    ],
    ids=["insert", "update", "office"],
)
@given(date=for_sql())
@settings(max_examples=250, deadline=None)
def test_sql_computes_the_same_bounds_as_the_program(bounding: sqlite3.Connection, statement: str, date: str) -> None:
    try:
        parsed = PartialDate.parse(date)
    except DateError:
        assert bounded(bounding, statement, date) is None
    else:
        assert bounded(bounding, statement, date) == (parsed.earliest, parsed.latest)


@pytest.mark.parametrize(
    "date", ["2014-21", "2014-33", "2012-40", "201X", "2014-XX", "2014-02-XX", "2014~-05", "?2014"]
)
def test_a_date_that_sql_cannot_bound_needs_both_bounds(story_shell: sqlite3.Connection, date: str) -> None:
    parsed = PartialDate.parse(date)
    insert = "INSERT INTO events (title, date, date_earliest, date_latest) VALUES ('t', ?, ?, ?)"
    update = "UPDATE events SET date = ?, date_earliest = ?, date_latest = ? WHERE id = 1"
    story_shell.execute("UPDATE events SET date = '1999'")
    for earliest, latest in [(None, None), (parsed.earliest, None), (None, parsed.latest)]:
        refused(story_shell, insert, "give date_earliest and date_latest too", date, earliest, latest)
        refused(story_shell, update, "give date_earliest and date_latest too", date, earliest, latest)
    refused(story_shell, "UPDATE events SET date = ? WHERE id = 1", "give date_earliest and date_latest too", date)
    for statement in (insert, update):
        story_shell.execute(statement, (date, parsed.earliest, parsed.latest))
    rows = story_shell.execute("SELECT date, date_earliest, date_latest FROM events").fetchall()
    assert rows == [(date, parsed.earliest, parsed.latest)] * 2


@pytest.mark.parametrize("date", ["", "..", "/", "//", "2014//", "2014/2015/2016", "?", "?/2014", "2014/?", "2014??"])
@pytest.mark.parametrize("view", ["events", "timeline"])
def test_a_text_that_is_not_a_date_is_refused(story_shell: sqlite3.Connection, view: str, date: str) -> None:
    refused(story_shell, f"INSERT INTO {view} (title, date) VALUES ('t', ?)", "^date: SQL can bound", date)
    refused(story_shell, f"UPDATE {view} SET date = ? WHERE id = 1", "^date: SQL can bound", date)


@pytest.mark.parametrize("date", ["2015/2014", "2014-03/2014-02-28", "2004-06/2004"])
def test_an_interval_does_not_run_backwards(story_shell: sqlite3.Connection, date: str) -> None:
    refused(story_shell, "INSERT INTO events (title, date) VALUES ('t', ?)", "ends before it begins", date)
    refused(story_shell, "UPDATE timeline SET date = ?", "ends before it begins", date)
    refused(
        story_shell, "UPDATE offices SET date = ?, date_earliest = NULL, date_latest = NULL", "ends before it", date
    )


@pytest.mark.parametrize(
    ("date", "earliest", "latest"),
    [("2014", "2014-01-01", "2014-12-30"), ("2014", "2014-01-01", None), (None, "2014-01-01", "2014-12-31")],
)
def test_bounds_must_agree_with_the_date(
    story_shell: sqlite3.Connection, date: str | None, earliest: str, latest: str | None
) -> None:
    insert = "INSERT INTO events (title, date, date_earliest, date_latest) VALUES ('t', ?, ?, ?)"
    refused(story_shell, insert, "do not agree with date: leave them out", date, earliest, latest)
    story_shell.execute(insert, ("2014", "2014-01-01", "2014-12-31"))


def test_bounds_follow_a_changed_date_and_never_change_alone(story_shell: sqlite3.Connection) -> None:
    select = "SELECT date, date_earliest, date_latest, note FROM timeline WHERE id = 1"
    refused(story_shell, "UPDATE events SET date_latest = '2014-06-30'", "date_latest")
    story_shell.execute("UPDATE events SET date = '2014-02/2014-03'")
    assert story_shell.execute(select).fetchone() == ("2014-02/2014-03", "2014-02-01", "2014-03-31", None)
    story_shell.execute(
        "UPDATE timeline SET date = '2014-21', date_earliest = '2014-03-01', date_latest = '2014-05-31'"
    )
    story_shell.execute("UPDATE timeline SET note = 'n'")
    assert story_shell.execute(select).fetchone() == ("2014-21", "2014-03-01", "2014-05-31", "n")
    story_shell.execute("UPDATE events SET date = NULL")
    assert story_shell.execute(select).fetchone() == (None, None, None, "n")
    story_shell.execute("UPDATE events SET date = '2016-02-29~'")
    assert story_shell.execute(select).fetchone() == ("2016-02-29~", "2016-02-29", "2016-02-29", "n")


# Updating, deleting


def test_the_speaker_can_be_changed_by_name_or_by_number(story_shell: sqlite3.Connection) -> None:
    story_shell.execute("UPDATE statements SET speaker = 'Kremlin' WHERE id = 2")
    story_shell.execute("UPDATE timeline SET speaker_id = 1 WHERE id = 3")
    assert story_shell.execute("SELECT id, speaker_id, speaker FROM statements ORDER BY id").fetchall() == [
        (2, 3, "Kremlin"),
        (3, 1, "Sergey Lavrov"),
    ]


def test_an_entry_can_become_one_of_the_other_kind(story_shell: sqlite3.Connection) -> None:
    story_shell.execute(
        "UPDATE timeline SET kind = 'event', speaker = NULL, mode = NULL, title = 'It was said' WHERE id = 3"
    )
    assert story_shell.execute("SELECT id, kind, speaker_id FROM events").fetchall() == [
        (1, "event", None),
        (3, "event", None),
    ]


def test_a_view_changes_and_deletes_only_its_own_kind(story_shell: sqlite3.Connection) -> None:
    story_shell.execute("UPDATE events SET note = 'n'")
    story_shell.execute("UPDATE statements SET setting = 's'")
    rows = story_shell.execute("SELECT id, note, setting FROM timeline ORDER BY id").fetchall()
    assert rows == [(1, "n", None), (2, None, "s"), (3, None, "s")]
    story_shell.execute("DELETE FROM events WHERE id = 3")
    story_shell.execute("DELETE FROM events")
    assert story_shell.execute("SELECT id FROM timeline ORDER BY id").fetchall() == [(2,), (3,)]
    story_shell.execute("DELETE FROM statements WHERE speaker = 'Dmitry Peskov'")
    story_shell.execute("DELETE FROM timeline")
    assert story_shell.execute("SELECT count(*) FROM entries").fetchone() == (0,)


@pytest.mark.parametrize("view", VIEWS)
def test_a_number_never_changes(story_shell: sqlite3.Connection, view: str) -> None:
    refused(story_shell, f"UPDATE {view} SET id = id + 100", "entries: an id never changes")


# Reading


@pytest.mark.parametrize(
    ("date", "office"),
    [
        ("1993", None),
        ("1995", "ambassador"),
        ("2004-03-08", "ambassador"),
        ("2004-03-09", "foreign minister, Russia"),
        ("2004-03", "foreign minister, Russia"),
        ("2025-02-26", "foreign minister, Russia"),
        (None, None),
    ],
)
def test_the_office_is_the_one_held_at_the_time(
    story_shell: sqlite3.Connection, date: str | None, office: str | None
) -> None:
    story_shell.execute("UPDATE statements SET date = ? WHERE id = 2", (date,))
    assert story_shell.execute("SELECT office FROM statements WHERE id = 2").fetchone() == (office,)


def test_names_and_counts_are_shown(story_shell: sqlite3.Connection) -> None:
    story_shell.execute("INSERT INTO entry_topics (entry_id, topic_id) VALUES (1, 2)")
    story_shell.execute("INSERT INTO citations (entry_id, source_id) VALUES (2, 2)")
    rows = story_shell.execute("SELECT topics, places, sources FROM timeline ORDER BY id").fetchall()
    assert rows == [("Crimea, negotiations", "Crimea", 0), ("Crimea", None, 2), (None, None, 1)]


@pytest.mark.parametrize("view", ["timeline", "events"])
def test_the_order_is_by_bounds_time_and_number_with_undated_last(shell: sqlite3.Connection, view: str) -> None:
    dates = [None, "2014", "2014-02-27", "2014-02", "2014-01", "2014-01-01", "../2013", "2014-02-27", "2014", None]
    for date in dates:
        shell.execute("INSERT INTO events (title, date) VALUES ('t', ?)", (date,))
    shell.execute("UPDATE events SET time = '09:00' WHERE id = 3")
    rows = shell.execute(f"SELECT id FROM {view} ORDER BY date_earliest NULLS LAST, date_latest, time, id").fetchall()
    assert [row[0] for row in rows] == [7, 6, 5, 2, 9, 4, 8, 3, 1, 10]
