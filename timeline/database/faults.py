"""Define a fault, as ``timeline db check`` reports it."""

from typing import NamedTuple


class Fault(NamedTuple):
    """A fault in a file: a code that never changes, a description, and how to fix it."""

    code: str
    what: str
    remedy: str
