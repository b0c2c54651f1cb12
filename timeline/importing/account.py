"""Account for every row of a file, so that the counts add up to the rows that were read."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from timeline.formats.input import Cells

#: how many rejects, conflicts and notes are kept to be shown
MOST_SHOWN_REMARKS = 20


class Reject(NamedTuple):
    """A row that is not stored: its place, the reason, and its cells."""

    file: str
    place: int | str
    reason: str
    cells: Cells
    #: whether it was already staged, so that its cells are no longer in memory
    staged: bool = False

    def __str__(self) -> str:
        at = f"line {self.place}" if isinstance(self.place, int) else self.place
        return f"{self.file}, {at}: {self.reason}"


@dataclass
class Account:
    """The counts of an import, and remarks for the person who runs it.

    The first rejects, conflicts and notes are kept to be shown; ``aside`` receives every reject.
    """

    rows: int = 0
    fates: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    #: kind of entity → number of new ones
    new: Counter[str] = field(default_factory=Counter)
    #: pairs of a new name and the name that it looks like
    alike: list[tuple[str, str]] = field(default_factory=list)
    #: pairs of a name as written and the entity that it was read as
    matches: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    aside: Callable[[Reject], None] | None = None
    #: name → the title that was split from it
    split: dict[str, str] = field(default_factory=dict)
    #: number of texts that were HTML
    markup: int = 0

    @property
    def stored(self) -> int:
        """The number of rows that changed something."""
        return sum(self.fates[fate] for fate in ("added", "undated", "updated"))

    def note(self, text: str) -> None:
        """Add a note, unless there are enough."""
        if len(self.notes) < MOST_SHOWN_REMARKS:
            self.notes.append(text)

    def reject(self, reject: Reject) -> None:
        """Count a row that is not stored; keep it to be shown, and pass it to ``aside``."""
        self.fates["rejected"] += 1
        if len(self.rejects) < MOST_SHOWN_REMARKS:
            self.rejects.append(reject)
        if self.aside is not None:
            self.aside(reject)

    def conflict(self, text: str) -> None:
        """Count a row whose entry a person has edited, and keep its description to be shown."""
        self.fates["conflict"] += 1
        if len(self.conflicts) < MOST_SHOWN_REMARKS:
            self.conflicts.append(text)

    def balanced(self) -> bool:
        """Return whether every row is accounted for."""
        return self.fates.total() == self.rows
