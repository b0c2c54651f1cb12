"""Dates that say "on or before" a day, and the day under which an entry is listed."""

from collections.abc import Callable, Sequence
from functools import partial

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# ruff: noqa: E501
DAY = "[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]"
MONTH = "[0-9][0-9][0-9][0-9]-[01][0-9]"
YEAR = "[0-9][0-9][0-9][0-9]"
WHOLE = "substr(date, 4, length(date) - 4)"
END = f"iif({WHOLE} GLOB '*[0-9][?~%]', substr(date, 4, length(date) - 5), {WHOLE})"
#: a clause of the CHECK on bounds, before that for a day
FOR_DAYS = f"WHEN date GLOB '{DAY}' THEN date_earliest = date AND"
FOR_REPORTS = (
    f"WHEN date GLOB '[[]*' THEN date GLOB '[[]..{YEAR}*[]]' AND date_earliest = '0000-01-01' AND date_latest = "
    f"CASE WHEN {END} GLOB '{DAY}' THEN {END} WHEN {END} GLOB '{MONTH}' THEN iif(substr({END}, 6) = '12', {END} || '-31', "
    f"date({END} || '-01', '+1 month', '-1 day')) WHEN {END} GLOB '{YEAR}' THEN {END} || '-12-31' END "
    "AND date(date_latest, '+0 days') = date_latest "
)
LISTED = "CAST(CASE WHEN substr(date, 1, 1) IN ('[', '.', '/') THEN date_latest ELSE date_earliest END AS TEXT)"
LISTED_OF_E = (
    "CAST(CASE WHEN substr(e.date, 1, 1) IN ('[', '.', '/') THEN e.date_latest ELSE e.date_earliest END AS TEXT)"
)
#: table → texts of its definition, before and after
TABLES = {
    "entries": ((FOR_DAYS, FOR_REPORTS + FOR_DAYS),),
    "offices": ((FOR_DAYS, FOR_REPORTS + FOR_DAYS),),
}
REPORTED = "NEW.date GLOB '[[]..*[]]'"
START = "substr(NEW.date, 1, instr(NEW.date || '/', '/') - 1)"
#: texts of views and triggers, before and after
TEXTS = (
    ("o.date_latest >= e.date_earliest", f"o.date_latest >= {LISTED_OF_E}"),
    ("e.date_latest AS date_latest, e.time", f"e.date_latest AS date_latest, {LISTED_OF_E} AS date_sort, e.time"),
    ("date_earliest, date_latest, time, date_text", "date_earliest, date_latest, date_sort, time, date_text"),
    ("NEW.date_latest, NEW.time", "NEW.date_latest, NEW.date_sort, NEW.time"),
    ("date_latest = NEW.date_latest, time", "date_latest = NEW.date_latest, date_sort = NEW.date_sort, time"),
    ("NEW.office IS NOT NULL OR", "NEW.office IS NOT NULL OR NEW.date_sort IS NOT NULL OR"),
    ("NEW.office IS NOT OLD.office OR", "NEW.office IS NOT OLD.office OR NEW.date_sort IS NOT OLD.date_sort OR"),
    (
        "country, office, topics, places and sources are shown, not stored, here: change speakers,",
        "country, office, date_sort, topics, places and sources are shown, not stored, here: change date, speakers,",
    ),
    (
        ".. for an open end, and a closing ? ~ or %; for any other",
        ".. for an open end, a closing ? ~ or %, and [..D] for on or before D; for any other",
    ),
    (
        f"SELECT {START} AS a, CASE WHEN instr(NEW.date",
        f"SELECT iif({REPORTED}, '..', {START}) AS a, CASE WHEN {REPORTED} THEN substr(NEW.date, 4, length(NEW.date) - 4) "
        "WHEN instr(NEW.date",
    ),
)
SPAN = "CREATE INDEX ix_entries_span ON entries (CASE WHEN substr(date_latest, 1, 4) - substr(date_earliest, 1, 4) <= 0 THEN 0 WHEN substr(date_latest, 1, 4) - substr(date_earliest, 1, 4) <= 1 THEN 1 WHEN substr(date_latest, 1, 4) - substr(date_earliest, 1, 4) <= 4 THEN 4 WHEN substr(date_latest, 1, 4) - substr(date_earliest, 1, 4) <= 15 THEN 15 ELSE 9999 END, date_earliest, date_latest)"
#: index → its definition, before and after
INDEXES = {
    "ix_entries_date": (
        "CREATE INDEX ix_entries_date ON entries (date_earliest, date_latest, time)",
        f"CREATE INDEX ix_entries_date ON entries ({LISTED}, date_latest, time)",
    ),
    "ix_entries_kind_date": (
        "CREATE INDEX ix_entries_kind_date ON entries (kind, date_earliest, date_latest, time)",
        f"CREATE INDEX ix_entries_kind_date ON entries (kind, {LISTED}, date_latest, time)",
    ),
    "ix_entries_speaker_date": (
        "CREATE INDEX ix_entries_speaker_date ON entries (speaker_id, date_earliest, date_latest, time)",
        f"CREATE INDEX ix_entries_speaker_date ON entries (speaker_id, {LISTED}, date_latest, time)",
    ),
    "ix_entries_span": (
        f"{SPAN} WHERE date_latest > date_earliest",
        f"{SPAN} WHERE date_latest > date_earliest AND substr(date, 1, 1) NOT IN ('[', '.', '/')",
    ),
    "ix_entries_open_start": (
        None,
        "CREATE INDEX ix_entries_open_start ON entries (date_latest) WHERE substr(date, 1, 1) IN ('.', '/')",
    ),
    "ix_entries_reported": (
        None,
        "CREATE INDEX ix_entries_reported ON entries (date_latest) WHERE substr(date, 1, 1) = '['",
    ),
}


