"""The one rule for the reference of a date phrase, in add, edit, cite and the correction of a proposal."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.commands import Run
from tests.support.files import OpenChangeset
from timeline.dates import PartialDate
from timeline.desk import entries, reference
from timeline.desk.entries import Passage
from timeline.desk.forms import Form
from timeline.desk.reference import TypedDate
from timeline.desk.versions import Value
from timeline.errors import DateError, ReferenceNeededError, RefusedError, TimelineError
from timeline.reading.records import Record
from timeline.store.remarks import Notes

Entry = Callable[[int], Record]
Sql = Callable[..., list[Any]]
QUOTE = "This is undeniable and non-negotiable"


def published(day: str | None) -> Callable[[], PartialDate | None]:
    return lambda: PartialDate.parse(day) if day else None


@pytest.mark.parametrize(
    ("typed", "day", "is_statement", "date"),
    [
        (TypedDate("2014"), None, True, "2014"),
        (TypedDate("March 3"), "2025-02-27", True, "2024-03-03"),
        (TypedDate("March 3"), "2025-02-27", False, "2025-03-03"),
        (TypedDate("Thursday", reference="2020-01-01"), "2025-02-27", True, "2019-12-26"),
        (TypedDate("Thursday", reference="2020-01-01"), None, False, "2019-12-26"),
        (TypedDate("yesterday", time="14:30"), "2025-02-27", True, "2025-02-26T14:30"),
        (TypedDate("03/04/2025", order="dmy"), None, True, "2025-04-03"),
        (TypedDate("unknown"), None, True, None),
        # written in full, a date may lie after the source: a prepared speech is reported before it is given
        (TypedDate("3 March 2026"), "2025-02-27", True, "2026-03-03"),
    ],
)
def test_a_date_is_read_relative_to_the_reference_or_the_source(
    typed: TypedDate, day: str | None, is_statement: bool, date: str | None
) -> None:
    reading = reference.read_date(typed, published(day), Notes(), is_statement=is_statement)
    assert (reading.date.edtf if reading.date else None) == date


def test_an_explicit_reference_wins_with_a_note() -> None:
    notes = Notes()
    typed = TypedDate("Thursday", reference="2020-01-01")
    reading = reference.read_date(typed, published("2025-02-27"), notes, is_statement=True)
    assert reading.relative_to == PartialDate.parse("2020-01-01")
    (note,) = notes
    assert note.field == "date"
    assert "relative to 1 Jan 2020, the reference you gave; the source was published 27 Feb 2025" in note.message


@pytest.mark.parametrize(
    ("typed", "day", "error", "field"),
    [
        (TypedDate("Thursday"), None, ReferenceNeededError, "date"),
        (TypedDate("tomorrow"), "2025-02-27", RefusedError, "date"),
        (TypedDate("2014", reference="Monday"), None, DateError, "reference"),
        (TypedDate("2014", reference="unknown"), None, DateError, "reference"),
        (TypedDate("2014", time="14:30"), None, DateError, "time"),
        (TypedDate("2014-03-18", time="25:00"), None, DateError, "time"),
        (TypedDate("unknown", time="14:30"), None, DateError, "time"),
    ],
)
def test_a_date_that_cannot_be_read_is_refused_at_its_field(
    typed: TypedDate, day: str | None, error: type[TimelineError], field: str | None
) -> None:
    with pytest.raises(error) as raised:
        reference.read_date(typed, published(day), Notes(), is_statement=True)
    assert raised.value.field == field


@pytest.mark.parametrize("phrase", ["March 3", "Thursday", "yesterday", "Aug. 24", "last week"])
def test_add_edit_and_cite_read_a_phrase_alike(opened: OpenChangeset, entry: Entry, phrase: str) -> None:
    with opened() as session:
        form = Form(values={"text": "No", "speakers": ("Lavrov",), "date": phrase, "sources": ("1",)})
        added = entries.add(session, form).value.number
        entries.edit(session, Form(entry=12, values={"date": phrase, "date_text": "x"}))
        entries.cite(session, 12, Passage(source="1", exact=QUOTE, date=TypedDate(phrase)))
    dates = {entry(added)["date"], entry(12)["date"], entry(12)["citations"][0]["date"]}
    assert len(dates) == 1


STATEMENT: dict[str, Value] = {"text": "No", "speakers": ("Lavrov",), "date": "Thursday", "sources": ("1",)}
VERBS = [
    lambda session, explicit: entries.add(session, Form(values=STATEMENT, reference=explicit)),
    lambda session, explicit: entries.edit(session, Form(entry=11, values={"date": "Thursday"}, reference=explicit)),
    lambda session, explicit: entries.cite(
        session, 12, Passage(source="1", exact=QUOTE, date=TypedDate("Thursday", reference=explicit))
    ),
]


@pytest.mark.parametrize("verb", VERBS, ids=["add", "edit", "cite"])
def test_every_verb_lets_a_reference_win(opened: OpenChangeset, sql: Sql, verb: Callable[..., Any]) -> None:
    with opened() as session:
        notes = verb(session, "2020-01-01").notes
    assert any("the reference you gave" in note.message for note in notes)
    assert (
        sql("SELECT date FROM entries WHERE id IN (11, 15) UNION ALL SELECT date FROM citations").count(("2019-12-26",))
        == 1
    )


@pytest.mark.parametrize("verb", VERBS, ids=["add", "edit", "cite"])
def test_a_reference_after_the_day_of_publication_wins_too(
    opened: OpenChangeset, sql: Sql, verb: Callable[..., Any]
) -> None:
    with opened() as session:
        verb(session, "2025-03-10")
    assert (
        sql("SELECT date FROM entries WHERE id IN (11, 15) UNION ALL SELECT date FROM citations").count(("2025-03-06",))
        == 1
    )


@pytest.mark.parametrize("reference", [None, "2025-03-10"])
def test_a_statement_is_not_later_than_its_reference(opened: OpenChangeset, reference: str | None) -> None:
    with opened() as session, pytest.raises(RefusedError) as raised:
        entries.edit(session, Form(entry=11, values={"date": "tomorrow"}, reference=reference))
    assert raised.value.field == "date"


@pytest.mark.parametrize(
    "form",
    [
        Form(entry=11, values={"note": "x"}, reference="2025-03-10"),
        Form(entry=11, values={"date": "2025"}, reference="Monday"),
    ],
    ids=["no date", "not a day"],
)
def test_a_reference_without_a_date_is_refused(opened: OpenChangeset, form: Form) -> None:
    with opened() as session, pytest.raises(TimelineError) as raised:
        entries.edit(session, form)
    assert raised.value.field == "reference"


def test_timeline_cite_reads_a_date_before_its_source(run: Run, example: object, sql: Sql) -> None:
    notes = run("cite", "12", "1", "--exact", QUOTE, "--date", "March 3").stderr
    assert "“March 3” is read as 3 Mar 2024" in notes
    assert "relative to 27 Feb 2025" in notes
    assert sql("SELECT date, date_text FROM citations WHERE entry_id = 12") == [("2024-03-03", None)]
    assert "--date: " in run("cite", "12", "1", "--exact", QUOTE, "--date", "tomorrow", code=4).stderr
    assert "need --date" in run("cite", "12", "1", "--exact", QUOTE, "--reference", "2025", code=2).stderr


def test_the_command_line_lets_a_reference_win(run: Run, example: object, sql: Sql) -> None:
    options = ("--date", "Thursday", "--reference", "2020-01-01")
    for command in (
        ("add", "x said", "--speaker", "Lavrov", "--source", "1"),
        ("edit", "11"),
        ("cite", "12", "1", "--exact", QUOTE),
    ):
        assert "27 Feb 2025" in run(*command, *options).stderr
    assert sql("SELECT date FROM entries WHERE id IN (11, 15)") == [("2019-12-26",), ("2019-12-26",)]
    assert sql("SELECT date FROM citations WHERE entry_id = 12") == [("2019-12-26",)]
