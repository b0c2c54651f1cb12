"""Parse a person with their role, as people write it: ``NAME (ROLE)``."""

import re

_WITH_ROLE = re.compile(r"\s*([^\s(].*?)\s*\(([^()]+)\)\s*", re.DOTALL)


def split_role(text: str) -> tuple[str, str | None]:
    """Split ``NAME (ROLE)`` into the name and the role, which is None without brackets."""
    match = _WITH_ROLE.fullmatch(text)
    return (match[1], match[2].strip()) if match else (text, None)
