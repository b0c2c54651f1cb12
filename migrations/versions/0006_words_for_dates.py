"""The place of a source's words for a date in its text."""

import re
from collections.abc import Callable, Sequence

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

COLUMNS = ("\tdate_text TEXT, \n", "\tdate_text TEXT, \n\tdate_start INTEGER, \n\tdate_end INTEGER, \n")
NO_NUL = "\tCONSTRAINT ck_citations_no_nul CHECK"
CHECK = (
    "\tCONSTRAINT ck_citations_date_span CHECK ((date_start IS NULL) = (date_end IS NULL) AND (date_start IS NULL OR "
    "0 <= date_start AND date_start <= date_end)), \n"
)
#: texts of the triggers of citations, before and after
TEXTS = (
    ("'date_text', date_text,", "'date_text', date_text, 'date_start', date_start, 'date_end', date_end,"),
    (
        "'date_text', OLD.date_text,",
        "'date_text', OLD.date_text, 'date_start', OLD.date_start, 'date_end', OLD.date_end,",
    ),
    (
        "NEW.date_text IS NOT OLD.date_text OR",
        "NEW.date_text IS NOT OLD.date_text OR NEW.date_start IS NOT OLD.date_start"
        " OR NEW.date_end IS NOT OLD.date_end OR",
    ),
)


def upgrade() -> None:
    """Add the columns, and fill them where the snapshot of a citation has the words, nearest to what is cited."""
    _rebuild([COLUMNS, (NO_NUL, CHECK + NO_NUL)], TEXTS, _place)


def downgrade() -> None:
    """Drop the columns."""
    _rebuild(
        [(after, before) for before, after in (COLUMNS, (NO_NUL, CHECK + NO_NUL))],
        [(after, before) for before, after in TEXTS],
        lambda run: None,
    )


def _rebuild(
    changes: Sequence[tuple[str, str]],
    texts: Sequence[tuple[str, str]],
    fill: Callable[[Callable], None],  # type: ignore[type-arg]
) -> None:
    run = op.get_bind().exec_driver_sql
    sql = run("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = 'citations'").scalar_one()
    rows = run(
        "SELECT type, name, sql FROM sqlite_schema WHERE tbl_name = 'citations' AND type IN ('index', 'trigger')"
    )
    parts = [row for row in rows.fetchall() if row[2] is not None]
    last = run("SELECT seq FROM sqlite_sequence WHERE name = 'citations'").fetchone()
    for kind, name, _ in parts:
        run(f'DROP {kind.upper()} "{name}"')
    before = [row[1] for row in run("PRAGMA table_info(citations)").fetchall()]
    run("PRAGMA legacy_alter_table = ON")
    run("ALTER TABLE citations RENAME TO citations_before")
    run("PRAGMA legacy_alter_table = OFF")
    for old, new in changes:
        sql = sql.replace(old, new)
    run(sql)
    after = [row[1] for row in run("PRAGMA table_info(citations)").fetchall()]
    columns = ", ".join(f'"{column}"' for column in before if column in after)
    run(f"INSERT INTO citations ({columns}) SELECT {columns} FROM citations_before")
    run("DROP TABLE citations_before")
    run("DELETE FROM sqlite_sequence WHERE name = 'citations'")
    if last is not None:
        run("INSERT INTO sqlite_sequence (name, seq) VALUES ('citations', ?)", (last[0],))
    fill(run)
    for _, _, part in parts:
        for old, new in texts:
            part = part.replace(old, new)
        run(part)


def _place(run: Callable) -> None:  # type: ignore[type-arg]
    """Store where the words for dates are, as whole words that differ at most in white space."""
    rows = run(
        "SELECT c.id, c.date_text, c.start, n.text FROM citations AS c JOIN snapshots AS n ON n.id = c.snapshot_id"
        " WHERE c.date_text IS NOT NULL"
    ).fetchall()
    for number, words, start, text in rows:
        pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words.split())) + r"(?!\w)"
        spans = [match.span() for match in re.finditer(pattern, text)] if words.split() else []
        if spans:
            begin, end = min(spans, key=lambda span: abs(span[0] - (start or 0)))
            run("UPDATE citations SET date_start = ?, date_end = ? WHERE id = ?", (begin, end, number))
