"""Write records as comma-separated values (RFC 4180), in UTF-8, with lists joined by ``; ``; read any table.

A cell that a spreadsheet would run as a formula gets an apostrophe in front, which turns it into text
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
from timeline.formats.input import MOST_CHARACTERS, MOST_COLUMNS, Row, open_text, undecoded
from timeline.reading.records import CitationRecord, Record, SourceRecord
from timeline.render.checks import standing
from timeline.schema.fields import FIELDS

#: field → its columns, including computed ones, unless it has one column of the same name
_COLUMNS_OF = {
    "kind": ("id", "uid", "kind"),
    "date": ("date", "date_earliest", "date_latest"),
    "speakers": ("speaker", "country", "office"),
    "sources": ("sources", "urls"),
}
_OF_FIELDS = tuple(
    column
    for field in FIELDS.values()
    if field.owner != "source"
    for column in _COLUMNS_OF.get(field.name, (field.name,))
)
#: who has checked the entry as it is, or doubts it; imports ignore these columns
_OF_CHECKS = ("checked_by", "checked_at", "doubt")
#: programs rely on these columns: neither names nor order may change. A source has no columns of its own.
COLUMNS = (*_OF_FIELDS, *_OF_CHECKS)

#: the columns that are added to a rejected row of an import
REASON, PLACE = "rejected because", "rejected at"
#: including apostrophes that an earlier export put in front of such a cell
_FORMULA = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
#: how much of a table is read to find its delimiter
_SAMPLE_CHARACTERS = 1 << 16
_SAMPLE_LINES = 200


def write(records: Iterable[Record], out: TextIO) -> Counter[str]:
    """Write a header and a row for each record; return the losses."""
    lost: Counter[str] = Counter()
    table = Table(out)
    table.write(COLUMNS)
    for record in records:
        flat: dict[str, object] = {**record, **_joined(record)}
        lost["cells that a spreadsheet would run, with ' in front"] += table.write(flat[column] for column in COLUMNS)
        lost["citations without their place, date, stance and note"] += sum(
            _is_more_than_words(c) for c in record["citations"]
        )
        lost["checks that do not hold, or are not the latest"] += len(record["checks"]) - (standing(record) is not None)
        lost["notes on links"] += sum(link["note"] is not None for link in record["links"])
    return lost


def _is_more_than_words(citation: CitationRecord) -> bool:
    """Return whether a citation has a value without a column."""
    uncolumned = (citation["start"], citation["date"], citation["date_text"], citation["note"])
    return citation["stance"] == "disputes" or any(value is not None for value in uncolumned)


class Table:
    """Writes the rows of a table; every CSV file of timeline that people may open in a spreadsheet is one."""

    def __init__(self, out: TextIO) -> None:
        self._writer = csv.writer(out)

    def write(self, cells: Iterable[object]) -> int:
        """Write a row, and return how many of its cells a spreadsheet would have run."""
        own = list(cells)
        row = [f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell for cell in own]
        self._writer.writerow(row)
        return sum(before is not after for before, after in zip(own, row, strict=True))


def write_rows(rows: Iterable[Mapping[str, object]], out: TextIO) -> None:
    """Write dicts that all have the same keys."""
    table = Table(out)
    for number, row in enumerate(rows):
        if number == 0:
            table.write(row)
        table.write(row.values())


def _joined(record: Record) -> dict[str, str]:
    citations = record["citations"]
    check = standing(record)
    return {
        "checked_by": check["checked_by"] if check else "",
        "checked_at": check["checked_at"] if check else "",
        "doubt": (check["doubt"] or "") if check else "",
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
    """Return the label of a source in a cell: ``first`` if it is known, else its publisher, title or address."""
    return first or source["publisher"] or source["title"] or source["url"] or ""


def read(path: str, encoding: str | None = None) -> Iterator[Row]:
    """Yield the rows of a table, with the column names of its first line; the delimiter is detected.

    A row with more or fewer cells than the first, or with an unclosed quotation mark, is yielded with its flaw. Raises
    RefusedError if the file is not a table.
    """
    with open_text(path, encoding) as text:
        sample = text.read(_SAMPLE_CHARACTERS)
        text.seek(0)
        separator = re.match(r"\ufeff?sep=(.)\r?\n", sample)  # a line that spreadsheets add
        if separator:
            text.readline()
        yield from _rows(text, separator[1] if separator else _delimiter(sample), skipped_lines=1 if separator else 0)


def _rows(text: TextIO, delimiter: str, skipped_lines: int) -> Iterator[Row]:
    csv.field_size_limit(MOST_CHARACTERS)
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
                raise RefusedError(f"line {line + skipped_lines}: {_worded(error)}") from None
            yield Row(line + skipped_lines, {}, _worded(error), unparsed={"text": "".join(lines.recent)})
            continue
        if not columns:
            own = tuple(cells) in (COLUMNS, _OF_FIELDS) or tuple(cells[:2]) == (PLACE, REASON)
            columns = _columns(list(map(_plain, cells)) if own else cells)
        elif len(cells) == len(columns):
            if own:
                cells = list(map(_plain, cells))
            row_text = "".join(cells)
            yield Row(line + skipped_lines, dict(zip(columns, cells, strict=True)), undecoded(row_text))
        elif any(cells):
            counted = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
            more = ((f"column {number}", cell) for number, cell in enumerate(cells, 1) if number > len(columns))
            unparsed = {**dict(zip(columns, cells, strict=False)), **dict(more)}
            yield Row(
                line + skipped_lines, {}, f"it has {counted}, but the first line has {len(columns)}", unparsed=unparsed
            )


def _plain(cell: str) -> str:
    """Return a cell of a table that timeline wrote without the apostrophe that turned a formula into text."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


