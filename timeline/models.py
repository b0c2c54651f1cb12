"""All tables, in reading order: what changed, who speaks, where and about what, from which source, what was said.

Every table is STRICT, every number AUTOINCREMENT (a deleted entry's number never comes back), every closed vocabulary a
named CHECK, and no text holds a NUL character, which would cut the history's JSON short. Each row of a table of facts
carries ``changeset_id``, the changeset that created it. A partial date is three columns: ``date`` is its EDTF text,
``date_earliest`` and ``date_latest`` the first and the last day it may mean.

A column's ``doc`` is its meaning, for people who read the file with other programs.
"""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from timeline.columns import STRICT, Base, bounds_follow_date, created, filled, no_nul, number, one_of, uid
from timeline.spans import CLASS, SPANNING
from timeline.views import COLUMNS, DAY, NOW
from timeline.vocabulary import ENTRY_KINDS, MODES, RELATIONS, SOURCE_KINDS, SPEAKER_KINDS, STANCES


class Changeset(Base):
    """One act of changing: who, when, with which command and why. Changesets are only ever added to."""

    __tablename__ = "changesets"
    __table_args__ = (no_nul("uid", "at", "actor", "command", "message"), STRICT)

    id: Mapped[int] = number()
    uid: Mapped[str] = uid()
    at: Mapped[str] = mapped_column(server_default=text(f"({NOW})"), doc="when, in UTC to the millisecond")
    actor: Mapped[str] = mapped_column(doc="who; 'outside' where a row was changed by plain SQL")
    command: Mapped[str | None] = mapped_column(doc="the command line that did it")
    message: Mapped[str | None] = mapped_column(doc="why")


class Revision(Base):
    """One row as it was before a changeset touched it. Revisions are only ever added to."""

    __tablename__ = "revisions"
    __table_args__ = (
        one_of("action", ("insert", "update", "delete")),
        Index(None, "table_name", "row_id", "changeset_id"),
        Index(None, "changeset_id"),
        STRICT,
    )

    id: Mapped[int] = number()
    changeset_id: Mapped[int] = mapped_column(ForeignKey("changesets.id"), doc="the changeset that touched the row")
    table_name: Mapped[str] = mapped_column(doc="the row's table")
    row_id: Mapped[int] = mapped_column(doc="the row's number")
    action: Mapped[str] = mapped_column(doc="what was done to it: insert, update or delete")
    before: Mapped[str | None] = mapped_column(doc="the row before, as JSON; NULL where there was none")


class Writing(Base):
    """The changeset that is being written, in one row; empty outside the program's own transactions."""

    __tablename__ = "writing"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, doc="always 1")
    changeset_id: Mapped[int | None] = mapped_column(doc="set while a command of the program writes")
    restoring: Mapped[int] = mapped_column(server_default=text("0"), doc="1 while earlier rows are being put back")


class Replaced(Base):
    """Rows that an INSERT OR REPLACE is about to remove; emptied within the same statement."""

    __tablename__ = "replaced"
    __table_args__ = ({"sqlite_strict": True},)

    id: Mapped[int] = mapped_column(primary_key=True, doc="row number")
    table_name: Mapped[str] = mapped_column(doc="the row's table")
    row_id: Mapped[int] = mapped_column(doc="the row's number")
    before: Mapped[str] = mapped_column(doc="the row as JSON")
    at: Mapped[str] = mapped_column(doc="when")


class Speaker(Base):
    """A person, organization or state that speaks or acts."""

    __tablename__ = "speakers"
    __table_args__ = (
        one_of("kind", SPEAKER_KINDS),
        filled("name"),
        CheckConstraint("country GLOB '[A-Z][A-Z]'", name="country"),
        no_nul("uid", "name", "kind", "country", "wikidata", "note"),
        Index(None, "name"),
        STRICT,
    )

    id: Mapped[int] = number()
    uid: Mapped[str] = uid()
    name: Mapped[str] = mapped_column(doc="the name to print")
    kind: Mapped[str] = mapped_column(server_default=text("'person'"), doc="person, organization or state")
    country: Mapped[str | None] = mapped_column(doc="country it speaks for, ISO 3166 alpha-2")
    wikidata: Mapped[str | None] = mapped_column(doc="Wikidata item, such as Q58217")
    note: Mapped[str | None] = mapped_column(doc="a remark")
    changeset_id: Mapped[int | None] = created()


