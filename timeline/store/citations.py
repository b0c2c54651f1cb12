"""Store citations: the source that reports an entry, and the words found in a snapshot of that source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from timeline.dates import PartialDate
from timeline.errors import NoEntryError, NotFoundError, RefusedError
from timeline.evidence import passages
from timeline.evidence.integrity import flaw
from timeline.reading import resolve
from timeline.reading.resolve import Lookup
from timeline.schema.tables import Citation, Entry, Snapshot, Source
from timeline.store.limits import optional
from timeline.store.naming import driver, lookup_in
from timeline.store.remarks import Notes
from timeline.store.sources import NewSource, find_or_add_outlet, find_or_add_source
from timeline.words.quotations import unquote

#: how many of several places a message quotes
_MOST_PLACES = 3
#: a note quotes the text that an ellipsis leaves out, if it is no longer than this
_SKIPPED_CHARACTERS = 120
_SHOWN_CHARACTERS = 60
_CONTEXT_CHARACTERS = 25

#: code of the error if a source has the words in several places
SEVERAL_PLACES = "several-places"

_FIELD_WORDS = {"via_id": "outlet", "date": "date", "note": "note"}


@dataclass(frozen=True, kw_only=True)
class NewCitation:
    """A citation to store; ``prefix`` and ``suffix`` select one of several places."""

    source: NewSource
    exact: str | None = None
    prefix: str | None = None
    suffix: str | None = None
    via: str | None = None
    #: the date that this source gives, and its wording
    date: PartialDate | None = None
    date_text: str | None = None
    stance: str = "supports"
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """Words and their place in a snapshot."""

    snapshot: int
    text: str
    passage: passages.Passage
    quote: passages.Quote


def cite_all(
    session: Session, entry: int, sources: tuple[NewSource, ...], *, via: str | None, exact: str | None, notes: Notes
) -> None:
    """Cite every source; the outlet cited through and the exact words belong to the first.

    Without exact words, a verbatim statement cites its own words if the stored source has them in exactly one place; if
    not, a note says so.
    """
    cited: set[int] = set()
    for new_source in sources:
        source = find_or_add_source(session, new_source, notes)
        if source in cited:
            raise given_twice(source)
        again = select(Citation.id).where(Citation.entry_id == entry, Citation.source_id == source)
        if session.scalar(again) and (cited or (via is None and exact is None)):
            raise already_cited(entry, source)
        own = exact if not cited else None
        own = _own_words(session, entry, source, notes) if own is None else own
        _cite(session, entry, source, NewCitation(source=new_source, via=None if cited else via, exact=own), notes)
        cited.add(source)


def given_twice(source: int | str) -> RefusedError:
    """Return the error for a source, known by its number or new, that is named twice."""
    what = f"source {source}" if isinstance(source, int) else f"the source “{source}”"
    return RefusedError(f"{what} is given twice; leave one out", field="sources")


def already_cited(entry: int, source: int | None) -> RefusedError:
    """Return the error for a source that an entry cites already."""
    return RefusedError(f"entry {entry} already cites source {source}", field="sources")


def anchor_new(session: Session, changeset: int, notes: Notes) -> None:
    """Find the words of the citations that a changeset made in the snapshots of their sources, and store the place.

    A verbatim statement whose citation has no words cites its own, as it does if it is added alone.
    """
    stored = select(Snapshot.source_id)
    where = (Citation.changeset_id == changeset, Citation.snapshot_id.is_(None), Citation.source_id.in_(stored))
    for citation in session.scalars(select(Citation).where(*where).order_by(Citation.id)).all():
        exact = citation.exact
        if exact is None:
            exact = _own_words(session, citation.entry_id, citation.source_id, notes)
        if exact is None:
            continue
        try:
            place = anchor(session, citation.source_id, exact, citation.prefix, citation.suffix, notes)
        except (NotFoundError, RefusedError) as error:
            notes(f"entry {citation.entry_id}: {error}")
            continue
        set_quote(citation, exact, place)
    session.flush()


def _own_words(session: Session, entry: int, source: int, notes: Notes) -> str | None:
    """Return the words of a verbatim statement, original or translated, that a source has in exactly one place."""
    row = session.get_one(Entry, entry)
    if row.mode != "verbatim":
        return None
    reason = ""
    for words in filter(None, (row.text, row.original_text)):
        try:
            return words if anchor(session, source, words, None, None, Notes()) else None
        except (NotFoundError, RefusedError) as error:
            reason = reason or str(error)
    notes(f"{reason}; the citation has no words")
    return None


def add_citation(session: Session, entry: int, new: NewCitation, notes: Notes) -> Citation:
    """Cite a source for an entry, and return the citation.

    The words are taken from the latest snapshot of the source that has them, as they are written there. This completes
    a citation of the same words, or one without words; otherwise it adds a citation.

    Raises:
        NotFoundError: the entry or source does not exist, or the source or the words are ambiguous.
        RefusedError: the source does not have the words, or the entry already cites them.

    """
    if entry >= 2**63 or session.get(Entry, entry) is None:
        raise NoEntryError(entry)
    fitting = resolve.sources(lookup_in(session), new.source.known, by_publisher=False)
    if len(fitting) > 1:
        raise resolve.several_sources(new.source.known, fitting)
    if not fitting:
        raise resolve.no_source(lookup_in(session), new.source.known)
    return _cite(session, entry, fitting[0].id, new, notes)


def _cite(session: Session, entry: int, source: int, new: NewCitation, notes: Notes) -> Citation:
    exact = cited_words(new.exact)
    place = anchor(session, source, exact, new.prefix, new.suffix, notes) if exact else None
    via = find_or_add_outlet(session, new.via, notes) if new.via is not None else None
    fields = {
        "via_id": via,
        "date": new.date and new.date.date,
        "note": optional("the note", new.note, "note"),
    }
    citation = _same(session, entry, source, exact, place, new.stance, fields)
    before = citation and _values(citation)
    if citation is None:
        citation = Citation(entry_id=entry, source_id=source, stance=new.stance)
        session.add(citation)
    for field, value in fields.items():
        if value is not None:
            was = getattr(citation, field)
            if was not in (None, value):
                notes(f"its {_FIELD_WORDS[field]} was {_label(session, field, was)}")
            setattr(citation, field, value)
    if exact and not (place is None and citation.snapshot_id is not None):
        set_quote(citation, exact, place)
    if new.date is not None or new.date_text is not None:
        words = optional("the date in words", new.date_text)
        _set_date_words(citation, words, _text_of(session, citation, place), notes)
    if before is not None and _values(citation) == before:
        words, field = ("these words of ", "exact") if exact else ("", "sources")
        raise RefusedError(f"entry {entry} already cites {words}source {source}", field=field)
    session.flush()
    return citation


def cited_words(typed: str | None) -> str | None:
    """Return the words to look for, without quotation marks around them. Raises RefusedError, at ``exact``."""
    exact = optional("the exact wording", typed, "exact")
    return exact and (unquote(exact) or exact)


def _label(session: Session, field: str, value: Any) -> str:
    if field != "via_id":
        return str(value)
    outlet = session.get_one(Source, value)
    return str(outlet.publisher or outlet.title or outlet.url)


def set_quote(citation: Citation, exact: str, place: Anchor | None) -> None:
    """Set a citation's words, and their position if it is known."""
    citation.snapshot_id = place.snapshot if place else None
    citation.start, citation.end = (place.passage.start, place.passage.end) if place else (None, None)
    quote = place.quote if place else passages.Quote("", exact, "")
    citation.prefix, citation.exact, citation.suffix = quote.prefix or None, quote.exact, quote.suffix or None


