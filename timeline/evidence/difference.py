"""Show the changes between two texts of a source in short: the changed words with a few before and after."""

import difflib
import re
from collections.abc import Iterator

#: words before and after a change, and the most words of the change itself
_CONTEXT_WORDS, _CHANGE_WORDS = 4, 25
#: texts with more pairs of lines or words than these are not compared in detail
_MOST_PAIRS = 4_000_000


def differences(old: str, new: str) -> Iterator[str]:
    """Yield one line for each change: ``… he said [-never-] {+soon+}, and …``. White space does not count."""
    before, after = ([line for line in map(_squeezed, text.splitlines()) if line] for text in (old, new))
    for lines, others in _changes(before, after):
        removed, added = (" ¶ ".join(part).split() for part in (lines, others))
        if removed and added and len(removed) * len(added) <= _MOST_PAIRS:
            yield from _words(removed, added)
        else:
            yield _changed(removed, added)


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


def _words(old: list[str], new: list[str]) -> Iterator[str]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=len(old) * len(new) > 100_000)
    if matcher.quick_ratio() < 0.4:
        yield _changed(old, new)
        return
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag != "equal":
            before, after = old[max(0, i - _CONTEXT_WORDS) : i], old[j : j + _CONTEXT_WORDS]
            parts = ["…"] * (i > _CONTEXT_WORDS) + before + [_changed(old[i:j], new[k:m])] + after
            yield " ".join(parts + ["…"] * (j + _CONTEXT_WORDS < len(old)))


def _changed(old: list[str], new: list[str]) -> str:
    removed = [f"[-{_short(old)}-]"] if old else []
    return " ".join(removed + ([f"{{+{_short(new)}+}}"] if new else []))


def _short(words: list[str]) -> str:
    return " ".join(words if len(words) <= _CHANGE_WORDS else [*words[:_CHANGE_WORDS], "…"])


def _squeezed(line: str) -> str:
    return re.sub(r"\s+", " ", line).strip()
