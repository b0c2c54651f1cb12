"""Show one proposal for review: its passage in context, the fields of its entry, and similar entries."""

import re
from collections.abc import Iterable, Iterator, Sequence

from timeline.reading.proposals import ProposalRecord
from timeline.reading.similar import Similar
from timeline.render.proposal_list import decided, source_name, sureness
from timeline.render.safe import HIT, UNHIT, one_line, visible, wrap
from timeline.render.search_hits import marking
from timeline.render.similar import summary
from timeline.render.text import Style, plain

#: how much of the text before and after the passage is shown
_CONTEXT_CHARACTERS = 280
#: a longer passage is cut
_MOST_CHARACTERS = 2400
_LABEL_CHARACTERS = 14


def screen(
    proposal: ProposalRecord,
    at: tuple[int, int],
    context: tuple[str, Sequence[tuple[int, int]]],
    fields: Iterable[tuple[str, str]],
    similar: Iterable[Similar],
    columns: int,
    style: Style = plain,
) -> Iterator[str]:
    """Yield the lines: its place in the review, the text with marked spans, the fields, and similar entries."""
    place, count = at
    yield ""
    title = f"── {place} of {count} · source {proposal['source']['id']}: {one_line(source_name(proposal['source']))} "
    yield style(title[: max(columns - 2, 4)].ljust(columns, "─"), "year")
    yield ""
    text, spans = context
    colours = marking(style)
    for line in wrap(_marked(text, spans), max(20, columns - 4)):
        yield "    " + colours(line, "plain")
    yield ""
    state = "" if proposal["state"] == "pending" else f" · {decided(proposal)}"
    yield f"{proposal['id']:>4}  {style(proposal['kind'], 'title')} · {sureness(proposal['confidence'], style)}{state}"
    for label, value in fields:
        first, *others = wrap(one_line(value), max(20, columns - _LABEL_CHARACTERS - 6))
        yield f"      {style(label.ljust(_LABEL_CHARACTERS), 'dim')}{first}"
        yield from (" " * (_LABEL_CHARACTERS + 6) + line for line in others)
    for one in similar:
        label = f"like {one.id}".ljust(_LABEL_CHARACTERS)
        first, *others = wrap(one_line(summary(one)), max(20, columns - _LABEL_CHARACTERS - 6))
        yield f"      {style(label, 'number')}{first}"
        yield from (" " * (_LABEL_CHARACTERS + 6) + line for line in others)


def _marked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return the spans of a text, marked, with their paragraphs or the text near them."""
    begin, end = spans[0][0], spans[-1][1]
    first, last = _before(text, begin), _after(text, end)
    done, at = "… " if first else "", first
    for start, stop in spans:
        shown = (
            text[start:stop] if stop - start <= _MOST_CHARACTERS else text[start : start + _MOST_CHARACTERS] + " […]"
        )
        done += f"{_left_out(_shown(text[at:start]))}{HIT}{_shown(shown)}{UNHIT}"
        at = stop
    return done + _shown(text[at:last]) + (" …" if last < len(text) else "")


def _shown(text: str) -> str:
    """Return a safe text; its own brackets cannot look like marks, and each paragraph begins a line."""
    safe = re.sub(r"[ \t]*(?:\r?\n\s*)+", "\n", visible(text))
    return re.sub(f"[{HIT}{UNHIT}]", "?", safe).replace("⟦", "[[").replace("⟧", "]]")


def _left_out(text: str) -> str:
    """Return the text between two spans, or before the first one, without its middle if it is long."""
    return (
        text
        if len(text) <= 2 * _CONTEXT_CHARACTERS
        else f"{text[:_CONTEXT_CHARACTERS]} […] {text[-_CONTEXT_CHARACTERS:]}"
    )


def _before(text: str, begin: int) -> int:
    """Return where the shown text begins: the nearby start of a paragraph, else a word."""
    start = max(0, begin - _CONTEXT_CHARACTERS)
    breaks = [match.end() for match in re.finditer(r"\n\s*", text[start:begin])]
    if not start:
        return 0
    if breaks:
        return start + breaks[0]
    gap = re.search(r"\s", text[start:begin])
    return start + gap.end() if gap else start


def _after(text: str, end: int) -> int:
    """Return where the shown text ends: the nearby end of a paragraph, else of a word."""
    stop = min(len(text), end + _CONTEXT_CHARACTERS)
    if stop == len(text):
        return stop
    breaks = [match.start() for match in re.finditer(r"\n", text[end:stop])]
    if breaks:
        return end + breaks[-1]
    gaps = [match.start() for match in re.finditer(r"\s", text[end:stop])]
    return end + gaps[-1] if gaps else stop


def keys(similar: int | None) -> str:
    """Return the keys of a review as text."""
    cite = f"c cite it for {similar} · " if similar is not None else ""
    quick = "1–9 speaker · t topics as before · p reported · u upper case"
    return f"a accept · {cite}e edit · r reject · s skip · b back · q quit · ? help\n    {quick}"
