"""Share helpers among the write verbs: read within the transaction, check names, note additions and matches."""

import sqlite3
from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from timeline.errors import RefusedError
from timeline.reading import resolve
from timeline.schema.kinds import KINDS
from timeline.schema.tables import MODELS
from timeline.schema.vocabulary import EntityKind
from timeline.store.limits import checked
from timeline.store.remarks import Notes
from timeline.words import names
from timeline.words.numbers import is_number


def lookup_in(session: Session) -> resolve.Lookup:
    """Let :mod:`timeline.reading.resolve` read within this transaction."""
    return lambda sql, values: session.connection().exec_driver_sql(sql, values)


def driver(session: Session) -> sqlite3.Connection:
    """Return the :mod:`sqlite3` connection of this transaction, for functions that only read."""
    return cast("sqlite3.Connection", session.connection().connection.driver_connection)


def named(word: str, name: str) -> str:
    """Return a name without its outer white space. Raises RefusedError if it cannot be a name."""
    name = checked(f"the {word}'s name", name)
    if len(name) > resolve.MAX_NAME_CHARACTERS:
        raise RefusedError(f"the {word}'s name has {len(name):,} characters; use at most {resolve.MAX_NAME_CHARACTERS}")
    if not names.key(name):
        raise RefusedError(f"“{name}” cannot be the name of a {word}; use at least one letter or digit")
    return name


def note_match(session: Session, kind: EntityKind, entity: resolve.Entity, typed: str, notes: Notes) -> None:
    """Note the entity that a name was matched to, if the name is not one of its known spellings."""
    if not resolve.is_spelled(lookup_in(session), kind, entity, typed):
        notes(f"“{typed}” is {kind} {resolve.listed([entity])}")


def find_or_add(session: Session, kind: EntityKind, name: str, notes: Notes, add: Callable[[Session, str], int]) -> int:
    """Return the number of the topic or place that a name means, adding it if it is new; a note lists similar ones."""
    name = named(kind, name)
    if is_number(name) or resolve.find(lookup_in(session), kind, name):
        entity = resolve.one(lookup_in(session), kind, name)
        note_match(session, kind, entity, name, notes)
        return entity.id
    similar = resolve.near(lookup_in(session), kind, name)
    notes(f"new {kind}: {name}{similar_to(kind, similar)}")
    return add(session, name)


def similar_to(kind: EntityKind, similar: list[resolve.Entity]) -> str:
    """Return what a note on a new name says of similar ones: `` (similar to topic 3, “negotiations”)``."""
    known = ", ".join(f"{kind} {one.id}, “{one.name}”" for one in similar)
    return f" (similar to {known})" if known else ""


def names_of(kind: str) -> tuple[Any, Any]:
    """Return the table of names for a kind that has several, and the column that refers to the owner."""
    table = MODELS[KINDS[kind].names]
    return table, getattr(table, KINDS[kind].owner)


def add_names(session: Session, kind: str, number: int, name: str, aliases: tuple[str, ...]) -> None:
    """Add names to a speaker or place, and store the matching key of each.

    A trigger has already stored the main name among the names.
    """
    table, owner = names_of(kind)
    known = set(session.scalars(select(table.name).where(owner == number)))
    for alias in dict.fromkeys(alias.strip() for alias in aliases):
        if alias not in known:
            session.add(table(**{owner.key: number}, name=named(kind, alias), key=names.key(alias)))
    session.flush()
    session.execute(
        update(table).where(owner == number, table.key.is_(None), table.name == name).values(key=names.key(name)),
        execution_options={"synchronize_session": False},
    )
