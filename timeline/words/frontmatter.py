"""Find and parse YAML front matter: the fields above a text, between two lines of ---."""

import re
from collections import Counter
from typing import Any, NamedTuple

_BLOCK = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_OPENING = re.compile(r"\ufeff?---[ \t]*\r?\n")
#: what can nest: brackets, or a line that begins with many blanks and marks
_DEEP = re.compile(r"[\[{]|^[ \t?:-]{60}", re.MULTILINE)
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))


class Block(NamedTuple):
    """Front matter as it is written, and the position where the text after it begins."""

    yaml: str
    end: int


def block(text: str) -> Block | None:
    """Return the front matter of a text, or None if it has none."""
    match = _BLOCK.match(text)
    return Block(match[1], match.end()) if match is not None else None


def is_open(text: str) -> bool:
    """Tell whether a text begins with the line that opens front matter."""
    return _OPENING.match(text) is not None


def particulars(front: str) -> dict[str, object]:
    """Parse front matter and keep every value as its text. Raises ValueError if it is not a mapping."""
    import yaml

    # The loader in C is ten times as fast, but deep nesting makes it crash.
    is_shallow = _DEEP.search(front) is None
    loader: Any = yaml.CBaseLoader if is_shallow and yaml.__with_libyaml__ else yaml.BaseLoader
    try:
        # First, because it gives up on deep nesting; the time that parse needs grows with the square of the depth.
        node = yaml.compose(front, Loader=loader)
        if "*" in front and any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(front, Loader=loader)):
            raise ValueError("it has aliases (*name), which timeline does not read")
        value = _value(node)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    match value:
        case None | "":
            return {}
        case dict():
            return {str(name): inner for name, inner in value.items()}
    raise ValueError("it is not a list of names and values")


def _value(node: Any) -> Any:
    """Return a node of YAML as text, list or mapping; an unquoted null is None.

    Raises ValueError if a mapping has a key twice, or a key that is a list or a mapping itself.
    """
    if node is None or (node.tag.endswith(":str") and not node.style and node.value in _NULLS):
        return None
    if isinstance(node.value, str):
        return node.value
    if any(isinstance(inner, tuple) for inner in node.value):
        names = Counter(name.value if isinstance(name.value, str) else None for name, _ in node.value)
        if None in names:
            raise ValueError("a name in it is a list or a mapping")
        if twice := next((name for name, count in names.items() if count > 1), None):
            raise ValueError(f"{twice} appears twice")
        return {name.value: _value(value) for name, value in node.value}
    return {} if node.tag.endswith(":map") else [_value(inner) for inner in node.value]
