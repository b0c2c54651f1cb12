"""Give each test that needs one a web site of its own."""

from collections.abc import Iterator

import pytest

from tests.support.server import Site, serve


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("TIMELINE_ALLOW_PRIVATE", "yes")  # it is on this computer
    with serve() as site:
        yield site
