"""The rules of the house: which rooms import which, when packages are imported, and how long a file may be."""

import ast
import re
import subprocess
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import groupby
from pathlib import Path

import click
import pytest

from docs.rooms import ROOMS, table
from timeline.cli import COMMANDS, main

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "timeline"
TESTS = ROOT / "tests"

#: package → the rooms or modules that may import it
ONLY_HERE = {
    "click": {"cli"},
    "alembic": {"timeline.database.migrate"},
    "sqlalchemy": {
        "schema",
        "history",
        "store",
        "database",
        "desk",
        "cli",
    },  # the last two name a session in annotations
    "dateutil": {"dates"},
    "matplotlib": {"render"},
    "rich": {"render"},
    "jinja2": {"web"},
    "markdown_it": {"web"},
    "starlette": {"web"},
    "uvicorn": {"web", "timeline.cli.serve"},
    "spacy": {"timeline.ingest.parsing", "timeline.ingest.model"},
    "httpx2": {"evidence"},
    "trafilatura": {"evidence"},
    "htmldate": {"evidence"},
    "lxml": {"evidence"},
}
#: rooms whose face imports nothing, so that reading loads no SQLAlchemy
PLAIN_FACES = ("schema", "database", "history", "reading", "store", "desk")
LONGEST_FILE_LINES = 450


