"""The page on importing: run its commands on the public data they are about, and compare the counts."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commands import SHARED

DATA = SHARED / "data"
PAGE = (Path(__file__).parents[2] / "docs" / "datasets.md").read_text(encoding="utf-8")
COMMAND = re.compile(r"```sh\n(timeline import [^\n]*)\n```\n\n```text\n([^`]*)```")
#: the files of each chapter, in the folder where its commands run
FILES = {
    "Journeys": [
        "us-state-travels/trips.csv", "us-state-visits/visits.csv", "us-state-appointments/appointments.csv",
    ],
    "Addresses": ["zelensky-addresses/statements_en.jsonl", "zelensky-addresses/statements_uk.jsonl"],
    "Incidents": ["cow-mid5/MIDI 5.0.csv"],
    "Ten years": ["wp-current-events/2014-2023.jsonl"],
    "One man": [
        "truth-social/truth_archive.csv", "truth-social/truth_archive.json",
        "truth-social/backfill_2025-10-25_2025-10-31.jsonl",
    ],
    "The examples": ["timelinejs"],
    "Valid and broken": ["icalendar"],
}  # fmt: skip


def test_every_chapter_is_tested() -> None:
    chapters = re.findall("^## (.*)$", PAGE, re.MULTILINE)
    assert [next(name for name in FILES if chapter.startswith(name)) for chapter in chapters] == list(FILES)


@pytest.mark.skipif(not DATA.exists(), reason="the public data is not beside this checkout")
@pytest.mark.parametrize("chapter", FILES)
def test_the_commands_of_the_page_print_its_counts(chapter: str, tmp_path: Path) -> None:
    for name in FILES[chapter]:
        (tmp_path / Path(name).name).symlink_to(DATA / name)
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
    section = PAGE.split(f"## {chapter}")[1].split("\n## ")[0]
    commands = COMMAND.findall(section)
    assert commands
    assert len(commands) == section.count("\ntimeline import")
    for command, counts in commands:
        result = subprocess.run(
            ["bash", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert (result.returncode, result.stdout) == (0, counts), result.stderr
