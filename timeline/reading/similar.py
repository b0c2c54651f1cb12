"""Find entries similar to a text: by its rarest words first, then by comparing letters.

Comparing letters takes a time that grows with the cube of the length, so only so many of them are compared: those at
the beginning and at the end of a text. Texts that are equal, or that have the other one word for word, are found
whatever their length.
"""

import datetime
import re
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
#: how many letters of a text are compared with another whole text, and how many are looked for within a longer one;
#: the time for one pair of texts then stays below a millisecond
MOST_COMPARED_CHARACTERS, MOST_SOUGHT_CHARACTERS = 4000, 500
#: how many texts are looked through for a text within them, letter by letter
_MOST_SEARCHES = 1000
#: dates may differ this much, because two reports of one remark may date it differently
_DAYS_APART = datetime.timedelta(days=7)
#: how many words of a text are counted
_COUNTED_WORDS = 40


def similar(
    connection: sqlite3.Connection, kind: str, text: str, listed: str | None, latest: str | None
) -> list[Similar]:
    """Find the entries of a kind that are similar to a text at about the same time, most similar first.

    The rarest words of the text find them; without a date, entries of any day are compared. What was reported on a day
    counts as that day. ``listed`` and ``latest`` are the days of :class:`timeline.dates.PartialDate`.
    """
    plain = _plain(text)
    words = _query(connection, plain)
    if not words:
        return []
    column = "title" if kind == "event" else "text"
    rows = connection.execute(
        f"SELECT id, date, time, speaker, {column}, date_sort, date_latest FROM timeline"
        " WHERE id IN (SELECT rowid FROM entries_fts WHERE entries_fts MATCH :words LIMIT :most) AND kind = :kind",
        {"words": words, "kind": kind, "most": _COMPARED_ENTRIES},
    )
    likeness_to = _Likeness(plain)
    entries = []
    for number, date, time, speaker, other_text, first, last in rows:
        if (
            listed
            and first
            and not (_shifted(first, -_DAYS_APART) <= (latest or listed) and listed <= _shifted(last, _DAYS_APART))
        ):
            continue
        likeness = likeness_to(_plain(other_text))
        if likeness >= _SIMILAR_PERCENT:
            entries.append(Similar(round(likeness), number, kind, date, time, speaker, other_text))
    return sorted(entries, key=lambda one: (-one.likeness, one.id))


class _Likeness:
    """Compares one text with others; a call returns the likeness in per cent, 0 if it is below the least one."""

    def __init__(self, plain: str) -> None:
        self._plain = plain
        self._searches = 0

    def __call__(self, other: str) -> float:
        from rapidfuzz import fuzz

        if other == self._plain:
            return 100
        shorter, longer = sorted((self._plain, other), key=len)
        # All letters of the shorter text, in both, are the most that they can share.
        if 200 * len(shorter) >= _SIMILAR_PERCENT * (len(shorter) + len(longer)):
            likeness = fuzz.ratio(_ends(shorter), _ends(longer), score_cutoff=_SIMILAR_PERCENT)
            if likeness:
                return likeness
        if len(shorter) < _WITHIN_CHARACTERS:
            return 0
        return _SIMILAR_PERCENT if shorter in longer or self._is_nearly_within(shorter, longer) else 0

    def _is_nearly_within(self, shorter: str, longer: str) -> bool:
        """Tell whether a longer text has nearly the words of a shorter one; of a long one, its beginning and end."""
        from rapidfuzz import fuzz

        if self._searches >= _MOST_SEARCHES:
            return False
        shown = _ends(longer)
        half = MOST_SOUGHT_CHARACTERS // 2
        parts = [shorter] if len(shorter) <= MOST_SOUGHT_CHARACTERS else [shorter[:half], shorter[-half:]]
        there = set(shown.split())
        if not all(_has_half(there, part) for part in parts):
            return False
        self._searches += 1
        return all(fuzz.partial_ratio(part, shown, score_cutoff=_WITHIN_PERCENT) for part in parts)


def _has_half(words: set[str], part: str) -> bool:
    """Tell whether at least half the words of a part are among other words, which is quick to find out."""
    own = set(part.split())
    return 2 * len(own & words) >= len(own)


def _ends(plain: str) -> str:
    """Return a text, or the beginning and the end of a long one."""
    half = MOST_COMPARED_CHARACTERS // 2
    return plain if len(plain) <= MOST_COMPARED_CHARACTERS else f"{plain[:half]} {plain[-half:]}"


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


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
