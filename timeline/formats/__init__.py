"""Interchange formats, one module each. A format writes records, reads rows, or both; a new one needs a line here.

A format's module has ``write``, a :data:`Writer`, which counts the losses: what the format could not express. A format
that holds more than entries also has ``write_whole``, a :data:`WholeWriter`. A format that can be read has ``read``, a
:data:`Reader`, and ``COLUMNS``, field → column, if its columns always have the same meaning.
"""

import importlib
import os
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import TYPE_CHECKING, TextIO

from timeline.formats.losses import Losses
from timeline.formats.origin import Origin
from timeline.reading.records import Record

if TYPE_CHECKING:
    from timeline.formats.input import Row
    from timeline.reading.entities import EntityOrProposal

#: writes entries
Writer = Callable[[Iterable[Record], TextIO], Losses]
#: writes everything: the kind and the record of each entity and proposal, then the entries; and where they come from
WholeWriter = Callable[[Iterable[tuple[str, "EntityOrProposal"]], Iterable[Record], TextIO, Origin], Losses]
#: reads a file, in a charset if one is named
Reader = Callable[[str, str | None], Iterator["Row"]]

#: the formats; each is the module of that name, imported when it is used
FORMATS = ("json", "jsonl", "csv", "markdown", "timelinejs", "ical", "jsonld", "sql")

#: the formats that hold more than entries
WHOLE = ("jsonl", "sql")

#: the formats that can be read, with the suffixes of their files
READ = {
    "jsonl": (".jsonl", ".ndjson"),
    "json": (".json",),
    "csv": (".csv", ".tsv", ".tab"),
    "timelinejs": (),
    "ical": (".ics", ".ical"),
    "markdown": (".md", ".markdown"),
}


def format_of(path: str) -> str | None:
    """Return the format that the name of a file suggests, or None; a folder is one of Markdown files."""
    if os.path.isdir(path):
        return "markdown"
    ending = os.path.splitext(path)[1].lower()
    return next((name for name, endings in READ.items() if ending in endings), None)


def writer(name: str) -> Writer:
    """Return the function that writes entries in a format to an open text file."""
    write: Writer = _module(name).write
    return write


def whole_writer(name: str) -> WholeWriter:
    """Return the function that writes a whole timeline, in a format that holds more than entries."""
    write_whole: WholeWriter = _module(name).write_whole
    return write_whole


def reader(name: str) -> Reader:
    """Return the function that reads the rows of a file in a format."""
    read: Reader = _module(name).read
    return read


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"timeline.formats.{name}")
