"""A person with what they were there for, as people write it: ``NAME (ROLE)``."""

import re

_WITH_ROLE = re.compile(r"\s*([^\s(].*?)\s*\(([^()]+)\)\s*", re.DOTALL)


def split_role(text: str) -> tuple[str, str | None]:
    """Split ``NAME (ROLE)``; without brackets there is no role."""
    match = _WITH_ROLE.fullmatch(text)
    return (match[1], match[2].strip()) if match else (text, None)
