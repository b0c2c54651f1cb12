"""Reviewing an article in the browser: accept, correct, cite, reject, select and undo."""

import re
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from tests.support.desk import (
    ARTICLE,
    SNAPSHOT,
    Browser,
    add_article,
    commands,
    elements,
    form_of,
    problems,
    rows,
    texts,
)
from timeline.web.desk.app import Desk
from timeline.words.printable import inert

NEW = {"who.Oksana Bondar": "new"}


def test_a_page_shows_the_text_with_all_proposals_and_the_fields_of_one(editor: Browser) -> None:
    page = editor.get("/review/2")
    assert "".join(elements(page, "//div[contains(@class, 'article')]//*[@data-at]/text()")) == ARTICLE
    marks = elements(page, "//div[contains(@class, 'article')]//mark")
    assert [mark.text for mark in marks if "current" in mark.get("class")] == ["nobody had asked her about the border"]
    assert sum("pending" in mark.get("class") for mark in marks) == 4
    for piece in elements(page, "//*[@data-at]"):
        begin = int(piece.get("data-at"))
        assert ARTICLE[begin : begin + len(piece.text)] == piece.text
    assert "Proposal 2 of 5 in this text; 0 decided" in page.text
    _, fields = form_of(page)
    assert fields["f.words"] == "nobody had asked her about the border"
    assert fields["f.speakers"] == "Oksana Bondar"
    keys = {element.get("data-key") for element in elements(page, "//*[@data-key]")}
    assert {"a", "r", "s", "b", "q", "p", "u", "1", "2"} <= keys


def test_accepting_stores_a_checked_entry_in_the_editors_name(editor: Browser) -> None:
    done = editor.submit(editor.get("/review/1"), "accept", topics="treaties; borders")
    assert texts(done, "notice")[0].startswith("Stored as entry 15, checked by you. 3 Mar 2025 · Oksana Bondar")
    assert "Proposal 2" in done.text
    (row,) = rows(editor.desk, "SELECT date, speaker, role, text, mode, topics FROM timeline WHERE id = 15")
    assert row[:5] == ("2025-03-03", "Oksana Bondar", "the deputy minister", "The treaty is dead", "verbatim")
    assert sorted(row[5].split(", ")) == ["borders", "treaties"]
    begin = ARTICLE.index("The treaty")
    assert rows(editor.desk, "SELECT exact, start, end, snapshot_id FROM citations WHERE entry_id = 15") == [
        ("The treaty is dead", begin, begin + 18, SNAPSHOT)
    ]
    assert rows(editor.desk, "SELECT checked_by FROM checks WHERE entry_id = 15") == [("Ed",)]
    assert commands(editor.desk) == ["browser: accept proposal 1"]


CORRECTIONS = [
    ({"words": "The treaty is dead, the minister says", "mode": "paraphrase"}, "text, mode", ("The treaty is dead, the minister says", "paraphrase")),
    ({"date": "last Tuesday"}, "date, date_text", ("2025-02-25", "last Tuesday")),
    ({"date": ""}, "date", (None,)),
    ({"speakers": "Sergey Lavrov"}, "speaker, role", ("Sergey Lavrov", None)),
    ({"speakers": "O. Bondar", "who.O. Bondar": "new"}, "speaker", ("O. Bondar",)),
    ({"setting": "press conference", "note": "first\r\nsecond"}, "setting, note", ("press conference", "first\nsecond")),
    ({"places": "Vienna"}, "places", ("Vienna",)),
    ({"lang": "uk", "original_text": "Договір мертвий"}, "lang, original_text", ("uk", "Договір мертвий")),
    ({"cited": "said Oksana Bondar, the deputy minister", "words": "Bondar spoke", "mode": "paraphrase"}, "text", ("Bondar spoke",)),
    ({"role": "a minister"}, "role", ("a minister",)),
    ({"links": "about 1"}, "kind", ("statement",)),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "columns", "expected"), CORRECTIONS)
def test_what_is_in_the_form_is_stored(
    editor: Browser, changes: dict[str, str], columns: str, expected: tuple[Any, ...]
) -> None:
    done = editor.submit(editor.get("/review/1"), "accept", **changes)
    if "look again" in problems(done):
        assert rows(editor.desk, "SELECT count(*) FROM entries") == [(14,)]
        done = editor.submit(done, "accept")
    assert done.status == 200, problems(done)
    assert rows(editor.desk, f"SELECT {columns} FROM timeline WHERE id = 15") == [expected]


