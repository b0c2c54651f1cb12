"""The documentation is true: its commands run, and print what it shows."""

import json
import re
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from docs import generate
from tests.support.commands import Run
from timeline.cli import COMMANDS
from timeline.schema.views import COLUMNS

ROOT = Path(__file__).parents[1]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_key_of_the_record_is_documented(run: Run, example: Path) -> None:
    documented = re.findall(r"^\| `(\w+)` \|", read("docs/record.md"), re.MULTILINE)
    records = json.loads(run("show", "--format", "json").stdout)
    for record in records:
        assert list(record) == documented
    prose = read("docs/record.md").split("A citation has")[1]
    citation = records[11]["citations"][0]
    for key in (*citation, *citation["source"], *records[11]["links"][0], *records[0]["linked_from"][0]):
        assert f"`{key}`" in read("docs/record.md"), key
    for key in (*citation, *citation["source"]):
        assert f"`{key}`" in prose, key


def test_the_record_documents_the_columns_of_the_views() -> None:
    documented = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", read("docs/record.md"), re.MULTILINE))
    assert set(COLUMNS) - set(documented) == {"date_sort", "sources"}


def test_the_readme_names_every_command() -> None:
    for command in COMMANDS:
        assert f"timeline {command}" in read("README.md") or f"`{command}`" in read("README.md"), command


def test_the_readme_shows_the_output_of_show(run: Run, example: Path) -> None:
    shown = run("show").stdout
    block = read("README.md").split("```text\n")[1].split("```")[0]
    for passage in block.split("…\n"):
        assert passage.strip("\n") in shown, passage


def test_the_readme_shows_the_output_of_search_and_stats(run: Run, example: Path) -> None:
    blocks = re.findall(r"^```console\n\$ timeline ((?:search|stats) .*)\n([^`]*)```", read("README.md"), re.MULTILINE)
    assert len(blocks) == 2
    for command, shown in blocks:
        result = run(*shlex.split(command))
        assert (result.stdout + result.stderr).strip() == shown.strip()


def test_the_readme_shows_the_output_of_date(run: Run) -> None:
    command, shown = re.findall(r"^```console\n\$ timeline (date .*)\n([^`]*)```", read("README.md"), re.MULTILINE)[0]
    assert run(*shlex.split(command)).stdout == shown


