"""Define the tables of the history: changesets, revisions and seals, and two tables of notes for the triggers."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from timeline.schema.columns import STRICT, Base, created, filled, no_nul, number, one_of, uid
from timeline.schema.views import NOW
from timeline.schema.vocabulary import SEAL_BASES

_DIGEST = "length(digest) = 64 AND digest NOT GLOB '*[^0-9a-f]*'"


class Changeset(Base):
    """One act of changing: who, when, with which command and why. Changesets are added, never changed or deleted."""

    __tablename__ = "changesets"
    __table_args__ = (no_nul("uid", "at", "actor", "command", "message"), STRICT)

    id: Mapped[int] = number()
    uid: Mapped[str] = uid()
    at: Mapped[str] = mapped_column(server_default=text(f"({NOW})"), doc="when, in UTC to the millisecond")
    actor: Mapped[str] = mapped_column(doc="who; 'outside' if plain SQL changed a row")
    command: Mapped[str | None] = mapped_column(doc="the command line that did it")
    message: Mapped[str | None] = mapped_column(doc="why")


class Revision(Base):
    """One row as it was before a changeset touched it. Revisions are added, never changed or deleted."""

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
    action: Mapped[str] = mapped_column(doc="the action on the row: insert, update or delete")
    before: Mapped[str | None] = mapped_column(doc="the row before, as JSON; NULL if there was none")


class Writing(Base):
    """The changeset that timeline is writing, in one row; NULL outside timeline's own transactions."""

    __tablename__ = "writing"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("restoring IN (0, 1)", name="restoring"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, doc="always 1")
    changeset_id: Mapped[int | None] = mapped_column(doc="set while a command of timeline writes")
    restoring: Mapped[int] = mapped_column(server_default=text("0"), doc="1 while an undo restores earlier rows")
    closed: Mapped[int] = mapped_column(
        server_default=text("0"), doc="the last changeset that is closed: it and those before it cannot be named again"
    )


class Seal(Base):
    """The digest that closes a changeset; each covers the one before it, so the last one covers the whole history."""

    __tablename__ = "seals"
    __table_args__ = (
        one_of("basis", SEAL_BASES),
        CheckConstraint(_DIGEST, name="digest"),
        STRICT,
    )

    id: Mapped[int] = number()
    changeset_id: Mapped[int] = mapped_column(ForeignKey("changesets.id"), unique=True, doc="the changeset")
    digest: Mapped[str] = mapped_column(doc="SHA-256 of the digest before, the changeset, its revisions and its rows")
    basis: Mapped[str] = mapped_column(
        doc="written: sealed as it was written; outside: by plain SQL, sealed by the next command; found: sealed later"
    )


class Signature(Base):
    """What somebody signed with an ssh key: the digest of a changeset. Signatures are only added."""

    __tablename__ = "signatures"
    __table_args__ = (CheckConstraint(_DIGEST, name="digest"), filled("signature"), no_nul("signature"), STRICT)

    id: Mapped[int] = number()
    changeset_id: Mapped[int] = mapped_column(ForeignKey("changesets.id"), doc="the last changeset that it covers")
    digest: Mapped[str] = mapped_column(doc="the digest of that changeset when it was signed")
    signature: Mapped[str] = mapped_column(doc="the signature, as ssh-keygen writes it")


class KeptTrigger(Base):
    """A trigger of somebody's own on our tables, kept on purpose; timeline does not write to a file with others."""

    __tablename__ = "kept_triggers"
    __table_args__ = (filled("name"), filled("sql"), no_nul("name", "sql"), STRICT)

    id: Mapped[int] = number()
    name: Mapped[str] = mapped_column(unique=True, doc="its name")
    sql: Mapped[str] = mapped_column(doc="its statement; a changed trigger is another one")
    changeset_id: Mapped[int | None] = created()


class Replaced(Base):
    """Rows that an INSERT OR REPLACE is about to remove; the same statement empties the table again."""

    __tablename__ = "replaced"
    __table_args__ = ({"sqlite_strict": True},)

    id: Mapped[int] = mapped_column(primary_key=True, doc="row number")
    table_name: Mapped[str] = mapped_column(doc="the row's table")
    row_id: Mapped[int] = mapped_column(doc="the row's number")
    before: Mapped[str] = mapped_column(doc="the row as JSON")
    at: Mapped[str] = mapped_column(doc="when")
