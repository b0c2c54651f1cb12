"""Test whom a pronoun or an office means: the last fitting person in subject position, or nobody if two fit."""

import pytest

from tests.support.articles import needs_spacy, statements
from timeline.ingest import Candidate


def last(text: str) -> Candidate:
    """Return the last statement of a text, read by patterns alone."""
    return statements(text, grammar=False)[-1]


@pytest.mark.parametrize(
    ("before", "speaker"),
    [
        ("Minister Thomas Velk met Governor Piotr Dallner in Halden.", "Thomas Velk"),
        ("Minister Thomas Velk came to Halden with Governor Piotr Dallner.", "Thomas Velk"),
        ("Minister Thomas Velk thanked Governor Piotr Dallner.", "Thomas Velk"),
        ("Minister Thomas Velk came to Halden.\n\nGovernor Piotr Dallner followed.", "Piotr Dallner"),
        ("“It rained,” said Governor Piotr Dallner. Minister Thomas Velk followed.", "Thomas Velk"),
        ("“It rained,” said Governor Piotr Dallner.", "Piotr Dallner"),
        ("Mayor Greta Lindh met Governor Piotr Dallner.", "Piotr Dallner"),
        ("Minister Thomas Velk’s lawyer, Piotr Dallner, came to Halden.", "Piotr Dallner"),
    ],
)
def test_he_means_the_man_before_the_verb(before: str, speaker: str) -> None:
    assert last(f"{before}\n\n“It was a good day for all,” he said.").speaker == speaker


@pytest.mark.parametrize(("pronoun", "speaker"), [("he", "Thomas Velk"), ("she", "Greta Lindh")])
@pytest.mark.parametrize(
    "before",
    [
        "Minister Thomas Velk thanked Mayor Greta Lindh.",
        "Mayor Greta Lindh thanked Minister Thomas Velk.",
        "Minister Thomas Velk and Mayor Greta Lindh came to Halden.",
    ],
)
def test_he_and_she_mean_a_man_and_a_woman(before: str, pronoun: str, speaker: str) -> None:
    assert last(f"{before}\n\n“It was a good day for all,” {pronoun} said.").speaker == speaker


@needs_spacy
@pytest.mark.parametrize(("pronoun", "speaker"), [("him", "Thomas Velk"), ("her", "Greta Lindh")])
def test_according_to_him_or_her(pronoun: str, speaker: str) -> None:
    text = f"Minister Thomas Velk and Mayor Greta Lindh came to Halden. The tunnel is safe, according to {pronoun}."
    (one,) = statements(text, grammar=True)
    assert (one.speaker, one.text) == (speaker, "The tunnel is safe")


def test_a_pronoun_does_not_look_across_a_heading() -> None:
    text = "Mayor Oscar Lindh thanked the crew.\n\n{}“It was a good day for all,” he said."
    assert last(text.format("")).speaker == "Oscar Lindh"
    one = last(text.format("Minister visits the tunnel\n\n"))
    assert (one.speaker, one.confidence) == (None, "low")


def test_a_pronoun_does_not_mean_a_person_in_a_heading() -> None:
    text = "Mayor Greta Lindh came.\n\nThe tunnel of Governor Piotr Dallner\n\n“It was a good day for all,” he said."
    assert last(text).speaker is None


def test_a_pronoun_does_not_look_into_quotations() -> None:
    text = "Minister Thomas Velk came to Halden. “I admire Governor Piotr Dallner,” he said. “Truly,” he added."
    assert [one.speaker for one in statements(text, grammar=False)] == ["Thomas Velk", "Thomas Velk"]


@pytest.mark.parametrize(
    "before",
    [
        "Minister Thomas Velk came to Halden, like Governor Piotr Dallner.",
        "Unlike Governor Piotr Dallner, Minister Thomas Velk came to Halden.",
        "Minister Thomas Velk is often compared to Governor Piotr Dallner.",
        "Minister Thomas Velk is younger than Governor Piotr Dallner.",
    ],
)
def test_a_pronoun_does_not_mean_somebody_in_a_comparison(before: str) -> None:
    one = last(f"{before} “It was a good day for all,” he said.")
    assert (one.speaker, one.confidence) == ("Thomas Velk", "high")


@pytest.mark.parametrize("outlet", ["Reuters", "The Halden Courier", "Nordlyset Weekly", "The Oslo Herald"])
def test_a_pronoun_does_not_mean_an_outlet(outlet: str) -> None:
    text = f"Minister Thomas Velk came to Halden. {outlet} filmed the visit. “It was a good day for all,” he said."
    assert last(text).speaker == "Thomas Velk"
    assert last(f"{outlet} filmed the visit. “It was a good day for all,” he said.").speaker is None


