"""Interchange formats, one file each. A format writes records; a new one is one file and one line here."""

import importlib
from collections.abc import Callable, Iterable
from typing import Any, TextIO

Writer = Callable[[Iterable[dict[str, Any]], TextIO], None]

#: the formats; each is the module of that name, imported when it is asked for, with a function ``write``
FORMATS = ("json", "jsonl", "csv", "markdown")


def writer(name: str) -> Writer:
    """Return what writes records in a format to an open text file."""
    write: Writer = importlib.import_module(f"timeline.formats.{name}").write
    return write
