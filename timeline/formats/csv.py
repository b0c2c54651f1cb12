"""Comma-separated values (RFC 4180): one row a record, in UTF-8, lists joined with ``; ``.

A cell that a spreadsheet would run as a formula has an apostrophe in front, which makes text of it
(https://owasp.org/www-community/attacks/CSV_Injection).
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, TextIO

from timeline.records import Record

COLUMNS = (
    "id", "uid", "kind", "date", "date_earliest", "date_latest", "time", "date_text", "title", "text", "speaker",
    "country", "office", "role", "mode", "original_text", "setting", "lang", "note", "participants", "topics", "places",
    "sources", "urls", "via", "exact", "links", "dataset", "external_id",
)  # fmt: skip


_FORMULA = re.compile(r"[=+\-@\t\r]")
#: what a citation says that has no column
_UNSAID = ("start", "date", "date_text", "note")


def write(records: Iterable[Record], out: TextIO) -> Counter[str]:
    """Write a header and one row a record; return what that could not express."""
    lost: Counter[str] = Counter()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for record in records:
        flat = record | _joined(record)
        writer.writerow([_defused(flat[column], lost) for column in COLUMNS])
        lost["citations without their place, date, stance and note"] += sum(
            c["stance"] == "disputes" or any(c[field] is not None for field in _UNSAID) for c in record["citations"]
        )
        lost["notes on links"] += sum(link["note"] is not None for link in record["links"])
    return lost


def _defused(cell: object, lost: Counter[str]) -> object:
    if not isinstance(cell, str) or not _FORMULA.match(cell):
        return cell
    lost["cells that a spreadsheet would run, with ' in front"] += 1
    return f"'{cell}"


def write_rows(rows: Iterable[Record], out: TextIO) -> None:
    """Write plain dicts that all have the same keys."""
    writer = csv.writer(out)
    for number, row in enumerate(rows):
        if number == 0:
            writer.writerow(row)
        writer.writerow(row.values())


def _joined(record: Record) -> dict[str, str]:
    citations: list[dict[str, Any]] = record["citations"]
    return {
        "participants": "; ".join(f"{p['name']} ({p['role']})" for p in record["participants"]),
        "topics": "; ".join(record["topics"]),
        "places": "; ".join(record["places"]),
        "sources": "; ".join(c["source"]["title"] or c["source"]["publisher"] or c["source"]["url"] for c in citations),
        "urls": "; ".join(c["source"]["url"] for c in citations if c["source"]["url"]),
        "via": "; ".join(c["via"]["publisher"] or c["via"]["title"] or c["via"]["url"] for c in citations if c["via"]),
        "exact": "; ".join(c["exact"] for c in citations if c["exact"]),
        "links": "; ".join(f"{link['relation']} {link['to']}" for link in record["links"]),
    }
