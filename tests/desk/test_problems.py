"""Adding and editing anything reports all problems at once, each at its field."""

from pathlib import Path

import pytest

from tests.support.commands import Run, invoked
from timeline.desk.problems import Problems
from timeline.errors import FormError, IncompleteError, NotFoundError, RefusedError


@pytest.mark.parametrize(
    ("arguments", "places"),
    [
        (
            ["office", "add", "Nobody", "", "--country", "XXX", "--from", "Thursday"],
            ["SPEAKER", "TITLE", "--country", "--from"],
        ),
        (["office", "add", "Lavrov", "envoy", "--from", "soon", "--until", "later"], ["--from", "--until"]),
        (["office", "edit", "99", "--from", "2000/2001", "--until", "2012-01-01T10:00", "--note", " "],
         ["NUMBER", "--note", "--from", "--until"]),
        (["office", "edit", "1", "--title", "", "--country", "XXX", "--until", "Monday"],
         ["--title", "--country", "--until"]),
        (["speaker", "add", "Sergei Lavrof", "--country", "XXX", "--wikidata", "12", "--note", " "],
         ["NAME", "--country", "--wikidata", "--note"]),
        (["speaker", "edit", "Lavrov", "--alias", " ", "--country", "12", "--wikidata", "x"],
         ["--alias", "--country", "--wikidata"]),
        (["speaker", "edit", "99", "--country", "ZZZ", "--alias", "…"], ["SPEAKER", "--alias", "--country"]),
        (["speaker", "edit", "Peskov", "--alias", "Сергей Лавров", "--no-alias", "Dmitri", "--kind", "state",
          "--wikidata", "58217"], ["--alias", "--no-alias", "--wikidata"]),
        (["place", "edit", "Ukraine", "--inside", "Crimea", "--no-alias", "Ukrania", "--name", "…"],
         ["--no-alias", "--name", "--inside"]),
        (["source", "edit", "1", "--title", "", "--lang", "??", "--archive-url", "https://"],
         ["--lang", "--archive-url", "--title"]),
        (["topic", "merge", "Crimean war", "99"], ["A", "B"]),
        (["place", "merge", "Nowhere", "Atlantis"], ["A", "B"]),
        (["source", "add", "", "--published", "soon"], ["--published", "URL_OR_FILE"]),
        (["source", "add", "notes.txt", "--lang", "??"], ["URL_OR_FILE", "--lang"]),
        (["source", "add", __file__, "--retrieved", "3025", "--kind", "post", "--note", " "],
         ["--retrieved", "--note"]),
        (["link", "98", "likes", "99", "--note", ""], ["FROM", "RELATION", "TO", "--note"]),
        (["unlink", "98", "likes", "99"], ["FROM", "RELATION", "TO"]),
        (["delete", "98", "3", "99"], ["NUMBER", "NUMBER"]),
        (["cite", "98", "97", "--exact", "x", "--date", "32 May 2025", "--via", "96", "--note", ""],
         ["NUMBER", "SOURCE", "--via", "--date", "--note"]),
        (["cite", "12", "1", "--exact", "nobody wrote this", "--via", "…", "--date", "tomorrow"],
         ["--exact", "--via", "--date"]),
        (["cite", "12", "1", "--exact", " ", "--date", "Friday", "--reference", "soon"], ["--exact", "--reference"]),
        (["cite", "12", "", "--exact", "“”", "--via", "https://me:secret@example.org/"],
         ["SOURCE", "--exact", "--via"]),
        (["cite", "12", "No such title", "--exact", "x", "--date", "Friday"], ["SOURCE"]),
        (["add", "x", "--date", "2014", "--source", "https://me:secret@example.org/", "--via", "99", "--note", " "],
         ["--note", "--source", "--via"]),
        (["add", "x", "--date", "2014", "--source", "file:///tmp/a", "--lang", "??"], ["--lang", "--source"]),
        (["add", "x", "--date", "2014", "--source", " ", "--topic", "…", "--exact", "“”"],
         ["--topic", "--source", "--exact"]),
        (["add", "x", "--date", "2014", "--source", "1", "--source", "#1", "--exact", "nobody wrote this",
          "--link", "about 99"], ["--source", "--exact", "--link"]),
        (["add", "x", "--date", "2014", "--source", "1", "--published", "2024-01-01", "--lang", "??",
          "--exact", "nobody wrote this"], ["--lang", "--published", "--exact"]),
        (["add", "x", "--date", "2014", "--source", "1", "--exact", "the", "--participant", "Peskov (host)",
          "--participant", "Dmitry Peskov (host)"], ["--participant", "--exact"]),
        (["edit", "12", "--no-topic", "Crimea", "--no-place", "nope", "--no-link", "about 2", "--no-source", "99",
          "--no-participant", "Lavrov", "--note", " "],
         ["--note", "--no-source", "--no-participant", "--no-topic", "--no-place", "--no-link"]),
        (["edit", "12", "--no-topic", "nope", "--no-link", "likes 4", "--source", "https://", "--lang", "??"],
         ["--lang", "--source", "--no-topic", "--no-link"]),
        (["edit", "12", "--source", "1", "--link", "about 3", "--speaker", "Nobody At All", "--text", ""],
         ["--text", "--source", "--link"]),
        (["edit", "12", "--source", "2", "--exact", " ", "--via", "…", "--link", "about 12"],
         ["--via", "--exact", "--link"]),
        (["edit", "1", "--speaker", "Lavrov", "--role", "minister", "--participant", "Lavrov", "--participant", "2"],
         ["--speaker", "--role", "--participant"]),
        (["place", "add", "Ukraine", "--inside", "Atlantis", "--country", "1"], ["--inside", "NAME", "--country"]),
        (["topic", "add", "Crimea", "--note", ""], ["NAME", "--note"]),
        (["source", "edit", "1", "--url", "x", "--lang", "??", "--published", "Monday"],
         ["--url", "--lang", "--published"]),
        (["source", "add", "A treaty", "--url", "https://example.org/", "--lang", "??", "--published", "Monday"],
         ["--url", "--published", "--lang"]),
        (["source", "add", "https://me:secret@example.org/", "--title", ""], ["URL_OR_FILE", "--title"]),
        (["add", "x", "--date", "2014", "--link", "about 99", "--link", "likes 3", "--link", "about 98",
          "--topic", "…", "--topic", "77"], ["--topic", "--topic", "--link", "--link", "--link"]),
        (["add", "x", "--date", "2014", "--source", "97", "--source", "ftp://a", "--participant", "(host)",
          "--participant", "96", "--participant", "96"],
         ["--participant", "--participant", "--source", "--source"]),
        (["add", "x", "--date", "2014", "--speaker", "96", "--speaker", "Sergei Lavrof", "--speaker", "…"],
         ["--speaker", "--speaker", "--speaker"]),
        (["add", "x", "--date", "2014", "--speaker", "Lavrov", "--speaker", "2", "--speaker", "Sergei Lavrov",
          "--speaker", "Peskov", "--speaker", "Dmitry Peskov"], ["--speaker", "--speaker"]),
        (["edit", "12", "--no-topic", "nope", "--no-topic", "77", "--no-link", "about 2", "--no-link", "likes 2",
          "--no-source", "98", "--no-source", "99", "--no-place", "a", "--no-place", "b"],
         ["--no-source", "--no-source", "--no-topic", "--no-topic", "--no-place", "--no-place", "--no-link",
          "--no-link"]),
        (["edit", "12", "--link", "about 99", "--link", "about 12", "--link", "x", "--source", "97", "--source", "98"],
         ["--source", "--source", "--link", "--link", "--link"]),
        (["add", "x", "--date", "soonish", "--reference", "32 May"], ["--date", "--reference"]),
        (["add", "x", "--date", "Friday", "--reference", "32 May", "--time", "25:00"], ["--time", "--reference"]),
        (["add", "x", "--date", "32 May 2025", "--time", "25:00"], ["--date", "--time"]),
        (["add", "x", "--reference", "32 May"], ["--date", "--reference"]),
        (["add", "x", "--title", "t", "--date", "zz", "--lang", "!"], ["--date", "--title", "--lang"]),
        (["add", "x", "--text", "t", "--speaker", "96", "--date", "zz"], ["--date", "--text", "--speaker"]),
        (["source", "add", __file__, "--to", "99", "--charset", "nope", "--lang", "e!"],
         ["--to", "--charset", "--lang"]),
        (["edit", "99", "--date", "foo", "--topic", "", "--link", "about 98", "--lang", "e!", "--text", ""],
         ["NUMBER", "--date", "--lang", "--topic", "--link"]),
        (["edit", "99", "--time", "25:00", "--role", " "], ["NUMBER", "--time", "--role"]),
        (["edit", "99", "--date", "Friday", "--time", "25:00", "--source", "97", "--speaker", "96"],
         ["NUMBER", "--time", "--speaker", "--source"]),
        (["edit", "12", "--date", "32 May 2025", "--time", "25:00", "--reference", "soon"],
         ["--date", "--time", "--reference"]),
        (["cite", "12", "1", "--exact", "the", "--date", "32 May 2025", "--reference", "soon"],
         ["--exact", "--reference", "--date"]),
        (["speaker", "edit", "Lavrov", "--alias", " ", "--alias", "…", "--no-alias", "a", "--no-alias", "b"],
         ["--alias", "--alias", "--no-alias", "--no-alias"]),
    ],
    ids=lambda value: " ".join(value).replace(__file__, "FILE"),
)  # fmt: skip
def test_a_command_reports_all_problems(run: Run, example: Path, arguments: list[str], places: list[str]) -> None:
    result = invoked(example, *arguments)
    assert result.exit_code in (2, 3, 4)
    lines = [line.removeprefix("timeline: ") for line in result.stderr.splitlines()]
    assert [line.partition(": ")[0] if ": " in line else "" for line in lines] == places
    assert run("log").stdout.count("tester") == 0


