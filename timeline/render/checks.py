"""Word whether a person has checked an entry."""

from timeline.dates import PartialDate
from timeline.errors import DateError
from timeline.reading.records import CheckRecord, Record

NOBODY = "not yet checked by a person"


def standing(record: Record) -> CheckRecord | None:
    """Return the latest check of an entry that still holds, in which a person found it right or doubted it."""
    return next((check for check in reversed(record["checks"]) if check["holds"]), None)


def is_checked(record: Record) -> bool:
    """Return whether a person has checked an entry as it is, and does not doubt it."""
    check = standing(record)
    return check is not None and check["doubt"] is None


def check_words(record: Record) -> str:
    """Return who has checked an entry: ``checked by A. Editor, 3 May 2024``.

    Or that it is doubted, has changed since, or is not yet checked.
    """
    check = standing(record)
    if check is not None:
        return f"{'checked' if check['doubt'] is None else 'doubted'} by {_who(check)}"
    if record["checks"]:
        return f"changed since it was checked by {_who(record['checks'][-1])}"
    return NOBODY


def sentence(words: str) -> str:
    """Return words with a capital, for a line of their own."""
    return words[:1].upper() + words[1:]


def _who(check: CheckRecord) -> str:
    return f"{check['checked_by']}, {day(check['checked_at'])}"


def day(moment: str) -> str:
    """Return the day of a stored moment for people, in UTC; the moment itself if plain SQL wrote another text."""
    try:
        return PartialDate.parse(moment[:10]).human()
    except DateError:
        return moment
