"""What changed between two texts of one source, in short: the changed words with a few before and after."""

import difflib
import re
from collections.abc import Iterator

#: words shown before and after a change, and of a long change itself
_AROUND, _SHOWN = 4, 25


def differences(old: str, new: str) -> Iterator[str]:
    """Yield one line a change: ``… he said [-never-] {+soon+}, and …``; blank lines and white space do not count."""
    before, after = ([line for line in map(_squeezed, text.splitlines()) if line] for text in (old, new))
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "replace":
            yield from _words(" ¶ ".join(before[i:j]).split(), " ¶ ".join(after[k:m]).split())
        elif tag != "equal":
            yield _changed(" ¶ ".join(before[i:j]).split(), " ¶ ".join(after[k:m]).split())


def _words(old: list[str], new: list[str]) -> Iterator[str]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=len(old) * len(new) > 1_000_000)
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
