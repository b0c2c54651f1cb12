"""Check the dates of proposals from texts of known days: none lies more than a year off unless its words name the year.

A readout or statement is about its own day, so a date years away is most often that of something mentioned. A proposal
may have one if its own words for the date name the year, in figures or by counting (`two years ago`).
"""

import re
from collections import Counter
from pathlib import Path

from annotated import day_in
from verdict import Verdicts

from timeline.dates import PartialDate
from timeline.ingest import Candidate, read_article
from timeline.ingest.parsing import Parser

_COUNTED = re.compile(r"\byears?\b", re.IGNORECASE)


def score(folder: Path, verdicts: Verdicts) -> None:
    """Read the Markdown files below a folder, print how many proposals have far dates, and judge them."""
    parser, numbers = Parser(), Counter[str]()
    for path in sorted(folder.rglob("*.md")):
        day = day_in(path.name)
        if day is None:
            continue
        numbers["texts"] += 1
        for one in read_article(path.read_text(encoding="utf-8"), published=day, grammar=parser).candidates:
            numbers[one.kind] += 1
            if _is_far(one, day):
                numbers["far"] += 1
                if not _names_year(one):
                    numbers["unnamed"] += 1
                    print(f"  {path.name}: {one.date} by “{one.date_text}”")
    print(f"{numbers['texts']} texts, {numbers['statement']} statements and {numbers['event']} events")
    print(f"{numbers['far']} are dated more than a year from publication")
    if not numbers["texts"]:
        return
    verdicts.at_most("dates far off whose words name no year", numbers["unnamed"], 0, unit=f"of {numbers['far']}")


def _is_far(one: Candidate, day: PartialDate) -> bool:
    if one.date is None:
        return False
    date = PartialDate.parse(one.date)
    return date.earliest > _moved(day, 1) or date.latest < _moved(day, -1)


def _moved(day: PartialDate, years: int) -> str:
    return f"{int(day.date[:4]) + years:04d}{day.date[4:]}"


def _names_year(one: Candidate) -> bool:
    words = one.date_text or ""
    return (one.date or "")[:4] in words or _COUNTED.search(words) is not None
