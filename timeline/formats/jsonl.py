"""One JSON object a line (https://jsonlines.org), in the record's shape.

What entries refer to, in a whole export, stands before them in lines such as ``{"speaker": {…}}``. Any objects, one a
line, are read.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TextIO

from timeline.formats.reading import LONGEST, MOST_COLUMNS, Row, flat, opened, undecoded
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


def read(path: str, encoding: str | None = None) -> Iterator[Row]:
    """Yield every line as a row. Raises RefusedError where the file is no text."""
    with opened(path, encoding) as text:
        number = 0
        while line := text.readline(LONGEST):
            number += 1
            if not line.isspace():
                yield _row(line, number)
            if len(line) == LONGEST:
                while line and not line.endswith("\n"):
                    line = text.readline(LONGEST)


def _row(line: str, number: int) -> Row:
    """Read one line; one that is no object in valid JSON is yielded with its flaw."""
    import orjson

    if len(line) == LONGEST:
        return Row(number, {}, f"it has more than {LONGEST:,} characters")
    if flaw := undecoded(line):
        return Row(number, {}, flaw)
    try:
        item = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return Row(number, {}, f"this is not valid JSON ({error.msg}, column {error.colno})")
    if type(item) is not dict:
        return Row(number, {}, f"it is no object but {line.strip()[:40]}")
    if len(item) > MOST_COLUMNS:
        return Row(number, {}, f"it has {len(item):,} keys; a row has at most {MOST_COLUMNS:,}")
    return Row(number, flat(item))
