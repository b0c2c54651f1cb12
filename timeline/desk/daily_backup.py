"""Back up a file before the first change of a day, for fronts that stay open."""

import datetime
import os
import threading
import time

from timeline.database.opening import File, Status, path_status
from timeline.errors import DatabaseError, RefusedError

_MUTEX = threading.Lock()
#: how long the backup of another program is waited for, and how often it is looked for
_MOST_SECONDS, _LOOK_SECONDS = 60.0, 0.1
_MOST_NAMES = 10


def name_of(path: File, day: datetime.date) -> str:
    """Return the path of the backup of a day, next to the file."""
    return f"{os.fspath(path)}.backup-{day.isoformat()}"


def _free_name(name: str) -> str | None:
    """Return the name for the backup of a day; None if there is one. Something else of that name is left alone."""
    for number in range(1, _MOST_NAMES):
        target = name if number == 1 else f"{name}-{number}"
        if not os.path.lexists(target):
            return target
        if _is_backup(target):
            return None
    raise DatabaseError(f"{name} and names like it are taken by something else; move it, so that a backup can be made")


def _is_backup(target: str) -> bool:
    try:
        return path_status(target) in (Status.CURRENT, Status.OLDER, Status.NEWER)
    except DatabaseError:
        return False


def keep(path: File, day: datetime.date) -> str | None:
    """Make the verified backup of a day, and return its path; None if it is there, or the file has nothing yet.

    If another thread or program is making it, wait for that. Raises DatabaseError if it cannot be made, or the copy is
    damaged, and RefusedError if another program takes too long.
    """
    if path_status(path) is not Status.CURRENT:
        return None
    target = _free_name(name_of(path, day))
    if target is None:
        return None
    from timeline.database.backup import RUNNING, back_up

    with _MUTEX:
        until = time.monotonic() + _MOST_SECONDS
        while not os.path.lexists(target):
            try:
                back_up(path, target)
            except RefusedError as error:
                if os.path.lexists(target):
                    return None
                if error.code != RUNNING or time.monotonic() > until:
                    raise
                time.sleep(_LOOK_SECONDS)
            else:
                return target
    return None
