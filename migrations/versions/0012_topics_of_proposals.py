"""People may give a proposal topics before they decide about it; the rest of it stays as it was made."""

from collections.abc import Sequence

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

#: the part of the trigger that kept the topics, and what comes before it
BEFORE = "NEW.places IS NOT OLD.places"
TOPICS = " OR NEW.topics IS NOT OLD.topics"


def upgrade() -> None:
    """Let the topics of a proposal change."""
    _reword(BEFORE + TOPICS, BEFORE)


def downgrade() -> None:
    """Keep the topics of a proposal as they are."""
    _reword(BEFORE, BEFORE + TOPICS)


def _reword(before: str, after: str) -> None:
    run = op.get_bind().exec_driver_sql
    sql = run("SELECT sql FROM sqlite_schema WHERE name = 'proposals_keep_update'").scalar_one()
    run("DROP TRIGGER proposals_keep_update")
    run(sql.replace(before, after))
