"""Define the tables of proposals (found in a text, and not yet entries), of verdicts on them, and of what was read."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from timeline.schema.columns import STRICT, Base, created, filled, no_nul, number, one_of, uid
from timeline.schema.vocabulary import CONFIDENCES, DECISIONS, ENTRY_KINDS, MODES, READING_OUTCOMES

#: columns that hold JSON lists as text: lists of spans, each a pair of code points, and lists of names
_SPANS = ("spans", "source_spans", "cue_spans", "date_spans", "via_spans")
_NAMES = ("participants", "places", "topics")
_EMPTY = text("'[]'")


class Proposal(Base):
    """A candidate entry found in the text of a snapshot. Its latest verdict says what became of it."""

    __tablename__ = "proposals"
    __table_args__ = (
        one_of("kind", ENTRY_KINDS),
        one_of("mode", MODES),
        one_of("confidence", CONFIDENCES),
        filled("text"),
        CheckConstraint("(kind = 'statement') = (mode IS NOT NULL)", name="statement"),
        CheckConstraint(
            " AND ".join(f"iif(json_valid({c}), json_type({c}) = 'array', 0)" for c in (*_SPANS, *_NAMES)),
            name="lists",
        ),
        no_nul("uid", "text", "speaker", "role", "date", "date_text", "setting", "via", "basis", *_SPANS, *_NAMES),
        Index(None, "snapshot_id"),
        STRICT,
    )

    id: Mapped[int] = number()
    uid: Mapped[str] = uid()
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshots.id"), doc="the snapshot in whose text it was found")
    kind: Mapped[str] = mapped_column(doc="event or statement")
    text: Mapped[str] = mapped_column(doc="its words in that text; “ … ” joins several spans")
    spans: Mapped[str] = mapped_column(doc="where its words are: pairs [begin, end] of code points, as JSON")
    confidence: Mapped[str] = mapped_column(doc="high, medium or low")
    speaker: Mapped[str | None] = mapped_column(doc="the name of the speaker; NULL if the text gives none")
    role: Mapped[str | None] = mapped_column(doc="how the source describes the speaker")
    mode: Mapped[str | None] = mapped_column(doc="verbatim or paraphrase; NULL for events")
    source_spans: Mapped[str] = mapped_column(server_default=_EMPTY, doc="where the text names the speaker")
    cue_spans: Mapped[str] = mapped_column(server_default=_EMPTY, doc="where the words of saying are, such as “said”")
    date: Mapped[str | None] = mapped_column(doc="when, an EDTF date; NULL if the text does not say")
    date_text: Mapped[str | None] = mapped_column(doc="the date as written")
    date_spans: Mapped[str] = mapped_column(server_default=_EMPTY, doc="where the text gives the date")
    setting: Mapped[str | None] = mapped_column(doc="press conference, interview, post …")
    via: Mapped[str | None] = mapped_column(doc="the outlet that the text cites it through")
    via_spans: Mapped[str] = mapped_column(server_default=_EMPTY, doc="where the text names that outlet")
    participants: Mapped[str] = mapped_column(server_default=_EMPTY, doc="names of others who speak or take part")
    places: Mapped[str] = mapped_column(server_default=_EMPTY, doc="names of known places in the words")
    topics: Mapped[str] = mapped_column(
        server_default=_EMPTY, doc="names of known topics in the words, and of those that people gave it"
    )
    basis: Mapped[str | None] = mapped_column(doc="the rule that found it")
    changeset_id: Mapped[int | None] = created()


class Verdict(Base):
    """A decision about a proposal. The latest one counts; earlier ones are never changed."""

    __tablename__ = "verdicts"
    __table_args__ = (
        one_of("decision", DECISIONS),
        CheckConstraint("(decision = 'accepted') = (entry_uid IS NOT NULL)", name="entry"),
        no_nul("entry_uid", "note"),
        Index(None, "proposal_id"),
        Index(None, "entry_uid"),
        STRICT,
    )

    id: Mapped[int] = number()
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"), doc="the proposal")
    decision: Mapped[str] = mapped_column(doc="accepted or rejected")
    entry_uid: Mapped[str | None] = mapped_column(doc="the uid of the entry that was made from it or cites it")
    note: Mapped[str | None] = mapped_column(doc="a remark")
    changeset_id: Mapped[int | None] = created()


class Reading(Base):
    """What came of reading one article of a corpus, so that the same command goes on where it ended.

    An article is read again only by another reader, or if somebody names it alone.
    """

    __tablename__ = "readings"
    __table_args__ = (
        one_of("outcome", READING_OUTCOMES),
        CheckConstraint("(outcome = 'stored') = (snapshot_id IS NOT NULL)", name="stored"),
        no_nul("input", "name", "reader", "text_sha256", "message"),
        UniqueConstraint("input", "reader"),
        Index(None, "snapshot_id"),
        STRICT,
    )

    id: Mapped[int] = number()
    input: Mapped[str] = mapped_column(doc="SHA-256 of what was to be read: the bytes, the record or the address")
    name: Mapped[str] = mapped_column(doc="the file, the address, or the list and the line in it")
    reader: Mapped[str] = mapped_column(doc="the versions of timeline, spaCy and its model that read it")
    outcome: Mapped[str] = mapped_column(
        doc="stored; nothing (no statements, no dated events); repeated (another source has the text); refused (it "
        "cannot be read or stored); killed (it ended its reader three times)"
    )
    text_sha256: Mapped[str | None] = mapped_column(doc="SHA-256 of its text in UTF-8; NULL if it has none")
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshots.id"), doc="the snapshot that it became")
    proposals: Mapped[int] = mapped_column(server_default=text("0"), doc="how many new proposals it gave")
    message: Mapped[str | None] = mapped_column(doc="why it was not stored")
    changeset_id: Mapped[int | None] = created()
