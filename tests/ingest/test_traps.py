"""Test sentences that name somebody who does not speak, and words that are not the speaker's."""

import pytest

from tests.support.articles import needs_spacy, statements

pytestmark = needs_spacy


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("The widow of Thomas Velk said that she would go home.", "widow of Thomas Velk"),
        ("Lawyers for Greta Lindh said that the charge was false.", "Lawyers for Greta Lindh"),
        ("Aides to Minister Thomas Velk said that he would leave soon.", "Aides to Minister Thomas Velk"),
    ],
)
def test_kin_and_staff_of_somebody_speak_for_themselves(text: str, role: str) -> None:
    (one,) = statements(text, grammar=True)
    assert (one.speaker, one.role) == (None, role)


def test_a_name_behind_an_office_and_its_country_is_the_speakers() -> None:
    (one,) = statements("President of France Thomas Velk said that the port was open.", grammar=True)
    assert (one.speaker, one.role) == ("Thomas Velk", "President of France")


@pytest.mark.parametrize(
    "text",
    [
        "Posts on the web falsely quoted Thomas Velk as saying that the bridge had fallen.",
        "A forged letter in which Greta Lindh wrote that the port would close went round.",
        "In the film, Minister Thomas Velk, played by a friend, says that the war is lost.",
    ],
)
def test_fakes_and_fiction_are_of_low_confidence(text: str) -> None:
    assert {one.confidence for one in statements(text, grammar=True)} <= {"low"}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The Ministry of Harbours, Roads and Bridges said that the port was open.", "Ministry of Harbours, Roads and Bridges"),
        ("The Department of Roads and Harbour Services said that the port was open.", "Department of Roads and Harbour Services"),
        ("The Oslo-based Institute for Harbour Studies said that the port was open.", "Institute for Harbour Studies"),
    ],
)  # fmt: skip
def test_a_body_is_named_with_all_that_it_is_for(text: str, speaker: str) -> None:
    (one,) = statements(text, grammar=True)
    assert (one.speaker, one.participants) == (speaker, ())


def test_a_surname_of_two_people_who_were_just_named_is_not_sure() -> None:
    (one,) = statements("Thomas Velk came with his sister, Greta Velk. “We are late,” Velk said.", grammar=True)
    assert one.confidence == "medium"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Minister Thomas Velk said the port would stay shut in an interview with Nordposten.", "the port would stay shut"),
        ("Thomas Velk said that the port was open, the Halden Courier reported.", "that the port was open"),
    ],
)  # fmt: skip
def test_the_occasion_and_the_outlet_are_not_words_of_the_speaker(text: str, words: str) -> None:
    (one,) = statements(text, grammar=True)
    assert one.text == words


@pytest.mark.parametrize("tail", ["and left the hall", "as she toured the port", "before leaving the hall"])
def test_words_that_may_be_the_writers_are_not_sure(tail: str) -> None:
    (one,) = statements(f"Minister Greta Lindh said that the port was open {tail}.", grammar=True)
    assert one.confidence == "medium"


def test_a_paragraph_about_the_speaker_is_not_part_of_a_turn() -> None:
    text = "Q: Is it open?\n\nGreta Lindh: It is open.\n\nLindh was born in Halden.\n\nQ: For all?\n\nGreta Lindh: For all."
    assert [one.text for one in statements(text, grammar=True)] == ["It is open.", "For all."]


def test_remarks_on_the_room_are_not_words_of_a_turn() -> None:
    text = "Q: Is it open?\n\nGreta Lindh: (pause) It is open. (Applause.)\n\nQ: For all?\n\nGreta Lindh: For all."
    assert [one.text for one in statements(text, grammar=True)] == ["It is open.", "For all."]


def test_initials_are_those_of_a_full_name_above() -> None:
    text = "Greta Lindh: Is it open?\n\nThomas Velk: It is open.\n\nGL: For all?\n\nTV: For all."
    assert [one.speaker for one in statements(text, grammar=True)] == ["Greta Lindh", "Thomas Velk"] * 2
