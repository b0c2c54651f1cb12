"""``timeline add``: what it stores, how it distinguishes kinds and names, and when it asks."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Run, refused

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
        refused(run, "show", "--until", "unknown", field="--until")
        return
    run("add", "Something", "--date", "unknown")
    assert sql("SELECT date, date_earliest, date_latest, date_text FROM entries") == [(None, None, None, None)]


def test_the_typed_date_is_kept_if_it_says_more_than_the_edtf(run: Run, sql: Sql) -> None:
    run("add", "One", "--date", "Feb. 26, 2025")
    run("add", "Two", "--date", "2025-02-26")
    assert sql("SELECT date, date_text FROM entries") == [("2025-02-26", "Feb. 26, 2025"), ("2025-02-26", None)]


@pytest.mark.parametrize(
    ("name", "is_noted"),
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
def test_a_known_speaker_is_found_by_any_name(run: Run, example: object, sql: Sql, name: str, is_noted: bool) -> None:
    result = run("add", "Nothing new", "--speaker", name, "--date", "2025-03-01")
    assert result.stderr == (f"“{name}” is speaker 2 Sergey Lavrov (RU)\n" if is_noted else "")
    assert sql("SELECT speaker_id FROM entries WHERE id = ?", int(result.stdout)) == [(2,)]


@pytest.mark.parametrize("name", ["Lawrow", "Lavrov", "Sergei Lavrov"])
def test_new_speaker_adds_every_name_that_is_not_spelled_like_a_known_one(
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
def test_a_slip_in_a_short_name_is_refused_with_the_known_name(run: Run, known: str, typed: str) -> None:
    run("speaker", "add", known)
    message = refused(run, "add", "x", "--speaker", typed, "--date", "2025", code=3, field="--speaker")
    assert f"1 {known}" in message


def test_only_a_person_is_found_by_the_last_word(run: Run, example: object) -> None:
    message = refused(run, "add", "x", "--speaker", "Federation", "--date", "2025", code=3, field="--speaker")
    assert "5 Russia" in message


def test_a_topic_or_source_can_have_a_number_as_its_name(run: Run, sql: Sql) -> None:
    run("topic", "add", "2014")
    run("source", "add", "1984")
    run("add", "x", "--date", "2014", "--topic", "2014", "--source", "1984")
    assert sql("SELECT topics, sources FROM timeline") == [("2014", 1)]


def test_a_paraphrase_in_quotation_marks_differs_from_verbatim_words(run: Run) -> None:
    for mode in ("--verbatim", "--paraphrase"):
        run("add", "“No”", "--speaker", "A B", "--date", "2025", mode)
    for format_ in ("text", "markdown"):
        shown = run("show", "--format", format_).stdout
        assert shown.count("“No”") == 2
        assert shown.count("“No” (paraphrase)") == shown.count("paraphrase") == 1


def test_a_new_speaker_is_added_with_a_note(run: Run, example: object, sql: Sql) -> None:
    assert run("add", "Hello", "--speaker", "Hakan Fidan", "--date", "2025").stderr == "new speaker 6: Hakan Fidan\n"
    assert sql("SELECT name, kind FROM speakers WHERE id = 6") == [("Hakan Fidan", "person")]
    assert sql("SELECT count(*) FROM speaker_names WHERE speaker_id = 6 AND key IS NOT NULL") == [(1,)]


def test_an_ambiguous_name_lists_both_speakers(run: Run, example: object, sql: Sql) -> None:
    run("speaker", "add", "Mikhail Lavrov", "--new-speaker")
    message = refused(run, "add", "Hm", "--speaker", "Lavrov", "--date", "2025", code=3, field="--speaker")
    assert "2 Sergey Lavrov" in message
    assert "6 Mikhail Lavrov" in message
    assert sql("SELECT count(*) FROM entries") == [(14,)]
    run("add", "Hm", "--speaker", "Mikhail Lavrov", "--date", "2025")


def test_a_name_close_to_a_known_one_needs_a_choice(run: Run, example: object, sql: Sql) -> None:
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


def test_topics_and_places_are_found_or_added(run: Run, example: object, sql: Sql) -> None:
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
    described = ["--source", "https://example.org/a", "--publisher", "Other"]
    message = refused(run, "add", "Two", "--date", "2025", *described)
    assert "source 1 has a different publisher" in message
    assert sql("SELECT count(*) FROM entries") == [(1,)]


def test_the_publisher_distinguishes_two_sources_of_one_title(run: Run) -> None:
    run("source", "add", "Briefing", "--publisher", "TASS")
    run("source", "add", "Briefing", "--publisher", "RIA")
    message = refused(run, "add", "One", "--date", "2025", "--source", "Briefing", code=3, field="--source")
    assert "1 TASS" in message
    assert "2 RIA" in message
    run("add", "One", "--date", "2025", "--source", "Briefing", "--publisher", "RIA")
    assert "RIA" in run("show", "1").stdout


def test_an_outlet_is_stored_once(run: Run, sql: Sql) -> None:
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
    ("args", "code", "field", "fact"),
    [
        (["--date", "2014"], 2, "", "TEXT"),
        ([], 2, "", "TEXT is missing"),
        (["x"], 2, "--date", ""),
        (["x", "--date", "2014", "--verbatim"], 2, "--verbatim", "only a statement has this"),
        (["x", "--date", "2014", "--role", "minister"], 2, "--role", ""),
        (["x", "--date", "2014", "--speaker", "A B", "--text", "more"], 2, "--text", "this is for events"),
        (["x", "--date", "2014", "--exact", "x"], 2, "--exact", "this needs a source"),
        (["x", "--date", "2014", "--source-title", "x"], 2, "--source-title", ""),
        (["x", "--date", "2014", "--source", "A", "--source", "B", "--publisher", "C"], 2, "--publisher", ""),
        (["x", "--date", "2014", "--external-id", "7"], 2, "--external-id", ""),
        (["x", "--date", "2014", "--nonsense"], 2, "", "--nonsense"),
        (["x", "--date", "2014", "--source", "99"], 3, "--source", "99"),
        (["x", "--date", "2014", "--speaker", "99"], 3, "--speaker", "99"),
        (["x", "--date", "2014", "--link", "reaffirms 99"], 3, "--link", "99"),
        (["x", "--date", "2014", "--link", "likes 1"], 4, "--link", "“likes 1” is not a link"),
        (["x", "--date", "2014", "--link", "reaffirms"], 4, "--link", "reaffirms"),
        (["x", "--date", "2014", "--time", "14:30"], 4, "--time", ""),
        (["x", "--date", "2014-03-18", "--time", "25:00"], 4, "--time", ""),
        (["x", "--date", "2014-03-18T10:00", "--time", "11:00"], 4, "--time", ""),
        (["x", "--date", "2014", "--topic", "…"], 4, "--topic", "…"),
        (["x", "--date", "2014", "--note", " "], 4, "--note", ""),
        (["x", "--date", "2014", "--source", "An article", "--via", "-"], 4, "--via", "“-”"),
        (["“ ”", "--date", "2014"], 4, "TEXT", "quotation marks"),
        (['""', "--speaker", "A B", "--verbatim", "--date", "2014"], 4, "TEXT", "quotation marks"),
        (["x", "--date", "2014", "--source", "ftp://example.org/a"], 4, "--source", "https://"),
        (["x", "--date", "2014", "--source", "example.org/a"], 4, "--source", "https://"),
    ],
)
def test_a_refused_entry_leaves_no_file_behind(
    run: Run, file: Any, args: list[str], code: int, field: str, fact: str
) -> None:
    assert fact in refused(run, "add", *args, code=code, field=field)
    assert list(file.parent.iterdir()) == []


def test_the_same_dataset_and_id_twice_is_refused(run: Run, sql: Sql) -> None:
    run("add", "One", "--date", "2014", "--dataset", "d", "--external-id", "1")
    message = refused(
        run, "add", "Two", "--date", "2014", "--dataset", "d", "--external-id", "1", field="--external-id"
    )
    assert "entry 1" in message
    assert sql("SELECT title FROM entries") == [("One",)]


@pytest.mark.parametrize("name", ["Foreign Minister Lavrov", "Mr. Lavrov", "министр Лавров", "Minister Sergey Lavrov"])
def test_a_title_does_not_make_another_person(run: Run, example: object, name: str) -> None:
    for option, value in (("--speaker", name), ("--participant", f"{name} (host)")):
        assert "2 Sergey Lavrov" in refused(run, "add", "x", option, value, "--date", "2025", code=3, field=option)


@pytest.mark.parametrize(
    ("field", "options"),
    [
        ("--speaker", ["--speaker", "Lavrov", "--speaker", "Sergei Lavrov"]),
        ("--participant", ["--speaker", "Lavrov", "--participant", "Peskov (host)", "--participant", "Песков (host)"]),
        ("--source", ["--source", "1", "--source", "#1"]),
        ("--link", ["--speaker", "Lavrov", "--link", "about 3", "--link", "about #3"]),
    ],
)
def test_a_repeated_name_or_link_is_refused(
    run: Run, example: object, sql: Sql, field: str, options: list[str]
) -> None:
    refused(run, "add", "x", "--date", "2025", *options, field=field)
    assert sql("SELECT count(*) FROM entries") == [(14,)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["add", "x", "--date", "2020", "--date", "2021"], "--date can be given only once"),
        (["add", "x", "--date", "2020", "--note", "a", "--note", "b"], "--note"),
        (["add", "x", "--date", "2020", "--verbatim", "--paraphrase"], "--verbatim and --paraphrase contradict"),
        (["show", "--limit", "1", "--limit", "2"], "--limit"),
    ],
)
def test_an_option_that_may_come_only_once_is_not_dropped_silently(
    run: Run, arguments: list[str], message: str
) -> None:
    assert refused(run, *arguments, code=2).startswith(message)


def test_outlet_and_exact_words_belong_to_the_first_source(run: Run, sql: Sql) -> None:
    run("add", "x", "--date", "2025", "--source", "A", "--source", "B", "--via", "Meduza", "--exact", "“words”")
    assert sql(
        "SELECT s.title, v.publisher, c.exact FROM citations AS c JOIN sources AS s ON s.id = c.source_id"
        " LEFT JOIN sources AS v ON v.id = c.via_id ORDER BY c.id"
    ) == [("A", "Meduza", "words"), ("B", None, None)]


def test_a_missing_detail_of_a_source_is_filled_in_with_a_note(run: Run, sql: Sql) -> None:
    run("add", "One", "--date", "2025", "--source", "A title")
    notes = run("add", "Two", "--date", "2025", "--source", "A title", "--publisher", "Example").stderr
    assert "source 1" in notes
    assert "Example" in notes
    assert sql("SELECT title, publisher FROM sources") == [("A title", "Example")]


def test_a_refused_entry_prints_no_notes(run: Run, example: object) -> None:
    command = ["add", "x", "--date", "2025", "--source", "brand new", "--link", "about 99"]
    assert "99" in refused(run, *command, code=3, field="--link")


def test_a_new_file_is_noted(run_from_nothing: Run, file: Any) -> None:
    assert run_from_nothing("add", "x", "--date", "2025").stderr == f"made {file}\n"
    assert run_from_nothing("add", "y", "--date", "2025").stderr == ""


@pytest.mark.parametrize(
    ("options", "fact"),
    [
        (["--lang", "Russian!"], "Russian!"),
        (["--topic", "t" * 100_000], "300"),
        (["--speaker", "s" * 100_000], "300"),
        (["--place", "p" * 100_000], "300"),
        (["--link", "l" * 100_000], "lll"),
        (["--participant", "(host)"], "(host)"),
        (["--via", "", "--source", "A"], ""),
        (["--date-text", ""], ""),
        (["--note", "\u200b"], ""),
    ],
)
def test_odd_values_are_refused_in_one_short_line(run: Run, options: list[str], fact: str) -> None:
    message = refused(run, "add", "x", "--date", "2025", *options, field=options[0])
    assert fact in message
    assert len(message) < 800


def test_two_long_texts_at_one_date(run: Run, sql: Sql) -> None:
    long = " ".join(f"word{number % 97} and {number % 89}" for number in range(3_000))
    run("add", "-", "--date", "2025", stdin=long)
    note = run("add", "-", "--date", "2025", stdin=f"{long} indeed").stderr
    assert note.startswith("entry 1 says nearly the same: ")
    assert len(note) < 500
    assert run("add", "-", "--date", "2025", stdin=" ".join(reversed(long.split()))).stderr == ""
    assert sql("SELECT count(*) FROM entries") == [(3,)]


def test_several_names_in_one_option_are_refused(run: Run) -> None:
    message = refused(run, "add", "x", "--speaker", "Anna Lind; Thomas Velk", "--date", "2014", field="--speaker")
    assert "several names" in message
    assert run("speaker", "list").stdout == ""
    run("add", "x", "--speaker", "Anna Lind", "--speaker", "Thomas Velk", "--date", "2014")
    assert "Anna Lind" in run("show").stdout


def test_a_note_on_a_new_speaker_says_whose_name_it_is_like(run: Run, file: Path) -> None:
    run("speaker", "add", "Vladimir Putin", "--country", "RU")
    note = run("add", "x", "--speaker", "Putn", "--date", "2014").stderr
    assert note == "new speaker 2: Putn (similar to speaker 1, “Vladimir Putin”)\n"


def test_a_mistyped_relation_of_a_link_gets_a_suggestion(run: Run) -> None:
    run("add", "x", "--date", "2014")
    message = refused(run, "add", "y", "--date", "2014", "--link", "reafirms 1", field="--link")
    assert "did you mean “reaffirms”?" in message
