"""Find the words of a citation in the text of a source, or the nearest passage if the words are not there.

Only white space, quotation marks and dashes are folded: typesetting and browsers change these, but any other change
alters the statement. Words are whole: “warning” does not contain the word “war”. `` … `` joins passages that follow
each other in the text. Positions count code points, like the TextPositionSelector of the W3C Web Annotation Data Model.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from timeline.evidence.boundaries import whole

#: the most places of the same words that are counted
MOST_PLACES = 20
#: how much of the text before and after is stored with a citation
CONTEXT_CHARACTERS = 32
_QUOTES = "\"'`´“”„‟‘’‚‛«»‹›「」『』〝〞″′＂＇"
_DASHES = "-‐‑‒–—―−﹘﹣－"
_FOLD = dict.fromkeys(map(ord, _QUOTES), "'") | dict.fromkeys(map(ord, _DASHES), "-")
_JOINT = " … "
_JOINTS = re.compile(r"\s+\[?(?:…|\.\.\.)\]?\s+")
#: white space inside numbers, and at the end of a line that divides a word
_DELICATE = re.compile("\\d[\u00a0\u2007\u2009\u202f]\\d|[-‐‑–\u00ad]\\s*[\r\n]")
#: the most passages that one citation joins
_MOST_PARTS = 50
#: a passage less similar than this is not a changed form of the words
_SIMILAR_PERCENT = 65
_COMPARED_CHARACTERS = 1000
#: how far a selection is widened to whole words
_MOST_WIDENED = 200


class Passage(NamedTuple):
    """The place of words in a text: one or more spans of code points, in order, none of them empty."""

    spans: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        """The beginning of the first span."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """The end of the last span."""
        return self.spans[-1][1]

    def words(self, text: str) -> str:
        """Return the text's own words, with an ellipsis between spans."""
        return _JOINT.join(text[start:end] for start, end in self.spans)


class Quote(NamedTuple):
    """The words of a passage with the text just before and after: a W3C TextQuoteSelector."""

    prefix: str
    exact: str
    suffix: str


def quote(text: str, passage: Passage) -> Quote:
    """Return the words of a passage and their context."""
    before, after = (
        text[max(0, passage.start - CONTEXT_CHARACTERS) : passage.start],
        text[passage.end : passage.end + CONTEXT_CHARACTERS],
    )
    return Quote(before, passage.words(text), after)


def date_nearest_to(text: str, words: str, position: int) -> Passage | None:
    """Return the place of words for a date that is nearest to a position; None if the text lacks them.

    Words that are part of a longer date do not count: `3 May` within `3 May 1990`, `May` within `3 May`.
    """
    places = [Passage((span,)) for span in _spans(text, words) if not _is_part_of_date(text, words, span)]
    return min(places, key=lambda place: abs(place.start - position), default=None)


def _is_part_of_date(text: str, words: str, span: tuple[int, int]) -> bool:
    before, after = text[max(0, span[0] - 8) : span[0]], text[span[1] : span[1] + 8]
    is_longer = re.match(r"(?:,? ?|,? (?:of )?)\d{4}\b", after) is not None and not re.search(r"\d{4}", words)
    return is_longer or (words[0].isalpha() and re.search(r"\b\d{1,2}(?:st|nd|rd|th)?\.? $", before) is not None)


def find(text: str, words: str, prefix: str | None = None, suffix: str | None = None) -> list[Passage]:
    """Find the places of words in a text, in order, at most ``MOST_PLACES``.

    A prefix or suffix limits them to the places just after or before it.
    """
    spans = (span for span in _spans(text, words) if _follows(text, span, prefix) and _precedes(text, span, suffix))
    at = [Passage((span,)) for span in islice(spans, MOST_PLACES)]
    parts = _JOINTS.split(words.strip())
    if at or not 1 < len(parts) <= _MOST_PARTS or not all(part.strip() for part in parts):
        return at
    spans_of_parts = [list(_spans(text, part)) for part in parts]
    spans_of_parts[0] = [span for span in spans_of_parts[0] if _follows(text, span, prefix)]
    spans_of_parts[-1] = [span for span in spans_of_parts[-1] if _precedes(text, span, suffix)]
    return list(islice(map(Passage, _chains(spans_of_parts)), MOST_PLACES))


