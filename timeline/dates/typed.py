"""Bring a date that people type, or that a table holds, into a form that EDTF or the rules can parse.

The forms are those of spreadsheets and databases: other signs for a hyphen, signs without width, `20240301`, fractions
of a second, zeros for a part that is unknown, and the words and figures that stand for an open end.
"""

import re

from timeline.dates.wording import printable
from timeline.errors import DateError

#: hyphens and the minus sign look like the hyphen of the keyboard; dashes stay, because they join two dates
_HYPHENS = {ord(sign): "-" for sign in "\u2010\u2011\u2012\u2212\ufe63\uff0d"}
_WITHOUT_WIDTH = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))

_FRACTION = r"(?<=[0-9]{2}:[0-9]{2}:[0-9]{2})[.,][0-9]+"
_COMPACT = r"(1[0-9]{3}|20[0-9]{2})(0[1-9]|1[0-2])([0-2][0-9]|3[01])"
_ZERO_LAST = r"([0-9]{4})[-/.](?:00?(?:[-/.]00?)?|([0-9]{1,2})[-/.]00?)"
_ZERO_FIRST = r"00?([-/.])(?:([0-9]{1,2})\1)?([0-9]{4})|([0-9]{1,2})([-/.])00?\5([0-9]{4})"

_OPEN_END = (
    r"(?:the )?present(?: day)?|ongoing|current(?:ly)?|настоящее время|настоящего времени"
    r"|наст\. ?вр(?:емя|\.)|н\. ?в\.?|сей день|теперішній час|теперішнього часу|9999-12-31"
)
_ONLY_BEHIND_TO = r"|(?:this )?da(?:te|y)"
_JOINT = r"(?:\s*[/–—]\s*|\s*-\s*|\s(?:up )?(?:to|until|till|through|thru|and|по|до)\s)"
_SINCE = r"(?:(?:since|from|between|со?|з|із|від)\s)?"
_OPEN_RANGES = (
    (rf"{_SINCE}(?P<day>.*?\S){_JOINT}(?:{_OPEN_END}{_ONLY_BEHIND_TO})", "{}/.."),
    (r"(?P<day>[^/]*\w)\s?\.\.\.?", "{}/.."),
    (r"(?P<day>[^/]*\w)\s?…", "{}/.."),
    (r"(?P<day>(?:[^/]*[^/0-9-])?[0-9]{4})\s?[-–—]", "{}/.."),
    (r"(?P<day>[^/]*[0-9])(?:\s[-–—]|\s?[–—])", "{}/.."),
    (r"(?P<day>[^/]*[0-9])\s?[-–—/]\s?\?", "{}/"),
    (r"(?:\.\.\.?|…)\s?(?P<day>[^./…][^/]*)", "../{}"),
)


_SOMETHING_ELSE = r"24/7|(?:an? )?(?:first|second|third)|.*[0-9][?!]*!"
_PLANNED = (
    r"(?P<words>(?:(?:is|was|are|were|now) )?(?:planned|scheduled|rescheduled|set|slated|expected|due|postponed"
    r"|delayed|deferred|adjourned|moved|put off)(?: (?:for|to|on|in|at|until|till))?) "
    r"(?P<day>(?!(?:for|to|on|in|at|until|till)$).+)"
)


def plain(text: str) -> str:
    """Return a phrase with one blank between words, plain hyphens, and no signs that cannot be seen."""
    return " ".join(text.translate(_HYPHENS).translate(_WITHOUT_WIDTH).split())


def settled(text: str) -> str:
    """Return a date without the fraction of a second, in EDTF if it is compact or has zeros for unknown parts.

    Raises:
        DateError: all its figures are zeros.

    """
    text = re.sub(_FRACTION, "", text)
    text = re.sub(r"(?<=[0-9])-(?=(?:today|now)$)", " to ", text)
    if compact := re.fullmatch(_COMPACT, text):
        return "-".join(compact.groups())
    year, month = "", None
    if last := re.fullmatch(_ZERO_LAST, text):
        year, month = last[1], last[2]
    elif first := re.fullmatch(_ZERO_FIRST, text):
        year, month = first[3] or first[6], first[2] or first[4]
    if not year:
        return text
    if not int(year) and not month:
        raise DateError(f"“{printable(text)}” stands for no date; write unknown")
    return f"{year}-{int(month):02d}" if month and int(month) else year


def is_open_end(text: str) -> bool:
    """Return whether a text in the place of an end says that there is none yet: `present`, `ongoing`, 9999-12-31."""
    return re.fullmatch(_OPEN_END, plain(text).lower()) is not None


def open_range(text: str) -> tuple[str, str] | None:
    """Return the date in a range with one open end, and the form of the range; None if the text is another."""
    for pattern, form in _OPEN_RANGES:
        if match := re.fullmatch(pattern, text, re.IGNORECASE):
            return match["day"], form
    return None


def refuse_remains(text: str) -> None:
    """Refuse what is only a part of a date: a bracket without its partner, a sign before or behind the figures.

    Refuse also figures and words that are more often something else: `24/7`, `second`, `2014?!`, `03/24`.
    """
    if re.fullmatch(_SOMETHING_ELSE, text, re.IGNORECASE):
        raise DateError(f"“{printable(text)}” is more often something else than a date; write for example 24 July 2014")
    if re.fullmatch(r"(?:0[1-9]|[a-z]{3,9}\.?)/(?:1[3-9]|[2-9][0-9])", text, re.IGNORECASE):
        raise DateError(f"“{printable(text)}” can be a day of a month or a month of a year; write it out")
    if any(
        text.count(one) != text.count(other) and (text.startswith(one) or text.endswith(other))
        for one, other in ("[]", "{}", "()")
    ):
        raise DateError(f"“{printable(text)}”: a bracket has no partner; write the date without brackets")
    if re.fullmatch(r"-\s?[0-9]+|.*[0-9](?:-+|/-)", text):
        raise DateError(
            f"“{printable(text)}”: a date has no hyphen or minus before or after it; write for example since 2014"
        )
    if re.fullmatch(r"[-–—]\s?\S.*", text):
        raise DateError(f"“{printable(text)}” begins with a dash; write for example until May 2014")
    if text != "9999-12-31" and is_open_end(text):
        raise DateError(f"“{printable(text)}” does not say when; write for example since 2014")


def planned(text: str) -> tuple[str, str]:
    """Split words such as `planned for` or `postponed to`, which look ahead, from the date behind them."""
    match = re.fullmatch(_PLANNED, text, re.IGNORECASE)
    return (match["words"], match["day"]) if match is not None else ("", text)
