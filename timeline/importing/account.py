"""Accounting for every row of a file: what became of it, so that the counts add up to the rows that were read."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from timeline.formats.input import Cells

#: how many rejects and conflicts are kept to be shown
KEPT = 20


class Reject(NamedTuple):
    """A row that is not stored: where it stands, why, and what it says."""

    file: str
    place: int | str
    reason: str
    cells: Cells
    #: whether it was staged already, so that its cells are not at hand
    staged: bool = False

    def __str__(self) -> str:
        at = f"line {self.place}" if isinstance(self.place, int) else self.place
        return f"{self.file}, {at}: {self.reason}"


@dataclass
class Account:
    """What became of the rows, and what is worth a look beside.

    Of rejects and conflicts the first are kept to be shown; ``aside`` is handed every reject.
    """

    rows: int = 0
    fates: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    #: kind of entity → how many are new
    new: Counter[str] = field(default_factory=Counter)
    #: names that are new and look like another: both
    alike: list[tuple[str, str]] = field(default_factory=list)
    #: names that were taken for somebody known: as written, and who it is
    meant: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    aside: Callable[[Reject], None] | None = None
    #: names of which a title was split → the title
    split: dict[str, str] = field(default_factory=dict)
    #: how many texts were HTML
    markup: int = 0

    @property
    def stored(self) -> int:
        """How many rows have changed something."""
        return sum(self.fates[fate] for fate in ("added", "undated", "updated"))

    def note(self, said: str) -> None:
        """Keep what is worth a look, the first of it."""
        if len(self.notes) < KEPT:
            self.notes.append(said)

    def reject(self, reject: Reject) -> None:
        """Count a row that is not stored, and keep it to be shown or set aside."""
        self.fates["rejected"] += 1
        if len(self.rejects) < KEPT:
            self.rejects.append(reject)
        if self.aside is not None:
            self.aside(reject)

    def conflict(self, said: str) -> None:
        """Count a row whose entry a person has edited, and keep what it says to be shown."""
        self.fates["conflict"] += 1
        if len(self.conflicts) < KEPT:
            self.conflicts.append(said)

    def balanced(self) -> bool:
        """Tell whether every row is accounted for."""
        return self.fates.total() == self.rows