class SpeakerName(Base):
    """A name that a speaker is known by, in any language; the printed name is among them."""

    __tablename__ = "speaker_names"
    __table_args__ = (
        UniqueConstraint("speaker_id", "name"),
        filled("name"),
        no_nul("name", "lang", "key"),
        Index("ix_speaker_names_name_nocase", text("name COLLATE NOCASE")),
        Index(None, "key"),
        STRICT,
    )

    id: Mapped[int] = number()
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speakers.id"), doc="whose name")
    name: Mapped[str] = mapped_column(doc="the name")
    lang: Mapped[str | None] = mapped_column(doc="its language, BCP 47")
    key: Mapped[str | None] = mapped_column(doc="matching key; NULL until timeline computes it")
    changeset_id: Mapped[int | None] = created()


class Office(Base):
    """A post that a speaker held from–until."""

    __tablename__ = "offices"
    __table_args__ = (
        filled("title"),
        CheckConstraint("country GLOB '[A-Z][A-Z]'", name="country"),
        bounds_follow_date(required=False),
        no_nul("title", "organization", "country", "date", "note"),
        Index(None, "speaker_id", "date_earliest"),
        STRICT,
    )

    id: Mapped[int] = number()
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speakers.id"), doc="who held it")
    title: Mapped[str] = mapped_column(doc="the post, such as foreign minister")
    organization: Mapped[str | None] = mapped_column(doc="of what, such as Russia or the Kremlin")
    country: Mapped[str | None] = mapped_column(doc="country it belongs to, ISO 3166 alpha-2")
    date: Mapped[str | None] = mapped_column(doc="when it was held, an EDTF date, mostly an interval")
    date_earliest: Mapped[str | None] = mapped_column(doc="first day it may have been held")
    date_latest: Mapped[str | None] = mapped_column(doc="last day it may have been held")
    note: Mapped[str | None] = mapped_column(doc="a remark")
    changeset_id: Mapped[int | None] = created()


class Topic(Base):
    """What an entry is about."""

    __tablename__ = "topics"
    __table_args__ = (filled("name"), no_nul("uid", "name", "key", "note"), Index(None, "key"), STRICT)

    id: Mapped[int] = number()
    uid: Mapped[str] = uid()
    name: Mapped[str] = mapped_column(unique=True, doc="the name")
    key: Mapped[str | None] = mapped_column(doc="matching key; NULL until timeline computes it")
    note: Mapped[str | None] = mapped_column(doc="a remark")
    changeset_id: Mapped[int | None] = created()


class Place(Base):
    """Where something happened; places lie in places."""

    __tablename__ = "places"
    __table_args__ = (
        filled("name"),
        CheckConstraint("parent_id <> id", name="parent"),
        CheckConstraint("country GLOB '[A-Z][A-Z]'", name="country"),
        no_nul("uid", "name", "country", "wikidata", "note"),
        Index(None, "parent_id"),
        STRICT,
    )

    id: Mapped[int] = number()
    uid: Mapped[str] = uid()
    name: Mapped[str] = mapped_column(doc="the name to print")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), doc="the place it lies in")
    country: Mapped[str | None] = mapped_column(doc="ISO 3166 alpha-2, where one applies")
    wikidata: Mapped[str | None] = mapped_column(doc="Wikidata item")
    note: Mapped[str | None] = mapped_column(doc="a remark")
    changeset_id: Mapped[int | None] = created()


class PlaceName(Base):
    """A name that a place is known by, in any language; the printed name is among them."""

    __tablename__ = "place_names"
    __table_args__ = (
        UniqueConstraint("place_id", "name"),
        filled("name"),
        no_nul("name", "lang", "key"),
        Index(None, "key"),
        STRICT,
    )

    id: Mapped[int] = number()
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), doc="whose name")
    name: Mapped[str] = mapped_column(doc="the name")
    lang: Mapped[str | None] = mapped_column(doc="its language, BCP 47")
    key: Mapped[str | None] = mapped_column(doc="matching key; NULL until timeline computes it")
    changeset_id: Mapped[int | None] = created()


