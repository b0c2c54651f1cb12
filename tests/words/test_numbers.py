"""Numbers of rows as people type them, and texts that only look like numbers."""

import pytest

from tests.support.commands import Run
from timeline.words.numbers import is_number, row_number


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("#12", 12), ("0", 0), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_digits_are_a_number(text: str, number: int) -> None:
    assert row_number(text) == number
    assert is_number(text)


@pytest.mark.parametrize("text", ["9" * 19, "9" * 500, "१२", "²", "#٣"])
def test_digits_that_no_row_can_have_are_still_not_a_name(text: str) -> None:
    assert row_number(text) is None
    assert is_number(text)


@pytest.mark.parametrize("text", ["", "#", "##1", "-1", "+1", "1.0", "1_000", " 12", "Ⅻ", "twelve"])
def test_anything_else_is_not_a_number(text: str) -> None:
    assert row_number(text) is None
    assert not is_number(text)


@pytest.mark.parametrize("digits", ["99", "१२", "²", "9" * 30])
@pytest.mark.parametrize("option", ["--speaker", "--topic", "--place", "--source", "--via"])
def test_digits_never_become_a_name(run: Run, example: object, option: str, digits: str) -> None:
    more = ("--source", 1) if option == "--via" else ()
    run("add", "x", "--date", "2014", option, digits, *more, code=3)
    assert run("show", "--count").stdout == "14\n"


@pytest.mark.parametrize("digits", ["15", "0", "9" * 20])
def test_a_missing_entry_is_reported_as_it_was_typed(run: Run, example: object, digits: str) -> None:
    assert f"entry {digits};" in run("show", digits, code=3).stderr


def test_a_missing_changeset_is_reported_as_it_was_typed(run: Run, example: object) -> None:
    assert "9" * 20 in run("show", "--as-of", "9" * 20, code=3).stderr
    assert "--link: " in run("add", "x", "--date", "2014", "--link", f"about {'9' * 20}", code=4).stderr
    assert " 12 " in run("show", " 12 ", code=2).stderr
