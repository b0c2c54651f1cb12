"""Store sources: the documents that entries are taken from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from timeline.dates import PartialDate
from timeline.errors import RefusedError, TimelineError
from timeline.reading import resolve
from timeline.reading.resolve import Lookup
from timeline.schema.tables import Source
from timeline.store.limits import address, checked, is_address, language, optional
from timeline.store.naming import lookup_in
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

    Raises like :func:`match_source` and :func:`refuse_contradictions`.
    """
    number = match_source(lookup_in(session), new_source)
    if number is None:
        number = add_source(session, new_source)
        notes(f"new source {number}: {new_source.known.strip()}")
    else:
        complete(session, session.get_one(Source, number), new_source, notes)
    return number


def match_source(lookup: Lookup, new_source: NewSource) -> int | None:
    """Return the number of the known source that a new one would be; None if its address or title is new.

    Raises NotFoundError if a number fits no source or a title fits several, and RefusedError if the text cannot be an
    address or a title.
    """
    known = checked("the source", new_source.known, "sources")
    fitting = resolve.sources(lookup, known, by_publisher=False)
    if not fitting:
        if is_number(known):
            raise resolve.no_source(lookup, known).at("sources")
        try:
            refuse_wrong_address(known)
        except RefusedError as error:
            raise error.at("sources") from None
        return None
    rows = {one.id: _row(lookup, one.id) for one in fitting}
    if len(fitting) > 1:
        fitting = [one for one in fitting if not _contradictions(rows[one.id], new_source)] or fitting
    if len(fitting) > 1:
        named = [one._replace(name=rows[one.id]["publisher"] or known) for one in fitting]
        raise resolve.several_sources(known, named).at("sources")
    return fitting[0].id


def refuse_wrong_address(known: str) -> None:
    """Raise RefusedError if a text that names a new source is an address that cannot be stored."""
    if is_address(known):
        address(known)
    elif re.match(r"[a-z][a-z0-9+.-]*://", known, re.IGNORECASE):
        raise RefusedError(
            f"“{known[:80]}” is neither http nor https; write an address that begins with https:// or http://, "
            "or a title",
            advice="; timeline source add keeps a file",
        )
    elif re.fullmatch(r"[\w-]+(?:\.[\w-]+)+/\S*", known):
        raise RefusedError(f"“{known[:80]}” looks like an address; write it with https:// or http:// in front")


def _row(lookup: Lookup, number: int) -> dict[str, Any]:
    """Return the description of a stored source."""
    columns = ("id", *_DESCRIPTION)
    row = next(iter(lookup(f"SELECT {', '.join(columns)} FROM sources WHERE id = :id", {"id": number})))
    return dict(zip(columns, row, strict=True))


def complete(session: Session, row: Source, new_source: NewSource, notes: Notes) -> None:
    """Fill the empty fields of a known source, and note each. Raises RefusedError if a field has another value.

    A note does not identify a source, so another one is left as it is, and a remark says so.
    """
    refuse_contradictions(lookup_in(session), row.id, new_source)
    for field, value in _description(new_source).items():
        if value is not None and getattr(row, field) is None:
            if field == "archive_url":
                refuse_known_address(lookup_in(session), field, value, but=row.id)
            setattr(row, field, optional(f"the {field.replace('_', ' ')}", value, field))
            notes(f"source {row.id}: {field} set to {value}")
    if (note := optional("the note", new_source.note, "note")) not in (None, row.note):
        if row.note is None:
            row.note = note
            notes(f"source {row.id}: note set to {note}")
        else:
            notes(f"source {row.id} has another note; yours was not stored")


def refuse_known_address(lookup: Lookup, field: str, url: str | None, *, but: int = 0) -> None:
    """Raise RefusedError, at a field, if a source other than ``but`` has an address, or an archived copy there.

    An address identifies one source: with two, nothing could be cited by it.
    """
    known = [] if url is None else resolve.sources(lookup, url, by_publisher=False)
    for one in known:
        row = _row(lookup, one.id)
        if one.id != but and url in (row["url"], row["archive_url"]):
            raise _exists(one.id, str(url)).at(field)


def _exists(number: int, known: str) -> RefusedError:
    return RefusedError(f"the source already exists: {number} {known}")


def refuse_known_source(lookup: Lookup, new_source: NewSource) -> None:
    """Raise RefusedError if a source already has the address of a new one, or its title and publisher."""
    known = checked("the source", new_source.known)
    refuse_known_address(lookup, "what", known)
    for one in resolve.sources(lookup, known, by_publisher=False):
        row = _row(lookup, one.id)
        if row["title"] == known and row["publisher"] == new_source.publisher:
            raise _exists(one.id, known).at("what")


def known_sources(session: Session, known: str) -> list[Source]:
    """Return the source with a number, else those with an address or title. A publisher alone cannot be cited."""
    number = row_number(known)
    row = session.get(Source, number) if number is not None else None
    if row:
        return [row]
    known = known.encode("utf-8", "replace").decode()  # bytes that are not UTF-8 name nothing
    fits = or_(Source.url == known, Source.archive_url == known, Source.title == known)
    return list(session.scalars(select(Source).where(fits).order_by(Source.id)))


#: the columns that describe a source
_DESCRIPTION = ("title", "publisher", "author", "published", "kind", "lang", "url", "archive_url")


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


def _contradictions(row: Mapping[str, Any], new_source: NewSource) -> list[str]:
    """Return the fields in which the source has another value."""
    description = _description(new_source)
    return [field for field, value in description.items() if value is not None and row[field] not in (None, value)]


def refuse_contradictions(lookup: Lookup, number: int, new_source: NewSource) -> None:
    """Raise RefusedError, at the first of them, if a source has another value in a described field."""
    row = _row(lookup, number)
    differing = _contradictions(row, new_source)
    if differing:
        names = ("day of publication" if field == "published" else field.replace("_", " ") for field in differing)
        raise RefusedError(
            f"source {row['id']} has a different {' and '.join(names)}; leave yours out, or change the stored one",
            field=differing[0],
            advice=f": timeline source edit {row['id']}",
        )


def add_source(session: Session, new_source: NewSource) -> int:
    """Add a source. A web address becomes its address, any other text its title."""
    known = checked("the source", new_source.known)
    has_address = is_address(known)
    refuse_wrong_address(known)
    refuse_known_address(lookup_in(session), "archive_url", new_source.archive_url)
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
    """Return the source of an outlet cited through: a known number, address or title, or a source for the outlet.

    Raises like :func:`checked_outlet`.
    """
    text = checked_outlet(lookup_in(session), text)
    if is_number(text) or is_address(text):
        return find_or_add_source(session, NewSource(known=text), notes)
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


def checked_outlet(lookup: Lookup, text: str) -> str:
    """Return the name, number or address of an outlet without its outer white space.

    Raises TimelineError, at ``via``, if it cannot be an outlet, or if a number or an address does not fit one source.
    """
    text = checked("the outlet", text, "via")
    if not names.key(text):
        raise RefusedError(f"“{text}” cannot be the name of an outlet; use at least one letter or digit", field="via")
    if is_number(text) or is_address(text):
        try:
            match_source(lookup, NewSource(known=text))
        except TimelineError as error:
            error.field = "via"
            raise
    return text