class Source(Base):
    """A document: article, transcript, video, post, treaty."""

    __tablename__ = "sources"
    __table_args__ = (
        one_of("kind", SOURCE_KINDS),
        CheckConstraint("coalesce(title, url, publisher) IS NOT NULL", name="named"),
        no_nul(
            "uid",
            "kind",
            "title",
            "publisher",
            "author",
            "url",
            "archive_url",
            "published",
            "lang",
            "accessed_at",
            "note",
        ),
        Index(None, "url"),
        STRICT,
    )

    id: Mapped[int] = number()
    uid: Mapped[str] = uid()
    kind: Mapped[str] = mapped_column(server_default=text("'article'"), doc="article, transcript, video …")
    title: Mapped[str | None] = mapped_column(doc="its title")
    publisher: Mapped[str | None] = mapped_column(doc="who published it")
    author: Mapped[str | None] = mapped_column(doc="who wrote it")
    url: Mapped[str | None] = mapped_column(doc="its address")
    archive_url: Mapped[str | None] = mapped_column(doc="address of an archived copy")
    published: Mapped[str | None] = mapped_column(doc="when it was published, an EDTF date")
    lang: Mapped[str | None] = mapped_column(doc="its language, BCP 47")
    accessed_at: Mapped[str | None] = mapped_column(doc="when it was last looked at")
    note: Mapped[str | None] = mapped_column(doc="a remark")
    changeset_id: Mapped[int | None] = created()


class Snapshot(Base):
    """A source as retrieved: its bytes, its text and the fingerprints of both."""

    __tablename__ = "snapshots"
    __table_args__ = (
        no_nul("retrieved_at", "media_type", "content_sha256", "text", "text_sha256", "extractor"),
        Index(None, "source_id"),
        STRICT,
    )

    id: Mapped[int] = number()
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), doc="of which source")
    retrieved_at: Mapped[str] = mapped_column(doc="when it was retrieved, in UTC")
    media_type: Mapped[str | None] = mapped_column(doc="such as text/html")
    content: Mapped[bytes | None] = mapped_column(doc="the bytes as retrieved, in gzip; or as they are")
    content_sha256: Mapped[str | None] = mapped_column(doc="SHA-256 of the bytes as retrieved")
    text: Mapped[str] = mapped_column(doc="the text that was extracted")
    text_sha256: Mapped[str] = mapped_column(doc="SHA-256 of the text in UTF-8")
    extractor: Mapped[str | None] = mapped_column(doc="what extracted the text, with version")
    changeset_id: Mapped[int | None] = created()


class Entry(Base):
    """Anything on the timeline: an event or a statement."""

    __tablename__ = "entries"
    __table_args__ = (
        one_of("kind", ENTRY_KINDS),
        one_of("mode", MODES),
        CheckConstraint("kind <> 'event' OR (title IS NOT NULL AND speaker_id IS NULL AND mode IS NULL)", name="event"),
        CheckConstraint(
            "kind <> 'statement' OR (speaker_id IS NOT NULL AND text IS NOT NULL AND mode IS NOT NULL)",
            name="statement",
        ),
        CheckConstraint(
            f"time IS NULL OR (date GLOB '{DAY}' AND time GLOB '[0-2][0-9]:[0-5][0-9]*' AND time < '24') IS TRUE",
            name="time",
        ),
        filled("title"),
        filled("text"),
        bounds_follow_date(required=True),
        no_nul(*(c for c, (sql, _) in COLUMNS.items() if not sql and c not in ("id", "speaker_id", "changeset_id"))),
        Index("ix_entries_date", "date_earliest", "date_latest", "time"),
        Index("ix_entries_kind_date", "kind", "date_earliest", "date_latest", "time"),
        Index("ix_entries_speaker_date", "speaker_id", "date_earliest", "date_latest", "time"),
        Index("ix_entries_span", text(CLASS), "date_earliest", "date_latest", sqlite_where=text(SPANNING)),
        Index(
            "uq_entries_dataset_external_id",
            "dataset",
            "external_id",
            unique=True,
            sqlite_where=text("external_id IS NOT NULL"),
        ),
        Index(None, "changeset_id"),
        STRICT,
    )
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True}

    id: Mapped[int] = number()
    uid: Mapped[str] = uid()
    kind: Mapped[str]
    date: Mapped[str | None]
    date_earliest: Mapped[str | None]
    date_latest: Mapped[str | None]
    time: Mapped[str | None]
    date_text: Mapped[str | None]
    title: Mapped[str | None]
    text: Mapped[str | None]
    speaker_id: Mapped[int | None] = mapped_column(ForeignKey("speakers.id"))
    role: Mapped[str | None]
    mode: Mapped[str | None]
    original_text: Mapped[str | None]
    setting: Mapped[str | None]
    lang: Mapped[str | None]
    note: Mapped[str | None]
    dataset: Mapped[str | None]
    external_id: Mapped[str | None]
    changeset_id: Mapped[int | None] = created()


class Event(Entry):
    """Something that happened."""

    __mapper_args__ = {"polymorphic_identity": "event"}


