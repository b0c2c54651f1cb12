"""Replace what a page cannot show, or would change how the rest is shown, and what its forms change in a text."""

import re

#: characters that control a terminal, turn the direction of writing or are not valid; a page shows U+FFFD instead
UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def inert(text: str) -> str:
    """Return a text with U+FFFD in place of each unsafe character; its length stays the same."""
    return text if text.isprintable() else UNSAFE.sub("\ufffd", text)


def plain_lines(text: str) -> str:
    """Return a text with LF as its only line end: a form sends CR LF in its place."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
