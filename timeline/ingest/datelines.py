"""Find the day on which a text says that it was written: in a dateline, or on a line of its own near the top."""

import datetime
import re

from timeline.dates import PartialDate, read_phrase
from timeline.errors import DateError
from timeline.ingest.values import Paragraph
from timeline.ingest.years import MONTH

_DAY = (
    rf"(?:{MONTH}\s\d{{1,2}}(?:,\s\d{{4}})?|\d{{1,2}}\s{MONTH}(?:\s\d{{4}})?|\d\d?\.\d\d?\.\d{{4}}|\d{{4}}-\d\d-\d\d)"
)
#: `BRINT, May 13 (Reuters) - The minister`; a line `Brint, 13 May 2024`
_DATELINE = re.compile(
    rf"[A-Z][\w.’' -]{{1,40}},\s(?:[A-Z][\w. ]{{1,30}},\s)?(?P<day>{_DAY})\s(?:\([^()]{{1,30}}\)\s)?[-–—]\s"
)
_LINE = re.compile(rf"(?:[A-Z][\w.’' -]{{1,40}},\s)?(?P<day>{_DAY})")
#: how many paragraphs count as the top, and how many days a text may be published after it was written
_TOP_PARAGRAPHS, _MOST_DAYS = 4, 7


def written(text: str, parts: list[Paragraph], published: PartialDate | None) -> PartialDate | None:
    """Return the day to which `today` in a text is relative: that of its dateline, if it is just before publication."""
    if published is None:
        return None
    for part in [part for part in parts if part.kind != "furniture"][:_TOP_PARAGRAPHS]:
        line = text[part.begin : part.end].strip()
        match = _DATELINE.match(line) or _LINE.fullmatch(line)
        if match is not None and (day := _just_before(match["day"], published)) is not None:
            return day
    return published


def _just_before(phrase: str, published: PartialDate) -> PartialDate | None:
    try:
        day = read_phrase(phrase, published, ahead=False, order="dmy").date
        if day is None:
            return None
        first, last = (datetime.date.fromisoformat(one) for one in (day.latest, published.latest))
    except (DateError, ValueError):
        return None
    return day if datetime.timedelta(0) <= last - first <= datetime.timedelta(_MOST_DAYS) else None
