"""What a file says of entries that are known: in the fields that it fills, and in no other.

A row is drafted as an entry of its own. Where its entry is known, what the file has no column for is lent to it by that
entry, so that nothing there changes.
"""

import sqlite3
from collections.abc import Iterator

from timeline.errors import RefusedError
from timeline.words.quotations import words_and_mode

_KNOWN = "temp.staged AS s JOIN entries AS e ON e.id = s.entry_id WHERE s.file = :file AND s.fate IS NULL"


def lend(connection: sqlite3.Connection, file: int, has: frozenset[str]) -> None:
    """Complete the rows of a file that are about known entries, where it fills these fields."""
    if has.isdisjoint(("speaker", "kind")):
        _lend_kind(connection, file, has)
    moved = "text" in has and "title" not in has  # an event that has only a text is called that
    title = "iif(e.text IS NULL, coalesce(s.title, e.title), e.title)" if moved else "coalesce(s.title, e.title)"
    text = "iif(e.text IS NULL, NULL, coalesce(s.title, e.text))" if moved else "s.text" if "text" in has else "e.text"
    connection.execute(
        f"UPDATE temp.staged SET title = x.title, text = x.text FROM (SELECT s.n, {title} AS title, {text} AS text"
        f" FROM {_KNOWN} AND s.kind = 'event' AND e.kind = 'event') AS x WHERE staged.n = x.n",
        {"file": file},
    )
    connection.execute(
        "UPDATE temp.staged SET title = x.title, text = x.text, mode = x.mode FROM"
        " (SELECT s.n, coalesce(s.text, e.text)"
        f" AS text, iif(s.text IS NULL, e.mode, s.mode) AS mode, {'s' if 'title' in has else 'e'}.title AS title"
        f" FROM {_KNOWN} AND s.kind = 'statement' AND e.kind = 'statement') AS x WHERE staged.n = x.n",
        {"file": file},
    )


def _lend_kind(connection: sqlite3.Connection, file: int, has: frozenset[str]) -> None:
    """Let rows that say nothing of their kind be statements where their entries are."""
    rows = connection.execute(
        f"SELECT s.n, s.title, s.text FROM {_KNOWN} AND e.kind = 'statement'", {"file": file}
    ).fetchall()
    made = []
    for n, title, text in rows:
        words = None if "text" not in has else text if "title" in has else title
        said, mode = words_and_mode(words, None) if words else (None, None)
        made.append((title if "title" in has else None, said, mode, n))
    connection.executemany("UPDATE temp.staged SET kind = 'statement', title = ?, text = ?, mode = ? WHERE n = ?", made)


def find_halves(connection: sqlite3.Connection, file: int, has: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Yield rows about known entries that have one end of a span, or a time of day, without its date, and why."""
    if "date" in has or has.isdisjoint(("until", "time")):
        return
    what = "an end" if "until" in has else "a time of day"
    rows = connection.execute(f"SELECT s.n, e.id FROM {_KNOWN} AND s.date IS NOT NULL", {"file": file}).fetchall()
    for n, number in rows:
        yield n, f"it gives entry {number} {what} and no date; map the date as well"


def is_about_known(connection: sqlite3.Connection, file: int) -> bool:
    """Tell whether a row of a file is about a known entry, or about one that was deleted."""
    known = "entry_id IS NOT NULL AND fate IS NULL OR fate = 'conflict'"
    row = connection.execute(f"SELECT 1 FROM temp.staged WHERE file = ? AND ({known}) LIMIT 1", (file,)).fetchone()
    return row is not None


def refuse_other_identity(connection: sqlite3.Connection, dataset: str, has: frozenset[str]) -> None:
    """Raise RefusedError if entries of a dataset are known otherwise than a file with these fields would know them."""
    if "uid" in has:
        return
    by_hash, by_identifier = connection.execute(
        "SELECT max(external_id LIKE 'row %'), max(external_id NOT LIKE 'row %') FROM entries WHERE dataset = ?",
        (dataset,),
    ).fetchone()
    if by_identifier and "external_id" not in has:
        raise RefusedError(
            f"the entries of dataset {dataset} are known by an identifier, and without one all rows would be new; "
            "give its column, which no two rows may share, or name another dataset",
            field="identifier",
        )
    if by_hash and not by_identifier and "external_id" in has:
        raise RefusedError(
            f"the entries of dataset {dataset} are known by what they say, and with an identifier all would be new; "
            "map external_id= to leave it out, or name another dataset",
            field="maps",
        )


def is_another_dataset(connection: sqlite3.Connection, file: int) -> bool:
    """Tell whether every known entry of a file, of two or more, would get another date and other words."""
    known, other = connection.execute(
        "SELECT count(*), sum(s.fate = 'updated' AND s.date IS NOT e.date AND s.title IS NOT e.title"
        " OR s.fate = 'updated' AND s.date IS NOT e.date AND e.kind = 'statement' AND s.text IS NOT e.text)"
        " FROM temp.staged AS s JOIN entries AS e ON e.id = s.entry_id WHERE s.file = ?",
        (file,),
    ).fetchone()
    return bool(known > 1 and known == other)
