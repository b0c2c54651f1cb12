"""Open the changeset in which verbs write, with its author, its reason and its message for the log."""

from contextlib import contextmanager
from typing import TYPE_CHECKING

from timeline.database.opening import File
from timeline.store.author import Author, Door
from timeline.store.limits import optional

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session


def author_of(name: str | None = None, why: str | None = None, door: Door = "command line") -> Author:
    """Return the author and the reason as typed. Raises RefusedError, at ``by`` or ``why``, if one is invalid."""
    return Author(optional("the name", name, "by"), optional("the reason", why, "why"), door)


def actor_of(name: str | None) -> str:
    """Return who writes: a name, else the one that the environment gives."""
    from timeline.database.changeset import actor

    return actor(name)


def message_of(why: str | None, *, purpose: str | None = None, undoes: int | None = None) -> str | None:
    """Return the message of a changeset for the log: its purpose, or what it undoes, then the reason."""
    if purpose is not None:
        return f"{purpose}: {why}" if why else purpose
    if undoes is not None:
        from timeline.history import undo

        return undo.message(undoes, why)
    return why


@contextmanager
def opened(
    path: File,
    author: Author,
    command: str,
    *,
    purpose: str | None = None,
    undoes: int | None = None,
    rehearse: bool = False,
) -> "Iterator[Session]":
    """Open a changeset on a file, and commit it when the block ends; a rehearsal stores nothing.

    ``command`` is what the person typed or chose. If they came through another front end than the command line, the
    log says so in front of it. After an exception nothing is stored, and a new file is removed.

    Raises:
        OutdatedError: an older program made the file; upgrade it first.
        DatabaseError: the file cannot be written to.

    """
    from timeline.database.changeset import changeset

    line = command if author.door == "command line" else f"{author.door}: {command}"
    message = message_of(author.why, purpose=purpose, undoes=undoes)
    with changeset(path, line, by=author.name, message=message, rehearse=rehearse) as session:
        yield session
