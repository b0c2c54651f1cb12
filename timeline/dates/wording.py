"""Make the errors for refused dates: one printable line that names the text and says what is wrong with it."""

from timeline.errors import DateError, UnsupportedDateError

_MAX_SHOWN_CHARACTERS = 60


def printable(text: str) -> str:
    """Return `text` for a message: on one line, with escaped control characters, cut short with an ellipsis."""
    cut = text if len(text) <= _MAX_SHOWN_CHARACTERS else text[: _MAX_SHOWN_CHARACTERS - 1]
    escaped = "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in cut)
    return escaped if cut == text else escaped + "…"


def invalid(text: str, reason: str) -> DateError:
    """Return the error for a `text` that is not a date, or that names a day that does not exist."""
    return DateError(f"{printable(text) or '“”'}: {reason}")


def unsupported(text: str, reason: str) -> UnsupportedDateError:
    """Return the error for a `text` that is valid EDTF of a kind that timeline does not support."""
    return UnsupportedDateError(f"{printable(text)} is not supported: {reason}")
