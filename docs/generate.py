"""Keep ``docs/sql.md`` true: its tables come from the models, its results from running its queries on the example.

Usage: ``python docs/generate.py`` rewrites the page; ``--check`` exits with 1 where it would change.
"""

import re
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy import Table

from timeline.database import opening
from timeline.render.safe import one_line, width
from timeline.schema import ddl
from timeline.schema.columns import Base
from timeline.schema.shipped import shipped
from timeline.schema.tables import FACTS, METADATA
from timeline.schema.views import COLUMNS, VIEWS

PAGE = Path(__file__).with_name("sql.md")
_PART = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_QUERY = re.compile(r"(```sql\n(.*?)```\n)(\n```text\n.*?```\n)?", re.DOTALL)
_WIDEST = 60


def example(folder: Path) -> Path:
    """Make the worked example in a folder."""
    path = folder / "example.db"
    with closing(opening.connect_to_write(path)) as connection:
        ddl.create(connection)
        connection.executescript(shipped("seed.sql").read_text(encoding="utf-8"))
    return path


def page(text: str, path: Path) -> str:
    """Return the page with every generated part made anew; each query runs on a copy of nothing: it is rolled back."""
    parts = {"views": _views(), "tables": _tables()}
    text = _PART.sub(lambda match: f"{match[1]}\n{parts[match[2]]}\n{match[3]}", text)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return _QUERY.sub(lambda match: f"{match[1]}\n```text\n{_result(connection, match[2])}\n```\n", text)


def _views() -> str:
    names = ", ".join(f"`{name}`" for name in VIEWS)
    rows = [f"| `{column}` | {meaning} |" for column, (_, meaning) in COLUMNS.items()]
    return "\n".join([f"The columns of {names}:", "", "| column | meaning |", "|---|---|", *rows, ""])


def _tables() -> str:
    classes = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers if not mapper.inherits}
    order = [*FACTS, *(t for t in METADATA.sorted_tables if t not in FACTS)]
    return "\n".join(_table(table, str(classes[table.name].__doc__).split("\n\n")[0]) for table in order)


def _table(table: Table, meaning: str) -> str:
    rows = []
    for column in table.columns:
        references = "".join(f" → `{key.target_fullname}`" for key in column.foreign_keys)
        needed = "" if column.nullable or column.primary_key or column.server_default is not None else " (needed)"
        rows.append(f"| `{column.name}` | {column.doc}{references}{needed} |")
    return "\n".join([f"### {table.name}", "", meaning, "", "| column | meaning |", "|---|---|", *rows, ""])


def _result(connection: sqlite3.Connection, query: str) -> str:
    connection.execute("BEGIN")
    try:
        cursor = connection.execute(query)
        if cursor.description is None:
            return "done"
        heads = [column[0] for column in cursor.description]
        rows = [[_cell(value) for value in row] for row in cursor.fetchall()]
    finally:
        connection.execute("ROLLBACK")
    if not rows:
        return "(no rows)"
    widths = [max(width(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    lines = [heads, ["-" * w for w in widths], *rows]
    return "\n".join(
        "  ".join(cell + " " * (w - width(cell)) for cell, w in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _cell(value: object) -> str:
    text = "" if value is None else one_line(str(value))
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def main() -> None:
    """Rewrite the page, or check it."""
    before = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        after = page(before, example(Path(folder)))
    if "--check" in sys.argv[1:]:
        sys.exit(None if before == after else f"{PAGE.name} is not up to date: run python docs/generate.py")
    PAGE.write_text(after, encoding="utf-8")


if __name__ == "__main__":
    main()
