"""What a search found: the timeline of it, with long texts cut around the words that were found, and these marked."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice

from timeline.records import BATCH, Record
from timeline.render import text
from timeline.render.safe import HIT, UNHIT

#: how much is shown of a text, and how much of that before the first word that was found, in characters
_SHOWN, _BEFORE = 320, 120
_COLUMNS = ("title", "text", "original_text", "note")


def timeline(connection: sqlite3.Connection, match: str, *, grouped: bool) -> "partial[Iterator[str]]":
    """Return what yields the lines of records that FTS5 syntax has found, under their years if ``grouped``."""
    return partial(_lines, connection, match, grouped=grouped)


def _lines(
    connection: sqlite3.Connection,
    match: str,
    records: Iterable[Record],
    columns: int,
    style: text.Style,
    *,
    grouped: bool,
) -> Iterator[str]:
    return text.timeline(_marked(connection, match, records), columns, _marking(style), grouped=grouped)


def _marked(connection: sqlite3.Connection, match: str, records: Iterable[Record]) -> Iterator[Record]:
    source = iter(records)
    while batch := list(islice(source, BATCH)):
        found = _highlights(connection, match, [record["id"] for record in batch])
        for record in batch:
            marked = dict(zip(_COLUMNS, found.get(record["id"], [record[c] for c in _COLUMNS]), strict=True))
            cut = {column: words and _cut(words) for column, words in marked.items() if column != "note"}
            note = marked["note"]
            yield {**record, **cut, "note_found": _cut(note) if note and HIT in note else None}


def _highlights(connection: sqlite3.Connection, match: str, numbers: list[int]) -> dict[int, list[str | None]]:
    """Return the texts of entries that hold a word, with every such word marked."""
    if not match:
        return {}
    marked = ", ".join(f"highlight(entries_fts, {n}, '{HIT}', '{UNHIT}')" for n in range(len(_COLUMNS)))
    rows = connection.execute(
        f"SELECT rowid, {marked} FROM entries_fts WHERE entries_fts MATCH ?"
        f" AND rowid IN ({', '.join('?' * len(numbers))})",
        (match, *numbers),
    )
    return {row[0]: list(row[1:]) for row in rows}


def _cut(words: str) -> str:
    """Cut a long text around the first word that was found, between words, and say so with dots."""
    if len(words) <= _SHOWN:
        return words
    first = max(words.find(HIT), 0)
    start = 0 if first <= _BEFORE else first - _BEFORE
    if start:
        start = next((gap.end() for gap in re.finditer(r"\s+", words[start:first])), 0) + start
    end = start + _SHOWN
    if end < len(words):
        gaps = [gap.start() for gap in re.finditer(r"\s", words[start:end])]
        end = start + gaps[-1] if gaps else end
        if words.count(HIT, start, end) > words.count(UNHIT, start, end):
            end = words.index(UNHIT, end) + 1
    cut = words[start:end].strip()
    return f"{'… ' if start else ''}{cut}{' …' if end < len(words) else ''}"


def _marking(style: text.Style) -> text.Style:
    """Let a style colour what stands between the marks of a hit, which may reach over several pieces and lines."""
    inside = False

    def marked(piece: str, name: str) -> str:
        nonlocal inside
        done = ""
        for part in re.split(f"([{HIT}{UNHIT}])", piece):
            if part in (HIT, UNHIT):
                inside = part == HIT
            elif part:
                done += style(part, "hit" if inside else name)
        return done

    return marked
