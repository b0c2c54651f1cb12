"""The stored text of a source with every cited passage marked."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from timeline.evidence.stored import Stored


class TextPiece(NamedTuple):
    """A piece of a text that the same entries cite."""

    text: str
    entries: list[int]
    #: entries whose passage begins here, and whether it is the first of that entry
    starts: list[tuple[int, bool]]


def pieces(known: Stored) -> Iterator[TextPiece]:
    """Yield the text of a source in pieces."""
    edges = sorted({0, len(known.text), *(at for _, passage in known.cited for span in passage.spans for at in span)})
    begun: set[int] = set()
    for begin, end in pairwise(edges):
        inside = [n for n, passage in known.cited if any(b <= begin and end <= e for b, e in passage.spans)]
        starts = [(n, n not in begun) for n, passage in known.cited if passage.start == begin]
        begun |= {n for n, _ in starts}
        yield TextPiece(known.text[begin:end], list(dict.fromkeys(inside)), starts)
