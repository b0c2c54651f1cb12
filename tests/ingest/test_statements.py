"""Test statements and their speakers, by grammar and by patterns alone."""

import sys
from typing import Any

import pytest

from tests.support.articles import needs_spacy, statements
from timeline.errors import RefusedError
from timeline.ingest import NEEDS_NLP, read_article

BOTH = [pytest.param(True, marks=needs_spacy, id="grammar"), pytest.param(False, id="patterns")]

#: text → speaker and words of each statement; quoted speech is read either way
QUOTED = [
    ("“The border is shut,” Foreign Minister Ivan Petrov said on Tuesday.", [("Ivan Petrov", "The border is shut")]),
    ("“The border is shut,” said Ivan Petrov, a spokesman for the ministry.", [("Ivan Petrov", "The border is shut")]),
    (
        "“The border is shut,” Ivan Petrov said, “and it will stay shut.”",
        [("Ivan Petrov", "The border is shut … and it will stay shut.")],
    ),
    (
        "“The border is shut,” Ivan Petrov said. “It will stay shut.”",
        [("Ivan Petrov", "The border is shut … It will stay shut.")],
    ),
    ("Ivan Petrov told reporters in Oslo: “The border is shut.”", [("Ivan Petrov", "The border is shut.")]),
    ("In a statement on Monday, Ivan Petrov said, “The border is shut.”", [("Ivan Petrov", "The border is shut.")]),
    ("President Ivan Petrov wrote: «Кордон закрито».", [("Ivan Petrov", "Кордон закрито")]),
    ("''It's shut for good,'' Ivan Petrov said.", [("Ivan Petrov", "It's shut for good")]),
    (
        "“The border is shut,” Ivan Petrov, 52, of Oslo, told the BBC when asked about it.",
        [("Ivan Petrov", "The border is shut")],
    ),
    (
        "“Is it shut?” Ivan Petrov asked. “Nobody knows,” Maria Lopez answered.",
        [("Ivan Petrov", "Is it shut?"), ("Maria Lopez", "Nobody knows")],
    ),
    (
        "Ivan Petrov spoke first.\n\n“This is the first of many things.\n\n“This is the second,” Maria Lopez said.",
        [("Maria Lopez", "This is the first of many things. … This is the second")],
    ),
    (
        "“The border is shut,” Ivan Petrov said.\n\n“It was a hard decision to take.”",
        [("Ivan Petrov", "The border is shut … It was a hard decision to take.")],
    ),
    ("THE BORDER IS SHUT - Ivan Petrov:“It will stay shut.”", [("Ivan Petrov", "It will stay shut.")]),
    (
        "Ivan Petrov put it this way:\n\n“The border is shut for good.”",
        [("Ivan Petrov", "The border is shut for good.")],
    ),
]

