"""How a date is refused: one printable line that names the text and says what is wrong with it."""

from timeline.errors import DateError, UnsupportedDateError

_LONGEST_SHOWN = 60


def shown(text: str) -> str:
    """Return `text` fit for a message: on one line, control characters escaped, cut short with an ellipsis."""
    cut = text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1]
    printable = "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in cut)
    return printable if cut == text else printable + "…"


def invalid(text: str, reason: str) -> DateError:
    """Return the error for a `text` that is no date, or names a day that does not exist."""
    return DateError(f"{shown(text) or '“”'}: {reason}")


def unsupported(text: str, reason: str) -> UnsupportedDateError:
    """Return the error for a `text` that is valid EDTF of a kind that is not kept."""
    return UnsupportedDateError(f"{shown(text)} is not supported: {reason}")
