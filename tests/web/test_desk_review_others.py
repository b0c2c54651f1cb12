"""Reviewing in the browser while others work: what they did is seen before anything is stored."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from tests.support.desk import Browser, commands, elements, form_of, problems, rows, texts
from timeline.database.changeset import changeset
from timeline.desk import entries
from timeline.desk.forms import Form

NEW = {"who.Oksana Bondar": "new"}


def test_a_decision_of_somebody_else_is_shown_beside_ones_own(editor: Browser) -> None:
    other = Browser(editor.desk)
    mine = editor.get("/review/1")
    other.accept(other.get("/review/1"), topics="treaties", date="4 March 2025")
    conflict = editor.submit(mine, "accept", setting="press conference", topics="peace")
    assert conflict.status == 409
    assert rows(editor.desk, "SELECT count(*) FROM entries") == [(15,)]
    assert "has accepted proposal 1 as entry 15" in conflict.text
    different = {
        row.xpath("string(th)"): [" ".join(cell.text_content().split()) for cell in row.xpath("td")]
        for row in elements(conflict, "//tr[@class='different']")
    }
    assert different["Topics"] == ["Yours: peace", "Entry 15: treaties"]
    assert different["Date"] == ["Yours: 2025-03-03", "Entry 15: 2025-03-04"]
    assert "goes with" in different["Date in words"][0]
    assert different["Setting"] == ["Yours: press conference", "Entry 15: (empty)"]
    action, fields = form_of_conflict(conflict)
    done = editor.post(action, {**fields, "pick.setting": "mine", "pick.topics": "mine", "do": "merge"})
    assert texts(done, "notice")[0].startswith("Entry 15 has your choices now.")
    assert rows(editor.desk, "SELECT date, setting, topics FROM timeline WHERE id = 15") == [
        ("2025-03-04", "press conference", "peace")
    ]
    undone = editor.post("/undo", form_of(done, "undo")[1])
    assert "Undone" in undone.text
    assert rows(editor.desk, "SELECT date, setting, topics FROM timeline WHERE id = 15") == [
        ("2025-03-04", None, "treaties")
    ]


def form_of_conflict(page: Any) -> tuple[str, dict[str, str]]:
    (form,) = elements(page, "//main//form")
    return form.get("action").partition("#")[0], {name: value.removeprefix("\n") for name, value in form.form_values()}


def test_choosing_nothing_of_ones_own_changes_nothing(editor: Browser) -> None:
    mine = editor.get("/review/1")
    other = Browser(editor.desk)
    other.submit(other.get("/review/1"), "accept", topics="treaties")
    before = rows(editor.desk, "SELECT max(id) FROM changesets")
    conflict = editor.submit(mine, "accept", topics="peace")
    assert conflict.status == 409
    action, fields = form_of_conflict(conflict)
    assert "stays as it is" in editor.post(action, {**fields, "do": "merge"}).text
    assert rows(editor.desk, "SELECT max(id) FROM changesets") == before


def test_a_rejection_meanwhile_can_be_overruled(editor: Browser) -> None:
    other = Browser(editor.desk)
    mine = editor.get("/review/1")
    other.submit(other.get("/review/1"), "reject", reason="a mistake")
    conflict = editor.submit(mine, "accept", setting="press conference")
    assert "has rejected proposal 1" in conflict.text
    assert "a mistake" in conflict.text
    action, fields = form_of_conflict(conflict)
    again = editor.post(action, {**fields, "pick.setting": "mine", "do": "again"})
    assert form_of(again)[1]["f.setting"] == "press conference"
    assert editor.submit(again, "accept").status == 200
    assert rows(editor.desk, "SELECT setting FROM timeline WHERE id = 15") == [("press conference",)]


def test_a_rejection_of_what_somebody_else_accepted_is_asked_about(editor: Browser) -> None:
    other = Browser(editor.desk)
    mine = editor.get("/review/1")
    other.submit(other.get("/review/1"), "accept")
    conflict = editor.submit(mine, "reject", reason="no")
    assert conflict.status == 409
    assert rows(editor.desk, "SELECT count(*) FROM entries") == [(15,)]
    action, fields = form_of_conflict(conflict)
    assert editor.post(action, {**fields, "do": "reject"}).status == 200
    assert rows(editor.desk, "SELECT count(*) FROM entries") == [(14,)]
    assert rows(editor.desk, "SELECT note FROM verdicts ORDER BY id DESC LIMIT 1") == [("no",)]


def test_a_proposal_that_has_changed_meanwhile_is_shown_again(editor: Browser) -> None:
    mine = editor.get("/review/1")
    other = Browser(editor.desk)
    _, fields = form_of(other.get("/review"), "several")
    other.post("/review", [*fields.items(), ("proposal", "1"), ("do", "topic"), ("topic", "treaties")])
    conflict = editor.submit(mine, "accept", setting="press conference")
    assert conflict.status == 409
    assert "has been changed since" in conflict.text
    assert rows(editor.desk, "SELECT count(*) FROM entries") == [(14,)]
    action, fields = form_of_conflict(conflict)
    again = editor.post(action, {**fields, "pick.setting": "mine", "pick.topics": "theirs", "do": "again"})
    values = form_of(again)[1]
    assert (values["f.setting"], values["f.topics"]) == ("press conference", "treaties")
    assert editor.submit(again, "accept").status == 200


def test_a_proposal_that_is_gone_is_said_to_be(editor: Browser) -> None:
    mine = editor.get("/review/1")
    with closing(sqlite3.connect(editor.desk.path)) as connection, connection:
        connection.execute("DELETE FROM proposals WHERE id = 1")
    assert "does not exist any more" in editor.get("/review/1").text
    answer = editor.submit(mine, "accept", setting="a corridor\nof the ministry")
    assert answer.status == 410
    assert "Proposal 1 was deleted in changeset" in answer.text
    assert "a corridor\nof the ministry" in [one.text for one in elements(answer, "//dd")]
    assert commands(editor.desk) == []


def test_an_entry_that_has_changed_since_is_not_cited_unseen(editor: Browser) -> None:
    mine = editor.get("/review/4")
    with changeset(editor.desk.path, "edit", by="Somebody") as session:
        entries.edit(session, Form(entry=12, values={"setting": "a corridor"}))
    conflict = editor.submit(mine, "cite 12")
    assert conflict.status == 409
    assert "a corridor" in conflict.text
    assert commands(editor.desk) == []
    action, fields = form_of_conflict(conflict)
    assert editor.post(action, {**fields, "do": "cite 12"}).status == 200
    assert commands(editor.desk) == ["browser: cite proposal 4 for entry 12"]


@pytest.mark.parametrize(
    "changes", [{"topics": "later"}, {"places": "Vienna"}, {"participants": "Dmitry Peskov (guest)"}]
)
def test_an_entry_that_others_have_worked_on_is_not_deleted_by_deciding_anew(
    editor: Browser, changes: dict[str, str]
) -> None:
    editor.submit(editor.get("/review/1"), "accept")
    other = Browser(editor.desk)
    other.submit(other.get("/entry/15"), "store", **changes)
    page = editor.get("/review/1")
    assert "entry 15" in texts(page, "decided")[0]
    for do in ("accept", "reject"):
        answer = editor.submit(page, do)
        assert answer.status == 422
        assert "has been changed, checked or linked since" in problems(answer)
    assert rows(editor.desk, "SELECT count(*) FROM entries") == [(15,)]


def test_a_doubt_keeps_an_entry_from_being_deleted(editor: Browser) -> None:
    editor.submit(editor.get("/review/1"), "accept")
    other = Browser(editor.desk)
    other.submit(other.get("/entry/15"), "doubt", form="check", **{"o.doubt": "Who says so?"})
    assert editor.submit(editor.get("/review/1"), "reject").status == 422
    assert rows(editor.desk, "SELECT count(*) FROM entries") == [(15,)]


def test_joint_statements_are_equal_in_both_versions(editor: Browser) -> None:
    mine = editor.get("/review/1")
    other = Browser(editor.desk)
    joint = {"speakers": "Oksana Bondar; Dmitry Peskov", "via": "Vienna Post"}
    other.accept(other.get("/review/1"), **joint)
    assert rows(editor.desk, "SELECT count(*) FROM participants WHERE entry_id = 15") == [(1,)]
    conflict = editor.accept(mine, **joint, setting="a corridor")
    different = [row.xpath("string(th)") for row in elements(conflict, "//tr[@class='different']")]
    assert different == ["Setting"]
    action, fields = form_of_conflict(conflict)
    editor.post(action, {**fields, "pick.setting": "mine", "do": "merge"})
    assert rows(editor.desk, "SELECT count(*) FROM participants WHERE entry_id = 15") == [(1,)]


def test_somebody_new_whom_others_have_added_meanwhile_is_a_question(editor: Browser) -> None:
    page = editor.get("/review/3")
    other = Browser(editor.desk)
    other.submit(
        other.get("/entry/new"),
        "store",
        words="x",
        date="2025",
        speakers="Sergey Lavrof",
        **{"who.Sergey Lavrof": "new"},
    )
    answer = editor.submit(page, "accept", **{"who.Sergey Lavrof": "new"})
    assert answer.status == 422
    assert "known meanwhile" in problems(answer)


def test_the_words_of_a_date_go_with_it(editor: Browser) -> None:
    other = Browser(editor.desk)
    mine = editor.get("/review/1")
    other.accept(other.get("/review/1"), date="4 March 2025", words="The treaty is dead, she said", mode="paraphrase")
    conflict = editor.submit(mine, "accept")
    action, fields = form_of_conflict(conflict)
    assert "pick.date_text" not in fields
    editor.post(action, {**fields, "pick.date": "mine", "pick.words": "mine", "do": "merge"})
    assert rows(editor.desk, "SELECT date, date_text, text, mode FROM timeline WHERE id = 15") == [
        ("2025-03-03", "on Monday", "The treaty is dead", "verbatim")
    ]
