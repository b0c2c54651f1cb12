"""Define the tables of the history: changesets and revisions, and two tables of notes for the triggers."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from timeline.schema.columns import STRICT, Base, no_nul, number, one_of, uid
from timeline.schema.views import NOW


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
    __table_args__ = (CheckConstraint("id = 1", name="one_row"), {"sqlite_strict": True})

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, doc="always 1")
    changeset_id: Mapped[int | None] = mapped_column(doc="set while a command of timeline writes")
    restoring: Mapped[int] = mapped_column(server_default=text("0"), doc="1 while an undo restores earlier rows")


class Replaced(Base):
    """Rows that an INSERT OR REPLACE is about to remove; the same statement empties the table again."""

    __tablename__ = "replaced"
    __table_args__ = ({"sqlite_strict": True},)

    id: Mapped[int] = mapped_column(primary_key=True, doc="row number")
    table_name: Mapped[str] = mapped_column(doc="the row's table")
    row_id: Mapped[int] = mapped_column(doc="the row's number")
    before: Mapped[str] = mapped_column(doc="the row as JSON")
    at: Mapped[str] = mapped_column(doc="when")
