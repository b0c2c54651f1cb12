"""Keeping what was retrieved of a source, and letting its citations stand in it."""

from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from timeline.dates import PartialDate
from timeline.errors import NotFoundError, RefusedError
from timeline.evidence import passages
from timeline.evidence.difference import differences
from timeline.evidence.integrity import flaw
from timeline.evidence.retrieval import Retrieved, extracted_anew, packed
from timeline.reading import resolve
from timeline.schema.tables import Citation, Snapshot, Source
from timeline.store.citations import Anchor, set_quote
from timeline.store.naming import driver
from timeline.store.remarks import Notes
from timeline.store.sources import NewSource, add_source, complete, known_sources

#: how many changes of a page are told, and how long each may be
_TOLD, _LONGEST = 8, 300


def add_retrieved(session: Session, given: NewSource, got: Retrieved, notes: Notes, *, to: str | None = None) -> int:
    """Keep what was retrieved as a snapshot and return the number of its source, which is added where it is new.

    ``to`` names a known source; else it is that of the address, else one of which the same bytes were retrieved before.
    A snapshot is added only if the text is another than that of the one before it (or else after it), by the same
    extractor; the difference goes to ``notes``. What ``given`` leaves open the page itself may say.

    Raises:
        NotFoundError: ``to`` fits none, or the address more than one source.
        RefusedError: the description contradicts what is stored.

    """
    source = _source(session, given, got, to)
    if source is None:
        source = session.get_one(Source, add_source(session, _described(given, got, notes)))
        notes(f"new source {source.id}: {source.title or source.url}")
    else:
        complete(source, given, notes)
        complete(source, NewSource(known=given.known, **_said(source, got)), notes)
    source.accessed_at = max(source.accessed_at or "", got.at)
    other = _beside(session, source.id, got.at)
    if other is None or _changed(session, source, other, got, notes):
        added = _add(session, source.id, got)
        notes(f"snapshot {added.id}: {len(got.text):,} characters, beginning “{_beginning(got.text)}”")
        _lay_citations(session, source.id, added, notes)
    session.flush()
    return source.id


def _source(session: Session, given: NewSource, got: Retrieved, to: str | None) -> Source | None:
    if to is not None:
        rows = known_sources(session, to)
        if not rows:
            raise NotFoundError(f"“{to}” fits no source; timeline source list shows all that are known", field="to")
        return _one(rows, to)
    url = given.address
    if url is not None:
        rows = known_sources(session, url)
        return _one(rows, url) if rows else None
    same = select(Snapshot.source_id).where(Snapshot.content_sha256 == got.content_sha256)
    rows = list(session.scalars(select(Source).where(Source.id.in_(same)).order_by(Source.id)))
    rows = [row for row in rows if given.title in (None, row.title)]
    if rows:
        return _one(rows, given.known)
    title, publisher = given.title or got.described.title or given.known, given.publisher or got.described.publisher
    published = given.published.date if given.published else got.described.published
    for row in known_sources(session, title):
        another_day = published and row.published and published != row.published  # readouts bear the same title often
        if row.title == title and row.publisher == publisher and not another_day:
            raise RefusedError(
                f"source {row.id} has that title already; name it here to add a snapshot to it, or give another title",
                field="to",
            )
    return None


def _one(rows: list[Source], typed: str) -> Source:
    if len(rows) > 1:
        fitting = [resolve.Entity("source", row.id, row.uid, row.title or row.publisher or typed) for row in rows]
        raise NotFoundError(
            f"“{typed}” fits more than one source: {resolve.listed(fitting)}; "
            "name one of them here, or make one of them: timeline source merge",
            field="to",
            code="ambiguous",
            choices=fitting,
        )
    return rows[0]


def _described(given: NewSource, got: Retrieved, notes: Notes) -> NewSource:
    """Complete a description by what the page says of itself, which is told."""
    said = _said(given, got)
    if said:
        notes("it says of itself: " + ", ".join(f"{field} {_worded(value)}" for field, value in said.items()))
    return replace(given, **said)


