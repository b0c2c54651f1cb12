"""Write files atomically, to a temporary file in the same folder that is renamed; tell files from pipes and devices."""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

#: for renameat2: a path from the folder of the process, and the flag for an exchange
_HERE, _EXCHANGE = -100, 2
_PREFIX = ".timeline-"
_UNFINISHED = ".timeline-unfinished-"
_TEMPORARY = re.compile(r"\.timeline-unfinished-[a-z0-9_]{8}")
#: temporary file or folder → a descriptor that holds its lock, which ends with the process
_LOCKS: dict[str, int] = {}


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
    except OSError as error:
        discard(unfinished)
        raise named(error, path) from None
    except BaseException:
        discard(unfinished)
        raise


def named(error: OSError, path: str) -> OSError:
    """Return an error that names the file; that of a full disk does not, or names a temporary file."""
    is_temporary = _PREFIX in str(error.filename or _PREFIX)
    return OSError(error.errno, error.strerror, path) if is_temporary and error.errno is not None else error


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
    """Create a temporary file in the folder of a path; return its descriptor and name. Raises OSError if it cannot.

    Those that a killed program left in the folder are removed.
    """
    import tempfile  # slow to import, and most commands write no file

    folder = os.path.dirname(os.path.abspath(path)) if is_replaceable(path) else None
    try:
        handle, name = tempfile.mkstemp(prefix=_UNFINISHED, dir=folder)
        while not _lock(name):
            os.close(handle)
            handle, name = tempfile.mkstemp(prefix=_UNFINISHED, dir=folder)
    except OSError as error:
        raise OSError(error.errno, error.strerror, path) from None
    if folder is not None:
        sweep(folder)
    return handle, name


def begin_folder(parent: str) -> str:
    """Create a temporary folder in a folder, and return its path; see :func:`begin`. Raises OSError if it cannot."""
    import tempfile

    name = tempfile.mkdtemp(prefix=_UNFINISHED, dir=parent)
    while not _lock(name):
        name = tempfile.mkdtemp(prefix=_UNFINISHED, dir=parent)
    sweep(parent)
    return name


def _lock(name: str) -> bool:
    """Lock a temporary file or folder for this process, where the system can; False if a :func:`sweep` was faster."""
    try:
        import fcntl

        handle = os.open(name, os.O_RDONLY)
    except FileNotFoundError:
        return False
    except (ImportError, OSError):
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        return not isinstance(error, BlockingIOError)
    _LOCKS[name] = handle
    return os.path.lexists(name)


def _unlock(name: str) -> None:
    handle = _LOCKS.pop(name, None)
    if handle is not None:
        os.close(handle)


def sweep(folder: str) -> None:
    """Remove the temporary files and folders that no process has locked, where the system can tell."""
    try:
        import fcntl
    except ImportError:
        return
    with suppress(OSError):
        left = [entry.path for entry in os.scandir(folder) if _TEMPORARY.fullmatch(entry.name)]
        for name in left:
            if name in _LOCKS:
                continue
            with suppress(OSError):
                handle = os.open(name, os.O_RDONLY)
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    discard(name)
                finally:
                    os.close(handle)


def put_in_place(unfinished: str, path: str) -> None:
    """Rename a finished temporary file to its path; if the path is a device or a pipe, copy the bytes to it."""
    if not is_replaceable(path):
        import shutil

        with open(unfinished, "rb") as finished, open(path, "wb") as out:
            shutil.copyfileobj(finished, out)
        discard(unfinished)
        return
    set_default_mode(unfinished, 0o666)
    stored(unfinished)
    replace(unfinished, path)
    _unlock(unfinished)
    stored(os.path.dirname(os.path.abspath(path)))


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


def exchange(one: str, other: str) -> bool:
    """Exchange two files or folders in one step; return False where the system cannot, and nothing has changed.

    Linux can by ``renameat2`` with RENAME_EXCHANGE (https://man7.org/linux/man-pages/man2/rename.2.html), on most file
    systems.
    """
    try:
        import ctypes

        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (ImportError, OSError, AttributeError, TypeError):
        return False
    return bool(rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)


def stored(path: str) -> None:
    """Wait until a file or folder is on the disk, where the system can say so; a folder means the names in it."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def claimed(path: str) -> Iterator[bool]:
    """Claim a path for the block, and tell whether nobody else holds it; what a killed program left there is no claim.

    The claim is a lock on a file next to the path, which is removed at the end. Where files cannot be locked, it always
    succeeds.
    """
    try:
        import fcntl
    except ImportError:
        yield True
        return
    lock = lock_of(path)
    handle = os.open(lock, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_ours = os.path.samestat(os.fstat(handle), os.stat(lock))
        except OSError:
            is_ours = False  # somebody has it, or has just finished and removed it
        if not is_ours:
            yield False
            return
        try:
            yield True
        finally:
            with suppress(OSError):
                os.remove(lock)
    finally:
        os.close(handle)


def lock_of(path: str) -> str:
    """Return the file that is locked while a path is claimed."""
    return os.path.join(os.path.dirname(os.path.abspath(path)), f"{_PREFIX}{os.path.basename(path)}.lock")


def abandoned(folder: str) -> list[str]:
    """Return the paths in a folder that a killed program had claimed, and end these claims."""
    left = []
    with suppress(ImportError, OSError):
        import fcntl

        for entry in list(os.scandir(folder)):
            if not (entry.name.startswith(_PREFIX) and entry.name.endswith(".lock")):
                continue
            with suppress(OSError), open(entry.path, "rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                left.append(os.path.join(folder, entry.name[len(_PREFIX) : -len(".lock")]))
                os.remove(entry.path)
    return left


def set_default_mode(path: str, mode: int) -> None:
    """Give a temporary file or folder, which only its owner may read, the permissions of a new one."""
    umask = os.umask(0)
    os.umask(umask)
    os.chmod(path, mode & ~umask)


def discard(unfinished: str) -> None:
    """Delete an unfinished temporary file or folder."""
    if os.path.isdir(unfinished):
        import shutil

        shutil.rmtree(unfinished, ignore_errors=True)
    else:
        with suppress(FileNotFoundError):
            os.remove(unfinished)
    _unlock(unfinished)


def is_replaceable(path: str) -> bool:
    """Tell whether a path holds a regular file, or nothing yet."""
    return not os.path.exists(path) or os.path.isfile(path)
