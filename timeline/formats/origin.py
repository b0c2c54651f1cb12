"""Say from which moment of a timeline an export comes."""

import sqlite3
from typing import NamedTuple

from timeline.history.seals import State, state


class Origin(NamedTuple):
    """The head of the file, and when its last changeset was made; None if nothing was ever written."""

    state: State
    at: str | None


def origin(connection: sqlite3.Connection) -> Origin:
    """Return the origin of what is read now."""
    row = connection.execute("SELECT at FROM changesets ORDER BY id DESC LIMIT 1").fetchone()
    return Origin(state(connection), None if row is None else str(row[0]))
