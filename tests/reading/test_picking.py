"""Names that a few typed letters may mean, in any script and any order."""

import sqlite3
import unicodedata
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from timeline.database.changeset import changeset, create
from timeline.database.opening import read_connection
from timeline.desk import entities
from timeline.reading.picking import MOST_PICKED, pick
from timeline.schema.vocabulary import EntityKind

SPEAKERS = [
    ("Marta Nowak", ()), ("Оксана Шевчук", ()), ("Κυριάκος Ελευθερίου", ()), ("سلمى حداد", ()), ("王小明", ()),
    ("İpek Çağlar", ()), ("Jürgen Łoś", ()), ("Renée Dupré-Ölander", ("Rene D.",)), ("Anatoly Yeltukhov", ()),
    ("U.S. Embassy", ()), ("Сергей Ильин", ()),
]  # fmt: skip
TOPICS = ["war; peace", "the [secret] annex", "border closure"]
SOURCES = [
    ("[News article 7: talks in Oslo]", "Kurier Polski", "Ada Berg", "https://www.kurier.example/2024/oslo-talks.html"),
    ("Новости дня: ёлка", "Газета", None, None),
    ("“Ξένια” και άλλα", None, "Νίκος Ράπτης", None),
    ("外交部发言人答问", "新华社", None, None),
    ("نشرة الأخبار", None, None, None),
    ("İstanbul'da görüşme", None, None, None),
    (unicodedata.normalize("NFD", "Café à l’été"), None, None, None),
    (None, None, None, "https://archive.example/straße"),
    ("Newsroom (internal)", "Kurier Polski", None, None),
]
Pick = Callable[[EntityKind, str], list[str]]


@pytest.fixture(scope="module")
def picked(tmp_path_factory: pytest.TempPathFactory) -> Pick:
    """Return a function that picks names in a file with these speakers, topics and sources."""
    path = tmp_path_factory.mktemp("picking") / "timeline.db"
    create(path)
    with changeset(path, "test") as session:
        for name, aliases in SPEAKERS:
            entities.add_speaker(session, name, aliases=aliases, new_speaker=True)
        for name in TOPICS:
            entities.add_topic(session, name)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany("INSERT INTO sources (title, publisher, author, url) VALUES (?, ?, ?, ?)", SOURCES)

    def names(kind: EntityKind, typed: str) -> list[str]:
        with read_connection(path) as reading:
            return [one.name for one in pick(reading.execute, kind, typed)]

    return names


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("marta", "Marta Nowak"), ("Nowak Marta", "Marta Nowak"), ("nowak m", "Marta Nowak"), ("Новак Марта", "Marta Nowak"),
        ("Nowak, Marta", "Marta Nowak"), ("шев", "Оксана Шевчук"), ("ШЕВЧУК окс", "Оксана Шевчук"),
        ("shev", "Оксана Шевчук"), ("ελευθ", "Κυριάκος Ελευθερίου"), ("κυριακος", "Κυριάκος Ελευθερίου"),
        ("حداد", "سلمى حداد"), ("حداد سلمى", "سلمى حداد"), ("王", "王小明"), ("明", "王小明"), ("小明", "王小明"),
        ("ipek", "İpek Çağlar"), ("ÇAĞ", "İpek Çağlar"), ("caglar ipek", "İpek Çağlar"), ("jurgen", "Jürgen Łoś"),
        ("los", "Jürgen Łoś"), ("oland", "Renée Dupré-Ölander"), ("dupre", "Renée Dupré-Ölander"),
        ("yelt", "Anatoly Yeltukhov"), ("U.S.", "U.S. Embassy"), ("Серге", "Сергей Ильин"),
    ],
)  # fmt: skip
def test_a_speaker_is_offered(picked: Pick, typed: str, name: str) -> None:
    assert picked("speaker", typed)[0] == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("peace", "war; peace"), ("war; pe", "war; peace"), ("secret", "the [secret] annex"), ("annex secret", "the [secret] annex"),
        ("closure bor", "border closure"),
    ],
)  # fmt: skip
def test_a_topic_is_offered(picked: Pick, typed: str, name: str) -> None:
    assert picked("topic", typed) == [name]


@pytest.mark.parametrize(
    ("typed", "row"),
    [
        ("News article", 0), ("[news article 7:", 0), ("oslo", 0), ("Oslo talks", 0), ("ada b", 0), ("Berg Ada", 0), ("kurier news art", 0),
        ("https://www.kurier.example/2024", 0), ("kurier.example", 0), ("новости", 1), ("ЕЛКА", 1), ("газ", 1), ("ξενια", 2),
        ("ραπτης", 2), ("外", 3), ("发言", 3), ("新华", 3), ("الأخبار", 4), ("istanbul", 5), ("İSTANBUL", 5), ("gorusme", 5),
        ("cafe", 6), ("été", 6), ("ETE cafe", 6), ("straße", 7), ("internal", 8),
    ],
)  # fmt: skip
def test_a_source_is_offered_by_title_publisher_author_or_address(picked: Pick, typed: str, row: int) -> None:
    title, publisher, _, url = SOURCES[row]
    assert picked("source", typed)[0] == (title or url or publisher)


def test_sources_that_fit_as_well_are_offered_the_latest_first_with_their_makers(picked: Pick) -> None:
    assert picked("source", "kurier polski") == ["Newsroom (internal)", "[News article 7: talks in Oslo]"]
    assert picked("source", "news") == ["Newsroom (internal)", "[News article 7: talks in Oslo]"]
    assert picked("source", "1")[0] == "[News article 7: talks in Oslo]"  # its number


@pytest.mark.parametrize("typed", ["", " ", ";", "%", "_", "[*?]", "\0", "́", "x" * 5_000, "owak", "slo"])
def test_signs_and_the_middle_of_words_find_nothing(picked: Pick, typed: str) -> None:
    kinds: tuple[EntityKind, ...] = ("speaker", "topic", "place", "source")
    assert [picked(kind, typed) for kind in kinds] == [[], [], [], []]


def test_a_name_as_typed_is_offered_first_however_many_begin_like_it(file: Path) -> None:
    create(file)
    with closing(sqlite3.connect(file)) as connection, connection:
        rows = [(f"Mira {number}",) for number in range(3_000)]
        connection.executemany("INSERT INTO topics (name, key) VALUES (?1, lower(?1))", [*rows, ("Mira",)])
    with read_connection(file) as reading:
        offered = [one.name for one in pick(reading.execute, "topic", "mira")]
    assert (offered[0], len(offered)) == ("Mira", MOST_PICKED)


def test_a_name_that_plain_sql_wrote_is_offered_too(file: Path) -> None:
    create(file)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("INSERT INTO speakers (name) VALUES ('Йосип Чорний')")
        assert connection.execute("SELECT key FROM speaker_names").fetchall() == [(None,)]
    with read_connection(file) as reading:
        for typed in ("chor", "чорний йо", "Йосип"):
            assert [one.name for one in pick(reading.execute, "speaker", typed)] == ["Йосип Чорний"]
