"""Entries that lie over more than a day, in classes by how many years they reach over.

What reaches into a range from before its first day began at most as many years before as its class allows, so a few
short ranges of an index hold all of it, however many entries there are. An index on the first day alone would have
to be read from the beginning: the relational interval tree (Kriegel, Pötke and Seidl 2000) answers the same question
without a bound on length, at the price of more queries.
"""

#: the most years that lie between the first and the last day, one for each class; the last class is open
CLASSES = (0, 1, 4, 15, 9999)
_YEARS = "substr(date_latest, 1, 4) - substr(date_earliest, 1, 4)"
#: SQL for the class of an entry, and for being one of those that have a class; an index of the two serves both
CLASS = "CASE " + " ".join(f"WHEN {_YEARS} <= {most} THEN {most}" for most in CLASSES[:-1]) + f" ELSE {CLASSES[-1]} END"
SPANNING = "date_latest > date_earliest"


def first_start(day: str, most: int) -> str:
    """Return the first day on which something of a class can begin that reaches to a day, ``YYYY-MM-DD``."""
    return f"{max(0, int(day[:4]) - most):04d}-01-01"
