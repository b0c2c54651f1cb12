"""Statements of several speakers side by side, by date, with those marked that go back on another one."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from timeline.reading.records import Record
from timeline.render.safe import one_line, width, wrap
from timeline.render.text import Style, human_date, plain, words
from timeline.schema.vocabulary import RELATIONS, relation_words

#: relations by which somebody goes back on what was said
REVERSALS = ("contradicts", "retracts")
#: columns narrower than this cannot be read; the statements then stand one below the other
_NARROWEST = 22
_GAP = 3


class Column(NamedTuple):
    """Whose statements stand in a column."""

    id: int
    uid: str
    name: str


def table(
    records: Iterable[Record], columns: int, style: Style = plain, *, speakers: Sequence[Column]
) -> Iterator[str]:
    """Yield the lines of a table of statements with a column for each of the speakers, under the dates."""
    room = (columns - _GAP * (len(speakers) - 1)) // len(speakers)
    below = room < _NARROWEST
    room = columns if below else room
    if not below:
        names = [wrap(one_line(speaker.name), room) for speaker in speakers]
        yield from _beside([[(line, "name") for line in name] for name in names], room, style)
    day = None
    for record in records:
        yield ""
        if day != (day := one_line(human_date(record))):
            yield style(f"── {day} ".ljust(columns, "─"), "year")
        spoke = [speaker for speaker in speakers if _is_by(record, speaker)]
        if below:
            yield style(one_line(", ".join(speaker.name for speaker in spoke)), "name")
        cell = _cell(record, room)
        yield from _beside([cell] if below else [cell if speaker in spoke else [] for speaker in speakers], room, style)


def _is_by(record: Record, speaker: Column) -> bool:
    """Tell whether somebody said it, alone or with others."""
    joined = (p["uid"] for p in record["participants"] if p["role"] == "speaker")
    return record["speaker_id"] == speaker.id or speaker.uid in joined


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


def _beside(cells: Sequence[Sequence[tuple[str, str]]], room: int, style: Style) -> Iterator[str]:
    for row in zip_longest(*cells, fillvalue=("", "words")):
        line = ""
        for place, (text, name) in enumerate(row):
            line += style(text, name) if text else ""
            if any(other for other, _ in row[place + 1 :]):
                line += " " * (room - width(text) + _GAP)
        yield line.rstrip()
