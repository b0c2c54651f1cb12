"""How each snapshot arrived: the addresses, redirects, status and headers of a page, or that it came as a file."""

from collections.abc import Callable, Sequence

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# ruff: noqa: E501, W291
NEW = ("arrival", "requested_url", "final_url", "redirects", "status", "headers")
OWN = ", ".join(f"'{name}', {name}" for name in NEW)
OLD = ", ".join(f"'{name}', OLD.{name}" for name in NEW)
CHANGED = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in NEW)
COLUMNS = "".join(f"\t{name} {'INTEGER' if name == 'status' else 'TEXT'}, \n" for name in NEW)
CHECKS = """	CONSTRAINT ck_snapshots_arrival CHECK (arrival IN ('fetched', 'file', 'archive', 'import')), 
	CONSTRAINT ck_snapshots_redirects CHECK (iif(redirects IS NULL, 1, json_valid(redirects))), 
	CONSTRAINT ck_snapshots_headers CHECK (iif(headers IS NULL, 1, json_valid(headers))), 
"""
#: texts of the table, before and after
TABLE = (
    ("\textractor TEXT, \n", f"\textractor TEXT, \n{COLUMNS}"),
    ("\tCONSTRAINT ck_snapshots_no_nul", f"{CHECKS}\tCONSTRAINT ck_snapshots_no_nul"),
    (
        "coalesce(extractor, ''), char(0)",
        "coalesce(extractor, '') || coalesce(requested_url, '') || coalesce(final_url, '') || coalesce(redirects, '') || coalesce(headers, ''), char(0)",
    ),
)
#: texts of the triggers of the table, before and after
TRIGGERS = (
    ("'extractor', extractor, 'changeset_id'", f"'extractor', extractor, {OWN}, 'changeset_id'"),
    ("'extractor', OLD.extractor, 'changeset_id'", f"'extractor', OLD.extractor, {OLD}, 'changeset_id'"),
    ("NEW.extractor IS NOT OLD.extractor OR (", f"NEW.extractor IS NOT OLD.extractor OR {CHANGED} OR ("),
)


def upgrade() -> None:
    """Add the columns; how earlier snapshots arrived is not known."""
    _change(TABLE, TRIGGERS)


def downgrade() -> None:
    """Drop the columns."""
    _change(_reversed(TABLE), _reversed(TRIGGERS))


def _reversed(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(after, before) for before, after in pairs]


def _reworded(text: str, pairs: Sequence[tuple[str, str]]) -> str:
    for before, after in pairs:
        text = text.replace(before, after)
    return text


def _change(table: Sequence[tuple[str, str]], triggers: Sequence[tuple[str, str]]) -> None:
    run = op.get_bind().exec_driver_sql
    made_again = [*_drop(run, "trigger"), *_drop(run, "view")]
    run("PRAGMA legacy_alter_table = ON")
    _rebuild(run, "snapshots", table)
    run("PRAGMA legacy_alter_table = OFF")
    for name, sql in reversed(made_again):
        run(_reworded(sql, triggers) if name.startswith("snapshots_") else sql)


def _drop(run: Callable, kind: str) -> list[tuple[str, str]]:  # type: ignore[type-arg]
    """Drop all triggers or views, and return their names and how to make them again."""
    query = f"SELECT name, sql FROM sqlite_schema WHERE type = '{kind}' ORDER BY rowid DESC"
    rows = run(query).fetchall()
    for name, _ in rows:
        quoted = name.replace('"', '""')
        run(f'DROP {kind.upper()} "{quoted}"')
    return [(name, sql) for name, sql in rows]


def _rebuild(run: Callable, table: str, pairs: Sequence[tuple[str, str]]) -> None:  # type: ignore[type-arg]
    """Make a table anew with other columns; its rows, its last number and its indexes stay."""
    (sql,) = run("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,)).fetchone()
    indexes = run(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY rowid",
        (table,),
    ).fetchall()
    last = run("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    before = [row[1] for row in run(f"PRAGMA table_info({table})").fetchall()]
    for name, _ in indexes:
        run(f"DROP INDEX {name}")
    run(f"ALTER TABLE {table} RENAME TO {table}_before")  # and not the new one, whose definition would get quotes
    run(_reworded(sql, pairs))
    after = {row[1] for row in run(f"PRAGMA table_info({table})").fetchall()}
    columns = ", ".join(f'"{name}"' for name in before if name in after)
    run(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}_before")
    run(f"DROP TABLE {table}_before")
    run("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
    if last is not None:
        run("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, last[0]))
    for _, index in indexes:
        run(index)
