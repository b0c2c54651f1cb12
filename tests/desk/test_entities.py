"""Listing, adding, editing and merging speakers, topics, places, sources and offices through the desk."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import click
import pytest
from sqlalchemy.orm import Session

from timeline.cli import main
from timeline.database.changeset import changeset
from timeline.database.opening import read_connection
from timeline.desk import entities, entity_lists, offices
from timeline.desk.entity_lists import OfficeRow, PlaceRow, SpeakerRow, TopicRow
from timeline.errors import FormError, NotFoundError, RefusedError, TimelineError
from timeline.schema.vocabulary import EntityKind
from timeline.store.naming import driver

Sql = Callable[..., list[Any]]
OpenChangeset = Callable[[], AbstractContextManager[Session]]


def test_lists_have_rows_with_counts(example: Path) -> None:
    with read_connection(example) as connection:
        speakers = entity_lists.speakers(connection)
        places = entity_lists.places(connection)
        sources = entity_lists.sources(connection)
        assert speakers[1] == SpeakerRow(2, "Sergey Lavrov", "person", "RU", 7, 0, "Сергей Лавров")
        assert entity_lists.topics(connection)[1] == TopicRow(2, "Crimea", 1, None)
        assert places[1] == PlaceRow(2, "Crimea", "Ukraine", "UA", 1, "Крим, Крым")
        assert (sources[0].entries, sources[0].via, sources[0].snapshots) == (14, 0, 1)
        assert sources[1].via == 1
        assert [row.speaker for row in entity_lists.offices(connection, "Lavrov")] == ["Sergey Lavrov"]
        assert len(entity_lists.offices(connection)) == 3
        with pytest.raises(NotFoundError, match="no speaker is known as “Nobody”"):
            entity_lists.offices(connection, "Nobody")


def test_a_speaker_is_added_with_its_fields(path: Path) -> None:
    with changeset(path, "test") as session:
        added = entities.add_speaker(
            session, " Hakan Fidan ", aliases=("Fidan",), country="tr", wikidata="Q6038443", note="minister"
        )
        assert (added.value, added.changeset, added.notes) == (1, 1, ())
    with read_connection(path) as connection:
        assert entity_lists.speakers(connection) == [SpeakerRow(1, "Hakan Fidan", "person", "TR", 0, 0, "Fidan")]


@pytest.mark.parametrize(
    ("name", "aliases", "field"), [("S. Lavrov", (), "name"), ("Somebody", ("Lavrow",), "aliases")]
)
def test_a_speaker_with_a_similar_name_is_added_only_as_new(
    opened: OpenChangeset, name: str, aliases: tuple[str, ...], field: str
) -> None:
    with opened() as session:
        with pytest.raises(NotFoundError, match="resembles a known name") as caught:
            entities.add_speaker(session, name, aliases=aliases)
        assert (caught.value.field, caught.value.code) == (field, entities.ALIKE)
        assert [entity.id for entity in caught.value.choices] == [2]  # type: ignore[attr-defined]
        assert entities.add_speaker(session, name, aliases=aliases, new_speaker=True).value == 6


def test_a_topic_or_place_cannot_be_added_twice(opened: OpenChangeset) -> None:
    with opened() as session:
        with pytest.raises(RefusedError, match="already exists: 2 Crimea"):
            entities.add_topic(session, "crimea")
        with pytest.raises(RefusedError, match="already exists") as caught:
            entities.add_place(session, "Donetsk")
        assert (caught.value.field, caught.value.code) == ("name", entities.SAME_PLACE)
        inside = entities.add_place(session, "Donetsk", parent="Crimea").value
        assert inside == 7
        with pytest.raises(RefusedError, match="already exists"):
            entities.add_place(session, "Donetsk", parent="Crimea")


@pytest.mark.parametrize(
    ("kind", "typed", "fields", "field", "message"),
    [
        ("speaker", "Lavrov", {"country": "Russia"}, "country", "“Russia” is not a country code"),
        ("speaker", "Lavrov", {"kind": "man"}, "kind", "“man” is not a kind of speaker; the kinds are person"),
        ("speaker", "Lavrov", {"kind": ""}, "kind", "“”"),
        ("speaker", "Lavrov", {"name": ""}, "name", "the speaker's name is empty"),
        ("speaker", "Lavrov", {"wikidata": "58217"}, "wikidata", "“58217”"),
        ("speaker", "Lavrov", {"note": " "}, "note", "the note is empty"),
        ("speaker", "Lavrov", {"uid": "x"}, "uid", "“uid” is not a field of a speaker; the fields are name"),
        ("topic", "Crimea", {"country": "UA"}, "country", "“country” .* topic; the fields are name, note"),
        ("place", "Crimea", {"parent": "Nowhere"}, "parent", "no place is known as “Nowhere”"),
        ("place", "Ukraine", {"parent": "Crimea"}, "parent", "Ukraine"),
        ("source", "1", {"published": "soon"}, "published", "“soon”"),
        ("source", "1", {"published": "Thursday"}, "published", "“Thursday”"),
        ("source", "1", {"url": "example"}, "url", "“example”"),
        ("source", "1", {"lang": "Russian language"}, "lang", "“Russian language”"),
        ("speaker", "Lavrov", {"country": "ru"}, None, "speaker 2"),
    ],
)
def test_an_edit_with_an_invalid_field_is_refused_at_it(
    opened: OpenChangeset, kind: EntityKind, typed: str, fields: dict[str, str], field: str | None, message: str
) -> None:
    with pytest.raises(TimelineError, match=message) as caught, opened() as session:
        entities.edit(session, kind, typed, fields)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("kind", "typed", "fields", "names", "known"),
    [
        ("topic", "Crimea", {"name": "NEGOTIATIONS"}, {}, 3),
        ("place", "Ukraine", {"name": "Крым"}, {}, 2),
        ("place", "Donetsk", {"name": "Crimea", "parent": "Ukraine"}, {}, 2),
        ("speaker", "Peskov", {"name": "Sergej Lavrov"}, {}, 2),
        ("speaker", "Peskov", {}, {"aliases": ("Peskow", "сергей лавров")}, 2),
    ],
)
def test_a_name_of_another_is_refused_as_it_is_when_added(
    opened: OpenChangeset, kind: EntityKind, typed: str, fields: dict[str, str], names: dict[str, Any], known: int
) -> None:
    with opened() as session:
        with pytest.raises(TimelineError) as caught:
            entities.edit(session, kind, typed, {**fields, "note": "x"}, **names)
        assert caught.value.field == ("name" if fields else "aliases")
        assert [entity.id for entity in caught.value.choices] == [known]  # type: ignore[attr-defined]
        with pytest.raises(RefusedError, match="nothing to change"):
            entities.edit(session, kind, typed, {"note": ""})


def test_a_surname_or_the_name_of_a_namesake_may_be_given(opened: OpenChangeset, sql: Sql) -> None:
    with opened() as session:
        entities.edit(session, "speaker", "Peskov", {}, aliases=("Lavrov",))
        entities.edit(session, "speaker", "1", {"name": "Sergey Lavrov"}, new_speaker=True)
        entities.edit(session, "place", "Donetsk", {"name": "Crimea", "parent": "Luhansk"})
        entities.edit(session, "topic", "Crimea", {"name": "crimea"})
    assert sql("SELECT count(*) FROM speakers WHERE name = 'Sergey Lavrov'") == [(2,)]
    assert sql("SELECT count(*) FROM places WHERE name = 'Crimea'") == [(2,)]


@pytest.mark.parametrize(
    ("kind", "fields", "aliases"),
    [
        ("speaker", {"name": " Sergey Lavrov "}, ()),
        ("speaker", {}, ("Сергей Лавров",)),
        ("topic", {"name": "Crimea"}, ()),
        ("place", {"name": "Crimea", "country": "ua"}, ("Крим",)),
    ],
)
def test_an_edit_that_changes_nothing_is_refused(
    opened: OpenChangeset, sql: Sql, kind: EntityKind, fields: dict[str, str], aliases: tuple[str, ...]
) -> None:
    with pytest.raises(RefusedError, match=f"nothing to change: {kind} 2") as caught, opened() as session:
        entities.edit(session, kind, "2", fields, aliases=aliases)
    assert (caught.value.code, caught.value.exit_code) == ("unchanged", 4)
    assert sql("SELECT count(*) FROM changesets") == [(1,)]


@pytest.mark.parametrize("field", ["url", "archive_url"])
@pytest.mark.parametrize("known", ["https://example.org/one", "https://archive.example/one"])
def test_an_address_belongs_to_one_source(opened: OpenChangeset, field: str, known: str) -> None:
    with opened() as session:
        entities.edit(
            session, "source", "1", {"url": "https://example.org/one", "archive_url": "https://archive.example/one"}
        )
        with pytest.raises(RefusedError, match=f"the source already exists: 1 {known}") as caught:
            entities.edit(session, "source", "2", {field: known, "note": "x"})
        assert caught.value.field == field
        entities.edit(session, "source", "1", {"archive_url": "https://example.org/one"})


def test_both_names_of_a_merge_are_checked(opened: OpenChangeset) -> None:
    with opened() as session, pytest.raises(FormError) as caught:
        entities.merge(session, "source", "Nobody's diary", "77")
    assert [error.field for error in caught.value.errors] == ["duplicate", "target"]


def test_a_value_that_is_not_a_text_is_refused(opened: OpenChangeset) -> None:
    with opened() as session, pytest.raises(RefusedError) as caught:
        entities.edit(session, "speaker", "2", {"name": 5})  # type: ignore[dict-item]
    assert caught.value.field == "name"


def test_an_empty_text_clears_a_field(opened: OpenChangeset, sql: Sql) -> None:
    with opened() as session:
        edited = entities.edit(session, "place", "Crimea", {"parent": "", "country": "", "note": "a peninsula"})
        assert (edited.value.after.id, edited.value.after.name, edited.changeset) == (2, "Crimea", 2)
        entities.edit(session, "source", "1", {"published": "unknown"})
    assert sql("SELECT parent_id, country, note FROM places WHERE id = 2") == [(None, None, "a peninsula")]
    assert sql("SELECT published FROM sources WHERE id = 1") == [(None,)]


def test_a_speaker_keeps_its_earlier_name_until_it_is_removed(opened: OpenChangeset, sql: Sql) -> None:
    names = "SELECT name FROM speaker_names WHERE speaker_id = 2 AND name GLOB '[A-Z]*' ORDER BY name"
    with opened() as session:
        entities.edit(session, "speaker", "Lavrov", {"name": "S. V. Lavrov"}, aliases=("Lawrow",))
    assert sql(names) == [("Lawrow",), ("S. V. Lavrov",), ("Sergey Lavrov",)]
    with opened() as session:
        entities.edit(session, "speaker", "2", {}, no_aliases=("Sergey Lavrov",))
    assert sql(names) == [("Lawrow",), ("S. V. Lavrov",)]
    for alias, message in (("S. V. Lavrov", "“S. V. Lavrov”"), ("Foo", "“Foo”")):
        with pytest.raises(TimelineError, match=message) as caught, opened() as session:
            entities.edit(session, "speaker", "2", {}, no_aliases=(alias,))
        assert caught.value.field == "no_aliases"


def test_a_merge_notes_lost_values(opened: OpenChangeset, sql: Sql) -> None:
    with opened() as session:
        merged = entities.merge(session, "speaker", "Kremlin", "Lavrov")
    assert (merged.value.duplicate.name, merged.value.target.label) == ("Kremlin", "2 Sergey Lavrov (RU)")
    assert sql("SELECT count(*) FROM speakers WHERE id = 4") == [(0,)]
    with opened() as session:
        entities.edit(session, "topic", "Crimea", {"note": "the peninsula"})
        entities.edit(session, "topic", "negotiations", {"note": "talks"})
        (note,) = entities.merge(session, "topic", "Crimea", "negotiations").notes
    assert note.message == "the note of topic 3 stays talks; topic 2 had the peninsula"


@pytest.mark.parametrize("kind", ["speaker", "topic", "place", "source"])
def test_commands_and_desk_edit_the_same_fields(kind: EntityKind) -> None:
    group = main.get_command(click.Context(main), kind)
    assert isinstance(group, click.Group)
    options = {str(param.name) for param in group.commands["edit"].params}
    assert options - {"typed", "alias", "no_alias", "new_speaker", "read_again", "by", "why", "db"} == set(
        entities.EDITABLE[kind]
    )


def office(session: Session, number: int) -> OfficeRow:
    return next(row for row in entity_lists.offices(driver(session)) if row.id == number)


def test_an_office_has_a_first_and_a_last_day(opened: OpenChangeset) -> None:
    with opened() as session:
        number, _, notes = offices.add(
            session, "Peskov", "diplomat", organization="Embassy", country="ru", since="8 May 1990"
        )
        assert (notes, office(session, number).date) == ((), "1990-05-08/..")
        offices.edit(session, number, {"until": "May 2012", "organization": ""})
        assert office(session, number) == (
            4, "Dmitry Peskov", "diplomat", None, "RU", "1990-05-08/2012-05", None
        )  # fmt: skip
        offices.edit(session, number, {"since": ""})
        assert office(session, number).date == "/2012-05"
        offices.edit(session, number, {"until": ""})
        assert office(session, number).date is None


def test_an_office_may_end_at_an_unknown_date(opened: OpenChangeset) -> None:
    with opened() as session:
        number = offices.add(session, "Peskov", "consul", since="1990", until="unknown").value
        assert office(session, number).date == "1990/"
        offices.edit(session, number, {"since": "1991"})
        assert office(session, number).date == "1991/"
        offices.edit(session, number, {"until": ""})
        assert office(session, number).date == "1991/.."
        offices.edit(session, number, {"until": "Unknown", "note": "x"})
        assert office(session, number).date == "1991/"
        offices.edit(session, number, {"since": "unknown", "until": "2001"})
        assert office(session, number).date == "/2001"
        (note,) = offices.add(session, "Peskov", "aide", since="unknown", until="unknown").notes
    assert note.message.startswith("without a beginning or an end, ")


def test_an_open_beginning_stays_when_the_end_changes(opened: OpenChangeset) -> None:
    with opened() as session:
        session.connection().exec_driver_sql(
            "UPDATE offices SET date = '../2011', date_earliest = '0000-01-01', date_latest = '2011-12-31' WHERE id = 1"
        )
        offices.edit(session, 1, {"until": "2012"})
        assert office(session, 1).date == "../2012"


def test_an_office_without_dates_gets_a_note(opened: OpenChangeset) -> None:
    with opened() as session:
        (note,) = offices.add(session, "Peskov", "envoy").notes
    assert note.message.startswith("without a beginning or an end, ")


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"since": "2000/2001"}, "since", "one date"),
        ({"until": "2001-01-01T10:00"}, "until", "without a time of day"),
        ({"since": "2012", "until": "2011"}, "until", "2011"),
        ({"until": "1066"}, "until", "1066"),
        ({"since": "soon"}, "since", "“soon”"),
        ({"title": ""}, "title", "the title is empty"),
        ({"country": "Russia"}, "country", "“Russia”"),
        ({"speaker_id": "1"}, None, "“speaker_id” is not a field of an office"),
        ({"country": "RU"}, None, "office 1"),
    ],
)
def test_an_invalid_edit_of_an_office_is_refused_at_its_field(
    opened: OpenChangeset, fields: dict[str, str], field: str | None, message: str
) -> None:
    with pytest.raises(TimelineError, match=message) as caught, opened() as session:
        offices.edit(session, 1, fields)
    assert caught.value.field == field
