"""Finding the words of a citation in the text of a source, and what is nearest to words that are not there.

White space, quotation marks and dashes are folded, and nothing else: typesetting and browsers change these, and a
change of anything else is a change of what was said. Words are whole: “war” does not stand in “warning”.
`` … `` between two passages joins them, in the order in which they stand. Positions count code points, as the
TextPositionSelector of the W3C Web Annotation Data Model does.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from timeline.evidence.boundaries import whole

#: how many places are told apart where words stand more than once
MOST = 20
#: how much of the text before and after is kept with a citation
CONTEXT = 32
_QUOTES = "\"'`´“”„‟‘’‚‛«»‹›「」『』〝〞″′＂＇"
_DASHES = "-‐‑‒–—―−﹘﹣－"
_FOLD = dict.fromkeys(map(ord, _QUOTES), "'") | dict.fromkeys(map(ord, _DASHES), "-")
_JOINT = " … "
_JOINTS = re.compile(r"\s+\[?(?:…|\.\.\.)\]?\s+")
#: white space that says more than where a word ends: inside numbers, and where a word is divided
_DELICATE = re.compile("\\d[\u00a0\u2007\u2009\u202f]\\d|[-‐‑–\u00ad]\\s*[\r\n]")
#: more passages than these nobody joins
_MOST_PARTS = 50
#: what is less like the words that are looked for is no change of them, but something else
_NEAR = 65
_LONGEST_NEAR = 1000


class Passage(NamedTuple):
    """Where words stand in a text: one or more spans of code points, in order, none of them empty."""

    spans: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        """Where the first span begins."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Where the last span ends."""
        return self.spans[-1][1]

    def words(self, text: str) -> str:
        """Return the text's own words, passages joined with an ellipsis."""
        return _JOINT.join(text[start:end] for start, end in self.spans)


class Quote(NamedTuple):
    """The words of a passage with what stands just before and after: a W3C TextQuoteSelector."""

    prefix: str
    exact: str
    suffix: str


def quote(text: str, passage: Passage) -> Quote:
    """Return the words of a passage and their context."""
    before, after = text[max(0, passage.start - CONTEXT) : passage.start], text[passage.end : passage.end + CONTEXT]
    return Quote(before, passage.words(text), after)


def find(text: str, words: str, prefix: str | None = None, suffix: str | None = None) -> list[Passage]:
    """Find where words stand in a text, in order and at most ``MOST`` places.

    With a prefix or a suffix only those places count that it stands just before or after.
    """
    spans = (span for span in _spans(text, words) if _follows(text, span, prefix) and _precedes(text, span, suffix))
    at = [Passage((span,)) for span in islice(spans, MOST)]
    parts = _JOINTS.split(words.strip())
    if at or not 1 < len(parts) <= _MOST_PARTS or not all(part.strip() for part in parts):
        return at
    found = [list(_spans(text, part)) for part in parts]
    found[0] = [span for span in found[0] if _follows(text, span, prefix)]
    found[-1] = [span for span in found[-1] if _precedes(text, span, suffix)]
    return list(islice(map(Passage, _chains(found)), MOST))


def standing(text: str, exact: str, start: int, end: int) -> Passage | None:
    """Return the passage at a place if it has these very words, passages joined with an ellipsis; else None."""
    if not 0 <= start < end <= len(text):
        return None
    if text[start:end] == exact:
        return Passage(((start, end),)) if whole(text, start, end) else None
    spans: list[tuple[int, int]] = []
    position = start
    parts = exact.split(_JOINT)
    for part in parts[:-1]:
        at = text.find(part, position, end)
        if at < 0 or (at > start and not spans):
            return None
        position = at + len(part)
        spans.append((at, position))
    spans.append((end - len(parts[-1]), end))
    passage = Passage(tuple(spans))
    stands = spans[-1][0] >= position and passage.words(text) == exact and len(parts) > 1
    return passage if stands and all(whole(text, *span) for span in spans) else None


def contains(text: str, words: str) -> bool:
    """Tell whether words stand in a text."""
    if _stands(text, words):
        return True
    folded, wanted = _folded(text), _folded(words)
    if not _DELICATE.search(text) and _stands(folded, wanted):
        return True  # where every dash has become a hyphen, fewer words are whole
    return (wanted in folded or _JOINTS.search(words) is not None) and bool(find(text, words))


