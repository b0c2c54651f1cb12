"""Comma-separated values (RFC 4180): one row a record, in UTF-8, lists joined with ``; ``."""

import csv
from collections.abc import Iterable
from typing import Any, TextIO

from timeline.records import Record

COLUMNS = (
    "id", "uid", "kind", "date", "date_earliest", "date_latest", "time", "date_text", "title", "text", "speaker",
    "country", "office", "role", "mode", "original_text", "setting", "lang", "note", "participants", "topics", "places",
    "sources", "urls", "via", "exact", "links", "dataset", "external_id",
)  # fmt: skip


def write(records: Iterable[Record], out: TextIO) -> None:
    """Write a header and one row a record."""
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for record in records:
        flat = record | _joined(record)
        writer.writerow([flat[column] for column in COLUMNS])


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
