"""Remember what was read of a corpus."""

from sqlalchemy.orm import Session

from timeline.schema.tables import Reading
from timeline.store.naming import driver

_COLUMNS = tuple(column.name for column in Reading.__table__.columns if column.name not in ("id", "changeset_id"))
_INSERT = (
    f"INSERT INTO readings ({', '.join(_COLUMNS)}, changeset_id)"
    f" VALUES ({', '.join(f':{name}' for name in _COLUMNS)}, :changeset_id)"
)


def is_read(session: Session, digest: str, reader: str) -> bool:
    """Tell whether a reader has read an article, known by the SHA-256 of its input."""
    query = "SELECT 1 FROM readings WHERE input = ? AND reader = ?"
    return driver(session).execute(query, (digest, reader)).fetchone() is not None


def add_reading(session: Session, **columns: str | int | None) -> None:
    """Store a row of ``readings``; its snapshot has to be stored already."""
    session.flush()
    driver(session).execute(_INSERT, {**columns, "changeset_id": session.info["changeset"]})
