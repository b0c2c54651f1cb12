"""Update known entries only in the fields that a file fills.

Each row is drafted as an entry of its own. If its entry is known, the row takes over the entry's values for the fields
that the file does not fill, so that these do not change.
"""

import sqlite3
from collections.abc import Iterator

from timeline.errors import RefusedError
from timeline.words.quotations import words_and_mode

_KNOWN = "temp.staged AS s JOIN entries AS e ON e.id = s.entry_id WHERE s.file = :file AND s.fate IS NULL"


def complete(connection: sqlite3.Connection, file: int, has: frozenset[str]) -> None:
    """Complete the rows of a file about known entries; ``has`` are the fields that the file fills."""
    if has.isdisjoint(("speaker", "kind")):
        _complete_kind(connection, file, has)
    moved = "text" in has and "title" not in has  # an event that has only a text has it as its title
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


def _complete_kind(connection: sqlite3.Connection, file: int, has: frozenset[str]) -> None:
    """Make rows without a kind statements if their entries are statements."""
    rows = connection.execute(
        f"SELECT s.n, s.title, s.text FROM {_KNOWN} AND e.kind = 'statement'", {"file": file}
    ).fetchall()
    values = []
    for n, title, text in rows:
        words = None if "text" not in has else text if "title" in has else title
        own_text, mode = words_and_mode(words, None) if words else (None, None)
        values.append((title if "title" in has else None, own_text, mode, n))
    connection.executemany(
        "UPDATE temp.staged SET kind = 'statement', title = ?, text = ?, mode = ? WHERE n = ?", values
    )


def find_halves(connection: sqlite3.Connection, file: int, has: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Yield rows about known entries that have an end or a time of day but no date, and the reason to refuse them."""
    if "date" in has or has.isdisjoint(("until", "time")):
        return
    what = "an end" if "until" in has else "a time of day"
    rows = connection.execute(f"SELECT s.n, e.id FROM {_KNOWN} AND s.date IS NOT NULL", {"file": file}).fetchall()
    for n, number in rows:
        yield n, f"it gives entry {number} {what} but no date; map the date as well"


def is_about_known(connection: sqlite3.Connection, file: int) -> bool:
    """Return whether any row of a file is about a known entry, or about a deleted one."""
    known = "entry_id IS NOT NULL AND fate IS NULL OR fate = 'conflict'"
    row = connection.execute(f"SELECT 1 FROM temp.staged WHERE file = ? AND ({known}) LIMIT 1", (file,)).fetchone()
    return row is not None


def refuse_other_identity(connection: sqlite3.Connection, dataset: str, has: frozenset[str]) -> None:
    """Raise RefusedError if the entries of a dataset have identifiers and a file does not, or the reverse."""
    if "uid" in has:
        return
    by_hash, by_identifier = connection.execute(
        "SELECT max(external_id LIKE 'row %'), max(external_id NOT LIKE 'row %') FROM entries WHERE dataset = ?",
        (dataset,),
    ).fetchone()
    if by_identifier and "external_id" not in has:
        raise RefusedError(
            f"the entries of dataset {dataset} have identifiers, and without them every row would be new; "
            "name the column of identifiers, which must differ in every row, or another dataset",
            field="identifier",
        )
    if by_hash and not by_identifier and "external_id" in has:
        raise RefusedError(
            f"the entries of dataset {dataset} have no identifiers, and with identifiers every row would be new; "
            "map external_id= to leave them out, or name another dataset",
            field="maps",
        )


def is_another_dataset(connection: sqlite3.Connection, file: int) -> bool:
    """Return whether a file has two or more known entries and gives each another date and other words."""
    known, other = connection.execute(
        "SELECT count(*), sum(s.fate = 'updated' AND s.date IS NOT e.date AND s.title IS NOT e.title"
        " OR s.fate = 'updated' AND s.date IS NOT e.date AND e.kind = 'statement' AND s.text IS NOT e.text)"
        " FROM temp.staged AS s JOIN entries AS e ON e.id = s.entry_id WHERE s.file = ?",
        (file,),
    ).fetchone()
    return bool(known > 1 and known == other)
