"""Take in one document for a front that works while nobody waits: retrieve it, read it, and store it with proposals."""

import sqlite3
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from timeline.database.opening import File, read_connection
from timeline.desk import articles, source_changes, sources
from timeline.desk.sources import SourceInput
from timeline.desk.values import messages
from timeline.errors import RefusedError
from timeline.evidence.retrieval import Retrieved

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sqlalchemy.orm import Session

#: opens the changeset in which the document is stored
OpenChangeset = Callable[[], "AbstractContextManager[Session]"]


class Step(Protocol):
    """Hears which step begins, ``retrieving``, ``reading`` or ``storing``, and how far it is, in per cent."""

    def __call__(self, name: str, per_cent: int = 0, /) -> object:
        """Hear it; what this raises ends the work."""


class Arrived(NamedTuple):
    """A document that was taken in: its source, how many proposals are new, and the changeset, if there is one.

    A changeset that only notes when somebody last looked at a source has nothing new.
    """

    source: int
    proposals: int
    notes: tuple[str, ...]
    changeset: int | None
    is_new: bool = True
    #: the new snapshot of a source that has others, and how many citations have words that it lacks
    snapshot: int | None = None
    gone: int = 0


def take_in(
    path: File, typed: SourceInput, now: str, opened: OpenChangeset, step: Step, *, read: bool = True
) -> Arrived:
    """Retrieve a document, and store it as a source; with ``read``, also what it proposes.

    A document that proposes nothing, or has no day of publication, is stored as a source alone. ``now`` is this moment
    in UTC. Raises TimelineError like :func:`timeline.desk.sources.retrieve` and :func:`timeline.desk.sources.add`.
    """
    notes: list[str] = []
    step("retrieving")
    sources.check(typed, now, path)
    retrieved = sources.retrieve(typed, now, notes.append, path, partial(step, "retrieving"))
    reading = None
    if read and retrieved is not None:
        step("reading")
        with read_connection(path) as connection:
            reading = _reading(connection, typed, retrieved, now, notes, partial(step, "reading"))
    step("storing")
    if reading is None:
        with opened() as session:
            done = sources.add(session, typed, retrieved)
        return _arrived(path, done.value, 0, (*notes, *done.messages), done.changeset)
    try:
        with opened() as session:
            stored = articles.store(session, [reading])
        (article,) = stored.value
        return _arrived(path, article.source, len(article.new), (*notes, *stored.messages), stored.changeset)
    except articles.NothingNewError as nothing:
        (article,) = nothing.articles
        return Arrived(article.source, 0, (*notes, *messages(nothing.notes)), None, is_new=False)


def _arrived(path: File, source: int, proposals: int, notes: tuple[str, ...], changeset: int) -> Arrived:
    """Return what a changeset has stored."""
    with read_connection(path) as connection:
        text = source_changes.of_changeset(connection, source, changeset)
        return Arrived(source, proposals, notes, changeset, articles.is_news(connection, changeset), *text)


def _reading(
    connection: sqlite3.Connection,
    typed: SourceInput,
    retrieved: Retrieved,
    now: str,
    notes: list[str],
    heard: Callable[[int], object],
) -> articles.ArticleReading | None:
    """Read a document; None, with a note, if it proposes nothing."""
    try:
        reading = articles.read(connection, typed, retrieved, articles.known_names(connection), now, heard=heard)
    except RefusedError as error:
        notes.append(f"{error.plain}; stored without proposals")
        return None
    notes += messages(reading.notes)
    return reading if reading.article.candidates else None
