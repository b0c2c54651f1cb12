"""Markdown (CommonMark) for an article or a wiki: a heading a year, a list item an entry, its sources as links."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import TextIO

from timeline.records import Record
from timeline.render.safe import one_line
from timeline.render.text import describe_source, human_date, who, words, year_of
from timeline.vocabulary import relation_words

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")


#: what a line has no place for: key of the record → how it is counted
_LOST = {"topics": "topics", "places": "places", "participants": "participants", "note": "notes"}
_LOST |= {"original_text": "originals"}


def write(records: Iterable[Record], out: TextIO) -> Counter[str]:
    """Write the records as a list under a heading for each year; return what that could not express."""
    lost: Counter[str] = Counter()
    group = None
    for record in records:
        year = year_of(record)
        if year != group:
            out.write(f"{'' if group is None else chr(10)}## {year}\n\n")
            group = year
        out.write(_item(record))
        for key, name in _LOST.items():
            lost[name] += len(record[key]) if isinstance(record[key], list) else record[key] is not None
        lost["cited words"] += sum(citation["exact"] is not None for citation in record["citations"])
    return lost


def _item(record: Record) -> str:
    speaker = who(record)
    said = _text(words(record))
    head = f"- **{_text(human_date(record))}** ({record['id']})"
    speaker = f"{speaker}, {record['setting']}" if speaker and record["setting"] else speaker
    line = f"{head} — {_text(speaker)}: {said}" if speaker else f"{head} — {said}"
    if record["kind"] == "event" and record["text"]:
        line += f"\\\n  {_text(record['text'])}"
    notes = [_source(c) for c in record["citations"]]
    notes += [f"{relation_words(link['relation'])} {link['to']}" for link in record["links"]]
    return f"{line} ({'; '.join(notes)})\n" if notes else f"{line}\n"


def _source(citation: Record) -> str:
    source, via = citation["source"], citation["via"]
    label = _text(describe_source(source))
    url = source["url"] or ""
    if url.lower().startswith(("http://", "https://")):
        label = f"[{label}](<{one_line(url).replace('<', '%3C').replace('>', '%3E')}>)"
    return label + (f", via {_text(via['publisher'] or describe_source(via))}" if via else "")


def _text(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", one_line(text))
