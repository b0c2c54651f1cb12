"""One JSON object a line (https://jsonlines.org), in the record's shape.

What entries refer to, in a whole export, stands before them in lines such as ``{"speaker": {…}}``.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import TextIO

from timeline.nouns import Noun
from timeline.records import Record

#: what JSON would let through raw though it controls a terminal or turns the direction of writing
_RAW = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def before(nouns: Iterable[tuple[str, Noun]], out: TextIO) -> None:
    """Write what entries refer to, one a line."""
    for kind, noun in nouns:
        out.write(dump({kind: noun}) + "\n")


def write(records: Iterable[Record], out: TextIO) -> Counter[str]:
    """Write one record a line; nothing of it is lost."""
    for record in records:
        out.write(dump(record) + "\n")
    return Counter()


def dump(value: object, *, indent: int | None = None) -> str:
    """Return a value as JSON in UTF-8 with every control character escaped, so that it is safe to print."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _RAW.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
