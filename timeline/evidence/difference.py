"""Show the changes between two texts of a source in short: the changed words with a few before and after."""

import difflib
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

#: words before and after a change, and the most words of the change itself
_CONTEXT_WORDS, _CHANGE_WORDS = 4, 25
#: the same where a page shows the changes
_MARKED_CONTEXT_WORDS, _MARKED_WORDS = 12, 1_000
#: texts with more pairs of lines or words than these are not compared in detail
_MOST_PAIRS = 4_000_000
#: stands in a list of words where a line ends
LINE_END = "¶"
_Words = list[str]


class Piece(NamedTuple):
    """Words of both texts, of the old one only, or of the new one only; ``…`` stands for words that are left out."""

    how: Literal["same", "removed", "added"]
    words: str


def differences(old: str, new: str) -> Iterator[str]:
    """Yield one line for each change: ``… he said [-never-] {+soon+}, and …``. White space does not count."""
    for removed, added in _changed_lines(old, new):
        for i, j, k, m in _changed_words(removed, added):
            before, after = removed[max(0, i - _CONTEXT_WORDS) : i], removed[j : j + _CONTEXT_WORDS]
            parts = ["…"] * (i > _CONTEXT_WORDS) + before + [_changed(removed[i:j], added[k:m])] + after
            yield " ".join(parts + ["…"] * (j + _CONTEXT_WORDS < len(removed)))


def marked(old: str, new: str) -> Iterator[tuple[Piece, ...]]:
    """Yield the pieces of each changed part of a text, in order. White space does not count."""
    for removed, added in _changed_lines(old, new):
        pieces: list[Piece] = []
        at = 0
        for i, j, k, m in _changed_words(removed, added):
            pieces.append(Piece("same", _around(removed[at:i], is_first=at == 0)))
            pieces.append(Piece("removed", _short(removed[i:j], _MARKED_WORDS)))
            pieces.append(Piece("added", _short(added[k:m], _MARKED_WORDS)))
            at = j
        pieces.append(Piece("same", _around(removed[at:], is_last=True)))
        yield tuple(piece for piece in pieces if piece.words)


def _around(words: _Words, *, is_first: bool = False, is_last: bool = False) -> str:
    """Return unchanged words beside changes: those next to a change, and an ellipsis for the others."""
    before, after = (0 if is_first else _MARKED_CONTEXT_WORDS), (0 if is_last else _MARKED_CONTEXT_WORDS)
    if len(words) <= before + after:
        return " ".join(words)
    return " ".join([*words[:before], "…", *words[len(words) - after :]])


def _changed_lines(old: str, new: str) -> Iterator[tuple[_Words, _Words]]:
    """Yield the words of the lines that differ, of both texts."""
    before, after = ([line for line in map(_squeezed, text.splitlines()) if line] for text in (old, new))
    for lines, others in _changes(before, after):
        yield f" {LINE_END} ".join(lines).split(), f" {LINE_END} ".join(others).split()


def _changes(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the differences between two lists, without their common beginning and end."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if len(old) * len(new) > _MOST_PAIRS:
        yield old, new
        return
    for tag, i, j, k, m in difflib.SequenceMatcher(
        None, old, new, autojunk=len(old) * len(new) > 100_000
    ).get_opcodes():
        if tag != "equal":
            yield old[i:j], new[k:m]


def _changed_words(old: _Words, new: _Words) -> Iterator[tuple[int, int, int, int]]:
    """Yield where words differ, as slices of both lists; all of them, if they have little in common."""
    whole = 0, len(old), 0, len(new)
    if not old or not new or len(old) * len(new) > _MOST_PAIRS:
        yield whole
        return
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=len(old) * len(new) > 100_000)
    if matcher.quick_ratio() < 0.4:
        yield whole
        return
    yield from (slices for tag, *slices in matcher.get_opcodes() if tag != "equal")  # type: ignore[misc]


def _changed(old: _Words, new: _Words) -> str:
    removed = [f"[-{_short(old)}-]"] if old else []
    return " ".join(removed + ([f"{{+{_short(new)}+}}"] if new else []))


def _short(words: _Words, most: int = _CHANGE_WORDS) -> str:
    return " ".join(words if len(words) <= most else [*words[:most], "…"])


def _squeezed(line: str) -> str:
    return re.sub(r"\s+", " ", line).strip()
