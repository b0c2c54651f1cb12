"""Define the results of the desk's verbs: readings of dates, matches of names, and outcomes."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Generic, Literal, NamedTuple, TypeVar

from timeline.schema.vocabulary import EntityKind
from timeline.store.remarks import Note as Note

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from timeline.dates import PartialDate
    from timeline.reading.resolve import Entity

_Value = TypeVar("_Value")
_Any = TypeVar("_Any")
#: how a name was matched: by number, in a known spelling, in another script or spelling, by a surname, or not at all
How = Literal["number", "spelling", "transliteration", "surname", "new"]


class DateReading(NamedTuple):
    """A typed date as it was read: the text, the date (None if unknown), the rules, and the reference.

    A rule has a name and its meaning in a sentence; the outermost is the first.
    """

    typed: str
    date: "PartialDate | None"
    rules: tuple[tuple[str, str], ...]
    relative_to: "PartialDate | None" = None

    @property
    def rule(self) -> str:
        """The names of the rules: ``since, weekday``."""
        return ", ".join(name for name, _ in self.rules)


class NameMatch(NamedTuple):
    """A typed name as it was matched: its entity, or None for a new one, and the entities that it resembles."""

    kind: EntityKind
    typed: str
    entity: "Entity | None"
    how: How
    near: "tuple[Entity, ...]" = ()

    @property
    def is_question(self) -> bool:
        """Whether a person has to choose: a new speaker, or one that the name resembles."""
        return self.kind == "speaker" and self.entity is None and bool(self.near)


class Outcome(NamedTuple, Generic[_Value]):
    """The result of a verb: a value, mostly a number, the changeset, and notes."""

    value: _Value
    changeset: int
    notes: tuple[Note, ...] = ()

    @property
    def messages(self) -> tuple[str, ...]:
        """The notes as sentences for a page."""
        return messages(self.notes)


def messages(notes: Iterable[Note]) -> tuple[str, ...]:
    """Return notes as sentences for a page, without what only helps somebody at a shell."""
    return tuple(note.plain for note in notes if note.plain)


def outcome(session: "Session", value: _Any, notes: Iterable[Note] = ()) -> "Outcome[_Any]":
    """Return the outcome of a verb in the changeset of a session."""
    return Outcome(value, session.info["changeset"], tuple(notes))
