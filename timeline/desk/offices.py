"""Add and edit offices, the posts that speakers held; :mod:`timeline.desk.entity_lists` lists them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from timeline.dates import PartialDate
from timeline.desk.entries import refuse_unchanged
from timeline.desk.problems import Problems
from timeline.desk.reference import read_full_date
from timeline.desk.values import Outcome, outcome
from timeline.errors import DateError, NotFoundError, RefusedError, TimelineError
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
    with problems.at("since"):
        date = span(since, until)
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
    if not 0 < number <= LARGEST_NUMBER:
        raise NotFoundError(f"there is no office {number}; timeline office list shows them")
    if unknown := next((field for field in fields if field not in EDITABLE), None):
        raise RefusedError(f"“{unknown[:40]}” is not a field of an office; the fields are {', '.join(EDITABLE)}")
    texts = {field: text or None for field, text in fields.items() if field not in ("since", "until")}
    problems = Problems()
    _check_texts(texts, problems)
    dates: tuple[PartialDate | None, ...] = ()
    if "since" in fields or "until" in fields:
        start, end = _sides(lookup_in(session), number)
        with problems.at("since"):
            dates = (span(fields.get("since", start), fields.get("until", end)),)
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


def span(since: str | None, until: str | None) -> PartialDate | None:
    """Return the interval from one date until another; None without either.

    Without ``since`` the beginning is unknown, without ``until`` the end is open. Raises DateError, at ``since`` or
    ``until``.
    """
    if not since and not until:
        return None
    start, end = _side("since", since), _side("until", until)
    try:
        return PartialDate.parse(f"{start}/{end or '..'}")
    except DateError as error:
        raise error.at("until") from None


def _side(field: str, text: str | None) -> str:
    if not text:
        return ""
    try:
        date = read_full_date(text)
    except TimelineError as error:
        raise error.at(field) from None
    if date is not None and ("/" in date.date or date.time is not None):
        raise DateError("write one date, without a time of day", field=field)
    return date.date if date is not None else ""


def _sides(lookup: Lookup, number: int) -> tuple[str, str]:
    """Return the beginning and the end of an office's date, as text."""
    date = next((row[0] for row in lookup("SELECT date FROM offices WHERE id = :id", {"id": number})), None) or ""
    start, slash, end = date.partition("/")
    return ("" if start == ".." else start), ("" if end == ".." else end) if slash else start
