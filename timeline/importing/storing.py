"""Store staged rows, many by one statement, which is the cheapest way to update indexes, history and search."""

import sqlite3
import time
from collections.abc import Callable

from timeline.importing.matching import CITED, MappedFields, cited_key
from timeline.importing.staging import PLAIN
from timeline.schema.kinds import KINDS
from timeline.schema.views import UUID7_REST
from timeline.words import names

#: how many rows one statement stores; between statements an import can be interrupted
SLICE_ROWS = 20_000
_ADDED = "fate IN ('added', 'undated')"


def number_new(connection: sqlite3.Connection) -> int:
    """Mark new rows and number them after the highest entry number ever used; return how many are new."""
    last = connection.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'entries'").fetchone()
    base = int(last[0]) if last else 0
    new = "fate IS NULL AND entry_id IS NULL"
    counts = connection.execute(
        f"SELECT count(*), max(n), count(DISTINCT number) FROM temp.staged WHERE {new}"
    ).fetchone()
    number = f"n + {base}"
    if not base and counts[2] == counts[0]:  # in a file that never had an entry, they keep their numbers
        number = "number"
    elif counts[0] != (counts[1] or 0):  # skip the rows between them that are not new
        connection.execute(
            "UPDATE temp.staged SET number = x.number + ? FROM"
            f" (SELECT n, row_number() OVER (ORDER BY n) AS number FROM temp.staged WHERE {new}) AS x"
            " WHERE staged.n = x.n",
            (base,),
        )
        number = "number"
    connection.execute(
        f"UPDATE temp.staged SET entry_id = {number}, fate = iif(date IS NULL, 'undated', 'added') WHERE {new}"
    )
    return int(counts[0])


def add_entries(connection: sqlite3.Connection, changeset: int, step: Callable[[str, int], None]) -> None:
    """Store the new entries; call ``step`` with the number of rows done after each slice."""
    last = connection.execute("SELECT coalesce(max(n), 0) FROM temp.staged").fetchone()[0]
    plain = [column for column in PLAIN if column != "uid"]
    picked = ", ".join(f"s.{column}" for column in plain)
    stamp = f"{time.time_ns() // 1_000_000:012x}"
    uid = f"coalesce(s.uid, '{stamp[:8]}-{stamp[8:]}' || {UUID7_REST})"
    for first in range(0, last, SLICE_ROWS):
        connection.execute(
            f"INSERT INTO entries (id, uid, {', '.join(plain)}, dataset, speaker_id, changeset_id)"
            f" SELECT s.entry_id, {uid}, {picked}, s.dataset, p.id, :changeset"
            " FROM temp.staged AS s LEFT JOIN temp.names AS p ON p.code = s.speaker"
            f" WHERE s.n > :first AND s.n <= :last AND s.{_ADDED} ORDER BY s.n",
            {"changeset": changeset, "first": first, "last": first + SLICE_ROWS},
        )
        step("storing", min(first + SLICE_ROWS, last))


def add_lists(connection: sqlite3.Connection, changeset: int) -> None:
    """Store the participants, topics, places and citations of new entries."""
    values = {"changeset": changeset}
    of = f"JOIN temp.staged AS s ON s.n = m.n AND s.{_ADDED}"
    for table, column in (("topics", "topic_id"), ("places", "place_id")):
        connection.execute(
            f"INSERT INTO entry_{table} (entry_id, {column}, changeset_id) SELECT s.entry_id, p.id, :changeset"
            f" FROM temp.staged_{table} AS m {of} JOIN temp.names AS p ON p.code = m.code"
            " WHERE 1 ORDER BY m.rowid ON CONFLICT DO NOTHING",
            values,
        )
    connection.execute(
        "INSERT INTO participants (entry_id, speaker_id, role, changeset_id)"
        " SELECT s.entry_id, p.id, m.role, :changeset"
        f" FROM temp.staged_people AS m {of} JOIN temp.names AS p ON p.code = m.code"
        " LEFT JOIN temp.names AS lead ON lead.code = s.speaker"
        " WHERE m.role <> 'speaker' OR p.id IS NOT lead.id ORDER BY m.rowid ON CONFLICT DO NOTHING",
        values,
    )
    _add_citations(
        connection, changeset, f"SELECT n FROM temp.staged WHERE {_ADDED}", keep=is_new(connection, "citations")
    )


def is_new(connection: sqlite3.Connection, table: str) -> bool:
    """Return whether a table never had a row, so that imported rows can keep their numbers."""
    return not connection.execute("SELECT 1 FROM sqlite_sequence WHERE name = ? AND seq > 0", (table,)).fetchone()


