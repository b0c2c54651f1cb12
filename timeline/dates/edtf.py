"""Parse EDTF: from a text to its date, its time of day and its bounds.

Supported: ISO 8601-2:2019 and the Library of Congress EDTF specification, levels 0 and 1; of level 2 the qualification
of single parts, unspecified digits anywhere, and the sub-year groupings 25 to 41.

Of sets, the one that means "on or before" is supported: `[..2024-05-06]` for what was reported on that day. It has a
year, month or day, and perhaps a qualifier behind it.

Recognised and refused: other sets, years written with `Y`, exponents, significant digits, years before 0000.

One extension: a time may stop at the minute (`2025-02-26T14:30`), as ISO 8601-1 allows. Sources seldom give seconds,
and timeline must not invent them.
"""

import re
from typing import NamedTuple, NoReturn

from timeline.dates.days import EARLIEST, LATEST, written
from timeline.dates.single import Single, read_single
from timeline.dates.wording import invalid, unsupported

OPEN = ".."
UNKNOWN = ""

_FULL_DAY = r"-?[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = (
    r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3])(?::[0-5][0-9])?)?"
)
_TIME_MARK = r"[0-9X?~%]T[0-9]"
_LONG_YEAR = r"Y-?(?:[1-9][0-9]{4,}|[1-9][0-9]*E[1-9][0-9]*)(?:S[1-9][0-9]*)?"
_ROUNDED_YEAR = r"-?(?!0000)[0-9]{4}S[1-9][0-9]*"
#: a set with one member and no beginning, whose member the CHECKs of the schema can bound
_REPORTED = r"\[\.\.([0-9]{4}(?:-(?:0[1-9]|1[0-9])(?:-[0-9]{2})?)?[?~%]?)\]"
_CLOSING = {"[": "]", "{": "}"}

_YEARS_KEPT = "timeline keeps the years 0000 to 9999"


class Parsed(NamedTuple):
    """A parsed EDTF text: the date without a time, the first and the last day, and the time if there is one."""

    date: str
    earliest: str
    latest: str
    time: str | None


def read_edtf(text: str) -> Parsed:
    """Parse an EDTF text.

    Raises:
        UnsupportedDateError: the text is valid EDTF of a kind that timeline does not support.
        DateError: the text is not valid EDTF, or the day does not exist.

    """
    if "/" in text:
        return _read_interval(text)
    if text[:1] in _CLOSING:
        return _read_reported(text)
    if ("Y" in text or "S" in text) and (re.fullmatch(_LONG_YEAR, text) or re.fullmatch(_ROUNDED_YEAR, text)):
        raise unsupported(text, f"{_YEARS_KEPT}, without exponents or significant digits")
    if "T" in text:
        return _read_with_time(text)
    single = read_single(text, text)
    _refuse_negative(single, text)
    return Parsed(text, written(single.earliest), written(single.latest), None)


def read_sides(date: str) -> tuple[Single | str, Single | str]:
    """Return both sides of a valid interval, each a date or `OPEN` or `UNKNOWN`."""
    start, _, end = date.partition("/")
    return _read_side(start, date), _read_side(end, date)


def _read_side(side: str, whole: str) -> Single | str:
    return side if side in (OPEN, UNKNOWN) else read_single(side, whole)


def _read_with_time(text: str) -> Parsed:
    date, _, time = text.partition("T")
    single = read_single(date, text)
    if not re.fullmatch(_TIME, time):
        raise invalid(
            text, "the time should look like 14:30 or 14:30:05, followed by Z or +03:00 if the source gives a zone"
        )
    if not re.fullmatch(_FULL_DAY, date):
        raise invalid(text, "a time of day needs a day before it; write it as in 2025-02-26T14:30")
    _refuse_negative(single, text)
    return Parsed(date, written(single.earliest), written(single.latest), time)


def _read_interval(text: str) -> Parsed:
    if text.count("/") > 1:
        raise invalid(text, "an interval has only one slash, as in 2013-11-21/2014-02-22")
    if text == "/":
        raise invalid(text, "an interval needs a date on at least one side")
    if re.search(_TIME_MARK, text):
        raise invalid(text, "an interval cannot have a time of day; leave the time out")
    start, end = read_sides(text)
    if isinstance(start, Single) and isinstance(end, Single) and _backwards(start, end):
        raise invalid(text, "the interval ends before it begins")
    _refuse_negative(start, text)
    _refuse_negative(end, text)
    earliest = written(start.earliest) if isinstance(start, Single) else EARLIEST
    latest = written(end.latest) if isinstance(end, Single) else LATEST
    return Parsed(text, earliest, latest, None)


def _backwards(start: Single, end: Single) -> bool:
    # An end such as 1984-11-XX may be any of its days, so its last day counts; 2004-06 is the whole month, which must
    # not begin before the start.
    return start.earliest > (end.latest if end.unspecified else end.earliest)


def _refuse_negative(side: Single | str, text: str) -> None:
    if isinstance(side, Single) and side.negative:
        raise unsupported(text, _YEARS_KEPT)


def reported_day(date: str) -> str | None:
    """Return the date in an "on or before": `2024-05-06` of `[..2024-05-06]`; None for any other date."""
    match = re.fullmatch(_REPORTED, date)
    return match[1] if match is not None else None


def _read_reported(text: str) -> Parsed:
    """Parse `[..2024-05-06]`, and refuse every other set."""
    day = reported_day(text)
    if day is None:
        _refuse_set(text)
    return Parsed(text, EARLIEST, written(read_single(day, text).latest), None)


def _refuse_set(text: str) -> NoReturn:
    """Refuse a set of dates: as unsupported when it is well formed, as invalid otherwise."""
    if len(text) < 3 or text[-1] != _CLOSING[text[0]]:
        raise invalid(text, f"a set that begins with {text[0]} has members and ends with {_CLOSING[text[0]]}")
    members = text[1:-1].split(",")
    for place, member in enumerate(members):
        _check_member(member, text, is_first=place == 0, is_last=place == len(members) - 1)
    raise unsupported(
        text, "timeline keeps single dates, intervals and “on or before” as in [..2024-05-06], no other sets"
    )


def _check_member(member: str, whole: str, *, is_first: bool, is_last: bool) -> None:
    first, dots, last = member.partition(OPEN)
    if not dots:
        read_single(member, whole)
        return
    if not (first or is_first) or not (last or is_last) or not (first or last):
        raise invalid(whole, "a set may have dots only at its beginning or its end")
    start = read_single(first, whole) if first else None
    end = read_single(last, whole) if last else None
    if start and end and _backwards(start, end):
        raise invalid(whole, "a range in the set ends before it begins")
