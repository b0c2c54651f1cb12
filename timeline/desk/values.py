"""What the verbs of the desk return: how something typed was understood, and what came of it."""

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
    """How a date was understood: as typed, the date (None if unknown), the rules, and the day it is relative to.

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
    """How a name was understood: the entity meant, or None for a new one, and the known ones that it resembles."""

    kind: EntityKind
    typed: str
    entity: "Entity | None"
    how: How
    near: "tuple[Entity, ...]" = ()

    @property
    def is_question(self) -> bool:
        """Whether somebody has to say if this is a new speaker or one of those it resembles."""
        return self.kind == "speaker" and self.entity is None and bool(self.near)


class Outcome(NamedTuple, Generic[_Value]):
    """What a verb has stored: its value, mostly a number, the changeset it is in, and notes."""

    value: _Value
    changeset: int
    notes: tuple[Note, ...] = ()


def outcome(session: "Session", value: _Any, notes: Iterable[Note] = ()) -> "Outcome[_Any]":
    """Return what came of a verb in the changeset that a session is of."""
    return Outcome(value, session.info["changeset"], tuple(notes))
