"""Speakers, topics, places, sources and offices in the browser: edit, and merge after a preview."""

import pytest
from lxml import html

from tests.support.desk import Browser, commands, form_of, problems, rows, texts
from timeline.database.changeset import changeset
from timeline.desk import entities

EDITS = [
    ("speaker", 2, {"note": "minister", "aliases": "Lawrow; Лавров; S. V. Lavrov"}, "SELECT note FROM speakers WHERE id = 2", "minister"),
    ("topic", 1, {"name": "the annexed regions"}, "SELECT name FROM topics WHERE id = 1", "the annexed regions"),
    ("source", 3, {"publisher": "Vienna Post", "lang": "en"}, "SELECT publisher FROM sources WHERE id = 3", "Vienna Post"),
    ("place", 1, {"country": "UA", "note": "x\r\ny"}, "SELECT note FROM places WHERE id = 1", "x\ny"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "number", "changes", "query", "expected"), EDITS)
def test_what_was_changed_is_stored(
    editor: Browser, kind: str, number: int, changes: dict[str, str], query: str, expected: str
) -> None:
    page = editor.get(f"/edit/{kind}/{number}")
    done = editor.submit(page, "store", form="fields", **changes)
    assert "is changed" in texts(done, "notice")[0], problems(done)
    assert rows(editor.desk, query) == [(expected,)]
    assert commands(editor.desk) == [f"browser: edit {kind} {number}"]
    assert "nothing is changed" in problems(editor.submit(done, "store", form="fields"))
    assert "Undone" in editor.post("/undo", form_of(done, "undo")[1]).text
    assert rows(editor.desk, query) != [(expected,)]


def test_further_names_are_added_and_taken_away(editor: Browser) -> None:
    page = editor.get("/edit/speaker/2")
    before = form_of(page, "fields")[1]["f.aliases"].split("; ")
    done = editor.submit(page, "store", form="fields", aliases="; ".join([*before[1:], "Lawrow"]))
    names = {row[0] for row in rows(editor.desk, "SELECT name FROM speaker_names WHERE speaker_id = 2")}
    assert names == {*before[1:], "Lawrow", "Sergey Lavrov"}, problems(done)


WRONG = [
    ("speaker", 2, {"name": ""}, "name"),
    ("speaker", 2, {"name": "Dmitry Peskov"}, "resembles a known name"),
    ("speaker", 2, {"country": "Atlantis", "wikidata": "x"}, "Atlantis"),
    ("source", 3, {"url": "no address"}, "address"),
    ("source", 3, {"published": "one day"}, "one day"),
    ("place", 1, {"parent": "Nowhere"}, "Nowhere"),
]


@pytest.mark.parametrize(("kind", "number", "changes", "expected"), WRONG)
def test_a_refused_form_comes_back_whole(
    editor: Browser, kind: str, number: int, changes: dict[str, str], expected: str
) -> None:
    answer = editor.submit(editor.get(f"/edit/{kind}/{number}"), "store", form="fields", **changes)
    assert answer.status == 422
    assert expected in problems(answer)
    fields = form_of(answer, "fields")[1]
    assert {name: fields[f"f.{name}"] for name in changes} == changes
    assert commands(editor.desk) == []


def test_offices_are_added_and_edited(editor: Browser) -> None:
    page = editor.get("/edit/speaker/1")
    done = editor.submit(
        page, "add office", form="new-office", **{"n.title": "head of the press office", "n.since": "2012"}
    )
    assert "The office is added." in texts(done, "notice")[0], problems(done)
    ((number, date),) = rows(editor.desk, "SELECT id, date FROM offices WHERE title = 'head of the press office'")
    assert date == "2012/.."
    edited = editor.submit(done, "office", form=f"office{number}", **{"f.until": "2024-05"})
    assert "The office is changed." in texts(edited, "notice")[0], problems(edited)
    assert rows(editor.desk, f"SELECT date FROM offices WHERE id = {number}") == [("2012/2024-05",)]
    wrong = editor.submit(edited, "office", form=f"office{number}", **{"f.since": "never ever"})
    assert wrong.status == 422
    assert form_of(wrong, f"office{number}")[1]["f.since"] == "never ever"
    empty = editor.submit(edited, "add office", form="new-office", **{"n.note": "kept"})
    assert empty.status == 422
    assert form_of(empty, "new-office")[1]["n.note"] == "kept"


