"""Open files as text in any encoding, and define the rows of named cells that every format's ``read`` yields.

A charset is never guessed if the guess could change words: text that is not UTF-8 is decoded only if all charsets that
fit it give the same words.
"""

import codecs
import io
import json as python_json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import NamedTuple, TextIO

from timeline.errors import RefusedError

#: how much of a file is read to detect its encoding
_SAMPLE_BYTES = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: charsets in which files are really written, those with the same letters side by side
_COMMON_CHARSETS = [
    "cp1251",
    "koi8_u",
    "koi8_r",
    "cp1252",
    "cp1250",
    "cp1254",
    "cp1257",
    "cp1253",
    "cp1255",
    "cp1256",
    "cp1258",
    "cp866",
    "gb18030",
    "big5",
    "cp932",
    "shift_jis",
    "euc_jp",
    "cp949",
    "cp437",
    "mac_iceland",
    "mac_cyrillic",
]
#: Python's encodings that are not charsets of text files
_NO_CHARSETS = frozenset(("utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "charmap"))
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_UNDECODED = re.compile("[\ud800-\udfff]")
#: how many columns a table may have
MOST_COLUMNS = 10_000
#: how long a cell, and a line of JSON, may be
MOST_CHARACTERS = MOST_LINE_BYTES = 10_000_000


#: the cells of a row of a file, by the names of its columns
Cells = Mapping[str, object]


class Row(NamedTuple):
    """One row of a file: its place, its cells by the names of their columns, and its flaw if it cannot be parsed.

    ``place`` is a line number, or a description. A row that does not belong in a timeline, such as a to-do, is
    ``foreign``, and its flaw says what it is. ``unparsed`` has the contents of a row that cannot be parsed, so that
    they can be set aside.
    """

    place: int | str
    cells: Cells
    flaw: str | None = None
    foreign: bool = False
    unparsed: Cells = MappingProxyType({})


class Object(dict[str, object]):
    """An object of JSON in which a repeated key keeps all its values, the second under ``key (2)``.

    RFC 8259, section 4, leaves open which value is meant.
    """

    repeated: str | None = None

    def __setitem__(self, key: str, value: object) -> None:
        """Store a value under a key, or under a new one if the key has a value."""
        number, free = 1, key
        while free in self:
            self.repeated, number = key, number + 1
            free = f"{key} ({number})"
        super().__setitem__(free, value)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, object]]) -> "Object":
        """Return an object made of pairs of key and value."""
        made = cls()
        for key, value in pairs:
            made[key] = value
        return made


def flat(value: dict[str, object]) -> dict[str, object]:
    """Return nested objects as one, with dots in its keys: ``{"a": {"b": 1}}`` is ``{"a.b": 1}``.

    The result is an :class:`Object` if the value or one in it is.
    """
    if not any(isinstance(inner, dict) for inner in value.values()):
        return value
    cells = Object()
    cells.repeated = value.repeated if isinstance(value, Object) else None
    for name, inner in value.items():
        if isinstance(inner, dict):
            below = flat(inner)
            cells.repeated = cells.repeated or (below.repeated if isinstance(below, Object) else None)
            for key, cell in below.items():
                cells[f"{name}.{key}"] = cell
        else:
            cells[name] = inner
    return cells


def object_row(item: object, place: int | str) -> Row:
    """Return an object of JSON as a row; any other value, and one with a repeated key, as a row with a flaw."""
    if not isinstance(item, dict):
        return Row(place, {}, f"it is not an object but {python_json.dumps(item)[:40]}")
    cells = flat(item)
    if len(cells) > MOST_COLUMNS:
        return Row(place, {}, f"it has {len(cells):,} keys; a row may have at most {MOST_COLUMNS:,}")
    key = repeated(cells)
    return Row(place, cells, key and f"it has the key “{key[:40]}” twice; leave one of the values")


def repeated(value: object) -> str | None:
    """Return a repeated key of an :class:`Object`, or of one in a list or in the object, if there is any."""
    if isinstance(value, Object) and value.repeated:
        return value.repeated
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next((key for part in inner if isinstance(part, dict | list) and (key := repeated(part))), None)


