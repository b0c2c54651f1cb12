"""What was found in a text and is not an entry yet, and what people decided about it."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from timeline.schema.columns import STRICT, Base, created, filled, no_nul, number, one_of, uid
from timeline.schema.vocabulary import CONFIDENCES, DECISIONS, ENTRY_KINDS, MODES

#: columns that hold JSON lists, as text: of spans, each a pair of code points, and of names
_SPANS = ("spans", "source_spans", "cue_spans", "date_spans", "via_spans")
_NAMES = ("participants", "places", "topics")
_EMPTY = text("'[]'")


class Proposal(Base):
    """A candidate entry found in the text of a snapshot. What became of it, its latest verdict tells."""

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
    text: Mapped[str] = mapped_column(doc="the words as they stand there; several spans are joined by “ … ”")
    spans: Mapped[str] = mapped_column(doc="where: pairs [begin, end] of code points, as JSON")
    confidence: Mapped[str] = mapped_column(doc="high, medium or low")
    speaker: Mapped[str | None] = mapped_column(doc="who says it, by name; NULL where no name is told")
    role: Mapped[str | None] = mapped_column(doc="how the source describes the speaker")
    mode: Mapped[str | None] = mapped_column(doc="verbatim or paraphrase; NULL for events")
    source_spans: Mapped[str] = mapped_column(server_default=_EMPTY, doc="where the speaker is named")
    cue_spans: Mapped[str] = mapped_column(server_default=_EMPTY, doc="where it says that something is said")
    date: Mapped[str | None] = mapped_column(doc="when, an EDTF date; NULL where that is not told")
    date_text: Mapped[str | None] = mapped_column(doc="the date as written")
    date_spans: Mapped[str] = mapped_column(server_default=_EMPTY, doc="where the date is written")
    setting: Mapped[str | None] = mapped_column(doc="press conference, interview, post …")
    via: Mapped[str | None] = mapped_column(doc="the outlet that it is cited through")
    via_spans: Mapped[str] = mapped_column(server_default=_EMPTY, doc="where that outlet is named")
    participants: Mapped[str] = mapped_column(server_default=_EMPTY, doc="names of who else speaks or takes part")
    places: Mapped[str] = mapped_column(server_default=_EMPTY, doc="names of known places in the words")
    topics: Mapped[str] = mapped_column(server_default=_EMPTY, doc="names of known topics in the words")
    basis: Mapped[str | None] = mapped_column(doc="the rule that found it")
    changeset_id: Mapped[int | None] = created()


class Verdict(Base):
    """What somebody decided about a proposal. The latest one counts; earlier ones are never changed."""

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
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"), doc="about which proposal")
    decision: Mapped[str] = mapped_column(doc="accepted or rejected")
    entry_uid: Mapped[str | None] = mapped_column(doc="the uid of the entry that came of it, or cites it")
    note: Mapped[str | None] = mapped_column(doc="a remark")
    changeset_id: Mapped[int | None] = created()
