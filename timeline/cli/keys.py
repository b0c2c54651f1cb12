"""Read single keys from a terminal, without losing those that were typed ahead or pasted.

:func:`click.getchar` discards what was typed before it is called, and returns several keys as one text.
"""

import codecs
import os
import re
import sys

import click

from timeline.errors import RefusedError

_MOST_BYTES = 4096
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_END_OF_INPUT = "\x04"
#: what a terminal sends for an arrow or a function key (ECMA-48, 5.4), or nothing
_ESCAPE = re.compile(r"(?:\x1b(?:\[[0-?]*[ -/]*[@-~]|O.|.)?)?", re.DOTALL)


def refuse_keys(line: str) -> None:
    """Refuse a typed line with control characters: arrows do not move within it, but become part of it."""
    if _CONTROL.search(line):
        raise RefusedError("arrow and control keys do not work here; type the answer again")


class Keys:
    """The keys typed on the terminal of stdin."""

    def __init__(self) -> None:
        self._ahead = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def next(self) -> str:
        """Return the next key; an arrow, and Enter alone, are keys too. Enter after another key is skipped.

        Raises EOFError for Ctrl-D, KeyboardInterrupt for Ctrl-C.
        """
        while True:
            if not self._ahead:
                self._ahead = self._read()
                if len(self._ahead) == 1:
                    return self._take(1)
            key = self._take(len(_ESCAPE.match(self._ahead)[0]) or 1)  # type: ignore[index]
            if key == _END_OF_INPUT:
                raise EOFError
            if not key.isspace():
                return key

    def line(self) -> tuple[str, bool]:
        """Return the line that was typed ahead, or the beginning of one, and whether Enter was typed after it."""
        begun, enter, self._ahead = self._ahead.replace("\n", "\r").partition("\r")
        return begun, bool(enter)

    def _take(self, characters: int) -> str:
        key, self._ahead = self._ahead[:characters], self._ahead[characters:]
        return key

    def _read(self) -> str:
        """Read the keys that are there, and wait for the first one."""
        if os.name == "nt":
            return click.getchar()
        import termios
        import tty

        terminal = sys.stdin.fileno()
        settings = termios.tcgetattr(terminal)
        try:
            tty.setcbreak(terminal, termios.TCSADRAIN)  # the default would discard what was typed ahead
            typed = ""
            while not typed:
                data = os.read(terminal, _MOST_BYTES)
                typed = self._decoder.decode(data)
                if not data or typed == _END_OF_INPUT:
                    raise EOFError
            return typed
        finally:
            termios.tcsetattr(terminal, termios.TCSADRAIN, settings)
