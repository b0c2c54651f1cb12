"""Plain words in the messages of triggers; what they refuse stays the same."""

from collections.abc import Sequence

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

#: words of a message, before and after
MESSAGES = (
    ("REPLACE would also remove what hangs on this row;", "REPLACE would also remove the rows that refer to this one;"),
    ("history is only added to", "the history can only grow; its rows are never changed or deleted"),
    (
        "what was found in a text stays as it was found; change the entry that comes of it",
        "a proposal stays as it was made; change the entry that was made from it",
    ),
)


def upgrade() -> None:
    """Make the triggers with such a message anew."""
    _reword(MESSAGES)


def downgrade() -> None:
    """Give the triggers their earlier words."""
    _reword([(after, before) for before, after in MESSAGES])


def _reword(messages: Sequence[tuple[str, str]]) -> None:
    run = op.get_bind().exec_driver_sql
    for old, new in messages:
        query = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND instr(sql, ?)"
        for name, sql in run(query, (old,)).fetchall():
            run(f"DROP TRIGGER {name}")
            run(sql.replace(old, new))
