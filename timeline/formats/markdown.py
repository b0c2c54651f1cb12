"""Write records as Markdown (CommonMark): a heading for each year, a list item for each entry, sources as links.

Read documents, one file or a folder of them, that begin with YAML front matter between two lines of ---.
"""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TextIO

from timeline.errors import RefusedError
from timeline.formats.input import MOST_CHARACTERS, Row, flat, open_text, undecoded
from timeline.formats.losses import count_fields
from timeline.reading.records import CitationRecord, Record
from timeline.render.checks import check_words
from timeline.render.safe import one_line
from timeline.render.text import describe_source, human_date, who, words, year_of
from timeline.schema.vocabulary import relation_words
from timeline.words import frontmatter

_SUFFIXES = (".md", ".markdown")
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")


#: keys of the record that are not written → kind of loss
_LOST = {"topics": "topics", "places": "places", "participants": "participants", "note": "notes"}
_LOST |= {"original_text": "originals"}


def write(records: Iterable[Record], out: TextIO) -> Counter[str]:
    """Write the records as a list under a heading for each year; return the losses."""
    lost: Counter[str] = Counter()
    group = None
    for record in records:
        year = year_of(record)
        if year != group:
            out.write(f"{'' if group is None else chr(10)}## {year}\n\n")
            group = year
        out.write(_item(record))
        count_fields(record, _LOST, lost)
        lost["cited words"] += sum(citation["exact"] is not None for citation in record["citations"])
    return lost


def _item(record: Record) -> str:
    speaker = who(record)
    text = _text(words(record))
    head = f"- **{_text(human_date(record))}** ({record['id']})"
    speaker = f"{speaker}, {record['setting']}" if speaker and record["setting"] else speaker
    line = f"{head} — {_text(speaker)}: {text}" if speaker else f"{head} — {text}"
    if record["kind"] == "event" and record["text"]:
        line += f"\\\n  {_text(record['text'])}"
    notes = [_source(c) for c in record["citations"]]
    notes += [_text(check_words(record))]
    notes += [f"{relation_words(link['relation'])} {link['to']}" for link in record["links"]]
    return f"{line} ({'; '.join(notes)})\n"


def _source(citation: CitationRecord) -> str:
    source, via = citation["source"], citation["via"]
    label = _text(describe_source(source))
    url = source["url"] or ""
    if url.lower().startswith(("http://", "https://")):
        label = f"[{label}](<{one_line(url).replace('<', '%3C').replace('>', '%3E')}>)"
    return label + (f", via {_text(via['publisher'] or describe_source(via))}" if via else "")


def _text(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", one_line(text))


def read(path: str, encoding: str | None = None) -> Iterator[Row]:
    """Yield the documents of a file or folder: their front matter, text as ``body``, and path as ``file``."""
    if not os.path.isdir(path):
        yield _document(path, os.path.basename(path), encoding)
        return
    is_empty = True
    for folder, folders, names in os.walk(path):
        folders.sort()
        for name in sorted(names):
            if name.lower().endswith(_SUFFIXES):
                is_empty = False
                document = os.path.join(folder, name)
                yield _document(document, os.path.relpath(document, path), encoding)
    if is_empty:
        raise RefusedError("it has no Markdown file (.md)")


def _document(path: str, name: str, encoding: str | None) -> Row:
    if not os.path.isfile(path):
        return Row(name, {}, "it is not a file")
    try:
        with open_text(path, encoding) as file:
            text = file.read(MOST_CHARACTERS + 1)
    except RefusedError as error:
        return Row(name, {}, str(error))
    flaw = f"it has more than {MOST_CHARACTERS:,} characters" if len(text) > MOST_CHARACTERS else undecoded(text)
    if flaw:
        return Row(name, {}, flaw)
    front = frontmatter.block(text)
    if front is None and frontmatter.is_open(text):
        return Row(name, {}, "its front matter begins with --- and never ends")
    try:
        cells = flat(frontmatter.particulars(front.yaml)) if front else {}
    except ValueError as error:
        return Row(name, {}, f"its front matter is not valid YAML ({one_line(str(error))[:160]})")
    body = text[front.end :] if front else text
    if "title" not in cells and (heading := re.match(r"\s*#[ \t]+(.+)", body)):
        cells["title"] = heading[1].strip(" #\t\r")
    return Row(name, {**cells, "body": body.replace("\r\n", "\n"), "file": name})
