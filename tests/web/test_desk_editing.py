"""Entries in the browser: add, edit, delete, link, cite, check, and what others do meanwhile."""

import pytest
from lxml import html

from tests.support.desk import Browser, commands, form_of, problems, rows, texts
from timeline.database.changeset import changeset
from timeline.desk import entries
from timeline.desk.forms import Form
from timeline.web.desk.app import Desk

NEW = {"words": "“It is over”", "speakers": "Lavrov", "date": "Feb. 26, 2025"}


def test_a_statement_is_added(editor: Browser) -> None:
    done = editor.submit(
        editor.get("/entry/new"), "store", **NEW, topics="talks; peace", sources="3", exact="“The treaty is dead,”"
    )
    assert texts(done, "notice")[0].startswith("Stored as entry 15. 26 Feb 2025 · Sergey Lavrov: “It is over”")
    assert rows(editor.desk, "SELECT date, date_text, speaker, text, mode FROM timeline WHERE id = 15") == [
        ("2025-02-26", "Feb. 26, 2025", "Sergey Lavrov", "It is over", "verbatim")
    ]
    assert rows(editor.desk, "SELECT source_id, exact FROM citations WHERE entry_id = 15") == [
        (3, "The treaty is dead,")
    ]
    assert commands(editor.desk) == ["browser: add an entry"]


@pytest.mark.parametrize("address", ["/entry/new", "/entry/new?kind=event", "/review/1", "/sources/add"])
def test_the_help_of_a_field_is_in_it_whole(editor: Browser, address: str) -> None:
    placeholders = html.fromstring(editor.get(address).text).xpath("//@placeholder")
    assert "https://" in placeholders or any(" " in text for text in placeholders)
    assert not [text for text in placeholders if text[:1] in ('"', "")]


def test_words_without_quotation_marks_are_a_paraphrase(editor: Browser) -> None:
    page = editor.get("/entry/new")
    assert form_of(page)[1]["f.mode"] == ""
    editor.submit(page, "store", **{**NEW, "words": "It is over"})
    assert rows(editor.desk, "SELECT mode FROM timeline WHERE id = 15") == [("paraphrase",)]


def test_an_event_is_added(editor: Browser) -> None:
    page = editor.get("/entry/new?kind=event")
    assert "f.speakers" not in form_of(page)[1]
    done = editor.submit(
        page, "store", words="The embassy closes", date="March 2025", places="Oslo", participants="Lavrov (guest)"
    )
    assert done.status == 200, problems(done)
    assert rows(editor.desk, "SELECT kind, title, date, places FROM timeline WHERE id = 15") == [
        ("event", "The embassy closes", "2025-03", "Oslo")
    ]
    assert editor.get("/entry/new?kind=x").status == 400


WRONG = [
    ({}, "write what was said"),
    ({**NEW, "date": "the twelfth of never"}, "never"),
    ({**NEW, "speakers": "Lavrof"}, "Sergey Lavrov"),
    ({**NEW, "sources": "99"}, "99"),
    ({**NEW, "sources": "3", "exact": "words that nobody wrote"}, "does not have these words"),
    ({**NEW, "links": "about 99"}, "99"),
    ({**NEW, "lang": "??", "time": "25:99", "external_id": "x"}, "25:99"),
    ({**NEW, "source_kind": "article"}, "needs a source"),
]


@pytest.mark.parametrize(("values", "expected"), WRONG)
def test_a_refused_form_comes_back_whole(editor: Browser, values: dict[str, str], expected: str) -> None:
    page = editor.get("/entry/new")
    for do in ("check", "store"):
        answer = editor.submit(page, do, **values)
        assert answer.status == (422 if do == "store" else 200)
        assert (expected in problems(answer)) == (do == "store" or values != {})
        fields = form_of(answer)[1]
        assert {name: fields[f"f.{name}"] for name in values} == values
    assert commands(editor.desk) == []


def test_a_name_like_a_known_one_is_a_choice(editor: Browser) -> None:
    refused = editor.submit(editor.get("/entry/new"), "store", **{**NEW, "speakers": "Sergey Lavrof"})
    radios = html.fromstring(refused.text).xpath("//input[@name='who.Sergey Lavrof']/@value")
    assert radios == ["2", "new"]
    done = editor.submit(refused, "store", **{"who.Sergey Lavrof": "new"})
    assert done.status == 200, problems(done)
    assert rows(editor.desk, "SELECT speaker FROM timeline WHERE id = 15") == [("Sergey Lavrof",)]


