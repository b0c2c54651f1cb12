"""What an edit adds to the lists of an entry and removes from them, and what it refuses."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.commands import Run
from tests.support.files import OpenChangeset
from timeline.desk import entities, entries
from timeline.desk.forms import Form
from timeline.errors import ConflictError, FormError, RefusedError, TimelineError
from timeline.reading.records import Record

Entry = Callable[[int], Record]
Sql = Callable[..., list[Any]]


def fields_of(error: TimelineError) -> list[str | None]:
    return [one.field for one in getattr(error, "errors", (error,))]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"values": {"speakers": ("Lavrov", "Sergey Lavrov")}}, "speakers"),
        ({"values": {"speakers": ("Dmitry Peskov", "1")}}, "speakers"),
        ({"added": {"participants": ("Zelensky (guest)", "3 (guest)")}}, "participants"),
        ({"added": {"participants": ("Dmitry Peskov (speaker)",)}}, "participants"),
        ({"values": {"speakers": ("Peskov", "Lavrov")}, "added": {"participants": ("2 (speaker)",)}}, "participants"),
        ({"values": {"participants": ("Anna Lee (guest)", "anna  lee (guest)")}}, "participants"),
    ],
)
def test_nobody_is_named_twice_in_one_role(opened: OpenChangeset, form: dict[str, Any], field: str) -> None:
    with opened() as session, pytest.raises(TimelineError, match="named twice") as raised:
        entries.edit(session, Form(entry=12, **form))
    assert raised.value.field == field


def test_a_list_is_compared_with_those_who_stay(opened: OpenChangeset, entry: Entry) -> None:
    with opened() as session:
        entries.edit(session, Form(entry=12, added={"participants": ("Zelensky (guest)",)}))
    both = {"participants": ("Volodymyr Zelensky (guest)", "Zelensky (guest)")}
    with opened() as session, pytest.raises(TimelineError, match="Volodymyr Zelensky is named twice as guest"):
        entries.edit(session, Form(entry=12, values=both))
    other = {"participants": ("Volodymyr Zelensky (guest)", "Zelensky (host)")}
    with opened() as session:
        entries.edit(session, Form(entry=12, values=other))
    assert [(one["name"], one["role"]) for one in entry(12)["participants"]] == [
        ("Volodymyr Zelensky", "guest"), ("Volodymyr Zelensky", "host"),
    ]  # fmt: skip


def test_one_of_two_namesakes_can_be_removed(opened: OpenChangeset, entry: Entry) -> None:
    with opened() as session:
        first = entities.add_speaker(session, "Anna Lee").value
        second = entities.add_speaker(session, "Anna Lee", new_speaker=True).value
        people = (f"{first} (guest)", f"{second} (host)")
        entries.edit(session, Form(entry=12, added={"participants": people}))
        entries.edit(session, Form(entry=12, values={"participants": ("Anna Lee (guest)",)}))
    assert [one["role"] for one in entry(12)["participants"]] == ["guest"]


def test_everything_to_remove_has_to_be_there(opened: OpenChangeset, sql: Sql) -> None:
    removed = {
        "topics": ("Crimea",), "places": ("Atlantis",), "participants": ("Peskov (host)",), "links": ("denies 4",),
        "sources": ("Meduza",),
    }  # fmt: skip
    with opened() as session, pytest.raises(FormError) as raised:
        entries.edit(session, Form(entry=12, removed=removed, values={"lang": "??"}))
    fields = ["lang", "no_sources", "no_participants", "no_topics", "no_places", "no_links"]
    assert fields_of(raised.value) == fields
    assert {error.exit_code for error in raised.value.errors[1:]} == {3}
    assert sql("SELECT count(*) FROM revisions") == [(0,)]


def test_a_source_or_link_may_be_removed_and_given_again(opened: OpenChangeset, entry: Entry) -> None:
    form = Form(
        entry=12,
        added={"sources": ("1",), "links": ("about 3",)},
        removed={"sources": ("1",), "links": ("about 3",)},
    )
    with opened() as session:
        entries.edit(session, form)
    assert [citation["source"]["id"] for citation in entry(12)["citations"]] == [1]
    assert [link["to"] for link in entry(12)["links"]] == [4, 1, 3]


def test_a_conflict_does_not_hide_other_problems(opened: OpenChangeset) -> None:
    with opened() as session:
        version = entries.form_of(session.connection().connection.driver_connection, 12).version  # type: ignore[arg-type]
        entries.edit(session, Form(entry=12, values={"note": "theirs"}))
    form = Form(entry=12, version=version, values={"note": "mine", "lang": "??"}, added={"topics": ("…",)})
    with opened() as session, pytest.raises(FormError) as raised:
        entries.edit(session, form)
    conflict, *others = raised.value.errors
    assert isinstance(conflict, ConflictError)
    assert [error.field for error in others] == ["lang", "topics"]


def test_an_edit_returns_its_readings_and_entries_that_say_the_same_now(opened: OpenChangeset) -> None:
    words: dict[str, Any] = {"title": "Russia declares the annexation of the four regions", "date": "2022-09-30"}
    with opened() as session:
        added = entries.add(session, Form(values=words)).value.number
        form = Form(values={"title": "Something else", "date": "2022-10-01", "topics": ("Crimea",)})
        number = entries.add(session, form).value.number
        assert entries.edit(session, Form(entry=number, values={"note": "x"})).value.similar == ()
        typed = {**words, "date": "30 Sep 2022", "participants": ("Peskov",)}
        edited = entries.edit(session, Form(entry=number, values=typed)).value
        assert added in [one.id for one in edited.similar]
        assert number not in [one.id for one in edited.similar]
    assert edited.dates["date"].typed == "30 Sep 2022"
    assert [match.entity.id for match in edited.names["participants"] if match.entity] == [1]


def test_timeline_edit_notes_entries_that_say_the_same_now(run: Run, example: object) -> None:
    text = "This is undeniable and non-negotiable"
    notes = run("edit", "11", "--text", text, "--date", "2025-02-27").stderr.splitlines()
    assert any(note.startswith("entry 12 says nearly the same: 27 Feb 2025 · Dmitry Peskov") for note in notes)
    assert not any(note.startswith("entry 11 says") for note in notes)


@pytest.mark.parametrize(
    ("added", "removed"),
    [("topics", "Crimea"), ("places", "Ukraine"), ("participants", "Sergei Lavrov (guest)")],
)
def test_a_value_may_not_be_added_and_removed(opened: OpenChangeset, entry: Entry, added: str, removed: str) -> None:
    with opened() as session:
        values = {
            "title": "x",
            "date": "2014",
            "topics": "Crimea",
            "places": "Ukraine",
            "participants": "Lavrov (guest)",
        }
        number = entries.add(session, Form(values=values)).value.number
    before = entry(number)
    form = Form(entry=number, added={added: (removed.upper() if added == "topics" else removed,)},
                removed={added: (removed,)})  # fmt: skip
    with opened() as session, pytest.raises(RefusedError, match="also to be removed") as refused:
        entries.edit(session, form)
    assert refused.value.field == added
    for name, typed in {"topics": "crimea", "places": "UKRAINE", "participants": "Sergei Lavrov (guest)"}.items():
        with opened() as session, pytest.raises(RefusedError, match="nothing to change"):
            entries.edit(session, Form(entry=number, values={name: typed}))
    assert entry(number) == before
    with opened() as session:
        form = Form(entry=number, added={"participants": ("Lavrov (host)",)}, removed={"participants": ("Lavrov",)})
        entries.edit(session, form)
    assert [one["role"] for one in entry(number)["participants"]] == ["host"]
