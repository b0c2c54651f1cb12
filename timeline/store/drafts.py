"""The draft of an entry, before it is stored."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from timeline.dates import PartialDate
from timeline.schema.vocabulary import EntryKind

if TYPE_CHECKING:
    from timeline.evidence.passages import Passage
    from timeline.store.sources import NewSource


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An entry before it is stored; the fields are those of :data:`timeline.schema.fields.FIELDS`.

    The first speaker leads; further speakers make a joint statement. Names are as typed, or numbers as text.
    ``passage`` is set if the entry is made from words in a snapshot: the draft then names no sources.
    """

    kind: EntryKind
    date: PartialDate | None = None
    date_text: str | None = None
    title: str | None = None
    text: str | None = None
    speakers: tuple[str, ...] = ()
    role: str | None = None
    mode: str | None = None
    original_text: str | None = None
    setting: str | None = None
    lang: str | None = None
    note: str | None = None
    #: (name, role)
    participants: tuple[tuple[str, str], ...] = ()
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    sources: "tuple[NewSource, ...]" = ()
    via: str | None = None
    exact: str | None = None
    #: (relation, number of the other entry)
    links: tuple[tuple[str, int], ...] = ()
    dataset: str | None = None
    external_id: str | None = None
    passage: "Passage | None" = None

    @property
    def words(self) -> str:
        """The text of a statement, or the title of an event."""
        return (self.text if self.kind == "statement" else self.title) or ""
