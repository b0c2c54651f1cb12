"""Test how sure a statement is, by its form; what says nothing is not proposed."""

import pytest

from tests.support.articles import needs_spacy, statements

pytestmark = needs_spacy


def levels(text: str) -> list[tuple[str, str]]:
    """Return confidence and words of each statement."""
    return [(one.confidence, one.text) for one in statements(text, grammar=True)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Thomas Velk condemned the closure of the tunnel.", "the closure of the tunnel"),
        ("Thomas Velk praised the crew of the ferry.", "the crew of the ferry"),
        ("Thomas Velk criticized the mayor for the delay.", "the mayor for the delay"),
        ("Thomas Velk mocked the mayor’s plan.", "the mayor’s plan"),
        ("Thomas Velk mentioned the price of the ticket.", "the price of the ticket"),
        ("Thomas Velk discussed the price of the ticket.", "the price of the ticket"),
    ],
)
def test_an_act_without_words_of_the_speaker_is_low(text: str, words: str) -> None:
    assert levels(text) == [("low", words)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Thomas Velk condemned the closure as “a disgrace.”", "the closure as “a disgrace.”"),
        ("Thomas Velk praised the crew as “the best in Norway.”", "the crew as “the best in Norway.”"),
    ],
)
def test_an_act_with_words_of_the_speaker_is_not_low(text: str, words: str) -> None:
    assert levels(text) == [("medium", words)]


@pytest.mark.parametrize(
    "text", ["Critics rejected the idea.", "Opponents dismissed the plan.", "Two officials rejected the idea."]
)
def test_a_fragment_that_nobody_says_by_name_is_left_out(text: str) -> None:
    assert statements(text, grammar=True) == []


def test_a_fragment_with_a_name_and_a_whole_thought_without_one_are_kept() -> None:
    assert levels("Thomas Velk rejected the idea.") == [("medium", "the idea")]
    assert levels("Drivers rejected the new tunnel as unsafe and too expensive for the town.") == [
        ("medium", "the new tunnel as unsafe and too expensive for the town")
    ]


@pytest.mark.parametrize("words", ["this", "so", "the same", "nothing", "it", "as much", "no", "more"])
def test_words_that_say_nothing_by_themselves_are_not_proposed(words: str) -> None:
    assert statements(f"Thomas Velk said {words}.", grammar=True) == []
    assert statements(f"Thomas Velk said {words} on Monday.", grammar=True) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“The tunnel is safe for all,” Thomas Velk said.", "The tunnel is safe for all"),
        ("Thomas Velk said: “The tunnel is safe for all of us.”", "The tunnel is safe for all of us."),
        ("Thomas Velk said, “Probably.”", "Probably."),
        ("Thomas Velk said that the tunnel was safe.", "that the tunnel was safe"),
        ("Thomas Velk argued that the tunnel was safe for lorries.", "that the tunnel was safe for lorries"),
        ("Thomas Velk acknowledged that the tunnel was not safe.", "that the tunnel was not safe"),
        ("Thomas Velk announced that the tunnel would open.", "that the tunnel would open"),
        ("According to Thomas Velk, the tunnel is safe.", "the tunnel is safe"),
        ("The tunnel is safe, Thomas Velk said.", "The tunnel is safe"),
        (
            "Thomas Velk called the old tunnel “a trap for every driver who has to use it in winter.”",
            "the old tunnel “a trap for every driver who has to use it in winter.”",
        ),
        ("“The tunnel is safe for all,” a senior official said.", "The tunnel is safe for all"),
        ("According to a senior official, the tunnel is shut for lorries.", "the tunnel is shut for lorries"),
        (
            "A senior official said that the tunnel was safe for all lorries and for all cars with trailers.",
            "that the tunnel was safe for all lorries and for all cars with trailers",
        ),
    ],
)
def test_plain_forms_are_high(text: str, words: str) -> None:
    assert levels(text) == [("high", words)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Thomas Velk promised to open the tunnel.", "to open the tunnel"),
        ("Thomas Velk urged the mayor to open the tunnel.", "the mayor to open the tunnel"),
        ("Thomas Velk called the tunnel a trap.", "the tunnel a trap"),
        ("Thomas Velk called for a second tunnel.", "a second tunnel"),
        ("Thomas Velk accused the mayor of lying.", "the mayor of lying"),
        ("Thomas Velk denied the accusation of the mayor.", "the accusation of the mayor"),
        ("The tunnel, Thomas Velk said, is safe for lorries.", "The tunnel … is safe for lorries"),
        ("A senior official said that the tunnel was safe.", "that the tunnel was safe"),
        ("“The tunnel is safe for all,” someone said.", "The tunnel is safe for all"),
        ("According to a survey, the tunnel is used by many.", "the tunnel is used by many"),
    ],
)
def test_objects_infinitives_and_broken_clauses_are_medium(text: str, words: str) -> None:
    assert levels(text) == [("medium", words)]


@pytest.mark.parametrize("text", ["“The tunnel is safe for all,” they said.", "“The tunnel is safe,” he said."])
def test_words_of_a_pronoun_that_means_nobody_are_low(text: str) -> None:
    (one,) = statements(text, grammar=True)
    assert (one.confidence, one.speaker) == ("low", None)


@pytest.mark.parametrize("words", ["the season", "the weather", "the timetable"])
def test_nobody_speaks_if_a_thing_decides(words: str) -> None:
    assert statements(f"According to {words}, the tunnel is shut.", grammar=True) == []


@pytest.mark.parametrize(
    "headline",
    [
        "Thomas Velk Says Tunnel Will Open In June",
        "Tunnel Will Open In June, Velk Says",
        "Velk: Tunnel Opens Next Week For Lorries, Says Minister",
    ],
)
def test_a_headline_gives_no_statement(headline: str) -> None:
    text = f"{headline}\n\n“The tunnel will open in June,” Minister Thomas Velk said."
    assert levels(text) == [("high", "The tunnel will open in June")]


@pytest.mark.parametrize(
    "headline", ["Minister Says Tunnel Will Open In June.", "Norway Says Tunnel Will Open In June."]
)
def test_a_headline_with_a_full_stop_is_not_high(headline: str) -> None:
    assert "high" not in [level for level, _ in levels(headline)]
