"""Parse times of day in phrases: `at 2:30 p.m.`, `в 14:30`, `1430 GMT`, `9 a.m. Moscow time`.

A zone in figures stays as the source gives it. A named zone becomes figures for the day in question, with the IANA time
zone database; a name that means several zones is not a zone here. The day never shifts.
"""

import datetime
import re
import zoneinfo
from typing import NamedTuple

from timeline.dates.wording import printable
from timeline.errors import DateError

_TIMES = (
    r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?)? ?(?P<half>[ap])\.? ?m\b\.?",
    r"(?<=\b[во] )(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2}))?(?: час\w*| годин\w*)?"
    r" (?P<half>утра|ранку|дня|вечера|вечора|ночи|ночі)\b",
    r"(?<![0-9:./-])(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?(?![0-9])",
    r"(?<![0-9./-])(?P<hour>[01][0-9]|2[0-3])(?P<minute>[0-5][0-9])(?= ?(?:hours|hrs|gmt|utc|local time|on)\b)",
    r"(?<=\bat )(?P<hour>[01][0-9]|2[0-3])(?P<minute>[0-5][0-9])(?![0-9./-])",
    r"\b(?P<noon>noon|midday)\b",
)
#: words that make a time of day too vague to keep
_VAGUE = (
    r"\b(?:about|around|approximately|roughly|nearly|almost|just|shortly|soon|около|примерно|близько)"
    r"(?: before| after)?\s*$"
)
_OFFSETS = {"est": "-05:00", "edt": "-04:00", "cet": "+01:00", "cest": "+02:00", "eet": "+02:00", "eest": "+03:00"}
_ZONES = {
    "Europe/Moscow": r"moscow time|msk|мск|московского времени|по москве|по московскому времени",
    "Europe/Kyiv": r"k(?:yiv|iev) time|за києвом|за київським часом|по киеву|по киевскому времени",
    "Europe/London": r"london time",
    "America/New_York": r"et|eastern time|new york time",
}
_OFFSET = r" ?\(?(?:(?:utc|gmt) ?)?(?P<sign>[+-])(?P<hours>[0-9]{1,2})(?::?(?P<minutes>[0-9]{2}))?\b\)?"
_UTC = r" ?\(?(?:utc|gmt|z)\b\)?"
_NO_ZONE = r" ?(?:hours|hrs|local time|по местному времени|за місцевим часом)\b"


class ClockTime(NamedTuple):
    """A time of day in a phrase: `HH:MM` or `HH:MM:SS`, and the zone, in figures or by its IANA name."""

    time: str
    offset: str = ""
    zone: str = ""

    def on(self, day: str) -> str:
        """Return the day and the time in EDTF, with the offset that a named zone had on that day."""
        if not self.zone:
            return f"{day}T{self.time}{self.offset}"
        moment = datetime.datetime.fromisoformat(f"{day}T{self.time}").replace(tzinfo=zoneinfo.ZoneInfo(self.zone))
        return f"{day}T{self.time}{moment.isoformat()[-6:]}"


def split_clock(text: str) -> tuple[str, ClockTime | None]:
    """Split a lower-case phrase into the rest and the time of day, which is None if it has none or a vague one.

    Raises:
        DateError: there is no such time, or the phrase says “midnight”, which may belong to either day.

    """
    if re.search(r"\bmidnight\b|\bполноч|\bпівн[оі]ч", text):
        raise DateError(f"“{printable(text)}”: midnight ends one day and begins another; write the day and 00:00")
    match = next(filter(None, (re.search(pattern, text) for pattern in _TIMES)), None)
    if match is None:
        return text, None
    before = text[: match.start()]
    vague = re.search(_VAGUE, before)
    before = re.sub(r"\b(?:at|о|об|в|у)\s*$", "", before[: vague.start()] if vague else before)
    offset, zone, after = _zone(text[match.end() :])
    clock = ClockTime(_time(match, text), offset, zone)
    return f"{before} {after}".strip(" ,"), None if vague else clock


def _time(match: re.Match[str], text: str) -> str:
    part = match.groupdict()
    if part.get("noon"):
        return "12:00"
    hour, minute, second = int(part["hour"]), part.get("minute") or "00", part.get("second")
    if hour > 23:
        raise DateError(f"“{printable(text)}”: there is no hour {hour}")
    if half := part.get("half"):
        if not 1 <= hour <= 12:
            raise DateError(f"“{printable(text)}”: hour {hour} is not between 1 and 12; write the time with 24 hours")
        is_night = half in ("ночи", "ночі")
        after_noon = hour in range(6, 12) if is_night else half in ("p", "дня", "вечера", "вечора")
        hour = hour % 12 + 12 * after_noon
    return f"{hour:02d}:{minute}" + (f":{second}" if second else "")


def _zone(rest: str) -> tuple[str, str, str]:
    """Parse the zone at the start of the text after a time; return its offset, its name and the rest of the text."""
    offset = re.match(_OFFSET, rest)
    if offset:
        return f"{offset['sign']}{int(offset['hours']):02d}:{offset['minutes'] or '00'}", "", rest[offset.end() :]
    if utc := re.match(_UTC, rest):
        return "Z", "", rest[utc.end() :]
    if literal := re.match(rf" ?\(?({'|'.join(_OFFSETS)})\b\)?", rest):
        return _OFFSETS[literal[1]], "", rest[literal.end() :]
    for zone, names in _ZONES.items():
        if match := re.match(rf" ?\(?(?:{names})\b\)?", rest):
            return "", zone, rest[match.end() :]
    return "", "", re.sub(rf"^{_NO_ZONE}", "", rest)
