"""Entries that say nearly the same as a text, however long both are."""

import random
import time
from pathlib import Path

import pytest

from timeline.database.changeset import changeset
from timeline.database.opening import read_connection
from timeline.desk import entries
from timeline.desk.forms import Form
from timeline.reading.similar import MOST_COMPARED_CHARACTERS, similar

DAY = "2025-02-26"


def words(count: int, seed: int = 1) -> list[str]:
    """Return made-up words, the same for the same seed."""
    made = random.Random(seed)
    known = ["".join(made.choices("aeiorstnlm", k=made.randint(3, 9))) for _ in range(200)]
    return made.choices(known, k=count)


def stored(path: Path, *titles: str) -> None:
    with changeset(path, "test") as session:
        for title in titles:
            entries.add(session, Form(values={"title": title, "date": DAY}), similar=())


def found(path: Path, title: str) -> list[tuple[int, int]]:
    """Return number and likeness of the entries that are similar to a title."""
    with read_connection(path) as connection:
        return [(one.id, one.likeness) for one in similar(connection, "event", title, DAY, DAY)]


@pytest.mark.parametrize("count", [700, 7_000, 70_000])
def test_long_texts_are_compared_in_no_time(path: Path, count: int) -> None:
    one = words(count)
    half = [*one[: count // 2], *words(count // 2, seed=2)]
    shuffled = random.Random(3).sample(one, count)
    stored(path, " ".join(half), " ".join(shuffled), " ".join(one).upper())
    begun = time.perf_counter()
    assert found(path, " ".join(one)) == [(3, 100)]
    assert time.perf_counter() - begun < 2


def test_a_text_within_a_longer_one_is_found(path: Path) -> None:
    sentence = " ".join(words(40, seed=5))
    before, after = " ".join(words(3_000)), " ".join(words(3_000, seed=2))
    stored(path, f"{before} {sentence} {after}", f"{sentence.replace('a', 'o', 2)} {after}", before)
    assert [number for number, _ in found(path, sentence)] == [1, 2]


def test_a_long_text_with_a_slip_is_found_and_one_with_another_end_is_not(path: Path) -> None:
    one = words(3_000)
    assert len(" ".join(one)) > 2 * MOST_COMPARED_CHARACTERS
    slip, end = [*one], [*one[:1_500], *words(1_500, seed=9)]
    slip[40] = "something"
    stored(path, " ".join(slip), " ".join(end))
    assert [number for number, _ in found(path, " ".join(one))] == [1]


def test_many_long_texts_are_compared_in_bounded_time(path: Path) -> None:
    one = words(80)
    stored(path, *(" ".join([*one[:45], *words(35, seed=number)]) for number in range(10, 310)))
    begun = time.perf_counter()
    assert found(path, " ".join(one)) == []
    assert time.perf_counter() - begun < 3


def test_a_caller_may_have_looked_before_the_changeset(path: Path) -> None:
    stored(path, "The bridge is closed")
    form = Form(values={"title": "The bridge is closed", "date": DAY})
    with changeset(path, "test") as session:
        assert entries.add(session, form, similar=()).value.similar == ()
        assert [one.id for one in entries.add(session, form).value.similar] == [1, 2]
