"""What the verbs of the desk return: how something typed was understood, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, NamedTuple, TypeVar

from timeline.dates import PartialDate
from timeline.reading.resolve import Entity
from timeline.schema.vocabulary import EntityKind
from timeline.store.remarks import Note

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_Value = TypeVar("_Value", covariant=True)
_Any = TypeVar("_Any")
#: how a name was matched: by number, in a known spelling, in another script or spelling, by a surname, or not at all
How = Literal["number", "spelling", "transliteration", "surname", "new"]


class DateReading(NamedTuple):
    """How a date was understood: as typed, the date (None if unknown), the rules, and the day it is relative to."""

    typed: str
    date: PartialDate | None
    rule: str
    relative_to: PartialDate | None = None


class NameMatch(NamedTuple):
    """How a name was understood: the entity meant, or None for a new one, and the known ones that it resembles."""

    kind: EntityKind
    typed: str
    entity: Entity | None
    how: How
    near: tuple[Entity, ...] = ()

    @property
    def is_question(self) -> bool:
        """Whether somebody has to say if this is a new speaker or one of those it resembles."""
        return self.kind == "speaker" and self.entity is None and bool(self.near)


@dataclass(frozen=True)
class Outcome(Generic[_Value]):
    """What a verb has stored: its value, mostly a number, the changeset it is in, and notes."""

    value: _Value
    changeset: int
    notes: tuple[Note, ...] = ()


def outcome(session: "Session", value: _Any, notes: Iterable[Note] = ()) -> "Outcome[_Any]":
    """Return what came of a verb in the changeset that a session is of."""
    return Outcome(value, session.info["changeset"], tuple(notes))
