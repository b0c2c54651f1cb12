"""The number of a row, as people type it: digits, with or without the ``#`` that it is printed with."""

#: SQLite's largest integer, which no row of a timeline has
LARGEST = 2**63 - 1
_MOST_DIGITS = 18


def row_number(text: str) -> int | None:
    """Return the number that a text is, or None if no row can have it."""
    digits = text.removeprefix("#")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS else None


def is_number(text: str) -> bool:
    """Tell whether a text is nothing but digits, of whatever script and however many: it is then no name."""
    return text.removeprefix("#").isdigit()
