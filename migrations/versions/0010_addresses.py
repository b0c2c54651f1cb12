"""Addresses of sources are web addresses, so that no program that reads an export can be made to run one."""

from collections.abc import Callable, Sequence

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# ruff: noqa: E501
BLANKS = "char(1, 45, 32, 127, 45, 160, 5760, 8192, 45, 8202, 8232, 8233, 8239, 8287, 12288)"
NAMED = "\tCONSTRAINT ck_sources_named CHECK (coalesce(title, url, publisher) IS NOT NULL), \n"


def safe(text: str) -> str:
    """Return SQL that is true of a web address."""
    begins = " OR ".join(f"{text} GLOB '[Hh][Tt][Tt][Pp]{s}://[^/?#]*'" for s in ("", "[Ss]"))
    return f"({begins}) AND {text} NOT GLOB '*[' || {BLANKS} || ']*'"


CHECKS = "".join(f"\tCONSTRAINT ck_sources_{name} CHECK ({safe(name)}), \n" for name in ("url", "archive_url"))
TABLE = ((NAMED, NAMED + CHECKS),)
#: what white space at the ends of an address is, for trim
ENDS = "char(9, 10, 11, 12, 13, 32, 133, 160, 8232, 8233, 12288)"


def upgrade() -> None:
    """Move every text that is not an address into the note of its source, and add the CHECKs."""
    run = op.get_bind().exec_driver_sql
    wrong = " OR ".join(f"({name} IS NOT NULL AND NOT ({safe(name)}))" for name in ("url", "archive_url"))
    if run(f"SELECT 1 FROM sources WHERE {wrong}").fetchone():
        _in_changeset(run)
    _change(TABLE)


def downgrade() -> None:
    """Drop the CHECKs."""
    _change([(after, before) for before, after in TABLE])


def _in_changeset(run: Callable) -> None:  # type: ignore[type-arg]
    """Correct the addresses in the open changeset, else in one of its own; the history keeps what was stored."""
    (number,) = run("SELECT changeset_id FROM writing").fetchone()
    if number is None:
        run("INSERT INTO changesets (actor, command) VALUES ('timeline', 'db upgrade')")
        run("UPDATE writing SET changeset_id = (SELECT max(id) FROM changesets)")
    for name, what in (("url", "address"), ("archive_url", "archived address")):
        trimmed = f"trim({name}, {ENDS})"
        run(f"UPDATE sources SET {name} = {trimmed} WHERE {name} <> {trimmed} AND {safe(trimmed)}")
        title = ", title = iif(coalesce(title, publisher) IS NULL, url, title)" if name == "url" else ""
        run(
            f"UPDATE sources SET note = coalesce(note || char(10), '') || 'This is not a web address, but was stored as the {what}: '"
            f" || {name}, {name} = NULL{title} WHERE NOT ({safe(name)})"
        )
    if number is None:
        run("UPDATE writing SET changeset_id = NULL")


def _change(pairs: Sequence[tuple[str, str]]) -> None:
    run = op.get_bind().exec_driver_sql
    made_again = [*_drop(run, "trigger"), *_drop(run, "view")]
    run("PRAGMA legacy_alter_table = ON")
    _rebuild(run, "sources", pairs)
    run("PRAGMA legacy_alter_table = OFF")
    for _, sql in reversed(made_again):
        run(sql)


def _reworded(text: str, pairs: Sequence[tuple[str, str]]) -> str:
    for before, after in pairs:
        text = text.replace(before, after)
    return text


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