def set_date_words(citation: Citation, words: str | None, passage: passages.Passage | None) -> None:
    """Set a citation's words for the date, which must stand at a place of its snapshot; None clears them."""
    citation.date_text = words if passage is not None else None
    citation.date_start, citation.date_end = (passage.start, passage.end) if passage is not None else (None, None)


def _set_date_words(citation: Citation, words: str | None, text: str | None, notes: Notes) -> None:
    """Set a citation's words for the date if its snapshot has them; a note says if it does not."""
    place = passages.date_nearest_to(text, words, citation.start or 0) if words and text is not None else None
    set_date_words(citation, place.words(text or "") if place else None, place)
    if words and place is None:
        why = "has no stored text" if text is None else "does not have these words"
        notes(f"“{words}”: source {citation.source_id} {why}, so only the date is stored, as yours", "date")


def _text_of(session: Session, citation: Citation, place: Anchor | None) -> str | None:
    """Return the text of a citation's snapshot; None if it has none."""
    if place is not None:
        return place.text
    return session.get_one(Snapshot, citation.snapshot_id).text if citation.snapshot_id is not None else None


def anchor(
    session: Session, source: int, exact: str, prefix: str | None, suffix: str | None, notes: Notes
) -> Anchor | None:
    """Find words in the latest snapshot of a source that has them; return None if the source has no snapshot.

    Raises NotFoundError if the words occur more than once, and RefusedError if no snapshot has them.
    """
    snapshot = find_words(lookup_in(session), source, exact, prefix, suffix, lambda one: flaw(driver(session), one))
    if snapshot is None:
        return None
    text = snapshot.text
    if snapshot.later:
        at = snapshot.retrieved_at[:10]
        notes(f"the latest snapshot of source {source} lacks these words; that of {at} is cited instead")
    _note_skipped(text, snapshot.passage, notes)
    quote = passages.quote(text, snapshot.passage)
    return Anchor(snapshot=snapshot.number, text=text, passage=snapshot.passage, quote=quote)


