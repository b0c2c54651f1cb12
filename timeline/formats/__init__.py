"""Interchange formats, one file each. A format writes records, reads rows, or both; a new one is one file, a line here.

A format's module has ``write(records, out)``, which returns what the format could not express, counted. One that can
hold more than entries also has ``before(nouns, out)``, and ``after(out)`` where something must be closed. One that can
be read has ``read(path, encoding)``, which yields :class:`~timeline.formats.input.Row`, and ``COLUMNS``, field →
column, where its columns always mean the same.
"""

import importlib
import os
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import TextIO

from timeline.formats.losses import Losses
from timeline.reading.records import Record

Writer = Callable[[Iterable[Record], TextIO], Losses]

#: the formats; each is the module of that name, imported when it is asked for
FORMATS = ("json", "jsonl", "csv", "markdown", "timelinejs", "ical", "jsonld", "sql")

#: the formats that are read, with what the names of their files end in
READ = {
    "jsonl": (".jsonl", ".ndjson"),
    "json": (".json",),
    "csv": (".csv", ".tsv", ".tab"),
    "timelinejs": (),
    "ical": (".ics", ".ical"),
    "markdown": (".md", ".markdown"),
}


def format_of(path: str) -> str | None:
    """Tell the format of a file by its name, as far as that tells it; a folder is one of Markdown files."""
    if os.path.isdir(path):
        return "markdown"
    ending = os.path.splitext(path)[1].lower()
    return next((name for name, endings in READ.items() if ending in endings), None)


def format_(name: str) -> ModuleType:
    """Return the module of a format."""
    return importlib.import_module(f"timeline.formats.{name}")


def writer(name: str) -> Writer:
    """Return what writes records in a format to an open text file."""
    write: Writer = format_(name).write
    return write
