"""Write records as one JSON array, streamed; read any array of objects, also inside an object."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TextIO

from timeline.errors import RefusedError
from timeline.formats.input import Object, Row, object_row, open_text, undecoded
from timeline.formats.jsonl import dump
from timeline.reading.records import Record

#: how deep lists and objects may be nested
_MOST_LEVELS = 100
#: how many digits a number may have; Python takes no more than 4,300, and a block of bytes may cut one in two
_MOST_DIGITS = 2_000
_ENDLESS = re.compile(rb"\d{%d}" % _MOST_DIGITS)
#: replaces half a character: a code point that no text has (Unicode, 23.7 Noncharacters)
_HALF = "\ufffe"
_HIGH = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}")
_ESCAPES = re.compile(
    rb"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)


def write(records: Iterable[Record], out: TextIO) -> Counter[str]:
    """Write an array of indented records, without loss."""
    out.write("[")
    separator = "\n"
    for record in records:
        out.write(separator + dump(record, indent=True))
        separator = ",\n"
    out.write("\n]\n" if separator == ",\n" else "]\n")
    return Counter()


def read(path: str, encoding: str | None = None) -> Iterator[Row]:
    """Yield every object of the only array of objects in the file. Raises RefusedError if there is no such array."""
    yield from read_at(path, array_in(path, encoding), encoding)


def read_at(path: str, prefix: str, encoding: str | None = None) -> Iterator[Row]:
    """Yield every object at a prefix (in ijson's sense) in a JSON file. Raises RefusedError if it is not valid JSON."""
    import ijson

    number = 0
    with open_text(path, encoding, json=True) as text:
        try:
            for item in ijson.items(Bytes(text), prefix, map_type=Object):
                number += 1
                row = object_row(item, f"item {number}")
                flaw = row.flaw or next((flaw for cell in row.cells.values() if (flaw := _flaw(cell))), None)
                yield row._replace(flaw=flaw)
        except (ijson.JSONError, ArithmeticError) as error:
            raise RefusedError(f"after item {number}: {_worded(error)}") from None


def _flaw(cell: object) -> str | None:
    if isinstance(cell, str):
        return "it contains an incomplete character" if _HALF in cell else undecoded(cell)
    return next((flaw for inner in cell if (flaw := _flaw(inner))), None) if isinstance(cell, list) else None


def array_in(path: str, encoding: str | None = None) -> str:
    """Return ijson's prefix of the only array of objects in a JSON file, or of the file itself if it is one object.

    Raises RefusedError if the file has several such arrays, or is neither an array nor an object.
    """
    import ijson

    arrays: list[str] = []
    inner, others = 0, 0
    before, first = "", ""
    with open_text(path, encoding, json=True) as text:
        try:
            for prefix, event, _ in ijson.parse(Bytes(text)):
                if first == "start_map" and prefix and "." not in prefix:
                    inner += event == "start_map"
                    others += event not in ("start_map", "end_map", "map_key")
                first = first or event
                if event == "start_map" and before == "start_array":
                    if first == "start_array":
                        return "item"
                    inside = any(prefix.startswith(f"{known}.") for known in arrays)
                    arrays += [] if inside or prefix in arrays else [prefix]
                before = event
        except (ijson.JSONError, ArithmeticError) as error:
            raise RefusedError(_worded(error)) from None
    if first not in ("start_map", "start_array"):
        raise RefusedError("it has no list of objects")
    if not arrays and inner > 1 and not others:
        raise RefusedError("its objects have names instead of a list; make a list first, for example with jq '[.[]]'")
    if len(arrays) > 1:
        lists = ", ".join(name.removesuffix(".item") for name in arrays)
        raise RefusedError(f"it has several lists of objects ({lists}); extract one first, for example with jq")
    return arrays[0] if arrays else "item" if first == "start_array" else ""


class Bytes:
    """A text as a stream of UTF-8 bytes for ijson."""

    def __init__(self, text: TextIO) -> None:
        self.text = text
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes. An escaped half character becomes U+FFFE, because ijson would make it "?"."""
        data, self._rest = self._rest, b""
        while new := self.text.read(size).encode("utf-8", "surrogateescape"):
            data += new
            escape = data.find(b"\\", max(0, len(data) - 11))  # an escape, or a pair of them, that may continue
            end = len(data) if escape < 0 else len(data[:escape].rstrip(b"\\"))
            if end >= 6 and _HIGH.match(data, end - 6, end):
                end = len(data[: end - 6].rstrip(b"\\"))
            if end:
                data, self._rest = data[:end], data[end:]
                break
        if _ENDLESS.search(data):
            raise RefusedError(f"it has a number with more than {_MOST_DIGITS:,} digits")
        return _ESCAPES.sub(_without_half, data) if b"\\u" in data else data


def _without_half(escape: re.Match[bytes]) -> bytes:
    return _HALF.encode("unicode_escape") if escape["half"] else escape[0]


def refuse_deep(path: str, encoding: str | None = None) -> None:
    """Raise RefusedError if lists and objects are nested deeper than real data, which would be slow to parse."""
    import ijson

    depth = 0
    with open_text(path, encoding, json=True) as text:
        try:
            for event, _ in ijson.basic_parse(Bytes(text)):
                if event in ("start_map", "start_array"):
                    depth += 1
                    if depth > _MOST_LEVELS:
                        raise RefusedError(f"its lists and objects are nested more than {_MOST_LEVELS} deep")
                elif event in ("end_map", "end_array"):
                    depth -= 1
        except (ijson.JSONError, ArithmeticError) as error:
            raise RefusedError(_worded(error)) from None


def _worded(error: Exception) -> str:
    if isinstance(error, ArithmeticError):
        return "it has a number that is too large"
    message = error.args[0] if error.args else ""
    text = message.decode("utf-8", "replace") if isinstance(message, bytes) else str(message)
    line = text.strip().split("\n")[0]
    if "premature EOF" in line or "Incomplete" in line:
        return "the JSON ends too early; the file is cut off"
    return f"it is not valid JSON ({line})"
