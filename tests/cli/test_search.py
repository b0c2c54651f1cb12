"""``timeline search`` and ``show --after``: what is found, in which order, how it is shown, and what is refused."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from tests.support.commands import Run, filled, refused

QUERIES = ("inseparable", "crimea annex*", "Лавров -region", '"four Ukrainian regions" OR non-negotiable')


def numbers_of(run: Run, *words: str) -> list[int]:
    return [record["id"] for record in json.loads(run("search", *words, "--format", "json").stdout)]


@pytest.mark.parametrize("query", QUERIES)
def test_what_is_printed(run: Run, example: Path, query: str, snapshot: SnapshotAssertion) -> None:
    assert run("search", query).stdout == snapshot


@pytest.fixture(scope="module")
def news_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make entries 1 to 7, on successive days, for tests to copy."""
    return filled(
        tmp_path_factory.mktemp("news") / "timeline.db",
        ("init",),
        ("speaker", "add", "Sergey Lavrov", "--alias", "Сергей Лавров", "--country", "RU"),
        ("place", "add", "Geneva", "--alias", "Женева"),
        ("add", "Talks end in a café", "--date", "2014-03-01"),
        ("add", "Nothing was agreed upon", "--date", "2014-03-02", "--speaker", "Lavrov"),
        ("add", "Ёлка стоит ещё", "--date", "2014-03-03"),
        ("add", "Ministers meet again", "--date", "2014-03-04", "--place", "Geneva"),
        ("add", "Press asks Лаврова and Лавров answers", "--date", "2014-03-05"),
        ("add", "The U.S. says: don't, and that's non-negotiable", "--date", "2014-03-06"),
        ("add", "Talks again, talks of talks", "--date", "2014-03-07", "--note", "seen in Geneva, by chance"),
    )


@pytest.fixture
def news(news_file: Path, file: Path) -> Path:
    return Path(shutil.copy(news_file, file))


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("talks", [1, 7]),
        ("TALKS again", [7]),
        ("cafe", [1]),
        ("Café", [1]),
        ("talks -cafe", [7]),
        ("talks −cafe", [7]),
        ("cafe OR ministers", [1, 4]),
        ("cafe OR ministers again", [4]),
        ("cafe AND talks", [1]),
        ("talks NOT cafe", [7]),
        ("NOT cafe talks", []),
        ("TALKS AND NOT CAFE", []),
        ("talks AND NOT cafe", [7]),
        ("talk*", [1, 7]),
        ('"talks of"', [7]),
        ("“talks again”", [7]),
        ('"again talks"', [7]),
        ('"talks end again"', []),
        ('"minis meet"*', []),
        ('"ministers me"*', [4]),
        ("елка", [3]),
        ("ёлка", [3]),
        ("еще", [3]),
        ("lavrov", [2, 5]),
        ("Лавров", [2, 5]),
        ("Sergej Lavrow", [2]),
        ("lavr*", [2, 5]),
        ("лавр*", [2, 5]),
        ("lavrov answers", [5]),
        ("lavrov -agreed", [5]),
        ("-lavrov talks", [1, 7]),
        ("geneva", [4, 7]),
        ("Женева", [4, 7]),
        ("Genf", [4, 7]),
        ("U.S.", [6]),
        ("don’t", [6]),
        ("non-negotiable", [6]),
        ("-talks -lavrov", [3, 4, 6]),
    ],
)
def test_what_is_found(run: Run, news: Path, query: str, numbers: list[int]) -> None:
    assert numbers_of(run, query) == numbers
    assert numbers_of(run, *query.split()) == numbers
    assert run("search", query, "--count").stdout == f"{len(numbers)}\n"


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("OR talks", []),
        ("talks OR", []),
        ('"talks', [1, 7]),
        ("(talks)", [1, 7]),
        ("talks:", [1, 7]),
        ("title:talks", []),
        ("^talks", [1, 7]),
        ("talks + again", [7]),
        ("NEAR(talks)", []),
        ("*", None),
        ("-", None),
        ("...", None),
        ("a\0b", []),
        ("talks; DROP TABLE entries", []),
        ("'talks'", [1, 7]),
        ("“talks", [1, 7]),
    ],
)
def test_anything_but_syntax_is_searched_as_plain_words(
    run: Run, news: Path, query: str, numbers: list[int] | None
) -> None:
    if numbers is None:
        refused(run, "search", query)
    else:
        assert numbers_of(run, query) == numbers


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(query=st.text(alphabet=st.sampled_from("aе ё\"“”«»*-−()^:+OR'ND{}\0\n\t"), max_size=30))
def test_no_query_is_wrong(run: Run, news: Path, query: str) -> None:
    run("search", f"x {query}")
    run("search", f"x {query}", "--by", "relevance")


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("off*", [8]),  # no other word of the topic, which has the key “of”
        ("ann*", []),
        ("talks -off*", [1, 7]),
        ("offices", [8]),
        ("annals", []),
        ("Mali", [9, 11]),
        ("Малі", [9, 11]),  # which is called so
        ("война", []),
        ("Vojna", []),
        ("the of and", [8]),
    ],
)
def test_no_word_is_taken_for_another_of_the_same_key(run: Run, news: Path, query: str, numbers: list[int]) -> None:
    run("place", "add", "Mali", "--alias", "Малі")
    run("place", "add", "Vina de Lar")
    run("add", "Offices open", "--date", "2015", "--topic", "the end of an era and more")
    run("add", "Troops leave", "--date", "2016", "--place", "Mali")
    run("add", "малий бізнес", "--date", "2017")
    run("add", "У Малі спокійно", "--date", "2018")
    assert numbers_of(run, query) == numbers


