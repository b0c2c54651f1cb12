"""iCalendar (RFC 5545), through the icalendar library: one VEVENT an entry, whole days unless the time is known.

A calendar needs days. A month or a year is an event that lasts as long; what lies open at one side, or is not dated at
all, has no place in it. ``DTSTAMP`` is when the entry was made, which its uid (a UUIDv7) tells, so that the same
entries give the same bytes.
"""

import datetime
import re
import uuid
from collections import Counter
from collections.abc import Iterable
from typing import Any, TextIO

from timeline.records import Record
from timeline.render.safe import one_line
from timeline.render.text import describe_source, human_date, who, words

_DAY = datetime.timedelta(days=1)
_TIME = re.compile(r"(\d\d):(\d\d)(?::(\d\d))?(Z|[+-]\d\d:\d\d)?")


def write(records: Iterable[Record], out: TextIO) -> Counter[str]:
    """Write a calendar; return what it could not express."""
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
    """Tell whether an entry has days that a calendar can hold."""
    if record["date"] is None:
        lost["undated entries left out"] += 1
    elif record["date_earliest"] < "0001-01-01" or record["date_latest"] > "9999-12-30":
        lost["entries without a beginning or an end left out"] += 1
    else:
        return True
    return False


def _event(record: Record, lost: Counter[str]) -> Any:
    from icalendar import Event

    event = Event()
    event.add("uid", record["uid"])
    event.add("dtstamp", _made(record["uid"]))
    start, end = _span(record, lost)
    event.add("dtstart", start)
    if end is not None:
        event.add("dtend", end)
    speaker, said = who(record), one_line(words(record))
    event.add("summary", f"{speaker}: {said}" if speaker else said)
    event.add("description", _description(record))
    if record["topics"]:
        event.add("categories", record["topics"])
    if record["places"]:
        event.add("location", ", ".join(record["places"]))
    urls = [c["source"]["url"] for c in record["citations"] if c["source"]["url"]]
    if urls:
        event.add("url", urls[0])
    for link in record["links"]:
        relation = {"reltype": f"X-{link['relation'].upper().replace('_', '-')}"}
        event.add("related-to", link["to_uid"], parameters=relation)
    return event


def _span(record: Record, lost: Counter[str]) -> tuple[Any, Any]:
    first, last = (datetime.date.fromisoformat(record[f"date_{side}"]) for side in ("earliest", "latest"))
    clock = _TIME.fullmatch(record["time"] or "")
    if clock:
        moment = datetime.time(int(clock[1]), int(clock[2]), int(clock[3] or 0))
        zone = datetime.time.fromisoformat(f"00:00{clock[4]}").tzinfo if clock[4] else None
        at = datetime.datetime.combine(first, moment, zone)
        return (at.astimezone(datetime.UTC) if zone else at), None
    if not re.fullmatch(r"\d{4}-\d\d-\d\d(/\d{4}-\d\d-\d\d)?", record["date"]):
        lost["partial dates as whole days"] += 1
    return first, last + _DAY


def _description(record: Record) -> str:
    """Return what a calendar has no field for: the date in words, the text, who is cited."""
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
    return "\n".join(lines)


def _made(uid: str) -> datetime.datetime:
    """Return when a UUIDv7 was made; of another, the beginning of time."""
    try:
        parsed = uuid.UUID(uid)
    except ValueError:
        parsed = uuid.UUID(int=0)
    seconds = (parsed.int >> 80) // 1000 if parsed.version == 7 else 0
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)