def _add_citations(connection: sqlite3.Connection, changeset: int, rows: str, *, keep: bool = False) -> None:
    columns = ", ".join(CITED)
    picked = ", ".join(f"m.{column}" for column in CITED)
    unique = (
        connection.execute("SELECT count(*) = count(DISTINCT id) FROM temp.staged_cited").fetchone()[0] if keep else 0
    )
    connection.execute(
        f"INSERT INTO citations (id, entry_id, {columns}, changeset_id)"
        f" SELECT {'m.id' if keep and unique else 'NULL'}, s.entry_id, {picked}, :changeset"
        f" FROM temp.staged_cited AS m JOIN temp.staged AS s ON s.n = m.n WHERE m.n IN ({rows}) ORDER BY m.rowid",
        {"changeset": changeset},
    )


def add_checks(connection: sqlite3.Connection, changeset: int) -> int:
    """Store the checks that come with whole entries, unless they are stored already.

    Return how many held where they come from but do not here, because what was checked did not come along.
    """
    connection.execute(
        "INSERT INTO checks (uid, entry_id, checked_by, checked_at, doubt, seen, changeset_id)"
        " SELECT k.uid, s.entry_id, k.checked_by, k.checked_at, k.doubt, k.seen, :changeset"
        " FROM temp.staged_checks AS k JOIN temp.staged AS s ON s.n = k.n"
        " WHERE s.fate IN ('added', 'undated', 'updated', 'unchanged')"
        " AND NOT EXISTS (SELECT 1 FROM checks AS o WHERE o.uid = k.uid) ORDER BY k.rowid",
        {"changeset": changeset},
    )
    lost = connection.execute(
        "SELECT count(*) FROM checks AS c JOIN temp.staged_checks AS k ON k.uid = c.uid"
        " WHERE c.changeset_id = ? AND k.holds"
        " AND c.seen IS NOT (SELECT n.seen FROM seen AS n WHERE n.entry_id = c.entry_id)",
        (changeset,),
    )
    return int(lost.fetchone()[0])


def add_links(connection: sqlite3.Connection, changeset: int) -> int:
    """Store the links of new and changed rows to stored entries; return how many lead to missing ones."""
    rows = "('added', 'undated', 'updated')"
    connection.execute(
        "DELETE FROM links WHERE from_id IN (SELECT entry_id FROM temp.staged WHERE fate = 'updated')"
        " AND NOT EXISTS (SELECT 1 FROM temp.staged_links AS l JOIN temp.staged AS s ON s.n = l.n"
        "   JOIN entries AS o ON o.uid = l.to_uid WHERE s.entry_id = links.from_id AND o.id = links.to_id"
        "   AND l.relation = links.relation)"
    )
    connection.execute(
        "INSERT INTO links (from_id, to_id, relation, note, changeset_id)"
        " SELECT s.entry_id, o.id, l.relation, l.note, :changeset FROM temp.staged_links AS l"
        f" JOIN temp.staged AS s ON s.n = l.n AND s.fate IN {rows} JOIN entries AS o ON o.uid = l.to_uid"
        " WHERE o.id <> s.entry_id ORDER BY l.rowid ON CONFLICT DO UPDATE SET note = excluded.note"
        " WHERE note IS NOT excluded.note",
        {"changeset": changeset},
    )
    return int(
        connection.execute(
            f"SELECT count(*) FROM temp.staged_links AS l JOIN temp.staged AS s ON s.n = l.n AND s.fate IN {rows}"
            " WHERE NOT EXISTS (SELECT 1 FROM entries AS o WHERE o.uid = l.to_uid)"
        ).fetchone()[0]
    )


