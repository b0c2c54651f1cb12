"""Find where sentences end, in order to look for a name near a passage.

Sentences end at their closing marks. A quotation, however many sentences or paragraphs it has, is part of the sentence
around it. A mark ends nothing after a short word (“Mr.”, “U.S.”) or before a small letter (“i.e. he”, “spoke ... and”).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

_STRAIGHT = '"'
_QUOTES = "“”„«»" + _STRAIGHT
_MARK = re.compile(r"\n\s*\n|[.!?…。！？]+[\"”’»“«'‘)\]]*(?=[\s,;]|$)|[“«„”»\"]")
#: quotations in single marks, which are apostrophes elsewhere
_SINGLE = re.compile(r"‘[^\n]*?[.,!?…]’(?=[\s,;]|$)|(?<![^\s(])'(?=\w)[^\n]*?[.,!?…]'(?=[\s,;]|$)")
#: “Mr.”, “U.S.”, “S. V. Lavrov”: a stop after so few letters mostly ends no sentence
_SHORT = re.compile(r"(?:^|[\s.(“«\"])[^\W\d_]{1,3}$")
_LABEL = re.compile(r"(?:^|\n)[ \t]*([^\n:.!?“«„\"]{2,60}):(?=\s)")


class Sentences:
    """The sentences of a text: where each ends, and who a transcript says is speaking."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.ends: list[int] = []
        #: ends of paragraphs without a closing mark, such as headings
        self.headings: set[int] = set()
        for place, is_heading in _ends(text):
            self.ends.append(place)
            if is_heading:
                self.headings.add(place)
        self._labels = [(match.start(1), match.end(1)) for match in _LABEL.finditer(text)]

    def around(self, start: int, end: int) -> tuple[int, int]:
        """Return where the sentences of a passage begin and end, with the one before unless it is a heading."""
        before, after = bisect_right(self.ends, start) - 1, bisect_left(self.ends, end)
        if before >= 0 and self.ends[before] not in self.headings:
            before -= 1
        return self.ends[before] if before >= 0 else 0, self.ends[after] if after < len(self.ends) else len(self.text)

    def label(self, start: int) -> tuple[int, int] | None:
        """Return the place of the name in front of the paragraph of a passage, as in a transcript; None without one."""
        at = bisect_right(self._labels, (start, len(self.text))) - 1
        if at < 0 or "\n" in self.text[self._labels[at][1] : start].strip("\n"):
            return None
        return self._labels[at]


class _Quotations:
    """The quotations that are open while a text is read from mark to mark."""

    def __init__(self, text: str) -> None:
        is_reversed = 0 <= text.find("»") < text.find("«")
        self.opening, self.closing = ("“„»", "”«") if is_reversed else ("“„«", "”»")
        self.is_german = "„" in text
        self.depth, self.is_straight = 0, False
        #: quotations in single marks that are still ahead, the next one last
        self.single = [match.span() for match in _SINGLE.finditer(text)][::-1]

    def read(self, mark: str) -> None:
        """Read a mark, some of whose signs may open or close quotations."""
        for sign in mark:
            if sign in self.closing or (sign == "“" and self.is_german):
                self.depth = max(0, self.depth - 1)
            elif sign in self.opening:
                self.depth += 1
            elif sign == _STRAIGHT:
                self.is_straight = not self.is_straight

    def is_open(self, place: int) -> bool:
        """Return whether a place is within a quotation."""
        while self.single and self.single[-1][1] <= place:
            self.single.pop()
        return self.depth > 0 or self.is_straight or (bool(self.single) and self.single[-1][0] < place)

    def close(self) -> None:
        """Close all quotations, because a paragraph ends."""
        self.depth, self.is_straight = 0, False


def _ends(text: str) -> Iterator[tuple[int, bool]]:
    """Yield where sentences end, except within quotations, and whether that is the end of a heading."""
    quotations, after = _Quotations(text), 0
    for match in _MARK.finditer(text):
        mark = match[0]
        if mark[0] == "\n":
            following = text[match.end() : match.end() + 1]
            # a quotation of several paragraphs opens once more in each of them
            goes_on = quotations.is_open(match.start()) and following and following in quotations.opening + _STRAIGHT
            quotations.close()
            if not goes_on and text[after : match.start()].strip():
                yield match.start(), text[match.start() - 1].isalnum()
                after = match.end()
            continue
        quotations.read(mark)
        if mark[0] not in _QUOTES and not quotations.is_open(match.start()) and not _goes_on(text, match):
            yield match.end(), False
            after = match.end()


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """Return whether a sentence goes on after a closing mark."""
    following = text[match.end() : match.end() + 3].lstrip(" \t")
    if following[:1].islower() or following[:1] in (",", ";"):
        return True
    if match[0][0] in "!?" and match[0][-1] not in "!?…":  # “Will they?” Velk asked
        return True
    return match[0] == "." and _SHORT.search(text, max(0, match.start() - 5), match.start()) is not None