WRONG = [
    ({"date": "the twelfth of never"}, "never"),
    ({"date": "2025-02-30"}, "2025-02-30"),
    ({"words": ""}, "empty"),
    ({"words": "The treaty is not dead"}, "not in the passage"),
    ({"cited": "words that nobody wrote"}, "does not have these words"),
    ({"speakers": ""}, "name the speaker"),
    ({"speakers": "Zork"}, "choose whether it is new"),
    ({"lang": "klingon!"}, "klingon"),
    ({"links": "about 999"}, "999"),
    ({"date": "nonsense", "lang": "??", "links": "x"}, "nonsense"),
]


@pytest.mark.parametrize(("changes", "expected"), WRONG)
def test_a_wrong_field_stores_nothing_and_comes_back(editor: Browser, changes: dict[str, str], expected: str) -> None:
    answer = editor.submit(editor.get("/review/1"), "accept", **changes)
    assert answer.status == 422
    assert expected in problems(answer)
    fields = form_of(answer)[1]
    for name, value in changes.items():
        assert fields[f"f.{name}"] == value
    assert commands(editor.desk) == []
    assert not re.search(r"\btimeline [a-z]+ ", problems(answer))


def test_a_name_that_resembles_a_known_one_is_a_choice(editor: Browser) -> None:
    page = editor.get("/review/3")
    options = {radio.get("value") for radio in elements(page, "//input[@name='who.Sergey Lavrof']")}
    assert options == {"2", "new"}
    assert not elements(page, "//input[@name='who.Sergey Lavrof'][@checked]")
    refused = editor.submit(page, "accept")
    assert "who is meant" in problems(refused)
    done = editor.submit(refused, "accept", **{"who.Sergey Lavrof": "2"})
    assert done.status == 200
    assert rows(editor.desk, "SELECT speaker_id FROM timeline WHERE id = 15") == [(2,)]


def test_a_number_that_nobody_has_is_refused(editor: Browser) -> None:
    answer = editor.submit(editor.get("/review/3"), "accept", **{"who.Sergey Lavrof": "999"})
    assert answer.status == 422
    assert commands(editor.desk) == []


def test_buttons_change_the_form_and_store_nothing(editor: Browser) -> None:
    page = editor.get("/review/2")
    reported = editor.submit(page, "report")
    assert form_of(reported)[1]["f.date"] == "[..2025-03-06]"
    upper = editor.submit(reported, "capitalize")
    assert form_of(upper)[1]["f.words"].startswith("Nobody")
    spoken = editor.submit(upper, "speaker 2", note="kept")
    fields = form_of(spoken)[1]
    assert (fields["f.speakers"], fields["f.note"], fields["f.date"]) == ("Sergey Lavrof", "kept", "[..2025-03-06]")
    assert "no entry of this session" in problems(editor.submit(page, "repeat"))
    assert "dates it itself" in problems(editor.submit(editor.get("/review/1"), "report"))
    assert commands(editor.desk) == []


def test_topics_are_those_of_the_entry_before(editor: Browser) -> None:
    page = editor.submit(editor.get("/review/1"), "accept", topics="treaties", places="Vienna")
    fields = form_of(editor.submit(page, "repeat"))[1]
    assert (fields["f.topics"], fields["f.places"]) == ("treaties", "Vienna")


def test_a_phrase_for_a_date_shows_how_it_is_read(editor: Browser) -> None:
    page = editor.submit(editor.get("/review/1"), "check", date="last Tuesday")
    (note,) = [text for text in texts(page, "note") if "Tuesday" in text]
    assert "25 Feb 2025" in note
    assert "weekday" in note
    assert form_of(page)[1]["f.date"] == "last Tuesday"


def test_a_statement_can_become_an_event(editor: Browser) -> None:
    page = editor.submit(editor.get("/review/1"), "check", kind="event")
    fields = form_of(page)[1]
    assert (fields["form_kind"], fields["f.words"]) == ("event", "The treaty is dead")
    assert "f.speakers" not in fields
    assert editor.submit(page, "accept").status == 200
    assert rows(editor.desk, "SELECT kind, title FROM timeline WHERE id = 15") == [("event", "The treaty is dead")]


