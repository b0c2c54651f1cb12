"""Add and edit offices, the posts that speakers held; :mod:`timeline.desk.entity_lists` lists them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from timeline.dates import PartialDate, is_open_end
from timeline.desk.entries import refuse_unchanged
from timeline.desk.problems import Problems
from timeline.desk.reference import read_day
from timeline.desk.values import Outcome, outcome
from timeline.errors import DateError, RefusedError
from timeline.reading import filters, resolve
from timeline.reading.resolve import Lookup
from timeline.store import entity_edits as store
from timeline.store.limits import checked, optional
from timeline.store.naming import lookup_in
from timeline.store.remarks import Notes
from timeline.words.numbers import LARGEST_NUMBER

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: fields of an office that can be edited; ``since`` and ``until`` are the ends of its date
EDITABLE = ("title", "organization", "country", "since", "until", "note")
#: a side of an interval that is open: before it began, or still held
_OPEN = ".."


def add(
    session: "Session",
    speaker: str,
    title: str,
    *,
    organization: str | None = None,
    country: str | None = None,
    since: str | None = None,
    until: str | None = None,
    note: str | None = None,
) -> Outcome[int]:
    """Add an office that a known speaker held and return its number; without an end, it is still held.

    An end that is ``unknown`` is stored as such: the office is no longer held, but nobody knows since when.

    Raises:
        NotFoundError: the name is unknown or ambiguous.
        RefusedError: the value of a field is invalid.

    """
    notes, problems = Notes(), Problems()
    fields: dict[str, str | None] = {"organization": organization, "country": country, "note": note}
    date, holder = None, 0
    with problems.at("speaker"):
        holder = resolve.one(lookup_in(session), "speaker", speaker).id
    _check_texts({"title": title, **fields}, problems)
    if since or until:
        date = _span(_side("since", since, problems), _side("until", until, problems), problems)
    problems.refuse()
    number = store.add_office(
        session, holder, title, date=date, **{**fields, "country": country and filters.country(country)}
    )
    if date is None:
        notes("without a beginning or an end, the office is not shown with any statement")
    return outcome(session, number, notes)


def edit(session: "Session", number: int, fields: Mapping[str, str]) -> Outcome[int]:
    """Edit an office and return its number.

    ``fields`` has texts by the names in :data:`EDITABLE`; other fields stay, and an empty text clears a field.

    Raises:
        NotFoundError: there is no such office.
        RefusedError: the value of a field is invalid, or nothing would change.

    """
    if unknown := next((field for field in fields if field not in EDITABLE), None):
        raise RefusedError(f"“{unknown[:40]}” is not a field of an office; the fields are {', '.join(EDITABLE)}")
    texts = {field: text or None for field, text in fields.items() if field not in ("since", "until")}
    problems = Problems()
    start, end = "", _OPEN
    with problems.at("office"):
        start, end = _sides(lookup_in(session), number)
    _check_texts(texts, problems)
    dates: tuple[PartialDate | None, ...] = ()
    if "since" in fields or "until" in fields:
        first = _side("since", fields["since"], problems) if "since" in fields else start
        last = _side("until", fields["until"], problems) if "until" in fields else end
        dates = (_span(first, last, problems),)
    problems.refuse()
    if texts.get("country"):
        texts["country"] = filters.country(str(texts["country"]))
    store.edit_office(session, number, texts, dates)
    refuse_unchanged(session, f"office {number}")
    return outcome(session, number)


def _check_texts(texts: Mapping[str, str | None], problems: Problems) -> None:
    """Check each text of an office, so that all problems are reported at once."""
    for field, text in texts.items():
        with problems.at(field):
            if field == "title":
                checked("the title", text or "")
            elif field == "country" and text is not None:
                filters.country(text)
            else:
                optional(f"the {field}", text)


def _span(start: str | None, end: str | None, problems: Problems) -> PartialDate | None:
    """Return the interval between two sides; None if neither has a date, or if one could not be read."""
    if start is None or end is None or {start, end} <= {"", _OPEN}:
        return None
    with problems.at("until"):
        return PartialDate.parse(f"{start}/{end}")
    return None


def _side(field: str, text: str | None, problems: Problems) -> str | None:
    """Return one side of an interval as EDTF: a date, ``""`` if it is unknown; None if it cannot be read.

    Without a text, the beginning is unknown and the end is open: the office is still held.
    """
    if not text or (field == "until" and is_open_end(text)):
        return _OPEN if field == "until" else ""
    with problems.at(field):
        date = read_day(text)
        if date is not None and ("/" in date.date or date.time is not None):
            raise DateError("write one date, without a time of day")
        return date.date if date is not None else ""
    return None


def _sides(lookup: Lookup, number: int) -> tuple[str, str]:
    """Return the beginning and the end of an office's date as EDTF. Raises NotFoundError if there is no such office."""
    rows = lookup("SELECT date FROM offices WHERE id = :id", {"id": number}) if 0 < number <= LARGEST_NUMBER else ()
    row = next(iter(rows), None)
    if row is None:
        raise store.no_office(number)
    if row[0] is None:
        return "", _OPEN
    start, slash, end = row[0].partition("/")
    return (start, end) if slash else (start, start)
