"""What people may type for a date.

Each reader below knows one family of spellings and returns None for all others; the first that knows the text decides.
A spelling that could be read in two ways is refused, never guessed.
"""

import re
from collections.abc import Callable

from timeline.dates.partial import PartialDate
from timeline.dates.single import day_flaw
from timeline.dates.wording import invalid, shown
from timeline.errors import DateError

_EXAMPLES = "2025-02-26, 26 Feb 2025, Sep 2022, 2014, 2013-11-21/2014-02-22, 2014~ or unknown"
_NOT_A_DAY = "there is no such day"

# Texts, compiled by `re` at first use: most commands never read a phrase.
_SLASHED = r"[0-9]{1,4}(?:/[0-9]{1,4}){1,2}"
_TWO_YEARS = r"[0-9]{4}/[0-9]{4}"
_DAY_AND_TIME = r"([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9]{1,2}:.*)"
_EDTF_SHAPE = r"[?~%]?-?[0-9X]{4}[?~%]?(?:[-/TS].*)?|(?:\.\.)?/.*|[\[{].*|Y-?[0-9].*"

_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[0-9]{4})"
_WITH_MONTH_NAME = (
    rf"{_DAY} (?:of )?{_MONTH}(?:\.?,? |\.?,){_YEAR}",
    rf"{_MONTH}\.? {_DAY}(?:,? |,){_YEAR}",
    rf"{_MONTH}(?:\.?,? |\.?,)(?:of )?{_YEAR}",
)


def read_date(text: str) -> PartialDate | None:
    """Read what a person typed for a date; the word `unknown` gives None.

    Understood: EDTF, a day and a time separated by a blank, and dates with the English name of a month. White space
    around the text and the case of letters in words do not matter.

    Raises:
        UnsupportedDateError: valid EDTF of a kind that is not kept.
        DateError: not understood, not a real day, or open to more than one reading; the message says what to write.

    """
    typed = " ".join(text.split())
    if typed.lower() == "unknown":
        return None
    for reader in _READERS:
        date = reader(typed)
        if date is not None:
            return date
    if not typed:
        raise DateError(f"the date is empty; write {_EXAMPLES}")
    raise DateError(f"“{shown(typed)}” is not a date timeline can read; write {_EXAMPLES}")


def _read_slashed(typed: str) -> PartialDate | None:
    """Refuse numbers with slashes, for nobody can tell an American date, a British one and an interval apart."""
    if re.fullmatch(_SLASHED, typed) and not re.fullmatch(_TWO_YEARS, typed):
        raise invalid(typed, "numbers with slashes can be read in several ways; write 2025-04-03 or 3 Apr 2025")
    return None


def _read_day_and_time(typed: str) -> PartialDate | None:
    match = re.fullmatch(_DAY_AND_TIME, typed)
    return PartialDate.parse(f"{match[1]}T{match[2]}") if match else None


def _read_edtf(typed: str) -> PartialDate | None:
    return PartialDate.parse(typed) if re.fullmatch(_EDTF_SHAPE, typed) else None


def _read_month_name(typed: str) -> PartialDate | None:
    # ASCII as well as IGNORECASE, or the long s and the Kelvin sign would pass for s and k.
    matches = (re.fullmatch(pattern, typed, re.ASCII | re.IGNORECASE) for pattern in _WITH_MONTH_NAME)
    match = next(filter(None, matches), None)
    if match is None:
        return None
    day, month, year = match.groupdict().get("day"), match["month"], match["year"]
    if year < "0100":
        # dateutil takes 0014 for 2014.
        raise invalid(typed, "write so early a year in figures, as in 0014-02-26")
    try:
        given = _given(f"{day} {month} {year}" if day else f"{month} {year}")
    except ValueError:
        in_year, in_month = _given(f"{month} {year}")
        raise invalid(typed, day_flaw(in_year, in_month, int(day or 0)) or _NOT_A_DAY) from None
    return PartialDate.parse("-".join([year, *(f"{number:02d}" for number in given[1:])]))


def _given(phrase: str) -> list[int]:
    """Let dateutil read `phrase` and return year, month and day as far as the phrase itself gives them.

    dateutil fills what is missing from a default. Read with two defaults that differ everywhere, what comes out the
    same both times is what the phrase gave.

    Raises:
        ValueError: dateutil cannot read it, or there is no such day.

    """
    # Here and not above: commands that only print dates need not wait for dateutil to load.
    from datetime import datetime

    from dateutil.parser import parse  # type: ignore[import-untyped]  # it ships no types

    one = parse(phrase, default=datetime(2001, 1, 1))
    other = parse(phrase, default=datetime(2002, 2, 2))
    pairs = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    return [first for first, second in pairs if first == second]


_READERS: tuple[Callable[[str], PartialDate | None], ...] = (
    _read_slashed,
    _read_day_and_time,
    _read_edtf,
    _read_month_name,
)
