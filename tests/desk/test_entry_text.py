"""Entries as texts for an editor, and parsing these."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.database.opening import read_connection
from timeline.desk import entries, entry_text
from timeline.desk.forms import Form
from timeline.desk.versions import words
from timeline.errors import RefusedError
from timeline.schema.fields import FIELDS

SINGLE = [name for name, field in FIELDS.items() if not field.many and name not in ("kind", "time")]
#: an editor may add a line end at the end, and keeps no white space around a value
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")).map(str.strip)


@given(st.dictionaries(st.sampled_from(SINGLE), TEXTS, min_size=1))
def test_texts_survive_the_editor(values: dict[str, str]) -> None:
    form = Form(entry=1, values=values)
    text = entry_text.text_of(form)
    assert entry_text.parse_text(text, form) == values
    assert entry_text.parse_text(text.replace("\n", "\r\n"), form) == values


@pytest.mark.parametrize("number", [1, 3, 6, 12, 13])
def test_every_field_of_an_entry_has_a_line(example: Path, number: int) -> None:
    with read_connection(example) as connection:
        form = entries.form_of(connection, number)
    text = entry_text.text_of(form)
    expected = {
        field.line for name, field in FIELDS.items()
        if form.kind in field.kinds and field.owner in ("entry", "origin") and name not in ("kind", "time")
    }  # fmt: skip
    lines = [line for line in text.splitlines() if not line.startswith(" ")]
    assert {line.partition(":")[0] for line in lines} == expected
    before = entry_text.parse_text(text, form)
    assert before == {name: words(value) for name, value in form.values.items()}
    assert entry_text.edited(form, before, before) is None


def test_only_changed_fields_are_edited(example: Path) -> None:
    with read_connection(example) as connection:
        form = entries.form_of(connection, 12)
    text = entry_text.text_of(form)
    before = entry_text.parse_text(text, form)
    changed = text.replace("topics: annexed regions; negotiations", "topics: talks; negotiations")
    edited = entry_text.edited(form, before, entry_text.parse_text(changed, form))
    assert edited is not None
    assert edited.values == {"topics": ("talks", "negotiations")}
    assert edited.shown["mode"] == "verbatim"
    assert (edited.entry, edited.version) == (12, form.version)


def test_a_semicolon_inside_a_known_value_does_not_split_it() -> None:
    form = Form(entry=1, values={"topics": ("a; b", "talks"), "participants": ("P; Q (host; guest)",)})
    text = entry_text.text_of(form)
    changed = text.replace("talks", "Crimea; war").replace("(host; guest)", "(host; guest); Lavrov (x)")
    edited = entry_text.edited(form, entry_text.parse_text(text, form), entry_text.parse_text(changed, form))
    assert edited is not None
    assert edited.values["topics"] == ("a; b", "Crimea", "war")
    assert edited.values["participants"] == ("P; Q (host; guest)", "Lavrov (x)")


@pytest.mark.parametrize("line", ["mood: x", "date: 2014\ndate: 2015", "not a field", "   three blanks", "kind: event"])
def test_a_line_that_is_not_a_field_is_refused(line: str) -> None:
    with pytest.raises(RefusedError, match=r"line \d: “"):
        entry_text.parse_text(line, Form(entry=1, values={"date": "2014", "note": ""}))
