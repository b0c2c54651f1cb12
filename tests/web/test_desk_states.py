"""Two editors send requests in any order; the file is compared with a model after each of them."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from tests.support.commands import filled
from tests.support.desk import ARTICLE, PROPOSALS, SNAPSHOT, TwoEditors, add_article, form_of
from tests.support.viewer import Answer

WORDS = list(PROPOSALS)
EDITORS = st.integers(0, 1)
NUMBERS = st.integers(1, len(WORDS))
TOPICS = st.sampled_from(("treaties", "borders", "peace"))
#: who the people without a known name are
CHOICES = {"who.Oksana Bondar": "new", "who.Sergey Lavrof": "2"}
#: proposal → its speaker as stored
SPEAKERS = {1: "Oksana Bondar", 2: "Oksana Bondar", 3: "Sergey Lavrov", 4: "Dmitry Peskov", 5: None}


class ReviewedProposals(TwoEditors):
    """The file as two editors change it, and what it should hold."""

    def __init__(self) -> None:
        super().__init__()
        #: pages that each editor has open: proposal → page, and the state of the proposal when it was opened
        self.open: list[dict[int, tuple[Answer, tuple[Any, ...]]]] = [{}, {}]
        #: proposal → decision and topics, as the model has them
        self.state: dict[int, tuple[str, tuple[str, ...]]] = dict.fromkeys(range(1, 6), ("pending", ()))
        #: how often each proposal was decided or given a topic: what makes an open page stale
        self.ages = dict.fromkeys(self.state, 0)
        #: entries that should exist: number → speaker, words, setting
        self.entries: dict[int, tuple[str | None, str, str | None]] = {}
        #: proposal → the entry made from it
        self.made: dict[int, int] = {}
        self.next_entry = 15
        #: changesets of editors: name and command
        self.log: list[tuple[str, str]] = []
        self.used: list[tuple[int, str, dict[str, str]]] = []

    @rule(editor=EDITORS, number=NUMBERS)
    def look(self, editor: int, number: int) -> None:
        page = self.browsers[editor].get(f"/review/{number}")
        assert page.status == 200
        assert form_of(page)[1]["f.topics"] == "; ".join(self.state[number][1])
        self.open[editor][number] = (page, (self.ages[number],))

    def is_fresh(self, editor: int, number: int) -> bool:
        return self.open[editor][number][1] == (self.ages[number],)

    def sent(self, editor: int, number: int, do: str, **changes: str) -> Answer:
        """Send the form of an open page, and remember it to send it again."""
        page, _ = self.open[editor][number]
        address, fields = form_of(page)
        fields |= {f"f.{name}" if f"f.{name}" in fields else name: value for name, value in changes.items()}
        fields |= {name: value for name, value in CHOICES.items() if f'name="{name}"' in page.text}
        self.used.append((editor, address, {**fields, "do": do}))
        return self.browsers[editor].post(address, {**fields, "do": do})

    @rule(editor=EDITORS, number=NUMBERS, setting=st.sampled_from(("", "a corridor", "<b>“x”</b>")))
    def accept(self, editor: int, number: int, setting: str) -> None:
        if number not in self.open[editor]:
            return
        is_fresh = self.is_fresh(editor, number)
        answer = self.sent(editor, number, "accept", setting=setting)
        if not is_fresh:
            assert answer.status == 409
            return
        assert answer.status == 200, answer.text
        was, topics = self.state[number]
        if was == "accepted":
            self.entries.pop(self.made[number])
        self.entries[self.next_entry] = (SPEAKERS[number], WORDS[number - 1], setting or None)
        self.made[number] = self.next_entry
        self.next_entry += 1
        self.decided(number, "accepted", topics)
        self.log.append((self.name(editor), f"browser: accept proposal {number}"))
        self.open[editor].pop(number)

    def decided(self, number: int, decision: str, topics: tuple[str, ...]) -> None:
        self.state[number] = (decision, topics)
        self.ages[number] += 1

    @rule(editor=EDITORS, number=NUMBERS)
    def reject(self, editor: int, number: int) -> None:
        if number not in self.open[editor]:
            return
        is_fresh = self.is_fresh(editor, number)
        answer = self.sent(editor, number, "reject", reason="no")
        if not is_fresh:
            assert answer.status == 409
            return
        assert answer.status == 200, answer.text
        if self.state[number][0] == "accepted":
            self.entries.pop(self.made[number])
        self.decided(number, "rejected", self.state[number][1])
        self.log.append((self.name(editor), f"browser: reject proposal {number}"))
        self.open[editor].pop(number)

    @rule(editor=EDITORS, number=NUMBERS, topic=TOPICS)
    def give_topic(self, editor: int, number: int, topic: str) -> None:
        page = self.browsers[editor].get("/review?state=all")
        _, fields = form_of(page, "several")
        answer = self.browsers[editor].post(
            "/review", {**fields, "proposal": str(number), "topic": topic, "do": "topic"}
        )
        decision, topics = self.state[number]
        if decision != "pending" or topic in topics:
            assert answer.status == 409
            return
        assert answer.status == 200, answer.text
        self.state[number] = (decision, (*topics, topic))
        self.ages[number] += 1
        self.log.append((self.name(editor), f"browser: give 1 proposal the topic {topic}"))

    @rule(editor=EDITORS, begin=st.integers(0, len(ARTICLE) - 1), length=st.integers(1, 60))
    def select(self, editor: int, begin: int, length: int) -> None:
        browser = self.browsers[editor]
        token = form_of(browser.get(f"/review/new?snapshot={SNAPSHOT}"), "from-words")[1]["token"]
        start = {
            "token": token,
            "snapshot": str(SNAPSHOT),
            "do": "start",
            "kind": "event",
            "from": f"{begin}-{begin + length}",
        }
        page = browser.post("/review/new", start)
        if page.status == 422:
            return
        _, fields = form_of(page)
        first, last = map(int, fields["spans"].split("-"))
        assert first <= begin + length
        assert last >= begin
        answer = browser.post("/review/new", {**fields, "do": "accept"})
        if not ARTICLE[first:last].strip('“”"'):
            assert answer.status == 422  # a quotation mark alone is not an event
            return
        assert answer.status == 200, answer.text
        self.entries[self.next_entry] = (None, ARTICLE[first:last], None)
        self.next_entry += 1
        self.log.append((self.name(editor), "browser: add an entry from source 3"))

    @rule(editor=EDITORS, place=st.integers(0, 50))
    def send_again(self, editor: int, place: int) -> None:
        """Send a form a second time, in the session of the same editor or of the other one."""
        if not self.used:
            return
        owner, address, fields = self.used[place % len(self.used)]
        if self.open[owner].get(int(address.rpartition("/")[2])):
            return  # the form was refused, and stands open again
        answer = self.browsers[editor].post(address, fields)
        assert answer.status in (403, 409, 422)

    @rule(origin=st.sampled_from(("http://evil.example", "null", "")), number=NUMBERS)
    def forge(self, origin: str, number: int) -> None:
        address, fields = form_of(self.browsers[0].get(f"/review/{number}"))
        assert self.browsers[0].post(address, {**fields, "do": "reject"}, origin=origin).status == 403

    @invariant()
    def the_file_is_as_the_model(self) -> None:
        with closing(sqlite3.connect(self.path)) as connection:
            latest = dict(connection.execute("SELECT proposal_id, decision FROM verdicts ORDER BY id").fetchall())
            entries = connection.execute(
                "SELECT id, speaker, coalesce(text, title), setting FROM timeline WHERE id > 14 ORDER BY id"
            ).fetchall()
            cited = connection.execute("SELECT start, end, exact FROM citations WHERE entry_id > 14").fetchall()
            log = connection.execute(
                "SELECT actor, command FROM changesets WHERE command LIKE 'browser:%' ORDER BY id"
            ).fetchall()
            unsealed = connection.execute(
                "SELECT count(*) FROM changesets WHERE command LIKE 'browser:%' AND id NOT IN (SELECT changeset_id FROM seals)"
            ).fetchone()
        assert {number: latest.get(number, "pending") for number in self.state} == {
            number: decision for number, (decision, _) in self.state.items()
        }
        assert {row[0]: row[1:] for row in entries} == self.entries
        assert all(ARTICLE[start:end] == exact for start, end, exact in cited)
        assert len(cited) == len(self.entries)
        assert log == self.log
        assert unsealed == (0,)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return add_article(filled(tmp_path_factory.mktemp("states") / "timeline.db", ("init", "--example")))


def test_two_editors_lose_and_misattribute_nothing(template: Path) -> None:
    ReviewedProposals.run(template)
