"""What changed between two texts of one source, in short: the changed words with a few before and after."""

import difflib
import re
from collections.abc import Iterator

#: words shown before and after a change, and of a long change itself
_AROUND, _SHOWN = 4, 25
#: no more pairs of lines or words than these are compared; of more it is told only that they changed
_MOST = 4_000_000


def differences(old: str, new: str) -> Iterator[str]:
    """Yield one line a change: ``… he said [-never-] {+soon+}, and …``; blank lines and white space do not count."""
    before, after = ([line for line in map(_squeezed, text.splitlines()) if line] for text in (old, new))
    for lines, others in _changes(before, after):
        gone, come = (" ¶ ".join(part).split() for part in (lines, others))
        if gone and come and len(gone) * len(come) <= _MOST:
            yield from _words(gone, come)
        else:
            yield _changed(gone, come)


def _changes(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield what differs between two lists, without what they begin and end with alike."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if len(old) * len(new) > _MOST:
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
            before, after = old[max(0, i - _AROUND) : i], old[j : j + _AROUND]
            parts = ["…"] * (i > _AROUND) + before + [_changed(old[i:j], new[k:m])] + after
            yield " ".join(parts + ["…"] * (j + _AROUND < len(old)))


def _changed(old: list[str], new: list[str]) -> str:
    gone = [f"[-{_short(old)}-]"] if old else []
    return " ".join(gone + ([f"{{+{_short(new)}+}}"] if new else []))


def _short(words: list[str]) -> str:
    return " ".join(words if len(words) <= _SHOWN else [*words[:_SHOWN], "…"])


def _squeezed(line: str) -> str:
    return re.sub(r"\s+", " ", line).strip()
