"""Whether the sentence of a citation names the speaker, as people write sentences and names."""

from pathlib import Path

import pytest

from tests.support.articles import needs_spacy
from tests.support.commands import Run
from timeline.evidence.naming import Named, NamedText


def named(*texts: str, is_person: bool = True, country: str | None = None) -> Named:
    return Named.of(texts, is_person, country)


def sentences(text: str, cited: str) -> str:
    """Return the sentences in which the speaker of a passage has to be named."""
    start = text.index(cited)
    first, last = NamedText(text).sentences.around(start, start + len(cited))
    return text[first:last]


def is_named(text: str, cited: str, speaker: Named) -> bool:
    start = text.index(cited)
    return NamedText(text).is_named(start, start + len(cited), speaker)


VELK = named("Thomas Velk")
BEFORE = "Nothing new. Nothing else. "


@pytest.mark.parametrize(
    ("text", "cited", "speaker"),
    [
        ("The road is open, Velk said.", "The road is open", VELK),
        ("Velk spoke on Monday. The road is open.", "The road is open", VELK),
        ("Velk’s view is clear: the road is open.", "the road is open", VELK),
        ("“The road is open. Nobody is hurt. Trains run,” Mr. Velk said.", "The road is open", VELK),
        ("Velk said: “Trains run. Nobody is hurt. The road is open.”", "The road is open", VELK),
        ("“Is the road open?” Velk asked.", "Is the road open?", VELK),
        ("“The road is open.\n\n“Trains run,” Velk said.", "Trains run", VELK),
        ("Velk was in town.\n\nThe road is open.", "The road is open", VELK),
        ("Мы готовы, сообщили Лавровым.", "Мы готовы", named("Sergey Lavrov")),
        ("По словам Велка, дорога открыта.", "дорога открыта", VELK),
        ("За словами Зеленського, міст цілий.", "міст цілий", named("Volodymyr Zelensky")),
        ("Xi called for talks.", "called for talks", named("Xi Jinping")),
        ("President Yoon called for talks.", "called for talks", named("Yoon Suk Yeol", country="KR")),
        ("The U.S. State Department denied it.", "denied it", named("State Department", is_person=False)),
        ("Norwegian officials denied it.", "denied it", named("Norwegian government", is_person=False)),
        ("The harbour authority denied it.", "denied it", named("harbour authority", is_person=False)),
        ("The U.N. denied it.", "denied it", named("UN", is_person=False)),
        ("Lt. Col. A. B. Velk denied it.", "denied it", VELK),
    ],
)
def test_a_sentence_names_the_speaker(text: str, cited: str, speaker: Named) -> None:
    for whole in (text, BEFORE + text):
        assert is_named(whole, cited, speaker), sentences(whole, cited)


@pytest.mark.parametrize(
    ("text", "cited", "speaker"),
    [
        ("Velk left. It rained. The road is open, Anna Lind said.", "The road is open", VELK),
        ("The road is open, Lind said. Velk left.", "The road is open", VELK),
        ("The road is open, he said.", "The road is open", VELK),
        ("The road is open, Thomas Lind said.", "The road is open", VELK),
        ("“The road is open,” Lind said. “Trains run,” Velk said.", "The road is open", VELK),
        ("The department denied it.", "denied it", named("State Department", is_person=False)),
        ("The government denied it.", "denied it", named("Norwegian government", is_person=False)),
        ("The harbour was calm. An authority denied it.", "denied it", named("harbour board", is_person=False)),
        ("The kimono was sold.", "was sold", named("Kim Ode")),
    ],
)
def test_a_sentence_does_not_name_the_speaker(text: str, cited: str, speaker: Named) -> None:
    assert not is_named(text, cited, speaker), sentences(text, cited)


