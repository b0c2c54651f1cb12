"""Parse the number of a row as people type it: digits, with or without the ``#`` that it is printed with."""

from collections.abc import Iterable

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


def ranges(numbers: Iterable[int | None]) -> str:
    """List numbers as text, three or more in a row as a range: ``4, 7–9``."""
    runs: list[list[int]] = []
    for number in numbers:
        if number is not None and runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        elif number is not None:
            runs.append([number])
    parts = (f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)
    return ", ".join(parts)
