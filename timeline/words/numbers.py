"""The number of a row, as people type it: digits, with or without the ``#`` that it is printed with."""

#: SQLite's largest integer, which no row of a timeline has
LARGEST = 2**63 - 1
_MOST_DIGITS = len(str(LARGEST))


def row_number(text: str) -> int | None:
    """Return the number that a text is, or None if it is something else; one too large for a row is ``LARGEST``."""
    digits = text.strip().removeprefix("#")
    if not (digits.isascii() and digits.isdigit()):
        return None
    significant = digits.lstrip("0") or "0"
    return LARGEST if len(significant) > _MOST_DIGITS else min(int(significant), LARGEST)
