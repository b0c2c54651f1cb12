"""Write records as JSON Lines (https://jsonlines.org), one object a line; read any such objects.

A whole export has entities and proposals before the entries, in lines such as ``{"speaker": {…}}``.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TextIO

from timeline.formats.input import MOST_LINE_BYTES, Object, Row, object_row, open_text, repeated, undecoded
from timeline.formats.origin import Origin
from timeline.reading.entities import EntityOrProposal
from timeline.reading.records import Record

_MANY_DIGITS = re.compile(rb"\d{16}")
#: the beginning of a line of timeline's own export that has the bytes of pages, and how long such a line may be
_OWN_SOURCE, MOST_OWN_LINE_BYTES = b'{"source":{', 2_000_000_000
_KEY = re.compile(rb'"\s*:')
#: types that orjson parses exactly; a fraction or a large number, also inside a list or object, is not exact
_EXACT = frozenset((str, int, bool, type(None)))
_FLAT = _EXACT | {float}
#: characters that JSON allows unescaped though they control a terminal or the direction of writing, or lone surrogates
_RAW = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def write_whole(
    entities: Iterable[tuple[str, EntityOrProposal]], records: Iterable[Record], out: TextIO, _: Origin
) -> Counter[str]:
    """Write entities and proposals one a line under their kind, then the entries, without loss."""
    for kind, entity in entities:
        out.write(dump({kind: entity}) + "\n")
    return write(records, out)


def write(records: Iterable[Record], out: TextIO) -> Counter[str]:
    """Write one record a line, without loss."""
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
    """Yield every line as a row. Raises RefusedError if the file is not text."""
    import orjson

    with open_text(path, encoding, json=True) as text:
        lines = (
            text.buffer if text.encoding == "utf-8" else _Encoded(text)
        )  # orjson needs bytes, and checks them itself
        number = 0
        while line := lines.readline(MOST_LINE_BYTES):
            number += 1
            if len(line) >= MOST_LINE_BYTES and line.startswith(_OWN_SOURCE):
                line += lines.readline(MOST_OWN_LINE_BYTES)
            try:
                item = orjson.loads(line)
                if type(item) is dict and not _EXACT.issuperset(map(type, item.values())) and _MANY_DIGITS.search(line):
                    item = json.loads(line, parse_float=str)  # keeps all digits of a number
                if len(_KEY.findall(line)) != _keys(item):  # a text may contain such characters, too
                    twice = json.loads(line, object_pairs_hook=Object.of)
                    item = twice if repeated(twice) else item
            except (ValueError, RecursionError) as error:
                if not line.isspace():
                    yield Row(
                        number,
                        {},
                        _flaw(line, error),
                        unparsed={"line": line.decode("utf-8", "replace").rstrip("\r\n")},
                    )
            else:
                yield object_row(item, number)
            if len(line) >= MOST_LINE_BYTES and not line.endswith(b"\n"):
                while line and not line.endswith(b"\n"):
                    line = lines.readline(MOST_LINE_BYTES)


def _keys(item: object) -> int:
    """Return how many keys a value has, with those of the values in it."""
    if type(item) is dict:
        return len(item) + (0 if _FLAT.issuperset(map(type, item.values())) else sum(map(_keys, item.values())))
    return sum(map(_keys, item)) if type(item) is list else 0


def _flaw(line: bytes, error: Exception) -> str:
    if len(line) >= MOST_LINE_BYTES:
        return f"it has more than {MOST_LINE_BYTES:,} bytes"
    text = line.decode("utf-8", "surrogateescape")
    if isinstance(error, json.JSONDecodeError):
        return undecoded(text) or f"it is not valid JSON ({error.msg}, column {error.colno})"
    return undecoded(text) or "it is not valid JSON, or nested too deep"


class _Encoded:
    """The lines of a text as UTF-8 bytes for orjson."""

    def __init__(self, text: TextIO) -> None:
        self.text = text

    def readline(self, most: int) -> bytes:
        return self.text.readline(most).encode("utf-8", "surrogateescape")
