"""Count what a format could not express, by kind of loss."""

from collections import Counter
from collections.abc import Mapping

from timeline.reading.records import Record

Losses = Counter[str]


def count_fields(record: Record, names: Mapping[str, str], losses: Losses) -> None:
    """Count the fields of a record that a format cannot express; ``names`` maps a field to its kind of loss."""
    fields: Mapping[str, object] = record
    for field, name in names.items():
        value = fields[field]
        losses[name] += len(value) if isinstance(value, list) else value is not None


def summary(name: str, losses: Losses) -> str:
    """Return the losses of a format as text: ``timelinejs: 14 links; 9 partial dates as display_date``; '' if none."""
    lost = "; ".join(f"{count:,} {what}" for what, count in losses.items() if count)
    return f"{name}: {lost}" if lost else ""