@pytest.mark.parametrize(
    ("arguments", "place", "fact"),
    [
        (["speaker", "merge", "Lavrov", "Lavrov"], "B", "itself"),
        (["source", "edit", "3", "--title", ""], "--title", "a source needs a title"),
        (["source", "add", "."], "URL_OR_FILE", "folder"),
        (["edit", "99"], "NUMBER", "there is no entry 99"),
        (["edit", "99", "--note", "x"], "NUMBER", "there is no entry 99"),
        (["delete", "99"], "NUMBER", "there is no entry 99"),
        (["speaker", "edit", "Lavrov", "--name", "Somebody", "--no-alias", "zz"], "--no-alias",
         "Sergey Lavrov has no alias “zz”"),
        (["speaker", "edit", "Lavrov", "--name", "Somebody", "--no-alias", "Somebody"], "--no-alias",
         "“Somebody” is the main name"),
        (["add", "x", "--date", "2014", "--source", "A letter", "--source-title", "Its title"], "--source-title",
         "this is for a source with an address"),
        (["link", "12", "foo", "11"], "RELATION", "“foo” is not a relation; the relations are reaffirms, "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)  # fmt: skip
def test_a_problem_is_at_its_option_or_argument(
    run: Run, example: Path, arguments: list[str], place: str, fact: str
) -> None:
    run("source", "add", "A treaty")
    result = invoked(example, *arguments)
    assert result.exit_code in (3, 4)
    assert result.stderr.startswith(f"timeline: {place}: ")
    assert fact in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["source", "edit", "1", "--published", "03/04/2025"],
        ["source", "add", "A treaty", "--published", "03/04/2025"],
        ["source", "add", __file__, "--retrieved", "03/04/2025"],
        ["office", "add", "Lavrov", "envoy", "--from", "03/04/2025"],
        ["office", "edit", "1", "--until", "03/04/2025"],
        ["add", "x", "--date", "Friday", "--reference", "03/04/2025"],
        ["add", "x", "--date", "2014", "--source", "A treaty", "--published", "03/04/2025"],
        ["cite", "12", "1", "--exact", "undeniable", "--date", "03/04/2025"],
    ],
    ids=lambda value: " ".join(value).replace(__file__, "FILE"),
)
def test_only_a_command_with_the_option_advises_the_order_of_figures(example: Path, arguments: list[str]) -> None:
    message = invoked(example, *arguments).stderr
    has_option = arguments[0] in ("add", "cite") and "--reference" not in arguments
    assert ("--date-order" in message) is has_option
    assert message.endswith("write it out, as in 3 April 2025\n") is not has_option


