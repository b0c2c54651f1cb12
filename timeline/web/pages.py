"""What each kind of page says: every name that its template may use, and its twin in plain data.

Beside these a template has what :func:`timeline.web.rendering.environment` gives to all of them, ``site`` (what stands
above every page), and where it is served ``base`` (scheme and host) and ``jsonld`` (see :class:`ServedPage`).
"""

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import ClassVar

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
from timeline.web.listing import Listed
from timeline.web.marked_text import TextPiece
from timeline.web.proven_citations import ProvenCitation
from timeline.web.rendering import UNPROVEN
from timeline.web.search_data import Searched
from timeline.web.topic_counts import TopicCount

#: entries of a page that are told in schema.org's terms
_MOST_NODES = 200
_CONTEXT = {"@context": "https://schema.org"}


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page and its template."""

    template: ClassVar[str]

    def says(self) -> dict[str, object]:
        """Return what the template may use, by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, kw_only=True)
class ServedPage(Page, ABC):
    """A page that is served with a twin in JSON, and told to machines in schema.org's terms."""

    @abstractmethod
    def twin(self) -> object:
        """Return what the page says as plain data: records in the record's shape."""

    @abstractmethod
    def linked_data(self) -> Mapping[str, object]:
        """Return what the page says in schema.org's terms."""


@dataclass(frozen=True, kw_only=True)
class ErrorPage(Page):
    """Why there is no page."""

    template = "error.html"
    status: int
    message: str


@dataclass(frozen=True, kw_only=True)
class EntryList(Page):
    """Entries in date order under their overview, which may be a part of all that fit the filters."""

    listed: Listed
    #: filter → what was given, in the order in which filters stand in an address
    filters: Mapping[str, object]
    called: Meanings
    #: what else an address holds, to be kept in others: order, length and rows of the overview
    view: Mapping[str, object]
    band: Band | None
    #: how many entries fit
    count: int
    #: how many undated entries fit but for a filter by date
    left_out: int
    #: what is marked, the words that are searched for
    words: re.Pattern[str] | None


@dataclass(frozen=True, kw_only=True)
class TimelinePage(ServedPage, EntryList):
    """A page of the timeline under filters."""

    template = "timeline.html"
    #: the filters in words; nothing where there are none
    heading: str
    #: the filters as they mean the same on any day
    cited: Mapping[str, object]
    is_first: bool
    #: the entry after which it begins, as it was given
    after: str | None
    #: what the rows of the overview are: ``speaker``, ``topic`` or ``kind``
    by: str

    def twin(self) -> object:
        """Return the entries, and after which one it goes on."""
        return _entries(self.listed)

    def linked_data(self) -> Mapping[str, object]:
        """Return the entries as a graph."""
        return _graph(self.listed)


@dataclass(frozen=True, kw_only=True)
class PublishedList(EntryList):
    """A page of the list in a folder, or with everything in it (``parts`` is None)."""

    template = "published.html"
    #: what the list can be narrowed to
    entities: Mapping[EntityKind, Sequence[BookEntity]]
    #: of how many entries the lines are in one file
    parts: int | None
    number: int
    #: where the pages before and after this one are
    before: str | None = None
    after: str | None = None
    searched: Searched | None = None
    #: the statistics, by year
    by: str = "year"
    counts: Sequence[Count] = ()


@dataclass(frozen=True, kw_only=True)
class EntryPage(ServedPage):
    """Everything about an entry: its citations with their passages and states, its thread, its history."""

    template = "entry.html"
    record: Record
    #: the entry alone, with what is looked up for it
    listed: Listed
    citations: list[ProvenCitation]
    #: what nothing proves of its words
    claims: list[Check]
    #: None where it is linked to nothing
    thread: EntryThread | None
    #: the changesets that touched it
    history: Sequence[Mapping[str, object]]

    def twin(self) -> object:
        """Return the record."""
        return self.record

    def linked_data(self) -> Mapping[str, object]:
        """Return the entry as a node."""
        return {**_CONTEXT, **jsonld.node(self.record, Counter())}


