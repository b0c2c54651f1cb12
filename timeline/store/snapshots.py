"""Store a retrieved source as a snapshot, and find the words of its citations in it."""

import json
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from timeline.dates import PartialDate
from timeline.errors import NotFoundError, RefusedError
from timeline.evidence import passages
from timeline.evidence.arrival import Arrival
from timeline.evidence.difference import differences
from timeline.evidence.integrity import flaw
from timeline.evidence.retrieval import Retrieved, packed, text_as
from timeline.reading import resolve
from timeline.schema.tables import Citation, Snapshot, Source
from timeline.store.citations import Anchor, set_quote
from timeline.store.naming import driver, lookup_in
from timeline.store.remarks import Notes
from timeline.store.sources import NewSource, add_source, complete, known_sources

#: how many changes of a page are noted, and how long each note may be
_MOST_CHANGES, _CHANGE_CHARACTERS = 8, 300
_BEGINNING_CHARACTERS = 60
#: a moment after every other one
_END_OF_TIME = "9999-12-31T23:59:59.999Z"


def add_retrieved(
    session: Session,
    new_source: NewSource,
    retrieved: Retrieved,
    notes: Notes,
    *,
    to: str | None = None,
    titles_repeat: bool = False,
) -> int:
    """Store a retrieved page or file as a snapshot and return the number of its source, adding the source if it is new.

    ``to`` names a known source; without it, the source is the one with the address, else one with the same bytes. A
    snapshot is added only if its text differs from that of the snapshot before it (or else after it), by the same
    extractor, and the text of a page also from that of the latest one, which somebody may have stored while it was
    fetched; the differences go to ``notes``. The page's own description fills fields that ``new_source`` leaves open.

    Raises:
        NotFoundError: ``to`` fits no source, or more than one source has the address.
        RefusedError: the description contradicts what is stored, or a source has the title of a file; in a corpus
            ``titles_repeat``.

    """
    source = _source(session, new_source, retrieved, to, titles_repeat=titles_repeat)
    if source is None:
        source = session.get_one(Source, add_source(session, _described(new_source, retrieved, notes)))
        notes(f"new source {source.id}: {source.title or source.url}")
    else:
        complete(session, source, new_source, notes)
        complete(session, source, NewSource(known=new_source.known, **_own_description(source, retrieved)), notes)
    source.accessed_at = max(source.accessed_at or "", retrieved.at)
    if _is_new(session, source, retrieved, notes):
        added = _add(session, source.id, retrieved)
        notes(f"snapshot {added.id}: {len(retrieved.text):,} characters, beginning “{_beginning(retrieved.text)}”")
        _place_citations(session, source.id, added, notes)
    session.flush()
    return source.id


def _source(
    session: Session, new_source: NewSource, retrieved: Retrieved, to: str | None, *, titles_repeat: bool
) -> Source | None:
    if to is not None:
        rows = known_sources(session, to)
        if not rows:
            raise resolve.no_source(lookup_in(session), to).at("to")
        return _one(rows, to)
    url = new_source.address
    if url is not None:
        rows = known_sources(session, url)
        return _one(rows, url) if rows else None
    same = select(Snapshot.source_id).where(Snapshot.content_sha256 == retrieved.content_sha256)
    rows = list(session.scalars(select(Source).where(Source.id.in_(same)).order_by(Source.id)))
    rows = [row for row in rows if new_source.title in (None, row.title)]
    if rows:
        return _one(rows, new_source.known)
    if titles_repeat:
        return None
    title, publisher = (
        new_source.title or retrieved.described.title or new_source.known,
        new_source.publisher or retrieved.described.publisher,
    )
    published = new_source.published.date if new_source.published else retrieved.described.published
    for row in known_sources(session, title):
        another_day = published and row.published and published != row.published  # readouts often have the same title
        if row.title == title and row.publisher == publisher and not another_day:
            raise RefusedError(
                f"source {row.id} already has this title; name it here to add a snapshot to it, or change the title",
                field="to",
            )
    return None


def _one(rows: list[Source], typed: str) -> Source:
    if len(rows) > 1:
        fitting = [resolve.Entity("source", row.id, row.uid, row.title or row.publisher or typed) for row in rows]
        raise NotFoundError(
            f"“{typed}” fits more than one source: {resolve.listed(fitting)}; name one of them here, or merge them",
            field="to",
            code="ambiguous",
            choices=fitting,
            advice=": timeline source merge",
        )
    return rows[0]


def _described(new_source: NewSource, retrieved: Retrieved, notes: Notes) -> NewSource:
    """Complete a description from the page's own; a note reports the fields."""
    fields = _own_description(new_source, retrieved)
    if fields:
        notes("the source itself gives: " + ", ".join(f"{field} {_worded(value)}" for field, value in fields.items()))
    return replace(new_source, **fields)


def _own_description(known: NewSource | Source, retrieved: Retrieved) -> dict[str, Any]:
    """Return the fields of the page's own description that are not known yet."""
    page = retrieved.described
    fields: dict[str, Any] = {name: getattr(page, name) for name in ("title", "author", "publisher", "lang")}
    fields["published"] = page.published and PartialDate.parse(page.published)
    return {field: value for field, value in fields.items() if value and getattr(known, field) is None}


def _worded(value: str | PartialDate) -> str:
    return f"“{value}”" if isinstance(value, str) else value.human()