#: what only grammar reads
REPORTED = [
    ("Ivan Petrov said that the border was shut.", [("Ivan Petrov", "that the border was shut")]),
    ("Ivan Petrov said on Monday that the border was shut.", [("Ivan Petrov", "that the border was shut")]),
    ("Ivan Petrov insisted that the border needed to be shut.", [("Ivan Petrov", "that the border needed to be shut")]),
    ("The border is shut, Ivan Petrov said.", [("Ivan Petrov", "The border is shut")]),
    ("According to Ivan Petrov, the border is shut.", [("Ivan Petrov", "the border is shut")]),
    ("The border is shut, according to Ivan Petrov.", [("Ivan Petrov", "The border is shut")]),
    ("Norway has ruled out any talks over the border.", [("Norway", "any talks over the border")]),
    ("Ivan Petrov rejected the idea of a new wall.", [("Ivan Petrov", "the idea of a new wall")]),
    ("Ivan Petrov vowed to shut the border.", [("Ivan Petrov", "to shut the border")]),
    ("Ivan Petrov called for an end to the talks.", [("Ivan Petrov", "an end to the talks")]),
    ("Ivan Petrov accused Sweden of lying.", [("Ivan Petrov", "Sweden of lying")]),
    (
        "Ivan Petrov rejected the plan and insisted that the border must stay shut.",
        [("Ivan Petrov", "the plan"), ("Ivan Petrov", "that the border must stay shut")],
    ),
    (
        "Ivan Petrov said that the border was shut, adding that it would stay shut.",
        [("Ivan Petrov", "that the border was shut"), ("Ivan Petrov", "that it would stay shut")],
    ),
    (
        "They closed the border, which Ivan Petrov said had cost too much.",
        [("Ivan Petrov", "which … had cost too much")],
    ),
    (
        "Ivan Petrov cited reports of fires near the border, including two in May.",
        [("Ivan Petrov", "reports of fires near the border, including two in May")],
    ),
    (
        "Ivan Petrov said that the border will stay shut and accused Sweden of lying.",
        [("Ivan Petrov", "that the border will stay shut"), ("Ivan Petrov", "Sweden of lying")],
    ),
    (
        "Ivan Petrov said the border is shut and said Sweden was not asked.",
        [("Ivan Petrov", "the border is shut"), ("Ivan Petrov", "Sweden was not asked")],
    ),
    (
        "Ivan Petrov said seeing so many guards at the border was a welcome sight.",
        [("Ivan Petrov", "seeing so many guards at the border was a welcome sight")],
    ),
    (
        "Ivan Petrov said the border is shut, pointing to the snow on the road.",
        [("Ivan Petrov", "the border is shut"), ("Ivan Petrov", "the snow")],
    ),
    (
        "Ivan Petrov said it was too early to tell but added that the border was shut.",
        [("Ivan Petrov", "it was too early to tell"), ("Ivan Petrov", "that the border was shut")],
    ),
    (
        "It follows a statement made on May 5 by Ivan Petrov that the border was shut.",
        [("Ivan Petrov", "that the border was shut")],
    ),
    ("Nobody believed Ivan Petrov’s claim that the border was shut.", [("Ivan Petrov", "that the border was shut")]),
    (
        "Ivan Petrov told reporters that Sweden was “an inseparable part” of the north.",
        [("Ivan Petrov", "that Sweden was “an inseparable part” of the north")],
    ),
    (
        "Ivan Petrov attacked the deal, saying the plan goes “nowhere near far enough.”",
        [("Ivan Petrov", "the deal"), ("Ivan Petrov", "the plan goes “nowhere near far enough.”")],
    ),
    (
        "“We know the border,” Petrov said of the north, according to Maria Lopez. “Nobody else does.”",
        [("Maria Lopez", "“We know the border,” Petrov said of the north … “Nobody else does.”")],
    ),
    (
        "Sweden’s embassy issued a statement saying that the border was shut.",
        [("Sweden’s embassy", "that the border was shut")],
    ),
]


def said(text: str, **how: Any) -> list[tuple[str | None, str]]:
    return [(one.speaker, one.text) for one in statements(text, **how)]


@pytest.mark.parametrize("grammar", BOTH)
@pytest.mark.parametrize(("text", "expected"), QUOTED)
def test_quoted_speech(text: str, expected: list[tuple[str, str]], grammar: bool) -> None:
    assert said(text, grammar=grammar) == expected
    assert {one.mode for one in statements(text, grammar=grammar)} == {"verbatim"}


@needs_spacy
@pytest.mark.parametrize(("text", "expected"), REPORTED)
def test_reported_speech(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text, grammar=True) == expected
    assert {one.mode for one in statements(text, grammar=True)} == {"paraphrase"}


@pytest.mark.parametrize("grammar", BOTH)
@pytest.mark.parametrize(
    "text",
    [
        "The so-called “republic” has no post office.",
        "Everybody loved the film “A Long Winter,” which ran for years.",
        "The border was shut.",
        "They are known as “the silent ones” in Oslo.",
        "Ivan Petrov declined to comment.",
        "Still, Ivan Petrov continues to trail Sweden.",
        "Advertisement\n\nPhoto: “The border is shut,” Ivan Petrov said.",
    ],
)
def test_prose_without_speech_gives_no_statements(text: str, grammar: bool) -> None:
    assert said(text, grammar=grammar) == []


