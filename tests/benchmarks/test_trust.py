"""The claims of the seals in small: forgeries of every kind, and processes killed in the middle of all kinds of writing."""

import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import forgeries
import pytest
import trust

from tests.support.commands import Run

BENCHMARKS = Path(trust.__file__).parent


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return a file with a history of every kind of change, and its head."""
    return trust.history(tmp_path_factory.mktemp("sealed"))


@pytest.mark.parametrize("kind", forgeries.KINDS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_forgery_is_found(run: Run, file: Path, sealed: tuple[Path, str], kind: str, seed: int) -> None:
    original, head = sealed
    chance = random.Random(f"{kind} {seed}")
    for _ in range(20):
        shutil.copyfile(original, file)
        if forgeries.forge(file, kind, chance):
            break
    assert "the file continues" in run("--db", original, "db", "check", "--head", head).stderr
    assert re.search(
        r"^(seal|head|gap): .*changesets? \d", run("db", "check", "--head", head, code=1).stdout, re.MULTILINE
    )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_killed_in_the_middle_of_all_kinds_of_writing() -> None:
    result = subprocess.run(
        [sys.executable, BENCHMARKS / "kills.py", "25"], capture_output=True, text=True, check=False, timeout=300
    )
    assert result.returncode == 0, (result.stdout[-2000:], result.stderr[-2000:])
