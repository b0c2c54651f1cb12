"""The filters of an address in words: what each means, and all of them as a heading or to be quoted."""

import sqlite3
from collections.abc import Mapping

from timeline.schema.vocabulary import ENTITY_KINDS
from timeline.web import entity_rows
from timeline.web.requests import Asked
from timeline.words.numbers import row_number

#: filter → what is given → what that means, for people
Meanings = dict[str, dict[str, str]]


def meanings(connection: sqlite3.Connection, asked: Asked, as_of: int | None = None) -> Meanings:
    """Return how dates of filters were read, and the names of what others name by number."""
    found: Meanings = dict(asked.readings)
    for kind in ENTITY_KINDS:
        for text in asked.given[kind]:
            number = row_number(text)
            if number is not None:
                sql = f"SELECT {entity_rows.label(kind)} FROM {kind}s WHERE id = ?"
                row = connection.execute(sql, (number,)).fetchone()
                if row and row[0]:
                    found.setdefault(kind, {})[text] = row[0]
    if as_of is not None:
        found["as-of"] = {str(asked.as_of): f"changeset {as_of}"}
    return found


def heading(filters: Mapping[str, object], called: Meanings) -> str:
    """Word what a list is of; nothing where it is of all."""
    parts = []
    for name, value in filters.items():
        names = called.get(name, {})
        texts = [names.get(str(one), str(one)) for one in (value if isinstance(value, list) else [value])]
        parts.append(name if value is True else f"{name} {' or '.join(texts)}")
    return ", ".join(parts)


def to_quote(asked: Asked, as_of: int | None = None) -> dict[str, object]:
    """Return the filters as they mean the same on any day."""
    fixed = {name: value for name, value in (asked.filters | asked.fixed).items() if name != "date-order"}
    return fixed if as_of is None else fixed | {"as-of": as_of}
