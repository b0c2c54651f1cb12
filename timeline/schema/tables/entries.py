"""Define the tables of entries and of the rows that belong to them."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from timeline.schema.columns import STRICT, Base, bounds_follow_date, created, filled, no_nul, number, one_of, uid
from timeline.schema.durations import CLASS, LISTED, OPENS, REPORTED, SPANNING
from timeline.schema.views import COLUMNS, DAY
from timeline.schema.vocabulary import ENTRY_KINDS, MODES, RELATIONS, STANCES


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
        Index("ix_entries_date", text(LISTED), "date_latest", "time"),
        Index("ix_entries_kind_date", "kind", text(LISTED), "date_latest", "time"),
        Index("ix_entries_speaker_date", "speaker_id", text(LISTED), "date_latest", "time"),
        Index("ix_entries_span", text(CLASS), "date_earliest", "date_latest", sqlite_where=text(SPANNING)),
        Index("ix_entries_open_start", "date_latest", sqlite_where=text(OPENS)),
        Index("ix_entries_reported", "date_latest", sqlite_where=text(REPORTED)),
        Index(
            "uq_entries_dataset_external_id",
            "dataset",
            "external_id",
            unique=True,
            sqlite_where=text("external_id IS NOT NULL"),
        ),
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
    """Somebody else who took part in an entry; the role ``speaker`` makes a joint statement."""

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
        server_default=text("'participant'"), doc="their role: host, signatory …; speaker for a joint statement"
    )
    changeset_id: Mapped[int | None] = created()


class EntryTopic(Base):
    """A topic that an entry is about."""

    __tablename__ = "entry_topics"
    __table_args__ = (UniqueConstraint("entry_id", "topic_id"), Index(None, "topic_id"), STRICT)

    id: Mapped[int] = number()
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), doc="the entry")
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), doc="the topic")
    changeset_id: Mapped[int | None] = created()


class EntryPlace(Base):
    """A place where an entry happened or was said."""

    __tablename__ = "entry_places"
    __table_args__ = (UniqueConstraint("entry_id", "place_id"), Index(None, "place_id"), STRICT)

    id: Mapped[int] = number()
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), doc="the entry")
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), doc="the place")
    changeset_id: Mapped[int | None] = created()


class Citation(Base):
    """The report of an entry in a source: its words, their position, and the outlet it relies on.

    ``exact``, ``prefix`` and ``suffix`` follow the TextQuoteSelector of the W3C Web Annotation Data Model, ``start``
    and ``end`` its TextPositionSelector, counted in code points of the snapshot's text. ``date_start`` and ``date_end``
    are the place of the words for the date, in the same text: without them, nobody knows that the source has the words.
    """

    __tablename__ = "citations"
    __table_args__ = (
        one_of("stance", STANCES),
        filled("exact"),
        CheckConstraint(
            '("start" IS NULL) = ("end" IS NULL) AND ("start" IS NULL OR 0 <= "start" AND "start" <= "end")',
            name="span",
        ),
        CheckConstraint(
            "(date_start IS NULL) = (date_end IS NULL)"
            " AND (date_start IS NULL OR 0 <= date_start AND date_start <= date_end)",
            name="date_span",
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
    via_id: Mapped[int | None] = mapped_column(ForeignKey("sources.id"), doc="the outlet that the source relies on")
    snapshot_id: Mapped[int | None] = mapped_column(
        ForeignKey("snapshots.id"), doc="the snapshot whose text start and end refer to"
    )
    exact: Mapped[str | None] = mapped_column(doc="the exact words in the source")
    prefix: Mapped[str | None] = mapped_column(doc="the words just before")
    suffix: Mapped[str | None] = mapped_column(doc="the words just after")
    start: Mapped[int | None] = mapped_column(doc="where the words begin in the snapshot's text")
    end: Mapped[int | None] = mapped_column(doc="where the words end")
    date: Mapped[str | None] = mapped_column(doc="the date this source gives, an EDTF date")
    date_text: Mapped[str | None] = mapped_column(doc="the source's own words for the date")
    date_start: Mapped[int | None] = mapped_column(
        doc="where these words begin in the snapshot's text; NULL if unknown"
    )
    date_end: Mapped[int | None] = mapped_column(doc="where they end")
    stance: Mapped[str] = mapped_column(server_default=text("'supports'"), doc="supports or disputes")
    note: Mapped[str | None] = mapped_column(doc="a remark")
    changeset_id: Mapped[int | None] = created()


class Link(Base):
    """A relation of one entry to another: reaffirms, contradicts, responds to …."""

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


class EntryCheck(Base):
    """The word of a person that an entry is right: that its speaker said this then, as its sources say.

    It holds while ``seen`` equals the entry as it is (the view ``checked``), so any change of what was seen ends it.
    """

    __tablename__ = "checks"
    __table_args__ = (
        filled("checked_by"),
        filled("doubt"),
        CheckConstraint("json_valid(seen)", name="seen"),
        no_nul("uid", "checked_by", "checked_at", "doubt", "seen"),
        Index(None, "entry_id"),
        STRICT,
    )

    id: Mapped[int] = number()
    uid: Mapped[str] = uid()
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), doc="the entry")
    checked_by: Mapped[str] = mapped_column(doc="who checked it")
    checked_at: Mapped[str] = mapped_column(doc="when, in UTC")
    doubt: Mapped[str | None] = mapped_column(doc="why this person doubts it; NULL if it is right")
    seen: Mapped[str] = mapped_column(doc="the entry as it was seen, as JSON")
    changeset_id: Mapped[int | None] = created()


for _column in Base.metadata.tables["entries"].columns:
    _column.doc = COLUMNS[_column.name][1]
