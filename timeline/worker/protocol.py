"""What a worker and the process that started it say to each other: frames behind their length.

The first frame is :data:`READY`. A request is a pickle of the name of a function, its values, its options, how many
seconds it may take, and whether somebody wants to hear how far it is; then frames of :data:`PROGRESS` with a number,
per cent, come before the answer. An answer is a pickle of whether it succeeded, of its result or error, and of whether
the worker has grown so much that another one should take its place, or :data:`OUT_OF_MEMORY`.
"""

import importlib
from collections.abc import Callable
from typing import IO, Any

READY, OUT_OF_MEMORY, PROGRESS = b"ready", b"out of memory", b"% "
#: what a request may ask for: name → module and function
FUNCTIONS = {
    "page": "timeline.evidence.html:read",
    "article": "timeline.ingest:read_article",
}
#: the longest frame: a page, its text and what is in it
_MOST_BYTES = 2**30
#: True within the worker itself, which runs everything at once
is_worker = False


def function(name: str) -> Callable[..., Any]:
    """Return the function of a name; its module is imported now."""
    return imported(FUNCTIONS[name])


def imported(place: str) -> Callable[..., Any]:
    """Return the function at a place, such as ``timeline.ingest:read_article``."""
    module, _, attribute = place.partition(":")
    result: Callable[..., Any] = getattr(importlib.import_module(module), attribute)
    return result


def write_frame(out: IO[bytes], frame: bytes) -> None:
    """Write a frame behind its length."""
    out.write(len(frame).to_bytes(8, "big"))
    out.write(frame)
    out.flush()


def read_frame(file: IO[bytes]) -> bytes | None:
    """Read a frame; None at the end, or if it is something else than a frame."""
    head = file.read(8)
    length = int.from_bytes(head, "big")
    if len(head) < 8 or length > _MOST_BYTES:
        return None
    frame = file.read(length)
    return frame if len(frame) == length else None
