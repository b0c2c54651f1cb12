"""Counts for a terminal: a table whose rows end in bars."""

import io
from collections.abc import Iterator, Sequence

from rich.bar import Bar
from rich.console import Console

from timeline.counts import Count
from timeline.render.safe import one_line, width
from timeline.render.text import Style, plain

_LONGEST_LABEL = 40


def lines(counted: Sequence[Count], head: str, columns: int, style: Style = plain) -> Iterator[str]:
    """Yield a line for each count: its label, how many, and a bar as long as its share of the largest."""
    labels = [_cut(one_line(count.label)) for count in counted]
    numbers = [f"{count.entries:,}" for count in counted]
    label = max(map(width, [head, *labels]))
    number = max(map(len, ["entries", *numbers]))
    most = max(count.entries for count in counted)
    room = max(10, columns - label - number - 4)
    console = Console(file=io.StringIO(), width=room, color_system=None, force_terminal=False)
    yield style(f"{head}{' ' * (label - width(head))}  {'entries':>{number}}", "dim")
    for name, figures, count in zip(labels, numbers, counted, strict=True):
        drawn = "".join(segment.text for segment in console.render(Bar(most, 0, count.entries, width=room)))
        yield f"{name}{' ' * (label - width(name))}  {figures:>{number}}  {style(drawn.rstrip(), 'bar')}"


def _cut(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1] + "…"