class Place(NamedTuple):
    """The place of words in a snapshot; ``later`` counts the later snapshots, which lack them."""

    number: int
    text: str
    retrieved_at: str
    passage: passages.Passage
    later: int


def find_words(
    lookup: Lookup,
    source: int,
    exact: str,
    prefix: str | None = None,
    suffix: str | None = None,
    flaw_of: Callable[[int], str | None] = lambda _: None,
) -> Place | None:
    """Find words in the latest snapshot of a source that has them; None if the source has no snapshot.

    Raises NotFoundError if the words occur more than once, and RefusedError if no snapshot has them, or if one of them
    has a flaw.
    """
    snapshots = list(
        lookup(
            "SELECT id, text, retrieved_at FROM snapshots WHERE source_id = :source"
            " ORDER BY retrieved_at DESC, id DESC",
            {"source": source},
        )
    )
    for later, (number, text, at) in enumerate(snapshots):
        if wrong := flaw_of(number):
            raise RefusedError(f"{wrong}, so it cannot be cited", advice="; timeline log shows who changed it")
        places = passages.find(text, exact, prefix, suffix) or passages.find(text, passages.bare(exact), prefix, suffix)
        if len(places) > 1:
            raise NotFoundError(_several(source, text, places), field="exact", code=SEVERAL_PLACES)
        if places:
            return Place(number, text, at, places[0], later)
    if snapshots:
        raise RefusedError(_not_there(source, snapshots[0][1], exact, prefix, suffix), field="exact")
    return None


def _note_skipped(text: str, passage: passages.Passage, notes: Notes) -> None:
    """Quote the text that an ellipsis leaves out, if it is short: it may be a single “not”."""
    for (_, end), (start, _) in pairwise(passage.spans):
        if start - end <= _SKIPPED_CHARACTERS:
            notes(f"… leaves out “{' '.join(text[end:start].split())}”")


def _several(source: int, text: str, places: list[passages.Passage]) -> str:
    quoted = "; ".join(f"“{_around(text, passage)}”" for passage in places[:_MOST_PLACES])
    count = f"{len(places)} times" if len(places) < passages.MOST_PLACES else f"{passages.MOST_PLACES} times or more"
    return (
        f"source {source} has these words {count}: {quoted}{'; …' if len(places) > _MOST_PLACES else ''}; "
        "cite more of them, or give the words just before or after"
    )


def _around(text: str, passage: passages.Passage) -> str:
    quote = passages.quote(text, passage)
    exact = quote.exact if len(quote.exact) <= _SHOWN_CHARACTERS else quote.exact[:_SHOWN_CHARACTERS] + "…"
    return f"…{quote.prefix[-_CONTEXT_CHARACTERS:]}⟦{exact}⟧{quote.suffix[:_CONTEXT_CHARACTERS]}…"


def _not_there(source: int, text: str, exact: str, prefix: str | None, suffix: str | None) -> str:
    if (prefix or suffix) and (places := passages.find(text, exact)):
        return f"source {source} has these words, but in another place: “{_around(text, places[0])}”"
    near = passages.nearest(text, exact)
    like = near.words(text) if near else ""
    hint = (
        f"the nearest passage is “{like}”{passages.different_characters(exact, like)}"
        if near
        else "it has nothing similar"
    )
    return f"source {source} does not have these words; {hint}"


def _same(
    session: Session,
    entry: int,
    source: int,
    exact: str | None,
    place: Anchor | None,
    stance: str,
    fields: Mapping[str, object],
) -> Citation | None:
    """Return the citation that the new one completes: one of the same words, else one without words that fits."""
    rows = list(
        session.scalars(
            select(Citation).where(Citation.entry_id == entry, Citation.source_id == source).order_by(Citation.id)
        )
    )
    rows = [row for row in rows if row.stance == stance]

    def fits(row: Citation) -> bool:
        return all(value is None or getattr(row, field) in (None, value) for field, value in fields.items())

    same = (row for row in rows if exact and row.exact and _of_these_words(row, row.exact, exact, place))
    return next(same, None) or next((row for row in rows if row.exact is None and fits(row)), None)


def _of_these_words(row: Citation, cited: str, exact: str, place: Anchor | None) -> bool:
    """Return whether a citation has the same words: in the same place, in none, or in one that has lost them."""
    if row.snapshot_id is None or place is None:
        return _alike(cited, exact)
    if row.snapshot_id != place.snapshot:
        return False
    if (row.start, row.end) == (place.passage.start, place.passage.end):
        return True
    stands = row.start is not None and passages.passage_at(place.text, cited, row.start, row.end or 0)
    return not stands and _alike(cited, place.quote.exact)


def _alike(one: str, other: str) -> bool:
    return any(passage.start == 0 and passage.end == len(one) for passage in passages.find(one, other))


def _values(citation: Citation) -> tuple[object, ...]:
    return tuple(getattr(citation, column.key) for column in Citation.__table__.columns)