def test_filters_pages_and_relevance(run: Run, news: Path) -> None:
    assert numbers_of(run, "talks OR geneva", "--since", "2014-03-02") == [4, 7]
    assert numbers_of(run, "talks OR geneva", "--reverse", "--limit", "2") == [7, 4]
    assert numbers_of(run, "talks OR geneva", "--after", "1", "--limit", "1") == [4]
    assert numbers_of(run, "talks OR geneva", "--place", "Geneva") == [4]
    assert numbers_of(run, "talks", "--by", "relevance") == [7, 1]
    assert numbers_of(run, "geneva", "--by", "relevance") == [7, 4]
    assert numbers_of(run, "-talks -lavrov", "--by", "relevance") == [3, 4, 6]
    assert numbers_of(run, "geneva", "--by", "relevance", "--limit", "1") == [7]


def test_rows_and_names_that_plain_sql_wrote_are_found(run: Run, news: Path, sql: object) -> None:
    sql("INSERT INTO speakers (id, name) VALUES (9, 'Мария Захарова')")  # type: ignore[operator]
    sql("INSERT INTO statements (date, speaker_id, text) VALUES ('2014-04', 9, 'From outside.')")  # type: ignore[operator]
    assert numbers_of(run, "Zakharova outside") == [8]


def test_long_texts_are_cut_around_the_words_and_notes_are_shown(run: Run, news: Path) -> None:
    words = "before " * 100 + "needle " + "after " * 100
    run("add", words, "--speaker", "Lavrov", "--date", "2015", "--verbatim", "--note", "a remark about haystacks")
    printed = run("search", "needle").stdout
    assert "⟦needle⟧ after" in printed
    assert 10 < printed.count("before") < 25
    assert "“… before" in printed.replace("\n      ", " ")
    assert "…”" in printed
    assert "haystacks" not in printed
    assert "note: a remark about ⟦haystacks⟧" in run("search", "haystacks").stdout


def test_hostile_words_stay_inert(run: Run, news: Path) -> None:
    run("add", "evil\x1b[31m \ufdd0 needle \ue000", "--date", "2015")
    printed = run("search", "needle").stdout
    assert "\x1b" not in printed
    assert "⟦needle⟧" in printed


def test_bad_input(run: Run, news: Path) -> None:
    for arguments, code, fact in (
        ([], 2, "WORDS"),
        (["x", "--by", "relevance", "--reverse"], 2, "--by relevance cannot be combined with --after or --reverse"),
        (["x", "--after", "99"], 3, "99"),
        (["x", "--count", "--after", "1"], 2, "leave out --format"),
        (["x" * 1001], 4, "at most 1,000"),
        (["x " * 51], 4, "at most 50"),
        (["x", "--nonsense"], 2, "--nonsense"),
        (["\udcff"], 4, "no word to search for"),
    ):
        assert fact in refused(run, "search", *arguments, code=code)
    refused(run, "show", "--source", "\udcff", code=3)
    assert "leave out --as-of" in refused(run, "show", "--search", "talks", "--as-of", "1", code=2)
    assert run("search", "zzz").stderr == "no entries match; use fewer words, or word* for any ending\n"


def test_words_are_a_filter_of_every_command(run: Run, news: Path, tmp_path: Path) -> None:
    assert [r["id"] for r in json.loads(run("show", "--search", "talks -cafe", "--format", "json").stdout)] == [7]
    assert numbers_of(run, "again", "--search", "talks") == [7]
    assert json.loads(run("stats", "--search", "talks", "--format", "json").stdout) == [
        {"year": "2014", "entries": 2, "beyond": 0}
    ]
    assert len(run("export", "jsonl", "--search", "lavrov", "--kind", "statement").stdout.splitlines()) == 2
    assert [r["id"] for r in json.loads(run("compare", "Lavrov", "--search", "agreed", "--format", "json").stdout)] == [
        2
    ]


def test_show_goes_on_after_an_entry(run: Run, example: Path) -> None:
    whole = [record["id"] for record in json.loads(run("show", "--format", "json").stdout)]
    page = json.loads(run("show", "--after", f"#{whole[4]}", "--limit", "3", "--format", "json").stdout)
    assert [record["id"] for record in page] == whole[5:8]
    assert run("show", "--after", whole[-1]).stderr == "no more entries match\n"
    assert "99" in refused(run, "show", "--after", "99", code=3)
    assert run("show", "--as-of", "1", "--after", whole[4], "--count", code=2).exit_code == 2
    later = json.loads(run("show", "--as-of", "1", "--after", whole[4], "--format", "json").stdout)
    assert [record["id"] for record in later] == whole[5:]