def passage_at(text: str, exact: str, start: int, end: int) -> Passage | None:
    """Return the passage at a place if it has exactly these words, spans joined with an ellipsis; else None."""
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
    """Return whether a text contains words."""
    if _has_exactly(text, words):
        return True
    folded, folded_words = _folded(text), _folded(words)
    if not _DELICATE.search(text) and _has_exactly(folded, folded_words):
        return True  # with every dash a hyphen, fewer words are whole, so this cannot match falsely
    return (folded_words in folded or _JOINTS.search(words) is not None) and bool(find(text, words))


def nearest(text: str, words: str) -> Passage | None:
    """Return the passage, of whole words, most similar to words that a text lacks; None if nothing is similar."""
    from rapidfuzz import fuzz

    shortened = words[:_COMPARED_CHARACTERS].strip()
    alignment = fuzz.partial_ratio_alignment(shortened, text, score_cutoff=_SIMILAR_PERCENT) if shortened else None
    if alignment is None or alignment.dest_start == alignment.dest_end:
        return None
    start, end = alignment.dest_start, alignment.dest_end
    if len(text) < len(shortened):  # rapidfuzz aligns the shorter text within the longer one
        start, end = 0, len(text)
    if start < end and not whole(text, start, end):
        while start > 0 and not text[start - 1].isspace():
            start -= 1
        while end < len(text) and not text[end].isspace():
            end += 1
    while start < end and shortened[0].isalnum() and not (text[start].isalnum() or text[start] in "-−"):
        start += 1
    while start < end and shortened[-1].isalnum() and unicodedata.category(text[end - 1])[0] not in "LMN":
        end -= 1
    return Passage(((start, end),)) if start < end else None


def whole_words(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return a selected span without the white space around it, and with the words whole that it cuts.

    None if nothing but white space is selected, or the ends of a word are too far away.
    """
    start, end = max(0, start), min(end, len(text))
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start >= end:
        return None
    for _ in range(_MOST_WIDENED):
        if whole(text, start, end):
            return start, end
        if start and not whole(text, start, len(text)):
            start -= 1
        elif end < len(text):
            end += 1
    return None


def different_characters(typed: str, source: str) -> str:
    """Name the different characters of two texts that look the same: `` (U+0430 for U+0061)``; else return ``""``."""
    from difflib import SequenceMatcher

    from anyascii import anyascii

    looks = [anyascii("".join(c for c in text if unicodedata.category(c) != "Cf")) for text in (typed, source)]
    if typed == source or _folded(looks[0]) != _folded(looks[1]):
        return ""
    pairs = []
    for tag, i, j, k, m in SequenceMatcher(None, _folded(typed), _folded(source), autojunk=False).get_opcodes():
        if tag != "equal":
            typed_codes, source_codes = (
                " ".join(f"U+{ord(c):04X}" for c in part) for part in (_folded(typed)[i:j], _folded(source)[k:m])
            )
            pairs.append(f"{source_codes or 'nothing'} for {typed_codes or 'nothing'}")
    return f" ({', '.join(dict.fromkeys(pairs))})" if pairs else ""


def bare(words: str) -> str:
    """Return words without the white space and quotation marks around them."""
    return words.strip(_QUOTES + " \t\r\n")


def _follows(text: str, span: tuple[int, int], prefix: str | None) -> bool:
    """Return whether a span comes just after a prefix, if there is one."""
    if prefix is None:
        return True
    before = text[max(0, span[0] - 2 * len(prefix) - 100) : span[0]]
    return re.search(f"{_pattern(prefix).pattern}[\\s{_QUOTES}]*\\Z", before) is not None


def _precedes(text: str, span: tuple[int, int], suffix: str | None) -> bool:
    """Return whether a span comes just before a suffix, if there is one."""
    if suffix is None:
        return True
    after = text[span[1] : span[1] + 2 * len(suffix) + 100]
    return re.match(f"[\\s{_QUOTES}]*{_pattern(suffix).pattern}", after) is not None


def _spans(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Yield every span of words in a text, including spans that overlap."""
    if not words.strip():
        return
    pattern, position = _pattern(words), 0
    while match := pattern.search(text, position):
        if whole(text, *match.span()):
            yield match.span()
        position = match.start() + 1


def _has_exactly(text: str, words: str) -> bool:
    """Return whether a text contains exactly these words, as whole words."""
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
    """Yield every way to take one span of each part so that none begins before the one before it ends."""
    for i in range(len(parts) - 2, -1, -1):  # keep only spans from which the last part can be reached
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
