"""Test denials and possible statements: proposals keep the words that negate them, or do not exist."""

from typing import TYPE_CHECKING, cast

import pytest

from tests.support.articles import needs_spacy, read
from timeline.store.entry_passage import passage

if TYPE_CHECKING:
    from timeline.reading.proposals import ProposalRecord

pytestmark = needs_spacy


def proposed_entries(text: str) -> list[tuple[str, str | None, str, str | None, str | None]]:
    """Return confidence, speaker, words, mode and date of each statement as an entry."""
    found = [one for one in read(text, published="2024-05-08", grammar=True) if one.kind == "statement"]
    return [
        (
            one.confidence,
            one.speaker,
            " … ".join(text[begin:end] for begin, end in passage(text, cast("ProposalRecord", one._asdict()))),
            one.mode,
            one.date,
        )
        for one in found
    ]


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        ("Karl Holm did not say that the bridge would open.", "Karl Holm", "did not say that the bridge would open"),
        ("Karl Holm didn’t say that the bridge was shut.", "Karl Holm", "didn’t say that the bridge was shut"),
        ("Karl Holm never claimed that the bridge was safe.", "Karl Holm", "never claimed that the bridge was safe"),
        ("Karl Holm hardly said that the bridge was safe.", "Karl Holm", "hardly said that the bridge was safe"),
        ("Karl Holm would not say that the bridge was safe.", "Karl Holm", "would not say that the bridge was safe"),
        (
            "Karl Holm may announce on Friday that the bridge is shut.",
            "Karl Holm",
            "may announce on Friday that the bridge is shut",
        ),
        (
            "Karl Holm will say on Thursday that the bridge is shut.",
            "Karl Holm",
            "will say on Thursday that the bridge is shut",
        ),
        ("Karl Holm denied having said that “it is shut.”", "Karl Holm", "denied having said that “it is shut.”"),
        ("Karl Holm denied saying that “it is shut.”", "Karl Holm", "denied saying that “it is shut.”"),
        (
            "Karl Holm left without saying that the bridge was shut.",
            "Karl Holm",
            "without saying that the bridge was shut",
        ),
        (
            "Karl Holm stopped short of saying that it was shut.",
            "Karl Holm",
            "stopped short of saying that it was shut",
        ),
        (
            "Nobody at the ministry said that the talks had failed.",
            None,
            "Nobody at the ministry said that the talks had failed",
        ),
        ("It was not Karl Holm who said that it was shut.", None, "was not Karl Holm who said that it was shut"),
        (
            "Neither Karl Holm nor Anna Berg said that it was over.",
            None,
            "Neither Karl Holm nor Anna Berg said that it was over",
        ),
    ],
)
def test_words_that_were_not_said_give_no_plain_statement(text: str, speaker: str | None, words: str) -> None:
    assert proposed_entries(text) == [("low", speaker, words, "paraphrase", None)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Karl Holm denied that the bridge was shut.", "denied that the bridge was shut"),
        ("Karl Holm denied on Monday that the bridge was shut.", "denied on Monday that the bridge was shut"),
        ("Karl Holm dismissed the idea of a new bridge.", "dismissed the idea of a new bridge"),
        ("Karl Holm ruled out a new bridge.", "ruled out a new bridge"),
        ("Karl Holm said that the bridge was shut.", "the bridge was shut"),
        ("Karl Holm said the bridge was shut.", "the bridge was shut"),
        ("Karl Holm told reporters that the bridge was shut.", "the bridge was shut"),
        ("Karl Holm insisted that the bridge was shut.", "the bridge was shut"),
    ],
)
def test_a_denial_keeps_its_verb(text: str, words: str) -> None:
    (found,) = proposed_entries(text)
    assert found[2:4] == (words, "paraphrase")
    assert found[0] != "low"


def test_a_question_by_somebody_else_is_not_a_statement() -> None:
    assert proposed_entries("Asked whether the bridge would open, Karl Holm said no.") == []


def test_a_negation_within_the_statement_changes_nothing() -> None:
    assert proposed_entries("“We will not go,” Karl Holm said.") == [
        ("high", "Karl Holm", "We will not go", "verbatim", None)
    ]
    (found,) = proposed_entries("Karl Holm said he did not believe that the bridge was safe.")
    assert found[:3] == ("high", "Karl Holm", "he did not believe that the bridge was safe")


def test_a_date_that_describes_a_thing_is_not_the_date_of_the_statement() -> None:
    assert proposed_entries("“It was good,” Karl Holm said of the March 3, 2023, visit.")[0][4] is None
    assert proposed_entries("“It was good,” Karl Holm said on March 3, 2023.")[0][4] == "2023-03-03"