def test_a_passage_is_cited_for_an_entry_that_says_the_same(editor: Browser) -> None:
    page = editor.get("/review/4")
    assert "Cite this passage for entry 12" in page.text
    done = editor.submit(page, "cite 12")
    assert texts(done, "notice")[0].startswith("Cited for entry 12.")
    assert rows(editor.desk, "SELECT count(*) FROM citations WHERE entry_id = 12 AND source_id = 3") == [(1,)]
    assert rows(editor.desk, "SELECT count(*) FROM entries") == [(14,)]


def test_another_entry_can_be_named(editor: Browser) -> None:
    assert "write the number" in problems(editor.submit(editor.get("/review/1"), "cite"))
    assert "there is no entry 99" in problems(editor.submit(editor.get("/review/1"), "cite", cite_number="99"))
    assert editor.submit(editor.get("/review/1"), "cite", cite_number="12").status == 200


def test_rejecting_keeps_the_reason_and_goes_on(editor: Browser) -> None:
    done = editor.submit(editor.get("/review/1"), "reject", reason="not said")
    assert "Proposal 2" in done.text
    assert rows(editor.desk, "SELECT decision, note FROM verdicts") == [("rejected", "not said")]


def test_an_undo_brings_the_proposal_back(editor: Browser) -> None:
    before = rows(editor.desk, "SELECT * FROM timeline ORDER BY id")
    stored = editor.submit(editor.get("/review/1"), "accept")
    undone = editor.post("/undo", form_of(stored, "undo")[1])
    assert "Undone" in texts(undone, "notice")[0]
    assert "Proposal 1: high" in undone.text
    assert rows(editor.desk, "SELECT * FROM timeline ORDER BY id") == before
    assert editor.submit(undone, "accept").status == 200


def test_pasted_words_change_the_citation(editor: Browser) -> None:
    page = editor.submit(editor.get("/review/1"), "check", cited="There will be a second round next year.")
    fields = form_of(page)[1]
    begin = ARTICLE.index("There will be a second round next year.")
    assert fields["spans"] == f"{begin}-{begin + 39}"
    assert fields["f.words"] == "There will be a second round next year."
    editor.submit(page, "accept")
    assert rows(editor.desk, "SELECT text FROM timeline WHERE id = 15") == [
        ("There will be a second round next year.",)
    ]


def test_selected_words_are_widened_to_whole_words(editor: Browser) -> None:
    begin = ARTICLE.index("Nobody".lower()) + 2
    page = editor.submit(
        editor.get("/review/1"), "check", spans=f"{begin}-{begin + 9}", cited=ARTICLE[begin : begin + 9]
    )
    assert ARTICLE[slice(*map(int, form_of(page)[1]["spans"].split("-")))] == "nobody had"


@pytest.mark.parametrize("spans", ["5-2", "x", "0-999999999", "1-1", "27-40,30-50", "-5-9", "27-45;1-2"])
def test_spans_that_are_none_store_nothing(editor: Browser, spans: str) -> None:
    answer = editor.submit(editor.get("/review/1"), "accept", spans=spans)
    stored = rows(editor.desk, "SELECT start, end FROM citations WHERE entry_id = 15")
    assert answer.status == 422 or stored == [(27, 45)]


def start(editor: Browser, **fields: str) -> Any:
    token = form_of(editor.get(f"/review/new?snapshot={SNAPSHOT}"), "from-words")[1]["token"]
    return editor.post("/review/new", {"token": token, "snapshot": str(SNAPSHOT), "do": "start", **fields})


def test_selected_words_become_a_statement(editor: Browser) -> None:
    begin = ARTICLE.index("There will be a second round next year")
    page = start(editor, **{"from": f"{begin}-{begin + 38}", "kind": "statement"})
    fields = form_of(page)[1]
    assert (fields["f.words"], fields["f.mode"]) == ("There will be a second round next year", "verbatim")
    refused = editor.submit(page, "accept")
    assert "name the speaker" in problems(refused)
    done = editor.submit(refused, "accept", speakers="Sergey Lavrov", date="4 March 2025")
    assert texts(done, "notice")[0].startswith("Stored as entry 15")
    assert rows(editor.desk, "SELECT date, speaker, text, mode FROM timeline WHERE id = 15") == [
        ("2025-03-04", "Sergey Lavrov", "There will be a second round next year", "verbatim")
    ]
    assert rows(editor.desk, "SELECT start, end, snapshot_id FROM citations WHERE entry_id = 15") == [
        (begin, begin + 38, SNAPSHOT)
    ]
    assert commands(editor.desk) == ["browser: add an entry from source 3"]


