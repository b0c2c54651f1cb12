"""Write each entry as JSON-LD of schema.org: an Event, a Quotation (verbatim) or a Claim (paraphrase)."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import TextIO

from timeline.formats.jsonl import dump
from timeline.reading.records import Record
from timeline.words import addresses

#: relation → property of schema.org; other relations have none
_LINKS = {"about": "about", "responds_to": "citation", "reaffirms": "citation", "clarifies": "citation"}
#: a node of the graph: property → value
Node = dict[str, object]
_WHOLE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def write(records: Iterable[Record], out: TextIO) -> Counter[str]:
    """Write one graph; return the losses."""
    lost: Counter[str] = Counter()
    out.write('{\n"@context": "https://schema.org",\n"@graph": [')
    separator = "\n"
    for record in records:
        out.write(separator + dump(node(record, lost)))
        separator = ",\n"
    out.write("\n]\n}\n" if separator == ",\n" else "]\n}\n")
    return lost


def node(record: Record, lost: Counter[str]) -> Node:
    """Return one entry as a node, and count the losses in ``lost``."""
    properties = _event(record, lost) if record["kind"] == "event" else _statement(record, lost)
    for link in record["links"]:
        key = _LINKS.get(link["relation"])
        if key:
            values = properties.get(key)
            properties[key] = [*(values if isinstance(values, list) else []), {"@id": f"urn:uuid:{link['to_uid']}"}]
        else:
            lost[f"links “{link['relation']}”"] += 1
    lost["checks"] += len(record["checks"])
    lost["notes"] += record["note"] is not None
    lost["disputing citations, written like supporting ones"] += sum(
        c["stance"] == "disputes" for c in record["citations"]
    )
    filled = {key: value for key, value in properties.items() if value not in (None, [])}
    return {"@id": f"urn:uuid:{record['uid']}"} | filled


def _event(record: Record, lost: Counter[str]) -> Node:
    return {
        "@type": "Event",
        "name": record["title"],
        "description": record["text"],
        **dict(zip(("startDate", "endDate"), _dates(record, lost), strict=True)),
        "location": [{"@type": "Place", "name": name} for name in record["places"]],
        "about": [{"@type": "Thing", "name": name} for name in record["topics"]],
        "contributor": [{"@type": "Thing", "name": p["name"]} for p in record["participants"]],
        "subjectOf": _works(record),
    }


def _statement(record: Record, lost: Counter[str]) -> Node:
    verbatim = record["mode"] == "verbatim"
    speakers = [record["speaker"], *(p["name"] for p in record["participants"] if p["role"] == "speaker")]
    start, end = _dates(record, lost)
    return {
        "@type": "Quotation" if verbatim else "Claim",
        "text": record["text"],
        "spokenByCharacter" if verbatim else "author": [{"@type": "Thing", "name": name} for name in speakers],
        "dateCreated": start if end is None else f"{start or '..'}/{end}",
        "inLanguage": record["lang"] if record["original_text"] is None else None,
        "translationOfWork": record["original_text"]
        and {"@type": "CreativeWork", "text": record["original_text"], "inLanguage": record["lang"]},
        "about": [{"@type": "Thing", "name": name} for name in record["topics"]],
        "contentLocation": [{"@type": "Place", "name": name} for name in record["places"]],
        "isBasedOn" if verbatim else "appearance": _works(record),
    }


def _dates(record: Record, lost: Counter[str]) -> tuple[str | None, str | None]:
    """Return the start and end of a date in ISO 8601; a date that only EDTF can express counts as lost."""
    if record["date"] is None:
        return None, None
    if record["time"] and _WHOLE.fullmatch(record["date"]):
        return f"{record['date']}T{record['time']}", None
    halves = record["date"].split("/")
    if all(_WHOLE.fullmatch(half) for half in halves):
        return halves[0], halves[1] if len(halves) == 2 else None
    lost["partial dates as the days they may mean"] += 1
    first, last = record["date_earliest"], record["date_latest"]
    return first if first != "0000-01-01" else None, last if last != "9999-12-31" else None


def _works(record: Record) -> list[Node]:
    """Return the sources of an entry as works, each with the cited words."""
    works: list[Node] = []
    for citation in record["citations"]:
        source, via = citation["source"], citation["via"]
        url = addresses.safe(source["url"])
        work = {
            "@type": "Article" if source["kind"] == "article" else "CreativeWork",
            "@id": f"urn:uuid:{source['uid']}",
            "name": source["title"],
            "url": url,
            "archivedAt": addresses.safe(source["archive_url"]),
            "datePublished": source["published"],
            "inLanguage": source["lang"],
            "author": source["author"] and {"@type": "Thing", "name": source["author"]},
            "publisher": source["publisher"] and {"@type": "Organization", "name": source["publisher"]},
            "citation": via and (via["title"] or via["publisher"] or via["url"]),
            "hasPart": citation["exact"] and {"@type": "Quotation", "text": citation["exact"]},
        }
        works.append({key: value for key, value in work.items() if value is not None})
    return works
