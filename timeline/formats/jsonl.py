"""One JSON object a line (https://jsonlines.org), in the record's shape.

Entities and proposals, in a whole export, stand before the entries in lines such as ``{"speaker": {…}}``. Any objects,
one a line, are read.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TextIO

from timeline.formats.input import LONGEST, MOST_COLUMNS, Row, flat, opened, undecoded
from timeline.reading.entities import EntityOrProposal
from timeline.reading.records import Record

_MANY_DIGITS = re.compile(rb"\d{16}")
#: what is read as it is written; not so a fraction or a larger number, which may stand within other things
_EXACT = frozenset((str, int, bool, type(None)))
#: what JSON would let through raw though it controls a terminal or turns the direction of writing
_RAW = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def write_whole(
    entities: Iterable[tuple[str, EntityOrProposal]], records: Iterable[Record], out: TextIO
) -> Counter[str]:
    """Write entities and proposals one a line under their kind, then the entries; nothing of them is lost."""
    for kind, entity in entities:
        out.write(dump({kind: entity}) + "\n")
    return write(records, out)


def write(records: Iterable[Record], out: TextIO) -> Counter[str]:
    """Write one record a line; nothing of it is lost."""
    for record in records:
        out.write(dump(record) + "\n")
    return Counter()


def dump(value: object, *, indent: bool = False) -> str:
    """Return a value as JSON in UTF-8 with every control character escaped, so that it is safe to print."""
    import orjson

    try:
        text = orjson.dumps(value, option=orjson.OPT_INDENT_2 if indent else None).decode()
    except TypeError:  # text that is not UTF-8, as plain SQL can write it
        text = json.dumps(
            value, ensure_ascii=False, indent=2 if indent else None, separators=None if indent else (",", ":")
        )
    if text.isascii() and "\x7f" not in text:
        return text
    return _RAW.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def read(path: str, encoding: str | None = None) -> Iterator[Row]:
    """Yield every line as a row. Raises RefusedError where the file is no text."""
    import orjson

    with opened(path, encoding, json=True) as text:
        lines = (
            text.buffer if text.encoding == "utf-8" else _Encoded(text)
        )  # orjson reads bytes, and checks them itself
        number = 0
        while line := lines.readline(LONGEST):
            number += 1
            try:
                item = orjson.loads(line)
                if type(item) is dict and not _EXACT.issuperset(map(type, item.values())) and _MANY_DIGITS.search(line):
                    item = json.loads(line, parse_float=str)  # a number of many digits stays as it is written
            except (ValueError, RecursionError) as error:
                if not line.isspace():
                    yield Row(
                        number, {}, _flaw(line, error), aside={"line": line.decode("utf-8", "replace").rstrip("\r\n")}
                    )
            else:
                yield _row(item, number)
            if len(line) >= LONGEST:
                while line and not line.endswith(b"\n"):
                    line = lines.readline(LONGEST)


def _row(item: object, number: int) -> Row:
    """Return an object as a row; anything else is a flaw."""
    if type(item) is not dict:
        return Row(number, {}, f"it is no object but {dump(item)[:40]}")
    if len(item) > MOST_COLUMNS:
        return Row(number, {}, f"it has {len(item):,} keys; a row has at most {MOST_COLUMNS:,}")
    return Row(number, flat(item))


def _flaw(line: bytes, error: Exception) -> str:
    if len(line) >= LONGEST:
        return f"it has more than {LONGEST:,} bytes"
    text = line.decode("utf-8", "surrogateescape")
    if isinstance(error, json.JSONDecodeError):
        return undecoded(text) or f"this is not valid JSON ({error.msg}, column {error.colno})"
    return undecoded(text) or "this is not valid JSON, or nested too deep"


class _Encoded:
    """Lines of a text as the bytes in UTF-8 that orjson reads."""

    def __init__(self, text: TextIO) -> None:
        self.text = text

    def readline(self, most: int) -> bytes:
        return self.text.readline(most).encode("utf-8", "surrogateescape")
