"""Writing a folder that is whole or not there: beside its place first, and then put there at once.

A folder that was made so has a file in it that lists the others with their SHA-256, as ``sha256sum`` does; only such a
one is replaced, and only where nothing else was put into it and nothing of it was changed.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress

from timeline.errors import RefusedError
from timeline.files import set_default_mode

#: the file that tells a folder of ours
MARKER = ".timeline-published"


def check(path: str) -> None:
    """Refuse a folder that may not be written or replaced. Raises RefusedError, and OSError where it cannot be read."""
    if not path.strip():
        raise RefusedError("give the name of a folder, or of a page that ends in .html")
    if not os.path.lexists(path):
        return
    if not os.path.isdir(path):
        raise RefusedError(f"{path} is a file; give a folder, or a name that ends in .html for one page")
    there = _names(path)
    if not there:
        return
    if MARKER not in there:
        raise RefusedError(f"{path} holds other files; give a new folder, or one that timeline publish made")
    with open(os.path.join(path, MARKER), encoding="utf-8", errors="replace") as marker:
        ours = {name: digest for digest, _, name in (line.partition("  ") for line in marker.read().splitlines())}
    there.discard(MARKER)
    foreign = there - ours.keys() or {name for name in there if _digest(os.path.join(path, name)) != ours[name]}
    if foreign:
        more = f" and {len(foreign) - 1:,} more" if len(foreign) > 1 else ""
        raise RefusedError(
            f"{path} holds {min(foreign)}{more}, which publish did not put there so; take it out, or give a new folder"
        )


def _digest(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _names(path: str) -> set[str]:
    """Return the files below a folder and its empty folders, as they are named from there."""

    def failed(error: OSError) -> None:
        raise error

    found = set()
    for folder, folders, names in os.walk(path, onerror=failed):
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        inside = [*names, *links] if names or folders else [""]
        if folder != path or names or folders:
            found |= {os.path.relpath(os.path.join(folder, name), path).replace(os.sep, "/") for name in inside}
    return found


def write(path: str, files: Iterable[tuple[str, bytes]]) -> int:
    """Write files into a folder that takes its place when all are there; return how many.

    Raises what :func:`check` raises, OSError where it cannot be written, and whatever making the files raises; then
    everything is as it was.
    """
    check(path)
    place = os.path.realpath(path)
    try:
        unfinished = tempfile.mkdtemp(prefix=".timeline-", dir=os.path.dirname(place))
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
        check(path)
        _put_in_place(unfinished, place)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return len(names)


def _put_in_place(unfinished: str, place: str) -> None:
    """Let a finished folder take the place of the one that is there, which comes back where that fails."""
    if not os.path.isdir(place):
        os.rename(unfinished, place)
        return
    aside = tempfile.mkdtemp(prefix=".timeline-", dir=os.path.dirname(place))
    old = os.path.join(aside, "old")
    try:
        os.rename(place, old)
        os.rename(unfinished, place)
    except BaseException:
        if os.path.isdir(old) and not os.path.lexists(place):
            os.rename(old, place)
        with suppress(OSError):  # what cannot come back is kept
            os.rmdir(aside)
        raise
    shutil.rmtree(aside, ignore_errors=True)
