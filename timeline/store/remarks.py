"""Collect remarks on typed input: notes on success, and problems as reasons for a refusal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, cast

from timeline.errors import TimelineError

if TYPE_CHECKING:
    from timeline.reading.resolve import Entity


class Note(NamedTuple):
    """A remark on success, at a field if it concerns one.

    ``advice`` is the end of the message that only helps somebody at a shell, as in an error.
    """

    field: str | None
    message: str
    advice: str = ""

    @property
    def plain(self) -> str:
        """The message without the advice to somebody at a shell; empty if it is nothing else."""
        return self.message.removesuffix(self.advice)


class Problem(NamedTuple):
    """A reason for refusal: the field it concerns, what is wrong, a code for programs, and entities to choose from."""

    field: str | None
    message: str
    code: str
    choices: "tuple[Entity, ...]" = ()

    @classmethod
    def of(cls, error: TimelineError) -> "Problem":
        """Return an error as a problem."""
        return cls(error.field, str(error), error.code, cast("tuple[Entity, ...]", error.choices))


class Notes:
    """A collector of notes while something is stored.

    Call it with a message, the field that it concerns, and advice to somebody at a shell.
    """

    def __init__(self) -> None:
        self._notes: list[Note] = []

    def __call__(self, message: str, field: str | None = None, *, advice: str = "") -> None:
        """Add a note."""
        self._notes.append(Note(field, f"{message}{advice}", advice))

    def __iter__(self) -> Iterator[Note]:
        return iter(self._notes)

    def take(self) -> tuple[Note, ...]:
        """Return the notes so far, and remove them."""
        notes = tuple(self._notes)
        self._notes.clear()
        return notes
