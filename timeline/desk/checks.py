"""Check entries: a person has compared who says what, and when, with the sources."""

from typing import TYPE_CHECKING

from timeline.desk.entries import existing
from timeline.desk.values import Outcome, outcome
from timeline.store.checks import add_check

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def check(session: "Session", numbers: tuple[int, ...], doubt: str | None = None) -> Outcome[tuple[int, ...]]:
    """Record that the author of the changeset has checked entries, or doubts them, and return their numbers, each once.

    Raises NoEntryError, or RefusedError if the doubt is empty.
    """
    unique = existing(session, numbers)
    for number in unique:
        add_check(session, number, doubt)
    return outcome(session, unique)
