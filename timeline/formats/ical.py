"""Write entries as iCalendar (RFC 5545), each as a VEVENT of whole days unless its time is known; read calendars.

A calendar needs days. An entry dated to a month or a year lasts as long; an entry without a date, or with an open end,
is left out. ``DTSTAMP`` is the time at which the entry was made, from its uid (a UUIDv7), so that the same entries give
the same bytes. Events and journal entries are read.
"""

import datetime
import re
import uuid
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TextIO

from timeline.errors import RefusedError
from timeline.formats.input import Row, open_text, undecoded
from timeline.reading.records import Record
from timeline.render.checks import check_words, sentence
from timeline.render.safe import one_line
from timeline.render.text import describe_source, human_date, who, words
from timeline.words import addresses

if TYPE_CHECKING:
    from icalendar import Component, Event

#: a day, or a moment of a day
Moment = datetime.date | datetime.datetime

#: field → column, for reading
COLUMNS = {
    "date": "date", "until": "until", "title": "summary", "text": "description", "place": "location",
    "topic": "categories", "source": "url", "note": "recurrence", "external_id": "uid",
}  # fmt: skip
#: the most characters of a calendar, which is read as a whole
_MOST_CHARACTERS = 30_000_000
_DAY = datetime.timedelta(days=1)
_TIME = re.compile(r"(\d\d):(\d\d)(?::(\d\d))?(Z|[+-]\d\d:\d\d)?")


def write(records: Iterable[Record], out: TextIO) -> Counter[str]:
    """Write a calendar; return the losses."""
    from icalendar import Calendar

    lost: Counter[str] = Counter()
    calendar = Calendar()
    calendar.add("prodid", "-//timeline//EN")
    calendar.add("version", "2.0")
    head, tail = calendar.to_ical().decode().split("END:VCALENDAR")
    out.write(head)
    for record in records:
        lost["participants"] += len(record["participants"])
        if _placed(record, lost):
            out.write(_event(record, lost).to_ical().decode())
    out.write(f"END:VCALENDAR{tail}")
    return lost


def _placed(record: Record, lost: Counter[str]) -> bool:
    """Return whether an entry has days that a calendar can hold; else count it as lost."""
    if record["date"] is None:
        lost["undated entries left out"] += 1
    elif (_begin(record) or "") < "0001-01-01" or (record["date_latest"] or "") > "9999-12-30":
        lost["entries without a beginning or an end left out"] += 1
    else:
        return True
    return False


def _begin(record: Record) -> str | None:
    """Return the first day of an entry in a calendar: what was reported on a day is shown on that day."""
    return record["date_latest"] if (record["date"] or "").startswith("[") else record["date_earliest"]


def _event(record: Record, lost: Counter[str]) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", record["uid"])
    event.add("dtstamp", _made(record["uid"]))
    start, end = _span(record, lost)
    event.add("dtstart", start)
    if end is not None:
        event.add("dtend", end)
    speaker, text = who(record), one_line(words(record))
    event.add("summary", f"{speaker}: {text}" if speaker else text)
    event.add("description", _description(record))
    if record["topics"]:
        event.add("categories", record["topics"])
    if record["places"]:
        event.add("location", ", ".join(record["places"]))
    urls = [url for c in record["citations"] if (url := addresses.safe(c["source"]["url"]))]
    if urls:
        event.add("url", urls[0])
    for link in record["links"]:
        relation = {"reltype": f"X-{link['relation'].upper().replace('_', '-')}"}
        event.add("related-to", link["to_uid"], parameters=relation)
    return event


def _span(record: Record, lost: Counter[str]) -> tuple[Moment, Moment | None]:
    bounds = (_begin(record), record["date_latest"])
    first, last = (datetime.date.fromisoformat(day or "") for day in bounds)
    clock = _TIME.fullmatch(record["time"] or "")
    if clock:
        moment = datetime.time(int(clock[1]), int(clock[2]), int(clock[3] or 0))
        zone = datetime.time.fromisoformat(f"00:00{clock[4]}").tzinfo if clock[4] else None
        at = datetime.datetime.combine(first, moment, zone)
        return (at.astimezone(datetime.UTC) if zone else at), None
    if not re.fullmatch(r"\d{4}-\d\d-\d\d(/\d{4}-\d\d-\d\d)?", record["date"] or ""):
        lost["partial dates as whole days"] += 1
    return first, last + _DAY


def _description(record: Record) -> str:
    """Return the parts without a field in a calendar: the date in words, the text, the sources."""
    lines = [human_date(record)]
    more = (record["text"] if record["kind"] == "event" else None, record["original_text"], record["note"])
    lines += [text for text in more if text]
    for citation in record["citations"]:
        via = citation["via"]
        lines.append(
            f"— {describe_source(citation['source'])}"
            + (f", via {describe_source(via)}" if via else "")
            + (" (disputes it)" if citation["stance"] == "disputes" else "")
        )
    return "\n".join([*lines, sentence(check_words(record))])


def _made(uid: str) -> datetime.datetime:
    """Return the time at which a UUIDv7 was made; the Unix epoch for any other uid."""
    try:
        parsed = uuid.UUID(uid)
    except ValueError:
        parsed = uuid.UUID(int=0)
    seconds = (parsed.int >> 80) // 1000 if parsed.version == 7 else 0
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)


