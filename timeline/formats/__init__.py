"""Interchange formats, one file each. A format writes records, reads rows, or both; a new one is one file, a line here.

A format's module has ``write``, a :data:`Writer`, which returns what the format could not express, counted. One that
can hold more than entries also has ``write_whole``, a :data:`WholeWriter`; one that can be read has ``read``, a
:data:`Reader`, and ``COLUMNS``, field → column, where its columns always mean the same.
"""

import importlib
import os
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import TYPE_CHECKING, TextIO

from timeline.formats.losses import Losses
from timeline.reading.records import Record

if TYPE_CHECKING:
    from timeline.formats.input import Row
    from timeline.reading.entities import EntityOrProposal

#: writes entries
Writer = Callable[[Iterable[Record], TextIO], Losses]
#: writes everything: the kind and the record of each entity and proposal, then the entries
WholeWriter = Callable[[Iterable[tuple[str, "EntityOrProposal"]], Iterable[Record], TextIO], Losses]
#: reads a file, in a charset where one is given
Reader = Callable[[str, str | None], Iterator["Row"]]

#: the formats; each is the module of that name, imported when it is asked for
FORMATS = ("json", "jsonl", "csv", "markdown", "timelinejs", "ical", "jsonld", "sql")

#: the formats that hold more than entries
WHOLE = ("jsonl", "sql")

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


def writer(name: str) -> Writer:
    """Return what writes entries in a format to an open text file."""
    write: Writer = _module(name).write
    return write


def whole_writer(name: str) -> WholeWriter:
    """Return what writes everything in a format that holds more than entries."""
    write_whole: WholeWriter = _module(name).write_whole
    return write_whole


def reader(name: str) -> Reader:
    """Return what reads the rows of a file in a format that is read."""
    read: Reader = _module(name).read
    return read


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"timeline.formats.{name}")