IT = "it was done"


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("Wang Yi", "Wang"),
        ("Zhao Lijian", "Zhao"),
        ("Park Geun-hye", "Park"),
        ("Kim Jong Un", "Kim"),
        ("Kim Philby", "Philby"),
        ("Orbán Viktor", "Orbán"),
        ("Bashar al-Assad", "Assad"),
        ("Abdel Fattah el-Sisi", "al-Sisi"),
        ("Mohammed bin Salman", "Crown Prince Mohammed"),
        ("King Charles III", "Charles"),
        ("Pope Francis", "Francis"),
        ("Gabriel Boric Font", "Boric"),
        ("Pedro Sánchez Pérez-Castejón", "Sánchez"),
        ("Ursula von der Leyen", "Von der Leyen"),
        ("Joe Biden", "Joseph Biden"),
        ("Volodymyr Zelensky", "Zelenskyy"),
    ],
)
def test_a_person_is_named_by_any_family_name(name: str, who: str) -> None:
    assert is_named(f"{who} said {IT}.", IT, named(name))


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("Wang Yi", "Yi"),
        ("Kim Jong Un", "The UN"),
        ("Bill Clinton", "Hillary Clinton"),
        ("Ali Khamenei", "Ali Larijani"),
        ("Vladimir Putin", "Maria Putina"),
        ("Sergey Lavrov", "Lavrova"),
        ("Anna Maria Lind", "Maria"),
    ],
)
def test_a_relative_or_a_namesake_is_somebody_else(name: str, who: str) -> None:
    assert not is_named(f"{who} said {IT}.", IT, named(name))


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("United Nations", "The UN"),
        ("United Nations", "The U.N. Security Council"),
        ("World Health Organization", "The WHO"),
        ("World Health Organization", "The World Health Organisation"),
        ("Ministry of Foreign Affairs of Norway", "The foreign ministry"),
        ("Norwegian Foreign Ministry", "The foreign ministry"),
        ("Ministry of Defence of the Russian Federation", "The Ministry of Defence"),
        ("Government of Ukraine", "The Ukrainian government"),
    ],
)
def test_an_organization_is_named_by_its_initials_or_most_of_its_words(name: str, who: str) -> None:
    assert is_named(f"{who} said {IT}.", IT, named(name, is_person=False))
    assert not is_named(f"He asked who said that {IT}.", IT, named(name, is_person=False))


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("‘We will meet. There’s a lot to do. So be it,’ said Thomas Velk.", "We will meet"),
        ("'We will meet. There's a lot to do. So be it,' said Thomas Velk.", "We will meet"),
        ("»We will meet. There is a lot to do«, said Thomas Velk.", "We will meet"),
        ("„We will meet. There is a lot to do“, said Thomas Velk.", "We will meet"),
        ("“We will go. We must.\n\n“There is a plan. It works,” Thomas Velk said.", "We will go"),
        ("It rained.\n\nTHOMAS VELK: We will go. We must. There is a plan. It works.", "It works"),
        ("Velk spoke approx. at 5 a.m. local time. The plan works.", "The plan"),
        ("Velk spoke ... and then left. The plan works.", "The plan"),
    ],
)
def test_where_a_sentence_ends(text: str, cited: str) -> None:
    assert is_named(text, cited, VELK), sentences(text, cited)


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Velk's plan for talks\n\nThe talks are over, said a source.", "The talks"),
        ("“He won’t. The soldiers’ families know,” an aide said. Velk left.", "He won"),
        ("Velk left. The '90s were good. The plan works, she said.", "The plan"),
        ("THOMAS VELK: We will go.\n\nANNA LIND: We must. There is a plan. It works.", "It works"),
    ],
)
def test_what_is_too_far_away(text: str, cited: str) -> None:
    assert not is_named(text, cited, VELK), sentences(text, cited)


TEXT = """\
Foreign Minister Thomas Velk opened the bridge on Monday. It rained. He said the tunnel was safe.

The road is open, Anna Lind said.
"""


@pytest.fixture
def accepted(run: Run, tmp_path: Path) -> None:
    """Read an article, and accept its two statements: one of “he”, who was read as Thomas Velk, and one of Anna Lind."""
    article = tmp_path / "article.txt"
    article.write_text(TEXT, encoding="utf-8")
    run("ingest", article, "--published", "2024-06-12")
    run("review", stdin="r\na\na\n")


@needs_spacy
def test_a_note_changes_neither_the_states_nor_the_exit_code(run: Run, accepted: None) -> None:
    assert run("verify").stderr == "2 exact\n"
    run("edit", 2, "--speaker", "Thomas Velk")
    checked = run("verify")
    assert checked.stderr == "2 exact; speaker not named in 1\n"
    assert checked.stdout.count("speaker not named") == 1
    assert run("verify", "--format", "csv").stdout.count("speaker not named") == 1


@needs_spacy
def test_a_recorded_pronoun_counts_for_the_person_whom_it_was_read_as(run: Run, accepted: None) -> None:
    assert run("verify", 1).stderr == "1 exact\n"
    run("edit", 1, "--speaker", "Anna Lind")
    assert run("verify", 1).stderr == "1 exact; speaker not named in 1\n"
    run("edit", 1, "--speaker", "Thomas Velk")
    run("cite", 1, 1, "--exact", "the tunnel was")
    assert run("verify", 1).stderr == "2 exact\n"
