"""Forms as front ends send them: problems with odd values are reported at their field, and no value is ignored."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Run
from tests.support.files import OpenChangeset
from timeline.database.opening import read_connection
from timeline.desk import entries, history, offices
from timeline.desk.forms import Form
from timeline.errors import ConflictError, NoEntryError, NotFoundError, TimelineError
from timeline.reading.records import Record

Entry = Callable[[int], Record]
EVENT: dict[str, Any] = {"title": "It rained", "date": "2014"}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"date": ("2014",)}, "date"),
        ({"date": 2014}, "date"),
        ({"note": ("a", "b")}, "note"),
        ({"topics": (1, 2)}, "topics"),
        ({"headline": "x"}, "headline"),
        ({"sources": ("1",), "source_kind": "rumour"}, "source_kind"),
        ({"topics": 5}, "topics"),
        ({"links": True}, "links"),
        ({"participants": [None]}, "participants"),
        ({"title": b"bytes"}, "title"),
        ({"kind": "foo"}, "kind"),
    ],
)
def test_a_value_that_a_field_cannot_have_is_a_problem(
    opened: OpenChangeset, values: dict[str, Any], field: str
) -> None:
    with opened() as session:
        assert field in [
            problem.field for problem in entries.preview(session, Form(values={**EVENT, **values})).problems
        ]
        with pytest.raises(TimelineError):
            entries.add(session, Form(values={**EVENT, **values}))


@pytest.mark.parametrize(
    ("options", "field"),
    [({"kind": "foo"}, "kind"), ({"kind": 5}, "kind"), ({"reference": 5}, "reference"), ({"order": 5}, "order")],
)
def test_a_form_of_another_type_is_a_problem(opened: OpenChangeset, options: dict[str, Any], field: str) -> None:
    form = Form(values={**EVENT, "note": " "}, **options)
    with opened() as session:
        assert {problem.field for problem in entries.preview(session, form).problems} == {"note", field}


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"added": {"topics": 5}}, "topics"),
        ({"added": {"topics": "Crimea"}}, "topics"),
        ({"removed": {"links": (4,)}}, "no_links"),
        ({"removed": {"note": ("x",)}}, "no_note"),
        ({"added": {"headline": ("x",)}}, "headline"),
        ({"values": {"participants": 7}}, "participants"),
    ],
)
def test_a_list_of_another_type_is_a_problem(opened: OpenChangeset, options: dict[str, Any], field: str) -> None:
    with opened() as session, pytest.raises(TimelineError) as raised:
        entries.edit(session, Form(entry=12, **options))
    assert raised.value.field == field


def test_the_kind_of_a_form_is_also_a_field_of_it(opened: OpenChangeset) -> None:
    with opened() as session:
        preview = entries.preview(session, Form(values={**EVENT, "kind": "statement"}))
    assert [problem.field for problem in preview.problems] == ["text", "speakers"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"note": ("a",)}, "note"),
        ({"sources": ("1",)}, "sources"),
        ({"publisher": "x"}, "publisher"),
        ({"headline": "x"}, "headline"),
        ({"external_id": "7"}, "external_id"),
    ],
)
def test_an_edit_that_a_field_cannot_have_is_refused(opened: OpenChangeset, values: dict[str, Any], field: str) -> None:
    with opened() as session, pytest.raises(TimelineError) as raised:
        entries.edit(session, Form(entry=1, values=values))
    assert raised.value.field == field


def test_a_field_with_none_stays_as_it_is(opened: OpenChangeset, entry: Entry, example: Path) -> None:
    with read_connection(example) as connection:
        version = entries.form_of(connection, 12).version
    with opened() as session:
        entries.edit(session, Form(entry=12, values={"note": "theirs"}))
    with opened() as session:
        values: Any = {"note": None, "setting": "a hall"}
        entries.edit(session, Form(entry=12, version=version, values=values))
    assert (entry(12)["note"], entry(12)["setting"]) == ("theirs", "a hall")


def test_a_version_names_the_last_changeset_of_the_file(opened: OpenChangeset, example: Path) -> None:
    with opened() as session:
        entries.edit(session, Form(entry=3, values={"note": "x"}))
    with read_connection(example) as connection:
        version = entries.form_of(connection, 12).version
    assert version is not None
    assert version.changeset == 2


def test_all_problems_of_an_edit_come_at_once(run: Run, example: object) -> None:
    messages = run("edit", "4", "--lang", "??", "--note", " ", "--topic", "…", "--link", "likes 1", code=4).stderr
    assert [line.split(": ")[1] for line in messages.splitlines()] == ["--lang", "--note", "--topic", "--link"]


def test_all_problems_of_an_addition_come_at_once(run: Run, example: object) -> None:
    messages = run("add", "x", "--date", "2014", "--speaker", "Levrov", "--topic", "…", "--lang", "??", code=3).stderr
    assert [line.split(": ")[1] for line in messages.splitlines()] == ["--speaker", "--lang", "--topic"]


@pytest.mark.parametrize("order", ["xyz", ""])
def test_an_unknown_order_of_figures_is_refused(opened: OpenChangeset, order: str) -> None:
    with opened() as session, pytest.raises(TimelineError) as raised:
        entries.add(session, Form(values=EVENT, order=order))
    assert raised.value.field == "order"


def test_choices_are_for_speakers_only(opened: OpenChangeset, entry: Entry) -> None:
    values = {**EVENT, "topics": ("Kremlins",), "participants": ("Kremlins (host)",)}
    with opened() as session:
        number = entries.add(session, Form(values=values, choices={"Kremlins": 4})).value.number
    assert entry(number)["topics"] == ["Kremlins"]
    assert [person["name"] for person in entry(number)["participants"]] == ["Kremlin"]


def test_a_topic_named_like_a_number_is_matched_by_name(
    run: Run, example: Path, opened: OpenChangeset, entry: Entry
) -> None:
    assert run("topic", "add", "8").stdout == "7\n"
    run("edit", "12", "--topic", "8")
    assert run("topic", "add", "talks").stdout == "8\n"
    run("edit", "12", "--topic", "talks")
    with opened() as session:
        entries.edit(session, Form(entry=12, values={"topics": ("annexed regions", "negotiations", "talks")}))
    assert entry(12)["topics"] == ["annexed regions", "negotiations", "talks"]


def test_two_equal_edits_of_a_list_do_not_conflict(opened: OpenChangeset, example: Path) -> None:
    with read_connection(example) as connection:
        version = entries.form_of(connection, 12).version
    with opened() as session:
        entries.edit(session, Form(entry=12, values={"topics": ("talks",), "date_text": "Friday"}))
    with opened() as session:
        entries.edit(session, Form(entry=12, version=version, values={"topics": "talks", "note": "x"}))
    with opened() as session, pytest.raises(ConflictError) as raised:
        entries.edit(session, Form(entry=12, version=version, values={"date": "2025-02-28"}))
    assert [tuple(field) for field in raised.value.fields] == [("date_text", None, "Friday")]


@pytest.mark.parametrize("number", [0, -1, 2**63, 2**80])
def test_a_number_without_a_row_is_not_found(opened: OpenChangeset, example: Path, number: int) -> None:
    with opened() as session:
        for verb in (
            lambda: entries.edit(session, Form(entry=number, values={"note": "x"})),
            lambda: entries.unlink(session, 12, None, number),
            lambda: offices.edit(session, number, {"title": "x"}),
            lambda: history.undo(session, number),
        ):
            with pytest.raises(NotFoundError):
                verb()
    with read_connection(example) as connection, pytest.raises(NoEntryError):
        entries.read(connection, number)