class Statement(Entry):
    """Words attributed to a speaker."""

    __mapper_args__ = {"polymorphic_identity": "statement"}


class Participant(Base):
    """Who else took part in an entry; the role ``speaker`` makes a joint statement."""

    __tablename__ = "participants"
    __table_args__ = (
        UniqueConstraint("entry_id", "speaker_id", "role"),
        filled("role"),
        no_nul("role"),
        Index(None, "speaker_id"),
        STRICT,
    )

    id: Mapped[int] = number()
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), doc="the entry")
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speakers.id"), doc="who took part")
    role: Mapped[str] = mapped_column(
        server_default=text("'participant'"), doc="as what: host, signatory …; speaker for a joint statement"
    )
    changeset_id: Mapped[int | None] = created()


class EntryTopic(Base):
    """An entry is about a topic."""

    __tablename__ = "entry_topics"
    __table_args__ = (UniqueConstraint("entry_id", "topic_id"), Index(None, "topic_id"), STRICT)

    id: Mapped[int] = number()
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), doc="the entry")
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), doc="the topic")
    changeset_id: Mapped[int | None] = created()


class EntryPlace(Base):
    """An entry happened, or was said, at a place."""

    __tablename__ = "entry_places"
    __table_args__ = (UniqueConstraint("entry_id", "place_id"), Index(None, "place_id"), STRICT)

    id: Mapped[int] = number()
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), doc="the entry")
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), doc="the place")
    changeset_id: Mapped[int | None] = created()


class Citation(Base):
    """Where in which source, in which words and through whom an entry is reported.

    ``exact``, ``prefix`` and ``suffix`` follow the TextQuoteSelector of the W3C Web Annotation Data Model, ``start``
    and ``end`` its TextPositionSelector, counted in code points of the snapshot's text.
    """

    __tablename__ = "citations"
    __table_args__ = (
        one_of("stance", STANCES),
        filled("exact"),
        CheckConstraint(
            '("start" IS NULL) = ("end" IS NULL) AND ("start" IS NULL OR 0 <= "start" AND "start" <= "end")',
            name="span",
        ),
        no_nul("exact", "prefix", "suffix", "date", "date_text", "note"),
        Index(None, "entry_id"),
        Index(None, "source_id"),
        Index(None, "via_id"),
        Index(None, "snapshot_id"),
        STRICT,
    )

    id: Mapped[int] = number()
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), doc="the entry")
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), doc="the source that reports it")
    via_id: Mapped[int | None] = mapped_column(ForeignKey("sources.id"), doc="the outlet it is cited through")
    snapshot_id: Mapped[int | None] = mapped_column(
        ForeignKey("snapshots.id"), doc="the snapshot start and end count in"
    )
    exact: Mapped[str | None] = mapped_column(doc="the exact words in the source")
    prefix: Mapped[str | None] = mapped_column(doc="the words just before")
    suffix: Mapped[str | None] = mapped_column(doc="the words just after")
    start: Mapped[int | None] = mapped_column(doc="where the words begin in the snapshot's text")
    end: Mapped[int | None] = mapped_column(doc="where the words end")
    date: Mapped[str | None] = mapped_column(doc="the date this source gives, an EDTF date")
    date_text: Mapped[str | None] = mapped_column(doc="the date in the source's words")
    stance: Mapped[str] = mapped_column(server_default=text("'supports'"), doc="supports or disputes")
    note: Mapped[str | None] = mapped_column(doc="a remark")
    changeset_id: Mapped[int | None] = created()


class Link(Base):
    """One entry relates to another: reaffirms, contradicts, responds to …."""

    __tablename__ = "links"
    __table_args__ = (
        UniqueConstraint("from_id", "to_id", "relation"),
        one_of("relation", RELATIONS),
        CheckConstraint("from_id <> to_id", name="not_itself"),
        no_nul("note"),
        Index(None, "to_id"),
        STRICT,
    )

    id: Mapped[int] = number()
    from_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), doc="the entry that relates")
    to_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), doc="the entry it relates to")
    relation: Mapped[str] = mapped_column(doc="reaffirms, contradicts, responds_to …")
    note: Mapped[str | None] = mapped_column(doc="a remark")
    changeset_id: Mapped[int | None] = created()


#: the tables that hold facts, owners before what they own; history is kept of all of them
FACTS = tuple(
    t for t in Base.metadata.sorted_tables if "changeset_id" in t.columns and t.name not in ("revisions", "writing")
)

METADATA = Base.metadata

for _column in METADATA.tables["entries"].columns:
    _column.doc = COLUMNS[_column.name][1]
