"""A site of its own for whoever asks for one."""

from collections.abc import Iterator

import pytest

from tests.support.server import Site, serve


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site