def upgrade() -> None:
    """Rebuild the tables with dates, then the views and triggers that show or bound a date."""
    _change(_forward, 1)


def downgrade() -> None:
    """Write "on or before" as an interval with an open start, which has the same bounds, and restore the tables."""
    run = op.get_bind().exec_driver_sql
    triggers = _drop(run, "trigger")
    for table, column in (("entries", "date"), ("offices", "date"), ("citations", "date"), ("sources", "published")):
        run(
            f"UPDATE {table} SET {column} = '../' || substr({column}, 4, length({column}) - 4)"
            f" WHERE {column} GLOB '[[]..*[]]'"
        )
    for sql in triggers:
        run(sql)
    _change(_backward, 0)


def _forward(text: str, pairs: Sequence[tuple[str, str]]) -> str:
    for before, after in pairs:
        text = text.replace(before, after)
    return text


def _backward(text: str, pairs: Sequence[tuple[str, str]]) -> str:
    return _forward(text, [(after, before) for before, after in pairs])


def _change(reword: Callable[..., str], place: int) -> None:
    run = op.get_bind().exec_driver_sql
    made_again = [*_drop(run, "trigger"), *_drop(run, "view")]
    run("PRAGMA legacy_alter_table = ON")
    for table, pairs in TABLES.items():
        _rebuild(run, table, partial(reword, pairs=pairs), place)
    run("PRAGMA legacy_alter_table = OFF")
    for sql in reversed(made_again):
        run(reword(sql, TEXTS))


def _drop(run: Callable, kind: str) -> list[str]:  # type: ignore[type-arg]
    """Drop all triggers or views, and return how to make them again."""
    query = f"SELECT name, sql FROM sqlite_schema WHERE type = '{kind}' ORDER BY rowid DESC"
    rows = run(query).fetchall()
    for name, _ in rows:
        run(f'DROP {kind.upper()} "{name}"')
    return [sql for _, sql in rows]


def _rebuild(run: Callable, table: str, reword: Callable[[str], str], place: int) -> None:  # type: ignore[type-arg]
    """Make a table anew with other CHECKs or columns; its rows, its last number and its indexes stay."""
    (sql,) = run("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,)).fetchone()
    indexes = run(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY rowid",
        (table,),
    ).fetchall()
    last = run("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    columns = ", ".join(f'"{row[1]}"' for row in run(f"PRAGMA table_info({table})").fetchall())
    for name, _ in indexes:
        run(f"DROP INDEX {name}")
    run(f"ALTER TABLE {table} RENAME TO {table}_before")  # and not the new one, whose definition would get quotes
    run(reword(sql))
    run(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}_before")
    run(f"DROP TABLE {table}_before")
    run("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
    if last is not None:
        run("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, last[0]))
    own = {name: sqls[place] for name, sqls in INDEXES.items()} if table == "entries" else {}
    for name, index in indexes:
        if name not in own:
            run(index)
    for index in own.values():
        if index is not None:
            run(index)
