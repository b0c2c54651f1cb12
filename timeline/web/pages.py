"""A type for each kind of page: the values that its template uses, and its twin in plain data.

A template also has the values of :func:`timeline.web.rendering.environment` and ``site``, the title above every page; a
served page has ``base`` (scheme and host) and ``jsonld`` (see :class:`ServedPage`).
"""

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import ClassVar

from timeline.errors import DatabaseError, GoneError, NotFoundError, RefusedError
from timeline.evidence.stored import Stored, StoredSource
from timeline.evidence.verify import Check
from timeline.formats import jsonld
from timeline.reading.counts import PERIODS, Count
from timeline.reading.records import Record
from timeline.schema.vocabulary import EntityKind
from timeline.web.band import Band
from timeline.web.book import BookEntity
from timeline.web.entity_rows import EntityRow, HeldOffice, OtherName, StoredEntity
from timeline.web.entry_thread import EntryThread
from timeline.web.filter_words import Meanings
from timeline.web.listing import Listing
from timeline.web.marked_text import TextPiece
from timeline.web.proven_citations import ProvenCitation
from timeline.web.rendering import UNPROVEN
from timeline.web.search_data import SearchData
from timeline.web.topic_counts import TopicCount

#: entries of a page in schema.org's terms
_MOST_NODES = 200
_CONTEXT = {"@context": "https://schema.org"}
_STATUS = {RefusedError: 400, GoneError: 410, NotFoundError: 404, DatabaseError: 503}


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page and its template."""

    template: ClassVar[str]

    def values(self) -> dict[str, object]:
        """Return the values for the template, by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, kw_only=True)
class ServedPage(Page, ABC):
    """A served page with a JSON twin, and with data for machines in schema.org's terms."""

    @abstractmethod
    def twin(self) -> object:
        """Return the page as plain data, with entries as records."""

    @abstractmethod
    def linked_data(self) -> Mapping[str, object]:
        """Return the page in schema.org's terms."""


@dataclass(frozen=True, kw_only=True)
class ErrorPage(Page):
    """An error, shown as a page."""

    template = "error.html"
    status: int
    message: str


def status_of(error: Exception) -> int:
    """Return the HTTP status of the page that shows an error."""
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 500)


@dataclass(frozen=True, kw_only=True)
class EntryList(Page):
    """Entries in date order under an overview of all that fit the filters."""

    listing: Listing
    #: filter → its value in the address, in the order of an address
    filters: Mapping[str, object]
    meanings: Meanings
    #: other parameters that links keep: order, length and rows of the overview
    view: Mapping[str, object]
    band: Band | None
    #: how many entries fit
    count: int
    #: what the filter leaves out that might have fitted, in words
    left_out: list[str]
    #: the words of the search, to be marked
    words: re.Pattern[str] | None


@dataclass(frozen=True, kw_only=True)
class TimelinePage(ServedPage, EntryList):
    """A page of the timeline under filters."""

    template = "timeline.html"
    #: the filters in words; empty without filters
    heading: str
    #: the filters with dates that mean the same on any day
    to_quote: Mapping[str, object]
    is_first: bool
    #: the uid or number in the address of the entry after which the page begins
    after: str | None
    #: the rows of the overview: ``speaker``, ``topic`` or ``kind``
    by: str

    def twin(self) -> object:
        """Return the entries, and the uid after which the next page begins."""
        return _entries(self.listing)

    def linked_data(self) -> Mapping[str, object]:
        """Return the entries as a graph."""
        return _graph(self.listing)


@dataclass(frozen=True, kw_only=True)
class PublishedList(EntryList):
    """A page of the list in a folder, or one page with everything (then ``parts`` is None)."""

    template = "published.html"
    #: the entities to filter the list by
    entities: Mapping[EntityKind, Sequence[BookEntity]]
    #: the number of entries whose lines are in one file
    parts: int | None
    number: int
    #: addresses of the pages before and after this one
    before: str | None = None
    after: str | None = None
    search_data: SearchData | None = None
    #: the statistics, by year
    by: str = "year"
    counts: Sequence[Count] = ()


@dataclass(frozen=True, kw_only=True)
class EntryPage(ServedPage):
    """An entry: its citations with their passages and states, its thread, its history."""

    template = "entry.html"
    record: Record
    #: the entry alone, with the values that are looked up for it
    listing: Listing
    citations: list[ProvenCitation]
    #: checks of its words that do not prove them
    claims: list[Check]
    #: None if the entry has no links
    thread: EntryThread | None
    #: the changesets that changed it
    history: Sequence[Mapping[str, object]]

    def twin(self) -> object:
        """Return the record."""
        return self.record

    def linked_data(self) -> Mapping[str, object]:
        """Return the entry as a node."""
        return {**_CONTEXT, **jsonld.node(self.record, Counter())}


