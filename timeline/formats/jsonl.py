"""One JSON object a line (https://jsonlines.org), in the record's shape."""

import json
import re
from collections.abc import Iterable
from typing import TextIO

from timeline.records import Record

#: what JSON would let through raw though it controls a terminal or turns the direction of writing
_RAW = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def write(records: Iterable[Record], out: TextIO) -> None:
    """Write one record a line."""
    for record in records:
        out.write(dump(record) + "\n")


def dump(value: object, *, indent: int | None = None) -> str:
    """Return a value as JSON in UTF-8 with every control character escaped, so that it is safe to print."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _RAW.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
