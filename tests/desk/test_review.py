"""A review without a screen: looking, correcting, deciding, going back, and names that need a choice."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import with_article
from tests.support.files import OpenChangeset
from timeline.database.opening import read_connection
from timeline.desk import decisions
from timeline.desk.review import Item, Review
from timeline.errors import IncompleteError, NoEntryError, NotFoundError, RefusedError
from timeline.reading import proposals as stored
from timeline.reading.proposals import ProposalFilter

Sql = Callable[..., list[Any]]
ARTICLE = """\
Ministers meet in Vienna

“The treaty is dead,” said Oksana Bondar, the deputy minister, on Monday.

“Nobody has asked us about the border,” Ms. Bondar told reporters.

“There will be a second round next month,” said Sergey Lavrof, an adviser.
"""


@pytest.fixture(scope="module")
def ingested_file(tmp_path_factory: pytest.TempPathFactory, example_file: Path) -> Path:
    """The example with the proposals of an article, which is source 3; to be copied."""
    return with_article(example_file, tmp_path_factory.mktemp("ingested"), ARTICLE)


@pytest.fixture
def connection(ingested_file: Path, example: Path) -> Iterator[sqlite3.Connection]:
    """Read the worked example with the proposals of an article, which the test may decide."""
    shutil.copy(ingested_file, example)
    with read_connection(example) as connection:
        yield connection


@pytest.fixture
def session(connection: sqlite3.Connection, opened: OpenChangeset) -> Review:
    """Return a review of all pending proposals."""
    return Review(connection, stored.numbers(connection, ProposalFilter(states=("pending",))), opened)


def looking_at(session: Review, words: str) -> Item:
    """Skip to the proposal that has some words."""
    while (item := session.look()) is not None and words not in item.draft.words:
        session.skip()
    assert item is not None
    return item


def test_an_accepted_proposal_is_an_entry_with_its_citation(session: Review, sql: Sql) -> None:
    item = looking_at(session, "treaty")
    assert item.text[item.spans[0][0] : item.spans[0][1]] == "The treaty is dead"
    session.correct("topics", "treaties; borders")
    assert session.correct("date", "March 4")[0].field == "date"
    made = session.accept()
    assert sql("SELECT date, date_text, speaker, text, topics FROM timeline WHERE id = ?", made.value) == [
        ("2024-03-04", "March 4", "Oksana Bondar", "The treaty is dead", "treaties, borders")
    ]
    assert sql("SELECT exact FROM citations WHERE entry_id = ?", made.value) == [("The treaty is dead",)]
    assert sql("SELECT max(id) FROM changesets") == [(made.changeset,)]
    assert "new speaker" in made.notes[0].message
    assert (session.counts["accepted"], session.left()) == (1, len(session.numbers) - 1)


def test_a_name_that_resembles_a_known_one_needs_a_choice(session: Review, sql: Sql) -> None:
    looking_at(session, "second round")
    (question,) = session.questions()
    assert (question.typed, [entity.id for entity in question.near]) == ("Sergey Lavrof", [2])
    with pytest.raises(NotFoundError) as raised:
        session.accept()
    assert (raised.value.code, raised.value.field) == ("like-known", "speakers")
    made = session.accept({"Sergey Lavrof": 2}).value
    assert sql("SELECT speaker_id FROM entries WHERE id = ?", made) == [(2,)]
    session.back()
    looking_at(session, "second round")
    again = session.accept({"Sergey Lavrof": None}).value
    assert sql("SELECT speaker FROM timeline WHERE id = ?", again) == [("Sergey Lavrof",)]
    assert sql("SELECT count(*) FROM entries WHERE id = ?", made) == [(0,)]


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("text", "Something else was said", RefusedError),
        ("mode", "loud", RefusedError),
        ("date", "32 May 2024", RefusedError),
        ("date", "tomorrow", RefusedError),
        ("links", "about 999", NoEntryError),
        ("lang", "no language", RefusedError),
        ("note", "a\0b", RefusedError),
        ("topics", "Crimea; 98", NotFoundError),
        ("topics", "…", RefusedError),
        ("places", "98", NotFoundError),
        ("via", "98", NotFoundError),
        ("via", "…", RefusedError),
        ("via", "https://me:secret@example.org/", RefusedError),
        ("speakers", "98", NotFoundError),
        ("speakers", "…", RefusedError),
        ("participants", "Anna Lee (host); 98 (guest)", NotFoundError),
    ],
)
def test_a_wrong_correction_is_refused_at_its_field_and_leaves_the_draft(
    session: Review, field: str, typed: str, error: type[RefusedError]
) -> None:
    before = looking_at(session, "treaty").draft
    with pytest.raises(error) as raised:
        session.correct(field, typed)
    assert raised.value.field == field
    assert session.item is not None
    assert session.item.draft == before


def test_a_known_name_or_number_is_a_correction(session: Review) -> None:
    item = looking_at(session, "treaty")
    for field, typed, value in (
        ("topics", "3; Crimea; treaties", ("3", "Crimea", "treaties")),
        ("places", "Vienna; 2", ("Vienna", "2")),
        ("via", "2", "2"),
        ("via", "A new paper", "A new paper"),
        ("speakers", "Lavrov; 1", ("Lavrov", "1")),
    ):
        session.correct(field, typed)
        assert getattr(item.draft, field) == value


def test_a_statement_that_becomes_an_event_and_back_is_as_before(session: Review) -> None:
    item = looking_at(session, "treaty")
    before = item.draft
    session.correct("kind", "event")
    assert item.draft.kind == "event"
    assert (item.draft.title, item.draft.text, item.draft.speakers) == ("The treaty is dead", None, ())
    with pytest.raises(RefusedError, match="an event has no speaker"):
        session.correct("speakers", "Anna Lee")
    session.correct("kind", "statement")
    assert item.draft == before


def test_a_statement_without_a_speaker_cannot_be_accepted(session: Review) -> None:
    looking_at(session, "treaty")
    session.correct("speakers", "")
    assert session.needs_speaker
    with pytest.raises(IncompleteError) as raised:
        session.accept()
    assert raised.value.field == "speakers"


def test_a_decision_by_somebody_else_is_detected(
    session: Review, connection: sqlite3.Connection, opened: OpenChangeset, sql: Sql
) -> None:
    item = looking_at(session, "treaty")
    other = Review(connection, [item.proposal["id"]], opened)
    other.look()
    other.reject("no")
    assert session.is_stale()
    with pytest.raises(RefusedError, match="meanwhile"):
        session.accept()
    following = session.look()
    assert session.passed == [(item.proposal["id"], "rejected")]
    assert following is not None
    assert following.proposal["id"] != item.proposal["id"]
    assert sql("SELECT decision, note FROM verdicts") == [("rejected", "no")]


def test_a_proposal_can_be_added_as_a_citation(session: Review, sql: Sql) -> None:
    looking_at(session, "border")
    with pytest.raises(RefusedError, match="entry 1 is an event"):
        session.cite(1)
    assert session.cite(12).value == 12
    assert sql("SELECT exact FROM citations WHERE entry_id = 12 AND source_id = 3") == [
        ("Nobody has asked us about the border",)
    ]


def test_certain_proposals_are_accepted_in_one_changeset(
    connection: sqlite3.Connection, opened: OpenChangeset, sql: Sql
) -> None:
    before = sql("SELECT count(*) FROM changesets")[0][0]
    accepted = decisions.accept_high(connection, ProposalFilter(states=("pending",)), opened)
    assert accepted.high == len(accepted.entries) + sum(accepted.left.values())
    assert accepted.entries
    assert set(accepted.left) <= set(decisions.LEFT_REASONS)
    assert accepted.left["name"] == 1
    assert sql("SELECT count(*) FROM changesets") == [(before + 1,)]
    again = decisions.accept_high(connection, ProposalFilter(states=("pending",)), opened)
    assert again.entries == ()
    assert sql("SELECT count(*) FROM changesets") == [(before + 1,)]


def test_only_a_blind_review_stores_nothing_after_a_refused_correction(
    connection: sqlite3.Connection, opened: OpenChangeset, session: Review
) -> None:
    session.look()
    blind = Review(connection, session.numbers, opened, is_blind=True)
    blind.look()
    for one in (session, blind):
        with pytest.raises(RefusedError, match="lang"):
            one.correct_line("lang e!")
    with pytest.raises(RefusedError, match="correct it again") as refused:
        blind.accept()
    assert refused.value.field == "lang"
    with pytest.raises(RefusedError, match="proposal 1"):
        blind.refuse_lost()
    session.accept()
    session.refuse_lost()
