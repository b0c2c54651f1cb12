"""Records of timeline with one value replaced: a line is stored whole, or refused whole in a sentence."""

import copy
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.commands import Run, invoked

Steps = tuple[str | int, ...]

BAD: tuple[Any, ...] = ("a\0b", "javascript:alert(1)", "https://example.org/\n", 7, 2**70, True, [1], {"a": 1}, None)
#: computed again by every import, so any value is ignored
COMPUTED = {"holds", "date_earliest", "date_latest", "speaker_id", "country", "office", "changeset_id", "dated_by"}
NUMBERS = {"id", "to", "from", "status", "parent_id", "snapshot_id", "start", "end", "date_start", "date_end"}


def steps_to_values(value: Any, steps: Steps = ()) -> Iterator[Steps]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from steps_to_values(inner, (*steps, key))
    elif isinstance(value, list) and value:
        yield from steps_to_values(value[0], (*steps, 0))
    else:
        yield steps


def spoiled(record: Any, steps: Steps, value: Any) -> Any:
    made = inner = copy.deepcopy(record)
    for step in steps[:-1]:
        inner = inner[step]
    inner[steps[-1]] = value
    return made


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, example_file: Path) -> Path:
    """Return a whole export of the worked example."""
    out = tmp_path_factory.mktemp("exported") / "all.jsonl"
    invoked(example_file, "export", "jsonl", str(out))
    return out


def read(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(pick=st.integers(0, 2**20), bad=st.sampled_from(BAD))
def test_a_line_with_a_hostile_value_is_stored_whole_or_refused(
    file: Path, tmp_path: Path, exported: Path, pick: int, bad: object
) -> None:
    records = read(exported)
    values = [(place, steps) for place, line in enumerate(records) for steps in steps_to_values(line)]
    place, steps = values[pick % len(values)]
    lines = [spoiled(line, steps, bad) if n == place else line for n, line in enumerate(records)]
    file.unlink(missing_ok=True)
    path = tmp_path / "spoiled.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    answer = invoked(file, "import", path)
    name = next(step for step in reversed(steps) if isinstance(step, str))
    if answer.exit_code:
        assert answer.exit_code == 4
        assert f"line {place + 1}: " in answer.stderr
        assert not file.exists() or counted(file) == (0, 0)
    else:
        assert isinstance(bad, str) or bad is None or name in COMPUTED | NUMBERS
        assert bad != "a\0b" or name in COMPUTED
        with closing(sqlite3.connect(file)) as connection:
            assert connection.execute("SELECT count(*) FROM sources WHERE url LIKE 'javascript:%'").fetchone() == (0,)
        assert invoked(file, "db", "check").exit_code == 0 or "snapshots" in steps


def counted(file: Path) -> tuple[int, int]:
    with closing(sqlite3.connect(file)) as connection:
        return tuple(
            connection.execute("SELECT (SELECT count(*) FROM entries), (SELECT count(*) FROM sources)").fetchone()
        )


def test_a_refused_record_leaves_no_part_of_itself(run: Run, file: Path, tmp_path: Path, exported: Path) -> None:
    """A line that is set aside is not stored without its citation either."""
    records = read(exported)
    place = next(n for n, line in enumerate(records) if len(line.get("citations", [])) > 0)
    steps = ("citations", 0, "source", "url")
    path = tmp_path / "spoiled.jsonl"
    lines = [spoiled(line, steps, "javascript:x") if n == place else line for n, line in enumerate(records)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    run("import", path, "--skip-invalid", tmp_path / "aside.jsonl")
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT count(*) FROM entries WHERE uid = ?"
        assert connection.execute(query, (records[place]["uid"],)).fetchone() == (0,)