@dataclass(frozen=True, kw_only=True)
class EntityPage(ServedPage):
    """A speaker, topic or place: what is known of it, and where it comes up."""

    template = "entity.html"
    kind: EntityKind
    entity: StoredEntity
    names: list[OtherName]
    #: of a speaker, and these as an overview
    offices: list[HeldOffice]
    office_band: Band | None
    #: of a speaker, what about and when
    by_topic: list[TopicCount]
    #: of a place, those that lie in it, and the one that it lies in
    inside: list[StoredEntity]
    within: StoredEntity | None
    listed: Listed
    band: Band | None
    #: how many entries refer to it
    count: int

    def twin(self) -> object:
        """Return what is known of it under the name of its kind, and the entries."""
        return {self.kind: {**self.entity, "names": self.names}, **_entries(self.listed)}

    def linked_data(self) -> Mapping[str, object]:
        """Return the entries as a graph."""
        return _graph(self.listed)


@dataclass(frozen=True, kw_only=True)
class SourcePage(ServedPage):
    """A source: what is stored of it, every cited passage marked."""

    template = "source.html"
    source: StoredSource
    stored: Stored
    marked: list[TextPiece]
    #: number of an entry that cites it → uid
    numbers: Mapping[int, str]
    listed: Listed
    #: how many entries cite it
    count: int
    #: why its text is not there, in words; nothing where it is
    withheld: str = ""

    def twin(self) -> object:
        """Return what is stored, and the entries."""
        known = {name: value for name, value in self.source.items() if name != "changeset_id"}
        return {
            "source": {**known, "snapshots": self.stored.snapshots, "text": self.stored.text},
            **_entries(self.listed),
        }

    def linked_data(self) -> Mapping[str, object]:
        """Return the entries as a graph."""
        return _graph(self.listed)


@dataclass(frozen=True, kw_only=True)
class IndexPage(ServedPage):
    """A page of all speakers, topics, places or sources."""

    template = "index.html"
    kind: EntityKind
    rows: Sequence[EntityRow]
    #: how many there are on all pages
    all: int
    #: ``name`` or ``entries``
    order: str
    #: uid of the one after which this page begins, and of that after which the next one does
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
    """How many entries there are by period, or by what they refer to."""

    template = "stats.html"
    #: ``year``, ``month`` or a kind of what entries refer to
    by: str
    counts: Sequence[Count]
    #: how many counts there are, of which the page may have the first
    all: int
    #: the filters as they are on a page of the timeline
    filters: Mapping[str, object]
    called: Meanings
    heading: str
    cited: Mapping[str, object]
    left_out: int

    def twin(self) -> object:
        """Return the counts."""
        bare = "id" if self.by in PERIODS else "beyond"
        return [{name: value for name, value in one._asdict().items() if name != bare} for one in self.counts]

    def linked_data(self) -> Mapping[str, object]:
        """Return what the page is."""
        return _page("Statistics")


@dataclass(frozen=True, kw_only=True)
class ProofPage(ServedPage):
    """How a claim is proven."""

    template = "proof.html"

    def twin(self) -> object:
        """Return what the states of a proof mean."""
        return {"exact": "The words stand in the stored text, where the citation says"} | UNPROVEN

    def linked_data(self) -> Mapping[str, object]:
        """Return what the page is."""
        return _page("How a claim is proven")


def _entries(listed: Listed) -> dict[str, object]:
    return {"entries": listed.records, "after": listed.after}


def _graph(listed: Listed) -> dict[str, object]:
    """Return the entries of a page in schema.org's terms; of very many the first."""
    nodes = [jsonld.node(record, Counter()) for record in listed.records[:_MOST_NODES]]
    return {**_CONTEXT, "@graph": nodes}


def _page(name: str) -> dict[str, object]:
    return {**_CONTEXT, "@type": "WebPage", "name": name}
