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
    first, last = NamedText(text).sentences(start, start + len(cited))
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
