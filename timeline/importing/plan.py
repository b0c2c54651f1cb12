"""Plan how a file is read: its format, its columns, and which column fills which field."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from timeline.dates import PartialDate
from timeline.errors import RefusedError
from timeline.formats import READ, csv, format_of, ical, json, reader, timelinejs
from timeline.formats.input import Cells, Row, charset
from timeline.importing import own_records
from timeline.importing.guess import guess
from timeline.importing.mapping import Mapping
from timeline.importing.moments import Moments, order_of
from timeline.importing.rows import Drafts

#: how many rows are read to find the columns of a file
SAMPLE_ROWS = 1000
#: format whose columns always have the same meaning → field → column
FIXED = {"timelinejs": timelinejs.COLUMNS, "ical": ical.COLUMNS}
#: field → column of a table that ``timeline export csv`` wrote
_OWN_CSV = {
    "uid": "uid", "kind": "kind", "date": "date", "time": "time", "date_text": "date_text", "title": "title",
    "text": "text", "speaker": "speaker", "role": "role", "mode": "mode", "original_text": "original_text",
    "setting": "setting", "lang": "lang", "note": "note", "participant": "participants[; ]", "topic": "topics[; ]",
    "place": "places[; ]", "source": "urls[; ]", "via": "via", "exact": "exact",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How one file is read. If it holds timeline's ``own_records``, no mapping is needed."""

    path: str
    name: str
    format: str
    mapping: Mapping
    columns: tuple[str, ...]
    dataset: str
    #: field → the first value that a row has for it
    example: dict[str, str] = field(default_factory=dict)
    own_records: bool = False
    #: whether the columns of its format always have the same meaning
    fixed: bool = False
    #: why its rows cannot become entries, but only add to entries that are known by their identifier
    lacking: str | None = None
    #: the charset, if it was detected from the bytes and is not Unicode
    charset: str | None = None
    #: the order of day and month if neither the mapping nor the file settles it
    order: str | None = None

    @property
    def unused_columns(self) -> list[str]:
        """The columns that fill no field."""
        used = self.drafts(None).used_columns
        return [column for column in self.columns if column not in used]

    def rows(self) -> Iterator[Row]:
        """Yield the rows of the file."""
        return _rows(self.format, self.path, self.mapping.encoding)

    def drafts(self, reference: PartialDate | None) -> Drafts:
        """Return the maker of drafts for the rows."""

        def settled() -> str | None:
            """Return the order of day and month; this reads the whole file."""
            texts = (take(row.cells) for row in self.rows() if row.cells for take in drafts.dates)
            return order_of(text for text in texts if text) or self.order

        moments = Moments(self.mapping.date_order, reference, settled)
        # Markdown may contain tags but is not HTML; our own export has lost its markup before.
        is_plain = self.format == "markdown" or self.columns[: len(csv.COLUMNS)] == csv.COLUMNS
        drafts = Drafts(self.mapping, self.columns, moments, is_plain=is_plain)
        return drafts


def plan(path: str, mapping: Mapping, *, name: str | None = None) -> Plan:
    """Decide how a file is read. Raises RefusedError, with the file's name, if that cannot be decided."""
    name = name or os.path.basename(os.path.normpath(path))
    try:
        return _plan(path, name, mapping)
    except RefusedError as error:
        raise error.about(name) from None


