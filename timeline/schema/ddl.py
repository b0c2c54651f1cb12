"""Build the whole schema in order: tables and indexes from the models, views, triggers, full-text indexes, stamp."""

import sqlite3
from collections.abc import Iterator
from functools import cache

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from timeline.schema import fulltext, shipped
from timeline.schema.tables import METADATA
from timeline.schema.triggers import trigger_statements
from timeline.schema.views import CHECK_VIEWS, VIEWS, quote, view_statements

VERSION_TABLE = (
    "CREATE TABLE alembic_version (\n\tversion_num VARCHAR(32) NOT NULL, \n"
    "\tCONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n)"
)


@cache
def statements() -> tuple[str, ...]:
    """Return the statements that make a current file, except the revision stamp, without closing semicolons."""
    return tuple(_statements())


@cache
def triggers() -> dict[str, str]:
    """Return the triggers of a current file: name → statement."""
    made = (*view_statements(), *trigger_statements(), *fulltext.statements())
    return {statement.split()[2]: statement for statement in made if statement.startswith("CREATE TRIGGER")}


@cache
def owned() -> frozenset[str]:
    """Return the names of the tables and views of a current file, except those that FTS5 makes."""
    return frozenset((*METADATA.tables, *VIEWS, *CHECK_VIEWS, "alembic_version"))


def _statements() -> Iterator[str]:
    dialect = sqlite.dialect()
    yield f"PRAGMA application_id = {shipped.APPLICATION_ID}"
    tables = METADATA.sorted_tables
    for table in tables:
        yield str(CreateTable(table).compile(dialect=dialect)).strip()
    for table in tables:
        for index in sorted(table.indexes, key=lambda i: str(i.name)):
            yield str(CreateIndex(index).compile(dialect=dialect)).strip()
    yield "INSERT INTO writing (id) VALUES (1)"
    yield from view_statements()
    yield from trigger_statements()
    yield from fulltext.statements()


def stamped() -> Iterator[str]:
    """Yield :func:`statements` and the revision stamp."""
    yield VERSION_TABLE
    yield from statements()
    yield f"INSERT INTO alembic_version (version_num) VALUES ({quote(shipped.REVISIONS[-1])})"


def script() -> str:
    """Return the DDL that makes a current file with plain ``sqlite3``."""
    return "BEGIN;\n" + ";\n".join(stamped()) + ";\nCOMMIT;\n"


def create(connection: sqlite3.Connection) -> None:
    """Create the schema in an empty open file; the caller holds the transaction."""
    for statement in stamped():
        connection.execute(statement)
