"""Change speakers and their offices, topics, places and sources, which entries refer to."""

from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from timeline.dates import PartialDate
from timeline.errors import NotFoundError, RefusedError
from timeline.reading.resolve import Lookup
from timeline.schema.kinds import KINDS
from timeline.schema.tables import MODELS, Office, Place
from timeline.store.limits import address, checked, language, optional, wikidata
from timeline.store.naming import add_names, lookup_in, named, names_of
from timeline.words import names

_CHECKS = {"wikidata": wikidata, "lang": language, "url": address, "archive_url": address}


def edit_entity(
    session: Session,
    kind: str,
    number: int,
    fields: dict[str, Any],
    *,
    aliases: tuple[str, ...] = (),
    no_aliases: tuple[str, ...] = (),
) -> None:
    """Change a speaker, topic, place or source; None clears a field. An earlier name stays as an alias.

    Raises:
        NotFoundError: it has no alias that is to be deleted.
        RefusedError: a value is invalid; the error names the field.

    """
    row: Any = session.get_one(MODELS[KINDS[kind].table], number)
    for field, value in fields.items():
        setattr(row, field, checked_field(kind, field, value))
        if field == "name" and kind == "topic":
            row.key = names.key(row.name)
    if kind == "source" and not (row.title or row.url or row.publisher):
        raise RefusedError(
            "a source needs a title, an address or a publisher; keep one of them", field=_emptied(fields)
        )
    if kind == "place" and "parent_id" in fields:
        _refuse_circle(session, row)
    session.flush()
    if KINDS[kind].has_several_names and (aliases or no_aliases or "name" in fields):
        _edit_names(session, kind, number, row.name, aliases, no_aliases)


def _emptied(fields: dict[str, Any]) -> str:
    """Return the first field that an edit clears, of those of which a source needs one."""
    return next((name for name in ("title", "url", "publisher") if name in fields and not fields[name]), "title")


def checked_field(kind: str, field: str, value: Any) -> Any:
    """Return the new value of a field of an entity, None to clear it. Raises RefusedError, at the field."""
    try:
        if field == "name":
            return named(kind, value or "")
        if field in _CHECKS:
            return _CHECKS[field](value)
        return optional(f"the {field.replace('_', ' ')}", value) if isinstance(value, str) else value
    except RefusedError as error:
        raise error.at(field) from None


def _refuse_circle(session: Session, place: Place) -> None:
    above, visited = place.parent_id, {place.id}
    while above is not None:
        if above in visited:
            raise RefusedError(f"{place.name} cannot lie within itself; choose a place outside it", field="parent")
        visited.add(above)
        above = session.get_one(Place, above).parent_id


def _edit_names(
    session: Session, kind: str, number: int, name: str, aliases: tuple[str, ...], no_aliases: tuple[str, ...]
) -> None:
    table, owner = names_of(kind)
    for alias in no_aliases:
        refuse_missing_alias(lookup_in(session), kind, number, name, name, alias)
        session.execute(delete(table).where(owner == number, table.name == alias))
    add_names(session, kind, number, name, aliases)


def refuse_missing_alias(lookup: Lookup, kind: str, number: int, name: str, new_name: str, alias: str) -> None:
    """Raise TimelineError if a text is not an alias of an entity, but unknown or its main name.

    ``name`` is the stored name, for the message; ``new_name`` is the main name after the edit.
    """
    if alias == new_name:
        raise RefusedError(f"“{new_name}” is the main name; choose another main name first", field="no_aliases")
    of = KINDS[kind]
    rows = lookup(f"SELECT 1 FROM {of.names} WHERE {of.owner} = :id AND name = :name", {"id": number, "name": alias})
    if not of.has_several_names or not list(rows):
        raise NotFoundError(f"{name} has no alias “{alias}”", field="no_aliases")


def add_office(session: Session, speaker: int, title: str, *, date: PartialDate | None, **fields: str | None) -> int:
    """Add an office that a speaker held at a date, mostly a span, and return its number."""
    texts = {field: optional(f"the {field}", value, field) for field, value in fields.items()}
    office = Office(speaker_id=speaker, title=checked("the title", title, "title"), **texts)
    _date_office(office, date)
    session.add(office)
    session.flush()
    return office.id


def edit_office(
    session: Session, number: int, fields: dict[str, str | None], dates: tuple[PartialDate | None, ...]
) -> None:
    """Change an office; empty ``dates`` keep its date. Raises NotFoundError if it does not exist."""
    office = session.get(Office, number)
    if office is None:
        raise no_office(number)
    for field, value in fields.items():
        is_title = field == "title"
        text = checked("the title", value or "", field) if is_title else optional(f"the {field}", value, field)
        setattr(office, field, text)
    for date in dates:
        _date_office(office, date)
    session.flush()


def no_office(number: int) -> NotFoundError:
    """Return the error for a number that no office has."""
    return NotFoundError(f"there is no office {number}", advice="; timeline office list shows them")


def _date_office(office: Office, date: PartialDate | None) -> None:
    if date is not None and date.time is not None:
        raise RefusedError("an office is dated by the day; leave out the time")
    office.date = getattr(date, "date", None)
    office.date_earliest, office.date_latest = getattr(date, "earliest", None), getattr(date, "latest", None)
