"""One JSON array of records, streamed."""

from collections import Counter
from collections.abc import Iterable
from typing import TextIO

from timeline.formats.jsonl import dump
from timeline.records import Record


def write(records: Iterable[Record], out: TextIO) -> Counter[str]:
    """Write an array with one indented record after the other; nothing of them is lost."""
    out.write("[")
    separator = "\n"
    for record in records:
        out.write(separator + dump(record, indent=2))
        separator = ",\n"
    out.write("\n]\n" if separator == ",\n" else "]\n")
    return Counter()
