"""Back up a file before the first change of a day, for fronts that stay open."""

import datetime
import os

from timeline.database.opening import File, Status, path_status


def name_of(path: File, day: datetime.date) -> str:
    """Return the path of the backup of a day, next to the file."""
    return f"{os.fspath(path)}.backup-{day.isoformat()}"


def keep(path: File, day: datetime.date) -> str | None:
    """Make the verified backup of a day, and return its path; None if it is there, or the file has nothing yet.

    Raises DatabaseError if it cannot be made, or the copy is damaged, and RefusedError if another one is being made.
    """
    target = name_of(path, day)
    if os.path.lexists(target) or path_status(path) is not Status.CURRENT:
        return None
    from timeline.database.backup import back_up

    back_up(path, target)
    return target