def test_similar_entries_are_shown_before_storing(editor: Browser) -> None:
    page = editor.submit(
        editor.get("/entry/new"),
        "check",
        words="“This is undeniable and non-negotiable”",
        speakers="Peskov",
        date="27 February 2025",
    )
    assert "Entry 12" in texts(page, "similar")[0]
    assert "Dmitry Peskov" in page.text


def test_an_edit_changes_what_was_changed_and_nothing_else(editor: Browser) -> None:
    before = rows(editor.desk, "SELECT * FROM timeline WHERE id <> 12")
    done = editor.submit(
        editor.get("/entry/12"), "store", setting="a corridor", topics="negotiations; peace", note="a\r\nb"
    )
    assert texts(done, "notice")[0].startswith("Entry 12 is changed.")
    ((setting, topics, note, date, text),) = rows(
        editor.desk, "SELECT setting, topics, note, date, text FROM timeline WHERE id = 12"
    )
    assert (setting, note, date, text) == ("a corridor", "a\nb", "2025-02-27", "This is undeniable and non-negotiable")
    assert sorted(topics.split(", ")) == ["negotiations", "peace"]
    assert rows(editor.desk, "SELECT * FROM timeline WHERE id <> 12") == before
    undone = editor.post("/undo", form_of(done, "undo")[1])
    assert "Undone" in undone.text
    assert rows(editor.desk, "SELECT setting FROM timeline WHERE id = 12") == [("phone briefing",)]


def test_a_form_that_changes_nothing_stores_nothing(editor: Browser) -> None:
    answer = editor.submit(editor.get("/entry/12"), "store")
    assert answer.status == 422
    assert "nothing is changed" in problems(answer)
    assert commands(editor.desk) == []


def test_an_edit_shows_how_it_is_read(editor: Browser) -> None:
    page = editor.submit(editor.get("/entry/12"), "check", date="last Tuesday", speakers="Lavrof")
    assert "25 Feb 2025" in " ".join(texts(page, "note")) or "18 Feb 2025" in " ".join(texts(page, "note"))
    assert "Sergey Lavrov" in problems(page)
    wrong = editor.submit(page, "store", date="2025-02-30")
    assert wrong.status == 422
    assert form_of(wrong)[1]["f.date"] == "2025-02-30"


def test_fields_that_somebody_else_has_changed_stand_side_by_side(editor: Browser) -> None:
    mine = editor.get("/entry/12")
    with changeset(editor.desk.path, "edit", by="Somebody") as session:
        entries.edit(session, Form(entry=12, values={"setting": "a corridor", "note": "theirs"}))
    conflict = editor.submit(mine, "store", setting="a car", role="spokesman")
    assert conflict.status == 409
    assert commands(editor.desk) == []
    (row,) = html.fromstring(conflict.text).xpath("//tr[@class='different']")
    assert "a car" in row.text_content()
    assert "a corridor" in row.text_content()
    form = html.fromstring(conflict.text).xpath("//main//form")[0]
    fields = {name: value.removeprefix("\n") for name, value in form.form_values()}
    done = editor.post(form.get("action").partition("#")[0], {**fields, "pick.setting": "theirs", "do": "store"})
    assert done.status == 200, problems(done)
    assert rows(editor.desk, "SELECT setting, role, note FROM timeline WHERE id = 12") == [
        ("a corridor", "spokesman", "theirs")
    ]
    again = editor.submit(mine, "store", setting="a car")
    assert again.status == 409


def test_an_entry_is_deleted_and_given_back(editor: Browser) -> None:
    before = rows(editor.desk, "SELECT * FROM timeline ORDER BY id")
    done = editor.submit(editor.get("/entry/12"), "delete", form="delete")
    assert texts(done, "notice")[0].startswith("Entry 12 is deleted.")
    assert rows(editor.desk, "SELECT count(*) FROM entries") == [(13,)]
    gone = editor.get("/entry/12")
    assert gone.status == 410
    assert "Entry 12 was deleted in changeset" in gone.text
    assert "by Ed on" in gone.text
    undone = editor.post("/undo", form_of(done, "undo")[1])
    assert "Undone" in texts(undone, "notice")[0]
    assert rows(editor.desk, "SELECT * FROM timeline ORDER BY id") == before


@pytest.mark.parametrize(("do", "form"), [("delete", "delete"), ("checked", "check")])
def test_what_has_changed_since_is_neither_deleted_nor_checked(editor: Browser, do: str, form: str) -> None:
    mine = editor.get("/entry/12")
    with changeset(editor.desk.path, "edit", by="Somebody") as session:
        entries.edit(session, Form(entry=12, values={"text": "Something else", "mode": "paraphrase"}))
    conflict = editor.submit(mine, do, form=form)
    assert conflict.status == 409
    assert "Something else" in conflict.text
    assert commands(editor.desk) == []
    whole = html.fromstring(conflict.text).xpath("//main//form")[0]
    fields = {name: value.removeprefix("\n") for name, value in whole.form_values()}
    assert editor.post("/entry/12", {**fields, "do": do}).status == 200
    assert len(commands(editor.desk)) == 1


