"""Write each entry as a slide of TimelineJS 3 (https://timeline.knightlab.com/docs/json-format.html).

A slide needs a date in figures. ``display_date`` shows what a partial date says beyond year, month and day. An interval
has an end, an open one only its known side. Texts are HTML in TimelineJS, so they are escaped.

The JSON of TimelineJS 2 and 3 can be read, and the sheet that people fill in, as CSV.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import TextIO

from timeline.errors import RefusedError
from timeline.formats import csv, json
from timeline.formats.input import Cells, Row, open_text
from timeline.formats.jsonl import dump
from timeline.formats.losses import count_fields
from timeline.reading.records import Record
from timeline.render.checks import check_words, sentence
from timeline.render.text import describe_source, human_date, who, words
from timeline.words import addresses

#: keys of the record that a slide cannot express → kind of loss
_LOST = {"links": "links", "topics": "topics", "places": "places", "participants": "participants", "note": "notes"}
#: field → column, for reading
COLUMNS = {
    "date": "date", "until": "until", "time": "time", "date_text": "display_date", "title": "headline",
    "text": "text", "topic": "group", "external_id": "unique_id",
}  # fmt: skip
_LISTS = ("title", "events.item", "eras.item", "timeline", "timeline.date.item", "timeline.era.item")
#: how many events of the parser are read to recognize a timeline
_SAMPLE_EVENTS = 2000
_CLOCK = re.compile(r"(\d\d):(\d\d)(?::(\d\d))?")


def write(records: Iterable[Record], out: TextIO) -> Counter[str]:
    """Write a timeline; return the losses."""
    lost: Counter[str] = Counter()
    out.write('{\n"events": [')
    separator = "\n"
    for record in records:
        count_fields(record, _LOST, lost)
        if record["date"] is None:
            lost["undated entries left out"] += 1
            continue
        out.write(separator + dump(_slide(record, lost)))
        separator = ",\n"
    out.write("\n]\n}\n" if separator == ",\n" else "]\n}\n")
    return lost


def _slide(record: Record, lost: Counter[str]) -> dict[str, object]:
    slide: dict[str, object] = {"unique_id": record["uid"], **_dates(record, lost)}
    text = words(record)
    speaker = who(record)
    headline, more = (speaker, text) if speaker else (text, record["text"] or "")
    paragraphs = [*more.split("\n"), *([record["original_text"]] if record["original_text"] else [])]
    body = "".join(f"<p>{html.escape(line)}</p>" for line in paragraphs if line.strip())
    slide["text"] = {"headline": html.escape(headline), "text": body + _sources(record)}
    slide["group"] = record["speaker"] or "Events"
    slide["autolink"] = False
    return slide


def _dates(record: Record, lost: Counter[str]) -> dict[str, object]:
    """Return start and end in figures, and the date in words if figures cannot express it."""
    date = record["date"] or ""
    if re.fullmatch(r"\d{4}(-\d\d)?(-\d\d)?", date):
        figures = _figures(date)
        clock = _CLOCK.match(record["time"] or "")
        if clock:
            figures |= {name: int(clock[i]) for i, name in enumerate(("hour", "minute", "second"), 1) if clock[i]}
        if record["time"] and not re.fullmatch(r"[\d:]+", record["time"]):
            lost["time zones"] += 1
        return {"start_date": figures}
    lost["partial dates as display_date"] += 1
    ends = [part.strip("?~%") for part in (date[3:-1] if date.startswith("[..") else date).split("/")]
    known = [part for part in ends if re.fullmatch(r"\d{4}(-[01]\d)?(-\d\d)?", part)]
    if len(known) < len(ends) and not {"", ".."} & set(ends):  # masks and seasons
        known = [record["date_earliest"] or "", record["date_latest"] or ""]
    start, end = known[0], known[-1]
    dates: dict[str, object] = {"start_date": _figures(start), "display_date": html.escape(human_date(record))}
    return dates if start == end else dates | {"end_date": _figures(end)}


def _figures(date: str) -> dict[str, int]:
    return {name: int(part) for name, part in zip(("year", "month", "day"), date.split("-"), strict=False)}


def _sources(record: Record) -> str:
    lines = []
    for citation in record["citations"]:
        source, via = citation["source"], citation["via"]
        label = html.escape(describe_source(source)) + (f", via {html.escape(describe_source(via))}" if via else "")
        if url := addresses.safe(source["url"]):
            label = f'<a href="{html.escape(url)}">{label}</a>'
        lines.append(f"<p>— {label}{' (disputes it)' if citation['stance'] == 'disputes' else ''}</p>")
    return "".join([*lines, f"<p>{html.escape(sentence(check_words(record)))}</p>"])


def read(path: str, encoding: str | None = None) -> Iterator[Row]:
    """Yield the title, every slide and every era. Raises RefusedError if the file is not a timeline."""
    if path.lower().endswith((".csv", ".tsv")):
        for row in csv.read(path, encoding):
            yield row._replace(cells=_of_sheet(row.cells))
        return
    is_empty = True
    for prefix in _LISTS:
        for row in json.read_at(path, prefix, encoding):
            is_empty = False
            name = prefix.removesuffix(".item").removeprefix("timeline.")
            cells = _of_slide(row.cells)
            if prefix == "timeline":  # its date is the beginning of the axis, not of an event
                del cells["date"]
            place = "the title" if prefix in ("title", "timeline") else str(row.place).replace("item", name)
            yield row._replace(place=place, cells=cells)
    if is_empty:
        raise RefusedError("it is not a timeline of TimelineJS; it has neither events nor a title")


def is_timeline(path: str, encoding: str | None = None) -> bool:
    """Return whether a JSON file begins like a timeline of either version."""
    import ijson

    with open_text(path, encoding, json=True) as text, suppress(ijson.JSONError):
        for prefix, event, _ in islice(ijson.parse(json.Bytes(text)), _SAMPLE_EVENTS):
            if prefix in ("events.item.start_date", "eras.item.start_date", "title.text", "timeline.date"):
                return True
            if prefix == "item" and event == "start_map":
                return False
    return False


def is_sheet(columns: Iterable[str]) -> bool:
    """Return whether a table has the columns of TimelineJS's sheet."""
    return {"year", "headline", "end year"} <= {column.lower() for column in columns}