@dataclass(frozen=True, kw_only=True)
class EntityPage(ServedPage):
    """A speaker, topic or place, and the entries that refer to it."""

    template = "entity.html"
    kind: EntityKind
    entity: StoredEntity
    names: list[OtherName]
    #: the offices of a speaker, and their overview
    offices: list[HeldOffice]
    office_band: Band | None
    #: the topics of a speaker, by year
    by_topic: list[TopicCount]
    #: the places inside a place, and the one around it
    inside: list[StoredEntity]
    within: StoredEntity | None
    listing: Listing
    band: Band | None
    #: how many entries refer to it
    count: int

    def twin(self) -> object:
        """Return the entity under the name of its kind, and the entries."""
        return {self.kind: {**self.entity, "names": self.names}, **_entries(self.listing)}

    def linked_data(self) -> Mapping[str, object]:
        """Return the entries as a graph."""
        return _graph(self.listing)


@dataclass(frozen=True, kw_only=True)
class SourcePage(ServedPage):
    """A source: its snapshots, and its stored text with every cited passage marked."""

    template = "source.html"
    source: StoredSource
    stored: Stored
    marked: list[TextPiece]
    #: number of an entry that cites it → uid
    numbers: Mapping[int, str]
    listing: Listing
    #: how many entries cite it
    count: int
    #: why its text is not published, in words; empty if it is
    withheld: str = ""

    def twin(self) -> object:
        """Return the source with its text and snapshots, and the entries."""
        columns = {name: value for name, value in self.source.items() if name != "changeset_id"}
        return {
            "source": {**columns, "snapshots": self.stored.snapshots, "text": self.stored.text},
            **_entries(self.listing),
        }

    def linked_data(self) -> Mapping[str, object]:
        """Return the entries as a graph."""
        return _graph(self.listing)


@dataclass(frozen=True, kw_only=True)
class IndexPage(ServedPage):
    """A page of all speakers, topics, places or sources."""

    template = "index.html"
    kind: EntityKind
    rows: Sequence[EntityRow]
    #: the number of rows on all pages
    all: int
    #: ``name`` or ``entries``
    order: str
    #: uid of the row after which this page begins, and of the row after which the next page begins
    here: str | None
    after: str | None

    def twin(self) -> object:
        """Return the rows under the name of their kind."""
        return {f"{self.kind}s": self.rows, "after": self.after}

    def linked_data(self) -> Mapping[str, object]:
        """Return the names as a list."""
        names = [{"@type": "ListItem", "position": n, "name": row["label"]} for n, row in enumerate(self.rows, 1)]
        return {**_CONTEXT, "@type": "ItemList", "name": f"{self.kind}s", "itemListElement": names}


@dataclass(frozen=True, kw_only=True)
class StatisticsPage(ServedPage):
    """Entries counted by period, or by the entities that they refer to."""

    template = "stats.html"
    #: ``year``, ``month`` or a kind of entity
    by: str
    counts: Sequence[Count]
    #: the number of all counts; the page may have only the first
    all: int
    #: the filters, as on a page of the timeline
    filters: Mapping[str, object]
    meanings: Meanings
    heading: str
    to_quote: Mapping[str, object]
    left_out: list[str]

    def twin(self) -> object:
        """Return the counts."""
        unused = "id" if self.by in PERIODS else "beyond"
        return [{name: value for name, value in one._asdict().items() if name != unused} for one in self.counts]

    def linked_data(self) -> Mapping[str, object]:
        """Return the name of the page."""
        return _page("Statistics")


@dataclass(frozen=True, kw_only=True)
class ProofPage(ServedPage):
    """How a claim is proven."""

    template = "proof.html"

    def twin(self) -> object:
        """Return the meaning of each state of a proof."""
        return {"exact": "The words are in the stored text, at the position of the citation"} | UNPROVEN

    def linked_data(self) -> Mapping[str, object]:
        """Return the name of the page."""
        return _page("How a claim is proven")


def _entries(listing: Listing) -> dict[str, object]:
    return {"entries": listing.records, "after": listing.after}


def _graph(listing: Listing) -> dict[str, object]:
    """Return the entries of a page in schema.org's terms, at most the first 200."""
    nodes = [jsonld.node(record, Counter()) for record in listing.records[:_MOST_NODES]]
    return {**_CONTEXT, "@graph": nodes}


def _page(name: str) -> dict[str, object]:
    return {**_CONTEXT, "@type": "WebPage", "name": name}
