"""The filters of an address in words: the meaning of each, and all of them as a heading or for a line to quote."""

import sqlite3
from collections.abc import Mapping

from timeline.schema.vocabulary import ENTITY_KINDS
from timeline.web import entity_rows
from timeline.web.requests import ListRequest
from timeline.words.numbers import row_number

#: filter → its text → its meaning, for people
Meanings = dict[str, dict[str, str]]


def meanings(connection: sqlite3.Connection, request: ListRequest, as_of: int | None = None) -> Meanings:
    """Return how the dates of filters were read, and the names of entities that they refer to by number."""
    words: Meanings = dict(request.readings)
    for kind in ENTITY_KINDS:
        for text in request.texts[kind]:
            number = row_number(text)
            if number is not None:
                sql = f"SELECT {entity_rows.label(kind)} FROM {kind}s WHERE id = ?"
                row = connection.execute(sql, (number,)).fetchone()
                if row and row[0]:
                    words.setdefault(kind, {})[text] = row[0]
    words["checked"] = {"yes": "by a person", "no": "not yet by a person"}
    if as_of is not None:
        words["as-of"] = {str(request.as_of): f"changeset {as_of}"}
    return words


def heading(filters: Mapping[str, object], words: Meanings) -> str:
    """Return the filters in words; empty without filters."""
    parts = []
    for name, value in filters.items():
        names = words.get(name, {})
        texts = [names.get(str(one), str(one)) for one in (value if isinstance(value, list) else [value])]
        parts.append(name if value is True else f"{name} {' or '.join(texts)}")
    return ", ".join(parts)


def to_quote(request: ListRequest, as_of: int | None = None) -> dict[str, object]:
    """Return the filters with dates that mean the same on any day."""
    fixed = {name: value for name, value in (request.filters | request.fixed).items() if name != "date-order"}
    return fixed if as_of is None else fixed | {"as-of": as_of}