def test_a_title_fits_a_new_source_with_an_address(run: Run, example: Path) -> None:
    run("add", "x", "--date", "2014", "--source", "https://example.org/letter", "--source-title", "A letter")
    run("add", "y", "--date", "2014", "--source", "A letter", "--source-title", "A letter")


def test_problems_of_a_field_are_kept_each_once() -> None:
    problems = Problems()
    problems.refuse()
    with problems.at("note"):
        raise RefusedError("first")
    for text in ("second", "first"):
        with problems.at("note"):
            raise RefusedError(text)
    with problems.at("name"):
        raise NotFoundError("elsewhere", field="parent")
    problems.add_incomplete("date", "a date is needed")
    with pytest.raises(FormError) as raised:
        problems.refuse()
    assert [(error.field, str(error)) for error in raised.value.errors] == [
        ("note", "first"), ("note", "second"), ("parent", "elsewhere"), ("date", "a date is needed"),
    ]  # fmt: skip
    assert [error.field for error in problems.errors(("date", "note"))] == ["date", "note", "note", "parent"]
    more = Problems()
    with more.at("links"):
        raise raised.value
    assert more.errors() == problems.errors()


def test_a_single_problem_is_raised_unchanged() -> None:
    problems = Problems()
    problems.add_incomplete("date", "a date is needed")
    with pytest.raises(IncompleteError):
        problems.refuse()


def test_other_exceptions_pass() -> None:
    problems = Problems()
    with pytest.raises(KeyError), problems.at("note"):
        raise KeyError
