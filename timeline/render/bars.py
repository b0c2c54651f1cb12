"""Show counts on a terminal, as a table whose rows end in bars."""

import io
import re
from collections.abc import Iterator, Sequence

from rich.bar import Bar
from rich.console import Console

from timeline.reading.counts import Count
from timeline.render.safe import one_line, width
from timeline.render.text import Style, plain

_MOST_LABEL_CHARACTERS = 40


def lines(counted: Sequence[Count], head: str, columns: int, style: Style = plain) -> Iterator[str]:
    """Yield a line for each count: its label, its number, and a bar whose length is its share of the largest."""
    labels = [_cut(one_line(count.label)) for count in counted]
    numbers = [f"{count.entries:,}" for count in counted]
    label = max(map(width, [head, *labels]))
    number = max(map(len, ["entries", *numbers]))
    most = max(count.entries for count in counted)
    room = max(10, columns - label - number - 4)
    console = Console(file=io.StringIO(), width=room, color_system=None, force_terminal=False)
    yield style(f"{head}{' ' * (label - width(head))}  {'entries':>{number}}", "dim")
    previous = None
    for name, figures, count in zip(labels, numbers, counted, strict=True):
        if previous is not None and _is_gap(previous.label, count.label):
            yield style("⋮", "dim")
        previous = count
        bar = "".join(segment.text for segment in console.render(Bar(most, 0, count.entries, width=room)))
        yield f"{name}{' ' * (label - width(name))}  {figures:>{number}}  {style(bar.rstrip(), 'bar')}"


def _is_gap(label: str, following: str) -> bool:
    """Return whether years or months without entries lie between two labels, which the table has to show."""
    if not (_is_period(label) and _is_period(following)):
        return False
    if len(label) == len(following) == len("2014-03"):
        months = [int(text[:4]) * 12 + int(text[5:]) for text in (label, following)]
        return months[1] - months[0] > 1
    return int(following[:4]) - int(label[:4]) > 1


def _is_period(label: str) -> bool:
    return re.fullmatch(r"\d{4}(-\d\d)?", label) is not None


def _cut(label: str) -> str:
    return label if len(label) <= _MOST_LABEL_CHARACTERS else label[: _MOST_LABEL_CHARACTERS - 1] + "…"
