"""Two editors use the forms of entries, speakers and history in any order; the file is compared with a model."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from tests.support.commands import filled
from tests.support.desk import TwoEditors, add_article, form_of

if TYPE_CHECKING:
    from tests.support.viewer import Answer

EDITORS, ENTRIES, SPEAKERS = st.integers(0, 1), st.integers(10, 13), st.integers(1, 3)
VALUES = st.sampled_from(("", "a corridor", "<i>“x”</i>", "б"))
FIELDS = st.sampled_from(("setting", "note"))
RELATIONS = st.sampled_from(("about", "contradicts"))


class EditedForms(TwoEditors):
    """The file as two editors change it, and what it should hold."""

    def __init__(self) -> None:
        super().__init__()
        #: open pages of each editor: address → the page, and the values that it shows
        self.open: list[dict[str, tuple[Answer, dict[str, str]]]] = [{}, {}]
        with closing(sqlite3.connect(self.path)) as connection:
            query = "SELECT id, coalesce(setting, ''), coalesce(note, '') FROM entries WHERE id BETWEEN 10 AND 13"
            self.entries = {row[0]: {"setting": row[1], "note": row[2]} for row in connection.execute(query)}
            query = "SELECT id, coalesce(note, '') FROM speakers WHERE id < 4"
            self.speakers = {row[0]: {"note": row[1]} for row in connection.execute(query)}
            self.links = set(connection.execute("SELECT from_id, relation, to_id FROM links").fetchall())
            self.checks = connection.execute("SELECT count(*) FROM checks").fetchone()[0]
            self.count = connection.execute("SELECT count(*) FROM entries").fetchone()[0]
        self.log: list[str] = []

    def stored(self, editor: int) -> None:
        self.log.append(self.name(editor))

    @rule(editor=EDITORS, number=ENTRIES)
    def look(self, editor: int, number: int) -> None:
        self.open[editor][f"/entry/{number}"] = (
            self.browsers[editor].get(f"/entry/{number}"),
            dict(self.entries[number]),
        )

    @rule(editor=EDITORS, number=SPEAKERS)
    def look_at_speaker(self, editor: int, number: int) -> None:
        page = self.browsers[editor].get(f"/edit/speaker/{number}")
        self.open[editor][f"/edit/speaker/{number}"] = (page, dict(self.speakers[number]))

    def edited(self, editor: int, address: str, form: str, now: dict[str, str], field: str, value: str) -> None:
        """Store one field of an open page; it is refused if nobody has changed it, or somebody else has."""
        if address not in self.open[editor]:
            return
        page, shown = self.open[editor][address]
        answer = self.browsers[editor].submit(page, "store", form=form, **{field: value})
        if value in (shown[field], now[field]):
            assert answer.status == 422, answer.text
        elif now[field] != shown[field]:
            assert answer.status == 409
        else:
            assert answer.status == 200, answer.text
            now[field] = value
            self.stored(editor)
            del self.open[editor][address]

    @rule(editor=EDITORS, number=ENTRIES, field=FIELDS, value=VALUES)
    def edit(self, editor: int, number: int, field: str, value: str) -> None:
        self.edited(editor, f"/entry/{number}", "entry", self.entries[number], field, value)

    @rule(editor=EDITORS, number=SPEAKERS, value=VALUES)
    def edit_speaker(self, editor: int, number: int, value: str) -> None:
        self.edited(editor, f"/edit/speaker/{number}", "fields", self.speakers[number], "note", value)

    @rule(editor=EDITORS, number=ENTRIES, other=ENTRIES, relation=RELATIONS)
    def link(self, editor: int, number: int, other: int, relation: str) -> None:
        page = self.browsers[editor].get(f"/entry/{number}")
        fields = {"o.relation": relation, "o.end": str(other)}
        answer = self.browsers[editor].submit(page, "link", form="link", **fields)
        if number == other or (number, relation, other) in self.links:
            assert answer.status == 422
            return
        assert answer.status == 200, answer.text
        self.links.add((number, relation, other))
        self.stored(editor)

    @rule(editor=EDITORS, number=ENTRIES, other=ENTRIES, relation=RELATIONS)
    def unlink(self, editor: int, number: int, other: int, relation: str) -> None:
        page = self.browsers[editor].get(f"/entry/{number}")
        answer = self.browsers[editor].submit(page, f"unlink {relation} {other}", form="link")
        if (number, relation, other) not in self.links:
            assert answer.status in (404, 422)
            return
        assert answer.status == 200, answer.text
        self.links.remove((number, relation, other))
        self.stored(editor)

    @rule(editor=EDITORS, number=ENTRIES, doubt=st.sampled_from(("", "which day?")))
    def check(self, editor: int, number: int, doubt: str) -> None:
        page = self.browsers[editor].get(f"/entry/{number}")
        do = "doubt" if doubt else "checked"
        assert self.browsers[editor].submit(page, do, form="check", **{"o.doubt": doubt}).status == 200
        self.checks += 1
        self.stored(editor)

    @rule(editor=EDITORS, number=ENTRIES)
    def delete_and_undo(self, editor: int, number: int) -> None:
        """Delete an entry, and give it back; a stale page does not delete."""
        address = f"/entry/{number}"
        page, shown = self.open[editor].pop(address, (self.browsers[editor].get(address), dict(self.entries[number])))
        answer = self.browsers[editor].submit(page, "delete", form="delete")
        if answer.status == 409:
            return  # somebody has changed it, or its links, since the page was opened
        assert answer.status == 200, answer.text
        assert shown == self.entries[number]
        assert self.browsers[editor].get(address).status == 410
        undone = self.browsers[editor].post("/undo", form_of(answer, "undo")[1])
        assert "Undone" in undone.text, undone.text
        self.stored(editor)
        self.stored(editor)

    @rule(editor=EDITORS, number=SPEAKERS, other=SPEAKERS)
    def merge_and_undo(self, editor: int, number: int, other: int) -> None:
        browser = self.browsers[editor]
        preview = browser.submit(
            browser.get(f"/edit/speaker/{number}"), "merge", form="merge", **{"o.target": str(other)}
        )
        if number == other:
            assert preview.status == 422
            return
        assert preview.status in (200, 422)  # two items of Wikidata differ
        if preview.status == 422:
            return
        done = browser.submit(preview, "really merge", form="merge")
        assert done.status == 200, done.text
        assert "Undone" in browser.post("/undo", form_of(done, "undo")[1]).text
        self.stored(editor)
        self.stored(editor)

    @rule(editor=EDITORS, back=st.integers(0, 5))
    def preview_undo(self, editor: int, back: int) -> None:
        """Look at what an undo would change, which changes nothing."""
        browser = self.browsers[editor]
        with closing(sqlite3.connect(self.path)) as connection:
            last = connection.execute("SELECT max(id) FROM changesets").fetchone()[0]
        number = max(1, last - back)
        action, fields = form_of(browser.get(f"/history/{number}"), "ask")
        assert browser.post(action, fields).status in (200, 409)

    @invariant()
    def the_file_is_as_the_model(self) -> None:
        with closing(sqlite3.connect(self.path)) as connection:
            query = "SELECT id, coalesce(setting, ''), coalesce(note, '') FROM entries WHERE id BETWEEN 10 AND 13"
            entries = {row[0]: {"setting": row[1], "note": row[2]} for row in connection.execute(query)}
            query = "SELECT id, coalesce(note, '') FROM speakers WHERE id < 4"
            speakers = {row[0]: {"note": row[1]} for row in connection.execute(query)}
            links: set[Any] = set(connection.execute("SELECT from_id, relation, to_id FROM links").fetchall())
            checks = connection.execute("SELECT count(*) FROM checks").fetchone()[0]
            count = connection.execute("SELECT count(*) FROM entries").fetchone()[0]
            log = connection.execute(
                "SELECT actor FROM changesets WHERE command LIKE 'browser:%' ORDER BY id"
            ).fetchall()
        assert (entries, speakers, links) == (self.entries, self.speakers, self.links)
        assert (checks, count) == (self.checks, self.count)
        assert [row[0] for row in log] == self.log


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return add_article(filled(tmp_path_factory.mktemp("forms") / "timeline.db", ("init", "--example")))


def test_the_forms_of_two_editors_keep_the_file_as_the_model(template: Path) -> None:
    EditedForms.run(template)