def update_entries(connection: sqlite3.Connection, file: int, changeset: int, mapped: MappedFields) -> None:
    """Update entries from the changed rows of a file."""
    changed = "s.fate = 'updated' AND s.file = :file"
    values = {"file": file, "changeset": changeset}
    for kind, columns in mapped.columns.items():
        if not columns:
            continue
        sets = ", ".join(f"{c} = {'p.id' if c == 'speaker_id' else f's.{c}'}" for c in columns)
        connection.execute(
            f"UPDATE entries SET {sets} FROM temp.staged AS s LEFT JOIN temp.names AS p ON p.code = s.speaker"
            f" WHERE entries.id = s.entry_id AND {changed} AND s.kind = '{kind}'",
            values,
        )
    for name, table, column in (("topics", "entry_topics", "topic_id"), ("places", "entry_places", "place_id")):
        if name in mapped.lists:
            staged = f"SELECT p.id FROM temp.staged_{name} AS m JOIN temp.names AS p ON p.code = m.code WHERE m.n = s.n"
            connection.execute(
                f"DELETE FROM {table} WHERE id IN (SELECT o.id FROM {table} AS o JOIN temp.staged AS s"
                f" ON s.entry_id = o.entry_id AND {changed} WHERE o.{column} NOT IN ({staged}))",
                values,
            )
            connection.execute(
                f"INSERT INTO {table} (entry_id, {column}, changeset_id) SELECT s.entry_id, p.id, :changeset"
                f" FROM temp.staged_{name} AS m JOIN temp.staged AS s ON s.n = m.n AND {changed}"
                " JOIN temp.names AS p ON p.code = m.code WHERE 1 ORDER BY m.rowid ON CONFLICT DO NOTHING",
                values,
            )
    if "people" in mapped.lists:
        _update_people(connection, changed, values)
    if mapped.cites_all:
        connection.execute(
            "DELETE FROM citations WHERE id IN (SELECT o.id FROM citations AS o JOIN temp.staged AS s"
            f" ON s.entry_id = o.entry_id AND {changed} WHERE {cited_key('o')} NOT IN"
            f" (SELECT {cited_key('c')} FROM temp.staged_cited AS c WHERE c.n = s.n))",
            values,
        )
    if mapped.cites:
        same = f"{cited_key('o')} = {cited_key('m')}" if mapped.cites_all else "o.source_id = m.source_id"
        connection.execute(
            f"DELETE FROM temp.staged_cited AS m WHERE EXISTS (SELECT 1 FROM temp.staged AS s JOIN citations AS o"
            f" ON o.entry_id = s.entry_id WHERE s.n = m.n AND {changed} AND {same})",
            {"file": file},
        )
        _add_citations(
            connection, changeset, f"SELECT s.n FROM temp.staged AS s WHERE s.fate = 'updated' AND s.file = {file}"
        )


def _update_people(connection: sqlite3.Connection, changed: str, values: dict[str, int]) -> None:
    connection.execute(
        "DELETE FROM participants WHERE id IN (SELECT o.id FROM participants AS o JOIN temp.staged AS s"
        f" ON s.entry_id = o.entry_id AND {changed} WHERE NOT EXISTS (SELECT 1 FROM temp.staged_people AS m"
        " JOIN temp.names AS p ON p.code = m.code WHERE m.n = s.n AND p.id = o.speaker_id AND m.role = o.role))",
        values,
    )
    connection.execute(
        "INSERT INTO participants (entry_id, speaker_id, role, changeset_id)"
        " SELECT s.entry_id, p.id, m.role, :changeset"
        f" FROM temp.staged_people AS m JOIN temp.staged AS s ON s.n = m.n AND {changed}"
        " JOIN temp.names AS p ON p.code = m.code JOIN entries AS e ON e.id = s.entry_id"
        " WHERE m.role <> 'speaker' OR p.id IS NOT e.speaker_id ORDER BY m.rowid ON CONFLICT DO NOTHING",
        values,
    )


def find_sources(connection: sqlite3.Connection) -> None:
    """Set the numbers of known sources in staged citations: by address, else by title and publisher."""
    if connection.execute("SELECT 1 FROM temp.staged_cited WHERE source_id IS NULL LIMIT 1").fetchone() is None:
        return
    connection.execute(
        "UPDATE temp.staged_cited SET source_id = (SELECT min(id) FROM sources WHERE url = known)"
        " WHERE source_id IS NULL AND known LIKE 'http%'"
    )
    if connection.execute("SELECT 1 FROM temp.staged_cited WHERE source_id IS NULL LIMIT 1").fetchone():
        connection.execute("DROP TABLE IF EXISTS temp.titles")
        connection.execute("CREATE TEMP TABLE titles (title TEXT, publisher TEXT, id INTEGER)")
        connection.execute(
            "INSERT INTO temp.titles SELECT title, publisher, id FROM sources WHERE title IS NOT NULL"
            " UNION ALL SELECT archive_url, NULL, id FROM sources WHERE archive_url IS NOT NULL"
        )
        connection.execute("CREATE INDEX temp.ix_titles ON titles (title)")
        connection.execute(
            "UPDATE temp.staged_cited SET source_id = (SELECT min(t.id) FROM temp.titles AS t WHERE t.title = known"
            " AND (t.publisher IS staged_cited.publisher OR staged_cited.publisher IS NULL OR t.publisher IS NULL))"
            " WHERE source_id IS NULL"
        )


