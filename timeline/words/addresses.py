"""Recognize addresses that are safe as a link."""

import re

_SAFE = re.compile(r"https?://[^\s/?#\x00-\x1f\x7f-\x9f][^\s\x00-\x1f\x7f-\x9f]*", re.IGNORECASE)


def safe(url: str | None) -> str | None:
    """Return an address if it is one of the web, without blanks and control characters; None for any other text.

    Plain SQL can store ``javascript:`` and the like; a program that reads an export might run it.
    """
    return url if url and _SAFE.fullmatch(url) else None
