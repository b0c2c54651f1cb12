"""Test the resolution of mentions: roles, pronouns, surnames, bodies, known names."""

import pytest

from tests.support.articles import needs_spacy, statements
from timeline.ingest.roles import split_role


def last(text: str, **how: object) -> tuple[str | None, str | None]:
    one = statements(text, grammar=False, **how)[-1]
    return one.speaker, one.role


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“No,” said Kremlin spokesperson Ivan Petrov.", ("Ivan Petrov", "Kremlin spokesperson")),
        ("“No,” said Norwegian Foreign Minister Maria Lopez.", ("Maria Lopez", "Norwegian Foreign Minister")),
        ("“No,” said Ivan Petrov, a spokesman for the ministry.", ("Ivan Petrov", "spokesman for the ministry")),
        ("Prime Minister Maria Lopez came.\n\n“No,” Lopez said.", ("Maria Lopez", "Prime Minister")),
        ("Minister Ivan Petrov and Maria Lopez came.\n\n“No,” she said.", ("Maria Lopez", None)),
        ("Minister Ivan Petrov and Maria Lopez came.\n\n“No,” he said.", ("Ivan Petrov", "Minister")),
        ("President Ivan Petrov flew to Oslo.\n\n“No,” the president said.", ("Ivan Petrov", "President")),
        ("“No,” the Foreign Ministry said.", ("Foreign Ministry", None)),
        ("“No,” they said.", (None, None)),
        ("“No,” he said.", (None, None)),
    ],
)
def test_speakers_are_resolved(text: str, expected: tuple[str | None, str | None]) -> None:
    assert last(text) == expected


def test_a_pronoun_does_not_mean_a_person_inside_a_quotation() -> None:
    text = "Minister Ivan Petrov came.\n\n“I like President Karl Berg,” he said. “No,” he added."
    assert last(text)[0] == "Ivan Petrov"


def test_two_fitting_people_lower_the_confidence() -> None:
    text = "Minister Ivan Petrov met Minister Karl Berg.\n\n“No,” he said."
    assert statements(text, grammar=False)[0].confidence == "medium"


def test_a_shared_surname_means_the_person_named_last() -> None:
    text = "Maria Berg met Karl Berg.\n\n“No,” Berg said.\n\nMaria Berg left.\n\n“Why?” Berg asked."
    assert [one.speaker for one in statements(text, grammar=False)] == ["Karl Berg", "Maria Berg"]


def test_a_surname_that_speaks_elsewhere_makes_a_full_name_a_person() -> None:
    assert last("Zvonko Holmkvist came.\n\n“No,” Holmkvist said. “Never,” he added.")[0] == "Zvonko Holmkvist"
    assert last("Eastern Norway is far.\n\n“No,” Norway said.\n\n“Never,” he added.")[0] is None


@needs_spacy
@pytest.mark.parametrize(("name", "speaker"), [("Zvonimir", "Zvonimir"), ("Moscow", "Karl Holm")])
def test_he_means_the_last_speaker_even_if_only_a_surname_is_known(name: str, speaker: str) -> None:
    text = f"Karl Holm came on Monday.\n\n{name} rejected the plan. “That is a lie,” he said."
    assert statements(text, grammar=True)[-1].speaker == speaker


def test_a_role_does_not_belong_to_a_person_of_the_sentence_before() -> None:
    assert last("“Did he go?” a reporter asked. “No,” Holmkvist said.") == ("Holmkvist", None)


def test_an_honorific_distinguishes_two_people_with_one_surname() -> None:
    text = "Maria Berg came.\n\nKarl Berg came.\n\n“No,” {} Berg said."
    assert last(text.format("Mrs."))[0] == "Maria Berg"
    assert last(text.format("Mr."))[0] == "Karl Berg"
    assert last("Maria Berg and Maria Berg and Maria Berg met Karl Berg.\n\n“No,” Berg said.")[0] == "Maria Berg"