@pytest.mark.parametrize("grammar", BOTH)
def test_doubled_marks_end_a_sentence_like_others(grammar: bool) -> None:
    text = "''Nobody asked us,'' Ivan Petrov said. ''They never do.'' That is why, Maria Lopez added, people left."
    assert said(text, grammar=grammar)[0] == ("Ivan Petrov", "Nobody asked us … They never do.")


@pytest.mark.parametrize("grammar", BOTH)
@pytest.mark.parametrize("name", ["— Maria Lopez, Oslo", "- Maria Lopez.", "-- Maria Lopez"])
def test_a_quotation_may_be_signed(name: str, grammar: bool) -> None:
    text = f"Ivan Petrov said it rained.\n\n“Nobody will open the border again.”\n\n{name}\n\nIt was cold."
    assert ("Maria Lopez", "Nobody will open the border again.") in said(text, grammar=grammar)


@pytest.mark.parametrize("grammar", BOTH)
def test_an_unclear_speaker_is_nobody(grammar: bool) -> None:
    text = "It was a cold night.\n\n“The border is shut, and nobody will open it again.”"
    (one,) = statements(text, grammar=grammar)
    assert (one.speaker, one.confidence, one.source_spans) == (None, "low", ())


@pytest.mark.parametrize("grammar", BOTH)
def test_a_quotation_over_paragraphs_that_nobody_claims_is_one_statement(grammar: bool) -> None:
    text = "It was cold.\n\n“The border is shut.\n\n“Nobody will open it.\n\n“It is a pity.”\n\n“It is.”"
    assert said(text, grammar=grammar) == [
        (None, "The border is shut. … Nobody will open it. … It is a pity. … It is.")
    ]


@needs_spacy
def test_a_quotation_below_reported_speech_has_the_same_speaker() -> None:
    text = "It was a cold night.\n\nIvan Petrov said that the border was shut.\n\n“Nobody will open it again.”"
    found = statements(text, grammar=True)
    assert [(one.speaker, one.basis) for one in found] == [
        ("Ivan Petrov", "paraphrase"),
        ("Ivan Petrov", "paragraph before"),
    ]
    assert found[1].confidence == "low"


@needs_spacy
def test_unnamed_speakers_have_a_role() -> None:
    (one,) = statements("Two senior officials said that the border was shut.", grammar=True)
    assert (one.speaker, one.role) == (None, "Two senior officials")


def test_without_spacy_only_quotations_are_read_and_a_note_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    article = read_article("“It is shut,” Ivan Petrov said. He insisted that it must be.")
    assert [one.speaker for one in article.candidates] == ["Ivan Petrov"]
    assert article.notes == (NEEDS_NLP,)
    assert "[nlp]" in NEEDS_NLP
    with pytest.raises(RefusedError, match="nlp"):
        read_article("", grammar=True)


def test_patterns_read_a_paraphrase_with_quoted_words_in_it() -> None:
    (one,) = statements("Ivan Petrov said on Monday that Sweden was “not a neighbour” any longer.", grammar=False)
    assert (one.text, one.mode) == ("that Sweden was “not a neighbour” any longer", "paraphrase")
    assert one.date == "2025-03-03"


@needs_spacy
def test_confidence_follows_the_form() -> None:
    assert statements("“It is shut,” Ivan Petrov said.", grammar=True)[0].confidence == "high"
    assert statements("Ivan Petrov said that it is shut.", grammar=True)[0].confidence == "high"
    assert statements("Ivan Petrov called the plan a farce.", grammar=True)[0].confidence == "medium"
    assert statements("Ivan Petrov mocked the plan.", grammar=True)[0].confidence == "low"