def module(path: Path) -> str:
    return ".".join((PACKAGE.name, *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")


MODULES = {module(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def room(name: str) -> str:
    return name.split(".")[1] if "." in name else ""


@cache
def imported(path: Path) -> set[str]:
    """Every module or name that a file imports, at any place, as it is spelled there."""
    spelled: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            spelled |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            spelled |= {f"{node.module}.{alias.name}" for alias in node.names}
    return spelled


def own_modules(path: Path) -> set[str]:
    """The modules of ours that a file imports; a name stands for the module that it comes from."""
    return {name if name in MODULES else name.rpartition(".")[0] for name in imported(path)} & set(MODULES)


ARROWS = {name: own_modules(path) - {name} for name, path in MODULES.items()}


def test_only_four_modules_stand_outside_the_rooms() -> None:
    loose = {path.name for path in PACKAGE.glob("*.py")}
    assert loose == {"__init__.py", "__main__.py", "errors.py", "files.py", "settings.py"}


def test_a_room_imports_only_rooms_above_it() -> None:
    above: set[str] = set()
    for name, rules in ROOMS.items():
        assert set(rules.imports) <= above, name
        above.add(name)
    assert above == {room(name) for name in MODULES} - {"", "__main__"}


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_imports_what_its_rule_says(name: str) -> None:
    arrows = {room(target) for source, targets in ARROWS.items() if room(source) == name for target in targets}
    assert arrows - {name, ""} == set(ROOMS[name].imports)


def test_no_modules_import_each_other_in_a_circle() -> None:
    try:
        TopologicalSorter(ARROWS).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_the_page_shows_the_rules() -> None:
    assert table() in (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PLAIN_FACES)
def test_the_face_of_a_room_imports_nothing(name: str) -> None:
    assert not imported(PACKAGE / name / "__init__.py")


@pytest.mark.parametrize("name", MODULES)
def test_only_the_rooms_meant_for_it_use_a_package(name: str) -> None:
    for package in {spelled.split(".")[0] for spelled in imported(MODULES[name])} & set(ONLY_HERE):
        assert ONLY_HERE[package] & {name, room(name)}, package


@pytest.mark.parametrize("name", MODULES)
def test_no_file_grows_too_long(name: str) -> None:
    assert len(MODULES[name].read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE_LINES


@pytest.mark.parametrize("path", sorted(TESTS.rglob("*.py")), ids=lambda path: str(path.relative_to(TESTS)))
def test_shared_code_of_tests_is_in_their_support(path: Path) -> None:
    shared = {name for name in imported(path) if name.split(".")[0] == TESTS.name}
    assert {name for name in shared if not name.startswith("tests.support.")} == set()


#: modules whose rules about dates, names, quotations and storing the command line leaves to the desk
RULES = (
    "timeline.dates", "timeline.history", "timeline.importing", "timeline.ingest", "timeline.reading.resolve",
    "timeline.reading.similar", "timeline.store", "timeline.words.names", "timeline.words.quotations",
)  # fmt: skip
SQL = re.compile(r"\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|PRAGMA|BEGIN|COMMIT|WITH \w+ AS)\b")
FRONTS = [name for name in MODULES if room(name) == "cli"]


@pytest.mark.parametrize("name", FRONTS)
def test_the_command_line_holds_no_rule(name: str) -> None:
    for spelled in imported(MODULES[name]):
        assert not spelled.startswith(RULES), spelled


@pytest.mark.parametrize("name", FRONTS)
def test_the_command_line_holds_no_sql(name: str) -> None:
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not SQL.search(node.value), node.value
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in ("execute", "executemany", "executescript"), ast.unparse(node)


@pytest.mark.parametrize("name", [name for name in MODULES if room(name) == "desk"])
def test_the_desk_neither_prints_nor_asks(name: str) -> None:
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("print", "input"), ast.unparse(node)
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("stdin", "stdout", "stderr"), ast.unparse(node)


def imported_by(*args: str) -> set[str]:
    """The packages that a command imports."""
    program = (
        "import sys\nsys.argv[1:] = sys.argv[1:]\nfrom timeline.cli import main\n"
        "try: main()\nexcept SystemExit as e: assert not e.code, e.code\n"
        "finally: print(*sorted({m.split('.')[0] for m in sys.modules}), file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", program, *args], capture_output=True, text=True, check=True)
    return set(result.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    "args",
    [
        ["--help"],
        ["show", "--help"],
        ["add", "--help"],
        ["date", "2014"],
        ["show"],
        ["show", "12"],
        ["show", "--speaker", "Лавров", "--format", "json"],
        ["show", "--as-of", "1"],
        ["search", "Лавров"],
        ["search", "lavr*", "--by", "relevance"],
        ["stats", "--by", "month"],
        ["compare", "Lavrov", "Peskov"],
        ["log"],
        ["log", "--changeset", "1"],
        ["diff", "0", "1"],
        ["speaker", "list"],
        ["db", "status"],
        ["verify"],
        ["verify", "12"],
        ["trace", "12", "--format", "dot"],
        ["source", "show", "1"],
        ["proposals"],
        ["export", "jsonl"],
        ["export", "timelinejs"],
    ],
)
def test_reading_needs_no_sqlalchemy(args: list[str], example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMELINE_DB", str(example))
    assert not imported_by(*args) & {
        "sqlalchemy",
        "alembic",
        "rapidfuzz",
        "dateutil",
        "httpx2",
        "matplotlib",
        "trafilatura",
    }


def test_adding_needs_no_alembic(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMELINE_DB", str(example))
    imported = imported_by("add", "x", "--date", "2014")
    assert "alembic" not in imported
    assert "sqlalchemy" in imported


def test_making_a_file_needs_no_alembic(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMELINE_DB", str(file))
    assert "alembic" not in imported_by("add", "x", "--date", "2014")


def test_help_imports_no_command_and_no_more_than_show(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMELINE_DB", str(example))
    program = (
        "import sys\nfrom timeline.cli import main\ntry: main()\nexcept SystemExit: pass\n"
        "finally: print(*sorted(m for m in sys.modules if m.startswith('timeline')), file=sys.stderr)"
    )
    loaded = {
        args: set(
            subprocess.run([sys.executable, "-c", program, args], capture_output=True, text=True, check=True)
            .stderr.splitlines()[-1]
            .split()
        )
        for args in ("--help", "show")
    }
    commands = {listed.where.partition(":")[0] for listed in COMMANDS.values()}
    assert not loaded["--help"] & commands
    assert loaded["--help"] < loaded["show"]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_line_of_a_command_is_its_own(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.get_short_help_str(limit=200) == COMMANDS[name].help


def test_commands_of_one_heading_stand_together() -> None:
    headings = [listed.heading for listed in COMMANDS.values()]
    assert [heading for heading, _ in groupby(headings)] == list(dict.fromkeys(headings))