def _said(known: NewSource | Source, got: Retrieved) -> dict[str, Any]:
    """Return what the page says of itself and is not known otherwise."""
    page = got.described
    said: dict[str, Any] = {"title": page.title, "author": page.author, "publisher": page.publisher, "lang": page.lang}
    said["published"] = page.published and PartialDate.parse(page.published)
    return {field: value for field, value in said.items() if value and getattr(known, field) is None}


def _worded(value: str | PartialDate) -> str:
    return f"“{value}”" if isinstance(value, str) else value.human()


def _beside(session: Session, source: int, at: str) -> Snapshot | None:
    """Return the last snapshot that was retrieved by some moment, else the first one after it."""
    of = select(Snapshot).where(Snapshot.source_id == source)
    before = of.where(Snapshot.retrieved_at <= at).order_by(Snapshot.retrieved_at.desc(), Snapshot.id.desc())
    return session.scalar(before.limit(1)) or session.scalar(of.order_by(Snapshot.retrieved_at, Snapshot.id).limit(1))


def _changed(session: Session, source: Source, other: Snapshot, got: Retrieved, notes: Notes) -> bool:
    """Tell whether the text is another than that of another snapshot, by the same extractor, and tell how."""
    if wrong := flaw(driver(session), other.id):
        notes(f"{wrong}; the text is not compared with it")
        return True
    day = other.retrieved_at[:10]
    if other.content_sha256 != got.content_sha256:
        there = other.text
        if other.extractor != got.extractor:
            anew = extracted_anew(other.content, other.media_type)
            there = anew[0] if anew else there
        if there != got.text:
            later = other.retrieved_at > got.at
            notes(f"the text of source {source.id} {'has become another by' if later else 'has changed since'} {day}:")
            told = list(islice(differences(*((got.text, there) if later else (there, got.text))), _TOLD + 1))
            for line in told[:_TOLD]:
                notes(line if len(line) <= _LONGEST else line[:_LONGEST] + "…")
            if len(told) > _TOLD:
                notes("… and more")
            if not told:
                notes("white space only")
            return True
    notes(f"the text of source {source.id} is as it was on {day}, snapshot {other.id}")
    return False


def _add(session: Session, source: int, got: Retrieved) -> Snapshot:
    snapshot = Snapshot(
        source_id=source,
        retrieved_at=got.at,
        media_type=got.media_type,
        content=packed(got.content),
        content_sha256=got.content_sha256,
        text=got.text,
        text_sha256=got.text_sha256,
        extractor=got.extractor,
    )
    session.add(snapshot)
    session.flush()
    return snapshot


def _beginning(text: str) -> str:
    start = " ".join(text[:200].split())
    return start if len(start) <= 60 else start[:60].rpartition(" ")[0] + " …"


def _lay_citations(session: Session, source: int, snapshot: Snapshot, notes: Notes) -> None:
    """Give citations that had nothing to stand in their place, and tell which of the others stand here no more."""
    laid, gone = 0, []
    for citation in session.scalars(
        select(Citation).where(Citation.source_id == source, Citation.exact.is_not(None)).order_by(Citation.id)
    ):
        exact = citation.exact or ""
        found = passages.find(snapshot.text, exact, citation.prefix, citation.suffix)
        if citation.snapshot_id is None and len(found) == 1:
            quote = passages.quote(snapshot.text, found[0])
            set_quote(citation, exact, Anchor(snapshot=snapshot.id, text=snapshot.text, passage=found[0], quote=quote))
            laid += 1
        elif not (found or passages.contains(snapshot.text, exact)):
            gone.append(citation.entry_id)
    if laid:
        notes(f"{laid} earlier citation{' of it now has its' if laid == 1 else 's of it now have their'} place in it")
    if gone:
        numbers = ", ".join(map(str, dict.fromkeys(gone)))
        notes(f"words that entries cite are not in this snapshot ({numbers}); see: timeline lint --only rewritten")
