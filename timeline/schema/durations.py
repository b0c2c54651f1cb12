"""Sort entries that last more than a day into classes by length in years.

An entry that begins before a range and reaches into it began at most as many years earlier as its class allows. A few
short index ranges therefore hold all such entries, however many entries there are. An index on the first day alone
would have to be read from the beginning. An entry without a known beginning is listed under its last day and has no
class. The relational interval tree (Kriegel, Pötke and Seidl 2000) answers the same
question without a bound on length, at the price of more queries.
"""

import re

#: SQL for the day under which an entry is listed: its last day if its beginning is unknown, else its first
LISTED = "CAST(CASE WHEN substr(date, 1, 1) IN ('[', '.', '/') THEN date_latest ELSE date_earliest END AS TEXT)"
#: SQL for an interval without a known beginning, ``../D`` or ``/D``
OPENS = "substr(date, 1, 1) IN ('.', '/')"
#: SQL for a date of which only the day of a report is known, ``[..D]``
REPORTED = "substr(date, 1, 1) = '['"
#: the most years between the first and the last day, for each class; the last class has no limit
CLASS_YEARS = (0, 1, 4, 15, 9999)
_YEARS = "substr(date_latest, 1, 4) - substr(date_earliest, 1, 4)"
#: SQL for the class of an entry, and for whether an entry has a class; one index uses both
CLASS = (
    "CASE "
    + " ".join(f"WHEN {_YEARS} <= {most} THEN {most}" for most in CLASS_YEARS[:-1])
    + f" ELSE {CLASS_YEARS[-1]} END"
)
SPANNING = "date_latest > date_earliest AND substr(date, 1, 1) NOT IN ('[', '.', '/')"


def first_start(day: str, most: int) -> str:
    """Return the first day on which an entry of a class can begin and still reach a day, ``YYYY-MM-DD``."""
    return f"{max(0, int(day[:4]) - most):04d}-01-01"


def of(alias: str, expression: str) -> str:
    """Return an expression over the dates of a table or view with an alias."""
    return re.sub(r"\bdate(?=[,_])", f"{alias}.date", expression)
