"""Retrieve a page or read a file, store it as a source with a snapshot, and read stored sources.

Call :func:`retrieve`, which uses the network and the disk, before opening a changeset, and :func:`add` within it.
"""

import os
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from timeline.database import opening
from timeline.desk import reference
from timeline.desk.names import one_entity
from timeline.desk.problems import Problems
from timeline.desk.values import Outcome, outcome
from timeline.errors import DateError, NotFoundError, RefusedError, TimelineError
from timeline.evidence import charset, fetch, retrieval, stored
from timeline.evidence.arrival import Arrival
from timeline.evidence.retrieval import Retrieved
from timeline.evidence.stored import Stored
from timeline.reading import filters, resolve
from timeline.schema.vocabulary import SOURCE_KINDS
from timeline.store.limits import address, checked, is_address, language, optional
from timeline.store.remarks import Notes

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from timeline.dates import PartialDate
    from timeline.store.sources import NewSource

#: receives a remark while a page is fetched
Tell = Callable[[str], None]
#: endings of file names, which titles do not have
_FILES = (
    ".html", ".htm", ".xhtml", ".mhtml", ".txt", ".text", ".log", ".md", ".markdown", ".pdf", ".docx", ".odt", ".rtf",
    ".epub", ".csv", ".json", ".xml",
)  # fmt: skip
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:/|(?:javascript|data|about|mailto|blob):", re.IGNORECASE)
_HOST = re.compile(r"(?:localhost|[\w-]+(?:\.[\w-]+)+)(?::\d+)?/|(?:localhost|[\d.]+):\d+")


@dataclass(frozen=True, kw_only=True)
class SourceInput:
    """A source as typed: ``what`` is an address, a file, or the title of a source that is only described.

    ``url`` is the address of a saved file, ``retrieved`` the time when it was saved, ``to`` the known source that gets
    another snapshot. With ``no_fetch`` an address is not fetched; with ``allow_private`` it may lead into a private
    network. ``content`` has the bytes of a file that has arrived already; ``what`` is then only its name.
    """

    what: str
    content: bytes | None = None
    url: str | None = None
    to: str | None = None
    no_fetch: bool = False
    allow_private: bool = False
    charset: str | None = None
    retrieved: str | None = None
    published: str | None = None
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    kind: str | None = None
    lang: str | None = None
    archive_url: str | None = None
    note: str | None = None

    @property
    def address(self) -> str | None:
        """The address of a page; None for a file or a title."""
        return self.what.strip() if self.content is None and is_address(self.what) else None

    @property
    def is_file(self) -> bool:
        """Whether a file of that name exists, or has arrived already."""
        return self.content is not None or (self.address is None and os.path.lexists(self.what))

    @property
    def name(self) -> str:
        """The name of the source in messages."""
        return self.address or self.what


def check(typed: SourceInput, now: str | None = None, file: opening.File | None = None) -> None:
    """Refuse contradictions, and values that cannot be stored, before retrieving. Raises TimelineError.

    ``now`` is this moment in UTC, if the source is to be retrieved, and ``file`` the database that gets it.
    """
    problems = Problems()
    _note_contradictions(typed, problems)
    with problems.at("published"):
        published(typed)
    with problems.at("what"):
        _refuse_wrong_name(typed)
    if now is not None:
        with problems.at("retrieved"):
            _saved_at(typed, now)
    for field in ("url", "archive_url"):
        with problems.at(field):
            address(getattr(typed, field))
    for field in ("to", "title", "publisher", "author", "note"):
        with problems.at(field):
            optional(f"the {field}", getattr(typed, field))
    with problems.at("to"):
        if typed.to is not None and file is not None and not problems.has("to"):
            _refuse_unknown(typed.to, file)
    with problems.at("charset"):
        charset.refuse_unknown(typed.charset)
    with problems.at("lang"):
        language(typed.lang)
    with problems.at("kind"):
        if typed.kind not in (None, *SOURCE_KINDS):
            raise RefusedError(f"“{typed.kind}” is not one of {', '.join(SOURCE_KINDS)}")
    problems.refuse()


