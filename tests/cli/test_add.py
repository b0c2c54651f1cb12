"""``timeline add``: what is stored, how it is told apart, and what is asked back."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.commands import Run

Sql = Callable[..., list[Any]]


def test_prints_the_number_and_nothing_else_on_stdout(run: Run) -> None:
    assert run("add", "Russia annexes Crimea", "--date", "2014").stdout == "1\n"
    assert run("add", "Something else", "--date", "2015").stdout == "2\n"


def test_an_event_has_a_title_and_no_speaker(run: Run, sql: Sql) -> None:
    run("add", "Russia annexes Crimea", "--date", "2014-03~", "--text", "After a referendum.")
    assert sql("SELECT kind, title, text, speaker_id, mode, date, date_earliest, date_latest FROM entries") == [
        ("event", "Russia annexes Crimea", "After a referendum.", None, None, "2014-03~", "2014-03-01", "2014-03-31")
    ]


def test_every_field_is_stored(run: Run, sql: Sql) -> None:
    run("add", "First", "--date", "2014")
    run(
        "add", "It will not happen", "--speaker", "Sergey Lavrov", "--date", "2025-02-26", "--time", "14:30+03:00",
        "--date-text", "on Wednesday", "--role", "Russian Foreign Minister", "--verbatim", "--original", "Этого не будет",
        "--lang", "ru", "--setting", "press conference", "--title", "A refusal", "--topic", "talks", "--topic", "front line",
        "--place", "Moscow", "--participant", "Hakan Fidan (host)", "--participant", "Somebody", "--source",
        "https://example.org/a", "--source-title", "A title", "--publisher", "Example", "--published", "27 Feb 2025",
        "--author", "A. Writer", "--via", "Meduza", "--exact", "will not happen", "--link", "responds to 1", "--note",
        "check", "--dataset", "mine", "--external-id", "x1",
    )  # fmt: skip
    assert sql(
        "SELECT speaker, date, time, date_text, role, mode, text, original_text, lang, setting, title, topics, places, note,"
        " dataset, external_id FROM statements"
    ) == [
        (
            "Sergey Lavrov", "2025-02-26", "14:30+03:00", "on Wednesday", "Russian Foreign Minister", "verbatim",
            "It will not happen", "Этого не будет", "ru", "press conference", "A refusal", "talks, front line", "Moscow",
            "check", "mine", "x1",
        )
    ]  # fmt: skip
    assert sql(
        "SELECT s.url, s.title, s.publisher, s.published, s.author, v.publisher, c.exact FROM citations AS c"
        " JOIN sources AS s ON s.id = c.source_id JOIN sources AS v ON v.id = c.via_id"
    ) == [("https://example.org/a", "A title", "Example", "2025-02-27", "A. Writer", "Meduza", "will not happen")]
    assert sql("SELECT from_id, to_id, relation FROM links") == [(2, 1, "responds_to")]
    assert sql("SELECT s.name, p.role FROM participants AS p JOIN speakers AS s ON s.id = p.speaker_id") == [
        ("Hakan Fidan", "host"),
        ("Somebody", "participant"),
    ]


@pytest.mark.parametrize(
    ("typed", "options", "mode", "stored"),
    [
        ("It will not happen", [], "paraphrase", "It will not happen"),
        ("It will not happen", ["--verbatim"], "verbatim", "It will not happen"),
        ("“It will not happen”", [], "verbatim", "It will not happen"),
        ('"It will not happen."', [], "verbatim", "It will not happen."),
        ("«Этого не будет»", [], "verbatim", "Этого не будет"),
        ("“It will not happen”", ["--paraphrase"], "paraphrase", "“It will not happen”"),
        ("“It will not happen”", ["--verbatim"], "verbatim", "It will not happen"),
        ("It is “an inseparable part” of it", [], "paraphrase", "It is “an inseparable part” of it"),
        ("“Yes,” he said, “of course”", [], "paraphrase", "“Yes,” he said, “of course”"),
        ('"Yes" and "no"', [], "paraphrase", '"Yes" and "no"'),
    ],
)
def test_mode_follows_the_quotation_marks(
    run: Run, sql: Sql, typed: str, options: list[str], mode: str, stored: str
) -> None:
    run("add", typed, "--speaker", "Lavrov", "--date", "2025", *options)
    assert sql("SELECT mode, text FROM entries") == [(mode, stored)]


def test_an_event_keeps_its_quotation_marks(run: Run, sql: Sql) -> None:
    run("add", "“Operation Z”", "--date", "2022")
    assert sql("SELECT title FROM entries") == [("“Operation Z”",)]


def test_text_from_stdin(run: Run, sql: Sql) -> None:
    run("add", "-", "--date", "2014", stdin="\ufeffCrimea\nis annexed\n")
    assert sql("SELECT title FROM entries") == [("Crimea\nis annexed",)]


@pytest.mark.parametrize("option", ["--date", "--until"])
def test_unknown_date_is_stored_as_undated(run: Run, sql: Sql, option: str) -> None:
    if option == "--until":
        assert "--until: “unknown”" in run("show", "--until", "unknown", code=4).stderr
        return
    run("add", "Something", "--date", "unknown")
    assert sql("SELECT date, date_earliest, date_latest, date_text FROM entries") == [(None, None, None, None)]


def test_the_date_as_typed_is_kept_where_it_says_more(run: Run, sql: Sql) -> None:
    run("add", "One", "--date", "Feb. 26, 2025")
    run("add", "Two", "--date", "2025-02-26")
    assert sql("SELECT date, date_text FROM entries") == [("2025-02-26", "Feb. 26, 2025"), ("2025-02-26", None)]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Sergey Lavrov", False),
        ("sergey  lavrov", False),
        ("Сергей Лавров", False),
        ("2", False),
        ("#2", False),
        ("Lavrov", True),
        ("Лавров", True),
        ("sergei lavrov", True),
        ("Lawrow", True),
    ],
)
def test_a_known_speaker_is_found_by_any_name(run: Run, example: object, sql: Sql, name: str, told: bool) -> None:
    result = run("add", "Nothing new", "--speaker", name, "--date", "2025-03-01")
    assert result.stderr == (f"“{name}” is speaker 2 Sergey Lavrov (RU)\n" if told else "")
    assert sql("SELECT speaker_id FROM entries WHERE id = ?", int(result.stdout)) == [(2,)]


@pytest.mark.parametrize("name", ["Lawrow", "Lavrov", "Sergei Lavrov"])
def test_a_speaker_said_to_be_new_is_new_unless_spelled_like_a_known_one(
    run: Run, example: object, sql: Sql, name: str
) -> None:
    run("add", "x", "--speaker", name, "--speaker", "Dmitry Peskov", "--new-speaker", "--date", "2025")
    assert sql("SELECT name FROM speakers WHERE id > 5") == [(name,)]


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        ("John Smith", "Jon Smith"),
        ("John Smith", "Jhon Smith"),
        ("John Smith", "John Smit"),
        ("Joe Biden", "Jo Biden"),
        ("Russia", "Russie"),
    ],
)
def test_a_slip_in_a_short_name_is_asked_back(run: Run, known: str, typed: str) -> None:
    run("speaker", "add", known)
    assert f"did you mean 1 {known}?" in run("add", "x", "--speaker", typed, "--date", "2025", code=3).stderr


def test_only_a_person_is_found_by_the_last_word(run: Run, example: object) -> None:
    assert "did you mean 5 Russia" in run("add", "x", "--speaker", "Federation", "--date", "2025", code=3).stderr


def test_things_named_by_a_number_can_be_used(run: Run, sql: Sql) -> None:
    run("topic", "add", "2014")
    run("source", "add", "1984")
    run("add", "x", "--date", "2014", "--topic", "2014", "--source", "1984")
    assert sql("SELECT topics, sources FROM timeline") == [("2014", 1)]


def test_a_paraphrase_in_quotation_marks_can_be_told_from_verbatim_words(run: Run) -> None:
    for mode in ("--verbatim", "--paraphrase"):
        run("add", "“No”", "--speaker", "A B", "--date", "2025", mode)
    for format_ in ("text", "markdown"):
        shown = run("show", "--format", format_).stdout
        assert shown.count("“No”") == 2
        assert shown.count("“No” (paraphrase)") == shown.count("paraphrase") == 1


def test_a_new_speaker_is_added_and_told(run: Run, example: object, sql: Sql) -> None:
    assert run("add", "Hello", "--speaker", "Hakan Fidan", "--date", "2025").stderr == "new speaker 6: Hakan Fidan\n"
    assert sql("SELECT name, kind FROM speakers WHERE id = 6") == [("Hakan Fidan", "person")]
    assert sql("SELECT count(*) FROM speaker_names WHERE speaker_id = 6 AND key IS NOT NULL") == [(1,)]


def test_two_that_fit_are_both_listed(run: Run, example: object, sql: Sql) -> None:
    run("speaker", "add", "Mikhail Lavrov", "--new-speaker")
    result = run("add", "Hm", "--speaker", "Lavrov", "--date", "2025", code=3)
    assert "2 Sergey Lavrov" in result.stderr
    assert "6 Mikhail Lavrov" in result.stderr
    assert sql("SELECT count(*) FROM entries") == [(14,)]
    run("add", "Hm", "--speaker", "Mikhail Lavrov", "--date", "2025")


def test_a_name_close_to_a_known_one_is_asked_back(run: Run, example: object, sql: Sql) -> None:
    result = run("add", "Hm", "--speaker", "Sergey Lavrof", "--date", "2025", "--topic", "brand new", code=3)
    assert "did you mean 2 Sergey Lavrov (RU)?" in result.stderr
    assert "--new-speaker" in result.stderr
    assert sql("SELECT count(*) FROM topics WHERE name = 'brand new'") == [(0,)]
    result = run("add", "Hm", "--speaker", "S. Lavrov", "--date", "2025", "--new-speaker")
    assert "new speaker 6: S. Lavrov" in result.stderr


def test_a_joint_statement_has_several_speakers(run: Run, example: object) -> None:
    number = run("add", "We agree", "--speaker", "Lavrov", "--speaker", "Peskov", "--date", "2025").stdout.strip()
    assert "Sergey Lavrov (foreign minister, Russia) and Dmitry Peskov" in run("show", "--since", "2025").stdout
    assert f"{number}  2025" in run("show", "--speaker", "Peskov").stdout


def test_topics_and_places_are_found_or_made(run: Run, example: object, sql: Sql) -> None:
    result = run(
        "add",
        "Talks",
        "--date",
        "2025",
        "--topic",
        "CRIMEA",
        "--topic",
        "grain deal",
        "--place",
        "Крым",
        "--place",
        "Ankara",
    )
    assert result.stderr == "new topic: grain deal\nnew place: Ankara\n"
    assert sql("SELECT topics, places FROM timeline WHERE id = ?", int(result.stdout)) == [
        ("Crimea, grain deal", "Crimea, Ankara")
    ]


def test_a_source_is_used_again(run: Run, sql: Sql) -> None:
    described = ["--source", "https://example.org/a", "--publisher", "Example", "--published", "2025-02-27"]
    assert "new source 1" in run("add", "One", "--date", "2025", *described).stderr
    assert run("add", "Two", "--date", "2025", *described).stderr == ""
    assert run("add", "Three", "--date", "2025", "--source", "1").stderr == ""
    assert sql("SELECT count(*) FROM sources") == [(1,)]
    assert sql("SELECT entry_id, source_id FROM citations") == [(1, 1), (2, 1), (3, 1)]


def test_a_source_that_is_described_differently_is_refused(run: Run, sql: Sql) -> None:
    run("add", "One", "--date", "2025", "--source", "https://example.org/a", "--publisher", "Example")
    result = run("add", "Two", "--date", "2025", "--source", "https://example.org/a", "--publisher", "Other", code=4)
    assert "source 1 already has another publisher" in result.stderr
    assert sql("SELECT count(*) FROM entries") == [(1,)]


def test_two_sources_of_one_title_are_told_apart_by_publisher(run: Run) -> None:
    run("source", "add", "Briefing", "--publisher", "TASS")
    run("source", "add", "Briefing", "--publisher", "RIA")
    result = run("add", "One", "--date", "2025", "--source", "Briefing", code=3)
    assert "1 TASS" in result.stderr
    assert "2 RIA" in result.stderr
    run("add", "One", "--date", "2025", "--source", "Briefing", "--publisher", "RIA")
    assert "RIA" in run("show", "1").stdout


def test_an_outlet_cited_through_is_kept_once(run: Run, sql: Sql) -> None:
    for text, outlet in (("One", "Meduza"), ("Two", "MEDUZA"), ("Three", "Медуза")):
        run("add", text, "--date", "2025", "--source", "An article", "--via", outlet)
    assert sql("SELECT title, publisher FROM sources ORDER BY id") == [("An article", None), (None, "Meduza")]
    assert "via Meduza" in run("show").stdout


@pytest.mark.parametrize("written", ["reaffirms 4", "Reaffirms #4", "responds_to 4", "responds to 4", "responds-to 4"])
def test_links_are_read_as_people_write_them(run: Run, example: object, sql: Sql, written: str) -> None:
    number = int(run("add", "Again", "--speaker", "Lavrov", "--date", "2025", "--link", written).stdout)
    assert sql("SELECT relation, to_id FROM links WHERE from_id = ?", number) == [
        ("responds_to" if "spond" in written else "reaffirms", 4)
    ]


def test_one_command_is_one_changeset_with_actor_and_command(run: Run, sql: Sql) -> None:
    run("add", "One thing", "--date", "2014", "--topic", "Crimea", "--source", "An article")
    assert sql("SELECT id, actor, command FROM changesets") == [
        (1, "tester", sql("SELECT command FROM changesets")[0][0])
    ]
    assert "add 'One thing' --date 2014" in sql("SELECT command FROM changesets")[0][0]
    for table in ("entries", "topics", "entry_topics", "sources", "citations"):
        assert sql(f"SELECT DISTINCT changeset_id FROM {table}") == [(1,)]
    assert sql("SELECT count(*) FROM revisions") == [(0,)]


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (["--date", "2014"], 2, "TEXT is missing"),
        ([], 2, "TEXT is missing"),
        (["x"], 2, "--date: a date is needed"),
        (["x", "--date", "2014", "--verbatim"], 2, "--verbatim: only a statement has this"),
        (["x", "--date", "2014", "--role", "minister"], 2, "--role: only a statement has this"),
        (["x", "--date", "2014", "--speaker", "A B", "--text", "more"], 2, "--text is for events"),
        (["x", "--date", "2014", "--exact", "x"], 2, "--exact: this needs a source"),
        (["x", "--date", "2014", "--source-title", "x"], 2, "--source-title: this needs a source"),
        (
            ["x", "--date", "2014", "--source", "A", "--source", "B", "--publisher", "C"],
            2,
            "--publisher: this describes one source",
        ),
        (["x", "--date", "2014", "--external-id", "7"], 2, "--external-id: this needs a dataset"),
        (["x", "--date", "2014", "--nonsense"], 2, "No such option"),
        (["x", "--date", "2014", "--source", "99"], 3, "there is no source 99"),
        (["x", "--date", "2014", "--speaker", "99"], 3, "99"),
        (["x", "--date", "2014", "--link", "reaffirms 99"], 3, "there is no entry 99"),
        (["x", "--date", "2014", "--link", "likes 1"], 4, "--link: “likes 1” is not a link"),
        (["x", "--date", "2014", "--link", "reaffirms"], 4, "is not a link"),
        (["x", "--date", "2014", "--time", "14:30"], 4, "--time"),
        (["x", "--date", "2014-03-18", "--time", "25:00"], 4, "--time"),
        (["x", "--date", "2014-03-18T10:00", "--time", "11:00"], 4, "--time"),
        (["x", "--date", "2014", "--topic", "…"], 4, "“…”"),
        (["x", "--date", "2014", "--note", " "], 4, "the note is empty"),
        (["x", "--date", "2014", "--source", "An article", "--via", "-"], 4, "cannot be the name of an outlet"),
        (["“ ”", "--date", "2014"], 4, "TEXT: the title "),
        (
            ['""', "--speaker", "A B", "--verbatim", "--date", "2014"],
            4,
            "TEXT: the text ",
        ),
        (
            ["x", "--date", "2014", "--source", "ftp://example.org/a"],
            4,
            "looks like an address; write it with https://",
        ),
        (["x", "--date", "2014", "--source", "example.org/a"], 4, "looks like an address; write it with https://"),
    ],
)
def test_what_is_refused_leaves_no_file_behind(run: Run, file: Any, args: list[str], code: int, told: str) -> None:
    result = run("add", *args, code=code)
    assert told in result.stderr
    assert result.stderr.startswith("timeline: ")
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""
    assert list(file.parent.iterdir()) == []


def test_the_same_dataset_and_id_twice_is_refused(run: Run, sql: Sql) -> None:
    run("add", "One", "--date", "2014", "--dataset", "d", "--external-id", "1")
    result = run("add", "Two", "--date", "2014", "--dataset", "d", "--external-id", "1", code=4)
    assert result.stderr == "timeline: --external-id: “1” of the dataset “d” is already entry 1\n"
    assert sql("SELECT title FROM entries") == [("One",)]


@pytest.mark.parametrize("name", ["Foreign Minister Lavrov", "Mr. Lavrov", "министр Лавров", "Minister Sergey Lavrov"])
def test_a_title_does_not_make_another_person(run: Run, example: object, name: str) -> None:
    assert "did you mean 2 Sergey Lavrov" in run("add", "x", "--speaker", name, "--date", "2025", code=3).stderr
    assert "did you mean 2" in run("add", "x", "--participant", f"{name} (host)", "--date", "2025", code=3).stderr


@pytest.mark.parametrize(
    "twice",
    [
        ["--speaker", "Lavrov", "--speaker", "Sergei Lavrov"],
        ["--speaker", "Lavrov", "--participant", "Peskov (host)", "--participant", "Песков (host)"],
        ["--source", "1", "--source", "#1"],
        ["--speaker", "Lavrov", "--link", "about 3", "--link", "about #3"],
    ],
)
def test_nothing_is_stored_twice(run: Run, example: object, sql: Sql, twice: list[str]) -> None:
    assert "twice" in run("add", "x", "--date", "2025", *twice, code=4).stderr
    assert sql("SELECT count(*) FROM entries") == [(14,)]


@pytest.mark.parametrize(
    "options",
    [
        ["--date", "2020", "--date", "2021"],
        ["--date", "2020", "--note", "a", "--note", "b"],
        ["--date", "2020", "--speaker", "Lavrov", "--verbatim", "--paraphrase"],
    ],
)
def test_an_option_that_can_be_true_only_once_is_not_dropped_in_silence(run: Run, options: list[str]) -> None:
    stderr = run("add", "x", *options, code=2).stderr
    assert "given twice" in stderr or "contradict each other" in stderr
    assert "is given twice" in run("show", "--limit", "1", "--limit", "2", code=2).stderr


def test_outlet_and_exact_words_belong_to_the_first_source(run: Run, sql: Sql) -> None:
    run("add", "x", "--date", "2025", "--source", "A", "--source", "B", "--via", "Meduza", "--exact", "“words”")
    assert sql(
        "SELECT s.title, v.publisher, c.exact FROM citations AS c JOIN sources AS s ON s.id = c.source_id"
        " LEFT JOIN sources AS v ON v.id = c.via_id ORDER BY c.id"
    ) == [("A", "Meduza", "words"), ("B", None, None)]


def test_what_was_not_known_of_a_source_is_filled_in_and_told(run: Run, sql: Sql) -> None:
    run("add", "One", "--date", "2025", "--source", "A title")
    told = run("add", "Two", "--date", "2025", "--source", "A title", "--publisher", "Example").stderr
    assert told == "source 1: publisher set to Example\n"
    assert sql("SELECT title, publisher FROM sources") == [("A title", "Example")]


def test_notes_are_told_only_when_it_is_stored(run: Run, example: object) -> None:
    result = run("add", "x", "--date", "2025", "--source", "brand new", "--link", "about 99", code=3)
    assert result.stderr == "timeline: --link: there is no entry 99; timeline show lists the numbers\n"


def test_a_file_that_is_made_is_told(run_from_nothing: Run, file: Any) -> None:
    assert run_from_nothing("add", "x", "--date", "2025").stderr == f"made {file}\n"
    assert run_from_nothing("add", "y", "--date", "2025").stderr == ""


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--lang", "Russian!"], "--lang: “Russian!”"),
        (["--topic", "t" * 100_000], "at most 300"),
        (["--speaker", "s" * 100_000], "at most 300"),
        (["--place", "p" * 100_000], "at most 300"),
        (["--link", "l" * 100_000], "is not a link"),
        (["--participant", "(host)"], "has no name"),
        (["--via", "", "--source", "A"], "--via: the outlet is empty"),
        (["--date-text", ""], "--date-text: the date in words is empty"),
        (["--note", "\u200b"], "--note: the note "),
    ],
)
def test_odd_values_are_refused_in_one_short_line(run: Run, options: list[str], told: str) -> None:
    stderr = run("add", "x", "--date", "2025", *options, code=4).stderr
    assert told in stderr
    assert len(stderr) < 800
