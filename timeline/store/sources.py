"""Store sources: the documents that entries are taken from."""

import re
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from timeline.dates import PartialDate
from timeline.errors import NotFoundError, RefusedError, TimelineError
from timeline.reading import resolve
from timeline.schema.tables import Source
from timeline.store.limits import address, checked, is_address, language, optional, refuse_secrets
from timeline.store.remarks import Notes
from timeline.words import names
from timeline.words.numbers import is_number, row_number


@dataclass(frozen=True, kw_only=True)
class NewSource:
    """A source to add or match: ``known`` is its number, address or title, the other fields describe it.

    ``url`` is its address if ``known`` is something else.
    """

    known: str
    url: str | None = None
    kind: str | None = None
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    archive_url: str | None = None
    published: PartialDate | None = None
    lang: str | None = None
    note: str | None = None

    @property
    def address(self) -> str | None:
        """The address in ``known`` or ``url``, if there is one."""
        return self.known if is_address(self.known) else self.url


def find_or_add_source(session: Session, new_source: NewSource, notes: Notes) -> int:
    """Return the number of a source, adding it if its address or title is new.

    Raises NotFoundError if a number fits no source or a title fits several, and RefusedError if the description
    contradicts what is stored.
    """
    known = checked("the source", new_source.known)
    rows = known_sources(session, known)
    if len(rows) > 1:
        rows = [row for row in rows if not _contradictions(row, new_source)] or rows
    if len(rows) > 1:
        several = resolve.listed(resolve.Entity("source", row.id, row.uid, row.publisher or known) for row in rows)
        raise NotFoundError(
            f"“{known}” fits more than one source: {several}; give the number", field="sources", code="ambiguous"
        )
    if not rows:
        if is_number(known):
            raise NotFoundError(f"there is no source {known}; timeline source list shows them", field="sources")
        number = add_source(session, new_source)
        notes(f"new source {number}: {known}")
        return number
    complete(rows[0], new_source, notes)
    return rows[0].id


def complete(row: Source, new_source: NewSource, notes: Notes) -> None:
    """Fill the empty fields of a known source, and note each. Raises RefusedError if a field has another value."""
    differing = _contradictions(row, new_source)
    if differing:
        raise RefusedError(
            f"source {row.id} has a different {differing}; leave yours out, "
            f"or change the stored one: timeline source edit {row.id}"
        )
    for field, value in _description(new_source).items():
        if value is not None and getattr(row, field) is None:
            setattr(row, field, optional(f"the {field.replace('_', ' ')}", value))
            notes(f"source {row.id}: {field} set to {value}")


def add_new_source(session: Session, new_source: NewSource) -> int:
    """Add a source and return its number.

    Raises RefusedError if a source already has that address, or that title and publisher.
    """
    known = checked("the source", new_source.known)
    for row in known_sources(session, known):
        if row.url == known or (row.title == known and row.publisher == new_source.publisher):
            raise RefusedError(f"the source already exists: {row.id} {known}")
    return add_source(session, new_source)


def known_sources(session: Session, known: str) -> list[Source]:
    """Return the source with a number, else those with an address or title. A publisher alone cannot be cited."""
    number = row_number(known)
    row = session.get(Source, number) if number is not None else None
    if row:
        return [row]
    known = known.encode("utf-8", "replace").decode()  # bytes that are not UTF-8 name nothing
    fits = or_(Source.url == known, Source.archive_url == known, Source.title == known)
    return list(session.scalars(select(Source).where(fits).order_by(Source.id)))


def _description(new_source: NewSource) -> dict[str, str | None]:
    published = new_source.published.date if new_source.published else None
    return {
        "title": new_source.title,
        "publisher": new_source.publisher,
        "author": new_source.author,
        "published": published,
        "kind": new_source.kind,
        "lang": language(new_source.lang),
        "archive_url": address(new_source.archive_url),
    }


def _contradictions(row: Source, new_source: NewSource) -> str:
    """Return the names of the fields in which the source has another value."""
    description = _description(new_source)
    differing = [f for f, value in description.items() if value is not None and getattr(row, f) not in (None, value)]
    return " and ".join(
        "day of publication" if field == "published" else field.replace("_", " ") for field in differing
    )


def add_source(session: Session, new_source: NewSource) -> int:
    """Add a source. A web address becomes its address, any other text its title."""
    known = checked("the source", new_source.known)
    has_address = is_address(known)
    if not has_address and re.fullmatch(r"[a-z]+://\S*|[\w-]+(?:\.[\w-]+)+/\S*", known, re.IGNORECASE):
        raise RefusedError(
            f"“{known[:80]}” looks like an address; write it with https:// or http:// in front", field="sources"
        )
    refuse_secrets(known)
    source = Source(
        kind=new_source.kind or "article",
        url=known if has_address else address(new_source.url),
        title=optional("the title", new_source.title) or (None if has_address else known),
        publisher=optional("the publisher", new_source.publisher),
        author=optional("the author", new_source.author),
        archive_url=address(new_source.archive_url),
        published=new_source.published and new_source.published.date,
        lang=language(new_source.lang),
        note=optional("the note", new_source.note),
    )
    session.add(source)
    session.flush()
    return source.id


def find_or_add_outlet(session: Session, text: str, notes: Notes) -> int:
    """Return the source of an outlet cited through: a known number, address or title, or a source for the outlet."""
    text = checked("the outlet", text, "via")
    if not names.key(text):
        raise RefusedError(f"“{text}” cannot be the name of an outlet; use at least one letter or digit", field="via")
    if is_number(text) or is_address(text):
        try:
            return find_or_add_source(session, NewSource(known=text), notes)
        except TimelineError as error:
            error.field = "via"
            raise
    bare = select(Source).where(Source.title.is_(None), Source.url.is_(None)).order_by(Source.id)
    for outlet in session.scalars(bare):
        if names.key(outlet.publisher or "") == names.key(text):
            return outlet.id
    titled = session.scalar(select(Source.id).where(Source.title == text).order_by(Source.id))
    if titled is not None:
        return titled
    outlet = Source(kind="other", publisher=text)
    session.add(outlet)
    session.flush()
    notes(f"new source {outlet.id}: {text}")
    return outlet.id
