"""How a file will be read: its format, its columns, and which of them fills which field."""

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

#: how many rows are looked at to know the columns of a file
SAMPLE = 1000
#: format whose columns always mean the same → field → column
FIXED = {"timelinejs": timelinejs.COLUMNS, "ical": ical.COLUMNS}
#: the columns of a table that ``timeline export csv`` wrote
_OURS = {
    "uid": "uid", "kind": "kind", "date": "date", "time": "time", "date_text": "date_text", "title": "title",
    "text": "text", "speaker": "speaker", "role": "role", "mode": "mode", "original_text": "original_text",
    "setting": "setting", "lang": "lang", "note": "note", "participant": "participants[; ]", "topic": "topics[; ]",
    "place": "places[; ]", "source": "urls[; ]", "via": "via", "exact": "exact",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How one file is read. ``ours`` tells that it holds whole records, which need no mapping."""

    path: str
    name: str
    format: str
    mapping: Mapping
    columns: tuple[str, ...]
    dataset: str
    #: field → what the first row that has something there says
    example: dict[str, str] = field(default_factory=dict)
    own_records: bool = False
    #: whether the columns of its format always mean the same
    fixed: bool = False
    #: why its rows can be none of their own, but only tell more of entries that are known by their identifier
    lacking: str | None = None
    #: the charset it is read in, where that was told from its bytes and is none of Unicode
    charset: str | None = None

    @property
    def left(self) -> list[str]:
        """The columns that fill no field."""
        taken = self.drafts(None).taken
        return [column for column in self.columns if column not in taken]

    def rows(self) -> Iterator[Row]:
        """Yield the rows of the file."""
        return _rows(self.format, self.path, self.mapping.encoding)

    def drafts(self, reference: PartialDate | None) -> Drafts:
        """Return what makes drafts of the rows."""

        def settled() -> str | None:
            """Look through the whole file for the order of day and month."""
            taken = (take(row.cells) for row in self.rows() if row.cells for take in drafts.dates)
            return order_of(text for text in taken if text)

        moments = Moments(self.mapping.date_order, reference, settled)
        # Markdown may have tags in it and is no HTML; what we have written has been read once.
        is_plain = self.format == "markdown" or self.columns[: len(csv.COLUMNS)] == csv.COLUMNS
        drafts = Drafts(self.mapping, self.columns, moments, is_plain=is_plain)
        return drafts


def plan(path: str, said: Mapping, *, name: str | None = None) -> Plan:
    """Look at a file and decide how it is read. Raises RefusedError where that cannot be told, with the file's name."""
    name = name or os.path.basename(os.path.normpath(path))
    try:
        return _plan(path, name, said)
    except RefusedError as error:
        raise error.about(name) from None


def _plan(path: str, name: str, said: Mapping) -> Plan:
    known = _format(path, said)
    sample, columns = _sample(known, path, said.encoding)
    if known == "csv" and said.format is None and timelinejs.is_sheet(columns):
        known = "timelinejs"
        sample, columns = _sample(known, path, said.encoding)
    if not sample:
        raise RefusedError("it has no events" if known == "ical" else "it has no rows")
    dataset = said.dataset or os.path.splitext(os.path.basename(os.path.normpath(name)))[0]
    bare = Plan(path=path, name=name, format=known, mapping=said, columns=columns, dataset=dataset)
    if os.path.isfile(path) and said.encoding is None:
        told = charset(path, json=known in ("json", "jsonl"))
        bare = replace(bare, charset=None if told.startswith("utf") else told)
    if (
        known in ("jsonl", "json")
        and any(own_records.is_own_record(row.cells) for row in sample[:1])
        and not said.columns
    ):
        return replace(bare, own_records=True)
    fixed = _OURS if columns == csv.COLUMNS else FIXED.get(known)
    if fixed is not None:
        whole = tuple(dict.fromkeys((*columns, *(text.partition("[")[0] for text in fixed.values()))))
        mapping = said.over(Mapping(columns={name: (text,) for name, text in fixed.items()}))
        made = replace(bare, mapping=mapping, columns=whole, fixed=True)
        made.drafts(None)
        return made
    mapping = guess(columns, [row.cells for row in sample if row.flaw is None], said)
    if known == "markdown" and "external_id" not in mapping.columns and "file" in columns:
        mapping = mapping.over(Mapping(columns={"external_id": ("file",)}))
    made = replace(bare, mapping=mapping)
    if not any(row.cells for row in sample):
        return made
    lacking = _lacking(mapping, columns)
    if lacking and not made.drafts(None).has & {"external_id", "uid"}:
        shared_by = next((c for c in columns if c.casefold() in ("id", "guid", "identifier", "external_id")), None)
        hint = f"; rows share what stands in “{shared_by}”, so that it tells none from another" if shared_by else ""
        raise RefusedError(lacking + hint, field="maps")
    return replace(made, example=_example(made, sample), lacking=lacking)


def _format(path: str, said: Mapping) -> str:
    """Return the format of a file, as given, or as its name and its beginning tell it. Raises RefusedError."""
    if not os.path.exists(path):
        raise RefusedError("there is no such file")
    known = said.format or format_of(path)
    if known is None:
        raise RefusedError(f"its name does not tell its format; give it: {', '.join(READ)}", field="format")
    if known in ("json", "timelinejs") and not path.lower().endswith((".csv", ".tsv")) and os.path.isfile(path):
        json.refuse_deep(path, said.encoding)
    if known == "json" and said.format is None and timelinejs.is_timeline(path, said.encoding):
        return "timelinejs"
    return known


def _example(made: Plan, sample: list[Row]) -> dict[str, str]:
    """Return for every field what the first row that fills it says. Raises RefusedError for a column not there."""
    drafts = made.drafts(None)
    takers: list[tuple[str, Callable[[Cells], str | list[str] | None]]] = [*drafts.single, *drafts.lists]
    found: dict[str, str] = {}
    for field_, take in takers:
        values = (take(row.cells) for row in sample if row.cells)
        value = next((value for value in values if value), None)
        if value:
            found.setdefault(field_, "; ".join(value) if isinstance(value, list) else value)
    return found


def _sample(known: str, path: str, encoding: str | None) -> tuple[list[Row], tuple[str, ...]]:
    """Return the first rows of a file, and the columns that they have."""
    sample = list(islice(_rows(known, path, encoding), SAMPLE))
    return sample, tuple(dict.fromkeys(column for row in sample for column in row.cells))


def _rows(known: str, path: str, encoding: str | None) -> Iterator[Row]:
    if os.path.isdir(path) and known != "markdown":
        raise RefusedError("it is a folder; only Markdown is read from one")
    return reader(known)(path, encoding)


def _lacking(mapping: Mapping, columns: tuple[str, ...]) -> str | None:
    """Say what to do where no column tells when something was, or what; None where both are told."""
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
