"""Alembic's environment: the program hands in its own connection; ``alembic`` on a shell uses TIMELINE_DB."""

import os
import warnings
from pathlib import Path
from typing import Any

from alembic import context
from sqlalchemy import Connection

from timeline.database.engine import begun
from timeline.history import seals
from timeline.schema.tables import METADATA


def include_object(_object: Any, name: str | None, type_: str, _reflected: Any, _compare_to: Any) -> bool:
    """Leave out what autogenerate cannot compare: shadow tables of full-text search, indexes over expressions."""
    shadow = type_ == "table" and "_fts" in str(name)
    return not (shadow or (type_ == "index" and str(name).endswith(("_nocase", "_span", "_date"))))


def run(connection: Connection) -> None:
    """Run the migrations inside the caller's transaction; that indexes over expressions stay uncompared is known."""
    warnings.filterwarnings("ignore", ".*expression-based index")
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        include_object=include_object,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    _seal(connection)


def _seal(connection: Connection) -> None:
    """Seal the history of a file that had no seals before, as found; the upgrade of any other is an open changeset."""
    own: Any = connection.connection.driver_connection
    if not own.execute("SELECT 1 FROM sqlite_schema WHERE name = 'seals'").fetchone():
        return
    if seals.head(own) is None and own.execute("SELECT 1 FROM writing WHERE changeset_id IS NULL").fetchone():
        seals.seal_found(own)


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with begun(Path(os.environ.get("TIMELINE_DB", "timeline.db")), foreign_keys=False) as own:
        run(own)