def add_sources(connection: sqlite3.Connection, changeset: int) -> int:
    """Store the unknown sources that new and changed rows cite; return how many there are."""
    due = "source_id IS NULL AND n IN (SELECT n FROM temp.staged WHERE fate IN ('added', 'undated', 'updated'))"
    if connection.execute(f"SELECT 1 FROM temp.staged_cited WHERE {due} LIMIT 1").fetchone() is None:
        return 0
    before = connection.execute("SELECT count(*) FROM sources").fetchone()[0]
    is_address = "known LIKE 'http://%' OR known LIKE 'https://%'"
    connection.execute(
        "INSERT INTO sources (url, title, publisher, author, published, kind, changeset_id)"
        f" SELECT iif({is_address}, known, NULL), coalesce(max(title), iif({is_address}, NULL, known)), max(publisher),"
        " max(author), max(published), coalesce(max(kind), 'article'), :changeset"
        f" FROM temp.staged_cited WHERE {due} GROUP BY known, iif({is_address}, NULL, publisher) ORDER BY min(rowid)",
        {"changeset": changeset},
    )
    find_sources(connection)
    return int(connection.execute("SELECT count(*) FROM sources").fetchone()[0]) - int(before)


def add_outlets(connection: sqlite3.Connection, changeset: int) -> int:
    """Set the outlets of citations of new and changed rows; return how many outlets are new.

    An outlet is known by the name of its publisher in any spelling, else by its title, as in ``add --via``.
    """
    due = "via IS NOT NULL AND n IN (SELECT n FROM temp.staged WHERE fate IN ('added', 'undated', 'updated'))"
    outlets = connection.execute(
        f"SELECT via FROM temp.staged_cited WHERE {due} GROUP BY via ORDER BY min(rowid)"
    ).fetchall()
    if not outlets:
        return 0
    bare = connection.execute("SELECT publisher, id FROM sources WHERE title IS NULL AND url IS NULL ORDER BY id DESC")
    known = {names.key(publisher): number for publisher, number in bare}
    new = 0
    for (via,) in outlets:
        number = known.get(names.key(via))
        if number is None:
            number = connection.execute("SELECT min(id) FROM sources WHERE title = ?", (via,)).fetchone()[0]
        if number is None:
            new += 1
            connection.execute(
                "INSERT INTO sources (kind, publisher, changeset_id) VALUES ('other', ?, ?)", (via, changeset)
            )
            number = connection.execute("SELECT max(id) FROM sources").fetchone()[0]
        known.setdefault(names.key(via), number)
        connection.execute(f"UPDATE temp.staged_cited SET via_id = ? WHERE via = ? AND {due}", (number, via))
    return new


def add_offices(connection: sqlite3.Connection, changeset: int) -> None:
    """Mark known and repeated offices, and store the others."""
    same = "o.title = m.title AND o.organization IS m.organization AND o.country IS m.country AND o.date IS m.date"
    connection.execute(
        "UPDATE temp.staged_offices AS m SET fate = 'unchanged' WHERE EXISTS (SELECT 1 FROM offices AS o"
        f" JOIN temp.names AS p ON p.code = m.code WHERE o.speaker_id = p.id AND {same}) AND fate IS NULL"
    )
    connection.execute(
        "UPDATE temp.staged_offices AS m SET fate = 'repeated' WHERE fate IS NULL AND n NOT IN"
        " (SELECT min(o.n) FROM temp.staged_offices AS o JOIN temp.names AS p ON p.code = o.code WHERE o.fate IS NULL"
        " GROUP BY p.id, o.title, o.organization, o.country, o.date)"
    )
    connection.execute("UPDATE temp.staged_offices SET fate = iif(date IS NULL, 'undated', 'added') WHERE fate IS NULL")
    columns = "title, organization, country, date, date_earliest, date_latest, note"
    connection.execute(
        f"INSERT INTO offices (speaker_id, {columns}, changeset_id)"
        f" SELECT p.id, {', '.join(f'm.{column}' for column in columns.split(', '))}, :changeset"
        " FROM temp.staged_offices AS m JOIN temp.names AS p ON p.code = m.code"
        " WHERE m.fate IN ('added', 'undated') ORDER BY m.n",
        {"changeset": changeset},
    )


def prune(connection: sqlite3.Connection, changeset: int) -> None:
    """Delete entities of this import that nothing refers to, because the row that named them is a conflict."""
    used = {
        "topic": "SELECT topic_id FROM entry_topics",
        "place": "SELECT place_id FROM entry_places UNION SELECT parent_id FROM places WHERE parent_id IS NOT NULL",
        "speaker": "SELECT speaker_id FROM entries WHERE speaker_id IS NOT NULL"
        " UNION SELECT speaker_id FROM participants UNION SELECT speaker_id FROM offices",
    }
    if connection.execute("SELECT 1 FROM temp.staged WHERE fate = 'conflict' LIMIT 1").fetchone() is None:
        return
    for kind, needed in used.items():
        connection.execute(
            f"DELETE FROM {KINDS[kind].table} WHERE changeset_id = ?"
            f" AND id IN (SELECT id FROM temp.names WHERE kind = '{kind}') AND id NOT IN ({needed})",
            (changeset,),
        )
