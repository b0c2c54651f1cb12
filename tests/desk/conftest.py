"""The desk over files of its own: changesets that a test opens, and their entries."""

from collections.abc import Callable
from pathlib import Path

import pytest

import timeline
from tests.support.files import OpenChangeset
from timeline.database.changeset import changeset
from timeline.database.opening import read_connection
from timeline.desk import entries
from timeline.reading.records import Record


@pytest.fixture
def opened(example: Path) -> OpenChangeset:
    """Open a changeset on the worked example."""
    return lambda: changeset(example, "a test", by="tester")


@pytest.fixture
def entry(example: Path) -> Callable[[int], Record]:
    """Read an entry of the worked example."""

    def read(number: int) -> Record:
        with read_connection(example) as connection:
            return entries.read(connection, number)

    return read


@pytest.fixture
def tl(example: Path) -> timeline.Timeline:
    """Return the worked example as the library opens it."""
    return timeline.open(example, by="desk")
