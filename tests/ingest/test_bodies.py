"""Test names of states, organizations and people: what a name is, where it ends, and who is one person."""

import pytest

from tests.support.articles import needs_spacy, statements
from timeline.words.bodies import is_organization, is_state, kind_of


@pytest.mark.parametrize(
    "name",
    ["Norway", "the Netherlands", "U.K.", "the United States", "Bosnia and Herzegovina", "Copenhagen", "TÜRKIYE"],
)
def test_states_and_capitals_are_states(name: str) -> None:
    assert is_state(name)
    assert kind_of(name) == "state"


@pytest.mark.parametrize(
    "name",
    [
        "Ministry of Fisheries",
        "Ministry of Health and Social Care",
        "Department for Food and Rural Affairs",
        "Organization for Security and Co-operation in Europe",
        "Women for Water Foundation",
        "Halden Harbour Authority",
        "Committee on Foreign Affairs",
        "Office of the Attorney General",
        "General Staff",
        "Norges Bank",
        "NVE",
        "U.N.",
        "UNESCO",
        "the Kremlin",
        "Human Rights Watch",
    ],
)
def test_bodies_are_organizations(name: str) -> None:
    assert is_organization(name)
    assert not is_state(name)
    assert kind_of(name) == "organization"


@pytest.mark.parametrize(
    "name",
    [
        "Thomas Velk",
        "Harbour Authority director Thomas Velk",
        "Bank governor Greta Lindh",
        "European Commission President Greta Lindh",
        "NATO Secretary General Greta Lindh",
        "President of the European Commission",
        "Secretary General of the Nordic Council",
        "head of the Harbour Authority",
        "Mayor of Halden",
        "Minister of Defence",
        "Tom Post",
        "Greta Bank",
        "Greta Lindh, Halden Police",
        "King Olaf",
        "LULA",
    ],
)
def test_people_and_their_offices_are_persons(name: str) -> None:
    assert not is_state(name)
    assert kind_of(name) == "person"


def speakers(text: str) -> list[tuple[str | None, str | None]]:
    """Return speaker and role of each statement."""
    return [(one.speaker, one.role) for one in statements(text, grammar=True)]


@needs_spacy
@pytest.mark.parametrize(
    "name",
    [
        "UN Office for the Coordination of Humanitarian Affairs",
        "Ministry of Fisheries and Coastal Affairs",
        "Department for Food and Rural Affairs",
        "Chamber of Commerce and Industry",
        "Organization for Security and Co-operation in Europe",
    ],
)
def test_the_name_of_a_body_is_whole_with_and_inside(name: str) -> None:
    (one,) = statements(f"The {name} said that the tunnel was safe.", grammar=True)
    assert (one.speaker, one.role, one.participants) == (name, None, ())


@needs_spacy
@pytest.mark.parametrize(
    "before", ["The Coastal Rescue Authority (CRA) closed the tunnel.", "The Coastal Rescue Authority was founded."]
)
def test_initials_mean_the_name_that_the_text_spells_out(before: str) -> None:
    assert speakers(f"{before} The CRA said that the tunnel was safe.") == [("Coastal Rescue Authority", None)]
    assert speakers("The CRA said that the tunnel was safe.") == [("CRA", None)]


@needs_spacy
@pytest.mark.parametrize(
    ("words", "first", "second"),
    [
        ("Norway and Sweden", "Norway", "Sweden"),
        ("The Foreign Ministry and the Defence Ministry", "Foreign Ministry", "Defence Ministry"),
        ("The Harbour Authority and the Coastal Council", "Harbour Authority", "Coastal Council"),
    ],
)
def test_two_bodies_speak_together(words: str, first: str, second: str) -> None:
    (one,) = statements(f"{words} said that the tunnel was safe.", grammar=True)
    assert (one.speaker, one.participants) == (first, (second,))


