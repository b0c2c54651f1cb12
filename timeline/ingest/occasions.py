"""Find the days of occasions: behind `during a Wednesday meeting`, what somebody said in `the meeting` is of Wednesday.

An occasion is a meeting, interview, speech or the like. `a meeting`, without a day, is another one, and the next
`the meeting` is that; so is `the meeting in Geneva`, which a text may name without having introduced it.
"""

import re
from collections import defaultdict
from collections.abc import Callable

from timeline.ingest.circumstances import PHRASE, Moment
from timeline.ingest.ownership import OF_OTHER_OCCASION, SETTINGS
from timeline.ingest.values import Span

_OCCASION = re.compile(rf"\b{SETTINGS}\b")
#: `the meeting with X on Monday`: words between an occasion and its day
_BEFORE_DAY = re.compile(r"(?:\s(?:with|in|at|by|from)\s[^,.;:“”\"()\n]{1,40}?)?,?(?:\s(?:held|on|in|late|early))*\s")
_NEW = re.compile(r"\b(?:an?|another|separate|second|earlier|previous|later)\s(?:[\w-]+\s){0,2}$", re.IGNORECASE)
_AGAIN = re.compile(
    r"\b(?:during|in|at|throughout|(?:readout|account|summary|transcript|record|recording) of)"
    r"\s(?:the|this|that|his|her|their|its)\s(?:same\s)?$"
)
#: an occasion with a place or purpose of its own is perhaps not the one named before
_ELSEWHERE = re.compile(r"\s(?:of|in|at|on|for|between)\s")

Dating = Callable[[int, int], list[Moment]]
"""Returns the dates that a span of the text gives."""


class Occasions:
    """The occasions of a text, in order, with the day of each that has one."""

    def __init__(self, text: str, dated: Dating) -> None:
        """Find the occasions of a text."""
        self._text = text
        self._named: defaultdict[str, list[tuple[int, Moment | None]]] = defaultdict(list)
        phrases = [match.span() for match in PHRASE.finditer(text)]
        at = 0
        for match in _OCCASION.finditer(text):
            while at < len(phrases) and phrases[at][1] < match.start() - len("’s "):
                at += 1
            day = next((span for span in phrases[at : at + 3] if self._is_day_of(span, match.span())), None)
            left = text[max(0, match.start() - 40) : match.start()]
            if day is not None:
                own = text[max(0, day[0] - 20) : day[0]] if day[0] < match.start() else left
                moments = [] if OF_OTHER_OCCASION.search(own) else dated(*day)
                self._named[_kind(match[0])].append((match.start(), moments[0] if moments else None))
            elif _NEW.search(left):
                self._named[_kind(match[0])].append((match.start(), None))

    def day(self, span: Span) -> Moment | None:
        """Return the day of the occasion that a span of the text refers to, such as `during the meeting`, or None."""
        for match in _OCCASION.finditer(self._text, *span):
            left = self._text[max(span[0], match.start() - 40) : match.start()]
            if not _AGAIN.search(left) or _ELSEWHERE.match(self._text, match.end()):
                continue
            before = [moment for at, moment in self._named[_kind(match[0])] if at < match.start()]
            if before:
                return before[-1]
        return None

    def _is_day_of(self, phrase: Span, occasion: Span) -> bool:
        """Return whether a phrase is the day of an occasion: `Wednesday’s meeting`, `an interview on Thursday`."""
        if phrase[1] <= occasion[0]:
            return self._text[phrase[1] : occasion[0]] in (" ", "’s ", "'s ")
        return _BEFORE_DAY.fullmatch(self._text, occasion[1], phrase[0]) is not None


def _kind(words: str) -> str:
    return words.split()[-1]
