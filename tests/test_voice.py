"""The voice of the house: text avoids the turns of phrase over which readers stumble."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "timeline"

#: phrase to avoid → what to write instead
PHRASES = {
    r"(?<!there )(?:is|are|was|were) no (?!longer\b|action\b)": "is not a, has no",
    r"so already": "already says this",
    r"there already": "already exists",
    r"what (?:is|are|was|were) not ": "a clause with a subject: fields you do not name",
    r"mend(?:s|ed|ing)?\b": "fix",
    r"(?:hang|hangs|hung) on\b": "refer to, depend on",
    r"(?:take|takes|took|taken|taking) (?:it |them |this |that |one |all )?back\b": "undo",
    r"(?:lay|lays|laid) (?:it )?over\b": "show, set",
    r"stands? no more\b": "is missing from",
    r"look(?:s|ing)? after\b": "manage",
}
STUMBLES = re.compile("|".join(rf"(?P<p{number}>\b{phrase})" for number, phrase in enumerate(PHRASES)), re.IGNORECASE)
#: phrase that a text must not begin with
OPENING = re.compile(r"\s*(?:Whoever|Who is not|What is not|Where that is not)\b", re.IGNORECASE)
#: participles that say nothing about what a variable holds
PARTICIPLES = {"found", "said", "given", "wanted", "told", "taken", "asked", "meant"}

#: file → parts of texts that may have such a phrase, each with its reason
EXCEPTIONS: dict[str, tuple[str, ...]] = {
    "tests/test_voice.py": ("",),  # the phrases themselves
}
#: files whose variables still have such names
UNNAMED = ("tests/ingest/", "benchmarks/ingest.py")
#: folders of tests whose strings are texts of sources, not ours
DATA = ("tests/ingest/", "tests/evidence/", "tests/dates/", "tests/words/")


def files() -> list[Path]:
    """The files with text of ours: code, templates and documentation."""
    code = [path for folder in ("timeline", "docs", "benchmarks", "tests") for path in (ROOT / folder).rglob("*.py")]
    pages = [*(PACKAGE / "web" / "templates").iterdir(), *(ROOT / "docs").glob("*.md")]
    return sorted([*code, *pages, ROOT / "README.md", ROOT / "CHANGELOG.md"])


def name_of(path: Path) -> str:
    """The name of a file, relative to the repository."""
    return str(path.relative_to(ROOT))


def docstrings(tree: ast.AST) -> set[ast.AST]:
    """The constants of a module that are docstrings."""
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, owners) and node.body and isinstance(node.body[0], ast.Expr)
    }


def texts_of_code(path: Path, text: str) -> Iterator[tuple[int, str]]:
    """The docstrings, comments and other strings of a module, and the names of its tests, with their lines."""
    tree = ast.parse(text)
    written = docstrings(tree)
    is_data = name_of(path).startswith(DATA)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and (node in written or not is_data):
            yield node.lineno, node.value
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.lineno, node.name.replace("_", " ")
    comment, line, last = "", 0, 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type != tokenize.COMMENT:
            continue
        if token.start[0] != last + 1 or not comment:
            if comment:
                yield line, comment
            comment, line = "", token.start[0]
        comment, last = f"{comment} {token.string.lstrip('#: ')}", token.start[0]
    if comment:
        yield line, comment


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """The texts of a file that people read, each with the line on which it begins."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from texts_of_code(path, text)
    else:
        yield 1, text


def phrases(path: Path) -> Iterator[str]:
    """Word every phrase to avoid in a file: file, line, phrase, and what to write instead."""
    name, advice = name_of(path), list(PHRASES.values())
    for first, text in texts(path):
        if any(sentence in text for sentence in EXCEPTIONS.get(name, ())):
            continue
        for match in STUMBLES.finditer(re.sub(r"\s", " ", text)):
            line = first + text.count("\n", 0, match.start())
            yield f"{name}:{line}: “{match[0].strip()}”; write: {advice[int(str(match.lastgroup)[1:])]}"
        if path.suffix == ".py" and (opening := OPENING.match(text)):
            yield f"{name}:{first}: begins with “{opening[0].strip()}”; name the subject"


def participles(path: Path) -> Iterator[str]:
    """Word every variable and parameter of a module that is only a participle."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.arg):
            name = node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            name = node.id
        else:
            continue
        if name in PARTICIPLES:
            yield f"{name_of(path)}:{node.lineno}: a variable “{name}”; name what it holds"


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_a_file_can_be_read_aloud(path: Path) -> None:
    problems = list(phrases(path))
    if path.suffix == ".py" and not name_of(path).startswith(UNNAMED):
        problems += participles(path)
    assert not problems, "\n".join(["", *problems])