def _of_sheet(cells: Cells) -> dict[str, object]:
    """Return the cells of a row of the sheet, with joined dates."""
    known = {name.lower(): cell for name, cell in cells.items()}

    def date(side: str) -> str:
        return _joined(*(known.get(f"{side}{part}") for part in ("year", "month", "day")))

    named = {
        "date": date(""),
        "until": date("end "),
        "time": known.get("time"),
        "display_date": known.get("display date"),
        "group": known.get("group"),
    }
    dates = ("year", "month", "day", "end year", "end month", "end day", *named, "display date")
    return named | {name: cell for name, cell in known.items() if name not in dates}


def _of_slide(cells: Cells) -> dict[str, object]:
    """Return the cells of a slide of either version, under the column names of the sheet."""

    def date(side: str) -> str:
        if text := cells.get(f"{side}Date"):
            return str(text).strip().replace(",", "-")
        return _joined(*(cells.get(f"{side}_date.{part}") for part in ("year", "month", "day")))

    clock = [str(cells.get(f"start_date.{part}", "")) for part in ("hour", "minute", "second")]
    known = clock[: next((i for i, part in enumerate(clock) if not part.isdigit()), 3)]
    named = {
        "date": date("start"),
        "until": date("end"),
        "time": ":".join(part.zfill(2) for part in known) if len(known) > 1 else None,
        "display_date": cells.get("display_date") or cells.get("start_date.display_date"),
        "headline": cells.get("text.headline") or cells.get("headline"),
        "text": cells.get("text.text") or (cells.get("text") if isinstance(cells.get("text"), str) else None),
        "group": cells.get("group") or cells.get("tag"),
        "media": cells.get("media.url") or cells.get("asset.media"),
        "media credit": cells.get("media.credit") or cells.get("asset.credit"),
        "media caption": cells.get("media.caption") or cells.get("asset.caption"),
        "unique_id": cells.get("unique_id"),
    }
    return {name: cell for name, cell in named.items() if cell is not None}


def _joined(*parts: object) -> str:
    """Return year, month and day joined, up to the first empty one."""
    texts = [str(part if part is not None else "").strip() for part in parts]
    known = texts[: texts.index("") if "" in texts else len(texts)]
    return "-".join(text.zfill(2 if i else 4) if text.isdigit() else text for i, text in enumerate(known))