def undecoded(text: str) -> str | None:
    """Return the flaw of a text that contains undecoded bytes or an incomplete character, or None."""
    if text.isascii():
        return None
    match = _UNDECODED.search(text)
    if match is None:
        return None
    byte = ord(match[0]) - 0xDC00
    return (
        f"it is not valid UTF-8 (byte 0x{byte:02x})" if 0x80 <= byte <= 0xFF else "it contains an incomplete character"
    )


@contextmanager
def open_text(path: str, encoding: str | None = None, *, json: bool = False) -> Iterator[TextIO]:
    """Open a file as text in ``encoding``, else in the detected charset; line ends are left as they are.

    JSON is UTF-8 (RFC 8259) unless a byte order mark or ``encoding`` says otherwise. Invalid bytes in a UTF-8 file
    become lone surrogates, which :func:`undecoded` reports. Raises RefusedError if the charset is not certain, or
    the file is empty or not text.
    """
    name = charset(path, encoding, json=json)
    with open(path, "rb") as raw:
        errors = "surrogateescape" if name in ("utf-8", "utf-8-sig") else "strict"
        with io.TextIOWrapper(raw, encoding=name, errors=errors, newline="") as text:
            try:
                yield text
            except UnicodeError as error:
                at = f" (byte {error.start:,})" if isinstance(error, UnicodeDecodeError) else ""
                raise RefusedError(f"it is not in the charset {name}{at}; name its charset", field="encoding") from None


def charset(path: str, encoding: str | None = None, *, json: bool = False) -> str:
    """Return the name of ``encoding``, else the detected charset. Raises RefusedError as :func:`open_text` does."""
    with open(path, "rb") as raw:
        sample = raw.read(_SAMPLE_BYTES)
    if not sample.strip():
        raise RefusedError("it is empty" if not sample else "it contains only blanks")
    return _named(encoding) if encoding else _detected(sample, whole=len(sample) < _SAMPLE_BYTES, json=json)


def _named(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)
    except (LookupError, ValueError):
        name = "undefined"
    if name in _NO_CHARSETS:
        raise RefusedError(
            f"“{encoding[:40]}” is not a charset; write for example utf-8 or windows-1251", field="encoding"
        )
    return "utf-8-sig" if name == "utf-8" else name


def _detected(sample: bytes, *, whole: bool, json: bool = False) -> str:
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    if b"\0" in sample:
        raise RefusedError("it is binary, not text (it contains NUL bytes); export it as text first")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=whole)
    except UnicodeDecodeError as error:
        beyond = sum(byte >= 0x80 for byte in sample)
        if json or 2 * sum(map(len, _MULTIBYTE.findall(sample))) >= beyond:  # UTF-8 with a few broken lines
            return "utf-8"
        return _legacy(sample, error.start)
    return "utf-8"


def _legacy(sample: bytes, start: int) -> str:
    """Return the charset of a text that is not UTF-8, if all fitting ones give the same words. Raises RefusedError."""
    from charset_normalizer import from_bytes

    chaos = {match.encoding: match.chaos for match in from_bytes(sample, threshold=0.2)}
    fitting = [name for name in _COMMON_CHARSETS if chaos.get(name, 1) <= min(chaos.values(), default=0) + 0.03]
    fitting += [name for name in ("cp1252",) if "cp1250" in fitting and name not in fitting and _fits(sample, name)]
    first = fitting[0] if fitting else ""
    if first and all(sample.decode(name) == sample.decode(first) for name in fitting):
        return first
    line = sample[sample.rfind(b"\n", 0, start) + 1 :].split(b"\n")[0]
    examples = ", ".join(f"{name} (“{_around(line, name)}”)" for name in fitting[:3])
    raise RefusedError(
        f"it is not UTF-8 (byte {start:,}); name its charset{f', perhaps {examples}' if examples else ''}",
        field="encoding",
    )


def _fits(sample: bytes, name: str) -> bool:
    try:
        sample.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _around(line: bytes, name: str) -> str:
    text = line.decode(name, "replace")
    at = next((i for i, character in enumerate(text) if ord(character) > 127), 0)
    return text[max(0, at - 12) : at + 12].strip()
