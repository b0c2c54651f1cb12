"""Cut a text into pieces, so that passages of it can be marked, whether or not they overlap."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from timeline.evidence.passages import Passage


class TextPiece(NamedTuple):
    """A piece of a text, where it begins, in code points, and the numbers whose passages it lies in."""

    text: str
    begin: int
    entries: list[int]
    #: numbers with a passage that begins here, and whether it is the first of that number
    starts: list[tuple[int, bool]]


def pieces(text: str, passages: Iterable[tuple[int, Passage]]) -> Iterator[TextPiece]:
    """Yield a text in pieces, each within the same passages from end to end. A number may have several passages."""
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    starts: dict[int, list[int]] = {}
    for number, passage in passages:
        starts.setdefault(passage.start, []).append(number)
        for begin, end in passage.spans:
            begins.setdefault(begin, []).append(number)
            ends.setdefault(end, []).append(number)
    inside: dict[int, int] = {}
    begun: set[int] = set()
    for begin, end in pairwise(sorted({0, len(text), *begins, *ends})):
        for number in ends.get(begin, ()):
            inside[number] -= 1
            if not inside[number]:
                del inside[number]
        for number in begins.get(begin, ()):
            inside[number] = inside.get(number, 0) + 1
        first = [(number, number not in begun) for number in starts.get(begin, ())]
        begun |= {number for number, _ in first}
        yield TextPiece(text[begin:end], begin, list(inside), first)
