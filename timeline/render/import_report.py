"""Show an import on a terminal: which column fills which field, and the counts of the rows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from timeline.render.safe import one_line

_MOST_LINES = 10
_MOST_CHARACTERS = 48
#: fate of rows → its words after a count
_FATES = {
    "added": "added",
    "undated": "added without a date",
    "updated": "updated",
    "unchanged": "unchanged",
    "repeated": "repeated in the file",
    "conflict": "in conflict with an edit, which was kept",
    "foreign": "skipped (not an event)",
    "rejected": "rejected",
}


class Planned(Protocol):
    """The parts of a plan that are shown."""

    @property
    def name(self) -> str: ...
    @property
    def format(self) -> str: ...
    @property
    def dataset(self) -> str: ...
    @property
    def charset(self) -> str | None: ...
    @property
    def example(self) -> dict[str, str]: ...
    @property
    def own_records(self) -> bool: ...
    @property
    def fixed(self) -> bool: ...
    @property
    def mapping(self) -> Any: ...
    @property
    def unused_columns(self) -> list[str]: ...


class Accounted(Protocol):
    """The counts of an import."""

    rows: int
    fates: Counter[str]
    new: Counter[str]


def mapping_lines(plan: Planned) -> Iterator[str]:
    """Yield which column fills which field, with an example of each, and which columns are not used."""
    if plan.own_records:
        yield f"{one_line(plan.name)}: timeline's own records"
        return
    detected = f", read as {plan.charset}" if plan.charset else ""
    heading = f"{one_line(plan.name)} ({plan.format}, dataset {one_line(plan.dataset)}{detected})"
    if plan.fixed and not plan.mapping.constants:
        yield heading
        return
    yield heading
    for field, texts in plan.mapping.columns.items():
        filled = ", ".join(text for text in texts if text.strip())
        if filled:
            example = f"  {_cut(plan.example[field])}" if field in plan.example else ""
            yield f"  {field:13} {_cut(filled):24}{example}".rstrip()
    for field, texts in plan.mapping.constants.items():
        yield f"  {field:13} = {_cut(', '.join(texts))}"
    if unused := plan.unused_columns:
        more = f" and {len(unused) - _MOST_LINES:,} more" if len(unused) > _MOST_LINES else ""
        yield f"  not used:     {', '.join(_cut(column) for column in unused[:_MOST_LINES])}{more}"


def _cut(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _MOST_CHARACTERS else f"{line[:_MOST_CHARACTERS]}…"


def count_lines(account: Accounted, *, dry: bool) -> Iterator[str]:
    """Yield the counts, which add up to the rows."""
    wide = len(f"{account.rows:,}")
    for fate, words in _FATES.items():
        if count := account.fates[fate]:
            yield f"{count:{wide},} {words}"
    what = "row" if account.rows == 1 else "rows"
    yield f"{account.rows:{wide},} {what} in all{'; nothing was stored (dry run)' if dry else ''}"


def new_line(new: Mapping[str, int]) -> str:
    """Return the counts of new entities: ``new: 12 speakers, 3 topics``; '' if there are none."""
    counts = (f"{count:,} {kind}{'' if count == 1 else 's'}" for kind, count in new.items() if count)
    listed = ", ".join(counts)
    return f"new: {listed}" if listed else ""


def some(remarks: Iterable[str]) -> Iterator[str]:
    """Yield the first remarks, and the number of the others."""
    lines = list(remarks)
    yield from lines[:_MOST_LINES]
    if len(lines) > _MOST_LINES:
        yield f"… and {len(lines) - _MOST_LINES:,} more"
