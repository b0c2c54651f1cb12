"""Upgrade an older file, and print where its backup is."""

from timeline.cli import progress
from timeline.cli.output import note
from timeline.database import contents
from timeline.database.opening import File
from timeline.schema import shipped


def upgraded(path: File) -> None:
    """Upgrade an older file and print where its backup is."""
    from timeline.database import migrate

    with progress.shown("upgrading"):
        try:
            backup = migrate.upgrade(path)
        except migrate.AlreadyUpgradedError as done:  # by another program, in the meantime
            note(str(done))
            return
    note(f"upgraded {path} to schema {shipped.REVISIONS[-1]}; a copy from before the upgrade is in {backup}")
    if unplaced := contents.unplaced_dates(path):
        note(
            f"citations whose words for a date are not known to stand in their source: {unplaced}; see: timeline verify"
        )
