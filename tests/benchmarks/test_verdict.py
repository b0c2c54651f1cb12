"""A benchmark says ok only if a figure is within its limit, and exits with 1 if any is not."""

import math

import pytest
import verdict
from verdict import Verdicts

Lines = pytest.CaptureFixture[str]


def last_verdict(capsys: Lines) -> str:
    """Return the verdict that was printed last."""
    return capsys.readouterr().out.splitlines()[-1].split()[0]


@pytest.mark.parametrize("limit", [0.45, 1.0, 1.5, 150])
def test_at_most(capsys: Lines, limit: float) -> None:
    verdicts = Verdicts()
    assert verdicts.at_most("just under", limit * 0.9999, limit)
    assert last_verdict(capsys) == "ok"
    assert verdicts.at_most("equal", limit, limit)
    assert last_verdict(capsys) == "ok"
    assert verdicts.exit_code() == 0
    assert not verdicts.at_most("just over", limit * 1.0001, limit)
    assert last_verdict(capsys) == "OVER"
    assert verdicts.exit_code() == 1


@pytest.mark.parametrize("limit", [0.45, 1.0, 1.5, 50])
def test_at_least(capsys: Lines, limit: float) -> None:
    verdicts = Verdicts()
    assert verdicts.at_least("just over", limit * 1.0001, limit)
    assert last_verdict(capsys) == "ok"
    assert verdicts.at_least("equal", limit, limit)
    assert last_verdict(capsys) == "ok"
    assert verdicts.exit_code() == 0
    assert not verdicts.at_least("just under", limit * 0.9999, limit)
    assert last_verdict(capsys) == "UNDER"
    assert verdicts.exit_code() == 1


def test_nan_is_not_within_any_limit() -> None:
    verdicts = Verdicts()
    assert not verdicts.at_most("nothing by nothing", math.nan, 1)
    assert not verdicts.at_least("nothing by nothing", math.nan, 1)


@pytest.mark.parametrize("longer_ms", [0, 0.1])
@pytest.mark.parametrize("ratio", [0.51, 0.9, 1.1])
def test_a_ratio_below_one_is_over_a_limit_below_it(capsys: Lines, ratio: float, longer_ms: float) -> None:
    assert not Verdicts().time_at_most("a command", 0.2, ratio, 0.5, longer_ms=longer_ms)
    assert last_verdict(capsys) == "OVER"


def test_tolerated_milliseconds_are_printed_and_are_not_ok(capsys: Lines) -> None:
    verdicts = Verdicts()
    assert verdicts.time_at_most("an empty page", 0.0001, 7, 1.5, longer_ms=0.1)
    assert capsys.readouterr().out.split()[0] == "near"
    assert verdicts.time_at_most("an empty page", 0.0001, 7, 1.5, longer_ms=0.1)
    assert "7.00 x (at most 1.5, or 0.1 ms longer than 1 x: 0.086)" in capsys.readouterr().out
    assert verdicts.exit_code() == 0
    assert not verdicts.time_at_most("a page", 0.0001, 7, 1.5)
    assert last_verdict(capsys) == "OVER"


def test_milliseconds_count_from_the_share_that_is_allowed(capsys: Lines) -> None:
    """Ours takes 0.6 ms, the other 1 ms, of which the limit allows half, so ours is 0.1 ms too long."""
    assert not Verdicts().time_at_most("a step", 0.0006, 0.6, 0.5, longer_ms=0.09)
    assert last_verdict(capsys) == "OVER"
    assert Verdicts().time_at_most("a step", 0.0006, 0.6, 0.5, longer_ms=0.11)
    assert last_verdict(capsys) == "near"


def test_one_failure_among_many_is_named(capsys: Lines) -> None:
    verdicts = Verdicts()
    verdicts.at_most("first", 1, 2)
    verdicts.at_least("second", 1, 2)
    verdicts.at_most("third", 1, 2)
    assert verdicts.exit_code() == 1
    assert capsys.readouterr().out.splitlines()[-1] == "1 of 3 figures fail: second"


def test_nothing_judged_and_nothing_measured_are_failures(capsys: Lines) -> None:
    assert Verdicts().exit_code() == 1
    verdicts = Verdicts()
    verdicts.at_most("measured", 1, 2)
    verdicts.missing("a race", "the other is not there")
    assert last_verdict(capsys) == "NONE"
    assert verdicts.exit_code() == 1


@pytest.mark.parametrize(
    ("figure", "limit", "text"),
    [
        (1.2, 1.5, "1.20"),
        (1.501, 1.5, "1.501"),
        (1.49996, 1.5, "1.49996"),
        (1.5, 1.5, "1.50"),
        (0.4501, 0.45, "0.4501"),
    ],
)
def test_a_figure_shows_its_side_of_the_limit(figure: float, limit: float, text: str) -> None:
    assert verdict.shown(figure, limit) == text


def test_steps_are_measured_in_turn_and_compared_within_a_round() -> None:
    order: list[str] = []

    def step(name: str, value: float) -> float:
        order.append(name)
        return value

    measured = verdict.in_turn([lambda: step("a", 1), lambda: step("b", 4)], 3)
    assert order == ["a", "b", "b", "a", "a", "b"]
    assert measured == [[1, 4]] * 3
    assert len(verdict.in_turn([lambda: 0.0], 2, at_least=0.01)) > 2
    assert verdict.ratios(measured) == [0.25] * 3
    assert verdict.ratios(measured, 1, 0) == [4] * 3
    assert verdict.median(measured, 1) == 4
