"""Find the year of a date without one in the text before it: behind `in February 2022`, `Feb. 28` is of 2022."""

import re

from timeline.dates.days import MONTHS

MONTH = rf"(?:{'|'.join(MONTHS)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
WEEKDAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}
#: how far a year reaches
_REACH_CHARACTERS = 400
_YEAR = re.compile(
    rf"\b(?:(?P<since>[Ss]ince|[Ff]rom|[Uu]ntil|[Bb]y)\s)?(?:(?P<month>{MONTH})(?:\s\d{{1,2}}(?:st|nd|rd|th)?)?,?\s(?:of\s)?"
    r"|(?:[Ii]n|[Dd]uring)\s)(?P<year>(?:19|20)\d\d)\b(?!-)"
)
_NOW = re.compile(rf"\b(?:today|yesterday|tonight|now|(?:this|last) (?:week|month|year|{WEEKDAY})|[Oo]n {WEEKDAY})\b")
_BARE = re.compile(
    rf"(?:(?:early|late|mid)[ -])?(?:\d{{1,2}}(?:st|nd|rd|th)?\s)?(?P<month>{MONTH})(?:\s\d{{1,2}}(?:st|nd|rd|th)?)?"
)


def year_before(text: str, begin: int, phrase: str) -> int | None:
    """Return the year that the text before a bare month or day gives it; None if it gives none.

    The text goes forward: behind `in November 2021`, `in March` is of 2022. A word such as `today` or `on Tuesday`
    between the two ends the reach of a year, because the text is back at the day on which it was written.
    """
    bare = _BARE.fullmatch(phrase)
    if bare is None:
        return None
    before = text[max(0, begin - _REACH_CHARACTERS) : begin]
    dated = list(_YEAR.finditer(before))
    if not dated or dated[-1]["since"] is not None or _NOW.search(before, dated[-1].end()) is not None:
        return None
    last = dated[-1]
    first = _number(last["month"]) if last["month"] is not None else 1
    return int(last["year"]) + (_number(bare["month"]) < first)


def _number(month: str) -> int:
    return _NUMBERS[month[:3].lower()]
