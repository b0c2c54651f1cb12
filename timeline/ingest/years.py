"""Find the year of a date without one in the text before it: behind `in February 2022`, `Feb. 28` is of 2022."""

import re
from typing import NamedTuple

from timeline.dates.days import MONTHS

MONTH = rf"(?:{'|'.join(MONTHS)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
WEEKDAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}
#: how far a year reaches
_REACH_CHARACTERS = 400
_YEAR = re.compile(
    rf"\b(?:(?P<since>[Ss]ince|[Ff]rom|[Uu]ntil|[Bb]y)\s)?(?:(?P<month>{MONTH})(?:\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?)?,?\s(?:of\s)?"
    r"|(?:[Ii]n|[Dd]uring)\s)(?P<year>(?:19|20)\d\d)\b(?!-)"
)
#: words with which a text is back at the day on which it was written
_NOW = re.compile(
    rf"\b(?:today|yesterday|tonight|now|(?:this|last) (?:week|month|year|{WEEKDAY})|[Oo]n {WEEKDAY}"
    r"|(?:[Mm]ore |[Mm]ost )?[Rr]ecently|[Ll]ately|[Ss]ince then|[Ee]arlier this year|years? later)\b"
)
_BARE = re.compile(
    rf"(?:(?:early|late|mid)[ -])?(?:\d{{1,2}}(?:st|nd|rd|th)?\s)?(?P<month>{MONTH})(?:\s\d{{1,2}}(?:st|nd|rd|th)?)?"
)
_SENTENCE_END = re.compile(r"[.!?][”\"’]?\s(?=[A-Z“\"])|\n")
_DATED = re.compile(rf"\b{MONTH}\b|\b(?:19|20)\d\d\b|\b{WEEKDAY}\b")


class Context(NamedTuple):
    """What the text before a bare date says of its year: a year, and whether the date may as well be of another one."""

    year: int | None
    is_open: bool


def year_before(text: str, begin: int, phrase: str) -> Context:
    """Return the year that the text before a bare month or day gives it.

    The text goes forward: behind `in November 2021`, `in March` is of 2022. A year reaches from one dated sentence of a
    paragraph to the next. The year stays open if only a year was named (`in 1989`), if an undated sentence or the end
    of a paragraph lies between, or if the same month is named with another year further up. Words such as `today` or
    `recently` end the reach of a year, because the text is back at the day on which it was written.
    """
    bare = _BARE.fullmatch(phrase)
    if bare is None:
        return Context(None, is_open=False)
    start = max(0, begin - _REACH_CHARACTERS)
    dated = list(_YEAR.finditer(text, start, begin))
    if not dated or dated[-1]["since"] is not None or _NOW.search(text, dated[-1].end(), begin) is not None:
        is_named = re.search(rf"\b{bare['month'][:3]}\w*\.?\s(?:\d{{1,2}},?\s)?(?:of\s)?(?:19|20)\d\d\b", text[:start])
        return Context(None, is_open=not dated and is_named is not None)
    last = dated[-1]
    first = _number(last["month"]) if last["month"] is not None else 1
    year = int(last["year"]) + (_number(bare["month"]) < first)
    day = re.search(r"\d+", phrase)
    is_back = _number(bare["month"]) == first and day is not None and int(day[0]) < int(last["day"] or 0)
    return Context(year, is_open=last["month"] is None or is_back or not _is_chain(text, last.end(), begin))


def _is_chain(text: str, begin: int, end: int) -> bool:
    """Return whether every sentence between a year and a bare date has a date, within one paragraph."""
    between = text[begin:end]
    if "\n\n" in between:
        return False
    sentences = _SENTENCE_END.split(between)[1:-1]
    return all(_DATED.search(sentence) for sentence in sentences if sentence.strip())


def _number(month: str) -> int:
    return _NUMBERS[month[:3].lower()]