def test_pasted_words_become_an_event(editor: Browser) -> None:
    page = start(editor, **{"f.cited": "The embassy in Oslo was closed on 3 March 2025", "kind": "event"})
    done = editor.submit(page, "accept", date="3 March 2025", places="Oslo")
    assert done.status == 200, problems(done)
    assert rows(editor.desk, "SELECT kind, title, date, places FROM timeline WHERE id = 15") == [
        ("event", "The embassy in Oslo was closed on 3 March 2025", "2025-03-03", "Oslo")
    ]


def test_words_outside_quotation_marks_are_a_paraphrase(editor: Browser) -> None:
    page = start(editor, **{"f.cited": "nobody had asked her about the border", "kind": "statement"})
    assert form_of(page)[1]["f.mode"] == "paraphrase"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"f.cited": "nowhere to be found at all", "kind": "event"}, "does not have these words"),
        ({"f.cited": "There will be a second round next", "kind": "event"}, "2 times"),
        ({"f.cited": "", "kind": "event"}, "write the words"),
        ({"from": "9-3", "kind": "event"}, "cannot be cited"),
    ],
)
def test_words_that_cannot_be_cited_are_refused(editor: Browser, fields: dict[str, str], expected: str) -> None:
    answer = start(editor, **fields)
    assert answer.status == 422
    assert expected in problems(answer)


MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&lt;"


def test_html_in_every_field_stays_text(editor: Browser) -> None:
    page = editor.get("/review/1")
    names = [name for name in form_of(page)[1] if name.startswith("f.") and name not in ("f.kind", "f.mode")]
    back = editor.submit(page, "accept", **dict.fromkeys(names, MARKUP), reason=MARKUP, cite_number=MARKUP)
    assert back.status == 422
    text = dict.fromkeys(("f.setting", "f.note", "f.role", "f.original_text", "f.date_text", "f.more"), MARKUP)
    stored = editor.submit(page, "accept", **text, topics="<b>topic", **NEW)
    assert stored.status == 200, problems(stored)
    conflict = editor.submit(page, "accept", **text, topics="<i>", **NEW)
    queue = editor.get(f"/review?speaker={MARKUP.replace('&', '%26')}")
    new = start(editor, **{"f.cited": MARKUP, "kind": "event"})
    for one in (back, stored, conflict, queue, new, editor.get("/e/15")):
        assert "<script>alert" not in one.text
        assert "<img src=x" not in one.text
        assert not elements(one, "//img | //*[@onerror]")


def test_no_page_of_the_desk_names_a_shell_command(editor: Browser) -> None:
    pages = [
        editor.get(address) for address in ("/review", "/review/1", "/review/3", f"/review/new?snapshot={SNAPSHOT}")
    ]
    pages += [editor.submit(pages[1], "cite", cite_number="99"), editor.get("/review/999"), editor.get("/e/999")]
    pages += [Browser(editor.desk, enters=False).get("/review"), editor.get("/source/99"), editor.get("/?as-of=99")]
    for page in pages:
        text = html.fromstring(page.text).text_content()
        assert not re.search(r"\btimeline (?!shows)[a-z]+ |\btimeline [a-z]+[;.]|--[a-z]+|sqlite3 ", text), text