@pytest.mark.parametrize(
    ("before", "names"),
    [
        ("Minister Thomas Velk and Governor Piotr Dallner came to Halden.", "Thomas Velk or Piotr Dallner"),
        ("Thomas Velk and Piotr Dallner met on Monday in Halden.", "Thomas Velk or Piotr Dallner"),
        (
            "Minister Thomas Velk, Governor Piotr Dallner and Mayor Oscar Lindh came to Halden.",
            "Thomas Velk, Piotr Dallner or Oscar Lindh",
        ),
        ("The lawyers of Governor Piotr Dallner met Minister Thomas Velk.", "Piotr Dallner or Thomas Velk"),
        ("Zdravko Ilm, 34, and Orlin Dresk, 61, waited at the gate.", "Zdravko Ilm or Orlin Dresk"),
    ],
)
def test_if_two_people_fit_equally_the_speaker_is_open_and_the_basis_names_them(before: str, names: str) -> None:
    one = last(f"{before}\n\n“It was a good day for all,” he said.")
    assert one.speaker is None
    assert one.basis.endswith(f"the pronoun may mean {names}")
    assert one.confidence != "high"


def test_a_pronoun_that_fits_nobody_is_open() -> None:
    one = last("Mayor Greta Lindh came to Halden.\n\n“It was a good day for all,” he said.")
    assert (one.speaker, one.confidence) == (None, "low")


@needs_spacy
@pytest.mark.parametrize(
    ("before", "speaker"),
    [
        ("The Coastal Rescue Authority closed the tunnel.", "Coastal Rescue Authority"),
        ("The Foreign Ministry of Norway published a note.", "Foreign Ministry of Norway"),
        ("Norway closed the tunnel.", "Norway"),
        ("The Transport Committee said that the tunnel was shut.", "Transport Committee"),
    ],
)
def test_it_means_the_body_that_leads_the_sentence_before(before: str, speaker: str) -> None:
    one = statements(f"{before} It called on Sweden to help the drivers.", grammar=True)[-1]
    assert (one.speaker, one.confidence) == (speaker, "medium")


@needs_spacy
@pytest.mark.parametrize("before", ["Minister Thomas Velk came to Halden.", "The rain fell for hours."])
def test_it_does_not_mean_a_person_or_a_thing(before: str) -> None:
    (one,) = statements(f"{before} It said that the tunnel was safe.", grammar=True)
    assert (one.speaker, one.confidence) == (None, "low")


@pytest.mark.parametrize(
    ("before", "office", "expected"),
    [
        ("Transport Minister Thomas Velk came.", "minister", ("Thomas Velk", "Transport Minister")),
        (
            "Transport Minister Thomas Velk met Finance Minister Greta Lindh.",
            "finance minister",
            ("Greta Lindh", "Finance Minister"),
        ),
        (
            "Transport Minister Thomas Velk came.\n\nFinance Minister Greta Lindh came.",
            "transport minister",
            ("Thomas Velk", "Transport Minister"),
        ),
        (
            "Norwegian Minister Thomas Velk met Swedish Minister Greta Lindh.",
            "Swedish minister",
            ("Greta Lindh", "Swedish Minister"),
        ),
        ("Transport Minister Thomas Velk came.", "governor", (None, "governor")),
    ],
)
def test_an_office_means_the_one_person_who_has_it(before: str, office: str, expected: tuple[str | None, str]) -> None:
    one = last(f"{before}\n\n“It was a good day for all,” the {office} said.")
    assert (one.speaker, one.role) == expected


def test_an_office_that_two_people_have_is_open() -> None:
    text = "Transport Minister Thomas Velk met Finance Minister Greta Lindh.\n\n“It was a good day,” the minister said."
    one = last(text)
    assert (one.speaker, one.role) == (None, "minister")
    assert one.basis.endswith("the minister may be Greta Lindh or Thomas Velk")
    assert one.confidence != "high"


@needs_spacy
@pytest.mark.parametrize("before", ["", "Minister Thomas Velk came to Halden. "])
def test_he_means_an_official_without_a_name_who_has_just_spoken(before: str) -> None:
    text = f"{before}A senior official said that the tunnel was shut. “Nobody checked it,” he added."
    found = statements(text, grammar=True)
    assert [(one.speaker, one.role) for one in found] == [(None, "senior official")] * 2


@needs_spacy
def test_they_means_officials_without_a_name_who_have_just_spoken() -> None:
    text = "Two officials said that the tunnel was safe. They added that the bridge would follow."
    assert [(one.speaker, one.role) for one in statements(text, grammar=True)] == [(None, "Two officials")] * 2


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Zdravka Ilm, 34, waited at the gate. “Nobody came to help us,” she said.", "Zdravka Ilm"),
        ("Zdravko Ilm (34) waited at the gate. “Nobody came to help us,” he said.", "Zdravko Ilm"),
        ("“Nobody came to help us,” said Zdravka Ilm, 34, a nurse. “We waited for hours,” she added.", "Zdravka Ilm"),
        (
            "Governor Piotr Dallner came.\n\n“Nobody helped us,” said Zdravko Ilm, 34. “We waited for hours,” he added.",
            "Zdravko Ilm",
        ),
        ("Minister Thomas Velk greeted Orlin Dresk, 61. “Nobody came to help us,” Dresk said.", "Orlin Dresk"),
    ],
)
def test_an_age_makes_a_name_with_an_unknown_given_name_a_person(text: str, speaker: str) -> None:
    assert last(text).speaker == speaker
