"""Define partial dates: values that are as precise as their source, and no more.

The conventions, for this package and all that use it:

- A range consists of **whole days, including both ends**.
- An open or unknown start counts as 0000-01-01, an open or unknown end as 9999-12-31.
- "On or before" a day (`[..2024-05-06]`), which is all that a report of that day may tell, has an open start, too.
- A date without a known beginning is listed under its last day, every other under its first.
- Winter runs from December of its year to the last day of February of the next (the 29th in a leap year); so does the
  southern summer. Nothing ends later than 9999-12-31.
- The bounds of unspecified digits are the first and the last day of the calendar that match them.
- The qualifiers `~` (approximate), `?` (uncertain) and `%` (both) do not change the bounds.
- The day is the local day in the source. A time zone never shifts it.

Source: ISO 8601-2:2019, and the Library of Congress Extended Date/Time Format (EDTF) specification,
https://www.loc.gov/standards/datetime/.
"""

from dataclasses import dataclass
from functools import total_ordering

from timeline.dates.edtf import read_edtf
from timeline.dates.human import human_date


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of the Extended Date/Time Format with the first and the last day it may mean.

    Make one with `parse`, or from stored columns that once came from `parse`: the constructor checks nothing. Values
    sort by the day they are listed under, last day, time and text, which is a total order that agrees with equality.
    """

    date: str
    """The date in EDTF, without a time of day: `2022-09~`."""
    earliest: str
    """The first day it may mean: `2022-09-01`."""
    latest: str
    """The last day it may mean: `2022-09-30`."""
    time: str | None = None
    """The time of day exactly as in the text, with its zone if it has one: `14:30+03:00`."""

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Parse EDTF and nothing else; `read_phrase` parses the dates that people type.

        Raises:
            UnsupportedDateError: valid EDTF that timeline does not support: sets, exponents, years outside 0000–9999.
            DateError: not valid EDTF, a day that does not exist, or an interval that ends before it begins.

        """
        return cls(*read_edtf(text))

    @property
    def edtf(self) -> str:
        """The whole value in EDTF, with the time of day; `parse` returns an equal value."""
        return self.date if self.time is None else f"{self.date}T{self.time}"

    @property
    def listed(self) -> str:
        """The day under which it is listed: its last day if its beginning is unknown, else its first."""
        return listed_day(self.date, self.earliest, self.latest)

    @property
    def is_reported(self) -> bool:
        """Whether it means "on or before" a day: it is known only from when it was reported."""
        return self.date.startswith("[")

    def human(self) -> str:
        """Return the date in English words, on one line: `c. Sep 2022`."""
        return human_date(self.date, self.time)

    def __str__(self) -> str:
        return self.edtf

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return self._order() < other._order()

    def _order(self) -> tuple[str, str, str, str]:
        return self.listed, self.latest, self.time or "", self.date


def listed_day(date: str, earliest: str, latest: str) -> str:
    """Return the day under which a stored date is listed; the column `date_sort` has the same."""
    return latest if date.startswith(("[", ".", "/")) else earliest
