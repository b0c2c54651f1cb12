"""Give each test that needs one a web site of its own."""

from collections.abc import Iterator

import pytest

from tests.support.server import Site, serve


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site
