"""${message}."""

from collections.abc import Sequence

from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Say what changes, in frozen SQL: the models of a later day must not change what this migration does."""
    ${upgrades if upgrades else "raise SystemExit('write me')"}


def downgrade() -> None:
    """Take it back."""
    ${downgrades if downgrades else "raise SystemExit('write me')"}
