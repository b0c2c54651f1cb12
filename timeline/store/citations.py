"""Citing: where in which source an entry is reported, the words found in what was retrieved of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from timeline.dates import PartialDate
from timeline.errors import NoEntryError, NotFoundError, RefusedError
from timeline.evidence import passages
from timeline.evidence.integrity import flaw
from timeline.schema.tables import Citation, Entry, Snapshot, Source
from timeline.store.limits import optional
from timeline.store.naming import driver
from timeline.store.remarks import Notes
from timeline.store.sources import NewSource, find_or_add_outlet, find_or_add_source, known_sources
from timeline.words.quotations import unquote

#: how many of the places where words stand are shown
_SHOWN = 3
#: how much left out by an ellipsis is so little that it is told
_SKIPPED = 120


_SAID = {"via_id": "outlet", "date": "date", "note": "note"}


@dataclass(frozen=True, kw_only=True)
class NewCitation:
    """A citation to be stored; ``prefix`` and ``suffix`` tell which of several places is meant."""

    source: NewSource
    exact: str | None = None
    prefix: str | None = None
    suffix: str | None = None
    via: str | None = None
    #: the date that this source gives, and in which words
    date: PartialDate | None = None
    date_text: str | None = None
    stance: str = "supports"
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """Words in a snapshot."""

    snapshot: int
    text: str
    passage: passages.Passage
    quote: passages.Quote


def cite_all(
    session: Session, entry: int, sources: tuple[NewSource, ...], *, via: str | None, exact: str | None, notes: Notes
) -> None:
    """Cite every source; the outlet cited through and the exact words belong to the first.

    Without exact words a verbatim statement cites its own, if they stand in one place of what is stored of the source;
    where they do not, that is told.
    """
    cited: set[int] = set()
    for given in sources:
        source = find_or_add_source(session, given, notes)
        if source in cited:
            raise RefusedError(f"source {source} is given twice", field="sources")
        again = select(Citation.id).where(Citation.entry_id == entry, Citation.source_id == source)
        if session.scalar(again) and (cited or (via is None and exact is None)):
            raise RefusedError(f"entry {entry} cites source {source} already", field="sources")
        own = exact if not cited else None
        own = _own_words(session, entry, source, notes) if own is None else own
        _cite(session, entry, source, NewCitation(source=given, via=None if cited else via, exact=own), notes)
        cited.add(source)


def anchor_new(session: Session, changeset: int, notes: Notes) -> None:
    """Give the citations that a changeset made their place in what was retrieved of their source, where it has it.

    A verbatim statement whose citation names no words cites its own, as it does when it is added alone.
    """
    kept = select(Snapshot.source_id)
    where = (Citation.changeset_id == changeset, Citation.snapshot_id.is_(None), Citation.source_id.in_(kept))
    for citation in session.scalars(select(Citation).where(*where).order_by(Citation.id)).all():
        exact = citation.exact
        if exact is None:
            exact = _own_words(session, citation.entry_id, citation.source_id, notes)
        if exact is None:
            continue
        try:
            found = anchor(session, citation.source_id, exact, citation.prefix, citation.suffix, notes)
        except (NotFoundError, RefusedError) as error:
            notes(f"entry {citation.entry_id}: {error}")
            continue
        set_quote(citation, exact, found)
    session.flush()


def _own_words(session: Session, entry: int, source: int, notes: Notes) -> str | None:
    """Return the words of a verbatim statement, in its own language or translated, that a source has in one place."""
    row = session.get_one(Entry, entry)
    if row.mode != "verbatim":
        return None
    told = ""
    for said in filter(None, (row.text, row.original_text)):
        try:
            return said if anchor(session, source, said, None, None, Notes()) else None
        except (NotFoundError, RefusedError) as error:
            told = told or str(error)
    notes(f"{told}; no words of it are cited")
    return None


def add_citation(session: Session, entry: int, new: NewCitation, notes: Notes) -> Citation:
    """Cite a source for an entry, and return the citation.

    Words are looked for in the latest snapshot of the source that has them, and stored as they stand there. A citation
    of the same words, or one that names no words yet, is completed; otherwise there is one more.

    Raises:
        NotFoundError: there is no such entry or source, or it or the words are not the only ones.
        RefusedError: the words are not in the source, or are cited so already.

    """
    if entry >= 2**63 or session.get(Entry, entry) is None:
        raise NoEntryError(entry)
    rows = known_sources(session, new.source.known)
    if len(rows) != 1:
        several = (
            f"fits more than one source: {', '.join(str(row.id) for row in rows)}; give the number" if rows else ""
        )
        hint = several or "is no source; timeline source list shows all, timeline source add adds one"
        raise NotFoundError(f"“{new.source.known[:200]}” {hint}")
    return _cite(session, entry, rows[0].id, new, notes)


def _cite(session: Session, entry: int, source: int, new: NewCitation, notes: Notes) -> Citation:
    exact = optional("the exact wording", new.exact)
    exact = exact and (unquote(exact) or exact)
    found = anchor(session, source, exact, new.prefix, new.suffix, notes) if exact else None
    via = find_or_add_outlet(session, new.via, notes) if new.via is not None else None
    given = {
        "via_id": via,
        "date": new.date and new.date.date,
        "date_text": optional("the date in words", new.date_text),
        "note": optional("the note", new.note),
    }
    citation = _same(session, entry, source, exact, found, new.stance, given)
    before = citation and _values(citation)
    if citation is None:
        citation = Citation(entry_id=entry, source_id=source, stance=new.stance)
        session.add(citation)
    for field, value in given.items():
        if value is not None or (field == "date_text" and new.date is not None):
            was = getattr(citation, field)
            if was not in (None, value) and field != "date_text":
                notes(f"its {_SAID[field]} was {_label(session, field, was)}")
            setattr(citation, field, value)
    if exact and not (found is None and citation.snapshot_id is not None):
        set_quote(citation, exact, found)
    if before is not None and _values(citation) == before:
        raise RefusedError(f"entry {entry} cites {'these words of ' if exact else ''}source {source} already")
    session.flush()
    return citation


def _label(session: Session, field: str, value: Any) -> str:
    if field != "via_id":
        return str(value)
    outlet = session.get_one(Source, value)
    return str(outlet.publisher or outlet.title or outlet.url)


def set_quote(citation: Citation, exact: str, found: Anchor | None) -> None:
    """Let a citation have words, and their place where it is known."""
    citation.snapshot_id = found.snapshot if found else None
    citation.start, citation.end = (found.passage.start, found.passage.end) if found else (None, None)
    quote = found.quote if found else passages.Quote("", exact, "")
    citation.prefix, citation.exact, citation.suffix = quote.prefix or None, quote.exact, quote.suffix or None


def anchor(
    session: Session, source: int, exact: str, prefix: str | None, suffix: str | None, notes: Notes
) -> Anchor | None:
    """Find words in the latest snapshot of a source that has them; None where it has no snapshot.

    Raises NotFoundError where they stand more than once, and RefusedError where they do not stand there.
    """
    rows = session.execute(
        select(Snapshot.id, Snapshot.text, Snapshot.retrieved_at)
        .where(Snapshot.source_id == source)
        .order_by(Snapshot.retrieved_at.desc(), Snapshot.id.desc())
    ).all()
    for number, text, at in rows:
        if wrong := flaw(driver(session), number):
            raise RefusedError(f"{wrong}; nothing is cited from it; timeline log tells who changed it")
        found = passages.find(text, exact, prefix, suffix) or passages.find(text, passages.bare(exact), prefix, suffix)
        if len(found) > 1:
            raise NotFoundError(_several(source, text, found), field="exact")
        if found:
            if number != rows[0].id:
                notes(f"these words are no more in the latest snapshot of source {source}; that of {at[:10]} is cited")
            _tell_skipped(text, found[0], notes)
            return Anchor(snapshot=number, text=text, passage=found[0], quote=passages.quote(text, found[0]))
    if rows:
        raise RefusedError(_not_there(source, rows[0].text, exact, prefix, suffix), field="exact")
    return None


def _tell_skipped(text: str, passage: passages.Passage, notes: Notes) -> None:
    """Tell what an ellipsis stands for, where it is little: a “not” may be all that is left out."""
    for (_, end), (start, _) in pairwise(passage.spans):
        if start - end <= _SKIPPED:
            notes(f"… leaves out “{' '.join(text[end:start].split())}”")


def _several(source: int, text: str, found: list[passages.Passage]) -> str:
    shown = "; ".join(f"“{_around(text, passage)}”" for passage in found[:_SHOWN])
    count = f"{len(found)} times" if len(found) < passages.MOST else f"{passages.MOST} times or more"
    return (
        f"these words stand {count} in source {source}: {shown}{'; …' if len(found) > _SHOWN else ''}; "
        "cite more of them, or let --prefix or --suffix of timeline cite say what stands just before or after"
    )


def _around(text: str, passage: passages.Passage) -> str:
    quote = passages.quote(text, passage)
    exact = quote.exact if len(quote.exact) <= 60 else quote.exact[:60] + "…"
    return f"…{quote.prefix[-25:]}⟦{exact}⟧{quote.suffix[:25]}…"


def _not_there(source: int, text: str, exact: str, prefix: str | None, suffix: str | None) -> str:
    if (prefix or suffix) and (found := passages.find(text, exact)):
        return f"these words stand in source {source}, but not in that place: “{_around(text, found[0])}”"
    near = passages.nearest(text, exact)
    like = near.words(text) if near else ""
    hint = (
        f"the nearest passage is “{like}”{passages.told_apart(exact, like)}" if near else "nothing there is like them"
    )
    return f"these words are not in source {source}; {hint}"


def _same(
    session: Session,
    entry: int,
    source: int,
    exact: str | None,
    found: Anchor | None,
    stance: str,
    given: Mapping[str, object],
) -> Citation | None:
    """Return the citation that the new one completes: of the same words, else one that names none and fits."""
    rows = list(
        session.scalars(
            select(Citation).where(Citation.entry_id == entry, Citation.source_id == source).order_by(Citation.id)
        )
    )
    rows = [row for row in rows if row.stance == stance]

    def fits(row: Citation) -> bool:
        return all(value is None or getattr(row, field) in (None, value) for field, value in given.items())

    same = (row for row in rows if exact and row.exact and _of_these_words(row, row.exact, exact, found))
    return next(same, None) or next((row for row in rows if row.exact is None and fits(row)), None)


def _of_these_words(row: Citation, cited: str, exact: str, found: Anchor | None) -> bool:
    """Tell whether a citation has the same words in the same place, or in none, or no more in the one it says."""
    if row.snapshot_id is None or found is None:
        return _alike(cited, exact)
    if row.snapshot_id != found.snapshot:
        return False
    if (row.start, row.end) == (found.passage.start, found.passage.end):
        return True
    stands = row.start is not None and passages.standing(found.text, cited, row.start, row.end or 0)
    return not stands and _alike(cited, found.quote.exact)


def _alike(one: str, other: str) -> bool:
    return any(passage.start == 0 and passage.end == len(one) for passage in passages.find(one, other))


def _values(citation: Citation) -> tuple[object, ...]:
    return tuple(getattr(citation, column.key) for column in Citation.__table__.columns)