def test_entries_are_linked_and_unlinked(editor: Browser) -> None:
    done = editor.submit(
        editor.get("/entry/12"), "link", form="link", **{"o.relation": "contradicts", "o.end": "5", "o.remark": "so"}
    )
    assert "Entry 12 now contradicts 5." in texts(done, "notice")[0]
    assert rows(editor.desk, "SELECT note FROM links WHERE from_id = 12 AND to_id = 5") == [("so",)]
    gone = editor.submit(done, "unlink contradicts 5", form="link")
    assert gone.status == 200
    assert rows(editor.desk, "SELECT count(*) FROM links WHERE from_id = 12 AND to_id = 5") == [(0,)]


@pytest.mark.parametrize(
    ("end", "expected"), [("", "number of the other entry"), ("99", "99"), ("12", "itself"), ("x", "number")]
)
def test_a_link_that_is_none_is_refused(editor: Browser, end: str, expected: str) -> None:
    answer = editor.submit(
        editor.get("/entry/12"), "link", form="link", **{"o.relation": "about", "o.end": end, "o.remark": "kept"}
    )
    assert answer.status == 422
    assert expected in problems(answer)
    assert "kept" in answer.text
    assert commands(editor.desk) == []


def test_a_source_is_cited_and_taken_away(editor: Browser) -> None:
    passage = {
        "o.source": "3",
        "o.exact": "The treaty is dead",
        "o.outlet": "Vienna Post",
        "o.cited_date": "3 March 2025",
    }
    done = editor.submit(editor.get("/entry/12"), "cite", form="cite", **passage)
    assert "Entry 12 cites source 3." in texts(done, "notice")[0]
    assert rows(editor.desk, "SELECT exact, date, stance FROM citations WHERE entry_id = 12 AND source_id = 3") == [
        ("The treaty is dead", "2025-03-03", "supports")
    ]
    wrong = editor.submit(done, "cite", form="cite", **{**passage, "o.exact": "never written"})
    assert wrong.status == 422
    assert "does not have these words" in problems(wrong)
    assert "never written" in wrong.text
    gone = editor.submit(done, "uncite 3", form="cite")
    assert gone.status == 200, problems(gone)
    assert rows(editor.desk, "SELECT count(*) FROM citations WHERE entry_id = 12 AND source_id = 3") == [(0,)]


def test_an_entry_is_checked_and_doubted(editor: Browser) -> None:
    done = editor.submit(editor.get("/entry/12"), "checked", form="check")
    assert "Checked by Ed" in done.text
    doubted = editor.submit(done, "doubt", form="check", **{"o.doubt": "Which day?"})
    assert rows(editor.desk, "SELECT checked_by, doubt FROM checks WHERE entry_id = 12 ORDER BY id DESC LIMIT 2") == [
        ("Ed", "Which day?"), ("Ed", None)
    ]  # fmt: skip
    assert "write what you doubt" in problems(editor.submit(doubted, "doubt", form="check"))


def test_pages_that_do_not_exist_and_buttons_that_do_nothing(editor: Browser) -> None:
    assert editor.get("/entry/99").status == 404
    assert editor.submit(editor.get("/entry/12"), "explode").status == 422
    assert commands(editor.desk) == []


@pytest.mark.parametrize(
    ("kind", "typed", "first"),
    [
        ("speaker", "lavr", "Sergey Lavrov"),
        ("speaker", "лавр", "Sergey Lavrov"),
        ("speaker", "песк", "Dmitry Peskov"),
        ("topic", "annex", "annexed regions"),
        ("source", "vienna", "Ministers meet in Vienna"),
    ],
)
def test_names_are_offered_in_any_script(editor: Browser, kind: str, typed: str, first: str) -> None:
    from urllib.parse import quote

    offered = editor.get(f"/pick/{kind}?q={quote(typed)}").json
    assert offered[0]["name"] == first
    assert editor.get(f"/pick/{kind}?q=").json == []
    assert editor.get("/pick/nothing?q=x").status == 404


def test_a_stranger_adds_and_edits_nothing(desk: Desk) -> None:
    stranger = Browser(desk, enters=False)
    for address in ("/entry/new", "/entry/12", "/pick/speaker?q=la"):
        assert stranger.get(address).status == 403
        assert stranger.post(address, {"do": "store", "f.words": "x"}).status in (403, 405)
    assert "/entry/12" in Browser(desk).get("/e/12").text
