"""Test the texts of readouts and signed statements: wrapped lines, who took part, and what they said."""

import pytest

from tests.support.articles import needs_spacy, read, statements
from timeline.ingest import Candidate

TITLE = "Readout of President Thomas Velk’s Meeting with Prime Minister Greta Lindh of Norway"
FIRST = "President Thomas Velk met today with Prime Minister Greta Lindh of Norway."

WRAPPED = """Readout of President Thomas Velk’s Working Meeting with Prime Minister Greta Lindh of Norway in the Harbour Hall

President Thomas Velk met today with Prime Minister Greta Lindh of
Norway in the harbour hall. The leaders agreed that the tunnel should
open in June, and that lorries would come first. President\u00a0Velk said
that the bridge was safe. Prime Minister Lindh said that the ferry
was late.

They spoke about the weather. President Velk added that the road
would follow.
"""


def meeting(text: str, title: str | None = TITLE) -> Candidate:
    """Return the event of a readout."""
    (event,) = (one for one in read(text, title=title, grammar=False) if one.basis == "readout")
    return event


def said(text: str, title: str | None = TITLE) -> list[tuple[str | None, tuple[str, ...], str]]:
    """Return speaker, participants and words of each statement of a readout."""
    return [(one.speaker, one.participants, one.text) for one in statements(text, title=title, grammar=True)]


def test_a_readout_whose_title_is_longer_than_its_lines() -> None:
    event = meeting(WRAPPED, title=None)
    assert event.participants == ("Thomas Velk", "Greta Lindh")
    assert event.setting == "working meeting"
    assert event.text.replace("\n", " ") == (
        "President Thomas Velk met today with Prime Minister Greta Lindh of Norway in the harbour hall."
    )


@needs_spacy
def test_wrapped_lines_are_one_paragraph() -> None:
    found = [(speaker, others, " ".join(words.split())) for speaker, others, words in said(WRAPPED, title=None)]
    assert found == [
        ("Thomas Velk", ("Greta Lindh",), "that the tunnel should open in June"),
        ("Thomas Velk", (), "that the bridge was safe"),
        ("Greta Lindh", (), "that the ferry was late"),
        ("Thomas Velk", ("Greta Lindh",), "the weather"),
        ("Thomas Velk", (), "that the road would follow"),
    ]


@needs_spacy
def test_no_break_spaces_separate_words_of_titles_and_names() -> None:
    text = FIRST + " President Velk said that the tunnel would open."
    plain = said(text)
    assert plain == [("Thomas Velk", (), "that the tunnel would open")]
    title = TITLE.replace("Thomas Velk", "Thomas\u00a0Velk").replace("Minister Greta", "Minister\u00a0Greta")
    assert said(text.replace("President Velk", "President\u00a0Velk"), title) == plain
    assert meeting(text, title).participants == ("Thomas Velk", "Greta Lindh")


def test_guests_of_the_first_sentence_take_part() -> None:
    text = "President Thomas Velk met today with Prime Minister Greta Lindh of Norway and Minister Piotr Dallner."
    later = " Mayor Oscar Lindh was ill."
    assert meeting(text + later).participants == ("Thomas Velk", "Greta Lindh", "Piotr Dallner")


def test_a_title_of_two_guests() -> None:
    title = "Readout of President Thomas Velk’s Call with Prime Minister Greta Lindh and Chancellor Piotr Dallner"
    event = meeting("President Thomas Velk spoke today with his guests.", title)
    assert (event.setting, event.participants) == ("call", ("Thomas Velk", "Greta Lindh", "Piotr Dallner"))


@needs_spacy
@pytest.mark.parametrize(
    "words",
    [
        "The leaders",
        "The two leaders",
        "Both leaders",
        "The two sides",
        "They",
        "The President and Prime Minister",
        "The President and the Prime Minister",
    ],
)
def test_words_for_both_parties_mean_both(words: str) -> None:
    (one,) = statements(f"{FIRST} {words} agreed that the tunnel should open in June.", title=TITLE, grammar=True)
    assert (one.speaker, one.participants) == ("Thomas Velk", ("Greta Lindh",))
    assert one.text == "that the tunnel should open in June"
    assert (one.confidence, one.setting, one.date) == ("high", "meeting", "2025-03-05")


