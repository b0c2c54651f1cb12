"""Write files atomically: to a temporary file in the same folder, then rename it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO


@contextmanager
def replacing(path: str) -> Iterator[BinaryIO]:
    """Open a file to write bytes to, which takes its place when the block ends well. A device or pipe is written to.

    Raises OSError if it cannot be written; whatever was there then stays.
    """
    if not is_replaceable(path):
        with open(path, "wb") as out:
            yield out
        return
    handle, unfinished = begin(path)
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
        put_in_place(unfinished, path)
    except BaseException:
        discard(unfinished)
        raise


def begin(path: str) -> tuple[int, str]:
    """Open a new file beside a path, and return its descriptor and name. Raises OSError where none can be made."""
    import tempfile  # which takes long to import, and most commands write no file

    folder = os.path.dirname(os.path.abspath(path)) if is_replaceable(path) else None
    try:
        return tempfile.mkstemp(prefix=".timeline-", dir=folder)
    except OSError as error:
        raise OSError(error.errno, error.strerror, path) from None


def put_in_place(unfinished: str, path: str) -> None:
    """Let a file that is finished take its place; what goes to a device or a pipe, which has none, is written there."""
    if not is_replaceable(path):
        import shutil

        with open(unfinished, "rb") as finished, open(path, "wb") as out:
            shutil.copyfileobj(finished, out)
        os.remove(unfinished)
        return
    set_default_mode(unfinished, 0o666)
    os.replace(unfinished, path)


def set_default_mode(path: str, mode: int) -> None:
    """Give a temporary file or folder, which only its owner may read, the permissions that a new one has."""
    umask = os.umask(0)
    os.umask(umask)
    os.chmod(path, mode & ~umask)


def discard(unfinished: str) -> None:
    """Leave nothing of a file that is not finished."""
    with suppress(FileNotFoundError):
        os.remove(unfinished)


def is_replaceable(path: str) -> bool:
    """Tell whether a path is that of a file, or of none yet."""
    return not os.path.exists(path) or os.path.isfile(path)
