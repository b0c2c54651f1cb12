"""What a format could not express, counted by what is lost."""

from collections import Counter
from collections.abc import Mapping

from timeline.reading.records import Record

Losses = Counter[str]


def count_fields(record: Record, names: Mapping[str, str], losses: Losses) -> None:
    """Count the fields of a record that a format has no place for; ``names`` maps a field to how it is counted."""
    fields: Mapping[str, object] = record
    for field, name in names.items():
        value = fields[field]
        losses[name] += len(value) if isinstance(value, list) else value is not None


def told(name: str, losses: Losses) -> str:
    """Word what a format could not express: ``timelinejs: 14 links; 9 partial dates as display_date``; else empty."""
    lost = "; ".join(f"{count:,} {what}" for what, count in losses.items() if count)
    return f"{name}: {lost}" if lost else ""
