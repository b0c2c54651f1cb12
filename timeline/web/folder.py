"""Write a folder atomically: to a temporary folder next to it, then rename that.

Each folder written here has a file that lists the other files with their SHA-256, as ``sha256sum`` does. Only such a
folder is replaced, and only if nobody has added a file to it or changed one.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable

from timeline.errors import RefusedError
from timeline.files import begin_folder, discard, exchange, named, replace, set_default_mode, stored

#: the file that marks a folder as written by publish
MARKER = ".timeline-published"
_MOST_CHECKS = 10


def check(path: str) -> None:
    """Refuse a folder that must not be replaced. Raises RefusedError, and OSError if the folder cannot be read."""
    if not path.strip():
        raise RefusedError("the name is empty; give a folder, or a name that ends in .html for one page")
    if not os.path.lexists(path):
        return
    if not os.path.isdir(path):
        raise RefusedError(f"{path} is a file; give a folder, or a name that ends in .html for one page")
    names = _names(path)
    if not names:
        return
    if MARKER not in names:
        raise RefusedError(f"{path} holds other files; give a new folder, or one that timeline publish wrote")
    with open(os.path.join(path, MARKER), encoding="utf-8", errors="replace") as marker:
        digests = {name: digest for digest, _, name in (line.partition("  ") for line in marker.read().splitlines())}
    names.discard(MARKER)
    added = names - digests.keys()
    foreign = added or {name for name in names if _digest(os.path.join(path, name)) != digests[name]}
    if foreign:
        more = f" and {len(foreign) - 1:,} more" if len(foreign) > 1 else ""
        problem = "publish did not write" if added else "somebody has changed since publish wrote the folder"
        raise RefusedError(f"{path} holds {min(foreign)}{more}, which {problem}; move it away or give a new folder")


def _check_calmly(path: str) -> None:
    """Check a folder, and again if another publish has replaced it meanwhile."""
    for attempt in range(_MOST_CHECKS):
        try:
            check(path)
        except FileNotFoundError:
            if attempt == _MOST_CHECKS - 1:
                raise
        else:
            return


def _digest(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _names(path: str) -> set[str]:
    """Return the files and empty folders inside a folder, by their paths from there."""

    def failed(error: OSError) -> None:
        raise error

    inside = set()
    for folder, folders, names in os.walk(path, onerror=failed):
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        leaves = [*names, *links] if names or folders else [""]
        if folder != path or names or folders:
            inside |= {os.path.relpath(os.path.join(folder, name), path).replace(os.sep, "/") for name in leaves}
    return inside


def write(path: str, files: Iterable[tuple[str, bytes]]) -> int:
    """Write files to a temporary folder, and put that in place when it is complete; return how many files.

    Raises the errors of :func:`check`, OSError if the folder cannot be written, and the errors of ``files``; after an
    error everything is as it was.
    """
    place = os.path.realpath(path)
    _restore(place)
    _check_calmly(path)
    try:
        unfinished = begin_folder(os.path.dirname(place))
    except OSError as error:
        raise OSError(error.errno, error.strerror, os.path.dirname(path) or path) from None
    try:
        names = []
        for name, data in files:
            os.makedirs(os.path.dirname(os.path.join(unfinished, name)), exist_ok=True)
            with open(os.path.join(unfinished, name), "xb") as out:
                out.write(data)
            names.append((name, hashlib.sha256(data).hexdigest()))
        with open(os.path.join(unfinished, MARKER), "x", encoding="utf-8", newline="\n") as marker:
            marker.write("".join(f"{digest}  {name}\n" for name, digest in sorted(names)))
        set_default_mode(unfinished, 0o777)
        _check_calmly(path)
        _put_in_place(unfinished, place)
    except OSError as error:
        raise named(error, path) from None
    finally:
        discard(unfinished)  # what is under this name: the old folder after an exchange, or an unfinished one
    return len(names)


def _put_in_place(unfinished: str, place: str) -> None:
    """Replace a folder by a finished one; if that fails, put the old one back."""
    if hasattr(os, "sync"):
        os.sync()
    if not os.path.isdir(place):
        os.rename(unfinished, place)
    elif not exchange(unfinished, place):
        old = _aside(place)
        shutil.rmtree(old, ignore_errors=True)
        try:
            replace(place, old)
            replace(unfinished, place)
        except BaseException:
            _restore(place)
            raise
        shutil.rmtree(old, ignore_errors=True)
    stored(os.path.dirname(place))


def _aside(place: str) -> str:
    """Return where a folder is kept for the moment in which another one takes its place."""
    return os.path.join(os.path.dirname(place), f".timeline-old-{os.path.basename(place)}")


def _restore(place: str) -> None:
    """Put a folder back in its place if a killed publish has left none there."""
    if os.path.isdir(_aside(place)) and not os.path.lexists(place):
        replace(_aside(place), place)
