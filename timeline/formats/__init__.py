"""Interchange formats, one file each. A format writes records; a new one is one file and one line here."""

from collections.abc import Callable, Iterable
from typing import TextIO

from timeline.formats import csv, json, jsonl, markdown
from timeline.records import Record

#: name → writes records to an open text file
WRITERS: dict[str, Callable[[Iterable[Record], TextIO], None]] = {
    "json": json.write,
    "jsonl": jsonl.write,
    "csv": csv.write,
    "markdown": markdown.write,
}