def test_a_merge_shows_everything_before_it_is_done(editor: Browser) -> None:
    with changeset(editor.desk.path, "add", by="Ana") as session:
        other = entities.add_speaker(session, "S. Lavrov (MFA)", new_speaker=True).value
    before = rows(editor.desk, "SELECT max(id) FROM changesets")
    preview = editor.submit(editor.get("/edit/speaker/2"), "merge", form="merge", **{"o.target": str(other)})
    assert "Merge Sergey Lavrov into S. Lavrov (MFA)?" in preview.text
    spoken = rows(editor.desk, "SELECT count(*) FROM entries WHERE speaker_id = 2")[0][0]
    assert sum(title.startswith("entry ") for title in texts(preview, "changed")) >= spoken
    assert rows(editor.desk, "SELECT max(id) FROM changesets") == before
    action, fields = form_of(preview, "merge")
    done = editor.post(action, {**fields, "do": "really merge"})
    assert "Sergey Lavrov is now S. Lavrov (MFA)." in texts(done, "notice")[0], problems(done)
    assert rows(editor.desk, f"SELECT count(*) FROM entries WHERE speaker_id = {other}") == [(spoken,)]
    undone = editor.post("/undo", form_of(done, "undo")[1])
    assert "Undone" in undone.text
    assert rows(editor.desk, "SELECT count(*) FROM entries WHERE speaker_id = 2") == [(spoken,)]


@pytest.mark.parametrize(
    ("target", "expected"), [("", "name the one"), ("2", "itself"), ("Nobody Atall", "Nobody Atall")]
)
def test_a_merge_that_is_none_is_refused(editor: Browser, target: str, expected: str) -> None:
    answer = editor.submit(editor.get("/edit/speaker/2"), "merge", form="merge", **{"o.target": target})
    assert answer.status == 422
    assert expected in problems(answer)


def test_what_somebody_else_changed_meanwhile_stands_beside(editor: Browser) -> None:
    mine = editor.get("/edit/speaker/2")
    with changeset(editor.desk.path, "edit", by="Somebody") as session:
        entities.edit(session, "speaker", "2", {"note": "theirs", "country": "BY"})
    conflict = editor.submit(mine, "store", form="fields", note="mine", wikidata="Q58217")
    assert conflict.status == 409
    assert commands(editor.desk) == []
    form = html.fromstring(conflict.text).xpath("//main//form")[0]
    fields = {name: value.removeprefix("\n") for name, value in form.form_values()}
    done = editor.post(form.get("action"), {**fields, "pick.note": "mine", "do": "store"})
    assert done.status == 200, problems(done)
    assert rows(editor.desk, "SELECT note, country FROM speakers WHERE id = 2") == [("mine", "BY")]


def test_a_merge_of_what_has_changed_since_is_refused(editor: Browser) -> None:
    preview = editor.submit(editor.get("/edit/topic/1"), "merge", form="merge", **{"o.target": "2"})
    action, fields = form_of(preview, "merge")
    with changeset(editor.desk.path, "edit", by="Somebody") as session:
        entities.edit(session, "topic", "2", {"note": "another thing"})
    answer = editor.post(action, {**fields, "do": "really merge"})
    assert answer.status == 422
    assert "changed meanwhile" in problems(answer)


def test_pages_lead_to_the_forms(editor: Browser) -> None:
    (uid,) = rows(editor.desk, "SELECT uid FROM speakers WHERE id = 2")[0]
    assert "/edit/speaker/2" in editor.get(f"/speaker/{uid}").text
    assert "Sergey Lavrov" in editor.get(f"/edit/speaker/{uid}").text
    for address in ("/edit/speaker/99", "/edit/nothing/1", "/edit/topic/x"):
        assert editor.get(address).status == 404
    assert Browser(editor.desk, enters=False).get("/edit/speaker/2").status == 403
