"""The queue of proposals in the browser: filters, and decisions on several."""

import pytest

from tests.support.desk import Browser, commands, elements, form_of, problems, rows, texts

NEW = {"who.Oksana Bondar": "new"}


def test_several_proposals_are_rejected_together(editor: Browser) -> None:
    _, fields = form_of(editor.get("/review"), "several")
    pairs = [*fields.items(), ("proposal", "1"), ("proposal", "3"), ("do", "reject"), ("reason", "no news")]
    done = editor.post("/review", [pair for pair in pairs if pair != ("reason", "")])
    assert texts(done, "notice")[0].startswith("Rejected: 2 proposals.")
    assert rows(editor.desk, "SELECT proposal_id, decision, note FROM verdicts") == [
        (1, "rejected", "no news"), (3, "rejected", "no news")
    ]  # fmt: skip
    assert len(commands(editor.desk)) == 1


def test_several_proposals_get_a_topic_together(editor: Browser) -> None:
    _, fields = form_of(editor.get("/review"), "several")
    pairs = [*fields.items(), ("proposal", "1"), ("proposal", "2"), ("do", "topic"), ("topic", "treaties")]
    done = editor.post("/review", pairs)
    assert "treaties" in texts(done, "notice")[0]
    assert form_of(editor.get("/review/2"))[1]["f.topics"] == "treaties"
    again = editor.post(
        "/review", [*form_of(done, "several")[1].items(), ("proposal", "1"), ("do", "topic"), ("topic", "treaties")]
    )
    assert again.status == 409
    assert "nothing to change" in problems(again)
    undone = editor.post("/undo", form_of(done, "undo")[1])
    assert "Undone" in undone.text
    assert form_of(editor.get("/review/2"))[1]["f.topics"] == ""


def test_none_of_several_is_rejected_if_one_is_decided_meanwhile(editor: Browser) -> None:
    _, fields = form_of(editor.get("/review"), "several")
    other = Browser(editor.desk)
    other.submit(other.get("/review/3"), "reject")
    answer = editor.post("/review", [*fields.items(), ("proposal", "1"), ("proposal", "3"), ("do", "reject")])
    assert answer.status == 409
    assert "nothing was stored" in problems(answer)
    assert elements(answer, "//input[@name='proposal'][@checked]/@value") == ["1"]
    assert rows(editor.desk, "SELECT count(*) FROM verdicts") == [(1,)]


@pytest.mark.parametrize("do", ["", "reject", "topic", "destroy"])
def test_nothing_chosen_changes_nothing(editor: Browser, do: str) -> None:
    _, fields = form_of(editor.get("/review"), "several")
    assert editor.post("/review", {**fields, "do": do}).status == 409
    assert commands(editor.desk) == []


def test_the_queue_is_filtered(editor: Browser) -> None:
    def shown(query: str) -> list[str]:
        return list(elements(editor.get(f"/review{query}"), "//input[@name='proposal']/@value"))

    assert shown("") == ["1", "2", "3", "4", "5"]
    assert shown("?confidence=high") == ["1", "3", "4"]
    assert shown("?speaker=Bondar") == ["1", "2"]
    assert shown("?source=3&confidence=low") == ["5"]
    assert shown("?source=1") == []
    editor.submit(editor.get("/review/1"), "reject")
    assert shown("") == ["2", "3", "4", "5"]
    assert shown("?state=rejected") == ["1"]
    assert len(shown("?state=all")) == 5
    for query in ("?source=x", "?state=x", "?confidence=x"):
        assert editor.get(f"/review{query}").status == 400


def test_after_the_last_proposal_the_queue_says_that_nothing_is_left(editor: Browser) -> None:
    page = editor.get("/review/1")
    for _ in range(5):
        page = editor.submit(page, "reject")
    assert "0 proposals to review" in page.text
    assert "Nothing waits" in page.text


def test_a_bulk_decision_leads_back_to_the_same_filters(editor: Browser) -> None:
    address = "/review?confidence=high"
    _, fields = form_of(editor.get(address), "several")
    done = editor.post("/review", {**fields, "proposal": "1", "do": "reject"})
    assert elements(done, "//input[@name='proposal']/@value") == ["3", "4"]


def test_enter_in_a_field_of_the_queue_decides_nothing(editor: Browser) -> None:
    buttons = elements(editor.get("/review"), "//form[@id='several']//button/@value")
    assert buttons[0] == ""
    _, fields = form_of(editor.get("/review"), "several")
    assert editor.post("/review", {**fields, "proposal": "1", "topic": "peace", "do": ""}).status == 409
    assert commands(editor.desk) == []