@needs_spacy
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("European Commission President Greta Lindh", ("Greta Lindh", "European Commission President")),
        ("Bank of Norway governor Greta Lindh", ("Greta Lindh", "Bank of Norway governor")),
        ("Harbour Authority director Thomas Velk", ("Thomas Velk", "Harbour Authority director")),
        ("Amnesty International’s Greta Lindh", ("Greta Lindh", None)),
        ("Greta Lindh (Labour)", ("Greta Lindh", None)),
        ("Greta Lindh (52)", ("Greta Lindh", None)),
        ("The Harbour Authority (HA)", ("Harbour Authority", None)),
    ],
)
def test_offices_of_bodies_and_brackets_are_not_part_of_a_name(
    words: str, expected: tuple[str | None, str | None]
) -> None:
    assert speakers(f"{words} said that the tunnel was safe.") == [expected]


@needs_spacy
@pytest.mark.parametrize(
    "words", ["The Winter War", "The Halden Summit", "The Tunnel Agreement", "Several", "Several engineers", "Most"]
)
def test_occasions_and_counts_never_have_a_name(words: str) -> None:
    (one,) = statements(f"{words} said that the tunnel was safe.", grammar=True)
    assert one.speaker is None
    assert one.confidence != "high"


@needs_spacy
@pytest.mark.parametrize(
    ("words", "speaker"),
    [
        ("Will Norway", "Norway"),
        ("Did Norway", "Norway"),
        ("Will Thomas Velk", "Thomas Velk"),
        ("Does the Coastal Rescue Authority", "Coastal Rescue Authority"),
    ],
)
def test_the_word_that_asks_is_not_part_of_a_name(words: str, speaker: str) -> None:
    (one,) = statements(f"{words} say that the tunnel is safe?", grammar=True)
    assert (one.speaker, one.confidence) == (speaker, "low")


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("President Robert K. Dunmore", "Robert Dunmore"),
        ("President Robert K. Dunmore", "Bob Dunmore"),
        ("President Robert K. Dunmore", "Dunmore"),
        ("President Robert K. Dunmore", "Mr. Dunmore"),
        ("Minister Thomas R. Velk Jr.", "Tom Velk"),
        ("President Zhao Linwei", "Zhao"),
        ("President Xu Linwei", "Xu"),
        ("President Kang Mirae", "Kang"),
        ("Mayor Greta van der Holt", "van der Holt"),
        ("Mayor Greta Van der Holt", "Van der Holt"),
        ("Minister Bruno da Costa", "da Costa"),
        ("Minister Bruno da Costa Neves", "Neves"),
    ],
)
def test_all_forms_of_a_name_are_one_person(full: str, short: str) -> None:
    role, _, name = full.partition(" ")
    text = f"{full} came to Halden.\n\n“The tunnel is safe for all,” {short} said."
    (one,) = statements(text, grammar=False)
    assert (one.speaker, one.role) == (name, role)


@needs_spacy
@pytest.mark.parametrize("name", ["Greta van der Holt", "Bruno da Costa Neves", "Otto von Hallen", "Erik af Dunmark"])
def test_particles_belong_to_a_name(name: str) -> None:
    assert speakers(f"“The tunnel is safe for all,” said {name}.") == [(name, None)]
    assert speakers(f"{name} said that the tunnel was safe.") == [(name, None)]


@needs_spacy
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("the minister, who came on Monday", (None, "minister")),
        ("a driver who had waited for hours", (None, "driver")),
        ("Greta Lindh, who leads the council", ("Greta Lindh", None)),
        ("Greta Lindh, a driver from Halden", ("Greta Lindh", "driver from Halden")),
        ("Halden Mayor Greta Lindh", ("Greta Lindh", "Halden Mayor")),
        ("the mayor of Halden, Greta Lindh", ("Greta Lindh", "mayor of Halden")),
        ("her deputy, Thomas Velk", ("Thomas Velk", "deputy")),
        ("Greta Lindh, 52, the mayor", ("Greta Lindh", "mayor")),
        (
            "Deputy Director of the Harbour Authority Thomas Velk",
            ("Thomas Velk", "Deputy Director of the Harbour Authority"),
        ),
        ("he", (None, None)),
        ("someone", (None, None)),
    ],
)
def test_a_role_is_an_office_without_pronouns_and_clauses(words: str, expected: tuple[str | None, str | None]) -> None:
    assert speakers(f"“The tunnel is safe for all,” said {words}.") == [expected]
