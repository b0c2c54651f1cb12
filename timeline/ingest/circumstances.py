"""Find dates and settings in the sentence of a statement, outside the words themselves."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from timeline.dates import PartialDate, read_phrase
from timeline.dates.context import direction
from timeline.errors import DateError
from timeline.ingest.ownership import OWNER, SETTINGS, is_of_another
from timeline.ingest.values import Span
from timeline.ingest.years import MONTH, WEEKDAY, year_before

_COUNT = r"(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2})"
_SPACED = SETTINGS.replace(" ", "[ ]")  # a verbose pattern has no blanks
PHRASE = re.compile(
    rf"""(?<![\w.-])(?:
    \d{{4}}-\d\d-\d\d
    |{MONTH}\s\d{{1,2}}[-–]\d{{1,2}}(?:,?\s\d{{4}})?(?!\d)
    |\d{{1,2}}[-–]\d{{1,2}}\s{MONTH}(?:,?\s\d{{4}})?
    |(?:(?:early|late|mid)[ -])?{MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?(?![\d–-])
    |(?<![\d–-])\d{{1,2}}(?:st|nd|rd|th)?\s{MONTH}(?:,?\s\d{{4}})?
    |(?:(?:early|late|mid)[ -])?{MONTH},?\s(?:of\s)?\d{{4}}
    |{WEEKDAY},?\s\d{{1,2}}(?:st|nd|rd|th)?\s{MONTH}(?:,?\s\d{{4}})?
    |(?:[Ll]ast|[Tt]his|[Nn]ext)\s{MONTH}(?!\s\d)
    |(?:(?:early|late)\s(?:on\s)?|last\s|this\s|next\s)?{WEEKDAY}(?!\s(?:Times|Telegraph|Mirror|Mail|Express|Post|Herald|Independent|World)\b)(?:,\s{MONTH}\s\d{{1,2}}(?:,?\s\d{{4}})?)?
    |(?i:(?:earlier\s|later\s|late\s|early\s)?(?:today|yesterday|tonight|tomorrow|last\snight))
    |(?i:(?:last|this|next|over\sthe|at\sthe|on\sthe)\sweekend)
    |(?i:(?:earlier\s|later\s)?(?:last|this|next|the\sprevious|the\sfollowing)\s(?:week|month|year|spring|summer|autumn|fall|winter))
    |(?i:{_COUNT}\s(?:days?|weeks?|months?|years?)\sago)
    |(?<=\b[Ii]n\s)(?:early\s|late\s|mid-)?(?:{MONTH}|(?:spring|summer|autumn|fall|winter)(?:\sof\s\d{{4}})?|(?:19|20)\d\d(?![-–]\d))\b
    |(?<=\b[Ii]n\sthe\s)(?:spring|summer|autumn|fall|winter)(?:\sof\s\d{{4}})?
    |(?<=\b[Ss]ince\s)(?:19|20)\d\d\b
    |(?:(?<=\ba\s)|(?<=\bhis\s)|(?<=\bher\s)|(?<=\bthe\s)|(?<=\btheir\s))(?:19|20)\d\d(?=\s{OWNER}{_SPACED}\b)
    )(?!\w)""",
    re.VERBOSE,
)
#: words that tell when, but not in a way that gives a day
_VAGUE = re.compile(
    r"\b(?:the other day|the next day|the same day|that (?:day|week|month|year|night|evening|morning)|at the time"
    r"|recently|earlier|later|previously|(?:days|weeks|months|years|decades|hours) (?:ago|before|after)"
    r"|in recent (?:days|weeks|months|years)|overnight|once|tomorrow|yesterday|tonight|last night|weekend"
    r"|(?:last|next) (?:week|month|year))\b",
    re.IGNORECASE,
)
_SETTING = re.compile(
    rf"\b(?:at|in|during|on|to|through|via|after|held|gave|by)\s(?:the\s|a\s|an\s|his\s|her\s|their\s|its\s)?(?P<setting>{SETTINGS})\b"
)
#: shorter words before an occasion are not a clause of their own
_CLAUSE_CHARACTERS = 20


class Moment(NamedTuple):
    """A date in a text: EDTF, the phrase as written and its span."""

    date: str
    phrase: str
    span: Span
    doubt: str | None = None
    """Why the date may be another."""


def moments(text: str, begin: int, end: int, reference: PartialDate | None, *, reported: bool) -> list[Moment]:
    """Return the dates in a span, in order; of `reported` ones those that do not lie after the day of publication."""
    moments_ = []
    for match in PHRASE.finditer(text, begin, end):
        left, right = (
            text[max(begin, match.start() - 80) : match.start()],
            text[match.end() : min(end, match.end() + 60)],
        )
        phrase = match[0]
        try:
            ahead = False if reported and not _looks_ahead(left, right) else None
            reading = read_phrase(phrase, reference, left=left, right=right, ahead=ahead)
        except DateError:
            continue
        date, doubt = reading.date, None
        context = year_before(text, match.start(), phrase)
        if date is not None and context.year is not None:
            date, doubt = _in_year(date, context.year, reference)
        if context.is_open and (doubt is not None or context.year is None):
            continue
        is_later = reported and date is not None and reference is not None and date.earliest > reference.latest
        if (
            date is not None
            and not is_later
            and not is_of_another(left, text[match.end() : match.end() + 80], is_year=phrase.isdigit())
        ):
            moments_.append(Moment(date.date, phrase, match.span(), doubt))
    return moments_


def _looks_ahead(left: str, right: str) -> bool:
    looks = direction(left, right)
    return looks.ahead is True and looks.sure


def _in_year(date: PartialDate, year: int, reference: PartialDate | None) -> tuple[PartialDate, str | None]:
    """Return a date in the year that its context gives, and why that may be wrong; a day to come stays as it is."""
    if date.date[:4] == f"{year:04d}":
        return date, None
    try:
        moved = PartialDate.parse(f"{year:04d}{date.date[4:]}")
    except DateError:
        return date, None
    if reference is None or moved.earliest > reference.latest:
        return date, None
    return moved, f"the text before it is about {year}, the day of publication would give {date.date[:4]}"


def is_vague(text: str, spans: list[Span], cues: Sequence[Span] = ()) -> bool:
    """Return whether words outside a statement tell when it was made without giving a day: the other day, tomorrow.

    A word right before one of the other `cues` belongs to that: `he repeated the offer and later said`.
    """
    begins = [begin for begin, _ in cues]
    return any(match.end() + 1 not in begins for begin, end in spans for match in _VAGUE.finditer(text, begin, end))


_TAIL = re.compile(
    r",?\s(?:in|on)\s(?:an?|his|her|its|the|their)\s(?:[a-z]+\s){0,2}?(?:interview|statement|post|tweet|letter|op-ed|email"
    r"|press release|video address|post on X)(?:\s(?:with|to|on|for)\s[A-Z][^,.;“”\"]{1,40})?\s*$"
)


#: where somebody was when announcing something: `the end of the talks while in Geneva in May 2021`
_WHILE = re.compile(r",?\swhile\s(?:in|on|at|visiting|touring|attending)\s[^,.;:“”\"]{3,60}$")


def without_setting(text: str, content: tuple[Span, ...], *, is_clause: bool) -> tuple[Span, ...]:
    """Cut the occasion off the end of reported words: `the road is open in an interview with a newspaper`.

    Unless the words are a clause, only `while in Geneva in May 2021` is cut off.
    """
    begin, end = content[-1]
    tail = (_TAIL.search(text, begin, end) if is_clause else None) or _WHILE.search(text, begin, end)
    is_long = tail is not None and tail.start() - begin >= _CLAUSE_CHARACTERS
    return (*content[:-1], (begin, tail.start())) if tail is not None and is_long else content


def setting(text: str, spans: list[Span]) -> str | None:
    """Return the first setting named in the spans, such as `phone briefing`, or None."""
    for begin, end in spans:
        for match in _SETTING.finditer(text, begin, end):
            if not re.match(r"to\s(?:address|call|report|debate|broadcast)\b", match[0]):  # to do so
                return match["setting"]
    return None
