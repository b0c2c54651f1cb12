"""Identify timeline files, list the revisions of their schema, and find ``migrations`` and ``seed.sql``."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: "TLNE": marks a file as a timeline (PRAGMA application_id)
APPLICATION_ID = 0x544C4E45
#: schema revisions, oldest first; the last is the one this program reads and writes
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012")
MINIMUM_SQLITE = (3, 38, 0)


def path(name: str) -> "Path":
    """Return the path of ``migrations`` or ``seed.sql``: in the installed package, or next to it in a checkout."""
    from pathlib import Path

    package = Path(__file__).parents[1]
    inside = package / name
    return inside if inside.exists() else package.parent / name