def _refuse_unknown(known: str, file: opening.File) -> None:
    """Raise NotFoundError if a file has no such source; a file that cannot be read is refused later."""
    if opening.path_status(file) is opening.Status.CURRENT:
        with opening.read_connection(file) as connection:
            if not resolve.sources(connection.execute, known, by_publisher=False):
                raise resolve.no_source(connection.execute, known)


def _note_contradictions(typed: SourceInput, problems: Problems) -> None:
    """Note fields that do not fit the source, each problem at its field."""
    is_page = typed.address is not None
    is_kept = typed.is_file or (is_page and not typed.no_fetch)
    for field in ("url", "charset", "to", "retrieved"):
        if getattr(typed, field) is None:
            continue
        if is_page and field in ("url", "retrieved"):
            problems.add_incomplete(field, "this is for a saved file, not for an address; leave it out")
        elif not is_kept:
            problems.add_incomplete(field, "this needs a file, or an address to fetch; name one, or leave this out")
    if typed.url is not None and typed.to is not None:
        problems.add_incomplete("to", "the address of the file already identifies its source; leave one of them out")
    if typed.no_fetch and not is_page:
        problems.add_incomplete("no_fetch", "this is for an address, not for a file or a title; leave it out")


def published(typed: SourceInput) -> "PartialDate | None":
    """Return the typed day of publication of a source; None if it is missing or unknown.

    Raises DateError at its field.
    """
    try:
        return None if typed.published is None else reference.read_day(typed.published)
    except TimelineError as error:
        raise error.at("published") from None


def read_moment(text: str, now: str) -> str:
    """Read a moment in the past, a day or a day with a time, and return it in UTC; ``now`` is this moment in UTC.

    Raises DateError for any other text, and for a moment in the future.
    """
    date = reference.read_day(text)
    if date is None or date.earliest != date.latest:
        raise DateError(f"“{text}” is not one day; write 2025-02-27, or 2025-02-27T14:30")
    at = date.earliest if date.time is None else f"{filters.end(date)[:17]}00.000Z"
    if at > f"{now[:16]}~":
        raise DateError(f"{text} is in the future; write a past day, such as {now[:10]}")
    return at


def retrieve(
    typed: SourceInput,
    now: str,
    tell: Tell,
    file: opening.File | None = None,
    heard: Callable[[], object] | None = None,
) -> Retrieved | None:
    """Fetch the page or read the file, and extract its text; return None for a source that is only described.

    ``now`` is this moment in UTC, ``file`` the database that gets the source; every redirect goes to ``tell``.
    ``heard`` is called again and again while a page is fetched; what it raises ends that.

    Raises:
        IncompleteError: a field does not fit the source.
        NotFoundError: there is no such file.
        RefusedError: there is no text, the page cannot be fetched, or a field cannot be stored.

    """
    check(typed, now, file)
    if typed.is_file:
        try:
            return _read_file(typed, _saved_at(typed, now))
        except TimelineError as error:
            raise error.at("what") from None
    return None if typed.address is None or typed.no_fetch else _fetch(typed, typed.address, now, tell, heard)


def _saved_at(typed: SourceInput, now: str) -> str:
    return now if typed.retrieved is None else read_moment(typed.retrieved, now)


def _read_file(typed: SourceInput, at: str) -> Retrieved:
    if typed.content is not None:
        content, media_type = typed.content, retrieval.media_type_of(typed.what)
    else:
        content, media_type = retrieval.read_file(typed.what)
    return retrieval.retrieved(
        content, typed.what, media_type=media_type, charset=typed.charset, at=at, arrival=Arrival("file")
    )


