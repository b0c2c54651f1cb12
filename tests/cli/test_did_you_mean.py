"""Mistyped commands, options, words and names: the refusal names what was probably suggestion."""

from pathlib import Path

import pytest

from tests.support.commands import Run, refused
from timeline.words.suggestions import did_you_mean


@pytest.mark.parametrize(
    ("command", "code", "suggestion"),
    [
        (["serach", "x"], 2, "'search'"),
        (["verfy"], 2, "'verify'"),
        (["speaker", "lst"], 2, "'list'"),
        (["show", "--sicne", "2014"], 2, "'--since'"),
        (["show", "--format", "markdwon"], 2, "“markdown”"),
        (["show", "--kind", "statment"], 2, "“statement”"),
        (["export", "timeline"], 2, "“timelinejs”"),
        (["stats", "--by", "moth"], 2, "“month”"),
        (["lint", "--only", "unsorced,unchecked"], 2, "“unsourced”"),
        (["link", "12", "contradict", "4"], 4, "“contradicts”"),
        (["show", "--speaker", "Pskov"], 3, "1 Dmitry Peskov (RU)"),
        (["show", "--speaker", "Lavr"], 3, "2 Sergey Lavrov (RU)"),
        (["show", "--speaker", "Лаврв"], 3, "2 Sergey Lavrov (RU)"),
        (["show", "--topic", "negociations"], 3, "3 negotiations"),
        (["show", "--place", "Ukrain"], 3, "Ukraine"),
        (["show", "--source", "annexed regions"], 3, "1 [News article on Russia and the five annexed regions]"),
        (["source", "show", "Medusa"], 3, "2 Meduza"),
        (["cite", "12", "News article", "--exact", "x"], 3, "1 [News article on Russia and the five annexed regions]"),
        (["speaker", "edit", "Pskov", "--note", "x"], 3, "1 Dmitry Peskov (RU)"),
    ],
)
def test_a_refusal_names_what_was_meant(
    run: Run, example: Path, command: list[str], code: int, suggestion: str
) -> None:
    message = refused(run, *command, code=code, field={"link": "RELATION", "cite": "SOURCE", "speaker": "SPEAKER"}.get(
        command[0], "") if code != 2 else "")  # fmt: skip
    question = message.lower().partition("did you mean ")[2]
    assert suggestion.lower() in question, message


@pytest.mark.parametrize(
    "command", [["show", "--speaker", "Merkel"], ["show", "--topic", "football"], ["show", "--source", "Reuters"]]
)
def test_nothing_is_suggested_for_a_name_that_is_like_none(run: Run, example: Path, command: list[str]) -> None:
    message = refused(run, *command, code=3)
    assert "did you mean" not in message
    assert f"timeline {command[1].removeprefix('--')} list" in message


def test_words_that_all_look_alike_are_not_suggested() -> None:
    assert did_you_mean("dym", ["dmy", "mdy", "ymd"]) == ""
    assert did_you_mean("JSNO", ["json", "csv"]) == "; did you mean “json”?"


def test_a_note_on_a_new_topic_says_which_known_topic_is_like_it(run: Run, example: Path) -> None:
    result = run("add", "x", "--date", "2014", "--topic", "2022 negotiations")
    assert result.stderr == "new topic: 2022 negotiations (similar to topic 3, “negotiations”)\n"


def test_help_lists_commands_under_headings(run: Run) -> None:
    shown = run("--help").stdout
    assert [line for line in shown.splitlines() if line.endswith(":") and not line.startswith(" ")] == [
        "Options:", "Begin:", "Read:", "Articles:", "Prove:", "Change:", "History:", "Exchange:", "Manage:",
        "File and settings:",
    ]  # fmt: skip


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_help_does_not_break_inside_words(run: Run, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for command in (["import"], ["edit"], ["show"], ["lint"], ["source", "add"], ["publish"]):
        shown = run(*command, "--help").stdout
        assert "\N{NON-BREAKING HYPHEN}" not in shown
        assert [line for line in shown.splitlines() if line.endswith("-") and not line.endswith(" -")] == []
