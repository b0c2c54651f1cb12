"""Writing sources: the documents that entries are taken from."""

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
    """A source as somebody names it: ``known`` is its number, address or title, the rest describes it.

    ``url`` is its address where ``known`` is not.
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
        """Its address, if it is named by one or has one."""
        return self.known if is_address(self.known) else self.url


def find_or_add_source(session: Session, given: NewSource, notes: Notes) -> int:
    """Return the number of a source, adding it where its address or title is new.

    Raises NotFoundError where a number fits nothing or a title fits several, and RefusedError where the description
    contradicts what is stored.
    """
    known = checked("the source", given.known)
    rows = known_sources(session, known)
    if len(rows) > 1:
        rows = [row for row in rows if not _contradictions(row, given)] or rows
    if len(rows) > 1:
        several = resolve.listed(resolve.Entity("source", row.id, row.uid, row.publisher or known) for row in rows)
        raise NotFoundError(
            f"“{known}” fits more than one source: {several}; give the number", field="sources", code="ambiguous"
        )
    if not rows:
        if is_number(known):
            raise NotFoundError(
                f"there is no source {known}; timeline source list shows all that are known", field="sources"
            )
        number = add_source(session, given)
        notes(f"new source {number}: {known}")
        return number
    complete(rows[0], given, notes)
    return rows[0].id


def complete(row: Source, given: NewSource, notes: Notes) -> None:
    """Let a known source have what it has not yet, which is told. Raises RefusedError where it is something else."""
    differing = _contradictions(row, given)
    if differing:
        raise RefusedError(
            f"source {row.id} is already known, with another {differing}; leave that out, "
            f"or change it: timeline source edit {row.id}"
        )
    for field, value in _description(given).items():
        if value is not None and getattr(row, field) is None:
            setattr(row, field, optional(f"the {field.replace('_', ' ')}", value))
            notes(f"source {row.id} had no {field} yet; now it is: {value}")


def add_new_source(session: Session, given: NewSource) -> int:
    """Add a source and return its number.

    Raises RefusedError where one of that address, or of that title from that publisher, is known.
    """
    known = checked("the source", given.known)
    for row in known_sources(session, known):
        if row.url == known or (row.title == known and row.publisher == given.publisher):
            raise RefusedError(f"the source is there already: {row.id} {known}")
    return add_source(session, given)


def known_sources(session: Session, known: str) -> list[Source]:
    """Return the source of a number, else those with an address or title; a publisher alone is nothing to cite."""
    number = row_number(known)
    row = session.get(Source, number) if number is not None else None
    if row:
        return [row]
    known = known.encode("utf-8", "replace").decode()  # bytes that are not UTF-8 name nothing
    fits = or_(Source.url == known, Source.archive_url == known, Source.title == known)
    return list(session.scalars(select(Source).where(fits).order_by(Source.id)))


def _description(given: NewSource) -> dict[str, str | None]:
    published = given.published.date if given.published else None
    return {
        "title": given.title,
        "publisher": given.publisher,
        "author": given.author,
        "published": published,
        "kind": given.kind,
        "lang": language(given.lang),
        "archive_url": address(given.archive_url),
    }


def _contradictions(row: Source, given: NewSource) -> str:
    """Name the fields of which the source is known to have another value."""
    wanted = _description(given)
    return ", ".join(f for f, value in wanted.items() if value is not None and getattr(row, f) not in (None, value))


def add_source(session: Session, given: NewSource) -> int:
    """Add a source; what looks like a web address becomes its address, anything else its title."""
    known = checked("the source", given.known)
    has_address = is_address(known)
    if not has_address and re.fullmatch(r"[a-z]+://\S*|[\w-]+(?:\.[\w-]+)+/\S*", known, re.IGNORECASE):
        raise RefusedError(
            f"“{known[:80]}” looks like an address; write it with https:// or http:// in front", field="sources"
        )
    refuse_secrets(known)
    source = Source(
        kind=given.kind or "article",
        url=known if has_address else address(given.url),
        title=optional("the title", given.title) or (None if has_address else known),
        publisher=optional("the publisher", given.publisher),
        author=optional("the author", given.author),
        archive_url=address(given.archive_url),
        published=given.published and given.published.date,
        lang=language(given.lang),
        note=optional("the note", given.note),
    )
    session.add(source)
    session.flush()
    return source.id


def find_or_add_outlet(session: Session, text: str, notes: Notes) -> int:
    """Return the source for an outlet that is cited through: a known number, address or title, or the outlet itself."""
    text = checked("the outlet", text, "via")
    if not names.key(text):
        raise RefusedError(f"“{text}” cannot be the name of an outlet: it has no letter or digit", field="via")
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
