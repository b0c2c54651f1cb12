"""Cut the stored text of a source into pieces, so that every cited passage can be marked."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from timeline.evidence.stored import Stored


class TextPiece(NamedTuple):
    """A piece of a text, and the entries that cite it."""

    text: str
    entries: list[int]
    #: entries with a passage that begins here, and whether it is the entry's first
    starts: list[tuple[int, bool]]


def pieces(source: Stored) -> Iterator[TextPiece]:
    """Yield the text of a source in pieces, each cited by the same entries from end to end."""
    edges = sorted({0, len(source.text), *(at for _, passage in source.cited for span in passage.spans for at in span)})
    begun: set[int] = set()
    for begin, end in pairwise(edges):
        inside = [n for n, passage in source.cited if any(b <= begin and end <= e for b, e in passage.spans)]
        starts = [(n, n not in begun) for n, passage in source.cited if passage.start == begin]
        begun |= {n for n, _ in starts}
        yield TextPiece(source.text[begin:end], list(dict.fromkeys(inside)), starts)
