"""Read the arguments of commands: numbers of entries, one of several words, and text from stdin."""

import sys
from typing import Any

import click

from timeline.errors import RefusedError
from timeline.words.numbers import row_number
from timeline.words.suggestions import did_you_mean

#: the largest text that stdin may hold
_MAX_TEXT_BYTES = 64 * 2**20


def read_stdin() -> str:
    """Read all of stdin as UTF-8. Raises RefusedError if it is not UTF-8, or too large for one entry."""
    data = sys.stdin.buffer.read(_MAX_TEXT_BYTES + 1)
    if len(data) > _MAX_TEXT_BYTES:
        raise RefusedError(f"stdin is larger than {_MAX_TEXT_BYTES // 2**20} MB, the limit for one entry")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedError(
            f"stdin is not valid UTF-8 (byte {error.start}); convert it first, for example with iconv"
        ) from None


class Choice(click.Choice[Any]):
    """One of several words; for a mistyped one, the message suggests those that look like it."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """Return the message for a word that is none of them."""
        words = list(map(str, self.choices))
        return f"“{str(value)[:60]}” is not one of {', '.join(words)}{did_you_mean(str(value), words)}"


class WholeNumber(click.ParamType[int]):
    """A whole number from the least one allowed to the largest that SQLite has."""

    name = "number"

    def __init__(self, least: int = 0) -> None:
        self.least = least

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number. Raises BadParameter for any other text."""
        number = row_number(str(value))
        if number is None or number < self.least:
            self.fail(f"“{str(value)[:40]}” is not a whole number from {self.least} up", param, ctx)
        return number


class _EntryNumber(click.ParamType[int]):
    """The number of an entry, with or without the ``#`` it is printed with."""

    name = "number"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        number = row_number(str(value))
        if number is None or number == 0:
            self.fail(f"“{value}” is not an entry number; timeline show lists them", param, ctx)
        return number


ENTRY_NUMBER = _EntryNumber()
