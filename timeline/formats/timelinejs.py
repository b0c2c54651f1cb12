"""TimelineJS 3 (https://timeline.knightlab.com/docs/json-format.html): one slide an entry.

A slide needs a date in figures. What a partial date says beyond year, month and day stands in ``display_date``; an
interval has an end, an open one only its known side. Texts are HTML there, so that ours are escaped.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, TextIO

from timeline.formats.jsonl import dump
from timeline.records import Record
from timeline.render.text import describe_source, human_date, who, words

#: what a slide has no place for: key of the record → how it is counted
_LOST = {"links": "links", "topics": "topics", "places": "places", "participants": "participants", "note": "notes"}
_CLOCK = re.compile(r"(\d\d):(\d\d)(?::(\d\d))?")


def write(records: Iterable[Record], out: TextIO) -> Counter[str]:
    """Write a timeline; return what it could not express."""
    lost: Counter[str] = Counter()
    out.write('{\n"events": [')
    separator = "\n"
    for record in records:
        for key, name in _LOST.items():
            lost[name] += len(record[key]) if isinstance(record[key], list) else record[key] is not None
        if record["date"] is None:
            lost["undated entries left out"] += 1
            continue
        out.write(separator + dump(_slide(record, lost)))
        separator = ",\n"
    out.write("\n]\n}\n" if separator == ",\n" else "]\n}\n")
    return lost


def _slide(record: Record, lost: Counter[str]) -> dict[str, Any]:
    slide: dict[str, Any] = {"unique_id": record["uid"], **_dates(record, lost)}
    said = words(record)
    speaker = who(record)
    headline, more = (speaker, said) if speaker else (said, record["text"] or "")
    paragraphs = [*more.split("\n"), *([record["original_text"]] if record["original_text"] else [])]
    text = "".join(f"<p>{html.escape(line)}</p>" for line in paragraphs if line.strip())
    slide["text"] = {"headline": html.escape(headline), "text": text + _sources(record)}
    slide["group"] = record["speaker"] or "Events"
    slide["autolink"] = False
    return slide


def _dates(record: Record, lost: Counter[str]) -> dict[str, Any]:
    """Return start and end in figures, and in words what figures cannot say."""
    plain = re.fullmatch(r"\d{4}(-\d\d)?(-\d\d)?", record["date"])
    if plain:
        start = _figures(record["date"])
        clock = _CLOCK.match(record["time"] or "")
        if clock:
            start |= {name: int(clock[i]) for i, name in enumerate(("hour", "minute", "second"), 1) if clock[i]}
        if record["time"] and not re.fullmatch(r"[\d:]+", record["time"]):
            lost["time zones"] += 1
        return {"start_date": start}
    lost["partial dates as display_date"] += 1
    ends = [part.strip("?~%") for part in record["date"].split("/")]
    known = [part for part in ends if re.fullmatch(r"\d{4}(-[01]\d)?(-\d\d)?", part)]
    if len(known) < len(ends) and not {"", ".."} & set(ends):  # masks and seasons
        known = [record["date_earliest"], record["date_latest"]]
    start, end = known[0], known[-1]
    dates: dict[str, Any] = {"start_date": _figures(start), "display_date": html.escape(human_date(record))}
    return dates if start == end else dates | {"end_date": _figures(end)}


def _figures(date: str) -> dict[str, int]:
    return {name: int(part) for name, part in zip(("year", "month", "day"), date.split("-"), strict=False)}


def _sources(record: Record) -> str:
    lines = []
    for citation in record["citations"]:
        source, via = citation["source"], citation["via"]
        label = html.escape(describe_source(source)) + (f", via {html.escape(describe_source(via))}" if via else "")
        url = source["url"] or ""
        if url.lower().startswith(("http://", "https://")):
            label = f'<a href="{html.escape(url)}">{label}</a>'
        lines.append(f"<p>— {label}{' (disputes it)' if citation['stance'] == 'disputes' else ''}</p>")
    return "".join(lines)
