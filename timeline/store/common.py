"""What the write verbs share: reading within the transaction, names, and telling what was made or meant."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from timeline import names, resolve
from timeline.checks import checked
from timeline.errors import RefusedError
from timeline.models import PlaceName, SpeakerName

Note = Callable[[str], None]


def run(session: Session) -> resolve.Run:
    """Let :mod:`timeline.resolve` read within this transaction."""
    return lambda sql, values: session.connection().exec_driver_sql(sql, values)


def named(word: str, name: str) -> str:
    name = checked(f"the {word}'s name", name)
    if len(name) > resolve.LONGEST_NAME:
        raise RefusedError(f"the {word}'s name has {len(name):,} characters; a name has at most {resolve.LONGEST_NAME}")
    if not names.key(name):
        raise RefusedError(f"“{name}” cannot be the name of a {word}: it has no letter or digit")
    return name


def tell_meant(session: Session, kind: str, meant: resolve.Named, typed: str, notes: Note) -> None:
    """Tell what a name was taken to mean, where it is not one of the known spellings."""
    if not resolve.is_spelled(run(session), kind, meant, typed):
        notes(f"“{typed}” is {kind} {resolve.listed([meant])}")


def told_new(word: str, name: str, similar: list[resolve.Named]) -> str:
    return f"new {word}: {name}" + (f" (there is already {resolve.listed(similar)})" if similar else "")


def fill_keys(session: Session, table: type[SpeakerName] | type[PlaceName], owner: Any, name: str) -> None:
    """Give the printed name, which a trigger has put among the names, its key."""
    session.execute(
        update(table).where(owner, table.key.is_(None), table.name == name).values(key=names.key(name)),
        execution_options={"synchronize_session": False},
    )
