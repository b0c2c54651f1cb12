"""Parse the number of a row as people type it: digits, with or without the ``#`` that it is printed with."""

#: SQLite's largest integer, larger than the number of any row
LARGEST_NUMBER = 2**63 - 1
_MOST_DIGITS = 18
_SHOWN_CHARACTERS = 40


def row_number(text: str) -> int | None:
    """Parse a row number; return None if the text is not a number that a row can have."""
    digits = text.removeprefix("#")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS else None


def shown(typed: str) -> str:
    """Return a typed number for a message, visibly cut if it is longer than any number."""
    return typed if len(typed) <= _SHOWN_CHARACTERS else f"{typed[:_SHOWN_CHARACTERS]}…"


def is_number(text: str) -> bool:
    """Tell whether a text has nothing but digits, of any script and any length: such a text is not a name."""
    return text.removeprefix("#").isdigit()
