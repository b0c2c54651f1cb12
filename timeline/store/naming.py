"""What the write verbs share: reading within the transaction, names, and telling what was made or meant."""

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
    """Return the connection of this transaction as :mod:`sqlite3` has it, for what only reads."""
    return cast("sqlite3.Connection", session.connection().connection.driver_connection)


def named(word: str, name: str) -> str:
    """Return a name without its outer white space. Raises RefusedError where it can be none."""
    name = checked(f"the {word}'s name", name)
    if len(name) > resolve.LONGEST_NAME:
        raise RefusedError(f"the {word}'s name has {len(name):,} characters; a name has at most {resolve.LONGEST_NAME}")
    if not names.key(name):
        raise RefusedError(f"“{name}” cannot be the name of a {word}: it has no letter or digit")
    return name


def tell_meant(session: Session, kind: EntityKind, meant: resolve.Entity, typed: str, notes: Notes) -> None:
    """Tell what a name was taken to mean, where it is not one of the known spellings."""
    if not resolve.is_spelled(lookup_in(session), kind, meant, typed):
        notes(f"“{typed}” is {kind} {resolve.listed([meant])}")


def find_or_add(session: Session, kind: EntityKind, name: str, notes: Notes, add: Callable[[Session, str], int]) -> int:
    """Return the number of the topic or place that a name means, adding it where it is new; what is like it is told."""
    name = named(kind, name)
    found = resolve.find(lookup_in(session), kind, name)
    if found or is_number(name):
        meant = resolve.one(lookup_in(session), kind, name)
        tell_meant(session, kind, meant, name, notes)
        return meant.id
    similar = resolve.near(lookup_in(session), kind, name)
    notes(f"new {kind}: {name}" + (f" (there is already {resolve.listed(similar)})" if similar else ""))
    return add(session, name)


def names_of(kind: str) -> tuple[Any, Any]:
    """Return the table of the names of a kind that has several, and its column that says whose."""
    table = MODELS[KINDS[kind].names]
    return table, getattr(table, KINDS[kind].owner)


def add_names(session: Session, kind: str, number: int, name: str, aliases: tuple[str, ...]) -> None:
    """Let a speaker or place be known by further names, and give all of them their key.

    Its printed name a trigger has put among the names already.
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
