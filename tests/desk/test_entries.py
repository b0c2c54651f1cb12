"""Previewing, adding, editing, linking and deleting entries through the desk, with every problem at its field."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.support.commands import Run
from tests.support.files import OpenChangeset
from tests.support.terminal import Terminal
from timeline.database.opening import read_connection
from timeline.desk import entities, entries
from timeline.desk.entries import Passage
from timeline.desk.forms import Form
from timeline.desk.versions import Value
from timeline.errors import ConflictError, FormError, NoEntryError, NotFoundError, RefusedError, TimelineError
from timeline.reading.records import Record

Entry = Callable[[int], Record]
Sql = Callable[..., list[Any]]
STATEMENT: dict[str, Value] = {"text": "“We will stay”", "speakers": ("Lavrov",), "date": "2025-02-26"}


def test_a_preview_has_the_reading_of_every_field(opened: OpenChangeset, sql: Sql) -> None:
    values = {
        **STATEMENT, "speakers": ("Лавров", "Anna Lee"), "date": "Thursday", "sources": ("1",), "topics": ("Crimea",),
        "participants": ("Peskov (host)",), "places": ("Geneva",),
    }  # fmt: skip
    with opened() as session:
        preview = entries.preview(session, Form(values=values))
    assert preview.problems == ()
    assert preview.record is not None
    assert (preview.record["text"], preview.record["mode"]) == ("We will stay", "verbatim")
    reading = preview.dates["date"]
    assert (reading.typed, reading.rule) == ("Thursday", "weekday")
    assert reading.date is not None
    assert reading.relative_to is not None
    assert (reading.date.edtf, reading.relative_to.edtf) == ("2025-02-27", "2025-02-27")
    lavrov, lee = preview.names["speakers"]
    assert lavrov.entity is not None
    assert (lavrov.entity.kind, lavrov.entity.id, lavrov.entity.name) == ("speaker", 2, "Sergey Lavrov")
    assert (lee.entity, lee.how, lee.near) == (None, "new", ())
    assert [match.how for match in preview.names["participants"]] == ["surname"]
    assert [match.how for match in preview.names["places"]] == ["new"]
    assert sql("SELECT count(*) FROM entries") == [(14,)]
    assert sql("SELECT count(*) FROM speakers WHERE name = 'Anna Lee'") == [(0,)]


def test_all_problems_come_at_once_each_at_its_field(opened: OpenChangeset, sql: Sql) -> None:
    form = Form(
        values={
            "text": "x",
            "speakers": ("Sergey Lavrof",),
            "date": "32 May 2025",
            "lang": "Klingonese language",
            "links": ("about 99", "likes 1"),
            "note": " ",
            "external_id": "7",
            "topics": ("…",),
            "mode": "loud",
        }
    )
    with opened() as session:
        preview = entries.preview(session, form)
        with pytest.raises(FormError) as raised:
            entries.add(session, form)
    fields = ["date", "speakers", "mode", "lang", "note", "topics", "links", "links", "external_id"]
    assert [problem.field for problem in preview.problems] == fields
    assert [error.field for error in raised.value.errors] == fields
    assert preview.record is None
    speaker = preview.problems[1]
    assert speaker.code == "like-known"
    assert [entity.id for entity in speaker.choices] == [2]


def test_the_command_line_reports_all_problems_with_their_options(run: Run, file: Path) -> None:
    messages = run("add", "x", "--date", "32 May 2025", "--lang", "no language", "--link", "likes 1", code=4).stderr
    assert [line.split(": ")[1] for line in messages.splitlines()] == ["--date", "--lang", "--link"]
    assert list(file.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({}, ["date", "title"]),
        ({"title": "x"}, ["date"]),
        ({"title": "x", "date": "2014", "role": "minister"}, ["role"]),
        ({"title": "x", "date": "2014", "via": "TASS", "publisher": "A"}, ["publisher", "via"]),
        ({"title": "x", "date": "2014", "sources": ("A", "B"), "author": "C"}, ["author"]),
        ({"speakers": ("A B",), "date": "2014"}, ["text"]),
    ],
)
def test_missing_and_contradicting_fields(opened: OpenChangeset, values: dict[str, Any], problems: list[str]) -> None:
    with opened() as session:
        refusals = entries.preview(session, Form(values=values)).problems
    assert [(problem.field, problem.code) for problem in refusals] == [(field, "incomplete") for field in problems]


def test_a_choice_decides_who_is_meant(opened: OpenChangeset, entry: Entry, sql: Sql) -> None:
    typed = {**STATEMENT, "speakers": ("Sergey Lavrof",)}
    with opened() as session:
        known = entries.add(session, Form(values=typed, choices={"Sergey Lavrof": 2})).value.number
        new = entries.add(session, Form(values=typed, choices={"Sergey Lavrof": None})).value.number
    assert entry(known)["speaker_id"] == 2
    assert entry(new)["speaker"] == "Sergey Lavrof"
    with opened() as session, pytest.raises(NotFoundError):
        entries.add(session, Form(values=typed, choices={"Sergey Lavrof": 99}))


def test_a_similar_entry_is_returned(opened: OpenChangeset, entry: Entry) -> None:
    form = Form(values={**STATEMENT, "text": "This is undeniable and non-negotiable!", "date": "2025-02-27"})
    with opened() as session:
        preview = entries.preview(session, form)
        added = entries.add(session, form)
    assert [one.id for one in preview.similar] == [12]
    assert [one.id for one in added.value.similar] == [12]
    with opened() as session:
        assert entries.add(session, Form(values=STATEMENT)).value.similar == ()


def test_the_command_line_notes_a_similar_entry(run: Run, example: Path, sql: Sql) -> None:
    again = ("add", "“This is undeniable and non-negotiable”", "--speaker", "Peskov", "--date", "2025-02-27")
    notes = run(*again).stderr
    assert "entry 12 says nearly the same: 27 Feb 2025 · Dmitry Peskov: This is undeniable" in notes
    terminal = Terminal("--db", example, *again)
    terminal.wait_for("entry 12 says nearly the same")
    terminal.answer("Add it anyway?", "n")
    assert terminal.finish() == 0
    assert "not stored" in terminal.seen
    assert sql("SELECT count(*) FROM entries") == [(15,)]
    terminal = Terminal("--db", example, *again)
    terminal.answer("Add it anyway?", "y")
    assert terminal.finish() == 0
    assert sql("SELECT count(*) FROM entries") == [(16,)]


def test_an_edit_returns_notes_on_its_readings(opened: OpenChangeset, entry: Entry) -> None:
    with opened() as session:
        outcome = entries.edit(session, Form(entry=12, values={"date": "yesterday", "setting": ""}))
        assert outcome.changeset == 2
    assert outcome.value.number == 12
    reading = outcome.value.dates["date"]
    assert (reading.typed, reading.rule) == ("yesterday", "day relative to the reference")
    assert outcome.value.similar == ()
    assert [note.field for note in outcome.notes] == ["date"]
    assert (entry(12)["date"], entry(12)["date_text"], entry(12)["setting"]) == ("2025-02-26", "yesterday", None)


def test_an_edit_replaces_adds_and_removes_values_of_a_list(opened: OpenChangeset, entry: Entry) -> None:
    def edit(**form: Any) -> Record:
        with opened() as session:
            entries.edit(session, Form(entry=12, **form))
        return entry(12)

    assert edit(values={"topics": ("Crimea", "negotiations")})["topics"] == ["negotiations", "Crimea"]
    assert edit(added={"topics": ("talks",)}, removed={"topics": ("Crimea",)})["topics"] == ["negotiations", "talks"]
    people = ("Lavrov (guest)", "Zelensky (guest)")
    assert [p["name"] for p in edit(values={"participants": people})["participants"]] == [
        "Sergey Lavrov", "Volodymyr Zelensky",
    ]  # fmt: skip
    participants = edit(values={"participants": ("Sergey Lavrov (guest)", "Sergey Lavrov (host)")})["participants"]
    assert [(p["name"], p["role"]) for p in participants] == [("Sergey Lavrov", "guest"), ("Sergey Lavrov", "host")]
    links = [(link["relation"], link["to"]) for link in edit(values={"links": ("about 3", "denies 5")})["links"]]
    assert links == [("about", 3), ("denies", 5)]


@pytest.mark.parametrize("typed", ["Ivan Petrov (junior)", "ivan petrov (JUNIOR)", "Ivan Petrov (junior) (host)"])
def test_a_participant_whose_name_has_brackets_can_be_removed(opened: OpenChangeset, entry: Entry, typed: str) -> None:
    with opened() as session:
        entities.add_speaker(session, "Ivan Petrov (junior)")
        number = session.execute(text("SELECT max(id) FROM speakers")).scalar_one()
        entries.edit(session, Form(entry=12, added={"participants": (f"{number} (host)",)}))
    assert [person["role"] for person in entry(12)["participants"]] == ["host"]
    with opened() as session:
        entries.edit(session, Form(entry=12, removed={"participants": (typed,)}))
    assert entry(12)["participants"] == []


def test_the_first_speaker_of_a_joint_statement_is_not_also_a_joint_one(opened: OpenChangeset, entry: Entry) -> None:
    with opened() as session:
        form = Form(values={**STATEMENT, "speakers": ("Lavrov", "Peskov")})
        number = entries.add(session, form).value.number
        entries.edit(session, Form(entry=number, values={"speakers": ("Peskov",)}))
    assert (entry(number)["speaker"], entry(number)["participants"]) == ("Dmitry Peskov", [])


def test_a_publisher_alone_cannot_be_cited(opened: OpenChangeset) -> None:
    with opened() as session, pytest.raises(NotFoundError) as raised:
        entries.cite(session, 12, Passage(source="Meduza", exact="x"))
    assert raised.value.exit_code == 3


@pytest.mark.parametrize("typed", ["", " ", "hates"])
def test_links_are_deleted_only_by_a_relation_or_without_one(opened: OpenChangeset, entry: Entry, typed: str) -> None:
    with opened() as session, pytest.raises(RefusedError):
        entries.unlink(session, 12, typed, 4)
    assert [link["to"] for link in entry(12)["links"]] == [4, 3, 1]
    with opened() as session:
        entries.unlink(session, 12, None, 4)
    assert [link["to"] for link in entry(12)["links"]] == [3, 1]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"date": ""}, "date"),
        ({"time": ""}, "time"),
        ({"sources": ("1",), "via": "99"}, "via"),
        ({"sources": ("99",)}, "sources"),
        ({"sources": ("1",), "exact": "not there at all"}, "exact"),
        ({"sources": ("1", "#1")}, "sources"),
    ],
)
def test_a_value_that_cannot_be_stored_is_refused_at_its_field(
    opened: OpenChangeset, values: dict[str, Any], field: str
) -> None:
    form = Form(values={**STATEMENT, **values})
    with opened() as session:
        assert [problem.field for problem in entries.preview(session, form).problems] == [field]
        with pytest.raises(TimelineError) as raised:
            entries.add(session, form)
    assert raised.value.field == field


@pytest.mark.parametrize(
    ("values", "shown", "stored"),
    [
        ({"text": "“It is ours”"}, {}, ("It is ours", "verbatim")),
        ({"text": "It is ours"}, {}, ("It is ours", "paraphrase")),
        ({"text": "“It is ours”", "mode": "paraphrase"}, {}, ("“It is ours”", "paraphrase")),
        ({"text": "It is ours", "mode": "verbatim"}, {}, ("It is ours", "verbatim")),
        # as an editor or a page shows it: the mode stood beside the text and was left
        ({"text": "“It is ours”"}, {"mode": "paraphrase"}, ("It is ours", "verbatim")),
        ({"text": "It is ours"}, {"mode": "verbatim"}, ("It is ours", "verbatim")),
        ({"text": "It is “ours”"}, {"mode": "paraphrase"}, ("It is “ours”", "paraphrase")),
    ],
)
@pytest.mark.parametrize("number", [11, 12])
def test_quotation_marks_give_the_mode(
    opened: OpenChangeset, entry: Entry, values: dict[str, str], shown: dict[str, str], stored: tuple[str, str],
    number: int,
) -> None:  # fmt: skip
    with opened() as session:
        entries.edit(session, Form(entry=number, values=values, shown=shown))
    assert (entry(number)["text"], entry(number)["mode"]) == stored


def test_an_edit_from_an_older_version_stores_nothing(opened: OpenChangeset, entry: Entry, example: Path) -> None:
    with read_connection(example) as connection:
        filled = entries.form_of(connection, 12)
    assert filled.version is not None
    with opened() as session:
        entries.edit(session, Form(entry=12, values={"note": "Boris", "setting": "a hall"}))
    mine = {"note": "Anna", "role": "spokesman"}
    with pytest.raises(ConflictError) as raised, opened() as session:
        entries.edit(session, Form(entry=12, version=filled.version, values=mine))
    assert [tuple(field) for field in raised.value.fields] == [("note", "Anna", "Boris")]
    assert (entry(12)["note"], entry(12)["role"]) == ("Boris", "Kremlin spokesperson")
    with opened() as session:  # what nobody else has touched may be changed from an older version
        entries.edit(session, Form(entry=12, version=filled.version, values={"role": "spokesman"}))
    with opened() as session, pytest.raises(RefusedError) as unchanged:  # both wanted the same
        entries.edit(session, Form(entry=12, version=filled.version, values={"note": "Boris"}))
    assert unchanged.value.code == "unchanged"
    assert (entry(12)["note"], entry(12)["role"]) == ("Boris", "spokesman")


@pytest.mark.parametrize(
    ("theirs", "mine", "field"),
    [
        ({"mode": "paraphrase"}, {"text": "It is so"}, "mode"),
        ({"text": "It is so"}, {"mode": "paraphrase"}, "text"),
        ({"date_text": "Friday"}, {"date": "2025-02-28"}, "date_text"),
        ({"date": "2025-02-28"}, {"time": "14:30"}, "date"),
        ({"topics": ("talks",)}, {"topics": ("Crimea",)}, "topics"),
    ],
)
def test_fields_that_depend_on_each_other_conflict(
    opened: OpenChangeset, example: Path, theirs: dict[str, Any], mine: dict[str, Any], field: str
) -> None:
    with read_connection(example) as connection:
        version = entries.form_of(connection, 12).version
    with opened() as session:
        entries.edit(session, Form(entry=12, values=theirs))
    with pytest.raises(ConflictError) as raised, opened() as session:
        entries.edit(session, Form(entry=12, version=version, values=mine))
    assert field in [one.field for one in raised.value.fields]


@pytest.mark.parametrize(
    "verb",
    [
        lambda session: entries.edit(session, Form(entry=99, values={"note": "x"})),
        lambda session: entries.delete(session, (3, 99)),
        lambda session: entries.link(session, 99, "about", 3),
        lambda session: entries.link(session, 3, "about", 99),
        lambda session: entries.cite(session, 99, Passage(source="1", exact="undeniable")),
        lambda session: entries.add(session, Form(values={**STATEMENT, "links": ("about 99",)})),
        lambda session: entries.edit(session, Form(entry=3, added={"links": ("about 99",)})),
    ],
    ids=["edit", "delete", "link from", "link to", "cite", "add", "edit links"],
)
def test_an_entry_that_does_not_exist_is_one_error(opened: OpenChangeset, verb: Callable[[Any], object]) -> None:
    with opened() as session, pytest.raises(NoEntryError) as raised:
        verb(session)
    assert "99" in str(raised.value)
    assert (raised.value.code, raised.value.exit_code) == ("no-entry", 3)


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "99"), ("edit", "99", "--note", "x"), ("delete", "99"), ("link", "99", "about", "3"),
        ("cite", "99", "1", "--exact", "the five"), ("trace", "99"), ("verify", "99"), ("show", "--after", "99"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_every_command_has_the_same_message_for_a_missing_entry(
    run: Run, example: Path, arguments: tuple[str, ...]
) -> None:
    message = run(*arguments, code=3).stderr
    assert message.endswith("there is no entry 99; timeline show lists the numbers\n")


def test_a_failed_preview_leaves_the_changeset_as_it_was(opened: OpenChangeset, sql: Sql) -> None:
    with opened() as session:
        entries.preview(session, Form(values=STATEMENT))
        entries.edit(session, Form(entry=12, values={"note": "x"}))
    assert sql("SELECT count(*) FROM entries") == [(14,)]
    assert sql("SELECT DISTINCT table_name FROM revisions") == [("entries",)]


def test_a_check_needs_no_file() -> None:
    entries.check(Form(values={**STATEMENT, "date": "Thursday", "links": ("about 99",), "sources": ("1",)}))
    wrong: dict[str, dict[str, Value]] = {
        "date": {"date": "32 May 2025"},
        "sources": {"sources": ("file:///a",)},
        "via": {"sources": ("1",), "via": "…"},
        "exact": {"sources": ("1",), "exact": "“”"},
    }
    for field, values in wrong.items():
        with pytest.raises(TimelineError) as raised:
            entries.check(Form(values={**STATEMENT, **values}))
        assert raised.value.field == field