def test_the_readmes_commands_run(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run("init", "--example")
    verbs = "show|search|stats|compare|edit|link|unlink|delete|speaker|topic|office|log|diff|undo"
    commands = re.findall(rf"^timeline ((?:{verbs}) .*?|log|undo)(?:  +#.*)?$", read("README.md"), re.MULTILINE)
    assert len(commands) == 29
    for command in commands:
        result = run(*shlex.split(command))
        assert result.stdout or result.stderr or command.startswith("diff"), command


def test_the_readme_shows_how_to_undo_a_mistake(run: Run, example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = next(
        block for block in re.findall(r"```console\n(.*?)```", read("README.md"), re.DOTALL) if "undo 2" in block
    )
    before = run("show", "12").stdout
    output = ""
    for command in re.findall(r"^\$ timeline (.*)$", shown, re.MULTILINE):
        result = run(*shlex.split(command))
        output += f"$ timeline {command}\n{result.stdout}{result.stderr}"
    moment = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
    output = re.sub(rf"--db\s+{re.escape(str(example))}\s+", "", output)
    assert re.sub(moment, "(a moment)", output) == re.sub(moment, "(a moment)", shown)
    assert run("show", "12").stdout == before
    assert run("show", "--count").stdout == "13\n"


def test_the_readme_proves_a_claim(run: Run, example: Path) -> None:
    """Every command of the section runs, and prints the passages that the section shows, in their order."""
    section = read("README.md").split("## How a claim is proven")[1].split("## Change it")[0]
    shown = "\n".join(re.findall(r"```console\n(.*?)```", section, re.DOTALL))
    steps = re.findall(r"^\$ timeline (.*)\n((?:(?!\$ ).*\n)*)", shown, re.MULTILINE)
    assert [command.split()[0] for command, _ in steps] == [
        "show", "show", "source", "verify", "cite", "edit", "verify", "undo", "trace",
    ]  # fmt: skip
    for command, passages in steps:
        code = {"cite": 4}.get(command.split()[0], 1 if command == "verify" else 0)
        result = run(*shlex.split(command), code=code)
        output, at = re.sub(r"--db\s+\S+\s+", "", result.stdout + result.stderr), 0
        for passage in re.split("^…$", passages, flags=re.MULTILINE):
            expected = passage.strip("\n")
            assert expected in output[at:], (command, expected)
            at = output.index(expected, at) + len(expected)
    addresses = re.findall(r"^timeline source add .*$", section, re.MULTILINE)
    assert len(addresses) == 4


def test_the_readmes_exports_run(run: Run, example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^timeline (export .*?)(?:  +#.*| \|.*)?$", read("README.md"), re.MULTILINE)
    assert len(commands) == 7
    losses = "".join(run(*shlex.split(command)).stderr for command in commands)
    assert "timelinejs: 11 links" in losses
    assert "2 undated" in losses
    assert {path.name for path in tmp_path.iterdir()} >= {"timeline.json", "calendar.ics", "graph.json", "dump.jsonl"}


def test_the_readmes_import_runs(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    section = read("README.md").split("## Bring it in")[1].split("\n## ")[0]
    table = section.split("<<'EOF'\n")[1].split("EOF\n")[0]
    Path("accords.csv").write_text(table, encoding="utf-8")
    first, again = re.findall(r"^timeline (import .*?)(?:  +#.*)?$", section, re.MULTILINE)
    assert run(*shlex.split(first)).stdout == section.split("```text\n")[1].split("```")[0]
    assert run(*shlex.split(again)).stdout == "3 unchanged\n3 rows in all\n"
    shown = run("show", "--format", "json").stdout
    assert [entry["date"] for entry in json.loads(shown)] == ["2014-03-18", "2014-09-05", "2015-02-12"]
    assert '"name": "Vladimir Putin"' in shown
    assert '"role": "Chancellor"' in shown


def test_the_readmes_sql_runs(run: Run, example: Path) -> None:
    script = read("README.md").split("```sql\n")[1].split("```")[0]
    with closing(sqlite3.connect(example)) as connection, connection:
        results = [connection.execute(statement).fetchall() for statement in script.split(";\n") if statement.strip()]
    assert len(results[0]) == 7
    assert run("show", "--count", "--speaker", "Lavrov").stdout == "8\n"


def test_the_page_on_sql_is_up_to_date(tmp_path: Path) -> None:
    before = generate.PAGE.read_text(encoding="utf-8")
    assert generate.page(before, generate.example(tmp_path)) == before
    assert len(re.findall(r"^```sql$", before.split("## Writing")[0], re.MULTILINE)) >= 12
    assert "None" not in before


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO events (date, date_earliest, date_latest, title) VALUES ('2014//', '2025-01-01', '2025-12-31', 'x')",
        "INSERT INTO events (date, time, title) VALUES ('2014-03-18', '14:30 or so', 'x')",
        "INSERT INTO speakers (name, country) VALUES ('Сергей Лавров', 'XX')",
        "INSERT INTO statements (date, speaker, text) VALUES ('2014', 'Sergey Lavrov', '“quoted”')",
        "INSERT INTO sources (title, url, published, lang) VALUES ('x', 'no address', 'soon', 'Klingon')",
        "INSERT INTO citations (entry_id, source_id) VALUES (1, 999)",
    ],
)
def test_rows_that_the_page_on_sql_calls_possible_can_be_written_and_shown(
    run: Run, example: Path, statement: str
) -> None:
    with closing(sqlite3.connect(example)) as connection, connection:
        connection.execute(statement)
    for options in ([], ["--format", "json"], ["--format", "markdown"]):
        assert run("show", *options).stdout
