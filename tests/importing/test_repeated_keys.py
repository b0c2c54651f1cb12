"""Objects of JSON with a key twice: neither value may be dropped in silence (RFC 8259, section 4)."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.commands import Run
from timeline.formats import reader
from timeline.formats.input import Object, repeated

#: rows of which only the last can be stored, and the key that the others repeat
ROWS = (
    ('{"date": "2020", "title": "first", "title": "second"}', "title"),
    ('{"date": "2020", "title": "first", "more": {"a": 1, "a" : 1}}', "a"),
    ('{"date": "2020", "title": "first", "more": [{"b": 1}, {"b":{}, "c": 0, "b"\t: []}]}', "b"),
    ('{"date": "2020", "title": "first", "a.b": 1, "a": {"b": 2}}', "a.b"),
    ('{"date": "2020", "title": "a \\"title\\": in its words", "note": "\\"note\\" :"}', None),
)


def written(path: Path) -> Path:
    lines = [line for line, _ in ROWS]
    path.write_text("\n".join(lines) if path.suffix == ".jsonl" else f"[{','.join(lines)}]", "utf-8")
    return path


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.json"])
def test_a_repeated_key_is_reported_and_both_values_are_kept(run: Run, tmp_path: Path, name: str) -> None:
    path = written(tmp_path / name)
    answer = run("import", path, code=4)
    for number, (_, key) in enumerate(ROWS, 1):
        place = f"{name}, {'line' if name.endswith('l') else 'item'} {number}"
        assert (f"{place}: it has the key “{key}” twice" in answer.stderr) is (key is not None)
    aside = tmp_path / "aside.jsonl"
    assert "1 added" in run("import", path, "--skip-invalid", aside).stdout
    rejected = [json.loads(line) for line in aside.read_text("utf-8").splitlines()]
    assert len(rejected) == 4
    assert [rejected[0][key] for key in ("title", "title (2)")] == ["first", "second"]
    assert json.loads(run("show", "--format", "json").stdout)[0]["title"] == 'a "title": in its words'


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.text('ab":{}, \\', max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", '"', '":']), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["a", "b", '"', '":']), VALUES, min_size=1))
def test_distinct_keys_are_never_taken_for_repeated_ones(value: dict[str, Any]) -> None:
    text = json.dumps(value)
    assert repeated(json.loads(text, object_pairs_hook=Object.of)) is None
    assert json.loads(text, object_pairs_hook=Object.of) == value


@pytest.mark.parametrize("name", ["jsonl", "json"])
@given(
    value=st.dictionaries(st.sampled_from(["a", "b", '"', '":']), VALUES, min_size=1), blank=st.sampled_from(["", " "])
)
def test_any_reader_sees_a_repeated_key(
    tmp_path_factory: pytest.TempPathFactory, name: str, value: dict[str, Any], blank: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"one.{name}"
    key = next(iter(value))
    more = f"{json.dumps(key)}{blank}:null"
    line = json.dumps(value, separators=(",", f"{blank}:"))[:-1] + f",{more}}}\n"
    path.write_text(line if name == "jsonl" else f"[{line}]", "utf-8")
    (row,) = reader(name)(str(path), None)
    assert row.flaw == f"it has the key “{key}” twice; leave one of the values"


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        ("title: a\ntitle: b", "title appears twice"),
        ("place:\n  - name: A\n    name: B", "name appears twice"),
        ("x: {y: 1, y: 2}", "y appears twice"),
        ("? [a, b]\n: 1", "a name in it is a list or a mapping"),
    ],
)
def test_front_matter_with_a_repeated_name_is_refused(run: Run, tmp_path: Path, front: str, reason: str) -> None:
    (tmp_path / "a.md").write_text(f"---\ndate: 2014\n{front}\n---\n\nText\n", "utf-8")
    assert reason in run("import", tmp_path / "a.md", code=4).stderr
