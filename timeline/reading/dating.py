"""Find who dated an entry in words of their own: the words that no source of the entry is known to have."""

import sqlite3
from collections.abc import Sequence

_SQL = """SELECT e.id, c.actor FROM entries AS e JOIN changesets AS c ON c.id = coalesce(
    (SELECT r.changeset_id FROM revisions AS r WHERE r.table_name = 'entries' AND r.row_id = e.id
      AND r.before ->> 'date_text' IS NOT e.date_text ORDER BY r.id DESC LIMIT 1), e.changeset_id)
  WHERE e.id IN ({marks}) AND e.date_text IS NOT NULL AND NOT EXISTS (SELECT 1 FROM citations AS q
    WHERE q.entry_id = e.id AND q.date_start IS NOT NULL AND q.date_text = e.date_text)"""


def dated_by(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, str]:
    """Return for entries whose date somebody wrote in words that stand in no cited source: number → who."""
    marks = ", ".join("?" * len(numbers))
    cursor = connection.cursor()
    cursor.row_factory = None
    return dict(cursor.execute(_SQL.format(marks=marks), tuple(numbers)).fetchall())