def _neighbour(session: Session, source: int, at: str) -> Snapshot | None:
    """Return the last snapshot retrieved up to a moment, else the first one after it."""
    of = select(Snapshot).where(Snapshot.source_id == source)
    before = of.where(Snapshot.retrieved_at <= at).order_by(Snapshot.retrieved_at.desc(), Snapshot.id.desc())
    return session.scalar(before.limit(1)) or session.scalar(of.order_by(Snapshot.retrieved_at, Snapshot.id).limit(1))


def _is_new(session: Session, source: Source, retrieved: Retrieved, notes: Notes) -> bool:
    """Return whether a text has to be stored: it differs from its neighbour in time, and a page from the latest one."""
    other = _neighbour(session, source.id, retrieved.at)
    if other is None:
        return True
    # A file may have been saved long ago: that its text was the latest one even then is worth knowing.
    latest = other if retrieved.arrival.how == "file" else _neighbour(session, source.id, _END_OF_TIME)
    if latest is not None and latest.id != other.id and _is_evidence_of(session, latest, retrieved):
        _note_same(source, latest, notes)
        return False
    return _changed(session, source, other, retrieved, notes)


def _is_evidence_of(session: Session, snapshot: Snapshot, retrieved: Retrieved) -> bool:
    """Return whether a snapshot proves the same text."""
    return text_as(retrieved.extractor, snapshot) == retrieved.text and not flaw(driver(session), snapshot.id)


def _changed(session: Session, source: Source, other: Snapshot, retrieved: Retrieved, notes: Notes) -> bool:
    """Return whether the text differs from that of another snapshot, by the same extractor, and note the changes."""
    if wrong := flaw(driver(session), other.id):
        notes(f"{wrong}; the new text was not compared with it")
        return True
    if other.content_sha256 != retrieved.content_sha256:
        other_text = text_as(retrieved.extractor, other)
        if other_text != retrieved.text:
            later = other.retrieved_at > retrieved.at
            day = other.retrieved_at[:10]
            notes(f"the text of source {source.id} {'changed by' if later else 'has changed since'} {day}", advice=":")
            texts = (retrieved.text, other_text) if later else (other_text, retrieved.text)
            _note_differences(*texts, notes)
            return True
    _note_same(source, other, notes)
    return False


def _note_same(source: Source, other: Snapshot, notes: Notes) -> None:
    notes(f"the text of source {source.id} is the same as on {other.retrieved_at[:10]}, in snapshot {other.id}")


def _note_differences(old: str, new: str, notes: Notes) -> None:
    """Note the first changes; the browser has a page that shows them (:mod:`timeline.desk.source_changes`)."""
    changes = list(islice(differences(old, new), _MOST_CHANGES + 1))
    for line in changes[:_MOST_CHANGES]:
        notes("", advice=line if len(line) <= _CHANGE_CHARACTERS else line[:_CHANGE_CHARACTERS] + "…")
    if len(changes) > _MOST_CHANGES:
        notes("", advice="… and more")
    if not changes:
        notes("only white space changed")


def _add(session: Session, source: int, retrieved: Retrieved) -> Snapshot:
    snapshot = Snapshot(
        source_id=source,
        retrieved_at=retrieved.at,
        media_type=retrieved.media_type,
        content=packed(retrieved.content),
        content_sha256=retrieved.content_sha256,
        text=retrieved.text,
        text_sha256=retrieved.text_sha256,
        extractor=retrieved.extractor,
        **_arrival(retrieved.arrival),
    )
    session.add(snapshot)
    session.flush()
    return snapshot


def _arrival(arrival: Arrival) -> dict[str, object]:
    return {
        "arrival": arrival.how,
        "requested_url": arrival.requested_url,
        "final_url": arrival.final_url,
        "redirects": _json(arrival.redirects) if arrival.redirects else None,
        "status": arrival.status,
        "headers": _json(dict(arrival.headers)) if arrival.headers else None,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _beginning(text: str) -> str:
    start = " ".join(text[:200].split())
    short = start[:_BEGINNING_CHARACTERS]
    return start if short == start else short.rpartition(" ")[0] + " …"


def _place_citations(session: Session, source: int, snapshot: Snapshot, notes: Notes) -> None:
    """Find the words of citations without a place, and note the entries whose words this snapshot lacks."""
    placed, lacking = 0, []
    for citation in session.scalars(
        select(Citation).where(Citation.source_id == source, Citation.exact.is_not(None)).order_by(Citation.id)
    ):
        exact = citation.exact or ""
        places = passages.find(snapshot.text, exact, citation.prefix, citation.suffix)
        if citation.snapshot_id is None and len(places) == 1:
            quote = passages.quote(snapshot.text, places[0])
            set_quote(citation, exact, Anchor(snapshot=snapshot.id, text=snapshot.text, passage=places[0], quote=quote))
            placed += 1
        elif not (places or passages.contains(snapshot.text, exact)):  # like evidence/rewriting.py
            lacking.append(citation.entry_id)
    if placed:
        notes(f"found the words of {placed} earlier citation{'' if placed == 1 else 's'} in this snapshot")
    if lacking:
        numbers = ", ".join(map(str, dict.fromkeys(lacking)))
        notes(f"this snapshot lacks words that entries cite ({numbers})", advice="; see: timeline lint")
