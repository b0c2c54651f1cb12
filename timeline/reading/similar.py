"""Find entries similar to a text: by its rarest words first, then by comparing letters."""

import datetime
import sqlite3
from typing import NamedTuple


class Similar(NamedTuple):
    """An entry similar to a text, with its likeness in per cent."""

    likeness: int
    id: int
    kind: str
    date: str | None
    time: str | None
    speaker: str | None
    text: str


#: the least likeness of whole texts, and of a text within a longer one if it has this many letters
_SIMILAR_PERCENT, _WITHIN_PERCENT, _WITHIN_CHARACTERS = 85, 92, 25
#: how many rare words are searched, how many entries may have one, and how many texts are compared
_RARE_WORDS, _MOST_ENTRIES, _COMPARED_ENTRIES = 4, 2000, 4000
#: dates may differ this much, because two reports of one remark may date it differently
_DAYS_APART = datetime.timedelta(days=7)
#: how many words of a text are counted
_COUNTED_WORDS = 40


def similar(
    connection: sqlite3.Connection, kind: str, text: str, earliest: str | None, latest: str | None
) -> list[Similar]:
    """Find the entries of a kind that are similar to a text at about the same time, most similar first.

    The rarest words of the text find them; without a date, entries of any day are compared.
    """
    from rapidfuzz import fuzz

    plain = _plain(text)
    words = _query(connection, plain)
    if not words:
        return []
    column = "title" if kind == "event" else "text"
    rows = connection.execute(
        f"SELECT id, date, time, speaker, {column}, date_earliest, date_latest FROM timeline"
        " WHERE id IN (SELECT rowid FROM entries_fts WHERE entries_fts MATCH :words LIMIT :most) AND kind = :kind",
        {"words": words, "kind": kind, "most": _COMPARED_ENTRIES},
    ).fetchall()
    entries = []
    for number, date, time, speaker, other_text, first, last in rows:
        if (
            earliest
            and first
            and not (_shifted(first, -_DAYS_APART) <= (latest or earliest) and earliest <= _shifted(last, _DAYS_APART))
        ):
            continue
        other_plain = _plain(other_text)
        likeness = fuzz.ratio(plain, other_plain)
        shorter = min(len(plain), len(other_plain))
        if (
            likeness < _SIMILAR_PERCENT
            and shorter >= _WITHIN_CHARACTERS
            and fuzz.partial_ratio(plain, other_plain) >= _WITHIN_PERCENT
        ):
            likeness = max(likeness, _SIMILAR_PERCENT)
        if likeness >= _SIMILAR_PERCENT:
            entries.append(Similar(round(likeness), number, kind, date, time, speaker, other_text))
    return sorted(entries, key=lambda one: (-one.likeness, one.id))


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _shifted(day: str, by: datetime.timedelta) -> str:
    try:
        return (datetime.date.fromisoformat(day) + by).isoformat()
    except (ValueError, OverflowError):  # beyond the first or last day of the calendar
        return day


def _query(connection: sqlite3.Connection, plain: str) -> str:
    """Return an FTS5 query for texts like this one: any of its rarest words, or all words if every one is common."""
    counted = []
    common = []
    for word in dict.fromkeys(plain.split()[:_COUNTED_WORDS]):
        quoted = f'"{word}"'
        (count,) = connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM entries_fts WHERE entries_fts MATCH ? LIMIT ?)",
            (quoted, _MOST_ENTRIES + 1),
        ).fetchone()
        if count > _MOST_ENTRIES:
            common.append(quoted)
        elif count:
            counted.append((count, quoted))
    return " OR ".join(quoted for _, quoted in sorted(counted)[:_RARE_WORDS]) or " AND ".join(common)
