"""Write files atomically, to a temporary file in the same folder that is renamed; tell files from pipes and devices."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO


@contextmanager
def replacing(path: str) -> Iterator[BinaryIO]:
    """Open a temporary file for bytes, and rename it to the path if the block ends without an error.

    Bytes for a device or pipe are written to it directly. Raises OSError if the file cannot be written; an earlier
    file then stays as it was.
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


def irregular(path: str) -> str | None:
    """Return what a path is, in words, if something other than a regular file is there; reading it might never end."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return None  # to be reported when it is opened
    if stat.S_ISREG(mode):
        return None
    return "a folder" if stat.S_ISDIR(mode) else "a pipe" if stat.S_ISFIFO(mode) else "a device or socket"


def begin(path: str) -> tuple[int, str]:
    """Create a temporary file in the folder of a path; return its descriptor and name. Raises OSError if it cannot."""
    import tempfile  # slow to import, and most commands write no file

    folder = os.path.dirname(os.path.abspath(path)) if is_replaceable(path) else None
    try:
        return tempfile.mkstemp(prefix=".timeline-", dir=folder)
    except OSError as error:
        raise OSError(error.errno, error.strerror, path) from None


def put_in_place(unfinished: str, path: str) -> None:
    """Rename a finished temporary file to its path; if the path is a device or a pipe, copy the bytes to it."""
    if not is_replaceable(path):
        import shutil

        with open(unfinished, "rb") as finished, open(path, "wb") as out:
            shutil.copyfileobj(finished, out)
        os.remove(unfinished)
        return
    set_default_mode(unfinished, 0o666)
    replace(unfinished, path)


def replace(unfinished: str, path: str) -> None:
    """Rename a file or folder, in place of another one of that name.

    Raises PermissionError, in words, if another program has the other one open, which only Windows forbids.
    """
    try:
        os.replace(unfinished, path)
    except PermissionError as error:
        if not os.path.exists(path):
            raise
        reason = "it cannot be replaced; close it in every other program, and look at its permissions"
        raise PermissionError(error.errno, reason, path) from None


def set_default_mode(path: str, mode: int) -> None:
    """Give a temporary file or folder, which only its owner may read, the permissions of a new one."""
    umask = os.umask(0)
    os.umask(umask)
    os.chmod(path, mode & ~umask)


def discard(unfinished: str) -> None:
    """Delete an unfinished temporary file."""
    with suppress(FileNotFoundError):
        os.remove(unfinished)


def is_replaceable(path: str) -> bool:
    """Tell whether a path holds a regular file, or nothing yet."""
    return not os.path.exists(path) or os.path.isfile(path)
