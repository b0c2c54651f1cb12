"""An import for people: how the columns are read, and what became of the rows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from timeline.render.safe import one_line

_SHOWN = 10
_WIDEST = 48
#: what became of rows → how that is told
_FATES = {
    "added": "added",
    "undated": "added without a date",
    "updated": "updated",
    "unchanged": "unchanged",
    "repeated": "repeated in the file",
    "conflict": "in conflict with an edit, which stays",
    "foreign": "no events",
    "rejected": "rejected",
}


class Planned(Protocol):
    """What is shown of how a file is read."""

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
    def left(self) -> list[str]: ...


class Accounted(Protocol):
    """What is told of an import."""

    rows: int
    fates: Counter[str]
    new: Counter[str]


def mapping_lines(plan: Planned) -> Iterator[str]:
    """Yield which column fills which field, with an example of each, and which columns fill none."""
    if plan.own_records:
        yield f"{one_line(plan.name)}: whole records of timeline"
        return
    read_in = f", read as {plan.charset}" if plan.charset else ""
    heading = f"{one_line(plan.name)} ({plan.format}, dataset {one_line(plan.dataset)}{read_in})"
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
    if left := plan.left:
        more = f" and {len(left) - _SHOWN:,} more" if len(left) > _SHOWN else ""
        yield f"  not taken:    {', '.join(_cut(column) for column in left[:_SHOWN])}{more}"


def _cut(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _WIDEST else f"{line[:_WIDEST]}…"


def count_lines(account: Accounted, *, dry: bool) -> Iterator[str]:
    """Yield the counts, which add up to the rows."""
    wide = len(f"{account.rows:,}")
    for fate, said in _FATES.items():
        if count := account.fates[fate]:
            yield f"{count:{wide},} {said}"
    what = "row" if account.rows == 1 else "rows"
    yield f"{account.rows:{wide},} {what} in all{', nothing stored: a dry run' if dry else ''}"


def new_line(new: Mapping[str, int]) -> str:
    """Word what was not known before: ``new: 12 speakers, 3 topics``; '' where there is nothing."""
    counts = (f"{count:,} {kind}{'' if count == 1 else 's'}" for kind, count in new.items() if count)
    listed = ", ".join(counts)
    return f"new: {listed}" if listed else ""


def some(said: Iterable[str]) -> Iterator[str]:
    """Yield the first of many remarks, and how many more there are."""
    lines = list(said)
    yield from lines[:_SHOWN]
    if len(lines) > _SHOWN:
        yield f"… and {len(lines) - _SHOWN:,} more"
