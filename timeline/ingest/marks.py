"""Find quotations by their marks, paragraph by paragraph, and those that continue over several paragraphs."""

import re
from collections.abc import Iterator

from timeline.ingest.values import Paragraph, Quotation
from timeline.words.quotations import CLOSING

_CLOSING = CLOSING | {"''": "''", "``": "''"}
_NEVER_CLOSE = "„‟«‹「『《〈〝❝｢"
_SINGLE = ("'", "‘", "‚")
#: three single marks in a row are a double one and a single one, the double one outside
_MARK = re.compile(r"(?<![^\s(])''|''(?!')|``|[“”„‟«»‹›\"「」『』＂″《》〈〉〝〞❝❞｢｣‘’‚']")
_GO_ON = frozenset(["“", "„", "«", '"', "''", "``"])

_Marks = list[tuple[int, str]]


def quotations(text: str, paragraphs: list[Paragraph]) -> list[list[Quotation]]:
    """Return the outermost quotations of each paragraph, in order.

    A quotation that is not closed runs to the end of its paragraph, and continues in the next paragraph if that begins
    with an opening mark. Single marks count only around a sentence; apostrophes never count.
    """
    quotations_: list[list[Quotation]] = []
    unclosed = False
    for begin, end, kind in paragraphs:
        if kind == "furniture":
            quotations_.append([])
            continue
        here = list(_within(text, begin, end))
        if here and unclosed and here[0].begin == begin:
            here[0] = here[0]._replace(is_carried=True)
        unclosed = bool(here) and not here[-1].is_closed
        quotations_.append(here)
    return quotations_


def _within(text: str, begin: int, end: int) -> Iterator[Quotation]:
    marks = [(m.start(), m[0]) for m in _MARK.finditer(text, begin, end)]
    last = {mark: place for place, (_, mark) in enumerate(marks)}
    place = 0
    single = False
    while place < len(marks):
        at, mark = marks[place]
        if not _opens(text, at, mark, (begin, end), single):
            place += 1
            continue
        closes = any(last.get(closer, -1) > place for closer in _split(_CLOSING[mark]))
        closed = _closing(text, marks, place, end) if closes else None
        if closed is not None:
            yield Quotation(at, marks[closed][0] + len(marks[closed][1]), is_closed=True, is_carried=False)
            single = single or mark in _SINGLE
            place = closed + 1
        elif mark in _GO_ON:
            again = next((i for i in range(place + 1, len(marks)) if mark == "“" == marks[i][1]), None)
            yield Quotation(at, end if again is None else marks[again][0], is_closed=False, is_carried=False)
            place = len(marks) if again is None else again
        else:
            place += 1


def _opens(text: str, at: int, mark: str, paragraph: tuple[int, int], single: bool) -> bool:
    """Return whether a mark opens a quotation: a word follows it, and no word precedes it."""
    begin, end = paragraph
    if mark not in _CLOSING:
        return False
    before = text[at - 1] if at > begin else " "
    behind = text[at + len(mark)] if at + len(mark) < end else " "
    if mark in _SINGLE:  # the '90s and 'em are not quotations
        return before in " \u00a0\n\t([—–-:" and behind.isalpha() and (behind.isupper() or single)
    if mark in _NEVER_CLOSE:
        return True
    if mark in ("”", "»", "›"):  # typed the wrong way round
        return at == begin or (before.isspace() and not behind.isspace())
    return not before.isalnum() and (not behind.isspace() or before.isspace())


def _closing(text: str, marks: _Marks, place: int, end: int) -> int | None:
    """Return the place of the mark that closes the one at ``place``; pairs of the same marks can nest."""
    opening = marks[place][1]
    closers = _CLOSING[opening]
    depth = 0
    for later in range(place + 1, len(marks)):
        at, mark = marks[later]
        behind = text[at + len(mark)] if at + len(mark) < end else " "
        inward = text[at - 1].isspace() and not behind.isspace()
        if mark == opening and (mark not in closers or (inward and opening in ('"', "''"))):
            depth += 1
        elif mark in _split(closers) and (opening not in _SINGLE or _ends_quotation(text, at, behind)):
            if depth == 0:
                return later
            depth -= 1
    return None


def _split(closers: str) -> tuple[str, ...]:
    return ("''",) if closers == "''" else tuple(closers)


def _ends_quotation(text: str, at: int, behind: str) -> bool:
    """Return whether a single mark closes a quotation and is not an apostrophe, as in ``the workers’ rights``."""
    return not behind.isalnum() and (
        text[at - 1] in ",.?!…" or behind in ",.;:?!" or (behind.isspace() and at > 0 and text[at - 1] != "s")
    )