class _Lines:
    """The lines of a text; ``recent`` keeps the last ones, which are the text of a row that cannot be parsed."""

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
    """Return the names of the columns: one without a name gets its number, one with a repeated name both."""
    if len(cells) > MOST_COLUMNS:
        raise RefusedError(f"it has {len(cells):,} columns; a table may have at most {MOST_COLUMNS:,}")
    if flaw := undecoded("".join(cells)):
        raise RefusedError(f"line 1: {flaw}")
    names: dict[str, None] = {}
    for number, cell in enumerate(cells, 1):
        name = " ".join(cell.split()) or f"column {number}"
        names[f"{name} {number}" if name in names else name] = None
    return list(names)


def _delimiter(sample: str) -> str:
    """Return the delimiter that splits the first lines into the most cells, and nearly all of them equally.

    For a table of one column that is a comma.
    """
    best, most = ",", 1.0
    for delimiter in ",;\t|":
        widths = Counter(map(len, _first_rows(sample, delimiter)))
        if not widths:
            continue
        width, rows = max(widths.items(), key=lambda counted: (counted[1], counted[0]))
        score = width * rows / widths.total() if width > 1 else 0
        if score > most:
            best, most = delimiter, score
    return best


def _first_rows(sample: str, delimiter: str) -> Iterator[list[str]]:
    lines = sample if len(sample) < _SAMPLE_CHARACTERS else sample[: sample.rfind("\n") + 1]
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter, skipinitialspace=delimiter != "\t")
    with suppress(csv.Error):
        yield from (row for row in islice(reader, _SAMPLE_LINES) if row)


def _worded(error: csv.Error) -> str:
    message = str(error)
    if "unexpected end" in message:
        return "a quotation mark opens a cell and is never closed; the rest of the file would be one cell"
    if "expected after" in message:
        return "text follows the quotation mark that closes a cell; write a quotation mark inside a cell twice"
    if "field larger" in message:
        return f"a cell has more than {MOST_CHARACTERS:,} characters"
    if "line contains NUL" in message:
        return "it contains a NUL character; remove it"
    return message
