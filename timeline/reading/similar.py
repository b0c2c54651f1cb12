"""Entries that say nearly the same as a text: found by its rarest words, compared by their letters."""

import datetime
import sqlite3
from typing import NamedTuple


class Similar(NamedTuple):
    """An entry that says nearly the same: how like it is, in per cent."""

    likeness: int
    id: int
    kind: str
    date: str | None
    time: str | None
    speaker: str | None
    text: str


#: texts at least this alike, in per cent, may be one; one within the other when it has so many letters
_ALIKE, _WITHIN, _LONG_ENOUGH = 85, 92, 25
#: by how many rare words entries are found, how many may have one of them, and how many texts are compared
_RARE, _COMMON, _COMPARED = 4, 2000, 4000
#: how far dates may be apart: two reports of one remark may date it differently
_APART = datetime.timedelta(days=7)
_WORDS_OF = 40


def similar(
    connection: sqlite3.Connection, kind: str, text: str, earliest: str | None, latest: str | None
) -> list[Similar]:
    """Find the entries of a kind that say nearly the same at about the same time, the likest first.

    They are looked for by the rarest words of the text; without a date those of any day are compared.
    """
    from rapidfuzz import fuzz

    wanted = _plain(text)
    words = _telling(connection, wanted)
    if not words:
        return []
    column = "title" if kind == "event" else "text"
    rows = connection.execute(
        f"SELECT id, date, time, speaker, {column}, date_earliest, date_latest FROM timeline"
        " WHERE id IN (SELECT rowid FROM entries_fts WHERE entries_fts MATCH :words LIMIT :most) AND kind = :kind",
        {"words": words, "kind": kind, "most": _COMPARED},
    ).fetchall()
    found = []
    for number, date, time, speaker, said, first, last in rows:
        if (
            earliest
            and first
            and not (_moved(first, -_APART) <= (latest or earliest) and earliest <= _moved(last, _APART))
        ):
            continue
        theirs = _plain(said)
        likeness = fuzz.ratio(wanted, theirs)
        shorter = min(len(wanted), len(theirs))
        if likeness < _ALIKE and shorter >= _LONG_ENOUGH and fuzz.partial_ratio(wanted, theirs) >= _WITHIN:
            likeness = max(likeness, _ALIKE)
        if likeness >= _ALIKE:
            found.append(Similar(round(likeness), number, kind, date, time, speaker, said))
    return sorted(found, key=lambda one: (-one.likeness, one.id))


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _moved(day: str, by: datetime.timedelta) -> str:
    try:
        return (datetime.date.fromisoformat(day) + by).isoformat()
    except (ValueError, OverflowError):  # the first and the last day there are
        return day


def _telling(connection: sqlite3.Connection, plain: str) -> str:
    """Return what finds entries like a text by FTS5: any of its rarest words, or all where every one is common."""
    counted = []
    common = []
    for word in dict.fromkeys(plain.split()[:_WORDS_OF]):
        quoted = f'"{word}"'
        (count,) = connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM entries_fts WHERE entries_fts MATCH ? LIMIT ?)", (quoted, _COMMON + 1)
        ).fetchone()
        if count > _COMMON:
            common.append(quoted)
        elif count:
            counted.append((count, quoted))
    return " OR ".join(quoted for _, quoted in sorted(counted)[:_RARE]) or " AND ".join(common)
