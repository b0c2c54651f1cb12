"""The documentation is true: its commands run, and print what it shows."""

import json
import re
import shlex
import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from docs import generate
from tests.support.blocks import Page, blocks, fits
from tests.support.commands import Run
from timeline.cli import COMMANDS
from timeline.schema.views import COLUMNS

ROOT = Path(__file__).parents[1]
PAGES = ["README.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))]


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


def test_pages_are_short_and_can_be_reached_from_the_readme() -> None:
    assert len(read("README.md").splitlines()) <= 200
    linked = set(re.findall(r"\(docs/(\w+\.md)\)", read("README.md")))
    pages = {path.name for path in (ROOT / "docs").glob("*.md")}
    for name in pages:
        assert len(read(f"docs/{name}").splitlines()) <= 250, name
        linked |= set(re.findall(r"\((\w+\.md)\)", read(f"docs/{name}")))
    assert linked == pages


def test_every_dependency_is_listed_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    required = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    required += [one for extra in project["project"]["optional-dependencies"].values() for one in extra]
    names = {re.split(r"[<>=\[]", one)[0] for one in required} - {"diplomatic-timeline"}
    rows = re.findall(
        r"^\| ([\w-]+) \|(?!.* last release)", (ROOT / "docs/dependencies.md").read_text("utf-8"), re.MULTILINE
    )
    assert sorted(rows) == sorted(names)


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_to_pages_and_pictures_that_exist(name: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", read(name)):
        assert (ROOT / name).parent.joinpath(target).exists(), target


def test_the_readme_shows_the_output_of_show(run: Run, example: Path) -> None:
    assert fits(f"…\n{blocks(read('README.md'), 'text')[0]}…\n", run("show").stdout)


@pytest.mark.parametrize("name", [name for name in PAGES if blocks(read(name), "console")])
def test_the_commands_of_a_page_print_what_it_shows(name: str, example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Page(read(name), example, monkeypatch).run() == sum(
        block.count("\n$ ") + 1 for block in blocks(read(name), "console")
    )


#: commands of blocks without output that need no network and no file that a reader has
RUNNABLE = "|".join((
    "show", "search", "stats", "compare", "edit", "link", "unlink", "delete", "speaker", "topic", "place", "office",
    "log", "diff", "undo", "check", "export", "publish", "date", "lint", "config",
))  # fmt: skip


@pytest.mark.parametrize("name", [name for name in PAGES if blocks(read(name), "sh")])
def test_the_commands_without_output_run(
    run: Run, example: Path, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIMELINE_CONFIG", str(tmp_path / "config.toml"))
    (tmp_path / "about.md").write_text("What this is.", encoding="utf-8")
    text = "".join(blocks(read(name), "sh"))
    for command in re.findall(rf"^timeline ((?:{RUNNABLE})(?: .*?)?)(?:  +#.*| \| .*)?$", text, re.MULTILINE):
        result = run(*shlex.split(command))
        assert result.stdout or result.stderr or command.startswith(("diff", "export")), command


def test_the_examples_in_python_run(
    example: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(example.parent)
    names: dict[str, object] = {}
    for block in blocks(read("docs/library.md"), "python"):
        exec(block, names)  # noqa: S102  (it is our own page)
    shown = capsys.readouterr().out
    for line in (
        "2025-02-26 Sergey Lavrov Moscow has left no doubt",
        "27 Feb 2025 “This is undeniable and non-negotiable” A. Editor",
        "[('reaffirms', 4), ('about', 3), ('about', 1)]",
        "{'exact'}",
        "'Sergey Lavrov': 7",
        "desk 2",
        "speakers · nobody is known as “Pskov”; did you mean 1 Dmitry Peskov (RU)?",
        "2025-02-27\nTrue\nThomas Velk",
    ):
        assert line in shown, line


@pytest.mark.parametrize("path", generate.PAGES, ids=lambda path: path.name)
def test_generated_parts_are_up_to_date(path: Path, tmp_path: Path) -> None:
    before = path.read_text(encoding="utf-8")
    assert generate.page(before, generate.example(tmp_path)) == before


def test_queries_have_results() -> None:
    assert len(blocks(read("docs/queries.md"), "sql")) >= 12
    assert "None" not in read("docs/queries.md")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO events (date, date_earliest, date_latest, title) VALUES ('2014//', '2025-01-01', '2025-12-31', 'x')",
        "INSERT INTO events (date, time, title) VALUES ('2014-03-18', '14:30 or so', 'x')",
        "INSERT INTO speakers (name, country) VALUES ('Сергей Лавров', 'XX')",
        "INSERT INTO statements (date, speaker, text) VALUES ('2014', 'Sergey Lavrov', '“quoted”')",
        "INSERT INTO sources (title, url, published, lang) VALUES ('x', 'https://no-such-place', 'soon', 'Klingon')",
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
