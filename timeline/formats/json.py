"""One JSON array of records, streamed; any array of objects is read, also one that lies inside an object."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TextIO

from timeline.errors import RefusedError
from timeline.formats.input import MOST_COLUMNS, Row, flat, opened, undecoded
from timeline.formats.jsonl import dump
from timeline.reading.records import Record

#: how deep things may lie in each other
_DEEPEST = 100
#: stands where half a character stood: a code point that no text has (Unicode, 23.7 Noncharacters)
_HALF = "\ufffe"
_HIGH = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}")
_ESCAPES = re.compile(
    rb"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)


def write(records: Iterable[Record], out: TextIO) -> Counter[str]:
    """Write an array with one indented record after the other; nothing of them is lost."""
    out.write("[")
    separator = "\n"
    for record in records:
        out.write(separator + dump(record, indent=True))
        separator = ",\n"
    out.write("\n]\n" if separator == ",\n" else "]\n")
    return Counter()


def read(path: str, encoding: str | None = None) -> Iterator[Row]:
    """Yield every object of the one array of objects in the file. Raises RefusedError where there is no such array."""
    yield from read_at(path, array_in(path, encoding), encoding)


def read_at(path: str, prefix: str, encoding: str | None = None) -> Iterator[Row]:
    """Yield every object at a place in a file of JSON, as ijson names it. Raises RefusedError where it is no JSON."""
    import ijson

    number = 0
    with opened(path, encoding, json=True) as text:
        try:
            for item in ijson.items(Bytes(text), prefix):
                number += 1
                yield object_row(item, f"item {number}")
        except ijson.JSONError as error:
            raise RefusedError(f"after item {number}: {_worded(error)}") from None


def object_row(item: object, place: int | str) -> Row:
    """Return an object as a row; anything else is a flaw."""
    if not isinstance(item, dict):
        return Row(place, {}, f"it is no object but {dump(item)[:40]}")
    cells = flat(item)
    if len(cells) > MOST_COLUMNS:
        return Row(place, {}, f"it has {len(cells):,} keys; a row has at most {MOST_COLUMNS:,}")
    return Row(place, cells, next((flaw for cell in cells.values() if (flaw := _flaw(cell))), None))


def _flaw(cell: object) -> str | None:
    if isinstance(cell, str):
        return "it holds half a character" if _HALF in cell else undecoded(cell)
    return next((flaw for inner in cell if (flaw := _flaw(inner))), None) if isinstance(cell, list) else None


def array_in(path: str, encoding: str | None = None) -> str:
    """Find the one array of objects in a file of JSON, as ijson names it; the whole where it is one object alone.

    Raises RefusedError where it holds several, or is neither array nor object.
    """
    import ijson

    found: list[str] = []
    inner, others = 0, 0
    before, first = "", ""
    with opened(path, encoding, json=True) as text:
        try:
            for prefix, event, _ in ijson.parse(Bytes(text)):
                if first == "start_map" and prefix and "." not in prefix:
                    inner += event == "start_map"
                    others += event not in ("start_map", "end_map", "map_key")
                first = first or event
                if event == "start_map" and before == "start_array":
                    if first == "start_array":
                        return "item"
                    inside = any(prefix.startswith(f"{known}.") for known in found)
                    found += [] if inside or prefix in found else [prefix]
                before = event
        except ijson.JSONError as error:
            raise RefusedError(_worded(error)) from None
    if first not in ("start_map", "start_array"):
        raise RefusedError("it holds no list of objects")
    if not found and inner > 1 and not others:
        raise RefusedError("it holds objects by their names, and no list; make one first, for example with jq '[.[]]'")
    if len(found) > 1:
        lists = ", ".join(name.removesuffix(".item") for name in found)
        raise RefusedError(f"it holds several lists of objects ({lists}); take one out first, for example with jq")
    return found[0] if found else "item" if first == "start_array" else ""


class Bytes:
    """Text as the bytes in UTF-8 that ijson reads."""

    def __init__(self, text: TextIO) -> None:
        self.text = text
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        """Return what comes next; half a character that is escaped becomes U+FFFE, for ijson would make it "?"."""
        data, self._rest = self._rest, b""
        while new := self.text.read(size).encode("utf-8", "surrogateescape"):
            data += new
            escape = data.find(b"\\", max(0, len(data) - 11))  # an escape or a pair of them that may go on
            whole = len(data) if escape < 0 else len(data[:escape].rstrip(b"\\"))
            if whole >= 6 and _HIGH.match(data, whole - 6, whole):
                whole = len(data[: whole - 6].rstrip(b"\\"))
            if whole:
                data, self._rest = data[:whole], data[whole:]
                break
        return _ESCAPES.sub(_whole, data) if b"\\u" in data else data


def _whole(escape: re.Match[bytes]) -> bytes:
    return _HALF.encode("unicode_escape") if escape["half"] else escape[0]


def refuse_deep(path: str, encoding: str | None = None) -> None:
    """Raise RefusedError where things lie in each other deeper than any data does; looking further would cost much."""
    import ijson

    depth = 0
    with opened(path, encoding, json=True) as text:
        try:
            for event, _ in ijson.basic_parse(Bytes(text)):
                if event in ("start_map", "start_array"):
                    depth += 1
                    if depth > _DEEPEST:
                        raise RefusedError(f"its lists and objects lie more than {_DEEPEST} deep in each other")
                elif event in ("end_map", "end_array"):
                    depth -= 1
        except ijson.JSONError as error:
            raise RefusedError(_worded(error)) from None


def _worded(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    said = (said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)).strip().split("\n")[0]
    if "premature EOF" in said or "Incomplete" in said:
        return "the JSON ends too early; the file is cut off"
    return f"this is not valid JSON ({said})"
