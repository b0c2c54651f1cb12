"""Fixtures: the viewer of a file, and a browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.chromium import started
from tests.support.viewer import Get, getter


@pytest.fixture
def get(file: Path) -> Get:
    """Ask the viewer of ``file`` for an address."""
    return getter(file)


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The one Chromium of all tests."""
    with started(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture(scope="module")
def browser(chromium: Any) -> Iterator[Any]:
    """A fresh tab of it for the tests of a file, and an empty console."""
    first = chromium.current_window_handle
    chromium.switch_to.new_window("tab")
    chromium.get_log("browser")
    yield chromium
    chromium.close()
    chromium.switch_to.window(first)
