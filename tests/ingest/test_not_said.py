"""Test conditions, doubts, questions and refusals: what nobody has said is low, and its cue has the word that tells."""

import pytest

from tests.support.articles import needs_spacy, statements
from timeline.ingest import Candidate

pytestmark = needs_spacy


def only(text: str) -> Candidate:
    (one,) = statements(text, grammar=True)
    return one


def cue(text: str, one: Candidate) -> str:
    """Return the words of the cue of a statement."""
    ((begin, end),) = one.cue_spans
    return text[begin:end]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("If Thomas Velk says that the tunnel is safe, the lorries will return.", "If Thomas Velk says"),
        ("The lorries will return if Thomas Velk says that the tunnel is safe.", "if Thomas Velk says"),
        ("Unless Thomas Velk says that the tunnel is safe, nobody will drive.", "Unless Thomas Velk says"),
        ("Nobody will drive until Thomas Velk says that the tunnel is safe.", "until Thomas Velk says"),
        ("Should Thomas Velk say that the tunnel is safe, the lorries will return.", "Should Thomas Velk say"),
        ("Had Thomas Velk said that the tunnel is safe, nobody would have waited.", "Had Thomas Velk said"),
        ("When Thomas Velk says that the tunnel is safe, the lorries will return.", "When Thomas Velk says"),
        ("Whenever Thomas Velk says that the tunnel is safe, the lorries return.", "Whenever Thomas Velk says"),
        ("Let Thomas Velk say that the tunnel is safe.", "Let Thomas Velk say"),
        ("Did Thomas Velk say that the tunnel is safe?", "Did Thomas Velk say"),
        ("Nobody knows whether Thomas Velk said that the tunnel is safe.", "whether Thomas Velk said"),
        ("It is unclear if Thomas Velk said that the tunnel is safe.", "if Thomas Velk said"),
    ],
)
def test_what_somebody_says_on_a_condition_is_low(text: str, words: str) -> None:
    one = only(text)
    assert (one.confidence, one.speaker, one.text) == ("low", "Thomas Velk", "that the tunnel is safe")
    assert cue(text, one) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("There is no evidence that Thomas Velk said that the tunnel was safe.", "evidence that Thomas Velk said"),
        ("There is no proof that Thomas Velk said that the tunnel was safe.", "proof that Thomas Velk said"),
        ("There is no sign that Thomas Velk said that the tunnel was safe.", "sign that Thomas Velk said"),
        (
            "There is no evidence that Transport Minister Thomas Velk ever said that the tunnel was safe.",
            "evidence that Transport Minister Thomas Velk ever said",
        ),
        ("Greta Lindh doubts that Thomas Velk said that the tunnel was safe.", "doubts that Thomas Velk said"),
        ("It is not true that Thomas Velk said that the tunnel was safe.", "true that Thomas Velk said"),
        ("It is unlikely that Thomas Velk said that the tunnel was safe.", "unlikely that Thomas Velk said"),
        ("Imagine that Thomas Velk said that the tunnel was safe.", "Imagine that Thomas Velk said"),
    ],
)
def test_what_nobody_can_prove_that_somebody_said_is_low(text: str, words: str) -> None:
    one = only(text)
    assert (one.confidence, one.speaker, one.text) == ("low", "Thomas Velk", "that the tunnel was safe")
    assert cue(text, one) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Thomas Velk refused to confirm that the tunnel was safe.", "refused to confirm"),
        ("Thomas Velk refused to say that the tunnel was safe.", "refused to say"),
        ("Thomas Velk declined to say that the tunnel was safe.", "declined to say"),
        ("Thomas Velk failed to mention that the tunnel was safe.", "failed to mention"),
        ("Thomas Velk stopped short of saying that the tunnel was safe.", "stopped short of saying"),
        ("Thomas Velk avoided saying that the tunnel was safe.", "avoided saying"),
    ],
)
def test_what_somebody_refused_to_say_is_low(text: str, words: str) -> None:
    one = only(text)
    assert (one.confidence, one.speaker, one.text) == ("low", "Thomas Velk", "that the tunnel was safe")
    assert cue(text, one) == words
    assert one.mode == "paraphrase"


