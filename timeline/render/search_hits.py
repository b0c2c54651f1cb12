"""Show the hits of a search as a timeline, with the searched words marked and long texts cut around them."""

import re
from collections.abc import Iterable, Iterator
from functools import partial

from timeline.reading.records import Record
from timeline.reading.search import folded
from timeline.render import text
from timeline.render.safe import HIT, UNHIT

#: how much of a text is shown, and how much of that before the first hit
_MOST_CHARACTERS, _BEFORE_CHARACTERS = 320, 120


def timeline(
    records: Iterable[Record],
    columns: int,
    style: text.Style = text.plain,
    *,
    words: re.Pattern[str] | None,
    grouped: bool,
) -> Iterator[str]:
    """Yield the lines of the hits, with the searched words marked, under their years if ``grouped``."""
    if words is None:
        return text.timeline(records, columns, marking(style), grouped=grouped)
    marked = map(partial(_marked, words), records)
    return text.timeline(marked, columns, marking(style), grouped=grouped, note=_note_with_hits)


def _marked(words: re.Pattern[str], record: Record) -> Record:
    """Return a record with the searched words marked in its texts, which are cut around them."""
    marked = record.copy()
    marked["title"] = record["title"] and snippet(words, record["title"])
    marked["text"] = record["text"] and snippet(words, record["text"])
    marked["original_text"] = record["original_text"] and snippet(words, record["original_text"])
    marked["note"] = record["note"] and snippet(words, record["note"])
    return marked


def _note_with_hits(record: Record) -> str | None:
    """Return the note of a marked record if a searched word is in it."""
    return record["note"] if record["note"] and HIT in record["note"] else None


def snippet(words: re.Pattern[str], original: str) -> str:
    """Return a text with marks around the searched words, cut around the first of them if it is long."""
    return _cut(_highlighted(words, original))


def _highlighted(words: re.Pattern[str], original: str) -> str:
    """Return a text with marks around every searched word."""
    done, last = "", 0
    for match in words.finditer(folded(original)):
        done += f"{original[last : match.start()]}{HIT}{original[match.start() : match.end()]}{UNHIT}"
        last = match.end()
    return done + original[last:]


def _cut(words: str) -> str:
    """Return a long text cut around the first hit, between words, with dots at the cuts."""
    if len(words) <= _MOST_CHARACTERS:
        return words
    first = max(words.find(HIT), 0)
    start = 0 if first <= _BEFORE_CHARACTERS else first - _BEFORE_CHARACTERS
    if start:
        start = next((gap.end() for gap in re.finditer(r"\s+", words[start:first])), 0) + start
    end = start + _MOST_CHARACTERS
    if end < len(words):
        gaps = [gap.start() for gap in re.finditer(r"\s", words[start:end])]
        end = start + gaps[-1] if gaps else end
        if words.count(HIT, start, end) > words.count(UNHIT, start, end):
            end = words.index(UNHIT, end) + 1
    cut = words[start:end].strip()
    return f"{'… ' if start else ''}{cut}{' …' if end < len(words) else ''}"


def marking(style: text.Style) -> text.Style:
    """Return a style that also colours hits, which may extend over several pieces and lines."""
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
