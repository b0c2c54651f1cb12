"""Making stored text inert for a terminal, and fitting it to one."""

import re
import unicodedata

#: what would move the cursor, change colours or turn the direction of writing: C0 and C1 controls, DEL, bidi overrides
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]")


def visible(text: str) -> str:
    """Return a text with every control character but line feed and tab replaced by a visible stand-in.

    C0 controls become their pictures (escape reads ␛), others their code point.
    """
    return _UNSAFE.sub(_stand_in, text.replace("\r\n", "\n"))


def _stand_in(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"


def one_line(text: str) -> str:
    """Return a text that is safe and stands on one line."""
    return " ".join(visible(text).split())


def width(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(c) or c in "\u200b\u200c\u200d\ufe0f"
        else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )


def wrap(text: str, columns: int) -> list[str]:
    """Break a safe text at white space into lines of at most ``columns`` cells; its own line feeds hold.

    A word longer than a line stays whole: a broken address cannot be copied.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line: list[str] = []
        used = 0
        for word in paragraph.split():
            taken = width(word)
            if line and used + 1 + taken > columns:
                lines.append(" ".join(line))
                line, used = [], 0
            used += taken + (1 if line else 0)
            line.append(word)
        lines.append(" ".join(line))
    return lines
