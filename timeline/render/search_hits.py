"""What a search found: the timeline of it, with long texts cut around the words that were found, and these marked."""

import re
from collections.abc import Iterable, Iterator
from functools import partial

from timeline.reading.records import Record
from timeline.reading.search import folded
from timeline.render import text
from timeline.render.safe import HIT, UNHIT

#: how much is shown of a text, and how much of that before the first word that was found, in characters
_SHOWN, _BEFORE = 320, 120


def timeline(
    records: Iterable[Record],
    columns: int,
    style: text.Style = text.plain,
    *,
    words: re.Pattern[str] | None,
    grouped: bool,
) -> Iterator[str]:
    """Yield the lines of what a search found, with its words marked, under their years if ``grouped``."""
    if words is None:
        return text.timeline(records, columns, marking(style), grouped=grouped)
    marked = map(partial(_marked, words), records)
    return text.timeline(marked, columns, marking(style), grouped=grouped, note=_note_with_hits)


def _marked(words: re.Pattern[str], record: Record) -> Record:
    """Return a record whose texts are cut around the words that were searched, and have them marked."""
    marked = record.copy()
    marked["title"] = record["title"] and snippet(words, record["title"])
    marked["text"] = record["text"] and snippet(words, record["text"])
    marked["original_text"] = record["original_text"] and snippet(words, record["original_text"])
    marked["note"] = record["note"] and snippet(words, record["note"])
    return marked


def _note_with_hits(record: Record) -> str | None:
    """Return the note of a marked record if a searched word is in it."""
    return record["note"] if record["note"] and HIT in record["note"] else None


def snippet(words: re.Pattern[str], said: str) -> str:
    """Return a text with marks around the words that were searched, cut around the first of them where it is long."""
    return _cut(_highlighted(words, said))


def _highlighted(words: re.Pattern[str], said: str) -> str:
    """Put marks around every word that was searched."""
    done, last = "", 0
    for match in words.finditer(folded(said)):
        done += f"{said[last : match.start()]}{HIT}{said[match.start() : match.end()]}{UNHIT}"
        last = match.end()
    return done + said[last:]


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


def marking(style: text.Style) -> text.Style:
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
