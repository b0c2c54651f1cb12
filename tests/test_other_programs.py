"""The same file in other programs: each reads it and, if it can, inserts a statement through the view."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Run

BIN = Path(sys.executable).parent
INSERT = "INSERT INTO statements (date, speaker, text) VALUES ('2025-03~', 'Sergey Lavrov', 'Not today.')"
STORED = [("2025-03~", "2025-03-01", "2025-03-31", "Sergey Lavrov", "paraphrase", "foreign minister, Russia")]
Sql = Callable[..., list[Any]]


def program(*args: object) -> str:
    """Run a program that has to succeed and return what it prints."""
    return subprocess.run([str(a) for a in args], capture_output=True, text=True, check=True).stdout


#: runs command lines of a program in Python one after another, as most of the life of a fresh one is its start
SEVERAL = """
import importlib, json, sys
from click.testing import CliRunner

program = importlib.import_module(sys.argv[1]).cli
results = [CliRunner().invoke(program, arguments, catch_exceptions=False) for arguments in json.loads(sys.argv[2])]
assert not any(result.exit_code for result in results), results
print(json.dumps([result.stdout for result in results]))
"""


def several(module: str, *commands: tuple[object, ...]) -> list[str]:
    """Run command lines of a program, all of which have to succeed, and return what each prints."""
    lines = json.dumps([[str(a) for a in command] for command in commands])
    printed: list[str] = json.loads(program(sys.executable, "-c", SEVERAL, module, lines))
    return printed


def inserted(sql: Sql) -> list[Any]:
    return sql(
        "SELECT date, date_earliest, date_latest, speaker, mode, office FROM statements WHERE text = 'Not today.'"
    )


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="the sqlite3 program is not installed")
def test_sqlite3(run: Run, example: Path, sql: Sql) -> None:
    assert program("sqlite3", example, "SELECT count(*) FROM timeline") == "14\n"
    program("sqlite3", example, INSERT)
    assert inserted(sql) == STORED
    assert "Not today." in run("show", "--since", "2025-03").stdout
    assert sql("SELECT actor FROM changesets ORDER BY id DESC LIMIT 1") == [("outside",)]


def test_sqlite_utils(run: Run, example: Path, sql: Sql) -> None:
    statements, views, _, _ = several(
        "sqlite_utils.cli",
        ("rows", example, "statements", "--where", "speaker = 'Dmitry Peskov'"),
        ("views", example),
        ("query", example, INSERT),
        ("insert", example, "topics", "--csv", _csv(example.parent / "t.csv")),
    )
    assert [row["id"] for row in json.loads(statements)] == [11, 12]
    assert {view["view"] for view in json.loads(views)} == {"timeline", "events", "statements", "seen", "checked"}
    assert inserted(sql) == STORED
    assert "from elsewhere" in run("topic", "list").stdout


def _csv(path: Path) -> Path:
    path.write_text("name\nfrom elsewhere\n", encoding="utf-8")
    return path


def test_datasette(example: Path, sql: Sql) -> None:
    path = f"/{example.stem}/statements.json?speaker=Sergey+Lavrov&_shape=array&_sort=id"
    rows, page = several("datasette.cli", (example, "--get", path), (example, "--get", f"/{example.stem}/timeline"))
    assert [row["id"] for row in json.loads(rows)] == [4, 5, 6, 7, 8, 9, 10]
    assert "undeniable and non-negotiable" in page


def test_datasette_shows_what_the_tables_mean(run: Run, example: Path, tmp_path: Path) -> None:
    metadata = tmp_path / "metadata.json"
    run("export", "datasette-metadata", metadata)
    paths = ("/timeline", "/timeline.json?_search=inseparable&_shape=array", "/citations")
    timeline, rows, citations = several(
        "datasette.cli", *((example, "--metadata", metadata, "--get", f"/{example.stem}{path}") for path in paths)
    )
    assert "Timeline: events and statements in date order" in timeline
    assert "EDTF date (ISO 8601-2)" in timeline
    assert "facet-results" in timeline
    assert [row["id"] for row in json.loads(rows)] == [11]
    assert "In which words" not in citations
    assert "the exact words in the source" in citations
    assert run("export", "datasette-metadata").stdout == metadata.read_text(encoding="utf-8")


def test_sqlite_utils_and_datasette_search_by_themselves(example: Path) -> None:
    hits = json.loads(program(BIN / "sqlite-utils", "search", example, "entries", "inseparable", "-c", "id"))
    assert hits
    path = f"/{example.stem}/entries.json?_search=inseparable&_shape=array"
    rows = json.loads(program(BIN / "datasette", example, "--get", path))
    assert sorted(row["id"] for row in rows) == sorted(row["id"] for row in hits)


def test_duckdb_runs_the_documented_queries(example: Path) -> None:
    import duckdb
    import duckdb_extension_sqlite_scanner  # type: ignore[import-untyped]

    page = Path(__file__).parents[1].joinpath("docs", "queries.md").read_text(encoding="utf-8")
    queries = [query for query in re.findall(r"```sql\n(.*?)```", page, re.DOTALL) if "julianday" not in query]
    assert len(queries) >= 11
    extension = next(Path(str(duckdb_extension_sqlite_scanner.__file__)).parent.rglob("*.duckdb_extension"))
    with duckdb.connect(config={"allow_unsigned_extensions": "true"}) as connection:
        connection.execute(f"LOAD '{extension}'")
        connection.execute(f"ATTACH '{example}' AS t (TYPE sqlite)")
        connection.execute("USE t")
        for query in queries:
            connection.execute(query).fetchall()


def test_duckdb(example: Path, sql: Sql) -> None:
    import duckdb
    import duckdb_extension_sqlite_scanner

    extension = next(Path(str(duckdb_extension_sqlite_scanner.__file__)).parent.rglob("*.duckdb_extension"))
    with duckdb.connect(config={"allow_unsigned_extensions": "true"}) as connection:
        connection.execute(f"LOAD '{extension}'")
        connection.execute(f"ATTACH '{example}' AS t (TYPE sqlite)")
        assert connection.execute(
            "SELECT id, office FROM t.statements WHERE speaker = 'Dmitry Peskov' ORDER BY date_earliest, id"
        ).fetchall() == [(11, "press secretary, President of Russia"), (12, "press secretary, President of Russia")]
        with pytest.raises(duckdb.CatalogException, match="not an table"):
            connection.execute(INSERT.replace("INTO", "INTO t."))
        with pytest.raises(duckdb.CatalogException, match="julianday"):
            connection.execute("INSERT INTO t.topics (name) VALUES ('from elsewhere')")
        connection.execute("INSERT INTO t.entry_topics (entry_id, topic_id) VALUES (4, 1)")
    assert sql("SELECT changeset_id FROM entry_topics WHERE entry_id = 4 AND topic_id = 1") == [(2,)]
    assert sql("SELECT actor FROM changesets WHERE id = 2") == [("outside",)]
