"""Comma-separated values (RFC 4180): one row a record, in UTF-8, lists joined with ``; ``; any table is read.

A cell that a spreadsheet would run as a formula has an apostrophe in front, which makes text of it
(https://owasp.org/www-community/attacks/CSV_Injection).
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import TextIO

from timeline.errors import RefusedError
from timeline.formats.input import LONGEST, MOST_COLUMNS, Row, opened, undecoded
from timeline.reading.records import CitationRecord, Record, SourceRecord
from timeline.schema.fields import FIELDS

#: field → its column, and those beside it that are computed, where that is not its name alone
_COLUMNS_OF = {
    "kind": ("id", "uid", "kind"),
    "date": ("date", "date_earliest", "date_latest"),
    "speakers": ("speaker", "country", "office"),
    "sources": ("sources", "urls"),
}
#: what programs read these files by: neither names nor order may change. A source has no columns of its own.
COLUMNS = tuple(
    column
    for field in FIELDS.values()
    if field.owner != "source"
    for column in _COLUMNS_OF.get(field.name, (field.name,))
)

#: with the marks that were put in front of such a cell before
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
#: how much of a table is looked at to tell its delimiter: characters, and lines
_SAMPLE = 1 << 16
_LINES = 200


def write(records: Iterable[Record], out: TextIO) -> Counter[str]:
    """Write a header and one row a record; return what that could not express."""
    lost: Counter[str] = Counter()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for record in records:
        flat: dict[str, object] = {**record, **_joined(record)}
        writer.writerow([_defused(flat[column], lost) for column in COLUMNS])
        lost["citations without their place, date, stance and note"] += sum(
            _is_more_than_words(c) for c in record["citations"]
        )
        lost["notes on links"] += sum(link["note"] is not None for link in record["links"])
    return lost


def _is_more_than_words(citation: CitationRecord) -> bool:
    """Tell whether a citation says something that has no column."""
    unsaid = (citation["start"], citation["date"], citation["date_text"], citation["note"])
    return citation["stance"] == "disputes" or any(value is not None for value in unsaid)


def _defused(cell: object, lost: Counter[str]) -> object:
    if not isinstance(cell, str) or not _FORMULA.match(cell):
        return cell
    lost["cells that a spreadsheet would run, with ' in front"] += 1
    return f"'{cell}"


def write_rows(rows: Iterable[Mapping[str, object]], out: TextIO) -> None:
    """Write plain dicts that all have the same keys."""
    writer = csv.writer(out)
    for number, row in enumerate(rows):
        if number == 0:
            writer.writerow(row)
        writer.writerow(row.values())


def _joined(record: Record) -> dict[str, str]:
    citations = record["citations"]
    return {
        "participants": "; ".join(f"{p['name']} ({p['role']})" for p in record["participants"]),
        "topics": "; ".join(record["topics"]),
        "places": "; ".join(record["places"]),
        "sources": "; ".join(_label(c["source"]["title"], c["source"]) for c in citations),
        "urls": "; ".join(c["source"]["url"] for c in citations if c["source"]["url"]),
        "via": "; ".join(_label(c["via"]["publisher"], c["via"]) for c in citations if c["via"]),
        "exact": "; ".join(c["exact"] for c in citations if c["exact"]),
        "links": "; ".join(f"{link['relation']} {link['to']}" for link in record["links"]),
    }


def _label(first: str | None, source: SourceRecord) -> str:
    """Return what names a source in a cell: ``first`` if it is known, else its publisher, title or address."""
    return first or source["publisher"] or source["title"] or source["url"] or ""


def read(path: str, encoding: str | None = None) -> Iterator[Row]:
    """Yield the rows of a table, by the names in its first line; the delimiter is the one that makes a table of it.

    A row that has more or fewer cells than the first, or whose quotation marks do not close, is yielded with its flaw.
    Raises RefusedError where the file is no table.
    """
    with opened(path, encoding) as text:
        sample = text.read(_SAMPLE)
        text.seek(0)
        said = re.match(r"\ufeff?sep=(.)\r?\n", sample)  # a spreadsheet's own line
        if said:
            text.readline()
        yield from _rows(text, said[1] if said else _delimiter(sample), skipped=1 if said else 0)


def _rows(text: TextIO, delimiter: str, skipped: int) -> Iterator[Row]:
    csv.field_size_limit(LONGEST)
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=delimiter != "\t")
    columns: list[str] = []
    own = False
    while True:
        line = reader.line_num + 1
        lines.recent.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if not columns or "field larger" in str(error):
                raise RefusedError(f"line {line + skipped}: {_worded(error)}") from None
            yield Row(line + skipped, {}, _worded(error), aside={"text": "".join(lines.recent)})
            continue
        if not columns:
            columns = _columns(cells)
            own = tuple(columns) == COLUMNS
        elif len(cells) == len(columns):
            if own:
                cells = [cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell for cell in cells]
            whole = "".join(cells)
            yield Row(line + skipped, dict(zip(columns, cells, strict=True)), undecoded(whole))
        elif any(cells):
            there = "it has 1 cell" if len(cells) == 1 else f"it has {len(cells)} cells"
            more = ((f"column {number}", cell) for number, cell in enumerate(cells, 1) if number > len(columns))
            aside = {**dict(zip(columns, cells, strict=False)), **dict(more)}
            yield Row(line + skipped, {}, f"{there} where the first line has {len(columns)}", aside=aside)


class _Lines:
    """The lines of a text, of which the last ones are kept: they are what a row that cannot be read holds."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self.recent: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._text)
        self.recent.append(line)
        return line


def _columns(cells: list[str]) -> list[str]:
    """Name the columns; one without a name is called by its number, one with a name that is taken by both."""
    if len(cells) > MOST_COLUMNS:
        raise RefusedError(f"it has {len(cells):,} columns; a table has at most {MOST_COLUMNS:,}")
    if flaw := undecoded("".join(cells)):
        raise RefusedError(f"line 1: {flaw}")
    names: dict[str, None] = {}
    for number, cell in enumerate(cells, 1):
        name = " ".join(cell.split()) or f"column {number}"
        names[f"{name} {number}" if name in names else name] = None
    return list(names)


def _delimiter(sample: str) -> str:
    """Return the delimiter that splits the first lines into the most cells, the same number in nearly all of them.

    A table of one column has none, which is as good as a comma.
    """
    best, most = ",", 1.0
    for delimiter in ",;\t|":
        widths = Counter(map(len, _first_rows(sample, delimiter)))
        if not widths:
            continue
        width, rows = max(widths.items(), key=lambda found: (found[1], found[0]))
        score = width * rows / widths.total() if width > 1 else 0
        if score > most:
            best, most = delimiter, score
    return best


def _first_rows(sample: str, delimiter: str) -> Iterator[list[str]]:
    whole = sample if len(sample) < _SAMPLE else sample[: sample.rfind("\n") + 1]
    reader = csv.reader(io.StringIO(whole, newline=""), delimiter=delimiter, skipinitialspace=delimiter != "\t")
    with suppress(csv.Error):
        yield from (row for row in islice(reader, _LINES) if row)


def _worded(error: csv.Error) -> str:
    said = str(error)
    if "unexpected end" in said:
        return "a quotation mark opens a cell and is never closed, so that the rest of the file would be one cell"
    if "expected after" in said:
        return "something follows the quotation mark that closes a cell; a mark inside a cell is written twice"
    if "field larger" in said:
        return f"a cell holds more than {LONGEST:,} characters"
    if "line contains NUL" in said:
        return "it holds a NUL character, which no text can hold"
    return said