def _plan(path: str, name: str, chosen: Mapping) -> Plan:
    known = _format(path, chosen)
    sample, columns = _sample(known, path, chosen.encoding)
    if known == "csv" and chosen.format is None and timelinejs.is_sheet(columns):
        known = "timelinejs"
        sample, columns = _sample(known, path, chosen.encoding)
    if not sample:
        raise RefusedError("it has no events" if known == "ical" else "it has no rows")
    dataset = chosen.dataset or os.path.splitext(os.path.basename(os.path.normpath(name)))[0]
    bare = Plan(path=path, name=name, format=known, mapping=chosen, columns=columns, dataset=dataset)
    if os.path.isfile(path) and chosen.encoding is None:
        detected = charset(path, json=known in ("json", "jsonl"))
        bare = replace(bare, charset=None if detected.startswith("utf") else detected)
    if (
        known in ("jsonl", "json")
        and any(own_records.is_own_record(row.cells) for row in sample[:1])
        and not chosen.columns
    ):
        return replace(bare, own_records=True)
    fixed = _OWN_CSV if columns == csv.COLUMNS else FIXED.get(known)
    if fixed is not None:
        all_columns = tuple(dict.fromkeys((*columns, *(text.partition("[")[0] for text in fixed.values()))))
        mapping = chosen.over(Mapping(columns={name: (text,) for name, text in fixed.items()}))
        fixed_plan = replace(bare, mapping=mapping, columns=all_columns, fixed=True)
        fixed_plan.drafts(None)  # raises if the mapping does not fit
        return fixed_plan
    mapping = guess(columns, [row.cells for row in sample if row.flaw is None], chosen)
    if known == "markdown" and "external_id" not in mapping.columns and "file" in columns:
        mapping = mapping.over(Mapping(columns={"external_id": ("file",)}))
    guessed = replace(bare, mapping=mapping)
    if not any(row.cells for row in sample):
        return guessed
    lacking = _lacking(mapping, columns)
    if lacking and not guessed.drafts(None).has & {"external_id", "uid"}:
        shared_by = next((c for c in columns if c.casefold() in ("id", "guid", "identifier", "external_id")), None)
        hint = f"; “{shared_by}” cannot be the identifier, because several rows share a value" if shared_by else ""
        raise RefusedError(lacking + hint, field="maps")
    return replace(guessed, example=_example(guessed, sample), lacking=lacking)


def _format(path: str, chosen: Mapping) -> str:
    """Return the chosen format of a file, else the one of its name and beginning. Raises RefusedError."""
    if not os.path.exists(path):
        raise RefusedError("there is no such file")
    known = chosen.format or format_of(path)
    if known is None:
        raise RefusedError(f"its name does not show its format; name one of {', '.join(READ)}", field="format")
    if known in ("json", "timelinejs") and not path.lower().endswith((".csv", ".tsv")) and os.path.isfile(path):
        json.refuse_deep(path, chosen.encoding)
    if known == "json" and chosen.format is None and timelinejs.is_timeline(path, chosen.encoding):
        return "timelinejs"
    return known


def _example(guessed: Plan, sample: list[Row]) -> dict[str, str]:
    """Return the first value of every field. Raises RefusedError for an unknown column."""
    drafts = guessed.drafts(None)
    takers: list[tuple[str, Callable[[Cells], str | list[str] | None]]] = [*drafts.single, *drafts.lists]
    examples: dict[str, str] = {}
    for field_, take in takers:
        values = (take(row.cells) for row in sample if row.cells)
        value = next((value for value in values if value), None)
        if value:
            examples.setdefault(field_, "; ".join(value) if isinstance(value, list) else value)
    return examples


def _sample(known: str, path: str, encoding: str | None) -> tuple[list[Row], tuple[str, ...]]:
    """Return the first rows of a file, and their columns."""
    sample = list(islice(_rows(known, path, encoding), SAMPLE_ROWS))
    return sample, tuple(dict.fromkeys(column for row in sample for column in row.cells))


def _rows(known: str, path: str, encoding: str | None) -> Iterator[Row]:
    if os.path.isdir(path) and known != "markdown":
        raise RefusedError("it is a folder; only Markdown can be read from a folder")
    return reader(known)(path, encoding)


def _lacking(mapping: Mapping, columns: tuple[str, ...]) -> str | None:
    """Return what to do if no column has the date or the words of an entry, or None."""
    fields = set(mapping.columns) | set(mapping.constants)
    listed = ", ".join(columns[:12]) + (" …" if len(columns) > 12 else "")
    office = mapping.constants.get("kind") == ("office",)
    if not fields & {"date", "until"}:
        return f"no column looks like a date; map date=COLUMN, or set date=unknown ({listed})"
    if not fields & {"title", "text", "original_text"}:
        return (
            f"no column looks like what {'the office is' if office else 'happened or was said'}; "
            f"map title=COLUMN or text=COLUMN ({listed})"
        )
    return None
