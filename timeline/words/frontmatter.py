"""YAML front matter: the particulars that stand above a text, between two lines of ---."""

import re
from typing import Any, NamedTuple

_BLOCK = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_OPENING = re.compile(r"\ufeff?---[ \t]*\r?\n")
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))


class Block(NamedTuple):
    """Front matter as it is written, and where the text behind it begins."""

    yaml: str
    end: int


def block(text: str) -> Block | None:
    """Find the front matter of a text, None where there is none."""
    found = _BLOCK.match(text)
    return Block(found[1], found.end()) if found is not None else None


def is_open(text: str) -> bool:
    """Tell whether a text begins as front matter does."""
    return _OPENING.match(text) is not None


def particulars(front: str) -> dict[str, object]:
    """Read front matter; every value stays the text that it is written as. Raises ValueError where it is no mapping."""
    import yaml

    try:
        # First, as it gives up on deep nesting, for which the other needs time that grows with its square.
        node = yaml.compose(front, Loader=yaml.BaseLoader)
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(front, Loader=yaml.BaseLoader)):
            raise ValueError("it has aliases (*name), which are not read")
        if isinstance(node, yaml.MappingNode):
            names = [str(name.value) for name, _ in node.value]
            if twice := next((name for name in names if names.count(name) > 1), None):
                raise ValueError(f"{twice} stands there twice")
        read = _value(node)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    match read:
        case None | "":
            return {}
        case dict():
            return {str(name): value for name, value in read.items()}
    raise ValueError("it is no list of names and values")


def _value(node: Any) -> Any:
    """Return a node of YAML as text, list or mapping; what is no text in quotation marks and says null is None."""
    if node is None or (node.tag.endswith(":str") and node.style is None and node.value in _NULLS):
        return None
    if isinstance(node.value, str):
        return node.value
    if any(isinstance(inner, tuple) for inner in node.value):
        return {str(name.value): _value(value) for name, value in node.value}
    return {} if node.tag.endswith(":map") else [_value(inner) for inner in node.value]