ODD = {
    "Windows": "He said.\r\n\r\n“Nobody will\r\nclose it,” she said.\r\nThen all left.\r\n",
    "lone CR": "One.\rTwo said “never\ragain” to us.\r",
    "separators": "A\u2028“B \u202eC\u202c D”\x0c E \x85 F.",
    "composed": "“Cafe\u0301 🇺🇦 👨‍👩‍👧 o\u0308pen,” said Ö.",
    "right to left": "قال الوزير: «لن يحدث هذا أبدا» في القاهرة.",
    "no spaces": "外交部长说:“这不会发生。”他走了。",
    "html": "<p>“a &amp; b &lt; c”</p> &#13; </textarea><script>x</script>",
}
CITED = {
    "Windows": "Nobody will\r\nclose it", "lone CR": "never\ragain", "separators": "B \u202eC\u202c D",
    "composed": "Cafe\u0301 🇺🇦 👨‍👩‍👧 o\u0308pen", "right to left": "لن يحدث هذا أبدا", "no spaces": "这不会发生",
    "html": "a &amp; b &lt; c",
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_a_form_that_nobody_touched_stores_the_words_of_the_text(desk: Desk, name: str) -> None:
    text, words = ODD[name], CITED[name]
    proposal = {"speaker": "Sergey Lavrov", "mode": "verbatim", "confidence": "high"}
    add_article(Path(desk.path), text, {words: proposal})
    editor = Browser(desk)
    page = editor.get("/review/6")
    pieces = elements(page, "//*[@data-at]")
    assert "".join(piece.text for piece in pieces) == inert(text)
    assert [int(piece.get("data-at")) for piece in pieces] == [
        sum(len(piece.text) for piece in pieces[:place]) for place in range(len(pieces))
    ]
    done = editor.submit(editor.submit(page, "check"), "accept")
    assert done.status == 200, problems(done)
    begin = text.index(words)
    assert rows(desk, "SELECT exact, start, end FROM citations WHERE entry_id = 15") == [
        (words, begin, begin + len(words))
    ]
    assert rows(desk, "SELECT text, mode FROM timeline WHERE id = 15") == [(words, "verbatim")]


def test_words_that_follow_another_passage_are_seen_before_they_are_stored(editor: Browser) -> None:
    whole = "“This is undeniable and non-negotiable,” Dmitry Peskov said on Thursday."
    look = editor.submit(editor.get("/review/4"), "accept", cited=whole)
    assert look.status == 422
    fields = form_of(look)[1]
    assert (fields["f.words"], fields["f.mode"]) == (whole, "paraphrase")
    assert rows(editor.desk, "SELECT count(*) FROM entries") == [(14,)]
    editor.submit(look, "accept", words="This is undeniable and non-negotiable", mode="verbatim")
    assert rows(editor.desk, "SELECT text, mode FROM timeline WHERE id = 15") == [
        ("This is undeniable and non-negotiable", "verbatim")
    ]


def test_a_role_that_somebody_keeps_on_purpose_is_kept(editor: Browser) -> None:
    look = editor.submit(editor.get("/review/1"), "accept", speakers="Sergey Lavrov")
    assert form_of(look)[1]["f.role"] == ""
    editor.submit(look, "accept", role="the deputy minister")
    assert rows(editor.desk, "SELECT speaker, role FROM timeline WHERE id = 15") == [
        ("Sergey Lavrov", "the deputy minister")
    ]


@pytest.mark.parametrize("name", ["Oksana", "Bondar", "Oksana Bond", "ksana Bondar", "a", "border", "minister"])
def test_a_part_of_a_name_is_a_question(editor: Browser, name: str) -> None:
    answer = editor.submit(editor.get("/review/1"), "accept", speakers=name)
    assert answer.status == 422
    assert name in problems(answer)
    assert rows(editor.desk, "SELECT count(*) FROM speakers") == [(5,)]


def test_another_kind_is_shown_before_it_is_stored(editor: Browser) -> None:
    look = editor.submit(editor.get("/review/1"), "accept", kind="event")
    assert look.status == 422
    assert form_of(look)[1]["form_kind"] == "event"
    assert rows(editor.desk, "SELECT count(*) FROM entries") == [(14,)]


@pytest.mark.parametrize("value", ["abc", "-1", "9" * 30, "2; 3"])
def test_a_choice_that_is_nobody_is_refused(editor: Browser, value: str) -> None:
    answer = editor.submit(editor.get("/review/3"), "accept", **{"who.Sergey Lavrof": value})
    assert answer.status in (400, 422)
    assert rows(editor.desk, "SELECT count(*) FROM entries") == [(14,)]


@pytest.mark.parametrize(
    "seen", ["[" * 100_000, "{}", "[]", "[null, 99999999999999999999, {}]", "[-1, 1, {}]", '[null, "x", {}]']
)
def test_a_state_that_no_page_showed_is_refused(editor: Browser, seen: str) -> None:
    assert editor.submit(editor.get("/review/1"), "accept", seen=seen).status == 400
    assert editor.submit(editor.get("/review/4"), "cite 12", **{"version.12": seen}).status in (400, 422)
    assert commands(editor.desk) == []


def test_too_many_topics_are_refused(editor: Browser) -> None:
    many = "; ".join(f"topic {number}" for number in range(500))
    answer = editor.submit(editor.get("/review/1"), "accept", topics=many)
    assert answer.status == 422
    assert "more than 200" in problems(answer)
