"""What somebody has typed, and what is stored, is kept: by forms, after refusals, and by what others do meanwhile."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.desk import (
    ARTICLE,
    PROPOSALS,
    Browser,
    add_article,
    commands,
    elements,
    form_of,
    problems,
    rows,
    texts,
)
from tests.support.viewer import Answer
from timeline.database.changeset import changeset
from timeline.desk import entities, entries
from timeline.desk.forms import Form
from timeline.web.desk.app import Desk
from timeline.words.printable import plain_lines

LINES = "one\ntwo"
#: page → a column with a line end → the field that shows it
WITH_LINES = [
    ("/entry/12", "UPDATE entries SET setting = :text, role = :text, date_text = :text WHERE id = 12", "f.setting"),
    ("/edit/speaker/2", "UPDATE offices SET title = :text, organization = :text WHERE speaker_id = 2", "f.title"),
    ("/edit/source/3", "UPDATE sources SET title = :text, author = :text WHERE id = 3", "f.title"),
]


@pytest.mark.parametrize("text", [LINES, "one\r\ntwo", "one\rtwo", "\none", "one\n"])
@pytest.mark.parametrize(("address", "statement", "field"), WITH_LINES)
def test_a_field_with_line_ends_is_one_that_keeps_them(
    editor: Browser, address: str, statement: str, field: str, text: str
) -> None:
    with closing(sqlite3.connect(editor.desk.path)) as connection, connection:
        connection.execute(statement, {"text": text})
    assert_kept(editor.get(address), field, text)


@pytest.mark.parametrize("text", [LINES, "one\r\ntwo", "one\rtwo"])
def test_a_field_of_a_proposal_keeps_its_line_ends(editor: Browser, text: str) -> None:
    words = "This is undeniable and non-negotiable"
    add_article(
        Path(editor.desk.path),
        f"{ARTICLE} Twice.",
        {words: {**PROPOSALS[words], "setting": text}},
    )
    assert_kept(editor.get("/review/6"), "f.setting", text)


def assert_kept(page: Answer, field: str, text: str) -> None:
    lines = elements(page, "//main//input[not(@type='hidden')]/@value")
    assert not [value for value in lines if set("\r\n") & set(value)]
    areas = elements(page, f"//textarea[@name='{field}']/text()")
    assert plain_lines(text).strip() in [plain_lines(value).strip() for value in areas]


def test_an_unrelated_edit_leaves_line_ends_as_they_are(editor: Browser) -> None:
    with closing(sqlite3.connect(editor.desk.path)) as connection, connection:
        connection.execute("UPDATE entries SET setting = 'one\r\ntwo', role = 'a\nb' WHERE id = 12")
    page = editor.get("/entry/12")
    sent = {name: value.replace("\n", "\r\n") for name, value in form_of(page)[1].items()}
    done = editor.post("/entry/12", {**sent, "f.note": "seen", "do": "store"})
    assert done.status == 200, problems(done)
    assert rows(editor.desk, "SELECT setting, role, note FROM entries WHERE id = 12") == [
        ("one\r\ntwo", "a\nb", "seen")
    ]


def written(page: Answer) -> list[str]:
    """Return what a page gives back of what was typed."""
    return [element.text for element in elements(page, "//dl//dd")]


def delete_entry(desk: Desk) -> None:
    with changeset(desk.path, "delete 12", by="Ben") as session:
        entries.delete(session, (12,))


def merge_speaker(desk: Desk) -> None:
    with changeset(desk.path, "merge Peskov into Lavrov", by="Ben") as session:
        entities.merge(session, "speaker", "Dmitry Peskov", "Sergey Lavrov")


def delete_proposal(desk: Desk) -> None:
    with closing(sqlite3.connect(desk.path)) as connection, connection:
        connection.execute("DELETE FROM proposals WHERE id = 4")


GONE = [
    ("/entry/12", "entry", "store", "setting", delete_entry, "Entry 12 was deleted"),
    ("/entry/12", "cite", "cite", "o.exact", delete_entry, "Entry 12 was deleted"),
    ("/entry/12", "link", "link", "o.remark", delete_entry, "Entry 12 was deleted"),
    ("/edit/speaker/{peskov}", "fields", "store", "note", merge_speaker, "was deleted"),
    ("/edit/speaker/{peskov}", "new-office", "add office", "n.title", merge_speaker, "was deleted"),
    ("/review/4", "entry", "accept", "setting", delete_proposal, "Proposal 4 was deleted"),
    ("/review/4", "entry", "reject", "reason", delete_proposal, "Proposal 4 was deleted"),
]


@pytest.mark.parametrize(("address", "form", "do", "field", "meanwhile", "expected"), GONE)
def test_what_was_written_for_something_that_is_gone_comes_back(
    editor: Browser, address: str, form: str, do: str, field: str, meanwhile: object, expected: str
) -> None:
    assert callable(meanwhile)
    ((peskov,),) = rows(editor.desk, "SELECT id FROM speakers WHERE name = 'Dmitry Peskov'")
    page = editor.get(address.format(peskov=peskov))
    meanwhile(editor.desk)
    answer = editor.submit(page, do, form=form, **{field: "what I wrote"})
    assert answer.status == 410
    assert expected in texts(answer, "prose")[0]
    assert "what I wrote" in written(answer)
    (number,) = elements(answer, "//main//a[starts-with(@href, '/history/')]/@href")
    preview = editor.get(number)
    assert preview.status == 200
    assert commands(editor.desk) == []


ENDED = [
    ("/entry/new", "entry", {"words": "a long text", "note": LINES}),
    ("/edit/speaker/2", "new-office", {"n.title": "minister", "n.organization": "MID"}),
    ("/sources/add", "source", {"text": LINES, "f.title": "A bridge"}),
    ("/review/4", "entry", {"setting": "a corridor", "reason": "twice"}),
]


@pytest.mark.parametrize("is_file_form", [True, False])
@pytest.mark.parametrize(("address", "form", "values"), ENDED)
def test_what_was_written_in_a_session_that_has_ended_comes_back(
    editor: Browser, address: str, form: str, values: dict[str, str], is_file_form: bool
) -> None:
    where, fields = form_of(editor.get(address), form)
    fields |= {f"f.{name}" if f"f.{name}" in fields else name: value for name, value in values.items()}
    editor.cookie = ""
    if is_file_form:
        parts = [f'--b\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()]
        body = ("".join(parts) + "--b--\r\n").encode()
        kind = "multipart/form-data; boundary=b"
        answer = editor.ask(where, "POST", body, content_type=kind, content_length=str(len(body)))
    else:
        answer = editor.post(where, fields)
    assert answer.status == 403
    assert set(values.values()) <= set(written(answer))


def test_a_large_file_of_a_stranger_is_not_read(editor: Browser) -> None:
    editor.cookie = ""
    body = b"--b\r\nnot a form"
    kind = "multipart/form-data; boundary=b"
    for length in ("", "4000001", "9" * 40, "²"):
        headers = {"content_type": kind, "content_length": length}
        assert editor.ask("/sources/add", "POST", body, **headers).status == 403


def test_a_locked_file_gives_back_what_was_written(editor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeline.database.turns.BUSY_MILLISECONDS", 100)
    page = editor.get("/entry/12")
    with closing(sqlite3.connect(editor.desk.path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        answer = editor.submit(page, "store", note="what I wrote")
    assert answer.status in (422, 503)
    assert form_of(answer)[1]["f.note"] == "what I wrote" if answer.status == 422 else "what I wrote" in written(answer)


@pytest.mark.parametrize("number", [2**63, 10**30])
@pytest.mark.parametrize("address", ["/entry/{}", "/review/{}", "/history/{}", "/edit/speaker/{}", "/sources/again/{}"])
def test_a_number_that_nothing_can_have_is_not_found(editor: Browser, address: str, number: int) -> None:
    assert editor.ask(address.format(number)).status in (404, 405)
    token = form_of(editor.get("/sources/add"), "source")[1]["token"]
    assert editor.post(address.format(number), {"token": token, "do": "store"}).status == 404


def test_too_many_values_are_a_problem_of_their_field(editor: Browser) -> None:
    many = "; ".join(f"topic {number}" for number in range(250))
    for address, form, field in (
        ("/entry/new", "entry", "topics"),
        ("/entry/12", "entry", "topics"),
        ("/entry/12", "entry", "participants"),
        ("/edit/speaker/2", "fields", "aliases"),
    ):
        for do in ("check", "store") if form == "entry" else ("store",):
            answer = editor.submit(editor.get(address), do, form=form, **{field: many, "note": "mine"})
            assert answer.status == (422 if do == "store" else 200), address
            problem = elements(answer, f"//*[@name='f.{field}']/following-sibling::div//*[@class='problem']/text()")
            assert problem == ["these are more than 200 values; use fewer"]
            fields = form_of(answer, form)[1]
            assert (fields[f"f.{field}"], fields["f.note"]) == (many, "mine")
    assert commands(editor.desk) == []


def test_another_kind_is_looked_at_before_it_is_stored(editor: Browser) -> None:
    page = editor.get("/entry/new")
    typed = {"words": "The embassy closes", "date": "2025-03", "speakers": "Lavrov", "role": "minister", "note": "mine"}
    answer = editor.submit(page, "store", kind="event", **typed)
    assert answer.status == 422
    assert "these are the fields of an event; look at them, and store it then" in problems(answer)
    (remark,) = [text for text in texts(answer, "note") if "not stored" in text]
    assert "An event does not have what you wrote as Speaker" in remark
    assert "Role" in remark
    assert commands(editor.desk) == []
    back = editor.submit(answer, "check", kind="statement")
    fields = form_of(back)[1]
    assert {name: fields[f"f.{name}"] for name in typed} == typed
    done = editor.submit(answer, "store")
    assert done.status == 200, problems(done)
    assert rows(editor.desk, "SELECT kind, title, speaker, note FROM timeline WHERE id = 15") == [
        ("event", "The embassy closes", None, "mine")
    ]


STALE = [
    ("link", "link", {"o.end": "4", "o.relation": "contradicts"}, "SELECT count(*) FROM links WHERE from_id = 12"),
    ("cite", "cite", {"o.source": "1", "o.exact": "x"}, "SELECT count(*) FROM citations WHERE entry_id = 12"),
    ("check", "doubt", {"o.doubt": "the day"}, "SELECT count(*) FROM checks WHERE entry_id = 12"),
]


@pytest.mark.parametrize(("form", "do", "values", "query"), STALE)
def test_what_is_done_to_an_entry_that_has_changed_since_is_asked_about(
    editor: Browser, form: str, do: str, values: dict[str, str], query: str
) -> None:
    page, before = editor.get("/entry/12"), rows(editor.desk, query)
    with changeset(editor.desk.path, "edit", by="Ben") as session:
        entries.edit(session, Form(entry=12, values={"setting": "a corridor"}))
    conflict = editor.submit(page, do, form=form, **values)
    assert conflict.status == 409
    assert rows(editor.desk, query) == before
    classes = elements(conflict, "//table//tbody/tr/@class")
    assert classes == sorted(classes)  # what is different stands first
    (action,) = elements(conflict, "//main//form/@action")
    hidden = dict(elements(conflict, "//main//form")[0].form_values())
    answer = editor.post(action.partition("#")[0], {**hidden, "do": do})
    assert answer.status == (422 if do == "cite" else 200), problems(answer)
    if do == "cite":
        assert form_of(answer, "cite")[1]["o.exact"] == "x"
    else:
        assert rows(editor.desk, query) == [(before[0][0] + 1,)]


def test_the_choice_that_names_repeat_survives_a_conflict(editor: Browser) -> None:
    page = editor.get("/edit/speaker/2")
    with changeset(editor.desk.path, "edit", by="Ben") as session:
        entities.edit(session, "speaker", "2", {"note": "theirs"})
    conflict = editor.submit(page, "store", form="fields", name="Dmitry Peskow", note="mine", **{"o.new": "yes"})
    assert conflict.status == 409
    (form,) = elements(conflict, "//main//form")
    done = editor.post("/edit/speaker/2", {**dict(form.form_values()), "pick.note": "mine", "do": "store"})
    assert done.status == 200, problems(done)
    assert rows(editor.desk, "SELECT name, note FROM speakers WHERE id = 2") == [("Dmitry Peskow", "mine")]


#: what people paste from Hebrew, Arabic and word processors, and what forms change at the ends of a text
ODD = [
    "a\u2067b\u2069c",
    "\u202babc",
    "one\u2028two",
    "x\x0by",
    " outer ",
    "tab\tx\t",
    "\u00a0nbsp\u00a0",
    "a\r\nb\r\n",
]
UNRELATED = [
    ("/entry/12", "entry", "UPDATE entries SET {} WHERE id = 12", ("setting", "role", "original_text"), "note"),
    ("/edit/speaker/2", "fields", "UPDATE speakers SET {} WHERE id = 2", ("note",), "country"),
    ("/edit/source/3", "fields", "UPDATE sources SET {} WHERE id = 3", ("title", "author", "note"), "publisher"),
    ("/edit/topic/1", "fields", "UPDATE topics SET {} WHERE id = 1", ("name",), "note"),
]


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize(("address", "form", "statement", "columns", "other"), UNRELATED)
def test_an_unrelated_edit_changes_no_other_field(
    editor: Browser, address: str, form: str, statement: str, columns: tuple[str, ...], other: str, text: str
) -> None:
    with closing(sqlite3.connect(editor.desk.path)) as connection, connection:
        connection.execute(statement.format(", ".join(f"{one} = :text" for one in columns)), {"text": text})
    done = editor.submit(editor.get(address), "store", form=form, **{other: "UA"})
    assert done.status == 200, problems(done)
    table = statement.split()[1]
    query = f"SELECT {', '.join((*columns, other))} FROM {table} WHERE id = {address.rpartition('/')[2]}"
    assert rows(editor.desk, query) == [(*[text] * len(columns), "UA")]


@pytest.mark.parametrize("text", ODD)
def test_an_unrelated_edit_leaves_further_names_and_offices_as_they_are(editor: Browser, text: str) -> None:
    with closing(sqlite3.connect(editor.desk.path)) as connection, connection:
        connection.execute("INSERT INTO speaker_names (speaker_id, name) VALUES (2, ?)", (f"{text}Lavrow",))
        connection.execute("UPDATE offices SET title = ? WHERE speaker_id = 2", (text,))
    before = rows(editor.desk, "SELECT id, name FROM speaker_names WHERE speaker_id = 2 ORDER BY id")
    page = editor.get("/edit/speaker/2")
    done = editor.submit(
        page, "store", form="fields", note="seen", aliases=form_of(page, "fields")[1]["f.aliases"] + "; Лаўроў"
    )
    assert done.status == 200, problems(done)
    assert rows(editor.desk, "SELECT id, name FROM speaker_names WHERE speaker_id = 2 ORDER BY id")[:-1] == before
    ((office,),) = rows(editor.desk, "SELECT max(id) FROM offices WHERE speaker_id = 2")
    done = editor.submit(done, "office", form=f"office{office}", organization="MID")
    assert done.status == 200, problems(done)
    assert rows(editor.desk, "SELECT title, organization FROM offices WHERE id = ?", office) == [(text, "MID")]


@pytest.mark.parametrize("text", ODD)
def test_a_refused_form_sends_back_every_character(editor: Browser, text: str) -> None:
    answer = editor.submit(editor.get("/entry/new"), "store", words=f"{text}.", note=f"a{text}b", date="never")
    assert answer.status == 422
    fields = form_of(answer)[1]
    assert plain_lines(fields["f.words"]) == plain_lines(f"{text}.")
    assert plain_lines(fields["f.note"]) == plain_lines(f"a{text}b")


@pytest.mark.parametrize("text", ODD)
def test_a_field_that_nobody_touched_is_not_in_conflict(editor: Browser, text: str) -> None:
    with closing(sqlite3.connect(editor.desk.path)) as connection, connection:
        connection.execute("UPDATE entries SET note = ? WHERE id = 12", (text,))
    page = editor.get("/entry/12")
    with changeset(editor.desk.path, "edit", by="Ben") as session:
        entries.edit(session, Form(entry=12, values={"note": "theirs"}))
    done = editor.submit(page, "store", setting="a corridor")
    assert done.status == 200, problems(done)
    assert rows(editor.desk, "SELECT setting, note FROM entries WHERE id = 12") == [("a corridor", "theirs")]


def test_several_sources_are_cited_each(editor: Browser) -> None:
    with closing(sqlite3.connect(editor.desk.path)) as connection, connection:
        connection.execute("INSERT INTO sources (title) VALUES ('War; peace')")
    typed = "3; War; peace; https://example.org/a;b?c;d; A letter"
    done = editor.submit(
        editor.get("/entry/new?kind=event"), "store", words="A bridge fell", date="2021", sources=typed
    )
    assert done.status == 200, problems(done)
    query = "SELECT coalesce(s.url, s.title) FROM citations c JOIN sources s ON s.id = c.source_id WHERE entry_id = 15"
    assert [row[0] for row in rows(editor.desk, f"{query} ORDER BY c.id")] == [
        "Ministers meet in Vienna",
        "War; peace",
        "https://example.org/a;b?c;d",
        "A letter",
    ]


def test_known_names_with_semicolons_are_one_name(editor: Browser) -> None:
    with closing(sqlite3.connect(editor.desk.path)) as connection, connection:
        connection.execute("INSERT INTO topics (name) VALUES ('war; peace')")
        connection.execute("INSERT INTO speakers (name) VALUES ('Smith; Jones & Co')")
    for page, do, number in ((editor.get("/entry/12"), "store", 12), (editor.get("/review/4"), "accept", 15)):
        done = editor.submit(
            page, do, topics="war; peace; talks", participants="Smith; Jones & Co (host); Lavrov (guest)"
        )
        if "look again" in done.text:
            done = editor.submit(done, do)
        assert done.status == 200, problems(done)
        assert rows(editor.desk, "SELECT count(*) FROM topics WHERE name IN ('war', 'peace')") == [(0,)]
        query = (
            "SELECT t.name FROM entry_topics e JOIN topics t ON t.id = e.topic_id WHERE entry_id = ? ORDER BY t.name"
        )
        assert rows(editor.desk, query, number) == [("talks",), ("war; peace",)]
        query = "SELECT count(*) FROM participants WHERE entry_id = ? AND role = 'host'"
        assert rows(editor.desk, query, number) == [(1,)]


def test_an_office_that_somebody_has_deleted_gives_back_what_was_written(editor: Browser) -> None:
    page = editor.get("/edit/speaker/2")
    ((office,),) = rows(editor.desk, "SELECT max(id) FROM offices WHERE speaker_id = 2")
    with closing(sqlite3.connect(editor.desk.path)) as connection, connection:
        connection.execute("DELETE FROM offices WHERE id = ?", (office,))
    answer = editor.submit(page, "office", form=f"office{office}", note="what I wrote")
    assert answer.status == 410
    assert f"Office {office} was deleted" in texts(answer, "prose")[0]
    assert "what I wrote" in written(answer)


def test_an_office_of_somebody_who_was_merged_is_not_stored_from_an_old_page(editor: Browser) -> None:
    ((office, speaker, note),) = rows(
        editor.desk, "SELECT id, speaker_id, note FROM offices WHERE speaker_id > 2 LIMIT 1"
    )
    page = editor.get(f"/edit/speaker/{speaker}")
    with changeset(editor.desk.path, "merge", by="Ben") as session:
        entities.merge(session, "speaker", str(speaker), "2")
    answer = editor.submit(page, "office", form=f"office{office}", note="what I wrote")
    assert answer.status == 410
    assert "what I wrote" in written(answer)
    assert rows(editor.desk, "SELECT note FROM offices WHERE id = ?", office) == [(note,)]


def test_a_merge_that_would_change_more_than_its_preview_showed_is_shown_again(editor: Browser) -> None:
    preview = editor.submit(editor.get("/edit/speaker/3"), "merge", form="merge", **{"o.target": "2"})
    with changeset(editor.desk.path, "add", by="Ben") as session:
        entries.add(session, Form(values={"text": "No", "speakers": "3", "date": "2021"}, kind="statement"))
    answer = editor.submit(preview, "really merge", form="merge")
    assert answer.status == 422
    assert "look at the merge again" in problems(answer)
    assert commands(editor.desk) == []
    preview = editor.submit(editor.get("/edit/speaker/3"), "merge", form="merge", **{"o.target": "2"})
    assert editor.submit(preview, "really merge", form="merge").status == 200


@pytest.mark.parametrize(
    ("address", "form", "do"),
    [("/entry/new", "entry", "store"), ("/edit/speaker/2", "fields", "store"), ("/sources/add", "source", "add")],
)
def test_a_refusal_is_said_first(editor: Browser, address: str, form: str, do: str) -> None:
    answer = editor.submit(editor.get(address), do, form=form)
    assert answer.status == 422
    assert elements(answer, "//*[@id='notice'][@role='alert']//strong/text()") == [
        "Nothing was stored yet: look at what is wrong below."
    ]
    assert answer.text.index("Nothing was stored yet") < answer.text.index("</title>") or address == "/sources/add"