def test_a_full_stop_after_an_honorific_does_not_end_a_sentence() -> None:
    text = "Karl Holm met Ivan Petrov.\n\nMr. Petrov told them, he said, that Mr. Holm was right. “No,” he added."
    assert last(text)[0] == "Ivan Petrov"


def test_a_name_ends_where_its_sentence_does() -> None:
    assert last("Karl Holm met the actress Maria Lopez. Berg left.\n\n“No,” she said.")[0] == "Maria Lopez"


def test_given_names_that_are_also_things_are_names() -> None:
    assert last("Bill Holm came.\n\n“No,” Holm said.")[0] == "Bill Holm"
    assert last("Maria West came.\n\n“No,” she said.")[0] == "Maria West"


def test_the_team_of_a_son_is_not_a_person() -> None:
    text = "Ivan Petrov came.\n\nThey watched the Oslo Green Dragons, his son's team, on Monday.\n\n“No,” he said."
    assert last(text)[0] == "Ivan Petrov"


def test_known_names_keep_their_spelling() -> None:
    assert last("“No,” Sergei Lavrov said.", speakers=["Sergey Lavrov"])[0] == "Sergey Lavrov"
    assert last("“No,” Lavrov said.", speakers=["Sergey Lavrov"])[0] == "Sergey Lavrov"
    assert last("“No,” Lavrov said.", speakers=["Sergey Lavrov", "Ivan Lavrov"])[0] == "Lavrov"


@needs_spacy
def test_who_and_its_noun_are_one_mention() -> None:
    (one,) = statements("Reporters met Ivan Petrov, who said that the border was shut.", grammar=True)
    assert one.speaker == "Ivan Petrov"


@needs_spacy
def test_two_can_speak_together() -> None:
    (one,) = statements("Ivan Petrov and Maria Lopez said that the border was shut.", grammar=True)
    assert (one.speaker, one.participants) == ("Ivan Petrov", ("Maria Lopez",))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("former U.S. Sen. John Doe", ("former U.S. Sen.", "John Doe")),
        ("President Ivan Petrov of Norway", ("President", "Ivan Petrov")),
        ("President of Norway Ivan Petrov", ("President of Norway", "Ivan Petrov")),
        ("pollster Maria Lopez", ("pollster", "Maria Lopez")),
        ("Ursula von der Leyen", (None, "Ursula von der Leyen")),
        ("the spokesman", ("spokesman", "")),
        ("", (None, "")),
    ],
)
def test_roles_are_split_from_names(words: str, expected: tuple[str | None, str]) -> None:
    assert split_role(words) == expected


@pytest.mark.parametrize(
    "office",
    ["US Secretary of State", "Secretary of the Treasury", "Minister of Foreign Affairs", "President of Norway"],
)
def test_an_office_with_what_it_is_for_stands_before_a_name(office: str) -> None:
    text = f"A guest came, {office} Maria Lopez said.\n\n“It is over and we leave,” Lopez said."
    assert last(text) == ("Maria Lopez", office)


@needs_spacy
def test_a_name_behind_the_comma_belongs_to_the_description_before_it() -> None:
    text = "The crash was nobody’s fault, according to former pilot and navy captain, Sen. Karl Holm."
    (one,) = statements(text, grammar=True)
    assert (one.speaker, one.role) == ("Karl Holm", "former pilot and navy captain")


@needs_spacy
@pytest.mark.parametrize(
    "sentence",
    ["They also pledged to “open every road”.", "The joint statement underlined “the need for open roads”."],
)
def test_they_and_their_statement_mean_those_who_spoke_jointly(sentence: str) -> None:
    text = (
        "Norwegian leader Karl Holm and Danish counterpart Anna Lind – a close ally of his – said that the roads were "
        f"safe.\n\n{sentence}"
    )
    one = statements(text, grammar=True)[-1]
    assert (one.speaker, one.participants) == ("Karl Holm", ("Anna Lind",))


@needs_spacy
def test_a_participle_that_names_the_subject_states_nothing() -> None:
    text = "Speaking about the fire of last week, Karl Holm said that nobody was hurt."
    (one,) = statements(text, grammar=True)
    assert one.text == "that nobody was hurt"