def nearest(text: str, words: str) -> Passage | None:
    """Return the passage most like words that are not in a text, to whole words; None where nothing is like them."""
    from rapidfuzz import fuzz

    wanted = words[:_LONGEST_NEAR].strip()
    found = fuzz.partial_ratio_alignment(wanted, text, score_cutoff=_NEAR) if wanted else None
    if found is None or found.dest_start == found.dest_end:
        return None
    start, end = found.dest_start, found.dest_end
    if len(text) < len(wanted):  # the shorter of the two is moved along the longer
        start, end = 0, len(text)
    if start < end and not whole(text, start, end):
        while start > 0 and not text[start - 1].isspace():
            start -= 1
        while end < len(text) and not text[end].isspace():
            end += 1
    while start < end and wanted[0].isalnum() and not (text[start].isalnum() or text[start] in "-−"):
        start += 1
    while start < end and wanted[-1].isalnum() and unicodedata.category(text[end - 1])[0] not in "LMN":
        end -= 1
    return Passage(((start, end),)) if start < end else None


def told_apart(typed: str, there: str) -> str:
    """Name the characters in which two texts that look the same differ: `` (U+0430 for U+0061)``; empty for others."""
    from difflib import SequenceMatcher

    from anyascii import anyascii

    looks = [anyascii("".join(c for c in text if unicodedata.category(c) != "Cf")) for text in (typed, there)]
    if typed == there or _folded(looks[0]) != _folded(looks[1]):
        return ""
    said = []
    for tag, i, j, k, m in SequenceMatcher(None, _folded(typed), _folded(there), autojunk=False).get_opcodes():
        if tag != "equal":
            mine, theirs = (
                " ".join(f"U+{ord(c):04X}" for c in part) for part in (_folded(typed)[i:j], _folded(there)[k:m])
            )
            said.append(f"{theirs or 'nothing'} for {mine or 'nothing'}")
    return f" ({', '.join(dict.fromkeys(said))})" if said else ""


def bare(words: str) -> str:
    """Return words without the white space and quotation marks around them."""
    return words.strip(_QUOTES + " \t\r\n")


def _follows(text: str, span: tuple[int, int], prefix: str | None) -> bool:
    """Tell whether a span stands just after a prefix, if one is given."""
    if prefix is None:
        return True
    before = text[max(0, span[0] - 2 * len(prefix) - 100) : span[0]]
    return re.search(f"{_pattern(prefix).pattern}[\\s{_QUOTES}]*\\Z", before) is not None


def _precedes(text: str, span: tuple[int, int], suffix: str | None) -> bool:
    """Tell whether a span stands just before a suffix, if one is given."""
    if suffix is None:
        return True
    after = text[span[1] : span[1] + 2 * len(suffix) + 100]
    return re.match(f"[\\s{_QUOTES}]*{_pattern(suffix).pattern}", after) is not None


def _spans(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Yield every span at which words stand, also where two of them overlap."""
    if not words.strip():
        return
    pattern, position = _pattern(words), 0
    while match := pattern.search(text, position):
        if whole(text, *match.span()):
            yield match.span()
        position = match.start() + 1


def _stands(text: str, words: str) -> bool:
    """Tell whether these very words stand in a text, as whole words."""
    at = text.find(words) if words else -1
    while at >= 0:
        if whole(text, at, at + len(words)):
            return True
        at = text.find(words, at + 1)
    return False


def _folded(text: str) -> str:
    return " ".join(text.translate(_FOLD).split())


@lru_cache(maxsize=512)
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join("".join(map(_either, word)) for word in words.split()))


def _either(character: str) -> str:
    for kind in (_QUOTES, _DASHES):
        if character in kind:
            return f"[{re.escape(kind)}]"
    return re.escape(character)


def _chains(parts: list[list[tuple[int, int]]]) -> Iterator[tuple[tuple[int, int], ...]]:
    """Yield every way to take one span of each part so that each begins where the one before has ended or later."""
    for i in range(len(parts) - 2, -1, -1):  # keep only what leads to the end, so that no way is a dead one
        last = max((start for start, _ in parts[i + 1]), default=-1)
        parts[i] = [span for span in parts[i] if span[1] <= last]
    chosen: list[tuple[int, int]] = []

    def choose(i: int, after: int) -> Iterator[tuple[tuple[int, int], ...]]:
        if i == len(parts):
            yield tuple(chosen)
            return
        for span in parts[i][bisect_left(parts[i], (after, 0)) :]:
            chosen.append(span)
            yield from choose(i + 1, span[1])
            chosen.pop()

    return choose(0, 0)
