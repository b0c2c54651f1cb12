"""The first schema: everything in ``0001_first_schema.sql`` beside this file, frozen."""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def statements() -> Iterator[str]:
    """Split the frozen script; a trigger holds semicolons of its own, so SQLite tells where a statement ends."""
    statement = ""
    for line in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip().removesuffix(";")
            statement = ""


def upgrade() -> None:
    """Make every table, index, view and trigger."""
    for statement in statements():
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Remove all of it, views and triggers first."""
    connection = op.get_bind()
    for kind in ("view", "trigger", "table"):
        found = connection.exec_driver_sql(
            "SELECT name FROM sqlite_schema WHERE type = ? AND name NOT LIKE 'sqlite_%' AND name <> 'alembic_version'",
            (kind,),
        ).scalars()
        for name in found.all():
            connection.exec_driver_sql(f'DROP {kind} IF EXISTS "{name}"')
    connection.exec_driver_sql("PRAGMA application_id = 0")