def test_a_question_that_somebody_declined_to_answer_is_low() -> None:
    text = "Thomas Velk declined to say whether the tunnel was safe."
    one = only(text)
    assert (one.confidence, one.text) == ("low", "whether the tunnel was safe")
    assert cue(text, one) == "declined to say"


def test_a_quotation_that_somebody_would_have_said_is_low_and_not_verbatim() -> None:
    text = "“The tunnel is safe,” Thomas Velk would have said if the engineers had let him."
    one = only(text)
    assert (one.confidence, one.mode) == ("low", "paraphrase")
    assert cue(text, one) == "would have said"


@pytest.mark.parametrize(
    "text",
    [
        "Thomas Velk said that the tunnel was safe.",
        "When Thomas Velk said on Monday that the tunnel was safe, the lorries returned.",
        "After Thomas Velk said that the tunnel was safe, the lorries returned.",
        "Only then did Thomas Velk say that the tunnel was safe.",
        "Not until Monday did Thomas Velk say that the tunnel was safe.",
        "Thomas Velk did say that the tunnel was safe.",
        "Thomas Velk once said that the tunnel was safe.",
        "Thomas Velk confirmed that the tunnel was safe.",
        "Thomas Velk declined an invitation and said that the tunnel was safe.",
        "Asked by Reuters, Thomas Velk said that the tunnel was safe.",
    ],
)
def test_what_somebody_really_said_is_not_low(text: str) -> None:
    one = only(text)
    assert (one.confidence, one.speaker, one.text) == ("high", "Thomas Velk", "that the tunnel was safe")
    assert cue(text, one) in ("said", "say", "confirmed")


def test_a_condition_within_the_words_of_somebody_changes_nothing() -> None:
    one = only("Thomas Velk said that if the tunnel was safe the lorries would return.")
    assert (one.confidence, one.text) == ("high", "that if the tunnel was safe the lorries would return")


def test_a_refusal_to_act_is_said() -> None:
    one = only("Thomas Velk refused to close the tunnel.")
    assert (one.confidence, one.text) == ("medium", "to close the tunnel")


@pytest.mark.parametrize("asked", ["whether the tunnel was safe", "if the tunnel was safe", "about the tunnel"])
def test_a_question_that_an_outlet_puts_is_not_the_answer(asked: str) -> None:
    one = only(f"Asked by Reuters {asked}, Thomas Velk said that the engineers were still at work.")
    assert (one.speaker, one.text) == ("Thomas Velk", "that the engineers were still at work")
    assert one.confidence == "high"


@pytest.mark.parametrize(
    "text",
    [
        "Thomas Velk was asked whether the tunnel was safe.",
        "Thomas Velk has yet to say that the tunnel is safe.",
        "The owners want Thomas Velk to say that the tunnel is safe.",
    ],
)
def test_words_that_are_only_wanted_give_no_statement(text: str) -> None:
    assert statements(text, grammar=True) == []


def test_a_quoted_question_before_an_answer_does_not_belong_to_who_answers() -> None:
    one = only("Asked by Reuters, “Will the tunnel ever open again?” Thomas Velk said: “We will open it in June.”")
    assert (one.speaker, one.text, one.mode) == ("Thomas Velk", "We will open it in June.", "verbatim")


@pytest.mark.parametrize("asker", ["a reporter", "one journalist", "a moderator", "Reuters"])
def test_a_question_of_a_reporter_or_an_outlet_is_low(asker: str) -> None:
    question, answer = statements(
        f"“Will the tunnel ever open again?” {asker} asked. “We will open it in June,” Thomas Velk said.", grammar=True
    )
    assert question.confidence == "low"
    assert question.speaker != "Thomas Velk"
    assert (answer.speaker, answer.text, answer.confidence) == ("Thomas Velk", "We will open it in June", "high")


def test_a_question_of_a_person_is_a_statement_of_theirs() -> None:
    one = only("“Will the tunnel ever open again?” asked Thomas Velk.")
    assert (one.speaker, one.text, one.confidence) == ("Thomas Velk", "Will the tunnel ever open again?", "high")
