"""Writing a file that is whole or not there: beside its place first, and then put there at once."""

import os
import shutil
import tempfile
from contextlib import suppress


def begin(path: str) -> tuple[int, str]:
    """Open a new file beside a path, and return its descriptor and name. Raises OSError where none can be made."""
    folder = os.path.dirname(os.path.abspath(path)) if is_replaceable(path) else None
    try:
        return tempfile.mkstemp(prefix=".timeline-", dir=folder)
    except OSError as error:
        raise OSError(error.errno, error.strerror, path) from None


def put_in_place(unfinished: str, path: str) -> None:
    """Let a file that is finished take its place; what goes to a device or a pipe, which has none, is written there."""
    if not is_replaceable(path):
        with open(unfinished, "rb") as finished, open(path, "wb") as out:
            shutil.copyfileobj(finished, out)
        os.remove(unfinished)
        return
    umask = os.umask(0)
    os.umask(umask)
    os.chmod(unfinished, 0o666 & ~umask)
    os.replace(unfinished, path)


def discard(unfinished: str) -> None:
    """Leave nothing of a file that is not finished."""
    with suppress(FileNotFoundError):
        os.remove(unfinished)


def is_replaceable(path: str) -> bool:
    """Tell whether a path is that of a file, or of none yet."""
    return not os.path.exists(path) or os.path.isfile(path)