@needs_spacy
@pytest.mark.parametrize("words", ["He", "The President", "President Velk"])
def test_he_is_the_host(words: str) -> None:
    title, first = (one.replace("Greta Lindh", "Piotr Dallner") for one in (TITLE, FIRST))
    assert said(f"{first} {words} said that the tunnel would open.", title) == [
        ("Thomas Velk", (), "that the tunnel would open")
    ]


@needs_spacy
@pytest.mark.parametrize("words", ["Prime Minister Lindh", "The Prime Minister", "She"])
def test_the_guest_may_speak_too(words: str) -> None:
    assert said(f"{FIRST} {words} said that the ferry was late.") == [("Greta Lindh", (), "that the ferry was late")]


@pytest.mark.parametrize(
    "title",
    [
        "Readout of Call between President Thomas Velk and Prime Minister Greta Lindh",
        "Readout of a Call between President Thomas Velk and Prime Minister Greta Lindh",
        "Readout of President Velk’s Call with Prime Minister Lindh",
    ],
)
def test_other_titles_of_one_call(title: str) -> None:
    event = meeting("President Thomas Velk spoke today with Prime Minister Greta Lindh.", title)
    assert (event.setting, event.participants) == ("call", ("Thomas Velk", "Greta Lindh"))


@needs_spacy
@pytest.mark.parametrize(
    ("title", "first", "setting", "date"),
    [
        (
            "Readout of Vice President Greta Lindh’s Travel to Halden",
            "Vice President Greta Lindh travelled to Halden on Monday.",
            "visit",
            "2025-03-03",
        ),
        (
            "Readout of Vice President Greta Lindh’s Participation in the Nordic Summit",
            "Vice President Greta Lindh took part in the Nordic Summit today.",
            "summit",
            "2025-03-05",
        ),
    ],
)
def test_a_journey_has_one_participant(title: str, first: str, setting: str, date: str) -> None:
    event = meeting(first, title)
    assert (event.participants, event.setting, event.date) == (("Greta Lindh",), setting, date)
    (one,) = statements(f"{first} She said that the tunnel would open in June.", title=title, grammar=True)
    assert (one.speaker, one.setting, one.date) == ("Greta Lindh", setting, date)


@pytest.mark.parametrize(
    ("title", "name", "role"),
    [
        ("Statement by Mayor Greta Lindh on the Tunnel", "Greta Lindh", "Mayor"),
        ("Statement from Press Secretary Greta Lindh", "Greta Lindh", "Press Secretary"),
        ("Statement by the Mayor of Halden Greta Lindh", "Greta Lindh", "Mayor of Halden"),
        ("Statement by the Harbour Authority on the Tunnel", "Harbour Authority", None),
    ],
)
def test_each_paragraph_of_a_signed_text_is_a_statement(title: str, name: str, role: str | None) -> None:
    text = "The tunnel will open in June.\n\nI thank the crew for their work.\n\nLorries come first."
    found = statements(text, title=title, grammar=False)
    assert [one.text for one in found] == text.split("\n\n")
    assert {(one.speaker, one.role, one.mode, one.setting, one.date, one.basis) for one in found} == {
        (name, role, "verbatim", "statement", "2025-03-05", "signed")
    }


@needs_spacy
def test_a_text_that_reports_what_the_signer_said_is_not_signed() -> None:
    text = "The tunnel will open in June, Mayor Lindh said.\n\n“I thank the crew for their work,” Lindh said."
    found = statements(text, title="Statement by Mayor Greta Lindh on the Tunnel", grammar=True)
    assert [(one.speaker, one.text, one.mode) for one in found] == [
        ("Greta Lindh", "The tunnel will open in June", "paraphrase"),
        ("Greta Lindh", "I thank the crew for their work", "verbatim"),
    ]


@needs_spacy
@pytest.mark.parametrize("words", ["spoke about", "talked about", "discussed"])
def test_what_somebody_spoke_about_is_not_above_low(words: str) -> None:
    (one,) = statements(f"{FIRST} They {words} the second bridge.", title=TITLE, grammar=True)
    assert (one.text, one.confidence) == ("the second bridge", "low")
    (one,) = statements(f"Minister Thomas Velk {words} the second bridge.", grammar=True)
    assert (one.text, one.confidence) == ("the second bridge", "low")
