"""Fill the form of a speaker, topic, place, source or office, and tell what somebody has changed in it."""

import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from timeline.desk.entities import EDITABLE
from timeline.desk.offices import EDITABLE as OFFICE_FIELDS
from timeline.desk.splitting import split
from timeline.desk.versions import Value, Version, is_as_seen, is_same, version, words
from timeline.errors import ConflictError, FieldConflict, NotFoundError, RefusedError
from timeline.history import past
from timeline.schema.kinds import KINDS
from timeline.schema.vocabulary import EntityKind
from timeline.store.naming import driver
from timeline.words.printable import plain_lines

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: the field for further names, of kinds that have several
ALIASES = "aliases"
OFFICE = "office"


class Filled(NamedTuple):
    """The fields of a row as a form shows them, its name, its permanent name, and the version that they are of."""

    values: Mapping[str, Value]
    name: str
    uid: str
    version: Version


class EditedFields(NamedTuple):
    """What somebody has changed in a form: fields, and further names to add and to remove; ``typed`` has all of it."""

    fields: dict[str, str]
    aliases: tuple[str, ...]
    no_aliases: tuple[str, ...]
    typed: dict[str, str]


def fill(connection: sqlite3.Connection, kind: EntityKind, number: int) -> Filled:
    """Fill the form of a speaker, topic, place or source. Raises NotFoundError."""
    of = KINDS[kind]
    row = _row(connection, f"SELECT * FROM {of.table} WHERE id = ?", number)
    if row is None:
        raise NotFoundError(f"there is no {kind} {number}")
    values: dict[str, Value] = {name: row.get(name) or "" for name in EDITABLE[kind] if name != "parent"}
    if kind == "place":
        inside = _row(connection, "SELECT name FROM places WHERE id = ?", row["parent_id"] or 0)
        values["parent"] = inside["name"] if inside else ""
    if of.has_several_names:
        names = connection.execute(
            f"SELECT name FROM {of.names} WHERE {of.owner} = ? AND name <> ? ORDER BY id", (number, row["name"])
        )
        values[ALIASES] = tuple(one[0] for one in names)
    name = row.get("name") or row.get("title") or row.get("url") or row.get("publisher") or ""
    return Filled(values, name, row["uid"], version(values, past.last_changeset(connection)))


def fill_office(connection: sqlite3.Connection, number: int) -> Filled:
    """Fill the form of an office; the ends of its date are fields of their own. Raises NotFoundError."""
    row = _row(connection, "SELECT * FROM offices WHERE id = ?", number)
    if row is None:
        raise NotFoundError(f"there is no office {number}")
    values: dict[str, Value] = {name: row.get(name) or "" for name in OFFICE_FIELDS}
    first, slash, last = (row["date"] or "").partition("/")
    ends = {"since": first, "until": last if slash else first}
    values |= {
        name: "" if text == ".." else text or ("unknown" if name == "until" and slash else "")
        for name, text in ends.items()
    }
    return Filled(values, row["title"], "", version(values, past.last_changeset(connection)))


def _row(connection: sqlite3.Connection, query: str, number: int) -> dict[str, Any] | None:
    cursor = connection.execute(query, (number,))
    columns = [column[0] for column in cursor.description]
    row = cursor.fetchone()
    return dict(zip(columns, row, strict=True)) if row else None


def changed(filled: Filled, texts: Mapping[str, str], seen: Version | None) -> EditedFields:
    """Return the fields that differ from the version that a form showed, and from the row as it is.

    Raises RefusedError if one has too many values.
    """
    edited = EditedFields({}, (), (), {})
    for name, text in texts.items():
        if name not in filled.values:
            continue
        plain, now = plain_lines(text).strip(), filled.values[name]
        value: Value = _members(name, plain, now) if isinstance(now, tuple) else plain
        if (seen is not None and is_as_seen(seen, name, value)) or is_same(value, now):
            continue
        edited.typed[name] = plain
        if isinstance(value, tuple):
            known = {plain_lines(one).strip(): one for one in now}
            added = tuple(one for one in value if one not in known)
            removed = tuple(one for plain, one in known.items() if plain not in value)
            edited = edited._replace(aliases=added, no_aliases=removed)
        else:
            edited.fields[name] = plain
    return edited


def _members(name: str, text: str, known: tuple[str, ...]) -> tuple[str, ...]:
    try:
        return split(text, known)
    except RefusedError as error:
        raise error.at(name) from None


def refuse_changed(session: "Session", kind: str, number: int, seen: Version | None, edited: EditedFields) -> None:
    """Refuse an edit of fields that somebody else has changed since a version.

    Raises ConflictError with both values.
    """
    if seen is None:
        return
    connection = driver(session)
    now = fill_office(connection, number) if kind == OFFICE else fill(connection, cast("EntityKind", kind), number)
    conflicts = [
        FieldConflict(name, edited.typed[name], words(value))
        for name, value in now.values.items()
        if name in edited.typed and not is_as_seen(seen, name, value) and not is_same(edited.typed[name], value)
    ]
    if conflicts:
        raise ConflictError(number, conflicts)


def refuse_other(session: "Session", kind: EntityKind, number: int, seen: Version | None) -> None:
    """Refuse to merge what has changed since somebody saw what the merge would do.

    Raises RefusedError, or NotFoundError if it is gone.
    """
    now = fill(driver(session), kind, number)
    if seen is not None and now.version.fingerprints != seen.fingerprints:
        raise RefusedError(f"{kind} {number} has been changed meanwhile; look at the merge again", field="target")
