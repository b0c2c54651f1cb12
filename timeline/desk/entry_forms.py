"""Read the form of an entry that a page shows whole: what each field means or what is wrong, before it is stored."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from timeline.desk import entries, forms, people
from timeline.desk.edits import parse_edit
from timeline.desk.entry_text import edited
from timeline.desk.forms import Form
from timeline.desk.parts import read_participant
from timeline.desk.people import Person
from timeline.desk.splitting import known_in, split_or_whole, split_sources
from timeline.desk.versions import Value, Version, is_as_seen, words
from timeline.errors import RefusedError, TimelineError
from timeline.reading.resolve import Lookup
from timeline.words.printable import plain_lines

if TYPE_CHECKING:
    from timeline.desk.values import DateReading
    from timeline.reading.similar import Similar
    from timeline.store.remarks import Note


class ReadEntry(NamedTuple):
    """A form as it was read; it can be stored only if there are no ``errors``."""

    errors: tuple[TimelineError, ...]
    notes: "tuple[Note, ...]"
    date: "DateReading | None"
    people: tuple[Person, ...]
    similar: "tuple[Similar, ...]"


def read_new(connection: sqlite3.Connection, form: Form) -> ReadEntry:
    """Read the form of a new entry."""
    lookup = connection.execute
    parsed = forms.parse(form, lookup)
    alike = () if parsed.errors else entries.similar_to(connection, parsed.draft)
    return ReadEntry(parsed.errors, tuple(parsed.notes), parsed.dates.get("date"), _people(lookup, form), alike)


def read_edit(connection: sqlite3.Connection, form: Form) -> ReadEntry:
    """Read the form of an edit, which has only the fields that change. Raises NoEntryError."""
    lookup = connection.execute
    record = entries.read(connection, form.entry or 0)
    parsed = parse_edit(form, record, lookup)
    return ReadEntry(parsed.errors, tuple(parsed.notes), parsed.dates.get("date"), _people(lookup, form), ())


def changed(connection: sqlite3.Connection, number: int, texts: Mapping[str, str], seen: Version | None = None) -> Form:
    """Return the form of an edit from the texts of all fields: with those that somebody has changed.

    These are the fields that differ from the version that the form showed, and from the entry as it is. Line ends count
    as equal, for a browser changes them. Raises NoEntryError.
    """
    form = entries.form_of(connection, number)
    typed = {name: _plain(text) for name, text in texts.items() if name in form.values}
    if seen is not None:
        typed = {name: text for name, text in typed.items() if not is_as_seen(seen, name, text)}
    before = {name: _plain(words(value)) for name, value in form.values.items()}
    known = {name: known_in(connection.execute, name, text) for name, text in typed.items()}
    return edited(form, before, before | typed, known) or Form(entry=number, kind=form.kind, version=form.version)


def sources_in(connection: sqlite3.Connection, text: str) -> Value:
    """Return the sources in a line; with too many it stays whole, and parsing it notes the problem."""
    try:
        return split_sources(text, known_in(connection.execute, "sources", text))
    except RefusedError:
        return text


def _plain(text: str) -> str:
    return plain_lines(text).strip()


def _people(lookup: Lookup, form: Form) -> tuple[Person, ...]:
    return tuple(_persons(lookup, form))


def _persons(lookup: Lookup, form: Form) -> Iterator[Person]:
    """Yield the people of a form, each once; a problem with a name stands among the errors."""
    typed = [(name, False) for name in _members(lookup, form, "speakers")]
    typed += [(text, True) for text in _members(lookup, form, "participants")]
    for text, has_role in dict.fromkeys(typed):
        with suppress(TimelineError):
            yield people.person(lookup, read_participant(text)[0] if has_role else text, form.choices)


def _members(lookup: Lookup, form: Form, field: str) -> tuple[str, ...]:
    value = form.values.get(field, ())
    members = split_or_whole(value, known_in(lookup, field, value)) if isinstance(value, str) else value
    return () if isinstance(members, str) else members
