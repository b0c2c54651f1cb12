"""What marks a file as ours, the revisions of its schema, and where ``migrations`` and ``seed.sql`` are."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: "TLNE": marks a file as ours (PRAGMA application_id)
APPLICATION_ID = 0x544C4E45
#: schema revisions, oldest first; the last is the one this program reads and writes
REVISIONS = ("0001", "0002", "0003")
MINIMUM_SQLITE = (3, 38, 0)


def path(name: str) -> "Path":
    """Find ``migrations`` or ``seed.sql``: inside the installed package, or beside it in a checkout."""
    from pathlib import Path

    package = Path(__file__).parents[1]
    inside = package / name
    return inside if inside.exists() else package.parent / name
