"""What a phrase is read against, and the form of a rule."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from timeline.dates.partial import PartialDate
from timeline.dates.wording import shown
from timeline.errors import DateError, ReferenceNeededError


class UnknownPhraseError(DateError):
    """No rule fits the phrase."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The phrase as it was given, the day it was written on if that is known, and what the words around it tell."""

    phrase: str
    reference: datetime.date | None = None
    ahead: bool | None = None
    """True where the context looks ahead (`is expected on`), False where it looks back, None where it tells neither."""
    sure: bool = False
    """Whether that is plain enough to decide against the calendar."""
    order: str | None = None
    """`dmy`, `mdy` or `ymd` for dates in figures, or None to refuse those that can be read in two ways."""
    reader: "Callable[[str, Scope], str] | None" = None
    trail: "list[Rule]" = field(default_factory=list)
    """The rules that read the phrase, the outermost first."""

    @property
    def day(self) -> datetime.date:
        """The reference date. Raises ReferenceNeededError where there is none."""
        if self.reference is None:
            raise ReferenceNeededError(
                f"“{shown(self.phrase)}” can only be read with the day on which it was written; give that day"
            )
        return self.reference

    def inner(self, text: str, **changes: object) -> str:
        """Read a part of the phrase, by all the rules, and return its EDTF. Raises DateError as the rules do."""
        assert self.reader is not None  # noqa: S101
        return self.reader(text, replace(self, **changes))  # type: ignore[arg-type]

    @property
    def years(self) -> range:
        """The year of the reference date and those beside it."""
        return range(max(self.day.year - 1, 0), min(self.day.year + 1, 9999) + 1)

    def nearest(self, candidates: Iterable[str]) -> str:
        """Choose among dates of one kind the nearest to the reference date, the context permitting.

        A context that looks ahead chooses the first that has not passed, one that looks back the last that has begun;
        where that is not sure, only unless the nearest lies the other way and is more than three times as near. Of two
        that are equally near it is the earlier. What no calendar has (29 February) is passed over.

        Raises:
            DateError: no calendar has any of them.

        """
        today = self.day.isoformat()
        spans = [date for date in map(_parsed, candidates) if date]
        if not spans:
            raise self.refused("no year near the reference date has such a day")
        nearest = min(spans, key=self.distance)
        fitting = [s for s in spans if (s.latest >= today if self.ahead else s.earliest <= today)]
        if self.ahead is not None and fitting:
            chosen = min(fitting, key=self.distance)
            if self.sure or self.distance(chosen) <= 3 * self.distance(nearest):
                return chosen.date
        return nearest.date

    def distance(self, span: PartialDate) -> int:
        """Return how many days lie between the reference date and a date; none where it lies within."""
        first, last = (datetime.date.fromisoformat(day).toordinal() for day in (span.earliest, span.latest))
        here = self.day.toordinal()
        return max(first - here, here - last, 0)

    def refused(self, reason: str, code: str | None = None) -> DateError:
        """Return the error for a phrase that is understood but names no day."""
        return DateError(f"“{shown(self.phrase)}”: {reason}", code=code)


def _parsed(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text)
    except DateError:
        return None


Parts = dict[str, str]
"""What the named groups of a pattern caught, '' where one caught nothing."""


class Rule(NamedTuple):
    """One way to write a date: a pattern over canonical text, and what makes EDTF of a match."""

    name: str
    meaning: str
    pattern: str
    read: Callable[[Parts, Scope], str]


_STEPS = {"past": -1, "coming": 1, "last": -1, "this": 0, "next": 1, "last last": -2, "next next": 2}


def step(which: str | None) -> int:
    """Return how many units away `last`, `this`, `next` and their doubles are; without a word it is this one."""
    return _STEPS[which or "this"]


def month_text(year: int, month: int) -> str:
    """Write a month in EDTF; a month number beyond the year runs into the years around it."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return f"{year:04d}-{month:02d}"


def day_text(year: int, month: int, day: int) -> str:
    """Write a day in EDTF, whether or not the calendar has it."""
    return f"{year:04d}-{month:02d}-{day:02d}"


def week_text(day: datetime.date, weeks: int = 0) -> str:
    """Write the week, Monday to Sunday (ISO 8601), that lies `weeks` from the one that holds `day`."""
    monday = day + datetime.timedelta(7 * weeks - day.weekday())
    return f"{monday}/{monday + datetime.timedelta(6)}"
