"""Fixtures: a file to import, and the entries as records."""

import json
from pathlib import Path

import pytest

from tests.support.commands import Run
from tests.support.imports import Entries, Write


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file to be imported."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def entries(run: Run) -> Entries:
    """The records of all entries, in order."""
    return lambda: json.loads(run("show", "--format", "json").stdout)