def _fetch(typed: SourceInput, url: str, at: str, tell: Tell, heard: Callable[[], object] | None) -> Retrieved:
    page = fetch.fetch(url, tell, allow_private=typed.allow_private, heard=heard)
    return retrieval.retrieved(
        page.content,
        url,
        media_type=page.media_type,
        declared=page.charset,
        charset=typed.charset,
        at=at,
        arrival=page.arrival,
    )


def _refuse_wrong_name(typed: SourceInput) -> None:
    """Refuse an address that cannot be one, and a title that looks like a file or an address.

    Raises NotFoundError or RefusedError.
    """
    what = typed.what
    if typed.is_file:
        return
    if typed.address is not None:
        address(typed.address)
        return
    checked("the address, file or title", what)
    if _SCHEME.match(what):
        is_of_file = what.lower().startswith("file:")
        hint = "write only the path of the file" if is_of_file else "save the page and add the file instead"
        raise RefusedError(f"{what[:200]} is neither http nor https; {hint}")
    if _HOST.match(what):
        raise RefusedError(f"“{what[:200]}” looks like an address; write it with https:// or http:// in front")
    if what == "-" or what.lower().endswith(_FILES) or re.match(r"\.{0,2}/|~", what):
        raise NotFoundError(f"there is no file {what[:200]}; check its name")


def known_as(typed: SourceInput, url: str | None = None) -> str:
    """Return the address of a page or file, else the name of the file.

    ``url`` is the address that the text itself gives; it counts if the person names none.
    """
    return typed.address or typed.url or url or os.fsencode(os.path.basename(typed.what)).decode("utf-8", "replace")


def new_source(typed: SourceInput, known: str) -> "NewSource":
    """Return the source to store, known by its address or title. Raises DateError at its field."""
    from timeline.store.sources import NewSource

    return NewSource(
        known=known,
        published=published(typed),
        title=typed.title,
        publisher=typed.publisher,
        author=typed.author,
        kind=typed.kind,
        lang=typed.lang,
        archive_url=typed.archive_url,
        note=typed.note,
    )


def add(session: "Session", typed: SourceInput, retrieved: Retrieved | None) -> Outcome[int]:
    """Add a source, or a further snapshot of a known one, and return its number.

    ``retrieved`` is the result of :func:`retrieve`; without it, only the description is stored.

    Raises:
        NotFoundError: the source to add to does not exist, or more than one fits.
        RefusedError: the description contradicts stored data, or the source already exists.

    """
    from timeline.store.naming import lookup_in
    from timeline.store.snapshots import add_retrieved
    from timeline.store.sources import add_source, refuse_known_address, refuse_known_source

    notes = Notes()
    if retrieved is not None:
        number = add_retrieved(session, new_source(typed, known_as(typed)), retrieved, notes, to=typed.to)
        return outcome(session, number, notes)
    check(typed)
    new, lookup, problems = new_source(typed, typed.name), lookup_in(session), Problems()
    with problems.at("what"):
        refuse_known_source(lookup, new)
    with problems.at("archive_url"):
        refuse_known_address(lookup, "archive_url", new.archive_url)
    problems.refuse()
    number = add_source(session, new)
    notes(f"new source {number}: {typed.name}; its text is not stored")
    return outcome(session, number, notes)


def read(connection: sqlite3.Connection, typed: str, snapshot: int | None = None) -> Stored:
    """Return a stored source, by number, address or title, with one of its snapshots or the latest.

    Raises NotFoundError if there is no such source or snapshot.
    """
    return stored.source(connection, one_entity(connection.execute, "source", typed).id, snapshot)


def content(source: Stored) -> bytes:
    """Return the bytes of a snapshot as they were retrieved. Raises NotFoundError if there are none."""
    if source.content is None:
        raise NotFoundError(
            source.flaw or f"source {source.source['id']} has no stored bytes",
            advice="" if source.flaw else "; timeline source add keeps a snapshot",
        )
    return source.content
