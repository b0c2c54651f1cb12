"""Define the scope in which a phrase is parsed, and the form of a rule."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from timeline.dates.partial import PartialDate
from timeline.dates.wording import printable
from timeline.errors import DateError, ReferenceNeededError


class UnknownPhraseError(DateError):
    """A phrase that no rule fits."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A phrase to parse, the day on which it was written if that is known, and the direction of the words around it."""

    phrase: str
    reference: datetime.date | None = None
    ahead: bool | None = None
    """True if the context looks ahead (`is expected on`), False if it looks back, None if it does neither."""
    sure: bool = False
    """Whether `ahead` is sure enough to decide against the calendar."""
    order: str | None = None
    """`dmy`, `mdy` or `ymd` for dates in figures, or None to refuse figures with two possible orders."""
    reader: "Callable[[str, Scope], str] | None" = None
    trail: "list[Rule]" = field(default_factory=list)
    """The rules that parsed the phrase, the outermost first."""

    @property
    def day(self) -> datetime.date:
        """The reference date. Raises ReferenceNeededError if there is none."""
        if self.reference is None:
            raise ReferenceNeededError(
                f"“{printable(self.phrase)}” depends on the day on which it was written; give that day"
            )
        return self.reference

    def inner(self, text: str, **changes: object) -> str:
        """Parse a part of the phrase by all the rules, and return its EDTF. Raises DateError like the rules."""
        assert self.reader is not None  # noqa: S101
        return self.reader(text, replace(self, **changes))  # type: ignore[arg-type]

    @property
    def years(self) -> range:
        """The year of the reference date, the year before and the year after."""
        return range(max(self.day.year - 1, 0), min(self.day.year + 1, 9999) + 1)

    def nearest(self, candidates: Iterable[str]) -> str:
        """Return the date nearest to the reference date that the context allows, among dates of one kind.

        If the context looks ahead, it is the first that has not passed; if it looks back, the last that has begun. If
        the context is not sure, a date in the other direction wins if it is more than three times as near. Of two that
        are equally near the earlier wins. Days that do not exist (29 February) are skipped.

        Raises:
            DateError: none of them exists.

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
        """Return the number of days between the reference date and a date; 0 if the date includes it."""
        first, last = (datetime.date.fromisoformat(day).toordinal() for day in (span.earliest, span.latest))
        here = self.day.toordinal()
        return max(first - here, here - last, 0)

    def refused(self, reason: str, code: str | None = None) -> DateError:
        """Return the error for a phrase that a rule understands but refuses."""
        return DateError(f"“{printable(self.phrase)}”: {reason}", code=code)


def _parsed(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text)
    except DateError:
        return None


Parts = dict[str, str]
"""The texts of the named groups of a pattern, '' for a group that matched nothing."""


class Rule(NamedTuple):
    """One way to write a date: a pattern over canonical text, and the function that turns a match into EDTF."""

    name: str
    meaning: str
    pattern: str
    read: Callable[[Parts, Scope], str]


_STEPS = {"past": -1, "coming": 1, "last": -1, "this": 0, "next": 1, "last last": -2, "next next": 2}


def step(which: str | None) -> int:
    """Return the number of units to `last`, `this`, `next` and their doubles; no word means `this`."""
    return _STEPS[which or "this"]


def month_text(year: int, month: int) -> str:
    """Return a month in EDTF; a month number outside 1 to 12 falls in the years around it."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return f"{year:04d}-{month:02d}"


def day_text(year: int, month: int, day: int) -> str:
    """Return a day in EDTF, whether or not the calendar has it."""
    return f"{year:04d}-{month:02d}-{day:02d}"


def week_text(day: datetime.date, weeks: int = 0) -> str:
    """Return the week, Monday to Sunday (ISO 8601), that is `weeks` away from the week that holds `day`."""
    monday = day + datetime.timedelta(7 * weeks - day.weekday())
    return f"{monday}/{monday + datetime.timedelta(6)}"
