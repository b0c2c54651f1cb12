"""Show statements of several speakers side by side, by date, and mark those that reverse another one."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from timeline.reading.records import Record
from timeline.render.safe import one_line, width, wrap
from timeline.render.text import Style, human_date, plain, words
from timeline.schema.vocabulary import RELATIONS, relation_words

#: relations of a statement to one that it reverses
REVERSALS = ("contradicts", "retracts")
#: if columns were narrower than this many cells, statements are shown one below the other
_FEWEST_CELLS = 22
_GAP_CELLS = 3


class Column(NamedTuple):
    """A speaker, whose statements fill a column."""

    id: int
    uid: str
    name: str


def table(
    records: Iterable[Record], columns: int, style: Style = plain, *, speakers: Sequence[Column]
) -> Iterator[str]:
    """Yield the lines of a table of statements, with a column for each speaker and a heading for each date."""
    room = (columns - _GAP_CELLS * (len(speakers) - 1)) // len(speakers)
    below = room < _FEWEST_CELLS
    room = columns if below else room
    if not below:
        names = [wrap(one_line(speaker.name), room) for speaker in speakers]
        yield from _side_by_side([[(line, "name") for line in name] for name in names], room, style)
    day = None
    for record in records:
        yield ""
        if day != (day := one_line(human_date(record))):
            yield style(f"── {day} ".ljust(columns, "─"), "year")
        authors = [speaker for speaker in speakers if _is_by(record, speaker)]
        if below:
            yield style(one_line(", ".join(speaker.name for speaker in authors)), "name")
        cell = _cell(record, room)
        yield from _side_by_side(
            [cell] if below else [cell if speaker in authors else [] for speaker in speakers], room, style
        )


def _is_by(record: Record, speaker: Column) -> bool:
    """Return whether a speaker made a statement, alone or with others."""
    others = (p["uid"] for p in record["participants"] if p["role"] == "speaker")
    return record["speaker_id"] == speaker.id or speaker.uid in others


def _cell(record: Record, room: int) -> list[tuple[str, str]]:
    """Return the lines of one statement, each with its style."""
    name = "quoted" if record["mode"] == "verbatim" else "words"
    cell = [(str(record["id"]), "number"), *((line, name) for line in wrap(words(record), room))]
    for line in _reversals(record):
        cell += [(part, "bad") for part in wrap(line, room)]
    return cell


def _reversals(record: Record) -> Iterator[str]:
    for link in record["links"]:
        if link["relation"] in REVERSALS:
            yield f"✗ {relation_words(link['relation'])} {link['to']}"
    for other in record["linked_from"]:
        if other["relation"] in REVERSALS:
            yield f"✗ {RELATIONS[other['relation']]} {other['from']}"


def _side_by_side(cells: Sequence[Sequence[tuple[str, str]]], room: int, style: Style) -> Iterator[str]:
    for row in zip_longest(*cells, fillvalue=("", "words")):
        line = ""
        for place, (text, name) in enumerate(row):
            line += style(text, name) if text else ""
            if any(other for other, _ in row[place + 1 :]):
                line += " " * (room - width(text) + _GAP_CELLS)
        yield line.rstrip()
