"""Two editors use all forms but those of review in any order; the file is compared with a model."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from tests.support.commands import filled
from tests.support.desk import TwoEditors, add_article, form_of

if TYPE_CHECKING:
    from tests.support.viewer import Answer

#: an entity: its kind and number
Named = tuple[str, int]
EDITORS, ENTRIES, SPEAKERS = st.integers(0, 1), st.integers(10, 13), st.integers(1, 3)
NAMED = st.sampled_from([("speaker", 1), ("speaker", 2), ("topic", 1), ("place", 1), ("source", 3)])
VALUES = st.sampled_from(("", "a corridor", "<i>“x”</i>", "б", "one\ntwo"))
FIELDS = st.sampled_from(("setting", "note"))
RELATIONS = st.sampled_from(("about", "contradicts"))
KINDS = st.sampled_from(("statement", "event"))
#: words of the text of source 3
WORDS = "The embassy in Oslo was closed on 3 March 2025."


class EditedForms(TwoEditors):
    """The file as two editors change it, and what it should hold."""

    def __init__(self) -> None:
        super().__init__()
        #: open pages of each editor: address → the page, and the values and the state that it shows
        self.open: list[dict[str, tuple[Answer, dict[str, str], object]]] = [{}, {}]
        self.entries, self.named, self.links, self.offices, self.added = self.stored()
        self.counts = self.counted()
        self.log: list[str] = []

    def read(self, query: str, *values: object) -> list[Any]:
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(query, values).fetchall()

    def stored(self) -> tuple[Any, ...]:
        """Return what the model has of the file."""
        query = "SELECT id, coalesce(setting, ''), coalesce(note, '') FROM entries WHERE id BETWEEN 10 AND 13"
        entries = {row[0]: {"setting": row[1], "note": row[2]} for row in self.read(query)}
        named: dict[Named, dict[str, str]] = {}
        for kind in ("speaker", "topic", "place", "source"):
            for number, note in self.read(f"SELECT id, coalesce(note, '') FROM {kind}s WHERE id < 4"):
                named[kind, number] = {"note": note}
        links = set(self.read("SELECT from_id, relation, to_id FROM links"))
        offices = dict(self.read("SELECT id, title FROM offices"))
        added = self.read("SELECT kind, coalesce(title, text), speaker FROM timeline WHERE id > 14 ORDER BY id")
        return entries, named, links, offices, added

    def counted(self) -> dict[str, int]:
        return {table: self.read(f"SELECT count(*) FROM {table}")[0][0] for table in ("checks", "citations", "sources")}

    def state(self, number: int) -> object:
        """Return what an editor sees of an entry, and would not expect to change unseen."""
        return dict(self.entries[number]), sorted(link for link in self.links if link[0] == number)

    def wrote(self, editor: int) -> None:
        self.log.append(self.name(editor))

    @rule(editor=EDITORS, number=ENTRIES)
    def look(self, editor: int, number: int) -> None:
        page = self.browsers[editor].get(f"/entry/{number}")
        self.open[editor][f"/entry/{number}"] = (page, dict(self.entries[number]), self.state(number))

    @rule(editor=EDITORS, named=NAMED)
    def look_at_names(self, editor: int, named: Named) -> None:
        address = "/edit/{}/{}".format(*named)
        self.open[editor][address] = (self.browsers[editor].get(address), dict(self.named[named]), None)

    def edited(self, editor: int, address: str, form: str, now: dict[str, str], field: str, value: str) -> None:
        """Store one field of an open page; it is refused if nobody has changed it, or somebody else has."""
        if address not in self.open[editor]:
            return
        page, shown, _ = self.open[editor][address]
        answer = self.browsers[editor].submit(page, "store", form=form, **{field: value})
        if value in (shown[field], now[field]):
            assert answer.status == 422, answer.text
        elif now[field] != shown[field]:
            assert answer.status == 409
        else:
            assert answer.status == 200, answer.text
            now[field] = value
            self.wrote(editor)
            del self.open[editor][address]

    @rule(editor=EDITORS, number=ENTRIES, field=FIELDS, value=VALUES)
    def edit(self, editor: int, number: int, field: str, value: str) -> None:
        self.edited(editor, f"/entry/{number}", "entry", self.entries[number], field, value)

    @rule(editor=EDITORS, named=NAMED, value=VALUES)
    def edit_names(self, editor: int, named: Named, value: str) -> None:
        self.edited(editor, "/edit/{}/{}".format(*named), "fields", self.named[named], "note", value)

    def acted(self, editor: int, number: int, form: str, do: str, **fields: str) -> "Answer | None":
        """Press a button beside the form of an entry, on the open page if there is one; None if that is out of date."""
        address = f"/entry/{number}"
        fresh: tuple[Answer, dict[str, str], object] = (self.browsers[editor].get(address), {}, self.state(number))
        page, _, state = self.open[editor].pop(address, fresh)
        answer = self.browsers[editor].submit(page, do, form=form, **fields)
        if state != self.state(number):
            assert answer.status == 409, answer.text
            return None
        return answer

    @rule(editor=EDITORS, number=ENTRIES, other=ENTRIES, relation=RELATIONS)
    def link(self, editor: int, number: int, other: int, relation: str) -> None:
        answer = self.acted(editor, number, "link", "link", **{"o.relation": relation, "o.end": str(other)})
        if answer is None:
            return
        if number == other or (number, relation, other) in self.links:
            assert answer.status == 422
            return
        assert answer.status == 200, answer.text
        self.links.add((number, relation, other))
        self.wrote(editor)

    @rule(editor=EDITORS, number=ENTRIES, other=ENTRIES, relation=RELATIONS)
    def unlink(self, editor: int, number: int, other: int, relation: str) -> None:
        answer = self.acted(editor, number, "link", f"unlink {relation} {other}")
        if answer is None:
            return
        if (number, relation, other) not in self.links:
            assert answer.status in (404, 422)
            return
        assert answer.status == 200, answer.text
        self.links.remove((number, relation, other))
        self.wrote(editor)

    @rule(editor=EDITORS, number=ENTRIES)
    def cite_and_take_away(self, editor: int, number: int) -> None:
        answer = self.acted(editor, number, "cite", "cite", **{"o.source": "3", "o.exact": WORDS})
        if answer is None:
            return
        assert answer.status == 200, answer.text
        self.wrote(editor)
        answer = self.browsers[editor].submit(answer, "uncite 3", form="cite")
        assert answer.status == 200, answer.text
        self.wrote(editor)

    @rule(editor=EDITORS, number=ENTRIES, doubt=st.sampled_from(("", "which day?")))
    def check(self, editor: int, number: int, doubt: str) -> None:
        answer = self.acted(editor, number, "check", "doubt" if doubt else "checked", **{"o.doubt": doubt})
        if answer is not None:
            assert answer.status == 200, answer.text
            self.counts["checks"] += 1
            self.wrote(editor)

    @rule(editor=EDITORS, number=ENTRIES)
    def delete_and_undo(self, editor: int, number: int) -> None:
        answer = self.acted(editor, number, "delete", "delete")
        if answer is None:
            return
        assert answer.status == 200, answer.text
        assert self.browsers[editor].get(f"/entry/{number}").status == 410
        undone = self.browsers[editor].post("/undo", form_of(answer, "undo")[1])
        assert "Undone" in undone.text, undone.text
        self.wrote(editor)
        self.wrote(editor)

    @rule(editor=EDITORS, kind=KINDS, shown=KINDS, words=VALUES, speaker=st.sampled_from(("", "Lavrov")))
    def add(self, editor: int, kind: str, shown: str, words: str, speaker: str) -> None:
        """Add an entry; on a page for the other kind the fields of this one are looked at first."""
        browser = self.browsers[editor]
        page = browser.get(f"/entry/new?kind={shown}")
        values = {"kind": kind, "words": words, "speakers": speaker, "date": "2021"}
        answer = browser.submit(page, "store", **values)
        if kind != shown:
            assert answer.status == 422
            page, answer = answer, browser.submit(answer, "store", **values)
        if not words or (kind == "statement" and not speaker):
            assert answer.status == 422
            return
        assert answer.status == 200, answer.text
        self.added.append((kind, words, "Sergey Lavrov" if kind == "statement" else None))
        self.wrote(editor)
        assert browser.submit(page, "store", **values).status == 422  # it was sent already

    @rule(editor=EDITORS, title=VALUES)
    def add_office(self, editor: int, title: str) -> None:
        page = self.browsers[editor].get("/edit/speaker/1")
        answer = self.browsers[editor].submit(page, "add office", form="new-office", **{"n.title": title})
        if not title:
            assert answer.status == 422, answer.text
            return
        assert answer.status == 200, answer.text
        self.offices[max(self.offices, default=0) + 1] = title
        self.wrote(editor)

    @precondition(lambda self: self.counts["sources"] < 4)
    @rule(editor=EDITORS)
    def take_in(self, editor: int) -> None:
        """Paste a text, which is stored while nobody waits; sent twice, it is stored once."""
        browser = self.browsers[editor]
        action, fields = form_of(browser.get("/sources/add"), "source")
        fields |= {"text": "Rain in the north.", "f.title": "Weather", "f.published": "2024-06-12"}
        for _ in range(2):
            browser.post(action, fields)
        until = time.monotonic() + 60
        while 'data-over="yes"' not in browser.get("/sources/jobs").text:
            assert time.monotonic() < until
            time.sleep(0.02)
        self.counts["sources"] += 1
        self.wrote(editor)

    @rule(editor=EDITORS, number=SPEAKERS, other=SPEAKERS)
    def merge_and_undo(self, editor: int, number: int, other: int) -> None:
        browser = self.browsers[editor]
        page = browser.get(f"/edit/speaker/{number}")
        preview = browser.submit(page, "merge", form="merge", **{"o.target": str(other)})
        if number == other:
            assert preview.status == 422
            return
        assert preview.status in (200, 422)  # two items of Wikidata differ
        if preview.status == 422:
            return
        done = browser.submit(preview, "really merge", form="merge")
        assert done.status == 200, done.text
        assert "Undone" in browser.post("/undo", form_of(done, "undo")[1]).text
        self.wrote(editor)
        self.wrote(editor)

    @rule(editor=EDITORS, back=st.integers(0, 5))
    def preview_undo(self, editor: int, back: int) -> None:
        """Look at what an undo would change, which changes nothing."""
        browser = self.browsers[editor]
        number = max(1, self.read("SELECT max(id) FROM changesets")[0][0] - back)
        action, fields = form_of(browser.get(f"/history/{number}"), "ask")
        assert browser.post(action, fields).status in (200, 409)

    @invariant()
    def the_file_is_as_the_model(self) -> None:
        entries, named, links, offices, added = self.stored()
        assert (entries, named, links, offices) == (self.entries, self.named, self.links, self.offices)
        assert added == self.added
        assert self.counted() == self.counts
        log = self.read("SELECT actor FROM changesets WHERE command LIKE 'browser:%' ORDER BY id")
        assert [row[0] for row in log] == self.log


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return add_article(filled(tmp_path_factory.mktemp("forms") / "timeline.db", ("init", "--example")))


def test_the_forms_of_two_editors_keep_the_file_as_the_model(template: Path) -> None:
    EditedForms.run(template)
