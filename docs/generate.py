"""Generate parts of the documentation, so that they stay true.

The descriptions of views and tables come from the models, the results of queries from running them on the example, and
the table of ``docs/architecture.md`` from the rules in ``docs/rooms.py``, the seal in ``seed.sql`` from its rows.

Usage: ``python -m docs.generate`` rewrites the pages; ``--check`` exits with 1 if a page would change.
"""

import re
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Table

from docs import rooms
from timeline.database import opening
from timeline.history import seals
from timeline.render.safe import one_line, width
from timeline.schema import ddl, shipped
from timeline.schema.columns import Base
from timeline.schema.tables import FACTS, METADATA
from timeline.schema.views import CHECKED_COLUMNS, COLUMNS, VIEWS

#: the pages with generated parts
PAGES = [Path(__file__).with_name(f"{name}.md") for name in ("sql", "queries", "tables", "bookkeeping", "architecture")]
#: tables that timeline itself fills
_BOOKKEEPING = (
    "proposals", "verdicts", "readings", "kept_triggers", "changesets", "replaced", "writing", "revisions", "seals",
    "signatures",
)  # fmt: skip
_PART = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_SEAL = re.compile(r"(INSERT INTO seals .*?VALUES\s+\(1, ')([0-9a-f]{64})(')", re.DOTALL)
_QUERY = re.compile(r"(```sql\n(.*?)```\n)(\n```text\n.*?```\n)?", re.DOTALL)
_MAX_CELL_CHARACTERS = 60


def example(folder: Path) -> Path:
    """Make the worked example in a folder."""
    path = folder / "example.db"
    with closing(opening.connect_to_write(path)) as connection:
        ddl.create(connection)
        connection.executescript(shipped.path("seed.sql").read_text(encoding="utf-8"))
    return path


def sealed_example(text: str) -> str:
    """Return the text of ``seed.sql`` with the digest of the changeset that it makes."""
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(example(Path(folder)))) as connection:
        (seal,) = seals.seals(connection)
    return _SEAL.sub(lambda match: f"{match[1]}{seal.computed}{match[3]}", text)


def page(text: str, path: Path) -> str:
    """Return a page with new generated parts; each query runs in a transaction that is rolled back."""
    text = _PART.sub(lambda match: f"{match[1]}\n{_part(match[2])}\n{match[3]}", text)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return _QUERY.sub(lambda match: f"{match[1]}\n```text\n{_result(connection, match[2])}\n```\n", text)


def _part(name: str) -> str:
    if name == "views":
        return _views()
    if name == "rooms":
        return f"{rooms.table()}\n"
    return _tables(lambda table: (table in _BOOKKEEPING) == (name == "bookkeeping"))


def _views() -> str:
    names = ", ".join(f"`{name}`" for name in VIEWS)
    columns = {column: meaning for column, (_, meaning) in COLUMNS.items()}
    checked = "The columns of `checked`, which has the latest check of each entry that still is as it was seen:"
    of_seen = "`seen` has the columns `entry_id` and `seen`: what a person who checks the entry now sees, as JSON.\n"
    return f"{_meanings(f'The columns of {names}:', columns)}\n{_meanings(checked, CHECKED_COLUMNS)}\n{of_seen}"


def _meanings(title: str, columns: dict[str, str]) -> str:
    rows = [f"| `{column}` | {meaning} |" for column, meaning in columns.items()]
    return "\n".join([title, "", "| column | meaning |", "|---|---|", *rows, ""])


def _tables(is_listed: Callable[[str], bool]) -> str:
    classes = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers if not mapper.inherits}
    order = [*FACTS, *(t for t in METADATA.sorted_tables if t not in FACTS)]
    listed = (table for table in order if is_listed(table.name))
    return "\n".join(_table(table, str(classes[table.name].__doc__).split("\n\n")[0]) for table in listed)


def _table(table: Table, meaning: str) -> str:
    rows = []
    for column in table.columns:
        references = "".join(f" → `{key.target_fullname}`" for key in column.foreign_keys)
        is_optional = column.nullable or column.primary_key or column.server_default is not None
        rows.append(f"| `{column.name}` | {column.doc}{references}{'' if is_optional else ' (required)'} |")
    return "\n".join([f"## {table.name}", "", meaning, "", "| column | meaning |", "|---|---|", *rows, ""])


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
    return text if len(text) <= _MAX_CELL_CHARACTERS else text[: _MAX_CELL_CHARACTERS - 1] + "…"


def main() -> None:
    """Rewrite the pages, or check them."""
    before = {path: path.read_text(encoding="utf-8") for path in PAGES}
    with tempfile.TemporaryDirectory() as folder:
        path = example(Path(folder))
        after = {name: page(text, path) for name, text in before.items()}
    seed = shipped.path("seed.sql")
    before[seed] = seed.read_text(encoding="utf-8")
    after[seed] = sealed_example(before[seed])
    if "--check" in sys.argv[1:]:
        stale = [path.name for path in before if before[path] != after[path]]
        sys.exit(f"{', '.join(stale)} not up to date: run python -m docs.generate" if stale else None)
    for path, text in after.items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