def read(path: str, encoding: str | None = None) -> Iterator[Row]:
    """Yield every event and journal entry, and other components as foreign. Raises RefusedError."""
    from icalendar import Component

    with open_text(path, encoding) as text:
        content = text.read(_MOST_CHARACTERS + 1)
    if len(content) > _MOST_CHARACTERS:
        raise RefusedError(f"it has more than {_MOST_CHARACTERS:,} characters, the limit for one calendar; split it")
    try:
        with warnings.catch_warnings():  # the library warns when it replaces a vendor's name of a time zone
            warnings.simplefilter("ignore")
            parsed = Component.from_ical(content.encode("utf-8", "surrogateescape"), multiple=True)
    except (ValueError, KeyError, IndexError, AttributeError, TypeError) as error:
        raise RefusedError(f"it is not valid iCalendar ({one_line(str(error))[:120]})") from None
    number = 0
    for calendar in parsed:
        for part in calendar.walk():
            if part.name in ("VEVENT", "VJOURNAL", "VTODO", "VFREEBUSY"):
                number += 1
                yield _row(part, f"{part.name[1:].lower()} {number}")


def _row(part: "Component", place: str) -> Row:
    if part.name not in ("VEVENT", "VJOURNAL"):
        kind = {"VTODO": "a to-do", "VFREEBUSY": "a table of free and busy times"}[str(part.name)]
        return Row(place, {}, f"it is {kind}, not an event", foreign=True)
    errors: dict[str | None, str] = {name: str(error) for name, error in part.errors}
    by_name = {str(name): error for name, error in errors.items()}
    if broken := [name for name in ("DTSTART", "DTEND", "DURATION", "SUMMARY") if name in by_name]:
        flaw = f"its {broken[0]} cannot be parsed ({one_line(by_name[broken[0]])[:100]})"
        return Row(place, {}, flaw, unparsed=_unparsed(part))
    if None in errors and part.get("DTSTART") is None:
        flaw = f"it has no DTSTART, and a line that cannot be parsed ({one_line(errors[None])[:100]})"
        return Row(place, {}, flaw, unparsed=_unparsed(part))
    try:
        cells = _cells(part)
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        return Row(place, {}, f"it cannot be parsed ({one_line(str(error))[:120]})", unparsed=_unparsed(part))
    return Row(place, cells, next((f for c in cells.values() if isinstance(c, str) and (f := undecoded(c))), None))


def _unparsed(part: "Component") -> dict[str, str]:
    """Return the text of an event, and its lines that cannot be parsed."""
    errors = "".join(f"{name or '?'}: {error}\n" for name, error in part.errors)
    try:
        text = part.to_ical().decode("utf-8", "replace").replace("\r\n", "\n")
    except (ValueError, TypeError, AttributeError):  # the parsed part cannot be written either
        text = ""
    return {"text": text, "cannot be read": errors}


def _cells(part: "Component") -> dict[str, object]:
    start, end = (_one(part.get(name)) for name in ("DTSTART", "DTEND"))
    start, end = (getattr(moment, "dt", None) for moment in (start, end))
    if end is None and start is not None and (lasts := getattr(_one(part.get("DURATION")), "dt", None)):
        end = start + lasts
    if _is_before(end, start):
        raise ValueError("it ends before it begins")
    cells: dict[str, object] = {"date": _moment(start), "until": _moment(_last(start, end))}
    for name in ("summary", "description", "location", "url", "organizer", "status", "comment"):
        if (value := _one(part.get(name))) is not None:
            cells[name] = str(value)
    uid, instance = part.get("UID"), getattr(_one(part.get("RECURRENCE-ID")), "dt", None)
    if uid is not None:
        cells["uid"] = str(uid) if instance is None else f"{uid} {_moment(instance)}"
    topics = part.get("CATEGORIES")
    if topics is not None:
        lists = topics if isinstance(topics, list) else [topics]
        cells["categories"] = [str(topic) for one in lists for topic in getattr(one, "cats", [one])]
    notes = ["cancelled"] if str(cells.get("status", "")).upper() == "CANCELLED" else []
    rules = [name for name in ("RRULE", "RDATE") if part.get(name) is not None]
    if rules:
        notes.append(f"first of several: {', '.join(_property(part, name) for name in rules)}")
    if notes:
        cells["recurrence"] = "; ".join(notes)
    return cells


def _is_before(end: Moment | None, start: Moment | None) -> bool:
    """Return whether an end is before a start; a day and a moment, or times with and without a zone, do not compare."""
    if end is None or start is None or isinstance(end, datetime.datetime) != isinstance(start, datetime.datetime):
        return False
    try:
        return bool(end < start)
    except TypeError:
        return False


def _one(value: object) -> object:
    """Return a value, or the first of several that should be one."""
    return value[0] if isinstance(value, list) and value else value


def _property(part: "Component", name: str) -> str:
    value: Any = _one(part.get(name))
    return f"{name} {value.to_ical().decode('utf-8', 'replace')}"


def _last(start: Moment | None, end: Moment | None) -> Moment | None:
    """Return the last day or moment of an event; in iCalendar, DTEND is the first one after it."""
    if end is None or start is None or end == start:
        return None
    if isinstance(end, datetime.datetime):
        if end.time() == datetime.time():  # midnight belongs to the day after the event
            end -= datetime.timedelta(seconds=1)
        return end if isinstance(start, datetime.datetime) and end.date() != start.date() else None
    return end - _DAY if end - _DAY > start else None


def _moment(moment: Moment | None) -> str | None:
    if moment is None:
        return None
    if not isinstance(moment, datetime.datetime):
        return str(moment.isoformat())
    text = moment.isoformat(timespec="seconds" if moment.second else "minutes")
    return text.removesuffix("+00:00") + "Z" if moment.utcoffset() == datetime.timedelta(0) else text
