"""Add speakers, topics and places in the browser, and pick the names that are known."""

from pathlib import Path
from urllib.parse import quote

import pytest

from tests.support.desk import Browser, commands, elements, form_of, problems, rows, texts
from tests.support.viewer import getter
from timeline.database.changeset import changeset
from timeline.desk import entities

ADDED = [
    (
        "speaker",
        {"name": "Anna Lind", "aliases": "Анна Линд; A. Lind", "kind": "organization", "country": "no", "wikidata": "Q42", "note": "a\r\nb"},
        "SELECT name, kind, country, wikidata, note, (SELECT group_concat(name, '; ') FROM"
        " (SELECT name FROM speaker_names WHERE speaker_id = o.id ORDER BY id)) FROM speakers AS o WHERE id = ?",
        ("Anna Lind", "organization", "NO", "Q42", "a\nb", "Anna Lind; Анна Линд; A. Lind"),
    ),
    ("topic", {"name": "war; peace", "note": " "}, "SELECT name, note FROM topics WHERE id = ?", ("war; peace", None)),
    (
        "place",
        {"name": "Podil", "aliases": "Поділ", "parent": "Kyiv", "country": "UA", "wikidata": "Q1", "note": "low"},
        "SELECT o.name, p.name, o.country, o.wikidata, o.note, n.name FROM places AS o JOIN places AS p"
        " ON p.id = o.parent_id JOIN place_names AS n ON n.place_id = o.id AND n.name <> o.name WHERE o.id = ?",
        ("Podil", "Kyiv", "UA", "Q1", "low", "Поділ"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "typed", "query", "expected"), ADDED)
def test_what_was_typed_is_added(
    editor: Browser, kind: str, typed: dict[str, str], query: str, expected: tuple[str, ...]
) -> None:
    with changeset(editor.desk.path, "add", by="Ana") as session:
        entities.add_place(session, "Kyiv")
    done = editor.submit(editor.get(f"/add/{kind}"), "add", form="add", **typed)
    assert f"The {kind} {typed['name']} is added." in texts(done, "notice")[0], problems(done)
    assert commands(editor.desk) == [f"browser: add a {kind}"]
    ((number,),) = rows(editor.desk, f"SELECT max(id) FROM {kind}s")
    assert rows(editor.desk, query, number) == [expected]
    assert form_of(done, "fields")[0] == f"/edit/{kind}/{number}"
    assert "Undone" in editor.post("/undo", form_of(done, "undo")[1]).text
    assert rows(editor.desk, f"SELECT 1 FROM {kind}s WHERE id = ?", number) == []


WRONG = [
    (
        "speaker",
        {"name": "", "aliases": "Dmitry Peskov", "country": "Atlantis", "wikidata": "x", "note": "kept"},
        {"name": "empty", "aliases": "resembles a known name", "country": "Atlantis", "wikidata": "Q58217"},
    ),
    ("speaker", {"name": "Sergey Lavrow", "kind": "state"}, {"name": "resembles a known name"}),
    ("topic", {"name": "Annexed Regions", "note": "kept"}, {"name": "already exists"}),
    ("topic", {"name": "?!"}, {"name": "at least one letter"}),
    (
        "place",
        {"name": "Somewhere", "parent": "Nowhere", "country": "x", "wikidata": "5", "aliases": "…"},
        {"parent": "Nowhere", "country": "x", "wikidata": "5", "aliases": "…"},
    ),
]


@pytest.mark.parametrize(("kind", "typed", "expected"), WRONG)
def test_a_refused_form_comes_back_whole_with_each_problem_at_its_field(
    editor: Browser, kind: str, typed: dict[str, str], expected: dict[str, str]
) -> None:
    answer = editor.submit(editor.get(f"/add/{kind}"), "add", form="add", **typed)
    assert answer.status == 422
    fields = form_of(answer, "add")[1]
    assert {name: fields[f"f.{name}"] for name in typed} == typed
    wrong = elements(answer, "//*[@aria-invalid]")
    assert {one.get("name") for one in wrong} == {f"f.{name}" for name in expected}
    for name, words in expected.items():
        (field,) = elements(answer, f"//*[@name='f.{name}']")
        described = " ".join(
            elements(answer, f"//*[@id='{it}']")[0].text_content() for it in field.get("aria-describedby").split()
        )
        assert words in described
    assert commands(editor.desk) == []


def test_a_speaker_with_the_name_of_a_known_one_is_added_if_it_is_somebody_else(editor: Browser) -> None:
    ((uid,),) = rows(editor.desk, "SELECT uid FROM speakers WHERE id = 2")
    refused = editor.submit(editor.get("/add/speaker"), "add", form="add", name="Lavrov", note="an actor")
    assert refused.status == 422
    assert [link.get("href") for link in elements(refused, "//form[@id='add']//a")] == [f"/speaker/{uid}"]
    done = editor.submit(refused, "add", form="add", **{"o.new": "yes"})
    assert "The speaker Lavrov is added." in texts(done, "notice")[0], problems(done)
    assert rows(editor.desk, "SELECT note FROM speakers WHERE name = 'Lavrov'") == [("an actor",)]


def test_two_places_share_a_name_if_they_lie_in_different_places(editor: Browser) -> None:
    ((name, uid),) = rows(editor.desk, "SELECT name, uid FROM places WHERE id = 1")
    refused = editor.submit(editor.get("/add/place"), "add", form="add", name=name)
    assert "already exists" in problems(refused)
    assert [link.get("href") for link in elements(refused, "//form[@id='add']//a")] == [f"/place/{uid}"]
    with changeset(editor.desk.path, "add", by="Ana") as session:
        entities.add_place(session, "Erewhon")
    done = editor.submit(refused, "add", form="add", parent="Erewhon")
    assert f"The place {name} is added." in texts(done, "notice")[0], problems(done)


def test_a_form_adds_only_once(editor: Browser) -> None:
    page = editor.get("/add/topic")
    editor.submit(page, "add", form="add", name="Bridges")
    again = editor.submit(page, "add", form="add", name="Tunnels")
    assert again.status == 422
    assert "sent already" in problems(again)
    assert form_of(again, "add")[1]["f.name"] == "Tunnels"
    assert rows(editor.desk, "SELECT name FROM topics WHERE name IN ('Bridges', 'Tunnels')") == [("Bridges",)]


def test_lists_lead_editors_to_the_forms_and_nobody_else(editor: Browser) -> None:
    for kind in ("speaker", "topic", "place"):
        assert f'"/add/{kind}"' in editor.get(f"/{kind}s").text
        assert "/add/" not in getter(Path(editor.desk.path))(f"/{kind}s").text
        stranger = Browser(editor.desk, enters=False)
        assert stranger.get(f"/add/{kind}").status == 403
        assert stranger.post(f"/add/{kind}", {"f.name": "x"}).status == 403
    assert "/add/" not in editor.get("/sources").text
    for kind in ("source", "nothing"):
        assert editor.get(f"/add/{kind}").status == 404


def test_every_field_of_an_office_is_added_and_edited(editor: Browser) -> None:
    typed = {
        "title": "envoy",
        "organization": "EU",
        "country": "be",
        "since": "2012",
        "until": "2014",
        "note": "a\r\nb",
    }
    page = editor.get("/edit/speaker/1")
    done = editor.submit(page, "add office", form="new-office", **{f"n.{name}": text for name, text in typed.items()})
    assert "The office is added." in texts(done, "notice")[0], problems(done)
    query = "SELECT id, title, organization, country, date, note FROM offices ORDER BY id DESC LIMIT 1"
    ((number, *stored),) = rows(editor.desk, query)
    assert stored == ["envoy", "EU", "BE", "2012/2014", "a\nb"]
    others = {"title": "chair", "organization": "UN", "country": "AT", "since": "2013", "until": "unknown", "note": "c"}
    edited = editor.submit(done, "office", form=f"office{number}", **others)
    assert "The office is changed." in texts(edited, "notice")[0], problems(edited)
    assert rows(editor.desk, query) == [(number, "chair", "UN", "AT", "2013/", "c")]
    cleared = editor.submit(edited, "office", form=f"office{number}", **{**dict.fromkeys(others, ""), "title": "chair"})
    assert rows(editor.desk, query) == [(number, "chair", None, None, None, None)], problems(cleared)


def test_a_known_topic_with_a_semicolon_is_offered_as_it_is(editor: Browser) -> None:
    editor.submit(editor.get("/add/topic"), "add", form="add", name="war; peace")
    for typed in ("war", "peace", "war; pe"):
        offered = editor.get(f"/pick/topic?q={quote(typed)}").json
        assert [one["name"] for one in offered] == ["war; peace"]
