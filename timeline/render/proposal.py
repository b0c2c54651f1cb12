"""One proposal to be decided about: its passage in context, the fields of what it would become, and what is like it."""

import re
from collections.abc import Iterable, Iterator, Sequence

from timeline.reading.proposals import ProposalRecord
from timeline.reading.similar import Similar
from timeline.render.proposal_list import decided, source_name, sureness
from timeline.render.safe import HIT, UNHIT, one_line, visible, wrap
from timeline.render.search_hits import marking
from timeline.render.similar import summary
from timeline.render.text import Style, plain

#: how much of the text is shown before and after the passage, and how much of a passage, in characters
_AROUND, _LONGEST = 280, 2400
_LABEL = 14


def screen(
    proposal: ProposalRecord,
    at: tuple[int, int],
    context: tuple[str, Sequence[tuple[int, int]]],
    fields: Iterable[tuple[str, str]],
    similar: Iterable[Similar],
    columns: int,
    style: Style = plain,
) -> Iterator[str]:
    """Yield the lines: which one of how many it is, the text with the spans marked, the fields, what is like it."""
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
        first, *others = wrap(one_line(value), max(20, columns - _LABEL - 6))
        yield f"      {style(label.ljust(_LABEL), 'dim')}{first}"
        yield from (" " * (_LABEL + 6) + line for line in others)
    for one in similar:
        label = f"like {one.id}".ljust(_LABEL)
        first, *others = wrap(one_line(summary(one)), max(20, columns - _LABEL - 6))
        yield f"      {style(label, 'number')}{first}"
        yield from (" " * (_LABEL + 6) + line for line in others)


def _marked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return the spans of a text, marked, between the ends of their paragraphs or what is near."""
    begin, end = spans[0][0], spans[-1][1]
    first, last = _before(text, begin), _after(text, end)
    done, at = "… " if first else "", first
    for start, stop in spans:
        shown = text[start:stop] if stop - start <= _LONGEST else text[start : start + _LONGEST] + " […]"
        done += f"{_left_out(_shown(text[at:start]))}{HIT}{_shown(shown)}{UNHIT}"
        at = stop
    return done + _shown(text[at:last]) + (" …" if last < len(text) else "")


def _shown(text: str) -> str:
    """Make a text safe; brackets of its own cannot be taken for marks, and paragraphs stand on lines of their own."""
    safe = re.sub(r"[ \t]*(?:\r?\n\s*)+", "\n", visible(text))
    return re.sub(f"[{HIT}{UNHIT}]", "?", safe).replace("⟦", "[[").replace("⟧", "]]")


def _left_out(text: str) -> str:
    """Cut what stands between two spans, or before the first one, where it is long."""
    return text if len(text) <= 2 * _AROUND else f"{text[:_AROUND]} […] {text[-_AROUND:]}"


def _before(text: str, begin: int) -> int:
    """Return where to begin showing: the paragraph's start, with the one before it if both are near."""
    start = max(0, begin - _AROUND)
    breaks = [match.end() for match in re.finditer(r"\n\s*", text[start:begin])]
    if not start:
        return 0
    if breaks:
        return start + breaks[0]
    gap = re.search(r"\s", text[start:begin])
    return start + gap.end() if gap else start


def _after(text: str, end: int) -> int:
    """Return where to end showing."""
    stop = min(len(text), end + _AROUND)
    if stop == len(text):
        return stop
    breaks = [match.start() for match in re.finditer(r"\n", text[end:stop])]
    if breaks:
        return end + breaks[-1]
    gaps = [match.start() for match in re.finditer(r"\s", text[end:stop])]
    return end + gaps[-1] if gaps else stop


def keys(similar: int | None) -> str:
    """Word what may be answered."""
    cite = f"c cite it for {similar} · " if similar is not None else ""
    return f"a accept · {cite}e edit · r reject · s skip · b back · q quit · ? help"
